//! What became of money, told by a log: only what still holds, as if what was taken back had never been.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::entry::{Entry, EntryKind};
use crate::{Amount, AsOf, Change, EntryId, ItemId, OpenItem, Refusal, history, standing};

/// A log read for what holds.
pub(super) struct Past<'a> {
    /// Every item there ever was, by id.
    items: Vec<OpenItem>,
    /// The entries that hold.
    live: HashMap<&'a EntryId, &'a Entry>,
    /// The movements that hold, in fold order: those taken back are left out with what took them back.
    pub(super) moves: Vec<Change>,
    /// What every item's open amount is in the end.
    open: HashMap<ItemId, Amount>,
    /// The entry that moved each item last, in fold order, be it taken back since or not.
    last: HashMap<ItemId, (usize, EntryId)>,
    /// What could not stand.
    pub(super) refused: Vec<Refusal>,
}

impl<'a> Past<'a> {
    pub(super) fn new(entries: &'a [Entry], as_of: &AsOf) -> Self {
        let told = history(entries, as_of);
        let mut open: HashMap<ItemId, Amount> = HashMap::new();
        let mut last = HashMap::new();
        for (place, change) in told.changes.iter().enumerate() {
            last.insert(change.item.clone(), (place, change.entry.clone()));
            let sum = open.entry(change.item.clone()).or_default();
            *sum = sum.checked_add(change.amount).unwrap_or(*sum);
        }
        let moves = standing(told.changes);
        let live = told.live.into_iter().map(|entry| (&entry.id, entry)).collect();
        Self { items: told.items, live, moves, open, last, refused: told.refused }
    }

    /// Everything that a log tells, whatever its date.
    pub(super) fn whole(entries: &'a [Entry]) -> Self {
        Self::new(entries, &AsOf::new(NaiveDate::MAX))
    }

    /// An item that stands, closed or not.
    pub(super) fn item(&self, id: &ItemId) -> Option<&OpenItem> {
        self.items.binary_search_by(|item| item.id.cmp(id)).ok().and_then(|place| self.items.get(place))
    }

    /// The items that stand, by id.
    pub(super) fn items(&self) -> &[OpenItem] {
        &self.items
    }

    /// An entry that holds.
    pub(super) fn entry(&self, id: &EntryId) -> Option<&'a Entry> {
        self.live.get(id).copied()
    }

    /// The entries that hold, in no order.
    pub(super) fn entries(&self) -> impl Iterator<Item = &'a Entry> {
        self.live.values().copied()
    }

    /// What is open of an item in the end.
    pub(super) fn open(&self, id: &ItemId) -> Amount {
        self.open.get(id).copied().unwrap_or_default()
    }

    /// The entry that moved any of these items last.
    pub(super) fn last<'i>(&self, items: impl Iterator<Item = &'i ItemId>) -> Option<&EntryId> {
        items.filter_map(|item| self.last.get(item)).max_by_key(|(place, _)| *place).map(|(_, entry)| entry)
    }

    /// The entry that posted a receipt, where it holds.
    pub(super) fn receipt(&self, id: &crate::ReceiptId) -> Option<(&'a Entry, &'a crate::Receipt)> {
        self.entries().find_map(|entry| match &entry.kind {
            EntryKind::Receipt { receipt } if receipt.id == *id => Some((entry, receipt.as_ref())),
            _ => None,
        })
    }
}
