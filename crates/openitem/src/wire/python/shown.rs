//! How Python shows a record: `OpenItem('INV-1', amount=Decimal('12.5'))`, only what differs from its default, personal text
//! cut, long lists too.

use pyo3::prelude::*;
use pyo3::types::{PyList, PyString, PyTuple};

use super::record::Record;
use crate::wire::{Json, Personal};

/// How many elements of a list are shown.
const MOST: usize = 20;

pub(super) fn shown(record: &Bound<'_, Record>) -> PyResult<String> {
    let (py, value) = (record.py(), record.get());
    // What is left out of JSON holds its default.
    let written = match value.held().written() {
        Ok(Json::Map(fields)) => fields,
        _ => Vec::new(),
    };
    let mut parts = Vec::new();
    for (at, field) in value.part().fields.iter().enumerate() {
        if !field.is_required && !written.iter().any(|(name, _)| name == field.name) {
            continue;
        }
        let text = one(&value.value(at, py)?, field.is_personal)?;
        parts.push(format!("{}={text}", field.name));
    }
    Ok(format!("{}({})", record.get_type().qualname()?, parts.join(", ")))
}

fn one(value: &Bound<'_, PyAny>, is_personal: bool) -> PyResult<String> {
    if let Ok(list) = value.cast::<PyTuple>() {
        let elements = list.iter().take(MOST).map(|element| one(&element, is_personal)).collect::<PyResult<Vec<_>>>()?;
        let more = list.len().saturating_sub(MOST);
        let end = match (more, elements.len()) {
            (0, 1) => String::from(","),
            (0, _) => String::new(),
            (more, _) => format!(", … {more} more"),
        };
        return Ok(format!("({}{end})", elements.join(", ")));
    }
    match value.cast::<PyString>() {
        Ok(text) if is_personal => Ok(PyString::new(value.py(), &text.to_string_lossy().into_owned().shown()).repr()?.to_string()),
        _ => Ok(value.repr()?.to_string_lossy().into_owned()),
    }
}

/// Personal text cut, alone or in a list.
pub(super) fn personal<'py>(value: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    if let Ok(list) = value.cast::<PyList>() {
        let elements = list.iter().map(|element| personal(&element)).collect::<PyResult<Vec<_>>>()?;
        return Ok(PyList::new(value.py(), elements)?.into_any());
    }
    match value.cast::<PyString>() {
        Ok(text) => Ok(PyString::new(value.py(), &text.to_string_lossy().into_owned().shown()).into_any()),
        Err(_) => Ok(value.clone()),
    }
}
