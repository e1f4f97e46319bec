//! Settlement offers: is what a customer offers now worth more than what waiting is likely to bring?
#![doc = include_str!("../../../docs/settlement.md")]
//!
//! [`evaluate`]: fn@evaluate
//! [`expected`]: fn@expected

mod evaluate;
mod expected;
mod record;
#[cfg(test)]
mod tests;

pub use evaluate::evaluate;
pub use expected::expected;
pub use record::{
    ExpectedPayment, OfferAdvice, OfferEvaluation, OfferPolicy, OfferReport, OfferRequest, OfferedPayment, SettlementOffer, ValuedPayment,
};
