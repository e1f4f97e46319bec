//! The vectors of the reports, through the typed functions.

use openitem::aging::{AgingPolicy, age, unapplied};
use openitem::{MasterData, OpenItem, OpenItemError, migration, movement};
use serde_json::Value;

fn argument<T: serde::de::DeserializeOwned>(input: &Value, name: &str) -> T {
    serde_json::from_value(input[name].clone()).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn call(name: &str, input: &Value) -> Result<Value, OpenItemError> {
    let value = match name {
        "aging.age" | "aging.unapplied" => {
            let items: Vec<OpenItem> = argument(input, "items");
            let master: MasterData = argument(input, "master");
            let policy: AgingPolicy = argument(input, "policy");
            let as_of = input["as_of"].as_str().unwrap().parse().unwrap();
            if name == "aging.age" {
                serde_json::to_value(age(&items, &master, as_of, &policy)?)
            } else {
                serde_json::to_value(unapplied(&items, &master, as_of, &policy)?)
            }
        }
        "movement.between" => serde_json::to_value(movement::between(&argument(input, "request"))?),
        "migration.between" => serde_json::to_value(migration::between(&argument(input, "request"))?),
        other => panic!("no such call: {other}"),
    };
    Ok(value.unwrap())
}

fn run(area: &str) {
    let folder = format!("{}/../../tests/vectors/{area}", env!("CARGO_MANIFEST_DIR"));
    let mut seen = 0;
    for file in std::fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        let vectors: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        for (at, vector) in vectors.iter().enumerate() {
            let place = format!("{} [{at}]: {}", path.display(), vector["source"]);
            match call(vector["call"].as_str().unwrap(), &vector["input"]) {
                Ok(found) => assert!(found == vector["expect"], "{place}\nfound    {found}\nexpected {}", vector["expect"]),
                Err(error) => {
                    let mut data = serde_json::to_value(&error).unwrap();
                    data.as_object_mut().unwrap().remove("type");
                    assert_eq!(
                        (Value::from(error.code()), data),
                        (vector["error"]["code"].clone(), vector["error"]["data"].clone()),
                        "{place}"
                    );
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 0, "no vectors in {folder}");
}

#[test]
fn aging_gives_what_the_vectors_say() {
    run("aging");
}
