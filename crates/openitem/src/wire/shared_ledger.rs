//! The ledger that a binding hands to its host: one object, used by several threads, one call at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};

use chrono::NaiveDate;

use super::guarded;
use crate::{AsOf, Basis, Batch, EntityId, Entry, ItemId, Ledger, OpenItemError, PostPolicy, Posted, Refusal, Replay, post};

/// A ledger behind a lock. A panic inside a call leaves it unusable, which every later call says.
#[doc(hidden)]
#[derive(Debug, Default)]
pub struct SharedLedger {
    ledger: Mutex<Ledger>,
    /// How many entries it holds: set under the lock and read without, so that counting waits for no long call.
    count: AtomicUsize,
}

#[doc(hidden)]
#[allow(missing_docs, clippy::missing_errors_doc)]
impl SharedLedger {
    pub fn post(&self, batch: Batch, policy: &PostPolicy) -> Result<Posted, OpenItemError> {
        self.with(|ledger| post(ledger, batch, policy))
    }

    /// Everything that posting this batch after the entries posted so far would object to.
    pub fn check(&self, batch: &Batch, policy: &PostPolicy) -> Result<Vec<Refusal>, OpenItemError> {
        self.with(|ledger| Ok(ledger.check(&batch.entries, policy)))
    }

    pub fn replay(&self, as_of: &AsOf) -> Result<Replay, OpenItemError> {
        self.with(|ledger| Ok(ledger.replay(as_of)))
    }

    pub fn entries(&self) -> Result<Vec<Entry>, OpenItemError> {
        self.with(|ledger| Ok(ledger.entries().to_vec()))
    }

    /// How many entries the posts that are done have left; a call that is under way is not waited for.
    pub fn count(&self) -> Result<usize, OpenItemError> {
        if self.ledger.is_poisoned() { Err(ended_halfway()) } else { Ok(self.count.load(Ordering::Acquire)) }
    }

    pub fn basis(&self, item: &ItemId) -> Result<Option<Basis>, OpenItemError> {
        self.with(|ledger| Ok(ledger.basis(item)))
    }

    pub fn closed_through(&self, entity: &EntityId) -> Result<Option<NaiveDate>, OpenItemError> {
        self.with(|ledger| Ok(ledger.closed_through(entity)))
    }

    fn with<T>(&self, call: impl FnOnce(&mut Ledger) -> Result<T, OpenItemError>) -> Result<T, OpenItemError> {
        guarded(|| {
            let mut ledger = self.locked()?;
            let outcome = call(&mut ledger);
            self.count.store(ledger.entries().len(), Ordering::Release);
            outcome
        })
    }

    fn locked(&self) -> Result<MutexGuard<'_, Ledger>, OpenItemError> {
        self.ledger.lock().map_err(|_| ended_halfway())
    }
}

fn ended_halfway() -> OpenItemError {
    OpenItemError::Internal {
        problem: String::from("a defect ended an earlier call to this ledger halfway: post its entries into a new one"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counting_does_not_wait_for_a_call_under_way() {
        let shared = SharedLedger::default();
        // Inside of a call the lock is held: a count that asked for it would never come back.
        assert_eq!(shared.with(|_| shared.count()).unwrap(), 0);
    }

    #[test]
    #[allow(clippy::panic)]
    fn a_ledger_that_a_defect_left_halfway_counts_nothing() {
        let shared = SharedLedger::default();
        let told = shared.with(|_| -> Result<(), OpenItemError> { panic!("on purpose") }).unwrap_err();
        assert_eq!(told.code(), "internal");
        assert_eq!(shared.count().unwrap_err().code(), "internal");
        assert_eq!(shared.entries().unwrap_err().code(), "internal");
    }
}
