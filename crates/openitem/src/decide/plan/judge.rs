//! Holding what came against the installments of a plan, from one change of it to the next.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::claims::{Claim, Claims, PaidPart};
use super::histories::standing;
use super::money::{Money, Window};
use super::policy::{PlanClaim, PlanCredits, PlanPolicy};
use super::record::{PlanHistory, PlanInstallmentAssessment, PlanInstallmentStatus, PlanInstrument, PlanInstrumentState};
use super::sheet::{minus, plus};
use crate::entry::{PlanInstallment, Stage};
use crate::value::date::add_days;
use crate::{Amount, BusinessDayRule, HolidayCalendar, OpenItemError, ReceiptId};

/// The payments of a plan from one day until another.
pub(super) struct Phase<'a> {
    pub history: &'a PlanHistory,
    pub installments: &'a [PlanInstallment],
    pub window: Window,
    /// The day of the judgement: the day before the window ends, at the latest.
    pub as_of: NaiveDate,
    /// Whether fees count here.
    pub with_fees: bool,
}

/// An installment while it is judged.
pub(super) struct Part {
    pub assessed: PlanInstallmentAssessment,
    pub principal_left: Amount,
    pub interest_left: Amount,
    /// What was unpaid when its last day was over.
    pub unpaid_in_time: Amount,
    /// What an instrument in hand is going to pay.
    in_hand: Amount,
    returned_on: Option<NaiveDate>,
    /// The day of the latest money for it.
    latest: Option<NaiveDate>,
}

/// What a phase comes to.
pub(super) struct Judged {
    pub parts: Vec<Part>,
    pub fees_left: Amount,
    pub fees_due: Amount,
    pub fees_paid: Amount,
    /// When instruments were returned.
    pub returns: Vec<NaiveDate>,
}

/// The last days on which installments are in time, each due date looked up once.
pub(super) struct LastDays<'a> {
    pub policy: &'a PlanPolicy,
    calendar: HolidayCalendar,
    known: HashMap<NaiveDate, NaiveDate>,
}

impl<'a> LastDays<'a> {
    pub fn new(policy: &'a PlanPolicy) -> Self {
        Self { policy, calendar: policy.calendar(), known: HashMap::new() }
    }

    fn of(&mut self, due: NaiveDate) -> Result<NaiveDate, OpenItemError> {
        if !self.policy.grace_in_business_days {
            return add_days(due, i64::from(self.policy.grace_days));
        }
        if let Some(last) = self.known.get(&due) {
            return Ok(*last);
        }
        let begun = self.calendar.adjust(due, BusinessDayRule::Following)?;
        let last = self.calendar.add_business_days(begun, self.policy.grace_days)?;
        self.known.insert(due, last);
        Ok(last)
    }
}

impl Phase<'_> {
    pub fn judge(&self, money: &mut Money<'_>, last_days: &mut LastDays<'_>) -> Result<Judged, OpenItemError> {
        let policy = last_days.policy;
        let mut parts = self.parts(last_days)?;
        let (mut covered, returns) = self.instruments(&mut parts)?;
        let flows = money.flows(self.history, self.window, &mut covered)?;
        let mut without_money = Amount::ZERO;
        for flow in flows.iter().filter(|flow| !flow.is_money && policy.credits == PlanCredits::LastInstallments) {
            without_money = plus(without_money, flow.amount)?;
        }
        let unused = shorten(&mut parts, without_money)?;
        let mut used_up = minus(without_money, unused)?;
        let mut claims = Claims::new(self.claims(&parts), policy);
        let mut paid = Vec::new();
        for flow in flows {
            let used = match (flow.is_money, policy.credits) {
                (true, _) | (false, PlanCredits::LikeMoney) => claims.pay(flow.date, flow.amount, &mut paid)?,
                (false, PlanCredits::LastInstallments) => flow.amount.min(used_up),
                (false, PlanCredits::Ignored) => Amount::ZERO,
            };
            if !flow.is_money && policy.credits == PlanCredits::LastInstallments {
                used_up = minus(used_up, used)?;
            }
            money.used(flow, used)?;
        }
        let mut fees_paid = Amount::ZERO;
        for one in paid {
            match parts.get_mut(one.place) {
                _ if one.kind == PlanClaim::Fees => fees_paid = plus(fees_paid, one.amount)?,
                Some(part) => part.take(one)?,
                None => {}
            }
        }
        parts.iter_mut().for_each(|part| part.conclude(self.as_of));
        let (fees_left, fees_due) = (claims.left(PlanClaim::Fees, None)?, claims.left(PlanClaim::Fees, Some(self.as_of))?);
        Ok(Judged { parts, fees_left, fees_due, fees_paid, returns })
    }

    fn parts(&self, last_days: &mut LastDays<'_>) -> Result<Vec<Part>, OpenItemError> {
        let mut sorted: Vec<&PlanInstallment> = self.installments.iter().collect();
        crate::value::sort_by_key(&mut sorted, |part| part.due);
        let mut parts = Vec::with_capacity(sorted.len());
        for (at, installment) in sorted.into_iter().enumerate() {
            let interest = installment.interest.unwrap_or_default();
            if interest.is_negative() || interest > installment.amount {
                let plan = &self.history.plan.plan.id;
                let found = format!("{} with interest of {interest} on {}", installment.amount, installment.due);
                return Err(OpenItemError::invalid(
                    &format!("installments of {plan}"),
                    found,
                    "amounts of at least zero, with a part of them as interest",
                ));
            }
            let number = i32::try_from(at).unwrap_or(i32::MAX).saturating_add(1);
            let last_day = last_days.of(installment.due)?;
            let status = PlanInstallmentStatus::Open;
            let mut assessed = PlanInstallmentAssessment::new(number, installment.due, last_day, installment.amount, status);
            assessed.interest = interest;
            assessed.receipt.clone_from(&installment.receipt);
            parts.push(Part {
                assessed,
                principal_left: minus(installment.amount, interest)?,
                interest_left: interest,
                unpaid_in_time: installment.amount,
                in_hand: Amount::ZERO,
                returned_on: None,
                latest: None,
            });
        }
        Ok(parts)
    }

    /// Lets instruments pay their installments; gives what each paid, and when instruments were returned.
    fn instruments(&self, parts: &mut [Part]) -> Result<(HashMap<&ReceiptId, Amount>, Vec<NaiveDate>), OpenItemError> {
        let known: HashMap<&ReceiptId, &PlanInstrument> = self.history.instruments.iter().map(|one| (&one.receipt, one)).collect();
        let mut left: HashMap<&ReceiptId, Amount> = known.iter().map(|(receipt, one)| (*receipt, standing(one, self.as_of))).collect();
        let mut covered: HashMap<&ReceiptId, Amount> = HashMap::new();
        let mut returns: HashMap<&ReceiptId, NaiveDate> = HashMap::new();
        for part in parts {
            let Some(instrument) = part.assessed.receipt.as_ref().and_then(|receipt| known.get(receipt)) else { continue };
            let receipt = &instrument.receipt;
            let Some(rest) = left.get_mut(receipt) else { continue };
            let share = (*rest).min(part.assessed.amount);
            *rest = minus(*rest, share)?;
            if let Some(on) = instrument.returned_on.filter(|on| *on <= self.as_of && instrument.returned.is_positive()) {
                part.returned_on = Some(on);
                returns.insert(receipt, on);
            }
            part.assessed.instrument = Some(instrument.state(self.as_of));
            if instrument.stage == Stage::Cleared && instrument.since <= self.as_of {
                let sum = covered.entry(receipt).or_default();
                *sum = plus(*sum, share)?;
                part.pay_both(instrument.since, share)?;
            } else {
                part.in_hand = share;
            }
        }
        let mut returns: Vec<NaiveDate> = returns.into_values().collect();
        returns.sort_unstable();
        Ok((covered, returns))
    }

    fn claims(&self, parts: &[Part]) -> Vec<Claim> {
        let mut claims = Vec::with_capacity(parts.len().saturating_mul(2));
        for (place, part) in parts.iter().enumerate() {
            let claim = |kind, left| Claim { kind, due: part.assessed.due, place, left };
            claims.extend([claim(PlanClaim::Interest, part.interest_left), claim(PlanClaim::Principal, part.principal_left)]);
        }
        let fees = self.history.charges.iter().filter(|charge| self.with_fees && charge.claim == PlanClaim::Fees);
        claims.extend(fees.enumerate().map(|(place, fee)| Claim { kind: PlanClaim::Fees, due: fee.due, place, left: fee.amount }));
        claims
    }
}

/// Takes an amount off the last installments; gives what is left of it.
fn shorten(parts: &mut [Part], amount: Amount) -> Result<Amount, OpenItemError> {
    let mut left = amount;
    for part in parts.iter_mut().rev() {
        if !left.is_positive() {
            break;
        }
        let principal = left.min(part.principal_left);
        part.principal_left = minus(part.principal_left, principal)?;
        left = minus(left, principal)?;
        part.assessed.amount = minus(part.assessed.amount, principal)?;
        part.unpaid_in_time = minus(part.unpaid_in_time, principal.min(part.unpaid_in_time))?;
    }
    Ok(left)
}

impl Part {
    pub fn left(&self) -> Result<Amount, OpenItemError> {
        plus(self.principal_left, self.interest_left)
    }

    fn pay_both(&mut self, date: NaiveDate, amount: Amount) -> Result<(), OpenItemError> {
        let interest = amount.min(self.interest_left);
        let principal = minus(amount, interest)?;
        for (kind, amount) in [(PlanClaim::Interest, interest), (PlanClaim::Principal, principal)] {
            self.take(PaidPart { kind, place: 0, date, amount })?;
        }
        Ok(())
    }

    fn take(&mut self, one: PaidPart) -> Result<(), OpenItemError> {
        if one.kind == PlanClaim::Interest {
            self.interest_left = minus(self.interest_left, one.amount)?;
            self.assessed.paid_interest = plus(self.assessed.paid_interest, one.amount)?;
        } else {
            self.principal_left = minus(self.principal_left, one.amount)?;
        }
        self.assessed.paid = plus(self.assessed.paid, one.amount)?;
        if one.date <= self.assessed.last_day {
            self.unpaid_in_time = minus(self.unpaid_in_time, one.amount.min(self.unpaid_in_time))?;
        }
        if one.amount.is_positive() {
            self.latest = self.latest.max(Some(one.date));
        }
        Ok(())
    }

    /// How it stands, once all is paid that came.
    fn conclude(&mut self, as_of: NaiveDate) {
        let is_covered = self.principal_left.is_zero() && self.interest_left.is_zero();
        let is_in_hand = self.is_in_hand();
        let out = &mut self.assessed;
        out.paid_on = self.latest.filter(|_| is_covered);
        let late = out.last_day.succ_opt().filter(|day| *day <= as_of);
        let returned = self.returned_on.filter(|on| !is_covered || out.paid_on.is_some_and(|paid| paid > *on));
        let not_in_time = late.filter(|_| match out.paid_on {
            Some(paid) if is_covered => paid > out.last_day,
            _ => !is_covered && !is_in_hand,
        });
        out.missed_on = [returned, not_in_time].into_iter().flatten().min();
        out.status = match (out.missed_on, is_covered) {
            (Some(_), true) => PlanInstallmentStatus::Cured,
            (Some(_), false) => PlanInstallmentStatus::Missed,
            (None, true) => PlanInstallmentStatus::Paid,
            (None, false) if out.due < as_of && !self.in_hand.is_positive() => PlanInstallmentStatus::Late,
            (None, false) => PlanInstallmentStatus::Open,
        };
    }

    fn is_in_hand(&self) -> bool {
        self.interest_left.checked_add(self.principal_left).is_some_and(|left| left <= self.in_hand)
    }
}

impl PlanInstrument {
    fn state(&self, as_of: NaiveDate) -> PlanInstrumentState {
        if self.returned.is_positive() && self.returned_on.is_some_and(|on| on <= as_of) {
            return PlanInstrumentState::Returned;
        }
        match self.stage {
            Stage::Cleared if self.since <= as_of => PlanInstrumentState::Cleared,
            Stage::Held => PlanInstrumentState::Held,
            Stage::Deposited | Stage::Cleared => PlanInstrumentState::Deposited,
        }
    }
}
