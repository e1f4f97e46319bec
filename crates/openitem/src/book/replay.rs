//! Replay: entries in, the book out. It never fails because of one entry: what cannot stand is refused and named.

use super::build::{build, changes_of, items_of};
use super::change::Change;
use super::fold::step::before_target;
use super::fold::{AHEAD, Fold, Status};
use super::item::OpenItem;
use super::order::{Order, Universe, order, reused};
use super::record::{Refusal, Replay};
use super::view::AsOf;
use crate::entry::{Entry, Named};
use crate::{EntryId, OpenItemError};

/// What entries add up to in a view.
///
/// The entries may be given in any order, and twice; the result does not depend on it. Entries that cannot stand are
/// refused, each with its rule and what it is in conflict with; amounts are judged at the end of each effective date. The
/// rules are in the architecture page.
///
/// ```
/// use openitem::{Amount, AsOf, Currency, Document, Entry, EntryKind, replay};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let invoice = Document::new("INV-1", Currency::new("EUR")?, "100".parse::<Amount>()?).with_due(day("2026-02-10"));
/// let recorded = "2026-01-11T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let entry = Entry::new("E1", "DE01", day("2026-01-11"), recorded, EntryKind::invoice(invoice)).with_customer("C1");
///
/// let january = replay(&[entry], &AsOf::new(day("2026-01-31")));
/// assert_eq!(january.book.items[0].open.to_string(), "100");
/// assert!(january.refused.is_empty());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn replay(entries: &[Entry], as_of: &AsOf) -> Replay {
    let folded = fold(entries, Some(as_of));
    let book = build(entries, &folded.fold, &folded.order.rows, as_of);
    let refused = folded.refused.into_iter().map(|(row, error)| refusal(entries, row, &error)).collect();
    Replay { book, refused }
}

/// How each standing entry of a view moved each item, in fold order.
///
/// Roll-forwards and the journal are sums of these. Same rules and refusals as [`replay`].
///
/// ```
/// # use openitem::{AsOf, changes};
/// # let day = "2026-01-31".parse::<chrono::NaiveDate>().unwrap();
/// assert!(changes(&[], &AsOf::new(day)).is_empty());
/// ```
#[must_use]
pub fn changes(entries: &[Entry], as_of: &AsOf) -> Vec<Change> {
    let folded = fold(entries, Some(as_of));
    changes_of(entries, &folded.fold, &folded.order.rows)
}

/// What a log tells beside a book: every item there ever was, how each moved, and which entries hold.
pub(crate) struct History<'a> {
    /// Every item, closed ones too, by id.
    pub(crate) items: Vec<OpenItem>,
    /// The changes, in fold order.
    pub(crate) changes: Vec<Change>,
    /// The entries that stand and are not reversed, in fold order.
    pub(crate) live: Vec<&'a Entry>,
    /// What could not stand, in fold order.
    pub(crate) refused: Vec<Refusal>,
}

/// The history of a view.
pub(crate) fn history<'a>(entries: &'a [Entry], as_of: &AsOf) -> History<'a> {
    let Folded { fold, order, refused } = fold(entries, Some(as_of));
    let live = order.rows.iter().filter(|row| fold.row(**row).is_live()).filter_map(|row| entries.get(*row as usize)).collect();
    let refused = refused.into_iter().map(|(row, error)| refusal(entries, row, &error)).collect();
    History { items: items_of(entries, &fold, &order.rows), changes: changes_of(entries, &fold, &order.rows), live, refused }
}

pub(crate) struct Folded {
    pub(crate) fold: Fold,
    pub(crate) order: Order,
    pub(crate) refused: Vec<(u32, OpenItemError)>,
}

/// Folds the entries of a view, date by date; all entries where no view is given.
pub(crate) fn fold(entries: &[Entry], as_of: Option<&AsOf>) -> Folded {
    let mut order = order(entries, as_of);
    let mut fold = Fold::new(entries.len(), std::mem::take(&mut order.names));
    fold.reserve_effects(order.rows.len());
    let mut refused: Vec<(u32, OpenItemError)> = Vec::new();
    let mut universe = None;
    let date_of = |row: &u32| entries.get(*row as usize).map(|entry| entry.effective);
    for rows in order.rows.chunk_by(|left, right| date_of(left) == date_of(right)) {
        let Some(date) = rows.first().and_then(date_of) else { continue };
        fold.suspects.clear();
        for near in rows.chunks(AHEAD) {
            fold.fetch(near.iter().filter_map(|row| entries.get(*row as usize)));
            for row in near {
                if let Err(error) = fold.step(entries, *row) {
                    fold.refuse(*row);
                    refused.push((*row, error));
                }
            }
        }
        if !fold.stands() {
            refused.extend(fold.settle(entries, date));
        }
    }
    if refused.is_empty() && order.reused.is_empty() {
        return Folded { fold, order, refused };
    }
    let mut places = vec![usize::MAX; entries.len()];
    for (place, row) in order.rows.iter().enumerate() {
        if let Some(slot) = places.get_mut(*row as usize) {
            *slot = place;
        }
    }
    for (row, error) in &mut refused {
        if let OpenItemError::UnknownName { what, name, .. } = error {
            let universe = universe.get_or_insert_with(|| Universe::new(entries, &order.rows));
            if let Some(better) = why_not_there(entries, &fold, universe, &places, *row, (what, name)) {
                *error = better;
            }
        }
    }
    refused.extend(order.reused.iter().filter_map(|row| Some((*row, reused(entries.get(*row as usize)?)))));
    // In fold order; an id that stands for other content has no place of its own and comes last of its moment.
    refused.sort_by_cached_key(|(row, _)| {
        let entry = entries.get(*row as usize);
        (entry.map(|entry| (entry.effective, entry.recorded)), places.get(*row as usize).copied(), entry.map(|entry| entry.id.clone()))
    });
    Folded { fold, order, refused }
}

/// Why what an entry names is not there, where it ever was or will be. An entry that names what it makes itself, or what
/// has not folded yet, names nothing.
fn why_not_there(
    entries: &[Entry],
    fold: &Fold,
    universe: &Universe,
    places: &[usize],
    row: u32,
    name: (&str, &str),
) -> Option<OpenItemError> {
    let entry = entries.get(row as usize)?;
    let mut maker = None;
    entry.kind.names(|named: Named<'_>| {
        if (named.what(), named.text()) == name {
            maker = universe.maker(&named);
        }
    });
    let maker = maker.filter(|maker| *maker != row)?;
    let target = entries.get(maker as usize)?;
    if entry.effective < target.effective || entry.recorded < target.recorded {
        Some(before_target(entry, target))
    } else if fold.row(maker).status == Status::Refused && places.get(maker as usize) < places.get(row as usize) {
        Some(OpenItemError::HangsOnRefused { entry: entry.id.clone(), target: target.id.clone() })
    } else {
        None
    }
}

/// An error as the plain refusal of an entry.
pub(crate) fn refusal(entries: &[Entry], row: u32, error: &OpenItemError) -> Refusal {
    let entry = entries.get(row as usize).map_or_else(|| EntryId::new(""), |entry| entry.id.clone());
    Refusal { entry, rule: error.code().to_owned(), conflicts: conflicts(error), text: error.to_string() }
}

fn conflicts(error: &OpenItemError) -> Vec<EntryId> {
    match error {
        OpenItemError::DuplicateName { holder, .. } => vec![holder.clone()],
        OpenItemError::BeforeTarget { target, .. } | OpenItemError::HangsOnRefused { target, .. } => vec![target.clone()],
        OpenItemError::WouldOverApply { conflicts, .. } => conflicts.clone(),
        OpenItemError::AlreadyReversed { by, .. } => vec![by.clone()],
        OpenItemError::HasDependents { dependents, .. } => dependents.clone(),
        _ => Vec::new(),
    }
}
