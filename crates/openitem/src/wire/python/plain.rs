//! How an error names a value of Python's: what it is, never more of a text than its kind.

use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PyInt, PyString};

use super::known::known;
use crate::wire::shorten;

/// `the float 12.5`, `None`, `a str`, `an OpenItem`.
pub(super) fn described(value: &Bound<'_, PyAny>) -> String {
    if value.is_none() {
        return String::from("None");
    }
    if value.is_instance_of::<PyString>() {
        return String::from("a str");
    }
    if is_missing_of_pandas(value) {
        return format!("the missing value {}", value.str().map(|text| shorten(&text.to_string_lossy())).unwrap_or_default());
    }
    let shown = || value.str().map(|text| shorten(&text.to_string_lossy())).unwrap_or_default();
    if value.is_instance_of::<PyBool>() {
        return shown();
    }
    if value.is_exact_instance_of::<PyFloat>() {
        return format!("the float {}", shown());
    }
    if value.is_exact_instance_of::<PyInt>() {
        // An int of many digits is not even written by Python itself.
        return value.extract::<i128>().map_or_else(|_| String::from("an int of many digits"), |int| format!("the int {int}"));
    }
    let py = value.py();
    if known(py).is_ok_and(|known| value.get_type().is(&known.decimal)) {
        return format!("the Decimal {}", shown());
    }
    let name = value.get_type().qualname().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let article = if name.starts_with(['a', 'e', 'i', 'o', 'u', 'A', 'E', 'I', 'O', 'U']) { "an" } else { "a" };
    format!("{article} {}", shorten(&name))
}

fn class_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn is_missing_of_pandas(value: &Bound<'_, PyAny>) -> bool {
    matches!(class_name(value).as_str(), "NaTType" | "NAType")
}

/// Whether it is what tables hold where nothing is known: a float or a `Decimal` that is no number, `NaT` and `NA` of pandas.
pub(super) fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    if value.is_instance_of::<PyFloat>() {
        return value.extract::<f64>().is_ok_and(f64::is_nan);
    }
    let py = value.py();
    let is_decimal = known(py).and_then(|known| value.is_instance(known.decimal.bind(py))).unwrap_or_default();
    let is_nan = || value.call_method0(intern!(py, "is_nan")).and_then(|found| found.is_truthy()).unwrap_or_default();
    if is_decimal { is_nan() } else { is_missing_of_pandas(value) }
}

/// What to pass instead of the values that tables hold.
pub(super) fn instead(value: &Bound<'_, PyAny>) -> Option<&'static str> {
    if is_missing(value) {
        return Some(": pass None where the field may be empty");
    }
    let module = value.get_type().module().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    match (module.as_str(), class_name(value).as_str()) {
        ("numpy", "ndarray") => None,
        ("numpy", "datetime64") => Some(
            ": pass value.astype('datetime64[D]').item() as a date, value.astype('datetime64[us]').item().replace(tzinfo=timezone.utc) as a moment",
        ),
        ("numpy", _) if value.hasattr(intern!(value.py(), "item")).unwrap_or_default() => Some(": pass value.item()"),
        _ => None,
    }
}
