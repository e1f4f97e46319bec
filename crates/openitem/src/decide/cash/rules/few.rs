//! One item, or a few that add up.

use super::super::reading::{Reading, by_chance};
use super::super::subset::Kernel;
use super::Search;

/// One item of exactly the amount.
///
/// Source: Oracle AutoCash, Match Payment with Invoice; ties go to the earliest due date.
pub(super) fn one_item(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    if !search.pays(search.len()) {
        return false;
    }
    let n = u64::try_from(search.len()).unwrap_or(u64::MAX);
    let chance = by_chance(n, search.total());
    for place in 0..search.len() {
        if search.pay(place) == search.target {
            out.push(search.reading(vec![place], chance));
        }
    }
    true
}

/// How many subsets of an account are kept: enough to tell one reading from several.
const KEPT: usize = 8;

/// One accident for sure, in millionths: beyond it no closer look pays.
const CERTAIN: u64 = 1_000_000;

/// A few items that add up: of many items as many as the rule says, of very few any number.
pub(super) fn combination(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let Some(mut kernel) = Kernel::new(&search.priced.pay).filter(|_| search.target > 0) else { return true };
    let largest = usize::try_from(search.rule.largest).unwrap_or(0);
    let found = kernel.count_up_to(search.target, 0, largest, KEPT, search.budget);
    let mut complete = found.halt.is_none();
    for places in found.found.into_iter().filter(|places| places.len() > 1) {
        match kernel.accidents(search.target, 0, places.len(), CERTAIN, search.budget) {
            Ok(chance) => out.push(search.reading(places, chance)),
            Err(_) => complete = false,
        }
    }
    complete
}
