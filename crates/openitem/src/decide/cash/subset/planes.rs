//! Any number of items, any size: none, one or many, by two bits a sum.
//!
//! Plane `one` says that a sum can be made, plane `two` that it can be made in more than one way; equal amounts are taken
//! together. Amounts go in ascending, so that the sums soon lie dense and cost little; then the greater amounts, in a few
//! ways of adding most of the target up, need only leave something that the dense sums make twice.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "the hot loop: words stay below the planes' length, and magnitudes add up to less than 2^60 (Groups::new)"
)]

use std::ops::Range;

use super::groups::{Groups, Window};
use super::kernel::Any;
use crate::{Budget, Halt};

/// Two bits a sum, from zero up to a largest sum.
#[derive(Clone, Debug, Default)]
pub(super) struct Planes {
    main: Plane,
    other: Plane,
}

#[derive(Clone, Debug, Default)]
struct Plane {
    one: Vec<u64>,
    two: Vec<u64>,
    /// The sums above it are nothing, or of no concern.
    reach: i64,
    /// The sums above this are of no concern.
    limit: i64,
    /// The plane before a group of several copies went in.
    kept: [Vec<u64>; 2],
}

/// An amount above zero, how often it is there, and the group that it stands for.
#[derive(Clone, Copy, Debug)]
struct Weight {
    value: i64,
    copies: u32,
    group: usize,
}

impl Planes {
    /// Gives the groups of the subset, one entry an item, where there is one only.
    pub(super) fn any(&mut self, groups: &Groups, range: Range<usize>, window: Window, budget: &mut Budget<'_>) -> Result<Any, Halt> {
        let Some(question) = Question::new(groups, range, window) else {
            return Ok(if window.holds(0) && groups.least < 0 { Any::Unknown } else { Any::None });
        };
        match self.ways(&question, budget)? {
            (0, _) => Ok(Any::None),
            (1, sum) => {
                let mut taken = vec![0_u32; question.weights.len()];
                self.recover(&question.weights, 0, sum, &mut taken, budget)?;
                Ok(Any::One(question.subset(groups, &taken)))
            }
            _ => Ok(Any::Many),
        }
    }

    /// In how many ways the window is met, at most two, and a sum that meets it.
    fn ways(&mut self, question: &Question, budget: &mut Budget<'_>) -> Result<(u32, i64), Halt> {
        let Window { low, high } = question.window;
        let plane = &mut self.main;
        plane.clear(high, budget)?;
        let rest_squared = (question.weights.len() * question.weights.len() / 4) as u64;
        let mut since = 0_u64;
        for (place, weight) in question.weights.iter().enumerate() {
            since += plane.put(weight.value, weight.copies, budget)?;
            // The look at the rest costs up to its square: only when the planes cost as much since the last.
            if since >= rest_squared.max(64) {
                since = 0;
                let rest = &question.weights[place + 1..];
                if plane.ways_with(rest, question.window, budget)? >= 2 {
                    return Ok((2, high));
                }
            }
        }
        budget.spend(plane.words_of(low, high))?;
        Ok(plane.ways(low, high))
    }

    /// Which weights make a sum that can be made in one way only: split, and find where both sides meet.
    fn recover(&mut self, weights: &[Weight], first: usize, sum: i64, taken: &mut [u32], budget: &mut Budget<'_>) -> Result<(), Halt> {
        if sum == 0 || weights.is_empty() {
            return Ok(());
        }
        if let [weight] = weights {
            taken[first] = u32::try_from(sum / weight.value).unwrap_or(0).min(weight.copies);
            return Ok(());
        }
        let (left, right) = weights.split_at(weights.len() / 2);
        for (plane, side) in [(&mut self.main, left), (&mut self.other, right)] {
            plane.clear(sum, budget)?;
            for weight in side.iter().filter(|weight| weight.value <= sum) {
                plane.put(weight.value, weight.copies, budget)?;
            }
        }
        budget.spend(sum as u64 / 8 + 1)?;
        let at = self.main.sums().take_while(|at| *at <= sum).find(|at| self.other.has(sum - at)).unwrap_or(0);
        self.recover(left, first, at, taken, budget)?;
        self.recover(right, first + left.len(), sum - at, taken, budget)
    }
}

/// The same question with amounts above zero only, and the target in the lower half of what they make.
struct Question {
    weights: Vec<Weight>,
    window: Window,
    /// The groups that may be part of a subset.
    range: Range<usize>,
    /// Asked for what is left out, not for what is taken.
    complement: bool,
}

impl Question {
    /// `None` where there is none, or where the empty subset would count.
    fn new(groups: &Groups, range: Range<usize>, window: Window) -> Option<Self> {
        let mut weights: Vec<Weight> =
            range.clone().map(|group| Weight { value: groups.values[group].abs(), copies: groups.copies[group], group }).collect();
        // A credit that is not taken counts as much as a debit that is.
        let credits: i64 =
            weights.iter().filter(|weight| groups.values[weight.group] < 0).map(|weight| weight.value * i64::from(weight.copies)).sum();
        let total: i64 = weights.iter().map(|weight| weight.value * i64::from(weight.copies)).sum();
        let mut low = window.low + credits;
        let mut high = window.high + credits;
        if window.holds(0) {
            if credits > 0 {
                return None;
            }
            low = 1;
        }
        (low, high) = (low.max(0), high.min(total));
        if low > high {
            return None;
        }
        let complement = low > total - high;
        if complement {
            (low, high) = (total - high, total - low);
        }
        weights.sort_by_key(|weight| (weight.value, weight.group));
        weights.retain(|weight| weight.value <= high);
        Some(Self { weights, window: Window { low, high }, range, complement })
    }

    /// The groups of the subset that these weights stand for.
    fn subset(&self, groups: &Groups, taken: &[u32]) -> Vec<usize> {
        let mut by_group = vec![0_u32; groups.values.len()];
        for (weight, taken) in self.weights.iter().zip(taken) {
            by_group[weight.group] = *taken;
        }
        let subset = self.range.clone().flat_map(|group| {
            // Left out of the complement, or a credit that counts as not taken: the other ones of its group.
            let other_way = self.complement != (groups.values[group] < 0);
            let taken = if other_way { groups.copies[group] - by_group[group] } else { by_group[group] };
            std::iter::repeat_n(group, taken as usize)
        });
        subset.collect()
    }
}

impl Plane {
    /// Only nothing can be made, and sums up to `limit` will be asked for.
    fn clear(&mut self, limit: i64, budget: &mut Budget<'_>) -> Result<(), Halt> {
        budget.spend(1)?;
        self.one.clear();
        self.two.clear();
        self.one.push(1);
        self.two.push(0);
        (self.reach, self.limit) = (0, limit);
        Ok(())
    }

    /// Adds up to so many copies of a value; gives the words touched.
    fn put(&mut self, value: i64, copies: u32, budget: &mut Budget<'_>) -> Result<u64, Halt> {
        let reach = self.reach.saturating_add(value.saturating_mul(i64::from(copies))).min(self.limit);
        let words = reach as u64 / 64 + 1;
        let copies = u64::from(copies).min((self.limit / value) as u64);
        if words * 8 * if copies > 1 { 4 } else { 2 } > budget.max_bytes() {
            return Err(Halt::Exhausted);
        }
        let cost = words * copies.max(1) / 4 + 1;
        budget.spend(cost)?;
        self.one.resize(words as usize, 0);
        self.two.resize(words as usize, 0);
        self.reach = reach;
        if copies > 1 {
            self.kept[0].clone_from(&self.one);
            self.kept[1].clone_from(&self.two);
            for copy in 1..=copies as i64 {
                let offset = (copy * value / 64) as usize;
                if offset >= self.one.len() {
                    break;
                }
                let end = self.one.len() - offset;
                let (one, two) = (&self.kept[0][..end], &self.kept[1][..end]);
                add(&mut self.one[offset..], &mut self.two[offset..], one, two, (0, 0), (copy * value % 64) as u32);
            }
        } else {
            self.put_once(value);
        }
        Ok(cost)
    }

    /// One copy, in place: from the top, in blocks that do not overlap what they read.
    fn put_once(&mut self, value: i64) {
        let (offset, shift) = ((value / 64) as usize, (value % 64) as u32);
        let mut end = self.one.len();
        if offset == 0 {
            for word in (0..end).rev() {
                let below = word.checked_sub(1);
                let carry = (below.map_or(0, |below| self.one[below]), below.map_or(0, |below| self.two[below]));
                let (one, two) = (self.one[word], self.two[word]);
                add(&mut self.one[word..=word], &mut self.two[word..=word], &[one], &[two], carry, shift);
            }
            return;
        }
        while end > offset {
            let start = end.saturating_sub(offset).max(offset);
            let (source, source_end) = (start - offset, end - offset);
            let carry = source.checked_sub(1).map_or((0, 0), |below| (self.one[below], self.two[below]));
            let (one, two) = (self.one.split_at_mut(start), self.two.split_at_mut(start));
            add(&mut one.1[..end - start], &mut two.1[..end - start], &one.0[source..source_end], &two.0[source..source_end], carry, shift);
            end = start;
        }
    }

    fn has(&self, sum: i64) -> bool {
        sum >= 0 && self.one.get((sum / 64) as usize).is_some_and(|word| word >> (sum % 64) & 1 == 1)
    }

    /// The sums that can be made, ascending.
    fn sums(&self) -> impl Iterator<Item = i64> {
        self.one.iter().enumerate().flat_map(|(word, bits)| {
            let bits = std::iter::successors(Some(*bits), |bits| Some(bits & bits.wrapping_sub(1))).take_while(|bits| *bits != 0);
            bits.map(move |bits| word as i64 * 64 + i64::from(bits.trailing_zeros()))
        })
    }

    fn has_two(&self, sum: i64) -> bool {
        sum >= 0 && self.two.get((sum / 64) as usize).is_some_and(|word| word >> (sum % 64) & 1 == 1)
    }

    fn words_of(&self, low: i64, high: i64) -> u64 {
        (high.min(self.reach) - low.max(0)).max(0) as u64 / 64 + 1
    }

    /// In how many ways sums in a window can be made, at most two, and the last of the sums met.
    fn ways(&self, low: i64, high: i64) -> (u32, i64) {
        let (low, high) = (low.max(0), high.min(self.reach));
        let (mut ways, mut met) = (0, low);
        let mut sum = low;
        while sum <= high && ways < 2 {
            let (word, bit) = ((sum / 64) as usize, sum % 64);
            let rest = self.one[word] >> bit;
            if rest == 0 {
                sum += 64 - bit;
                continue;
            }
            sum += i64::from(rest.trailing_zeros());
            if sum > high {
                break;
            }
            ways += if self.has_two(sum) { 2 } else { 1 };
            met = sum;
            sum += 1;
        }
        (ways.min(2), met)
    }

    /// The same with greater weights that are not in yet, in some of the ways that they add most of the target up: two says
    /// that there are two, less says nothing.
    fn ways_with(&self, rest: &[Weight], window: Window, budget: &mut Budget<'_>) -> Result<u32, Halt> {
        // A first filling from the greatest down that leaves something well within the planes.
        let mut left = window.high;
        let mut taken = vec![0_i64; rest.len()];
        budget.spend(rest.len() as u64 + 1)?;
        for (weight, taken) in rest.iter().zip(&mut taken).rev() {
            let room = left - self.reach / 3;
            if room >= weight.value {
                *taken = (room / weight.value).min(i64::from(weight.copies));
                left -= *taken * weight.value;
            }
        }
        // And what it becomes with one weight less, one more, or one for another.
        let less = rest.iter().zip(&taken).filter(|(_, taken)| **taken > 0).map(|(weight, _)| weight.value);
        let more = rest.iter().zip(&taken).filter(|(weight, taken)| **taken < i64::from(weight.copies)).map(|(weight, _)| weight.value);
        let width = window.high - window.low;
        let mut ways = 0;
        for less in std::iter::once(0).chain(less) {
            for more in std::iter::once(0).chain(more.clone()) {
                budget.spend(1)?;
                let missing = left + less - more;
                if missing < 0 || missing - width > self.reach || (less == more && less != 0) {
                    continue;
                }
                budget.spend(self.words_of(missing - width, missing))?;
                ways += self.ways(missing - width, missing).0;
                if ways >= 2 {
                    return Ok(2);
                }
            }
        }
        Ok(ways)
    }
}

/// Adds to each word the source's, shifted up by so many bits; `carry` is the source's word below.
fn add(one: &mut [u64], two: &mut [u64], source_one: &[u64], source_two: &[u64], carry: (u64, u64), shift: u32) {
    let (mut below_one, mut below_two) = carry;
    for (((one, two), s1), s2) in one.iter_mut().zip(two).zip(source_one).zip(source_two) {
        // Two shifts, because a shift by 64 is none.
        let came_one = (s1 << shift) | (below_one >> 1 >> (63 - shift));
        let came_two = (s2 << shift) | (below_two >> 1 >> (63 - shift));
        (below_one, below_two) = (*s1, *s2);
        *two |= came_two | (*one & came_one);
        *one |= came_one;
    }
}
