//! The oldest first, as far as the money goes.

use super::super::reading::Reading;
use super::Search;

/// Pays items by due date until the money ends. Where the last may be paid in part it is; else the rest stays unused.
///
/// It always fits, so it proves nothing: chance counts as certain.
///
/// Source: Oracle AutoCash, Apply to the Oldest Invoice First; ERPNext's allocation.
pub(super) fn oldest_first(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let whole = search.priced.sums.iter().skip(1).take_while(|sum| **sum <= search.target).count();
    let rest = search.target.saturating_sub(search.sum(whole));
    let mut places: Vec<usize> = (0..whole).collect();
    if rest > 0 && search.rule.partial && whole < search.len() {
        places.push(whole);
    }
    if places.is_empty() {
        return true;
    }
    let paid: i64 = places.iter().map(|place| search.pay(*place)).fold(0, i64::saturating_add);
    let mut reading = search.reading(places, 1_000_000);
    // Below zero where the last item is paid in part.
    reading.unused = search.target.saturating_sub(paid);
    out.push(reading);
    true
}
