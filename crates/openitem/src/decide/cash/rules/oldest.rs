//! The oldest first, as far as the money goes.

use super::super::reading::{Part, PartKind, Reading};
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
    let in_part = rest > 0 && search.rule.partial && whole < search.len();
    if in_part {
        places.push(whole);
    }
    let credits = search.credits.iter().filter_map(|place| search.account.credits.get(*place));
    let money = credits.fold(search.target, |rest, row| rest.saturating_sub(row.open));
    // More credits than debits are a matter of their own.
    if places.is_empty() || !in_part && rest > money {
        return true;
    }
    let mut reading = search.reading(places, 1_000_000);
    if in_part {
        let amount = search.pay(whole).saturating_sub(rest);
        reading.parts.push(Part::new(whole, amount, PartKind::Open));
    } else {
        reading.unused = rest;
    }
    out.push(reading);
    true
}
