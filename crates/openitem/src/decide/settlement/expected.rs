//! What waiting would bring, told by roll rates.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::record::ExpectedPayment;
use crate::aging::BucketLabel;
use crate::provision::RollRates;
use crate::value::date::add_days;
use crate::value::exact::quotient;
use crate::{OpenItemError, Rate, Rounding};

const DECIMALS: i32 = 6;

/// What of a debt that stands in a bucket is likely to be paid in each of the periods to come, by the roll rates of the book: what does not
/// roll on is paid, and of what reaches the last bucket so much as is not lost there, a period later.
///
/// ```
/// use openitem::Currency;
/// use openitem::provision::{RollRate, RollRates};
/// use openitem::settlement::expected;
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let rate = |bucket: &str, rolled: &str| RollRate::new(bucket).with_percent(rolled.parse::<openitem::Rate>().unwrap());
/// let rates = RollRates::new(Currency::EUR, vec![rate("1-30", "40"), rate("31-60", "50"), rate("60+", "80")]);
/// let rows = expected(&"1-30".into(), &rates, day("2026-06-30"), 30)?;
/// let told: Vec<_> = rows.iter().map(|row| (row.date.to_string(), row.percent.to_string())).collect();
/// // 60 are paid within the month; of the 40 that roll on half, and of the 20 that are left a fifth.
/// assert_eq!(told[0], ("2026-07-30".to_owned(), "60".to_owned()));
/// assert_eq!((told[1].1.as_str(), told[2].1.as_str()), ("20", "4"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: the flow-rate method (OCC, Retail Lending Examination Procedures), read for what is paid instead of what is lost.
///
/// # Errors
/// `invalid_value` where there is no such bucket, a rate from it on is missing or no percentage from 0 to 100, or the period is under a day;
/// `date_range`.
pub fn expected(
    bucket: &BucketLabel,
    rates: &RollRates,
    as_of: NaiveDate,
    period_days: i32,
) -> Result<Vec<ExpectedPayment>, OpenItemError> {
    if period_days < 1 {
        return Err(OpenItemError::invalid("period_days", period_days, "a day or more"));
    }
    let start = rates.rates.iter().position(|rate| rate.bucket == *bucket);
    let start = start.ok_or_else(|| OpenItemError::invalid("bucket", bucket, "a bucket of the roll rates"))?;
    let mut standing = Decimal::ONE_HUNDRED;
    let mut date = as_of;
    let mut out = Vec::new();
    for rate in rates.rates.iter().skip(start) {
        let wrong = || OpenItemError::invalid("rates", format!("{} of {}", told(rate.percent), rate.bucket), "a percentage from 0 to 100");
        let rolled = rate.percent.filter(|percent| !percent.is_negative() && *percent <= Rate::ONE_HUNDRED).ok_or_else(wrong)?;
        date = add_days(date, i64::from(period_days))?;
        let overflow = || OpenItemError::overflow("what is likely to come");
        let left = quotient(&[standing, rolled.decimal()], &[Decimal::ONE_HUNDRED], DECIMALS, Rounding::HalfEven).ok_or_else(overflow)?;
        let paid = standing.checked_sub(left).ok_or_else(overflow)?;
        standing = left;
        out.push(ExpectedPayment::new(date, Rate::new(paid)?));
    }
    Ok(out)
}

fn told(percent: Option<Rate>) -> String {
    percent.map_or_else(|| "no rate".to_owned(), |percent| percent.to_string())
}
