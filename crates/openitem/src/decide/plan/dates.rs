//! The dates of installments.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};

use super::policy::PlanPolicy;
use super::request::{PlanDates, PlanUnit};
use crate::value::date::{add_days, day_number, day_of_month};
use crate::{BusinessDayRule, HolidayCalendar, OpenItemError};

/// The date of an installment, and how many units of time passed since the one before.
#[derive(Clone, Copy)]
pub(super) struct Dated {
    pub due: NaiveDate,
    pub units: i32,
}

/// The dates of installments, one after the other.
pub(super) struct Calendar<'a> {
    dates: &'a PlanDates,
    policy: &'a PlanPolicy,
    holidays: HolidayCalendar,
    as_of: NaiveDate,
    first: NaiveDate,
    day: i32,
    /// The step that comes next, from 0.
    step: i32,
    /// The months without an installment, each once.
    skipped: BTreeSet<u32>,
}

impl<'a> Calendar<'a> {
    pub fn new(dates: &'a PlanDates, as_of: NaiveDate, policy: &'a PlanPolicy) -> Result<Self, OpenItemError> {
        dates.check(as_of)?;
        let first = match (dates.first, dates.unit) {
            (Some(first), _) => first,
            (None, PlanUnit::Months) => day_of_month(as_of, dates.every, dates.day_of_month.unwrap_or(day_number(as_of)))?,
            (None, PlanUnit::Weeks) => add_days(as_of, i64::from(dates.every).saturating_mul(7))?,
        };
        // A plan of the 31st that begins in a short month goes on with the 31st.
        let own = if dates.first.is_some() { day_number(first) } else { day_number(as_of) };
        let day = dates.day_of_month.unwrap_or(own);
        let skipped = dates.skip_months.iter().filter_map(|month| u32::try_from(*month).ok()).collect();
        Ok(Self { dates, policy, holidays: policy.calendar(), as_of, first, day, step: 0, skipped })
    }

    pub fn next(&mut self) -> Result<Dated, OpenItemError> {
        let mut units = 0_i32;
        // Months repeat after twelve steps; weeks end with the calendar.
        for step in 0_i32.. {
            if step > 12 && self.dates.unit == PlanUnit::Months {
                break;
            }
            let date = self.at(self.step)?;
            self.step = self.step.saturating_add(1);
            units = units.saturating_add(self.dates.every);
            if !self.skipped.contains(&date.month()) {
                return Ok(Dated { due: business_day(&self.holidays, date, self.as_of, self.policy)?, units });
            }
        }
        Err(self.dates.all_skipped())
    }

    fn at(&self, step: i32) -> Result<NaiveDate, OpenItemError> {
        if step == 0 {
            return Ok(self.first);
        }
        match self.dates.unit {
            PlanUnit::Months => {
                let months = step.checked_mul(self.dates.every).unwrap_or(i32::MAX);
                day_of_month(self.first, months, self.day)
            }
            PlanUnit::Weeks => add_days(self.first, i64::from(step).saturating_mul(i64::from(self.dates.every)).saturating_mul(7)),
        }
    }
}

/// When an installment of a date is due by the calendar: never before the day of the plan.
pub(super) fn business_day(
    holidays: &HolidayCalendar,
    date: NaiveDate,
    as_of: NaiveDate,
    policy: &PlanPolicy,
) -> Result<NaiveDate, OpenItemError> {
    let due = holidays.adjust(date, policy.business_day_rule)?;
    if due < as_of { holidays.adjust(date, BusinessDayRule::Following) } else { Ok(due) }
}

impl PlanDates {
    fn check(&self, as_of: NaiveDate) -> Result<(), OpenItemError> {
        if self.every < 1 {
            return Err(OpenItemError::invalid("every", self.every, "1 or more"));
        }
        if let Some(first) = self.first.filter(|first| *first < as_of) {
            return Err(OpenItemError::invalid("first", first, "the day of the plan or later"));
        }
        if let Some(day) = self.day_of_month.filter(|day| !(1..=31).contains(day)) {
            return Err(OpenItemError::invalid("day_of_month", day, "1 to 31"));
        }
        match self.skip_months.iter().find(|month| !(1..=12).contains(*month)) {
            Some(month) => Err(OpenItemError::invalid("skip_months", month, "months from 1 to 12")),
            None if (1..=12).all(|month| self.skip_months.contains(&month)) => Err(self.all_skipped()),
            None => Ok(()),
        }
    }

    fn all_skipped(&self) -> OpenItemError {
        let months: Vec<String> = self.skip_months.iter().map(ToString::to_string).collect();
        OpenItemError::invalid("skip_months", months.join(", "), "a month that has an installment")
    }
}
