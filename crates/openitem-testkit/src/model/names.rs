//! Names and order: what an entry names, what it makes, and the order in which entries fold.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, Utc};
use openitem::{CaseId, Entry, EntryId, EntryKind, FeeBearer, ItemId, MoneyPlace, Named, Rank, Stage, Taken, TakenKind};

use super::state::relieves_at;

/// A name with its name space: `("item", "INV-1")`.
pub(super) type Name = (&'static str, String);

fn name(named: Named<'_>) -> Name {
    (named.what(), named.text().to_owned())
}

pub(super) fn item_name(item: &ItemId) -> Name {
    name(Named::Item(item))
}

pub(super) fn case_name(case: &CaseId) -> Name {
    name(Named::Case(case))
}

/// Everything that the entry names, in the order of its fields.
pub(super) fn names(entry: &Entry) -> Vec<Name> {
    let mut names = Vec::new();
    entry.kind.names(|named| names.push(name(named)));
    names
}

/// Every name that the entry makes: itself, its receipt, its dispute, promise, plan or case, its items.
pub(super) fn makes(entry: &Entry) -> Vec<Name> {
    let mut made = vec![name(Named::Entry(&entry.id))];
    made.extend(entry.kind.receipt_id().map(|receipt| name(Named::Receipt(receipt))));
    made.extend(entry.kind.opens().map(name));
    made.extend(items_made(entry).iter().map(item_name));
    if let EntryKind::DownPaymentRequest { down_payment_request } = &entry.kind {
        // A noted request is named like an item, so it stands in the items' name space.
        made.push(item_name(&down_payment_request.id));
    }
    made
}

/// The items that the entry makes, in the order in which it makes them.
pub(super) fn items_made(entry: &Entry) -> Vec<ItemId> {
    let mut made: Vec<ItemId> = Vec::new();
    let numbered =
        |given: &Option<ItemId>, made: &[ItemId]| given.clone().unwrap_or_else(|| ItemId::from(format!("{}/{}", entry.id, made.len() + 1)));
    match &entry.kind {
        EntryKind::OpeningItem { opening_item } => made.push(opening_item.id.clone()),
        EntryKind::Invoice { invoice: document }
        | EntryKind::CreditMemo { credit_memo: document }
        | EntryKind::DebitMemo { debit_memo: document }
        | EntryKind::FinanceCharge { finance_charge: document } => {
            match document.installments.as_slice() {
                [] => made.push(document.id.clone()),
                [only] => made.push(only.id.clone().unwrap_or_else(|| document.id.clone())),
                several => made.extend(several.iter().enumerate().map(|(at, installment)| {
                    installment.id.clone().unwrap_or_else(|| ItemId::from(format!("{}/{}", document.id, at + 1)))
                })),
            }
        }
        EntryKind::Residual { residual: split } | EntryKind::Chargeback { chargeback: split } => made.push(split.id.clone()),
        EntryKind::Receipt { receipt } => {
            made.push(ItemId::from(&receipt.id));
            let stage = receipt.instrument.first_stage();
            if stage == Stage::Held && relieves_at(&receipt.instrument, stage) {
                made.push(held_item(&ItemId::from(&receipt.id)));
            }
        }
        EntryKind::ReceiptReturned { receipt_returned } => {
            if let Some(fee) = receipt_returned.fee.as_ref().filter(|fee| fee.borne_by == FeeBearer::Customer) {
                made.push(numbered(&fee.item, &made));
            }
        }
        EntryKind::MoneyPlaced { money_placed } if money_placed.to != MoneyPlace::Miscellaneous => {
            made.push(numbered(&money_placed.id, &made));
        }
        EntryKind::Application { application } => {
            for line in &application.lines {
                for taken in line.taken.iter().filter(|taken| stays_open(taken)) {
                    made.push(numbered(&taken.item, &made));
                }
                if let Some(excess) = &line.excess {
                    made.push(numbered(&excess.item, &made));
                }
            }
        }
        EntryKind::Transfer { transfer } => made.push(numbered(&transfer.id, &made)),
        EntryKind::Adjustment { adjustment } => {
            if let Some(excess) = &adjustment.excess {
                made.push(numbered(&excess.item, &made));
            }
        }
        _ => {}
    }
    made
}

pub(super) fn held_item(receipt_item: &ItemId) -> ItemId {
    ItemId::from(format!("{receipt_item}/held"))
}

/// Whether a new item keeps open what was taken.
pub(super) fn stays_open(taken: &Taken) -> bool {
    taken.kind.always_makes_an_item() || (matches!(taken.kind, TakenKind::UnearnedDiscount | TakenKind::BankFee) && taken.item.is_some())
}

/// For each name, the entries that would make it.
pub(super) fn makers(entries: &[Entry]) -> BTreeMap<Name, Vec<Entry>> {
    let mut makers: BTreeMap<Name, Vec<Entry>> = BTreeMap::new();
    for entry in entries {
        for name in makes(entry) {
            makers.entry(name).or_default().push(entry.clone());
        }
    }
    makers
}

/// One entry for each id, and those whose id another has.
pub(super) fn one_of_each_id(entries: &[Entry]) -> (Vec<Entry>, Vec<Entry>) {
    let mut by_id: BTreeMap<&EntryId, Vec<&Entry>> = BTreeMap::new();
    for entry in entries {
        by_id.entry(&entry.id).or_default().push(entry);
    }
    let (mut kept, mut reused) = (Vec::new(), Vec::new());
    for same_id in by_id.into_values() {
        // Of those of one content: the earliest recorded, then the least `by`.
        let mut by_content: BTreeMap<String, Entry> = BTreeMap::new();
        for entry in same_id {
            let first = by_content.entry(content(entry)).or_insert_with(|| entry.clone());
            if (entry.recorded, &entry.by) < (first.recorded, &first.by) {
                *first = entry.clone();
            }
        }
        // Of those of other content: the earliest recorded, then the least canonical JSON.
        let mut rivals: Vec<Entry> = by_content.into_values().collect();
        rivals.sort_by_key(|entry| (entry.recorded, content(entry)));
        let mut rivals = rivals.into_iter();
        kept.extend(rivals.next());
        reused.extend(rivals);
    }
    (kept, reused)
}

/// The entry's JSON with its keys in order, but for when it was recorded and by whom.
fn content(entry: &Entry) -> String {
    let mut value = serde_json::to_value(entry).unwrap_or_default();
    if let Some(fields) = value.as_object_mut() {
        fields.remove("recorded");
        fields.remove("by");
    }
    value.to_string()
}

/// All entries in fold order; the flag marks those whose id another has: they come last of their moment.
pub(super) fn fold_order(kept: &[Entry], reused: &[Entry], makers: &BTreeMap<Name, Vec<Entry>>) -> Vec<(Entry, bool)> {
    let depths = depths(kept, makers);
    let mut order: Vec<(Entry, bool)> = Vec::new();
    order.extend(kept.iter().map(|entry| (entry.clone(), false)));
    order.extend(reused.iter().map(|entry| (entry.clone(), true)));
    order.sort_by_cached_key(|(entry, is_reused)| {
        let reversed = std::cmp::Reverse(reversed(entry, kept));
        let place = (!is_reused).then(|| (depths.get(&entry.id).copied().unwrap_or(usize::MAX), entry.kind.rank(), reversed));
        (entry.effective, entry.recorded, *is_reused, place, entry.id.clone(), content(entry))
    });
    order
}

/// What tells the order of the entries that reversals of one moment reverse.
fn reversed(entry: &Entry, kept: &[Entry]) -> Option<(NaiveDate, DateTime<Utc>, Rank, EntryId)> {
    let EntryKind::Reversal { reversal } = &entry.kind else { return None };
    let target = kept.iter().find(|target| target.id == reversal.entry)?;
    Some((target.effective, target.recorded, target.kind.rank(), target.id.clone()))
}

/// The depth of each entry; those in a circle, and those that name one, have none.
fn depths(entries: &[Entry], makers: &BTreeMap<Name, Vec<Entry>>) -> BTreeMap<EntryId, usize> {
    let mut depths: BTreeMap<EntryId, usize> = BTreeMap::new();
    let targets: BTreeMap<&EntryId, Vec<EntryId>> = entries.iter().map(|entry| (&entry.id, targets(entry, makers))).collect();
    loop {
        let known = depths.len();
        for entry in entries {
            let of_targets: Option<Vec<usize>> = targets.get(&entry.id).into_iter().flatten().map(|id| depths.get(id).copied()).collect();
            if let Some(of_targets) = of_targets {
                depths.insert(entry.id.clone(), of_targets.into_iter().max().map_or(0, |deepest| deepest + 1));
            }
        }
        if depths.len() == known {
            return depths;
        }
    }
}

/// The entries of the same effective date and moment that the entry names; itself, where it names what it makes.
fn targets(entry: &Entry, makers: &BTreeMap<Name, Vec<Entry>>) -> Vec<EntryId> {
    let named = names(entry).into_iter().flat_map(|name| makers.get(&name).cloned().unwrap_or_default());
    named.filter(|target| target.effective == entry.effective && target.recorded == entry.recorded).map(|target| target.id).collect()
}
