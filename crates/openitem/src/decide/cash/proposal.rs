//! What cash application answers: the items that a receipt pays, what is left, and why.

use openitem_macros::wire;

use super::identify::PayerCandidate;
use super::policy::CashRuleKind;
use crate::entry::{MoneyClass, Side, Taken};
use crate::{Amount, Basis, CustomerId, EntityId, ItemId, ProposedEntry, Reason, ReceiptId};

/// What a receipt pays, as far as the evidence says. Nothing is posted by proposing.
#[wire]
pub struct CashProposal {
    /// The receipt.
    pub receipt: ReceiptId,
    /// The entity.
    pub entity: EntityId,
    /// The earliest accounting date of what is proposed.
    pub effective: chrono::NaiveDate,
    /// What may be done with it.
    pub status: CashStatus,
    /// The best reading.
    pub reading: CashReading,
    /// Other readings, the next best first.
    #[wire(default)]
    pub alternatives: Vec<CashReading>,
    /// Who may have paid, the best first, each with what speaks for it: as many as readings are shown. Whose debts each may pay
    /// [`identify`](super::identify()) tells. Empty where the receipt was posted with its customer.
    #[wire(default)]
    pub payers: Vec<PayerCandidate>,
    /// How many other readings of the same strength were seen.
    #[wire(default)]
    pub rivals: i32,
    /// The entries to post if it is accepted, in their order.
    #[wire(default)]
    pub entries: Vec<ProposedEntry>,
    /// What it relies on.
    #[wire(default)]
    pub basis: Vec<Basis>,
    /// How many steps of search it cost.
    pub steps: i64,
}

/// What may be done with a proposal.
#[wire]
pub enum CashStatus {
    /// The evidence leaves one reading: it may be posted with nobody looking.
    Auto,
    /// A person should look: this is the best candidate.
    Review,
    /// No candidate was found.
    Unmatched,
}

/// One way to read a receipt.
#[wire]
pub struct CashReading {
    /// The rule that found it; none where nothing was found.
    pub rule: Option<CashRuleKind>,
    /// Who paid.
    pub customer: Option<CustomerId>,
    /// What is paid, debits and netted credits, by due date.
    #[wire(default)]
    pub lines: Vec<CashLine>,
    /// What stays unused.
    #[wire(default)]
    pub unused: Amount,
    /// Where that stands.
    #[wire(default = MoneyClass::Unapplied)]
    pub unused_class: MoneyClass,
    /// How many readings of this kind chance alone would be expected to give.
    #[wire(default)]
    pub accidents: Amount,
    /// Why, the strongest reason first.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// An item of a reading.
#[wire]
pub struct CashLine {
    /// The item.
    pub item: ItemId,
    /// Whose it is.
    pub customer: Option<CustomerId>,
    /// A debit is paid, a credit is netted.
    pub side: Side,
    /// How much of the receipt goes to a debit, or how much of a credit is used.
    pub amount: Amount,
    /// What is taken beside it.
    #[wire(default)]
    pub taken: Vec<Taken>,
    /// The new item that its rest becomes, where the policy makes one of a short payment.
    pub residual: Option<Amount>,
    /// Items of the same customer, kind, amount and due date that could stand in its place, twenty at most.
    #[wire(default)]
    pub interchangeable: Vec<ItemId>,
    /// What the remittance says of it, where it does.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}
