//! The cells of an aging: they are found first and put in the order of the report, so that each row is made in one go.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::bucket::Buckets;
use super::place::Place;
use super::policy::DisputedTreatment;
use super::result::AgingRow;
use super::tie_out::Proofs;
use crate::report::group::NamedGroups;
use crate::{Amount, Currency, CustomerId, EntityId, OpenItemError};

/// A cell of the report: a group within one entity and currency, and within one customer and booked currency where credits
/// are taken off the oldest. A row is the sum of its cells.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
pub(super) struct CellKey {
    pub(super) group: usize,
    /// The entity and currency, by the number of their proof.
    pub(super) proof: usize,
    /// What nothing is taken off across, by its number.
    pub(super) within: Option<usize>,
}

/// The customer, and the currency of the items where the view is in base: nothing is taken off across these.
type Within<'a> = (Option<&'a CustomerId>, Currency);

/// What an item counts for, and where.
#[derive(Clone, Copy)]
pub(super) struct Counted {
    /// The number of its cell.
    pub(super) cell: usize,
    pub(super) at: Place,
    pub(super) amount: Amount,
    pub(super) disputed: Amount,
}

/// The cells seen so far, numbered as they come.
#[derive(Default)]
pub(super) struct Cells<'a> {
    numbers: HashMap<CellKey, usize, RandomState>,
    keys: Vec<CellKey>,
    /// The cell of each group that was seen last.
    latest: Vec<(CellKey, usize)>,
    within_numbers: HashMap<Within<'a>, usize, RandomState>,
    withins: Vec<Within<'a>>,
}

impl<'a> Cells<'a> {
    pub(super) fn number(&mut self, key: CellKey) -> usize {
        // Most groups have one cell: then it is found without a search.
        if let Some((_, number)) = self.latest.get(key.group).filter(|(latest, _)| *latest == key) {
            return *number;
        }
        let number = *self.numbers.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.keys.len().saturating_sub(1)
        });
        match self.latest.get_mut(key.group) {
            Some(latest) => *latest = (key, number),
            None => self.latest.resize(key.group.saturating_add(1), (key, number)),
        }
        number
    }

    /// The number of what nothing is taken off across.
    pub(super) fn within(&mut self, within: Within<'a>) -> usize {
        *self.within_numbers.entry(within).or_insert_with(|| {
            self.withins.push(within);
            self.withins.len().saturating_sub(1)
        })
    }

    /// What was counted, gathered into rows in the order of the report, and into totals by currency. A row is made from first to
    /// last before the next begins, and sums that overflow on the way do so whatever the order of the items' groups.
    pub(super) fn gather(
        self,
        counted: &[Counted],
        groups: &NamedGroups,
        proofs: &mut Proofs<'_>,
        buckets: &Buckets,
        disputed: DisputedTreatment,
    ) -> Result<(Vec<AgingRow>, Vec<AgingRow>), OpenItemError> {
        let order = self.order(groups, proofs);
        let sorted = self.sorted(&order, counted);
        let mut items = sorted.chunk_by(|left, right| left.cell == right.cell);
        let mut rows: Vec<AgingRow> = Vec::with_capacity(order.len());
        let mut totals: BTreeMap<Currency, AgingRow> = BTreeMap::new();
        for cells in order.chunk_by(|left, right| left.row == right.row) {
            for (at, cell) in cells.iter().enumerate() {
                let Some(key) = self.keys.get(cell.number) else { continue };
                // The first cell of a row becomes the row.
                rows.push(AgingRow::empty(cell.row.1, &buckets.labels));
                let Some((sums, before)) = rows.split_last_mut() else { continue };
                for one in items.next().into_iter().flatten() {
                    sums.add(one.at, one.amount, one.disputed, disputed)?;
                }
                sums.absorb(buckets.at_date)?;
                proofs.show(key.proof, sums, disputed)?;
                totals.entry(cell.row.1).or_insert_with(|| AgingRow::empty(cell.row.1, &buckets.labels)).merge(sums)?;
                match before.last_mut().filter(|_| at > 0) {
                    Some(row) => {
                        row.merge(sums)?;
                        rows.pop();
                    }
                    None => sums.group = groups.parts(key.group),
                }
            }
            if let Some(row) = rows.last_mut() {
                row.close(disputed)?;
            }
        }
        totals.values_mut().try_for_each(|total| total.close(disputed))?;
        Ok((rows, totals.into_values().collect()))
    }

    /// The cells in the order of the report, those of a row side by side.
    fn order(&self, groups: &NamedGroups, proofs: &Proofs<'a>) -> Vec<Ordered<'a>> {
        let mut order = Vec::with_capacity(self.keys.len());
        for (number, key) in self.keys.iter().enumerate() {
            let Some((entity, currency)) = proofs.key(key.proof) else { continue };
            let within = key.within.and_then(|within| self.withins.get(within)).copied();
            order.push(Ordered { row: (groups.place(key.group), currency), entity, within, number });
        }
        order.sort_unstable();
        order
    }

    /// What was counted in the order of the cells, each by its place, and as it came within each.
    fn sorted(&self, order: &[Ordered<'_>], counted: &[Counted]) -> Vec<Counted> {
        let mut places = vec![usize::MAX; self.keys.len()];
        for (place, cell) in order.iter().enumerate() {
            if let Some(slot) = places.get_mut(cell.number) {
                *slot = place;
            }
        }
        let place_of = |one: &Counted| places.get(one.cell).copied().unwrap_or(usize::MAX);
        let mut sorted: Vec<(usize, usize)> = counted.iter().enumerate().map(|(at, one)| (place_of(one), at)).collect();
        sorted.sort_unstable();
        sorted.into_iter().filter_map(|(cell, at)| Some(Counted { cell, ..*counted.get(at)? })).collect()
    }
}

/// A cell in the order of the report.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ordered<'a> {
    /// The place of its group, and its currency.
    row: (usize, Currency),
    entity: &'a EntityId,
    within: Option<Within<'a>>,
    number: usize,
}
