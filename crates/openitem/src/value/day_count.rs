//! Day counts: how many days of interest lie between two dates, and which part of a year they are.

use chrono::{Datelike, NaiveDate};
use openitem_macros::wire;

/// How the days between two dates are counted, and how many make a year.
///
/// The rules of the four 30/360 conventions are those of the ISDA sheet of 2008-12-22 and of the NASD, as QuantLib
/// carries them.
///
/// Source: <https://www.isda.org/2008/12/22/30-360-day-count-conventions/>;
/// <https://github.com/lballabio/QuantLib/blob/master/test-suite/daycounters.cpp>
#[wire]
pub enum DayCount {
    /// Calendar days over 365, leap years too. Statutory late-payment interest counts so.
    #[default]
    Actual365Fixed,
    /// Calendar days over 360: money markets, and most of the continent's supplier contracts.
    Actual360,
    /// 30/360 of the US (NASD, SIA): the end of February counts as the 30th where the period starts there.
    Thirty360Us,
    /// 30/360 bond basis (30A/360, ISDA 2006 4.16(f)): the 31st counts as the 30th, at the end only if the start does.
    Thirty360BondBasis,
    /// 30E/360 (Eurobond basis, ISDA 2006 4.16(g)): every 31st counts as the 30th.
    Thirty360E,
    /// 30E/360 ISDA (German, ISDA 2006 4.16(h)): every last day of a month counts as the 30th, but for the end of February
    /// when the contract terminates on it.
    Thirty360EIsda,
}

/// A part of a year as a whole number of days over a whole number of days, so that nothing is rounded before the end.
#[wire(hash)]
pub struct YearFraction {
    /// The days that count, below zero where the period runs backwards.
    pub days: i32,
    /// The days that make a year: 360 or 365.
    pub year_days: i32,
}

/// The days from `start` to `end` as the convention counts them: the start is not counted, the end is.
///
/// `termination` is the date on which the contract ends; only 30E/360 ISDA asks for it. A period that runs backwards
/// has fewer than no days.
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::{days_between, DayCount};
///
/// let date = |text: &str| text.parse::<NaiveDate>().unwrap();
/// assert_eq!(days_between(date("2026-04-01"), date("2026-05-16"), DayCount::Actual365Fixed, None), 45);
/// assert_eq!(days_between(date("2007-08-31"), date("2008-02-29"), DayCount::Thirty360BondBasis, None), 179);
/// assert_eq!(days_between(date("2007-08-31"), date("2008-02-29"), DayCount::Thirty360EIsda, None), 180);
/// ```
#[must_use]
pub fn days_between(start: NaiveDate, end: NaiveDate, convention: DayCount, termination: Option<NaiveDate>) -> i32 {
    let (from, to) = (start.day(), end.day());
    let (from, to) = match convention {
        DayCount::Actual365Fixed | DayCount::Actual360 => {
            return i32::try_from(end.signed_duration_since(start).num_days()).unwrap_or(i32::MAX);
        }
        DayCount::Thirty360BondBasis => bond_basis(from, to),
        DayCount::Thirty360Us => {
            let starts_at_end_of_february = is_end_of_february(start);
            let to = if starts_at_end_of_february && is_end_of_february(end) { 30 } else { to };
            bond_basis(if starts_at_end_of_february { 30 } else { from }, to)
        }
        DayCount::Thirty360E => (from.min(30), to.min(30)),
        DayCount::Thirty360EIsda => {
            let keeps_february = is_end_of_february(end) && termination == Some(end);
            (if is_end_of_month(start) { 30 } else { from }, if is_end_of_month(end) && !keeps_february { 30 } else { to })
        }
    };
    let months = |date: NaiveDate| i64::from(date.year()).saturating_mul(12).saturating_add(i64::from(date.month()));
    let whole = months(end).saturating_sub(months(start)).saturating_mul(30);
    let days = whole.saturating_add(i64::from(to)).saturating_sub(i64::from(from));
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// The part of a year from `start` to `end` as the convention counts it; see [`days_between`].
///
/// ```
/// use chrono::NaiveDate;
/// use openitem::{year_fraction, DayCount, YearFraction};
///
/// let date = |text: &str| text.parse::<NaiveDate>().unwrap();
/// let part = year_fraction(date("2025-11-06"), date("2025-12-15"), DayCount::Actual360, None);
/// assert_eq!(part, YearFraction::new(39, 360));
/// ```
#[must_use]
pub fn year_fraction(start: NaiveDate, end: NaiveDate, convention: DayCount, termination: Option<NaiveDate>) -> YearFraction {
    let year_days = if convention == DayCount::Actual365Fixed { 365 } else { 360 };
    YearFraction { days: days_between(start, end, convention, termination), year_days }
}

fn bond_basis(from: u32, to: u32) -> (u32, u32) {
    let from = from.min(30);
    (from, if from == 30 { to.min(30) } else { to })
}

fn is_end_of_month(date: NaiveDate) -> bool {
    date.succ_opt().is_none_or(|next| next.month() != date.month())
}

fn is_end_of_february(date: NaiveDate) -> bool {
    date.month() == 2 && is_end_of_month(date)
}

#[cfg(test)]
mod tests {
    use super::{DayCount, YearFraction, days_between, year_fraction};
    use crate::value::date_strategy;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// Start, end, then bond basis, 30E, US and 30E ISDA (contract running on).
    ///
    /// Source: the examples of the ISDA sheet of 2008-12-22 and the NASD cases, as printed in QuantLib's
    /// test-suite/daycounters.cpp (testThirty360_BondBasis, _EurobondBasis, _USA, _ISDA).
    const TABLE: &[(&str, &str, i32, i32, i32, i32)] = &[
        ("2006-08-20", "2007-02-20", 180, 180, 180, 180),
        ("2006-08-31", "2007-02-28", 178, 178, 178, 180),
        ("2007-02-28", "2007-08-31", 183, 182, 180, 180),
        ("2007-08-31", "2008-02-29", 179, 179, 179, 180),
        ("2008-02-29", "2008-08-31", 182, 181, 180, 180),
        ("2006-01-31", "2006-02-28", 28, 28, 28, 30),
        ("2006-01-30", "2006-02-28", 28, 28, 28, 30),
        ("2006-02-28", "2006-03-03", 5, 5, 3, 3),
        ("2006-02-14", "2006-02-28", 14, 14, 14, 16),
        ("2006-09-30", "2006-10-31", 30, 30, 30, 30),
        ("2006-10-31", "2006-11-28", 28, 28, 28, 28),
        ("2007-08-31", "2008-02-28", 178, 178, 178, 178),
        ("2008-02-28", "2008-08-28", 180, 180, 180, 180),
        ("2008-02-28", "2008-08-30", 182, 182, 182, 182),
        ("2008-02-28", "2008-08-31", 183, 182, 183, 182),
        ("2008-02-29", "2009-02-28", 359, 359, 360, 360),
        ("2008-02-28", "2008-03-30", 32, 32, 32, 32),
        ("2008-02-28", "2008-03-31", 33, 32, 33, 32),
        ("2008-02-29", "2008-03-31", 32, 31, 30, 30),
        // Source: OpenGamma Strata, DayCountTest.java: 30/360 ISDA (bond basis) and 30E/360.
        ("2012-05-29", "2013-08-31", 452, 451, 452, 451),
        ("2012-05-30", "2013-08-31", 450, 450, 450, 450),
    ];

    #[test]
    fn the_thirty_day_months_count_as_isda_and_nasd_print_them() {
        for (start, end, bond, eurobond, us, isda) in TABLE {
            let counted = |convention| days_between(date(start), date(end), convention, None);
            assert_eq!(counted(DayCount::Thirty360BondBasis), *bond, "bond basis, {start} to {end}");
            assert_eq!(counted(DayCount::Thirty360E), *eurobond, "30E/360, {start} to {end}");
            assert_eq!(counted(DayCount::Thirty360Us), *us, "30/360 US, {start} to {end}");
            assert_eq!(counted(DayCount::Thirty360EIsda), *isda, "30E/360 ISDA, {start} to {end}");
        }
    }

    #[test]
    fn the_end_of_february_keeps_its_day_where_the_contract_terminates() {
        // Source: as above, testThirty360_ISDA, examples 2 and 3.
        let cases = [
            ("2011-08-31", "2012-02-29", "2012-02-29", 179),
            ("2010-08-31", "2011-02-28", "2012-02-29", 180),
            ("2007-02-28", "2008-02-29", "2008-02-29", 359),
            ("2007-02-28", "2008-02-28", "2008-02-29", 358),
            ("2008-02-29", "2009-02-28", "2008-02-29", 360),
            ("2006-09-30", "2006-10-31", "2006-10-31", 30),
        ];
        for (start, end, termination, expected) in cases {
            let counted = days_between(date(start), date(end), DayCount::Thirty360EIsda, Some(date(termination)));
            assert_eq!(counted, expected, "{start} to {end}, terminating {termination}");
        }
    }

    #[test]
    fn actual_days_are_calendar_days_over_365_or_360() {
        let (start, end) = (date("2024-02-28"), date("2025-02-28"));
        assert_eq!(year_fraction(start, end, DayCount::Actual365Fixed, None), YearFraction::new(366, 365));
        assert_eq!(year_fraction(start, end, DayCount::Actual360, None), YearFraction::new(366, 360));
        assert_eq!(year_fraction(end, start, DayCount::Actual365Fixed, None), YearFraction::new(-366, 365));
        // DOMAIN T4.06: due April 1, paid May 16, the day due not counted and the day paid counted.
        assert_eq!(days_between(date("2026-04-01"), date("2026-05-16"), DayCount::Actual365Fixed, None), 45);
    }

    proptest! {
        #[test]
        fn no_pair_of_dates_panics_and_whole_years_are_whole(start in date_strategy(), end in date_strategy(), last in date_strategy()) {
            for convention in DayCount::ALL {
                let _ = year_fraction(start, end, *convention, Some(last));
                prop_assert_eq!(days_between(start, start, *convention, None), 0);
            }
            let apart = days_between(start, end, DayCount::Actual360, None);
            prop_assert_eq!(days_between(end, start, DayCount::Actual360, None), -apart);
        }

        #[test]
        fn thirty_day_counts_stay_within_days_of_each_other(start in date_strategy(), end in date_strategy()) {
            let bond = days_between(start, end, DayCount::Thirty360BondBasis, None);
            for convention in [DayCount::Thirty360E, DayCount::Thirty360Us, DayCount::Thirty360EIsda] {
                prop_assert!((days_between(start, end, convention, None) - bond).abs() <= 3);
            }
        }
    }
}
