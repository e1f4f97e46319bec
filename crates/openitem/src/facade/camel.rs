//! The same JSON as JavaScript names it: `documentDate` for `document_date`, in documents, in paths and in errors.
//!
//! Only the names of fields change. Values do not: not the names of enums (`business_day`), not tags, and not stored
//! documents inside of text, which are the same in every language. A name in snake_case is refused on the way in, so that a
//! field has one name. On the way out every field that has a default is written, since the reader of a plain object cannot
//! know what stands where a field is left out; an option that is not given is left out.
//!
//! ```
//! use openitem::facade::{self, camel};
//!
//! let operations = facade::operations();
//! let rows = r#"{"currency": "XXA", "rows": [{"currency": "XXA", "minorUnits": 3}]}"#;
//! assert_eq!(camel::run(operations, "value.minor_units", rows)?, "3");
//! let error = camel::run(operations, "value.minor_units", &rows.replace("minorUnits", "minor_units")).unwrap_err();
//! assert_eq!(error.to_string(), "rows[0].minor_units: unknown field, expected a name in camelCase: `minorUnits`");
//! # Ok::<(), openitem::OpenItemError>(())
//! ```

use std::borrow::Cow;

use smol_str::SmolStr;

use super::json::{parse, write_error};
use super::operation::Naming;
use super::{Operation, find, stored, unknown};
use crate::OpenItemError;
use crate::wire::canonical::{malformed, write_again};
use crate::wire::{Form, Json, WireError, WireValue, shorten};

/// Runs one of these operations by its name, which stays as it is.
///
/// ```
/// use openitem::facade::{self, camel};
/// let policy = camel::run(facade::operations(), "aging.preset", r#"{"name": "oracle"}"#)?;
/// assert!(policy.contains(r#""withoutDue":"#));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// Those of [`run`](super::run), their paths in camelCase.
pub fn run(operations: &[Operation], name: &str, input: &str) -> Result<String, OpenItemError> {
    match find(operations, name) {
        Some(operation) => operation.run_as(input, Naming::Camel),
        None => Err(unknown(operations, name)),
    }
}

/// Reads a value as [`from_json`](super::from_json) does.
///
/// ```
/// use openitem::{CurrencyRow, facade::camel};
/// let row: CurrencyRow = camel::from_json(r#"{"currency": "XXA", "minorUnits": 3}"#)?;
/// assert_eq!(row.minor_units, 3);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json`, its path in camelCase, for a name in snake_case too.
pub fn from_json<T: WireValue>(text: &str) -> Result<T, OpenItemError> {
    let mut json = parse(text)?;
    to_snake(&mut json).map_err(malformed)?;
    T::read(json).map_err(renamed)
}

/// Writes a value as [`to_json`](super::to_json) does, with every field that has a default.
///
/// ```
/// use openitem::{AsOf, facade::camel};
/// let view = AsOf::new("2026-01-31".parse::<chrono::NaiveDate>().unwrap());
/// assert_eq!(camel::to_json(&view)?, r#"{"date":"2026-01-31"}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` with the path, in camelCase, of a value that not every language holds.
pub fn to_json<T: WireValue>(value: &T) -> Result<String, OpenItemError> {
    let mut json = value.write_as(Form::Full).map_err(renamed)?;
    to_camel(&mut json);
    write_again(json)
}

/// An error as [`error_json`](super::error_json) gives it, the names of fields in its data and in its message in camelCase.
///
/// ```
/// use openitem::{OpenItemError, facade::camel};
/// let error = OpenItemError::BeforeSnapshot {
///     entry: "E1".into(),
///     effective: "2026-01-31".parse().unwrap(),
///     snapshot: "2026-02-28".parse().unwrap(),
/// };
/// assert!(camel::error_json(&error).starts_with(r#"{"code":"before_snapshot","data":{"effective":"2026-01-31","entry":"E1""#));
/// ```
#[must_use]
pub fn error_json(error: &OpenItemError) -> String {
    let named = match error.clone() {
        OpenItemError::InvalidValue { field, found, expected } => {
            OpenItemError::InvalidValue { field: camel_path(&field), found, expected }
        }
        OpenItemError::InvalidEntry { entry, field, found, expected } => {
            OpenItemError::InvalidEntry { entry, field: camel_path(&field), found, expected }
        }
        OpenItemError::MalformedJson { path, problem } => OpenItemError::MalformedJson { path, problem: door_for_floats(&problem) },
        other => other,
    };
    write_error(&named, Form::Full, to_camel)
}

/// JSON of ours as files and other languages have it, with its fields in camelCase. A stored document loses its `"schema"`,
/// and so does each of a list of them.
///
/// ```
/// use openitem::facade::camel;
/// assert_eq!(camel::from_snake(r#"{"minor_units": 3, "currency": "XXA", "schema": 1}"#)?, r#"{"currency":"XXA","minorUnits":3}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` where it is not JSON of ours, or has a name that would not come back; `newer_schema` where a newer
/// version stored it.
pub fn from_snake(text: &str) -> Result<String, OpenItemError> {
    let mut json = stored::open(text)?;
    judge_names(&json).map_err(malformed)?;
    to_camel(&mut json);
    write_again(json)
}

/// JSON in camelCase as files and other languages have it: keys sorted, fields in snake_case.
///
/// ```
/// use openitem::facade::camel;
/// assert_eq!(camel::into_snake(r#"{"minorUnits": 3, "currency": "XXA"}"#)?, r#"{"currency":"XXA","minor_units":3}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` where it is not JSON of ours.
pub fn into_snake(text: &str) -> Result<String, OpenItemError> {
    let mut json = parse(text)?;
    to_snake(&mut json).map_err(malformed)?;
    write_again(json)
}

/// The name of a field as JavaScript writes it; for what is generated for other languages.
#[doc(hidden)]
#[cfg(feature = "schema")]
#[must_use]
pub fn name(snake: &str) -> String {
    camel(snake).into_owned()
}

/// The problem of a value with the names that its writer knows: those of the path, and those that the problem lists.
fn renamed(error: WireError) -> OpenItemError {
    let (path, problem) = error.into_parts();
    let problem = if problem.starts_with("unknown field") { camel(&problem).into_owned() } else { problem };
    OpenItemError::MalformedJson { path: camel(&path).into_owned(), problem: door_for_floats(&problem) }
}

/// The one door for floats, by its name here: what is read in a stored document may need it too.
fn door_for_floats(problem: &str) -> String {
    problem.replace("amount_from_float", "amountFromFloat")
}

/// Refuses names that `into_snake` would refuse, or write as another name.
fn judge_names(json: &Json) -> Result<(), WireError> {
    match json {
        Json::List(values) => {
            for (at, value) in values.iter().enumerate() {
                judge_names(value).map_err(|error| error.at(&format!("[{at}]")))?;
            }
        }
        Json::Map(fields) => {
            for (name, value) in fields {
                if name.bytes().any(|byte| byte.is_ascii_uppercase()) || camel(name).contains('_') {
                    let problem = String::from("found a name that is no field of ours, expected one in snake_case");
                    return Err(WireError::new(problem).at(&shorten(name)));
                }
                judge_names(value).map_err(|error| error.at(&shorten(name)))?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn to_camel(json: &mut Json) {
    match json {
        Json::List(values) => values.iter_mut().for_each(to_camel),
        Json::Map(fields) => {
            for (name, value) in fields {
                if let Cow::Owned(renamed) = camel(name) {
                    *name = SmolStr::from(renamed);
                }
                to_camel(value);
            }
        }
        _ => {}
    }
}

fn to_snake(json: &mut Json) -> Result<(), WireError> {
    match json {
        Json::List(values) => {
            for (at, value) in values.iter_mut().enumerate() {
                to_snake(value).map_err(|error| error.at(&format!("[{at}]")))?;
            }
        }
        Json::Map(fields) => {
            for (name, value) in fields {
                if name.contains('_') {
                    let problem = format!("unknown field, expected a name in camelCase: `{}`", shorten(&camel(name)));
                    return Err(WireError::new(problem).at(&shorten(name)));
                }
                to_snake(value).map_err(|error| error.at(&shorten(name)))?;
                if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
                    *name = snake(name);
                }
            }
        }
        _ => {}
    }
    Ok(())
}

/// The path of a field, in which an id in backticks stays what it is: ``items[`inv_1`].base_open``.
fn camel_path(path: &str) -> String {
    let parts = path.split('`').enumerate().map(|(at, part)| if at.is_multiple_of(2) { camel(part) } else { Cow::Borrowed(part) });
    parts.collect::<Vec<_>>().join("`")
}

/// `document_date` → `documentDate`, and `items[0].document_date` the same way.
fn camel(text: &str) -> Cow<'_, str> {
    if !text.contains('_') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letters.next_if(|next| letter == '_' && next.is_ascii_lowercase()) {
            Some(next) => out.push(next.to_ascii_uppercase()),
            None => out.push(letter),
        }
    }
    Cow::Owned(out)
}

/// `documentDate` → `document_date`. Of a name without `_`, `camel` gives the same name back.
fn snake(name: &str) -> SmolStr {
    let mut out = String::with_capacity(name.len().saturating_add(4));
    for letter in name.chars() {
        if letter.is_ascii_uppercase() {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    SmolStr::from(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facade::{self, operations};
    use crate::{CurrencyRow, MasterData};

    fn refusal(name: &str, input: &str) -> (String, String) {
        match run(operations(), name, input) {
            Err(OpenItemError::MalformedJson { path, problem }) => (path, problem),
            other => panic!("{input}: {other:?}"),
        }
    }

    #[test]
    fn only_the_names_of_fields_change() {
        let item = r#"{"id":"a_b","entity":"E_1","kind":"debit_memo","side":"debit","currency":"EUR","original":"1","open":"1","documentDate":"2026-01-01","effective":"2026-01-01"}"#;
        let aging = run(operations(), "aging.age", &format!(r#"{{"items":[{item}],"asOf":"2026-01-31"}}"#)).unwrap();
        assert!(aging.contains(r#""byCurrency":"#) && aging.contains(r#""tieOut":"#), "{aging}");
        assert!(!aging.contains("by_currency"), "{aging}");
        let policy = run(operations(), "aging.preset", r#"{"name":"oracle"}"#).unwrap();
        assert!(policy.contains(r#""withoutDue":"document_date""#), "{policy}");
    }

    #[test]
    fn a_name_in_snake_case_is_unknown() {
        let told = |name: &str, expected: &str| (name.to_owned(), format!("unknown field, expected a name in camelCase: `{expected}`"));
        assert_eq!(refusal("aging.age", r#"{"items":[],"as_of":"2026-01-31"}"#), told("as_of", "asOf"));
        assert_eq!(refusal("aging.age", r#"{"items":[{"documentDate":1,"__proto__":{}}]}"#), told("items[0].__proto__", "_Proto__"));
        let both = r#"{"items":[],"asOf":"2026-01-31","as_of":"2026-01-31"}"#;
        assert_eq!(refusal("aging.age", both), told("as_of", "asOf"));
    }

    #[test]
    fn a_refusal_names_fields_as_its_reader_wrote_them() {
        assert_eq!(refusal("aging.age", r#"{"items":[]}"#), (String::from("asOf"), String::from("missing field")));
        let (path, problem) = refusal("value.minor_units", r#"{"currency":"EUR","rows":[{"currency":"EUR","MinorUnits":2}]}"#);
        assert_eq!((path.as_str(), problem.as_str()), ("rows[0].MinorUnits", "unknown field, expected one of `currency`, `minorUnits`"));
        let (path, problem) = refusal("aging.age", r#"{"items":[],"asOf":"2026-01-31","policy":{"withoutDue":"document_dat"}}"#);
        assert_eq!(path, "policy.withoutDue");
        assert!(problem.starts_with("unknown name `document_dat`, expected one of `document_date`"), "{problem}");
        let (_, problem) = refusal("value.allocate", r#"{"total":1.5,"weights":["1"],"decimals":2}"#);
        assert_eq!(problem, "found the number 1.5, expected a decimal as text (a float goes through amountFromFloat)");
    }

    #[test]
    fn names_come_back_from_the_other_case() {
        for name in ["", "a", "asOf", "Items", "ID", "dueNextMonthIfWithinDays", "größe", "Ä", "x1Y"] {
            assert_eq!(camel(&snake(name)), name);
        }
        assert_eq!(camel("items[0].document_date"), "items[0].documentDate");
        assert_eq!(camel_path("items[`inv_a_b`].base_open"), "items[`inv_a_b`].baseOpen");
        assert_eq!(camel("_"), "_");
        assert_eq!(camel("a_1"), "a_1");
    }

    #[test]
    fn what_has_a_default_is_written_and_an_option_that_is_not_given_is_not() {
        assert_eq!(facade::to_json(&MasterData::new()).unwrap(), "{}");
        let full = to_json(&MasterData::new()).unwrap();
        assert!(full.contains(r#""customers":[]"#), "{full}");
        assert_eq!(from_json::<MasterData>(&full).unwrap(), MasterData::new());
        assert_eq!(to_json(&None::<CurrencyRow>).unwrap(), "null");
    }

    #[test]
    fn an_error_tells_its_fields_in_camel_case() {
        let error = OpenItemError::invalid("look_back_days", -1, "at least 0");
        let text = error_json(&error);
        assert!(text.contains(r#""field":"lookBackDays""#) && text.contains(r#""message":"lookBackDays: found -1"#), "{text}");
        let date = chrono::NaiveDate::MIN;
        let unwritable = OpenItemError::BeforeSnapshot { entry: "E1".into(), effective: date, snapshot: date };
        assert!(error_json(&unwritable).starts_with(r#"{"code":"internal","#));
    }

    #[test]
    fn depth_and_numbers_are_bounded_as_everywhere() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        assert!(from_json::<MasterData>(&deep).is_err());
        assert!(into_snake(r#"{"a":9007199254740993}"#).is_err());
        assert!(from_snake(r#"{"a":1.5}"#).is_err());
        assert_eq!(from_snake(r#"{"schema":2}"#).unwrap_err().code(), "newer_schema");
        assert_eq!(from_snake(r#"[{"a_b":1}]"#).unwrap(), r#"[{"aB":1}]"#);
    }

    #[test]
    fn a_name_that_would_not_come_back_is_refused() {
        for (text, told) in [
            (r#"{"documentDate":"2026-01-01"}"#, "documentDate"),
            (r#"{"rows":[{"a_b":1,"aB":2}]}"#, "rows[0].aB"),
            (r#"[{"a_1":1}]"#, "[0].a_1"),
            (r#"{"a__b":1}"#, "a__b"),
            (r#"{"__proto__":{}}"#, "__proto__"),
            (r#"{"a_":1}"#, "a_"),
        ] {
            let Err(OpenItemError::MalformedJson { path, problem }) = from_snake(text) else { panic!("{text}") };
            assert_eq!((path.as_str(), problem.starts_with("found a name")), (told, true), "{problem}");
        }
        for text in [r#"{"a_b":{"c_d":[1]}}"#, r#"{"größe":1}"#] {
            assert_eq!(into_snake(&from_snake(text).unwrap()).unwrap(), text);
        }
    }

    #[test]
    fn each_of_a_list_of_stored_documents_is_judged_by_its_schema() {
        assert_eq!(from_snake(r#"[{"a_b":1,"schema":1},{"a_b":2}]"#).unwrap(), r#"[{"aB":1},{"aB":2}]"#);
        let Err(OpenItemError::NewerSchema { what, found, .. }) = from_snake(r#"[{"schema":1},{"schema":7}]"#) else { panic!() };
        assert_eq!((what.as_str(), found.as_str()), ("[1]", "7"));
        let Err(OpenItemError::MalformedJson { path, .. }) = from_snake(r#"[{"schema":"1"}]"#) else { panic!() };
        assert_eq!(path, "[0].schema");
        let Err(OpenItemError::MalformedJson { path, .. }) = from_snake(r#"[{"schema":0}]"#) else { panic!() };
        assert_eq!(path, "[0].schema");
    }
}
