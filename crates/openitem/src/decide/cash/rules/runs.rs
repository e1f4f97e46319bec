//! Runs of an account by due date: all that was due through a date, less a few; neighbors.

use std::collections::HashMap;

use super::super::reading::{Reading, by_chance};
use super::Search;

/// Beyond so many items a pair left out is not looked for: chance would find one.
const MOST_FOR_PAIRS: usize = 150;

/// All that was due through some date, and up to two items left out of it.
pub(super) fn due_run(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let boundaries = search.boundaries();
    let count = u64::try_from(boundaries.len()).unwrap_or(u64::MAX);
    if !search.pays(boundaries.len()) {
        return false;
    }
    for end in &boundaries {
        if search.sum(*end) == search.target && !search.keep((0..*end).collect(), by_chance(count, search.total()), out) {
            return false;
        }
    }
    if search.rule.left_out < 1 {
        return true;
    }
    let by_pay = search.by_pay();
    for end in boundaries {
        let over = search.sum(end).saturating_sub(search.target);
        if over <= 0 || end < 3 {
            continue;
        }
        let is_few = search.rule.left_out > 1 && (5..=MOST_FOR_PAIRS).contains(&end);
        if !leave_one(search, &by_pay, end, over, count, out) || is_few && !leave_two(search, &by_pay, end, over, count, out) {
            return false;
        }
    }
    true
}

/// All through an end but one; the last one left out would be a shorter run.
fn leave_one(
    search: &mut Search<'_, '_>,
    by_pay: &HashMap<i64, Vec<usize>>,
    end: usize,
    over: i64,
    runs: u64,
    out: &mut Vec<Reading>,
) -> bool {
    let chance = by_chance(runs.saturating_mul(length(search)), search.total());
    let mut places = by_pay.get(&over).into_iter().flatten().copied().take_while(|place| place.saturating_add(1) < end);
    places.all(|place| search.keep((0..end).filter(|other| *other != place).collect(), chance, out))
}

fn leave_two(
    search: &mut Search<'_, '_>,
    by_pay: &HashMap<i64, Vec<usize>>,
    end: usize,
    over: i64,
    runs: u64,
    out: &mut Vec<Reading>,
) -> bool {
    if !search.pays(end) {
        return false;
    }
    let n = length(search);
    let chance = by_chance(runs.saturating_mul(n).saturating_mul(n) / 2, search.total());
    for first in 0..end {
        let rest = over.saturating_sub(search.pay(first));
        if rest <= 0 {
            continue;
        }
        for second in by_pay.get(&rest).into_iter().flatten().copied() {
            let fits = first < second && second.saturating_add(1) < end;
            if fits && !search.keep((0..end).filter(|other| *other != first && *other != second).collect(), chance, out) {
                return false;
            }
        }
    }
    true
}

/// Neighbors by due date that do not begin with the oldest; or the oldest, cut within one due date.
pub(super) fn run(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let n = length(search);
    if !search.pays(search.len()) {
        return false;
    }
    let mut first_with: HashMap<i64, usize> = HashMap::new();
    for (place, sum) in search.priced.sums.iter().enumerate() {
        first_with.entry(*sum).or_insert(place);
    }
    let inner = by_chance(n.saturating_mul(n) / 2, search.total());
    for end in 1..=search.len() {
        let Some(start) = first_with.get(&search.sum(end).saturating_sub(search.target)).copied() else { continue };
        let cut = start == 0 && end < search.len() && search.due(end.saturating_sub(1)) == search.due(end);
        let kept = if cut {
            search.keep((0..end).collect(), by_chance(n, search.total()), out)
        } else {
            start == 0 || end.saturating_sub(start) < 2 || search.keep((start..end).collect(), inner, out)
        };
        if !kept {
            return false;
        }
    }
    true
}

fn length(search: &Search<'_, '_>) -> u64 {
    u64::try_from(search.len()).unwrap_or(u64::MAX)
}
