//! Values as Python's: what `#[wire]` and the list of operations expand to under the feature `python` is a table of names and
//! a few short functions a type; everything that they share is here, compiled once.
//!
//! A record is an object of one native class that holds the Rust value. The classes that Python sees (`OpenItem`,
//! `EntryKind.Invoice`) are made of the tables when the module is loaded and differ from it by their names, their fields and
//! their documentation only, so that two hundred types cost what their tables cost. Enums of plain names are Python's own.
//!
//! Arguments are read by [`PythonValue`] and nothing else: the binding library's own conversions take floats, texts and
//! truths as numbers, and a moment as a date.

mod class;
mod enumeration;
mod error;
mod field;
mod function;
mod given;
mod known;
mod nested;
mod plain;
mod record;
mod scalar;
mod shown;

pub use class::{Classes, Module, register_record};
pub use enumeration::{Members, Named, Names, name_from_python, name_to_python, register_names};
pub use error::{error_to_python, raised};
pub use field::{Field, Shape, Shaped, Variant};
pub use function::{Function, Operation, detached};
pub use given::{Failure, Given};
pub use known::known;
pub use pyo3;
pub use record::{Record, record_from_python, record_to_python, restore};
pub use scalar::{id_from_python, id_to_python, text};

use pyo3::prelude::*;

use super::WireValue;

/// In which form values come and go.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(clippy::exhaustive_enums)]
pub enum Form {
    /// Of our own classes: what arguments are.
    Typed,
    /// As dicts, lists and texts, `Decimal` and dates beside them: what `to_dict` gives. Read, it takes the typed form too.
    Plain,
    /// The plain form as a notebook shows it: personal text is cut. Nothing is read in it.
    Shown,
}

/// What a value is to the code that shows and keeps it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
#[allow(clippy::exhaustive_enums)]
pub enum Nature {
    /// Made anew each time it is asked for: the name of its type in Python.
    Scalar(&'static str),
    /// A record or one of several.
    Record(fn() -> &'static Shape),
    /// A list.
    List,
    /// A list of records.
    Table(fn() -> &'static Shape),
}

/// A wire type in Python.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait PythonValue: WireValue {
    const NATURE: Nature = Nature::Scalar("str");

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure>;

    fn to_python<'py>(&self, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>>;

    /// Adds the classes of the type and of all it holds, each once.
    fn register(module: &Module<'_>) -> PyResult<()> {
        let _ = module;
        Ok(())
    }
}
