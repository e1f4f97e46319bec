//! Decisions: pure functions of plain data, a date and a policy that propose what to post, with their reasons.

#[cfg(feature = "collections")]
pub mod approval;
#[cfg(feature = "cash")]
pub mod cash;
#[cfg(feature = "collections")]
pub mod interest;
#[cfg(feature = "collections")]
pub mod plan;
#[cfg(feature = "collections")]
pub mod promise;
mod proposed;
#[cfg(feature = "collections")]
pub mod provision;
#[cfg(feature = "collections")]
pub mod settlement;
#[cfg(feature = "collections")]
pub mod withholding;
#[cfg(feature = "collections")]
pub mod write_off;

pub use proposed::{ProposedBatch, ProposedEntry};
