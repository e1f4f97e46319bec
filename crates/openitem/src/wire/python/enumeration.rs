//! Enums of plain names: `enum.Enum` of Python's own, made of the list of names.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyTuple, PyType};

use super::plain::described;
use super::scalar::text;
use super::{Failure, Form, Module};
use crate::wire::{WireError, place_of_name};

/// What an enum of plain names says of itself.
#[doc(hidden)]
#[derive(Debug)]
#[allow(missing_docs, clippy::exhaustive_structs)]
pub struct Names {
    pub name: &'static str,
    pub doc: &'static str,
    pub names: &'static [&'static str],
    pub docs: &'static [&'static str],
}

/// An enum of plain names: what the macro writes.
#[doc(hidden)]
#[allow(missing_docs)]
pub trait Named: Copy + PartialEq + Sized + 'static {
    const NAMES: &'static Names;
    const VALUES: &'static [Self];

    fn members() -> &'static Members;
}

/// The members of an enum, in the order of its values.
#[doc(hidden)]
#[allow(missing_debug_implementations)]
pub struct Members(PyOnceLock<Vec<Py<PyAny>>>);

#[doc(hidden)]
#[allow(clippy::new_without_default)]
impl Members {
    /// Those of an enum that is not registered yet.
    #[must_use]
    pub const fn new() -> Self {
        Self(PyOnceLock::new())
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn name_from_python<T: Named>(value: &Bound<'_, PyAny>, form: Form) -> Result<T, Failure> {
    let members = T::members().0.get(value.py()).map(Vec::as_slice).unwrap_or_default();
    place(value, form, members, T::NAMES).map(|at| T::VALUES.get(at).copied())?.ok_or_else(|| Failure::new("unknown name"))
}

fn place(value: &Bound<'_, PyAny>, form: Form, members: &[Py<PyAny>], names: &'static Names) -> Result<usize, Failure> {
    if let Some(at) = members.iter().position(|member| member.is(value)) {
        return Ok(at);
    }
    let Names { name, names, .. } = names;
    if value.is_instance_of::<PyString>() {
        let text = text(value, "a name")?;
        return match (form, names.iter().position(|known| *known == text)) {
            (Form::Plain | Form::Shown, Some(at)) => Ok(at),
            (Form::Typed, Some(at)) => {
                let member = names.get(at).copied().unwrap_or_default().to_uppercase();
                Err(Failure::new(format!("found a str, expected a member of {name}: pass {name}.{member}")))
            }
            (_, None) => {
                Err(Failure::Wire(place_of_name(crate::wire::Json::text(text), names).map_or_else(|error| error, |_| WireError::new(""))))
            }
        };
    }
    let all: Vec<_> = names.iter().map(|member| format!("{name}.{}", member.to_uppercase())).collect();
    Err(Failure::new(format!("found {}, expected one of {}", described(value), all.join(", "))))
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn name_to_python<'py, T: Named>(value: T, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
    let at = T::VALUES.iter().position(|known| *known == value).unwrap_or_default();
    let member = T::members().0.get(py).and_then(|members| members.get(at));
    match (form, member) {
        (Form::Typed, Some(member)) => Ok(member.bind(py).clone()),
        _ => Ok(PyString::new(py, T::NAMES.names.get(at).copied().unwrap_or_default()).into_any()),
    }
}

/// Adds the enum to the module, once.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn register_names<T: Named>(module: &Module<'_>) -> PyResult<()> {
    if module.is_new(T::NAMES.name) {
        let members = make(module, T::NAMES)?;
        let _ = T::members().0.set(module.py(), members);
    }
    Ok(())
}

fn make(module: &Module<'_>, names: &Names) -> PyResult<Vec<Py<PyAny>>> {
    let py = module.py();
    let list = names.names.iter().map(|name| PyTuple::new(py, [name.to_uppercase().as_str(), *name])).collect::<PyResult<Vec<_>>>()?;
    let settings = PyDict::new(py);
    settings.set_item("module", "openitem")?;
    settings.set_item("qualname", names.name)?;
    let made = py.import("enum")?.getattr("Enum")?.call((names.name, list), Some(&settings))?;
    made.setattr("__doc__", names.doc)?;
    let members = made.try_iter()?.map(|member| member.map(Bound::unbind)).collect::<PyResult<Vec<_>>>()?;
    for (member, doc) in members.iter().zip(names.docs) {
        member.bind(py).setattr("__doc__", *doc)?;
    }
    module.add(names.name, made.cast::<PyType>().map_err(PyErr::from)?)?;
    Ok(members)
}
