//! Provision: how much of what is owed will not be paid, by age and segment. The trade also says allowance for credit losses, or bad-debt
//! reserve.
#![doc = include_str!("../../../docs/provision.md")]
//!
//! [`assess`]: fn@assess
//! [`roll_rates`]: fn@roll_rates
//! [`back_test`]: fn@back_test

mod assess;
mod policy;
mod record;
mod roll;
#[cfg(test)]
mod tests;

pub use assess::assess;
pub use policy::{LossRate, ProvisionPolicy};
pub use record::{
    ApartColumn, BookedProvision, Provision, ProvisionApart, ProvisionLine, ProvisionRequest, ProvisionTotal, SpecificLoss,
    SpecificProvision,
};
pub use roll::{BackTest, BackTestRow, RollRate, RollRates, back_test, roll_rates};
