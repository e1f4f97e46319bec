//! What entries said of items at any place in fold order: dates, terms, references, labels, and whose money it is.
//!
//! The latest entry that held at a place counts; a reversal of a reversal lets an entry hold again. A part takes over what
//! held of its parent when the part was made.

use std::collections::HashMap;

use rapidhash::fast::RandomState;

use crate::CustomerId;
use crate::book::fold::{Fold, NONE, Status};
use crate::book::item::OpenItem;
use crate::entry::{Entry, EntryKind, ItemChanged};

/// The end of a view: after every place in fold order.
pub(super) const END: u32 = NONE;

/// What an entry said of an item, its place in fold order, and where reversals turned it off and on again.
struct Told<'a> {
    what: What<'a>,
    row: u32,
    item: u32,
    position: u32,
    turns: Vec<u32>,
}

enum What<'a> {
    Change(&'a ItemChanged),
    Payer(&'a CustomerId),
}

impl Told<'_> {
    /// Whether it held before the entry at a place folded.
    fn holds_at(&self, place: u32) -> bool {
        self.position < place && self.turns.partition_point(|turn| *turn < place).is_multiple_of(2)
    }
}

/// What was said of every item.
#[derive(Default)]
pub(super) struct Said<'a> {
    told: Vec<Told<'a>>,
    /// By item, in fold order.
    changes: HashMap<u32, Vec<usize>, RandomState>,
    payers: HashMap<u32, Vec<usize>, RandomState>,
    /// By the row of the entry that said it, and of each reversal in the chain above it.
    by_row: HashMap<u32, usize, RandomState>,
}

impl<'a> Said<'a> {
    /// What the entries that stand said; `rows` in fold order.
    pub(super) fn new(entries: &'a [Entry], fold: &Fold, rows: &[u32]) -> Self {
        let mut said = Self::default();
        for row in rows.iter().copied().filter(|row| fold.row(*row).status == Status::Standing) {
            if let Some(entry) = entries.get(row as usize) {
                said.see(entries, fold, row, entry);
            }
        }
        said
    }

    fn see(&mut self, entries: &[Entry], fold: &Fold, row: u32, entry: &'a Entry) {
        let position = fold.row(row).position;
        match &entry.kind {
            EntryKind::ItemChanged { item_changed } => {
                if let Some(item) = fold.item_row(item_changed.item.as_str()) {
                    let at = self.tell(row, item, position, What::Change(item_changed));
                    self.changes.entry(item).or_default().push(at);
                }
            }
            EntryKind::PayerIdentified { payer_identified } => {
                if let (Some(item), Some(customer)) = (fold.item_row(payer_identified.receipt.as_str()), &entry.customer) {
                    let at = self.tell(row, item, position, What::Payer(customer));
                    self.payers.entry(item).or_default().push(at);
                }
            }
            EntryKind::Reversal { reversal } => {
                let Some(target) = fold.entry_row(entries, reversal.entry.as_str()) else { return };
                let Some(at) = self.by_row.get(&target).copied() else { return };
                self.by_row.insert(row, at);
                // An entry is never undone twice, so every reversal in the chain turns what stands at its foot.
                if let Some(told) = self.told.get_mut(at) {
                    told.turns.push(position);
                }
            }
            _ => {}
        }
    }

    fn tell(&mut self, row: u32, item: u32, position: u32, what: What<'a>) -> usize {
        let at = self.told.len();
        self.told.push(Told { what, row, item, position, turns: Vec::new() });
        self.by_row.insert(row, at);
        at
    }

    /// What held of an item at a place, the latest first.
    fn holding<'s>(&'s self, of: Option<&'s Vec<usize>>, place: u32) -> impl Iterator<Item = &'s Told<'a>> + Clone {
        of.into_iter().flatten().rev().filter_map(|at| self.told.get(*at)).filter(move |told| told.holds_at(place))
    }

    /// Who was found to have paid the money of an item.
    pub(super) fn payer(&self, item: u32, place: u32) -> Option<&'a CustomerId> {
        self.holding(self.payers.get(&item), place).find_map(|told| match told.what {
            What::Payer(customer) => Some(customer),
            What::Change(_) => None,
        })
    }

    /// The item of which an entry says who paid it, or a reversal undoes or restores that; and the row of what said it.
    pub(super) fn identifies(&self, row: u32) -> Option<(u32, u32)> {
        let told = self.told.get(*self.by_row.get(&row)?)?;
        matches!(told.what, What::Payer(_)).then_some((told.item, told.row))
    }

    /// Puts what held at a place in the stead of what the item's maker said.
    pub(super) fn apply(&self, record: &mut OpenItem, item: u32, place: u32) {
        if let Some(customer) = self.payer(item, place) {
            record.customer = Some(customer.clone());
        }
        let Some(changes) = self.changes.get(&item) else { return };
        let mut changes = self.holding(Some(changes), place).filter_map(|told| match told.what {
            What::Change(change) => Some(change),
            What::Payer(_) => None,
        });
        // An item with a due date waits for nothing; without one it waits for what its maker said.
        if let Some(due) = changes.clone().find_map(|change| change.due.as_ref()) {
            record.due = due.new;
            record.awaits = record.awaits.filter(|_| due.new.is_none());
        }
        if let Some(terms) = changes.clone().find_map(|change| change.terms.as_ref()) {
            record.terms.clone_from(&terms.new);
        }
        if let Some(references) = changes.clone().find_map(|change| change.references.as_ref()) {
            record.references.clone_from(&references.new);
        }
        if let Some(labels) = changes.find_map(|change| change.labels.as_ref()) {
            record.labels.clone_from(&labels.new);
        }
    }
}
