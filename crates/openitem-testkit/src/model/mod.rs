//! The slow, obvious reference model of the book: `docs/architecture.md` written down a second time, sharing only the
//! types with the core. Everything is folded from scratch and looked up by walking lists, so that it can be read next to
//! the page it follows. A disagreement with the core is a defect of one of the two, or of the page.

mod book;
mod check;
mod fold;
mod names;
mod state;

use std::collections::{BTreeMap, BTreeSet};

use openitem::{Amount, AsOf, Cause, Change, Entry, EntryId, ItemId, OpenItemError, Refusal, Replay};

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
    /// For each name, the entries that would make it, in fold order.
    makers: BTreeMap<Name, Vec<Entry>>,
    /// The entries refused so far.
    refused: BTreeSet<EntryId>,
}

fn judge(entries: &[Entry], as_of: &AsOf) -> Judged {
    let shown: Vec<Entry> = entries.iter().filter(|entry| as_of.shows(entry)).cloned().collect();
    let (kept, reused) = names::one_of_each_id(&shown);
    let mut view = View { makers: names::makers(&kept), refused: BTreeSet::new() };
    let order = names::fold_order(&kept, &reused, &view.makers);
    let places: BTreeMap<&EntryId, usize> =
        order.iter().enumerate().filter(|(_, (_, is_reused))| !is_reused).map(|(place, (entry, _))| (&entry.id, place)).collect();
    for makers in view.makers.values_mut() {
        makers.sort_by_key(|maker| places.get(&maker.id).copied());
    }

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
    while let Some((gone, error)) = last_fault(&state, &standing) {
        let mut going: BTreeMap<EntryId, OpenItemError> = BTreeMap::from([(gone.clone(), error)]);
        // What hangs on it, directly or through others, in fold order.
        for (_, entry) in &standing {
            if going.contains_key(&entry.id) {
                continue;
            }
            let named = names::names(entry).iter().filter_map(|name| state.holders.get(name)).find(|holder| going.contains_key(*holder));
            // What it names; else the first of those that undid or restored before it what it would have.
            let rests = |other: &EntryId| state.rests.contains(&(entry.id.clone(), other.clone())) && going.contains_key(other);
            let target = named.or_else(|| standing.iter().map(|(_, other)| &other.id).find(|other| rests(other)));
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

/// Of all faults of a date, the one whose entry comes last in fold order; of those of one entry, that of the item made last.
fn last_fault(state: &State, standing: &[(usize, &Entry)]) -> Option<(EntryId, OpenItemError)> {
    let faults = state.items.iter().flat_map(|(item, made)| {
        // Of those of one item the last told here.
        let of_item = [over_applied(item, state, standing), over_recovered(item, state, standing), gone(item, state, standing)];
        of_item.into_iter().flatten().map(|(place, entry, error)| ((place, made.nth), (entry.id.clone(), error)))
    });
    faults.max_by_key(|(place, _)| *place).map(|(_, fault)| fault)
}

type Fault<'a> = Option<(usize, &'a Entry, OpenItemError)>;

/// The last entry of the date of which something holds.
fn last<'a>(standing: &[(usize, &'a Entry)], wanted: impl Fn(&EntryId) -> bool) -> Option<(usize, &'a Entry)> {
    standing.iter().rev().find(|(_, entry)| wanted(&entry.id)).copied()
}

/// More is never applied than is open.
fn over_applied<'a>(item: &ItemId, state: &State, standing: &[(usize, &'a Entry)]) -> Fault<'a> {
    let open = state.open(item);
    if !open.is_negative() {
        return None;
    }
    let (place, entry) = last(standing, |id| state.lowers(item, id))?;
    let conflicts = state.in_conflict(&entry.id, |at, movement| {
        let change = &movement.change;
        change.item == *item && change.amount.is_negative() && (movement.flips.is_some() || state.is_live(at))
    });
    Some((place, entry, would_over_apply(entry, item, open, conflicts)))
}

/// Nor is more recovered than is written off.
fn over_recovered<'a>(item: &ItemId, state: &State, standing: &[(usize, &'a Entry)]) -> Fault<'a> {
    let left = state.written_off(item, None);
    if !left.is_negative() {
        return None;
    }
    let (place, entry) = last(standing, |id| state.written_off(item, Some(id)).is_negative())?;
    let conflicts = state.in_conflict(&entry.id, |at, movement| {
        let change = &movement.change;
        let is_of_it = change.item == *item && matches!(change.cause, Cause::WrittenOff | Cause::Recovered);
        is_of_it && !change.amount.is_negative() && !change.amount.is_zero() && (movement.flips.is_some() || state.is_live(at))
    });
    Some((place, entry, would_over_apply(entry, item, left, conflicts)))
}

/// What is gone bears no live changes of others.
fn gone<'a>(item: &ItemId, state: &State, standing: &[(usize, &'a Entry)]) -> Fault<'a> {
    let borne = state.borne(item);
    if borne.is_empty() || !state.is_gone(item) {
        return None;
    }
    let (bearers, undoer) = (state.bearers(item), state.undoer(item));
    let (place, entry) = last(standing, |id| bearers.contains(id) || undoer.as_ref() == Some(id))?;
    // Who restored a change bears it, no longer who made it.
    let setters: BTreeSet<usize> = borne.iter().map(|at| state.last_set(*at)).collect();
    let dependents = state.in_conflict(&entry.id, |at, _| setters.contains(&at));
    let target = state.items.get(item).map(|item| item.maker.clone())?;
    Some((place, entry, OpenItemError::HasDependents { entry: entry.id.clone(), target, dependents }))
}

fn would_over_apply(entry: &Entry, item: &ItemId, open: Amount, conflicts: Vec<EntryId>) -> OpenItemError {
    OpenItemError::WouldOverApply { entry: entry.id.clone(), item: item.clone(), open, date: entry.effective, conflicts }
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
