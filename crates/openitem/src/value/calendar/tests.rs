use proptest::prelude::*;

use super::*;
use crate::value::shared_data;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A file of the holidays in the shared data.
fn data(file: &str) -> Option<serde_json::Value> {
    shared_data(&format!("holidays/{file}")).map(|text| serde_json::from_str(&text).unwrap())
}

/// A file of the vacanza project: date to name.
fn vacanza(file: &str) -> Option<Vec<NaiveDate>> {
    let value = data(&format!("vacanza/{file}"))?;
    Some(value.as_object().unwrap().keys().map(|key| day(key)).collect())
}

#[test]
fn uk_bank_holidays_move_dates_by_every_rule() {
    let Some(value) = data("uk-bank-holidays.json") else { return };
    let years = value["divisions"]["england-and-wales"].as_object().unwrap();
    let holidays: Vec<NaiveDate> = years
        .values()
        .filter_map(|year| year.as_array())
        .flatten()
        .map(|row| NaiveDate::parse_from_str(row["date"].as_str().unwrap(), "%d/%m/%Y").unwrap())
        .collect();
    let calendar = HolidayCalendar::new("england-and-wales").with_holidays(holidays);
    // Good Friday 2018 was 30 March, Easter Monday 2 April: the next business day lies in the next month.
    let good_friday = day("2018-03-30");
    for (rule, expected) in [
        (BusinessDayRule::Unadjusted, "2018-03-30"),
        (BusinessDayRule::Following, "2018-04-03"),
        (BusinessDayRule::ModifiedFollowing, "2018-03-29"),
        (BusinessDayRule::Preceding, "2018-03-29"),
    ] {
        assert_eq!(calendar.adjust(good_friday, rule).unwrap(), day(expected), "{rule}");
    }
    assert_eq!(calendar.add_business_days(day("2019-12-24"), 3).unwrap(), day("2019-12-31"));
}

#[test]
fn the_days_that_target_is_closed_are_no_business_days() {
    let Some(holidays) = vacanza("XECB.json") else { return };
    let calendar = HolidayCalendar::new("target").with_holidays(holidays);
    assert_eq!(calendar.adjust(day("2024-03-29"), BusinessDayRule::Following).unwrap(), day("2024-04-02"));
    assert_eq!(calendar.adjust(day("2024-03-29"), BusinessDayRule::ModifiedFollowing).unwrap(), day("2024-03-28"));
    assert_eq!(calendar.adjust(day("2024-05-01"), BusinessDayRule::Preceding).unwrap(), day("2024-04-30"));
    assert!(calendar.is_business_day(day("2024-08-15")), "TARGET works on national holidays");
}

#[test]
fn a_gulf_week_rests_on_friday_and_saturday() {
    let Some(holidays) = vacanza("SA_COMMON.json") else { return };
    let national_day = day("2024-09-23");
    assert!(holidays.contains(&national_day));
    let calendar = HolidayCalendar::gulf("sa").with_holidays(holidays);
    assert_eq!(calendar.adjust(day("2024-10-04"), BusinessDayRule::Following).unwrap(), day("2024-10-06"), "Friday to Sunday");
    assert_eq!(calendar.adjust(national_day, BusinessDayRule::Following).unwrap(), day("2024-09-24"));
    assert_eq!(calendar.adjust(national_day, BusinessDayRule::Preceding).unwrap(), day("2024-09-22"), "a Sunday");
}

#[test]
fn every_published_calendar_leaves_only_business_days() {
    let files = ["AU_COMMON", "CA_COMMON", "CH_COMMON", "DE_COMMON", "FR_COMMON", "GB_ENG", "GB_SCT", "IN_COMMON", "JP_COMMON"];
    for file in files.into_iter().chain(["SA_COMMON", "SE_COMMON", "US_COMMON", "XECB", "XNYS"]) {
        let Some(holidays) = vacanza(&format!("{file}.json")) else { return };
        let calendar = HolidayCalendar::new(file).with_holidays(holidays.clone());
        for holiday in holidays.into_iter().rev().take(100) {
            for rule in [BusinessDayRule::Following, BusinessDayRule::ModifiedFollowing, BusinessDayRule::Preceding] {
                assert!(calendar.is_business_day(calendar.adjust(holiday, rule).unwrap()), "{file} {holiday} {rule}");
            }
        }
    }
}

#[test]
fn a_week_without_work_is_an_error_and_never_a_hang() {
    let calendar = HolidayCalendar::new("never").with_weekend(Weekday::ALL.to_vec());
    assert_eq!(calendar.adjust(day("2024-01-01"), BusinessDayRule::Following).unwrap_err().code(), "invalid_value");
    assert_eq!(calendar.adjust(day("2024-01-01"), BusinessDayRule::Unadjusted).unwrap(), day("2024-01-01"));
    assert_eq!(calendar.add_business_days(day("2024-01-01"), 3).unwrap_err().code(), "invalid_value");
    let plain = HolidayCalendar::new("plain");
    assert_eq!(plain.add_business_days(day("2024-01-01"), i32::MAX).unwrap_err().code(), "date_range");
    assert_eq!(plain.add_business_days(day("2024-01-01"), i32::MIN).unwrap_err().code(), "date_range");
}

#[test]
fn the_default_weekend_is_left_out_of_json() {
    let plain = serde_json::to_string(&HolidayCalendar::new("plain")).unwrap();
    assert_eq!(plain, r#"{"id":"plain"}"#);
    let gulf = HolidayCalendar::gulf("sa");
    let text = serde_json::to_string(&gulf).unwrap();
    assert_eq!(text, r#"{"id":"sa","weekend":["friday","saturday"]}"#);
    assert_eq!(serde_json::from_str::<HolidayCalendar>(&text).unwrap(), gulf);
}

proptest! {
    #[test]
    fn an_adjusted_date_is_a_business_day_next_to_the_asked_one(
        offset in 0_i64..20_000, holidays in prop::collection::vec(0_i64..20_000, 0..40), weekend in prop::collection::vec(0_usize..7, 0..4),
    ) {
        let start = day("1990-01-01");
        let date = date::add_days(start, offset).unwrap();
        let calendar = HolidayCalendar::new("random")
            .with_weekend(weekend.into_iter().map(|at| Weekday::ALL[at]).collect::<Vec<_>>())
            .with_holidays(holidays.into_iter().map(|days| date::add_days(start, days).unwrap()).collect::<Vec<_>>());
        let following = calendar.adjust(date, BusinessDayRule::Following).unwrap();
        let preceding = calendar.adjust(date, BusinessDayRule::Preceding).unwrap();
        prop_assert!(preceding <= date && date <= following);
        prop_assert!(calendar.is_business_day(preceding) && calendar.is_business_day(following));
        let modified = calendar.adjust(date, BusinessDayRule::ModifiedFollowing).unwrap();
        prop_assert!(modified == following || (modified == preceding && following.month() != date.month()));
        let there = calendar.add_business_days(following, 7).unwrap();
        prop_assert_eq!(calendar.add_business_days(there, -7).unwrap(), following);
    }
}
