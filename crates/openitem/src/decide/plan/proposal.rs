//! Alternatives of a plan, side by side.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::approval::{ApprovalNeed, ApprovalRequest};
use crate::{Amount, Currency, PlanId, ProposedBatch, Reason, ReceiptId};

/// The alternatives of a plan, side by side.
#[wire]
pub struct PlanProposal {
    /// The plan to be.
    pub plan: PlanId,
    /// The day from which it counts.
    pub as_of: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// What is owed.
    pub owed: Amount,
    /// The alternatives: the shorter first, then by last date and name; those that cannot be offered come last.
    #[wire(default)]
    pub alternatives: Vec<PlanAlternative>,
    /// What is to be known of the items.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// One way to pay, and what it costs.
#[wire]
pub struct PlanAlternative {
    /// The name of the wish.
    pub name: String,
    /// Whether it can be offered; the reasons say why not.
    pub offered: bool,
    /// Its sheet, a row for each payment; empty where it cannot be offered.
    #[wire(default)]
    pub rows: Vec<PlanRow>,
    /// The interest of the plan.
    #[wire(default)]
    pub interest: Amount,
    /// What is given up if it is kept.
    #[wire(default)]
    pub discount: Amount,
    /// What is paid in all: owed - discount + interest.
    #[wire(default)]
    pub total: Amount,
    /// The late interest that would run on what is unpaid until each payment, at the rate of the policy.
    #[wire(default)]
    pub late_interest: Amount,
    /// What the payer pays more than what is owed, with the late interest where it runs on; below zero what he saves.
    #[wire(default)]
    pub adds: Amount,
    /// The late interest that he saves, where the policy suspends or waives it.
    #[wire(default)]
    pub saves: Amount,
    /// The most that falls into one month, without the down payment.
    #[wire(default)]
    pub most_in_a_month: Amount,
    /// Whether that is more than the payer can bear; none where nobody asked.
    pub above_ability: Option<bool>,
    /// What the approval matrix was asked; none where the plan cannot be offered.
    pub asks: Option<ApprovalRequest>,
    /// Who must agree.
    #[wire(default)]
    pub approval: ApprovalNeed,
    /// The entries to post when it is agreed, and approved where that is needed.
    pub proposed: Option<ProposedBatch>,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// A row of the sheet.
#[wire]
pub struct PlanRow {
    /// Which payment, from 1.
    pub number: i32,
    /// When it is due.
    pub due: NaiveDate,
    /// How much is paid.
    pub payment: Amount,
    /// How much of it is interest.
    pub interest: Amount,
    /// How much of it pays what is owed.
    pub principal: Amount,
    /// What is left.
    pub balance: Amount,
    /// The instrument in hand that stands for it.
    pub receipt: Option<ReceiptId>,
}
