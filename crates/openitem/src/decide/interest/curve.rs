//! How the balance of an item fell after it was due, and what of it was disputed.

use std::collections::VecDeque;

use chrono::NaiveDate;

use super::request::{InterestDispute, InterestSuspension};
use crate::value::date::add_days;
use crate::{Amount, AppliedAmount, Cause, DisputeOutcome, OpenItemError};

/// A fall of the balance, which the day of its date does not feel yet.
#[derive(Clone, Copy)]
pub(super) struct Fall {
    pub date: NaiveDate,
    /// Below zero where the balance rose.
    pub amount: Amount,
    /// Whether it was credited, not paid.
    pub is_credit: bool,
}

/// Days on which an amount, or all, is under dispute.
#[derive(Clone, Copy)]
pub(super) struct Frozen {
    pub from: NaiveDate,
    pub through: NaiveDate,
    pub amount: Option<Amount>,
}

/// The balance of an item from the day before its first day of interest.
pub(super) struct Course {
    pub base: Amount,
    /// By date.
    pub falls: Vec<Fall>,
    pub frozen: Vec<Frozen>,
    /// Days on which it bears no interest by agreement, from one through another.
    pub suspended: Vec<(NaiveDate, NaiveDate)>,
    /// How much was found not to be owed.
    pub cancelled: Amount,
    pub all_cancelled: bool,
    /// From when credits count as credits of that.
    pub credits_from: Option<NaiveDate>,
}

/// The days between the due date and the end, of which the first is not counted and the last is.
#[derive(Clone, Copy)]
pub(super) struct Span {
    pub start: NaiveDate,
    pub end: NaiveDate,
}

impl Span {
    pub(super) fn first_day(self) -> Result<NaiveDate, OpenItemError> {
        add_days(self.start, 1)
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("the balance of an item")
}

impl Course {
    /// The balance of an item: what is open on the date, and before each fall what fell.
    ///
    /// What was paid through `forgiven` counts as paid on the start.
    pub(super) fn new(
        open: Amount,
        applied: &[&AppliedAmount],
        disputes: &[&InterestDispute],
        span: Span,
        forgiven: NaiveDate,
        freezes: bool,
    ) -> Result<Self, OpenItemError> {
        let mut falls = Vec::with_capacity(applied.len());
        let mut base = open;
        for fell in applied {
            base = base.checked_add(fell.amount).ok_or_else(overflow)?;
            let is_credit = fell.receipt.is_none() && matches!(fell.cause, Cause::Applied | Cause::AdjustedDown | Cause::WrittenOff);
            falls.push(Fall { date: fell.date, amount: fell.amount, is_credit: is_credit && fell.amount.is_positive() });
        }
        crate::value::sort_by_key(&mut falls, |fall| (fall.date, fall.amount, fall.is_credit));
        let early = falls.partition_point(|fall| fall.date <= span.start.max(forgiven));
        for fall in falls.drain(..early) {
            base = base.checked_sub(fall.amount).ok_or_else(overflow)?;
        }
        let mut course = Self {
            base,
            falls,
            frozen: Vec::new(),
            suspended: Vec::new(),
            cancelled: Amount::ZERO,
            all_cancelled: false,
            credits_from: None,
        };
        for dispute in disputes.iter().filter(|dispute| dispute.from_date <= span.end) {
            course.judge(dispute, span.end, freezes)?;
        }
        Ok(course)
    }

    /// The same, with days on which it bears no interest by agreement.
    pub(super) fn with_suspensions(mut self, suspensions: &[&InterestSuspension], span: Span) -> Self {
        let days = |one: &&InterestSuspension| (one.from_date, one.through.unwrap_or(span.end).min(span.end));
        self.suspended = suspensions.iter().map(days).filter(|(from, through)| from <= through).collect();
        self
    }

    fn judge(&mut self, dispute: &InterestDispute, as_of: NaiveDate, freezes: bool) -> Result<(), OpenItemError> {
        let ended = dispute.through.filter(|day| *day <= as_of);
        let outcome = ended.and(dispute.outcome);
        let freeze = |through| Frozen { from: dispute.from_date, through, amount: dispute.amount };
        match (outcome, ended) {
            (Some(DisputeOutcome::AgainstCustomer | DisputeOutcome::Withdrawn), _) => {}
            (Some(DisputeOutcome::ForCustomer), _) => self.cancel(dispute, dispute.upheld.or(dispute.amount))?,
            (Some(DisputeOutcome::Shared), _) if dispute.upheld.is_some() => self.cancel(dispute, dispute.upheld)?,
            (_, ended) if freezes => self.frozen.push(freeze(ended.unwrap_or(as_of))),
            _ => {}
        }
        Ok(())
    }

    fn cancel(&mut self, dispute: &InterestDispute, amount: Option<Amount>) -> Result<(), OpenItemError> {
        match amount {
            Some(amount) => self.cancelled = self.cancelled.checked_add(amount).ok_or_else(overflow)?,
            None => self.all_cancelled = true,
        }
        self.credits_from = Some(self.credits_from.map_or(dispute.from_date, |day| day.min(dispute.from_date)));
        Ok(())
    }

    /// Whether a fall credits what was found not to be owed.
    pub(super) fn credits(&self, fall: &Fall) -> bool {
        fall.is_credit && self.credits_from.is_some_and(|from| from <= fall.date)
    }

    /// The balance in parts, each from its start through the day on which it was paid: the oldest goes first.
    pub(super) fn parts(&self, span: Span) -> Result<Vec<(Span, Self)>, OpenItemError> {
        let mut open: VecDeque<(NaiveDate, Amount)> = VecDeque::from([(span.start, self.base)]);
        let mut parts: Vec<(Span, Amount, bool)> = Vec::new();
        for fall in self.falls.iter().take_while(|fall| fall.date <= span.end) {
            if fall.amount.is_negative() {
                open.push_back((fall.date, fall.amount.negated()));
                continue;
            }
            let mut left = fall.amount;
            while let Some((start, amount)) = open.front_mut().filter(|_| left.is_positive()) {
                let part = left.min(*amount);
                left = left.checked_sub(part).ok_or_else(overflow)?;
                *amount = amount.checked_sub(part).ok_or_else(overflow)?;
                parts.push((Span { start: *start, end: fall.date }, part, self.credits(fall)));
                if !amount.is_positive() {
                    open.pop_front();
                }
            }
        }
        parts.extend(open.into_iter().map(|(start, amount)| (Span { start, end: span.end }, amount, false)));
        parts.retain(|(part, amount, _)| amount.is_positive() && part.start < part.end);
        Ok(self.shared_out(parts))
    }

    /// Disputes go to what was credited for them first, then to what was paid last.
    fn shared_out(&self, mut parts: Vec<(Span, Amount, bool)>) -> Vec<(Span, Self)> {
        crate::value::sort_by(&mut parts, |one, other| {
            (other.2, other.0.end, other.0.start, other.1).cmp(&(one.2, one.0.end, one.0.start, one.1))
        });
        let (mut frozen, mut cancelled) = (self.frozen.clone(), self.cancelled);
        let mut out = Vec::with_capacity(parts.len());
        for (span, amount, _) in parts {
            let less = cancelled.min(amount);
            cancelled = cancelled.checked_sub(less).unwrap_or_default();
            let mut mine = Vec::with_capacity(frozen.len());
            for window in &mut frozen {
                let part = window.amount.map(|left| left.min(amount));
                window.amount = window.amount.zip(part).and_then(|(left, part)| left.checked_sub(part));
                mine.push(Frozen { amount: part, ..*window });
            }
            frozen.retain(|window| window.amount.is_none_or(Amount::is_positive));
            let course = Self {
                base: amount,
                falls: Vec::new(),
                frozen: mine,
                suspended: self.suspended.clone(),
                cancelled: less,
                all_cancelled: self.all_cancelled,
                credits_from: None,
            };
            out.push((span, course));
        }
        crate::value::sort_by_key(&mut out, |(span, course)| (span.start, span.end, course.base));
        out
    }
}
