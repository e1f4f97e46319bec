//! Roll rates: what share of a bucket is older a period later, what that means for losses, and how well it told them.

use chrono::NaiveDate;
use openitem_macros::wire;
use rust_decimal::Decimal;

use crate::aging::BucketLabel;
use crate::migration::{Destination, Migration, Origin};
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
    /// What of that stood in an older one at their ends, together.
    #[wire(default)]
    pub rolled: Amount,
    /// The second in percent of the first, to four decimals, half up: the roll rate, 100 at most. Of the oldest bucket the share that is lost.
    /// Nothing where nothing stood there.
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
    /// By period, then by bucket but the oldest.
    pub rows: Vec<BackTestRow>,
}

/// What was foretold of a bucket for a period, and what came.
#[wire]
pub struct BackTestRow {
    /// The end of the period.
    pub as_of: NaiveDate,
    /// The bucket at the beginning.
    pub bucket: BucketLabel,
    /// What stood in it then, by its roll rate: what was to be older at the end.
    pub foretold: Amount,
    /// What was.
    pub came: Amount,
    /// What came less what was foretold.
    pub off: Amount,
}

/// Roll rates from migrations over consecutive periods, in their order, each with the same buckets.
///
/// The roll rate of a bucket is what of it is in an older one at the end of a period ÷ what stood in it at the beginning, over all periods
/// together; its loss factor is the product of its own and all older roll rates, and `lost` of the oldest bucket. Items are followed one by
/// one: what stays in the oldest bucket rolls nowhere, and what came to be owed anew rolled from nowhere. Buckets should be as long as the
/// periods are.
///
/// Source: DOMAIN section 3, roll rate and loss factor.
///
/// ```
/// use openitem::aging::AgingPolicy;
/// use openitem::migration::{MigrationRequest, between};
/// use openitem::provision::roll_rates;
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let owed = |sum: &str, due: &str| -> Result<_, openitem::OpenItemError> {
///     let sum: Amount = sum.parse()?;
///     Ok(OpenItem::new("I", "E", ItemKind::Invoice, Side::Debit, Currency::USD, sum, sum, day(due), day(due)).with_due(day(due)))
/// };
/// let (january, february) = (vec![owed("1000000", "2025-12-20")?], vec![owed("200000", "2025-12-20")?]);
/// let request = MigrationRequest::new(january, day("2026-01-31"), february, day("2026-02-28"));
/// let month = between(&request.with_policy(AgingPolicy::by_days(&[29, 59, 89])))?;
/// let rates = roll_rates(&[month], "100".parse()?)?;
/// let rolled = rates[0].rates.iter().find(|rate| rate.opening.is_positive()).unwrap();
/// assert_eq!(rolled.percent, Some("20".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the migrations have not the same buckets, stand not in the order of their dates, or `lost` is no percentage from 0
/// to 100; `overflow`.
pub fn roll_rates(migrations: &[Migration], lost: Rate) -> Result<Vec<RollRates>, OpenItemError> {
    if lost.is_negative() || lost > Rate::ONE_HUNDRED {
        return Err(OpenItemError::invalid("lost", lost, "a percentage from 0 to 100"));
    }
    let labels = labels(migrations)?;
    currencies(migrations).into_iter().map(|currency| of_currency(migrations, currency, labels, lost)).collect()
}

/// What roll rates foretell for each of these periods, beside what came.
///
/// # Errors
/// As [`roll_rates`]; `invalid_value` where the rates have other buckets.
pub fn back_test(migrations: &[Migration], rates: &[RollRates]) -> Result<Vec<BackTest>, OpenItemError> {
    let labels = labels(migrations)?;
    let mut out = Vec::new();
    for rates in rates {
        if !rates.rates.iter().map(|rate| &rate.bucket).eq(labels) {
            return Err(OpenItemError::invalid("rates", format!("other buckets for {}", rates.currency), "the buckets of the migrations"));
        }
        let mut rows = Vec::new();
        for period in migrations {
            let flows = flows(period, rates.currency, labels)?;
            for (rate, flow) in rates.rates.iter().zip(&flows).take(labels.len().saturating_sub(1)) {
                let Some(percent) = rate.percent else { continue };
                let foretold = percent.percent_of(flow.opening, flow.opening.scale().max(2), Rounding::HalfUp)?;
                let off = flow.rolled.checked_sub(foretold).ok_or_else(|| OpenItemError::overflow("a back-test"))?;
                let (as_of, bucket) = (period.closing_date, rate.bucket.clone());
                rows.push(BackTestRow { as_of, bucket, foretold, came: flow.rolled, off });
            }
        }
        out.push(BackTest { currency: rates.currency, rows });
    }
    Ok(out)
}

fn of_currency(migrations: &[Migration], currency: Currency, labels: &[BucketLabel], lost: Rate) -> Result<RollRates, OpenItemError> {
    let mut all = vec![Flow::default(); labels.len()];
    for period in migrations {
        for (sum, flow) in all.iter_mut().zip(flows(period, currency, labels)?) {
            sum.add(flow.opening, flow.rolled)?;
        }
    }
    let mut rates: Vec<RollRate> = Vec::with_capacity(labels.len());
    for (at, (bucket, Flow { opening, rolled })) in labels.iter().zip(all).enumerate() {
        let is_oldest = at.saturating_add(1) == labels.len();
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

/// What stood in a bucket at the beginning of a period, and what of it is older at the end.
#[derive(Debug, Clone, Copy, Default)]
struct Flow {
    opening: Amount,
    rolled: Amount,
}

impl Flow {
    fn add(&mut self, opening: Amount, rolled: Amount) -> Result<(), OpenItemError> {
        let overflow = || OpenItemError::overflow("a sum of migrations");
        self.opening = self.opening.checked_add(opening).ok_or_else(overflow)?;
        self.rolled = self.rolled.checked_add(rolled).ok_or_else(overflow)?;
        Ok(())
    }
}

/// What flowed out of each bucket of a currency in a period.
fn flows(period: &Migration, currency: Currency, labels: &[BucketLabel]) -> Result<Vec<Flow>, OpenItemError> {
    let mut out = vec![Flow::default(); labels.len()];
    let place = |label: &Option<BucketLabel>| label.as_ref().and_then(|label| labels.iter().position(|own| own == label));
    let row = period.totals.iter().find(|row| row.currency == currency);
    for cell in row.into_iter().flat_map(|row| &row.cells).filter(|cell| cell.origin == Origin::Bucket) {
        let Some(from) = place(&cell.origin_bucket) else { continue };
        let is_older = cell.destination == Destination::Bucket && place(&cell.destination_bucket).is_some_and(|to| to > from);
        if let Some(flow) = out.get_mut(from) {
            flow.add(cell.total.amount, if is_older { cell.total.amount } else { Amount::ZERO })?;
        }
    }
    Ok(out)
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

/// The labels that all migrations share.
fn labels(migrations: &[Migration]) -> Result<&[BucketLabel], OpenItemError> {
    let Some(first) = migrations.first() else { return Ok(&[]) };
    for (before, after) in migrations.iter().zip(migrations.iter().skip(1)) {
        if after.buckets != first.buckets {
            let found = format!("other buckets through {}", after.closing_date);
            return Err(OpenItemError::invalid("migrations", found, "the same buckets in all"));
        }
        if after.opening_date < before.closing_date {
            let found = format!("{} before {}", after.opening_date, before.closing_date);
            return Err(OpenItemError::invalid("migrations", found, "periods that follow each other"));
        }
    }
    Ok(&first.buckets)
}

fn currencies(migrations: &[Migration]) -> Vec<Currency> {
    let mut all: Vec<Currency> = migrations.iter().flat_map(|period| &period.totals).map(|row| row.currency).collect();
    all.sort_unstable();
    all.dedup();
    all
}
