//! The book: what entries add up to, as of a date.

mod build;
mod change;
mod fold;
mod item;
mod master;
mod names;
mod order;
mod record;
mod replay;
mod view;

pub use change::{Cause, Change};
pub use item::{ItemOrigin, OpenItem};
pub use master::{ContactPoint, Customer, DebtorKind, Entity, MasterData};
pub use record::*;
pub use replay::{changes, replay};
pub use view::AsOf;
