//! Small subsets counted exactly: every pair goes into a table, and the rest of a subset looks its pair up.
//!
//! A subset in ascending order is split behind its second amount: `x1 x2 | x3 …`. For each group `v`, ascending, the table
//! holds the pairs of lower groups; the parts right of the split whose least amount is `v` ask it for what they lack. So
//! every subset of at least three is met once, with n^2/2 look-ups for sizes up to four, n^3/6 for five, n^4/24 for six.
//! Where the split would part equal amounts, the lower side is a single amount or none and no table is needed.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the hot loop: indexes are below the groups' number, and magnitudes add up to less than 2^60 (Groups::new)"
)]

use super::filter::Filter;
use super::groups::Window;
use super::sink::Sink;
use crate::{Budget, Halt};

/// One pass over the groups, for the sizes `from..=to`, all of them at least three.
pub(super) struct Pass<'a, 'b> {
    pub(super) values: &'a [i64],
    pub(super) copies: &'a [u32],
    pub(super) window: Window,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) filter: &'a mut Filter,
    pub(super) sink: &'a mut Sink,
    pub(super) budget: &'a mut Budget<'b>,
    /// The group that the pass stands at: the least of the right part.
    at: usize,
    /// The groups of the right part.
    right: Vec<u32>,
}

/// What stands left of the split: its number of items.
const PAIR: usize = 2;
const SINGLE: usize = 1;
const NOTHING: usize = 0;

/// Counts subsets of one and two; needs no table.
pub(super) fn one_and_two(
    values: &[i64],
    copies: &[u32],
    window: Window,
    largest: usize,
    sink: &mut Sink,
    budget: &mut Budget<'_>,
) -> Result<(), Halt> {
    budget.spend(2 * values.len() as u64)?;
    let first = values.partition_point(|value| *value < window.low);
    for (group, value) in values.iter().enumerate().skip(first).take_while(|(_, value)| **value <= window.high) {
        budget.spend(1)?;
        sink.add(&[group as u32], *value);
    }
    if largest >= 2 {
        pairs_below(values, copies, values.len(), window.low, window.high, &[], 0, sink, budget)?;
    }
    Ok(())
}

/// Tells the sink of every pair of the first `end` groups whose sum lies in `low..=high`, each with what stands right of it.
#[expect(clippy::too_many_arguments, reason = "the innermost loop of two passes")]
fn pairs_below(
    values: &[i64],
    copies: &[u32],
    end: usize,
    low: i64,
    high: i64,
    right: &[u32],
    right_sum: i64,
    sink: &mut Sink,
    budget: &mut Budget<'_>,
) -> Result<(), Halt> {
    budget.spend(end as u64)?;
    // Partners of group i stand in from..upto; both ends only move down as i goes up.
    let (mut from, mut upto) = (end, end);
    for i in 0..end {
        let value = values[i];
        while upto > 0 && value + values[upto - 1] > high {
            upto -= 1;
        }
        while from > 0 && value + values[from - 1] >= low {
            from -= 1;
        }
        if upto <= i {
            break;
        }
        let start = if copies[i] >= 2 { i } else { i + 1 };
        let start = start.max(from);
        if start < upto {
            sink.add_pairs(right, i, start..upto, values, right_sum, budget)?;
        }
    }
    Ok(())
}

impl<'a, 'b> Pass<'a, 'b> {
    pub(super) fn new(
        values: &'a [i64],
        copies: &'a [u32],
        window: Window,
        sizes: (usize, usize),
        filter: &'a mut Filter,
        sink: &'a mut Sink,
        budget: &'a mut Budget<'b>,
    ) -> Self {
        let right = Vec::with_capacity(sizes.1);
        Self { values, copies, window, from: sizes.0, to: sizes.1, filter, sink, budget, at: 0, right }
    }

    pub(super) fn run(mut self) -> Result<(), Halt> {
        let groups = self.values.len();
        self.filter.reset((groups * (groups + 1) / 2) as u64, self.window.width(), self.budget)?;
        for at in 0..groups {
            self.at = at;
            let value = self.values[at];
            let most = (self.copies[at] as usize).min(self.to);
            for taken in 1..=most {
                let sum = value * taken as i64;
                self.right.push(at as u32);
                if taken + PAIR <= self.to && at > 0 {
                    self.grow(at + 1, sum, PAIR)?;
                }
                if taken >= 2 && taken + SINGLE <= self.to && at > 0 {
                    self.grow(at + 1, sum, SINGLE)?;
                }
                if taken >= 3 {
                    self.grow(at + 1, sum, NOTHING)?;
                }
            }
            self.right.clear();
            self.budget.spend(at as u64 + 1)?;
            let filter = &mut *self.filter;
            self.values[..at].iter().for_each(|lower| filter.insert(lower + value));
            if most >= 2 {
                filter.insert(value + value);
            }
        }
        Ok(())
    }

    /// Looks up what the right part lacks, and goes on with every greater group added to it.
    fn grow(&mut self, start: usize, sum: i64, left: usize) -> Result<(), Halt> {
        let size = self.right.len() + left;
        if size >= self.from {
            self.look(sum, left)?;
        }
        if size >= self.to {
            return Ok(());
        }
        if size + 1 == self.to && left == PAIR {
            return self.last(start, sum);
        }
        let room = self.to - size;
        self.budget.spend((self.values.len() - start) as u64)?;
        let least = self.least_left(left);
        for group in start..self.values.len() {
            let value = self.values[group];
            if value >= 0 && sum + value + least > self.window.high {
                break;
            }
            let kept = self.right.len();
            for taken in 1..=(self.copies[group] as usize).min(room) {
                self.right.push(group as u32);
                self.grow(group + 1, sum + value * taken as i64, left)?;
            }
            self.right.truncate(kept);
        }
        Ok(())
    }

    /// The last group of the right part: the loop where the time goes.
    fn last(&mut self, start: usize, sum: i64) -> Result<(), Halt> {
        let (low, high) = (self.window.low - sum, self.window.high - sum);
        // What is left for a pair must lie between the least pair and the greatest.
        let greatest = 2 * self.values[self.at - 1];
        let least = self.least_left(PAIR);
        let rest = &self.values[start..];
        let first = start + rest.partition_point(|value| *value < low - greatest);
        let end = start + rest.partition_point(|value| *value <= high - least);
        self.budget.spend(1 + end.saturating_sub(first) as u64)?;
        for group in first..end {
            let lacking = low - self.values[group];
            if self.filter.may_hold(lacking) {
                self.right.push(group as u32);
                self.look(sum + self.values[group], PAIR)?;
                self.right.pop();
            }
        }
        Ok(())
    }

    /// What is left of the split at the least: any pair, a single amount or nothing.
    fn least_left(&self, left: usize) -> i64 {
        self.values[0] * left as i64
    }

    fn look(&mut self, sum: i64, left: usize) -> Result<(), Halt> {
        let (low, high) = (self.window.low - sum, self.window.high - sum);
        match left {
            PAIR => {
                if self.filter.may_hold(low) {
                    pairs_below(self.values, self.copies, self.at, low, high, &self.right, sum, self.sink, self.budget)?;
                }
            }
            SINGLE => {
                self.budget.spend(1)?;
                let lower = &self.values[..self.at];
                let first = lower.partition_point(|value| *value < low);
                for (group, value) in lower.iter().enumerate().skip(first).take_while(|(_, value)| **value <= high) {
                    self.budget.spend(1)?;
                    self.sink.add_with(&self.right, group as u32, sum + value);
                }
            }
            _ => {
                if self.window.holds(sum) {
                    self.sink.add(&self.right, sum);
                }
            }
        }
        Ok(())
    }
}
