//! Past payments: what a customer's money paid, receipt by receipt, and what stood open beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, NaiveDate};

use super::super::past::Past;
use crate::entry::{ControlClass, EntryKind, ItemKind, Receipt, Side};
use crate::{Amount, Cause, Currency, CustomerId, EntityId, EntryId, ItemId, Money, OpenItem, ReceiptId};

/// What the money of one receipt paid.
pub(super) struct Payment<'a> {
    /// Whose money it was.
    pub payer: CustomerId,
    /// The receipt as it came in; none where the ledger began with its money.
    pub receipt: Option<&'a Receipt>,
    /// When it was paid.
    pub date: NaiveDate,
    /// What it paid, by item.
    pub lines: Vec<Line>,
    /// What else stood open.
    pub beside: Beside,
}

/// An item that a payment paid.
pub(super) struct Line {
    pub item: OpenItem,
    /// What it was paid with and what was taken, by cause.
    pub parts: BTreeMap<Cause, Amount>,
    /// The tax inside the item's document, where it says so and has no installments.
    pub tax: Option<Amount>,
}

impl Line {
    pub fn took(&self, cause: Cause) -> bool {
        self.parts.get(&cause).is_some_and(|amount| amount.is_positive())
    }

    /// All that the payment cleared of the item.
    pub fn cleared(&self) -> Option<Amount> {
        Amount::checked_sum(self.parts.values().copied())
    }
}

impl Payment<'_> {
    /// What the bank kept of it.
    pub fn fee(&self) -> Option<Money> {
        let fees = self.lines.iter().filter_map(|line| line.parts.get(&Cause::BankFee).copied());
        let sum = Amount::checked_sum(fees).filter(|sum| sum.is_positive())?;
        Some(Money::new(sum, self.lines.first()?.item.currency))
    }
}

/// The other debits of the customers whose items a payment paid, that were open when it was first applied and billed by the day it
/// was paid on.
#[derive(Default)]
pub(super) struct Beside {
    /// Whether there were any.
    pub any: bool,
    /// The earliest day on which one of them was due.
    pub first_due: Option<NaiveDate>,
    /// Whether one of them was of the month of the first item paid.
    pub same_month: bool,
}

/// An account: the debits that one payer could have paid together.
type AccountKey = (Option<CustomerId>, EntityId, Currency);

/// A payment: the payer, and the receipt.
type PaymentKey = (CustomerId, ItemId);

/// A payment while it is put together.
struct Draft {
    date: NaiveDate,
    receipt: Option<ReceiptId>,
    lines: BTreeMap<ItemId, BTreeMap<Cause, Amount>>,
    /// The accounts that were looked at already.
    seen: BTreeSet<AccountKey>,
    beside: Beside,
}

/// The payments that hold, by payer and receipt.
pub(super) fn payments<'a>(past: &Past<'a>) -> Vec<Payment<'a>> {
    let paying = paying(past);
    let mut drafts = drafts(past, &paying);
    look_beside(past, &paying, &mut drafts);
    let receipts: HashMap<&ReceiptId, &Receipt> = past
        .entries()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Receipt { receipt } => Some((&receipt.id, receipt.as_ref())),
            _ => None,
        })
        .collect();
    let taxes = taxes(past);
    let payment = |((payer, _), draft): (PaymentKey, Draft)| {
        let line = |(id, parts): (ItemId, BTreeMap<Cause, Amount>)| {
            Some(Line { item: past.item(&id)?.clone(), parts, tax: taxes.get(&id).copied() })
        };
        let lines: Vec<Line> = draft.lines.into_iter().filter_map(line).collect();
        let receipt = draft.receipt.and_then(|id| receipts.get(&id).copied());
        Payment { payer, receipt, date: draft.date, lines, beside: draft.beside }
    };
    drafts.into_iter().map(payment).collect()
}

/// What each receipt's money paid.
fn drafts(past: &Past<'_>, paying: &HashMap<&EntryId, &OpenItem>) -> BTreeMap<PaymentKey, Draft> {
    let mut drafts: BTreeMap<PaymentKey, Draft> = BTreeMap::new();
    for change in past.moves.iter().filter(|change| change.side == Side::Debit && change.amount.is_negative()) {
        let Some((key, money)) = paying.get(&change.entry).and_then(|money| Some((key(money)?, money))) else { continue };
        let draft = drafts.entry(key).or_insert_with(|| Draft {
            date: money.document_date,
            receipt: money.receipt.clone(),
            lines: BTreeMap::new(),
            seen: BTreeSet::new(),
            beside: Beside::default(),
        });
        let part = draft.lines.entry(change.item.clone()).or_default().entry(change.cause).or_default();
        *part = part.checked_sub(change.amount).unwrap_or(*part);
    }
    drafts
}

/// Goes through what holds once more, in its order, and notes what stood open beside each payment.
fn look_beside(past: &Past<'_>, paying: &HashMap<&EntryId, &OpenItem>, drafts: &mut BTreeMap<PaymentKey, Draft>) {
    let mut open: HashMap<AccountKey, OpenDebits> = HashMap::new();
    for change in past.moves.iter().filter(|change| change.side == Side::Debit && change.control_class == ControlClass::Receivable) {
        let Some(item) = past.item(&change.item) else { continue };
        let account = (item.customer.clone(), item.entity.clone(), item.currency);
        let draft = paying.get(&change.entry).and_then(|money| key(money)).and_then(|key| drafts.get_mut(&key));
        if let Some(draft) = draft.filter(|draft| !draft.seen.contains(&account)) {
            let first = draft.lines.keys().next().and_then(|id| past.item(id)).map(|item| month(item.document_date));
            if let Some(debits) = open.get(&account) {
                debits.look(past, draft, first);
            }
            draft.seen.insert(account.clone());
        }
        open.entry(account).or_default().moved(item, change.amount);
    }
}

/// The open debits of an account, by due date and by month: so that a payment looks at few of them.
#[derive(Default)]
struct OpenDebits {
    amounts: HashMap<ItemId, Amount>,
    by_due: BTreeSet<(NaiveDate, ItemId)>,
    by_month: BTreeMap<(i32, u32), BTreeSet<ItemId>>,
}

impl OpenDebits {
    fn moved(&mut self, item: &OpenItem, amount: Amount) {
        let left = self.amounts.entry(item.id.clone()).or_default();
        *left = left.checked_add(amount).unwrap_or(*left);
        let is_closed = left.is_zero();
        let due = (item.due.unwrap_or(item.document_date), item.id.clone());
        let same_month = self.by_month.entry(month(item.document_date)).or_default();
        if is_closed {
            self.amounts.remove(&item.id);
            self.by_due.remove(&due);
            same_month.remove(&item.id);
        } else {
            self.by_due.insert(due);
            same_month.insert(item.id.clone());
        }
    }

    /// Notes beside a payment, whose first item is of a month, what of these it did not pay.
    fn look(&self, past: &Past<'_>, draft: &mut Draft, first: Option<(i32, u32)>) {
        let Draft { lines, date, .. } = &*draft;
        let is_beside = |id: &ItemId| !lines.contains_key(id) && past.item(id).is_some_and(|other| other.document_date <= *date);
        let first_due = self.by_due.iter().find(|(_, id)| is_beside(id)).map(|(due, _)| *due);
        let same_month = first.and_then(|first| self.by_month.get(&first)).is_some_and(|ids| ids.iter().any(is_beside));
        draft.beside.any |= first_due.is_some();
        draft.beside.first_due = draft.beside.first_due.into_iter().chain(first_due).min();
        draft.beside.same_month |= same_month;
    }
}

/// The payment that money belongs to, where its owner is known.
fn key(money: &OpenItem) -> Option<PaymentKey> {
    let receipt = money.receipt.as_ref().map_or_else(|| money.id.clone(), ItemId::from);
    Some((money.customer.clone()?, receipt))
}

/// The month of a date.
pub(super) fn month(date: NaiveDate) -> (i32, u32) {
    (date.year(), date.month())
}

/// The money item that each application pays from, where it is a customer's.
fn paying<'a>(past: &'a Past<'_>) -> HashMap<&'a EntryId, &'a OpenItem> {
    let pays = past.moves.iter().filter(|change| change.cause == Cause::Applied && change.side == Side::Credit);
    pays.filter_map(|change| Some((&change.entry, past.item(&change.item)?))).filter(|(_, item)| item.kind == ItemKind::Receipt).collect()
}

/// The tax inside each document of one installment.
fn taxes(past: &Past<'_>) -> HashMap<ItemId, Amount> {
    let documents = past.entries().filter_map(|entry| entry.kind.document()).filter(|document| document.installments.len() <= 1);
    let taxed = documents.filter(|document| !document.taxes.is_empty());
    taxed.filter_map(|document| Some((document.id.clone(), Amount::checked_sum(document.taxes.iter().map(|tax| tax.amount))?))).collect()
}
