//! Which of the readings was meant: the odds of another against the one chosen.
//!
//! An accident is a set on the target that nobody meant. But the set that *was* meant is on the target too, and where it is
//! larger than an accident, the accident is the smallest reading. So the readings of larger sizes count against it: were
//! every size as likely as any other, and every set of a size, then each reading weighs one in the sets of its size, of
//! which there are more the larger it is. What makes sums meet (round prices, price lists, few distinct amounts)
//! puts more readings there and so needs no estimate. Sizes that are not counted weigh as the largest one that is.

use super::kernel::{Kernel, combinations};
use super::sink::{SIZES, Sink};
use crate::{Budget, Halt};

/// Sizes up to this one are counted to know who else may be meant.
pub(super) const MEANT: usize = 5;

/// Without counts up to this size nothing is said.
pub(super) const LEAST: usize = 4;

/// A fixed part of one, so that no floats are needed.
const MILLION: u128 = 1_000_000;

impl Kernel {
    /// Adds the counts of sizes above `counted` up to [`MEANT`], as far as they can be counted; gives the largest counted.
    pub(super) fn count_on(
        &mut self,
        target: i64,
        tolerance: i64,
        counted: usize,
        by_size: &mut [u64; SIZES],
        budget: &mut Budget<'_>,
    ) -> (usize, Option<Halt>) {
        let Some(window) = self.groups().window(target, tolerance).filter(|_| counted < MEANT) else {
            return (counted.max(MEANT), None);
        };
        let mut sink = Sink::new(0);
        let (complete, halt) = self.count(window, (counted.saturating_add(1), MEANT), &mut sink, budget);
        for (size, count) in by_size.iter_mut().enumerate().skip(counted.saturating_add(1)) {
            *count = sink.counts.get(size).copied().unwrap_or(0);
        }
        (complete.max(counted), halt)
    }

    /// What these other readings weigh against one of a size, in millionths, rounded up.
    ///
    /// Equal amounts are one in the sets of which another is one, and several in those of which the chosen one is: so the odds
    /// are rather too high than too low.
    pub(super) fn odds(&self, size: usize, others: &[u64; SIZES], counted: usize, all_sizes: bool) -> u64 {
        let (items, amounts) = (self.items(), self.amounts());
        let chosen = combinations(items, size);
        let weight = |size: usize, readings: u64| {
            let sets = combinations(amounts, size).max(1);
            chosen.saturating_mul(u128::from(readings)).saturating_mul(MILLION).div_ceil(sets)
        };
        let counts = others.iter().enumerate().filter(|(_, readings)| **readings > 0);
        let mut odds = counts.map(|(size, readings)| weight(size, *readings)).fold(0, u128::saturating_add);
        if !all_sizes {
            odds = odds.saturating_add(weight(counted, others.get(counted).copied().unwrap_or(0)));
        }
        u64::try_from(odds).unwrap_or(u64::MAX)
    }
}
