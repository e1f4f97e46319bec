//! Cash application: what a receipt pays, found from evidence, explained and never posted by itself.
#![doc = include_str!("../../../docs/cash.md")]
//!
//! [`apply_batch`]: fn@apply_batch
//! [`explain_difference`]: fn@explain_difference
//! [`identify`]: fn@identify
//! [`learn`]: fn@learn
//! [`propose`]: fn@propose
//! [`reconcile_credits`]: fn@reconcile_credits
//! [`remittance::attach_remittances`]: fn@remittance::attach_remittances
//! [`remittance::find_references`]: fn@remittance::find_references
//! [`remittance::pair`]: fn@remittance::pair
//! [`remittance::read`]: fn@remittance::read
//! [`reverse`]: fn@reverse
//! [`rule_order`]: mod@rule_order
//! [`sort_out`]: fn@sort_out
//! [`split_settlement`]: fn@split_settlement
//! [`subset::search`]: fn@subset::search
//! [`unapplied`]: fn@unapplied

mod accept;
mod account;
mod after;
mod batch;
mod case;
mod desk;
mod difference;
mod entries;
mod habits;
mod identify;
mod lines;
mod meant;
mod named;
mod policy;
mod presets;
mod proposal;
mod propose;
mod rating;
mod reading;
pub mod remittance;
#[doc = include_str!("../../../docs/cash_rules.md")]
///
/// [`apply_batch`]: fn@apply_batch
pub mod rule_order {}
mod rules;
mod settlement;
mod sort_out;
mod stated;
pub mod subset;
mod weigh;

pub use after::*;
pub use batch::apply_batch;
pub use case::{CashAccounts, CashCase, CashReceipt, CashRequest};
pub use desk::Desk;
pub use difference::*;
pub use habits::{PayerHabits, ReferenceStyle};
pub use identify::*;
pub use policy::*;
pub use proposal::*;
pub use propose::{explain_difference, propose};
pub use rating::*;
pub use settlement::*;
pub use sort_out::*;

#[cfg(test)]
mod tests;
