//! How a value crosses a border: what `#[wire]` expands to, and the strict reading behind it.
//!
//! A field of a wire type implements [`WireValue`]: text, `bool`, `i32`, `i64` within ±2^53, [`Amount`](crate::Amount),
//! rates, dates, moments, `Option`, `Vec`, and every type that carries `#[wire]`. Nothing else does, so a type outside the
//! wire subset does not compile.
//!
//! Reading is strict in one place: a `form` names what it takes, and everything else is refused with what was found and
//! what was expected, never with more of the text than an error should show. The path of a field is kept by
//! `serde_path_to_error` while text is read as it comes, and by `location` where a value had to wait for its tag.

use serde::de::{DeserializeSeed, Deserializer};
use serde::{Serialize, Serializer};
use std::marker::PhantomData;

mod buffered;
pub(crate) mod canonical;
mod date;
mod form;
mod location;
mod nested;
mod object;
mod personal;
mod scalar;

pub use form::{read_decimal, read_name, read_text};
pub use object::{
    ErrorData, Fields, Rest, Tagged, duplicate_field, next_name, read_field, read_record, read_tagged, required, unknown_field, unknown_tag,
};
pub use personal::{Personal, cut, redact};
pub use scalar::MAX_WHOLE;
// What the macro writes names these through here, so that a crate with wire types needs no dependency of its own on them.
pub use {serde, smol_str, thiserror};

pub(crate) use buffered::Buffered;
#[allow(unused_imports, reason = "readers of terms, rates and files parse dates outside JSON")]
pub(crate) use date::{format_moment, parse_date, parse_moment};
pub(crate) use location::shorten;
pub use location::{join, split_location};
pub(crate) use object::UNKNOWN_TYPE;

/// A type that a field of a wire type may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is outside the wire subset",
    note = "a wire field is text, bool, i32, i64, Amount, Rate, NaiveDate, DateTime<Utc>, Option, Vec or a type with #[wire]"
)]
pub trait WireValue: Sized {
    /// Writes the one form of the value.
    ///
    /// # Errors
    /// Where the value lies outside what every language holds: a whole number beyond 2^53, a date beyond year 9999.
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error>;
    /// Reads the value strictly.
    ///
    /// # Errors
    /// Where anything else stands there.
    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error>;
    /// Replaces personal text in it by a salted digest.
    fn redact(&mut self, salt: &str) {
        let _ = salt;
    }
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
pub(crate) struct Reading<T>(PhantomData<T>);

impl<T> Reading<T> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<'de, T: WireValue> DeserializeSeed<'de> for Reading<T> {
    type Value = T;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<T, D::Error> {
        T::read(deserializer)
    }
}
