//! Strict reading: each reader takes one kind of JSON value and refuses every other in our own words.
//!
//! serde's own words would show the whole of a text that stands in the wrong place, which may be a person's name or ten
//! megabytes.

use std::fmt;

use smol_str::SmolStr;

use super::Json;
use super::location::{WireError, shorten};

/// A text, to be taken as it is.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_plain_text(value: Json) -> Result<SmolStr, WireError> {
    match value {
        Json::Text(text) => Ok(text),
        other => Err(other.refused("text")),
    }
}

/// Reads text and nothing else, and makes a value of it.
pub(crate) fn read_text<T, E: fmt::Display>(value: Json, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, WireError> {
    parse(&read_plain_text(value)?).map_err(|error| WireError::new(error.to_string()))
}

/// Reads a decimal from its text; a refusal of a number names the one door for floats.
pub(crate) fn read_decimal<T, E: fmt::Display>(value: Json, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, WireError> {
    match value {
        Json::Text(text) => parse(&text).map_err(|error| WireError::new(error.to_string())),
        other => Err(other.refused("a decimal as text (a float goes through amount_from_float)")),
    }
}

/// Reads one of a list of values by its name; both lists are in one order.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_name<T: Copy>(value: Json, all: &'static [T], names: &'static [&'static str]) -> Result<T, WireError> {
    let at = place_of_name(value, names)?;
    all.get(at).copied().ok_or_else(|| WireError::new("unknown name"))
}

pub(crate) fn place_of_name(value: Json, names: &'static [&'static str]) -> Result<usize, WireError> {
    let text = read_plain_text(value)?;
    names
        .iter()
        .position(|name| *name == text)
        .ok_or_else(|| WireError::new(expected_one_of(&format!("unknown name `{}`", shorten(&text)), names)))
}

pub(super) fn expected_one_of(problem: &str, known: &[&str]) -> String {
    let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("{problem}, expected one of {}", names.join(", "))
}
