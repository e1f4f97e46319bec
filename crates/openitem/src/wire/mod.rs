//! How a value crosses a border: what `#[wire]` expands to, and the strict reading behind it.
//!
//! A field of a wire type implements [`WireValue`]: text, `bool`, `i32`, `i64` within ±2^53, [`Amount`](crate::Amount),
//! rates, dates, moments, `Option`, `Vec`, and every type that carries `#[wire]`. Nothing else does, so a type outside the
//! wire subset does not compile.
//!
//! A value crosses as [`Json`]: each type is written to it and read from it by code that is compiled once, here, and every
//! reader and writer of serde's meets that one type. Reading is strict in one place: every value that is not of the one kind
//! that a reader takes is refused with what was found and what was expected, never with more of the text than an error should
//! show. The path of what is wrong grows from the inside (`location`); where a text is no JSON, `serde_path_to_error` keeps it.

use serde::{Deserializer, Serializer, ser};

pub(crate) mod canonical;
mod date;
mod debug;
mod form;
mod guard;
mod json;
mod location;
mod nested;
mod object;
mod personal;
#[cfg(feature = "python")]
pub mod python;
mod scalar;
mod shared_ledger;
#[cfg(feature = "uniffi")]
pub mod uniffi;

pub use debug::debug;
pub use form::{read_name, read_plain_text};
pub use guard::{guarded, quiet_panics};
pub use json::Json;
pub use location::{WireError, join, split_location};
pub use object::{Fields, Object};
pub use personal::{Personal, cut, redact};
pub use scalar::MAX_WHOLE;
pub use shared_ledger::SharedLedger;
// What the macro writes names these through here, so that a crate with wire types needs no dependency of its own on them.
#[cfg(feature = "schema")]
pub use schemars;
pub use {serde, smol_str, thiserror};

pub(crate) use date::{format_moment, parse_date, parse_moment};
#[cfg(feature = "python")]
pub(crate) use form::place_of_name;
pub(crate) use form::{read_decimal, read_text};
pub(crate) use location::{shorten, shorten_path};
pub(crate) use object::{UNKNOWN_TYPE, duplicate_field, missing};

/// A type that a field of a wire type may have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is outside the wire subset",
    note = "a wire field is text, bool, i32, i64, Amount, Rate, NaiveDate, DateTime<Utc>, Option, Vec or a type with #[wire]"
)]
pub trait WireValue: Sized {
    /// The one form of the value.
    ///
    /// # Errors
    /// Where the value lies outside what every language holds: a whole number beyond 2^53, a date beyond year 9999.
    fn write(&self) -> Result<Json, WireError>;
    /// The same with or without the fields that hold their default: types that hold others write themselves here.
    ///
    /// # Errors
    /// Those of [`write`](WireValue::write).
    fn write_as(&self, form: Form) -> Result<Json, WireError> {
        let _ = form;
        self.write()
    }
    /// Reads the value strictly.
    ///
    /// # Errors
    /// Where anything else stands there.
    fn read(value: Json) -> Result<Self, WireError>;
    /// Replaces personal text in it by a salted digest.
    fn redact(&mut self, salt: &str) {
        let _ = salt;
    }
}

/// Whether fields that hold their default are written.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)]
pub enum Form {
    /// They are left out: the canonical form.
    Canonical,
    /// They are written, for a reader that does not know the defaults. An option that is not given is left out still.
    Full,
}

#[doc(hidden)]
impl Form {
    /// Whether every field is written.
    #[must_use]
    pub const fn is_full(self) -> bool {
        matches!(self, Self::Full)
    }
}

/// `Serialize` of a wire value: what it was written to, handed to any writer.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn serialize<S: Serializer>(written: Result<Json, WireError>, serializer: S) -> Result<S::Ok, S::Error> {
    serde::Serialize::serialize(&written.map_err(ser::Error::custom)?, serializer)
}

/// `Deserialize` of a wire value, out of any reader.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn deserialize<'de, T: WireValue, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    json::deserialize(deserializer)
}

/// An error: its fields without the tag.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait ErrorData {
    fn write_data(&self, form: Form) -> Result<Json, WireError>;
}
