//! Any JSON value: what every wire type is written to and read from, so that the code of each type is compiled once and
//! not again for every reader and writer.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, Deserialize, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use smol_str::SmolStr;

use super::location::{WireError, shorten};

/// A JSON value, its fields in the order of the text and duplicates kept, so that nothing is judged too early.
#[doc(hidden)]
#[allow(missing_docs)]
pub enum Json {
    Null,
    Bool(bool),
    Whole(i64),
    Large(u64),
    Float(f64),
    Text(SmolStr),
    List(Vec<Json>),
    Map(Vec<(SmolStr, Json)>),
}

impl Json {
    /// A text.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(SmolStr::new(text))
    }

    /// What it is, in words that show no text of a person's and no more than an error should.
    pub(crate) fn found(&self) -> String {
        match self {
            Self::Null => String::from("null"),
            Self::Bool(value) => value.to_string(),
            Self::Whole(value) => format!("the number {value}"),
            Self::Large(value) => format!("the number {value}"),
            Self::Float(value) => shorten(&format!("the number {value:?}")),
            Self::Text(_) => String::from("text"),
            Self::List(_) => String::from("a list"),
            Self::Map(_) => String::from("an object"),
        }
    }

    /// The refusal of the value, with what was found and what was expected.
    pub(crate) fn refused(&self, expected: &str) -> WireError {
        WireError::new(format!("found {}, expected {expected}", self.found()))
    }

    fn number(text: &str) -> Option<Self> {
        match text.parse() {
            // serde_json reads `-0` as the float that it is.
            Ok(value) if text != "-0" => Some(Self::Whole(value)),
            _ => text.parse().map(Self::Large).or_else(|_| text.parse().map(Self::Float)).ok(),
        }
    }
}

/// The key of what serde_json hands out in the shape of an object where another crate of the host's switched on its feature
/// `arbitrary_precision`: the answer is to be the same in that build. It hands over the digits for good, and lends every text that
/// it reads, so that an object in which somebody wrote this key stays an object.
const NUMBER_KEY: &str = "$serde_json::private::Number";

/// Text of any length on its way in, without a copy where it is short.
struct Text(SmolStr);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Words;
        impl Visitor<'_> for Words {
            type Value = Text;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_str<E>(self, text: &str) -> Result<Text, E> {
                Ok(Text(SmolStr::new(text)))
            }
        }
        deserializer.deserialize_str(Words)
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Any(&Cell::new(false)).deserialize(deserializer)
    }
}

/// Reads any value, and notes whether it is a text that was handed over for good.
struct Any<'a>(&'a Cell<bool>);

impl<'de> DeserializeSeed<'de> for Any<'_> {
    type Value = Json;
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Any<'_> {
    type Value = Json;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }
    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        Deserialize::deserialize(deserializer)
    }
    fn visit_bool<E>(self, value: bool) -> Result<Json, E> {
        Ok(Json::Bool(value))
    }
    fn visit_i64<E>(self, value: i64) -> Result<Json, E> {
        Ok(Json::Whole(value))
    }
    fn visit_u64<E>(self, value: u64) -> Result<Json, E> {
        Ok(i64::try_from(value).map_or(Json::Large(value), Json::Whole))
    }
    fn visit_f64<E>(self, value: f64) -> Result<Json, E> {
        Ok(Json::Float(value))
    }
    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::text(text))
    }
    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        self.0.set(true);
        Ok(Json::text(&text))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Json, A::Error> {
        // Grown as elements come: a length that a text claims is never believed.
        let mut out = Vec::new();
        while let Some(value) = list.next_element()? {
            if out.is_empty() {
                // Room for four would be much for lists of one in lists of one, two letters each.
                out.reserve_exact(1);
            }
            out.push(value);
        }
        Ok(Json::List(out))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut out = Vec::new();
        while let Some(Text(key)) = map.next_key()? {
            let is_owned = Cell::new(false);
            let value = map.next_value_seed(Any(&is_owned))?;
            if let (true, true, NUMBER_KEY, Json::Text(digits)) = (out.is_empty(), is_owned.get(), key.as_str(), &value)
                && let Some(number) = Json::number(digits)
            {
                return Ok(number);
            }
            out.push((key, value));
        }
        Ok(Json::Map(out))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Whole(value) => serializer.serialize_i64(*value),
            Self::Large(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => {
                let mut list = serializer.serialize_seq(Some(values.len()))?;
                for value in values {
                    list.serialize_element(value)?;
                }
                list.end()
            }
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key.as_str(), value)?;
                }
                map.end()
            }
        }
    }
}

/// Reads a wire value out of any reader; its error says where in the value it lies.
pub(super) fn deserialize<'de, T: super::WireValue, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::read(Json::deserialize(deserializer)?).map_err(de::Error::custom)
}
