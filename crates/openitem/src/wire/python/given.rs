//! What a call or a dict gives: values by their place in a table of names, and what is wrong with one of them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::plain::described;
use super::{Field, Form, PythonValue, raised};
use crate::OpenItemError;
use crate::wire::object::unknown_field;
use crate::wire::{WireError, missing, shorten};

/// Why a value of Python's did not become one of ours.
#[doc(hidden)]
#[derive(Debug)]
#[allow(missing_docs, clippy::exhaustive_enums)]
pub enum Failure {
    /// It is not what its place takes.
    Wire(WireError),
    /// What was called refused it.
    Refused(Box<OpenItemError>),
    /// Code of the host's that was asked for the value failed.
    Python(PyErr),
}

#[doc(hidden)]
#[allow(missing_docs)]
impl Failure {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self::Wire(WireError::new(problem))
    }

    /// A value that its place does not take, with what to pass instead.
    pub(super) fn found(value: &Bound<'_, PyAny>, expected: &str) -> Self {
        Self::new(format!("found {}, expected {expected}", described(value)))
    }

    #[must_use]
    pub fn at(self, place: &str) -> Self {
        match self {
            Self::Wire(error) => Self::Wire(error.at(place)),
            other => other,
        }
    }
}

impl From<PyErr> for Failure {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

impl From<OpenItemError> for Failure {
    fn from(error: OpenItemError) -> Self {
        Self::Refused(Box::new(error))
    }
}

impl From<Failure> for PyErr {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Wire(error) => raised(&crate::wire::canonical::malformed(error)),
            Failure::Refused(error) => raised(&error),
            Failure::Python(error) => error,
        }
    }
}

/// Values by their place in a list of names.
#[doc(hidden)]
#[derive(Debug)]
pub struct Given<'py> {
    names: &'static [&'static str],
    values: Vec<Option<Bound<'py, PyAny>>>,
    form: Form,
    /// Whether `None` stands for what is not given: so it is with functions.
    none_is_absent: bool,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl<'py> Given<'py> {
    /// The value of a field that has no default.
    pub fn required<T: PythonValue>(&mut self, at: usize) -> Result<T, Failure> {
        match self.take(at) {
            Some(value) => T::from_python(&value, self.form).map_err(|failure| failure.at(self.name(at))),
            None => Err(Failure::Wire(missing(self.name(at)))),
        }
    }

    /// The value of a field, where it is given.
    pub fn given<T: PythonValue>(&mut self, at: usize) -> Result<Option<T>, Failure> {
        match self.take(at) {
            Some(value) if self.none_is_absent && value.is_none() => Ok(None),
            Some(value) => T::from_python(&value, self.form).map(Some).map_err(|failure| failure.at(self.name(at))),
            None => Ok(None),
        }
    }

    fn take(&mut self, at: usize) -> Option<Bound<'py, PyAny>> {
        self.values.get_mut(at).and_then(Option::take)
    }

    fn name(&self, at: usize) -> &'static str {
        self.names.get(at).copied().unwrap_or_default()
    }

    fn empty(names: &'static [&'static str], form: Form) -> Self {
        Self { names, values: names.iter().map(|_| None).collect(), form, none_is_absent: false }
    }

    /// The arguments of a function, all of them by place.
    pub(super) fn of_function(names: &'static [&'static str], args: &Bound<'py, PyTuple>) -> Self {
        Self { names, values: args.iter().map(Some).collect(), form: Form::Typed, none_is_absent: true }
    }

    /// The arguments of a constructor: what is required by place or by name, everything else by name.
    pub(super) fn of_call(
        class: &str,
        names: &'static [&'static str],
        fields: &'static [Field],
        args: &Bound<'py, PyTuple>,
        kwargs: Option<&Bound<'py, PyDict>>,
    ) -> PyResult<Self> {
        let mut given = Self::empty(names, Form::Typed);
        let required = || fields.iter().filter(|field| field.is_required);
        if args.len() > required().count() {
            return Err(PyTypeError::new_err(format!(
                "{class} takes {} values by place ({}) and was given {}: name the others",
                required().count(),
                required().map(|field| field.name).collect::<Vec<_>>().join(", "),
                args.len(),
            )));
        }
        let places = fields.iter().enumerate().filter(|(_, field)| field.is_required).map(|(at, _)| at);
        for (value, at) in args.iter().zip(places) {
            given.put(at, value);
        }
        if let Some(kwargs) = kwargs {
            for (name, value) in kwargs.iter() {
                let at = given.place(&name)?;
                let Some(at) = at else {
                    return Err(PyTypeError::new_err(format!(
                        "{class} has no field {}; it has {}",
                        name.repr()?.to_string_lossy(),
                        names.join(", ")
                    )));
                };
                if given.values.get(at).is_some_and(Option::is_some) {
                    return Err(PyTypeError::new_err(format!("{class} was given `{}` twice", given.name(at))));
                }
                given.put(at, value);
            }
        }
        let lacking = fields.iter().zip(&given.values).filter(|(field, value)| field.is_required && value.is_none());
        let lacking: Vec<_> = lacking.map(|(field, _)| format!("`{}`", field.name)).collect();
        if !lacking.is_empty() {
            return Err(PyTypeError::new_err(format!("{class} is missing {}", lacking.join(", "))));
        }
        Ok(given)
    }

    /// The fields of a dict, `skip` left out.
    pub(super) fn of_dict(names: &'static [&'static str], dict: &Bound<'py, PyDict>, skip: Option<&str>) -> Result<Self, Failure> {
        let mut given = Self::empty(names, Form::Plain);
        for (name, value) in dict.iter() {
            match given.place(&name)? {
                Some(at) => given.put(at, value),
                None => {
                    let Ok(text) = name.cast::<PyString>() else { return Err(Failure::found(&name, "the name of a field as a key")) };
                    let text = text.to_string_lossy();
                    if skip != Some(text.as_ref()) {
                        return Err(Failure::Wire(unknown_field(&shorten(&text), names)));
                    }
                }
            }
        }
        Ok(given)
    }

    pub(super) fn put(&mut self, at: usize, value: Bound<'py, PyAny>) {
        if let Some(place) = self.values.get_mut(at) {
            *place = Some(value);
        }
    }

    /// The place of a name, if it is one of ours.
    pub(super) fn place(&self, name: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        let Ok(name) = name.cast::<PyString>() else { return Ok(None) };
        Ok(name.to_str().ok().and_then(|name| self.names.iter().position(|known| *known == name)))
    }

    /// Every field at once, for a copy with changes.
    pub(super) fn of_values(names: &'static [&'static str], values: Vec<Bound<'py, PyAny>>) -> Self {
        Self { names, values: values.into_iter().map(Some).collect(), form: Form::Typed, none_is_absent: false }
    }
}
