//! Reversals fold: what an entry did is undone, what it undid is restored.
#![expect(clippy::indexing_slicing, reason = "rows come from the fold's own arenas")]

use super::{Done, mismatch};
use crate::OpenItemError;
use crate::book::change::Cause;
use crate::book::fold::live::{MOST_REVERSALS, receipt_of};
use crate::book::fold::{EntryRow, Fold, NONE, Status};
use crate::book::order::Space;
use crate::entry::{Entry, EntryKind};

impl Fold {
    pub(super) fn reversal(&mut self, entries: &[Entry], row: u32, entry: &Entry, id: &str) -> Done {
        let Some(target) = self.entry_row(entries, id) else { return Ok(()) };
        let record = &entries[target as usize];
        let height = self.row(target).height.saturating_add(1);
        if height > MOST_REVERSALS {
            return Err(mismatch(entry, id, &format!("stands on {MOST_REVERSALS} reversals already: post the fact anew")));
        }
        self.rows[row as usize].height = height;
        // What dies of it must not be dead already, and lives thanks to what switched it last. A reversal that dies brings back
        // what it reversed, and where that is a reversal too, one more dies: down to the foot.
        let mut dies = Some(target);
        while let Some(at) = dies {
            if self.row(at).reversed > 0 {
                return Err(self.already_reversed(entries, entry, at));
            }
            if let Some(switch) = self.switches.get(self.row(at).switched as usize) {
                self.follow(row, switch.by);
            }
            dies = self.reversed_by(entries, at).and_then(|back| self.reversed_by(entries, back));
        }
        self.rows[row as usize].previous = self.row(target).reversal;
        self.rows[target as usize].reversal = row;
        if let Some(other) = self.stands_in_the_way(entries, target) {
            return Err(has_dependents(entries, entry, record, other));
        }
        self.check_restored(entries, entry, target)?;
        if matches!(record.kind, EntryKind::Receipt { .. } | EntryKind::CreditMemo { .. } | EntryKind::OpeningItem { .. }) {
            for item in self.row(target).first_item..self.row(target).end_item {
                self.mark_undone(row, item);
                let standing = |row: &u32| self.row(*row).status == Status::Standing;
                let mut payments: Vec<u32> = self.payments(item).filter(standing).collect();
                payments.reverse();
                for payment in payments {
                    self.undo(row, payment, |_| true)?;
                }
            }
        }
        self.undo(row, target, |_| true)
    }

    /// The entry that a reversal reverses; none of any other.
    fn reversed_by(&self, entries: &[Entry], row: u32) -> Option<u32> {
        let EntryKind::Reversal { reversal } = &entries[row as usize].kind else { return None };
        self.entry_row(entries, reversal.entry.as_str())
    }

    fn already_reversed(&self, entries: &[Entry], entry: &Entry, target: u32) -> OpenItemError {
        let is_live = |row: &u32| self.rows.get(*row as usize).is_some_and(EntryRow::is_live);
        let mut by = self.row(target).reversal;
        while by != NONE && !is_live(&by) {
            by = self.row(by).previous;
        }
        let by = Some(by).filter(is_live);
        let target = entries[target as usize].id.clone();
        let by = by.map_or_else(|| target.clone(), |by| entries[by as usize].id.clone());
        OpenItemError::AlreadyReversed { entry: entry.id.clone(), target, by }
    }

    /// Refuses a reversal of a reversal that brings back what no longer fits its receipt: one that was reversed itself, whose
    /// money another stage relieved, or of which more or less was returned since.
    fn check_restored(&self, entries: &[Entry], entry: &Entry, target: u32) -> Done {
        let (root, restores) = self.root(entries, target);
        let Some(receipt) = receipt_of(&entries[root as usize]).filter(|_| restores) else { return Ok(()) };
        let state = self.live_receipt(entries, entry, receipt.as_str())?;
        let EntryKind::Receipt { receipt: record } = &entries[state.entry as usize].kind else { return Ok(()) };
        let left = Self::left_to_relieve(&state, record);
        match &entries[root as usize].kind {
            EntryKind::ReceiptReturned { receipt_returned }
                if !self.returned_money(root) && left.is_none_or(|left| left < receipt_returned.amount) =>
            {
                return Err(mismatch(entry, receipt.as_str(), "had more returned since than is left with this"));
            }
            EntryKind::InstrumentStaged { .. } => {
                let Some(relief) = self
                    .changes_of(root)
                    .map(|at| *self.change(at))
                    .find(|change| change.origin == NONE && change.cause == Cause::Received)
                else {
                    return Ok(());
                };
                if state.relieved_by != NONE {
                    return Err(has_dependents(entries, entry, &entries[target as usize], state.relieved_by));
                }
                if left != Some(relief.amount) {
                    let found = left.map_or_else(|| String::from("less than fits"), |left| left.to_string());
                    let problem = format!("has {found} left, this would bring back {}: post the stage anew", relief.amount);
                    return Err(mismatch(entry, receipt.as_str(), &problem));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// The entry that undid part of another, or relieved a receipt's money, and must be reversed before it.
    pub(super) fn stands_in_the_way(&self, entries: &[Entry], target: u32) -> Option<u32> {
        if let Some(state) = self.receipts.get(&target)
            && state.relieved_by != NONE
            && state.relieved_by != target
        {
            return Some(state.relieved_by);
        }
        // What relieved after a return was the less for it.
        let root = self.root(entries, target).0;
        if let EntryKind::ReceiptReturned { receipt_returned } = &entries[root as usize].kind
            && !self.returned_money(root)
            && let Some(receipt) = self.other_row(entries, Space::Receipt, receipt_returned.receipt.as_str())
            && let Some(state) = self.receipts.get(&receipt).filter(|state| state.relieved_by != NONE)
        {
            return Some(state.relieved_by);
        }
        self.changes_of(target).find_map(|at| {
            let change = self.change(at);
            if change.origin != NONE || change.live == 1 {
                return None;
            }
            let undoing = self.turns_of(at).map(|turn| self.change(turn)).find(|turn| !turn.restores && self.row(turn.entry).is_live());
            undoing.map(|turn| turn.entry)
        })
    }
}

fn has_dependents(entries: &[Entry], entry: &Entry, target: &Entry, other: u32) -> OpenItemError {
    let dependents = vec![entries[other as usize].id.clone()];
    OpenItemError::HasDependents { entry: entry.id.clone(), target: target.id.clone(), dependents }
}
