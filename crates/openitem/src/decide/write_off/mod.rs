//! Write-offs: what will not be collected, what it takes to say so, and what comes back all the same.
#![doc = include_str!("../../../docs/write_off.md")]
//!
//! [`assess`]: fn@assess
//! [`evidence`]: fn@evidence
//! [`recover`]: fn@recover
//! [`tax_relief`]: fn@tax_relief

mod assess;
mod cover;
#[cfg(test)]
mod edge_tests;
mod evidence;
mod limitation;
mod policy;
mod record;
mod recover;
mod relief;
mod small;
mod tax;
#[cfg(test)]
mod tests;

pub use assess::assess;
pub use evidence::{CollectionEvidence, EvidenceRequest, evidence};
pub use policy::{BeyondAllowance, LimitationLaw, SmallBalanceRule, TaxDifferenceRule, UncollectibleRule, WriteOffPolicy};
pub use record::{WriteOffCandidate, WriteOffReport, WriteOffRequest, WriteOffSetAside, WriteOffTotal, WriteOffWaiting};
pub use recover::{RecoveryRequest, recover};
pub use relief::{ReliefClaim, ReliefRequest, ReliefRule, ReliefState, WrittenOffItem, relief_rules, tax_relief};
