//! The search beside plain enumeration, on planted sets, and under hostile input.

mod kernel;
mod planted;
mod search;

use std::collections::BTreeMap;

/// A small generator: the same seed gives the same instances everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n.max(1)
    }

    fn between(&mut self, low: i64, high: i64) -> i64 {
        low + self.below((high - low + 1) as u64) as i64
    }
}

/// How many instances a test runs through: the long form where `OPENITEM_LONG` is set.
fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("OPENITEM_LONG").is_some() { long } else { short }
}

/// The most items of an instance: every subset of them is looked at.
const MOST_ITEMS: usize = 18;

/// Every subset but the empty one, equal amounts taken together: the sorted amounts of each with the first items given that
/// make it, by plain enumeration.
fn enumerate(amounts: &[i64], target: i64, tolerance: i64) -> BTreeMap<Vec<i64>, Vec<usize>> {
    let mut items: Vec<usize> = (0..amounts.len()).filter(|place| amounts[*place] != 0).collect();
    items.sort_by_key(|place| (amounts[*place], *place));
    // Of equal amounts, which now stand side by side, the first ones given are taken.
    let equals_last = (1..items.len()).filter(|at| amounts[items[*at]] == amounts[items[*at - 1]]).fold(0_u32, |mask, at| mask | 1 << at);
    let mut sums = vec![0_i64; 1 << items.len()];
    let mut subsets = BTreeMap::new();
    for mask in 1_u32..1 << items.len() {
        let lowest = mask.trailing_zeros() as usize;
        let sum = sums[(mask & (mask - 1)) as usize] + amounts[items[lowest]];
        sums[mask as usize] = sum;
        if (sum - target).abs() > tolerance || mask & equals_last & !(mask << 1) != 0 {
            continue;
        }
        let taken = || (0..items.len()).filter(|at| mask >> at & 1 == 1).map(|at| items[at]);
        let mut places: Vec<usize> = taken().collect();
        places.sort_unstable();
        subsets.insert(taken().map(|place| amounts[place]).collect(), places);
    }
    subsets
}

/// Amounts of all kinds: spread out, repeated, round, with credits or without.
fn instance(random: &mut Random) -> (Vec<i64>, i64, i64) {
    let n = random.between(1, MOST_ITEMS as i64) as usize;
    let (most, unit) = [(8, 1), (40, 1), (1_000, 1), (100_000, 1), (30, 100), (12, 7)][random.below(6) as usize];
    let credits = random.below(3) == 0;
    let least = if credits { -most / 2 } else { random.between(0, 1) };
    let amounts: Vec<i64> = (0..n).map(|_| random.between(least, most) * unit).collect();
    let planted: i64 = amounts.iter().filter(|_| random.below(3) == 0).sum();
    let target = if random.below(4) == 0 { random.between(-most, 3 * most) * unit } else { planted };
    let tolerance = [0, 0, 0, 1, 5, if n <= 12 { 150 } else { 3 }][random.below(6) as usize];
    (amounts, target, tolerance)
}
