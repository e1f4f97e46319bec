//! What a type says of itself: the tables that the classes of Python are made of.

use pyo3::prelude::*;

use super::{Classes, Failure, Form, Given, Module, Nature, PythonValue};

/// A record, or one of several.
#[doc(hidden)]
#[derive(Debug)]
#[allow(missing_docs, clippy::exhaustive_structs)]
pub struct Shape {
    pub name: &'static str,
    pub doc: &'static str,
    /// The one of a record, or all of an enum.
    pub variants: &'static [Variant],
    /// Constructors without arguments.
    pub presets: &'static [&'static str],
    pub is_tagged: bool,
}

/// A list of fields.
#[doc(hidden)]
#[derive(Debug)]
#[allow(missing_docs, clippy::exhaustive_structs)]
pub struct Variant {
    pub name: &'static str,
    pub tag: &'static str,
    pub doc: &'static str,
    pub names: &'static [&'static str],
    pub fields: &'static [Field],
}

/// A field.
#[doc(hidden)]
#[derive(Debug)]
#[allow(missing_docs, clippy::exhaustive_structs)]
pub struct Field {
    pub name: &'static str,
    pub doc: &'static str,
    pub is_required: bool,
    pub is_optional: bool,
    pub is_personal: bool,
    pub nature: Nature,
}

/// A type with fields: what the macro writes.
#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
pub trait Shaped: PythonValue + Clone + PartialEq + Send + Sync + 'static {
    /// Always at the same address.
    fn shape() -> &'static Shape;

    fn classes() -> &'static Classes;

    /// The place of the value's variant.
    fn variant(&self) -> usize {
        0
    }

    fn field<'py>(&self, at: usize, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>>;

    fn build(variant: usize, given: &mut Given<'_>) -> Result<Self, Failure>;

    fn preset(at: usize) -> Option<Self> {
        let _ = at;
        None
    }

    fn register_fields(module: &Module<'_>) -> PyResult<()>;
}

impl Shape {
    /// The columns that a frame makes of a list of these, each with its type in Python: a record in them has columns of its
    /// own (`original.amount`), and one of several those of all that it may be.
    pub(super) fn columns(&self) -> Vec<(String, &'static str)> {
        let mut out = Vec::new();
        self.add_columns("", &mut out);
        out
    }

    fn add_columns(&self, lead: &str, out: &mut Vec<(String, &'static str)>) {
        if self.is_tagged {
            add(out, format!("{lead}type"), "str");
        }
        for field in self.variants.iter().flat_map(|variant| variant.fields) {
            let name = format!("{lead}{}", field.name);
            match field.nature {
                Nature::Scalar(kind) => add(out, name, kind),
                Nature::List | Nature::Table(_) => add(out, name, "list"),
                Nature::Record(shape) => shape().add_columns(&format!("{name}."), out),
            }
        }
    }

    /// A variant by its place; of a record, its only one.
    pub(super) fn variant(&self, at: usize) -> &'static Variant {
        static NONE: Variant = Variant { name: "", tag: "", doc: "", names: &[], fields: &[] };
        self.variants.get(at).unwrap_or(&NONE)
    }
}

fn add(columns: &mut Vec<(String, &'static str)>, name: String, kind: &'static str) {
    match columns.iter_mut().find(|(known, _)| *known == name) {
        // Two variants may mean two things by one name.
        Some((_, known)) if *known != kind => *known = "object",
        Some(_) => {}
        None => columns.push((name, kind)),
    }
}
