//! Finding in bulk: millions of texts against millions of numbers, without a record in between. For benches, and for the
//! tables of openitem-arrow.

use super::find::Readings;
use super::index::{MatchedHow, Probe, ReferenceIndex, Source, Within};
use super::policy::ReferencePolicy;
use super::scan::Scanner;

/// An index of numbers, each of a customer that goes by a code.
pub struct BulkIndex(ReferenceIndex);

impl BulkIndex {
    /// An index with room for so many numbers.
    #[must_use]
    pub fn with_room(numbers: usize) -> Self {
        Self(ReferenceIndex::with_room(numbers))
    }

    /// Adds the number of the next item, which belongs to a customer.
    pub fn add(&mut self, customer: u32, number: &str) {
        let item = self.0.add_item_of(customer);
        self.0.add(item, number, Source::Id);
    }

    /// Makes ends of numbers searchable; call it when all are added.
    pub fn finish(&mut self) {
        self.0.finish();
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }
}

/// Finds items in one text after the other; keeps its room between them.
pub struct BulkFinder<'p> {
    scanner: Scanner<'p>,
    readings: Readings,
}

impl<'p> BulkFinder<'p> {
    /// A finder by a policy.
    #[must_use]
    pub fn new(policy: &'p ReferencePolicy) -> Self {
        Self { scanner: Scanner::new(policy), readings: Readings::default() }
    }

    /// Calls `each` with every item of the customer that the text names and no other item of the customer could be meant
    /// instead; a slip in one digit counts where the policy says so.
    pub fn find(&mut self, index: &BulkIndex, text: &str, customer: u32, mut each: impl FnMut(u32)) {
        let (customers, policy) = ([customer], self.scanner.policy);
        let within = Within::Customers(&customers);
        let read = self.scanner.scan(text);
        self.readings.clear();
        for (at, raw) in self.scanner.raws.iter().enumerate() {
            let Some(probe) = Probe::of_raw(raw, read) else { continue };
            let span = (i64::from(raw.start), i64::from(raw.end));
            self.readings.look_up(at, i64::from(raw.line), span, probe, &index.0, within, policy);
        }
        self.readings.settle(&index.0, within, policy);
        for reading in self.readings.list.iter().filter(|reading| reading.taken) {
            match self.readings.arena.get(reading.from..reading.to).unwrap_or_default() {
                [one] => each(one.item),
                [first, second, ..] if first.how < second.how => each(first.item),
                many => many.iter().filter(|candidate| candidate.how == MatchedHow::InRange).for_each(|candidate| each(candidate.item)),
            }
        }
    }
}
