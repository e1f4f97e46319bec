//! When a certificate is due.

use chrono::{Datelike, NaiveDate};

use super::policy::{CertificateDueRow, CertificatePeriod, WithholdingPolicy};
use super::record::PendingWithholding;
use crate::value::date::day_of_month;
use crate::{OpenItemError, ReasonCode};

/// The day by which the certificate of what was withheld on a day is due, by the policy's table: the first row that is for the section and
/// the day holds.
///
/// ```
/// use openitem::withholding::{WithholdingPolicy, due_date};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let section = "IN-194J-PROFESSIONAL".into();
/// let due = |on: &str| due_date(day(on), Some(&section), &WithholdingPolicy::india());
/// assert_eq!((due("2025-08-05")?, due("2026-03-31")?), (day("2025-11-15"), day("2026-06-15")));
/// // No row is shipped for payments since April 2026: the host's own is given.
/// assert_eq!(due("2026-04-01").unwrap_err().code(), "invalid_value");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where no row holds, naming the table, the section and the day, or a row has a bound out of range; `date_range` where the
/// date lies beyond the calendar.
pub fn due_date(withheld_on: NaiveDate, section: Option<&ReasonCode>, policy: &WithholdingPolicy) -> Result<NaiveDate, OpenItemError> {
    policy.check()?;
    match policy.row(withheld_on, section) {
        Some(row) => row.due(withheld_on),
        None => {
            let found = format!("no row for {} withheld on {withheld_on}", section.map_or("no section", ReasonCode::as_str));
            Err(OpenItemError::invalid("due", found, "a row of the table of certificates' due dates that holds"))
        }
    }
}

impl WithholdingPolicy {
    fn row(&self, on: NaiveDate, section: Option<&ReasonCode>) -> Option<&CertificateDueRow> {
        self.due.iter().find(|row| row.holds(on, section))
    }

    /// The day by which the certificate of a pending amount is due: its own, else the table's; none where no row holds.
    pub(super) fn due_of(&self, item: &PendingWithholding) -> Result<Option<NaiveDate>, OpenItemError> {
        match item.due {
            Some(due) => Ok(Some(due)),
            None => self.row(item.withheld_on, item.section.as_ref()).map(|row| row.due(item.withheld_on)).transpose(),
        }
    }
}

impl CertificateDueRow {
    fn holds(&self, on: NaiveDate, section: Option<&ReasonCode>) -> bool {
        let is_in_force = self.since.is_none_or(|since| since <= on) && self.through.is_none_or(|through| on <= through);
        let named = |codes: &[ReasonCode]| section.is_some_and(|section| codes.contains(section));
        let is_meant = (self.codes.is_empty() || named(&self.codes)) && !named(&self.except_codes);
        is_in_force && is_meant && self.ends_in.is_none_or(|month| month == self.last_month(on))
    }

    /// The last month of the period of a day, 1 to 12.
    fn last_month(&self, on: NaiveDate) -> i32 {
        let month = i32::try_from(on.month()).unwrap_or(1);
        match self.period {
            CertificatePeriod::Month => month,
            CertificatePeriod::Quarter => month.saturating_add(2).div_euclid(3).saturating_mul(3),
        }
    }

    fn due(&self, on: NaiveDate) -> Result<NaiveDate, OpenItemError> {
        let month = i32::try_from(on.month()).unwrap_or(1);
        let ahead = self.last_month(on).saturating_sub(month).saturating_add(self.months);
        day_of_month(on, ahead, self.day)
    }
}

/// The calendar month of a day, counted from the year 0.
pub(super) fn month_of(on: NaiveDate) -> i32 {
    on.year().saturating_mul(12).saturating_add(i32::try_from(on.month0()).unwrap_or(0))
}

/// The months of a period: of its days, or of the quarter where it is a single day.
pub(super) fn months_of(start: NaiveDate, end: NaiveDate) -> (i32, i32) {
    let first = month_of(start);
    if start == end {
        let first = first.saturating_sub(first.rem_euclid(3));
        return (first, first.saturating_add(2));
    }
    (first, month_of(end))
}

/// The first and the last day of a day's calendar quarter.
pub(super) fn quarter_days(on: NaiveDate) -> Result<(NaiveDate, NaiveDate), OpenItemError> {
    let month = i32::try_from(on.month0()).unwrap_or(0);
    let first = month.rem_euclid(3);
    Ok((day_of_month(on, first.saturating_neg(), 1)?, day_of_month(on, 2_i32.saturating_sub(first), 31)?))
}
