//! What a call or a dict gives: values by their place in a table of names, and what is wrong with one of them.

use pyo3::exceptions::{PyException, PyMemoryError, PyRecursionError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use super::plain::{described, instead};
use super::{Field, Form, PythonValue, raised};
use crate::OpenItemError;
use crate::wire::object::unknown_field;
use crate::wire::{WireError, duplicate_field, missing, shorten};

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
    /// The same, told as what is wrong with the value at its place.
    Host(WireError, PyErr),
}

#[doc(hidden)]
#[allow(missing_docs)]
impl Failure {
    pub(super) fn new(problem: impl Into<String>) -> Self {
        Self::Wire(WireError::new(problem))
    }

    /// A value that its place does not take, with what to pass instead.
    pub(super) fn found(value: &Bound<'_, PyAny>, expected: &str) -> Self {
        let (expected, hint) = match instead(value) {
            Some(hint) => (expected.split(": pass ").next().unwrap_or_default(), hint),
            None => (expected, ""),
        };
        Self::new(format!("found {}, expected {expected}{hint}", described(value)))
    }

    #[must_use]
    pub fn at(self, place: &str) -> Self {
        match self {
            Self::Wire(error) => Self::Wire(error.at(place)),
            Self::Host(told, error) => Self::Host(told.at(place), error),
            other => other,
        }
    }

    /// The same at the place of a value. What the value's own code raised becomes an error of ours that names the value, and is
    /// its cause; not so what stops a program, and what memory or depth ran out of.
    #[must_use]
    pub fn of(self, value: &Bound<'_, PyAny>, place: &str) -> Self {
        let py = value.py();
        match self {
            Self::Python(error)
                if error.is_instance_of::<PyException>(py)
                    && !error.is_instance_of::<PyMemoryError>(py)
                    && !error.is_instance_of::<PyRecursionError>(py) =>
            {
                let (found, raised) = (described(value), shorten(&error.to_string()));
                let problem = format!("found {found}, whose own code raised {raised}: pass a value of Python's own types");
                Self::Host(WireError::new(problem).at(place), error)
            }
            other => other.at(place),
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
            Failure::Host(told, error) => {
                let raised = raised(&crate::wire::canonical::malformed(told));
                Python::attach(|py| raised.set_cause(py, Some(error)));
                raised
            }
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
            Some(value) => T::from_python(&value, self.form).map_err(|failure| failure.of(&value, self.name(at))),
            None => Err(Failure::Wire(missing(self.name(at)))),
        }
    }

    /// The value of a field, where it is given.
    pub fn given<T: PythonValue>(&mut self, at: usize) -> Result<Option<T>, Failure> {
        match self.take(at) {
            Some(value) if self.none_is_absent && value.is_none() => Ok(None),
            Some(value) => T::from_python(&value, self.form).map(Some).map_err(|failure| failure.of(&value, self.name(at))),
            None => Ok(None),
        }
    }

    fn take(&mut self, at: usize) -> Option<Bound<'py, PyAny>> {
        self.values.get_mut(at).and_then(Option::take)
    }

    fn name(&self, at: usize) -> &'static str {
        self.names.get(at).copied().unwrap_or_default()
    }

    /// Nothing is given yet.
    pub(super) fn empty(names: &'static [&'static str], form: Form) -> Self {
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
            let _ = given.put(at, value);
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
                if !given.put(at, value) {
                    return Err(PyTypeError::new_err(format!("{class} was given `{}` twice", given.name(at))));
                }
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
        let (mut given, mut skipped) = (Self::empty(names, Form::Plain), false);
        for (name, value) in dict.iter() {
            match given.place(&name)? {
                Some(at) if given.put(at, value) => {}
                Some(at) => return Err(Failure::Wire(duplicate_field(given.name(at)))),
                None => {
                    let Ok(text) = name.cast::<PyString>() else { return Err(Failure::found(&name, "the name of a field as a key")) };
                    let text = text.to_string_lossy();
                    if skip != Some(text.as_ref()) {
                        return Err(Failure::Wire(unknown_field(&shorten(&text), names)));
                    }
                    if std::mem::replace(&mut skipped, true) {
                        return Err(Failure::Wire(duplicate_field(&text)));
                    }
                }
            }
        }
        Ok(given)
    }

    /// Whether the value found its place free: a class below `str` may bring one name twice.
    #[must_use]
    pub(super) fn put(&mut self, at: usize, value: Bound<'py, PyAny>) -> bool {
        self.values.get_mut(at).is_some_and(|place| place.replace(value).is_none())
    }

    /// The place of a name, if it is one of ours.
    pub(super) fn place(&self, name: &Bound<'_, PyAny>) -> PyResult<Option<usize>> {
        let Ok(name) = name.cast::<PyString>() else { return Ok(None) };
        Ok(name.to_str().ok().and_then(|name| self.names.iter().position(|known| *known == name)))
    }

    /// Gives a value to each field that has none yet: a copy with changes.
    pub(super) fn fill(&mut self, value: impl Fn(usize) -> PyResult<Bound<'py, PyAny>>) -> PyResult<()> {
        for (at, place) in self.values.iter_mut().enumerate().filter(|(_, place)| place.is_none()) {
            *place = Some(value(at)?);
        }
        Ok(())
    }
}
