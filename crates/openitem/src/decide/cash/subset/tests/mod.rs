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

/// Every subset but the empty one, equal amounts taken together: the sorted amounts of each, by enumeration.
fn enumerate(amounts: &[i64], target: i64, tolerance: i64) -> BTreeMap<Vec<i64>, Vec<usize>> {
    let mut subsets = BTreeMap::new();
    for mask in 1_u32..1 << amounts.len() {
        let places: Vec<usize> = (0..amounts.len()).filter(|place| mask >> place & 1 == 1 && amounts[*place] != 0).collect();
        let mut taken: Vec<i64> = places.iter().map(|place| amounts[*place]).collect();
        if taken.is_empty() || (taken.iter().sum::<i64>() - target).abs() > tolerance {
            continue;
        }
        taken.sort_unstable();
        let first = subsets.entry(taken).or_insert_with(|| places.clone());
        // Of interchangeable items the first ones given.
        *first = first.clone().min(places);
    }
    subsets
}

/// Amounts of all kinds: spread out, repeated, round, with credits or without.
fn instance(random: &mut Random) -> (Vec<i64>, i64, i64) {
    let n = random.between(1, 11) as usize;
    let (most, unit) = [(8, 1), (40, 1), (1_000, 1), (100_000, 1), (30, 100), (12, 7)][random.below(6) as usize];
    let credits = random.below(3) == 0;
    let least = if credits { -most / 2 } else { random.between(0, 1) };
    let amounts: Vec<i64> = (0..n).map(|_| random.between(least, most) * unit).collect();
    let planted: i64 = amounts.iter().filter(|_| random.below(3) == 0).sum();
    let target = if random.below(4) == 0 { random.between(-most, 3 * most) * unit } else { planted };
    let tolerance = [0, 0, 0, 1, 5, 150][random.below(6) as usize];
    (amounts, target, tolerance)
}
