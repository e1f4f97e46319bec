//! How a call is done: on the thread that asks, or later on a thread of Node's pool. A panic ends here either way.

use napi::bindgen_prelude::AsyncTask;
use napi::{Env, Error, Result, Task};
use openitem::OpenItemError;
use openitem::facade::camel;
use openitem::wire::guarded;

pub(crate) type Outcome = std::result::Result<String, OpenItemError>;

/// A call that waits for a thread.
#[allow(missing_debug_implementations)]
pub struct Work(Option<Box<dyn FnOnce() -> Outcome + Send>>);

impl Task for Work {
    type Output = String;
    type JsValue = String;

    fn compute(&mut self) -> Result<String> {
        match self.0.take() {
            Some(call) => done(call),
            None => done(|| Err(OpenItemError::Internal { problem: String::from("a call was made twice") })),
        }
    }

    fn resolve(&mut self, _: Env, output: String) -> Result<String> {
        Ok(output)
    }
}

/// What a call gives, made on this thread.
pub(crate) fn done<T>(call: impl FnOnce() -> std::result::Result<T, OpenItemError>) -> Result<T> {
    told(call, camel::error_json)
}

/// The same, its error as the caller names fields. All that Node calls is guarded here, though an operation guards itself for
/// hosts in Rust: a second guard costs nothing that can be measured, and one forgotten would end the process.
pub(crate) fn told<T>(
    call: impl FnOnce() -> std::result::Result<T, OpenItemError>,
    error_json: impl FnOnce(&OpenItemError) -> String,
) -> Result<T> {
    guarded(call).map_err(|error| Error::from_reason(error_json(&error)))
}

/// A promise of what a call gives.
pub(crate) fn later(call: impl FnOnce() -> Outcome + Send + 'static) -> AsyncTask<Work> {
    AsyncTask::new(Work(Some(Box::new(call))))
}

/// A defect, on purpose.
#[allow(clippy::panic)]
pub(crate) fn panics(words: &str) -> Outcome {
    panic!("{words}")
}
