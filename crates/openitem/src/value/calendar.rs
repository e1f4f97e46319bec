//! Business days: holiday calendars as data, and the rule that moves a date off a weekend or a holiday.
//!
//! The trade calls the rules business-day conventions; their names are those of the ISDA definitions. Weekends are data:
//! most Gulf states rest on Friday and Saturday, others on Saturday and Sunday or on one day only.

use std::collections::HashSet;

use chrono::{Datelike, NaiveDate};
use openitem_macros::wire;

use crate::value::date;
use crate::{CalendarId, OpenItemError};

/// A day of the week.
#[wire]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

impl Weekday {
    /// The day of the week of a date.
    ///
    /// ```
    /// use openitem::Weekday;
    /// assert_eq!(Weekday::of("2026-01-30".parse().unwrap()), Weekday::Friday);
    /// ```
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        match date.weekday() {
            chrono::Weekday::Mon => Self::Monday,
            chrono::Weekday::Tue => Self::Tuesday,
            chrono::Weekday::Wed => Self::Wednesday,
            chrono::Weekday::Thu => Self::Thursday,
            chrono::Weekday::Fri => Self::Friday,
            chrono::Weekday::Sat => Self::Saturday,
            chrono::Weekday::Sun => Self::Sunday,
        }
    }
}

/// What becomes of a date that is no business day.
#[wire]
pub enum BusinessDayRule {
    /// It stays.
    #[default]
    Unadjusted,
    /// It moves to the next business day.
    Following,
    /// It moves to the next business day, or to the one before where the next lies in another month.
    ModifiedFollowing,
    /// It moves to the business day before.
    Preceding,
}

/// The days on which nothing is due or settled: weekends and holidays.
///
/// ```
/// use openitem::{BusinessDayRule, HolidayCalendar};
///
/// let calendar = HolidayCalendar::new("uk").with_holidays(vec!["2026-12-25".parse().unwrap(), "2026-12-28".parse().unwrap()]);
/// let christmas = "2026-12-25".parse().unwrap();
/// assert_eq!(calendar.adjust(christmas, BusinessDayRule::Following)?.to_string(), "2026-12-29");
/// assert_eq!(calendar.adjust(christmas, BusinessDayRule::Preceding)?.to_string(), "2026-12-24");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct HolidayCalendar {
    /// Its name in the master data.
    pub id: CalendarId,
    /// The days of the week on which nobody works: Saturday and Sunday unless given. A list without any means that
    /// every day of the week is worked.
    #[wire(default = vec![Weekday::Saturday, Weekday::Sunday])]
    pub weekend: Vec<Weekday>,
    /// The holidays, in any order.
    #[wire(default)]
    pub holidays: Vec<NaiveDate>,
}

impl HolidayCalendar {
    /// A calendar with the weekend on Friday and Saturday, as most Gulf states keep it.
    ///
    /// ```
    /// use openitem::HolidayCalendar;
    ///
    /// let calendar = HolidayCalendar::gulf("sa");
    /// assert!(calendar.is_business_day("2026-01-04".parse().unwrap()), "a Sunday is worked");
    /// assert!(!calendar.is_business_day("2026-01-02".parse().unwrap()), "a Friday is not");
    /// ```
    #[must_use]
    pub fn gulf(id: impl Into<CalendarId>) -> Self {
        Self::new(id).with_weekend(vec![Weekday::Friday, Weekday::Saturday])
    }

    /// Whether the date is neither a holiday nor on a weekend.
    ///
    /// ```
    /// use openitem::HolidayCalendar;
    ///
    /// let calendar = HolidayCalendar::new("plain");
    /// assert!(calendar.is_business_day("2026-01-30".parse().unwrap()));
    /// assert!(!calendar.is_business_day("2026-01-31".parse().unwrap()));
    /// ```
    #[must_use]
    pub fn is_business_day(&self, date: NaiveDate) -> bool {
        !self.weekend.contains(&Weekday::of(date)) && !self.holidays.contains(&date)
    }

    /// The date moved by the rule; a business day stays where it is.
    ///
    /// # Errors
    /// `invalid_value` where every day of the week is a weekend and the rule would have to move the date; `date_range`
    /// where no business day is left within the years 1 to 9999.
    ///
    /// ```
    /// use openitem::{BusinessDayRule, HolidayCalendar};
    ///
    /// let calendar = HolidayCalendar::new("plain");
    /// let saturday = "2026-01-31".parse().unwrap();
    /// assert_eq!(calendar.adjust(saturday, BusinessDayRule::Following)?.to_string(), "2026-02-02");
    /// assert_eq!(calendar.adjust(saturday, BusinessDayRule::ModifiedFollowing)?.to_string(), "2026-01-30");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    pub fn adjust(&self, date: NaiveDate, rule: BusinessDayRule) -> Result<NaiveDate, OpenItemError> {
        if rule == BusinessDayRule::Unadjusted || self.is_business_day(date) {
            return Ok(date);
        }
        match rule {
            BusinessDayRule::Preceding => self.add_business_days(date, -1),
            BusinessDayRule::Following => self.add_business_days(date, 1),
            _ => match self.add_business_days(date, 1) {
                Ok(next) if next.month() == date.month() => Ok(next),
                Ok(_) | Err(OpenItemError::DateRange { .. }) => self.add_business_days(date, -1),
                Err(error) => Err(error),
            },
        }
    }

    /// The date so many business days later, or earlier where `days` is negative. The date itself is not counted and need
    /// not be a business day; no days leave it where it is.
    ///
    /// # Errors
    /// `invalid_value` where every day of the week is a weekend; `date_range` where the years 1 to 9999 hold too few
    /// business days.
    ///
    /// ```
    /// use openitem::HolidayCalendar;
    ///
    /// let calendar = HolidayCalendar::new("plain");
    /// let friday = "2026-01-30".parse().unwrap();
    /// assert_eq!(calendar.add_business_days(friday, 1)?.to_string(), "2026-02-02");
    /// assert_eq!(calendar.add_business_days(friday, -5)?.to_string(), "2026-01-23");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    pub fn add_business_days(&self, date: NaiveDate, days: i32) -> Result<NaiveDate, OpenItemError> {
        if days == 0 {
            return Ok(date);
        }
        if Weekday::ALL.iter().all(|day| self.weekend.contains(day)) {
            return Err(OpenItemError::invalid("weekend", "every day of the week", "at least one day that is worked"));
        }
        // The loop ends with the range of dates at the latest; the set keeps a long list of holidays from being read on
        // every step.
        let holidays: HashSet<NaiveDate> = self.holidays.iter().copied().collect();
        let (mut at, mut left) = (date, days.unsigned_abs());
        while left > 0 {
            let next = if days > 0 { at.succ_opt() } else { at.pred_opt() };
            at = date::in_range(next, || format!("{date} and {days} business days"))?;
            if !self.weekend.contains(&Weekday::of(at)) && !holidays.contains(&at) {
                left = left.saturating_sub(1);
            }
        }
        Ok(at)
    }
}

#[cfg(test)]
mod tests;
