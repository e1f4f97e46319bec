//! Random histories: what might happen to the receivables of a few entities, legal for the most part.
//!
//! A history is made step by step, each step from a number of its own, so that proptest can shrink it by leaving steps out.

mod hostile;
mod random;
mod reversed;
mod steps;
mod world;

use openitem::Entry;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

pub use hostile::mangle;
pub use random::Random;
pub use reversed::reversed_at_random;

/// What a random history is like.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// How many steps it has; each makes an entry, some two.
    pub steps: usize,
    /// How many percent of the entries are hostile: over-applied, out of place, of a taken name, of a wrong currency …
    pub hostile: i64,
}

impl Default for Shape {
    fn default() -> Self {
        Self { steps: 200, hostile: 10 }
    }
}

/// The history of a seed.
#[must_use]
pub fn history(seed: u64, shape: Shape) -> Vec<Entry> {
    let mut random = Random::new(seed);
    let numbers: Vec<u64> = (0..shape.steps).map(|_| random.number()).collect();
    from_steps(&numbers, shape.hostile)
}

/// The history that these steps make.
#[must_use]
pub fn from_steps(numbers: &[u64], hostile: i64) -> Vec<Entry> {
    let mut world = world::World::new();
    for number in numbers {
        let mut random = Random::new(*number);
        world.go_on(&mut random);
        let made = world.entries.len();
        steps::step(&mut world, &mut random);
        if random.percent(hostile) {
            hostile::spoil(&mut world, made, &mut random);
        }
    }
    world.entries.into_iter().map(|known| known.entry).collect()
}

/// A history that a property looks at; a failure shows it as one line of JSON an entry.
#[derive(Clone)]
pub struct History(pub Vec<Entry>);

impl std::fmt::Debug for History {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.iter().try_for_each(|entry| writeln!(f, "\n  {}", serde_json::to_string(entry).unwrap_or_default()))
    }
}

/// Random histories of a shape.
pub fn histories(shape: Shape) -> impl Strategy<Value = History> {
    proptest::collection::vec(any::<u64>(), shape.steps..=shape.steps + shape.steps / 4)
        .prop_map(move |numbers| History(from_steps(&numbers, shape.hostile)))
}

/// How many histories a property runs through: 48, or 300 where `OPENITEM_LONG` is set; `PROPTEST_CASES` overrides it.
/// One history is as much work as some hundred cases of another property.
#[must_use]
pub fn cases() -> u32 {
    if std::env::var_os("OPENITEM_LONG").is_some() { 300 } else { 48 }
}

/// The same histories in every run, so that a failure stands until it is mended; `PROPTEST_RNG_SEED` gives others.
#[must_use]
pub fn config() -> ProptestConfig {
    let mut config = ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() };
    if config.rng_seed == RngSeed::Random {
        config.rng_seed = RngSeed::Fixed(2026);
    }
    config
}
