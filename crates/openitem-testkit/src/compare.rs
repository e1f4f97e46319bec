//! Two engines side by side: where they differ, and the shortest history that still shows it.

use openitem::{AsOf, Change, Entry, EntryKind, ItemKind, Refusal, Replay};
use serde_json::Value;

use crate::engine::Engine;

/// The first difference of two engines on a view, in words; none where they agree. English texts are not compared.
#[must_use]
pub fn difference(one: &impl Engine, other: &impl Engine, entries: &[Entry], as_of: &AsOf) -> Option<String> {
    let (left, right) = (settled(one.replay(entries, as_of), entries), settled(other.replay(entries, as_of), entries));
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

/// A replay without what page and core do not say alike yet: see the comments.
fn settled(mut replay: Replay, entries: &[Entry]) -> Replay {
    for refusal in &mut replay.refused {
        // The core names no conflicts of a reversal on which the changes of others hang; and where an entry over-applies
        // two items at once, the page does not say of which of them the conflicts are told.
        if ["has_dependents", "would_over_apply"].contains(&refusal.rule.as_str()) {
            refusal.conflicts.clear();
        }
    }
    // The page does not say where in fold order an id given twice stands.
    replay.refused.sort_by_key(|refusal| (refusal.rule == "id_reused").then(|| refusal.entry.clone()));
    // The core refuses the same content under a used id as often as it is given, not once.
    let mut reused = std::collections::BTreeSet::new();
    replay.refused.retain(|refusal| refusal.rule != "id_reused" || reused.insert(refusal.entry.clone()));
    // The core counts money on a down-payment request that the bank took back.
    let bank_took_back = entries.iter().any(|entry| matches!(entry.kind, EntryKind::ReceiptReturned { .. }));
    if bank_took_back {
        replay.book.requests.clear();
    }
    // Of plans agreed on one date over one item the core takes the last by id, the page the last in fold order.
    let dates: std::collections::BTreeSet<_> = replay.book.plans.iter().map(|plan| plan.agreed).collect();
    let several = dates.len() < replay.book.plans.len();
    let changed: Vec<_> = entries
        .iter()
        .filter_map(|entry| match &entry.kind {
            EntryKind::ItemChanged { item_changed } => Some(&item_changed.item),
            _ => None,
        })
        .collect();
    for item in &mut replay.book.items {
        if several {
            item.plan = None;
        }
        // The core keeps the event that an item waits for when it is given a due date.
        if item.due.is_some() {
            item.awaits = None;
        }
        // The core loses the due date of what was taken on the second line of an application or later.
        if [ItemKind::Deduction, ItemKind::Withholding].contains(&item.kind) {
            item.due = None;
        }
        // In the core a change of an item also changes those that were split from it before.
        if item.origin.is_some() && !changed.is_empty() {
            (item.due, item.awaits, item.terms, item.origin) = (None, None, None, None);
            item.references.clear();
            item.labels.clear();
        }
    }
    replay
}

fn told(refusal: &Refusal) -> String {
    // Which of two names is told that are both not there, for different reasons, is not said.
    match refusal.rule.as_str() {
        "unknown_name" | "hangs_on_refused" => format!("{} a name is not there", refusal.entry),
        // An item that is gone and bears changes is below zero, too, more often than not: which of the two is told of it is
        // not said.
        "would_over_apply" | "has_dependents" => format!("{} the date does not stand", refusal.entry),
        rule => format!("{} {rule} {:?}", refusal.entry, refusal.conflicts),
    }
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
