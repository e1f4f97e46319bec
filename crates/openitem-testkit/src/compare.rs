//! Two engines side by side: where they differ, and the shortest history that still shows it.

use openitem::{AsOf, Change, Entry, Refusal, Replay};
use serde_json::Value;

use crate::engine::Engine;

/// The first difference of two engines on a view, in words; none where they agree. English texts are not compared.
#[must_use]
pub fn difference(one: &impl Engine, other: &impl Engine, entries: &[Entry], as_of: &AsOf) -> Option<String> {
    let (left, right) = (one.replay(entries, as_of), other.replay(entries, as_of));
    let refusals = |replay: &Replay| replay.refused.iter().map(told).collect::<Vec<_>>();
    lists("refused", &refusals(&left), &refusals(&right))
        .or_else(|| changes(&one.changes(entries, as_of), &other.changes(entries, as_of)))
        .or_else(|| values("book", &json(&left.book), &json(&right.book)))
}

/// The shortest history found, by leaving entries out, of which `fails` still holds.
#[must_use]
pub fn shortest(entries: &[Entry], fails: impl Fn(&[Entry]) -> bool) -> Vec<Entry> {
    let mut kept = entries.to_vec();
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let mut at = 0;
        while at < kept.len() {
            let mut without = kept.clone();
            without.drain(at..kept.len().min(at + size));
            if fails(&without) {
                kept = without;
            } else {
                at += size;
            }
        }
        size = if size == 1 { 0 } else { size.div_ceil(2) };
    }
    kept
}

fn told(refusal: &Refusal) -> String {
    format!("{} {} {:?}", refusal.entry, refusal.rule, refusal.conflicts)
}

fn changes(left: &[Change], right: &[Change]) -> Option<String> {
    let texts = |changes: &[Change]| changes.iter().map(|change| json(change).to_string()).collect::<Vec<_>>();
    lists("changes", &texts(left), &texts(right))
}

fn lists(what: &str, left: &[String], right: &[String]) -> Option<String> {
    let at = (0..left.len().max(right.len())).find(|at| left.get(*at) != right.get(*at))?;
    let shown = |list: &[String]| list.get(at).cloned().unwrap_or_else(|| "nothing".to_owned());
    Some(format!("{what}[{at}]:\n  {}\n  {}", shown(left), shown(right)))
}

fn json(value: &impl serde::Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

fn values(path: &str, left: &Value, right: &Value) -> Option<String> {
    match (left, right) {
        (Value::Object(one), Value::Object(other)) => {
            let keys: std::collections::BTreeSet<&String> = one.keys().chain(other.keys()).collect();
            keys.into_iter().find_map(|key| {
                let of = |fields: &serde_json::Map<String, Value>| fields.get(key).cloned().unwrap_or_default();
                values(&format!("{path}.{key}"), &of(one), &of(other))
            })
        }
        (Value::Array(one), Value::Array(other)) if one.len() == other.len() => {
            one.iter().zip(other).enumerate().find_map(|(at, (one, other))| values(&format!("{path}[{at}]"), one, other))
        }
        _ if left == right => None,
        _ => Some(format!("{path}:\n  {left}\n  {right}")),
    }
}
