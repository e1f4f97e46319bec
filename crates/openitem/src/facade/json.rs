//! JSON in and out for every wire type, with the path of what is wrong.

use serde::de::{Deserialize, IgnoredAny};

use crate::OpenItemError;
use crate::wire::canonical::{malformed as misshapen, write, write_again};
use crate::wire::{ErrorData, Fields, Form, Json, WireValue, shorten_path};

/// The canonical JSON of a value: keys sorted by their bytes, no spaces, amounts as decimal text, fields at their default
/// left out. Equal values have equal bytes.
///
/// ```
/// use openitem::{Amount, Currency, Money, facade};
///
/// let money = Money::new("1.50".parse::<Amount>()?, Currency::new("EUR")?);
/// assert_eq!(facade::to_json(&money)?, r#"{"amount":"1.5","currency":"EUR"}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` with the path of a value that not every language holds: a whole number beyond 2^53, a date outside the
/// years 1 to 9999, a moment finer than microseconds.
pub fn to_json<T: WireValue>(value: &T) -> Result<String, OpenItemError> {
    write(value, None)
}

/// Reads a value from JSON, strictly: unknown, duplicate and missing fields, floats, and anything of another type are
/// refused. `null` stands for an option that is not given.
///
/// ```
/// use openitem::{Money, OpenItemError, facade};
///
/// let money: Money = facade::from_json(r#"{"currency": "EUR", "amount": "1.50"}"#)?;
/// assert_eq!(money.to_string(), "1.50 EUR");
/// let error = facade::from_json::<Vec<Money>>(r#"[{"currency": "EUR", "amount": 1.5}]"#).unwrap_err();
/// assert!(matches!(&error, OpenItemError::MalformedJson { path, .. } if path == "[0].amount"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` with the path (`lines[0].net`; empty for the document itself) and what was found and expected there.
/// JSON nested deeper than 128 levels is refused the same way. What is no JSON is refused before anything else is judged.
pub fn from_json<T: WireValue>(text: &str) -> Result<T, OpenItemError> {
    T::read(parse(text)?).map_err(misshapen)
}

/// Any JSON text in its canonical form, for comparing documents by their bytes.
///
/// ```
/// use openitem::facade;
/// assert_eq!(facade::canonical(r#"{ "b": [1, null], "a": "\u0041" }"#)?, r#"{"a":"A","b":[1,null]}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` where it is not JSON, names a field twice, or holds a number that is not whole or beyond 2^53.
pub fn canonical(text: &str) -> Result<String, OpenItemError> {
    write_again(parse(text)?)
}

/// An error as every language's binding gets it: `{"code", "data", "kind", "message"}`, its fields as `data`.
///
/// ```
/// use openitem::{Currency, facade};
///
/// let error = Currency::new("eur").unwrap_err();
/// let json = facade::error_json(&error);
/// assert!(json.starts_with(r#"{"code":"malformed_currency","data":{"found":"eur"},"kind":"invalid_input","message":"#));
/// ```
#[must_use]
pub fn error_json(error: &OpenItemError) -> String {
    write_error(error, Form::Canonical, |_| {})
}

/// An error as JSON, its fields renamed.
pub(super) fn write_error(error: &OpenItemError, form: Form, rename: impl Fn(&mut Json)) -> String {
    let whole = |error: &OpenItemError| {
        let mut fields = Fields::record();
        fields.push("code", Ok(Json::text(error.code())));
        fields.push("data", error.write_data(form));
        fields.push("kind", Ok(Json::text(error.kind().name())));
        fields.push("message", Ok(Json::text(&error.to_string())));
        fields.finish().map_err(misshapen).and_then(|mut whole| {
            rename(&mut whole);
            write_again(whole)
        })
    };
    // An error whose data cannot be written (a date beyond year 9999) is told as a defect rather than lost.
    whole(error).or_else(|_| whole(&OpenItemError::Internal { problem: error.to_string() })).unwrap_or_default()
}

/// Reads the whole of a text as JSON, keeping the path of what is wrong.
pub(crate) fn parse(text: &str) -> Result<Json, OpenItemError> {
    read_whole(text)
}

/// What is wrong with a text that is no JSON.
pub(super) fn problem(text: &str) -> Option<OpenItemError> {
    read_whole::<IgnoredAny>(text).err()
}

fn read_whole<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, OpenItemError> {
    // To keep the path costs as much as to read: a text that is wrong is read a second time for it.
    serde_json::from_str(text).or_else(|_| read_tracked(text))
}

fn read_tracked<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, OpenItemError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let value = T::deserialize(serde_path_to_error::Deserializer::new(&mut reader, &mut track))
        .map_err(|error| malformed(&track.path().to_string(), &error))?;
    reader.end().map_err(|error| malformed("", &error))?;
    Ok(value)
}

fn malformed(path: &str, error: &serde_json::Error) -> OpenItemError {
    let path = if path == "." { "" } else { path };
    OpenItemError::MalformedJson { path: shorten_path(path), problem: error.to_string() }
}
