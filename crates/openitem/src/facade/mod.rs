//! The core by name: one list of operations, JSON in, JSON out. What every binding and every vector calls.
//!
//! ```
//! use openitem::facade;
//!
//! assert_eq!(facade::call("value.minor_units", r#"{"currency": "JPY"}"#), Ok("0".to_owned()));
//! let error = facade::call("value.minor_units", r#"{"currency": "JPY", "date": "2026-01-31"}"#).unwrap_err();
//! assert!(error.contains(r#""path":"date""#));
//! ```

use crate::wire::shorten;
use crate::{Amount, OpenItemError};

pub mod camel;
mod entries;
mod json;
mod list;
mod operation;
pub mod stored;

pub use entries::{KeptEntry, StoredEntries, StoredReplay, Unknown, read_entries, replay_stored, write_entries};
#[cfg(feature = "python")]
pub(crate) use json::parse;
pub use json::{canonical, error_json, from_json, to_json};
pub use list::operations;
#[cfg(feature = "python")]
#[doc(hidden)]
pub use list::python_functions;
pub use operation::{Argument, Operation};
#[doc(hidden)]
pub use operation::{Naming, Outcome};

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
        None => Err(unknown(operations, name)),
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

/// The error of a name that none of these operations has; a slip of a third of its letters or less is told.
fn unknown(operations: &[Operation], name: &str) -> OpenItemError {
    let name = shorten(name);
    let slips = |known: &Operation| strsim::osa_distance(&name, known.name);
    let nearest = operations.iter().min_by_key(|known| slips(known)).filter(|known| slips(known).saturating_mul(3) <= known.name.len());
    OpenItemError::UnknownOperation { nearest: nearest.map(|known| known.name.to_owned()), name }
}

/// A float from its shortest text, which is how floats come in JSON of ours.
fn float(text: &str) -> Result<f64, OpenItemError> {
    text.parse().map_err(|_| OpenItemError::MalformedAmount { found: shorten(text) })
}

/// The policy of a known system by the name of its preset.
fn preset<T>(name: &str, find: fn(&str) -> Option<T>, names: &[&str]) -> Result<T, OpenItemError> {
    find(name).ok_or_else(|| OpenItemError::invalid("name", format!("`{}`", shorten(name)), &format!("one of {}", names.join(", "))))
}

fn sum(amounts: &[Amount]) -> Result<Amount, OpenItemError> {
    Amount::checked_sum(amounts.iter().copied()).ok_or_else(|| OpenItemError::overflow("the sum"))
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|name| (*name).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aging::AgingPolicy;

    #[test]
    fn every_operation_has_one_name_in_the_order_of_the_alphabet_and_a_summary() {
        let names: Vec<_> = operations().iter().map(|operation| operation.name).collect();
        assert!(names.is_sorted_by(|left, right| left < right), "{names:?}");
        for operation in operations() {
            let (area, verb) = operation.name.split_once('.').unwrap();
            let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            assert!(is_word(area) && is_word(verb), "{}", operation.name);
            assert!(operation.summary.ends_with('.') && !operation.summary.starts_with(' '), "{}", operation.summary);
        }
    }

    #[test]
    fn every_preset_can_be_had_by_its_name() {
        for name in AgingPolicy::PRESETS {
            let policy = call("aging.preset", &format!(r#"{{"name":"{name}"}}"#)).unwrap();
            assert_eq!(policy, to_json(&AgingPolicy::preset(name).unwrap()).unwrap());
        }
        for name in crate::PaymentTerms::PRESETS {
            let found = find(operations(), &format!("terms.{name}")).unwrap();
            assert_eq!(found.returns, "PaymentTerms");
        }
    }

    #[test]
    fn an_operation_tells_its_arguments() {
        let found = find(operations(), "value.minor_units").unwrap();
        let told: Vec<_> = found.arguments.iter().map(|argument| (argument.name, argument.type_name, argument.default)).collect();
        assert_eq!(told, [("currency", "Currency", None), ("rows", "Vec<CurrencyRow>", Some("Vec::new()"))]);
    }

    #[test]
    fn an_input_is_an_object_of_arguments_by_name() {
        let path = |input: &str| match run(operations(), "value.minor_units", input) {
            Err(OpenItemError::MalformedJson { path, problem }) => format!("{path}: {problem}"),
            other => panic!("{input}: {other:?}"),
        };
        assert_eq!(path("{}"), "currency: missing field");
        assert_eq!(path(r#"{"currency":"EUR","ROWS":[]}"#), "ROWS: unknown field, expected one of `currency`, `rows`");
        assert_eq!(path(r#"{"currency":"EUR","rows":[{"currency":"EUR"}]}"#), "rows[0].minor_units: missing field");
        assert!(path(r#"["EUR"]"#).starts_with(": found a list, expected an object"));
        assert!(path("").starts_with(": EOF while parsing"));
        assert!(path(r#"{"currency":"EUR"} x"#).starts_with(": trailing characters"));
    }

    #[test]
    fn an_operation_that_is_not_there_is_an_error_of_its_own() {
        let error = call(&"x".repeat(100_000), "{}").unwrap_err();
        assert!(error.starts_with(r#"{"code":"unknown_operation","data":{"name":"xxx"#) && error.len() < 400, "{error}");
        let told = |name: &str| run(operations(), name, "{}").unwrap_err().to_string();
        assert_eq!(told("aging.agee"), "no operation `aging.agee`; did you mean `aging.age`?");
        assert_eq!(told("value.minorUnits"), "no operation `value.minorUnits`; did you mean `value.minor_units`?");
        assert_eq!(told("nothing.like_it"), "no operation `nothing.like_it`");
    }

    #[test]
    fn an_error_that_cannot_be_written_is_told_as_a_defect() {
        let date = chrono::NaiveDate::MAX;
        let error = OpenItemError::BeforeSnapshot { entry: "E1".into(), effective: date, snapshot: date };
        assert!(error_json(&error).starts_with(r#"{"code":"internal","#));
    }
}
