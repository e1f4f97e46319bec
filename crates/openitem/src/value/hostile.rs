//! What the tests of this floor share: values that look for trouble (extremes, long digits), and other people's data.

use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use crate::Amount;

/// Any amount, the extremes often.
pub(crate) fn amount_strategy() -> impl Strategy<Value = Amount> {
    decimal_strategy().prop_map(|value| Amount::new(value).unwrap_or_default())
}

/// Any decimal that 28 digits hold, the extremes often.
pub(crate) fn decimal_strategy() -> impl Strategy<Value = Decimal> {
    const MOST: i128 = 9_999_999_999_999_999_999_999_999_999;
    let units = prop_oneof![
        3 => -1_000_000_000_i128..1_000_000_000,
        3 => -MOST..=MOST,
        1 => prop::sample::select(vec![0, 1, -1, MOST, -MOST, 10_i128.pow(27), MOST / 2, i128::from(i64::MAX), i128::from(u64::MAX)]),
    ];
    let scale = prop_oneof![3 => 0_u32..7, 1 => 0_u32..=28, 1 => Just(28)];
    (units, scale).prop_map(|(units, scale)| Decimal::from_i128_with_scale(units, scale).normalize())
}

/// Any date that chrono holds, the ends and month ends often.
pub(crate) fn date_strategy() -> impl Strategy<Value = NaiveDate> {
    let day = |year, month, day| NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default();
    prop_oneof![
        6 => (1..=9999_i32, 1..=12_u32, 1..=31_u32).prop_map(move |(year, month, of_month)| {
            (0..4).find_map(|back| NaiveDate::from_ymd_opt(year, month, of_month - back)).unwrap_or_default()
        }),
        1 => prop::sample::select(vec![NaiveDate::MIN, NaiveDate::MAX, day(1, 1, 1), day(9999, 12, 31), day(2024, 2, 29)]),
    ]
}

/// A file of `../shared/data` beside the project, or of `OPENITEM_DATA`; where it is absent the test says so and passes
/// by, but fails under CI.
pub(crate) fn shared_data(file: &str) -> Option<String> {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data");
    let folder = std::env::var("OPENITEM_DATA").unwrap_or_else(|_| beside.to_owned());
    let text = std::fs::read_to_string(format!("{folder}/{file}")).ok();
    if text.is_none() {
        assert!(std::env::var("CI").as_deref() != Ok("true"), "{file} of the shared data must be there under CI");
        println!("skipped: {file} of the shared data is not here");
    }
    text
}
