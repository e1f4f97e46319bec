//! What an operation is.

use crate::OpenItemError;
use crate::wire::guarded;

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
    run: fn(&str) -> Result<String, OpenItemError>,
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
        guarded(|| (self.run)(input))
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
        run: fn(&str) -> Result<String, OpenItemError>,
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
