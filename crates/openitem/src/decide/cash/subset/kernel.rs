//! The search over minor units: one kernel an account, any number of targets.

use std::ops::Range;

use super::filter::Filter;
use super::groups::{Groups, Window};
use super::halves::{Halves, MOST_ITEMS};
use super::pairs::{Pass, one_and_two};
use super::planes::Planes;
use super::sink::{SIZES, Sink};
use crate::{Budget, Halt};

/// The largest size that is counted by itself where there are more than 24 items.
pub(crate) const LARGEST_SIZE: usize = 6;

/// Sizes five and six are counted while there are at most so many triples of amounts.
const MOST_TRIPLES: u64 = 2_000_000;

/// An account's amounts in minor units, made ready; holds the buffers of the search, so that the next target costs little.
#[derive(Clone, Debug)]
pub(crate) struct Kernel {
    groups: Groups,
    filter: Filter,
    halves: Halves,
    planes: Planes,
    /// Up to so many items are halved; the tests ask for none.
    most_items: usize,
}

/// How many subsets there are, by size.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Counts {
    /// Subsets of each size with the target sum, equal amounts taken together; by size from zero, where there is none.
    pub(crate) by_size: [u64; SIZES],
    /// Every size up to this one was counted in full.
    pub(crate) complete: usize,
    /// Whether the counts are of all sizes that there are.
    pub(crate) all_sizes: bool,
    /// The first few subsets, smallest size first: places in what the kernel was made of, ascending.
    pub(crate) found: Vec<Vec<usize>>,
    /// Why the work ended before it was done.
    pub(crate) halt: Option<Halt>,
}

/// How many subsets of any size there are.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Any {
    /// None: proven.
    None,
    /// Exactly one: the places in what the kernel was made of, ascending.
    One(Vec<usize>),
    /// More than one.
    Many,
    /// Not known: the budget ran out, or the target is near zero and there are credits.
    Unknown,
}

impl Kernel {
    /// `None` where the magnitudes add up to 2^60 minor units or more.
    pub(crate) fn new(amounts: &[i64]) -> Option<Self> {
        Some(Self {
            groups: Groups::new(amounts)?,
            filter: Filter::default(),
            halves: Halves::default(),
            planes: Planes::default(),
            most_items: MOST_ITEMS,
        })
    }

    /// Counts the subsets of up to `largest` items whose sum is within `tolerance` of `target`.
    ///
    /// Equal amounts are taken together: three items of 5.00 make one subset of two, not three. Of up to 24 items that can
    /// be part of one, sizes above `largest` are counted too. Where the budget does not suffice for a size, the sizes below
    /// it stand and `complete` says how far they go.
    pub(crate) fn count_up_to(&mut self, target: i64, tolerance: i64, largest: usize, keep: usize, budget: &mut Budget<'_>) -> Counts {
        let mut counts = Counts { by_size: [0; SIZES], complete: largest, all_sizes: true, found: Vec::new(), halt: None };
        let Some(window) = self.groups.window(target, tolerance) else {
            return counts;
        };
        let mut sink = Sink::new(keep);
        (counts.complete, counts.halt) = self.count(window, (1, largest), &mut sink, budget);
        counts.all_sizes = counts.halt.is_none() && self.holds_few(&self.groups.within_reach(window));
        counts.by_size = sink.counts;
        sink.found.sort_by_key(Vec::len);
        counts.found = sink.found.iter().map(|found| self.places(found)).collect();
        counts
    }

    /// How many subsets of any size have a sum within `tolerance` of `target`: none, one or many.
    pub(crate) fn any(&mut self, target: i64, tolerance: i64, budget: &mut Budget<'_>) -> Result<Any, Halt> {
        let Some(window) = self.groups.window(target, tolerance) else {
            return Ok(Any::None);
        };
        let reach = self.groups.within_reach(window);
        if !self.holds_few(&reach) {
            return self.planes.any(&self.groups, reach, window, budget).map(|any| match any {
                Any::One(groups) => {
                    Any::One(self.places(&groups.into_iter().filter_map(|group| u32::try_from(group).ok()).collect::<Vec<_>>()))
                }
                other => other,
            });
        }
        let mut sink = Sink::new(1);
        self.halves.count(&self.groups, &reach, window, &mut sink, budget)?;
        let all = sink.counts.iter().fold(0_u64, |sum, count| sum.saturating_add(*count));
        Ok(match (all, sink.found.first()) {
            (0, _) => Any::None,
            (1, Some(found)) => Any::One(self.places(found)),
            _ => Any::Many,
        })
    }

    /// Counts sizes in a window; gives the size up to which all are counted, and why it is not the largest.
    pub(super) fn count(
        &mut self,
        window: Window,
        (smallest, largest): (usize, usize),
        sink: &mut Sink,
        budget: &mut Budget<'_>,
    ) -> (usize, Option<Halt>) {
        let reach = self.groups.within_reach(window);
        if self.holds_few(&reach) {
            let before = sink.clone();
            return match self.halves.count(&self.groups, &reach, window, sink, budget) {
                Ok(()) => (largest, None),
                Err(halt) => {
                    *sink = before;
                    (0, Some(halt))
                }
            };
        }
        self.count_by_size(window, (smallest, largest), sink, budget)
    }

    /// The same by passes for few items too.
    pub(super) fn count_by_size(
        &mut self,
        window: Window,
        (smallest, largest): (usize, usize),
        sink: &mut Sink,
        budget: &mut Budget<'_>,
    ) -> (usize, Option<Halt>) {
        let reach = self.groups.within_reach(window);
        let mut complete = 0;
        for (from, to) in [(1, 2), (3, 4), (5, 5), (6, LARGEST_SIZE)] {
            let (from, to) = (from, to.min(largest));
            if from > to {
                break;
            }
            if to >= smallest {
                let before = (sink.counts, sink.sums.len());
                if let Err(halt) = self.pass(&reach, window, (from, to), sink, budget) {
                    sink.counts = before.0;
                    sink.found.retain(|subset| subset.len() < from);
                    sink.sums.truncate(before.1);
                    return (complete, Some(halt));
                }
            }
            complete = to;
        }
        (complete, (complete < largest).then_some(Halt::Exhausted))
    }

    fn pass(
        &mut self,
        reach: &Range<usize>,
        window: Window,
        sizes: (usize, usize),
        sink: &mut Sink,
        budget: &mut Budget<'_>,
    ) -> Result<(), Halt> {
        let values = self.groups.values.get(reach.clone()).unwrap_or_default();
        let copies = self.groups.copies.get(reach.clone()).unwrap_or_default();
        sink.first_group = u32::try_from(reach.start).unwrap_or(0);
        if sizes.0 == 1 {
            one_and_two(values, copies, window, sizes.1, sink, budget)?;
        } else {
            let groups = u64::try_from(values.len()).unwrap_or(u64::MAX);
            let subsets = |size: usize| u64::try_from(combinations(groups, size)).unwrap_or(u64::MAX);
            if sizes.1 >= 5 && subsets(3) > MOST_TRIPLES {
                return Err(Halt::Exhausted);
            }
            // What the look-ups alone may cost at most; a pass that cannot end is not begun.
            if !budget.affords(subsets(2)) || (sizes.1 >= 5 && !budget.affords(subsets(sizes.1.saturating_sub(2)))) {
                return Err(Halt::Exhausted);
            }
            Pass::new(values, copies, window, sizes, &mut self.filter, sink, budget).run()?;
        }
        Ok(())
    }

    fn holds_few(&self, reach: &Range<usize>) -> bool {
        let copies = self.groups.copies.get(reach.clone()).unwrap_or_default();
        copies.iter().fold(0_usize, |sum, copies| sum.saturating_add(*copies as usize)) <= self.most_items
    }

    /// Takes the ways of large accounts for small ones too, to compare them.
    #[cfg(test)]
    pub(super) fn always_by_size(&mut self) {
        self.most_items = 0;
    }

    /// The places of all items of an amount, in the order given.
    pub(crate) fn places_of(&self, amount: i64) -> Vec<usize> {
        let value = amount.checked_div(self.groups.unit).unwrap_or(0);
        let group = self.groups.values.binary_search(&value).ok();
        group.map(|group| self.groups.members(group).iter().map(|place| *place as usize).collect()).unwrap_or_default()
    }

    /// How many items there are that are not zero.
    pub(super) fn items(&self) -> u64 {
        self.groups.copies.iter().fold(0, |sum, copies| sum.saturating_add(u64::from(*copies)))
    }

    /// How many amounts they have between them.
    pub(super) fn amounts(&self) -> u64 {
        u64::try_from(self.groups.values.len()).unwrap_or(u64::MAX)
    }

    pub(super) fn groups(&self) -> &Groups {
        &self.groups
    }

    /// The places of a subset's items: of each group the first ones given.
    fn places(&self, groups: &[u32]) -> Vec<usize> {
        let mut sorted = groups.to_vec();
        sorted.sort_unstable();
        let mut places: Vec<usize> = sorted
            .chunk_by(|one, other| one == other)
            .flat_map(|chunk| {
                let group = chunk.first().map_or(0, |group| *group as usize);
                self.groups.members(group).iter().take(chunk.len()).map(|place| *place as usize)
            })
            .collect();
        places.sort_unstable();
        places
    }
}

/// How many subsets of so many there are, as far as it fits.
pub(crate) fn combinations(of: u64, size: usize) -> u128 {
    let mut count = 1_u128;
    for step in 0..u64::try_from(size).unwrap_or(u64::MAX) {
        let (Some(factor), Some(divisor)) = (of.checked_sub(step), step.checked_add(1)) else {
            return 0;
        };
        count = count.saturating_mul(u128::from(factor)).checked_div(u128::from(divisor)).unwrap_or(0);
    }
    count
}
