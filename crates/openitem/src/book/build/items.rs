//! Open items as plain data: what the entry that made an item, and later ones, say of it.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;
use rapidhash::fast::RandomState;

use super::said::{END, Said};
use crate::book::fold::{Fold, NONE};
use crate::book::item::{ItemOrigin, OpenItem};
use crate::entry::made::makes_item;
use crate::entry::{Application, ControlClass, Document, Entry, EntryKind, Split, TaxPart};
use crate::{Amount, BookedRate, Rest, allocate};

/// Makes open items of a fold, those that others were made of before these.
pub(super) struct Items<'a> {
    entries: &'a [Entry],
    fold: &'a Fold,
    said: &'a Said<'a>,
    /// Those that others were made of, as their makers made them.
    parents: HashMap<u32, OpenItem, RandomState>,
    /// When what applications took is due, by the entry, in the order of the items that it made.
    taken: HashMap<u32, Vec<Option<NaiveDate>>, RandomState>,
}

impl<'a> Items<'a> {
    /// Ready to make these items.
    pub(super) fn new(entries: &'a [Entry], fold: &'a Fold, said: &'a Said<'a>, wanted: &[u32]) -> Self {
        let mut items = Self { entries, fold, said, parents: HashMap::default(), taken: HashMap::default() };
        let mut parents = BTreeSet::new();
        for item in wanted {
            let mut at = items.parent_of(*item);
            while let Some(parent) = at.filter(|parent| parents.insert(*parent)) {
                at = items.parent_of(parent);
            }
        }
        // What an item was made of stands before it, so every parent finds its own.
        for parent in parents {
            let made = items.as_made(parent);
            items.parents.insert(parent, made);
        }
        items
    }

    /// The item that an item was made of: split, transferred, placed or taken from, or rebilled.
    fn parent_of(&self, item: u32) -> Option<u32> {
        let row = self.fold.item(item);
        if row.from != NONE {
            return Some(row.from);
        }
        let maker = self.entries.get(row.maker as usize)?;
        match &maker.kind {
            EntryKind::ReceiptReturned { receipt_returned } => self.fold.item_row(receipt_returned.receipt.as_str()),
            EntryKind::Invoice { invoice } => invoice.corrects.as_ref().and_then(|id| self.fold.item_row(id.as_str())),
            _ => None,
        }
    }

    /// An item as plain data, as it stands at the end of the view.
    pub(super) fn make(&mut self, at: u32) -> OpenItem {
        let mut item = self.as_made(at);
        self.said.apply(&mut item, at, END);
        item
    }

    /// An item as its maker made it, of what its parent was then.
    fn as_made(&mut self, at: u32) -> OpenItem {
        let row = self.fold.item(at);
        let maker = self.entries.get(row.maker as usize);
        let parent_row = self.parent_of(at);
        let parent = parent_row.and_then(|parent| Some((parent, self.parents.get(&parent)?.clone())));
        let parent = parent.map(|(parent, mut record)| {
            self.said.apply(&mut record, parent, self.fold.row(row.maker).position);
            record
        });
        let effective = maker.map_or(row.latest.0, |maker| maker.effective);
        let mut item = OpenItem::new(
            row.id.clone(),
            self.fold.entity_of(at).clone(),
            row.kind,
            row.side,
            row.currency,
            row.original,
            row.open,
            effective,
            effective,
        );
        item.control_class = row.class;
        let inherited = parent.as_ref().filter(|_| row.from != NONE).and_then(|parent| parent.customer.clone());
        let given = match maker.map(|maker| &maker.kind) {
            Some(EntryKind::Transfer { transfer }) => transfer.to_customer.clone(),
            _ => None,
        };
        item.customer = given.or(inherited).or_else(|| maker.and_then(|maker| maker.customer.clone()));
        item.booked = booked_rate(self.entries, self.fold, at, |_| parent.as_ref().and_then(|parent| parent.booked.clone()));
        item.base_open = item.booked.as_ref().and_then(|booked| base_value(booked, row.original, row.open));
        if let Some(maker) = maker {
            self.describe(&mut item, at, maker, parent.as_ref());
        }
        item
    }

    /// When what an application took is due, for the item that keeps it open.
    fn due_of_taken(&mut self, at: u32, application: &Application) -> Option<NaiveDate> {
        let maker = self.fold.item(at).maker;
        let dues = self.taken.entry(maker).or_insert_with(|| {
            let mut dues = Vec::new();
            for line in &application.lines {
                dues.extend(line.taken.iter().filter(|taken| makes_item(taken)).map(|taken| taken.due));
                dues.extend(line.excess.iter().map(|_| None));
            }
            dues
        });
        dues.get(at.saturating_sub(self.fold.row(maker).first_item) as usize).copied().flatten()
    }

    fn describe(&mut self, item: &mut OpenItem, at: u32, maker: &Entry, parent: Option<&OpenItem>) {
        match &maker.kind {
            EntryKind::OpeningItem { opening_item } => {
                item.document_date = opening_item.document_date.unwrap_or(item.effective);
                item.due = opening_item.due;
                item.terms.clone_from(&opening_item.terms);
                item.installment = opening_item.installment;
                item.receipt.clone_from(&opening_item.receipt);
                item.discounts.clone_from(&opening_item.discounts);
                item.taxes.clone_from(&opening_item.taxes);
                item.references.clone_from(&opening_item.references);
                item.labels.clone_from(&opening_item.labels);
            }
            EntryKind::Receipt { receipt } => {
                item.document_date = receipt.value_date.unwrap_or(item.effective);
                item.receipt = Some(receipt.id.clone());
                item.references.clone_from(&receipt.references);
                item.due = receipt.instrument.maturity.filter(|_| item.control_class == ControlClass::HeldInstrument);
            }
            EntryKind::ReceiptReturned { receipt_returned } => {
                item.due = Some(receipt_returned.fee.as_ref().and_then(|fee| fee.due).unwrap_or(item.effective));
            }
            EntryKind::Residual { residual: split } => inherit_split(item, split, parent, false),
            EntryKind::Chargeback { chargeback: split } => inherit_split(item, split, parent, true),
            EntryKind::Application { application } => {
                inherit(item, parent);
                // What was kept back is due when its proof or answer is; it is no money.
                (item.document_date, item.receipt) = (item.effective, None);
                item.due = self.due_of_taken(at, application);
            }
            EntryKind::Adjustment { .. } => {
                // What was cleared too much is an item of its own, of the day it arose.
                inherit(item, parent);
                (item.document_date, item.due, item.receipt) = (item.effective, None, None);
            }
            EntryKind::Transfer { .. } => {
                inherit(item, parent);
                if let Some(parent) = parent {
                    item.installment = parent.installment;
                    item.document.clone_from(&parent.document);
                    item.discounts.clone_from(&parent.discounts);
                    item.awaits = parent.awaits;
                }
            }
            kind => match kind.document() {
                Some(document) => {
                    let nth = at.saturating_sub(self.fold.row(self.fold.item(at).maker).first_item);
                    describe_document(item, document, nth as usize);
                    if matches!(kind, EntryKind::Invoice { .. }) {
                        item.origin = parent.map(origin_of);
                    }
                }
                None => inherit(item, parent),
            },
        }
    }
}

fn describe_document(item: &mut OpenItem, document: &Document, nth: usize) {
    item.document_date = document.document_date.unwrap_or(item.effective);
    item.due = document.due;
    item.terms.clone_from(&document.terms);
    item.references.clone_from(&document.references);
    item.discounts.clone_from(&document.discounts);
    item.parties.clone_from(&document.parties);
    item.labels.clone_from(&document.labels);
    item.taxes = taxes_of(document, nth);
    if let Some(installment) = document.installments.get(nth) {
        item.due = installment.due;
        item.awaits = installment.awaits;
        item.discounts.clone_from(&installment.discounts);
        item.installment = nth.checked_add(1).and_then(|n| i32::try_from(n).ok());
    }
    if item.id != document.id {
        item.document = Some(document.id.clone());
    }
}

/// The tax inside an item of a document: all of it, or of an installment its share, so that the shares sum to the whole. None
/// where an installment stands on the other side: no share in proportion is right then.
fn taxes_of(document: &Document, nth: usize) -> Vec<TaxPart> {
    if document.taxes.is_empty() || document.installments.len() < 2 {
        return document.taxes.clone();
    }
    let weights: Vec<Amount> = document.installments.iter().map(|installment| installment.amount).collect();
    let share = |amount: Amount| {
        let decimals = document.currency.minor_units().unwrap_or(0).max(amount.scale());
        allocate(amount, &weights, decimals, Rest::LargestRemainder).ok()?.get(nth).copied()
    };
    let part = |tax: &TaxPart| {
        let mut part = tax.clone();
        part.amount = share(tax.amount)?;
        part.base = tax.base.and_then(share);
        Some(part)
    };
    document.taxes.iter().filter_map(part).collect()
}

/// Takes over from the item that this one was made of.
fn inherit(item: &mut OpenItem, parent: Option<&OpenItem>) {
    let Some(parent) = parent else { return };
    item.origin = Some(origin_of(parent));
    item.document_date = parent.document_date;
    item.due = parent.due;
    item.receipt.clone_from(&parent.receipt);
    item.parties.clone_from(&parent.parties);
    item.labels.clone_from(&parent.labels);
    item.references.clone_from(&parent.references);
    item.terms.clone_from(&parent.terms);
}

fn inherit_split(item: &mut OpenItem, split: &Split, parent: Option<&OpenItem>, is_chargeback: bool) {
    inherit(item, parent);
    if is_chargeback {
        item.document_date = item.effective;
    }
    item.document_date = split.document_date.unwrap_or(item.document_date);
    item.due = split.due.or(item.due);
    if split.terms.is_some() {
        item.terms.clone_from(&split.terms);
    }
    if !split.references.is_empty() {
        item.references.clone_from(&split.references);
    }
    if !split.labels.is_empty() {
        item.labels.clone_from(&split.labels);
    }
}

fn origin_of(first: &OpenItem) -> ItemOrigin {
    first.origin.clone().unwrap_or_else(|| ItemOrigin {
        item: first.id.clone(),
        document_date: first.document_date,
        effective: first.effective,
        due: first.due,
    })
}

/// The rate at which an item is booked; `of` gives that of an item made before it.
pub(super) fn booked_rate(entries: &[Entry], fold: &Fold, item: u32, of: impl Fn(u32) -> Option<BookedRate>) -> Option<BookedRate> {
    let row = fold.item(item);
    match &entries.get(row.maker as usize)?.kind {
        EntryKind::OpeningItem { opening_item } => opening_item.booked.clone(),
        EntryKind::Receipt { receipt } => receipt.booked.clone(),
        EntryKind::Transfer { transfer } if transfer.booked.is_some() => transfer.booked.clone(),
        // Another entity's base may be another currency: only the entry knows the rate to it.
        EntryKind::Transfer { .. } if row.entity != fold.item(row.from).entity => None,
        EntryKind::ReceiptReturned { receipt_returned } => {
            // A fee is booked at the rate of its receipt.
            let receipt = fold.item_row(receipt_returned.receipt.as_str())?;
            Some(share(of(receipt)?, row.original, fold.item(receipt).original))
        }
        kind => match kind.document() {
            Some(document) => {
                let booked = document.booked.clone()?;
                // The base amount is the whole document's: a part of it has its share.
                Some(if document.installments.len() > 1 { share(booked, row.original, document.amount) } else { booked })
            }
            None if row.from != NONE => Some(share(of(row.from)?, row.original, fold.item(row.from).original)),
            None => None,
        },
    }
}

/// The booked rate of a part, which has its share of a base amount.
fn share(booked: BookedRate, part: Amount, whole: Amount) -> BookedRate {
    if booked.amount.is_none() || part == whole {
        return booked;
    }
    let amount = booked.base.minor_units().and_then(|decimals| booked.base_of(part, whole, decimals).ok());
    BookedRate { amount, ..booked }
}

/// What an open amount is worth in base, at the booked rate.
pub(super) fn base_value(booked: &BookedRate, original: Amount, open: Amount) -> Option<Amount> {
    booked.base_of(open, original, booked.base.minor_units()?).ok()
}
