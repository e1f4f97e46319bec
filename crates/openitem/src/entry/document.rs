//! Documents: what makes a customer owe, or be owed.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, BookedRate, Currency, CustomerId, ItemId, LedgerAccount, Rate, ReasonCode, ReceiptId};

/// An invoice, a credit memo, a debit memo, a finance charge or a down-payment request: which one, says the kind of its
/// entry. Its amount is a magnitude; the kind gives the side.
#[wire]
pub struct Document {
    /// The document, and its open item where it has one installment only.
    pub id: ItemId,
    /// The currency of every amount in it.
    pub currency: Currency,
    /// The gross total, at least zero. A document of zero is posted and closed.
    pub amount: Amount,
    /// The date printed on it; the entry's effective date where none is given.
    pub document_date: Option<NaiveDate>,
    /// The date that decides the tax period, where it differs.
    pub tax_date: Option<NaiveDate>,
    /// When it is due, where it has no installments.
    pub due: Option<NaiveDate>,
    /// The terms, as code or as written: aging groups by them.
    pub terms: Option<String>,
    /// The rate to base at which it is booked, where its currency is not the entity's.
    pub booked: Option<BookedRate>,
    /// The dated parts. They sum to the amount; a negative one stands on the other side.
    #[wire(default)]
    pub installments: Vec<Installment>,
    /// Early-payment discounts offered on the whole, where it has no installments.
    #[wire(default)]
    pub discounts: Vec<DiscountOffer>,
    /// Numbers by which it is known.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// Who ordered, who is billed, who pays, where they differ from the entry's customer.
    pub parties: Option<Parties>,
    /// Its lines, where the host keeps them.
    #[wire(default)]
    pub lines: Vec<DocumentLine>,
    /// The tax inside the amount, by code.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
    /// The class of control account that its items stand on.
    #[wire(default = ControlClass::Receivable)]
    pub control_class: ControlClass,
    /// The document that this one credits, raises or replaces: an invoice that names one continues its chain, so that
    /// aging can follow the first document's dates.
    pub corrects: Option<ItemId>,
    /// Why, for memos and charges.
    pub reason: Option<ReasonCode>,
    /// Attached files.
    #[wire(default)]
    pub attachments: Vec<Attachment>,
    /// What the host wants to group by.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// One dated part of a document: an open item of its own.
#[wire]
pub struct Installment {
    /// The amount, signed: below zero it stands on the other side.
    pub amount: Amount,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// What it waits for, where it has no due date yet.
    pub awaits: Option<DueEvent>,
    /// Its item; `<document>/<n>` where none is given, the document's id where it is the only one.
    pub id: Option<ItemId>,
    /// Early-payment discounts offered on it.
    #[wire(default)]
    pub discounts: Vec<DiscountOffer>,
}

/// An event that makes an installment due.
#[wire]
pub enum DueEvent {
    /// The goods are received.
    GoodsReceived,
    /// Retention money is released.
    RetentionReleased,
    /// The work is accepted.
    Accepted,
}

/// A discount for paying early.
#[wire]
pub struct DiscountOffer {
    /// The last day on which it may be taken.
    pub through: NaiveDate,
    /// How much may be taken, if all is paid.
    pub amount: Amount,
}

/// A number by which a document is known.
#[wire(hash)]
pub struct Reference {
    /// Whose number it is.
    pub kind: ReferenceKind,
    /// The number, as written.
    pub value: String,
}

/// Whose number a reference is.
#[wire]
pub enum ReferenceKind {
    /// The document's own number.
    #[default]
    Number,
    /// The customer's purchase order.
    PurchaseOrder,
    /// The seller's order.
    Order,
    /// The delivery.
    Delivery,
    /// The contract.
    Contract,
    /// A structured creditor reference (ISO 11649, QRR, KID).
    CreditorReference,
    /// The customer's own number for it.
    Customer,
    /// Another.
    Other,
}

/// Who ordered, who is billed and who pays.
#[wire]
pub struct Parties {
    /// Who bought.
    pub sold_to: Option<CustomerId>,
    /// Who is billed.
    pub billed_to: Option<CustomerId>,
    /// Who pays.
    pub payer: Option<CustomerId>,
}

/// A line of a document.
#[wire]
pub struct DocumentLine {
    /// Its number or id.
    pub id: String,
    /// The net amount, signed.
    pub net: Amount,
    /// The product.
    pub product: Option<String>,
    /// How many.
    pub quantity: Option<Rate>,
    /// The tax code.
    pub tax_code: Option<String>,
    /// The account its net is posted to, where the chart's own is not meant.
    pub ledger_account: Option<LedgerAccount>,
}

/// Tax inside an amount.
#[wire]
pub struct TaxPart {
    /// The tax code.
    pub code: String,
    /// The tax, signed like the document.
    pub amount: Amount,
    /// The base, signed like the document.
    pub base: Option<Amount>,
    /// The rate in percent.
    pub percent: Option<Rate>,
}

/// A class of control account: per class, the open items sum to the balance of its GL account.
#[wire]
pub enum ControlClass {
    /// What customers owe.
    Receivable,
    /// Cheques and bills in hand, not yet deposited.
    HeldInstrument,
    /// What payers kept back, under clarification.
    Deduction,
    /// Tax that payers withheld, its certificate pending.
    WithholdingPending,
    /// Money of a known payer not yet used.
    Unapplied,
    /// Money left on account on purpose.
    OnAccount,
    /// Money of a payer not known.
    Unidentified,
    /// Money received before the invoice.
    Prepayment,
}

impl ControlClass {
    /// Whether the class holds money received and not yet used.
    #[must_use]
    pub const fn is_money(self) -> bool {
        matches!(self, Self::Unapplied | Self::OnAccount | Self::Unidentified | Self::Prepayment)
    }
}

/// Debit or credit.
#[wire]
pub enum Side {
    /// The customer owes.
    Debit,
    /// The customer is owed.
    Credit,
}

impl Side {
    /// The other side.
    #[must_use]
    pub const fn opposite(self) -> Self {
        match self {
            Self::Debit => Self::Credit,
            Self::Credit => Self::Debit,
        }
    }
}

/// What an open item came from.
#[wire]
pub enum ItemKind {
    /// An invoice.
    Invoice,
    /// A credit memo.
    CreditMemo,
    /// A debit memo.
    DebitMemo,
    /// Interest or a fee charged.
    FinanceCharge,
    /// The rest of an item that a short payment cleared.
    Residual,
    /// A new debit for what was kept back.
    Chargeback,
    /// What a payer kept back.
    Deduction,
    /// Tax that a payer withheld.
    Withholding,
    /// Money received.
    Receipt,
    /// A cheque or bill in hand.
    HeldInstrument,
    /// What was cleared beyond an item's open amount, by the entry's own words.
    Excess,
}

/// A file that belongs to a document.
#[wire]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// What it is: invoice image, proof of delivery, certificate.
    pub kind: String,
    /// A digest of its content, as `sha256:…`.
    pub digest: Option<String>,
}

/// A word that the host puts on an item, to group by.
#[wire(hash)]
pub struct Label {
    /// The name of the label: `region`, `salesperson`.
    pub name: String,
    /// Its value.
    pub value: String,
}

/// An item that was open when the host began to keep this ledger.
#[wire]
pub struct OpeningItem {
    /// The item.
    pub id: ItemId,
    /// What it came from.
    pub kind: ItemKind,
    /// Its side.
    pub side: Side,
    /// Its currency.
    pub currency: Currency,
    /// What was billed or received at first, at least `open`.
    pub original: Amount,
    /// What is open at the start, at least zero.
    pub open: Amount,
    /// The class of its control account.
    #[wire(default = ControlClass::Receivable)]
    pub control_class: ControlClass,
    /// The date printed on the document; the entry's effective date where none is given.
    pub document_date: Option<NaiveDate>,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// Its terms.
    pub terms: Option<String>,
    /// The installment of its document.
    pub installment: Option<i32>,
    /// The rate to base at which it is booked, where its currency is not the entity's.
    pub booked: Option<BookedRate>,
    /// The receipt whose money it is.
    pub receipt: Option<ReceiptId>,
    /// Early-payment discounts still offered.
    #[wire(default)]
    pub discounts: Vec<DiscountOffer>,
    /// The tax inside what was billed, where it is known.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
    /// Numbers by which it is known.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// What the host wants to group by.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// Part of an item made an item of its own: a residual, or a chargeback of what was kept back.
#[wire]
pub struct Split {
    /// The item that is lowered.
    pub item: ItemId,
    /// The new item.
    pub id: ItemId,
    /// How much goes over to it.
    pub amount: Amount,
    /// The date of the new item; the old one's where none is given for a residual, the entry's for a chargeback.
    pub document_date: Option<NaiveDate>,
    /// When the new item is due; the old one's due date where none is given.
    pub due: Option<NaiveDate>,
    /// The terms of the new item; the old one's where none are given.
    pub terms: Option<String>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// Numbers by which the new item is known.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// Labels of the new item; the old one's where none are given.
    #[wire(default)]
    pub labels: Vec<Label>,
}
