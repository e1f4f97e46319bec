//! Documents kept for years: a record's JSON with `"schema"` at its top level.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, Visitor};

use crate::OpenItemError;
use crate::facade::json::read_seed;
use crate::wire::canonical::write as write_canonical;
use crate::wire::{Reading, UNKNOWN_TYPE, WireValue, Writing, duplicate_field, next_name, required};

/// The schema that this version writes, and the newest that it reads.
pub const SCHEMA: i32 = 1;

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
    write_canonical(&Writing(value), Some(SCHEMA))
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
    let schema = read_seed(text, Document(PhantomData::<SchemaOnly>))?.0;
    if schema > SCHEMA {
        let what = String::from(WHOLE);
        return Err(OpenItemError::NewerSchema { what, found: schema.to_string(), supported: SCHEMA });
    }
    if schema < 1 {
        let problem = format!("found the number {schema}, expected a whole number from 1 to {SCHEMA}");
        return Err(OpenItemError::MalformedJson { path: String::from("schema"), problem });
    }
    read_seed(text, Document(PhantomData::<WithoutSchema<T>>)).map(|document| document.0).map_err(unknown_is_newer)
}

/// A variant that this version does not know comes from a newer one.
fn unknown_is_newer(error: OpenItemError) -> OpenItemError {
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

/// What is taken from the top level of a document.
trait TopLevel: Sized {
    fn take<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

struct SchemaOnly(i32);

impl TopLevel for SchemaOnly {
    fn take<'de, A: MapAccess<'de>>(mut map: A) -> Result<Self, A::Error> {
        let mut schema = None;
        while let Some(name) = next_name(&mut map)? {
            if name == "schema" {
                if schema.is_some() {
                    return Err(duplicate_field("schema"));
                }
                schema = Some(map.next_value_seed(Reading::<i32>::new())?);
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        required(schema, "schema").map(Self)
    }
}

struct WithoutSchema<T>(T);

impl<T: WireValue> TopLevel for WithoutSchema<T> {
    fn take<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error> {
        T::read(MapAccessDeserializer::new(PassingSchema(map))).map(Self)
    }
}

/// The fields of a document but its schema, which was judged before.
struct PassingSchema<A>(A);

impl<'de, A: MapAccess<'de>> MapAccess<'de> for PassingSchema<A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        while let Some(name) = next_name(&mut self.0)? {
            if name != "schema" {
                return match name {
                    Cow::Borrowed(name) => seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(name)).map(Some),
                    Cow::Owned(name) => seed.deserialize(serde::de::value::StringDeserializer::new(name)).map(Some),
                };
            }
            self.0.next_value::<IgnoredAny>()?;
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        self.0.next_value_seed(seed)
    }
}

struct Document<T>(PhantomData<T>);

impl<'de, T: TopLevel> DeserializeSeed<'de> for Document<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, T: TopLevel> Visitor<'de> for Document<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with the field `schema`")
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
        T::take(map)
    }
}
