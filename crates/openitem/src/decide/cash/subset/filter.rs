//! Which sums of pairs there may be: one bit a hash, no false no.
#![expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "the hot loop: a hash is cut to the bits that there are")]

use crate::{Budget, Halt};

/// A set of sums in ranges of a power of two, by one hash, kept from pass to pass.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    words: Vec<u64>,
    /// Sums share a range where they agree above this many low bits.
    range_bits: u32,
    /// How far a hash is shifted to number a bit.
    shift: u32,
    /// One less than how many sums a look-up spans.
    span: i64,
}

/// Bits a pair: of a hundred sums that are not there, about three seem to be.
const BITS_PER_PAIR: u64 = 32;

impl Filter {
    /// Empties it, for so many pairs and look-ups as wide as the window.
    pub(super) fn reset(&mut self, pairs: u64, width: i64, budget: &mut Budget<'_>) -> Result<(), Halt> {
        let wanted = pairs.saturating_mul(BITS_PER_PAIR).clamp(1 << 10, 1 << 26).next_power_of_two();
        let allowed = budget.max_bytes().saturating_mul(8);
        if allowed < 1 << 10 {
            return Err(Halt::Exhausted);
        }
        let bits = if wanted <= allowed { wanted } else { (allowed / 2 + 1).next_power_of_two() };
        budget.spend(bits / 64)?;
        self.shift = 64 - bits.trailing_zeros();
        self.span = width - 1;
        self.range_bits = 64 - (width - 1).leading_zeros();
        self.words.clear();
        self.words.resize((bits / 64) as usize, 0);
        Ok(())
    }

    #[inline]
    pub(super) fn insert(&mut self, sum: i64) {
        let bit = self.bit(sum >> self.range_bits);
        self.words[bit >> 6] |= 1 << (bit & 63);
    }

    /// Whether a sum from `low` up to as far as a look-up spans may have been put in.
    #[inline]
    pub(super) fn may_hold(&self, low: i64) -> bool {
        let (first, last) = (low >> self.range_bits, (low + self.span) >> self.range_bits);
        self.holds(first) || (last != first && self.holds(last))
    }

    #[inline]
    fn holds(&self, range: i64) -> bool {
        let bit = self.bit(range);
        self.words[bit >> 6] >> (bit & 63) & 1 == 1
    }

    #[inline]
    fn bit(&self, range: i64) -> usize {
        ((range as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15) >> self.shift) as usize
    }
}
