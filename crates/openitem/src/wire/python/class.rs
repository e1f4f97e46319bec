//! The classes that are made when the module is loaded.

use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::CString;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyCFunction, PyDict, PyTuple, PyType};

use super::field::{Shape, Variant};
use super::record::{Blueprint, Getter, Record, made};
use super::{Field, Nature, Shaped};

/// The module that is being filled.
#[doc(hidden)]
#[derive(Debug)]
pub struct Module<'py> {
    module: Bound<'py, PyModule>,
    seen: RefCell<HashSet<&'static str>>,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl<'py> Module<'py> {
    #[must_use]
    pub fn new(module: Bound<'py, PyModule>) -> Self {
        Self { module, seen: RefCell::new(HashSet::new()) }
    }

    pub fn py(&self) -> Python<'py> {
        self.module.py()
    }

    /// Adds a value under a name.
    pub fn add(&self, name: &str, value: &Bound<'_, PyAny>) -> PyResult<()> {
        self.module.add(name, value)
    }

    /// Whether this type is seen for the first time.
    pub(super) fn is_new(&self, name: &'static str) -> bool {
        self.seen.borrow_mut().insert(name)
    }
}

/// The classes of a type: one a variant, and of an enum the one above them after these.
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub struct Classes(PyOnceLock<Vec<Py<PyType>>>);

#[doc(hidden)]
#[allow(clippy::new_without_default)]
impl Classes {
    /// Those of a type that is not registered yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(PyOnceLock::new())
    }

    pub(super) fn of<'a, 'py>(&'a self, py: Python<'py>, variant: usize) -> Option<&'a Bound<'py, PyType>> {
        self.0.get(py).and_then(|classes| classes.get(variant)).map(|class| class.bind(py))
    }
}

/// Adds the classes of a type, and those of all it holds, once.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn register_record<T: Shaped>(module: &Module<'_>) -> PyResult<()> {
    let preset: Preset = |at, py| T::preset(at).map(|value| made(value, py)).transpose();
    if !add_classes(module, T::shape(), Blueprint::of::<T>, preset, T::classes())? {
        return Ok(());
    }
    T::register_fields(module)
}

/// Makes the preset at a place.
type Preset = for<'py> fn(usize, Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>>;

/// Whether the type is new, and if so its classes are in the module now.
fn add_classes(
    module: &Module<'_>,
    shape: &'static Shape,
    blueprint: fn(Option<usize>) -> Blueprint,
    preset: Preset,
    classes: &Classes,
) -> PyResult<bool> {
    let is_new = module.is_new(shape.name);
    if is_new {
        let made = make_classes(module.py(), shape, blueprint, &presets(module.py(), shape, preset)?)?;
        if let Some(top) = made.last() {
            module.add(shape.name, top.bind(module.py()))?;
        }
        let _ = classes.0.set(module.py(), made);
    }
    Ok(is_new)
}

/// A function for each constructor without arguments.
fn presets<'py>(py: Python<'py>, shape: &Shape, preset: Preset) -> PyResult<Vec<(&'static str, Bound<'py, PyCFunction>)>> {
    let one = |(at, name): (usize, &&'static str)| {
        let make = move |args: &Bound<'_, PyTuple>, kwargs: Option<&Bound<'_, PyDict>>| -> PyResult<Option<Py<PyAny>>> {
            if !args.is_empty() || kwargs.is_some_and(|kwargs| !kwargs.is_empty()) {
                return Err(PyTypeError::new_err("a preset takes no arguments: change it with replace(…)"));
            }
            Ok(preset(at, args.py())?.map(Bound::unbind))
        };
        let doc = leaked(&format!("{name}()\n--\n\nThe preset `{name}`."));
        Ok((*name, PyCFunction::new_closure(py, Some(leaked(name)), Some(doc), make)?))
    };
    shape.presets.iter().enumerate().map(one).collect()
}

/// Text that lives as long as the module does, which is never unloaded.
fn leaked(text: &str) -> &'static std::ffi::CStr {
    CString::new(text).map_or(c"", |text| Box::leak(text.into_boxed_c_str()))
}

fn make_classes(
    py: Python<'_>,
    shape: &'static Shape,
    blueprint: fn(Option<usize>) -> Blueprint,
    presets: &[(&'static str, Bound<'_, PyCFunction>)],
) -> PyResult<Vec<Py<PyType>>> {
    let base = py.get_type::<Record>();
    if !shape.is_tagged {
        let namespace = namespace(py, shape.name, blueprint(Some(0)), shape.variant(0), shape)?;
        for (name, preset) in presets {
            namespace.set_item(name, py.import("builtins")?.call_method1("staticmethod", (preset,))?)?;
        }
        return Ok(vec![class(shape.name, &base, namespace, shape.doc, Some(shape.variant(0).fields))?]);
    }
    let above = PyDict::new(py);
    above.set_item("_blueprint", blueprint(None))?;
    let variants: Vec<_> = shape.variants.iter().map(|variant| variant.name).collect();
    above.set_item("__doc__", shape.doc)?;
    set_names(&above, shape.name)?;
    let doc = format!("{}\n\nOne of {}.", shape.doc, variants.join(", "));
    let above = class(shape.name, &base, above, &doc, None)?;
    let mut out = Vec::new();
    for (at, variant) in shape.variants.iter().enumerate() {
        let namespace = namespace(py, &format!("{}.{}", shape.name, variant.name), blueprint(Some(at)), variant, shape)?;
        namespace.set_item("type", variant.tag)?;
        let made = class(variant.name, above.bind(py), namespace, variant.doc, Some(variant.fields))?;
        above.bind(py).setattr(variant.name, made.bind(py))?;
        out.push(made);
    }
    out.push(above);
    Ok(out)
}

fn set_names(namespace: &Bound<'_, PyDict>, qualified: &str) -> PyResult<()> {
    namespace.set_item("__module__", "openitem")?;
    namespace.set_item("__qualname__", qualified)?;
    namespace.set_item("__slots__", PyTuple::empty(namespace.py()))
}

fn namespace<'py>(
    py: Python<'py>,
    qualified: &str,
    blueprint: Blueprint,
    variant: &'static Variant,
    shape: &'static Shape,
) -> PyResult<Bound<'py, PyDict>> {
    let namespace = PyDict::new(py);
    set_names(&namespace, qualified)?;
    let by_place = variant.fields.iter().filter(|field| field.is_required).map(|field| field.name);
    namespace.set_item("__match_args__", PyTuple::new(py, by_place.collect::<Vec<_>>())?)?;
    for (at, field) in variant.fields.iter().enumerate() {
        namespace.set_item(field.name, Getter::new(shape, variant, at))?;
    }
    let tables = variant.fields.iter().filter(|field| matches!(field.nature, Nature::Table(_))).map(|field| field.name).collect::<Vec<_>>();
    namespace.set_item("_tables", PyTuple::new(py, &tables)?)?;
    if !tables.is_empty() {
        let tables = py.import("openitem._tables")?;
        for method in ["to_pandas", "to_polars"] {
            namespace.set_item(method, tables.getattr(method)?)?;
        }
    }
    namespace.set_item("_blueprint", blueprint)?;
    Ok(namespace)
}

fn class(
    name: &str,
    base: &Bound<'_, PyType>,
    namespace: Bound<'_, PyDict>,
    doc: &str,
    fields: Option<&'static [Field]>,
) -> PyResult<Py<PyType>> {
    let py = base.py();
    if let Some(fields) = fields {
        // The signature that `help` and `inspect` show is read from the documentation that the class is made with.
        namespace.set_item("__doc__", format!("{name}({})\n--\n\n", signature(fields)))?;
    }
    let made = py.get_type::<PyType>().call1((name, (base,), namespace))?.cast_into::<PyType>().map_err(PyErr::from)?;
    made.setattr("__doc__", doc)?;
    Ok(made.unbind())
}

/// `id, amount, *, due=None`.
fn signature(fields: &[Field]) -> String {
    let required = fields.iter().filter(|field| field.is_required).map(|field| field.name.to_owned());
    let mut parts: Vec<_> = required.collect();
    if parts.len() < fields.len() {
        parts.push(String::from("*"));
    }
    let named = fields.iter().filter(|field| !field.is_required);
    parts.extend(named.map(|field| format!("{}={}", field.name, if field.is_optional { "None" } else { "..." })));
    parts.join(", ")
}
