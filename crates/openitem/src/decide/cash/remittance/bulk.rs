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

/// Finds items in many texts; keeps its room between them.
///
/// Receipts go through in blocks: first the places of all their payers' numbers are touched, then the texts are read and
/// looked up. The numbers of a million payers lie in no cache, and so the delays of a block fall together.
pub struct BulkFinder<'p> {
    scanner: Scanner<'p>,
    readings: Readings,
}

/// The payers' numbers of so many receipts fit into the nearest cache.
const BLOCK: usize = 64;

impl<'p> BulkFinder<'p> {
    /// A finder by a policy.
    #[must_use]
    pub fn new(policy: &'p ReferencePolicy) -> Self {
        Self { scanner: Scanner::new(policy), readings: Readings::default() }
    }

    /// Calls `each` with a receipt and an item for every item of the payer that the receipt's text names, where no other item
    /// of the payer could be meant instead. Receipts are their number, text and payer.
    pub fn find<'t>(&mut self, index: &BulkIndex, receipts: impl Iterator<Item = (u32, &'t str, u32)>, mut each: impl FnMut(u32, u32)) {
        let mut receipts = receipts;
        let mut block = Vec::with_capacity(BLOCK);
        loop {
            block.clear();
            block.extend(receipts.by_ref().take(BLOCK));
            if block.is_empty() {
                return;
            }
            index.0.touch(block.iter().map(|(_, _, customer)| *customer));
            for (receipt, text, customer) in &block {
                self.find_one(index, text, *customer, |item| each(*receipt, item));
            }
        }
    }

    fn find_one(&mut self, index: &BulkIndex, text: &str, customer: u32, mut each: impl FnMut(u32)) {
        let customers = [customer];
        let (within, policy) = (Within::Customers(&customers), self.scanner.policy);
        let read = self.scanner.scan_numbers(text);
        self.readings.clear();
        for (mention, raw) in self.scanner.raws.iter().enumerate() {
            if let Some(probe) = Probe::of_raw(raw, read) {
                let span = (i64::from(raw.start), i64::from(raw.end));
                self.readings.look_up(mention, i64::from(raw.line), span, probe, &index.0, within, policy);
            }
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
