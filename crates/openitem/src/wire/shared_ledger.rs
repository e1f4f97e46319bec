//! The ledger that a binding hands to its host: one object, used by several threads, one call at a time.

use std::sync::{Mutex, MutexGuard};

use chrono::NaiveDate;

use super::guarded;
use crate::{AsOf, Basis, Batch, EntityId, Entry, ItemId, Ledger, OpenItemError, PostPolicy, Posted, Refusal, Replay, check, post};

/// A ledger behind a lock. A panic inside a call leaves it unusable, which every later call says.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct SharedLedger(Mutex<Ledger>);

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl SharedLedger {
    pub fn post(&self, batch: Batch, policy: &PostPolicy) -> Result<Posted, OpenItemError> {
        self.with(|ledger| post(ledger, batch, policy))
    }

    /// Everything that posting this batch after the entries posted so far would object to.
    pub fn check(&self, batch: &Batch, policy: &PostPolicy) -> Result<Vec<Refusal>, OpenItemError> {
        self.with(|ledger| {
            let entries: Vec<Entry> = ledger.entries().iter().chain(&batch.entries).cloned().collect();
            Ok(check(&entries, policy))
        })
    }

    pub fn replay(&self, as_of: &AsOf) -> Result<Replay, OpenItemError> {
        self.with(|ledger| Ok(ledger.replay(as_of)))
    }

    pub fn entries(&self) -> Result<Vec<Entry>, OpenItemError> {
        self.with(|ledger| Ok(ledger.entries().to_vec()))
    }

    pub fn count(&self) -> Result<usize, OpenItemError> {
        self.with(|ledger| Ok(ledger.entries().len()))
    }

    pub fn basis(&self, item: &ItemId) -> Result<Option<Basis>, OpenItemError> {
        self.with(|ledger| Ok(ledger.basis(item)))
    }

    pub fn closed_through(&self, entity: &EntityId) -> Result<Option<NaiveDate>, OpenItemError> {
        self.with(|ledger| Ok(ledger.closed_through(entity)))
    }

    fn with<T>(&self, call: impl FnOnce(&mut Ledger) -> Result<T, OpenItemError>) -> Result<T, OpenItemError> {
        guarded(|| call(&mut *self.locked()?))
    }

    fn locked(&self) -> Result<MutexGuard<'_, Ledger>, OpenItemError> {
        self.0.lock().map_err(|_| OpenItemError::Internal {
            problem: String::from("a defect ended an earlier call to this ledger halfway: post its entries into a new one"),
        })
    }
}
