//! Movement: how the balance went from one view to another. The trade says roll-forward, or AR rollforward.
//!
//! [`between`] sums the [`Change`](crate::Change)s of two views into the lines that a controller reconciles month by month:
//! opening as reported, what was back-dated since, billed, charged, … received, written off, and the closing balance.

mod line;
mod record;
mod roll;
#[cfg(test)]
mod tests;

pub use record::{Movement, MovementLines, MovementPolicy, MovementRequest, MovementRow, MovementView};
pub use roll::between;
