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
    /// The first few found, as groups, one entry an item.
    pub(super) found: Vec<Vec<u32>>,
    /// How many to keep.
    pub(super) keep: usize,
    /// The sums found, where they are wanted.
    pub(super) sums: Vec<i64>,
    /// How many sums to keep.
    pub(super) keep_sums: usize,
}

impl Sink {
    pub(super) fn new(keep: usize, keep_sums: usize) -> Self {
        Self { counts: [0; SIZES], found: Vec::new(), keep, sums: Vec::new(), keep_sums }
    }

    /// A subset, and what it adds up to.
    pub(super) fn add(&mut self, groups: &[u32], sum: i64) {
        self.count(groups.len(), 1);
        if self.found.len() < self.keep {
            self.found.push(groups.to_vec());
        }
        self.note(sum);
    }

    /// A subset given in two parts.
    pub(super) fn add_with(&mut self, right: &[u32], left: u32, sum: i64) {
        self.count(right.len() + 1, 1);
        if self.found.len() < self.keep {
            self.found.push(right.iter().copied().chain([left]).collect());
        }
        self.note(sum);
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
        for other in others.clone().take(self.keep.saturating_sub(self.found.len())) {
            self.found.push(right.iter().copied().chain([one as u32, other as u32]).collect());
        }
        let room = self.keep_sums.saturating_sub(self.sums.len());
        if room > 0 {
            budget.spend(others.len().min(room) as u64)?;
            let base = right_sum + values[one];
            self.sums.extend(values[others].iter().take(room).map(|value| base + value));
        }
        Ok(())
    }

    pub(super) fn count(&mut self, size: usize, more: u64) {
        let count = &mut self.counts[size.min(SIZES - 1)];
        *count = count.saturating_add(more);
    }

    fn note(&mut self, sum: i64) {
        if self.sums.len() < self.keep_sums {
            self.sums.push(sum);
        }
    }
}
