//! What the payer's rate and ours differ by, where a receipt pays documents in another currency.

use super::super::account::Priced;
use super::super::reading::{Part, PartKind};
use super::{Explained, Gap};
use crate::{Rate, ReasonInput, Rounding};

/// The difference is inside the policy's percentage: the manner that leaves least goes first, and several are in doubt.
/// Where less was paid than that, a part was.
pub(super) fn accepted(gap: &Gap<'_>) -> Vec<Explained> {
    let Some(percent) = gap.sight.desk.policy.differences.cross_currency.as_ref().map(|cross| cross.percent) else { return Vec::new() };
    let inside = |priced: &&Priced| gap.shortage(priced).unsigned_abs() <= limit(gap, priced, percent).unsigned_abs();
    let mut inside: Vec<&Priced> = gap.priced.iter().filter(inside).collect();
    crate::value::sort_by_key(&mut inside, |priced| gap.shortage(priced).unsigned_abs());
    let mut found: Vec<Explained> = inside.into_iter().filter_map(|priced| explained(gap, priced)).collect();
    if found.is_empty() {
        found.extend(gap.full().and_then(|full| super::short::rest(gap, full, PartKind::Open)));
    }
    super::one_or_doubtful(found)
}

fn limit(gap: &Gap<'_>, priced: &Priced, percent: Rate) -> i64 {
    let decimals = gap.sight.decimals;
    let pay = gap.debits.iter().filter_map(|place| priced.pay.get(*place)).fold(0, |sum, pay| i64::saturating_add(sum, *pay));
    let share = percent.percent_of(gap.sight.amount_of(gap.net(pay)), decimals, Rounding::Down).ok();
    share.and_then(|share| share.to_minor(decimals)).unwrap_or(0).max(0)
}

fn explained(gap: &Gap<'_>, priced: &Priced) -> Option<Explained> {
    let short = gap.shortage(priced);
    let place = gap.bearer(priced)?;
    let reading = gap.reading(priced, vec![Part::new(place, short, PartKind::Exchange)])?;
    let rate = gap.sight.rate.as_ref()?;
    let inputs = vec![
        ReasonInput::new("paid", format!("{} {}", gap.sight.money(), gap.sight.receipt.receipt.currency)),
        ReasonInput::new("rate", rate.rate.to_string()),
        ReasonInput::new("rate_date", rate.date.to_string()),
        gap.line(place),
    ];
    let text = "what is named was paid in another currency; what the payer's rate and the day's differ by is an exchange difference";
    Some(gap.explained(reading, "exchange_difference", text, short, inputs))
}
