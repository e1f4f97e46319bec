//! What a competent programmer would write instead of the ledger: one presized map a kind with a fast hasher, decimal
//! structs, the same text ids, and the same checks at the current balance: duplicate ids, unknown ids, over-application on
//! both sides, currency, entity, the order of dates and moments, double reversal. It judges no date but today's and can
//! undo only applications; it is the yardstick of the `book` bench, not a model of the domain.

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
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
    /// When it was recorded.
    pub recorded: DateTime<Utc>,
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
        lines: Vec<Line>,
    },
    /// An application is undone.
    Reversal {
        /// The entry.
        entry: EntryId,
    },
}

/// An item or a receipt.
#[derive(Debug, Clone)]
pub struct NaiveItem {
    /// Its entity.
    pub entity: EntityId,
    /// Its customer.
    pub customer: Option<CustomerId>,
    /// Its currency.
    pub currency: Currency,
    /// When it began.
    pub effective: NaiveDate,
    /// When that was recorded.
    pub recorded: DateTime<Utc>,
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
    /// Nothing that can be reversed here.
    NoApplication,
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
                if entry.entity != original.entity {
                    return Err(NaiveError::Entity);
                }
                if entry.effective < original.effective || entry.recorded < original.recorded {
                    return Err(NaiveError::Date);
                }
                let NaiveKind::Application { from, lines } = &original.kind else { return Err(NaiveError::NoApplication) };
                *reversed = true;
                if let Some(receipt) = self.receipts.get_mut(from) {
                    reopen(&mut self.items, receipt, lines);
                }
            }
        }
        self.entries.insert(entry.id.clone(), (entry, false));
        Ok(())
    }

    fn apply(&mut self, entry: &NaiveEntry, from: &ItemId, lines: &[Line]) -> Result<(), NaiveError> {
        let receipt = self.receipts.get_mut(from).ok_or(NaiveError::Unknown)?;
        check(entry, receipt)?;
        for (at, line) in lines.iter().enumerate() {
            if let Err(error) = pay(&mut self.items, entry, receipt, line) {
                reopen(&mut self.items, receipt, &lines[..at]);
                return Err(error);
            }
        }
        Ok(())
    }

    /// How many items and how much is open, by customer and days past due (not yet due, up to 30, 60, 90 days, more), money
    /// in a column of its own; a row a customer, sorted, and the totals.
    #[must_use]
    pub fn age(&self, as_of: NaiveDate) -> (Vec<NaiveRow>, [NaiveTally; 6]) {
        let mut rows: HashMap<(&CustomerId, Currency), [NaiveTally; 6], RandomState> = HashMap::default();
        let mut totals = [NaiveTally::default(); 6];
        let mut add = |item: &'_ NaiveItem, column: usize, row: &mut [NaiveTally; 6]| {
            for tally in [&mut row[column], &mut totals[column]] {
                tally.count += 1;
                tally.amount += item.open;
            }
        };
        for item in self.items.values().filter(|item| !item.open.is_zero()) {
            let days = (as_of - item.due.unwrap_or(item.effective)).num_days();
            let bucket = [0, 30, 60, 90].iter().filter(|edge| days > **edge).count();
            if let Some(customer) = &item.customer {
                add(item, bucket, rows.entry((customer, item.currency)).or_default());
            }
        }
        for item in self.receipts.values().filter(|item| !item.open.is_zero()) {
            if let Some(customer) = &item.customer {
                add(item, 5, rows.entry((customer, item.currency)).or_default());
            }
        }
        let mut rows: Vec<NaiveRow> =
            rows.into_iter().map(|((customer, currency), columns)| NaiveRow { customer: customer.clone(), currency, columns }).collect();
        rows.sort_unstable_by(|left, right| (&left.customer, left.currency).cmp(&(&right.customer, right.currency)));
        (rows, totals)
    }
}

/// How many, and how much.
#[derive(Debug, Clone, Copy, Default)]
pub struct NaiveTally {
    /// How many.
    pub count: i64,
    /// How much.
    pub amount: Decimal,
}

/// A row of the aging.
#[derive(Debug)]
pub struct NaiveRow {
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// Five buckets, and money.
    pub columns: [NaiveTally; 6],
}

/// An item, the cash that pays it, the discount taken.
type Line = (ItemId, Decimal, Decimal);
type Items = HashMap<ItemId, NaiveItem, RandomState>;

fn check(entry: &NaiveEntry, item: &NaiveItem) -> Result<(), NaiveError> {
    if item.entity != entry.entity {
        return Err(NaiveError::Entity);
    }
    if entry.effective < item.effective || entry.recorded < item.recorded {
        return Err(NaiveError::Date);
    }
    Ok(())
}

fn pay(items: &mut Items, entry: &NaiveEntry, receipt: &mut NaiveItem, (item, cash, discount): &Line) -> Result<(), NaiveError> {
    let item = items.get_mut(item).ok_or(NaiveError::Unknown)?;
    check(entry, item)?;
    if item.currency != receipt.currency {
        return Err(NaiveError::Currency);
    }
    let cleared = cash + discount;
    if item.open < cleared || receipt.open < *cash {
        return Err(NaiveError::OverApplied);
    }
    item.open -= cleared;
    receipt.open -= *cash;
    Ok(())
}

fn reopen(items: &mut Items, receipt: &mut NaiveItem, lines: &[Line]) {
    for (item, cash, discount) in lines {
        if let Some(item) = items.get_mut(item) {
            item.open += cash + discount;
        }
        receipt.open += *cash;
    }
}

fn new_item(entry: &NaiveEntry, currency: Currency, amount: Decimal, due: Option<NaiveDate>) -> NaiveItem {
    NaiveItem {
        entity: entry.entity.clone(),
        customer: entry.customer.clone(),
        currency,
        effective: entry.effective,
        recorded: entry.recorded,
        due,
        open: amount,
    }
}
