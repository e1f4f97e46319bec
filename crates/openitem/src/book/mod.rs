//! The book: what entries add up to, as of a date.

mod applied;
mod build;
mod change;
mod fold;
mod item;
pub mod journal;
mod ledger;
mod master;
mod names;
mod order;
mod post_after;
mod record;
mod replay;
mod snapshot;
mod view;

#[cfg(feature = "collections")]
pub(crate) use applied::lowered;
pub(crate) use applied::standing;
pub use applied::{AppliedAmount, applied_amounts};
pub use change::{Cause, Change};
pub use item::{ItemOrigin, OpenItem};
pub use ledger::{Basis, Batch, EarlyEntry, LateEntry, Ledger, Moved, PostPolicy, Posted, check, post};
pub use master::{ContactPoint, Customer, DebtorKind, Entity, MasterData};
pub use post_after::{PostResult, post_after};
pub use record::*;
pub(crate) use replay::history;
pub use replay::{changes, replay};
pub use snapshot::{Snapshot, restore, snapshot};
pub use view::AsOf;
