//! Kotlin and Swift: the dates of the core's own crossing, and the door for JSON.

use chrono::{DateTime, NaiveDate, Utc};
use openitem::{OpenItemError, facade};

uniffi::use_remote_type!(openitem::NaiveDate);
uniffi::use_remote_type!(openitem::DateTime<Utc>);

/// Calls an operation of this package by its name: an object of arguments as JSON in, canonical JSON out.
#[uniffi::export]
#[allow(clippy::missing_errors_doc)]
pub fn formats_call(name: &str, json: &str) -> Result<String, OpenItemError> {
    facade::run(crate::operations(), name, json)
}

/// The names of all operations of this package, in order.
#[uniffi::export]
#[must_use]
pub fn formats_operation_names() -> Vec<String> {
    crate::operations().iter().map(|operation| operation.name.to_owned()).collect()
}
