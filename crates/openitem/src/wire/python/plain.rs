//! How an error names a value of Python's: what it is, never more of a text than its kind.

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
