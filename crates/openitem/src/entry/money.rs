//! Money: receipts and what becomes of them other than being applied.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, BookedRate, CaseId, Currency, ItemId, LedgerAccount, ReasonCode, ReceiptId};

use super::document::Reference;

/// Money received. Its entry's customer is the payer; without one it is unidentified.
///
/// Its money is an open credit item that bears the receipt's id.
#[wire]
pub struct Receipt {
    /// The receipt, and its open item.
    pub id: ReceiptId,
    /// Its currency.
    pub currency: Currency,
    /// The amount, at least zero, before any fee that the bank kept.
    pub amount: Amount,
    /// The bank's value date; the entry's effective date where none is given.
    pub value_date: Option<NaiveDate>,
    /// The rate to base at which it is booked, where its currency is not the entity's.
    pub booked: Option<BookedRate>,
    /// What carried it.
    #[wire(default)]
    pub instrument: Instrument,
    /// Where its money stands until it is used. Money of an unknown payer is unidentified whatever is said here.
    #[wire(default = MoneyClass::Unapplied)]
    pub money_class: MoneyClass,
    /// The down-payment request that it answers.
    pub request: Option<ItemId>,
    /// Who paid, as the bank or the payer wrote it.
    #[wire(default)]
    pub payer: Payer,
    /// The payer's words about what it pays.
    #[wire(personal)]
    pub remittance: Option<String>,
    /// The payer's statement of what it pays, line by line.
    #[wire(default)]
    pub remittance_lines: Vec<RemittanceLine>,
    /// Numbers by which it is known at the bank.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// Our bank account that it came in on.
    pub bank_account: Option<String>,
    /// What the bank or processor kept of it and we bear: the receipt stays gross.
    pub fee: Option<Amount>,
}

/// What carries money.
#[wire]
pub struct Instrument {
    /// Cash, a cheque, a wire, …
    #[wire(default = PaymentMethod::Wire)]
    pub method: PaymentMethod,
    /// The number of the cheque, card slip or bill.
    pub number: Option<String>,
    /// The bank it is drawn on.
    pub bank: Option<String>,
    /// The date from which it may be presented.
    pub maturity: Option<NaiveDate>,
    /// Where it stands when the receipt is posted: held for a post-dated cheque or a bill, cleared for all else, where
    /// nothing is said.
    pub stage: Option<Stage>,
    /// When its money may relieve items: on clearing for a post-dated cheque or a bill, on receipt for all else, where
    /// nothing is said. Until then it is exposure shown apart.
    pub relieves: Option<Relief>,
}

impl Instrument {
    /// Where it stands when the receipt is posted.
    #[must_use]
    pub fn first_stage(&self) -> Stage {
        self.stage.unwrap_or(if self.method.is_post_dated() { Stage::Held } else { Stage::Cleared })
    }

    /// When its money may relieve items.
    #[must_use]
    pub fn relief(&self) -> Relief {
        self.relieves.unwrap_or(if self.method.is_post_dated() { Relief::OnClearing } else { Relief::OnReceipt })
    }
}

/// What kind of instrument.
#[wire]
pub enum PaymentMethod {
    /// Notes and coins.
    Cash,
    /// A cheque payable at sight.
    Cheque,
    /// A cheque that may be presented later only.
    PostDatedCheque,
    /// A direct debit that we drew.
    DirectDebit,
    /// A card.
    Card,
    /// A credit transfer.
    Wire,
    /// A bill of exchange or promissory note.
    Bill,
    /// Another.
    Other,
}

impl PaymentMethod {
    const fn is_post_dated(self) -> bool {
        matches!(self, Self::PostDatedCheque | Self::Bill)
    }
}

/// Where an instrument stands.
#[wire]
pub enum Stage {
    /// In hand.
    Held,
    /// With the bank, not yet paid.
    Deposited,
    /// Paid.
    Cleared,
}

/// When an instrument's money may relieve items.
#[wire]
pub enum Relief {
    /// As soon as it is received.
    OnReceipt,
    /// When it is deposited.
    OnDeposit,
    /// When it has cleared.
    OnClearing,
}

/// Where money stands that was received and is not used.
#[wire]
pub enum MoneyClass {
    /// The payer is known, the items are not.
    Unapplied,
    /// Left on account on purpose.
    OnAccount,
    /// Received before the invoice.
    Prepayment,
}

/// Who paid, as written.
#[wire]
pub struct Payer {
    /// A customer number in the bank's line.
    pub id: Option<String>,
    /// The name.
    #[wire(personal)]
    pub name: Option<String>,
    /// The account it came from.
    #[wire(personal)]
    pub bank_account: Option<String>,
}

/// One line of the payer's statement of what a receipt pays.
#[wire]
pub struct RemittanceLine {
    /// The document, as the payer wrote it.
    pub reference: String,
    /// What is paid of it.
    pub amount: Option<Amount>,
    /// What is taken as discount.
    pub discount: Option<Amount>,
    /// What is kept back, with the payer's code.
    pub deducted: Option<Amount>,
    /// The payer's reason code.
    pub reason: Option<String>,
}

/// A held instrument goes on: deposited, or cleared.
#[wire]
pub struct InstrumentStaged {
    /// The receipt.
    pub receipt: ReceiptId,
    /// Where it stands from now on.
    pub stage: Stage,
    /// The bank's value date.
    pub value_date: Option<NaiveDate>,
}

/// The payer of unidentified money is found: the entry's customer.
#[wire]
pub struct PayerIdentified {
    /// The receipt.
    pub receipt: ReceiptId,
}

/// The bank takes money back: a cheque not honoured, a direct debit or card payment charged back.
#[wire]
pub struct Return {
    /// The receipt.
    pub receipt: ReceiptId,
    /// How much the bank takes back.
    pub amount: Amount,
    /// The items that reopen: every application of this receipt to them is undone with what it took. Where none is named
    /// and all of the receipt is returned, all reopen.
    #[wire(default)]
    pub reopens: Vec<ItemId>,
    /// The bank's reason.
    pub reason: Option<ReasonCode>,
    /// The bank's fee.
    pub fee: Option<ReturnFee>,
    /// The bank's value date.
    pub value_date: Option<NaiveDate>,
}

/// The fee of a return, in the receipt's currency.
#[wire]
pub struct ReturnFee {
    /// How much.
    pub amount: Amount,
    /// Who bears it.
    pub borne_by: FeeBearer,
    /// The new item where the customer bears it; `<entry>/1` where none is given.
    pub item: Option<ItemId>,
    /// When the new item is due; at once where none is given.
    pub due: Option<NaiveDate>,
}

/// Who bears a fee.
#[wire]
pub enum FeeBearer {
    /// It is our bank charge.
    Us,
    /// It is billed to the customer.
    Customer,
}

/// Money that is no customer's: interest, a tax refund, a supplier's refund.
#[wire]
pub struct MiscellaneousReceipt {
    /// The receipt.
    pub id: ReceiptId,
    /// Its currency.
    pub currency: Currency,
    /// The amount, at least zero.
    pub amount: Amount,
    /// The account it is booked to.
    pub ledger_account: LedgerAccount,
    /// The bank's value date.
    pub value_date: Option<NaiveDate>,
    /// The rate to base, where its currency is not the entity's.
    pub booked: Option<BookedRate>,
    /// Who paid, as written.
    #[wire(default)]
    pub payer: Payer,
    /// What it is.
    pub text: Option<String>,
}

/// Money is put elsewhere: on account, to a prepayment, back to unapplied, or booked as miscellaneous.
#[wire]
pub struct MoneyPlaced {
    /// The open item that holds the money.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// Where it goes.
    pub to: MoneyPlace,
    /// The new item; `<entry>/1` where none is given. Miscellaneous money makes none.
    pub id: Option<ItemId>,
    /// The account, for miscellaneous money.
    pub ledger_account: Option<LedgerAccount>,
    /// The down-payment request that it answers.
    pub request: Option<ItemId>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// Where money goes.
#[wire]
pub enum MoneyPlace {
    /// Back among what is to be applied.
    Unapplied,
    /// On account, on purpose.
    OnAccount,
    /// To wait for an invoice.
    Prepayment,
    /// Out of receivables, to an account of its own.
    Miscellaneous,
}

/// A refund is asked for. It moves nothing.
#[wire]
pub struct RefundAsked {
    /// The case.
    pub id: CaseId,
    /// The credit item to refund.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A refund is paid from a credit item.
#[wire]
pub struct RefundPaid {
    /// The credit item.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// The case that asked for it.
    pub case: Option<CaseId>,
    /// The payment's number.
    pub reference: Option<String>,
    /// The rate to base of the payment, where the item's currency is not the entity's; the item's own where none is given.
    pub booked: Option<BookedRate>,
}

/// A credit that nobody claimed is remitted to the state.
#[wire]
pub struct UnclaimedRemitted {
    /// The credit item.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// The jurisdiction.
    pub jurisdiction: String,
    /// The report's number.
    pub reference: Option<String>,
}
