//! The ledger as an object: posting one entry never copies a million.

use chrono::NaiveDate;
use openitem::wire::SharedLedger;
use openitem::wire::python::pyo3::prelude::*;
use openitem::wire::python::{Failure, Form, PythonValue, detached};
use openitem::{AsOf, Batch, EntityId, Entry, ItemId, PostPolicy};

/// The one kept object: entries, taken in by whole batches. Safe from several threads.
#[pyclass(frozen, module = "openitem")]
pub struct Ledger(SharedLedger);

/// An argument by its name; `None` stands for its default.
fn argument<T: PythonValue>(name: &str, value: &Bound<'_, PyAny>) -> Result<T, Failure> {
    T::from_python(value, Form::Typed).map_err(|failure| failure.of(value, name))
}

fn policy(value: Option<&Bound<'_, PyAny>>) -> Result<PostPolicy, Failure> {
    value.map_or_else(|| Ok(PostPolicy::new()), |value| argument("policy", value))
}

fn given<'py>(value: &impl PythonValue, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    value.to_python(py, Form::Typed)
}

#[pymethods]
impl Ledger {
    #[new]
    #[pyo3(signature = (entries=None, *, policy=None))]
    fn new(py: Python<'_>, entries: Option<&Bound<'_, PyAny>>, policy: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let (ledger, policy) = (SharedLedger::default(), self::policy(policy)?);
        if let Some(entries) = entries {
            let entries: Vec<Entry> = argument("entries", entries)?;
            detached(py, || ledger.post(Batch::new(entries), &policy))?;
        }
        Ok(Self(ledger))
    }

    /// Takes a whole batch in, or raises and leaves the ledger as it was.
    #[pyo3(signature = (batch, policy=None))]
    fn post<'py>(&self, py: Python<'py>, batch: &Bound<'py, PyAny>, policy: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let (batch, policy) = (argument("batch", batch)?, self::policy(policy)?);
        given(&detached(py, || self.0.post(batch, &policy))?, py)
    }

    /// Everything that posting this batch would object to.
    #[pyo3(signature = (batch, policy=None))]
    fn check<'py>(&self, py: Python<'py>, batch: &Bound<'py, PyAny>, policy: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyAny>> {
        let (batch, policy): (Batch, _) = (argument("batch", batch)?, self::policy(policy)?);
        given(&detached(py, || self.0.check(&batch, &policy))?, py)
    }

    /// What the entries add up to in a view.
    fn replay<'py>(&self, py: Python<'py>, as_of: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let as_of: AsOf = argument("as_of", as_of)?;
        given(&detached(py, || self.0.replay(&as_of))?, py)
    }

    /// The entries, in the order they were posted.
    fn entries<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        given(&detached(py, || self.0.entries())?, py)
    }

    /// An item's open amount and the entry that moved it last, or `None`.
    fn basis<'py>(&self, py: Python<'py>, item: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let item: ItemId = argument("item", item)?;
        given(&detached(py, || self.0.basis(&item))?, py)
    }

    /// The last closed date of an entity, or `None`.
    fn closed_through<'py>(&self, py: Python<'py>, entity: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let entity: EntityId = argument("entity", entity)?;
        given(&detached(py, || -> Result<Option<NaiveDate>, _> { self.0.closed_through(&entity) })?, py)
    }

    fn __len__(&self, py: Python<'_>) -> PyResult<usize> {
        Ok(detached(py, || self.0.count())?)
    }

    /// A ledger without entries is a ledger.
    fn __bool__(&self) -> bool {
        true
    }

    fn __repr__(&self, py: Python<'_>) -> PyResult<String> {
        Ok(format!("<Ledger of {} entries>", self.__len__(py)?))
    }
}
