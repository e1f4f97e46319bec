//! Corrections: what changes an item after the fact. Nothing is ever edited or deleted.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, EntryId, ItemId, LedgerAccount, ReasonCode};

use super::application::Excess;
use super::document::{Label, Reference, TaxPart};

/// An item is raised or lowered.
#[wire]
pub struct Adjustment {
    /// The item.
    pub item: ItemId,
    /// Up or down.
    pub direction: Direction,
    /// How much, at least zero.
    pub amount: Amount,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// The account, where the chart's own is not meant.
    pub ledger_account: Option<LedgerAccount>,
    /// The tax inside it.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
    /// What a lowering clears beyond the open amount and becomes a credit item.
    pub excess: Option<Excess>,
}

/// Up or down.
#[wire]
pub enum Direction {
    /// The open amount rises.
    Up,
    /// The open amount falls.
    Down,
}

/// What will not be collected, or not be claimed, leaves the books.
#[wire]
pub struct WriteOff {
    /// The item, of either side.
    pub item: ItemId,
    /// How much.
    pub amount: Amount,
    /// Against what it is booked.
    #[wire(default = WriteOffMethod::Allowance)]
    pub method: WriteOffMethod,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// The tax inside it that is reclaimed in the same entry.
    #[wire(default)]
    pub taxes: Vec<TaxPart>,
}

/// Against what a write-off is booked.
#[wire]
pub enum WriteOffMethod {
    /// The allowance made before.
    Allowance,
    /// Bad debt expense.
    Direct,
    /// The expense of small balances.
    SmallBalance,
}

/// What was written off is collectible again: the item is reinstated.
#[wire]
pub struct Recovery {
    /// The item.
    pub item: ItemId,
    /// How much, at most what was written off of it.
    pub amount: Amount,
    /// Against what it is booked.
    #[wire(default = WriteOffMethod::Allowance)]
    pub method: WriteOffMethod,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// Output tax on a bad debt is claimed back, or repaid after a recovery. It moves no item.
#[wire]
pub struct TaxRelief {
    /// The item.
    pub item: ItemId,
    /// Claimed or repaid.
    pub direction: TaxReliefDirection,
    /// How much tax.
    pub amount: Amount,
    /// The tax code.
    pub tax_code: Option<String>,
    /// Where the bad debt was booked.
    #[wire(default = WriteOffMethod::Allowance)]
    pub method: WriteOffMethod,
}

/// Which way tax relief goes.
#[wire]
pub enum TaxReliefDirection {
    /// From the state.
    Claimed,
    /// Back to the state.
    Repaid,
}

/// Proof that tax was withheld has come: the withholding item is settled by it.
#[wire]
pub struct CertificateReceived {
    /// The withholding item.
    pub item: ItemId,
    /// How much it proves.
    pub amount: Amount,
    /// The certificate's number.
    pub number: Option<String>,
    /// Its date.
    pub date: Option<NaiveDate>,
    /// The period it is for, as written.
    pub period: Option<String>,
}

/// Proof that tax was withheld is refused or will not come.
#[wire]
pub struct CertificateRefused {
    /// The withholding item.
    pub item: ItemId,
    /// How much of it.
    pub amount: Amount,
    /// What becomes of it.
    pub outcome: RefusedOutcome,
    /// The item to collect again; the one that it was withheld from where none is given.
    pub reinstates: Option<ItemId>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// What becomes of tax withheld without proof.
#[wire]
pub enum RefusedOutcome {
    /// The customer owes it again.
    CollectAgain,
    /// We bear it.
    Expense,
}

/// What is known of an item changes; amounts do not.
#[wire]
pub struct ItemChanged {
    /// The item.
    pub item: ItemId,
    /// The due date.
    pub due: Option<DateChange>,
    /// The terms.
    pub terms: Option<TextChange>,
    /// The references.
    pub references: Option<ReferencesChange>,
    /// The labels.
    pub labels: Option<LabelsChange>,
    /// Why.
    pub reason: Option<ReasonCode>,
}

/// A date, before and after.
#[wire]
pub struct DateChange {
    /// What it was.
    pub old: Option<NaiveDate>,
    /// What it is.
    pub new: Option<NaiveDate>,
}

/// A text, before and after.
#[wire]
pub struct TextChange {
    /// What it was.
    pub old: Option<String>,
    /// What it is.
    pub new: Option<String>,
}

/// References, before and after.
#[wire]
pub struct ReferencesChange {
    /// What they were.
    #[wire(default)]
    pub old: Vec<Reference>,
    /// What they are.
    #[wire(default)]
    pub new: Vec<Reference>,
}

/// Labels, before and after.
#[wire]
pub struct LabelsChange {
    /// What they were.
    #[wire(default)]
    pub old: Vec<Label>,
    /// What they are.
    #[wire(default)]
    pub new: Vec<Label>,
}

/// An earlier entry is undone from this entry's date on: every balance, status and date that it set returns.
///
/// Reversing a receipt or a credit undoes its applications and what they took. Any other entry on whose amounts live
/// entries depend is refused, unless those are reversed too.
#[wire]
pub struct Reversal {
    /// The entry undone; a reversal too.
    pub entry: EntryId,
    /// Why.
    pub reason: Option<ReasonCode>,
}
