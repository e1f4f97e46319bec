//! Strict reading: a form takes one kind of JSON value and refuses every other in our own words.
//!
//! serde's own words would show the whole of a text that stands in the wrong place, which may be a person's name or ten
//! megabytes.

use std::fmt;

use serde::de::{self, Deserializer, MapAccess, SeqAccess, Visitor};

use super::location::shorten;

/// What one reader takes.
pub(super) trait Form<'de>: Sized {
    type Value;

    /// Whether it takes an object.
    const OBJECT: bool = false;

    /// What it takes, in words: `expected …`.
    fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result;

    fn boolean<E: de::Error>(self, value: bool) -> Result<Self::Value, E> {
        Err(refuse(&self, if value { "true" } else { "false" }))
    }

    fn whole<E: de::Error>(self, value: i64) -> Result<Self::Value, E> {
        Err(refuse(&self, format_args!("the number {value}")))
    }

    fn text<E: de::Error>(self, _text: &str) -> Result<Self::Value, E> {
        Err(refuse(&self, "text"))
    }

    fn list<A: SeqAccess<'de>>(self, _list: A) -> Result<Self::Value, A::Error> {
        Err(refuse(&self, "a list"))
    }

    fn object<A: MapAccess<'de>>(self, _map: A) -> Result<Self::Value, A::Error> {
        Err(refuse(&self, "an object"))
    }
}

/// Reads with a form whatever stands there.
pub(super) fn read_form<'de, D: Deserializer<'de>, F: Form<'de>>(deserializer: D, form: F) -> Result<F::Value, D::Error> {
    deserializer.deserialize_any(Strict(form))
}

fn refuse<'de, E: de::Error>(form: &impl Form<'de>, found: impl fmt::Display) -> E {
    E::custom(format_args!("found {found}, expected {}", Words(form)))
}

/// A form's words as text.
struct Words<'a, F>(&'a F);

impl<'de, F: Form<'de>> fmt::Display for Words<'_, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expected(f)
    }
}

struct Strict<F>(F);

impl<'de, F: Form<'de>> Visitor<'de> for Strict<F> {
    type Value = F::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expected(f)
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<F::Value, E> {
        self.0.boolean(value)
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<F::Value, E> {
        self.0.whole(value)
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<F::Value, E> {
        match i64::try_from(value) {
            Ok(value) => self.0.whole(value),
            Err(_) => Err(refuse(&self.0, format_args!("the number {value}"))),
        }
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<F::Value, E> {
        Err(refuse(&self.0, format_args!("the number {value:?}")))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<F::Value, E> {
        self.0.text(text)
    }

    fn visit_unit<E: de::Error>(self) -> Result<F::Value, E> {
        Err(refuse(&self.0, "null"))
    }

    fn visit_none<E: de::Error>(self) -> Result<F::Value, E> {
        Err(refuse(&self.0, "null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<F::Value, A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<F::Value, A::Error> {
        if F::OBJECT {
            return self.0.object(map);
        }
        match number_in(&mut map)? {
            Some(Number::Whole(value)) => self.0.whole(value),
            Some(Number::Other(text)) => Err(refuse(&self.0, format_args!("the number {}", shorten(&text)))),
            None => self.0.object(map),
        }
    }
}

/// What serde_json hands out in the shape of an object where another crate of the host's switched on its feature
/// `arbitrary_precision`: the answer is to be the same in that build.
pub(super) enum Number {
    Whole(i64),
    Other(String),
}

pub(super) const NUMBER_KEY: &str = "$serde_json::private::Number";

fn number_in<'de, A: MapAccess<'de>>(map: &mut A) -> Result<Option<Number>, A::Error> {
    match map.next_key::<std::borrow::Cow<'_, str>>()? {
        Some(key) if key == NUMBER_KEY => map.next_value::<String>().map(|text| Some(number(text))),
        _ => Ok(None),
    }
}

pub(super) fn number(text: String) -> Number {
    match text.parse() {
        // serde_json reads `-0` as the float that it is.
        Ok(value) if text != "-0" => Number::Whole(value),
        _ => Number::Other(text),
    }
}

/// Text, and what is made of it.
struct Text<P> {
    expected: &'static str,
    parse: P,
}

impl<T, E: fmt::Display, P: FnOnce(&str) -> Result<T, E>> Form<'_> for Text<P> {
    type Value = T;

    fn expected(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected)
    }

    fn text<X: de::Error>(self, text: &str) -> Result<T, X> {
        (self.parse)(text).map_err(X::custom)
    }
}

/// Reads text and nothing else, and makes a value of it.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_text<'de, D, T, E>(deserializer: D, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    read_form(deserializer, Text { expected: "text", parse })
}

/// Reads a decimal from its text; a refusal of a number names the one door for floats.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_decimal<'de, D, T, E>(deserializer: D, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    read_form(deserializer, Text { expected: "a decimal as text (a float goes through amount_from_float)", parse })
}

/// Reads one of a list of names.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn read_name<'de, D, T>(deserializer: D, all: &'static [T], name: impl Fn(T) -> &'static str) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Copy,
{
    read_text(deserializer, |text| {
        all.iter().copied().find(|value| name(*value) == text).ok_or_else(|| {
            let names: Vec<_> = all.iter().map(|value| format!("`{}`", name(*value))).collect();
            format!("unknown name `{}`, expected one of {}", shorten(text), names.join(", "))
        })
    })
}
