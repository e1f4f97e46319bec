//! The end of a date: what does not stand goes, the last in fold order first.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use chrono::NaiveDate;
use rapidhash::fast::RandomState;

use super::back::Traces;
use super::{Fold, NONE, Status};
use crate::book::change::Cause;
use crate::entry::Entry;
use crate::{Amount, EntryId, OpenItemError};

/// Why an item does not stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Fault {
    /// Its open amount is below zero.
    OverApplied,
    /// More was recovered than was written off.
    OverRecovered,
    /// What made it was undone, yet others moved it.
    Gone,
}

const FAULTS: [Fault; 3] = [Fault::OverApplied, Fault::OverRecovered, Fault::Gone];

/// How many conflicts an error names at the most.
const MOST_CONFLICTS: usize = 8;

/// How many changes of an item are looked at for them.
const MOST_LOOKED_AT: usize = 1_000;

/// What the changes of one entry have to do with a fault of an item.
#[derive(Debug, Default)]
struct Share {
    bears: bool,
    net: Amount,
}

impl Share {
    fn add(&mut self, fold: &Fold, at: u32, fault: Fault) {
        let change = fold.change(at);
        if change.gone {
            return;
        }
        match fault {
            Fault::OverApplied => self.net = self.net.checked_add(change.amount).unwrap_or(self.net),
            Fault::OverRecovered if matches!(change.cause, Cause::WrittenOff | Cause::Recovered) => {
                self.net = self.net.checked_sub(change.amount).unwrap_or(self.net);
            }
            Fault::OverRecovered => {}
            Fault::Gone => {
                let item = fold.item(change.item);
                // Who restored a change bears it, no longer who made it.
                let (own, latest) = if change.origin == NONE { (at, NONE) } else { (change.origin, at) };
                let is_borne = fold.change(own).live == 1 && fold.change(own).entry != item.maker;
                let bears = is_borne && fold.turns_of(own).next().unwrap_or(NONE) == latest;
                self.bears |= bears || (change.origin == item.creation && !change.restores);
            }
        }
    }

    fn has_part(&self) -> bool {
        self.bears || self.net.is_negative()
    }
}

/// Where the search for the last entry with a part in a fault stands, for each item and fault.
#[derive(Debug, Default)]
struct Search {
    /// Entries after this change have no part, but for those of `again`.
    cursors: HashMap<(u32, Fault), u32, RandomState>,
    /// Entries whose part is not what it was when the search passed them, by their places in fold order.
    again: HashMap<(u32, Fault), BTreeMap<u32, u32>, RandomState>,
}

impl Search {
    fn look_again(&mut self, fold: &Fold, entries: &[Entry], date: NaiveDate, affected: &mut Vec<(u32, u32)>) {
        affected.sort_unstable();
        affected.dedup();
        for (entry, item) in affected.drain(..) {
            if fold.row(entry).status == Status::Standing && entries[entry as usize].effective == date {
                for fault in FAULTS {
                    self.again.entry((item, fault)).or_default().insert(fold.row(entry).position, entry);
                }
            }
        }
    }

    /// The last entry of the date, in fold order, that has a part in a fault.
    fn culprit(&mut self, fold: &Fold, entries: &[Entry], date: NaiveDate, item: u32, fault: Fault) -> Option<u32> {
        let found = self.search(fold, entries, date, item, fault);
        let again = self.again.get_mut(&(item, fault));
        let other = again.and_then(|again| {
            while let Some((_, entry)) = again.last_key_value().map(|(position, entry)| (*position, *entry)) {
                if fold.row(entry).status == Status::Standing && fold.part(entry, item, fault) {
                    return Some(entry);
                }
                again.pop_last();
            }
            None
        });
        found.into_iter().chain(other).max_by_key(|entry| fold.row(*entry).position)
    }

    fn search(&mut self, fold: &Fold, entries: &[Entry], date: NaiveDate, item: u32, fault: Fault) -> Option<u32> {
        let mut at = self.cursors.get(&(item, fault)).copied().unwrap_or_else(|| fold.item(item).last);
        while at != NONE {
            let entry = fold.change(at).entry;
            if entries[entry as usize].effective < date {
                return None;
            }
            // The changes of one entry stand side by side in an item's list.
            let start = at;
            let mut share = Share::default();
            while at != NONE && fold.change(at).entry == entry {
                share.add(fold, at, fault);
                at = fold.change(at).before;
            }
            self.cursors.insert((item, fault), start);
            if share.has_part() {
                return Some(entry);
            }
        }
        None
    }
}

impl Fold {
    fn has_fault(&self, item: u32, fault: Fault) -> bool {
        let row = self.item(item);
        match fault {
            Fault::OverApplied => row.open.is_negative(),
            Fault::OverRecovered => row.has_write_off && self.written_off(item).is_negative(),
            Fault::Gone => {
                row.has_undone && row.creation != NONE && row.live_others > 0 && {
                    let creation = self.change(row.creation);
                    creation.live != 1 || creation.gone
                }
            }
        }
    }

    /// Whether everything stands that the suspects say.
    pub(crate) fn stands(&self) -> bool {
        self.suspects.iter().all(|item| FAULTS.iter().all(|fault| !self.has_fault(*item, *fault)))
    }

    /// Judges a date: takes out what does not stand and tells what went and why.
    pub(crate) fn settle(&mut self, entries: &[Entry], date: NaiveDate) -> Vec<(u32, OpenItemError)> {
        let mut went = Vec::new();
        let mut culprits = BTreeSet::new();
        let mut search = Search::default();
        let mut traces = Traces { touched: std::mem::take(&mut self.suspects), affected: Vec::new() };
        loop {
            search.look_again(self, entries, date, &mut traces.affected);
            traces.touched.sort_unstable();
            traces.touched.dedup();
            for item in traces.touched.drain(..) {
                for fault in FAULTS {
                    if self.has_fault(item, fault)
                        && let Some(culprit) = search.culprit(self, entries, date, item, fault)
                    {
                        culprits.insert((self.row(culprit).position, culprit, item, fault));
                    }
                }
            }
            let Some((_, culprit, item, fault)) = culprits.pop_last() else { return went };
            if !self.has_fault(item, fault) {
                continue;
            }
            if self.row(culprit).status != Status::Standing || !self.part(culprit, item, fault) {
                traces.touched.push(item);
                continue;
            }
            let error = self.error(entries, date, culprit, item, fault);
            self.take_out(entries, culprit, error, &mut went, &mut traces);
        }
    }

    /// Whether an entry has a part in a fault of an item.
    fn part(&self, entry: u32, item: u32, fault: Fault) -> bool {
        let mut share = Share::default();
        for at in self.changes_of(entry).filter(|at| self.change(*at).item == item) {
            share.add(self, at, fault);
        }
        share.has_part()
    }

    fn error(&self, entries: &[Entry], date: NaiveDate, culprit: u32, item: u32, fault: Fault) -> OpenItemError {
        let entry = &entries[culprit as usize];
        let row = self.item(item);
        let conflicts = self.others(entries, culprit, item, fault);
        match fault {
            Fault::OverApplied => {
                OpenItemError::WouldOverApply { entry: entry.id.clone(), item: row.id.clone(), open: row.open, date, conflicts }
            }
            Fault::OverRecovered => OpenItemError::WouldOverApply {
                entry: entry.id.clone(),
                item: row.id.clone(),
                open: self.written_off(item),
                date,
                conflicts,
            },
            Fault::Gone => OpenItemError::HasDependents {
                entry: entry.id.clone(),
                target: entries[row.maker as usize].id.clone(),
                dependents: conflicts,
            },
        }
    }

    /// The entries in conflict with one that goes, in order: those that hang on an item that is gone, or the last that
    /// lowered an over-applied one.
    fn others(&self, entries: &[Entry], culprit: u32, item: u32, fault: Fault) -> Vec<EntryId> {
        let row = self.item(item);
        let mut out: Vec<EntryId> = Vec::new();
        let mut at = row.last;
        for _ in 0..MOST_LOOKED_AT {
            if at == NONE || out.len() == MOST_CONFLICTS {
                break;
            }
            let change = self.change(at);
            let is_in_conflict = match fault {
                Fault::Gone => {
                    let mut share = Share::default();
                    share.add(self, at, fault);
                    share.bears && change.origin != row.creation
                }
                Fault::OverApplied => change.amount.is_negative() && (change.origin != NONE || change.live == 1),
                Fault::OverRecovered => {
                    matches!(change.cause, Cause::WrittenOff | Cause::Recovered)
                        && change.amount.is_positive()
                        && (change.origin != NONE || change.live == 1)
                }
            };
            let other = &entries[change.entry as usize].id;
            if is_in_conflict && !change.gone && change.entry != culprit && !out.contains(other) {
                out.push(other.clone());
            }
            at = change.before;
        }
        out.reverse();
        out
    }

    /// Takes out an entry and what hangs on it, the followers first.
    fn take_out(&mut self, entries: &[Entry], row: u32, error: OpenItemError, went: &mut Vec<(u32, OpenItemError)>, traces: &mut Traces) {
        let mut order = vec![row];
        let mut seen: HashSet<u32, RandomState> = HashSet::from_iter([row]);
        // The first entry that goes of those that one hangs on.
        let mut leaders: HashMap<u32, u32, RandomState> = HashMap::default();
        let mut at = 0;
        while let Some(next) = order.get(at).copied() {
            at += 1;
            for follower in self.followers(next).filter(|row| self.row(*row).status == Status::Standing) {
                let first = leaders.entry(follower).or_insert(next);
                if self.row(next).position < self.row(*first).position {
                    *first = next;
                }
                order.extend(seen.insert(follower).then_some(follower));
            }
        }
        order.sort_unstable_by_key(|row| std::cmp::Reverse(self.row(*row).position));
        went.push((row, error));
        went.extend(order.iter().rev().filter(|gone| **gone != row).map(|gone| {
            // The first of what it names that goes; else the first of what undid or restored before it what it would have.
            let mut target = None;
            entries[*gone as usize].kind.names(|named| {
                let holder = self.holder(entries, &named).filter(|holder| seen.contains(holder));
                target = target.or(holder);
            });
            let target = target.or_else(|| leaders.get(gone).copied()).unwrap_or(row);
            let target = entries[target as usize].id.clone();
            (*gone, OpenItemError::HangsOnRefused { entry: entries[*gone as usize].id.clone(), target })
        }));
        for gone in &order {
            self.remove(entries, *gone, traces);
        }
    }
}
