//! The error as an exception: the classes are written in Python (`openitem.errors`), one a code, below one a kind.

use pyo3::exceptions::PyTypeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use super::record::plain;
use super::{Failure, Form, Given, PythonValue, Shaped};
use crate::OpenItemError;

/// The exception of an error.
#[doc(hidden)]
#[must_use]
pub fn raised(error: &OpenItemError) -> PyErr {
    Python::attach(|py| exception(error, py).map_or_else(|failed| failed, PyErr::from_value))
}

/// The function that makes an exception, and the class above all of them.
fn errors<'py>(py: Python<'py>, name: &'static str) -> PyResult<&'py Bound<'py, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static CLASS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let place = if name == "make" { &MAKE } else { &CLASS };
    place.get_or_try_init(py, || Ok(py.import("openitem.errors")?.getattr(name)?.unbind())).map(|found| found.bind(py))
}

fn exception<'py>(error: &OpenItemError, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    let part = OpenItemError::SHAPE.variant(error.variant());
    let data = PyDict::new(py);
    for (at, name) in part.names.iter().enumerate() {
        data.set_item(name, error.field(at, py, Form::Typed)?)?;
    }
    errors(py, "make")?.call1((error.code(), error.to_string(), data))
}

/// An error that stands in a record: an exception that nobody raised.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn error_to_python<'py>(error: &OpenItemError, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
    match form {
        Form::Typed => exception(error, py),
        Form::Plain => plain(error, py),
    }
}

#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn error_from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<OpenItemError, Failure> {
    let py = value.py();
    if value.is_instance(errors(py, "OpenItemError")?)? {
        let code = String::from_python(&value.getattr(intern!(py, "code"))?, form)?;
        let data = value.getattr(intern!(py, "data"))?;
        let data = data.cast::<PyDict>().map_err(|_| PyTypeError::new_err("the data of an error is a dict"))?;
        let Some(variant) = OpenItemError::SHAPE.variants.iter().position(|variant| variant.tag == code) else {
            return Err(Failure::new("found an error of a code that is not known"));
        };
        let mut given = Given::of_dict(OpenItemError::SHAPE.variant(variant).names, data, None)?;
        return OpenItemError::build(variant, &mut given);
    }
    super::record_from_python::<OpenItemError>(value, form)
}
