//! What an entry makes: the ids of the items that it opens.

use super::application::Application;
use super::document::Document;
use super::kind::EntryKind;
use super::money::{FeeBearer, Instrument, MoneyPlace, Relief, Stage};
use super::{Entry, TakenKind};
use crate::{ItemId, ReceiptId};

/// The id of the n-th item that an entry makes, where it gives none.
pub(crate) fn default_item(entry: &Entry, n: usize) -> ItemId {
    ItemId::new(format!("{}/{n}", entry.id))
}

/// The item that stands for an instrument in hand.
pub(crate) fn held_item(receipt: &ReceiptId) -> ItemId {
    ItemId::new(format!("{receipt}/held"))
}

/// Whether a receipt's instrument is in hand and its money may be used already: then it is an item of its own.
pub(crate) fn has_held_item(instrument: &Instrument) -> bool {
    instrument.first_stage() == Stage::Held && instrument.relief() == Relief::OnReceipt
}

/// Whether what was taken stays open as an item of its own.
pub(crate) fn makes_item(taken: &super::Taken) -> bool {
    taken.kind.always_makes_an_item() || (taken.item.is_some() && matches!(taken.kind, TakenKind::UnearnedDiscount | TakenKind::BankFee))
}

/// The id of an installment of a document, `at` counting from 0.
pub(crate) fn installment_item(document: &Document, at: usize) -> ItemId {
    match document.installments.get(at) {
        Some(installment) => match &installment.id {
            Some(id) => id.clone(),
            None if document.installments.len() == 1 => document.id.clone(),
            None => ItemId::new(format!("{}/{}", document.id, at.saturating_add(1))),
        },
        None => document.id.clone(),
    }
}

/// Calls `see` with the id of every item that an entry makes, in their order.
pub(crate) fn made_items(entry: &Entry, mut see: impl FnMut(ItemId)) {
    match &entry.kind {
        EntryKind::OpeningItem { opening_item } => see(opening_item.id.clone()),
        EntryKind::DownPaymentRequest { down_payment_request } => see(down_payment_request.id.clone()),
        EntryKind::Residual { residual: split } | EntryKind::Chargeback { chargeback: split } => see(split.id.clone()),
        EntryKind::Receipt { receipt } => {
            see(ItemId::from(&receipt.id));
            if has_held_item(&receipt.instrument) {
                see(held_item(&receipt.id));
            }
        }
        EntryKind::ReceiptReturned { receipt_returned } => {
            if let Some(fee) = receipt_returned.fee.as_ref().filter(|fee| fee.borne_by == FeeBearer::Customer) {
                see(fee.item.clone().unwrap_or_else(|| default_item(entry, 1)));
            }
        }
        EntryKind::MoneyPlaced { money_placed } if money_placed.to != MoneyPlace::Miscellaneous => {
            see(money_placed.id.clone().unwrap_or_else(|| default_item(entry, 1)));
        }
        EntryKind::Transfer { transfer } => see(transfer.id.clone().unwrap_or_else(|| default_item(entry, 1))),
        EntryKind::Application { application } => application_items(entry, application, see),
        EntryKind::Adjustment { adjustment } => {
            if let Some(excess) = &adjustment.excess {
                see(excess.item.clone().unwrap_or_else(|| default_item(entry, 1)));
            }
        }
        kind => {
            if let Some(document) = kind.document() {
                for at in 0..document.installments.len().max(1) {
                    see(installment_item(document, at));
                }
            }
        }
    }
}

fn application_items(entry: &Entry, application: &Application, mut see: impl FnMut(ItemId)) {
    let mut n = 0_usize;
    let mut given = |id: &Option<ItemId>| {
        n = n.saturating_add(1);
        see(id.clone().unwrap_or_else(|| default_item(entry, n)));
    };
    for line in &application.lines {
        for taken in line.taken.iter().filter(|taken| makes_item(taken)) {
            given(&taken.item);
        }
        if let Some(excess) = &line.excess {
            given(&excess.item);
        }
    }
}
