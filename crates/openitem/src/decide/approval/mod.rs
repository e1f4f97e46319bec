//! Approval: who must agree before something is done, and whether they did.
#![doc = include_str!("../../../docs/approval.md")]
//!
//! [`needed`]: fn@needed
//! [`judge`]: fn@judge

mod judge;
mod needed;
mod policy;
mod record;
#[cfg(test)]
mod tests;

pub use judge::judge;
pub use needed::needed;
pub use policy::{ApprovalPolicy, ApprovalRule};
pub use record::{ApprovalCase, ApprovalDemand, ApprovalJudgment, ApprovalNeed, ApprovalRequest, ApprovalState, Approver, SetAsideReply};
