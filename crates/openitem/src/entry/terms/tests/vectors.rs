//! The vectors of tests/vectors/terms, run through the typed functions: published examples with their sources.

use std::path::PathBuf;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::super::*;
use crate::wire::{WireValue, Writing};
use crate::{HolidayCalendar, OpenItemError};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Vector {
    schema: i32,
    call: String,
    input: Value,
    expect: Option<Value>,
    error: Option<Value>,
    source: String,
}

struct Wire<T>(T);

impl<'de, T: WireValue> Deserialize<'de> for Wire<T> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::read(deserializer).map(Wire)
    }
}

fn argument<T: WireValue>(input: &Value, name: &str) -> T {
    fn read<T: DeserializeOwned>(value: Value) -> T {
        serde_json::from_value(value).unwrap()
    }
    read::<Wire<T>>(input[name].clone()).0
}

fn shown<T: WireValue>(result: Result<T, OpenItemError>) -> Result<Value, OpenItemError> {
    result.map(|value| serde_json::to_value(Writing(&value)).unwrap())
}

fn call(name: &str, input: &Value) -> Result<Value, OpenItemError> {
    match name {
        "terms.parse" => shown(parse(&argument::<String>(input, "text"))),
        "terms.print" => shown(Ok(print(&argument(input, "terms")))),
        "terms.due_date" => shown(due_date(&argument(input, "rule"), argument(input, "base"))),
        "terms.schedule" => shown(schedule(
            &argument(input, "amounts"),
            argument(input, "document_date"),
            &argument(input, "terms"),
            &argument::<HolidayCalendar>(input, "calendar"),
        )),
        "terms.discount_for" => {
            shown(discount_for(&argument(input, "installment"), argument(input, "payment_date"), argument(input, "grace_days")))
        }
        "terms.credit_for_payment" => {
            let (payment, percent) = (argument(input, "payment"), argument(input, "percent"));
            shown(credit_for_payment(payment, percent, argument(input, "decimals"), argument(input, "rounding")))
        }
        "terms.payment_for_credit" => {
            let (credit, percent) = (argument(input, "credit"), argument(input, "percent"));
            shown(payment_for_credit(credit, percent, argument(input, "decimals"), argument(input, "rounding")))
        }
        "terms.annual_cost" => shown(annual_cost(argument(input, "percent"), argument(input, "days"), argument(input, "decimals"))),
        other => panic!("no operation {other}"),
    }
}

#[test]
fn published_examples_come_out_as_published_where_they_are_right() {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/terms");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    let (mut count, mut wrong) = (0, Vec::new());
    for file in files {
        let vectors: Vec<Vector> = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        for vector in vectors {
            count += 1;
            assert_eq!(vector.schema, 1);
            let found = match call(&vector.call, &vector.input) {
                Ok(value) => (Some(value), None),
                Err(error) => {
                    let mut data = serde_json::to_value(&error).unwrap();
                    data.as_object_mut().unwrap().remove("type");
                    (None, Some(json!({ "code": error.code(), "data": data })))
                }
            };
            if found.0.unwrap_or_default() != vector.expect.clone().unwrap_or_default() || found.1 != vector.error {
                let again = call(&vector.call, &vector.input);
                wrong.push(format!(
                    "{} ({})\n  expected {:?} {:?}\n  found    {again:?}",
                    vector.call, vector.source, vector.expect, vector.error
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {count} vectors differ:\n{}", wrong.len(), wrong.join("\n"));
    assert!(count > 150, "only {count} vectors");
}
