//! The book: what entries add up to, as of a date.

mod change;
mod item;
mod master;
mod record;
mod view;

pub use change::{Cause, Change};
pub use item::{ItemOrigin, OpenItem};
pub use master::{ContactPoint, Customer, DebtorKind, Entity, MasterData};
pub use record::*;
pub use view::AsOf;
