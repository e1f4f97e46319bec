//! Equal amounts taken together: items of one amount are interchangeable, so that the search sees each amount once.

use std::ops::Range;

/// The amounts of an account, each once, ascending, in their greatest common unit; amounts of zero are left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Groups {
    /// The distinct amounts over `unit`.
    pub(super) values: Vec<i64>,
    /// How many items have each amount.
    pub(super) copies: Vec<u32>,
    /// The items of all groups, group by group, each group in the order given.
    members: Vec<u32>,
    /// Where each group's items start in `members`; one more than there are groups.
    starts: Vec<usize>,
    /// What every amount is a multiple of.
    pub(super) unit: i64,
    /// What all items below zero add up to, and all above: no subset lies outside.
    pub(super) least: i64,
    pub(super) most: i64,
}

/// The sums that count as the target, both ends included, in the groups' unit.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Window {
    pub(super) low: i64,
    pub(super) high: i64,
}

/// The magnitudes of all items together stay below this, so that no sum or difference of a few of them overflows.
const MOST: i128 = 1 << 60;

impl Groups {
    /// `None` where the magnitudes add up to 2^60 or more, or there are more than 2^32 items.
    pub(super) fn new(amounts: &[i64]) -> Option<Self> {
        let magnitude: i128 = amounts.iter().map(|amount| i128::from(*amount).abs()).sum();
        let count = u32::try_from(amounts.len()).ok()?;
        if magnitude >= MOST {
            return None;
        }
        let mut members: Vec<u32> = (0..count).collect();
        let amount_of = |item: &u32| amounts.get(*item as usize).copied().unwrap_or(0);
        members.retain(|item| amount_of(item) != 0);
        members.sort_by_key(|item| (amount_of(item), *item));
        let unit = members.iter().fold(0, |unit, item| common_divisor(unit, amount_of(item).unsigned_abs()));
        let unit = i64::try_from(unit.max(1)).ok()?;
        let mut groups = Self { unit, ..Self::default() };
        for (place, item) in members.iter().enumerate() {
            let value = amount_of(item).checked_div(unit)?;
            let end = if value < 0 { &mut groups.least } else { &mut groups.most };
            *end = end.checked_add(value)?;
            match (groups.values.last(), groups.copies.last_mut()) {
                (Some(last), Some(copies)) if *last == value => *copies = copies.checked_add(1)?,
                _ => {
                    groups.values.push(value);
                    groups.copies.push(1);
                    groups.starts.push(place);
                }
            }
        }
        groups.starts.push(members.len());
        groups.members = members;
        Some(groups)
    }

    /// The items of a group in the order given.
    pub(super) fn members(&self, group: usize) -> &[u32] {
        let start = self.starts.get(group).copied().unwrap_or(0);
        let end = group.checked_add(1).and_then(|next| self.starts.get(next)).copied().unwrap_or(start);
        self.members.get(start..end).unwrap_or_default()
    }

    /// The sums within `tolerance` of `target`, in the groups' unit; `None` where no multiple of the unit is.
    pub(super) fn window(&self, target: i64, tolerance: i64) -> Option<Window> {
        let (target, tolerance, unit) = (i128::from(target), i128::from(tolerance.max(0)), i128::from(self.unit));
        let (bottom, top) = (target.checked_sub(tolerance)?, target.checked_add(tolerance)?);
        // Rounded inwards; and no subset lies outside what all items make.
        let low = top_of(bottom.checked_neg()?, unit)?.checked_neg()?.max(i128::from(self.least));
        let high = top_of(top, unit)?.min(i128::from(self.most));
        (low <= high).then_some(Window { low: i64::try_from(low).ok()?, high: i64::try_from(high).ok()? })
    }

    /// The groups of which an item may be part of a subset in the window.
    pub(super) fn within_reach(&self, window: Window) -> Range<usize> {
        let (low, high) = (window.low.saturating_sub(self.most), window.high.saturating_sub(self.least));
        let start = self.values.partition_point(|value| *value < low);
        let end = self.values.partition_point(|value| *value <= high);
        start..end.max(start)
    }
}

impl Window {
    /// How many sums it holds.
    pub(super) fn width(self) -> i64 {
        self.high.saturating_sub(self.low).saturating_add(1)
    }

    pub(super) fn holds(self, sum: i64) -> bool {
        self.low <= sum && sum <= self.high
    }
}

/// The greatest whole number of units that is not above a value.
fn top_of(value: i128, unit: i128) -> Option<i128> {
    value.checked_div_euclid(unit)
}

fn common_divisor(mut one: u64, mut other: u64) -> u64 {
    while other != 0 {
        (one, other) = (other, one.checked_rem(other).unwrap_or(0));
    }
    one
}

#[cfg(test)]
mod tests {
    use super::{Groups, Window};

    #[test]
    fn equal_amounts_are_one_group_in_the_order_given_and_the_unit_is_divided_out() {
        let groups = Groups::new(&[300, -100, 0, 300, 500]).unwrap();
        assert_eq!((groups.unit, groups.least, groups.most), (100, -1, 11));
        assert_eq!((&groups.values[..], &groups.copies[..]), (&[-1, 3, 5][..], &[1, 2, 1][..]));
        assert_eq!(
            (groups.members(0), groups.members(1), groups.members(2), groups.members(9)),
            (&[1][..], &[0, 3][..], &[4][..], &[][..])
        );
    }

    #[test]
    fn a_window_is_rounded_inwards_to_whole_units() {
        let groups = Groups::new(&[300, -100, 500]).unwrap();
        assert_eq!(groups.window(250, 10), None);
        assert_eq!(groups.window(250, 50), Some(Window { low: 2, high: 3 }));
        assert_eq!(groups.window(-50, 50), Some(Window { low: -1, high: 0 }));
        assert_eq!(groups.window(i64::MAX, i64::MAX), Some(Window { low: 0, high: 8 }));
        assert_eq!(groups.window(i64::MIN, 5), None);
        assert_eq!(groups.window(0, -7), Some(Window { low: 0, high: 0 }));
    }

    #[test]
    fn what_is_above_the_target_is_out_of_reach_unless_credits_bring_it_down() {
        let debits = Groups::new(&[1, 20, 300]).unwrap();
        assert_eq!(debits.within_reach(Window { low: 19, high: 22 }), 0..2);
        let both = Groups::new(&[1, 20, 300, -290]).unwrap();
        assert_eq!(both.within_reach(Window { low: 19, high: 22 }), 0..4);
        assert_eq!(both.within_reach(Window { low: 3, high: 9 }), 0..3);
    }

    #[test]
    fn sums_that_could_overflow_are_refused() {
        assert!(Groups::new(&[i64::MAX]).is_none());
        assert!(Groups::new(&[i64::MIN, i64::MIN]).is_none());
        assert!(Groups::new(&[1 << 59, 1 << 58]).is_some());
        assert!(Groups::new(&[]).is_some());
    }
}
