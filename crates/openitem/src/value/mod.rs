//! Values: money, dates, rates, ids, errors. Nothing here knows what an invoice is.

mod allocate;
mod amount;
mod amount_format;
mod booked;
mod calendar;
mod control;
mod currency;
pub mod date;
mod day_count;
mod decimal;
mod error;
pub(crate) mod exact;
mod exchange;
#[cfg(test)]
mod hostile;
mod id;
mod money;
mod rate;
mod reason;
mod rounding;
mod sorting;

pub use allocate::{Rest, allocate};
pub use amount::{Amount, MAX_DIGITS, amount_from_float};
pub use amount_format::{AmountFormat, DecimalSign, Grouping, ThousandsSign, format_amount, parse_amount};
pub use booked::BookedRate;
pub use calendar::{BusinessDayRule, HolidayCalendar, Weekday};
pub use control::Control;
pub(crate) use control::{Budget, Halt};
pub use currency::{Currency, CurrencyRow, minor_units};
pub use day_count::{DayCount, YearFraction, days_between, year_fraction};
pub(crate) use decimal::parse_decimal;
pub use error::{ErrorKind, OpenItemError};
pub(crate) use exact::quotient;
pub use exchange::{Converted, ExchangePolicy, ExchangeRate, ExchangeRates, FoundRate, RatePath, convert, rate_on};
#[cfg(test)]
pub(crate) use hostile::{amount_strategy, date_strategy, decimal_strategy, shared_data};
pub use id::{
    ActorId, CalendarId, CaseId, CustomerId, DisputeId, EntityId, EntryId, ItemId, LedgerAccount, PlanId, PromiseId, ReasonCode, ReceiptId,
};
pub use money::Money;
pub use rate::{QuotedRate, Rate, RateUnit};
pub use reason::{Reason, ReasonInput};
pub use rounding::Rounding;
pub(crate) use sorting::{sort_by, sort_by_key};
