//! A table from an id to the row that bears it. The ids stand in the rows; the table holds row numbers only.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use rapidhash::fast::RandomState;

/// Row numbers by id. Beside each row stands part of its id's hash, so that growing and telling ids apart seldom looks at
/// the ids themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameTable {
    state: RandomState,
    rows: HashTable<Slot>,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    row: u32,
}

/// A table hash from the half that a slot keeps.
const fn spread(hash: u32) -> u64 {
    (hash as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

impl NameTable {
    fn hash(&self, id: &str) -> u32 {
        let whole = self.state.hash_one(id);
        let bytes = whole.to_le_bytes();
        u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) ^ u32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]])
    }

    /// The row that bears an id; `text_of` gives the id of a row.
    pub(crate) fn find<'a>(&self, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        let hash = self.hash(id);
        self.rows.find(spread(hash), |slot| slot.hash == hash && text_of(slot.row) == id).map(|slot| slot.row)
    }

    /// Enters a row under its id, or gives the row that bears it already.
    pub(crate) fn enter<'a>(&mut self, row: u32, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        let hash = self.hash(id);
        let same = |slot: &Slot| slot.hash == hash && text_of(slot.row) == id;
        match self.rows.entry(spread(hash), same, |slot| spread(slot.hash)) {
            Entry::Occupied(there) => Some(there.get().row),
            Entry::Vacant(free) => {
                free.insert(Slot { hash, row });
                None
            }
        }
    }

    /// Enters a row, which must not be there.
    pub(crate) fn insert(&mut self, row: u32, id: &str) {
        let hash = self.hash(id);
        self.rows.insert_unique(spread(hash), Slot { hash, row }, |slot| spread(slot.hash));
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, row: u32, id: &str) {
        if let Ok(slot) = self.rows.find_entry(spread(self.hash(id)), |other| other.row == row) {
            slot.remove();
        }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        self.rows.reserve(more, |slot| spread(slot.hash));
    }
}
