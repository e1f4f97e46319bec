//! The figures of the month end: replay, aging, money not yet used, movement, and the tie-out to the control account.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use openitem::aging::{Aging, AgingPolicy, DateBasis, DateFallback, TieOut, UnappliedAging, age, unapplied};
use openitem::journal::{JournalPolicy, control_balances, journal};
use openitem::movement::{Movement, MovementRequest, between};
use openitem::{
    Amount, AsOf, Book, ControlClass, Currency, CustomerId, EntityId, Entry, MasterData, OpenItem, OpenItemError, Refusal, Side, changes,
    replay,
};

use super::arguments::end_of;
use super::input::Input;

/// All that the report shows.
pub(super) struct Figures {
    /// The view.
    pub(super) as_of: AsOf,
    /// The view of the last month-end.
    pub(super) last: AsOf,
    /// What is open.
    pub(super) book: Book,
    /// Entries that cannot stand in this view, as where `--known` leaves out what they rest on.
    pub(super) refused: Vec<Refusal>,
    /// Debits and credits by age.
    pub(super) aging: Aging,
    /// Money and credits not yet used, by age.
    pub(super) unused: UnappliedAging,
    /// What happened since the last month-end.
    pub(super) movement: Movement,
    /// Aging against the control accounts.
    pub(super) tie_out: Vec<TieLine>,
    /// Who is past due, the largest first within a currency.
    pub(super) past_due: Vec<PastDue>,
    /// Disputes by currency.
    pub(super) disputes: Vec<Disputed>,
    /// What a person should know of the figures.
    pub(super) notes: Vec<String>,
}

/// The aging of one entity and currency against the balance of its control accounts.
pub(super) struct TieLine {
    /// What the aging shows and what is open.
    pub(super) aging: TieOut,
    /// The balance of the control accounts of all classes, from the journal.
    pub(super) control_account: Amount,
    /// What the aging shows less that balance: zero.
    pub(super) difference: Amount,
}

/// What a customer owes and should have paid.
pub(super) struct PastDue {
    /// The currency.
    pub(super) currency: Currency,
    /// The customer.
    pub(super) customer: Option<CustomerId>,
    /// How many items.
    pub(super) items: i64,
    /// How much.
    pub(super) amount: Amount,
    /// How long the oldest is past due.
    pub(super) days: i64,
}

/// What is disputed in a currency.
pub(super) struct Disputed {
    /// The currency.
    pub(super) currency: Currency,
    /// How many items.
    pub(super) items: i64,
    /// How much of what is open.
    pub(super) amount: Amount,
    /// How long the oldest is open.
    pub(super) days: i64,
    /// The reasons, each with how many disputes give it, the most frequent first.
    pub(super) reasons: Vec<(String, i64)>,
}

impl Figures {
    /// The figures of these entries.
    pub(super) fn of(input: &Input, as_of: AsOf, policy: &AgingPolicy) -> Result<Self, OpenItemError> {
        let entries = &input.entries;
        let found = replay(entries, &as_of);
        let (items, master) = (&found.book.items, &input.master);
        let aging = age(items, master, as_of.date, policy)?;
        let unused = unapplied(items, master, as_of.date, &AgingPolicy::unapplied())?;
        let last = last_month_end(&as_of);
        Ok(Self {
            movement: movement(entries, &last, &as_of)?,
            tie_out: tie_out(entries, &as_of, master, &aging)?,
            past_due: past_due(items, as_of.date)?,
            disputes: disputes(&found.book, as_of.date)?,
            notes: without_due(items, policy)?,
            aging,
            unused,
            last,
            as_of,
            book: found.book,
            refused: found.refused,
        })
    }
}

/// The month-end before the month of the report, as it was known at the end of that day.
fn last_month_end(as_of: &AsOf) -> AsOf {
    let first = as_of.date.with_day(1).unwrap_or(as_of.date);
    let date = first.pred_opt().filter(|date| date.year() >= 1).unwrap_or(first);
    let known = as_of.known.map_or(end_of(date), |known| known.min(end_of(date)));
    AsOf::new(date).with_known(known)
}

fn movement(entries: &[Entry], last: &AsOf, as_of: &AsOf) -> Result<Movement, OpenItemError> {
    let request = MovementRequest::new(changes(entries, as_of), last.clone(), as_of.clone());
    between(&request.with_earlier(changes(entries, last)))
}

fn tie_out(entries: &[Entry], as_of: &AsOf, master: &MasterData, aging: &Aging) -> Result<Vec<TieLine>, OpenItemError> {
    let overflow = || OpenItemError::Overflow { what: String::from("the tie-out") };
    let mut control: BTreeMap<(EntityId, Currency), Amount> = BTreeMap::new();
    for balance in control_balances(&journal(entries, as_of, master, &JournalPolicy::new())?)? {
        let sum = control.entry((balance.entity, balance.currency)).or_default();
        *sum = sum.checked_add(balance.amount).ok_or_else(overflow)?;
    }
    let mut lines = Vec::new();
    for shown in &aging.by_currency.tie_out {
        let control_account = control.remove(&(shown.entity.clone(), shown.currency)).unwrap_or_default();
        let all = Amount::checked_sum([shown.buckets, shown.apart, shown.left_out]);
        let difference = all.and_then(|all| all.checked_sub(control_account)).ok_or_else(overflow)?;
        lines.push(TieLine { aging: shown.clone(), control_account, difference });
    }
    // A balance that no item stands for would be a difference of its own.
    for ((entity, currency), balance) in control.into_iter().filter(|(_, balance)| !balance.is_zero()) {
        let zero = Amount::ZERO;
        let nothing = TieOut::new(entity, currency, zero, zero, zero, zero, zero, zero, zero, zero, zero, zero);
        lines.push(TieLine { aging: nothing, control_account: balance, difference: balance.negated() });
    }
    lines.sort_by(|left, right| (&left.aging.entity, left.aging.currency).cmp(&(&right.aging.entity, right.aging.currency)));
    Ok(lines)
}

fn past_due(items: &[OpenItem], as_of: NaiveDate) -> Result<Vec<PastDue>, OpenItemError> {
    let mut found: BTreeMap<(Currency, Option<&CustomerId>), PastDue> = BTreeMap::new();
    let is_debit = |item: &&OpenItem| item.side == Side::Debit && item.control_class == ControlClass::Receivable;
    // What waits for an event is not due, however old its document.
    for item in items.iter().filter(is_debit).filter(|item| item.due.is_some() || item.awaits.is_none()) {
        let days = (as_of - item.due.unwrap_or(item.document_date)).num_days();
        if days < 1 || item.open.is_zero() {
            continue;
        }
        let (currency, customer) = (item.currency, item.customer.as_ref());
        let new = || PastDue { currency, customer: customer.cloned(), items: 0, amount: Amount::ZERO, days };
        let line = found.entry((currency, customer)).or_insert_with(new);
        line.items += 1;
        line.days = line.days.max(days);
        line.amount = sum(line.amount, item.open, "what is past due")?;
    }
    let mut lines: Vec<PastDue> = found.into_values().collect();
    lines.sort_by(|left, right| (left.currency, right.amount, &left.customer).cmp(&(right.currency, left.amount, &right.customer)));
    Ok(lines)
}

fn disputes(book: &Book, as_of: NaiveDate) -> Result<Vec<Disputed>, OpenItemError> {
    let mut found: BTreeMap<Currency, Disputed> = BTreeMap::new();
    let mut currency_of = BTreeMap::new();
    for item in book.items.iter().filter(|item| !item.disputed.is_zero()) {
        currency_of.insert(&item.id, item.currency);
        let new = || Disputed { currency: item.currency, items: 0, amount: Amount::ZERO, days: 0, reasons: Vec::new() };
        let line = found.entry(item.currency).or_insert_with(new);
        line.items += 1;
        line.amount = sum(line.amount, item.disputed, "what is disputed")?;
    }
    let mut reasons: BTreeMap<Currency, BTreeMap<&str, i64>> = BTreeMap::new();
    for dispute in book.disputes.iter().filter(|dispute| dispute.resolved.is_none()) {
        let currency = dispute.dispute.items.iter().find_map(|item| currency_of.get(&item.item));
        let Some(line) = currency.and_then(|currency| found.get_mut(currency)) else { continue };
        line.days = line.days.max((as_of - dispute.opened).num_days());
        if let Some(reason) = &dispute.dispute.reason {
            *reasons.entry(line.currency).or_default().entry(reason.as_str()).or_default() += 1;
        }
    }
    let mut lines: Vec<Disputed> = found.into_values().collect();
    for line in &mut lines {
        let counted = reasons.remove(&line.currency).unwrap_or_default();
        line.reasons = counted.into_iter().map(|(reason, count)| (reason.to_owned(), count)).collect();
        line.reasons.sort_by(|left, right| (right.1, &left.0).cmp(&(left.1, &right.0)));
    }
    Ok(lines)
}

/// What customers owe without a due date, by currency, and the date that stands in for it.
fn without_due(items: &[OpenItem], policy: &AgingPolicy) -> Result<Vec<String>, OpenItemError> {
    let is_meant = |item: &&OpenItem| {
        let is_debt = item.side == Side::Debit && item.control_class == ControlClass::Receivable && !item.open.is_zero();
        is_debt && item.due.is_none() && item.awaits.is_none()
    };
    let mut found: BTreeMap<Currency, (i64, Amount)> = BTreeMap::new();
    for item in items.iter().filter(is_meant).filter(|_| policy.basis == DateBasis::Due) {
        let (count, amount) = found.entry(item.currency).or_default();
        *count += 1;
        *amount = sum(*amount, item.open, "what has no due date")?;
    }
    let stands_in = match policy.without_due {
        DateFallback::Effective => "posting date",
        _ => "document date",
    };
    let note = |(currency, (count, amount)): (Currency, (i64, Amount))| {
        let amount = amount.with_decimals(currency.minor_units().unwrap_or(0));
        let (items, have, are, their) = if count == 1 { ("item", "has", "is", "its") } else { ("items", "have", "are", "their") };
        format!("{count} {items}, {currency} {amount}, {have} no due date and {are} aged from {their} {stands_in}")
    };
    Ok(found.into_iter().map(note).collect())
}

fn sum(left: Amount, right: Amount, what: &str) -> Result<Amount, OpenItemError> {
    left.checked_add(right).ok_or_else(|| OpenItemError::Overflow { what: what.to_owned() })
}

#[cfg(test)]
mod tests {
    use openitem::{DueEvent, ItemKind};

    use super::*;

    #[test]
    fn what_waits_for_an_event_is_not_past_due_however_old_its_document() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let item = |id: &str| {
            let (hundred, date) = ("100".parse::<Amount>().unwrap(), day("2026-01-01"));
            OpenItem::new(id, "DE01", ItemKind::Invoice, Side::Debit, Currency::EUR, hundred, hundred, date, date).with_customer("C1")
        };
        let items = [
            item("waits").with_awaits(DueEvent::GoodsReceived),
            item("no-due"),
            item("came").with_awaits(DueEvent::GoodsReceived).with_due(day("2026-02-01")),
            item("later").with_due(day("2026-12-01")),
        ];
        let found = past_due(&items, day("2026-03-01")).unwrap();
        assert_eq!((found.len(), found[0].items, found[0].amount.to_string(), found[0].days), (1, 2, String::from("200"), 59));
    }
}
