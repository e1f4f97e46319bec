#![doc = include_str!("../README.md")]
#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    clippy::float_arithmetic
)]
// UniFFI's library keeps no documentation of the types; they have it in every other build.
#![cfg_attr(feature = "uniffi", allow(missing_docs))]
// What only decisions use stands unused where they are left out.
#![cfg_attr(not(feature = "cash"), allow(dead_code, unused_imports))]
#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::float_arithmetic))]

extern crate self as openitem;

mod book;
mod decide;
mod entry;
#[doc = include_str!("../docs/architecture.md")]
///
/// [`Change`]: crate::Change
/// [`Snapshot`]: crate::Snapshot
/// [`read_entries`]: crate::read_entries
/// [`replay_stored`]: crate::replay_stored
pub mod architecture {}
pub mod facade;
mod report;
#[cfg(feature = "schema")]
pub mod schema;
mod value;
#[doc(hidden)]
pub mod wire;

pub use book::*;
pub use decide::*;
pub use entry::*;
pub use facade::{KeptEntry, StoredEntries, StoredReplay, Unknown, read_entries, replay_stored, write_entries};
#[doc(hidden)]
pub use openitem_macros::{operations, wire};
pub use report::*;
pub use value::*;
pub use wire::redact;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!("openitem");
