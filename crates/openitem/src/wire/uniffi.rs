//! Kotlin and Swift: the values that cross as text, and what no list of operations holds.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};

use super::{SharedLedger, format_moment, guarded, parse_date, parse_moment, quiet_panics};
use crate::{
    Amount, AsOf, Basis, Batch, Currency, EntityId, Entry, ErrorKind, ItemId, MasterData, OpenItemError, PostPolicy, Posted, Rate, Refusal,
    Replay, facade,
};

/// A moment, as UniFFI wants a foreign generic type named.
type Moment = DateTime<Utc>;

uniffi::custom_type!(
    /// An exact decimal of money.
    Amount, String, {
    lower: |amount| amount.to_string(),
    try_lift: |text| Ok(text.parse::<Amount>()?),
});

uniffi::custom_type!(
    /// An exact decimal that is no money: a factor, a percentage or an exchange rate.
    Rate, String, {
    lower: |rate| rate.to_string(),
    try_lift: |text| Ok(text.parse::<Rate>()?),
});

uniffi::custom_type!(
    /// A currency by its code: three to eight capital letters and digits.
    Currency, String, {
    lower: |currency| currency.code().to_owned(),
    try_lift: |text| Ok(Currency::new(&text)?),
});

uniffi::custom_type!(
    /// A date, years 1 to 9999.
    NaiveDate, String, {
    remote,
    lower: |date| date.to_string(),
    try_lift: |text| Ok(parse_date(&text).map_err(|_| wrong("date", &text, "a date of the years 1 to 9999"))?),
});

uniffi::custom_type!(
    /// A moment in whole microseconds, years 1 to 9999.
    Moment, String, {
    remote,
    lower: |moment| format_moment(moment),
    try_lift: |text| Ok(parse_moment(&text).map_err(|_| wrong("moment", &text, "a moment in whole microseconds of the years 1 to 9999"))?),
});

fn wrong(field: &str, found: &str, expected: &str) -> OpenItemError {
    OpenItemError::invalid(field, format!("`{}`", super::shorten(found)), expected)
}

/// The entries of one host, posted one batch after the other: safe from several threads, one call at a time.
#[derive(Debug, Default, uniffi::Object)]
pub struct Ledger(SharedLedger);

#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::needless_pass_by_value)]
impl Ledger {
    /// A ledger without entries.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Arc<Self> {
        quiet_panics();
        Arc::default()
    }

    /// Takes the whole batch, or leaves the ledger as it was and says why.
    #[uniffi::method(default(policy = None))]
    pub fn post(&self, batch: Batch, policy: Option<PostPolicy>) -> Result<Posted, OpenItemError> {
        self.0.post(batch, &policy.unwrap_or_default())
    }

    /// Everything that posting this batch would object to.
    #[uniffi::method(default(policy = None))]
    pub fn check(&self, batch: Batch, policy: Option<PostPolicy>) -> Result<Vec<Refusal>, OpenItemError> {
        self.0.check(&batch, &policy.unwrap_or_default())
    }

    /// What the entries add up to in a view.
    pub fn replay(&self, as_of: AsOf) -> Result<Replay, OpenItemError> {
        self.0.replay(&as_of)
    }

    /// The entries posted so far, in the order they came.
    pub fn entries(&self) -> Result<Vec<Entry>, OpenItemError> {
        self.0.entries()
    }

    /// How many entries were posted.
    pub fn count(&self) -> Result<i64, OpenItemError> {
        self.0.count().map(|count| i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// What a proposal about an item would rely on now.
    pub fn basis(&self, item: ItemId) -> Result<Option<Basis>, OpenItemError> {
        self.0.basis(&item)
    }

    /// The last closed date of an entity.
    pub fn closed_through(&self, entity: EntityId) -> Result<Option<NaiveDate>, OpenItemError> {
        self.0.closed_through(&entity)
    }
}

/// Calls an operation by its name: an object of arguments as JSON in, canonical JSON out.
#[uniffi::export]
#[allow(clippy::missing_errors_doc)]
pub fn call(name: &str, json: &str) -> Result<String, OpenItemError> {
    quiet_panics();
    facade::run(facade::operations(), name, json)
}

/// The names of all operations, in order.
#[uniffi::export]
#[must_use]
pub fn operation_names() -> Vec<String> {
    facade::operations().iter().map(|operation| operation.name.to_owned()).collect()
}

/// Master data from its stored document, with `"schema"` at its top level.
#[uniffi::export]
#[allow(clippy::missing_errors_doc)]
pub fn read_master_data(text: &str) -> Result<MasterData, OpenItemError> {
    guarded(|| facade::stored::read(text))
}

/// JSON in its canonical form, for comparing documents by their bytes.
#[uniffi::export]
#[allow(clippy::missing_errors_doc)]
pub fn canonical(json: &str) -> Result<String, OpenItemError> {
    guarded(|| facade::canonical(json))
}

// What is asked of an error fails where a host made the error of data that is none of ours: a date beyond year 9999.

/// The error as JSON: `{"code", "data", "kind", "message"}`.
#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::needless_pass_by_value)]
pub fn error_json(error: OpenItemError) -> Result<String, OpenItemError> {
    guarded(|| Ok(facade::error_json(&error)))
}

/// Of an error: its code. Kotlin's classes have it as a property.
#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::needless_pass_by_value)]
pub fn error_code(error: OpenItemError) -> Result<String, OpenItemError> {
    guarded(|| Ok(error.code().to_owned()))
}

/// Of an error: its kind. Kotlin's classes have it as a property.
#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::needless_pass_by_value)]
pub fn error_kind(error: OpenItemError) -> Result<ErrorKind, OpenItemError> {
    guarded(|| Ok(error.kind()))
}

/// Of an error: its text for people. Kotlin's classes have it as a property.
#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::needless_pass_by_value)]
pub fn error_message(error: OpenItemError) -> Result<String, OpenItemError> {
    guarded(|| Ok(error.to_string()))
}

/// Panics on purpose, for the tests of a binding.
#[uniffi::export]
#[allow(clippy::missing_errors_doc, clippy::panic)]
pub fn panic_for_test(said: String) -> Result<(), OpenItemError> {
    quiet_panics();
    guarded(|| panic!("{said}"))
}
