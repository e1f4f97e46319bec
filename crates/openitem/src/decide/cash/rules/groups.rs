//! Whole groups of an account: all that is open, all past due, one payment term, one month.

use std::collections::BTreeMap;

use chrono::Datelike;

use super::super::reading::{Reading, by_chance};
use super::Search;

/// All that is open.
///
/// Source: Oracle AutoCash, Clear the Account.
pub(super) fn all_open(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    if search.len() > 0 && search.total() == search.target {
        out.push(search.reading((0..search.len()).collect(), by_chance(1, search.total())));
    }
    true
}

/// All that was due before the receipt's day.
///
/// Source: Oracle AutoCash, Clear Past Due Invoices.
pub(super) fn all_past_due(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let due = (0..search.len()).take_while(|place| search.due(*place) < search.day).count();
    if due > 0 && search.sum(due) == search.target {
        out.push(search.reading((0..due).collect(), by_chance(1, search.total())));
    }
    true
}

/// All past due of one payment term; of several that fit, the one with the oldest due date first.
///
/// Source: Oracle AutoCash, Clear Past Due Invoices Grouped by Payment Term.
pub(super) fn past_due_by_term(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let due: Vec<usize> = (0..search.len()).take_while(|place| search.due(*place) < search.day).collect();
    let term = |place: usize| item(search, place).and_then(|item| item.terms.clone());
    groups(search, out, due, term)
}

/// All documents of one calendar month, as a payer settles a statement.
pub(super) fn month(search: &mut Search<'_, '_>, out: &mut Vec<Reading>) -> bool {
    let month = |place: usize| item(search, place).map(|item| (item.document_date.year(), item.document_date.month()));
    groups(search, out, (0..search.len()).collect(), month)
}

fn item<'a>(search: &Search<'a, '_>, place: usize) -> Option<&'a crate::OpenItem> {
    search.account.debits.get(place).and_then(|row| search.items.get(row.item)).copied()
}

fn groups<K: Ord>(search: &Search<'_, '_>, out: &mut Vec<Reading>, places: Vec<usize>, key: impl Fn(usize) -> K) -> bool {
    let mut groups: BTreeMap<K, Vec<usize>> = BTreeMap::new();
    for place in places {
        groups.entry(key(place)).or_default().push(place);
    }
    let count = u64::try_from(groups.len()).unwrap_or(u64::MAX);
    let fits = |places: &Vec<usize>| places.iter().map(|place| search.pay(*place)).fold(0, i64::saturating_add) == search.target;
    let mut found: Vec<Vec<usize>> = groups.into_values().filter(fits).collect();
    found.sort_unstable();
    out.extend(found.into_iter().map(|places| search.reading(places, by_chance(count, search.total()))));
    true
}
