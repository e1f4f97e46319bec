//! Snapshots: a book put away, and taken up again with what came later.

use std::collections::BTreeMap;

use openitem_macros::wire;

use super::order::{reused, same_content};
use super::record::{Refusal, Replay};
use super::replay::{fold, refusal, replay};
use super::view::AsOf;
use crate::entry::Entry;
use crate::{EntryId, OpenItemError};

/// A book as of a date, put away. It holds every entry of its view: any of them may be reversed later, and one that was
/// refused may be named by what comes later.
#[wire]
pub struct Snapshot {
    /// The view.
    pub as_of: AsOf,
    /// The entries of the view, in fold order; those whose id stands for other content come last.
    pub entries: Vec<Entry>,
    /// The entries that were refused.
    #[wire(default)]
    pub refused: Vec<Refusal>,
}

/// Puts the book of a view away.
///
/// ```
/// use openitem::{AsOf, restore, snapshot};
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let put_away = snapshot(&[], &AsOf::new(day("2026-01-31")));
/// let february = restore(&put_away, &[], &AsOf::new(day("2026-02-28")));
/// assert!(february.book.items.is_empty());
/// ```
#[must_use]
pub fn snapshot(entries: &[Entry], as_of: &AsOf) -> Snapshot {
    let folded = fold(entries, Some(as_of));
    let rows = folded.order.rows.iter().chain(&folded.order.reused);
    let kept = rows.filter_map(|row| entries.get(*row as usize)).cloned().collect();
    let refused = folded.refused.iter().map(|(row, error)| refusal(entries, *row, error)).collect();
    Snapshot { as_of: as_of.clone(), entries: kept, refused }
}

/// The book of a later view, from a snapshot and the entries that came after it: the same as a replay of all of them.
///
/// A later entry that is effective on or before the snapshot's date is refused unless the snapshot holds it already: with
/// `before_snapshot`, because such a fact changes what was put away; with `id_reused` where the snapshot holds its id with
/// other content. These refusals come before those of the replay. The whole log may be given again: what the snapshot holds is set aside.
#[must_use]
pub fn restore(from: &Snapshot, later: &[Entry], as_of: &AsOf) -> Replay {
    let mut held: BTreeMap<&EntryId, Vec<&Entry>> = BTreeMap::new();
    for entry in &from.entries {
        held.entry(&entry.id).or_default().push(entry);
    }
    let mut early = Vec::new();
    let mut entries = from.entries.clone();
    for entry in later.iter().filter(|entry| as_of.shows(entry)) {
        let known = held.get(&entry.id).map(Vec::as_slice).unwrap_or_default();
        if entry.effective > from.as_of.date {
            entries.push(entry.clone());
        } else if !known.iter().any(|known| same_content(known, entry)) {
            let error = if known.is_empty() {
                OpenItemError::BeforeSnapshot { entry: entry.id.clone(), effective: entry.effective, snapshot: from.as_of.date }
            } else {
                reused(entry)
            };
            early.push(refusal(std::slice::from_ref(entry), 0, &error));
        }
    }
    let mut out = replay(&entries, as_of);
    // A fact given twice is refused once.
    crate::value::sort_by(&mut early, |left, right| (&left.entry, &left.rule).cmp(&(&right.entry, &right.rule)));
    early.dedup();
    early.append(&mut out.refused);
    out.refused = early;
    out
}
