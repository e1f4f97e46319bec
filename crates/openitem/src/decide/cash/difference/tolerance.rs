//! Small differences that the policy accepts.

use super::super::account::{Manner, Priced};
use super::super::reading::{Part, PartKind};
use super::{Explained, Gap, PaymentTolerance, ToleranceBound, ToleranceSide};

/// The difference is inside the narrowest tolerance of its side: the manner that leaves least goes first, and several are in doubt.
pub(super) fn accepted(gap: &Gap<'_>) -> Vec<Explained> {
    let rows: Vec<&PaymentTolerance> = gap.sight.desk.policy.differences.tolerances.iter().filter(|row| holds(gap, row)).collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut inside: Vec<(&Priced, Vec<&PaymentTolerance>)> = Vec::new();
    for priced in gap.priced {
        let short = gap.shortage(priced);
        let rows: Vec<&PaymentTolerance> = rows.iter().copied().filter(|row| allows(row, short)).collect();
        let fits = rows.iter().all(|row| short.unsigned_abs() <= limit(gap, row, priced).unsigned_abs());
        if short != 0 && fits && !rows.is_empty() {
            inside.push((priced, rows));
        }
    }
    crate::value::sort_by_key(&mut inside, |(priced, _)| gap.shortage(priced).unsigned_abs());
    super::one_or_doubtful(inside.iter().filter_map(|(priced, rows)| explained(gap, priced, rows)).collect())
}

fn holds(gap: &Gap<'_>, row: &PaymentTolerance) -> bool {
    row.currency.is_none_or(|currency| currency == gap.sight.currency) && (row.customers.is_empty() || row.customers.contains(gap.customer))
}

const fn allows(row: &PaymentTolerance, short: i64) -> bool {
    match row.side {
        ToleranceSide::Both => true,
        ToleranceSide::Under => short > 0,
        ToleranceSide::Over => short < 0,
    }
}

/// What a row allows for the debits named, in minor units.
fn limit(gap: &Gap<'_>, row: &PaymentTolerance, priced: &Priced) -> i64 {
    let pay = |place: &usize| priced.pay.get(*place).copied().unwrap_or(0);
    match row.bound {
        ToleranceBound::Receipt => of_amount(gap, row, gap.net(gap.debits.iter().map(pay).fold(0, i64::saturating_add))),
        ToleranceBound::Document => gap.debits.iter().map(|place| of_amount(gap, row, pay(place))).fold(0, i64::saturating_add),
    }
}

/// The lower of the amount and the percentage.
fn of_amount(gap: &Gap<'_>, row: &PaymentTolerance, pay: i64) -> i64 {
    let decimals = gap.sight.decimals;
    let most = row.amount.rounded(decimals, crate::Rounding::Down).to_minor(decimals).unwrap_or(0);
    let share = row.percent.map(|percent| {
        let share = percent.percent_of(gap.sight.amount_of(pay), decimals, crate::Rounding::Down).ok();
        share.and_then(|share| share.to_minor(decimals)).unwrap_or(0)
    });
    share.map_or(most, |share| share.min(most)).max(0)
}

fn explained(gap: &Gap<'_>, priced: &Priced, rows: &[&PaymentTolerance]) -> Option<Explained> {
    let short = gap.shortage(priced);
    let parts = match rows.iter().find(|row| row.bound == ToleranceBound::Document) {
        Some(row) => over_documents(gap, row, priced, short),
        None => vec![(gap.bearer(priced)?, short)],
    };
    let by_discount = rows.iter().any(|row| row.adjusts_discount) && matches!(priced.manner, Manner::Discount { .. });
    let kind = |place: usize, amount: i64| {
        let taken = gap.item(place).map_or(0, |item| gap.sight.terms.paid(item, gap.open(place), priced.manner).taken);
        let bears = by_discount && taken > 0 && taken.saturating_add(amount) > 0;
        if bears { PartKind::Discount { unearned: false } } else { PartKind::Tolerance }
    };
    let inputs = parts.iter().map(|(place, _)| gap.line(*place)).collect();
    let parts = parts.into_iter().map(|(place, amount)| Part::new(place, amount, kind(place, amount))).collect();
    let text = "the difference is inside the tolerance that holds for this customer and currency";
    Some(gap.explained(gap.reading(priced, parts)?, "tolerance", text, short, inputs))
}

/// A difference laid over the documents in their order, on each up to its own bound.
fn over_documents(gap: &Gap<'_>, row: &PaymentTolerance, priced: &Priced, short: i64) -> Vec<(usize, i64)> {
    let mut left = short.saturating_abs();
    let mut out = Vec::new();
    for place in gap.debits {
        let bound = of_amount(gap, row, priced.pay.get(*place).copied().unwrap_or(0));
        let part = left.min(bound);
        if part > 0 {
            out.push((*place, if short < 0 { part.saturating_neg() } else { part }));
            left = left.saturating_sub(part);
        }
    }
    out
}
