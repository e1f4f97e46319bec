//! Money folds: receipts, stages of instruments, payers found, returns.
#![expect(clippy::indexing_slicing, reason = "rows come from the fold's own arenas")]

use super::{Done, blank, invalid, magnitude, mismatch};
use crate::book::change::Cause;
use crate::book::fold::{Fold, ItemRow, NONE, ReceiptRow, Status, relieves};
use crate::book::order::Space;
use crate::entry::made::{default_item, has_held_item, held_item};
use crate::entry::{ControlClass, Entry, EntryKind, FeeBearer, ItemKind, MoneyClass, Receipt, Return, Side, Stage};
use crate::{Amount, ItemId, OpenItemError};

impl Fold {
    pub(super) fn receipt(&mut self, entries: &[Entry], row: u32, entry: &Entry, receipt: &Receipt) -> Done {
        magnitude(entry, "amount", receipt.amount)?;
        self.check_request(entry, receipt.request.as_ref())?;
        let class = match (&entry.customer, receipt.money_class) {
            (None, _) => ControlClass::Unidentified,
            (Some(_), MoneyClass::Unapplied) => ControlClass::Unapplied,
            (Some(_), MoneyClass::OnAccount) => ControlClass::OnAccount,
            (Some(_), MoneyClass::Prepayment) => ControlClass::Prepayment,
        };
        let (stage, relief) = (receipt.instrument.first_stage(), receipt.instrument.relief());
        let new = ItemRow {
            kind: ItemKind::Receipt,
            side: Side::Credit,
            class,
            ..blank(entry, ItemId::from(&receipt.id), row, receipt.currency, receipt.amount)
        };
        let relieved = relieves(relief, stage);
        let item = self.open_item(entries, new)?;
        if relieved {
            self.first_change(row, item, Cause::Received, receipt.amount, 0)?;
        }
        let mut held = NONE;
        if has_held_item(&receipt.instrument) {
            let new = ItemRow {
                kind: ItemKind::HeldInstrument,
                class: ControlClass::HeldInstrument,
                ..blank(entry, held_item(&receipt.id), row, receipt.currency, receipt.amount)
            };
            held = self.open_item(entries, new)?;
            self.first_change(row, held, Cause::Held, receipt.amount, 0)?;
        }
        let relieved_by = if relieved { row } else { NONE };
        if stage != Stage::Cleared {
            self.receipts.insert(row, ReceiptRow::new(row, item, held, stage, relieved_by));
        }
        Ok(())
    }

    /// A receipt that an entry names: its row, where it is one whose money is a customer's and it stands.
    pub(super) fn live_receipt(&self, entries: &[Entry], entry: &Entry, id: &str) -> Result<ReceiptRow, OpenItemError> {
        let row = self.other_row(entries, Space::Receipt, id);
        let state =
            row.and_then(|row| self.receipt_state(entries, row)).ok_or_else(|| mismatch(entry, id, "is a miscellaneous receipt"))?;
        if !self.row(state.entry).is_live() {
            return Err(mismatch(entry, id, "was reversed"));
        }
        Ok(state)
    }

    pub(super) fn staged(&mut self, entries: &[Entry], row: u32, entry: &Entry, id: &str, stage: Stage) -> Done {
        let state = self.live_receipt(entries, entry, id)?;
        if stage <= state.stage {
            return Err(invalid(entry, "stage", stage, &format!("a stage after {}", state.stage)));
        }
        if state.stage == Stage::Held && state.held != NONE {
            let open = self.item(state.held).open;
            self.lower(row, state.held, Cause::Held, open, 0)?;
            if let Some(state) = self.receipts.get_mut(&state.entry) {
                state.held_taken = true;
            }
        }
        let EntryKind::Receipt { receipt } = &entries[state.entry as usize].kind else { return Ok(()) };
        if state.relieved_by == NONE && relieves(receipt.instrument.relief(), stage) {
            let amount = Self::left_to_relieve(&state, receipt).unwrap_or(Amount::ZERO);
            if amount.is_negative() {
                return Err(invalid(entry, "stage", amount, "money that was not returned"));
            }
            self.rest_on_no_relief(row, state.item);
            self.push(row, state.item, Cause::Received, amount, 0)?;
            // A stage that was undone, or went, made the item no longer: this one does.
            let creation = self.item(state.item).creation;
            if creation == NONE || self.change(creation).gone || self.change(creation).live != 1 {
                self.items[state.item as usize].creation = u32::try_from(self.changes.len() - 1).unwrap_or(NONE);
            }
        }
        Ok(())
    }

    /// Where a stage relieved the money before, it has not relieved now thanks to what undid that stage.
    fn rest_on_no_relief(&mut self, row: u32, item: u32) {
        let mut at = self.item(item).last;
        while at != NONE {
            let change = *self.change(at);
            if change.cause == Cause::Received && change.origin == NONE && !change.gone {
                let undone_by = self.turns_of(at).next().map(|turn| self.change(turn).entry);
                undone_by.into_iter().for_each(|by| self.follow(row, by));
            }
            at = change.before;
        }
    }

    pub(super) fn identified(&mut self, entries: &[Entry], entry: &Entry, id: &str) -> Done {
        let state = self.live_receipt(entries, entry, id)?;
        if entry.customer.is_none() {
            return Err(invalid(entry, "customer", "none", "the payer found"));
        }
        if self.item(state.item).class != ControlClass::Unidentified {
            return Err(mismatch(entry, id, "is not unidentified"));
        }
        Ok(())
    }

    pub(super) fn returned(&mut self, entries: &[Entry], row: u32, entry: &Entry, returned: &Return) -> Done {
        let state = self.live_receipt(entries, entry, returned.receipt.as_str())?;
        magnitude(entry, "amount", returned.amount)?;
        let EntryKind::Receipt { receipt } = &entries[state.entry as usize].kind else { return Ok(()) };
        // What is applied later, but stands before this, is undone by it: posting must look at the whole history.
        self.mark_undone(row, state.item);
        let whole = returned.reopens.is_empty() && returned.amount == receipt.amount;
        let mut reopened = Vec::new();
        for id in &returned.reopens {
            reopened.push(self.amount_item(entry, id, Some(Side::Debit))?);
        }
        reopened.sort_unstable();
        let mut payments: Vec<u32> = self.payments(state.item).collect();
        payments.reverse();
        for payment in payments {
            let mut lines: Vec<u32> = self
                .changes_of(payment)
                .map(|at| self.change(at))
                .filter(|change| whole || (change.cause == Cause::Applied && reopened.binary_search(&change.item).is_ok()))
                .map(|change| change.line)
                .collect();
            lines.sort_unstable();
            lines.dedup();
            if !lines.is_empty() && self.row(payment).status == Status::Standing {
                self.undo(row, payment, |change| lines.binary_search(&change.line).is_ok())?;
            }
        }
        if state.relieved_by == NONE {
            self.rest_on_no_relief(row, state.item);
            let left = Self::left_to_relieve(&state, receipt).and_then(|left| left.checked_sub(returned.amount));
            if left.is_none_or(Amount::is_negative) {
                return Err(invalid(entry, "amount", returned.amount, "at most what was not returned"));
            }
        } else {
            self.lower(row, state.item, Cause::Returned, returned.amount, 0)?;
        }
        if state.stage == Stage::Held && state.held != NONE {
            self.lower(row, state.held, Cause::Held, returned.amount, 0)?;
        }
        if let Some(fee) = &returned.fee {
            magnitude(entry, "fee.amount", fee.amount)?;
            if fee.borne_by == FeeBearer::Customer {
                let id = fee.item.clone().unwrap_or_else(|| default_item(entry, 1));
                let new = ItemRow { kind: ItemKind::FinanceCharge, ..blank(entry, id, row, receipt.currency, fee.amount) };
                self.create(entries, new, Cause::Charged, fee.amount, 0)?;
            }
        }
        Ok(())
    }
}
