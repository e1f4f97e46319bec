//! The slow, obvious reference model of the book: `docs/architecture.md` written down a second time, sharing only the
//! types with the core. Everything is folded from scratch and looked up by walking lists, so that it can be read next to
//! the page it follows. A disagreement with the core is a defect of one of the two, or of the page.

mod book;
mod check;
mod fold;
mod names;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use openitem::{AsOf, Change, Entry, EntryId, EntryKind, ItemId, OpenItemError, Refusal, Replay};

use names::Name;
use state::State;

/// What the entries of a view add up to, and which of them cannot stand.
#[must_use]
pub fn replay(entries: &[Entry], as_of: &AsOf) -> Replay {
    let judged = judge(entries, as_of);
    let mut replay = Replay::new(book::book(&judged.state, as_of));
    replay.refused = judged.refused;
    replay
}

/// Every change of the entries that stand in a view, in fold order.
#[must_use]
pub fn changes(entries: &[Entry], as_of: &AsOf) -> Vec<Change> {
    judge(entries, as_of).state.movements.into_iter().map(|movement| movement.change).collect()
}

struct Judged {
    state: State,
    refused: Vec<Refusal>,
}

/// What step 1 needs to know of all entries of the view.
struct View {
    /// For each name, the entries that would make it.
    makers: BTreeMap<Name, Vec<Entry>>,
    /// The entries refused so far.
    refused: BTreeSet<EntryId>,
}

fn judge(entries: &[Entry], as_of: &AsOf) -> Judged {
    let shown: Vec<Entry> = entries.iter().filter(|entry| as_of.shows(entry)).cloned().collect();
    let (kept, reused) = names::one_of_each_id(&shown);
    let mut view = View { makers: names::makers(&kept), refused: BTreeSet::new() };
    let order = names::fold_order(&kept, &reused, &view.makers);

    // A refusal by its place in fold order.
    let mut refusals: BTreeMap<usize, Refusal> = BTreeMap::new();
    for (place, (entry, is_reused)) in order.iter().enumerate() {
        if *is_reused {
            refusals.insert(place, refusal(&OpenItemError::IdReused { entry: entry.id.clone() }));
        }
    }
    let mut state = State::default();
    let dates: BTreeSet<_> = kept.iter().map(|entry| entry.effective).collect();
    for date in dates {
        let of_date = order.iter().enumerate().filter(|(_, (entry, is_reused))| entry.effective == date && !*is_reused);
        let places: Vec<(usize, &Entry)> = of_date.map(|(place, (entry, _))| (place, entry)).collect();
        state = judge_date(&state, &places, &mut view, &mut refusals);
    }
    Judged { state, refused: refusals.into_values().collect() }
}

/// Both steps for the entries of one date, in fold order.
fn judge_date(before: &State, entries: &[(usize, &Entry)], view: &mut View, refusals: &mut BTreeMap<usize, Refusal>) -> State {
    let mut state = before.clone();
    let mut standing: Vec<(usize, &Entry)> = Vec::new();
    for (place, entry) in entries {
        match check::check(entry, &state, view) {
            Ok(()) => {
                fold::fold(&mut state, entry);
                standing.push((*place, entry));
            }
            Err(error) => {
                view.refused.insert(entry.id.clone());
                refusals.insert(*place, refusal(&error));
            }
        }
    }
    while let Some((gone, error)) = last_fault(before, &state, &standing) {
        let mut going: BTreeMap<EntryId, OpenItemError> = BTreeMap::from([(gone.clone(), error)]);
        // What hangs on it, directly or through others, in fold order.
        for (_, entry) in &standing {
            if going.contains_key(&entry.id) {
                continue;
            }
            let target = names::names(entry).iter().filter_map(|name| state.holders.get(name)).find(|holder| going.contains_key(*holder));
            if let Some(target) = target {
                let error = OpenItemError::HangsOnRefused { entry: entry.id.clone(), target: target.clone() };
                going.insert(entry.id.clone(), error);
            }
        }
        for (place, entry) in &standing {
            if let Some(error) = going.get(&entry.id) {
                view.refused.insert(entry.id.clone());
                refusals.insert(*place, refusal(error));
            }
        }
        standing.retain(|(_, entry)| !going.contains_key(&entry.id));
        state = before.clone();
        for (_, entry) in &standing {
            fold::fold(&mut state, entry);
        }
    }
    state
}

/// Of all faults of a date, the entry that comes last in fold order and why it goes.
fn last_fault(before: &State, state: &State, standing: &[(usize, &Entry)]) -> Option<(EntryId, OpenItemError)> {
    let mut last: Option<(usize, EntryId, OpenItemError)> = None;
    for item in state.items.keys() {
        let Some((place, entry, error)) = fault_of(item, before, state, standing) else { continue };
        if last.as_ref().is_none_or(|(latest, ..)| place > *latest) {
            last = Some((place, entry, error));
        }
    }
    last.map(|(_, entry, error)| (entry, error))
}

fn fault_of(item: &ItemId, before: &State, state: &State, standing: &[(usize, &Entry)]) -> Option<(usize, EntryId, OpenItemError)> {
    let last = |wanted: &dyn Fn(&EntryId) -> bool| standing.iter().rev().find(|(_, entry)| wanted(&entry.id)).copied();
    if state.is_gone(item) {
        let bearers = state.bearers(item);
        if bearers.is_empty() {
            return None;
        }
        let undoer = state.undoer(item);
        let (place, entry) = last(&|id| bearers.contains(id) || undoer.as_ref() == Some(id))?;
        let open = state.open(item);
        let restores = matches!(entry.kind, EntryKind::Reversal { .. }) && undoer.as_ref() != Some(&entry.id);
        if open.is_negative() && restores {
            // What is restored on an item that is gone takes more than is there; it bears no new change.
            let (item, date) = (item.clone(), entry.effective);
            let error = OpenItemError::WouldOverApply { entry: entry.id.clone(), item, open, date, conflicts: Vec::new() };
            return Some((place, entry.id.clone(), error));
        }
        let target = state.items.get(item).map(|item| item.maker.clone())?;
        let dependents = bearers.into_iter().filter(|id| *id != entry.id).collect();
        return Some((place, entry.id.clone(), OpenItemError::HasDependents { entry: entry.id.clone(), target, dependents }));
    }
    // More is never applied than is open, nor more recovered than is written off.
    let collectible = state.written_off(item, None);
    let open = if collectible.is_negative() { collectible } else { state.open(item) };
    if !open.is_negative() {
        return None;
    }
    let lowers = |id: &EntryId| {
        if collectible.is_negative() { state.written_off(item, Some(id)).is_negative() } else { state.lowers(item, id) }
    };
    let (place, entry) = last(&lowers)?;
    let in_conflict = |id: &EntryId| lowers(id) || state.lowers(item, id);
    let others = standing.iter().map(|(_, other)| other.id.clone()).filter(|id| *id != entry.id && in_conflict(id));
    debug_assert!(!before.open(item).is_negative());
    let error = OpenItemError::WouldOverApply {
        entry: entry.id.clone(),
        item: item.clone(),
        open,
        date: entry.effective,
        conflicts: others.collect(),
    };
    Some((place, entry.id.clone(), error))
}

/// A refusal as the error tells it.
fn refusal(error: &OpenItemError) -> Refusal {
    let (entry, conflicts) = match error {
        OpenItemError::DuplicateName { entry, holder, .. } => (entry, vec![holder.clone()]),
        OpenItemError::BeforeTarget { entry, target, .. } | OpenItemError::HangsOnRefused { entry, target } => {
            (entry, vec![target.clone()])
        }
        OpenItemError::WouldOverApply { entry, conflicts, .. } => (entry, conflicts.clone()),
        OpenItemError::AlreadyReversed { entry, by, .. } => (entry, vec![by.clone()]),
        OpenItemError::HasDependents { entry, dependents, .. } => (entry, dependents.clone()),
        OpenItemError::IdReused { entry }
        | OpenItemError::UnknownName { entry, .. }
        | OpenItemError::Mismatch { entry, .. }
        | OpenItemError::InvalidEntry { entry, .. } => (entry, Vec::new()),
        other => unreachable!("the model refuses nothing for {}", other.code()),
    };
    let mut refusal = Refusal::new(entry, error.code().to_owned(), error.to_string());
    refusal.conflicts = conflicts;
    refusal
}
