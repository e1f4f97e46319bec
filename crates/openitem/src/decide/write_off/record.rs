//! What is looked at for write-off, and what came of it.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::evidence::CollectionEvidence;
use crate::approval::ApprovalNeed;
use crate::provision::BookedProvision;
use crate::{
    Amount, AppliedAmount, Basis, Currency, CurrencyRow, CustomerId, EntityId, ItemId, OpenItem, ProposedBatch, Reason, ReasonCode,
    WriteOffMethod,
};

/// What is looked at for write-off.
#[wire]
pub struct WriteOffRequest {
    /// What is open.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// What was done to collect it, an entry for an item at most; an item without one was never worked.
    #[wire(default)]
    pub evidence: Vec<CollectionEvidence>,
    /// What became of items before: payments, which begin a limitation anew, and write-offs, which add up over a year.
    #[wire(default)]
    pub applied: Vec<AppliedAmount>,
    /// The allowance that is left, by entity and currency. Where none is given for one, it is taken to cover everything.
    #[wire(default)]
    pub allowance: Vec<BookedProvision>,
    /// The last entries that moved the items, from the ledger that they stand in: what is proposed relies on them, and what is written off
    /// again after a reversal bears other ids. Where none is given for an item it relies on its open amount alone.
    #[wire(default)]
    pub basis: Vec<Basis>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// What may be written off, as of a date, and what may not yet.
#[wire]
pub struct WriteOffReport {
    /// The date.
    pub as_of: NaiveDate,
    /// What may be, by due date, then id.
    #[wire(default)]
    pub candidates: Vec<WriteOffCandidate>,
    /// What is old enough by a rule, and lacks evidence, in the same order.
    #[wire(default)]
    pub waiting: Vec<WriteOffWaiting>,
    /// What no rule may touch, in the same order.
    #[wire(default)]
    pub set_aside: Vec<WriteOffSetAside>,
    /// What may be written off by entity, currency and reason.
    #[wire(default)]
    pub totals: Vec<WriteOffTotal>,
}

/// An item that may be written off.
#[wire]
pub struct WriteOffCandidate {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// What is open.
    pub open: Amount,
    /// How much of it.
    pub amount: Amount,
    /// How many days it is past due.
    pub days: i32,
    /// The rule.
    pub rule: String,
    /// The reason of the entry.
    pub reason: ReasonCode,
    /// Against what it is booked, where the allowance covers it.
    pub method: WriteOffMethod,
    /// Who must agree.
    pub approval: ApprovalNeed,
    /// What to post once they did.
    pub batch: ProposedBatch,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// An item that a rule would write off if more had been done.
#[wire]
pub struct WriteOffWaiting {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// What is open.
    pub open: Amount,
    /// The rule that lacks least; of such the first.
    pub rule: String,
    /// What is missing.
    #[wire(default)]
    pub missing: Vec<Reason>,
}

/// An item that is no candidate, whatever its age.
#[wire]
pub struct WriteOffSetAside {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// What is open.
    pub open: Amount,
    /// Why.
    pub reason: Reason,
}

/// What may be written off for a reason.
#[wire]
pub struct WriteOffTotal {
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// The reason.
    pub reason: ReasonCode,
    /// How many items.
    pub items: i32,
    /// How much.
    pub amount: Amount,
    /// How much of it the allowance covers.
    pub from_allowance: Amount,
}
