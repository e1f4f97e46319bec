//! From entries to entries: charging, and charging again after what changed.

use chrono::{DateTime, Utc};

use super::*;
use crate::{
    Application, ApplicationLine, AsOf, Document, Entry, EntryKind, HoldKind, HoldLifted, HoldPlaced, Ledger, PostPolicy, Receipt,
    Reversal, WriteOff, post, replay,
};

fn recorded() -> DateTime<Utc> {
    "2026-06-30T09:00:00Z".parse().unwrap()
}

fn entry(id: &str, on: &str, kind: EntryKind) -> Entry {
    Entry::new(id, "E", day(on), recorded(), kind).with_customer("C-1")
}

fn invoice() -> Entry {
    entry("E1", "2025-12-01", EntryKind::invoice(Document::new("A", Currency::EUR, amount("36500")).with_due(day("2026-01-01"))))
}

/// Accrues, posts what is proposed, and gives what it came to: charges, credits.
fn run(ledger: &mut Ledger, on: &str, policy: &InterestPolicy) -> (String, String) {
    let entries = ledger.entries().to_vec();
    let accrual = of(&history(&entries, &AsOf::new(day(on))), on, policy);
    for batch in &accrual.batches {
        post(ledger, batch.accept(recorded(), None).unwrap(), &PostPolicy::new()).unwrap();
    }
    let sum = |sums: Vec<Amount>| Amount::checked_sum(sums).unwrap().to_string();
    let totals = &accrual.totals;
    (sum(totals.iter().map(|total| total.charges).collect()), sum(totals.iter().map(|total| total.credits).collect()))
}

fn ledger(entries: Vec<Entry>) -> Ledger {
    let mut ledger = Ledger::new();
    post(&mut ledger, crate::Batch::new(entries), &PostPolicy::new()).unwrap();
    ledger
}

fn add(ledger: &mut Ledger, entries: Vec<Entry>) {
    post(ledger, crate::Batch::new(entries), &PostPolicy::new()).unwrap();
}

fn receipt(id: &str, value: &str, sum: &str) -> Vec<Entry> {
    let money = Receipt::new(id, Currency::EUR, amount(sum)).with_value_date(day(value));
    let line = ApplicationLine::new("A", amount(sum));
    vec![
        entry(&format!("{id}-in"), "2026-01-31", EntryKind::receipt(money)),
        entry(&format!("{id}-app"), "2026-01-31", EntryKind::application(Application::new(id, vec![line]))),
    ]
}

fn pair(one: &str, other: &str) -> (String, String) {
    (one.to_owned(), other.to_owned())
}

#[test]
fn a_second_run_proposes_nothing_and_the_next_month_the_rest() {
    let mut ledger = ledger(vec![invoice()]);
    let policy = yearly("10");
    assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("300", "0"));
    assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("0", "0"));
    assert_eq!(run(&mut ledger, "2026-02-28", &policy), pair("280", "0"));
    let book = replay(ledger.entries(), &AsOf::new(day("2026-02-28"))).book;
    let items: Vec<(&str, String)> = book.items.iter().map(|item| (item.id.as_str(), item.open.to_string())).collect();
    assert_eq!(items, [("A", "36500".into()), ("A/interest/1", "300".into()), ("A/interest/2", "280".into())]);
}

#[test]
fn a_back_dated_receipt_gives_a_credit_and_its_reversal_a_charge() {
    for billing in [InterestBilling::PerItem, InterestBilling::PerCustomer] {
        let mut ledger = ledger(vec![invoice()]);
        let policy = yearly("10").with_billing(billing);
        assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("300", "0"));
        add(&mut ledger, receipt("R-1", "2026-01-11", "18250"));
        // 10 days of all and 20 of half: 200.
        assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("0", "100"));
        assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("0", "0"));
        // The credit is set against the charge.
        let book = replay(ledger.entries(), &AsOf::new(day("2026-01-31"))).book;
        assert_eq!(book.items.iter().map(|item| item.open.to_string()).collect::<Vec<_>>(), ["18250", "200"]);
        add(&mut ledger, vec![entry("X", "2026-02-01", EntryKind::reversal(Reversal::new("R-1-in")))]);
        assert_eq!(run(&mut ledger, "2026-02-01", &policy), pair("110", "0"));
        // Paid in full, all of it in time after all.
        add(&mut ledger, receipt_on("R-2", "2026-02-02", "2026-01-01", "36500"));
        assert_eq!(run(&mut ledger, "2026-02-02", &policy), pair("0", "310"));
        assert_eq!(run(&mut ledger, "2026-02-03", &policy), pair("0", "0"));
        assert!(replay(ledger.entries(), &AsOf::new(day("2026-02-03"))).book.items.is_empty());
    }
}

fn receipt_on(id: &str, on: &str, value: &str, sum: &str) -> Vec<Entry> {
    receipt(id, value, sum).into_iter().map(|entry| Entry { effective: day(on), ..entry }).collect()
}

#[test]
fn a_reversed_charge_is_proposed_anew_under_another_id() {
    let mut ledger = ledger(vec![invoice()]);
    run(&mut ledger, "2026-01-31", &yearly("10"));
    let charge = ledger.entries().last().unwrap().id.clone();
    add(&mut ledger, vec![entry("X", "2026-01-31", EntryKind::reversal(Reversal::new(charge)))]);
    assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("300", "0"));
    assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("0", "0"));
}

#[test]
fn a_charge_written_off_is_not_billed_again() {
    let mut ledger = ledger(vec![invoice()]);
    run(&mut ledger, "2026-01-31", &yearly("10"));
    add(&mut ledger, vec![entry("W", "2026-01-31", EntryKind::write_off(WriteOff::new("A/interest/1", amount("300"))))]);
    assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("0", "0"));
    let request = history(ledger.entries(), &AsOf::new(day("2026-01-31")));
    assert_eq!((request.billed[0].amount, request.billed[0].waived), (amount("300"), amount("300")));
}

#[test]
fn a_reversed_invoice_takes_its_charges_with_it() {
    let mut ledger = ledger(vec![invoice()]);
    run(&mut ledger, "2026-01-31", &InterestPolicy::eu_directive());
    add(&mut ledger, vec![entry("X", "2026-02-10", EntryKind::reversal(Reversal::new("E1")))]);
    let (charged, credited) = run(&mut ledger, "2026-02-10", &InterestPolicy::eu_directive());
    assert_eq!((charged.as_str(), credited.as_str()), ("0", "344.5"));
    assert!(replay(ledger.entries(), &AsOf::new(day("2026-02-10"))).book.items.is_empty());
}

#[test]
fn an_item_that_was_open_when_the_ledger_began_bears_interest_on_what_was_open() {
    let opening = crate::OpeningItem::new("A", ItemKind::Invoice, Side::Debit, Currency::EUR, amount("50000"), amount("36500"))
        .with_due(day("2026-01-01"));
    let mut ledger = ledger(vec![entry("E1", "2025-12-31", EntryKind::opening_item(opening))]);
    assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("300", "0"));
}

#[test]
fn a_dispute_holds_back_and_its_end_gives_or_takes() {
    use crate::{DisputeOpened, DisputeOutcome, DisputeResolved, DisputedItem};
    for (outcome, expected) in [(DisputeOutcome::AgainstCustomer, pair("310", "0")), (DisputeOutcome::ForCustomer, pair("0", "100"))] {
        let mut ledger = ledger(vec![invoice()]);
        assert_eq!(run(&mut ledger, "2026-01-11", &yearly("10")), pair("100", "0"));
        let opened = DisputeOpened::new("D", vec![DisputedItem::new("A")]);
        add(&mut ledger, vec![entry("D1", "2026-01-12", EntryKind::dispute_opened(opened))]);
        assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("0", "0"));
        add(&mut ledger, vec![entry("D2", "2026-02-11", EntryKind::dispute_resolved(DisputeResolved::new("D", outcome)))]);
        assert_eq!(run(&mut ledger, "2026-02-11", &yearly("10")), expected);
        assert_eq!(run(&mut ledger, "2026-02-11", &yearly("10")), pair("0", "0"));
    }
}

#[test]
fn a_host_s_own_finance_charge_counts_as_interest_on_what_it_corrects() {
    let charge = Document { corrects: Some("A".into()), ..Document::new("F", Currency::EUR, amount("100")) };
    let mut ledger = ledger(vec![invoice(), entry("E2", "2026-01-11", EntryKind::finance_charge(charge))]);
    assert_eq!(run(&mut ledger, "2026-01-31", &yearly("10")), pair("200", "0"));
}

#[test]
fn a_hold_on_charges_stops_them_until_it_is_lifted_and_credits_go_on() {
    let hold = |id: &str, items: &[&str]| {
        let placed = HoldPlaced::new(id, HoldKind::Charges).with_items(items.iter().map(|item| (*item).into()).collect::<Vec<_>>());
        entry(&format!("{id}-on"), "2026-01-15", EntryKind::hold_placed(placed))
    };
    for items in [&["A"][..], &[]] {
        let mut ledger = ledger(vec![invoice()]);
        let policy = yearly("10");
        assert_eq!(run(&mut ledger, "2026-01-11", &policy), pair("100", "0"));
        add(&mut ledger, vec![hold("H-1", items)]);
        let held = of(&history(ledger.entries(), &AsOf::new(day("2026-01-31"))), "2026-01-31", &policy);
        assert_eq!((held.items[0].outcome, held.items[0].interest), (InterestOutcome::Held, amount("300")), "{items:?}");
        assert_eq!(run(&mut ledger, "2026-01-31", &policy), pair("0", "0"));
        // Value-dated before what was billed: credited in spite of the hold.
        add(&mut ledger, receipt("R-1", "2026-01-06", "36500"));
        assert_eq!(run(&mut ledger, "2026-02-01", &policy), pair("0", "50"));
        add(&mut ledger, vec![entry("un", "2026-02-02", EntryKind::reversal(Reversal::new("R-1-app")))]);
        assert_eq!(run(&mut ledger, "2026-02-02", &policy), pair("0", "0"));
        add(&mut ledger, vec![entry("H-1-off", "2026-02-03", EntryKind::hold_lifted(HoldLifted::new("H-1")))]);
        assert_eq!(run(&mut ledger, "2026-02-03", &policy), pair("280", "0"), "33 days, of which 5 stand billed");
    }
    let other = hold("H-2", &["B"]);
    assert!(history(&[invoice(), other], &AsOf::new(day("2026-01-31"))).held.is_empty());
}
