//! Up to 24 items: every subset of every size, as sums of two halves that meet in the middle.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the hot loop: pointers stay in their lists, and magnitudes add up to less than 2^60 (Groups::new)"
)]

use std::ops::Range;

use super::groups::{Groups, Window};
use super::sink::{SIZES, Sink};
use crate::{Budget, Halt};

/// The most items of which every subset is looked at.
pub(super) const MOST_ITEMS: usize = 24;

/// One subset of a half: what it adds up to, how many items it has, and which.
#[derive(Clone, Copy, Debug)]
struct Part {
    sum: i64,
    size: u32,
    /// The items taken of each group of the half, each group's as so many ones in its own bits.
    taken: u32,
}

/// Every subset of two halves of the groups, ascending by sum; kept between targets.
#[derive(Clone, Debug, Default)]
pub(super) struct Halves {
    /// The groups that they are of.
    of: Option<Range<usize>>,
    parts: [Vec<Part>; 2],
    groups: [Vec<u32>; 2],
    merged: Vec<Part>,
}

impl Halves {
    /// Lists both halves of these groups, unless that was done before.
    fn prepare(&mut self, groups: &Groups, range: &Range<usize>, budget: &mut Budget<'_>) -> Result<(), Halt> {
        if self.of.as_ref() == Some(range) {
            return Ok(());
        }
        self.of = None;
        self.parts = [vec![Part { sum: 0, size: 0, taken: 0 }], vec![Part { sum: 0, size: 0, taken: 0 }]];
        self.groups = [Vec::new(), Vec::new()];
        let mut bits = [0, 0];
        for group in range.clone() {
            let side = usize::from(self.parts[1].len() < self.parts[0].len());
            let copies = groups.copies[group];
            budget.spend(self.parts[side].len() as u64 * (u64::from(copies) + 1))?;
            self.double(side, groups.values[group], copies, bits[side]);
            bits[side] += copies;
            self.groups[side].push(group as u32);
        }
        self.of = Some(range.clone());
        Ok(())
    }

    /// Adds none, one, … all copies of a value to every subset of a side; the list stays ascending.
    fn double(&mut self, side: usize, value: i64, copies: u32, bit: u32) {
        let old = std::mem::take(&mut self.parts[side]);
        let mut all = old.clone();
        for taken in 1..=copies {
            let more = old.iter().map(|part| Part {
                sum: part.sum + value * i64::from(taken),
                size: part.size + taken,
                taken: part.taken | (((1_u32 << taken) - 1) << bit),
            });
            self.merged.clear();
            let mut left = all.iter().copied().peekable();
            for part in more {
                while let Some(next) = left.next_if(|next| next.sum <= part.sum) {
                    self.merged.push(next);
                }
                self.merged.push(part);
            }
            self.merged.extend(left);
            std::mem::swap(&mut all, &mut self.merged);
        }
        self.parts[side] = all;
    }

    /// Tells the sink of every subset in the window, of any size but none.
    pub(super) fn count(
        &mut self,
        groups: &Groups,
        range: &Range<usize>,
        window: Window,
        sink: &mut Sink,
        budget: &mut Budget<'_>,
    ) -> Result<(), Halt> {
        self.prepare(groups, range, budget)?;
        let [left, right] = &self.parts;
        budget.spend((left.len() + right.len()) as u64)?;
        let (mut from, mut upto) = (right.len(), right.len());
        for one in left {
            while upto > 0 && one.sum + right[upto - 1].sum > window.high {
                upto -= 1;
            }
            while from > 0 && one.sum + right[from - 1].sum >= window.low {
                from -= 1;
            }
            if from >= upto {
                continue;
            }
            budget.spend((upto - from) as u64)?;
            for other in &right[from..upto] {
                let size = (one.size + other.size) as usize;
                if size == 0 {
                    continue;
                }
                sink.count(size, 1);
                sink.keep(size, || self.taken(groups, *one, *other));
                sink.note(one.sum + other.sum, size);
            }
        }
        Ok(())
    }

    /// The groups of a subset, one entry an item.
    fn taken(&self, groups: &Groups, one: Part, other: Part) -> Vec<u32> {
        let mut found = Vec::with_capacity((one.size + other.size).min(SIZES as u32) as usize);
        for (part, of) in [(one, &self.groups[0]), (other, &self.groups[1])] {
            let mut bit = 0;
            for group in of {
                let copies = groups.copies[*group as usize];
                let ones = (part.taken >> bit & ((1_u32 << copies) - 1)).count_ones();
                found.extend(std::iter::repeat_n(*group, ones as usize));
                bit += copies;
            }
        }
        found
    }
}
