//! openitem for Python: the extension module `openitem._openitem`. Types and functions come from the core's own tables; what
//! stands here is the ledger as an object, the door for JSON, and how the module is put together.

mod ledger;

use std::sync::atomic::{AtomicBool, Ordering};

use openitem::aging::{AgingPolicy, age};
use openitem::wire::python::pyo3::exceptions::PyImportError;
use openitem::wire::python::pyo3::prelude::*;
use openitem::wire::python::pyo3::types::PyDict;
use openitem::wire::python::{self, Failure, Form, Function, Module, Operation, PythonValue, Record, restore};
use openitem::{ErrorKind, MasterData, OpenItem, OpenItemError, Posted, facade};

/// The functions of every package.
fn functions() -> [&'static [Function]; 2] {
    [facade::python_functions(), openitem_formats::python_functions()]
}

/// The same as operations: JSON in, JSON out.
fn operations() -> [&'static [facade::Operation]; 2] {
    [facade::operations(), openitem_formats::operations()]
}

fn text<'a>(name: &str, value: &'a Bound<'_, PyAny>) -> Result<&'a str, Failure> {
    python::text(value, "a str").map_err(|failure| failure.of(value, name))
}

/// Calls an operation by its name: an object of arguments as JSON text in, canonical JSON out.
#[pyfunction]
fn call(py: Python<'_>, name: &Bound<'_, PyAny>, arguments: &Bound<'_, PyAny>) -> PyResult<String> {
    let (name, arguments) = (text("name", name)?, text("arguments", arguments)?);
    Ok(python::detached(py, || facade::run(&operations().concat(), name, arguments))?)
}

/// Any JSON text in its canonical form.
#[pyfunction]
fn canonical(py: Python<'_>, text: &Bound<'_, PyAny>) -> PyResult<String> {
    let text = self::text("text", text)?;
    Ok(python::detached(py, || facade::canonical(text))?)
}

/// Panics inside the library: the test that a panic becomes an error.
#[pyfunction]
fn _panic(py: Python<'_>, words: &str) -> PyResult<()> {
    Ok(python::detached(py, || panicking(words))?)
}

/// How long `aging.age` of these items takes in Rust alone, in seconds: what the bench compares with.
#[pyfunction]
fn _age_seconds(py: Python<'_>, items: &Bound<'_, PyAny>, as_of: &Bound<'_, PyAny>) -> PyResult<f64> {
    let items: Vec<OpenItem> = PythonValue::from_python(items, Form::Typed)?;
    let as_of = PythonValue::from_python(as_of, Form::Typed)?;
    Ok(python::detached(py, || {
        let start = std::time::Instant::now();
        age(&items, &MasterData::new(), as_of, &AgingPolicy::new())?;
        Ok(start.elapsed().as_secs_f64())
    })?)
}

#[allow(clippy::panic)]
fn panicking(words: &str) -> Result<(), OpenItemError> {
    panic!("{words}")
}

/// Whether it runs on free threads has been tried by nobody yet, so it asks for the interpreter's lock there.
#[pymodule(gil_used = true)]
fn _openitem(module: &Bound<'_, PyModule>) -> PyResult<()> {
    // The classes are this library's own: a second set, in this interpreter or another one, would not know the first.
    static IS_LOADED: AtomicBool = AtomicBool::new(false);
    if IS_LOADED.swap(true, Ordering::SeqCst) {
        return Err(PyImportError::new_err(
            "openitem loads once a process, and was loaded before: keep openitem and openitem._openitem in sys.modules, import openitem in \
             one interpreter only, or start another process",
        ));
    }
    openitem::wire::quiet_panics();
    python::known(module.py())?;
    let types = Module::new(module.clone());
    let operations = PyDict::new(module.py());
    for list in functions() {
        Operation::add_all(list, &operations, &types)?;
    }
    Posted::register(&types)?;
    ErrorKind::register(&types)?;
    module.add("operations", operations)?;
    module.add("version", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<Record>()?;
    module.add_class::<ledger::Ledger>()?;
    for function in [
        wrap_pyfunction!(call, module)?,
        wrap_pyfunction!(canonical, module)?,
        wrap_pyfunction!(_panic, module)?,
        wrap_pyfunction!(_age_seconds, module)?,
    ] {
        module.add_function(function)?;
    }
    module.add_function(wrap_pyfunction!(restore, module)?)
}
