//! Interest and late charges: what a late item bears, day by day, and what of it is still to be billed. The trade also says finance charges.
#![doc = include_str!("../../../docs/interest.md")]
//!
//! [`accrue`]: fn@accrue
//! [`due_date`]: fn@due_date
//! [`history`]: fn@history
//! [`rates`]: fn@rates
//! [`suspensions`]: fn@suspensions

mod accrue;
mod bill;
mod billed;
mod curve;
mod fixed;
mod fraction;
mod history;
mod policy;
mod presets;
mod rate;
mod record;
mod request;
mod settle;
mod sheet;
mod suspend;
mod tables;
mod terms;
#[cfg(test)]
mod tests;
mod write;

pub use accrue::accrue;
pub use history::history;
pub use policy::{
    InterestBilling, InterestCap, InterestCompounding, InterestFixedSum, InterestGrace, InterestMargin, InterestMethod, InterestMinimum,
    InterestPercent, InterestPolicy, InterestRateMode, InterestStart, InterestTax, InterestTaxDue,
};
pub use record::{InterestAccrual, InterestOutcome, InterestSegment, InterestState, InterestTotal, ItemInterest, MissingInterestRate};
pub use request::{BilledInterest, InterestAcceptance, InterestDispute, InterestKind, InterestRequest, InterestSuspension};
pub use suspend::suspensions;
pub use tables::{InterestRate, rates};
pub use terms::{InterestTerms, InterestTermsRule, LegalDueDate, due_date};
