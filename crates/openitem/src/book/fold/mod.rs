//! The fold: entries in, balances out. Every entry becomes changes of items; the sum of its changes is an item's open
//! amount; undoing an entry repeats its changes with the sign turned.
//!
//! Items, changes and entries stand in arenas and name each other by row, so that a million entries need no map but those
//! from ids to rows. Every row number in an arena was handed out by the arena itself.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows come from the fold's own arenas; amounts use checked sums"
)]

mod back;
mod live;
mod moves;
mod rows;
mod settle;
pub(crate) mod step;

use std::collections::HashMap;
use std::hint::black_box;

use chrono::{DateTime, NaiveDate, Utc};
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use self::rows::{Edge, Switch, WAITING};
pub(crate) use self::rows::{EntryRow, ItemRow, NONE, RawChange, ReceiptRow, Status};
use super::names::NameTable;
use super::order::{Space, id_of};
use crate::entry::{Entry, EntryKind, Named, Relief, Stage};
use crate::{Amount, EntityId, OpenItemError};

/// How many entries are looked ahead at.
pub(crate) const AHEAD: usize = 16;

/// The state of a fold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fold {
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) changes: Vec<RawChange>,
    pub(crate) edges: Vec<Edge>,
    switches: Vec<Switch>,
    pub(crate) entry_names: NameTable,
    entities: Vec<EntityId>,
    entity_rows: HashMap<EntityId, u32, RandomState>,
    item_names: NameTable,
    /// Disputes, promises, plans, cases and miscellaneous receipts by name space and id: the row of the entry that made them.
    other_names: HashMap<(Space, SmolStr), u32, RandomState>,
    /// Receipts whose money came, or may go, otherwise than at once: by the row of their entry.
    pub(crate) receipts: HashMap<u32, ReceiptRow, RandomState>,
    /// Written off and not recovered, by item.
    written_off: HashMap<u32, Amount, RandomState>,
    next_position: u32,
    /// The latest effective date, and the latest moment of that date, of the entries folded.
    latest: (NaiveDate, DateTime<Utc>),
    /// The latest moment at which any entry that was ever folded was recorded.
    latest_recorded: DateTime<Utc>,
    /// The items that the entry now folding names, in the order of its naming, and how many of them were asked for.
    named: Vec<u32>,
    asked: usize,
    /// Items moved by an entry effective before the latest that had moved them, since this list was last emptied.
    pub(crate) back_dated: Vec<u32>,
    /// Items that were below zero when they last moved, or of which something was undone or written off: of all that moved
    /// since this list was last emptied, only they can be at fault.
    pub(crate) suspects: Vec<u32>,
}

impl Fold {
    /// A fold over so many entries, none of them folded yet.
    pub(crate) fn new(entries: usize, names: NameTable) -> Self {
        Self { rows: vec![WAITING; entries], entry_names: names, ..Self::default() }
    }

    /// Makes room for so many more entries, of which each makes about one item and moves about two.
    pub(crate) fn reserve(&mut self, entries: usize) {
        self.rows.reserve(entries);
        self.entry_names.reserve(entries);
        self.reserve_effects(entries);
    }

    /// Makes room for what so many entries make and move.
    pub(crate) fn reserve_effects(&mut self, entries: usize) {
        self.items.reserve(entries);
        self.item_names.reserve(entries);
        self.changes.reserve(entries.saturating_mul(2));
    }

    /// Makes room for one more entry, the next of its host's list, or gives the row of the one that bears its id already.
    pub(crate) fn add_entry(&mut self, entries: &[Entry], id: &str) -> Option<u32> {
        let row = u32::try_from(self.rows.len()).unwrap_or(NONE);
        let there = self.entry_names.enter(row, id, |row| id_of(entries, row));
        if there.is_none() {
            self.rows.push(WAITING);
        }
        there
    }

    /// Takes the last entry out again.
    pub(crate) fn drop_entry(&mut self, entries: &[Entry]) {
        if let Some(row) = self.rows.len().checked_sub(1) {
            let row = u32::try_from(row).unwrap_or(NONE);
            self.entry_names.remove(row, id_of(entries, row));
            self.rows.pop();
        }
    }

    /// Has the memory fetched where the items are looked up that entries make and name: look-ups wait for memory more than for
    /// anything else, and together they wait once.
    pub(crate) fn fetch<'a>(&self, entries: impl Iterator<Item = &'a Entry>) {
        for entry in entries {
            let made = match &entry.kind {
                EntryKind::OpeningItem { opening_item } => Some(opening_item.id.as_str()),
                kind => kind.document().map(|document| document.id.as_str()).or_else(|| kind.receipt_id().map(|id| id.as_str())),
            };
            made.into_iter().for_each(|id| self.item_names.fetch(id));
            entry.kind.names(|named| match named {
                Named::Item(id) => drop(black_box(self.item_row(id.as_str()).map(|item| self.item(item).last))),
                Named::Entry(id) => self.entry_names.fetch(id.as_str()),
                _ => {}
            });
        }
    }

    /// The row of an entry id.
    pub(crate) fn entry_row(&self, entries: &[Entry], id: &str) -> Option<u32> {
        self.entry_names.find(id, |row| id_of(entries, row))
    }

    /// The row of an item id.
    pub(crate) fn item_row(&self, id: &str) -> Option<u32> {
        self.item_names.find(id, |row| self.items[row as usize].id.as_str())
    }

    /// The row of the entry that made a receipt, a dispute, a promise, a plan or a case.
    pub(crate) fn other_row(&self, entries: &[Entry], space: Space, id: &str) -> Option<u32> {
        // A receipt's item bears the id of the receipt; one that is miscellaneous has no item.
        let by_item = if space == Space::Receipt { self.item_row(id).map(|item| self.item(item).maker) } else { None };
        by_item
            .filter(|maker| entries[*maker as usize].kind.receipt_id().is_some_and(|receipt| receipt.as_str() == id))
            .or_else(|| self.other_names.get(&(space, SmolStr::new(id))).copied())
    }

    /// What is known of a receipt beside its item; none where its entry makes no item, or does not stand.
    pub(crate) fn receipt_state(&self, entries: &[Entry], row: u32) -> Option<ReceiptRow> {
        self.receipts.get(&row).cloned().or_else(|| self.plain_receipt(entries, row))
    }

    /// A receipt of which nothing is known but that it came and relieved at once.
    fn plain_receipt(&self, entries: &[Entry], row: u32) -> Option<ReceiptRow> {
        let of = self.row(row);
        let is_one = matches!(entries[row as usize].kind, EntryKind::Receipt { .. }) && of.status == Status::Standing;
        is_one.then(|| ReceiptRow::new(row, of.first_item, NONE, Stage::Cleared, row))
    }

    pub(crate) fn item(&self, row: u32) -> &ItemRow {
        &self.items[row as usize]
    }

    pub(crate) fn row(&self, row: u32) -> &EntryRow {
        &self.rows[row as usize]
    }

    pub(crate) fn changes_of(&self, row: u32) -> std::ops::Range<u32> {
        self.rows[row as usize].first_change..self.rows[row as usize].end_change
    }

    pub(crate) fn change(&self, row: u32) -> &RawChange {
        &self.changes[row as usize]
    }

    pub(crate) fn written_off(&self, item: u32) -> Amount {
        self.written_off.get(&item).copied().unwrap_or(Amount::ZERO)
    }

    /// Notes that an entry was refused.
    pub(crate) fn refuse(&mut self, row: u32) {
        self.rows[row as usize].status = Status::Refused;
    }

    /// Enters an entry among the followers of another.
    fn follow(&mut self, row: u32, target: u32) {
        let at = u32::try_from(self.edges.len()).unwrap_or(NONE);
        let head = &mut self.rows[target as usize].followers;
        if self.edges.get(*head as usize).is_none_or(|edge| edge.row != row) {
            self.edges.push(Edge { row, next: *head, target });
            *head = at;
        }
    }

    /// The entries that name an entry or what it made: those that moved its items by themselves, and those of its list.
    pub(crate) fn followers(&self, target: u32) -> impl Iterator<Item = u32> + '_ {
        let row = self.row(target);
        let moved = (row.first_item..row.end_item).flat_map(|item| self.own_changes(item)).map(|change| change.entry);
        self.listed(target).chain(moved.filter(move |entry| *entry != target))
    }

    /// The changes of an item that are their entries' own doing, the latest first.
    fn own_changes(&self, item: u32) -> impl Iterator<Item = &RawChange> + '_ {
        let mut at = self.item(item).last;
        std::iter::from_fn(move || {
            let change = self.changes.get(at as usize)?;
            at = change.before;
            Some(change)
        })
        .filter(|change| change.origin == NONE)
    }

    /// Enters an application among the payments from an item.
    fn pay_from(&mut self, row: u32, item: u32) {
        self.rows[row as usize].previous = std::mem::replace(&mut self.items[item as usize].payments, row);
    }

    /// The applications that pay from an item, the latest first.
    pub(crate) fn payments(&self, item: u32) -> impl Iterator<Item = u32> + '_ {
        let first = Some(self.item(item).payments).filter(|row| *row != NONE);
        std::iter::successors(first, |row| Some(self.row(*row).previous).filter(|row| *row != NONE))
    }

    /// The row of an entity.
    fn entity_row(&mut self, id: &EntityId) -> u32 {
        // Most hosts have one entity, and runs of entries share theirs.
        if let Some(last) = self.entities.last()
            && last == id
        {
            return u32::try_from(self.entities.len() - 1).unwrap_or(NONE);
        }
        if let Some(row) = self.entity_rows.get(id) {
            return *row;
        }
        let row = u32::try_from(self.entities.len()).unwrap_or(NONE);
        self.entities.push(id.clone());
        self.entity_rows.insert(id.clone(), row);
        row
    }

    /// The entries of an entry's list, the latest first: those that name it without moving its items.
    pub(crate) fn listed(&self, target: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.row(target).followers;
        std::iter::from_fn(move || {
            let edge = self.edges.get(at as usize)?;
            at = edge.next;
            Some(edge.row)
        })
    }

    /// Opens an item that has no change yet.
    fn open_item(&mut self, entries: &[Entry], mut row: ItemRow) -> Result<u32, OpenItemError> {
        if row.entity == NONE {
            row.entity = self.rows[row.maker as usize].entity;
        }
        let at = u32::try_from(self.items.len()).map_err(|_| OpenItemError::overflow("the number of items"))?;
        if let Some(holder) = self.item_names.enter(at, row.id.as_str(), |row| self.items[row as usize].id.as_str()) {
            return Err(OpenItemError::DuplicateName {
                entry: entries[row.maker as usize].id.clone(),
                what: String::from("item"),
                name: row.id.to_string(),
                holder: entries[self.item(holder).maker as usize].id.clone(),
            });
        }
        self.items.push(row);
        Ok(at)
    }
}

/// Whether money relieves at a stage.
pub(crate) fn relieves(relief: Relief, stage: Stage) -> bool {
    match relief {
        Relief::OnReceipt => true,
        Relief::OnDeposit => stage >= Stage::Deposited,
        Relief::OnClearing => stage >= Stage::Cleared,
    }
}
