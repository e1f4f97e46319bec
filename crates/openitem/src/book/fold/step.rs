//! One entry folds: what it names is looked up, what does not fit is refused, what it does becomes changes.

use smol_str::SmolStr;

use super::{Fold, ItemRow, NONE, ReceiptRow, Status, relieves};
use crate::book::change::Cause;
use crate::book::order::Space;
use crate::entry::made::{default_item, has_held_item, held_item, installment_item, makes_item};
use crate::entry::{
    Adjustment, Application, ApplicationLine, ControlClass, Direction, Document, Entry, EntryKind, Excess, FeeBearer, ItemKind, MoneyClass,
    MoneyPlace, Named, OpeningItem, Receipt, RefusedOutcome, Return, Side, Split, Stage, Taken, TakenKind,
};
use crate::{Amount, Currency, ItemId, OpenItemError};

type Done = Result<(), OpenItemError>;

impl Fold {
    /// Folds an entry, or leaves everything as it was and says why not. A name that is not there is `unknown_name`,
    /// whatever the reason: the caller knows what else there is.
    pub(crate) fn step(&mut self, entries: &[Entry], row: u32) -> Done {
        let entry = &entries[row as usize];
        let mark = self.mark();
        let start = u32::try_from(mark.changes).unwrap_or(NONE);
        let first_item = u32::try_from(mark.items).unwrap_or(NONE);
        let at = &mut self.rows[row as usize];
        (at.first_change, at.end_change, at.first_item, at.end_item) = (start, start, first_item, first_item);
        at.position = self.next_position;
        (at.effective, at.recorded) = (entry.effective, entry.recorded);
        let entity = self.entity_row(&entry.entity);
        self.rows[row as usize].entity = entity;
        self.named.clear();
        self.asked = 0;
        let mut done = self.resolve(entries, row).and_then(|()| self.check_new_names(entries, row));
        if done.is_ok() {
            done = self.act(entries, row, entry);
        }
        if let Err(error) = done {
            self.roll_back(entries, mark, &[row]);
            return Err(error);
        }
        let end = u32::try_from(self.changes.len()).unwrap_or(NONE);
        let end_item = u32::try_from(self.items.len()).unwrap_or(NONE);
        let at = &mut self.rows[row as usize];
        at.status = Status::Standing;
        at.end_change = end;
        at.end_item = end_item;
        self.next_position += 1;
        self.enter_names(entry, row);
        self.liveness_changed(entries, row, true);
        Ok(())
    }

    /// Looks up everything that an entry names, and notes it among the followers of what it names.
    fn resolve(&mut self, entries: &[Entry], row: u32) -> Done {
        let entry = &entries[row as usize];
        let mut failed = Ok(());
        entry.kind.names(|named| {
            if failed.is_ok() {
                failed = self.resolve_one(entries, row, entry, &named);
            }
        });
        failed
    }

    fn resolve_one(&mut self, entries: &[Entry], row: u32, entry: &Entry, named: &Named<'_>) -> Done {
        let target = match named {
            Named::Item(id) => self.item_row(id.as_str()).map(|item| {
                self.named.push(item);
                self.item(item).maker
            }),
            Named::Entry(id) => self.entry_row(entries, id.as_str()).filter(|target| self.row(*target).status == Status::Standing),
            other => self.other_row(Space::of(other), other.text()),
        };
        let Some(target) = target else {
            return Err(OpenItemError::UnknownName {
                entry: entry.id.clone(),
                what: named.what().to_owned(),
                name: named.text().to_owned(),
            });
        };
        let other = *self.row(target);
        if entry.effective < other.effective || entry.recorded < other.recorded {
            return Err(before_target(entry, &entries[target as usize]));
        }
        // An item that came from another entity belongs to the one it went to.
        let owner = match (named, self.named.last()) {
            (Named::Item(_), Some(item)) => self.item(*item).entity,
            _ => other.entity,
        };
        if owner != self.row(row).entity {
            let problem = format!("belongs to entity `{}`, the entry to `{}`", self.entities[owner as usize], entry.entity);
            return Err(mismatch(entry, named.text(), &problem));
        }
        self.follow(row, target);
        Ok(())
    }

    /// The entity of an item.
    pub(crate) fn entity_of(&self, item: u32) -> &crate::EntityId {
        &self.entities[self.item(item).entity as usize]
    }

    fn check_new_names(&self, entries: &[Entry], row: u32) -> Done {
        let entry = &entries[row as usize];
        let taken = |space: Space, what: &str, text: &str| match self.other_row(space, text) {
            Some(holder) => Err(OpenItemError::DuplicateName {
                entry: entry.id.clone(),
                what: what.to_owned(),
                name: text.to_owned(),
                holder: entries[holder as usize].id.clone(),
            }),
            None => Ok(()),
        };
        if let Some(receipt) = entry.kind.receipt() {
            taken(Space::Receipt, "receipt", receipt.as_str())?;
        }
        match entry.kind.opens() {
            Some(opened) => taken(Space::of(&opened), opened.what(), opened.text()),
            None => Ok(()),
        }
    }

    fn enter_names(&mut self, entry: &Entry, row: u32) {
        if let Some(receipt) = entry.kind.receipt() {
            self.other_names.insert((Space::Receipt, SmolStr::new(receipt.as_str())), row);
        }
        if let Some(opened) = entry.kind.opens() {
            self.other_names.insert((Space::of(&opened), SmolStr::new(opened.text())), row);
        }
    }

    fn act(&mut self, entries: &[Entry], row: u32, entry: &Entry) -> Done {
        match &entry.kind {
            EntryKind::OpeningItem { opening_item } => self.opening(entries, row, entry, opening_item),
            EntryKind::Invoice { invoice } => self.document(entries, row, entry, invoice, ItemKind::Invoice, Side::Debit),
            EntryKind::CreditMemo { credit_memo } => self.document(entries, row, entry, credit_memo, ItemKind::CreditMemo, Side::Credit),
            EntryKind::DebitMemo { debit_memo } => self.document(entries, row, entry, debit_memo, ItemKind::DebitMemo, Side::Debit),
            EntryKind::FinanceCharge { finance_charge } => {
                self.document(entries, row, entry, finance_charge, ItemKind::FinanceCharge, Side::Debit)
            }
            EntryKind::DownPaymentRequest { down_payment_request } => self.request(entries, row, entry, down_payment_request),
            EntryKind::Residual { residual } => self.split(entries, row, entry, residual, ItemKind::Residual),
            EntryKind::Chargeback { chargeback } => self.split(entries, row, entry, chargeback, ItemKind::Chargeback),
            EntryKind::Receipt { receipt } => self.receipt(entries, row, entry, receipt),
            EntryKind::InstrumentStaged { instrument_staged } => {
                self.staged(entries, row, entry, instrument_staged.receipt.as_str(), instrument_staged.stage)
            }
            EntryKind::PayerIdentified { payer_identified } => self.identified(entries, entry, payer_identified.receipt.as_str()),
            EntryKind::ReceiptReturned { receipt_returned } => self.returned(entries, row, entry, receipt_returned),
            EntryKind::MiscellaneousReceipt { miscellaneous_receipt } => magnitude(entry, "amount", miscellaneous_receipt.amount),
            EntryKind::MoneyPlaced { money_placed } => {
                let item = self.amount_item(entry, &money_placed.item, Some(Side::Credit))?;
                magnitude(entry, "amount", money_placed.amount)?;
                if !self.item(item).class.is_money() {
                    return Err(mismatch(entry, money_placed.item.as_str(), "holds no money"));
                }
                self.check_request(entry, money_placed.request.as_ref())?;
                let class = match money_placed.to {
                    MoneyPlace::Unapplied => ControlClass::Unapplied,
                    MoneyPlace::OnAccount => ControlClass::OnAccount,
                    MoneyPlace::Prepayment => ControlClass::Prepayment,
                    MoneyPlace::Miscellaneous => {
                        if money_placed.ledger_account.is_none() {
                            return Err(invalid(entry, "ledger_account", "none", "an account for miscellaneous money"));
                        }
                        return self.lower(row, item, Cause::BookedElsewhere, money_placed.amount, 0);
                    }
                };
                let new = money_placed.id.clone().unwrap_or_else(|| default_item(entry, 1));
                self.move_part(entries, row, item, new, money_placed.amount, |part| part.class = class)
            }
            EntryKind::RefundAsked { refund_asked } => magnitude(entry, "amount", refund_asked.amount),
            EntryKind::RefundPaid { refund_paid } => {
                self.lower_checked(row, entry, &refund_paid.item, Some(Side::Credit), Cause::Refunded, refund_paid.amount)
            }
            EntryKind::UnclaimedRemitted { unclaimed_remitted } => {
                let (item, amount) = (&unclaimed_remitted.item, unclaimed_remitted.amount);
                self.lower_checked(row, entry, item, Some(Side::Credit), Cause::RemittedUnclaimed, amount)
            }
            EntryKind::Application { application } => self.application(entries, row, entry, application),
            EntryKind::Contra { contra } => {
                if contra.lines.is_empty() {
                    return Err(invalid(entry, "lines", "none", "at least one"));
                }
                for (at, line) in contra.lines.iter().enumerate() {
                    let item = self.amount_item(entry, &line.item, None)?;
                    magnitude(entry, "lines.amount", line.amount)?;
                    self.lower(row, item, Cause::SetOff, line.amount, line_number(at))?;
                }
                Ok(())
            }
            EntryKind::Transfer { transfer } => {
                if transfer.to_customer.is_none() && transfer.to_entity.is_none() {
                    return Err(invalid(entry, "to_customer", "none", "a customer or an entity to transfer to"));
                }
                let item = self.amount_item(entry, &transfer.item, None)?;
                magnitude(entry, "amount", transfer.amount)?;
                let new = transfer.id.clone().unwrap_or_else(|| default_item(entry, 1));
                let entity = transfer.to_entity.as_ref().map(|id| self.entity_row(id));
                self.move_part(entries, row, item, new, transfer.amount, |part| part.entity = entity.unwrap_or(part.entity))
            }
            EntryKind::Adjustment { adjustment } => self.adjustment(entries, row, entry, adjustment),
            EntryKind::WriteOff { write_off } => self.lower_checked(row, entry, &write_off.item, None, Cause::WrittenOff, write_off.amount),
            EntryKind::Recovery { recovery } => {
                let item = self.amount_item(entry, &recovery.item, None)?;
                magnitude(entry, "amount", recovery.amount)?;
                self.push(row, item, Cause::Recovered, recovery.amount, 0).map(drop)
            }
            EntryKind::TaxRelief { tax_relief } => magnitude(entry, "amount", tax_relief.amount),
            EntryKind::CertificateReceived { certificate_received } => {
                let item = self.withholding_item(entry, &certificate_received.item)?;
                magnitude(entry, "amount", certificate_received.amount)?;
                self.lower(row, item, Cause::Certified, certificate_received.amount, 0)
            }
            EntryKind::CertificateRefused { certificate_refused } => {
                let item = self.withholding_item(entry, &certificate_refused.item)?;
                magnitude(entry, "amount", certificate_refused.amount)?;
                self.lower(row, item, Cause::Certified, certificate_refused.amount, 0)?;
                if certificate_refused.outcome == RefusedOutcome::CollectAgain {
                    let again = match &certificate_refused.reinstates {
                        Some(id) => self.amount_item(entry, id, Some(Side::Debit))?,
                        None => self.item(item).from,
                    };
                    if again == NONE {
                        return Err(invalid(entry, "reinstates", "none", "the item to collect again"));
                    }
                    self.same_currency(entry, item, again)?;
                    self.push(row, again, Cause::Reinstated, certificate_refused.amount, 0)?;
                }
                Ok(())
            }
            EntryKind::Reversal { reversal } => self.reversal(entries, row, entry, reversal.entry.as_str()),
            _ => Ok(()),
        }
    }

    fn opening(&mut self, entries: &[Entry], row: u32, entry: &Entry, item: &OpeningItem) -> Done {
        magnitude(entry, "open", item.open)?;
        if item.open > item.original {
            return Err(invalid(entry, "open", item.open, &format!("at most the original {}", item.original)));
        }
        let new = ItemRow {
            kind: item.kind,
            side: item.side,
            class: item.control_class,
            ..blank(entry, item.id.clone(), row, item.currency, item.original)
        };
        self.create(entries, new, Cause::Opened, item.open, 0)
    }

    fn document(&mut self, entries: &[Entry], row: u32, entry: &Entry, document: &Document, kind: ItemKind, side: Side) -> Done {
        magnitude(entry, "amount", document.amount)?;
        let cause = if kind == ItemKind::FinanceCharge { Cause::Charged } else { Cause::Billed };
        if !document.installments.is_empty() {
            let sum = Amount::checked_sum(document.installments.iter().map(|part| part.amount));
            if sum != Some(document.amount) {
                let found = sum.map_or_else(|| String::from("more than fits"), |sum| sum.to_string());
                return Err(invalid(entry, "installments", found, &format!("a sum of {}", document.amount)));
            }
        }
        for at in 0..document.installments.len().max(1) {
            let amount = document.installments.get(at).map_or(document.amount, |part| part.amount);
            let side = if amount.is_negative() { side.opposite() } else { side };
            let id = installment_item(document, at);
            let new = ItemRow { kind, side, class: document.control_class, ..blank(entry, id, row, document.currency, amount.abs()) };
            self.create(entries, new, cause, amount.abs(), line_number(at))?;
        }
        Ok(())
    }

    fn request(&mut self, entries: &[Entry], row: u32, entry: &Entry, document: &Document) -> Done {
        magnitude(entry, "amount", document.amount)?;
        let id = document.id.clone();
        let new = ItemRow { is_noted: true, ..blank(entry, id, row, document.currency, document.amount) };
        self.open_item(entries, new).map(drop)
    }

    fn split(&mut self, entries: &[Entry], row: u32, entry: &Entry, split: &Split, kind: ItemKind) -> Done {
        let item = self.amount_item(entry, &split.item, Some(Side::Debit))?;
        magnitude(entry, "amount", split.amount)?;
        self.move_part(entries, row, item, split.id.clone(), split.amount, |part| {
            part.kind = kind;
            part.class = ControlClass::Receivable;
        })
    }

    fn receipt(&mut self, entries: &[Entry], row: u32, entry: &Entry, receipt: &Receipt) -> Done {
        magnitude(entry, "amount", receipt.amount)?;
        self.check_request(entry, receipt.request.as_ref())?;
        let class = match (&entry.customer, receipt.class) {
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
        self.receipts.insert(row, ReceiptRow { entry: row, item, held, stage, relieved_by, returned_before: Amount::ZERO });
        Ok(())
    }

    /// A receipt that an entry names: its row, where it is one whose money is a customer's and it stands.
    fn live_receipt(&self, entry: &Entry, id: &str) -> Result<ReceiptRow, OpenItemError> {
        let row = self.other_row(Space::Receipt, id).unwrap_or(NONE);
        let state = self.receipts.get(&row).ok_or_else(|| mismatch(entry, id, "is a miscellaneous receipt"))?;
        if !self.row(row).is_live() {
            return Err(mismatch(entry, id, "was reversed"));
        }
        Ok(state.clone())
    }

    fn staged(&mut self, entries: &[Entry], row: u32, entry: &Entry, id: &str, stage: Stage) -> Done {
        let state = self.live_receipt(entry, id)?;
        if stage <= state.stage {
            return Err(invalid(entry, "stage", stage, &format!("a stage after {}", state.stage)));
        }
        if state.stage == Stage::Held && state.held != NONE {
            let open = self.item(state.held).open;
            self.lower(row, state.held, Cause::Held, open, 0)?;
        }
        let EntryKind::Receipt { receipt } = &entries[state.entry as usize].kind else { return Ok(()) };
        if state.relieved_by == NONE && relieves(receipt.instrument.relief(), stage) {
            let amount = receipt.amount.checked_sub(state.returned_before).unwrap_or(Amount::ZERO);
            if amount.is_negative() {
                return Err(invalid(entry, "stage", amount, "money that was not returned"));
            }
            self.push(row, state.item, Cause::Received, amount, 0)?;
            if self.item(state.item).creation == NONE {
                self.items[state.item as usize].creation = u32::try_from(self.changes.len() - 1).unwrap_or(NONE);
            }
        }
        Ok(())
    }

    fn identified(&mut self, _entries: &[Entry], entry: &Entry, id: &str) -> Done {
        let state = self.live_receipt(entry, id)?;
        if entry.customer.is_none() {
            return Err(invalid(entry, "customer", "none", "the payer found"));
        }
        if self.item(state.item).class != ControlClass::Unidentified {
            return Err(mismatch(entry, id, "is not unidentified"));
        }
        Ok(())
    }

    fn returned(&mut self, entries: &[Entry], row: u32, entry: &Entry, returned: &Return) -> Done {
        let state = self.live_receipt(entry, returned.receipt.as_str())?;
        magnitude(entry, "amount", returned.amount)?;
        let EntryKind::Receipt { receipt } = &entries[state.entry as usize].kind else { return Ok(()) };
        let whole = returned.reopens.is_empty() && returned.amount == receipt.amount;
        let mut reopened = Vec::new();
        for id in &returned.reopens {
            reopened.push(self.amount_item(entry, id, Some(Side::Debit))?);
        }
        let mut payments: Vec<u32> = self.list(self.item(state.item).payments).collect();
        payments.reverse();
        for payment in payments {
            let lines: Vec<u32> = self
                .changes_of(payment)
                .map(|at| self.change(at))
                .filter(|change| whole || (change.cause == Cause::Applied && reopened.contains(&change.item)))
                .map(|change| change.line)
                .collect();
            if !lines.is_empty() && self.row(payment).status == Status::Standing {
                self.undo(row, payment, |change| lines.contains(&change.line))?;
            }
        }
        if state.relieved_by == NONE {
            let left = receipt.amount.checked_sub(state.returned_before).and_then(|left| left.checked_sub(returned.amount));
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

    fn application(&mut self, entries: &[Entry], row: u32, entry: &Entry, application: &Application) -> Done {
        if application.lines.is_empty() {
            return Err(invalid(entry, "lines", "none", "at least one"));
        }
        let from = self.amount_item(entry, &application.from, Some(Side::Credit))?;
        let mut made = 0_usize;
        for (at, line) in application.lines.iter().enumerate() {
            self.line(entries, row, entry, from, line, line_number(at), &mut made)?;
        }
        self.pay_from(row, from);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one line in its application")]
    fn line(&mut self, entries: &[Entry], row: u32, entry: &Entry, from: u32, line: &ApplicationLine, at: u32, made: &mut usize) -> Done {
        let item = self.amount_item(entry, &line.item, Some(Side::Debit))?;
        magnitude(entry, "lines.amount", line.amount)?;
        let (payer, payee) = (self.item(from).currency, self.item(item).currency);
        let paid = match line.from_amount {
            Some(amount) if payer != payee => amount,
            Some(amount) if amount == line.amount => amount,
            Some(amount) => return Err(invalid(entry, "lines.from_amount", amount, &format!("{}, both are in {payer}", line.amount))),
            None if payer == payee => line.amount,
            None => {
                let problem = format!("is in {payee}, what pays it in {payer}: the line must give from_amount");
                return Err(mismatch(entry, line.item.as_str(), &problem));
            }
        };
        magnitude(entry, "lines.from_amount", paid)?;
        self.lower(row, from, Cause::Applied, paid, at)?;
        self.lower(row, item, Cause::Applied, line.amount, at)?;
        for taken in &line.taken {
            self.take(entries, row, entry, item, taken, at, made)?;
        }
        if let Some(excess) = &line.excess {
            self.excess(entries, row, entry, item, excess, at, made)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one part taken, in its line, in its application")]
    fn take(&mut self, entries: &[Entry], row: u32, entry: &Entry, item: u32, taken: &Taken, at: u32, made: &mut usize) -> Done {
        if !taken.kind.is_signed() {
            magnitude(entry, "lines.taken.amount", taken.amount)?;
        }
        let (cause, kind, class) = match taken.kind {
            TakenKind::EarnedDiscount => (Cause::EarnedDiscount, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::UnearnedDiscount => (Cause::UnearnedDiscount, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Withholding => (Cause::Withheld, ItemKind::Withholding, ControlClass::WithholdingPending),
            TakenKind::BankFee => (Cause::BankFee, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Tolerance => (Cause::Tolerance, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::CashRounding => (Cause::CashRounding, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Deduction => (Cause::Deducted, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::ExchangeDifference => (Cause::ExchangeDifference, ItemKind::Deduction, ControlClass::Deduction),
        };
        self.lower(row, item, cause, taken.amount, at)?;
        if makes_item(taken) {
            *made += 1;
            let id = taken.item.clone().unwrap_or_else(|| default_item(entry, *made));
            let currency = self.item(item).currency;
            let new = ItemRow { kind, class, from: item, ..blank(entry, id, row, currency, taken.amount) };
            self.create(entries, new, cause, taken.amount, at)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one excess, in its line, in its entry")]
    fn excess(&mut self, entries: &[Entry], row: u32, entry: &Entry, item: u32, excess: &Excess, at: u32, made: &mut usize) -> Done {
        magnitude(entry, "excess.amount", excess.amount)?;
        *made += 1;
        let id = excess.item.clone().unwrap_or_else(|| default_item(entry, *made));
        let old = self.item(item);
        let (currency, side) = (old.currency, old.side.opposite());
        let class = if side == Side::Credit { ControlClass::OnAccount } else { ControlClass::Receivable };
        self.push(row, item, Cause::Excess, excess.amount, at)?;
        let new = ItemRow { kind: ItemKind::Excess, side, class, from: item, ..blank(entry, id, row, currency, excess.amount) };
        self.create(entries, new, Cause::Excess, excess.amount, at)
    }

    fn adjustment(&mut self, entries: &[Entry], row: u32, entry: &Entry, adjustment: &Adjustment) -> Done {
        let item = self.amount_item(entry, &adjustment.item, None)?;
        magnitude(entry, "amount", adjustment.amount)?;
        match adjustment.direction {
            Direction::Up => {
                if adjustment.excess.is_some() {
                    return Err(invalid(entry, "excess", "given", "none where an item is raised"));
                }
                self.push(row, item, Cause::AdjustedUp, adjustment.amount, 0).map(drop)
            }
            Direction::Down => {
                self.lower(row, item, Cause::AdjustedDown, adjustment.amount, 0)?;
                match &adjustment.excess {
                    Some(excess) => self.excess(entries, row, entry, item, excess, 0, &mut 0),
                    None => Ok(()),
                }
            }
        }
    }

    fn reversal(&mut self, entries: &[Entry], row: u32, entry: &Entry, id: &str) -> Done {
        let Some(target) = self.entry_row(entries, id) else { return Ok(()) };
        let record = &entries[target as usize];
        if self.row(target).reversed > 0 {
            let by = self
                .list(self.row(target).followers)
                .find(|other| {
                    *other != row && self.row(*other).is_live() && matches!(entries[*other as usize].kind, EntryKind::Reversal { .. })
                })
                .map_or_else(|| record.id.clone(), |other| entries[other as usize].id.clone());
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

    /// The entry that undid part of another, or relieved a receipt's money, and must be reversed before it.
    fn stands_in_the_way(&self, target: u32) -> Option<u32> {
        if let Some(state) = self.receipts.get(&target)
            && state.relieved_by != NONE
            && state.relieved_by != target
        {
            return Some(state.relieved_by);
        }
        self.changes_of(target).find_map(|at| {
            let change = self.change(at);
            if change.origin != NONE || change.live == 1 {
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

    /// The item that an entry moves: there, of this side where one is asked for, and not merely noted.
    fn amount_item(&mut self, entry: &Entry, id: &ItemId, side: Option<Side>) -> Result<u32, OpenItemError> {
        // Items are asked for in the order of their naming, nearly always: then they need no second look-up.
        let next = self.named.get(self.asked).copied().filter(|item| self.item(*item).id == *id);
        self.asked += 1;
        let item = next.or_else(|| self.item_row(id.as_str())).ok_or_else(|| OpenItemError::UnknownName {
            entry: entry.id.clone(),
            what: String::from("item"),
            name: id.to_string(),
        })?;
        let row = self.item(item);
        if row.is_noted {
            return Err(mismatch(entry, id.as_str(), "is a request, not an open item"));
        }
        match side {
            Some(side) if side != row.side => Err(mismatch(entry, id.as_str(), &format!("is a {} item, expected a {side} item", row.side))),
            _ => Ok(item),
        }
    }

    fn withholding_item(&mut self, entry: &Entry, id: &ItemId) -> Result<u32, OpenItemError> {
        let item = self.amount_item(entry, id, Some(Side::Debit))?;
        if self.item(item).class == ControlClass::WithholdingPending {
            Ok(item)
        } else {
            Err(mismatch(entry, id.as_str(), "is not tax withheld"))
        }
    }

    fn check_request(&self, entry: &Entry, request: Option<&ItemId>) -> Done {
        match request {
            Some(id) if !self.item_row(id.as_str()).is_some_and(|item| self.item(item).is_noted) => {
                Err(mismatch(entry, id.as_str(), "is not a down-payment request"))
            }
            _ => Ok(()),
        }
    }

    fn same_currency(&self, entry: &Entry, left: u32, right: u32) -> Done {
        let (one, other) = (self.item(left), self.item(right));
        if one.currency == other.currency {
            Ok(())
        } else {
            Err(mismatch(entry, other.id.as_str(), &format!("is in {}, expected {}", other.currency, one.currency)))
        }
    }

    fn lower(&mut self, row: u32, item: u32, cause: Cause, amount: Amount, line: u32) -> Done {
        self.push(row, item, cause, amount.negated(), line).map(drop)
    }

    #[expect(clippy::too_many_arguments, reason = "a change and what to check of it")]
    fn lower_checked(&mut self, row: u32, entry: &Entry, id: &ItemId, side: Option<Side>, cause: Cause, amount: Amount) -> Done {
        let item = self.amount_item(entry, id, side)?;
        magnitude(entry, "amount", amount)?;
        self.lower(row, item, cause, amount, 0)
    }

    /// Part of an item becomes an item of its own, like the old one but for what `differ` changes.
    fn move_part(
        &mut self,
        entries: &[Entry],
        row: u32,
        item: u32,
        new: ItemId,
        amount: Amount,
        differ: impl FnOnce(&mut ItemRow),
    ) -> Done {
        self.lower(row, item, Cause::MovedOut, amount, 0)?;
        let old = self.item(item);
        let mut part = ItemRow {
            kind: old.kind,
            side: old.side,
            class: old.class,
            from: item,
            entity: old.entity,
            ..blank(&entries[row as usize], new, row, old.currency, amount)
        };
        if part.class == ControlClass::Unidentified {
            // Money that is moved on purpose has found its owner.
            part.class = ControlClass::Unapplied;
        }
        differ(&mut part);
        self.create(entries, part, Cause::MovedIn, amount, 0)
    }

    fn create(&mut self, entries: &[Entry], new: ItemRow, cause: Cause, amount: Amount, line: u32) -> Done {
        let entry = new.maker;
        let item = self.open_item(entries, new)?;
        self.first_change(entry, item, cause, amount, line)
    }

    fn first_change(&mut self, entry: u32, item: u32, cause: Cause, amount: Amount, line: u32) -> Done {
        let at = self.push(entry, item, cause, amount, line)?;
        self.items[item as usize].creation = at;
        Ok(())
    }
}

fn blank(entry: &Entry, id: ItemId, maker: u32, currency: Currency, original: Amount) -> ItemRow {
    ItemRow {
        id,
        maker,
        entity: NONE,
        from: NONE,
        kind: ItemKind::Invoice,
        side: Side::Debit,
        class: ControlClass::Receivable,
        currency,
        original,
        open: Amount::ZERO,
        creation: NONE,
        last: NONE,
        latest: (entry.effective, entry.recorded),
        live_others: 0,
        has_undone: false,
        has_write_off: false,
        payments: NONE,
        is_noted: false,
    }
}

fn line_number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}

fn magnitude(entry: &Entry, field: &str, amount: Amount) -> Done {
    if amount.is_negative() { Err(invalid(entry, field, amount, "at least zero")) } else { Ok(()) }
}

fn invalid(entry: &Entry, field: &str, found: impl ToString, expected: &str) -> OpenItemError {
    OpenItemError::InvalidEntry {
        entry: entry.id.clone(),
        field: field.to_owned(),
        found: found.to_string(),
        expected: expected.to_owned(),
    }
}

fn mismatch(entry: &Entry, item: &str, problem: &str) -> OpenItemError {
    OpenItemError::Mismatch { entry: entry.id.clone(), item: item.to_owned(), problem: problem.to_owned() }
}

/// The refusal of an entry that comes before what it names.
pub(crate) fn before_target(entry: &Entry, target: &Entry) -> OpenItemError {
    let moment = |entry: &Entry| format!("{} recorded {}", entry.effective, crate::wire::format_moment(entry.recorded));
    OpenItemError::BeforeTarget { entry: entry.id.clone(), target: target.id.clone(), found: moment(entry), expected: moment(target) }
}
