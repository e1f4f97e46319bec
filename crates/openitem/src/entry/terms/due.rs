//! From a base date to a due date.

use chrono::{Datelike, NaiveDate};

use super::check::check_rule;
use super::{DiscountTerm, DueRule, InstallmentTerm};
use crate::OpenItemError;
use crate::value::date::{add_days, add_months, day_number, day_of_month, end_of_month};

/// The date that a rule gives from a base date, before any business-day rule.
///
/// Source: DOMAIN "one engine covers all ERPs": SAP fixed day and additional months, Oracle cutoff day and months ahead,
/// Odoo delay types, OCA payment days, NetSuite date-driven terms.
///
/// # Errors
/// `invalid_value` where a number of the rule is out of bounds; `date_range` where the date leaves the years 1 to 9999.
///
/// ```
/// use openitem::terms::{DueRule, due_date};
///
/// // Oracle: cutoff day 11, no months ahead, day 15; a date past the cutoff goes to the next month.
/// let rule = DueRule::new().with_cutoff_day(11).with_day_of_month(15);
/// assert_eq!(due_date(&rule, "2026-01-12".parse().unwrap())?.to_string(), "2026-02-15");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn due_date(rule: &DueRule, base: NaiveDate) -> Result<NaiveDate, OpenItemError> {
    check_rule(rule)?;
    date_from(rule, base, false)
}

/// [`due_date`] of a rule that was checked.
pub(super) fn date_from(rule: &DueRule, base: NaiveDate, twenty_sixth_rule: bool) -> Result<NaiveDate, OpenItemError> {
    let counts_from_month = rule.end_of_month || rule.day_of_month.is_some();
    let start = if twenty_sixth_rule && counts_from_month && base.day() > 25 { day_of_month(base, 1, 1)? } else { base };
    let past_cutoff = rule.cutoff_day.is_some_and(|cutoff| day_number(start) > cutoff);
    let mut date = add_days(add_months(start, rule.months)?, i64::from(rule.days))?;
    date = add_months(date, rule.months_ahead.saturating_add(i32::from(past_cutoff)))?;
    if rule.end_of_month {
        date = end_of_month(date);
    }
    date = add_days(date, i64::from(rule.days_after))?;
    if let Some(day) = rule.day_of_month {
        date = on_day(date, day, rule.earliest_days, start)?;
    }
    next_pay_day(date, &rule.pay_days)
}

/// The day of the date's month, or of the first month after it in which the day lies late enough.
fn on_day(date: NaiveDate, day: i32, earliest_days: Option<i32>, start: NaiveDate) -> Result<NaiveDate, OpenItemError> {
    let found = day_of_month(date, 0, day)?;
    let Some(earliest) = earliest_days else { return Ok(found) };
    let earliest = add_days(start, i64::from(earliest))?;
    let mut at = found;
    // The number of days is a year at most, so the loop is short.
    while at < earliest {
        at = day_of_month(at, 1, day)?;
    }
    Ok(at)
}

fn next_pay_day(date: NaiveDate, pay_days: &[i32]) -> Result<NaiveDate, OpenItemError> {
    let mut best: Option<NaiveDate> = None;
    for day in pay_days {
        let this_month = day_of_month(date, 0, *day)?;
        let next = if this_month < date { day_of_month(date, 1, *day)? } else { this_month };
        best = Some(best.map_or(next, |found| found.min(next)));
    }
    Ok(best.unwrap_or(date))
}

/// The rules of an installment that hold for a base date: its first day limit that is not before the day, or its own.
pub(super) fn rules_for(part: &InstallmentTerm, base: NaiveDate) -> (&DueRule, &[DiscountTerm]) {
    match part.day_limits.iter().find(|limit| day_number(base) <= limit.through_day) {
        Some(limit) => (&limit.due, &limit.discounts),
        None => (&part.due, &part.discounts),
    }
}
