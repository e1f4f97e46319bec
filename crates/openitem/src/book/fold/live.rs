//! What an entry's becoming live, or ceasing to be, changes beside amounts; and what stands after an entry.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows come from the fold's own arenas; amounts use checked sums"
)]

use super::back::Traces;
use super::rows::{NONE, ReceiptRow, Status, Switch};
use super::{Fold, relieves};
use crate::book::change::Cause;
use crate::book::order::Space;
use crate::entry::{ControlClass, Entry, EntryKind, Receipt};
use crate::{Amount, EntryId, ReceiptId};

/// How many reversals may stand one upon the other: who has toggled a fact that often should post it anew.
pub(crate) const MOST_REVERSALS: u8 = 100;

impl Fold {
    /// Tells what follows from an entry's becoming live, or ceasing to be.
    pub(super) fn liveness_changed(&mut self, entries: &[Entry], row: u32, live: bool) {
        let (by, comes) = (row, live);
        let (mut row, mut live) = (row, live);
        while let EntryKind::Reversal { reversal } = &entries[row as usize].kind {
            let Some(target) = self.entry_row(entries, reversal.entry.as_str()) else { return };
            let was = self.rows[target as usize].is_live();
            self.rows[target as usize].reversed += if live { 1 } else { -1 };
            let is = self.rows[target as usize].is_live();
            if was == is {
                return;
            }
            self.switch(target, by, comes);
            (row, live) = (target, is);
        }
        let enter = |rows: &mut Vec<u32>| {
            rows.retain(|other| *other != row);
            rows.extend(live.then_some(row));
        };
        match &entries[row as usize].kind {
            EntryKind::PayerIdentified { payer_identified } => {
                if let Some(state) = self.receipt_mut(entries, &payer_identified.receipt) {
                    enter(&mut state.identified);
                    let class = if state.identified.is_empty() { ControlClass::Unidentified } else { ControlClass::Unapplied };
                    let item = state.item;
                    self.items[item as usize].class = class;
                }
            }
            EntryKind::InstrumentStaged { instrument_staged } => {
                if let Some(state) = self.receipt_mut(entries, &instrument_staged.receipt) {
                    enter(&mut state.staged);
                    let receipt = state.entry;
                    self.restage(entries, receipt);
                }
            }
            EntryKind::ReceiptReturned { receipt_returned } if !self.returned_money(row) => {
                let amount = if live { receipt_returned.amount } else { receipt_returned.amount.negated() };
                if let Some(state) = self.receipt_mut(entries, &receipt_returned.receipt) {
                    state.returned_before = state.returned_before.checked_add(amount).unwrap_or(state.returned_before);
                }
            }
            _ => {}
        }
    }

    /// Notes by whose fold an entry became live or dead, or forgets it when that one goes: the later go first.
    fn switch(&mut self, target: u32, by: u32, comes: bool) {
        let before = self.rows[target as usize].switched;
        if comes {
            self.rows[target as usize].switched = u32::try_from(self.switches.len()).unwrap_or(NONE);
            self.switches.push(Switch { by, before });
        } else if let Some(switch) = self.switches.get(before as usize).filter(|switch| switch.by == by) {
            self.rows[target as usize].switched = switch.before;
        }
    }

    fn receipt_mut(&mut self, entries: &[Entry], id: &ReceiptId) -> Option<&mut ReceiptRow> {
        let row = self.other_row(entries, Space::Receipt, id.as_str())?;
        let plain = if self.receipts.contains_key(&row) { None } else { self.plain_receipt(entries, row) };
        self.receipts.extend(plain.map(|plain| (row, plain)));
        self.receipts.get_mut(&row)
    }

    /// Whether a return took money that had relieved already.
    pub(super) fn returned_money(&self, row: u32) -> bool {
        self.changes_of(row).map(|at| self.change(at)).any(|change| change.origin == NONE && change.cause == Cause::Returned)
    }

    /// Reads a receipt's stage from its live entries.
    fn restage(&mut self, entries: &[Entry], receipt: u32) {
        let EntryKind::Receipt { receipt: record } = &entries[receipt as usize].kind else { return };
        let Some(mut staged) = self.receipts.get(&receipt).map(|state| state.staged.clone()) else { return };
        let mut stage = record.instrument.first_stage();
        let mut relieved_by = if relieves(record.instrument.relief(), stage) { receipt } else { NONE };
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

    /// What the money of a receipt that has not relieved would be if it did now.
    pub(super) fn left_to_relieve(state: &ReceiptRow, receipt: &Receipt) -> Option<Amount> {
        receipt.amount.checked_sub(state.returned_before)
    }

    /// The change by which a stage relieved a receipt's money.
    fn relief(&self, state: &ReceiptRow) -> Option<u32> {
        let by = Some(state.relieved_by).filter(|by| *by != NONE && *by != state.entry)?;
        self.changes_of(by).find(|at| {
            let change = self.change(*at);
            change.origin == NONE && change.cause == Cause::Received && change.item == state.item && !change.gone
        })
    }

    /// A return, or its reversal, that went when the date was judged: the money that relieved after it is told anew.
    pub(super) fn refold_relief(&mut self, entries: &[Entry], gone: u32, traces: &mut Traces) {
        let EntryKind::ReceiptReturned { receipt_returned } = &entries[self.root(entries, gone).0 as usize].kind else { return };
        let Some(receipt) = self.other_row(entries, Space::Receipt, receipt_returned.receipt.as_str()) else { return };
        let (Some(state), EntryKind::Receipt { receipt: record }) = (self.receipts.get(&receipt), &entries[receipt as usize].kind) else {
            return;
        };
        if let Some(relief) = self.relief(state) {
            let left = Self::left_to_relieve(state, record);
            self.restate(relief, left, traces);
        }
    }

    /// The entry at the foot of a chain of reversals, and whether reversing `row` makes it live: the entry itself where it is
    /// no reversal.
    pub(crate) fn root(&self, entries: &[Entry], row: u32) -> (u32, bool) {
        let (mut at, mut restores) = (row, false);
        for _ in 0..=MOST_REVERSALS {
            let EntryKind::Reversal { reversal } = &entries[at as usize].kind else { break };
            let Some(target) = self.entry_row(entries, reversal.entry.as_str()) else { break };
            (at, restores) = (target, !restores);
        }
        (at, restores)
    }

    /// Whether an entry whose effect depends on what stands before it stands last of all that it hangs on: then folding it
    /// now is folding it in its place. Rows from `start` on came before it in the same batch, in their order.
    pub(crate) fn is_last(&self, entries: &[Entry], row: u32, start: u32) -> bool {
        let entry = &entries[row as usize];
        let moment = (entry.effective, entry.recorded);
        if moment > self.latest {
            return true;
        }
        let before = |other: u32| other >= start || (self.row(other).effective, self.row(other).recorded) < moment;
        // What reverses a follower, or a reversal of it, hangs on the same.
        let followers_before = |target: u32| {
            let mut stack = vec![target];
            while let Some(at) = stack.pop() {
                for follower in self.followers(at).filter(|follower| *follower != row) {
                    if !before(follower) {
                        return false;
                    }
                    stack.extend(is_chained(&entries[follower as usize]).then_some(follower));
                }
            }
            true
        };
        let item_before = |item: u32| self.item(item).latest < moment;
        let with_payments_before = |item: u32| {
            item_before(item)
                && self.payments(item).flat_map(|payment| self.changes_of(payment)).all(|at| item_before(self.change(at).item))
        };
        let receipt_before = |id: &ReceiptId| {
            let Some(receipt) = self.other_row(entries, Space::Receipt, id.as_str()) else { return true };
            let state = self.receipt_state(entries, receipt);
            followers_before(receipt)
                && state.is_none_or(|state| with_payments_before(state.item) && (state.held == NONE || item_before(state.held)))
        };
        match &entry.kind {
            EntryKind::Reversal { reversal } => {
                // A circle of reversals never stands; what does not is refused, whatever comes later.
                let standing =
                    |id: &EntryId| self.entry_row(entries, id.as_str()).filter(|target| self.row(*target).status == Status::Standing);
                let Some(mut at) = standing(&reversal.entry) else { return true };
                loop {
                    let target = self.row(at);
                    let own = self.changes_of(at).all(|change| item_before(self.change(change).item));
                    if !own || !followers_before(at) || !(target.first_item..target.end_item).all(with_payments_before) {
                        return false;
                    }
                    let EntryKind::Reversal { reversal } = &entries[at as usize].kind else {
                        return receipt_of(&entries[at as usize]).is_none_or(receipt_before);
                    };
                    let Some(next) = standing(&reversal.entry) else { return true };
                    at = next;
                }
            }
            EntryKind::ReceiptReturned { receipt_returned: of } => {
                receipt_before(&of.receipt) && of.reopens.iter().filter_map(|id| self.item_row(id.as_str())).all(item_before)
            }
            EntryKind::Recovery { recovery } => self.item_row(recovery.item.as_str()).is_none_or(item_before),
            _ => receipt_of(entry).is_none_or(receipt_before),
        }
    }
}

/// The receipt whose stage, payer or return an entry tells.
pub(super) fn receipt_of(entry: &Entry) -> Option<&ReceiptId> {
    match &entry.kind {
        EntryKind::PayerIdentified { payer_identified } => Some(&payer_identified.receipt),
        EntryKind::InstrumentStaged { instrument_staged } => Some(&instrument_staged.receipt),
        EntryKind::ReceiptReturned { receipt_returned } => Some(&receipt_returned.receipt),
        _ => None,
    }
}

/// Whether an entry has followers that bear on what it follows.
fn is_chained(entry: &Entry) -> bool {
    matches!(entry.kind, EntryKind::Reversal { .. }) || receipt_of(entry).is_some()
}
