//! The types of Python's own library that values become.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyType;

#[doc(hidden)]
pub struct Known {
    pub(super) decimal: Py<PyType>,
    pub(super) date: Py<PyType>,
    pub(super) datetime: Py<PyType>,
    pub(super) timedelta: Py<PyType>,
    pub(super) sequence: Py<PyType>,
    pub(super) from_ordinal: Py<PyAny>,
    /// `date.toordinal`, of the class itself.
    pub(super) to_ordinal: Py<PyAny>,
    /// `datetime.__sub__`, of the class itself.
    pub(super) since: Py<PyAny>,
    /// 1970-01-01T00:00:00Z.
    pub(super) epoch: Py<PyAny>,
}

/// Looked up once, when the module is loaded: later a test may have put a class of its own in the place of `date`.
pub fn known(py: Python<'_>) -> PyResult<&Known> {
    static KNOWN: PyOnceLock<Known> = PyOnceLock::new();
    KNOWN.get_or_try_init(py, || {
        let datetime = py.import("datetime")?;
        let class = |module: &Bound<'_, PyModule>, name: &str| -> PyResult<Py<PyType>> {
            Ok(module.getattr(name)?.cast_into::<PyType>().map_err(PyErr::from)?.unbind())
        };
        let utc = datetime.getattr("timezone")?.getattr("utc")?;
        Ok(Known {
            decimal: class(&py.import("decimal")?, "Decimal")?,
            date: class(&datetime, "date")?,
            timedelta: class(&datetime, "timedelta")?,
            sequence: class(&py.import("collections.abc")?, "Sequence")?,
            from_ordinal: datetime.getattr("date")?.getattr("fromordinal")?.unbind(),
            to_ordinal: datetime.getattr("date")?.getattr("toordinal")?.unbind(),
            since: datetime.getattr("datetime")?.getattr("__sub__")?.unbind(),
            epoch: datetime.getattr("datetime")?.call1((1970, 1, 1, 0, 0, 0, 0, utc))?.unbind(),
            datetime: class(&datetime, "datetime")?,
        })
    })
}
