//! A value read before it is known what it is: before the tag that says so, or only to be written again.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use super::form::{NUMBER_KEY, Number, number};

/// Any JSON value, its fields in the order of the text and duplicates kept, so that nothing is judged too early.
pub(crate) enum Buffered {
    Null,
    Bool(bool),
    Whole(i64),
    Large(u64),
    Float(f64),
    Text(String),
    List(Vec<Buffered>),
    Map(Vec<(String, Buffered)>),
}

impl Buffered {
    fn number(text: String) -> Self {
        match number(text) {
            Number::Whole(value) => Self::Whole(value),
            Number::Other(text) => text.parse().map(Self::Large).or_else(|_| text.parse().map(Self::Float)).unwrap_or(Self::Text(text)),
        }
    }
}

impl<'de> de::Deserialize<'de> for Buffered {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Buffered;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E>(self) -> Result<Buffered, E> {
                Ok(Buffered::Null)
            }
            fn visit_none<E>(self) -> Result<Buffered, E> {
                Ok(Buffered::Null)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Buffered, D::Error> {
                de::Deserialize::deserialize(deserializer)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Buffered, E> {
                Ok(Buffered::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Buffered, E> {
                Ok(Buffered::Whole(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Buffered, E> {
                Ok(i64::try_from(value).map_or(Buffered::Large(value), Buffered::Whole))
            }
            fn visit_f64<E>(self, value: f64) -> Result<Buffered, E> {
                Ok(Buffered::Float(value))
            }
            fn visit_str<E>(self, value: &str) -> Result<Buffered, E> {
                Ok(Buffered::Text(value.to_owned()))
            }
            fn visit_string<E>(self, value: String) -> Result<Buffered, E> {
                Ok(Buffered::Text(value))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Buffered, A::Error> {
                let mut out = Vec::new();
                while let Some(value) = list.next_element()? {
                    out.push(value);
                }
                Ok(Buffered::List(out))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Buffered, A::Error> {
                let mut out = Vec::new();
                while let Some(key) = map.next_key::<String>()? {
                    if key == NUMBER_KEY && out.is_empty() {
                        return map.next_value().map(Buffered::number);
                    }
                    out.push((key, map.next_value()?));
                }
                Ok(Buffered::Map(out))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

impl Serialize for Buffered {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_none(),
            Self::Bool(value) => serializer.serialize_bool(*value),
            Self::Whole(value) => serializer.serialize_i64(*value),
            Self::Large(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(text),
            Self::List(values) => serializer.collect_seq(values),
            Self::Map(entries) => {
                let mut map = serializer.serialize_map(Some(entries.len()))?;
                for (key, value) in entries {
                    map.serialize_entry(key, value)?;
                }
                map.end()
            }
        }
    }
}

pub(crate) struct BufferedReader<E> {
    value: Buffered,
    error: PhantomData<E>,
}

impl<E> BufferedReader<E> {
    pub(super) const fn new(value: Buffered) -> Self {
        Self { value, error: PhantomData }
    }
}

impl<'de, E: de::Error> de::IntoDeserializer<'de, E> for Buffered {
    type Deserializer = BufferedReader<E>;

    fn into_deserializer(self) -> BufferedReader<E> {
        BufferedReader::new(self)
    }
}

impl<'de, E: de::Error> Deserializer<'de> for BufferedReader<E> {
    type Error = E;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            Buffered::Null => visitor.visit_unit(),
            Buffered::Bool(value) => visitor.visit_bool(value),
            Buffered::Whole(value) => visitor.visit_i64(value),
            Buffered::Large(value) => visitor.visit_u64(value),
            Buffered::Float(value) => visitor.visit_f64(value),
            Buffered::Text(value) => visitor.visit_string(value),
            Buffered::List(values) => visitor.visit_seq(de::value::SeqDeserializer::new(values.into_iter())),
            Buffered::Map(entries) => visitor.visit_map(de::value::MapDeserializer::new(entries.into_iter())),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, E> {
        match self.value {
            Buffered::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}
