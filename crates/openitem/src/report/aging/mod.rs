//! Aging: who owes how much, for how long. The trade also says aged trial balance, or aged debtors.
//!
//! [`age`] sorts open items into buckets by how long they are past a date; [`unapplied`] does the same for money and credits
//! that nobody has used yet. Every convention (date basis, edges, credits, disputes, classes, groups) is a field of
//! [`AgingPolicy`], with presets named after the systems that have them.
#![doc = include_str!("../../../docs/aging.md")]
//!
//! [`AgingPolicy::preset`]: crate::aging::AgingPolicy::preset

mod age;
pub(crate) mod bucket;
mod cell;
pub(crate) mod place;
mod policy;
mod presets;
mod result;
mod row;
#[cfg(test)]
mod tests;
mod tie_out;
mod unapplied;
pub(crate) mod value;

pub use age::age;
pub use policy::{
    AgingPolicy, AwaitingTreatment, BaseRates, BaseValuation, BucketEdge, BucketUnit, ClassTreatment, CreditTreatment, DateBasis,
    DateFallback, DatesOf, DisputedTreatment,
};
pub use result::{AgedBucket, Aging, AgingRow, AgingView, BucketLabel, LeftOut, LeftOutReason, TieOut};
pub use unapplied::{OpenCredit, UnappliedAging, UnappliedRow, unapplied};
