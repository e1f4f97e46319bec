//! What an operation is.

use super::{camel, from_json, to_json};
use crate::OpenItemError;
use crate::wire::{WireValue, guarded};

/// A pure function by its name: JSON in, JSON out.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its name, `area.verb`: `value.allocate`.
    pub name: &'static str,
    /// What it does, in one sentence.
    pub summary: &'static str,
    /// What it takes, in the order of the typed function.
    pub arguments: &'static [Argument],
    /// The type of what it gives.
    pub returns: &'static str,
    run: fn(&str, Naming) -> Result<String, OpenItemError>,
    #[cfg(feature = "schema")]
    describe: fn(&mut crate::schema::Types) -> crate::schema::Signature,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Argument {
    /// Its name, the key in the input.
    pub name: &'static str,
    /// Its type, as Rust writes it.
    pub type_name: &'static str,
    /// What stands where it is not given, as Rust writes it; none where it must be given or is an `Option`.
    pub default: Option<&'static str>,
}

impl Operation {
    /// Runs it: an object of arguments by name as JSON text in, canonical JSON out.
    ///
    /// ```
    /// use openitem::facade;
    ///
    /// let minor_units = facade::find(facade::operations(), "value.minor_units").unwrap();
    /// assert_eq!(minor_units.run(r#"{"currency": "KWD"}"#)?, "3");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `malformed_json` with the path of what is wrong in the input, and every error of the function itself.
    pub fn run(&self, input: &str) -> Result<String, OpenItemError> {
        self.run_as(input, Naming::Snake)
    }

    pub(super) fn run_as(&self, input: &str, naming: Naming) -> Result<String, OpenItemError> {
        guarded(|| (self.run)(input, naming))
    }

    /// The types it takes and gives, each added to the types known.
    #[cfg(feature = "schema")]
    #[must_use]
    pub fn describe(&self, types: &mut crate::schema::Types) -> crate::schema::Signature {
        (self.describe)(types)
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn listed(
        name: &'static str,
        summary: &'static str,
        arguments: &'static [Argument],
        returns: &'static str,
        run: fn(&str, Naming) -> Result<String, OpenItemError>,
        #[cfg(feature = "schema")] describe: fn(&mut crate::schema::Types) -> crate::schema::Signature,
    ) -> Self {
        Self {
            name,
            summary: summary.trim_ascii(),
            arguments,
            returns,
            run,
            #[cfg(feature = "schema")]
            describe,
        }
    }
}

impl Argument {
    #[doc(hidden)]
    #[must_use]
    pub const fn listed(name: &'static str, type_name: &'static str, default: Option<&'static str>) -> Self {
        Self { name, type_name, default }
    }
}

/// How the text of an operation names fields: as all languages do, or as JavaScript does.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)]
pub enum Naming {
    /// `document_date`, defaults left out.
    Snake,
    /// `documentDate`, results with their defaults.
    Camel,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Naming {
    pub fn read<T: WireValue>(self, text: &str) -> Result<T, OpenItemError> {
        match self {
            Self::Snake => from_json(text),
            Self::Camel => camel::from_json(text),
        }
    }

    pub fn write<T: WireValue>(self, value: &T) -> Result<String, OpenItemError> {
        match self {
            Self::Snake => to_json(value),
            Self::Camel => camel::to_json(value),
        }
    }
}

/// What the body of an operation gives: a `T`, or a `T` unless something is wrong.
#[doc(hidden)]
pub trait Outcome<T> {
    #[allow(missing_docs, clippy::missing_errors_doc)]
    fn outcome(self) -> Result<T, OpenItemError>;
}

impl<T> Outcome<T> for T {
    fn outcome(self) -> Result<T, OpenItemError> {
        Ok(self)
    }
}

impl<T> Outcome<T> for Result<T, OpenItemError> {
    fn outcome(self) -> Result<T, OpenItemError> {
        self
    }
}
