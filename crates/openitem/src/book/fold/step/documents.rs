//! Documents fold: opening items, invoices and memos, requests, residuals and chargebacks.

use super::{Done, blank, invalid, line_number, magnitude};
use crate::Amount;
use crate::book::change::Cause;
use crate::book::fold::{Fold, ItemRow};
use crate::entry::made::installment_item;
use crate::entry::{ControlClass, Document, Entry, ItemKind, OpeningItem, Side, Split};

impl Fold {
    pub(super) fn opening(&mut self, entries: &[Entry], row: u32, entry: &Entry, item: &OpeningItem) -> Done {
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

    pub(super) fn document(&mut self, entries: &[Entry], row: u32, entry: &Entry, document: &Document, kind: ItemKind, side: Side) -> Done {
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

    pub(super) fn request(&mut self, entries: &[Entry], row: u32, entry: &Entry, document: &Document) -> Done {
        magnitude(entry, "amount", document.amount)?;
        let id = document.id.clone();
        let new = ItemRow { is_noted: true, ..blank(entry, id, row, document.currency, document.amount) };
        self.open_item(entries, new).map(drop)
    }

    pub(super) fn split(&mut self, entries: &[Entry], row: u32, entry: &Entry, split: &Split, kind: ItemKind) -> Done {
        let item = self.amount_item(entry, &split.item, Some(Side::Debit))?;
        magnitude(entry, "amount", split.amount)?;
        self.move_part(entries, row, item, split.id.clone(), split.amount, |part| {
            part.kind = kind;
            part.class = ControlClass::Receivable;
        })
    }
}
