//! A reading put into words and entries: what each item gets, what is left, and what to post.

use std::collections::{HashMap, HashSet};

use super::account::{Class, Manner, Row, part_of};
use super::desk::Sight;
use super::difference::{DiscountTax, by_habit};
use super::entries;
use super::identify::PayerCandidate;
use super::policy::ShortPayment;
use super::proposal::{CashLine, CashProposal, CashReading, CashStatus};
use super::reading::{PartKind, Reading};
use super::weigh::{Seen, Verdict, Weighing};
use crate::entry::{Side, Taken, TakenKind, TaxPart};
use crate::{Amount, Basis, CustomerId, ItemId, OpenItem, Reason, ReasonCode, ReasonInput};

/// The proposal of a verdict.
pub(super) fn proposal(weighing: &Weighing<'_>, verdict: Verdict) -> CashProposal {
    let sight = weighing.sight;
    let money = &sight.receipt.receipt;
    let most = usize::try_from(sight.desk.policy.alternatives).unwrap_or(0);
    let said = weighing.meant.said_of(sight);
    let mut readings = verdict.readings.iter().filter_map(|reading| spelled(weighing, reading, &said));
    let first = readings.next();
    // A reading that cannot be put into amounts is nothing to post.
    let status = if first.is_none() && !verdict.readings.is_empty() { CashStatus::Unmatched } else { verdict.status };
    let mut best = first.unwrap_or_else(|| unused(weighing, &verdict));
    best.reasons.clone_from(&verdict.reasons);
    let alternatives: Vec<CashReading> = readings.take(most).collect();
    let mut proposal = CashProposal::new(
        money.id.clone(),
        sight.receipt.entity.clone(),
        sight.receipt.effective,
        status,
        best,
        i64::try_from(weighing.budget.spent()).unwrap_or(i64::MAX),
    )
    .with_alternatives(alternatives)
    .with_payers(payers(sight, most.saturating_add(1)))
    .with_rivals(i32::try_from(verdict.rivals).unwrap_or(i32::MAX));
    if status != CashStatus::Auto && sight.receipt.customer.is_none() {
        proposal.reading.reasons.extend(sight.desk.payers.unknown_number(money, &sight.payers));
    }
    if status != CashStatus::Unmatched {
        proposal.entries = entries::entries(sight, &proposal.reading);
        if !entries::has_rates(sight, &proposal.entries) {
            proposal.status = CashStatus::Review;
            let text = "the table of rates has none from the documents' currency to the one they are booked in: add it before posting";
            proposal.reading.reasons.push(Reason::new("no_rate", text));
        }
        if let Some(reason) = stated_otherwise(weighing, &proposal.reading) {
            proposal.status = CashStatus::Review;
            proposal.reading.reasons.push(reason);
        }
        if entries::crosses_customers(&proposal.reading, &proposal.entries) {
            proposal.status = CashStatus::Review;
            let text = "a credit of one customer of the family pays a document of another";
            proposal.reading.reasons.push(Reason::new("credit_of_other_customer", text));
        }
        proposal.basis = basis(weighing, &proposal.reading);
        proposal.effective = latest(weighing, &proposal.reading);
    }
    proposal
}

/// The first document of which the payer states another amount than it gets, is open or was billed: what adds up in all is then not what
/// the payer meant.
fn stated_otherwise(weighing: &Weighing<'_>, reading: &CashReading) -> Option<Reason> {
    // What is stated of documents in another currency is as often in the money's.
    if weighing.sight.rate.is_some() {
        return None;
    }
    let items = &weighing.sight.desk.items;
    let lines: HashMap<&ItemId, &CashLine> = reading.lines.iter().map(|line| (&line.item, line)).collect();
    weighing.meant.states().find_map(|(place, stated)| {
        let item = items.get(place)?;
        let line = lines.get(&item.id).filter(|line| line.side == Side::Debit)?;
        let is_told = [line.amount, item.open, item.original].contains(&stated.amount);
        let text = "the payer states another amount for this document than it gets";
        let inputs = [("item", item.id.to_string()), ("stated", stated.amount.to_string()), ("paid", line.amount.to_string())];
        let inputs = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect::<Vec<_>>();
        (!is_told).then(|| Reason::new("stated_otherwise", text).with_inputs(inputs))
    })
}

/// Who may have paid, with what speaks for each.
fn payers(sight: &Sight<'_>, most: usize) -> Vec<PayerCandidate> {
    if sight.receipt.customer.is_some() {
        return Vec::new();
    }
    let index = &sight.desk.payers;
    sight.payers.iter().take(most).filter_map(|payer| index.candidate(&sight.receipt.receipt, payer)).collect()
}

/// Money that pays nothing.
fn unused(weighing: &Weighing<'_>, verdict: &Verdict) -> CashReading {
    let mut reading = CashReading::new().with_unused(weighing.sight.money()).with_unused_class(verdict.class);
    reading.customer = verdict.payer.clone();
    reading
}

/// A reading with its items.
fn spelled(weighing: &Weighing<'_>, reading: &Reading, said: &HashMap<usize, Vec<Reason>>) -> Option<CashReading> {
    let seen = weighing.accounts.get(reading.account)?;
    let mut out = CashReading::new().with_rule(reading.rule).with_customer(payer(weighing, seen)).with_reasons(vec![reading.why()]);
    let said = |row: &Row| said.get(&row.item).cloned().unwrap_or_default();
    let items = weighing.sight.desk.items.as_slice();
    let alike = Alike::new(items, &seen.account.debits, &reading.debits);
    for place in &reading.debits {
        let reasons = said(seen.account.debits.get(*place)?);
        out.lines.push(debit(weighing, seen, reading, *place, &alike)?.with_reasons(reasons));
    }
    let alike = Alike::new(items, &seen.account.credits, &reading.credits);
    for place in &reading.credits {
        let row = seen.account.credits.get(*place)?;
        let item = weighing.sight.desk.items.get(row.item)?;
        let line = CashLine::new(item.id.clone(), Side::Credit, weighing.amount(row.open)).with_customer(owner(seen, item));
        out.lines.push(line.with_interchangeable(alike.of(*row)).with_reasons(said(row)));
    }
    out.unused = weighing.amount(reading.unused.max(0));
    if !out.unused.is_zero() {
        out.unused_class = weighing.sight.desk.policy.leftover;
    }
    out.accidents = Amount::from_minor(i64::try_from(reading.chance).unwrap_or(i64::MAX), 6).unwrap_or_default();
    Some(out)
}

/// Who paid: the best candidate of the account's family, else the account's customer.
fn payer(weighing: &Weighing<'_>, seen: &Seen) -> CustomerId {
    let payers = &weighing.sight.desk.payers;
    let own = payers.row(&seen.customer);
    let related = weighing.sight.payers.iter().find(|payer| own.is_some_and(|own| payers.is_one_family(payer.row, own)));
    related.and_then(|payer| payers.customer(payer.row)).unwrap_or(&seen.customer).clone()
}

/// Whose an item of an account is.
fn owner(seen: &Seen, item: &OpenItem) -> CustomerId {
    item.customer.as_ref().unwrap_or(&seen.customer).clone()
}

fn debit(weighing: &Weighing<'_>, seen: &Seen, reading: &Reading, place: usize, alike: &Alike<'_>) -> Option<CashLine> {
    let sight = weighing.sight;
    let row = *seen.account.debits.get(place)?;
    let item = *sight.desk.items.get(row.item)?;
    let paid = sight.terms.paid(item, row.open, reading.manner);
    let mut beside = Beside { sight, item, taken: Vec::new(), residual: 0 };
    if paid.taken > 0 {
        beside.add(paid.taken, &manner_kind(sight, reading.manner, paid.unearned));
    }
    let mut cash = paid.cash;
    for part in reading.parts.iter().filter(|part| part.place == place) {
        cash = cash.checked_sub(part.amount)?;
        beside.add(part.amount, &part.kind);
    }
    let mut line = CashLine::new(item.id.clone(), Side::Debit, weighing.amount(cash)).with_customer(owner(seen, item));
    line.residual = Some(beside.residual).filter(|rest| *rest > 0).map(|rest| weighing.amount(rest));
    line.taken = beside.taken();
    Some(line.with_interchangeable(alike.of(row)))
}

fn manner_kind(sight: &Sight<'_>, manner: Manner, unearned: bool) -> PartKind {
    match manner {
        Manner::Withheld { percent, net } => {
            let (rule, due) = by_habit(sight, percent, net);
            PartKind::Withheld { rule, due }
        }
        Manner::Full | Manner::Discount { .. } => PartKind::Discount { unearned },
    }
}

/// What is taken of an item beside the cash.
struct Beside<'a> {
    sight: &'a Sight<'a>,
    item: &'a OpenItem,
    /// In minor units, with what it is.
    taken: Vec<(i64, Taken)>,
    /// What becomes an item of its own.
    residual: i64,
}

impl Beside<'_> {
    fn add(&mut self, amount: i64, kind: &PartKind) {
        let taken = |kind: TakenKind| Taken::new(kind, Amount::default());
        let said = |taken: Taken, reason: &Option<ReasonCode>| match reason {
            Some(reason) => taken.with_reason(reason.clone()),
            None => taken,
        };
        let found = match kind {
            PartKind::Awaited => return,
            PartKind::Open => match self.sight.desk.policy.short {
                ShortPayment::LeaveOpen => return,
                ShortPayment::Residual => {
                    self.residual = self.residual.saturating_add(amount);
                    return;
                }
                ShortPayment::Deduction => taken(TakenKind::Deduction),
            },
            PartKind::BankFee => taken(TakenKind::BankFee),
            PartKind::Tolerance => taken(TakenKind::Tolerance),
            PartKind::Exchange => taken(TakenKind::ExchangeDifference),
            PartKind::Discount { unearned: false } => taken(TakenKind::EarnedDiscount),
            PartKind::Discount { unearned: true } => taken(TakenKind::UnearnedDiscount),
            PartKind::Deduction(reason) => said(taken(TakenKind::Deduction), reason),
            PartKind::Withheld { rule, due } => {
                let mut found = said(taken(TakenKind::Withholding), rule);
                found.due = *due;
                found
            }
        };
        // A discount that bears a tolerance is one discount.
        match self.taken.iter_mut().find(|(_, other)| (other.kind, &other.reason, other.due) == (found.kind, &found.reason, found.due)) {
            Some((sum, _)) => *sum = sum.saturating_add(amount),
            None => self.taken.push((amount, found)),
        }
    }

    fn taken(self) -> Vec<Taken> {
        let Self { sight, item, taken, .. } = self;
        let with_amount = |(minor, mut taken): (i64, Taken)| {
            taken.amount = sight.amount_of(minor);
            if matches!(taken.kind, TakenKind::EarnedDiscount | TakenKind::UnearnedDiscount) {
                taken.taxes = taxes_in(sight, item, taken.amount);
            }
            taken
        };
        taken.into_iter().filter(|(minor, _)| *minor != 0).map(with_amount).collect()
    }
}

/// The tax inside a discount, where it lowers tax.
fn taxes_in(sight: &Sight<'_>, item: &OpenItem, discount: Amount) -> Vec<TaxPart> {
    if sight.desk.policy.differences.discount_tax != DiscountTax::Included {
        return Vec::new();
    }
    let share = |of: Amount| part_of(of, discount, item.original, sight.decimals, sight.terms.rounding);
    let part = |tax: &TaxPart| {
        let mut part = TaxPart::new(tax.code.clone(), share(tax.amount)?);
        part.base = tax.base.and_then(share);
        part.percent = tax.percent;
        Some(part).filter(|part| !part.amount.is_zero())
    };
    item.taxes.iter().filter_map(part).collect()
}

/// So many items that stand in a line's place are listed: enough to see that the choice was arbitrary.
const MOST_ALIKE: usize = 20;

/// What items that stand for each other have in common: class, what is open, and the day on which it is due.
type Key = (Class, i64, i32);

/// Items that stand for each other: those of one kind, open amount and due date that a reading does not take, in their order.
struct Alike<'a> {
    others: HashMap<Key, Vec<&'a ItemId>>,
}

impl<'a> Alike<'a> {
    fn new(items: &'a [&'a OpenItem], rows: &[Row], chosen: &[usize]) -> Self {
        let chosen: HashSet<usize> = chosen.iter().copied().collect();
        let mut out = Self { others: HashMap::new() };
        for row in rows.iter().enumerate().filter(|(place, _)| !chosen.contains(place)).map(|(_, row)| row) {
            if let Some(item) = items.get(row.item) {
                out.others.entry(Self::key(*row)).or_default().push(&item.id);
            }
        }
        out
    }

    const fn key(row: Row) -> Key {
        (row.class, row.open, row.due)
    }

    fn of(&self, row: Row) -> Vec<ItemId> {
        let others = self.others.get(&Self::key(row));
        others.into_iter().flatten().take(MOST_ALIKE).map(|id| (*id).clone()).collect()
    }
}

/// What the proposal relies on: the money and every item it touches.
fn basis(weighing: &Weighing<'_>, reading: &CashReading) -> Vec<Basis> {
    let desk = weighing.sight.desk;
    let money = ItemId::from(&weighing.sight.receipt.receipt.id);
    let mut out = vec![desk.basis(&money, weighing.sight.money())];
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
