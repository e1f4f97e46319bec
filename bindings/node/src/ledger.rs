//! The ledger as an object: its methods by name, with the same JSON as operations.

use std::sync::Arc;

use napi::Result;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use openitem::facade::camel::{from_json, to_json};
use openitem::wire::SharedLedger;
use openitem::{AsOf, Batch, EntityId, ItemId, OpenItemError, PostPolicy, wire};

use crate::work::{Work, done, later};

/// The ledger that `Ledger` of the TypeScript holds.
#[napi(js_name = "Ledger")]
#[derive(Debug, Default)]
pub struct NativeLedger(Arc<SharedLedger>);

#[napi]
impl NativeLedger {
    /// An empty ledger.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Calls a method on this thread; waits where another thread is in one.
    #[napi]
    pub fn call(&self, method: String, input: String) -> Result<String> {
        done(|| run(&self.0, &method, &input))
    }

    /// Calls a method on a thread of the pool.
    #[napi]
    #[must_use]
    pub fn call_async(&self, method: String, input: String) -> AsyncTask<Work> {
        let ledger = Arc::clone(&self.0);
        later(move || run(&ledger, &method, &input))
    }
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

fn run(ledger: &SharedLedger, method: &str, input: &str) -> std::result::Result<String, OpenItemError> {
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
        "count" => to_json(&i64::try_from(ledger.count()?).unwrap_or(i64::MAX)),
        _ => Err(OpenItemError::UnknownOperation { name: method.to_owned() }),
    }
}
