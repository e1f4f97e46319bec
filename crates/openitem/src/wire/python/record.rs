//! The one native class of records: it holds the Rust value, and the lists and records in it once they were asked for.

use std::any::Any;
use std::cell::Cell;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyMapping, PyString, PyTuple, PyType};

use super::field::{Shape, Shaped, Variant};
use super::plain::described;
use super::shown::{personal, shown};
use super::{Classes, Failure, Form, Given, Nature, raised};
use crate::OpenItemError;
use crate::facade::{self, stored};
use crate::wire::canonical::{malformed, write_json};
use crate::wire::{Json, WireError, guarded, missing};

/// A value of any record or variant.
pub(super) trait Held: Any + Send + Sync {
    fn of_shape(&self) -> &'static Shape;
    fn place(&self) -> usize;
    fn value<'py>(&self, at: usize, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>>;
    fn same(&self, other: &dyn Held) -> bool;
    fn written(&self) -> Result<Json, WireError>;
}

impl<T: Shaped> Held for T {
    fn of_shape(&self) -> &'static Shape {
        T::shape()
    }

    fn place(&self) -> usize {
        self.variant()
    }

    fn value<'py>(&self, at: usize, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
        self.field(at, py, form)
    }

    fn same(&self, other: &dyn Held) -> bool {
        (other as &dyn Any).downcast_ref::<T>().is_some_and(|other| self == other)
    }

    fn written(&self) -> Result<Json, WireError> {
        self.write()
    }
}

type Made = Result<Box<dyn Held>, Failure>;

/// What a class is made of: how a value of it comes to be.
#[pyclass(frozen)]
pub(super) struct Blueprint {
    shape: &'static Shape,
    variant: Option<usize>,
    build: fn(usize, &mut Given<'_>) -> Made,
    read: Reader,
    plain: fn(&Bound<'_, PyAny>) -> Made,
}

impl Blueprint {
    pub(super) fn of<T: Shaped>(variant: Option<usize>) -> Self {
        Self {
            shape: T::shape(),
            variant,
            build: |variant, given| Ok(Box::new(T::build(variant, given)?)),
            read: |json| Ok(Box::new(T::read(json)?)),
            plain: |value| Ok(Box::new(T::from_python(value, Form::Plain)?)),
        }
    }

    /// That of a class.
    fn of_class<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, Self>> {
        let of = class.getattr(intern!(class.py(), "_blueprint"));
        of.ok().and_then(|of| of.cast_into().ok()).ok_or_else(|| PyTypeError::new_err("Record is made by its classes only"))
    }

    /// Whether a value is one of the class.
    fn admits(&self, held: Box<dyn Held>) -> Result<Box<dyn Held>, OpenItemError> {
        match self.variant {
            Some(variant) if held.place() != variant => {
                let (found, expected) = (held.of_shape().variant(held.place()).tag, self.shape.variant(variant).tag);
                let problem = format!("found the type `{found}`, expected `{expected}`");
                Err(OpenItemError::MalformedJson { path: String::from("type"), problem })
            }
            _ => Ok(held),
        }
    }
}

thread_local! {
    /// The value that the next call of a class is made for, handed over in the same breath.
    static READY: Cell<Option<Box<dyn Held>>> = const { Cell::new(None) };
}

/// The object of a value.
pub(super) fn made<'py, T: Shaped>(value: T, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    object_of(T::classes(), value.variant(), Box::new(value), py)
}

fn object_of<'py>(classes: &Classes, variant: usize, held: Box<dyn Held>, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    object(classes.of(py, variant).ok_or_else(|| PyTypeError::new_err("the module is not loaded"))?, held)
}

fn object<'py>(class: &Bound<'py, PyType>, held: Box<dyn Held>) -> PyResult<Bound<'py, PyAny>> {
    READY.set(Some(held));
    let made = class.call0();
    // A call that never came so far must not leave its value to the next one, which would be another's money.
    match READY.take() {
        None => made,
        Some(_) => Err(made.err().unwrap_or_else(|| PyTypeError::new_err("not a class of openitem"))),
    }
}

/// The object of a value whose variant decides on its class: `EntryKind.from_json` gives an `EntryKind.Invoice`.
fn object_below<'py>(class: &Bound<'py, PyType>, blueprint: &Blueprint, held: Box<dyn Held>) -> PyResult<Bound<'py, PyAny>> {
    match blueprint.variant {
        Some(_) => object(class, held),
        None => {
            let variant = class.getattr(blueprint.shape.variant(held.place()).name)?.cast_into::<PyType>().map_err(PyErr::from)?;
            object(&variant, held)
        }
    }
}

/// What every record of openitem is: frozen, compared by its value, made of its fields.
#[pyclass(frozen, subclass, module = "openitem", name = "Record")]
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub struct Record {
    held: Box<dyn Held>,
    /// The lists and records in it, by the place of their field.
    kept: OnceLock<Box<[PyOnceLock<Py<PyAny>>]>>,
    hash: OnceLock<isize>,
}

impl Record {
    fn new(held: Box<dyn Held>) -> Self {
        Self { held, kept: OnceLock::new(), hash: OnceLock::new() }
    }

    pub(super) fn part(&self) -> &'static Variant {
        self.held.of_shape().variant(self.held.place())
    }

    pub(super) fn held(&self) -> &dyn Held {
        &*self.held
    }

    pub(super) fn value<'py>(&self, at: usize, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let fields = self.part().fields;
        if fields.get(at).is_none_or(|field| matches!(field.nature, Nature::Scalar(_))) {
            return self.held.value(at, py, Form::Typed);
        }
        let kept = self.kept.get_or_init(|| fields.iter().map(|_| PyOnceLock::new()).collect());
        let Some(place) = kept.get(at) else { return self.held.value(at, py, Form::Typed) };
        place.get_or_try_init(py, || self.held.value(at, py, Form::Typed).map(Bound::unbind)).map(|value| value.bind(py).clone())
    }

    /// The same with other values in some places.
    fn changed<'py>(slf: &Bound<'py, Self>, changes: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        let (py, record, class) = (slf.py(), slf.get(), slf.get_type());
        let (part, blueprint) = (record.part(), Blueprint::of_class(&class)?);
        let mut given = Given::empty(part.names, Form::Typed);
        for (name, value) in changes.iter().flat_map(|changes| changes.iter()) {
            match given.place(&name)? {
                Some(at) if given.put(at, value) => {}
                Some(_) => return Err(PyTypeError::new_err(format!("replace was given {} twice", name.repr()?))),
                None => {
                    let (class, names) = (class.qualname()?, part.names.join(", "));
                    return Err(PyTypeError::new_err(format!("{class} has no field {}; it has {names}", name.repr()?)));
                }
            }
        }
        given.fill(|at| record.value(at, py))?;
        object(&class, (blueprint.get().build)(record.held.place(), &mut given)?)
    }

    /// Canonical JSON.
    fn text(&self, schema: Option<i32>) -> Result<String, OpenItemError> {
        guarded(|| self.held.written().and_then(|json| write_json(json, schema)).map_err(malformed))
    }
}

#[pymethods]
impl Record {
    #[new]
    #[classmethod]
    #[pyo3(signature = (*args, **kwargs))]
    fn make<'py>(cls: &Bound<'py, PyType>, args: &Bound<'py, PyTuple>, kwargs: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        if let Some(held) = READY.take() {
            return Ok(Self::new(held));
        }
        let blueprint = Blueprint::of_class(cls)?;
        let blueprint = blueprint.get();
        let Some(variant) = blueprint.variant else {
            let variants: Vec<_> = blueprint.shape.variants.iter().map(|variant| variant.name).collect();
            let name = blueprint.shape.name;
            return Err(PyTypeError::new_err(format!("{name} is made as one of {name}.{}", variants.join(&format!(", {name}.")))));
        };
        let part = blueprint.shape.variant(variant);
        let mut given = Given::of_call(&cls.qualname()?.to_string_lossy(), part.names, part.fields, args, kwargs)?;
        Ok(Self::new((blueprint.build)(variant, &mut given)?))
    }

    /// No class is derived from those of openitem: what they hold is what Rust holds.
    #[classmethod]
    #[pyo3(signature = (**_kwargs))]
    fn __init_subclass__(cls: &Bound<'_, PyType>, _kwargs: Option<&Bound<'_, PyDict>>) -> PyResult<()> {
        let own = cls.getattr("__dict__")?.contains("_blueprint")?;
        if own { Ok(()) } else { Err(PyTypeError::new_err("the classes of openitem are final: hold one in a class of your own")) }
    }

    #[getter(__class__)]
    fn class<'py>(slf: &Bound<'py, Self>) -> Bound<'py, PyType> {
        slf.get_type()
    }

    /// A value stays of its class: the fields of another are not in it.
    #[setter(__class__)]
    fn set_class(slf: &Bound<'_, Self>, _class: &Bound<'_, PyAny>) -> PyResult<()> {
        let name = slf.get_type().qualname()?;
        Err(PyTypeError::new_err(format!("{name} stays what it is: make a new value, or read to_dict() with the other class's from_dict")))
    }

    /// The columns of a frame of one of its lists, each with its type: all of the type's, whatever the list holds.
    #[classmethod]
    fn _columns(cls: &Bound<'_, PyType>, field: &str) -> PyResult<Vec<(String, &'static str)>> {
        let blueprint = Blueprint::of_class(cls)?;
        let Blueprint { shape, variant, .. } = blueprint.get();
        let fields = shape.variant(variant.unwrap_or_default()).fields;
        match fields.iter().find(|known| known.name == field).map(|field| field.nature) {
            Some(Nature::Table(shape)) => Ok(shape().columns()),
            _ => Err(PyTypeError::new_err("no list of records")),
        }
    }

    fn __richcmp__<'py>(&self, other: &Bound<'py, PyAny>, op: CompareOp) -> Bound<'py, PyAny> {
        let py = other.py();
        let same = other.cast::<Self>().ok().map(|other| self.held.same(other.get().held()));
        match (op, same) {
            (CompareOp::Eq, Some(same)) => pyo3::types::PyBool::new(py, same).to_owned().into_any(),
            (CompareOp::Ne, Some(same)) => pyo3::types::PyBool::new(py, !same).to_owned().into_any(),
            _ => py.NotImplemented().into_bound(py),
        }
    }

    fn __hash__(&self) -> isize {
        // Equal values have equal canonical text.
        *self.hash.get_or_init(|| {
            let mut hasher = DefaultHasher::new();
            self.held.of_shape().name.hash(&mut hasher);
            self.text(None).unwrap_or_default().hash(&mut hasher);
            isize::from_ne_bytes(hasher.finish().to_ne_bytes().first_chunk().copied().unwrap_or_default())
        })
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        shown(slf)
    }

    /// The same with other values in some fields.
    #[pyo3(signature = (**changes))]
    fn replace<'py>(slf: &Bound<'py, Self>, changes: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        Self::changed(slf, changes)
    }

    #[pyo3(signature = (**changes))]
    fn __replace__<'py>(slf: &Bound<'py, Self>, changes: Option<&Bound<'py, PyDict>>) -> PyResult<Bound<'py, PyAny>> {
        Self::changed(slf, changes)
    }

    fn __copy__<'py>(slf: &Bound<'py, Self>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __deepcopy__<'py>(slf: &Bound<'py, Self>, _memo: &Bound<'py, PyAny>) -> Bound<'py, Self> {
        slf.clone()
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyTuple>> {
        let restore = slf.py().import("openitem._openitem")?.getattr("_restore")?;
        let text = slf.get().text(None).map_err(|error| raised(&error))?;
        (restore, (slf.get_type(), text)).into_pyobject(slf.py())
    }

    /// The fields as a dict: records as dicts, enums as their text; `Decimal` and dates as they are.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(self.held(), py, Form::Plain)
    }

    /// The same as a notebook shows it: personal text is cut.
    fn _shown<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        plain(self.held(), py, Form::Shown)
    }

    /// Reads what `to_dict` gives, or what `json.loads` gives of `to_json`.
    #[classmethod]
    fn from_dict<'py>(cls: &Bound<'py, PyType>, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let blueprint = Blueprint::of_class(cls)?;
        let held = (blueprint.get().plain)(values)?;
        object_below(cls, blueprint.get(), blueprint.get().admits(held).map_err(|error| raised(&error))?)
    }

    /// Canonical JSON: equal values have equal bytes.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.text(None)).map_err(|error| raised(&error))
    }

    /// Reads JSON, strictly.
    #[classmethod]
    fn from_json<'py>(cls: &Bound<'py, PyType>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        read(cls, text, |text, read| read(facade::parse(text)?).map_err(malformed))
    }

    /// The value as a document to keep for years: canonical JSON with its schema.
    fn to_stored(&self, py: Python<'_>) -> PyResult<String> {
        py.detach(|| self.text(Some(stored::SCHEMA))).map_err(|error| raised(&error))
    }

    /// Reads a document that was kept, of this schema or an older one.
    #[classmethod]
    fn from_stored<'py>(cls: &Bound<'py, PyType>, text: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        read(cls, text, |text, read| read(stored::document(text)?).map_err(malformed).map_err(stored::unknown_is_newer))
    }

    /// The value as a notebook shows it.
    fn _repr_html_<'py>(slf: &Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("openitem._tables")?.call_method1("html", (slf,))
    }
}

/// How JSON becomes a value of a class.
type Reader = fn(Json) -> Result<Box<dyn Held>, WireError>;

fn read<'py>(
    class: &Bound<'py, PyType>,
    text: &Bound<'py, PyAny>,
    reader: impl Fn(&str, Reader) -> Result<Box<dyn Held>, OpenItemError> + Sync,
) -> PyResult<Bound<'py, PyAny>> {
    let blueprint = Blueprint::of_class(class)?;
    let (text, blueprint) = (super::scalar::text(text, "JSON as a str")?, blueprint.get());
    let held = class.py().detach(|| guarded(|| blueprint.admits(reader(text, blueprint.read)?))).map_err(|error| raised(&error))?;
    object_below(class, blueprint, held)
}

/// Reads back what pickle wrote.
#[pyfunction]
#[pyo3(name = "_restore")]
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn restore<'py>(class: &Bound<'py, PyType>, text: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
    if !class.is_subclass_of::<Record>()? {
        return Err(PyTypeError::new_err("not a class of openitem"));
    }
    Record::from_json(class, text.as_any())
}

/// A record as a dict.
pub(super) fn plain<'py>(held: &dyn Held, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
    let (out, shape) = (PyDict::new(py), held.of_shape());
    let part = shape.variant(held.place());
    if shape.is_tagged {
        out.set_item(intern!(py, "type"), part.tag)?;
    }
    for (at, (name, field)) in part.names.iter().zip(part.fields).enumerate() {
        let value = held.value(at, py, form)?;
        let is_cut = form == Form::Shown && field.is_personal;
        out.set_item(name, if is_cut { personal(&value)? } else { value })?;
    }
    Ok(out.into_any())
}

/// Reads a record out of its object, or out of a dict where the form is plain.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn record_from_python<T: Shaped>(value: &Bound<'_, PyAny>, form: Form) -> Result<T, Failure> {
    if let Ok(record) = value.cast::<Record>()
        && let Some(value) = (record.get().held() as &dyn Any).downcast_ref::<T>()
    {
        return Ok(value.clone());
    }
    let (variant, mut given) = fields_of(value, form, T::shape())?;
    T::build(variant, &mut given)
}

/// The variant and the fields that a dict gives, where the form is plain.
fn fields_of<'py>(value: &Bound<'py, PyAny>, form: Form, shape: &'static Shape) -> Result<(usize, Given<'py>), Failure> {
    if let (Form::Plain, Ok(dict)) = (form, value.cast::<PyDict>()) {
        let (variant, skip) = if shape.is_tagged { (tag(shape, dict)?, Some("type")) } else { (0, None) };
        return Ok((variant, Given::of_dict(shape.variant(variant).names, dict, skip)?));
    }
    let article = if shape.name.starts_with(['A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    let hint = match (form, value.cast::<PyDict>()) {
        (Form::Typed, Ok(_)) => format!(": pass {}.from_dict(value)", shape.name),
        (Form::Typed, Err(_)) => String::new(),
        // Of another mapping nobody knows that it gives each field once.
        (Form::Plain, _) if value.cast::<PyMapping>().is_ok() => String::from(" or a dict of its fields: pass dict(value)"),
        (Form::Plain | Form::Shown, _) => String::from(" or a dict of its fields"),
    };
    Err(Failure::new(format!("found {}, expected {article} {}{hint}", described(value), shape.name)))
}

/// The variant that a dict names.
fn tag(shape: &Shape, dict: &Bound<'_, PyDict>) -> Result<usize, Failure> {
    let Some(tag) = dict.get_item(intern!(dict.py(), "type"))? else { return Err(Failure::Wire(missing("type"))) };
    let tag = super::scalar::text(&tag, "a str").map_err(|failure| failure.at("type"))?.to_owned();
    let tags: Vec<_> = shape.variants.iter().map(|variant| variant.tag).collect();
    let place = tags.iter().position(|known| *known == tag);
    place.ok_or_else(|| Failure::Wire(crate::wire::object::unknown_type(&tag, &tags)))
}

/// The object of a record, or a dict where the form is plain.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn record_to_python<'py, T: Shaped>(value: &T, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
    match form {
        Form::Typed => made(value.clone(), py),
        Form::Plain | Form::Shown => plain(value, py, form),
    }
}

// A field of a class. No documentation of its own: what a field says is that of the field.
#[pyclass(frozen, module = "openitem", name = "field")]
pub(super) struct Getter {
    shape: &'static Shape,
    variant: &'static Variant,
    at: usize,
}

impl Getter {
    pub(super) fn new(shape: &'static Shape, variant: &'static Variant, at: usize) -> Self {
        Self { shape, variant, at }
    }

    fn frozen(&self) -> PyErr {
        let Self { shape, .. } = self;
        PyAttributeError::new_err(format!("{} is frozen: use replace(…), which gives a changed copy", shape.name))
    }
}

#[pymethods]
impl Getter {
    fn __get__<'py>(
        slf: &Bound<'py, Self>,
        instance: &Bound<'py, PyAny>,
        _owner: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let Ok(record) = instance.cast::<Record>() else { return Ok(slf.clone().into_any()) };
        let (field, record) = (slf.get(), record.get());
        if !std::ptr::eq(record.part(), field.variant) {
            return Err(PyTypeError::new_err(format!("a field of {} was asked of another class", field.shape.name)));
        }
        record.value(field.at, slf.py())
    }

    fn __set__(&self, _instance: &Bound<'_, PyAny>, _value: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(self.frozen())
    }

    fn __delete__(&self, _instance: &Bound<'_, PyAny>) -> PyResult<()> {
        Err(self.frozen())
    }

    #[getter]
    fn __doc__(&self) -> &'static str {
        self.variant.fields.get(self.at).map_or("", |field| field.doc)
    }

    #[getter]
    fn __name__(&self) -> &'static str {
        self.variant.names.get(self.at).copied().unwrap_or_default()
    }
}
