//! Subset search: which open items, taken together, make a sum. The trade says many-to-one matching.

mod filter;
mod groups;
mod halves;
mod kernel;
mod pairs;
mod planes;
mod sink;

#[cfg(test)]
mod tests;

#[allow(unused_imports)]
pub(crate) use kernel::{Any, Counts, Kernel};
