//! The order in which entries fold, and the one copy of each that counts.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet};

use super::fold::AHEAD;
use super::names::NameTable;
use super::view::AsOf;
use crate::entry::made::made_items;
use crate::entry::{Entry, EntryKind, Named};
use crate::{EntryId, OpenItemError};

/// The entries of a view in fold order.
pub(crate) struct Order {
    /// Rows of the entries that count, in fold order.
    pub(crate) rows: Vec<u32>,
    /// Entries given again with other content: they never fold.
    pub(crate) reused: Vec<u32>,
    /// The rows that count, by entry id.
    pub(crate) names: NameTable,
}

/// Name spaces of what entries make.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Space {
    Entry,
    Item,
    Receipt,
    Dispute,
    Promise,
    Plan,
    Case,
}

impl Space {
    pub(crate) const fn of(named: &Named<'_>) -> Self {
        match named {
            Named::Item(_) => Self::Item,
            Named::Receipt(_) => Self::Receipt,
            Named::Dispute(_) => Self::Dispute,
            Named::Promise(_) => Self::Promise,
            Named::Plan(_) => Self::Plan,
            Named::Case(_) => Self::Case,
            Named::Entry(_) => Self::Entry,
        }
    }
}

fn row_of(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// The text of a row's entry id.
pub(crate) fn id_of(entries: &[Entry], row: u32) -> &str {
    entries.get(row as usize).map_or("", |entry| entry.id.as_str())
}

/// Whether two entries say the same: all but when they were recorded and by whom.
pub(crate) fn same_content(left: &Entry, right: &Entry) -> bool {
    left.id == right.id
        && left.entity == right.entity
        && left.effective == right.effective
        && left.customer == right.customer
        && left.source == right.source
        && left.kind == right.kind
}

/// Puts the entries of a view in fold order.
pub(crate) fn order(entries: &[Entry], as_of: Option<&AsOf>) -> Order {
    let mut names = NameTable::default();
    names.reserve(entries.len());
    let mut again: BTreeMap<&EntryId, Vec<u32>> = BTreeMap::new();
    let mut keyed = Vec::with_capacity(entries.len());
    for (index, entry) in entries.iter().enumerate() {
        if index.is_multiple_of(AHEAD) {
            entries.iter().skip(index).take(AHEAD).for_each(|entry| names.fetch(entry.id.as_str()));
        }
        if as_of.is_some_and(|view| !view.shows(entry)) {
            continue;
        }
        let row = row_of(index);
        match names.enter(row, entry.id.as_str(), |row| id_of(entries, row)) {
            None => keyed.push((entry.effective, entry.recorded, row)),
            Some(first) => again.entry(&entry.id).or_insert_with(|| vec![first]).push(row),
        }
    }
    let mut reused = Vec::new();
    let mut losers = BTreeSet::new();
    for (id, mut rows) in again {
        rows.sort_by(|left, right| copies(entries, *left, *right));
        let Some((winner, rest)) = rows.split_first() else { continue };
        if let Some(entry) = entries.get(*winner as usize) {
            if let Some(old) = names.find(id.as_str(), |row| id_of(entries, row)).filter(|old| old != winner) {
                names.remove(old, id.as_str());
                names.insert(*winner, id.as_str());
                losers.insert(old);
                keyed.push((entry.effective, entry.recorded, *winner));
            }
            // Every other content is refused once, however often it was given.
            let mut seen = BTreeSet::from([content(entry)]);
            reused.extend(rest.iter().filter(|row| entries.get(**row as usize).is_some_and(|other| seen.insert(content(other)))));
        }
    }
    if !losers.is_empty() {
        keyed.retain(|(_, _, row)| !losers.contains(row));
    }
    keyed.sort_unstable();
    let mut rows: Vec<u32> = keyed.iter().map(|(_, _, row)| *row).collect();
    let mut start = 0_usize;
    for group in keyed.chunk_by(|left, right| (left.0, left.1) == (right.0, right.1)) {
        let end = start.saturating_add(group.len());
        if let Some(slice) = rows.get_mut(start..end).filter(|slice| slice.len() > 1) {
            sort_moment(entries, slice, |id| names.find(id, |row| id_of(entries, row)));
        }
        start = end;
    }
    Order { rows, reused, names }
}

/// Which of several copies of one entry counts: the earliest recorded, then the least actor; where the content differs,
/// the one whose canonical JSON is least.
fn copies(entries: &[Entry], left: u32, right: u32) -> Ordering {
    match (entries.get(left as usize), entries.get(right as usize)) {
        (Some(one), Some(two)) => {
            let contents = || if same_content(one, two) { Ordering::Equal } else { content(one).cmp(&content(two)) };
            one.recorded.cmp(&two.recorded).then_with(contents).then_with(|| one.by.cmp(&two.by)).then(left.cmp(&right))
        }
        _ => left.cmp(&right),
    }
}

/// The canonical JSON of an entry without when it was recorded and by whom.
fn content(entry: &Entry) -> String {
    let bare = Entry { recorded: chrono::DateTime::UNIX_EPOCH, by: None, ..entry.clone() };
    crate::wire::canonical::write(&bare, None).unwrap_or_default()
}

/// Sorts the entries of one effective date and moment by depth and rank; reversals by what they reverse, the latest first; by
/// id. `row_of` finds the row of an entry id.
pub(crate) fn sort_moment(entries: &[Entry], rows: &mut [u32], row_of: impl Fn(&str) -> Option<u32>) {
    let depths = depths(entries, rows);
    let reversed = |entry: &Entry| {
        let EntryKind::Reversal { reversal } = &entry.kind else { return None };
        let target = entries.get(row_of(reversal.entry.as_str())? as usize)?;
        Some((target.effective, target.recorded, target.kind.rank(), target.id.as_str()))
    };
    let mut keyed: Vec<_> = rows
        .iter()
        .zip(depths)
        .filter_map(|(row, depth)| {
            let entry = entries.get(*row as usize)?;
            Some((depth, entry.kind.rank(), Reverse(reversed(entry)), entry.id.as_str(), *row))
        })
        .collect();
    keyed.sort_unstable();
    for (slot, (.., row)) in rows.iter_mut().zip(keyed) {
        *slot = row;
    }
}

/// How deep each entry's names reach among the entries of the same moment; those in a circle are deepest.
fn depths(entries: &[Entry], rows: &[u32]) -> Vec<usize> {
    let mut makers: BTreeMap<(Space, String), usize> = BTreeMap::new();
    let by_id = |at: usize| rows.get(at).and_then(|row| entries.get(*row as usize)).map(|entry| (entry.kind.rank(), &entry.id));
    for (at, entry) in rows.iter().enumerate().filter_map(|(at, row)| Some((at, entries.get(*row as usize)?))) {
        let mut made = |space: Space, text: String| {
            // Of two that make the same name, the one that folds first counts.
            let slot = makers.entry((space, text)).or_insert(at);
            if by_id(at) < by_id(*slot) {
                *slot = at;
            }
        };
        made(Space::Entry, entry.id.as_str().to_owned());
        made_items(entry, |id| made(Space::Item, id.as_str().to_owned()));
        if let Some(receipt) = entry.kind.receipt_id() {
            made(Space::Receipt, receipt.as_str().to_owned());
        }
        if let Some(opened) = entry.kind.opens() {
            made(Space::of(&opened), opened.text().to_owned());
        }
    }
    let mut waits = vec![0_usize; rows.len()];
    let mut followers: Vec<Vec<usize>> = vec![Vec::new(); rows.len()];
    for (at, entry) in rows.iter().enumerate().filter_map(|(at, row)| Some((at, entries.get(*row as usize)?))) {
        let mut targets = Vec::new();
        entry.kind.names(|named| targets.extend(makers.get(&(Space::of(&named), named.text().to_owned())).copied()));
        targets.sort_unstable();
        targets.dedup();
        for target in targets {
            if let (Some(list), Some(count)) = (followers.get_mut(target), waits.get_mut(at)) {
                list.push(at);
                *count = count.saturating_add(1);
            }
        }
    }
    let mut depth = vec![usize::MAX; rows.len()];
    let mut ready: Vec<usize> = waits.iter().enumerate().filter(|(_, count)| **count == 0).map(|(at, _)| at).collect();
    for at in &ready {
        if let Some(slot) = depth.get_mut(*at) {
            *slot = 0;
        }
    }
    let mut reached = vec![0_usize; rows.len()];
    while let Some(at) = ready.pop() {
        let next = depth.get(at).copied().unwrap_or(0).saturating_add(1);
        for follower in followers.get(at).into_iter().flatten() {
            let (Some(count), Some(deepest)) = (waits.get_mut(*follower), reached.get_mut(*follower)) else { continue };
            *count = count.saturating_sub(1);
            *deepest = (*deepest).max(next);
            if *count == 0 {
                if let Some(slot) = depth.get_mut(*follower) {
                    *slot = *deepest;
                }
                ready.push(*follower);
            }
        }
    }
    depth
}

/// What every entry of a view makes, whether it stands or not: tells a name that never was from one that cannot be used.
pub(crate) struct Universe {
    makers: BTreeMap<(Space, String), u32>,
}

impl Universe {
    pub(crate) fn new(entries: &[Entry], rows: &[u32]) -> Self {
        let mut makers = BTreeMap::new();
        // In reverse, so that the first in fold order wins.
        for row in rows.iter().rev() {
            let Some(entry) = entries.get(*row as usize) else { continue };
            makers.insert((Space::Entry, entry.id.as_str().to_owned()), *row);
            made_items(entry, |id| {
                makers.insert((Space::Item, id.as_str().to_owned()), *row);
            });
            if let Some(receipt) = entry.kind.receipt_id() {
                makers.insert((Space::Receipt, receipt.as_str().to_owned()), *row);
            }
            if let Some(opened) = entry.kind.opens() {
                makers.insert((Space::of(&opened), opened.text().to_owned()), *row);
            }
        }
        Self { makers }
    }

    pub(crate) fn maker(&self, named: &Named<'_>) -> Option<u32> {
        self.makers.get(&(Space::of(named), named.text().to_owned())).copied()
    }
}

/// The refusal of an entry whose id stands for other content.
pub(crate) fn reused(entry: &Entry) -> OpenItemError {
    OpenItemError::IdReused { entry: entry.id.clone() }
}
