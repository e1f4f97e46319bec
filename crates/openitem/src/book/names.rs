//! A table from an id to the row that bears it. The ids stand in the rows; the table holds row numbers only.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "places are below the number of slots, which is below 2^32; a probe meets a free slot, for there always is one"
)]

use std::hash::BuildHasher;

use rapidhash::fast::RandomState;

use super::fold::NONE;

/// Row numbers by id: open addressing with linear probing, so that a look-up in a table of any size touches one line of
/// memory and then the row it finds. Beside each row stands half of its id's hash, so that growing and telling ids apart
/// seldom looks at the ids themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameTable {
    state: RandomState,
    slots: Vec<Slot>,
    /// How many slots hold a row.
    held: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    /// `NONE` where the slot is free.
    row: u32,
}

const FREE: Slot = Slot { hash: 0, row: NONE };

/// The slots that so many rows need: five for three of them.
const fn slots_for(rows: usize) -> usize {
    rows + rows / 3 * 2 + 8
}

impl NameTable {
    fn hash(&self, id: &str) -> u32 {
        let whole = self.state.hash_one(id).to_le_bytes();
        u32::from_le_bytes([whole[0], whole[1], whole[2], whole[3]]) ^ u32::from_le_bytes([whole[4], whole[5], whole[6], whole[7]])
    }

    /// Where the search for a hash begins: hashes in their order share out the slots in theirs.
    const fn home(&self, hash: u32) -> usize {
        ((hash as u64).wrapping_mul(self.slots.len() as u64) >> 32) as usize
    }

    const fn after(&self, place: usize) -> usize {
        if place + 1 == self.slots.len() { 0 } else { place + 1 }
    }

    /// The place of the row that is sought, or the free one where it would stand.
    fn place(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> usize {
        let mut place = self.home(hash);
        loop {
            let slot = self.slots[place];
            if slot.row == NONE || (slot.hash == hash && is_it(slot.row)) {
                return place;
            }
            place = self.after(place);
        }
    }

    /// The row that bears an id; `text_of` gives the id of a row.
    pub(crate) fn find<'a>(&self, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        if self.held == 0 {
            return None;
        }
        let row = self.slots[self.place(self.hash(id), |row| text_of(row) == id)].row;
        (row != NONE).then_some(row)
    }

    /// Enters a row under its id, or gives the row that bears it already.
    pub(crate) fn enter<'a>(&mut self, row: u32, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.reserve(1);
        let hash = self.hash(id);
        let place = self.place(hash, |row| text_of(row) == id);
        let there = self.slots[place].row;
        if there != NONE {
            return Some(there);
        }
        self.slots[place] = Slot { hash, row };
        self.held += 1;
        None
    }

    /// Enters a row, which must not be there.
    pub(crate) fn insert(&mut self, row: u32, id: &str) {
        self.reserve(1);
        let hash = self.hash(id);
        let place = self.place(hash, |_| false);
        self.slots[place] = Slot { hash, row };
        self.held += 1;
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, row: u32, id: &str) {
        if self.held == 0 {
            return;
        }
        let mut gap = self.place(self.hash(id), |other| other == row);
        if self.slots[gap].row == NONE {
            return;
        }
        self.held -= 1;
        // What was pushed on by the row that goes moves up into its place, so that no search stops short.
        let mut place = self.after(gap);
        while self.slots[place].row != NONE {
            let way = |from: usize| if place >= from { place - from } else { place + self.slots.len() - from };
            if way(self.home(self.slots[place].hash)) >= way(gap) {
                self.slots[gap] = self.slots[place];
                gap = place;
            }
            place = self.after(place);
        }
        self.slots[gap] = FREE;
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        let rows = self.held.saturating_add(more);
        if slots_for(rows) <= self.slots.len() {
            return;
        }
        let slots = slots_for(rows.max(self.held.saturating_mul(2)));
        let old = std::mem::replace(&mut self.slots, vec![FREE; slots]);
        for slot in old.into_iter().filter(|slot| slot.row != NONE) {
            let place = self.place(slot.hash, |_| false);
            self.slots[place] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_table_holds_what_a_map_holds(steps in proptest::collection::vec((0_u32..3, 0_u32..200), 0..600)) {
            let names: Vec<String> = (0..200).map(|row| format!("ITEM-{row}")).collect();
            let text_of = |row: u32| names[row as usize].as_str();
            let (mut table, mut map) = (NameTable::default(), BTreeMap::new());
            for (step, row) in steps {
                let id = text_of(row);
                match step {
                    0 => table.remove(row, id),
                    _ => prop_assert_eq!(table.enter(row, id, text_of), map.get(&row).copied()),
                }
                if step == 0 {
                    map.remove(&row);
                } else {
                    map.insert(row, row);
                }
            }
            prop_assert_eq!(table.held, map.len());
            for row in 0..200 {
                prop_assert_eq!(table.find(text_of(row), text_of), map.get(&row).copied());
            }
        }
    }

    #[test]
    fn removed_rows_leave_no_gap_in_a_full_table() {
        let names: Vec<String> = (0..5_000).map(|row| format!("{row}")).collect();
        let text_of = |row: u32| names[row as usize].as_str();
        let mut table = NameTable::default();
        for row in 0..5_000 {
            assert_eq!(table.enter(row, text_of(row), text_of), None);
        }
        for row in (0..5_000).step_by(3) {
            table.remove(row, text_of(row));
        }
        for row in 0..5_000 {
            assert_eq!(table.find(text_of(row), text_of), (row % 3 != 0).then_some(row));
        }
    }
}
