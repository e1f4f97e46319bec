//! A table from an id to the row that bears it. The ids stand in the rows; the table holds row numbers only.
#![expect(
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "buckets are below their number, slots below a bucket's; every count is of rows, which are fewer than 2^32"
)]

use std::hash::BuildHasher;

use rapidhash::fast::RandomState;

/// How many rows a bucket holds.
const SLOTS: usize = 7;

/// Row numbers by id. A look-up in a table of any size reads one line of memory, its bucket, without a branch that depends
/// on what it finds there, and then the row. Beside each row stands half of its id's hash, so that growing and telling ids
/// apart seldom looks at the ids themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct NameTable {
    state: RandomState,
    buckets: Vec<Bucket>,
    /// How many rows there are.
    held: usize,
}

/// A line of memory. What finds no room in its bucket stands in the next that has some.
#[derive(Debug, Clone, Copy, Default)]
#[repr(align(64))]
struct Bucket {
    hashes: [u32; SLOTS],
    rows: [u32; SLOTS],
    /// How many rows were passed on from here; once there are as many as fit, nobody counts any more.
    passed_on: u16,
    /// How many rows stand here.
    len: u8,
}

impl Bucket {
    /// Which slots bear a hash, one bit each.
    fn bearing(&self, hash: u32) -> u32 {
        let mut found = 0;
        for (at, other) in self.hashes.iter().enumerate() {
            found |= u32::from(*other == hash) << at;
        }
        found & ((1 << self.len) - 1)
    }

    /// The slot that bears a hash and is the one sought.
    fn slot(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<usize> {
        let mut found = self.bearing(hash);
        while found != 0 {
            let at = found.trailing_zeros() as usize;
            if is_it(self.rows[at]) {
                return Some(at);
            }
            found &= found - 1;
        }
        None
    }
}

/// A look-up waits for no second line.
const _: () = assert!(size_of::<Bucket>() == 64);

/// The buckets that so many rows need: at four of seven slots, few pass anything on.
const fn buckets_for(rows: usize) -> usize {
    rows / 4 + 1
}

impl NameTable {
    fn hash(&self, id: &str) -> u32 {
        let whole = self.state.hash_one(id).to_le_bytes();
        u32::from_le_bytes([whole[0], whole[1], whole[2], whole[3]]) ^ u32::from_le_bytes([whole[4], whole[5], whole[6], whole[7]])
    }

    /// The bucket of a hash: hashes in their order share out the buckets in theirs.
    const fn home(&self, hash: u32) -> usize {
        ((hash as u64).wrapping_mul(self.buckets.len() as u64) >> 32) as usize
    }

    const fn after(&self, bucket: usize) -> usize {
        if bucket + 1 == self.buckets.len() { 0 } else { bucket + 1 }
    }

    /// The row that bears a hash and is the one sought.
    fn seek(&self, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mut at = self.home(hash);
        // Where much was taken out, every bucket may have passed something on: no search goes round twice.
        for _ in 0..self.buckets.len() {
            let bucket = &self.buckets[at];
            if let Some(slot) = bucket.slot(hash, &is_it) {
                return Some(bucket.rows[slot]);
            }
            if bucket.passed_on == 0 {
                break;
            }
            at = self.after(at);
        }
        None
    }

    fn put(&mut self, hash: u32, row: u32) {
        let mut at = self.home(hash);
        loop {
            let bucket = &mut self.buckets[at];
            let len = usize::from(bucket.len);
            if len < SLOTS {
                (bucket.hashes[len], bucket.rows[len]) = (hash, row);
                bucket.len += 1;
                self.held += 1;
                return;
            }
            bucket.passed_on = bucket.passed_on.saturating_add(1);
            at = self.after(at);
        }
    }

    /// Has the line of memory fetched where an id is looked up, so that several come side by side.
    pub(crate) fn fetch(&self, id: &str) {
        std::hint::black_box(self.buckets.get(self.home(self.hash(id))).map(|bucket| bucket.len));
    }

    /// The row that bears an id; `text_of` gives the id of a row.
    pub(crate) fn find<'a>(&self, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.seek(self.hash(id), |row| text_of(row) == id)
    }

    /// Enters a row under its id, or gives the row that bears it already.
    pub(crate) fn enter<'a>(&mut self, row: u32, id: &str, text_of: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.reserve(1);
        let hash = self.hash(id);
        let there = self.seek(hash, |row| text_of(row) == id);
        if there.is_none() {
            self.put(hash, row);
        }
        there
    }

    /// Enters a row, which must not be there.
    pub(crate) fn insert(&mut self, row: u32, id: &str) {
        self.reserve(1);
        self.put(self.hash(id), row);
    }

    /// Takes a row out.
    pub(crate) fn remove(&mut self, row: u32, id: &str) {
        let hash = self.hash(id);
        if self.seek(hash, |other| other == row).is_none() {
            return;
        }
        let mut at = self.home(hash);
        loop {
            let bucket = &mut self.buckets[at];
            if let Some(slot) = bucket.slot(hash, |other| other == row) {
                bucket.len -= 1;
                let last = usize::from(bucket.len);
                (bucket.hashes[slot], bucket.rows[slot]) = (bucket.hashes[last], bucket.rows[last]);
                self.held -= 1;
                return;
            }
            if bucket.passed_on < u16::MAX {
                bucket.passed_on -= 1;
            }
            at = self.after(at);
        }
    }

    /// Makes room for so many more.
    pub(crate) fn reserve(&mut self, more: usize) {
        let rows = self.held.saturating_add(more);
        if buckets_for(rows) <= self.buckets.len() {
            return;
        }
        let buckets = buckets_for(rows.max(self.held.saturating_mul(2)));
        let old = std::mem::replace(&mut self.buckets, vec![Bucket::default(); buckets]);
        self.held = 0;
        for bucket in &old {
            for at in 0..usize::from(bucket.len) {
                self.put(bucket.hashes[at], bucket.rows[at]);
            }
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

    /// Every bucket has passed something on, and none is full: the search for what is not there ends all the same.
    #[test]
    fn a_search_ends_where_every_bucket_has_passed_something_on() {
        let names: Vec<String> = (0..10_000).map(|row| format!("{row}")).collect();
        let text_of = |row: u32| names[row as usize].as_str();
        let mut table = NameTable::default();
        table.reserve(8);
        let buckets = table.buckets.len();
        for home in 0..buckets {
            let at_home = |row: &u32| table.home(table.hash(text_of(*row))) == home;
            let rows: Vec<u32> = (0..10_000).filter(at_home).take(SLOTS + 1).collect();
            for row in &rows {
                table.put(table.hash(text_of(*row)), *row);
            }
            for row in &rows[..SLOTS] {
                table.remove(*row, text_of(*row));
            }
        }
        assert!(table.buckets.iter().all(|bucket| bucket.passed_on > 0), "{:?}", table.buckets);
        assert_eq!(table.find("absent", text_of), None);
    }

    #[test]
    fn removed_rows_leave_no_gap() {
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
