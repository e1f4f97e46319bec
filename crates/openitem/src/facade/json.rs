//! JSON in and out for every wire type, with the path of what is wrong.

use serde::de::{DeserializeSeed, Deserializer};
use serde::{Serialize, Serializer};

use crate::OpenItemError;
use crate::wire::canonical::write;
use crate::wire::{Buffered, ErrorData, Reading, WireValue, Writing, join, split_location};

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
    write(&Writing(value), None)
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
/// JSON nested deeper than 128 levels is refused the same way.
pub fn from_json<T: WireValue>(text: &str) -> Result<T, OpenItemError> {
    read_seed(text, Reading::new())
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
    struct Any;
    impl<'de> DeserializeSeed<'de> for Any {
        type Value = Buffered;
        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Buffered, D::Error> {
            serde::Deserialize::deserialize(deserializer)
        }
    }
    write(&read_seed(text, Any)?, None)
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
    struct Data<'a>(&'a OpenItemError);
    impl Serialize for Data<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            self.0.write_data(serializer)
        }
    }
    struct Whole<'a>(&'a OpenItemError);
    impl Serialize for Whole<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            use serde::ser::SerializeMap;
            let mut map = serializer.serialize_map(Some(4))?;
            map.serialize_entry("code", self.0.code())?;
            map.serialize_entry("data", &Data(self.0))?;
            map.serialize_entry("kind", self.0.kind().name())?;
            map.serialize_entry("message", &self.0.to_string())?;
            map.end()
        }
    }
    // An error whose data cannot be written (a date beyond year 9999) is told as a defect rather than lost.
    write(&Whole(error), None).or_else(|_| write(&Whole(&OpenItemError::Internal { problem: error.to_string() }), None)).unwrap_or_default()
}

/// Reads the whole of a text with a seed, keeping the path of what is wrong.
pub(super) fn read_seed<'de, S: DeserializeSeed<'de>>(text: &'de str, seed: S) -> Result<S::Value, OpenItemError> {
    let mut reader = serde_json::Deserializer::from_str(text);
    let mut track = serde_path_to_error::Track::new();
    let value = seed
        .deserialize(serde_path_to_error::Deserializer::new(&mut reader, &mut track))
        .map_err(|error| malformed(&track.path().to_string(), &error))?;
    reader.end().map_err(|error| malformed("", &error))?;
    Ok(value)
}

fn malformed(path: &str, error: &serde_json::Error) -> OpenItemError {
    let text = error.to_string();
    // Where the JSON itself is sound, its path says more than a line, and is the same in every language.
    let place = format!(" at line {} column {}", error.line(), error.column());
    let text = if error.is_data() { text.strip_suffix(&place).unwrap_or(&text) } else { &text };
    let (inner, problem) = split_location(text);
    OpenItemError::MalformedJson { path: join(path, inner), problem: problem.to_owned() }
}
