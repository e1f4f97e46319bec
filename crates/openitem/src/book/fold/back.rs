//! Going back: to a mark, or to where an entry never was.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows come from the fold's own arenas; amounts use checked sums"
)]

use chrono::{DateTime, NaiveDate, Utc};
use smol_str::SmolStr;

use super::Fold;
use super::rows::{EntryRow, NONE, Status, WAITING};
use crate::Amount;
use crate::book::change::Cause;
use crate::book::order::Space;
use crate::entry::{Entry, EntryKind};

/// A point to which a fold can go back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    latest: (NaiveDate, DateTime<Utc>),
    pub(super) items: usize,
    pub(super) changes: usize,
    edges: usize,
    suspects: usize,
    switches: usize,
}

/// What taking entries out left to look at again.
#[derive(Debug, Default)]
pub(super) struct Traces {
    /// The items whose open amounts, or liveness, are not what they were.
    pub(super) touched: Vec<u32>,
    /// Entries that stay, and the items on which their part is not what it was.
    pub(super) affected: Vec<(u32, u32)>,
}

impl Fold {
    /// Takes an entry that went out of every balance; its followers must have gone before.
    pub(super) fn remove(&mut self, entries: &[Entry], row: u32, traces: &mut Traces) {
        let was_live = self.rows[row as usize].is_live();
        for at in self.changes_of(row).rev() {
            self.remove_change(entries, at, traces);
        }
        for item in self.rows[row as usize].first_item..self.rows[row as usize].end_item {
            let id = self.items[item as usize].id.clone();
            self.item_names.remove(item, id.as_str());
        }
        self.forget_names(entries, row);
        self.forget_reversal(entries, row);
        self.rows[row as usize].status = Status::Refused;
        if was_live {
            self.liveness_changed(entries, row, false);
        }
        self.refold_relief(entries, row, traces);
    }

    pub(crate) fn mark(&self) -> Mark {
        Mark {
            latest: self.latest,
            items: self.items.len(),
            changes: self.changes.len(),
            edges: self.edges.len(),
            suspects: self.suspects.len(),
            switches: self.switches.len(),
        }
    }

    fn forget_reversal(&mut self, entries: &[Entry], row: u32) {
        let EntryKind::Reversal { reversal } = &entries[row as usize].kind else { return };
        if let Some(target) = self.entry_row(entries, reversal.entry.as_str()).filter(|target| self.row(*target).reversal == row) {
            self.rows[target as usize].reversal = self.row(row).previous;
        }
    }

    fn forget_payment(&mut self, entries: &[Entry], row: u32) {
        let EntryKind::Application { application } = &entries[row as usize].kind else { return };
        if let Some(item) = self.item_row(application.paid_from.as_str()).filter(|item| self.item(*item).payments == row) {
            self.items[item as usize].payments = self.row(row).previous;
        }
    }

    fn forget_names(&mut self, entries: &[Entry], row: u32) {
        let kind = &entries[row as usize].kind;
        if let Some(receipt) = kind.receipt_id() {
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
            self.forget_reversal(entries, *row);
            self.forget_payment(entries, *row);
            self.rows[*row as usize] = EntryRow { followers: was.followers, ..WAITING };
        }
        self.latest = mark.latest;
        self.suspects.truncate(mark.suspects);
        self.switches.truncate(mark.switches);
        while self.changes.len() > mark.changes {
            let Some(change) = self.changes.pop() else { break };
            if change.origin != NONE {
                self.changes[change.origin as usize].turned = change.turned;
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
                // A stage may have made anew what another had made.
                let mut made = item.last;
                while let Some(earlier) =
                    self.changes.get(made as usize).filter(|earlier| earlier.origin != NONE || earlier.cause != change.cause)
                {
                    made = earlier.before;
                }
                item.creation = made;
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
            self.rows[edge.target as usize].followers = edge.next;
        }
    }
}
