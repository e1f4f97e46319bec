//! Reports: pure functions of plain data and a date. They never decide.

pub mod aging;
mod group;
pub mod migration;
pub mod movement;
mod tally;

pub use group::{GroupBy, GroupName, GroupPart, GroupValue};
pub use tally::Tally;
