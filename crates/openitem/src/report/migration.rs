//! Migration: how open items went from bucket to bucket between two dates. The trade says roll-rate, or transition matrix.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hashbrown::HashMap;
use openitem_macros::wire;
use rapidhash::fast::RandomState;

use super::aging::BucketLabel;
use super::group::{Groups, Subject};
use super::tally::sum;
use super::{GroupPart, Tally};
use crate::aging::bucket::Buckets;
use crate::aging::place::{Place, place};
use crate::aging::value::own;
use crate::aging::{AgingPolicy, DisputedTreatment};
use crate::{Amount, Currency, EntityId, ItemId, MasterData, OpenItem, OpenItemError};

/// What a migration is asked for: the open items of two dates.
///
/// ```
/// use openitem::migration::MigrationRequest;
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let request = MigrationRequest::new(vec![], date("2026-01-31"), vec![], date("2026-02-28"));
/// assert!(request.policy.group_by.is_empty());
/// ```
#[wire]
pub struct MigrationRequest {
    /// What was open at the earlier date.
    pub opening: Vec<OpenItem>,
    /// The earlier date.
    pub opening_date: NaiveDate,
    /// What is open at the later date.
    pub closing: Vec<OpenItem>,
    /// The later date.
    pub closing_date: NaiveDate,
    /// Customers, for groups by parent or collector, as of the later date.
    #[wire(default)]
    pub master: MasterData,
    /// How both are aged.
    #[wire(default)]
    pub policy: AgingPolicy,
}

/// How open items went from bucket to bucket.
#[wire]
pub struct Migration {
    /// The earlier date.
    pub opening_date: NaiveDate,
    /// The later date.
    pub closing_date: NaiveDate,
    /// The labels of the buckets, from the newest to the oldest.
    #[wire(default)]
    pub buckets: Vec<BucketLabel>,
    /// One matrix a group and currency, sorted by group, then by currency.
    #[wire(default)]
    pub rows: Vec<MigrationRow>,
    /// One matrix a currency, its group empty.
    #[wire(default)]
    pub totals: Vec<MigrationRow>,
}

/// The matrix of one group in one currency.
#[wire]
pub struct MigrationRow {
    /// What it is for.
    #[wire(default)]
    pub group: Vec<GroupPart>,
    /// The currency.
    pub currency: Currency,
    /// The cells that hold something: by where from, then by where to; buckets from the newest to the oldest.
    #[wire(default)]
    pub cells: Vec<MigrationCell>,
}

/// What went from one place to another.
///
/// The amounts from a bucket sum to that bucket of the aging at the earlier date, and the amounts to a bucket sum to that of
/// the later one, as long as the policy takes no credits off the oldest.
#[wire]
pub struct MigrationCell {
    /// Where it was.
    pub origin: Origin,
    /// The bucket it was in.
    pub origin_bucket: Option<BucketLabel>,
    /// Where it is.
    pub destination: Destination,
    /// The bucket it is in.
    pub destination_bucket: Option<BucketLabel>,
    /// How many items, and how much. A part of an item that was paid or raised has an amount and counts no item.
    pub total: Tally,
}

/// Where an amount was at the earlier date.
#[wire]
pub enum Origin {
    /// In a bucket.
    Bucket,
    /// It was not open.
    New,
    /// It was open, but in another group, currency or column.
    Moved,
}

/// Where an amount is at the later date.
#[wire]
pub enum Destination {
    /// In a bucket.
    Bucket,
    /// It is not open any more.
    Cleared,
    /// It is open, but in another group, currency or column.
    Moved,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum From {
    Bucket(usize),
    New,
    Moved,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum To {
    Bucket(usize),
    Cleared,
    Moved,
}

/// Where an item stands at one date; no bucket where it is open but in no bucket.
#[derive(Clone, Copy)]
struct Standing {
    group: usize,
    currency: Currency,
    bucket: Option<usize>,
    amount: Amount,
}

type Standings<'a> = HashMap<(&'a EntityId, &'a ItemId), Standing, RandomState>;

/// Shows what became of each bucket between two dates: still there, older, cleared, new.
///
/// An item is followed by its entity and id. What is open of it at the later date went from its old bucket to its new one;
/// what was paid in between went from the old bucket to `cleared`; what was raised came from `new` to the new bucket. What
/// left its bucket but is still open in another group, currency or column went to `moved`, and comes from `moved` where it
/// stands in a bucket there. Only what stands in buckets is followed. The order of the items does not matter; the same id
/// given twice in one list counts once, with its last place.
///
/// ```
/// use openitem::migration::{Destination, MigrationRequest, between};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let item = |open: &str| {
///     let eur = Currency::new("EUR").unwrap();
///     OpenItem::new("INV-1", "DE01", ItemKind::Invoice, Side::Debit, eur, amount("100"), amount(open), date("2026-01-01"), date("2026-01-01"))
///         .with_due(date("2026-01-31"))
/// };
/// let request = MigrationRequest::new(vec![item("100")], date("2026-01-31"), vec![item("60")], date("2026-02-28"));
/// let cells = &between(&request)?.totals[0].cells;
/// assert_eq!((cells[0].destination_bucket.clone(), cells[0].total.amount), (Some("1-30".into()), amount("60")));
/// assert_eq!((cells[1].destination, cells[1].total.amount), (Destination::Cleared, amount("40")));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the later date is not later, or as for aging; `hierarchy_loop` and `overflow` as for aging.
pub fn between(request: &MigrationRequest) -> Result<Migration, OpenItemError> {
    if request.closing_date < request.opening_date {
        return Err(OpenItemError::invalid("closing_date", request.closing_date, "a date on or after the earlier one"));
    }
    let policy = &request.policy;
    let mut groups = Groups::new(&policy.group_by, &request.master, request.closing_date)?;
    let before = Buckets::new(&policy.buckets, policy.from_day, request.opening_date)?;
    let after = Buckets::new(&policy.buckets, policy.from_day, request.closing_date)?;
    let opening = standings(&request.opening, request.opening_date, policy, &before, &mut groups)?;
    let closing = standings(&request.closing, request.closing_date, policy, &after, &mut groups)?;
    let mut cells: HashMap<(usize, Currency), Cells, RandomState> = HashMap::default();
    for (id, old) in sorted(&opening) {
        let new = closing.get(&id).copied();
        if let Some(bucket) = old.bucket {
            let row = cells.entry((old.group, old.currency)).or_default();
            leave(row, bucket, old, new)?;
        }
    }
    for (id, new) in sorted(&closing) {
        let Some(bucket) = new.bucket else { continue };
        let row = cells.entry((new.group, new.currency)).or_default();
        match opening.get(&id) {
            None => row.add(From::New, To::Bucket(bucket), true, new.amount)?,
            Some(old) if old.bucket.is_none() || !together(old, &new) => row.add(From::Moved, To::Bucket(bucket), true, new.amount)?,
            Some(old) => {
                let raised = sum(new.amount, old.amount.negated())?;
                if raised.is_positive() {
                    row.add(From::New, To::Bucket(bucket), false, raised)?;
                }
            }
        }
    }
    let named = groups.finish();
    let mut sorted: Vec<_> = cells.into_iter().map(|((group, currency), row)| (group, currency, row)).collect();
    crate::value::sort_by_key(&mut sorted, |(group, currency, _)| (named.place(*group), *currency));
    let mut totals: BTreeMap<Currency, Cells> = BTreeMap::new();
    for (_, currency, row) in &sorted {
        let total = totals.entry(*currency).or_default();
        for (place, tally) in &row.tallies {
            total.tallies.entry(*place).or_default().merge(tally)?;
        }
    }
    let rows = sorted.into_iter().map(|(group, currency, row)| row.finish(named.parts(group), currency, &before.labels)).collect();
    let totals = totals.into_iter().map(|(currency, row)| row.finish(Vec::new(), currency, &before.labels)).collect();
    Ok(Migration { opening_date: request.opening_date, closing_date: request.closing_date, buckets: before.labels, rows, totals })
}

/// In one order: sums that overflow on the way do so in every run or in none.
fn sorted<'a>(standings: &Standings<'a>) -> Vec<((&'a EntityId, &'a ItemId), Standing)> {
    let mut sorted: Vec<_> = standings.iter().map(|(id, standing)| (*id, *standing)).collect();
    crate::value::sort_by_key(&mut sorted, |(id, _)| *id);
    sorted
}

fn together(old: &Standing, new: &Standing) -> bool {
    old.group == new.group && old.currency == new.currency
}

/// Where an item goes that stood in a bucket.
fn leave(row: &mut Cells, bucket: usize, old: Standing, new: Option<Standing>) -> Result<(), OpenItemError> {
    let from = From::Bucket(bucket);
    match new {
        None => row.add(from, To::Cleared, true, old.amount),
        Some(new) => match new.bucket {
            Some(at) if together(&old, &new) => {
                let paid = sum(old.amount, new.amount.negated())?;
                let kept = if paid.is_positive() { new.amount } else { old.amount };
                row.add(from, To::Bucket(at), true, kept)?;
                if paid.is_positive() { row.add(from, To::Cleared, false, paid) } else { Ok(()) }
            }
            _ => row.add(from, To::Moved, true, old.amount),
        },
    }
}

fn standings<'a>(
    items: &'a [OpenItem],
    as_of: NaiveDate,
    policy: &AgingPolicy,
    buckets: &Buckets,
    groups: &mut Groups<'a>,
) -> Result<Standings<'a>, OpenItemError> {
    let mut standings = Standings::with_capacity_and_hasher(items.len(), RandomState::default());
    for item in items.iter().filter(|item| item.effective <= as_of && !item.open.is_zero()) {
        let valued = own(item);
        let group = groups.number(&Subject {
            entity: &item.entity,
            customer: item.customer.as_ref(),
            currency: &item.currency,
            terms: item.terms.as_deref(),
            plan: item.plan.as_ref(),
            labels: &item.labels,
        });
        let bucket = match place(item, valued.amount, policy, buckets) {
            Place::Bucket(bucket) => Some(bucket),
            _ => None,
        };
        let amount = match policy.disputed {
            DisputedTreatment::Apart => sum(valued.amount, valued.disputed.negated())?,
            DisputedTreatment::InBuckets => valued.amount,
        };
        let bucket = bucket.filter(|_| !amount.is_zero());
        standings.insert((&item.entity, &item.id), Standing { group, currency: item.currency, bucket, amount });
    }
    Ok(standings)
}

#[derive(Default)]
struct Cells {
    tallies: HashMap<(From, To), Tally, RandomState>,
}

impl Cells {
    fn add(&mut self, from: From, to: To, is_item: bool, amount: Amount) -> Result<(), OpenItemError> {
        let tally = self.tallies.entry((from, to)).or_default();
        if is_item { tally.add(amount) } else { tally.add_amount(amount) }
    }

    fn finish(self, group: Vec<GroupPart>, currency: Currency, labels: &[BucketLabel]) -> MigrationRow {
        let mut tallies: Vec<_> = self.tallies.into_iter().collect();
        crate::value::sort_by_key(&mut tallies, |(place, _)| *place);
        let label = |bucket: usize| labels.get(bucket).cloned();
        let cells = tallies.into_iter().map(|((from, to), total)| {
            let (from, from_bucket) = match from {
                From::Bucket(bucket) => (Origin::Bucket, label(bucket)),
                From::New => (Origin::New, None),
                From::Moved => (Origin::Moved, None),
            };
            let (to, to_bucket) = match to {
                To::Bucket(bucket) => (Destination::Bucket, label(bucket)),
                To::Cleared => (Destination::Cleared, None),
                To::Moved => (Destination::Moved, None),
            };
            MigrationCell { origin: from, origin_bucket: from_bucket, destination: to, destination_bucket: to_bucket, total }
        });
        MigrationRow { group, currency, cells: cells.collect() }
    }
}
