//! What is known of a plan, and what became of it.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::policy::{PlanClaim, PlanLateInterest};
use crate::entry::{PlanInstallment, Stage};
use crate::{
    Amount, AppliedAmount, Currency, CurrencyRow, CustomerId, EntityId, EntryId, ItemId, OpenItem, Plan, PlanId, ProposedBatch, Reason,
    ReceiptId,
};

/// A plan with what became of it, as [`plan_histories`](fn@super::plan_histories) folds it from entries.
#[wire]
pub struct PlanHistory {
    /// The plan as it was agreed, and how it ended.
    pub plan: Plan,
    /// Its changes.
    #[wire(default)]
    pub changes: Vec<PlanRevision>,
    /// What was charged under it: its interest and fees.
    #[wire(default)]
    pub charges: Vec<PlanCharge>,
    /// Where the instruments stand that are to pay it.
    #[wire(default)]
    pub instruments: Vec<PlanInstrument>,
    /// The due dates that were changed by a re-age while it ran.
    #[wire(default)]
    pub re_aged: Vec<ReAgedItem>,
    /// The entry that ended it.
    pub ended_by: Option<EntryId>,
    /// The last entry that spoke of it, one that took its end back too.
    pub last: Option<EntryId>,
}

/// The payments of a plan from a day on.
#[wire]
pub struct PlanRevision {
    /// The day.
    pub date: NaiveDate,
    /// The payments from then on.
    pub installments: Vec<PlanInstallment>,
}

/// What was charged under a plan: a finance charge with the label `plan`.
#[wire]
pub struct PlanCharge {
    /// Its item.
    pub item: ItemId,
    /// Interest of the installments, or a fee.
    pub claim: PlanClaim,
    /// When it is due.
    pub due: NaiveDate,
    /// How much.
    pub amount: Amount,
}

/// An instrument that is to pay an installment.
#[wire]
pub struct PlanInstrument {
    /// Its receipt.
    pub receipt: ReceiptId,
    /// Where it stands.
    pub stage: Stage,
    /// Since when.
    pub since: NaiveDate,
    /// Its amount.
    pub amount: Amount,
    /// What the bank took back of it, or never paid.
    #[wire(default)]
    pub returned: Amount,
    /// When the bank did so first.
    pub returned_on: Option<NaiveDate>,
}

/// An item whose due date was changed by a re-age.
#[wire]
pub struct ReAgedItem {
    /// The item.
    pub item: ItemId,
    /// The entry that changed it.
    pub entry: EntryId,
    /// When.
    pub date: NaiveDate,
}

/// What plans are judged by.
#[wire]
pub struct PlanAssessRequest {
    /// The plans.
    #[wire(default)]
    pub plans: Vec<PlanHistory>,
    /// What was applied to items, as it holds.
    #[wire(default)]
    pub applied: Vec<AppliedAmount>,
    /// What is open on the date: of the plans' items, and of the customers for covenants.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// What became of plans, as of a date.
#[wire]
pub struct PlanReport {
    /// The date.
    pub as_of: NaiveDate,
    /// Each plan, by the day on which it was agreed and id.
    #[wire(default)]
    pub plans: Vec<PlanAssessment>,
}

/// What became of a plan.
#[wire]
pub struct PlanAssessment {
    /// The plan.
    pub plan: PlanId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// How it stands.
    pub status: PlanStatus,
    /// Its installments since it was changed last, by due date.
    #[wire(default)]
    pub installments: Vec<PlanInstallmentAssessment>,
    /// What was paid of those.
    #[wire(default)]
    pub paid: Amount,
    /// What is left of their principal.
    #[wire(default)]
    pub principal_left: Amount,
    /// What is left of their interest.
    #[wire(default)]
    pub interest_left: Amount,
    /// What is left of fees.
    #[wire(default)]
    pub fees_left: Amount,
    /// What is past due of it.
    #[wire(default)]
    pub arrears: Amount,
    /// What is due now; of a broken plan that accelerates all principal, with the interest and fees that are due.
    #[wire(default)]
    pub due_now: Amount,
    /// How many installments were missed so far, those paid later and those before its changes too.
    #[wire(default)]
    pub missed: i32,
    /// How often it broke.
    #[wire(default)]
    pub defaults: i32,
    /// How often it and the plans before it broke.
    #[wire(default)]
    pub broken_in_all: i32,
    /// When it broke, if it is broken.
    pub defaulted_on: Option<NaiveDate>,
    /// Until when paying all arrears brings it to life again.
    pub cure_by: Option<NaiveDate>,
    /// When it came to life again last.
    pub reinstated_on: Option<NaiveDate>,
    /// When all was paid.
    pub completed_on: Option<NaiveDate>,
    /// The plan that it took the place of.
    pub replaces: Option<PlanId>,
    /// The plan that took its place.
    pub replaced_by: Option<PlanId>,
    /// Which plan in a row it is, from 1.
    #[wire(default = 1)]
    pub generation: i32,
    /// What becomes of late interest on its items.
    pub late_interest: PlanLateInterest,
    /// The first day on which late interest does not run.
    pub no_interest_from: Option<NaiveDate>,
    /// The last one; none where it has no end yet.
    pub no_interest_through: Option<NaiveDate>,
    /// What is left open of its items when all is paid.
    #[wire(default)]
    pub rest: Amount,
    /// What to post: interest that fell due, its end, due dates restored.
    pub proposed: Option<ProposedBatch>,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// How a plan stands.
#[wire]
pub enum PlanStatus {
    /// Nothing is late.
    Current,
    /// Something is late or missed.
    Late,
    /// It broke.
    Defaulted,
    /// All is paid.
    Completed,
    /// Another took its place.
    Replaced,
    /// It was called off.
    Cancelled,
}

/// What became of an installment.
#[wire]
pub struct PlanInstallmentAssessment {
    /// Which one, from 1.
    pub number: i32,
    /// When it is due.
    pub due: NaiveDate,
    /// The last day on which it is in time.
    pub last_day: NaiveDate,
    /// How much, less what credits took off it.
    pub amount: Amount,
    /// How much of that is interest.
    #[wire(default)]
    pub interest: Amount,
    /// How it stands.
    pub status: PlanInstallmentStatus,
    /// What was paid of it.
    #[wire(default)]
    pub paid: Amount,
    /// What was paid of its interest.
    #[wire(default)]
    pub paid_interest: Amount,
    /// When all of it was paid.
    pub paid_on: Option<NaiveDate>,
    /// When it was missed.
    pub missed_on: Option<NaiveDate>,
    /// The instrument that is to pay it.
    pub receipt: Option<ReceiptId>,
    /// Where that stands.
    pub instrument: Option<PlanInstrumentState>,
}

/// How an installment stands.
#[wire]
pub enum PlanInstallmentStatus {
    /// Not due, or to be paid by an instrument in hand.
    Open,
    /// Paid in time.
    Paid,
    /// Past due, and within the days of grace.
    Late,
    /// Not paid in time, or its instrument was returned.
    Missed,
    /// Missed, and paid later.
    Cured,
}

/// Where the instrument of an installment stands.
#[wire]
pub enum PlanInstrumentState {
    /// In hand.
    Held,
    /// With the bank.
    Deposited,
    /// Paid.
    Cleared,
    /// Returned, in part or whole.
    Returned,
}

/// What settles a plan at once, on a day.
#[wire]
pub struct PlanSettlement {
    /// The plan.
    pub plan: PlanId,
    /// The day.
    pub on: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// The sheet.
    #[wire(default)]
    pub lines: Vec<PlanSettlementLine>,
    /// What is to be paid.
    pub total: Amount,
    /// What the payer saves against the payments that are left.
    pub saves: Amount,
    /// The instruments in hand to be given back.
    #[wire(default)]
    pub give_back: Vec<ReceiptId>,
    /// The one payment that takes the place of those left; none where nothing is left.
    pub proposed: Option<ProposedBatch>,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// A line of a settlement.
#[wire]
pub struct PlanSettlementLine {
    /// What it is.
    pub kind: PlanSettlementKind,
    /// How much; a discount is below zero.
    pub amount: Amount,
    /// The days that interest ran since the installment before.
    pub days: Option<i32>,
    /// The days from that installment to the next.
    pub of_days: Option<i32>,
    /// The interest of the next installment.
    pub of_interest: Option<Amount>,
}

/// What a line of a settlement is.
#[wire]
pub enum PlanSettlementKind {
    /// The principal that is left.
    Principal,
    /// The interest of installments that are due.
    InterestDue,
    /// The interest that ran since the last of them, by days of the next one's.
    InterestAccrued,
    /// Fees that are left.
    Fees,
    /// The discount for settling at once.
    Discount,
}
