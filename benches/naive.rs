//! What a competent programmer would write instead of the ledger: one presized map a kind with a fast hasher, decimal
//! structs, the same text ids, and the same checks at the current balance. It judges no date but today's and can undo
//! only whole applications; it is the yardstick of the `book` bench, not a model of the domain.

use std::collections::HashMap;

use chrono::NaiveDate;
use openitem::{Currency, CustomerId, EntityId, EntryId, ItemId};
use rapidhash::fast::RandomState;
use rust_decimal::Decimal;

/// An entry as the naive ledger takes it.
#[derive(Debug, Clone)]
pub struct NaiveEntry {
    /// Its id.
    pub id: EntryId,
    /// Its entity.
    pub entity: EntityId,
    /// Its customer.
    pub customer: Option<CustomerId>,
    /// Its date.
    pub effective: NaiveDate,
    /// What happened.
    pub kind: NaiveKind,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum NaiveKind {
    /// An item is billed.
    Invoice {
        /// The item.
        item: ItemId,
        /// Its currency.
        currency: Currency,
        /// How much.
        amount: Decimal,
        /// When it is due.
        due: Option<NaiveDate>,
    },
    /// Money arrives.
    Receipt {
        /// The receipt.
        item: ItemId,
        /// Its currency.
        currency: Currency,
        /// How much.
        amount: Decimal,
    },
    /// Money is applied.
    Application {
        /// The receipt.
        from: ItemId,
        /// What it pays: item, cash, discount.
        lines: Vec<(ItemId, Decimal, Decimal)>,
    },
    /// An application is undone.
    Reversal {
        /// The entry.
        entry: EntryId,
    },
}

/// An item or a receipt.
#[derive(Debug, Clone)]
#[expect(dead_code, reason = "an item without its customer and due date would be lighter than the real one")]
pub struct NaiveItem {
    /// Its entity.
    pub entity: EntityId,
    /// Its customer.
    pub customer: Option<CustomerId>,
    /// Its currency.
    pub currency: Currency,
    /// When it began.
    pub effective: NaiveDate,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// What is open.
    pub open: Decimal,
}

/// What was wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NaiveError {
    /// The id is taken.
    Duplicate,
    /// A name is not there.
    Unknown,
    /// More than is open.
    OverApplied,
    /// Another currency.
    Currency,
    /// Another entity.
    Entity,
    /// Before what it names.
    Date,
    /// Reversed already.
    Reversed,
}

/// The naive ledger.
#[derive(Debug, Default)]
pub struct NaiveLedger {
    /// The entries, with whether each is reversed.
    pub entries: HashMap<EntryId, (NaiveEntry, bool), RandomState>,
    /// Debits.
    pub items: HashMap<ItemId, NaiveItem, RandomState>,
    /// Credits.
    pub receipts: HashMap<ItemId, NaiveItem, RandomState>,
}

impl NaiveLedger {
    /// A ledger with room for so many entries.
    #[must_use]
    pub fn with_capacity(entries: usize) -> Self {
        Self {
            entries: HashMap::with_capacity_and_hasher(entries, RandomState::new()),
            items: HashMap::with_capacity_and_hasher(entries / 2, RandomState::new()),
            receipts: HashMap::with_capacity_and_hasher(entries / 3, RandomState::new()),
        }
    }

    /// Posts an entry.
    ///
    /// # Errors
    /// Where a check fails; then nothing changed.
    pub fn post(&mut self, entry: NaiveEntry) -> Result<(), NaiveError> {
        if self.entries.contains_key(&entry.id) {
            return Err(NaiveError::Duplicate);
        }
        match &entry.kind {
            NaiveKind::Invoice { item, currency, amount, due } => {
                if self.items.contains_key(item) || self.receipts.contains_key(item) {
                    return Err(NaiveError::Duplicate);
                }
                self.items.insert(item.clone(), new_item(&entry, *currency, *amount, *due));
            }
            NaiveKind::Receipt { item, currency, amount } => {
                if self.items.contains_key(item) || self.receipts.contains_key(item) {
                    return Err(NaiveError::Duplicate);
                }
                self.receipts.insert(item.clone(), new_item(&entry, *currency, *amount, None));
            }
            NaiveKind::Application { from, lines } => self.apply(&entry, from, lines)?,
            NaiveKind::Reversal { entry: target } => {
                let Some((original, reversed)) = self.entries.get_mut(target) else { return Err(NaiveError::Unknown) };
                if *reversed {
                    return Err(NaiveError::Reversed);
                }
                if entry.effective < original.effective {
                    return Err(NaiveError::Date);
                }
                *reversed = true;
                if let NaiveKind::Application { from, lines } = &original.kind {
                    for (item, cash, discount) in lines {
                        if let Some(item) = self.items.get_mut(item) {
                            item.open += cash + discount;
                        }
                        if let Some(receipt) = self.receipts.get_mut(from) {
                            receipt.open += cash;
                        }
                    }
                }
            }
        }
        self.entries.insert(entry.id.clone(), (entry, false));
        Ok(())
    }

    fn apply(&mut self, entry: &NaiveEntry, from: &ItemId, lines: &[(ItemId, Decimal, Decimal)]) -> Result<(), NaiveError> {
        let receipt = self.receipts.get(from).ok_or(NaiveError::Unknown)?;
        let mut left = receipt.open;
        for (item, cash, discount) in lines {
            let item = self.items.get(item).ok_or(NaiveError::Unknown)?;
            if item.currency != receipt.currency {
                return Err(NaiveError::Currency);
            }
            if item.entity != entry.entity || receipt.entity != entry.entity {
                return Err(NaiveError::Entity);
            }
            if entry.effective < item.effective || entry.effective < receipt.effective {
                return Err(NaiveError::Date);
            }
            left -= *cash;
            if item.open < cash + discount || left.is_sign_negative() {
                return Err(NaiveError::OverApplied);
            }
        }
        for (item, cash, discount) in lines {
            if let Some(item) = self.items.get_mut(item) {
                item.open -= cash + discount;
            }
        }
        if let Some(receipt) = self.receipts.get_mut(from) {
            receipt.open = left;
        }
        Ok(())
    }
}

fn new_item(entry: &NaiveEntry, currency: Currency, amount: Decimal, due: Option<NaiveDate>) -> NaiveItem {
    NaiveItem { entity: entry.entity.clone(), customer: entry.customer.clone(), currency, effective: entry.effective, due, open: amount }
}
