//! The amounts that an entry states, with the currency that each of them is in: for rules that concern every amount alike.

use super::EntryKind;
use super::collection::{DisputedItem, PlanInstallment};
use super::document::{DiscountOffer, Document, OpeningItem, TaxPart};
use super::money::{Receipt, Return};
use crate::{Amount, BookedRate, Currency, ItemId, PlanId, ReceiptId};

/// An amount that an entry states.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Stated<'a> {
    /// The field, as the entry's record has it.
    pub(crate) field: &'static str,
    /// The amount.
    pub(crate) amount: Amount,
    /// What says its currency.
    pub(crate) of: AmountOf<'a>,
}

/// What says the currency of an amount.
#[derive(Debug, Clone, Copy)]
pub(crate) enum AmountOf<'a> {
    /// The entry itself.
    Currency(Currency),
    /// The item that it speaks of.
    Item(&'a ItemId),
    /// The receipt that it speaks of.
    Receipt(&'a ReceiptId),
    /// The plan that it speaks of.
    Plan(&'a PlanId),
}

impl EntryKind {
    /// Calls `see` with every amount that the entry states beside those that it moves as they stand: a change of an item
    /// bears these. The payer's own words are left out: what a remittance says is not booked.
    pub(crate) fn amounts_beside(&self, mut see: impl FnMut(Stated<'_>)) {
        let see = &mut see;
        match self {
            Self::OpeningItem { opening_item } => opening(opening_item, see),
            Self::Receipt { receipt } => of_receipt(receipt, see),
            Self::ReceiptReturned { receipt_returned } => returned(receipt_returned, see),
            Self::MiscellaneousReceipt { miscellaneous_receipt: receipt } => {
                see(Stated { field: "amount", amount: receipt.amount, of: AmountOf::Currency(receipt.currency) });
                booked(receipt.booked.as_ref(), see);
            }
            Self::RefundAsked { refund_asked } => of_item("amount", refund_asked.amount, &refund_asked.item, see),
            Self::RefundPaid { refund_paid } => booked(refund_paid.booked.as_ref(), see),
            Self::Application { application } => {
                for line in &application.lines {
                    for taken in &line.taken {
                        taxes("lines.taken.taxes", &taken.taxes, AmountOf::Item(&line.item), see);
                    }
                }
            }
            Self::Transfer { transfer } => booked(transfer.booked.as_ref(), see),
            Self::Adjustment { adjustment } => taxes("taxes", &adjustment.taxes, AmountOf::Item(&adjustment.item), see),
            Self::WriteOff { write_off } => taxes("taxes", &write_off.taxes, AmountOf::Item(&write_off.item), see),
            Self::TaxRelief { tax_relief } => of_item("amount", tax_relief.amount, &tax_relief.item, see),
            Self::DisputeOpened { dispute_opened } => disputed(&dispute_opened.items, see),
            Self::DisputeChanged { dispute_changed } => disputed(&dispute_changed.items, see),
            Self::CreditRequested { credit_requested } => of_item("amount", credit_requested.amount, &credit_requested.item, see),
            Self::ApprovalAsked { approval_asked } => {
                let of = match (approval_asked.currency, approval_asked.items.first()) {
                    (Some(currency), _) => Some(AmountOf::Currency(currency)),
                    (None, item) => item.map(AmountOf::Item),
                };
                if let (Some(amount), Some(of)) = (approval_asked.amount, of) {
                    see(Stated { field: "amount", amount, of });
                }
            }
            Self::PromiseMade { promise_made } => {
                let of = AmountOf::Currency(promise_made.currency);
                see(Stated { field: "amount", amount: promise_made.amount, of });
                for amount in promise_made.items.iter().filter_map(|item| item.amount) {
                    see(Stated { field: "items.amount", amount, of });
                }
            }
            Self::PlanAgreed { plan_agreed } => plan(&plan_agreed.installments, AmountOf::Currency(plan_agreed.currency), see),
            Self::PlanChanged { plan_changed } => plan(&plan_changed.installments, AmountOf::Plan(&plan_changed.id), see),
            Self::SecurityTaken { security_taken } => {
                see(Stated { field: "amount", amount: security_taken.amount, of: AmountOf::Currency(security_taken.currency) });
            }
            _ => {
                if let Some(document) = self.document() {
                    of_document(document, see);
                }
            }
        }
    }
}

type See<'s> = dyn FnMut(Stated<'_>) + 's;

fn of_document(document: &Document, see: &mut See<'_>) {
    let of = AmountOf::Currency(document.currency);
    see(Stated { field: "amount", amount: document.amount, of });
    for part in &document.installments {
        see(Stated { field: "installments.amount", amount: part.amount, of });
        discounts("installments.discounts.amount", &part.discounts, of, see);
    }
    discounts("discounts.amount", &document.discounts, of, see);
    for line in &document.lines {
        see(Stated { field: "lines.net", amount: line.net, of });
    }
    taxes("taxes", &document.taxes, of, see);
    booked(document.booked.as_ref(), see);
}

fn opening(item: &OpeningItem, see: &mut See<'_>) {
    let of = AmountOf::Currency(item.currency);
    see(Stated { field: "original", amount: item.original, of });
    discounts("discounts.amount", &item.discounts, of, see);
    booked(item.booked.as_ref(), see);
}

fn of_receipt(receipt: &Receipt, see: &mut See<'_>) {
    let of = AmountOf::Currency(receipt.currency);
    see(Stated { field: "amount", amount: receipt.amount, of });
    if let Some(amount) = receipt.fee {
        see(Stated { field: "fee", amount, of });
    }
    booked(receipt.booked.as_ref(), see);
}

fn returned(returned: &Return, see: &mut See<'_>) {
    let of = AmountOf::Receipt(&returned.receipt);
    see(Stated { field: "amount", amount: returned.amount, of });
    if let Some(fee) = &returned.fee {
        see(Stated { field: "fee.amount", amount: fee.amount, of });
    }
}

fn of_item(field: &'static str, amount: Amount, item: &ItemId, see: &mut See<'_>) {
    see(Stated { field, amount, of: AmountOf::Item(item) });
}

fn booked(booked: Option<&BookedRate>, see: &mut See<'_>) {
    if let Some((amount, base)) = booked.and_then(|booked| Some((booked.amount?, booked.base))) {
        see(Stated { field: "booked.amount", amount, of: AmountOf::Currency(base) });
    }
}

fn taxes(field: &'static str, parts: &[TaxPart], of: AmountOf<'_>, see: &mut See<'_>) {
    for part in parts {
        see(Stated { field, amount: part.amount, of });
        if let Some(amount) = part.base {
            see(Stated { field, amount, of });
        }
    }
}

fn discounts(field: &'static str, offers: &[DiscountOffer], of: AmountOf<'_>, see: &mut See<'_>) {
    for offer in offers {
        see(Stated { field, amount: offer.amount, of });
    }
}

fn disputed(items: &[DisputedItem], see: &mut See<'_>) {
    for line in items {
        if let Some(amount) = line.amount {
            of_item("items.amount", amount, &line.item, see);
        }
    }
}

fn plan(installments: &[PlanInstallment], of: AmountOf<'_>, see: &mut See<'_>) {
    for part in installments {
        see(Stated { field: "installments.amount", amount: part.amount, of });
        if let Some(amount) = part.interest {
            see(Stated { field: "installments.interest", amount, of });
        }
    }
}
