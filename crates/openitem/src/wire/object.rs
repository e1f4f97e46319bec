//! Objects: records by their fields, and enums whose variant is named by the tag `type`, wherever among the fields it
//! stands.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Serializer;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, Visitor};

use super::buffered::{Buffered, BufferedReader};
use super::form::{Form, read_form};
use super::location::{located, shorten};
use super::{Reading, WireValue};

/// A record.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait Fields: Sized {
    const EXPECTING: &'static str;
    fn read_fields<'de, A: MapAccess<'de>>(map: A) -> Result<Self, A::Error>;
}

/// An enum whose variants have named fields; the tag `type` says which one stands.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait Tagged: Sized {
    const EXPECTING: &'static str;
    fn read_variant<'de, A: MapAccess<'de>>(tag: &str, rest: Rest<'de, A>) -> Result<Self, A::Error>;
}

/// An error: its fields without the tag.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait ErrorData {
    fn write_data<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_record<'de, D: Deserializer<'de>, T: Fields>(deserializer: D) -> Result<T, D::Error> {
    struct Record<T>(PhantomData<T>);
    impl<'de, T: Fields> Form<'de> for Record<T> {
        type Value = T;
        const OBJECT: bool = true;
        fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::EXPECTING)
        }
        fn object<A: MapAccess<'de>>(self, map: A) -> Result<T, A::Error> {
            T::read_fields(map)
        }
    }
    read_form(deserializer, Record(PhantomData))
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_tagged<'de, D: Deserializer<'de>, T: Tagged>(deserializer: D) -> Result<T, D::Error> {
    struct Variant<T>(PhantomData<T>);
    impl<'de, T: Tagged> Form<'de> for Variant<T> {
        type Value = T;
        const OBJECT: bool = true;
        fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::EXPECTING)
        }
        fn object<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut before = Vec::new();
            while let Some(key) = next_name(&mut map)? {
                if key == "type" {
                    let tag = map.next_value_seed(Reading::<String>::new())?;
                    return T::read_variant(&tag, Rest { before: before.into_iter(), waiting: None, map, lifetime: PhantomData });
                }
                before.push((key.into_owned(), map.next_value::<Buffered>()?));
            }
            Err(missing("type"))
        }
    }
    read_form(deserializer, Variant(PhantomData))
}

/// The name of the next field.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn next_name<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Cow<'de, str>>, A::Error> {
    struct Name;
    impl<'de> DeserializeSeed<'de> for Name {
        type Value = Cow<'de, str>;
        fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
            deserializer.deserialize_str(self)
        }
    }
    impl<'de> Visitor<'de> for Name {
        type Value = Cow<'de, str>;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("the name of a field")
        }
        fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Self::Value, E> {
            Ok(Cow::Borrowed(text))
        }
        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Cow::Owned(text.to_owned()))
        }
    }
    map.next_key_seed(Name)
}

/// Reads the value of the field just named into its place.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_field<'de, A: MapAccess<'de>, T: WireValue>(map: &mut A, name: &'static str, place: &mut Option<T>) -> Result<(), A::Error> {
    if place.is_some() {
        return Err(duplicate_field(name));
    }
    *place = Some(map.next_value_seed(Reading::new())?);
    Ok(())
}

/// The value of a field that has no default.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn required<T, E: de::Error>(place: Option<T>, name: &'static str) -> Result<T, E> {
    place.ok_or_else(|| missing(name))
}

fn missing<E: de::Error>(name: &'static str) -> E {
    E::custom(located(name, "missing field"))
}

#[doc(hidden)]
pub fn duplicate_field<E: de::Error>(name: &'static str) -> E {
    E::custom(located(name, "duplicate field"))
}

#[doc(hidden)]
pub fn unknown_field<E: de::Error>(name: &str, known: &'static [&'static str]) -> E {
    let problem = if known.is_empty() { String::from("unknown field, expected none") } else { expected_one_of("unknown field", known) };
    E::custom(located(&shorten(name), &problem))
}

/// How the refusal of a tag begins: a stored document with one is of a newer version.
pub(crate) const UNKNOWN_TYPE: &str = "unknown type `";

#[doc(hidden)]
pub fn unknown_tag<E: de::Error>(tag: &str, known: &'static [&'static str]) -> E {
    E::custom(located("type", &expected_one_of(&format!("{UNKNOWN_TYPE}{}`", shorten(tag)), known)))
}

fn expected_one_of(problem: &str, known: &[&str]) -> String {
    let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    format!("{problem}, expected one of {}", names.join(", "))
}

/// The fields beside a tag: those read before it, then those still to come.
#[doc(hidden)]
pub struct Rest<'de, A> {
    before: std::vec::IntoIter<(String, Buffered)>,
    waiting: Option<(String, Buffered)>,
    map: A,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Rest<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        let Some(entry) = self.before.next() else { return self.map.next_key_seed(seed) };
        let (key, _) = self.waiting.insert(entry);
        seed.deserialize(de::value::StrDeserializer::<A::Error>::new(key.as_str())).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, A::Error> {
        let Some((key, value)) = self.waiting.take() else { return self.map.next_value_seed(seed) };
        let mut track = serde_path_to_error::Track::new();
        let reader = BufferedReader::<A::Error>::new(value);
        seed.deserialize(serde_path_to_error::Deserializer::new(reader, &mut track)).map_err(|error| {
            let inner = located(&track.path().to_string(), &error.to_string());
            de::Error::custom(located(&key, &inner))
        })
    }
}
