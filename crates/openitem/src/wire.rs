//! How a value crosses a border: what `#[wire]` expands to, and the strict reading behind it.
//!
//! A field of a wire type implements [`WireValue`]: text, `bool`, `i32`, `i64` within ±2^53, [`Amount`](crate::Amount),
//! [`Rate`](crate::Rate), dates, moments, `Option`, `Vec`, and every type that carries `#[wire]`. Nothing else does, so a
//! type outside the wire subset does not compile.

use std::fmt;
use std::marker::PhantomData;

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::{Serialize, Serializer};
use sha2::{Digest, Sha256};

/// The largest whole number that every language holds exactly: 2^53 - 1.
pub const MAX_WHOLE: i64 = 9_007_199_254_740_991;

/// A type that a field of a wire type may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is outside the wire subset",
    note = "a wire field is text, bool, i32, i64, Amount, Rate, NaiveDate, DateTime<Utc>, Option, Vec or a type with #[wire]"
)]
pub trait WireValue: Sized {
    /// Writes the one form of the value.
    #[allow(missing_docs, clippy::missing_errors_doc)]
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads the value strictly.
    #[allow(missing_docs, clippy::missing_errors_doc)]
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    /// Replaces personal text in it by a salted digest.
    fn redact(&mut self, salt: &str) {
        let _ = salt;
    }
}

/// Text that belongs to a person: cut in debug output, replaced by [`redact`](crate::redact).
pub trait Personal {
    /// Puts the salted digest in the place of the text.
    fn replace(&mut self, salt: &str);
    /// The text as debug output shows it.
    fn shown(&self) -> String;
}

impl Personal for String {
    fn replace(&mut self, salt: &str) {
        if !self.is_empty() && !self.starts_with(DIGEST_PREFIX) {
            *self = digest(salt, self);
        }
    }

    fn shown(&self) -> String {
        let start: String = self.chars().take(2).collect();
        if start.len() < self.len() { format!("{start}…") } else { start }
    }
}

impl Personal for Option<String> {
    fn replace(&mut self, salt: &str) {
        if let Some(text) = self {
            text.replace(salt);
        }
    }

    fn shown(&self) -> String {
        self.as_ref().map(Personal::shown).unwrap_or_default()
    }
}

impl Personal for Vec<String> {
    fn replace(&mut self, salt: &str) {
        for text in self {
            Personal::replace(text, salt);
        }
    }

    fn shown(&self) -> String {
        self.iter().map(Personal::shown).collect::<Vec<_>>().join(", ")
    }
}

const DIGEST_PREFIX: &str = "sha256:";

fn digest(salt: &str, text: &str) -> String {
    let mut hasher = Sha256::new();
    hasher.update(salt.as_bytes());
    hasher.update([0]);
    hasher.update(text.as_bytes());
    let mut out = String::from(DIGEST_PREFIX);
    for byte in hasher.finalize().iter().take(16) {
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

/// Personal text as debug output shows it.
#[doc(hidden)]
pub fn cut(text: &impl Personal) -> impl fmt::Debug {
    text.shown()
}

#[doc(hidden)]
pub fn read<'de, D: Deserializer<'de>, T: WireValue>(deserializer: D) -> Result<T, D::Error> {
    T::read(deserializer)
}

#[doc(hidden)]
pub fn write<S: Serializer, T: WireValue>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    value.write(serializer)
}

/// A borrowed value on its way out.
#[doc(hidden)]
pub struct Writing<'a, T>(pub &'a T);

impl<T: WireValue> Serialize for Writing<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.write(serializer)
    }
}

/// A seed that reads a wire value.
struct Reading<T>(PhantomData<T>);

impl<'de, T: WireValue> DeserializeSeed<'de> for Reading<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}

macro_rules! plain {
    ($($ty:ty),*) => {$(
        impl WireValue for $ty {
            fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                Serialize::serialize(self, serializer)
            }
            fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                serde::Deserialize::deserialize(deserializer)
            }
        }
    )*};
}

plain!(bool, i32, String);

impl WireValue for i64 {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(*self)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value: Self = serde::Deserialize::deserialize(deserializer)?;
        if (-MAX_WHOLE..=MAX_WHOLE).contains(&value) {
            Ok(value)
        } else {
            Err(de::Error::custom(format!("{value} lies outside the whole numbers that every language holds, ±{MAX_WHOLE}")))
        }
    }
}

impl WireValue for NaiveDate {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day()))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, parse_date)
    }
}

impl WireValue for DateTime<Utc> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format_moment(*self))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, parse_moment)
    }
}

/// A date as `YYYY-MM-DD`, years 1 to 9999.
pub(crate) fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let date = if shape { text.parse::<NaiveDate>().ok() } else { None };
    date.filter(|date| date.year() >= 1).ok_or_else(|| format!("`{}` is not a date as YYYY-MM-DD, years 0001 to 9999", shorten(text)))
}

/// A moment as RFC 3339 with a zone, in whole microseconds.
pub(crate) fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    let wrong = || format!("`{}` is not a moment as 2026-01-31T09:30:00Z, in whole microseconds, years 0001 to 9999", shorten(text));
    if text.len() > 40 {
        return Err(wrong());
    }
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?.with_timezone(&Utc);
    let whole = moment.timestamp_subsec_nanos().is_multiple_of(1000) && moment.timestamp_subsec_nanos() < 1_000_000_000;
    if whole && (1..=9999).contains(&moment.year()) { Ok(moment) } else { Err(wrong()) }
}

/// A moment in its one form: UTC with `Z`, as many digits of a second as it needs.
pub(crate) fn format_moment(moment: DateTime<Utc>) -> String {
    let nanos = moment.timestamp_subsec_nanos();
    let precision = if nanos == 0 {
        SecondsFormat::Secs
    } else if nanos.is_multiple_of(1_000_000) {
        SecondsFormat::Millis
    } else {
        SecondsFormat::Micros
    };
    moment.to_rfc3339_opts(precision, true)
}

impl<T: WireValue> WireValue for Option<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => serializer.serialize_some(&Writing(value)),
            None => serializer.serialize_none(),
        }
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Optional<T>(PhantomData<T>);
        impl<'de, T: WireValue> Visitor<'de> for Optional<T> {
            type Value = Option<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or null")
            }
            fn visit_none<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(None)
            }
            fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
                T::read(deserializer).map(Some)
            }
        }
        deserializer.deserialize_option(Optional(PhantomData))
    }

    fn redact(&mut self, salt: &str) {
        if let Some(value) = self {
            value.redact(salt);
        }
    }
}

impl<T: WireValue> WireValue for Vec<T> {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter().map(Writing))
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List<T>(PhantomData<T>);
        impl<'de, T: WireValue> Visitor<'de> for List<T> {
            type Value = Vec<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(value) = list.next_element_seed(Reading::<T>(PhantomData))? {
                    out.push(value);
                }
                Ok(out)
            }
        }
        deserializer.deserialize_seq(List(PhantomData))
    }

    fn redact(&mut self, salt: &str) {
        for value in self {
            value.redact(salt);
        }
    }
}

/// Reads text and nothing else, and makes a value of it.
#[doc(hidden)]
pub fn read_text<'de, D, T, E>(deserializer: D, parse: impl FnOnce(&str) -> Result<T, E>) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    E: fmt::Display,
{
    struct Text<F>(F);
    impl<T, E: fmt::Display, F: FnOnce(&str) -> Result<T, E>> Visitor<'_> for Text<F> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text")
        }
        fn visit_str<X: de::Error>(self, text: &str) -> Result<T, X> {
            (self.0)(text).map_err(X::custom)
        }
    }
    deserializer.deserialize_str(Text(parse))
}

/// Reads one of a list of names.
#[doc(hidden)]
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

/// An enum whose variants have named fields; the tag `type` says which one stands.
#[doc(hidden)]
pub trait Tagged: Sized {
    const EXPECTING: &'static str;
    #[allow(clippy::missing_errors_doc)]
    fn read_variant<'de, A: MapAccess<'de>>(tag: &str, rest: Rest<'de, A>) -> Result<Self, A::Error>;
}

#[doc(hidden)]
pub fn read_tagged<'de, D: Deserializer<'de>, T: Tagged>(deserializer: D) -> Result<T, D::Error> {
    struct Object<T>(PhantomData<T>);
    impl<'de, T: Tagged> Visitor<'de> for Object<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(T::EXPECTING)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<T, A::Error> {
            let mut before = Vec::new();
            while let Some(key) = map.next_key::<String>()? {
                if key == "type" {
                    let tag: String = map.next_value()?;
                    return T::read_variant(&tag, Rest { before: before.into_iter(), waiting: None, map, lifetime: PhantomData });
                }
                before.push((key, map.next_value::<Buffered>()?));
            }
            Err(de::Error::missing_field("type"))
        }
    }
    deserializer.deserialize_map(Object(PhantomData))
}

#[doc(hidden)]
pub fn unknown_tag<E: de::Error>(tag: &str, known: &'static [&'static str]) -> E {
    let names: Vec<_> = known.iter().map(|name| format!("`{name}`")).collect();
    E::custom(format!("unknown type `{}`, expected one of {}", shorten(tag), names.join(", ")))
}

/// The fields beside a tag: those read before it, then those still to come.
#[doc(hidden)]
pub struct Rest<'de, A> {
    before: std::vec::IntoIter<(String, Buffered)>,
    waiting: Option<(String, Buffered)>,
    map: A,
    lifetime: PhantomData<&'de ()>,
}

impl<'de, A: MapAccess<'de>> Rest<'de, A> {
    /// The record that the fields make.
    #[allow(missing_docs, clippy::missing_errors_doc)]
    pub fn record<T: serde::Deserialize<'de>>(self) -> Result<T, A::Error> {
        T::deserialize(de::value::MapAccessDeserializer::new(self))
    }
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
        let reader = BufferedReader::<A::Error> { value, error: PhantomData };
        seed.deserialize(serde_path_to_error::Deserializer::new(reader, &mut track)).map_err(|error| {
            let inner = track.path().to_string();
            de::Error::custom(located(&join(&key, &inner), &error.to_string()))
        })
    }
}

/// A message with the path it belongs to in front, so that readers further out can lengthen it.
pub(crate) fn located(path: &str, message: &str) -> String {
    let (inner, message) = split_location(message);
    format!("{LOCATION}{}{LOCATION}{message}", join(path, inner))
}

const LOCATION: char = '\u{1}';

/// The path in front of a message, and the message.
pub(crate) fn split_location(message: &str) -> (&str, &str) {
    message.strip_prefix(LOCATION).and_then(|rest| rest.split_once(LOCATION)).unwrap_or(("", message))
}

/// `a` and `b[0]` are `a.b[0]`; `a` and `[0]` are `a[0]`.
pub(crate) fn join(outer: &str, inner: &str) -> String {
    match (outer, inner) {
        ("" | ".", inner) => {
            if inner == "." {
                String::new()
            } else {
                inner.to_owned()
            }
        }
        (outer, "" | ".") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// Text cut to what an error message should show.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let clean = |text: &str| text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect::<String>();
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", clean(text.get(..at).unwrap_or_default())),
        None => clean(text),
    }
}

/// A value read before the tag that says what it is.
enum Buffered {
    Null,
    Bool(bool),
    Whole(i64),
    Large(u64),
    Float(f64),
    Text(String),
    List(Vec<Buffered>),
    Map(Vec<(String, Buffered)>),
}

impl<'de> serde::Deserialize<'de> for Buffered {
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
                serde::Deserialize::deserialize(deserializer)
            }
            fn visit_bool<E>(self, value: bool) -> Result<Buffered, E> {
                Ok(Buffered::Bool(value))
            }
            fn visit_i64<E>(self, value: i64) -> Result<Buffered, E> {
                Ok(Buffered::Whole(value))
            }
            fn visit_u64<E>(self, value: u64) -> Result<Buffered, E> {
                Ok(Buffered::Large(value))
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
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(Buffered::Map(out))
            }
        }
        deserializer.deserialize_any(Any)
    }
}

struct BufferedReader<E> {
    value: Buffered,
    error: PhantomData<E>,
}

impl<E> BufferedReader<E> {
    fn new(value: Buffered) -> Self {
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

    fn deserialize_enum<V: Visitor<'de>>(self, _name: &'static str, _variants: &'static [&'static str], visitor: V) -> Result<V::Value, E> {
        match self.value {
            Buffered::Text(text) => visitor.visit_enum(de::value::StringDeserializer::new(text)),
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf unit unit_struct newtype_struct seq tuple
        tuple_struct map struct identifier ignored_any
    }
}
