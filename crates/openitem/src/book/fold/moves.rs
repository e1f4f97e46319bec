//! Moves of open amounts: made, undone, restored, taken out again.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "rows come from the fold's own arenas; amounts use checked sums"
)]

use super::Fold;
use super::back::Traces;
use super::rows::{NONE, RawChange};
use crate::book::change::Cause;
use crate::entry::{Entry, EntryKind};
use crate::{Amount, OpenItemError};

impl Fold {
    /// Moves an item's open amount as an entry's own doing.
    pub(super) fn push(&mut self, entry: u32, item: u32, cause: Cause, amount: Amount, line: u32) -> Result<u32, OpenItemError> {
        let at = self.push_raw(entry, item, cause, amount, line, NONE)?;
        if self.items[item as usize].maker != entry {
            self.items[item as usize].live_others += 1;
        }
        Ok(at)
    }

    pub(super) fn push_raw(
        &mut self,
        entry: u32,
        item: u32,
        cause: Cause,
        amount: Amount,
        line: u32,
        origin: u32,
    ) -> Result<u32, OpenItemError> {
        let at = u32::try_from(self.changes.len()).map_err(|_| OpenItemError::overflow("the number of changes"))?;
        // Everything that can fail comes before anything that changes.
        let open = self.items[item as usize].open.checked_add(amount).ok_or_else(|| OpenItemError::overflow("an open amount"))?;
        if matches!(cause, Cause::WrittenOff | Cause::Recovered) {
            let sum = self.written_off(item).checked_sub(amount).ok_or_else(|| OpenItemError::overflow("an amount written off"))?;
            self.written_off.insert(item, sum);
            self.items[item as usize].has_write_off = true;
        }
        let by = &self.rows[entry as usize];
        let row = &mut self.items[item as usize];
        row.open = open;
        let before = row.last;
        row.last = at;
        if (by.effective, by.recorded) < row.latest {
            self.back_dated.push(item);
        }
        row.latest = row.latest.max((by.effective, by.recorded));
        if open.is_negative() || row.has_undone || row.has_write_off {
            self.suspects.push(item);
        }
        self.changes.push(RawChange {
            amount,
            item,
            entry,
            origin,
            before,
            line,
            cause,
            live: 1,
            turned: NONE,
            restores: false,
            gone: false,
        });
        Ok(at)
    }

    /// Turns one change of another entry: undoes it where it is live, restores it where it is undone.
    pub(super) fn turn(&mut self, by: u32, origin: u32, restore: bool) -> Result<(), OpenItemError> {
        let change = self.changes[origin as usize];
        if change.gone || (change.live == 1) == restore {
            return Ok(());
        }
        let amount = if restore { change.amount } else { change.amount.negated() };
        let at = self.push_raw(by, change.item, change.cause, amount, change.line, origin)?;
        let turn = &mut self.changes[at as usize];
        (turn.restores, turn.turned) = (restore, change.turned);
        let change = &mut self.changes[origin as usize];
        (change.live, change.turned) = (i8::from(restore), at);
        let (item, entry) = (change.item, change.entry);
        self.suspects.push(item);
        let item = &mut self.items[item as usize];
        item.has_undone = true;
        if item.maker != entry {
            item.live_others += if restore { 1 } else { -1 };
        }
        Ok(())
    }

    /// Undoes what an entry did: its own changes where they are live, and what it undid of others. `lines` picks changes. What
    /// another entry has undone, or restored, already stays as it is. Either way `by` hangs on who last undid or restored it.
    pub(super) fn undo(&mut self, by: u32, row: u32, lines: impl Fn(&RawChange) -> bool) -> Result<(), OpenItemError> {
        for at in self.changes_of(row) {
            let change = self.changes[at as usize];
            if change.gone || !lines(&change) {
                continue;
            }
            let (origin, restore) = if change.origin == NONE { (at, false) } else { (change.origin, !change.restores) };
            let setter = self.turns_of(origin).next().map(|turn| self.changes[turn as usize].entry);
            setter.into_iter().for_each(|setter| self.follow(by, setter));
            self.turn(by, origin, restore)?;
        }
        Ok(())
    }

    /// Takes a change out of its item's open amount, and what undid or restored it with it.
    pub(super) fn remove_change(&mut self, entries: &[Entry], at: u32, traces: &mut Traces) {
        let change = self.changes[at as usize];
        if change.gone {
            return;
        }
        self.changes[at as usize].gone = true;
        traces.touched.push(change.item);
        if change.origin == NONE {
            // What undid it goes with it: a receipt's reversal of an application that went.
            let turns: Vec<u32> = self.turns_of(at).collect();
            for turn in turns {
                traces.affected.push((self.changes[turn as usize].entry, change.item));
                self.remove_change(entries, turn, traces);
            }
        } else {
            self.unturn(&change);
            traces.affected.push((self.changes[change.origin as usize].entry, change.item));
            let latest = &mut self.changes[change.origin as usize].turned;
            if *latest == at {
                *latest = change.turned;
            }
        }
        let item = &mut self.items[change.item as usize];
        item.open = item.open.checked_sub(change.amount).unwrap_or(item.open);
        item.has_undone = true;
        if change.origin == NONE && item.maker != change.entry {
            item.live_others -= i32::from(change.live);
        }
        if matches!(change.cause, Cause::WrittenOff | Cause::Recovered) {
            let sum = self.written_off(change.item).checked_add(change.amount).unwrap_or(Amount::ZERO);
            self.written_off.insert(change.item, sum);
        }
        if change.cause == Cause::Held {
            self.refold_held(entries, at, change, traces);
        }
    }

    /// Notes that an item is touched by an entry that undoes what pays from it, be there anything to undo or not: what is
    /// posted later, but stands before that entry, must fold in its place.
    pub(super) fn mark_undone(&mut self, by: u32, item: u32) {
        let by = &self.rows[by as usize];
        let item = &mut self.items[item as usize];
        item.has_undone = true;
        item.latest = item.latest.max((by.effective, by.recorded));
    }

    /// What undid or restored a change and still stands, the latest first.
    pub(super) fn turns_of(&self, origin: u32) -> impl Iterator<Item = u32> + '_ {
        let mut at = self.changes[origin as usize].turned;
        std::iter::from_fn(move || {
            let turn = (at != NONE).then_some(at)?;
            at = self.changes[turn as usize].turned;
            Some(turn)
        })
        .filter(|turn| !self.changes[*turn as usize].gone)
    }

    /// A stage takes all that is held at its time: what went before it on the same date leaves it as much the more to take.
    fn refold_held(&mut self, entries: &[Entry], at: u32, gone: RawChange, traces: &mut Traces) {
        let receipt = self.items[gone.item as usize].maker;
        if !self.receipts.get(&receipt).is_some_and(|state| state.held_taken) {
            return;
        }
        let mut later = self.items[gone.item as usize].last;
        let mut stages = Vec::new();
        while later != NONE && later > at {
            let change = self.changes[later as usize];
            let is_stage = matches!(entries[change.entry as usize].kind, EntryKind::InstrumentStaged { .. });
            if change.origin == NONE && !change.gone && is_stage {
                stages.push(later);
            }
            later = change.before;
        }
        for stage in stages {
            let amount = self.changes[stage as usize].amount.checked_add(gone.amount);
            self.restate(stage, amount, traces);
        }
    }

    /// Gives a change, and what undid or restored it, another amount.
    pub(super) fn restate(&mut self, at: u32, amount: Option<Amount>, traces: &mut Traces) {
        let Some(amount) = amount.filter(|amount| *amount != self.changes[at as usize].amount) else { return };
        let turns: Vec<u32> = self.turns_of(at).collect();
        for change in std::iter::once(at).chain(turns) {
            let change = &mut self.changes[change as usize];
            let new = if change.origin == NONE || change.restores { amount } else { amount.negated() };
            let item = &mut self.items[change.item as usize];
            item.open = new.checked_sub(change.amount).and_then(|more| item.open.checked_add(more)).unwrap_or(item.open);
            change.amount = new;
            traces.touched.push(change.item);
            traces.affected.push((change.entry, change.item));
        }
    }

    /// Takes back what an undoing or a restoring did to the change it names.
    pub(super) fn unturn(&mut self, change: &RawChange) {
        let step: i8 = if change.restores { -1 } else { 1 };
        let origin = &mut self.changes[change.origin as usize];
        origin.live += step;
        let (entry, gone) = (origin.entry, origin.gone);
        let item = &mut self.items[change.item as usize];
        if !gone && item.maker != entry {
            item.live_others += i32::from(step);
        }
    }
}
