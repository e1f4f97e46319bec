//! What became of each item after it was billed, as it holds: the history that promises, plans and interest are judged by.

use std::collections::HashMap;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::change::{Cause, Change};
use super::item::OpenItem;
use super::replay::history;
use super::view::AsOf;
use crate::entry::{ControlClass, Entry, EntryKind, Side};
use crate::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId, ReceiptId};

/// An amount by which an item fell, or rose, after it was billed.
#[wire]
pub struct AppliedAmount {
    /// The entry.
    pub entry: EntryId,
    /// The item.
    pub item: ItemId,
    /// The entity of the item.
    pub entity: EntityId,
    /// The item's customer at that moment.
    pub customer: Option<CustomerId>,
    /// The item's currency.
    pub currency: Currency,
    /// The day on which it counts: the value date of the money that pays, else the accounting date.
    pub date: NaiveDate,
    /// The accounting date of the entry.
    pub effective: NaiveDate,
    /// By how much the open amount fell; below zero where it rose.
    pub amount: Amount,
    /// Why.
    pub cause: Cause,
    /// The money or credit that paid it, where one did.
    pub paid_from: Option<ItemId>,
    /// The receipt whose money that is.
    pub receipt: Option<ReceiptId>,
}

/// How debits fell and rose after they were billed, in a view: what was applied, taken beside the cash, credited, adjusted, written off.
///
/// What was taken back by a reversal, or by the bank, is left out with what took it back: this tells what holds. In the order of the
/// entries (accounting date, then as [`replay`](crate::replay()) folds them).
///
/// ```
/// use openitem::{Amount, Application, ApplicationLine, AsOf, Currency, Document, Entry, EntryKind, Receipt, applied_amounts};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let entry = |id: &str, on: &str, kind| {
///     Entry::new(id, "DE01", day(on), "2026-03-01T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap(), kind).with_customer("C-1")
/// };
/// let sum: Amount = "100".parse()?;
/// let entries = vec![
///     entry("E1", "2026-01-05", EntryKind::invoice(Document::new("INV-1", Currency::EUR, sum).with_due(day("2026-02-04")))),
///     // The bank's value date is two days before the accounting date.
///     entry("E2", "2026-02-12", EntryKind::receipt(Receipt::new("R-1", Currency::EUR, sum).with_value_date(day("2026-02-10")))),
///     entry("E3", "2026-02-12", EntryKind::application(Application::new("R-1", vec![ApplicationLine::new("INV-1", sum)]))),
/// ];
/// let applied = applied_amounts(&entries, &AsOf::new(day("2026-02-28")));
/// assert_eq!((applied[0].item.as_str(), applied[0].date, applied[0].amount), ("INV-1", day("2026-02-10"), sum));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn applied_amounts(entries: &[Entry], as_of: &AsOf) -> Vec<AppliedAmount> {
    let told = history(entries, as_of);
    let live: HashMap<&EntryId, &Entry> = told.live.iter().map(|entry| (&entry.id, *entry)).collect();
    let items: HashMap<&ItemId, &OpenItem> = told.items.iter().map(|item| (&item.id, item)).collect();
    let of_debit =
        |change: &Change| change.side == Side::Debit && change.control_class == ControlClass::Receivable && !is_birth(change.cause);
    standing(told.changes).into_iter().filter(of_debit).map(|change| applied(change, &live, &items)).collect()
}

/// Whether a change made the item.
const fn is_birth(cause: Cause) -> bool {
    matches!(cause, Cause::Opened | Cause::Billed | Cause::Charged | Cause::Received)
}

/// What lowered items through a date and is meant, by date, then entry and item: for decisions that let each amount count once.
#[cfg(feature = "collections")]
pub(crate) fn lowered(given: &[AppliedAmount], as_of: NaiveDate, is_meant: impl Fn(&AppliedAmount) -> bool) -> Vec<&AppliedAmount> {
    let known = |one: &&AppliedAmount| one.effective <= as_of && one.date <= as_of && one.amount.is_positive();
    let mut found: Vec<&AppliedAmount> = given.iter().filter(known).filter(|one| is_meant(one)).collect();
    crate::value::sort_by(&mut found, |one, other| {
        (one.date, &one.entry, &one.item)
            .cmp(&(other.date, &other.entry, &other.item))
            .then((one.cause, one.amount).cmp(&(other.cause, other.amount)))
    });
    found
}

fn applied(change: Change, live: &HashMap<&EntryId, &Entry>, items: &HashMap<&ItemId, &OpenItem>) -> AppliedAmount {
    let paid_from = live.get(&change.entry).and_then(|entry| match &entry.kind {
        EntryKind::Application { application } => Some(application.paid_from.clone()),
        _ => None,
    });
    let money = paid_from.as_ref().and_then(|id| items.get(id)).filter(|item| item.control_class.is_money());
    AppliedAmount {
        date: money.map_or(change.effective, |money| money.document_date),
        receipt: money.and_then(|money| money.receipt.clone()),
        amount: change.amount.negated(),
        entry: change.entry,
        item: change.item,
        entity: change.entity,
        customer: change.customer,
        currency: change.currency,
        effective: change.effective,
        cause: change.cause,
        paid_from,
    }
}

/// The movements that hold, in their order: those taken back are left out with what took them back.
pub(crate) fn standing(changes: Vec<Change>) -> Vec<Change> {
    let mut net: HashMap<(EntryId, i32, ItemId, Cause), Amount> = HashMap::new();
    for change in &changes {
        let root = change.origin.as_ref().unwrap_or(&change.entry).clone();
        let sum = net.entry((root, change.line, change.item.clone(), change.cause)).or_default();
        *sum = sum.checked_add(change.amount).unwrap_or(*sum);
    }
    let holds = |change: &Change| {
        let key = (change.entry.clone(), change.line, change.item.clone(), change.cause);
        change.origin.is_none() && net.get(&key).is_some_and(|sum| !sum.is_zero())
    };
    changes.into_iter().filter(holds).collect()
}
