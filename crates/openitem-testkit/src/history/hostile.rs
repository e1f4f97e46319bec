//! What does not fit: entries that are spoiled after they were made, and text-level damage of any kind.

use chrono::{Days, TimeDelta};
use openitem::{Entry, EntryKind};
use serde_json::Value;

use super::Random;
use super::steps::reverse;
use super::world::{Known, World, amount};

/// Spoils what the step from place `from` on made, or adds something that does not fit.
pub(super) fn spoil(world: &mut World, from: usize, random: &mut Random) {
    let Some(last) = world.entries.get(from).map(|known| known.entry.clone()) else { return };
    match random.between(0, 11) {
        // The same entry again, learned of later, or by another.
        0 | 1 => {
            let mut again = last;
            again.recorded += TimeDelta::minutes(random.between(0, 5_000));
            again.by = Some("another".into());
            push(world, again);
        }
        // The same id with other content.
        2 => {
            let mut other = last;
            other.customer = Some("C-99".into());
            other.recorded += TimeDelta::minutes(random.between(-100, 100));
            push(world, other);
        }
        // A date before what it names.
        3 => replace(world, from, |entry| {
            entry.effective = entry.effective.checked_sub_days(Days::new(20)).unwrap_or(entry.effective);
        }),
        // A moment before what it names.
        4 => replace(world, from, |entry| entry.recorded -= TimeDelta::days(20)),
        // Another entity.
        5 => replace(world, from, |entry| entry.entity = if entry.entity.as_str() == "DE01" { "US01" } else { "DE01" }.into()),
        // Far more than is open, or less than nothing.
        6 | 7 => {
            // What moves no amount may say what it likes.
            let factor = if random.percent(75) || last.kind.rank() == openitem::Rank::Other { 3 } else { -1 };
            replace(world, from, |entry| scale_amounts(entry, factor));
        }
        // A name that nobody made.
        8 => replace(world, from, |entry| {
            let keys: &[&str] = if entry.kind.tag() == "application" { &["paid_from"] } else { &["item", "receipt"] };
            rename(entry, keys, "NOWHERE");
        }),
        // Something that others hang on goes, or what went already.
        9 => {
            let targets: Vec<usize> = (from.saturating_sub(30)..world.entries.len()).collect();
            if let Some(target) = random.pick(&targets).copied() {
                reverse(world, random, target);
            }
        }
        // A name that the entry makes itself, or its own.
        10 => replace(world, from, |entry| {
            let (own, made) = (entry.id.to_string(), format!("{}/1", entry.id));
            rename(entry, &["entry"], &own);
            rename(entry, &["item", "paid_from"], &made);
        }),
        // A name that somebody took.
        _ => replace(world, from, |entry| {
            rename(entry, &["id"], "INV-0");
        }),
    }
}

fn push(world: &mut World, entry: Entry) {
    world.entries.push(Known { entry, moved: Vec::new(), reversed: true });
}

fn replace(world: &mut World, at: usize, change: impl Fn(&mut Entry)) {
    if let Some(known) = world.entries.get_mut(at) {
        change(&mut known.entry);
    }
}

/// Writes the entry's record as JSON, changes it, and reads it back where it can be read.
fn rewrite(entry: &mut Entry, change: impl Fn(&mut Value)) {
    let Ok(mut value) = serde_json::to_value(&*entry) else { return };
    if let Some(kind) = value.get_mut("kind") {
        change(kind);
    }
    if let Ok(changed) = serde_json::from_value(value) {
        *entry = changed;
    }
}

fn each(value: &mut Value, see: &impl Fn(&str, &mut Value)) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields.iter_mut() {
                see(key, field);
                each(field, see);
            }
        }
        Value::Array(list) => list.iter_mut().for_each(|value| each(value, see)),
        _ => {}
    }
}

fn scale_amounts(entry: &mut Entry, factor: i64) {
    if matches!(entry.kind, EntryKind::OpeningItem { .. }) {
        return;
    }
    rewrite(entry, |kind| {
        each(kind, &|key, value| {
            if key == "amount"
                && let Some(found) = value.as_str().and_then(|text| text.parse::<openitem::Amount>().ok())
                && let Some(minor) = found.to_minor(4).and_then(|minor| minor.checked_mul(factor))
            {
                let scaled = openitem::Amount::from_minor(minor, 4).unwrap_or(amount(0, openitem::Currency::new("EUR").expect("EUR")));
                *value = Value::String(scaled.to_string());
            }
        });
    });
}

fn rename(entry: &mut Entry, keys: &[&str], to: &str) {
    rewrite(entry, |kind| {
        each(kind, &|key, value| {
            if keys.contains(&key) && value.is_string() {
                *value = Value::String(to.to_owned());
            }
        });
    });
}

/// Damages any field of an entry: huge and tiny amounts, dates at the ends of time, empty and foreign ids. What can no
/// longer be read stays as it was.
pub fn mangle(entry: &mut Entry, random: &mut Random) {
    const AMOUNTS: [&str; 7] =
        ["9999999999999999999999999999", "-9999999999999999999999999999", "0.0000000000000000000000000001", "0", "-0.01", "1e27", "7.77"];
    const DATES: [&str; 4] = ["0001-01-01", "9999-12-31", "2026-02-28", "2026-01-07"];
    const IDS: [&str; 6] = ["", "INV-0", "R-1", "A0001", "A0001/1", "\u{202e}x"];
    let Ok(mut value) = serde_json::to_value(&*entry) else { return };
    let mut paths = Vec::new();
    leaves(&value, String::new(), &mut paths);
    for _ in 0..random.between(1, 3) {
        let Some(leaf) = random.pick(&paths).and_then(|path| value.pointer_mut(path)) else { continue };
        let Some(text) = leaf.as_str() else { continue };
        let new = if text.parse::<openitem::Amount>().is_ok() {
            random.choose(&AMOUNTS)
        } else if text.parse::<chrono::NaiveDate>().is_ok() {
            random.choose(&DATES)
        } else {
            random.choose(&IDS)
        };
        let old = std::mem::replace(leaf, Value::String(new.to_owned()));
        match serde_json::from_value(value.clone()) {
            Ok(changed) => *entry = changed,
            Err(_) => {
                if let Ok(unchanged) = serde_json::to_value(&*entry) {
                    value = unchanged;
                }
            }
        }
        drop(old);
    }
}

fn leaves(value: &Value, path: String, out: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (key, field) in fields {
                leaves(field, format!("{path}/{key}"), out);
            }
        }
        Value::Array(list) => {
            for (at, value) in list.iter().enumerate() {
                leaves(value, format!("{path}/{at}"), out);
            }
        }
        Value::String(_) => out.push(path),
        _ => {}
    }
}
