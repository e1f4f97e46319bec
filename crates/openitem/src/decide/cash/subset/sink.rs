//! Where a pass puts what it finds: exact counts by size, the first few subsets, and the sums of near misses.
#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "sizes are below SIZES, groups below their number")]

use std::ops::Range;

use crate::{Budget, Halt};

/// One more than the largest size that is counted by itself.
pub(super) const SIZES: usize = 33;

/// Counts and samples.
#[derive(Clone, Debug)]
pub(super) struct Sink {
    /// By size; a count stops at the most that fits.
    pub(super) counts: [u64; SIZES],
    /// The first few found, of the smallest sizes, as groups, one entry an item.
    pub(super) found: Vec<Vec<u32>>,
    /// How many to keep.
    keep: usize,
    /// The group that the finder calls zero.
    pub(super) first_group: u32,
    /// The size of the largest kept.
    largest_kept: usize,
    /// Some of the sums found, evenly picked.
    pub(super) sums: Vec<i64>,
    /// Of subsets of which size, every how manieth; zero for none.
    sums_of: (usize, u64),
    /// How many of that size came by since one was picked.
    passed: u64,
}

impl Sink {
    pub(super) fn new(keep: usize) -> Self {
        Self { counts: [0; SIZES], found: Vec::new(), keep, first_group: 0, largest_kept: 0, sums: Vec::new(), sums_of: (0, 0), passed: 0 }
    }

    /// Picks the sum of every so manieth subset of a size too.
    pub(super) fn with_sums_of(self, size: usize, every: u64) -> Self {
        Self { sums_of: (size, every), ..self }
    }

    /// A subset, and what it adds up to.
    pub(super) fn add(&mut self, groups: &[u32], sum: i64) {
        self.count(groups.len(), 1);
        self.keep(groups.len(), || groups.to_vec());
        self.note(sum, groups.len());
    }

    /// A subset given in two parts.
    pub(super) fn add_with(&mut self, right: &[u32], left: u32, sum: i64) {
        self.count(right.len() + 1, 1);
        self.keep(right.len() + 1, || right.iter().copied().chain([left]).collect());
        self.note(sum, right.len() + 1);
    }

    /// The subsets of `right`, group `one` and each of `others`.
    pub(super) fn add_pairs(
        &mut self,
        right: &[u32],
        one: usize,
        others: Range<usize>,
        values: &[i64],
        right_sum: i64,
        budget: &mut Budget<'_>,
    ) -> Result<(), Halt> {
        self.count(right.len() + 2, others.len() as u64);
        let size = right.len() + 2;
        if self.wants(size) {
            // More than are kept would only take each other's place.
            for other in others.clone().take(self.keep) {
                self.keep(size, || right.iter().copied().chain([one as u32, other as u32]).collect());
            }
        }
        if self.sums_of.0 == right.len() + 2 {
            budget.spend(others.len() as u64)?;
            let base = right_sum + values[one];
            values[others].iter().for_each(|value| self.note(base + value, right.len() + 2));
        }
        Ok(())
    }

    /// Keeps a subset while there is room, or in place of the last larger one.
    pub(super) fn keep(&mut self, size: usize, subset: impl FnOnce() -> Vec<u32>) {
        if !self.wants(size) {
            return;
        }
        if self.found.len() == self.keep {
            // Stable, so that of one size those found first stay.
            self.found.sort_by_key(Vec::len);
            self.found.pop();
        }
        let mut subset = subset();
        subset.iter_mut().for_each(|group| *group += self.first_group);
        self.found.push(subset);
        self.largest_kept = self.found.iter().map(Vec::len).max().unwrap_or(0);
    }

    fn wants(&self, size: usize) -> bool {
        self.found.len() < self.keep || (self.keep > 0 && self.largest_kept > size)
    }

    pub(super) fn count(&mut self, size: usize, more: u64) {
        let count = &mut self.counts[size.min(SIZES - 1)];
        *count = count.saturating_add(more);
    }

    /// A sum, where sums are wanted.
    pub(super) fn note(&mut self, sum: i64, size: usize) {
        if size != self.sums_of.0 {
            return;
        }
        self.passed += 1;
        if self.passed == self.sums_of.1 {
            self.passed = 0;
            self.sums.push(sum);
        }
    }
}
