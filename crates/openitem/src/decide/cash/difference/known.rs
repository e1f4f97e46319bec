//! What the house knows already: open disputes, credits asked for and not yet issued, promises to pay.

use super::super::account::Account;
use super::super::desk::Sight;
use super::super::named::{Named, credits};
use super::super::policy::CashRuleKind;
use super::super::reading::{Part, PartKind, Reading, by_chance};
use super::{Explained, Gap, subsets};
use crate::value::date::add_days;
use crate::{CustomerId, PromiseToPay, ReasonInput};

/// Something that lowers what a payer will pay of an item for now.
struct Reduction {
    place: usize,
    amount: i64,
    input: ReasonInput,
}

/// What is missing is what disputes and credits to come are about: it stays open, awaiting them.
pub(super) fn disputes_and_credits(gap: &Gap<'_>) -> Vec<Explained> {
    let reductions: Vec<Reduction> = gap.debits.iter().flat_map(|place| of_debit(gap, *place)).collect();
    if reductions.is_empty() {
        return Vec::new();
    }
    let mut out: Vec<Explained> = Vec::new();
    let mut seen: Vec<Vec<(usize, i64)>> = Vec::new();
    for priced in gap.priced {
        let short = gap.shortage(priced);
        if short <= 0 {
            continue;
        }
        for chosen in choices(reductions.len()) {
            let chosen: Vec<&Reduction> = chosen.iter().filter_map(|at| reductions.get(*at)).collect();
            let likeness: Vec<(usize, i64)> = chosen.iter().map(|reduction| (reduction.place, reduction.amount)).collect();
            let sum = likeness.iter().fold(0_i64, |sum, (_, amount)| sum.saturating_add(*amount));
            if sum != short || seen.contains(&likeness) {
                continue;
            }
            let parts = likeness.iter().map(|(place, amount)| Part::new(*place, *amount, PartKind::Awaited)).collect();
            let Some(reading) = gap.reading(priced, parts) else { continue };
            seen.push(likeness);
            let inputs = chosen.iter().flat_map(|reduction| [gap.line(reduction.place), reduction.input.clone()]).collect();
            let text = "what is missing is exactly what is disputed, or a credit that is to come: it stays open until that is settled";
            out.push(gap.explained(reading, "open_dispute_or_credit", text, short, inputs));
        }
    }
    super::one_or_doubtful(out)
}

/// The disputes and requests of a debit; a request that answers a dispute stands for it.
fn of_debit(gap: &Gap<'_>, place: usize) -> Vec<Reduction> {
    let (Some(item), open) = (gap.item(place), gap.open(place)) else { return Vec::new() };
    let desk = gap.sight.desk;
    let minor = |amount: Option<crate::Amount>| match amount {
        Some(amount) => amount.to_minor(gap.sight.decimals).filter(|amount| (1..=open).contains(amount)),
        None => Some(open),
    };
    let mut out = Vec::new();
    let requests = desk.requests.get(&item.id).map(Vec::as_slice).unwrap_or_default();
    for request in requests.iter().map(|request| &request.request) {
        if let Some(amount) = minor(Some(request.amount)) {
            out.push(Reduction { place, amount, input: ReasonInput::new("credit_request", request.id.to_string()) });
        }
    }
    for (dispute, disputed) in desk.disputes.get(&item.id).map(Vec::as_slice).unwrap_or_default() {
        let answered = requests.iter().any(|request| request.request.dispute.as_ref() == Some(&dispute.dispute.id));
        if let Some(amount) = minor(disputed.amount).filter(|_| !answered) {
            out.push(Reduction { place, amount, input: ReasonInput::new("dispute", dispute.dispute.id.to_string()) });
        }
    }
    // The book says how much of an item is disputed, where the disputes themselves are not given.
    if out.is_empty() && !item.disputed.is_zero() {
        let amount = minor(Some(item.disputed));
        out.extend(amount.map(|amount| Reduction { place, amount, input: ReasonInput::new("disputed", item.disputed.to_string()) }));
    }
    out
}

/// Every choice of so many; of too many for that, all of them and each alone.
fn choices(count: usize) -> Vec<Vec<usize>> {
    subsets(count).unwrap_or_else(|| [(0..count).collect()].into_iter().chain((0..count).map(|one| vec![one])).collect())
}

/// What was paid of the documents named is exactly what was promised of them: the rest stays open.
pub(super) fn promises(gap: &Gap<'_>) -> Vec<Explained> {
    let Some(full) = gap.full() else { return Vec::new() };
    let short = gap.shortage(full);
    let explained = |promise: &&PromiseToPay| {
        let netted = credits(gap.account, &gap.named.credits);
        let amounts = promised_of(gap, promise, gap.sight.amount.checked_add(netted)?)?;
        let parts = gap.debits.iter().zip(amounts).filter_map(|(place, amount)| {
            let rest = gap.open(*place).checked_sub(amount).filter(|rest| *rest > 0)?;
            Some(Part::new(*place, rest, PartKind::Awaited))
        });
        let reading = gap.reading(full, parts.collect())?;
        let text = "what was paid is exactly what was promised: the rest stays open";
        let inputs = vec![ReasonInput::new("promise", promise.promise.id.to_string())];
        Some(gap.explained(reading, "promise", text, short, inputs))
    };
    if short <= 0 {
        return Vec::new();
    }
    super::one_or_doubtful(open_promises(gap.sight, gap.customer).filter_map(|promise| explained(&promise)).collect())
}

/// What a promise says of each debit named, if that is what was paid.
fn promised_of(gap: &Gap<'_>, promise: &PromiseToPay, paid: i64) -> Option<Vec<i64>> {
    let amounts: Vec<i64> = if let ([_], true) = (gap.debits, promise.promise.items.is_empty()) {
        vec![promise.promise.amount.to_minor(gap.sight.decimals)?]
    } else {
        let of = |place: &usize| promised_amount(gap.sight, promise, gap.account, *place);
        gap.debits.iter().map(of).collect::<Option<_>>()?
    };
    (amounts.iter().copied().fold(0, i64::saturating_add) == paid).then_some(amounts)
}

/// How much of a debit is promised.
fn promised_amount(sight: &Sight<'_>, promise: &PromiseToPay, account: &Account, place: usize) -> Option<i64> {
    let row = account.debits.get(place)?;
    let item = sight.desk.items.get(row.item)?;
    let line = promise.promise.items.iter().find(|line| line.item == item.id)?;
    match line.amount {
        Some(amount) => amount.to_minor(sight.decimals).filter(|amount| (1..=row.open).contains(amount)),
        None => Some(row.open),
    }
}

/// The promises of a customer that a receipt may keep, in its currency and entity: made by its day, not taken back, and not longer past
/// than the policy allows.
fn open_promises<'a>(sight: &'a Sight<'_>, customer: &CustomerId) -> impl Iterator<Item = &'a PromiseToPay> + use<'a> {
    let promises = sight.desk.promises.get(customer).map(Vec::as_slice).unwrap_or_default();
    let (currency, entity) = (sight.currency, &sight.receipt.entity);
    let (day, days) = (sight.terms.date, i64::from(sight.desk.policy.promise_days));
    let holds = move |promise: &&PromiseToPay| {
        let made = &promise.promise;
        let is_past = add_days(made.date, days).is_ok_and(|last| last < day);
        let is_ours = made.currency == currency && promise.entity == *entity;
        is_ours && promise.made <= day && promise.withdrawn.is_none_or(|when| when > day) && !is_past
    };
    promises.iter().copied().filter(holds)
}

/// Without a word, a receipt of exactly what was promised of named items pays those.
pub(in super::super) fn promised(sight: &Sight<'_>, customer: &CustomerId, account: &Account, at: usize) -> Vec<(Reading, ReasonInput)> {
    let count = u64::try_from(open_promises(sight, customer).count()).unwrap_or(u64::MAX);
    let total = account.debits.iter().map(|row| row.open).fold(0, i64::saturating_add);
    let reading = |promise: &PromiseToPay| {
        let mut parts = Vec::new();
        let mut debits = Vec::new();
        let mut sum = 0_i64;
        for place in 0..account.debits.len() {
            let Some(amount) = promised_amount(sight, promise, account, place) else { continue };
            let rest = account.debits.get(place)?.open.checked_sub(amount)?;
            if rest > 0 {
                parts.push(Part::new(place, rest, PartKind::Awaited));
            }
            debits.push(place);
            sum = sum.checked_add(amount)?;
        }
        if sum != sight.amount || debits.len() != promise.promise.items.len() {
            return None;
        }
        let mut reading = Named::default().reading(at, super::super::account::Manner::Full, debits);
        (reading.parts, reading.chance, reading.rule) = (parts, by_chance(count, total), CashRuleKind::Promise);
        Some((reading, ReasonInput::new("promise", promise.promise.id.to_string())))
    };
    open_promises(sight, customer).filter_map(reading).collect()
}
