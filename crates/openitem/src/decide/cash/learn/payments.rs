//! Past payments: what a customer's money paid, receipt by receipt, and what stood open beside it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;

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
    /// The other debits of the customers whose items it paid that were open when it was first applied and billed by the day it was
    /// paid on.
    pub beside: Vec<OpenItem>,
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

/// An account: the debits that one payer could have paid together.
type AccountKey = (Option<CustomerId>, EntityId, Currency);

/// A payment while it is put together.
struct Draft {
    date: NaiveDate,
    receipt: Option<ReceiptId>,
    lines: BTreeMap<ItemId, BTreeMap<Cause, Amount>>,
    beside: BTreeMap<AccountKey, Vec<ItemId>>,
}

/// The payments that hold, by payer and receipt.
pub(super) fn payments<'a>(past: &Past<'a>) -> Vec<Payment<'a>> {
    let mut walk = Walk { past, paying: paying(past), open: HashMap::new(), drafts: BTreeMap::new() };
    past.moves.iter().for_each(|change| walk.see(change));
    let receipts: HashMap<&ReceiptId, &Receipt> = past
        .entries()
        .filter_map(|entry| match &entry.kind {
            EntryKind::Receipt { receipt } => Some((&receipt.id, receipt.as_ref())),
            _ => None,
        })
        .collect();
    let taxes = taxes(past);
    let drafts = walk.drafts.into_iter().filter(|(_, draft)| !draft.lines.is_empty());
    drafts
        .map(|((payer, _), draft)| {
            let line = |(id, parts): (ItemId, BTreeMap<Cause, Amount>)| {
                Some(Line { item: past.item(&id)?.clone(), parts, tax: taxes.get(&id).copied() })
            };
            let lines: Vec<Line> = draft.lines.into_iter().filter_map(line).collect();
            let paid: BTreeSet<&ItemId> = lines.iter().map(|line| &line.item.id).collect();
            let others = draft.beside.values().flatten().filter(|id| !paid.contains(id)).filter_map(|id| past.item(id));
            let beside = others.filter(|item| item.document_date <= draft.date).cloned().collect();
            let receipt = draft.receipt.and_then(|id| receipts.get(&id).copied());
            Payment { payer, receipt, date: draft.date, lines, beside }
        })
        .collect()
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

/// A walk through what holds, in its order.
struct Walk<'p, 'a> {
    past: &'p Past<'a>,
    paying: HashMap<&'p EntryId, &'p OpenItem>,
    open: HashMap<AccountKey, BTreeMap<ItemId, Amount>>,
    drafts: BTreeMap<(CustomerId, ItemId), Draft>,
}

impl Walk<'_, '_> {
    fn see(&mut self, change: &crate::Change) {
        if change.side != Side::Debit {
            return;
        }
        let Some(item) = self.past.item(&change.item) else { return };
        let account = (item.customer.clone(), item.entity.clone(), item.currency);
        if let Some(money) = self.paying.get(&change.entry).copied().filter(|_| change.amount.is_negative())
            && let Some(payer) = &money.customer
        {
            let receipt = money.receipt.clone();
            let key = (payer.clone(), receipt.as_ref().map_or_else(|| money.id.clone(), ItemId::from));
            let draft = self.drafts.entry(key).or_insert_with(|| Draft {
                date: money.document_date,
                receipt,
                lines: BTreeMap::new(),
                beside: BTreeMap::new(),
            });
            let open = self.open.get(&account);
            draft.beside.entry(account.clone()).or_insert_with(|| open.into_iter().flat_map(BTreeMap::keys).cloned().collect());
            let part = draft.lines.entry(change.item.clone()).or_default().entry(change.cause).or_default();
            *part = part.checked_sub(change.amount).unwrap_or(*part);
        }
        if change.control_class == ControlClass::Receivable {
            let items = self.open.entry(account).or_default();
            let open = items.entry(change.item.clone()).or_default();
            *open = open.checked_add(change.amount).unwrap_or(*open);
            if open.is_zero() {
                items.remove(&change.item);
            }
        }
    }
}
