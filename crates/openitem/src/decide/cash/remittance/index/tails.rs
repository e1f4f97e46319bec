//! The ends of numbers: which numbers of the table, or of one customer's items, end in these digits.

use super::NOBODY;
use super::table::{Place, Table};

/// Numbers of the table in buckets by their last digits: by counting, without a comparison.
#[derive(Default)]
pub(super) struct Tails {
    /// By how many digits, as a power of ten.
    modulus: u64,
    /// Where each bucket begins, and the end of the last.
    starts: Vec<u32>,
    /// Slots of the table.
    slots: Vec<u32>,
}

/// The fewest digits that a number has beyond the end by which it may be found.
const FEWEST: u32 = 4;

impl Tails {
    pub(super) fn new(table: &Table) -> Self {
        let modulus = match table.len() {
            0..1_000 => 100_u64,
            1_000..200_000 => 10_000,
            200_000..2_000_000 => 100_000,
            _ => 1_000_000,
        };
        let mut starts = vec![0_u32; modulus.saturating_add(1) as usize];
        let bucket = |value: u64| value.checked_rem(modulus).unwrap_or(0) as usize;
        let long = || table.numbers().filter(|(_, _, (_, place))| place.digits() > FEWEST);
        for (_, value, _) in long() {
            if let Some(count) = starts.get_mut(bucket(value).saturating_add(1)) {
                *count = count.saturating_add(1);
            }
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let mut next = starts.clone();
        let mut slots = vec![0_u32; sum as usize];
        for (slot, value, _) in long() {
            if let Some(place) = next.get_mut(bucket(value)) {
                if let Some(room) = slots.get_mut(*place as usize) {
                    *room = slot;
                }
                *place = place.saturating_add(1);
            }
        }
        Self { modulus, starts, slots }
    }

    /// Slots of the numbers that end in these digits, `value` of them `power` (a power of ten).
    pub(super) fn of<'a>(&'a self, table: &'a Table, value: u64, power: u64) -> impl Iterator<Item = u64> + 'a {
        // An end shorter than the buckets' takes every bucket that ends in it.
        let step = power.min(self.modulus).max(1);
        let first = value.checked_rem(step).unwrap_or(0);
        let buckets = (first..self.modulus).step_by(usize::try_from(step).unwrap_or(usize::MAX));
        buckets
            .flat_map(|bucket| {
                let range = self.starts.get(bucket as usize).zip(self.starts.get((bucket as usize).saturating_add(1)));
                range.and_then(|(from, to)| self.slots.get(*from as usize..*to as usize)).unwrap_or_default()
            })
            .map(|slot| table.value_at(*slot))
            .filter(move |found| found.checked_rem(power) == Some(value) && *found > value)
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity().saturating_add(self.slots.capacity()).saturating_mul(4)
    }
}

/// A number by which a customer's item is known.
#[derive(Clone, Copy)]
pub(super) struct Own {
    pub(super) value: u64,
    pub(super) item: u32,
    pub(super) place: Place,
}

/// Numbers of the table by the customers of their items, each customer's side by side: a customer has few, so that all of
/// them are looked at, and what a payer wrote costs one walk through memory instead of one a number.
#[derive(Default)]
pub(super) struct ByCustomer {
    starts: Vec<u32>,
    numbers: Vec<Own>,
}

/// From how many numbers on the buckets of their ends are searched instead.
const MOST_OWN: usize = 20_000;

/// Up to how many numbers a look at each costs less than a look into the table.
const FEW_OWN: usize = 64;

impl ByCustomer {
    /// `customers` are those of the items by their places.
    pub(super) fn new(table: &Table, customers: &[u32]) -> Self {
        let codes = customers.iter().filter(|code| **code != NOBODY).max().map_or(0, |most| most.saturating_add(1));
        let mut starts = vec![0_u32; (codes as usize).saturating_add(1)];
        let code_of = |item: u32| customers.get(item as usize).copied().filter(|code| *code != NOBODY);
        for (_, value, place) in table.numbers() {
            table.each(value, place, |item, _| {
                if let Some(count) = code_of(item).and_then(|code| starts.get_mut((code as usize).saturating_add(1))) {
                    *count = count.saturating_add(1);
                }
            });
        }
        let mut sum = 0_u32;
        for start in &mut starts {
            sum = sum.saturating_add(*start);
            *start = sum;
        }
        let mut next = starts.clone();
        let mut numbers = vec![Own { value: 0, item: 0, place: Place::NONE }; sum as usize];
        for (_, value, place) in table.numbers() {
            table.each(value, place, |item, place| {
                let Some(at) = code_of(item).and_then(|code| next.get_mut(code as usize)) else { return };
                if let Some(room) = numbers.get_mut(*at as usize) {
                    *room = Own { value, item, place };
                }
                *at = at.saturating_add(1);
            });
        }
        Self { starts, numbers }
    }

    /// The numbers of these customers, one after the other; nothing where they are too many to look at each.
    pub(super) fn of<'a>(&'a self, codes: &'a [u32]) -> Option<impl Iterator<Item = &'a [Own]>> {
        self.at_most(codes, MOST_OWN)
    }

    /// The same where they are so few that it costs less than a look into the table.
    pub(super) fn few<'a>(&'a self, codes: &'a [u32]) -> Option<impl Iterator<Item = &'a [Own]>> {
        self.at_most(codes, FEW_OWN)
    }

    fn at_most<'a>(&'a self, codes: &'a [u32], most: usize) -> Option<impl Iterator<Item = &'a [Own]>> {
        let all = codes.iter().map(|code| self.own(*code).len()).fold(0, usize::saturating_add);
        (all <= most).then(|| codes.iter().map(|code| self.own(*code)))
    }

    /// The numbers of a customer.
    #[inline]
    pub(super) fn own(&self, code: u32) -> &[Own] {
        let range = self.starts.get(code as usize).zip(self.starts.get((code as usize).saturating_add(1)));
        range.and_then(|(from, to)| self.numbers.get(*from as usize..*to as usize)).unwrap_or_default()
    }

    pub(super) fn bytes(&self) -> usize {
        self.starts.capacity().saturating_mul(4).saturating_add(self.numbers.capacity().saturating_mul(size_of::<Own>()))
    }
}
