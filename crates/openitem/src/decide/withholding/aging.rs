//! What is pending by customer and quarter, by days past the day on which its certificate is due.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::due::quarter_days;
use super::policy::WithholdingPolicy;
use super::record::PendingWithholding;
use crate::aging::AgedBucket;
use crate::aging::bucket::Buckets;
use crate::{Amount, Currency, CustomerId, EntityId, OpenItemError, Tally};

/// What is pending, as of a date.
#[wire]
pub struct WithholdingAging {
    /// The date.
    pub as_of: NaiveDate,
    /// By entity, customer, currency and quarter.
    #[wire(default)]
    pub rows: Vec<WithholdingAgingRow>,
    /// By entity and currency: what the control account of withheld tax shows.
    #[wire(default)]
    pub totals: Vec<WithholdingAgingTotal>,
}

/// What is pending of a customer's payments of a quarter.
#[wire]
pub struct WithholdingAgingRow {
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// The first day of the calendar quarter of the payments.
    pub quarter_start: NaiveDate,
    /// Its last day.
    pub quarter_end: NaiveDate,
    /// By days past due, in the order of the policy.
    #[wire(default)]
    pub buckets: Vec<AgedBucket>,
    /// What has no due date: none of its own, and no row of the table holds.
    #[wire(default)]
    pub undated: Tally,
    /// All of it.
    #[wire(default)]
    pub total: Tally,
}

/// What is pending of an entity in a currency.
#[wire]
pub struct WithholdingAgingTotal {
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// By days past due, in the order of the policy.
    #[wire(default)]
    pub buckets: Vec<AgedBucket>,
    /// What has no due date.
    #[wire(default)]
    pub undated: Tally,
    /// All of it.
    #[wire(default)]
    pub total: Tally,
}

/// What is pending per customer and quarter, by days past the day on which its certificate is due, as of a date.
///
/// What was withheld after the date is left out; what stands on the credit side counts below zero. The totals are the balance of the
/// control account of withheld tax.
///
/// ```
/// use openitem::withholding::{PendingWithholding, WithholdingPolicy, pending};
/// use openitem::{Amount, Currency};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (inr, sum): (Currency, Amount) = ("INR".parse()?, "1000".parse()?);
/// let item = PendingWithholding::new("TDS-1", "IN01", inr, sum, sum, day("2025-08-05")).with_customer("C-1");
/// let aging = pending(&[item], day("2025-11-20"), &WithholdingPolicy::india())?;
/// assert_eq!((aging.rows[0].quarter_end, aging.rows[0].buckets[1].label.as_str()), (day("2025-09-30"), "1-30"));
/// assert_eq!((aging.rows[0].buckets[1].amount, aging.totals[0].total.amount), (sum, sum));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range or buckets that do not rise; `date_range` where a date lies beyond the calendar;
/// `overflow`.
pub fn pending(items: &[PendingWithholding], as_of: NaiveDate, policy: &WithholdingPolicy) -> Result<WithholdingAging, OpenItemError> {
    policy.check()?;
    let buckets = Buckets::new(&policy.buckets, None, as_of)?;
    let empty: Vec<AgedBucket> = buckets.labels.iter().map(|label| AgedBucket::new(label.clone(), 0, Amount::ZERO)).collect();
    let mut rows: BTreeMap<(&EntityId, Option<&CustomerId>, Currency, NaiveDate), WithholdingAgingRow> = BTreeMap::new();
    let mut totals: BTreeMap<(&EntityId, Currency), WithholdingAgingTotal> = BTreeMap::new();
    for item in items.iter().filter(|item| item.withheld_on <= as_of && !item.open.is_zero()) {
        let (first, last) = quarter_days(item.withheld_on)?;
        let place = policy.due_of(item)?.and_then(|due| buckets.find(due));
        let row = rows.entry((&item.entity, item.customer.as_ref(), item.currency, first)).or_insert_with(|| {
            let mut row = WithholdingAgingRow::new(item.entity.clone(), item.currency, first, last).with_buckets(empty.clone());
            row.customer.clone_from(&item.customer);
            row
        });
        add(&mut row.buckets, &mut row.undated, &mut row.total, place, item.open)?;
        let total = totals
            .entry((&item.entity, item.currency))
            .or_insert_with(|| WithholdingAgingTotal::new(item.entity.clone(), item.currency).with_buckets(empty.clone()));
        add(&mut total.buckets, &mut total.undated, &mut total.total, place, item.open)?;
    }
    Ok(WithholdingAging { as_of, rows: rows.into_values().collect(), totals: totals.into_values().collect() })
}

fn add(
    buckets: &mut [AgedBucket],
    undated: &mut Tally,
    total: &mut Tally,
    place: Option<usize>,
    open: Amount,
) -> Result<(), OpenItemError> {
    match place.and_then(|place| buckets.get_mut(place)) {
        Some(bucket) => {
            bucket.count = bucket.count.saturating_add(1);
            let sum = bucket.amount.checked_add(open);
            bucket.amount = sum.ok_or_else(|| OpenItemError::overflow("what is pending in a bucket"))?;
        }
        None => undated.add(open)?,
    }
    total.add(open)
}
