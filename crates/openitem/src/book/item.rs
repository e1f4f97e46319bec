//! Open items: posted debits and credits not yet cleared. The border of most reports and decisions.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::entry::{ControlClass, DiscountOffer, DueEvent, ItemKind, Label, Parties, Reference, Side, TaxPart};
use crate::{Amount, BookedRate, Currency, CustomerId, EntityId, ItemId, PlanId, ReceiptId};

/// A posted debit or credit that is not cleared: an installment of a document, or money received and not used.
///
/// Amounts are magnitudes; `side` says who owes whom. A host with its own tables makes these and calls reports and
/// decisions directly; a host with entries gets them from the [`Book`](crate::Book).
#[wire]
pub struct OpenItem {
    /// The item.
    pub id: ItemId,
    /// The selling company.
    pub entity: EntityId,
    /// What it came from.
    pub kind: ItemKind,
    /// Debit or credit.
    pub side: Side,
    /// Its currency.
    pub currency: Currency,
    /// What was billed or received at first.
    pub original: Amount,
    /// What is open.
    pub open: Amount,
    /// The date printed on the document, or the value date of money.
    pub document_date: NaiveDate,
    /// The accounting date of the entry that made it.
    pub effective: NaiveDate,
    /// The customer; none for unidentified money.
    pub customer: Option<CustomerId>,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// What it waits for, where it has no due date yet.
    pub awaits: Option<DueEvent>,
    /// The rate to base at which it is booked, where its currency is not the entity's.
    pub booked: Option<BookedRate>,
    /// What is open in base currency at the booked rate; none where its currency is base.
    pub base_open: Option<Amount>,
    /// The document that it is a part of, where that bears another id.
    pub document: Option<ItemId>,
    /// Which installment of its document, from 1.
    pub installment: Option<i32>,
    /// Its terms, as code or as written.
    pub terms: Option<String>,
    /// How much of what is open is disputed.
    #[wire(default)]
    pub disputed: Amount,
    /// The class of its control account.
    #[wire(default = ControlClass::Receivable)]
    pub control_class: ControlClass,
    /// Numbers by which it is known.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// Early-payment discounts offered on it.
    #[wire(default)]
    pub discounts: Vec<DiscountOffer>,
    /// The tax inside what was billed, by code; of an installment its share, in proportion to its amount. Empty where the
    /// document shows none, and on an item that was split off another.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
    /// Who ordered, who is billed, who pays.
    pub parties: Option<Parties>,
    /// The receipt whose money it is.
    pub receipt: Option<ReceiptId>,
    /// The item that it follows: the one it was split, transferred or withheld from, or the invoice that a rebill replaces.
    pub origin: Option<ItemOrigin>,
    /// The payment plan that covers it.
    pub plan: Option<PlanId>,
    /// What the host wants to group by.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// The first item of a chain, with the dates that aging may follow.
#[wire]
pub struct ItemOrigin {
    /// The first item.
    pub item: ItemId,
    /// The date printed on its document.
    pub document_date: NaiveDate,
    /// The accounting date of its entry.
    pub effective: NaiveDate,
    /// When it was due.
    pub due: Option<NaiveDate>,
}
