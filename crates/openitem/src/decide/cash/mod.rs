//! Cash application: what a receipt pays, found from evidence, explained and never posted by itself.
#![doc = include_str!("../../../docs/cash.md")]

mod accept;
mod account;
mod batch;
#[cfg(test)]
mod books;
mod by_amount;
mod by_name;
mod case;
mod desk;
mod difference;
mod entries;
mod first_fit;
mod graded;
mod habits;
mod identify;
mod learn;
mod lines;
mod meant;
mod named;
mod past;
mod policy;
mod presets;
mod proposal;
mod propose;
mod rating;
mod reading;
mod reconcile;
pub mod remittance;
mod reverse;
#[doc = include_str!("../../../docs/cash_rules.md")]
pub mod rule_order {}
mod rules;
mod scored;
mod settlement;
mod sort_out;
mod stated;
pub mod subset;
mod taken_back;
mod unapplied;
mod weigh;

pub use accept::ProposedBatch;
pub use batch::apply_batch;
pub use case::{CashAccounts, CashCase, CashReceipt, CashRequest};
pub use desk::Desk;
pub use difference::*;
pub use habits::{PayerHabits, ReferenceStyle};
pub use identify::*;
pub use learn::learn;
pub use policy::*;
pub use proposal::*;
pub use propose::{explain_difference, propose};
pub use rating::*;
pub use reconcile::{CreditPolicy, CreditStep, reconcile_credits};
pub use reverse::{ReversalAct, reverse};
pub use settlement::*;
pub use sort_out::*;
pub use unapplied::{Dormancy, UnappliedAct, UnappliedCash, UnappliedPolicy, unapplied};

#[cfg(test)]
mod tests;
