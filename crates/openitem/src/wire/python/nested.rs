//! Options, lists and boxes.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyList, PyMapping, PyString, PyTuple};

use super::known::known;
use super::{Failure, Form, Module, Nature, PythonValue};

impl<T: PythonValue> PythonValue for Option<T> {
    const NATURE: Nature = T::NATURE;

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        if value.is_none() { Ok(None) } else { T::from_python(value, form).map(Some) }
    }

    fn to_python<'py>(&self, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
        match self {
            Some(value) => value.to_python(py, form),
            None => Ok(py.None().into_bound(py)),
        }
    }

    fn register(module: &Module<'_>) -> PyResult<()> {
        T::register(module)
    }
}

impl<T: PythonValue> PythonValue for Vec<T> {
    const NATURE: Nature = match T::NATURE {
        Nature::Record(shape) => Nature::Table(shape),
        _ => Nature::List,
    };

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        let mut out = Self::with_capacity(length(value)?);
        for element in value.try_iter()? {
            let element = element?;
            let element = T::from_python(&element, form).map_err(|failure| failure.of(&element, &format!("[{}]", out.len())))?;
            out.push(element);
        }
        Ok(out)
    }

    fn to_python<'py>(&self, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
        let elements = self.iter().map(|element| element.to_python(py, form)).collect::<PyResult<Vec<_>>>()?;
        match form {
            Form::Typed => Ok(PyTuple::new(py, elements)?.into_any()),
            Form::Plain | Form::Shown => Ok(PyList::new(py, elements)?.into_any()),
        }
    }

    fn register(module: &Module<'_>) -> PyResult<()> {
        T::register(module)
    }
}

/// How many elements a list begins with; refuses what is no list.
fn length(value: &Bound<'_, PyAny>) -> Result<usize, Failure> {
    if let Ok(list) = value.cast::<PyList>() {
        return Ok(list.len());
    }
    if let Ok(tuple) = value.cast::<PyTuple>() {
        return Ok(tuple.len());
    }
    let is_text = value.is_instance_of::<PyString>() || value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>();
    // Memory that shows itself as numbers: memoryview, array.array, what numpy and pandas hold.
    let is_packed = !is_text && value.hasattr(intern!(value.py(), "tolist"))?;
    if !is_text && !is_packed && value.is_instance(known(value.py())?.sequence.bind(value.py()))? {
        // What a class of the host's says of its length is not believed.
        return Ok(0);
    }
    let hint = match (is_text, is_packed) {
        (true, _) => ": pass a list of values, [value] for one",
        (_, true) => ": pass value.tolist()",
        _ if value.cast::<PyMapping>().is_ok() || value.try_iter().is_err() => "",
        _ => ": pass list(value)",
    };
    Err(Failure::found(value, &format!("a list{hint}")))
}

impl<T: PythonValue> PythonValue for Box<T> {
    const NATURE: Nature = T::NATURE;

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        T::from_python(value, form).map(Self::new)
    }

    fn to_python<'py>(&self, py: Python<'py>, form: Form) -> PyResult<Bound<'py, PyAny>> {
        T::to_python(self, py, form)
    }

    fn register(module: &Module<'_>) -> PyResult<()> {
        T::register(module)
    }
}
