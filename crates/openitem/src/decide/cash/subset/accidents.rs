//! How many subsets chance alone would be expected to put on the target: the evidence against a match by sum only.
//!
//! Two counts, of which the greater stands. *Near misses*: subsets whose sum lies in a window around the target, over the
//! sums in that window. *Doubles*: of subsets of one item more with sums near the target (what the payer may have meant
//! instead), how many have a sum that a subset of the sizes in question makes too. Near misses are exact where amounts are
//! spread evenly; doubles see round prices, price lists and whatever else makes sums meet more often than their spread says.

use super::groups::Window;
use super::kernel::Kernel;
use super::sink::Sink;
use crate::{Budget, Halt};

/// A count of near misses that suffices: its error is some 5 percent.
const ENOUGH: u64 = 400;

/// How many subsets are asked for doubles: of small sizes, and of those that are dear to ask.
const ASKED: u64 = 1_024;
const ASKED_OF_LARGE: u64 = 256;

/// The largest size that is cheap to ask.
const SMALL: usize = 4;

/// A fixed part of one, so that no floats are needed.
const MILLION: u128 = 1_000_000;

impl Kernel {
    /// The accidental subsets of up to `largest` items expected within `tolerance` of `target`, in millionths, rounded up.
    ///
    /// Where near misses alone make more than `limit`, doubles are not looked for any more.
    pub(crate) fn accidents(
        &mut self,
        target: i64,
        tolerance: i64,
        largest: usize,
        limit: u64,
        budget: &mut Budget<'_>,
    ) -> Result<u64, Halt> {
        let Some(window) = self.groups().window(target, tolerance) else {
            return Ok(0);
        };
        let mut expected = 0_u64;
        for size in 1..=largest {
            let (near, count) = self.near(window, size, ENOUGH, budget)?;
            expected = expected.saturating_add(part(count, window.width(), near.width()));
        }
        if expected > limit {
            return Ok(expected);
        }
        let (asked, doubles) = self.doubles(window, largest, budget)?;
        // Only where they are more than near misses and their own chance explain.
        let explained = u64::try_from(u128::from(expected).saturating_mul(u128::from(asked)).div_ceil(MILLION)).unwrap_or(u64::MAX);
        let more = doubles.saturating_sub(explained);
        let is_more = more > 2 && more.saturating_mul(more) > explained.saturating_mul(9);
        Ok(if is_more { expected.max(part(doubles, 1, i64::try_from(asked).unwrap_or(i64::MAX))) } else { expected })
    }

    /// A window around the target in which there are near misses enough, if there is one, and how many.
    fn near(&mut self, window: Window, size: usize, enough: u64, budget: &mut Budget<'_>) -> Result<(Window, u64), Halt> {
        // The sums around the target are alike only so far from it.
        let magnitude = window.low.saturating_abs().max(window.high.saturating_abs());
        let widest = (magnitude / 8).max(window.width().saturating_mul(4));
        let mut beyond = window.width().min(widest);
        loop {
            let (least, most) = (self.groups().least, self.groups().most);
            let (low, high) = (window.low.saturating_sub(beyond).max(least), window.high.saturating_add(beyond).min(most));
            let near = Window { low, high };
            let mut sink = Sink::new(0);
            self.count_all(near, size, &mut sink, budget)?;
            let count = sink.counts.get(size).copied().unwrap_or(0);
            if count >= enough || beyond >= widest {
                return Ok((near, count));
            }
            let factor = enough.saturating_mul(2).checked_div(count.max(1)).unwrap_or(2).clamp(2, 64);
            beyond = beyond.saturating_mul(i64::try_from(factor).unwrap_or(64)).min(widest);
        }
    }

    /// How many subsets with sums near the target were asked, and how many others of up to `largest` items have their sums.
    fn doubles(&mut self, window: Window, largest: usize, budget: &mut Budget<'_>) -> Result<(u64, u64), Halt> {
        let (size, most) = if largest < SMALL { (largest.saturating_add(1), ASKED) } else { (largest, ASKED_OF_LARGE) };
        let (near, count) = self.near(window, size, most, budget)?;
        let mut sink = Sink::new(0).with_sums_of(size, count.div_ceil(most).max(1));
        self.count_all(near, size, &mut sink, budget)?;
        let mut doubles = 0_u64;
        // As wide as the target's own window, around each sum.
        let below = window.width() / 2;
        for sum in &sink.sums {
            let low = sum.saturating_sub(below);
            let around = Window { low, high: low.saturating_add(window.width().saturating_sub(1)) };
            let mut others = Sink::new(0);
            self.count_small(around, largest, &mut others, budget)?;
            let others = others.counts.iter().take(largest.saturating_add(1)).fold(0_u64, |all, count| all.saturating_add(*count));
            // It meets itself where its own size is in question.
            doubles = doubles.saturating_add(others.saturating_sub(u64::from(size <= largest)));
        }
        Ok((u64::try_from(sink.sums.len()).unwrap_or(u64::MAX), doubles))
    }

    fn count_all(&mut self, window: Window, size: usize, sink: &mut Sink, budget: &mut Budget<'_>) -> Result<(), Halt> {
        self.count(window, (size, size), sink, budget).1.map_or(Ok(()), Err)
    }

    /// The same for sizes from one up, without the halves where the passes by size cost less.
    fn count_small(&mut self, window: Window, largest: usize, sink: &mut Sink, budget: &mut Budget<'_>) -> Result<(), Halt> {
        if largest > SMALL {
            return self.count(window, (1, largest), sink, budget).1.map_or(Ok(()), Err);
        }
        self.count_by_size(window, (1, largest), sink, budget).1.map_or(Ok(()), Err)
    }
}

/// `count` x `width` / `of`, in millionths, rounded up.
fn part(count: u64, width: i64, of: i64) -> u64 {
    let width = u128::try_from(width.max(1)).unwrap_or(1);
    let of = u128::try_from(of.max(1)).unwrap_or(1);
    u64::try_from(u128::from(count).saturating_mul(width).saturating_mul(MILLION).div_ceil(of)).unwrap_or(u64::MAX)
}
