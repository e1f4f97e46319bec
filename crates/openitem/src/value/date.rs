//! Dates: calendar arithmetic that is checked within the years 1 to 9999 and remembers the day that was asked for.
//!
//! chrono's operators panic past the end of their range; these functions say `date_range` instead. Month arithmetic clips
//! a day that a month does not have to its last one, and takes the requested day beside the date, so that the 31st asked
//! for is the 31st again as soon as a month has one.

use chrono::{Datelike, Days, NaiveDate};

use crate::OpenItemError;

/// The date so many days later, or earlier where `days` is negative. The date itself is day 0.
///
/// # Errors
/// `date_range` where the result leaves the years 1 to 9999.
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::date;
///
/// let billed = NaiveDate::from_ymd_opt(2026, 8, 1).unwrap();
/// assert_eq!(date::add_days(billed, 30)?.to_string(), "2026-08-31");
/// assert_eq!(date::add_days(billed, -1)?.to_string(), "2026-07-31");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn add_days(date: NaiveDate, days: i64) -> Result<NaiveDate, OpenItemError> {
    let step = Days::new(days.unsigned_abs());
    let moved = if days < 0 { date.checked_sub_days(step) } else { date.checked_add_days(step) };
    in_range(moved, || format!("{date} and {days} days"))
}

/// The date so many months later, or earlier where `months` is negative; a day that the month does not have becomes its
/// last one. The requested day is the date's own: for a chain of dates use [`day_of_month`] with the first one's day.
///
/// # Errors
/// `date_range` where the result leaves the years 1 to 9999.
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::date;
///
/// let january = NaiveDate::from_ymd_opt(2026, 1, 31).unwrap();
/// assert_eq!(date::add_months(january, 1)?.to_string(), "2026-02-28");
/// assert_eq!(date::add_months(january, 2)?.to_string(), "2026-03-31");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn add_months(date: NaiveDate, months: i32) -> Result<NaiveDate, OpenItemError> {
    day_of_month(date, months, day_number(date))
}

/// The requested day (1 to 31) of the month that lies `months` after the date's own; where that month is shorter, its
/// last day. 31 is therefore the last day of any month.
///
/// # Errors
/// `invalid_value` where the day is not 1 to 31; `date_range` where the result leaves the years 1 to 9999.
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::date;
///
/// let clipped = NaiveDate::from_ymd_opt(2026, 2, 28).unwrap();
/// assert_eq!(date::day_of_month(clipped, 1, 31)?.to_string(), "2026-03-31");
/// assert_eq!(date::day_of_month(clipped, 2, 31)?.to_string(), "2026-04-30");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn day_of_month(date: NaiveDate, months: i32, requested_day: i32) -> Result<NaiveDate, OpenItemError> {
    if !(1..=31).contains(&requested_day) {
        return Err(OpenItemError::invalid("day of the month", requested_day, "1 to 31"));
    }
    let what = || format!("{date} and {months} months");
    let month = i64::from(date.year())
        .checked_mul(12)
        .and_then(|count| count.checked_add(i64::from(date.month0())))
        .and_then(|count| count.checked_add(i64::from(months)));
    let target = month.and_then(|count| {
        let year = i32::try_from(count.div_euclid(12)).ok()?;
        let month = u32::try_from(count.rem_euclid(12)).ok()?.checked_add(1)?;
        let wanted = u32::try_from(requested_day).ok()?;
        (28..=wanted).rev().chain([wanted]).find_map(|day| NaiveDate::from_ymd_opt(year, month, day))
    });
    in_range(target, what)
}

/// The last day of the date's month.
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::date;
///
/// let leap = NaiveDate::from_ymd_opt(2024, 2, 5).unwrap();
/// assert_eq!(date::end_of_month(leap).to_string(), "2024-02-29");
/// ```
#[must_use]
pub fn end_of_month(date: NaiveDate) -> NaiveDate {
    day_of_month(date, 0, 31).unwrap_or(date)
}

/// The day of the month, 1 to 31, as the wire carries it.
pub(crate) fn day_number(date: NaiveDate) -> i32 {
    i32::try_from(date.day()).unwrap_or(1)
}

/// The date where there is one and its year is 1 to 9999.
pub(crate) fn in_range(date: Option<NaiveDate>, what: impl FnOnce() -> String) -> Result<NaiveDate, OpenItemError> {
    date.filter(|date| (1..=9999).contains(&date.year())).ok_or_else(|| OpenItemError::DateRange { what: what() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_clipped_day_comes_back_when_the_month_has_it() {
        for (months, expected) in [(0, "2023-12-31"), (1, "2024-01-31"), (2, "2024-02-29"), (3, "2024-03-31"), (4, "2024-04-30")] {
            assert_eq!(add_months(day("2023-12-31"), months).unwrap(), day(expected));
        }
        assert_eq!(add_months(day("2024-03-30"), -1).unwrap(), day("2024-02-29"));
        assert_eq!(day_of_month(day("2024-02-29"), 12, 29).unwrap(), day("2025-02-28"));
        assert_eq!(day_of_month(day("2025-02-28"), 36, 29).unwrap(), day("2028-02-29"));
    }

    #[test]
    fn the_range_ends_in_an_error() {
        assert_eq!(add_days(day("9999-12-31"), 1).unwrap_err().code(), "date_range");
        assert_eq!(add_days(day("0001-01-01"), -1).unwrap_err().code(), "date_range");
        assert_eq!(add_months(day("9999-12-31"), 1).unwrap_err().code(), "date_range");
        assert_eq!(end_of_month(day("9999-12-01")), day("9999-12-31"));
        assert_eq!(day_of_month(day("2024-01-01"), 0, 0).unwrap_err().code(), "invalid_value");
        assert_eq!(day_of_month(day("2024-01-01"), 0, 32).unwrap_err().code(), "invalid_value");
    }

    proptest! {
        #[test]
        fn hostile_values_end_in_a_date_of_the_range_or_an_error(
            start in any::<i32>(), days in any::<i64>(), months in any::<i32>(), requested in any::<i32>(),
        ) {
            let date = NaiveDate::from_num_days_from_ce_opt(start.rem_euclid(3_652_059).saturating_add(1)).unwrap();
            for result in [add_days(date, days), add_months(date, months), day_of_month(date, months, requested)] {
                match result {
                    Ok(found) => prop_assert!((1..=9999).contains(&found.year())),
                    Err(error) => prop_assert!(["date_range", "invalid_value"].contains(&error.code())),
                }
            }
            prop_assert!(end_of_month(date) >= date);
        }
    }
}
