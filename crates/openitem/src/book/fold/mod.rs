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

mod settle;
pub(crate) mod step;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use super::change::Cause;
use super::names::NameTable;
use super::order::{Space, id_of};
use crate::entry::{ControlClass, Entry, EntryKind, ItemKind, Side, Stage};
use crate::{Amount, Currency, EntityId, ItemId, OpenItemError};

/// No row.
pub(crate) const NONE: u32 = u32::MAX;

/// Whether an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// Its turn has not come.
    Waiting,
    /// It stands.
    Standing,
    /// It was refused.
    Refused,
}

/// An entry in the fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EntryRow {
    pub(crate) recorded: DateTime<Utc>,
    pub(crate) effective: NaiveDate,
    /// Its entity, in `entities`.
    pub(crate) entity: u32,
    pub(crate) status: Status,
    /// How many live reversals name it: 0 or 1.
    pub(crate) reversed: i32,
    /// Its place in fold order.
    pub(crate) position: u32,
    pub(crate) first_change: u32,
    pub(crate) end_change: u32,
    pub(crate) first_item: u32,
    pub(crate) end_item: u32,
    /// The entries that name it or what it made: a list in `edges`.
    pub(crate) followers: u32,
}

const WAITING: EntryRow = EntryRow {
    recorded: DateTime::<Utc>::MIN_UTC,
    effective: NaiveDate::MIN,
    entity: NONE,
    status: Status::Waiting,
    reversed: 0,
    position: NONE,
    first_change: 0,
    end_change: 0,
    first_item: 0,
    end_item: 0,
    followers: NONE,
};

impl EntryRow {
    /// Whether it stands and is not reversed.
    pub(crate) const fn is_live(&self) -> bool {
        matches!(self.status, Status::Standing) && self.reversed == 0
    }
}

/// An item in the fold.
#[derive(Debug, Clone)]
pub(crate) struct ItemRow {
    pub(crate) id: ItemId,
    pub(crate) maker: u32,
    /// Its entity, in `entities`.
    pub(crate) entity: u32,
    /// The item that it was split, transferred, placed or taken from.
    pub(crate) from: u32,
    pub(crate) kind: ItemKind,
    pub(crate) side: Side,
    pub(crate) class: ControlClass,
    pub(crate) currency: Currency,
    pub(crate) original: Amount,
    pub(crate) open: Amount,
    /// The change that made it; none until its money relieves.
    pub(crate) creation: u32,
    /// Its last change: a list backwards through `before`.
    pub(crate) last: u32,
    /// The latest effective date of its changes, and the latest moment at which one of that date was recorded.
    pub(crate) latest: (NaiveDate, DateTime<Utc>),
    /// Live changes by entries other than its maker.
    pub(crate) live_others: i32,
    /// Whether any of its changes was ever undone.
    pub(crate) has_undone: bool,
    /// Whether anything of it was ever written off.
    pub(crate) has_write_off: bool,
    /// The applications that pay from it: a list in `edges`.
    pub(crate) payments: u32,
    /// A down-payment request: noted, never open.
    pub(crate) is_noted: bool,
}

/// A change in the fold.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RawChange {
    pub(crate) amount: Amount,
    pub(crate) item: u32,
    pub(crate) entry: u32,
    /// The change that it undoes or restores; none where it is an entry's own.
    pub(crate) origin: u32,
    /// The change of the same item before it.
    pub(crate) before: u32,
    pub(crate) line: u32,
    pub(crate) cause: Cause,
    /// Of an entry's own: 1 while it is live, 0 while it is undone.
    pub(crate) live: i8,
    /// Of an entry's own: whether it was ever undone.
    pub(crate) was_undone: bool,
    /// Of an undoing or restoring: which of the two.
    pub(crate) restores: bool,
    /// Its entry went when its date was judged.
    pub(crate) gone: bool,
}

/// A link of a list of entry rows: the followers of an entry, or the payments from an item.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edge {
    row: u32,
    next: u32,
    owner: u32,
    is_payment: bool,
}

/// What is known of a receipt beside its item.
#[derive(Debug, Clone)]
pub(crate) struct ReceiptRow {
    pub(crate) entry: u32,
    pub(crate) item: u32,
    pub(crate) held: u32,
    pub(crate) stage: Stage,
    pub(crate) relieved_by: u32,
    /// Taken back before its money relieved.
    pub(crate) returned_before: Amount,
}

/// The state of a fold.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fold {
    pub(crate) rows: Vec<EntryRow>,
    pub(crate) items: Vec<ItemRow>,
    pub(crate) changes: Vec<RawChange>,
    pub(crate) edges: Vec<Edge>,
    pub(crate) entry_names: NameTable,
    entities: Vec<EntityId>,
    entity_rows: HashMap<EntityId, u32, RandomState>,
    item_names: NameTable,
    /// Receipts, disputes, promises, plans and cases by name space and id: the row of the entry that made them.
    other_names: HashMap<(Space, SmolStr), u32, RandomState>,
    pub(crate) receipts: HashMap<u32, ReceiptRow, RandomState>,
    /// Written off and not recovered, by item.
    written_off: HashMap<u32, Amount, RandomState>,
    next_position: u32,
    /// The items that the entry now folding names, in the order of its naming, and how many of them were asked for.
    named: Vec<u32>,
    asked: usize,
    /// Items moved by an entry effective before the latest that had moved them, since this list was last emptied.
    pub(crate) back_dated: Vec<u32>,
}

/// A point to which a fold can go back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    items: usize,
    changes: usize,
    edges: usize,
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
        self.items.reserve(entries);
        self.item_names.reserve(entries);
        self.changes.reserve(entries.saturating_mul(2));
        self.edges.reserve(entries.saturating_mul(2));
    }

    /// Makes room for one more entry, which must be the next of its host's list, and gives its row.
    pub(crate) fn add_entry(&mut self, entries: &[Entry]) -> u32 {
        let row = u32::try_from(self.rows.len()).unwrap_or(NONE);
        self.rows.push(WAITING);
        self.entry_names.insert(row, id_of(entries, row));
        row
    }

    /// Takes the last entry out again.
    pub(crate) fn drop_entry(&mut self, entries: &[Entry]) {
        if let Some(row) = self.rows.len().checked_sub(1) {
            let row = u32::try_from(row).unwrap_or(NONE);
            self.entry_names.remove(row, id_of(entries, row));
            self.rows.pop();
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

    pub(crate) fn other_row(&self, space: Space, id: &str) -> Option<u32> {
        self.other_names.get(&(space, SmolStr::new(id))).copied()
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

    /// The items on which the effect of an entry depends by more than their balances: what it undoes, identifies, moves on.
    pub(crate) fn involved(&self, entries: &[Entry], row: u32) -> Vec<u32> {
        let mut out = Vec::new();
        let mut with_payments = |item: u32| {
            out.push(item);
            for payment in self.list(self.item(item).payments) {
                out.extend(self.changes_of(payment).map(|at| self.change(at).item));
            }
        };
        match &entries[row as usize].kind {
            EntryKind::Reversal { reversal } => {
                let Some(target) = self.entry_row(entries, reversal.entry.as_str()) else { return out };
                for item in self.row(target).first_item..self.row(target).end_item {
                    with_payments(item);
                }
                out.extend(self.changes_of(target).map(|at| self.change(at).item));
                if let EntryKind::PayerIdentified { payer_identified } = &entries[target as usize].kind {
                    out.extend(self.item_row(payer_identified.receipt.as_str()));
                }
            }
            EntryKind::PayerIdentified { payer_identified } => out.extend(self.item_row(payer_identified.receipt.as_str())),
            EntryKind::InstrumentStaged { instrument_staged } => {
                let receipt = self.other_row(Space::Receipt, instrument_staged.receipt.as_str());
                if let Some(state) = receipt.and_then(|row| self.receipts.get(&row)) {
                    out.push(state.item);
                    out.extend((state.held != NONE).then_some(state.held));
                }
            }
            EntryKind::ReceiptReturned { receipt_returned } => {
                if let Some(item) = self.item_row(receipt_returned.receipt.as_str()) {
                    with_payments(item);
                }
            }
            EntryKind::Recovery { recovery } => out.extend(self.item_row(recovery.item.as_str())),
            _ => {}
        }
        out
    }

    pub(crate) fn written_off(&self, item: u32) -> Amount {
        self.written_off.get(&item).copied().unwrap_or(Amount::ZERO)
    }

    /// Notes that an entry was refused.
    pub(crate) fn refuse(&mut self, row: u32) {
        self.rows[row as usize].status = Status::Refused;
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark { items: self.items.len(), changes: self.changes.len(), edges: self.edges.len() }
    }

    /// Enters an entry among the followers of another.
    fn follow(&mut self, row: u32, target: u32) {
        let at = u32::try_from(self.edges.len()).unwrap_or(NONE);
        let head = &mut self.rows[target as usize].followers;
        if self.edges.get(*head as usize).is_none_or(|edge| edge.row != row) {
            self.edges.push(Edge { row, next: *head, owner: target, is_payment: false });
            *head = at;
        }
    }

    /// Enters an application among the payments from an item.
    fn pay_from(&mut self, row: u32, item: u32) {
        let at = u32::try_from(self.edges.len()).unwrap_or(NONE);
        let head = &mut self.items[item as usize].payments;
        self.edges.push(Edge { row, next: *head, owner: item, is_payment: true });
        *head = at;
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

    /// The rows of a list, the latest first.
    pub(crate) fn list(&self, head: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = head;
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
        let entry = &entries[row.maker as usize];
        if let Some(holder) = self.item_row(row.id.as_str()) {
            return Err(OpenItemError::DuplicateName {
                entry: entry.id.clone(),
                what: String::from("item"),
                name: row.id.to_string(),
                holder: entries[self.item(holder).maker as usize].id.clone(),
            });
        }
        let at = u32::try_from(self.items.len()).map_err(|_| OpenItemError::overflow("the number of items"))?;
        self.item_names.insert(at, row.id.as_str());
        self.items.push(row);
        Ok(at)
    }

    /// Moves an item's open amount as an entry's own doing.
    fn push(&mut self, entry: u32, item: u32, cause: Cause, amount: Amount, line: u32) -> Result<u32, OpenItemError> {
        let at = self.push_raw(entry, item, cause, amount, line, NONE)?;
        if self.items[item as usize].maker != entry {
            self.items[item as usize].live_others += 1;
        }
        Ok(at)
    }

    fn push_raw(&mut self, entry: u32, item: u32, cause: Cause, amount: Amount, line: u32, origin: u32) -> Result<u32, OpenItemError> {
        let at = u32::try_from(self.changes.len()).map_err(|_| OpenItemError::overflow("the number of changes"))?;
        // Everything that can fail comes before anything that changes.
        let open = self.items[item as usize].open.checked_add(amount).ok_or_else(|| OpenItemError::overflow("an open amount"))?;
        if matches!(cause, Cause::WrittenOff | Cause::Recovered) {
            let sum = self.written_off(item).checked_sub(amount).ok_or_else(|| OpenItemError::overflow("an amount written off"))?;
            self.written_off.insert(item, sum);
            self.items[item as usize].has_write_off = true;
        }
        let by = &self.rows[entry as usize];
        let row = &mut self.items[item as usize];
        row.open = open;
        let before = row.last;
        row.last = at;
        if (by.effective, by.recorded) < row.latest {
            self.back_dated.push(item);
        }
        row.latest = row.latest.max((by.effective, by.recorded));
        self.changes.push(RawChange {
            amount,
            item,
            entry,
            origin,
            before,
            line,
            cause,
            live: 1,
            was_undone: false,
            restores: false,
            gone: false,
        });
        Ok(at)
    }

    /// Turns one change of another entry: undoes it where it is live, restores it where it is undone.
    fn turn(&mut self, by: u32, origin: u32, restore: bool) -> Result<(), OpenItemError> {
        let change = self.changes[origin as usize];
        if change.gone || (change.live == 1) == restore {
            return Ok(());
        }
        let amount = if restore { change.amount } else { change.amount.negated() };
        let at = self.push_raw(by, change.item, change.cause, amount, change.line, origin)?;
        self.changes[at as usize].restores = restore;
        let change = &mut self.changes[origin as usize];
        change.live = i8::from(restore);
        change.was_undone = true;
        let (item, entry) = (change.item, change.entry);
        let item = &mut self.items[item as usize];
        item.has_undone = true;
        if item.maker != entry {
            item.live_others += if restore { 1 } else { -1 };
        }
        Ok(())
    }

    /// Undoes what an entry did: its own changes where they are live, and what it undid of others. `lines` picks changes.
    fn undo(&mut self, by: u32, row: u32, lines: impl Fn(&RawChange) -> bool) -> Result<(), OpenItemError> {
        for at in self.changes_of(row) {
            let change = self.changes[at as usize];
            if change.gone || !lines(&change) {
                continue;
            }
            if change.origin == NONE {
                self.turn(by, at, false)?;
            } else {
                self.turn(by, change.origin, !change.restores)?;
            }
        }
        Ok(())
    }

    /// Tells what follows from an entry's becoming live, or ceasing to be.
    fn liveness_changed(&mut self, entries: &[Entry], row: u32, live: bool) {
        let (mut row, mut live) = (row, live);
        loop {
            match &entries[row as usize].kind {
                EntryKind::Reversal { reversal } => {
                    let Some(target) = self.entry_row(entries, reversal.entry.as_str()) else { return };
                    let was = self.rows[target as usize].is_live();
                    self.rows[target as usize].reversed += if live { 1 } else { -1 };
                    let is = self.rows[target as usize].is_live();
                    if was == is {
                        return;
                    }
                    (row, live) = (target, is);
                }
                EntryKind::PayerIdentified { payer_identified } => {
                    // Found once is found: another payer may hold where this one no longer does.
                    let receipt = self.other_row(Space::Receipt, payer_identified.receipt.as_str());
                    let is_known = live || receipt.is_some_and(|receipt| self.is_identified(entries, receipt));
                    if let Some(item) = self.item_row(payer_identified.receipt.as_str()) {
                        self.items[item as usize].class = if is_known { ControlClass::Unapplied } else { ControlClass::Unidentified };
                    }
                    return;
                }
                EntryKind::InstrumentStaged { instrument_staged } => {
                    if let Some(receipt) = self.other_row(Space::Receipt, instrument_staged.receipt.as_str()) {
                        self.restage(entries, receipt);
                    }
                    return;
                }
                EntryKind::ReceiptReturned { receipt_returned } => {
                    let moved = self.returned_money(row);
                    if let Some(receipt) = self.other_row(Space::Receipt, receipt_returned.receipt.as_str()).filter(|_| !moved)
                        && let Some(state) = self.receipts.get_mut(&receipt)
                    {
                        let amount = if live { receipt_returned.amount } else { receipt_returned.amount.negated() };
                        state.returned_before = state.returned_before.checked_add(amount).unwrap_or(state.returned_before);
                    }
                    return;
                }
                _ => return,
            }
        }
    }

    /// Whether a live entry says who paid a receipt.
    fn is_identified(&self, entries: &[Entry], receipt: u32) -> bool {
        let mut followers = self.list(self.rows[receipt as usize].followers);
        followers.any(|row| self.rows[row as usize].is_live() && matches!(entries[row as usize].kind, EntryKind::PayerIdentified { .. }))
    }

    /// Whether a return took money that had relieved already.
    fn returned_money(&self, row: u32) -> bool {
        self.changes_of(row).map(|at| self.change(at)).any(|change| change.origin == NONE && change.cause == Cause::Returned)
    }

    /// Reads a receipt's stage from its live entries.
    fn restage(&mut self, entries: &[Entry], receipt: u32) {
        let EntryKind::Receipt { receipt: record } = &entries[receipt as usize].kind else { return };
        let mut stage = record.instrument.first_stage();
        let mut relieved_by = if relieves(record.instrument.relief(), stage) { receipt } else { NONE };
        let mut staged: Vec<u32> = self
            .list(self.rows[receipt as usize].followers)
            .filter(|row| matches!(entries[*row as usize].kind, EntryKind::InstrumentStaged { .. }) && self.rows[*row as usize].is_live())
            .collect();
        staged.sort_unstable_by_key(|row| self.rows[*row as usize].position);
        for row in staged {
            if let EntryKind::InstrumentStaged { instrument_staged } = &entries[row as usize].kind {
                stage = stage.max(instrument_staged.stage);
                if relieved_by == NONE && relieves(record.instrument.relief(), stage) {
                    relieved_by = row;
                }
            }
        }
        if let Some(state) = self.receipts.get_mut(&receipt) {
            (state.stage, state.relieved_by) = (stage, relieved_by);
        }
    }

    /// Takes an entry that went out of every balance; its followers must have gone before.
    fn remove(&mut self, entries: &[Entry], row: u32, touched: &mut Vec<u32>) {
        let was_live = self.rows[row as usize].is_live();
        for at in self.changes_of(row).rev() {
            self.remove_change(at, touched);
        }
        for item in self.rows[row as usize].first_item..self.rows[row as usize].end_item {
            let id = self.items[item as usize].id.clone();
            self.item_names.remove(item, id.as_str());
        }
        self.forget_names(entries, row);
        self.rows[row as usize].status = Status::Refused;
        if was_live {
            self.liveness_changed(entries, row, false);
        }
    }

    fn remove_change(&mut self, at: u32, touched: &mut Vec<u32>) {
        let change = self.changes[at as usize];
        if change.gone {
            return;
        }
        self.changes[at as usize].gone = true;
        touched.push(change.item);
        if change.origin == NONE {
            // What undid it goes with it: a receipt's reversal of an application that went.
            if change.was_undone {
                let mut later = self.items[change.item as usize].last;
                while later != NONE && later > at {
                    if self.changes[later as usize].origin == at && !self.changes[later as usize].gone {
                        self.remove_change(later, touched);
                    }
                    later = self.changes[later as usize].before;
                }
            }
        } else {
            self.unturn(&change);
        }
        let item = &mut self.items[change.item as usize];
        item.open = item.open.checked_sub(change.amount).unwrap_or(item.open);
        if change.origin == NONE && item.maker != change.entry {
            item.live_others -= i32::from(change.live);
        }
        if matches!(change.cause, Cause::WrittenOff | Cause::Recovered) {
            let sum = self.written_off(change.item).checked_add(change.amount).unwrap_or(Amount::ZERO);
            self.written_off.insert(change.item, sum);
        }
    }

    /// Takes back what an undoing or a restoring did to the change it names.
    fn unturn(&mut self, change: &RawChange) {
        let step: i8 = if change.restores { -1 } else { 1 };
        let origin = &mut self.changes[change.origin as usize];
        origin.live += step;
        let (entry, gone) = (origin.entry, origin.gone);
        let item = &mut self.items[change.item as usize];
        if !gone && item.maker != entry {
            item.live_others += i32::from(step);
        }
    }

    fn forget_names(&mut self, entries: &[Entry], row: u32) {
        let kind = &entries[row as usize].kind;
        if let Some(receipt) = kind.receipt() {
            self.other_names.remove(&(Space::Receipt, SmolStr::new(receipt.as_str())));
            self.receipts.remove(&row);
        }
        if let Some(opened) = kind.opens() {
            self.other_names.remove(&(Space::of(&opened), SmolStr::new(opened.text())));
        }
    }

    /// Goes back to a mark: everything since was the work of the entries from `from` on, in this order.
    pub(crate) fn roll_back(&mut self, entries: &[Entry], mark: Mark, folded: &[u32]) {
        for row in folded.iter().rev() {
            let was = self.rows[*row as usize];
            self.rows[*row as usize].status = Status::Waiting;
            if was.is_live() {
                self.liveness_changed(entries, *row, false);
            }
            if was.status == Status::Standing {
                self.forget_names(entries, *row);
            }
            self.rows[*row as usize] = EntryRow { followers: was.followers, ..WAITING };
        }
        while self.changes.len() > mark.changes {
            let Some(change) = self.changes.pop() else { break };
            if change.origin != NONE {
                self.unturn(&change);
            }
            let written_off = self.written_off(change.item);
            let item = &mut self.items[change.item as usize];
            item.open = item.open.checked_sub(change.amount).unwrap_or(item.open);
            item.last = change.before;
            if change.origin == NONE && item.maker != change.entry {
                item.live_others -= i32::from(change.live);
            }
            if matches!(change.cause, Cause::WrittenOff | Cause::Recovered) {
                self.written_off.insert(change.item, written_off.checked_add(change.amount).unwrap_or(Amount::ZERO));
            }
            if item.creation as usize == self.changes.len() {
                item.creation = NONE;
            }
        }
        while self.items.len() > mark.items {
            let Some(at) = self.items.len().checked_sub(1) else { break };
            let id = self.items[at].id.clone();
            self.item_names.remove(u32::try_from(at).unwrap_or(NONE), id.as_str());
            self.items.pop();
        }
        while self.edges.len() > mark.edges {
            let Some(edge) = self.edges.pop() else { break };
            if edge.is_payment {
                if let Some(item) = self.items.get_mut(edge.owner as usize) {
                    item.payments = edge.next;
                }
            } else {
                self.rows[edge.owner as usize].followers = edge.next;
            }
        }
    }
}

/// Whether money relieves at a stage.
pub(crate) fn relieves(relief: crate::entry::Relief, stage: Stage) -> bool {
    use crate::entry::Relief;
    match relief {
        Relief::OnReceipt => true,
        Relief::OnDeposit => stage >= Stage::Deposited,
        Relief::OnClearing => stage >= Stage::Cleared,
    }
}
