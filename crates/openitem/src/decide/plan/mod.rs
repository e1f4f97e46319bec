//! Payment plans: what is proposed, what the payer can bear, and whether a plan is kept.
#![doc = include_str!("../../../docs/plan.md")]
//!
//! [`ability`]: fn@ability
//! [`assess`]: fn@assess
//! [`payment_history`]: fn@payment_history
//! [`plan_histories`]: fn@plan_histories
//! [`propose`]: fn@propose
//! [`re_age`]: fn@re_age
//! [`settle`]: fn@settle

mod ability;
mod assess;
mod claims;
mod covenants;
mod dates;
mod histories;
mod interest;
mod judge;
mod money;
mod outcome;
mod policy;
mod proposal;
mod propose;
mod re_age;
mod re_age_record;
mod record;
mod request;
mod settle;
mod sheet;
mod standing;
mod state;
#[cfg(test)]
mod tests;

pub use ability::{
    AbilityMeasure, AbilityPolicy, AbilityRequest, DeclaredCashFlow, PaidMonth, PaymentAbility, PaymentHistory, ability, payment_history,
};
pub use assess::assess;
pub use histories::plan_histories;
pub use policy::{PlanAllocation, PlanClaim, PlanCovenant, PlanCredits, PlanLateInterest, PlanPolicy, PlanTime};
pub use proposal::{PlanAlternative, PlanProposal, PlanRow};
pub use propose::propose;
pub use re_age::re_age;
pub use re_age_record::{ReAgeClass, ReAgeClock, ReAgeCondition, ReAgeCredit, ReAgeDecision, ReAgeLimit, ReAgePolicy, ReAgeRequest};
pub use record::{
    PlanAssessRequest, PlanAssessment, PlanCharge, PlanHistory, PlanInstallmentAssessment, PlanInstallmentStatus, PlanInstrument,
    PlanInstrumentState, PlanReport, PlanRevision, PlanSettlement, PlanSettlementKind, PlanSettlementLine, PlanStatus, ReAgedItem,
};
pub use request::{PlanDates, PlanPart, PlanRequest, PlanShape, PlanUnit, PlanWish};
pub use settle::settle;
