//! Documents kept for years: a record's JSON with `"schema"` at its top level.

use crate::OpenItemError;
use crate::facade::json::parse;
use crate::wire::canonical::{malformed, write as write_canonical};
use crate::wire::{Json, UNKNOWN_TYPE, WireError, WireValue, duplicate_field, missing};

/// The schema that this version writes, and the newest that it reads.
pub const SCHEMA: i32 = 1;

/// The field of the schema.
const NAME: &str = "schema";

/// What a newer schema is found in, where it is the whole of it.
pub(super) const WHOLE: &str = "the document";

/// A record as a stored document: its canonical JSON with `"schema":1` among its fields.
///
/// ```
/// use openitem::{Amount, Currency, Money, facade::stored};
///
/// let money = Money::new("1.50".parse::<Amount>()?, Currency::new("EUR")?);
/// assert_eq!(stored::write(&money)?, r#"{"amount":"1.5","currency":"EUR","schema":1}"#);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` where the value is not a record or a tagged enum, or holds what not every language does.
pub fn write<T: WireValue>(value: &T) -> Result<String, OpenItemError> {
    write_canonical(value, Some(SCHEMA))
}

/// Reads a stored document of any schema up to [`SCHEMA`]. The schema is judged before anything else in the document.
///
/// ```
/// use openitem::{Money, facade::stored};
///
/// let money: Money = stored::read(r#"{"amount": "1.5", "currency": "EUR", "schema": 1}"#)?;
/// assert_eq!(money.to_string(), "1.50 EUR");
/// let newer = stored::read::<Money>(r#"{"amount": "1.5", "currency": "EUR", "tax": "0.2", "schema": 2}"#);
/// assert_eq!(newer.unwrap_err().code(), "newer_schema");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `newer_schema` where the schema is larger, or a variant is named that this version does not know; `malformed_json`, with
/// its path, where the schema is missing or the document has not the shape of its type.
pub fn read<T: WireValue>(text: &str) -> Result<T, OpenItemError> {
    T::read(document(text)?).map_err(malformed).map_err(unknown_is_newer)
}

/// A document without its schema, which this version reads.
pub(crate) fn document(text: &str) -> Result<Json, OpenItemError> {
    let mut document = parse(text)?;
    let schema = take_schema(&mut document).map_err(malformed)?;
    judge(schema)?;
    Ok(document)
}

/// A document without its schema, which is judged where it has one; of a list, each of its documents.
pub(super) fn open(text: &str) -> Result<Json, OpenItemError> {
    let mut document = parse(text)?;
    if let Json::List(documents) = &mut document {
        for (at, document) in documents.iter_mut().enumerate() {
            open_one(document).map_err(|error| in_list(error, at))?;
        }
    } else {
        open_one(&mut document)?;
    }
    Ok(document)
}

fn open_one(document: &mut Json) -> Result<(), OpenItemError> {
    if matches!(document, Json::Map(fields) if fields.iter().any(|(name, _)| name == NAME)) {
        judge(take_schema(document).map_err(malformed)?)?;
    }
    Ok(())
}

fn in_list(error: OpenItemError, at: usize) -> OpenItemError {
    match error {
        OpenItemError::NewerSchema { found, supported, .. } => OpenItemError::NewerSchema { what: format!("[{at}]"), found, supported },
        OpenItemError::MalformedJson { path, problem } => OpenItemError::MalformedJson { path: format!("[{at}].{path}"), problem },
        other => other,
    }
}

fn judge(schema: i32) -> Result<(), OpenItemError> {
    if schema > SCHEMA {
        let what = String::from(WHOLE);
        return Err(OpenItemError::NewerSchema { what, found: schema.to_string(), supported: SCHEMA });
    }
    if schema < 1 {
        let problem = format!("found the number {schema}, expected a whole number from 1 to {SCHEMA}");
        return Err(OpenItemError::MalformedJson { path: NAME.to_owned(), problem });
    }
    Ok(())
}

/// A variant that this version does not know comes from a newer one.
pub(crate) fn unknown_is_newer(error: OpenItemError) -> OpenItemError {
    match &error {
        OpenItemError::MalformedJson { path, problem } => {
            match problem.strip_prefix(UNKNOWN_TYPE).and_then(|rest| rest.split_once("`, expected")) {
                Some((tag, _)) => OpenItemError::NewerSchema { what: path.clone(), found: tag.to_owned(), supported: SCHEMA },
                None => error,
            }
        }
        _ => error,
    }
}

/// Takes the schema out of the fields of a document.
fn take_schema(document: &mut Json) -> Result<i32, WireError> {
    let Json::Map(fields) = document else { return Err(document.refused("an object with the field `schema`")) };
    let mut schema = fields.extract_if(.., |(name, _)| name == NAME);
    let (_, value) = schema.next().ok_or_else(|| missing(NAME))?;
    if schema.next().is_some() {
        return Err(duplicate_field(NAME));
    }
    i32::read(value).map_err(|error| error.at(NAME))
}
