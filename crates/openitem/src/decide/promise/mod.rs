//! Promises to pay: what was promised, what came, and what a customer's word is worth.
#![doc = include_str!("../../../docs/promise.md")]
//!
//! [`assess`]: fn@assess

mod assess;
mod policy;
mod record;
#[cfg(test)]
mod tests;

pub use assess::assess;
pub use policy::{PromiseCounts, PromisePolicy};
pub use record::{PromiseAssessment, PromiseRecord, PromiseReport, PromiseStatus};
