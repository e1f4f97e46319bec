//! Reversals fold: what an entry did is undone, what it undid is restored.
#![expect(clippy::indexing_slicing, reason = "rows come from the fold's own arenas")]

use super::Done;
use crate::OpenItemError;
use crate::book::change::Cause;
use crate::book::fold::{Fold, NONE, RawChange};
use crate::entry::{Entry, EntryKind};

impl Fold {
    pub(super) fn reversal(&mut self, entries: &[Entry], row: u32, entry: &Entry, id: &str) -> Done {
        let Some(target) = self.entry_row(entries, id) else { return Ok(()) };
        let record = &entries[target as usize];
        if self.row(target).reversed > 0 {
            let by = self.reverser(entries, target).map_or_else(|| record.id.clone(), |other| entries[other as usize].id.clone());
            return Err(OpenItemError::AlreadyReversed { entry: entry.id.clone(), target: record.id.clone(), by });
        }
        if let Some(other) = self.stands_in_the_way(target) {
            let dependents = vec![entries[other as usize].id.clone()];
            return Err(OpenItemError::HasDependents { entry: entry.id.clone(), target: record.id.clone(), dependents });
        }
        if matches!(record.kind, EntryKind::Receipt { .. } | EntryKind::CreditMemo { .. } | EntryKind::OpeningItem { .. }) {
            for item in self.row(target).first_item..self.row(target).end_item {
                let mut payments: Vec<u32> = self.list(self.item(item).payments).filter(|row| self.row(*row).is_live()).collect();
                payments.reverse();
                for payment in payments {
                    self.undo(row, payment, |_| true)?;
                }
            }
        }
        self.undo(row, target, |_| true)
    }

    /// The live reversal of an entry.
    pub(in crate::book::fold) fn reverser(&self, entries: &[Entry], row: u32) -> Option<u32> {
        let mut followers = self.list(self.row(row).followers);
        followers.find(|other| {
            // A note of the entry may stand beside a reversal of it.
            let EntryKind::Reversal { reversal } = &entries[*other as usize].kind else { return false };
            self.row(*other).is_live() && reversal.entry == entries[row as usize].id
        })
    }

    /// The entry that undid part of another, or relieved a receipt's money, and must be reversed before it.
    pub(super) fn stands_in_the_way(&self, target: u32) -> Option<u32> {
        if let Some(state) = self.receipts.get(&target)
            && state.relieved_by != NONE
            && state.relieved_by != target
        {
            return Some(state.relieved_by);
        }
        self.changes_of(target).find_map(|at| {
            let change = self.change(at);
            if change.origin != NONE {
                return self.relieved_meanwhile(change);
            }
            if change.live == 1 {
                return None;
            }
            let mut later = self.item(change.item).last;
            while later != NONE {
                let other = self.change(later);
                if other.origin == at && !other.restores && !other.gone && self.row(other.entry).is_live() {
                    return Some(other.entry);
                }
                later = other.before;
            }
            None
        })
    }

    /// The entry that relieved a receipt's money since the stage was undone that a change undid.
    fn relieved_meanwhile(&self, undoing: &RawChange) -> Option<u32> {
        let of = self.change(undoing.origin);
        let receipt = self.item(of.item).maker;
        if undoing.restores || of.live == 1 || of.cause != Cause::Received || of.entry == receipt {
            return None;
        }
        self.receipts.get(&receipt).map(|state| state.relieved_by).filter(|by| *by != NONE)
    }
}
