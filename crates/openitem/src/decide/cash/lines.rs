//! A reading put into words and entries: what each item gets, what is left, and what to post.

use super::account::{Manner, Row};
use super::entries;
use super::policy::ShortPayment;
use super::proposal::{CashLine, CashProposal, CashReading, CashStatus};
use super::reading::{Reading, ShortKind};
use super::weigh::{Seen, Verdict, Weighing};
use crate::entry::{MoneyClass, Side, Taken, TakenKind};
use crate::{Basis, CustomerId, ItemId};

/// The proposal of a verdict.
pub(super) fn proposal(weighing: &Weighing<'_>, verdict: Verdict) -> CashProposal {
    let sight = weighing.sight;
    let money = &sight.receipt.receipt;
    let most = usize::try_from(sight.desk.policy.alternatives).unwrap_or(0);
    let mut readings = verdict.readings.iter().filter_map(|reading| spelled(weighing, reading));
    let mut best = readings.next().unwrap_or_else(|| unused(weighing, &verdict));
    best.reasons.splice(0..0, verdict.reasons.iter().cloned());
    let alternatives: Vec<CashReading> = readings.take(most).collect();
    let mut proposal = CashProposal::new(
        money.id.clone(),
        sight.receipt.entity.clone(),
        sight.receipt.effective,
        verdict.status,
        best,
        i64::try_from(weighing.budget.spent()).unwrap_or(i64::MAX),
    )
    .with_alternatives(alternatives)
    .with_rivals(i32::try_from(verdict.rivals).unwrap_or(i32::MAX));
    if verdict.status != CashStatus::Unmatched {
        proposal.entries = entries::entries(sight, &proposal.reading);
        proposal.basis = basis(weighing, &proposal.reading);
        proposal.effective = latest(weighing, &proposal.reading);
    }
    proposal
}

/// Money that pays nothing.
fn unused(weighing: &Weighing<'_>, verdict: &Verdict) -> CashReading {
    let class = if verdict.on_account { MoneyClass::OnAccount } else { MoneyClass::Unapplied };
    let mut reading = CashReading::new().with_unused(weighing.amount(weighing.sight.amount)).with_unused_class(class);
    reading.customer = verdict.payer.clone();
    reading
}

/// A reading with its items.
fn spelled(weighing: &Weighing<'_>, reading: &Reading) -> Option<CashReading> {
    let seen = weighing.accounts.get(reading.account)?;
    let mut out = CashReading::new().with_rule(reading.rule).with_customer(payer(weighing, seen));
    for place in &reading.debits {
        out.lines.push(debit(weighing, seen, reading, *place)?);
    }
    for place in &reading.credits {
        let row = seen.account.credits.get(*place)?;
        let item = weighing.sight.desk.items.get(row.item)?;
        let line = CashLine::new(item.id.clone(), Side::Credit, weighing.amount(row.open)).with_customer(seen.customer.clone());
        out.lines.push(line.with_interchangeable(alike(weighing, &seen.account.credits, &reading.credits, *row)));
    }
    out.unused = weighing.amount(reading.unused.max(0));
    if !out.unused.is_zero() {
        out.unused_class = weighing.sight.desk.policy.leftover;
    }
    out.accidents = crate::Amount::from_minor(i64::try_from(reading.chance).unwrap_or(i64::MAX), 6).unwrap_or_default();
    Some(out)
}

/// Who paid: the best candidate of the account's family, else the account's customer.
fn payer(weighing: &Weighing<'_>, seen: &Seen) -> CustomerId {
    let payers = &weighing.sight.desk.payers;
    let own = payers.row(&seen.customer);
    let related = weighing.sight.payers.iter().find(|payer| own.is_some_and(|own| payers.is_one_family(payer.row, own)));
    related.and_then(|payer| payers.customer(payer.row)).unwrap_or(&seen.customer).clone()
}

fn debit(weighing: &Weighing<'_>, seen: &Seen, reading: &Reading, place: usize) -> Option<CashLine> {
    let row = *seen.account.debits.get(place)?;
    let item = *weighing.sight.desk.items.get(row.item)?;
    let paid = weighing.sight.terms.paid(item, row.open, reading.manner);
    let short = reading.short.filter(|short| short.place == place);
    let cash = paid.cash.saturating_sub(short.map_or(0, |short| short.amount));
    let mut line = CashLine::new(item.id.clone(), Side::Debit, weighing.amount(cash)).with_customer(seen.customer.clone());
    if paid.taken > 0 {
        let kind = match (reading.manner, paid.unearned) {
            (Manner::Withheld(_), _) => TakenKind::Withholding,
            (_, true) => TakenKind::UnearnedDiscount,
            (_, false) => TakenKind::EarnedDiscount,
        };
        line.taken.push(Taken::new(kind, weighing.amount(paid.taken)));
    }
    if let Some(short) = short {
        let amount = weighing.amount(short.amount);
        match (short.as_kind, weighing.sight.desk.policy.short) {
            (ShortKind::BankFee, _) => line.taken.push(Taken::new(TakenKind::BankFee, amount)),
            (ShortKind::Deduction, _) | (ShortKind::Open, ShortPayment::Deduction) => {
                line.taken.push(Taken::new(TakenKind::Deduction, amount))
            }
            (ShortKind::Open, ShortPayment::Residual) => line.residual = Some(amount),
            (ShortKind::Open, ShortPayment::LeaveOpen) => {}
        }
    }
    Some(line.with_interchangeable(alike(weighing, &seen.account.debits, &reading.debits, row)))
}

/// Items that could stand in a row's place: same kind, open amount and due date, and not chosen themselves.
fn alike(weighing: &Weighing<'_>, rows: &[Row], chosen: &[usize], row: Row) -> Vec<ItemId> {
    let items = &weighing.sight.desk.items;
    let kind = items.get(row.item).map(|item| item.kind);
    let others = rows.iter().enumerate().filter(|(place, other)| {
        other.item != row.item
            && other.open == row.open
            && other.due == row.due
            && !chosen.contains(place)
            && items.get(other.item).map(|item| item.kind) == kind
    });
    others.filter_map(|(_, other)| items.get(other.item)).map(|item| item.id.clone()).collect()
}

/// What the proposal relies on: the money and every item it touches.
fn basis(weighing: &Weighing<'_>, reading: &CashReading) -> Vec<Basis> {
    let desk = weighing.sight.desk;
    let money = ItemId::from(&weighing.sight.receipt.receipt.id);
    let mut out = vec![desk.basis(&money, weighing.amount(weighing.sight.amount))];
    for line in &reading.lines {
        if let Some(open) = desk.open_of(&line.item) {
            out.push(desk.basis(&line.item, weighing.amount(open)));
        }
    }
    out
}

/// No application is earlier than what it joins.
fn latest(weighing: &Weighing<'_>, reading: &CashReading) -> chrono::NaiveDate {
    let desk = weighing.sight.desk;
    let dates = reading.lines.iter().filter_map(|line| desk.item(&line.item)).map(|item| item.effective);
    dates.chain([weighing.sight.receipt.effective]).max().unwrap_or(weighing.sight.receipt.effective)
}
