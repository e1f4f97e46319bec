//! The end of a date: what does not stand goes, the last in fold order first.

use std::collections::{BinaryHeap, HashMap, HashSet};

use chrono::NaiveDate;
use rapidhash::fast::RandomState;

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

/// How many conflicts an error names at the most.
const MOST_CONFLICTS: usize = 8;

/// How many changes of an item are looked at for them.
const MOST_LOOKED_AT: usize = 1_000;

impl Fold {
    fn has_fault(&self, item: u32, fault: Fault) -> bool {
        let row = self.item(item);
        match fault {
            Fault::OverApplied => row.open.is_negative(),
            Fault::OverRecovered => row.has_write_off && self.written_off(item).is_negative(),
            Fault::Gone => row.creation != NONE && row.live_others > 0 && (self.is_unmade(item) || self.outlives_its_maker(item)),
        }
    }

    /// Whether the change that made an item is undone.
    fn is_unmade(&self, item: u32) -> bool {
        let creation = self.change(self.item(item).creation);
        creation.live != 1 || creation.gone
    }

    /// Whether money that relieved later stands while its receipt is reversed.
    fn outlives_its_maker(&self, item: u32) -> bool {
        let row = self.item(item);
        self.change(row.creation).entry != row.maker && !self.row(row.maker).is_live()
    }

    /// Whether everything stands that these items say.
    pub(crate) fn stands(&self, items: &[u32]) -> bool {
        const FAULTS: [Fault; 3] = [Fault::OverApplied, Fault::OverRecovered, Fault::Gone];
        items.iter().all(|item| FAULTS.iter().all(|fault| !self.has_fault(*item, *fault)))
    }

    /// Judges a date: takes out what does not stand and tells what went and why.
    pub(crate) fn settle(&mut self, entries: &[Entry], date: NaiveDate, touched: &[u32]) -> Vec<(u32, OpenItemError)> {
        let mut went = Vec::new();
        let mut heap = BinaryHeap::new();
        let mut cursors: HashMap<(u32, Fault), u32, RandomState> = HashMap::default();
        let mut work: Vec<u32> = touched.to_vec();
        loop {
            work.sort_unstable();
            work.dedup();
            for item in work.drain(..) {
                for fault in [Fault::OverApplied, Fault::OverRecovered, Fault::Gone] {
                    if self.has_fault(item, fault)
                        && let Some(culprit) = self.culprit(entries, date, item, fault, &mut cursors)
                    {
                        heap.push((self.row(culprit).position, culprit, item, fault));
                    }
                }
            }
            let Some((_, culprit, item, fault)) = heap.pop() else { return went };
            if !self.has_fault(item, fault) {
                continue;
            }
            if self.row(culprit).status != Status::Standing {
                work.push(item);
                continue;
            }
            let error = self.error(entries, date, culprit, item, fault);
            self.take_out(entries, culprit, error, &mut went, &mut work);
        }
    }

    /// The last entry of the date, in fold order, that has a part in a fault.
    fn culprit(
        &self,
        entries: &[Entry],
        date: NaiveDate,
        item: u32,
        fault: Fault,
        cursors: &mut HashMap<(u32, Fault), u32, RandomState>,
    ) -> Option<u32> {
        let mover = self.last_mover(entries, date, item, fault, cursors);
        if fault != Fault::Gone || self.is_unmade(item) {
            return mover;
        }
        // What reversed the receipt of money that relieved later moved nothing of the item.
        let reverser = self.reverser(entries, self.item(item).maker).filter(|row| entries[*row as usize].effective == date);
        mover.into_iter().chain(reverser).max_by_key(|row| self.row(*row).position)
    }

    /// The last entry of the date, in fold order, that moved an item and has a part in a fault of it.
    fn last_mover(
        &self,
        entries: &[Entry],
        date: NaiveDate,
        item: u32,
        fault: Fault,
        cursors: &mut HashMap<(u32, Fault), u32, RandomState>,
    ) -> Option<u32> {
        let mut at = cursors.get(&(item, fault)).copied().unwrap_or_else(|| self.item(item).last);
        while at != NONE {
            let entry = self.change(at).entry;
            if entries[entry as usize].effective < date {
                return None;
            }
            // The changes of one entry stand side by side in an item's list.
            let start = at;
            let mut has_part = false;
            let mut net = Amount::ZERO;
            while at != NONE && self.change(at).entry == entry {
                let change = self.change(at);
                if !change.gone {
                    match fault {
                        Fault::OverApplied => net = net.checked_add(change.amount).unwrap_or(net),
                        Fault::OverRecovered if matches!(change.cause, Cause::WrittenOff | Cause::Recovered) => {
                            net = net.checked_sub(change.amount).unwrap_or(net);
                        }
                        Fault::OverRecovered => {}
                        Fault::Gone => {
                            let of = if change.restores { self.change(change.origin) } else { change };
                            let bears = of.origin == NONE && of.live == 1 && of.entry != self.item(item).maker;
                            let unmakes = change.origin == self.item(item).creation && !change.restores && self.is_unmade(item);
                            has_part |= bears || unmakes;
                        }
                    }
                }
                at = change.before;
            }
            if has_part || net.is_negative() {
                cursors.insert((item, fault), start);
                return Some(entry);
            }
        }
        None
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
                Fault::Gone => change.origin == NONE && change.live == 1 && change.entry != row.maker,
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
    fn take_out(
        &mut self,
        entries: &[Entry],
        row: u32,
        error: OpenItemError,
        went: &mut Vec<(u32, OpenItemError)>,
        touched: &mut Vec<u32>,
    ) {
        let mut order = vec![row];
        let mut seen: HashSet<u32, RandomState> = HashSet::from_iter([row]);
        let mut at = 0;
        while let Some(next) = order.get(at).copied() {
            at += 1;
            let followers: Vec<u32> = self.list(self.row(next).followers).collect();
            order.extend(followers.into_iter().filter(|row| self.row(*row).status == Status::Standing && seen.insert(*row)));
        }
        order.sort_unstable_by_key(|row| std::cmp::Reverse(self.row(*row).position));
        went.push((row, error));
        went.extend(order.iter().rev().filter(|gone| **gone != row).map(|gone| {
            // The first of what it names that goes.
            let mut target = None;
            entries[*gone as usize].kind.names(|named| {
                let holder = self.holder(entries, &named).filter(|holder| seen.contains(holder));
                target = target.or(holder);
            });
            let target = entries[target.unwrap_or(row) as usize].id.clone();
            (*gone, OpenItemError::HangsOnRefused { entry: entries[*gone as usize].id.clone(), target })
        }));
        for gone in &order {
            self.remove(entries, *gone, touched);
        }
    }
}
