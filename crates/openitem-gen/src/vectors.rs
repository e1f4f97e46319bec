//! The vectors of every language, for tests of what is generated: each type of the model stands in one, so that the dispatch
//! of every language reads or writes it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use openitem::schema::{Field, Shape, TypeRef};
use serde_json::Value;

use crate::model::Model;

/// Where they stand.
pub fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/vectors"))
}

/// The files with this ending below a folder, in order.
pub fn below(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path, ending));
        } else if path.extension().is_some_and(|found| found == ending) {
            found.push(path);
        }
    }
    found.sort();
    found
}

/// What succeeds: the operation, its input and its result.
pub fn all() -> Vec<(String, Value, Value)> {
    let mut out = Vec::new();
    for file in below(&folder(), "json") {
        let read: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        let list = if let Value::Array(list) = read { list } else { vec![read] };
        let good = list.into_iter().filter(|vector| vector.get("error").is_none());
        out.extend(good.map(|vector| (vector["call"].as_str().unwrap().to_owned(), vector["input"].clone(), vector["expect"].clone())));
    }
    out
}

/// Notes the types, and the variants of tagged ones, that a value is made of.
fn note(model: &Model, type_ref: &TypeRef, value: &Value, seen: &mut BTreeSet<String>) {
    match (type_ref, value) {
        (TypeRef::Option(inner), value) if !value.is_null() => note(model, inner, value, seen),
        (TypeRef::List(inner), Value::Array(values)) => values.iter().for_each(|value| note(model, inner, value, seen)),
        (TypeRef::Named(name), value) => {
            let known = model.named(name);
            seen.insert(known.name.to_owned());
            match &known.shape {
                Shape::Record { fields, .. } => note_fields(model, fields, value, seen),
                Shape::Tagged { variants, .. } => {
                    for variant in variants.iter().filter(|variant| value["type"] == variant.name) {
                        seen.insert(format!("{}.{}", known.name, variant.ident));
                        note_fields(model, &variant.fields, value, seen);
                    }
                }
                _ => {}
            }
        }
        _ => {}
    }
}

fn note_fields(model: &Model, fields: &[Field], value: &Value, seen: &mut BTreeSet<String>) {
    for field in fields {
        if let Some(value) = value.get(field.name) {
            note(model, &field.type_ref, value, seen);
        }
    }
}

#[test]
fn every_type_of_the_model_stands_in_a_vector() {
    let model = Model::read();
    let mut seen = BTreeSet::new();
    for (call, input, expect) in all() {
        let described = model.operations.iter().find(|known| known.operation.name == call).unwrap_or_else(|| panic!("no operation {call}"));
        note_fields(&model, &described.signature.arguments, &input, &mut seen);
        note(&model, &described.signature.returns, &expect, &mut seen);
    }
    let names = model.types.iter().flat_map(|known| {
        let variants = match &known.shape {
            Shape::Tagged { variants, .. } => variants.iter().map(|variant| format!("{}.{}", known.name, variant.ident)).collect(),
            _ => Vec::new(),
        };
        [vec![known.name.to_owned()], variants].concat()
    });
    // Errors stand in vectors by their code; every binding has a test of their classes.
    let is_error = |name: &String| name.starts_with("OpenItemError") || name == "ErrorKind";
    let missing: Vec<_> = names.filter(|name| !is_error(name) && !seen.contains(name)).collect();
    assert!(missing.is_empty(), "no vector has {missing:?}");
}
