//! What an accrual is given.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::tables::InterestRate;
use crate::{Amount, AppliedAmount, CurrencyRow, DisputeId, DisputeOutcome, ItemId, OpenItem, PlanId};

/// What an accrual is given. [`history`](super::history()) makes it from entries.
#[wire]
pub struct InterestRequest {
    /// What is open on the date. Debits of the class receivable bear interest; credits and money do not.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// Items that were closed by the date, paid late or credited, as they stood in any earlier view: what is open of them is nothing.
    #[wire(default)]
    pub closed: Vec<OpenItem>,
    /// Late items that stand no more, because their documents were reversed: what was billed on them is credited. Their charges must be
    /// among the items, open or closed.
    #[wire(default)]
    pub withdrawn: Vec<ItemId>,
    /// How the items, and the charges among them, fell and rose after they were billed, as it holds on the date.
    #[wire(default)]
    pub applied: Vec<AppliedAmount>,
    /// What was billed already.
    #[wire(default)]
    pub billed: Vec<BilledInterest>,
    /// Disputes, ended ones too.
    #[wire(default)]
    pub disputes: Vec<InterestDispute>,
    /// Days on which items bear none, by agreement.
    #[wire(default)]
    pub suspensions: Vec<InterestSuspension>,
    /// Items of which nothing more is billed for now, because of a hold on charges. Their interest goes on.
    #[wire(default)]
    pub held: Vec<ItemId>,
    /// Rows of rate tables; they take the place of every shipped row of the same table.
    #[wire(default)]
    pub rates: Vec<InterestRate>,
    /// When goods or services were accepted, where the law counts from there; else the date of the document counts.
    #[wire(default)]
    pub acceptances: Vec<InterestAcceptance>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// What was billed on an item by one line of a charge.
#[wire]
pub struct BilledInterest {
    /// The document that billed it.
    pub charge: ItemId,
    /// What it was billed on: the late item; for tax, the charge that was paid.
    pub item: ItemId,
    /// What it is.
    #[wire(default)]
    pub kind: InterestKind,
    /// The day through which it was reckoned.
    pub through: NaiveDate,
    /// How much, before tax; of tax, the tax.
    pub amount: Amount,
    /// How much of it was credited because it was not owed: that may be billed again.
    #[wire(default)]
    pub cancelled: Amount,
    /// How much of it was given up: that is not billed again.
    #[wire(default)]
    pub waived: Amount,
    /// Whether the document was reversed: it counts for nothing, but its id is taken.
    #[wire(default)]
    pub reversed: bool,
    /// How many credit memos were proposed for the document so far, reversed ones too: the next one's number is one more.
    #[wire(default)]
    pub credits: i32,
}

/// What a charge is for.
#[wire]
pub enum InterestKind {
    /// Interest.
    #[default]
    Interest,
    /// A sum due once for the debt.
    FixedSum,
    /// What was missing to the minimum.
    Minimum,
    /// Tax on a charge that was paid.
    Tax,
}

impl InterestKind {
    /// The word that lines of documents bear as their product.
    #[must_use]
    pub const fn product(self) -> &'static str {
        match self {
            Self::Interest => "interest",
            Self::FixedSum => "fixed_sum",
            Self::Minimum => "minimum_charge",
            Self::Tax => "tax_on_interest",
        }
    }
}

/// A dispute about an item.
#[wire]
pub struct InterestDispute {
    /// The dispute.
    pub dispute: DisputeId,
    /// The item.
    pub item: ItemId,
    /// The first day.
    pub from_date: NaiveDate,
    /// The last day; none while it is open.
    pub through: Option<NaiveDate>,
    /// How it ended.
    pub outcome: Option<DisputeOutcome>,
    /// How much is disputed; all that is open where nothing is said.
    pub amount: Option<Amount>,
    /// How much was found for the customer, where each was right in part.
    pub upheld: Option<Amount>,
}

/// Days on which an item bears no interest, because a plan or a respite says so. What was billed for them is credited.
#[wire]
pub struct InterestSuspension {
    /// The item.
    pub item: ItemId,
    /// The first day.
    pub from_date: NaiveDate,
    /// The last day; none where it has no end yet.
    pub through: Option<NaiveDate>,
    /// The plan that it comes from.
    pub plan: Option<PlanId>,
}

/// The day on which goods or services were accepted.
#[wire]
pub struct InterestAcceptance {
    /// The item.
    pub item: ItemId,
    /// The day.
    pub accepted: NaiveDate,
}
