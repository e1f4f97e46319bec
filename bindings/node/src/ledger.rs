//! The ledger as an object: its methods by name, with the same JSON as operations.
//!
//! Calls take effect in the order in which they are made. `ledger.ts` has one call at a time on a thread of the pool; a call
//! on the thread of JavaScript first sees that one to its end: it waits where the call runs, and runs it where no thread of
//! the pool has come to it yet. So it never waits for a thread of the pool that is busy with something else.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::Result;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use openitem::facade::camel::{from_json, to_json};
use openitem::wire::{SharedLedger, guarded};
use openitem::{AsOf, Batch, EntityId, ItemId, OpenItemError, PostPolicy, wire};

use crate::work::{Outcome, Work, done, later};

/// The ledger that `Ledger` of the TypeScript holds.
#[napi(js_name = "Ledger")]
#[derive(Debug, Default)]
pub struct NativeLedger {
    ledger: Arc<SharedLedger>,
    under_way: Mutex<Arc<Turn>>,
}

#[napi]
impl NativeLedger {
    /// An empty ledger.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls a method on this thread, after the call that is under way.
    #[napi]
    pub fn call(&self, method: String, input: String) -> Result<String> {
        self.settle();
        done(|| run(&self.ledger, &method, &input))
    }

    /// Calls a method on a thread of the pool.
    #[napi]
    #[must_use]
    pub fn call_async(&self, method: String, input: String) -> AsyncTask<Work> {
        self.settle();
        let turn = Arc::new(Turn(Mutex::new(State::Waits { method, input })));
        *locked(&self.under_way) = Arc::clone(&turn);
        let ledger = Arc::clone(&self.ledger);
        later(move || turn.outcome(&ledger))
    }

    /// How many entries there are; waits for no call.
    #[napi]
    pub fn count(&self) -> Result<i64> {
        done(|| Ok(i64::try_from(self.ledger.count()?).unwrap_or(i64::MAX)))
    }

    /// Sees the call that is under way to its end.
    #[napi]
    pub fn settle(&self) {
        let turn = Arc::clone(&locked(&self.under_way));
        turn.settle(&self.ledger);
    }
}

/// A call made with `call_async`.
#[derive(Debug, Default)]
struct Turn(Mutex<State>);

#[derive(Debug, Default)]
enum State {
    Waits {
        method: String,
        input: String,
    },
    Done(Outcome),
    #[default]
    Handed,
}

impl Turn {
    /// Runs the call where nobody has; waits where another thread is at it.
    fn settle(&self, ledger: &SharedLedger) {
        let mut state = locked(&self.0);
        if let State::Waits { method, input } = &*state {
            // Not every caller is behind the guard of `done`, and a panic here would poison the lock.
            *state = State::Done(guarded(|| run(ledger, method, input)));
        }
    }

    fn outcome(&self, ledger: &SharedLedger) -> Outcome {
        self.settle(ledger);
        match std::mem::take(&mut *locked(&self.0)) {
            State::Done(outcome) => outcome,
            _ => Err(OpenItemError::Internal { problem: String::from("a call was made twice") }),
        }
    }
}

/// A panic in a call ends before it can poison this lock, and a poisoned one holds what it held.
fn locked<T>(lock: &Mutex<T>) -> MutexGuard<'_, T> {
    lock.lock().unwrap_or_else(PoisonError::into_inner)
}

#[wire(local)]
struct BatchArguments {
    batch: Batch,
    #[wire(default)]
    policy: PostPolicy,
}

#[wire(local)]
struct ViewArguments {
    as_of: AsOf,
}

#[wire(local)]
struct ItemArguments {
    item: ItemId,
}

#[wire(local)]
struct EntityArguments {
    entity: EntityId,
}

fn run(ledger: &SharedLedger, method: &str, input: &str) -> Outcome {
    match method {
        "post" => {
            let given: BatchArguments = from_json(input)?;
            to_json(&ledger.post(given.batch, &given.policy)?)
        }
        "check" => {
            let given: BatchArguments = from_json(input)?;
            to_json(&ledger.check(&given.batch, &given.policy)?)
        }
        "replay" => to_json(&ledger.replay(&from_json::<ViewArguments>(input)?.as_of)?),
        "basis" => to_json(&ledger.basis(&from_json::<ItemArguments>(input)?.item)?),
        "closed_through" => to_json(&ledger.closed_through(&from_json::<EntityArguments>(input)?.entity)?),
        "entries" => to_json(&ledger.entries()?),
        _ => Err(OpenItemError::UnknownOperation { name: method.to_owned(), nearest: None }),
    }
}
