//! Values: money, dates, rates, ids, errors. Nothing here knows what an invoice is.

mod amount;
mod currency;
mod error;
mod id;
mod money;
mod rate;
mod reason;
mod rounding;

pub(crate) use amount::parse_decimal;
pub use amount::{Amount, MAX_DIGITS, amount_from_float};
pub use currency::{Currency, CurrencyRow, minor_units};
pub use error::{ErrorKind, OpenItemError};
pub use id::{
    ActorId, CalendarId, CaseId, CustomerId, DisputeId, EntityId, EntryId, ItemId, LedgerAccount, PlanId, PromiseId, ReasonCode, ReceiptId,
};
pub use money::Money;
pub use rate::{BookedRate, Rate};
pub use reason::{Reason, ReasonInput};
pub use rounding::Rounding;
