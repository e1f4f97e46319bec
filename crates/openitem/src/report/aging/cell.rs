//! The cells of an aging: they are found first and put in the order of the report, so that each is added up where its row
//! stands in the end.

use std::collections::BTreeMap;

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::bucket::Buckets;
use super::policy::DisputedTreatment;
use super::result::AgingRow;
use super::tie_out::Proofs;
use crate::report::group::NamedGroups;
use crate::{Currency, CustomerId, OpenItemError};

/// A cell of the report: a group within one entity and currency, and within one customer and booked currency where credits
/// are taken off the oldest. A row is the sum of its cells.
#[derive(PartialEq, Eq, Hash, Clone, Copy)]
pub(super) struct CellKey<'a> {
    pub(super) group: usize,
    /// The entity and currency, by the number of their proof.
    pub(super) proof: usize,
    /// The customer, and the currency of the items where the view is in base: nothing is taken off across these.
    pub(super) absorbs_within: Option<(Option<&'a CustomerId>, Currency)>,
}

/// The cells seen so far, numbered as they come.
#[derive(Default)]
pub(super) struct Cells<'a> {
    numbers: HashMap<CellKey<'a>, usize, RandomState>,
    keys: Vec<CellKey<'a>>,
    /// The cell of each group that was seen last.
    latest: Vec<usize>,
}

impl<'a> Cells<'a> {
    pub(super) fn number(&mut self, key: CellKey<'a>) -> usize {
        // Most groups have one cell: then it is found without a search.
        let latest = self.latest.get(key.group).copied();
        if let Some(number) = latest.filter(|number| self.keys.get(*number) == Some(&key)) {
            return number;
        }
        let number = *self.numbers.entry(key).or_insert_with(|| {
            self.keys.push(key);
            self.keys.len().saturating_sub(1)
        });
        match self.latest.get_mut(key.group) {
            Some(latest) => *latest = number,
            None => self.latest.resize(key.group.saturating_add(1), number),
        }
        number
    }

    /// The cells in the order of the report, nothing in them yet.
    pub(super) fn sorted(self, groups: &NamedGroups<'_>, proofs: &Proofs<'_>, buckets: &Buckets) -> SortedCells {
        let mut order = Vec::with_capacity(self.keys.len());
        for (number, key) in self.keys.iter().enumerate() {
            let Some((entity, currency)) = proofs.key(key.proof) else { continue };
            order.push(((groups.place(key.group), currency), entity, key.absorbs_within, number));
        }
        order.sort_unstable();
        let mut sorted = SortedCells {
            sums: Vec::with_capacity(order.len()),
            rows: Vec::with_capacity(order.len()),
            proofs: Vec::with_capacity(order.len()),
            places: vec![usize::MAX; self.keys.len()],
        };
        for (place, (row, .., number)) in order.into_iter().enumerate() {
            let (Some(key), Some(slot)) = (self.keys.get(number), sorted.places.get_mut(number)) else { continue };
            *slot = place;
            let mut sums = AgingRow::empty(row.1, &buckets.labels);
            if sorted.rows.last() != Some(&row) {
                sums.group = groups.parts(key.group);
            }
            sorted.sums.push(sums);
            sorted.rows.push(row);
            sorted.proofs.push(key.proof);
        }
        sorted
    }
}

/// The cells in the order of the report, those of a row side by side.
pub(super) struct SortedCells {
    sums: Vec<AgingRow>,
    /// The row of each cell: the place of its group, and its currency.
    rows: Vec<(usize, Currency)>,
    /// The proof of each cell.
    proofs: Vec<usize>,
    /// Where each cell stands, by its number.
    places: Vec<usize>,
}

impl SortedCells {
    pub(super) fn get_mut(&mut self, number: usize) -> Option<&mut AgingRow> {
        self.sums.get_mut(*self.places.get(number)?)
    }

    /// The cells gathered into rows, and into totals by currency. Sums that overflow on the way do so whatever the order of
    /// the items: they are made in the order of the report.
    pub(super) fn gather(
        mut self,
        proofs: &mut Proofs<'_>,
        buckets: &Buckets,
        disputed: DisputedTreatment,
    ) -> Result<(Vec<AgingRow>, Vec<AgingRow>), OpenItemError> {
        let mut totals: BTreeMap<Currency, AgingRow> = BTreeMap::new();
        let mut rest = self.sums.as_mut_slice();
        let mut proof_of = self.proofs.iter();
        for row in self.rows.chunk_by(PartialEq::eq) {
            let Some((cells, others)) = rest.split_at_mut_checked(row.len()) else { break };
            rest = others;
            for (cell, proof) in cells.iter_mut().zip(&mut proof_of) {
                cell.absorb(buckets.at_date)?;
                proofs.show(*proof, cell, disputed)?;
                totals.entry(cell.currency).or_insert_with(|| AgingRow::empty(cell.currency, &buckets.labels)).merge(cell)?;
            }
            if let Some((row, others)) = cells.split_first_mut() {
                others.iter().try_for_each(|cell| row.merge(cell))?;
                row.close(disputed)?;
            }
        }
        let mut before = None;
        let mut rows = self.rows.iter();
        self.sums.retain(|_| {
            let row = rows.next();
            let is_first = row != before;
            before = row;
            is_first
        });
        totals.values_mut().try_for_each(|total| total.close(disputed))?;
        Ok((self.sums, totals.into_values().collect()))
    }
}
