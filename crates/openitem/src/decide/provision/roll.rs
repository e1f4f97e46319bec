//! Roll rates: what share of a bucket is a bucket older a period later, what that means for losses, and how well it told them.

use chrono::NaiveDate;
use openitem_macros::wire;
use rust_decimal::Decimal;

use crate::aging::bucket::Buckets;
use crate::aging::{Aging, BucketLabel};
use crate::value::exact::quotient;
use crate::{Amount, Currency, OpenItemError, Rate, Rounding};

/// How many decimals a derived percentage has.
const DECIMALS: i32 = 4;

/// Roll rates and loss factors of one currency.
#[wire]
pub struct RollRates {
    /// The currency.
    pub currency: Currency,
    /// By bucket, from the newest to the oldest.
    pub rates: Vec<RollRate>,
}

/// What becomes of a bucket.
#[wire]
pub struct RollRate {
    /// The bucket.
    pub bucket: BucketLabel,
    /// What stood in it at the beginnings of the periods, together.
    #[wire(default)]
    pub opening: Amount,
    /// What stood in the next older one at their ends, together.
    #[wire(default)]
    pub rolled: Amount,
    /// The second in percent of the first, to four decimals, half up: the roll rate. Of the oldest bucket the share that is lost. Nothing where
    /// nothing stood there.
    pub percent: Option<Rate>,
    /// What is lost of the bucket in the end, in percent: the product of its roll rate and all older ones. Nothing where one of them is not
    /// known.
    pub loss_factor: Option<Rate>,
}

/// What roll rates foretold, and what came.
#[wire]
pub struct BackTest {
    /// By currency.
    pub currency: Currency,
    /// By bucket but the newest.
    pub rows: Vec<BackTestRow>,
}

/// A bucket at the end of a period: what was foretold and what came.
#[wire]
pub struct BackTestRow {
    /// The end of the period.
    pub as_of: NaiveDate,
    /// The bucket.
    pub bucket: BucketLabel,
    /// What the bucket before it at the beginning and its roll rate foretold.
    pub foretold: Amount,
    /// What stood in it.
    pub came: Amount,
    /// What came less what was foretold.
    pub off: Amount,
}

/// Roll rates from agings of consecutive period ends, in their order, each with the same buckets.
///
/// The roll rate of a bucket is what stands in the next older one at the end of a period ÷ what stood in it at the beginning, over all
/// periods together; its loss factor is the product of its own and all older roll rates, and `lost` of the oldest bucket. Buckets should be
/// as long as the periods are.
///
/// Source: DOMAIN section 3, roll rate and loss factor.
///
/// ```
/// use openitem::aging::{AgingPolicy, age};
/// use openitem::provision::roll_rates;
/// use openitem::{Amount, Currency, ItemKind, MasterData, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let owed = |sum: &str, due: &str| -> Result<_, openitem::OpenItemError> {
///     let sum: Amount = sum.parse()?;
///     Ok(OpenItem::new("I", "E", ItemKind::Invoice, Side::Debit, Currency::USD, sum, sum, day(due), day(due)).with_due(day(due)))
/// };
/// let policy = AgingPolicy::by_days(&[29, 59, 89]);
/// let january = age(&[owed("1000000", "2025-12-20")?], &MasterData::new(), day("2026-01-31"), &policy)?;
/// let february = age(&[owed("200000", "2025-12-20")?], &MasterData::new(), day("2026-02-28"), &policy)?;
/// let rates = roll_rates(&[january, february], "100".parse()?)?;
/// let rolled = rates[0].rates.iter().find(|rate| rate.opening.is_positive()).unwrap();
/// assert_eq!(rolled.percent, Some("20".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the agings have not the same buckets, stand not in the order of their dates, or `lost` is no percentage from 0 to
/// 100; `overflow`.
pub fn roll_rates(agings: &[Aging], lost: Rate) -> Result<Vec<RollRates>, OpenItemError> {
    if lost.is_negative() || lost > Rate::ONE_HUNDRED {
        return Err(OpenItemError::invalid("lost", lost, "a percentage from 0 to 100"));
    }
    let labels = labels(agings)?;
    currencies(agings).into_iter().map(|currency| of_currency(agings, currency, &labels, lost)).collect()
}

/// What roll rates foretell for each of the periods between these agings, beside what came.
///
/// # Errors
/// As [`roll_rates`]; `invalid_value` where the rates have other buckets.
pub fn back_test(agings: &[Aging], rates: &[RollRates]) -> Result<Vec<BackTest>, OpenItemError> {
    let labels = labels(agings)?;
    let mut out = Vec::new();
    for rates in rates {
        if !rates.rates.iter().map(|rate| &rate.bucket).eq(&labels) {
            return Err(OpenItemError::invalid("rates", format!("other buckets for {}", rates.currency), "the buckets of the agings"));
        }
        let mut rows = Vec::new();
        for (before, after) in agings.iter().zip(agings.iter().skip(1)) {
            let (opening, closing) = (standing(before, rates.currency, labels.len()), standing(after, rates.currency, labels.len()));
            let pairs = opening.iter().zip(closing.iter().skip(1)).zip(&rates.rates).zip(labels.iter().skip(1));
            for (((opening, came), rate), bucket) in pairs {
                let Some(percent) = rate.percent else { continue };
                let foretold = percent.percent_of(*opening, opening.scale().max(2), Rounding::HalfUp)?;
                let off = came.checked_sub(foretold).ok_or_else(|| OpenItemError::overflow("a back-test"))?;
                rows.push(BackTestRow { as_of: after.as_of, bucket: bucket.clone(), foretold, came: *came, off });
            }
        }
        out.push(BackTest { currency: rates.currency, rows });
    }
    Ok(out)
}

fn of_currency(agings: &[Aging], currency: Currency, labels: &[BucketLabel], lost: Rate) -> Result<RollRates, OpenItemError> {
    let overflow = || OpenItemError::overflow("a sum of agings");
    let count = labels.len();
    let mut opening = vec![Amount::ZERO; count];
    let mut rolled = vec![Amount::ZERO; count];
    for (before, after) in agings.iter().zip(agings.iter().skip(1)) {
        let (from, to) = (standing(before, currency, count), standing(after, currency, count));
        for (sum, more) in opening.iter_mut().zip(&from) {
            *sum = sum.checked_add(*more).ok_or_else(overflow)?;
        }
        for (sum, more) in rolled.iter_mut().zip(to.iter().skip(1)) {
            *sum = sum.checked_add(*more).ok_or_else(overflow)?;
        }
    }
    let mut rates: Vec<RollRate> = Vec::with_capacity(count);
    for (at, ((bucket, opening), rolled)) in labels.iter().zip(opening).zip(rolled).enumerate() {
        let is_oldest = at.saturating_add(1) == count;
        let percent = if is_oldest { Some(lost) } else { share(rolled, opening) };
        rates.push(RollRate { bucket: bucket.clone(), opening, rolled, percent, loss_factor: None });
    }
    let mut factor = Some(Rate::ONE_HUNDRED);
    for rate in rates.iter_mut().rev() {
        factor = factor.zip(rate.percent).and_then(|(older, own)| product(older, own));
        rate.loss_factor = factor;
    }
    Ok(RollRates { currency, rates })
}

fn share(part: Amount, whole: Amount) -> Option<Rate> {
    if !whole.is_positive() {
        return None;
    }
    quotient(&[part.decimal(), Decimal::ONE_HUNDRED], &[whole.decimal()], DECIMALS, Rounding::HalfUp)
        .and_then(|share| Rate::new(share).ok())
}

fn product(one: Rate, other: Rate) -> Option<Rate> {
    quotient(&[one.decimal(), other.decimal()], &[Decimal::ONE_HUNDRED], DECIMALS, Rounding::HalfUp)
        .and_then(|product| Rate::new(product).ok())
}

/// The labels that all agings share.
fn labels(agings: &[Aging]) -> Result<Vec<BucketLabel>, OpenItemError> {
    let of = |aging: &Aging| Buckets::new(&aging.policy.buckets, aging.policy.from_day, aging.as_of).map(|buckets| buckets.labels);
    let Some(first) = agings.first() else { return Ok(Vec::new()) };
    let labels = of(first)?;
    for (before, after) in agings.iter().zip(agings.iter().skip(1)) {
        if of(after)? != labels {
            return Err(OpenItemError::invalid("agings", format!("other buckets on {}", after.as_of), "the same buckets in all"));
        }
        if after.as_of <= before.as_of {
            return Err(OpenItemError::invalid("agings", format!("{} after {}", after.as_of, before.as_of), "the order of their dates"));
        }
    }
    Ok(labels)
}

fn currencies(agings: &[Aging]) -> Vec<Currency> {
    let mut all: Vec<Currency> = agings.iter().flat_map(|aging| &aging.by_currency.totals).map(|row| row.currency).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// What stands in each bucket of a currency.
fn standing(aging: &Aging, currency: Currency, count: usize) -> Vec<Amount> {
    let row = aging.by_currency.totals.iter().find(|row| row.currency == currency);
    row.map_or_else(|| vec![Amount::ZERO; count], |row| row.buckets.iter().map(|bucket| bucket.amount).collect())
}
