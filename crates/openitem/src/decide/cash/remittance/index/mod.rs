//! The index of references: every number by which open items are known, by its digits without leading zeros.

mod lookup;
mod skeleton;
mod table;
mod tails;

use hashbrown::HashMap;
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use crate::{CustomerId, OpenItem};

pub(crate) use lookup::{Candidate, Probe, Within};
pub use lookup::{LettersAgree, MatchedHow};
pub(super) use skeleton::Letters;
use skeleton::{Skeleton, number_of};
use table::{Place, Table};
use tails::{ByCustomer, Tails};

/// Where an item's reference comes from. The order is that of trust.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Source {
    /// The item's own id.
    Id,
    /// The document that it is a part of.
    Document,
    /// One of its references.
    Reference,
    /// The last number in one of these.
    LastNumber,
}

/// Open items by the numbers that they are known by. Items go by their place in the list that it was built from.
pub(crate) struct ReferenceIndex {
    table: Table,
    tails: Tails,
    by_customer: ByCustomer,
    /// Numbers of more than 18 digits by their digits, and references without digits by their letters.
    texts: HashMap<SmolStr, Vec<(u32, Place)>, RandomState>,
    customers: Vec<u32>,
    codes: HashMap<CustomerId, u32, RandomState>,
    closed: Vec<u64>,
    /// Whether any was ever marked closed.
    any_closed: bool,
}

/// The code of items without a customer.
const NOBODY: u32 = u32::MAX;

impl ReferenceIndex {
    /// Builds the index of these items: their ids, their documents and all their references.
    pub(crate) fn new(items: &[OpenItem]) -> Self {
        Self::of(items.iter())
    }

    /// The same of items that stand apart.
    pub(crate) fn of<'a>(items: impl ExactSizeIterator<Item = &'a OpenItem>) -> Self {
        let mut out = Self::with_room(items.len());
        for item in items {
            let place = out.add_item(item.customer.as_ref());
            if item.open.is_zero() {
                out.set_closed(place, true);
            }
            out.add(place, item.id.as_str(), Source::Id);
            if let Some(document) = item.document.as_ref().filter(|document| **document != item.id) {
                out.add(place, document.as_str(), Source::Document);
            }
            for reference in item.references.iter().filter(|reference| reference.value != item.id.as_str()) {
                out.add(place, &reference.value, Source::Reference);
            }
        }
        out.finish();
        out
    }

    /// An index without items, with room for so many. Call [`finish`](Self::finish) when all are added.
    pub(crate) fn with_room(items: usize) -> Self {
        Self {
            table: Table::with_room(items),
            tails: Tails::default(),
            by_customer: ByCustomer::default(),
            texts: HashMap::default(),
            customers: Vec::with_capacity(items),
            codes: HashMap::default(),
            closed: Vec::new(),
            any_closed: false,
        }
    }

    /// Adds an item and gives its place.
    pub(crate) fn add_item(&mut self, customer: Option<&CustomerId>) -> u32 {
        let code = customer.map_or(NOBODY, |customer| match self.codes.get(customer) {
            Some(code) => *code,
            None => {
                let code = u32::try_from(self.codes.len()).unwrap_or(NOBODY);
                self.codes.insert(customer.clone(), code);
                code
            }
        });
        self.add_item_of(code)
    }

    /// Adds an item of a customer who goes by a code of the caller's.
    pub(crate) fn add_item_of(&mut self, customer: u32) -> u32 {
        let place = u32::try_from(self.customers.len()).unwrap_or(u32::MAX);
        self.customers.push(customer);
        if self.customers.len() > self.closed.len().saturating_mul(64) {
            self.closed.push(0);
        }
        place
    }

    /// Adds a number by which an item is known.
    pub(crate) fn add(&mut self, item: u32, reference: &str, source: Source) {
        let skeleton = Skeleton::of(reference.trim().as_bytes());
        match number_of(&skeleton) {
            Some(value) => self.table.insert(value, item, Place::new(&skeleton, source)),
            None => {
                let text = text_key(reference, &skeleton);
                if !text.is_empty() {
                    self.texts.entry(text).or_default().push((item, Place::new(&skeleton, source)));
                }
            }
        }
        if skeleton.runs > 1 && skeleton.last_value > 0 && skeleton.last_value < skeleton::LONGEST {
            let last = Skeleton { digits: skeleton.last_digits, ..skeleton };
            self.table.insert(skeleton.last_value, item, Place::new(&last, Source::LastNumber));
        }
    }

    /// Makes ends of numbers searchable.
    pub(crate) fn finish(&mut self) {
        self.tails = Tails::new(&self.table);
        self.by_customer = ByCustomer::new(&self.table, &self.customers);
    }

    /// How many items there are.
    pub(crate) fn len(&self) -> usize {
        self.customers.len()
    }

    /// Bytes held, for benches.
    pub(crate) fn bytes(&self) -> usize {
        self.table
            .bytes()
            .saturating_add(self.tails.bytes())
            .saturating_add(self.by_customer.bytes())
            .saturating_add(self.customers.capacity().saturating_mul(4))
            .saturating_add(self.closed.capacity().saturating_mul(8))
    }

    /// The code of a customer, where it has items.
    pub(crate) fn customer_code(&self, customer: &CustomerId) -> Option<u32> {
        self.codes.get(customer).copied()
    }

    /// Marks an item closed, or open again. Closed items are still found, and told.
    pub(crate) fn set_closed(&mut self, item: u32, closed: bool) {
        self.any_closed |= closed;
        if let Some(word) = self.closed.get_mut(item as usize / 64) {
            let bit = 1_u64 << (item % 64);
            *word = if closed { *word | bit } else { *word & !bit };
        }
    }

    /// Whether an item is marked closed.
    pub(crate) fn is_closed(&self, item: u32) -> bool {
        self.any_closed && self.closed.get(item as usize / 64).is_some_and(|word| word >> (item % 64) & 1 == 1)
    }
}

/// The key of a reference that has too many digits for a number, or none at all.
fn text_key(reference: &str, skeleton: &Skeleton) -> SmolStr {
    if skeleton.digits > 18 {
        let digits: String = reference.chars().filter(char::is_ascii_digit).collect();
        SmolStr::new(digits.trim_start_matches('0'))
    } else if skeleton.digits == 0 {
        SmolStr::new(super::read::canonical(reference))
    } else {
        SmolStr::default()
    }
}
