//! The error as an exception: the classes are written in Python (`openitem.errors`), one a code, below one a kind.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;

use super::record::plain;
use super::{Form, Shaped};
use crate::OpenItemError;

/// The exception of an error.
#[doc(hidden)]
#[must_use]
pub fn raised(error: &OpenItemError) -> PyErr {
    Python::attach(|py| exception(error, py).map_or_else(|failed| failed, PyErr::from_value))
}

/// The function that makes an exception.
fn make(py: Python<'_>) -> PyResult<&Bound<'_, PyAny>> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    MAKE.get_or_try_init(py, || Ok(py.import("openitem.errors")?.getattr("make")?.unbind())).map(|found| found.bind(py))
}

fn exception<'py>(error: &OpenItemError, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    let part = OpenItemError::shape().variant(error.variant());
    let data = PyDict::new(py);
    for (at, name) in part.names.iter().enumerate() {
        data.set_item(name, error.field(at, py, Form::Typed)?)?;
    }
    make(py)?.call1((error.code(), error.to_string(), data))
}

/// An error as a value: the exception, raised by nobody.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn error_to_python<'py>(error: &OpenItemError, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
    match form {
        Form::Typed => exception(error, py),
        Form::Plain | Form::Shown => plain(error, py, form),
    }
}
