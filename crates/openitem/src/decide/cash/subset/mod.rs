//! Subset search: which open items and credits, taken together, make a sum. The trade says many-to-one matching.
//!
//! [`search`] counts the readings of each size exactly, within a budget of steps, and says what chance alone would give. A
//! unique reading is not yet evidence: among 40 open items chance finds a subset for almost any amount, and a unique one
//! of five items is an accident more often than not. So an answer counts as more than chance only where it is the one
//! reading of its size, hardly any accident is expected up to that size, *and* no larger reading is likely to be the one meant.

mod accidents;
mod another;
mod filter;
mod groups;
mod halves;
mod kernel;
mod pairs;
mod planes;
mod request;
mod said;
mod search;
mod sink;

#[cfg(test)]
mod tests;

pub use request::{InterchangeableItems, SubsetAnswer, SubsetCount, SubsetItem, SubsetOutcome, SubsetPolicy, SubsetReading, SubsetRequest};
pub use search::{search, search_within};

pub(crate) use kernel::{Kernel, combinations};
