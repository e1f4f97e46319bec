//! Text, truth, whole numbers, decimals, dates and moments.

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};
use smol_str::SmolStr;

use super::known::known;
use super::plain::is_missing;
use super::{Failure, Form, Nature, PythonValue};
use crate::wire::{MAX_WHOLE, parse_date, parse_moment, shorten};
use crate::{Amount, Currency, OpenItemError, Rate};

/// The text of a `str`.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn text<'a>(value: &'a Bound<'_, PyAny>, expected: &str) -> Result<&'a str, Failure> {
    let text = value.cast::<PyString>().map_err(|_| Failure::found(value, expected))?;
    text.to_str().map_err(|_| Failure::new("found a str with half of a surrogate pair, which is no character, expected text"))
}

fn refused(error: &OpenItemError) -> Failure {
    Failure::new(error.to_string())
}

impl PythonValue for String {
    fn from_python(value: &Bound<'_, PyAny>, _: Form) -> Result<Self, Failure> {
        text(value, "a str").map(Self::from)
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

/// The text of an id.
#[doc(hidden)]
#[allow(clippy::missing_errors_doc)]
pub fn id_from_python(value: &Bound<'_, PyAny>) -> Result<SmolStr, Failure> {
    text(value, "an id as a str").map(SmolStr::new)
}

/// An id as text.
#[doc(hidden)]
pub fn id_to_python<'py>(id: &str, py: Python<'py>) -> Bound<'py, PyAny> {
    PyString::new(py, id).into_any()
}

impl PythonValue for bool {
    const NATURE: Nature = Nature::Scalar("bool");

    fn from_python(value: &Bound<'_, PyAny>, _: Form) -> Result<Self, Failure> {
        value.cast_exact::<PyBool>().map(|truth| truth.is_true()).map_err(|_| Failure::found(value, "True or False"))
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBool::new(py, *self).to_owned().into_any())
    }
}

fn whole(value: &Bound<'_, PyAny>, least: i64, most: i64) -> Result<i64, Failure> {
    let refused = || {
        let hint = if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() { "" } else { ": pass an int" };
        Failure::found(value, &format!("an int from {least} to {most}{hint}"))
    };
    if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
        return Err(refused());
    }
    value.extract::<i64>().ok().filter(|int| (least..=most).contains(int)).ok_or_else(refused)
}

impl PythonValue for i32 {
    const NATURE: Nature = Nature::Scalar("int");

    fn from_python(value: &Bound<'_, PyAny>, _: Form) -> Result<Self, Failure> {
        let int = whole(value, i64::from(Self::MIN), i64::from(Self::MAX))?;
        Self::try_from(int).map_err(|error| Failure::new(error.to_string()))
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyInt::new(py, *self).into_any())
    }
}

impl PythonValue for i64 {
    const NATURE: Nature = Nature::Scalar("int");

    fn from_python(value: &Bound<'_, PyAny>, _: Form) -> Result<Self, Failure> {
        whole(value, -MAX_WHOLE, MAX_WHOLE)
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyInt::new(py, *self).into_any())
    }
}

/// The decimal text of a `Decimal` or an `int`; of a `str` too where the form is plain.
fn decimal<T>(value: &Bound<'_, PyAny>, form: Form, parse: impl Fn(&str) -> Result<T, OpenItemError>) -> Result<T, Failure> {
    let known = known(value.py())?;
    let exact = known.decimal.bind(value.py());
    if value.is_instance(exact)? {
        // A class of the host's may write itself in another way: what counts is the number.
        let is_exact = value.get_type().is(exact);
        let text = if is_exact { value.str()?.into_any() } else { exact.call_method1(intern!(value.py(), "__str__"), (value,))? };
        return match parse(text.cast::<PyString>().map_err(PyErr::from)?.to_str()?) {
            Err(_) if !exact.call_method1(intern!(value.py(), "is_finite"), (value,))?.is_truthy()? => {
                Err(Failure::found(value, "a finite Decimal"))
            }
            parsed => parsed.map_err(|error| refused(&error)),
        };
    }
    if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
        return match value.extract::<i128>() {
            Ok(int) => parse(&int.to_string()).map_err(|error| refused(&error)),
            Err(_) => Err(Failure::new("found an int of more than 28 digits, which an amount does not hold")),
        };
    }
    if value.is_instance_of::<PyString>() {
        return match form {
            Form::Plain | Form::Shown => parse(text(value, "text")?).map_err(|error| refused(&error)),
            Form::Typed => Err(Failure::found(value, "a Decimal: pass Decimal(value), or read a document with from_dict or from_json")),
        };
    }
    if value.is_instance_of::<PyFloat>() {
        if value.extract::<f64>().is_ok_and(|float| !float.is_finite()) {
            return Err(Failure::found(value, "a finite Decimal"));
        }
        let shown = value.str().map(|text| shorten(&text.to_string_lossy())).unwrap_or_default();
        return Err(Failure::new(format!(
            "found the float {shown}, expected a Decimal: pass Decimal('{shown}'), or use openitem.value.amount_from_float(value, currency)"
        )));
    }
    Err(Failure::found(value, "a Decimal"))
}

/// A `Decimal` of this text.
fn to_decimal<'py>(py: Python<'py>, text: &str) -> PyResult<Bound<'py, PyAny>> {
    known(py)?.decimal.bind(py).call1((text,))
}

impl PythonValue for Amount {
    const NATURE: Nature = Nature::Scalar("Decimal");

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        decimal(value, form, str::parse)
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, &self.to_string())
    }
}

impl PythonValue for Rate {
    const NATURE: Nature = Nature::Scalar("Decimal");

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        decimal(value, form, str::parse)
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        to_decimal(py, &self.to_string())
    }
}

impl PythonValue for Currency {
    fn from_python(value: &Bound<'_, PyAny>, _: Form) -> Result<Self, Failure> {
        Self::new(text(value, "a currency code as a str, as 'EUR'")?).map_err(|error| refused(&error))
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self.code()).into_any())
    }
}

impl PythonValue for NaiveDate {
    const NATURE: Nature = Nature::Scalar("date");

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        let (py, known) = (value.py(), known(value.py())?);
        let is_exact = value.get_type().is(&known.date);
        if !is_exact && value.is_instance(known.datetime.bind(py))? {
            return Err(Failure::found(value, "a date without a time: pass value.date(), in the time zone that counts"));
        }
        if is_exact || value.is_instance(known.date.bind(py))? {
            // The base's own: a class below may say anything.
            let day: i32 = known.to_ordinal.bind(py).call1((value,))?.extract()?;
            return Self::from_num_days_from_ce_opt(day)
                .filter(|date| (1..=9999).contains(&date.year()))
                .ok_or_else(|| Failure::found(value, "a date of the years 1 to 9999"));
        }
        if value.is_instance_of::<PyString>() && form == Form::Plain {
            return parse_date(text(value, "a date")?).map_err(Failure::new);
        }
        let hint = if value.is_instance_of::<PyString>() { ": pass date.fromisoformat(value)" } else { "" };
        Err(Failure::found(value, &format!("a datetime.date{hint}")))
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        known(py)?.from_ordinal.bind(py).call1((self.num_days_from_ce(),))
    }
}

impl PythonValue for DateTime<Utc> {
    const NATURE: Nature = Nature::Scalar("datetime");

    fn from_python(value: &Bound<'_, PyAny>, form: Form) -> Result<Self, Failure> {
        let (py, known) = (value.py(), known(value.py())?);
        if !value.is_instance(known.datetime.bind(py))? {
            if value.is_instance_of::<PyString>() && form == Form::Plain {
                return parse_moment(text(value, "a moment")?).map_err(Failure::new);
            }
            let hint = if value.is_instance_of::<PyString>() { ": pass datetime.fromisoformat(value)" } else { "" };
            return Err(Failure::found(value, &format!("a datetime.datetime with a time zone{hint}")));
        }
        if is_missing(value) {
            return Err(Failure::found(value, "a datetime.datetime with a time zone"));
        }
        if value.call_method0(intern!(py, "utcoffset"))?.is_none() {
            return Err(Failure::new(
                "found a datetime without a time zone, expected one with: pass value.replace(tzinfo=timezone.utc) if it is in UTC",
            ));
        }
        let is_finer =
            !value.get_type().is(&known.datetime) && value.getattr(intern!(py, "nanosecond")).is_ok_and(|rest| rest.ne(0).unwrap_or(true));
        if is_finer {
            return Err(Failure::found(value, "a datetime in whole microseconds"));
        }
        // The base's own: a class below may subtract by floats.
        let since = known.since.bind(py).call1((value, known.epoch.bind(py)))?;
        let part = |name: &Bound<'_, PyString>| since.getattr(name)?.extract::<i64>();
        let parts = (part(intern!(py, "days")), part(intern!(py, "seconds")), part(intern!(py, "microseconds")));
        let (Ok(days), Ok(seconds), Ok(micros)) = parts else { return Err(Failure::found(value, "a datetime.datetime with a time zone")) };
        let whole = days.checked_mul(86_400).and_then(|days| days.checked_add(seconds)).and_then(|all| all.checked_mul(1_000_000));
        whole
            .and_then(|all| all.checked_add(micros))
            .and_then(Self::from_timestamp_micros)
            .filter(|moment| (1..=9999).contains(&moment.year()))
            .ok_or_else(|| Failure::new("found a datetime outside the years 1 to 9999 in UTC"))
    }

    fn to_python<'py>(&self, py: Python<'py>, _: Form) -> PyResult<Bound<'py, PyAny>> {
        let known = known(py)?;
        let since = self.signed_duration_since(Self::UNIX_EPOCH);
        let days = since.num_days();
        let rest = since.checked_sub(&TimeDelta::try_days(days).unwrap_or_default()).unwrap_or_default();
        let micros = rest.num_microseconds().unwrap_or_default();
        let delta = known.timedelta.bind(py).call1((days, 0, micros))?;
        known.epoch.bind(py).call_method1(intern!(py, "__add__"), (delta,))
    }
}
