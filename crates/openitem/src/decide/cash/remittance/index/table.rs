//! A table with open addressing from numbers to items: 16 bytes a place, the first item of a number inside it.
//!
//! The numbers come from outside. A number that many items share goes to a list of its own, and a walk that grows long
//! beyond chance takes another seed, so that no choice of numbers makes it slow.

use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::Source;
use super::skeleton::Skeleton;

/// What is kept of a reference beside its number: digits, letters, shape and source in one word.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Place(u32);

const MORE: u32 = 1 << 30;

impl Place {
    /// That of no reference.
    pub(super) const NONE: Self = Self(0);

    pub(super) fn new(skeleton: &Skeleton, source: Source) -> Self {
        let source = match source {
            Source::Id => 0,
            Source::Document => 1,
            Source::Reference => 2,
            Source::LastNumber => 3_u32,
        };
        Self(skeleton.digits.min(63) | u32::from(skeleton.letters) << 6 | u32::from(skeleton.shape) << 18 | source << 28)
    }

    pub(super) const fn digits(self) -> u32 {
        self.0 & 63
    }

    pub(super) const fn letters(self) -> u16 {
        (self.0 >> 6 & 0xFFF) as u16
    }

    pub(super) const fn shape(self) -> u16 {
        (self.0 >> 18 & 0x3FF) as u16
    }

    pub(super) const fn source(self) -> Source {
        match self.0 >> 28 & 3 {
            0 => Source::Id,
            1 => Source::Document,
            2 => Source::Reference,
            _ => Source::LastNumber,
        }
    }

    const fn has_more(self) -> bool {
        self.0 & MORE != 0
    }
}

/// A number, its first item, and what is kept of the reference. Number zero is an empty slot.
#[derive(Clone, Copy)]
struct Slot {
    value: u64,
    item: u32,
    place: Place,
}

const EMPTY: Slot = Slot { value: 0, item: 0, place: Place::NONE };
/// A walk of more slots than this happens by chance in no table of any size that fits into memory.
const LONGEST_WALK: usize = 400;
const SMALLEST: usize = 16;

pub(super) struct Table {
    slots: Vec<Slot>,
    used: usize,
    seed: u64,
    more: HashMap<u64, Vec<(u32, Place)>, RandomState>,
}

impl Table {
    pub(super) fn with_room(numbers: usize) -> Self {
        Self { slots: vec![EMPTY; room_for(numbers)], used: 0, seed: 0x9E37_79B9_7F4A_7C15, more: HashMap::default() }
    }

    pub(super) fn insert(&mut self, value: u64, item: u32, place: Place) {
        if room_for(self.used.saturating_add(1)) > self.slots.len() {
            self.rebuild(room_for(self.used.saturating_add(self.used / 2)));
        }
        let mut walked = 0_usize;
        let mut at = self.start(value);
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.value == 0 {
                *slot = Slot { value, item, place };
                self.used = self.used.saturating_add(1);
                break;
            }
            if slot.value == value {
                if slot.item != item {
                    slot.place.0 |= MORE;
                    let list = self.more.entry(value).or_default();
                    if list.last().is_none_or(|(last, _)| *last != item) {
                        list.push((item, place));
                    }
                }
                return;
            }
            at = self.next(at);
            walked = walked.saturating_add(1);
        }
        if walked > LONGEST_WALK {
            self.seed = mixed(self.seed, value);
            self.rebuild(self.slots.len());
        }
    }

    /// Calls `each` with the items of a number of [`numbers`](Self::numbers).
    pub(super) fn each(&self, value: u64, first: (u32, Place), mut each: impl FnMut(u32, Place)) {
        each(first.0, first.1);
        if first.1.has_more() {
            self.more.get(&value).into_iter().flatten().for_each(|(item, place)| each(*item, *place));
        }
    }

    /// The items of a number.
    #[inline]
    pub(super) fn get(&self, value: u64) -> impl Iterator<Item = (u32, Place)> + '_ {
        let found = self.find(value);
        let more = found.filter(|slot| slot.place.has_more()).and_then(|_| self.more.get(&value));
        found.map(|slot| (slot.item, slot.place)).into_iter().chain(more.into_iter().flatten().copied())
    }

    #[inline]
    fn find(&self, value: u64) -> Option<&Slot> {
        let mut at = self.start(value);
        loop {
            let slot = self.slots.get(at)?;
            if slot.value == value {
                return (value != 0).then_some(slot);
            }
            if slot.value == 0 {
                return None;
            }
            at = self.next(at);
        }
    }

    /// How many numbers, and each of them by its slot.
    pub(super) const fn len(&self) -> usize {
        self.used
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = (u32, u64, (u32, Place))> + '_ {
        let used = self.slots.iter().enumerate().filter(|(_, slot)| slot.value != 0);
        used.map(|(at, slot)| (at as u32, slot.value, (slot.item, slot.place)))
    }

    pub(super) fn value_at(&self, slot: u32) -> u64 {
        self.slots.get(slot as usize).map_or(0, |slot| slot.value)
    }

    pub(super) fn bytes(&self) -> usize {
        let lists = self.more.values().map(|list| list.capacity().saturating_mul(8).saturating_add(40)).sum::<usize>();
        self.slots.capacity().saturating_mul(size_of::<Slot>()).saturating_add(lists)
    }

    /// Moves every number to a table of this size, by the seed as it is now.
    fn rebuild(&mut self, size: usize) {
        let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
        for moved in old.into_iter().filter(|slot| slot.value != 0) {
            let mut at = self.start(moved.value);
            while self.slots.get(at).is_some_and(|slot| slot.value != 0) {
                at = self.next(at);
            }
            if let Some(slot) = self.slots.get_mut(at) {
                *slot = moved;
            }
        }
    }

    /// Where the walk of a number begins: its mixed bits, scaled to the size.
    fn start(&self, value: u64) -> usize {
        (u128::from(mixed(self.seed, value)).wrapping_mul(self.slots.len() as u128) >> 64) as usize
    }

    fn next(&self, at: usize) -> usize {
        let next = at.saturating_add(1);
        if next == self.slots.len() { 0 } else { next }
    }
}

/// Slots for so many numbers: seven in ten are used at most.
fn room_for(numbers: usize) -> usize {
    (numbers.saturating_add(1).saturating_mul(10) / 7).max(SMALLEST)
}

/// Every bit of the number in every bit of the result: sequential numbers must not stand side by side.
fn mixed(seed: u64, value: u64) -> u64 {
    let fold = |a: u64, b: u64| {
        let product = u128::from(a).wrapping_mul(u128::from(b));
        (product as u64) ^ ((product >> 64) as u64)
    };
    fold(fold(value ^ seed, 0xA076_1D64_78BD_642F) ^ seed, 0xE703_7ED1_A0B4_28DB)
}
