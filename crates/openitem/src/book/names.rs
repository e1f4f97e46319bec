//! A table from an id to the row that bears it. The ids stand in the rows; the table holds row numbers only.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rapidhash::fast::RandomState;

/// Row numbers by id.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameTable {
    state: RandomState,
    rows: HashTable<u32>,
}

impl NameTable {
    /// The row that bears an id; `text_of` gives the id of a row.
    pub(crate) fn find<'a>(&self, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.rows.find(self.state.hash_one(id), |row| text_of(*row) == id).copied()
    }

    /// Enters a row, which must not be there.
    pub(crate) fn insert<'a>(&mut self, row: u32, text_of: impl Fn(u32) -> &'a str) {
        let hash = self.state.hash_one(text_of(row));
        let state = &self.state;
        self.rows.insert_unique(hash, row, |other| state.hash_one(text_of(*other)));
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, row: u32, id: &str) {
        if let Ok(slot) = self.rows.find_entry(self.state.hash_one(id), |other| *other == row) {
            slot.remove();
        }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve<'a>(&mut self, more: usize, text_of: impl Fn(u32) -> &'a str) {
        let state = &self.state;
        self.rows.reserve(more, |other| state.hash_one(text_of(*other)));
    }
}
