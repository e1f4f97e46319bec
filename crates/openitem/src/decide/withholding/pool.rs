//! Pending items by payer, month and section, so that each certificate finds its own without a look at the others.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::due::month_of;
use super::payers::Payers;
use super::record::PendingWithholding;
use crate::{Amount, Currency, EntityId, OpenItemError, ReasonCode};

/// Any section.
pub(super) const ANY: usize = usize::MAX;
/// No section: the item does not say.
pub(super) const UNSAID: usize = usize::MAX - 1;
/// Any month.
pub(super) const EVER: i32 = i32::MIN;

/// Whether a month is that of the payment, or the earlier one of the invoice.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Tier {
    Paid,
    Invoiced,
}

/// A place where items stand together: account, month, section, tier.
pub(super) type Place = (usize, i32, usize, Tier);

/// Items that stand together, by what is open of them.
#[derive(Default)]
struct Bucket {
    ranks: BTreeSet<usize>,
    by_open: BTreeMap<Amount, BTreeSet<usize>>,
    total: Amount,
}

/// Accounts: of an entity, a currency and a payer; and of an entity and a currency, for what bears an unknown tax id.
#[derive(Default)]
pub(super) struct Accounts<'a> {
    known: HashMap<(&'a EntityId, Currency, Option<usize>), usize>,
}

impl<'a> Accounts<'a> {
    pub fn of(&mut self, entity: &'a EntityId, currency: Currency, payer: Option<usize>) -> usize {
        let next = self.known.len();
        *self.known.entry((entity, currency, payer)).or_insert(next)
    }
}

/// Sections by number.
#[derive(Default)]
pub(super) struct Sections {
    known: HashMap<String, usize>,
}

impl Sections {
    pub fn of(&mut self, code: &ReasonCode) -> usize {
        let next = self.known.len();
        *self.known.entry(super::payers::plain(code.as_str())).or_insert(next)
    }

    /// The number of a section as written, where an item or a row bears that code.
    pub fn written(&self, plain: &str) -> Option<usize> {
        self.known.get(plain).copied()
    }
}

/// Pending items with what is left of each, the oldest first.
pub(super) struct Pool<'a> {
    pub items: Vec<&'a PendingWithholding>,
    pub open: Vec<Amount>,
    pub places: Vec<Vec<Place>>,
    buckets: HashMap<Place, Bucket>,
    by_base: HashMap<(Place, Amount, Amount), BTreeSet<usize>>,
    /// By what the tax is reckoned on, and by that with tax.
    by_sum: HashMap<(Place, Amount), BTreeSet<usize>>,
}

impl<'a> Pool<'a> {
    /// Of items in their order; those of nobody known are in no place.
    pub fn new(
        items: &[&'a PendingWithholding],
        accounts: &mut Accounts<'a>,
        payers: &mut Payers,
        sections: &mut Sections,
        earlier: bool,
    ) -> Self {
        let mut pool = Self {
            items: items.to_vec(),
            open: Vec::new(),
            places: Vec::new(),
            buckets: HashMap::new(),
            by_base: HashMap::new(),
            by_sum: HashMap::new(),
        };
        for item in items {
            let section = item.section.as_ref().map_or(UNSAID, |code| sections.of(code));
            let paid = month_of(item.withheld_on);
            let anybody = accounts.of(&item.entity, item.currency, None);
            let mut places = vec![(anybody, paid, ANY, Tier::Paid)];
            if let Some(customer) = &item.customer {
                let account = accounts.of(&item.entity, item.currency, Some(payers.of(customer)));
                for month in [paid, EVER] {
                    places.extend([(account, month, section, Tier::Paid), (account, month, ANY, Tier::Paid)]);
                }
                let invoiced = item.invoiced.map(month_of).filter(|month| earlier && *month < paid);
                if let Some(month) = invoiced {
                    places.extend([(account, month, section, Tier::Invoiced), (account, month, ANY, Tier::Invoiced)]);
                }
            }
            pool.open.push(Amount::ZERO);
            pool.places.push(places);
        }
        pool
    }

    /// Sets what is left of an item.
    pub fn set(&mut self, rank: usize, open: Amount) -> Result<(), OpenItemError> {
        let (Some(slot), Some(places)) = (self.open.get_mut(rank), self.places.get(rank)) else { return Ok(()) };
        let before = std::mem::replace(slot, open);
        let (base, gross) = self.items.get(rank).map_or((None, None), |item| (item.base, item.gross));
        for place in places {
            let bucket = self.buckets.entry(*place).or_default();
            let change = open.checked_sub(before);
            let total = change.and_then(|change| bucket.total.checked_add(change));
            bucket.total = total.ok_or_else(|| OpenItemError::overflow("what is pending of a payer"))?;
            remove(&mut bucket.by_open, before, rank);
            if let Some(base) = base {
                if let Some(ranks) = self.by_base.get_mut(&(*place, base, before)) {
                    ranks.remove(&rank);
                }
                if open.is_positive() {
                    self.by_base.entry((*place, base, open)).or_default().insert(rank);
                }
            }
            for sum in [base, gross].into_iter().flatten() {
                let ranks = self.by_sum.entry((*place, sum)).or_default();
                if open.is_positive() {
                    ranks.insert(rank)
                } else {
                    ranks.remove(&rank)
                };
            }
            if open.is_positive() {
                bucket.ranks.insert(rank);
                bucket.by_open.entry(open).or_default().insert(rank);
            } else {
                bucket.ranks.remove(&rank);
            }
        }
        Ok(())
    }

    /// What is left in some places.
    pub fn total(&self, places: &[Place]) -> Result<Amount, OpenItemError> {
        let totals = places.iter().filter_map(|place| self.buckets.get(place)).map(|bucket| bucket.total);
        Amount::checked_sum(totals).ok_or_else(|| OpenItemError::overflow("what is pending of a payer"))
    }

    pub fn count(&self, places: &[Place]) -> usize {
        let counts = places.iter().filter_map(|place| self.buckets.get(place)).map(|bucket| bucket.ranks.len());
        counts.fold(0, usize::saturating_add)
    }

    pub fn oldest(&self, places: &[Place]) -> Option<usize> {
        places.iter().filter_map(|place| self.buckets.get(place)?.ranks.first()).min().copied()
    }

    /// The items of some places, the newest first.
    pub fn newest(&self, places: &[Place]) -> Vec<usize> {
        let mut ranks: Vec<usize> =
            places.iter().filter_map(|place| self.buckets.get(place)).flat_map(|bucket| bucket.ranks.iter().copied()).collect();
        ranks.sort_unstable();
        ranks.reverse();
        ranks
    }

    /// The oldest item of exactly this base and this amount, and how many there are.
    pub fn of_base(&self, places: &[Place], base: Amount, tax: Amount) -> Option<(usize, usize)> {
        let found = places.iter().filter_map(|place| self.by_base.get(&(*place, base, tax)));
        alike(found)
    }

    /// The oldest item of this base, or of this amount with tax, and how many there are.
    pub fn of_base_alone(&self, places: &[Place], base: Amount) -> Option<(usize, usize)> {
        alike(places.iter().filter_map(|place| self.by_sum.get(&(*place, base))))
    }

    /// The item whose amount is nearest, within a tolerance, the oldest of equals; and how many are of that amount.
    pub fn nearest(&self, places: &[Place], tax: Amount, tolerance: Amount) -> Option<(usize, usize)> {
        let (least, most) = (tax.checked_sub(tolerance)?, tax.checked_add(tolerance)?);
        let near = places.iter().filter_map(|place| self.buckets.get(place)).flat_map(|bucket| {
            let below = bucket.by_open.range(least..=tax).next_back();
            let above = bucket.by_open.range(tax..=most).next();
            [below, above].into_iter().flatten().map(|(open, _)| *open)
        });
        let off = |open: &Amount| open.checked_sub(tax).map(Amount::abs);
        let best = near.min_by_key(|open| (off(open), *open))?;
        alike(places.iter().filter_map(|place| self.buckets.get(place)?.by_open.get(&best)))
    }
}

/// The first rank of some sets, and how many there are in all.
fn alike<'s>(sets: impl Iterator<Item = &'s BTreeSet<usize>>) -> Option<(usize, usize)> {
    let mut first: Option<usize> = None;
    let mut count = 0_usize;
    for set in sets {
        first = first.into_iter().chain(set.first().copied()).min();
        count = count.saturating_add(set.len());
    }
    first.map(|first| (first, count))
}

fn remove(by_open: &mut BTreeMap<Amount, BTreeSet<usize>>, open: Amount, rank: usize) {
    if let Some(ranks) = by_open.get_mut(&open) {
        ranks.remove(&rank);
        if ranks.is_empty() {
            by_open.remove(&open);
        }
    }
}
