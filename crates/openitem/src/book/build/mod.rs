//! The book and the changes as plain data, made from a fold.

mod changes;
mod items;
mod said;
mod states;

use self::items::Items;
use self::said::Said;
use self::states::States;
use super::fold::{Fold, NONE};
use super::item::OpenItem;
use super::record::Book;
use super::view::AsOf;
use crate::Amount;
use crate::entry::{Entry, EntryKind};

pub(crate) use self::changes::changes_of;
pub(crate) use self::states::{Closings, periods, sort_periods};

/// Makes the book of a fold whose entries are `rows`, in fold order.
pub(crate) fn build(entries: &[Entry], fold: &Fold, rows: &[u32], as_of: &AsOf) -> Book {
    let rows = beside_amounts(entries, fold, rows);
    let said = Said::new(entries, fold, &rows);
    let mut states = States::default();
    for row in rows.into_iter().filter(|row| fold.row(*row).is_live()) {
        if let Some(entry) = entries.get(row as usize) {
            states.see(entries, fold, row, entry);
        }
    }
    let mut book = Book::new(as_of.clone());
    let mut wanted: Vec<u32> = (0..u32::try_from(fold.items.len()).unwrap_or(NONE))
        .filter(|at| !fold.item(*at).is_noted && fold.item(*at).open.is_positive())
        .collect();
    wanted.sort_unstable_by(|left, right| fold.item(*left).id.cmp(&fold.item(*right).id));
    let disputed = states.disputed();
    let planned = states.planned();
    let mut items = Items::new(entries, fold, &said, &wanted);
    for at in wanted {
        let mut item = items.make(at);
        if let Some(amounts) = disputed.get(&item.id) {
            let sum = amounts.iter().try_fold(Amount::ZERO, |sum, amount| sum.checked_add(amount.unwrap_or(item.open)));
            item.disputed = sum.unwrap_or(item.open).min(item.open);
        }
        item.plan = planned.get(&item.id).map(|plan| (*plan).clone());
        book.items.push(item);
    }
    drop((disputed, planned));
    states.fill(entries, fold, &said, &mut book);
    book
}

/// Every item of a fold that stands, closed ones too, by id, without what is disputed or planned.
pub(crate) fn items_of(entries: &[Entry], fold: &Fold, rows: &[u32]) -> Vec<OpenItem> {
    let said = Said::new(entries, fold, &beside_amounts(entries, fold, rows));
    let mut wanted: Vec<u32> = (0..u32::try_from(fold.items.len()).unwrap_or(NONE))
        .filter(|at| !fold.item(*at).is_noted && fold.row(fold.item(*at).maker).is_live())
        .collect();
    wanted.sort_unstable_by(|left, right| fold.item(*left).id.cmp(&fold.item(*right).id));
    let mut items = Items::new(entries, fold, &said, &wanted);
    wanted.into_iter().map(|at| items.make(at)).collect()
}

/// The entries that may say something beside the amounts that they move: all but most documents, receipts and applications,
/// and those are nearly all.
fn beside_amounts(entries: &[Entry], fold: &Fold, rows: &[u32]) -> Vec<u32> {
    let mut has_requests = false;
    let mut out = Vec::new();
    for row in rows.iter().copied() {
        let Some(entry) = entries.get(row as usize) else { continue };
        let says = match &entry.kind {
            EntryKind::OpeningItem { .. }
            | EntryKind::Invoice { .. }
            | EntryKind::CreditMemo { .. }
            | EntryKind::DebitMemo { .. }
            | EntryKind::FinanceCharge { .. } => false,
            // Requests stand before the money that answers them, and parts of it are made by later entries.
            EntryKind::Receipt { receipt } => has_requests && receipt.request.is_some(),
            EntryKind::Application { .. } => has_requests && fold.row(row).first_item < fold.row(row).end_item,
            EntryKind::DownPaymentRequest { .. } => {
                has_requests = true;
                true
            }
            _ => true,
        };
        out.extend(says.then_some(row));
    }
    out
}
