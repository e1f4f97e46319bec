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
/// Texts go through in blocks: all of a block are read, then the places of all their numbers in the index are touched, then
/// they are looked up. A table of millions of numbers lies in no cache, and so its delays fall together.
pub struct BulkFinder<'p> {
    scanner: Scanner<'p>,
    readings: Readings,
    block: Vec<Pending>,
}

/// A number of a block that waits for its look-up.
struct Pending {
    receipt: u32,
    customer: u32,
    mention: usize,
    line: i64,
    span: (i64, i64),
    probe: Probe,
}

const BLOCK: usize = 64;

impl<'p> BulkFinder<'p> {
    /// A finder by a policy.
    #[must_use]
    pub fn new(policy: &'p ReferencePolicy) -> Self {
        Self { scanner: Scanner::new(policy), readings: Readings::default(), block: Vec::new() }
    }

    /// Calls `each` with a receipt and an item for every item of the payer that the receipt's text names, where no other item
    /// of the payer could be meant instead. Receipts are their number, text and payer.
    pub fn find<'t>(&mut self, index: &BulkIndex, receipts: impl Iterator<Item = (u32, &'t str, u32)>, mut each: impl FnMut(u32, u32)) {
        let mut waiting = 0_usize;
        for (receipt, text, customer) in receipts {
            let read = self.scanner.scan(text);
            for (mention, raw) in self.scanner.raws.iter().enumerate() {
                if let Some(probe) = Probe::of_raw(raw, read) {
                    let span = (i64::from(raw.start), i64::from(raw.end));
                    self.block.push(Pending { receipt, customer, mention, line: i64::from(raw.line), span, probe });
                }
            }
            waiting = waiting.saturating_add(1);
            if waiting == BLOCK {
                waiting = 0;
                self.settle(index, &mut each);
            }
        }
        self.settle(index, &mut each);
    }

    fn settle(&mut self, index: &BulkIndex, each: &mut impl FnMut(u32, u32)) {
        let touched = self.block.iter().fold(0, |sum, pending| sum ^ index.0.touch(&pending.probe));
        let owners = self.block.iter().fold(0, |sum, pending| sum ^ index.0.touch_customer(&pending.probe));
        std::hint::black_box((touched, owners));
        let policy = self.scanner.policy;
        let mut block = std::mem::take(&mut self.block).into_iter().peekable();
        while let Some((receipt, customer)) = block.peek().map(|pending| (pending.receipt, pending.customer)) {
            let customers = [customer];
            let within = Within::Customers(&customers);
            self.readings.clear();
            while let Some(next) = block.next_if(|pending| pending.receipt == receipt) {
                self.readings.look_up(next.mention, next.line, next.span, next.probe, &index.0, within, policy);
            }
            self.readings.settle(&index.0, within, policy);
            for reading in self.readings.list.iter().filter(|reading| reading.taken) {
                match self.readings.arena.get(reading.from..reading.to).unwrap_or_default() {
                    [one] => each(receipt, one.item),
                    [first, second, ..] if first.how < second.how => each(receipt, first.item),
                    many => many
                        .iter()
                        .filter(|candidate| candidate.how == MatchedHow::InRange)
                        .for_each(|candidate| each(receipt, candidate.item)),
                }
            }
        }
    }
}
