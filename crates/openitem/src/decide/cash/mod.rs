//! Cash application: what a receipt pays, found from evidence, explained and never posted by itself.
#![doc = include_str!("../../../docs/cash.md")]

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
pub mod rule_order {}
mod rules;
mod settlement;
mod sort_out;
mod stated;
pub mod subset;
mod weigh;

pub use accept::ProposedBatch;
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
