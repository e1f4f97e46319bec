//! One entry folds: what it names is looked up, what does not fit is refused, what it does becomes changes.

use smol_str::SmolStr;

use super::{Fold, ItemRow, NONE, Status};
use crate::book::change::Cause;
use crate::book::order::Space;
use crate::entry::made::default_item;
use crate::entry::{ControlClass, Entry, EntryKind, ItemKind, MoneyPlace, Named, RefusedOutcome, Side};
use crate::{Amount, Currency, ItemId, OpenItemError};

mod applications;
mod cases;
mod documents;
mod money;
mod records;
mod reversals;

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
            done = self.record(entries, entry).and_then(|()| self.act(entries, row, entry));
        }
        if let Err(error) = done {
            self.roll_back(entries, mark, &[row]);
            return Err(error);
        }
        self.follow_named(row);
        let end = u32::try_from(self.changes.len()).unwrap_or(NONE);
        let end_item = u32::try_from(self.items.len()).unwrap_or(NONE);
        let at = &mut self.rows[row as usize];
        at.status = Status::Standing;
        at.end_change = end;
        at.end_item = end_item;
        self.next_position += 1;
        self.latest = self.latest.max((entry.effective, entry.recorded));
        self.latest_recorded = self.latest_recorded.max(entry.recorded);
        self.enter_names(entry, row);
        self.liveness_changed(entries, row, true);
        Ok(())
    }

    /// Looks up everything that an entry names, and notes it among the followers of the entries that it names.
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
        // An item that came from another entity belongs to the one it went to.
        let found = match named {
            Named::Item(id) => self.item_row(id.as_str()).map(|item| {
                self.named.push(item);
                (self.item(item).maker, self.item(item).entity)
            }),
            other => self.holder(entries, other).map(|target| (target, self.row(target).entity)),
        };
        let Some((target, owner)) = found else {
            return Err(OpenItemError::UnknownName {
                entry: entry.id.clone(),
                what: named.what().to_owned(),
                name: named.text().to_owned(),
            });
        };
        // What is as late as all that ever folded is not before any of it.
        if entry.effective < self.latest.0 || entry.recorded < self.latest_recorded {
            let other = self.row(target);
            if entry.effective < other.effective || entry.recorded < other.recorded {
                return Err(before_target(entry, &entries[target as usize]));
            }
        }
        if owner != self.row(row).entity {
            let problem = format!("belongs to entity `{}`, the entry to `{}`", self.entities[owner as usize], entry.entity);
            return Err(mismatch(entry, named.text(), &problem));
        }
        if !matches!(named, Named::Item(_)) {
            self.follow(row, target);
        }
        Ok(())
    }

    /// Notes an entry among the followers of what made the items that it names and did not move by itself.
    fn follow_named(&mut self, row: u32) {
        for at in 0..self.named.len() {
            let item = self.item(self.named[at]);
            let maker = item.maker;
            if self.changes.get(item.last as usize).is_none_or(|change| change.entry != row || change.origin != NONE) {
                self.follow(row, maker);
            }
        }
    }

    /// The standing entry that made what is named.
    pub(in crate::book::fold) fn holder(&self, entries: &[Entry], named: &Named<'_>) -> Option<u32> {
        match named {
            Named::Item(id) => self.item_row(id.as_str()).map(|item| self.item(item).maker),
            Named::Entry(id) => self.entry_row(entries, id.as_str()).filter(|target| self.row(*target).status == Status::Standing),
            other => self.other_row(entries, Space::of(other), other.text()),
        }
    }

    /// The entity of an item.
    pub(crate) fn entity_of(&self, item: u32) -> &crate::EntityId {
        &self.entities[self.item(item).entity as usize]
    }

    fn check_new_names(&self, entries: &[Entry], row: u32) -> Done {
        let entry = &entries[row as usize];
        let taken = |space: Space, what: &str, text: &str| match self.other_row(entries, space, text) {
            Some(holder) => Err(OpenItemError::DuplicateName {
                entry: entry.id.clone(),
                what: what.to_owned(),
                name: text.to_owned(),
                holder: entries[holder as usize].id.clone(),
            }),
            None => Ok(()),
        };
        if let Some(receipt) = entry.kind.receipt_id() {
            taken(Space::Receipt, "receipt", receipt.as_str())?;
        }
        match entry.kind.opens() {
            Some(opened) => taken(Space::of(&opened), opened.what(), opened.text()),
            None => Ok(()),
        }
    }

    fn enter_names(&mut self, entry: &Entry, row: u32) {
        if let EntryKind::MiscellaneousReceipt { miscellaneous_receipt: receipt } = &entry.kind {
            self.other_names.insert((Space::Receipt, SmolStr::new(receipt.id.as_str())), row);
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
                self.check_case(entries, entry)?;
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
                let stays_unidentified =
                    self.item(item).class == ControlClass::Unidentified && transfer.to_customer.is_none() && entry.customer.is_none();
                self.move_part(entries, row, item, new, transfer.amount, |part| {
                    part.entity = entity.unwrap_or(part.entity);
                    if stays_unidentified {
                        part.class = ControlClass::Unidentified;
                    }
                })
            }
            EntryKind::Adjustment { adjustment } => self.adjustment(entries, row, entry, adjustment),
            EntryKind::WriteOff { write_off } => self.lower_checked(row, entry, &write_off.item, None, Cause::WrittenOff, write_off.amount),
            EntryKind::Recovery { recovery } => {
                let item = self.amount_item(entry, &recovery.item, None)?;
                magnitude(entry, "amount", recovery.amount)?;
                self.push(row, item, Cause::Recovered, recovery.amount, 0).map(drop)
            }
            EntryKind::TaxRelief { tax_relief } => {
                self.amount_item(entry, &tax_relief.item, None)?;
                magnitude(entry, "amount", tax_relief.amount)
            }
            EntryKind::ItemChanged { item_changed } => self.amount_item(entry, &item_changed.item, None).map(drop),
            EntryKind::CertificateReceived { certificate_received } => {
                let item = self.withholding_item(entry, &certificate_received.item)?;
                magnitude(entry, "amount", certificate_received.amount)?;
                self.lower(row, item, Cause::Certified, certificate_received.amount, 0)
            }
            EntryKind::CertificateRefused { certificate_refused } => {
                let item = self.withholding_item(entry, &certificate_refused.item)?;
                let again = match &certificate_refused.reinstates {
                    Some(id) => self.amount_item(entry, id, Some(Side::Debit))?,
                    None => self.withheld_from(entries, item),
                };
                if again != NONE {
                    self.same_currency(entry, item, again)?;
                }
                let collects = certificate_refused.outcome == RefusedOutcome::CollectAgain;
                if collects && again != NONE && self.item(again).entity != self.row(row).entity {
                    let problem = format!("was withheld in entity `{}`: the entry must say what it reinstates", self.entity_of(again));
                    return Err(mismatch(entry, certificate_refused.item.as_str(), &problem));
                }
                if collects && again == NONE {
                    return Err(invalid(entry, "reinstates", "none", "the item to collect again"));
                }
                magnitude(entry, "amount", certificate_refused.amount)?;
                self.lower(row, item, Cause::Certified, certificate_refused.amount, 0)?;
                if collects {
                    self.push(row, again, Cause::Reinstated, certificate_refused.amount, 0)?;
                }
                Ok(())
            }
            EntryKind::Reversal { reversal } => self.reversal(entries, row, entry, reversal.entry.as_str()),
            _ => self.check_case(entries, entry),
        }
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

    /// The item from which tax was withheld, wherever the tax's own item went since.
    fn withheld_from(&self, entries: &[Entry], item: u32) -> u32 {
        let mut at = item;
        while matches!(entries[self.item(at).maker as usize].kind, EntryKind::Transfer { .. }) {
            at = self.item(at).from;
        }
        self.item(at).from
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
