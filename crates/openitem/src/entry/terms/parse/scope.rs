//! The rules of one installment while they are read: words such as EOM at the end hold for all of them.

use rust_decimal::Decimal;

use crate::Rate;
use crate::terms::{DiscountTerm, DueRule};

/// What the numbers of a scope count.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Style {
    /// Days from the base date.
    #[default]
    Plain,
    /// Days from the end of the month.
    EndOfMonth,
    /// The day of the month following.
    MonthFollowing,
}

/// A rule as it was written: the number and what was said beside it.
#[derive(Clone)]
pub(super) struct Raw {
    pub(super) place: usize,
    pub(super) count: Option<i32>,
    pub(super) months: Option<i32>,
    pub(super) days: Option<i32>,
    pub(super) months_ahead: Option<i32>,
    pub(super) cutoff_day: Option<i32>,
    pub(super) end_of_month: Option<bool>,
    pub(super) days_after: Option<i32>,
    pub(super) day_of_month: Option<i32>,
    pub(super) earliest_days: Option<i32>,
    pub(super) pay_days: Option<Vec<i32>>,
}

impl Raw {
    pub(super) const fn bare(place: usize) -> Self {
        Self {
            place,
            count: None,
            months: None,
            days: None,
            months_ahead: None,
            cutoff_day: None,
            end_of_month: None,
            days_after: None,
            day_of_month: None,
            earliest_days: None,
            pay_days: None,
        }
    }

    pub(super) fn counted(count: i32, place: usize) -> Self {
        Self { count: Some(count), ..Self::bare(place) }
    }

    /// The days first, then this day of the month after: "30 days end of month the 10th".
    pub(super) fn on_day_after(&mut self, day: i32) {
        self.days = Some(self.count.take().unwrap_or(0));
        self.end_of_month = Some(false);
        self.days_after = Some(0);
        self.months_ahead = Some(self.months_ahead.unwrap_or(0).saturating_add(1));
        self.day_of_month = Some(day);
    }

    /// The rule, or the place of a number that is no day of a month.
    pub(super) fn resolve(&self, style: Style, months_ahead: i32) -> Result<DueRule, usize> {
        let count = self.count.unwrap_or(0);
        let mut rule = DueRule::new();
        match style {
            Style::Plain => rule.days = count,
            Style::EndOfMonth => {
                rule.end_of_month = true;
                rule.days_after = count;
                rule.months_ahead = months_ahead;
            }
            Style::MonthFollowing => {
                let day = self.day_of_month.or(self.count).filter(|day| (1..=31).contains(day)).ok_or(self.place)?;
                rule.day_of_month = Some(day);
                rule.months_ahead = 1;
            }
        }
        rule.months = self.months.unwrap_or(rule.months);
        rule.days = self.days.unwrap_or(rule.days);
        rule.months_ahead = self.months_ahead.unwrap_or(rule.months_ahead);
        rule.cutoff_day = self.cutoff_day;
        rule.end_of_month = self.end_of_month.unwrap_or(rule.end_of_month);
        rule.days_after = self.days_after.unwrap_or(rule.days_after);
        rule.day_of_month = self.day_of_month.or(rule.day_of_month);
        rule.earliest_days = self.earliest_days;
        rule.pay_days = self.pay_days.clone().unwrap_or_default();
        Ok(rule)
    }
}

#[derive(Default)]
pub(super) struct Scope {
    pub(super) style: Style,
    /// One in "end of next month".
    pub(super) months_ahead: i32,
    pub(super) discounts: Vec<(Rate, Raw)>,
    pub(super) due: Option<Raw>,
    pub(super) last_is_due: bool,
    /// Whether the last discount was written with a percent sign, so that "net" after it makes it the share of a part.
    pub(super) may_be_share: bool,
}

impl Scope {
    pub(super) fn is_empty(&self) -> bool {
        self.due.is_none() && self.discounts.is_empty() && self.style == Style::Plain
    }

    pub(super) fn has_discount_only(&self) -> bool {
        self.due.is_none() && !self.discounts.is_empty()
    }

    pub(super) fn add_discount(&mut self, percent: Rate, rule: Raw) {
        self.discounts.push((percent, rule));
        self.last_is_due = false;
        self.may_be_share = false;
    }

    /// The rule read last.
    pub(super) fn last(&mut self) -> Option<&mut Raw> {
        match self.due.as_mut() {
            Some(due) if self.last_is_due => Some(due),
            _ => self.discounts.last_mut().map(|(_, rule)| rule),
        }
    }

    /// "30% 15 days, 70% 45 days": percentages that are the whole are parts, not discounts.
    pub(super) fn as_parts(&self) -> Option<Vec<(Rate, Raw)>> {
        let whole = self.discounts.iter().try_fold(Decimal::ZERO, |sum, (percent, _)| sum.checked_add(percent.decimal()))?;
        (self.due.is_none() && whole == Decimal::ONE_HUNDRED).then(|| self.discounts.clone())
    }

    /// The due date and the discounts, or the place of the number that does not fit.
    pub(super) fn resolve(self) -> Result<(DueRule, Vec<DiscountTerm>), Option<usize>> {
        let mut discounts = Vec::with_capacity(self.discounts.len());
        for (percent, rule) in &self.discounts {
            discounts.push(DiscountTerm::new(*percent, rule.resolve(self.style, self.months_ahead).map_err(Some)?));
        }
        let due = match self.due {
            Some(rule) => rule.resolve(self.style, self.months_ahead).map_err(Some)?,
            None => match discounts.iter().max_by_key(|discount| (discount.due.days, discount.due.days_after, discount.due.day_of_month)) {
                Some(longest) => net_after(&longest.due),
                None if self.style == Style::MonthFollowing => return Err(None),
                None => Raw::counted(0, 0).resolve(self.style, self.months_ahead).map_err(Some)?,
            },
        };
        Ok((due, discounts))
    }
}

/// Twenty days after the discount; the last of the month at most where a day of the month following was said.
/// Source: textbooks of business mathematics, "when no credit period is given".
fn net_after(discount: &DueRule) -> DueRule {
    let mut due = discount.clone();
    if let Some(day) = due.day_of_month {
        due.day_of_month = Some(day.saturating_add(20).min(31));
    } else if due.end_of_month {
        due.days_after = due.days_after.saturating_add(20);
    } else {
        due.days = due.days.saturating_add(20);
    }
    due
}
