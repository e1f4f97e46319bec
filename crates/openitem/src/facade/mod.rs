//! The core by name: one list of operations, JSON in, JSON out. What every binding and every vector calls.
//!
//! ```
//! use openitem::facade;
//!
//! assert_eq!(facade::call("value.minor_units", r#"{"currency": "JPY"}"#), Ok("0".to_owned()));
//! let error = facade::call("value.minor_units", r#"{"currency": "JPY", "date": "2026-01-31"}"#).unwrap_err();
//! assert!(error.contains(r#""path":"date""#));
//! ```

use crate::OpenItemError;
use crate::wire::shorten;

mod canonical;
mod json;
mod list;
mod operation;
pub mod stored;

pub use json::{canonical, error_json, from_json, to_json};
pub use list::operations;
#[doc(hidden)]
pub use operation::Outcome;
pub use operation::{Argument, Operation};

/// Calls an operation of the core by its name, with an object of arguments; gives canonical JSON either way: the result,
/// or the error as `{"code", "data", "kind", "message"}`.
///
/// ```
/// use openitem::facade;
/// assert_eq!(facade::call("value.amount_from_float", r#"{"value": "12.5", "currency": "EUR"}"#), Ok("\"12.5\"".to_owned()));
/// ```
///
/// # Errors
/// `unknown_operation`, `malformed_json`, and every error of the function itself, as JSON.
pub fn call(name: &str, input: &str) -> Result<String, String> {
    run(operations(), name, input).map_err(|error| error_json(&error))
}

/// Runs one of these operations by its name.
///
/// ```
/// use openitem::facade;
/// let error = facade::run(facade::operations(), "value.missing", "{}").unwrap_err();
/// assert_eq!(error.code(), "unknown_operation");
/// ```
///
/// # Errors
/// `unknown_operation`, `malformed_json`, and every error of the function itself.
pub fn run(operations: &[Operation], name: &str, input: &str) -> Result<String, OpenItemError> {
    match find(operations, name) {
        Some(operation) => operation.run(input),
        None => Err(OpenItemError::UnknownOperation { name: shorten(name) }),
    }
}

/// The operation of this name.
///
/// ```
/// use openitem::facade;
/// assert_eq!(facade::find(facade::operations(), "value.minor_units").map(|found| found.returns), Some("i32"));
/// ```
#[must_use]
pub fn find<'a>(operations: &'a [Operation], name: &str) -> Option<&'a Operation> {
    operations.iter().find(|operation| operation.name == name)
}

/// A float from its shortest text, which is how floats come in JSON of ours.
fn float(text: &str) -> Result<f64, OpenItemError> {
    text.parse().map_err(|_| OpenItemError::MalformedAmount { found: shorten(text) })
}
