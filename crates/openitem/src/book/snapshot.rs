//! Snapshots: a book put away, and taken up again with what came later.

use openitem_macros::wire;

use super::record::{Refusal, Replay};
use super::replay::{fold, refusal, replay};
use super::view::AsOf;
use crate::OpenItemError;
use crate::entry::Entry;

/// A book as of a date, put away. It holds the entries that stand in its view, in fold order, because any of them may be
/// reversed later; those that were refused are named and gone.
#[wire]
pub struct Snapshot {
    /// The view.
    pub as_of: AsOf,
    /// The entries that stand, in fold order.
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
    let stands = |row: &&u32| folded.fold.row(**row).status == super::fold::Status::Standing;
    let standing = folded.order.rows.iter().filter(stands).filter_map(|row| entries.get(*row as usize)).cloned().collect();
    let refused = folded.refused.iter().map(|(row, error)| refusal(entries, *row, error)).collect();
    Snapshot { as_of: as_of.clone(), entries: standing, refused }
}

/// The book of a later view, from a snapshot and the entries that came after it: the same as a replay of all of them.
///
/// A later entry that is effective on or before the snapshot's date is refused (`before_snapshot`) unless the snapshot
/// holds it already: such a fact needs the whole log.
#[must_use]
pub fn restore(from: &Snapshot, later: &[Entry], as_of: &AsOf) -> Replay {
    let mut early = Vec::new();
    let mut entries = from.entries.clone();
    for entry in later {
        if entry.effective > from.as_of.date {
            entries.push(entry.clone());
        } else if !from.entries.iter().any(|known| known.id == entry.id) {
            let error = OpenItemError::BeforeSnapshot { entry: entry.id.clone(), effective: entry.effective, snapshot: from.as_of.date };
            early.push(refusal(std::slice::from_ref(entry), 0, &error));
        }
    }
    let mut out = replay(&entries, as_of);
    let replayed = std::mem::take(&mut out.refused);
    out.refused = from.refused.iter().cloned().chain(early).chain(replayed).collect();
    out
}
