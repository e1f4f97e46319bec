//! The functions: one callable of the list's table each; what users import are small functions of Python's that are
//! generated around them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyTuple;

use super::{Failure, Given, Module};
use crate::OpenItemError;
use crate::wire::guarded;

/// An operation with its types: what the macro writes.
#[doc(hidden)]
#[allow(missing_docs, missing_debug_implementations, clippy::exhaustive_structs)]
pub struct Function {
    pub name: &'static str,
    pub arguments: &'static [&'static str],
    pub run: for<'py> fn(Python<'py>, &mut Given<'py>) -> Result<Bound<'py, PyAny>, Failure>,
    pub register: fn(&Module<'_>) -> PyResult<()>,
}

/// A function of the library, all arguments by place; `None` stands for what is not given.
#[doc(hidden)]
#[pyclass(frozen, module = "openitem")]
#[allow(missing_debug_implementations)]
pub struct Operation(&'static Function);

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl Operation {
    /// Adds the callables of a list to a dict, by name, and the classes they take and give to the module.
    pub fn add_all(list: &'static [Function], operations: &Bound<'_, pyo3::types::PyDict>, module: &Module<'_>) -> PyResult<()> {
        for function in list {
            (function.register)(module)?;
            operations.set_item(function.name, Bound::new(module.py(), Self(function))?)?;
        }
        Ok(())
    }
}

#[pymethods]
impl Operation {
    #[pyo3(signature = (*args))]
    fn __call__<'py>(&self, args: &Bound<'py, PyTuple>) -> PyResult<Bound<'py, PyAny>> {
        let Function { name, arguments, run, .. } = self.0;
        if args.len() != arguments.len() {
            return Err(PyTypeError::new_err(format!("{name} takes {} values, all by place", arguments.len())));
        }
        Ok(run(args.py(), &mut Given::of_function(arguments, args))?)
    }

    fn __repr__(&self) -> String {
        format!("<operation {}>", self.0.name)
    }
}

/// Runs the work of a call with Python free for other threads; a panic becomes the error `internal`.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn detached<T: Send>(py: Python<'_>, call: impl FnOnce() -> Result<T, OpenItemError> + Send) -> Result<T, Failure> {
    py.detach(|| guarded(call)).map_err(Failure::from)
}
