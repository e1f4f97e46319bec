//! openitem for Node: operations by name and the ledger object, JSON text in and out.
//!
//! Names of fields are JavaScript's (`openitem::facade::camel`). An error leaves as one of Node's whose message is the
//! error's JSON; the TypeScript beside this file makes an `OpenItemError` of it, and types of it all.

mod ledger;
mod work;

use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{DateTime, NaiveDate, Utc};
use napi::Result;
use napi::bindgen_prelude::AsyncTask;
use napi_derive::napi;
use openitem::facade::{self, Operation, camel};
use openitem::wire::WireValue;
use openitem::{Amount, OpenItemError, Rate};

use work::{Work, done, later, told};

/// Runs when Node loads the module.
#[napi_derive::module_init]
fn init() {
    openitem::wire::quiet_panics();
}

/// The operations of every package of ours.
static OPERATIONS: LazyLock<Vec<Operation>> = LazyLock::new(|| [facade::operations(), openitem_formats::operations()].concat());

fn run(name: &str, input: &str) -> std::result::Result<String, OpenItemError> {
    camel::run(&OPERATIONS, name, input)
}

/// The version of this module, which is that of the package it belongs to.
#[napi]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// The names of all operations.
#[napi]
#[must_use]
pub fn operations() -> Vec<String> {
    OPERATIONS.iter().map(|operation| operation.name.to_owned()).collect()
}

/// Runs an operation on this thread.
#[napi]
pub fn call(name: String, input: String) -> Result<String> {
    done(|| run(&name, &input))
}

/// Runs an operation on a thread of the pool.
#[napi]
#[must_use]
pub fn call_async(name: String, input: String) -> AsyncTask<Work> {
    later(move || run(&name, &input))
}

/// Runs an operation on JSON as files and other languages have it: fields in snake_case, defaults left out.
#[napi]
pub fn call_json(name: String, input: String) -> Result<String> {
    told(|| facade::run(&OPERATIONS, &name, &input), facade::error_json)
}

/// Reads a value of one of the types that are text in JSON, and gives its one written form.
#[napi]
pub fn read(kind: String, value: String) -> Result<String> {
    done(|| match kind.as_str() {
        "Amount" => camel::to_json(&parsed::<Amount>(&value)?),
        "Rate" => camel::to_json(&parsed::<Rate>(&value)?),
        "IsoDate" => camel::to_json(&camel::from_json::<NaiveDate>(&value)?),
        "Moment" => camel::to_json(&camel::from_json::<DateTime<Utc>>(&value)?),
        _ => Err(OpenItemError::UnknownOperation { name: kind, nearest: None }),
    })
}

/// A decimal of its text, whose errors are those of its own; what is no text is refused as JSON is.
fn parsed<Decimal: WireValue + FromStr<Err = OpenItemError>>(value: &str) -> std::result::Result<Decimal, OpenItemError> {
    match camel::from_json::<String>(value) {
        Ok(text) => text.parse(),
        Err(_) => camel::from_json(value),
    }
}

/// JSON of ours with its fields in camelCase.
#[napi]
pub fn from_snake(text: String) -> Result<String> {
    done(|| camel::from_snake(&text))
}

/// JSON with its fields in snake_case, in the one form of its value.
#[napi]
pub fn into_snake(text: String) -> Result<String> {
    done(|| camel::into_snake(&text))
}

/// Panics, for the test that a panic ends at the border.
#[napi]
pub fn panic_on_purpose(words: String) -> Result<String> {
    done(|| work::panics(&words))
}

/// Panics on a thread of the pool.
#[napi]
#[must_use]
pub fn panic_on_purpose_async(words: String) -> AsyncTask<Work> {
    later(move || work::panics(&words))
}
