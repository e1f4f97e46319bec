//! The entries of a reading: credits first, then the money, each set against the debits by due date.

use std::collections::HashMap;

use super::desk::Sight;
use super::proposal::{CashLine, CashReading};
use crate::entry::{Application, ApplicationLine, EntryKind, MoneyClass, MoneyPlace, MoneyPlaced, PayerIdentified, Side, Split, Taken};
use crate::{Amount, CustomerId, ItemId, ProposedEntry, Rest, allocate, minor_units};

/// The entries to post, in their order.
pub(super) fn entries(sight: &Sight<'_>, reading: &CashReading) -> Vec<ProposedEntry> {
    let money = ItemId::from(&sight.receipt.receipt.id);
    let payer = reading.customer.clone();
    let entry = |kind: EntryKind| {
        let entry = ProposedEntry::new(kind);
        match &payer {
            Some(payer) => entry.with_customer(payer.clone()),
            None => entry,
        }
    };
    let mut out = Vec::new();
    if sight.receipt.customer.is_none() && payer.is_some() {
        out.push(entry(EntryKind::payer_identified(PayerIdentified::new(sight.receipt.receipt.id.clone()))));
    }
    for line in &reading.lines {
        if let Some(rest) = line.residual {
            out.push(entry(EntryKind::residual(Split::new(line.item.clone(), residual_id(sight, &line.item), rest))));
        }
    }
    let mut debits: Vec<Open<'_>> = reading
        .lines
        .iter()
        .filter(|line| line.side == Side::Debit)
        .map(|line| Open { item: &line.item, customer: line.customer.as_ref(), left: line.amount, taken: &line.taken })
        .collect();
    // Of several customers, each one's credits and debits stand together; by due date again for the money.
    let place: HashMap<&ItemId, usize> = debits.iter().enumerate().map(|(place, debit)| (debit.item, place)).collect();
    crate::value::sort_by_key(&mut debits, |debit| (debit.customer, place.get(debit.item).copied()));
    let mut paid_up = 0;
    let mut credits: Vec<&CashLine> = reading.lines.iter().filter(|line| line.side == Side::Credit).collect();
    crate::value::sort_by(&mut credits, |one, other| one.customer.cmp(&other.customer));
    for credit in credits {
        let own = debits.iter().position(|debit| debit.customer == credit.customer.as_ref()).unwrap_or(0);
        paid_up = paid_up.max(own);
        let lines = relieve(debits.get_mut(paid_up..).unwrap_or_default(), credit.amount, false);
        // The debits are relieved in their order: the next credit begins where this one ended.
        paid_up = paid_up.saturating_add(lines.len().saturating_sub(1));
        if !lines.is_empty() {
            out.push(entry(EntryKind::application(Application::new(credit.item.clone(), lines))));
        }
    }
    crate::value::sort_by_key(&mut debits, |debit| place.get(debit.item).copied());
    let all = Amount::checked_sum(debits.iter().map(|debit| debit.left)).unwrap_or_default();
    let mut lines = relieve(&mut debits, all, true);
    if sight.rate.is_some() {
        across(sight, &mut lines);
    }
    if !lines.is_empty() {
        out.push(entry(EntryKind::application(Application::new(money.clone(), lines))));
    }
    let place = match reading.unused_class {
        MoneyClass::Unapplied => None,
        MoneyClass::OnAccount => Some(MoneyPlace::OnAccount),
        MoneyClass::Prepayment => Some(MoneyPlace::Prepayment),
    };
    if let Some(place) = place.filter(|_| sight.receipt.receipt.money_class != reading.unused_class && !reading.unused.is_zero()) {
        out.push(entry(EntryKind::money_placed(MoneyPlaced::new(money, reading.unused, place))));
    }
    out
}

/// The id of what is left of an item: one that the desk does not know, as after a payment was taken back and applied again.
fn residual_id(sight: &Sight<'_>, item: &ItemId) -> ItemId {
    let first = ItemId::new(format!("{item}/{}", sight.receipt.receipt.id));
    let others = (2_u32..).map(|nth| ItemId::new(format!("{first}/{nth}")));
    [first.clone()].into_iter().chain(others).find(|id| sight.desk.item(id).is_none()).unwrap_or(first)
}

/// Whether a credit of one customer pays an item of another.
pub(super) fn crosses_customers(reading: &CashReading, entries: &[ProposedEntry]) -> bool {
    let owner: HashMap<&ItemId, Option<&CustomerId>> = reading.lines.iter().map(|line| (&line.item, line.customer.as_ref())).collect();
    let of = |item: &ItemId| owner.get(item).copied().flatten();
    entries.iter().any(|entry| match &entry.kind {
        EntryKind::Application { application } => {
            let from = of(&application.paid_from);
            from.is_some() && application.lines.iter().any(|line| of(&line.item) != from)
        }
        _ => false,
    })
}

/// Whether every line that has to be booked in base currency knows the day's rate to it; it does where no two currencies meet.
pub(super) fn has_rates(sight: &Sight<'_>, entries: &[ProposedEntry]) -> bool {
    let lines = entries.iter().filter_map(|entry| match &entry.kind {
        EntryKind::Application { application } => Some(&application.lines),
        _ => None,
    });
    let is_booked = |item: &ItemId| sight.desk.item(item).is_some_and(|item| item.booked.is_some());
    sight.rate.is_none() || lines.flatten().all(|line| line.settlement_rate.is_some() || !is_booked(&line.item))
}

/// What each line costs in the receipt's own currency, all of it in all, and the rate of the items' currency to base on the day.
fn across(sight: &Sight<'_>, lines: &mut [ApplicationLine]) {
    let money = &sight.receipt.receipt;
    let Ok(decimals) = minor_units(money.currency, &sight.desk.policy.currencies) else { return };
    let weights: Vec<Amount> = lines.iter().map(|line| line.amount).collect();
    let parts = allocate(sight.money(), &weights, decimals, Rest::LargestRemainder).unwrap_or_default();
    let exchange = sight.desk.policy.differences.cross_currency.as_ref().map(|cross| &cross.exchange);
    for (line, part) in lines.iter_mut().zip(parts) {
        line.from_amount = Some(part);
        let base = sight.desk.item(&line.item).and_then(|item| item.booked.as_ref()).map(|booked| booked.base);
        let rate = base.zip(exchange).map(|(base, exchange)| sight.desk.rates.rate_on(sight.currency, base, sight.terms.date, exchange));
        line.settlement_rate = rate.and_then(Result::ok).map(|found| found.rate);
    }
}

/// A debit that is not yet paid up.
struct Open<'a> {
    item: &'a ItemId,
    customer: Option<&'a CustomerId>,
    left: Amount,
    taken: &'a [Taken],
}

/// Sets an amount against the debits in their order. What is taken beside the cash goes with the line that closes a debit, of
/// money if there is any left for it.
fn relieve(debits: &mut [Open<'_>], amount: Amount, last: bool) -> Vec<ApplicationLine> {
    let mut left = amount;
    let mut lines = Vec::new();
    for debit in debits {
        let part = if debit.left < left { debit.left } else { left };
        let takes = last && !debit.taken.is_empty();
        if left.is_zero() && !last {
            break;
        }
        if part.is_zero() && !takes {
            continue;
        }
        let mut line = ApplicationLine::new(debit.item.clone(), part);
        if last {
            line.taken = debit.taken.to_vec();
        }
        debit.left = debit.left.checked_sub(part).unwrap_or_default();
        left = left.checked_sub(part).unwrap_or_default();
        lines.push(line);
    }
    lines
}
