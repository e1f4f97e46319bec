//! Cash application: what a receipt pays, found from evidence, explained and never posted by itself.

mod identify;
mod settlement;
mod sort_out;
pub mod subset;

pub use identify::*;
pub use settlement::*;
pub use sort_out::*;
