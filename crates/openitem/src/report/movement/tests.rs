use chrono::{DateTime, NaiveDate, Utc};
use serde_json::{Value, json};

use super::{Movement, MovementLines, MovementPolicy, MovementRequest, between};
use crate::aging::{AgingPolicy, age};
use crate::{Amount, AsOf, Entity, Entry, GroupBy, MasterData, changes, replay};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// An entry recorded on the evening of its date, or later where a moment is given.
fn entry(id: &str, customer: &str, day: &str, recorded: Option<&str>, kind: Value) -> Entry {
    let recorded = recorded.map_or_else(|| format!("{day}T20:00:00Z"), str::to_owned);
    let mut entry = json!({"id": id, "entity": "E1", "effective": day, "recorded": recorded, "kind": kind});
    if !customer.is_empty() {
        entry["customer"] = customer.into();
    }
    serde_json::from_value(entry).unwrap()
}

fn document(kind: &str, id: &str, amount: &str) -> Value {
    json!({"type": kind, kind: {"id": id, "currency": "EUR", "amount": amount, "due": "2026-01-31"}})
}

fn receipt(id: &str, amount: &str) -> Value {
    json!({"type": "receipt", "receipt": {"id": id, "currency": "EUR", "amount": amount}})
}

fn apply(from: &str, lines: Value) -> Value {
    json!({"type": "application", "application": {"paid_from": from, "lines": lines}})
}

fn kind(name: &str, record: Value) -> Value {
    json!({"type": name, name: record})
}

fn ended(entries: &[Entry], from: AsOf, to: AsOf, policy: MovementPolicy) -> Movement {
    let replayed = replay(entries, &to);
    assert!(replayed.refused.is_empty(), "{:?}", replayed.refused);
    let master = MasterData::new().with_entities(vec![Entity::new("E1", crate::Currency::EUR)]);
    let request = MovementRequest::new(changes(entries, &to), from.clone(), to.clone())
        .with_earlier(changes(entries, &from))
        .with_master(master.clone())
        .with_policy(policy);
    let movement = between(&request).unwrap();
    for row in movement.by_currency.rows.iter().chain(&movement.by_currency.totals) {
        adds_up(&row.net);
        adds_up(&row.items);
    }
    let aging = age(&replayed.book.items, &master, to.date, &AgingPolicy::new()).unwrap();
    for row in &movement.by_currency.totals {
        let aged = aging.by_currency.totals.iter().find(|aged| aged.currency == row.currency);
        let (count, total) = aged.map_or((0, Amount::ZERO), |aged| (aged.total.count, aged.total.amount));
        assert_eq!((row.net.closing.count, row.net.closing.amount), (count, total), "the closing balance is the aging");
        let money = aged.map_or(Amount::ZERO, |aged| {
            let columns = [&aged.unapplied, &aged.on_account, &aged.unidentified, &aged.prepaid];
            Amount::checked_sum(columns.map(|tally| tally.amount)).unwrap()
        });
        assert_eq!(row.items.closing.amount, total.checked_sub(money).unwrap(), "items alone are the aging without money");
        assert!(row.net.moved.amount.is_zero(), "what moves between items moves nothing in sum");
    }
    movement
}

fn adds_up(lines: &MovementLines) {
    let all = [
        &lines.opening_reported,
        &lines.back_dated,
        &lines.billed,
        &lines.charged,
        &lines.adjusted_up,
        &lines.recovered,
        &lines.returned,
        &lines.refunded,
        &lines.remitted_unclaimed,
        &lines.credits_written_off,
        &lines.credited,
        &lines.received,
        &lines.applied,
        &lines.taken,
        &lines.adjusted_down,
        &lines.written_off,
        &lines.set_off,
        &lines.moved,
        &lines.exchange,
    ];
    assert_eq!(Amount::checked_sum(all.map(|tally| tally.amount)), Some(lines.closing.amount), "{lines:?}");
    assert_eq!(lines.opening_reported.amount.checked_add(lines.back_dated.amount), Some(lines.opening_known.amount));
}

fn february() -> (AsOf, AsOf) {
    (AsOf::new(date("2026-01-31")).with_known(moment("2026-02-01T08:00:00Z")), AsOf::new(date("2026-02-28")))
}

/// One history with every kind of entry that moves an amount.
fn history() -> Vec<Entry> {
    let e = |id, day, kind| entry(id, "A", day, None, kind);
    vec![
        e("01", "2026-01-05", document("invoice", "I1", "1000")),
        e("02", "2026-01-06", document("invoice", "I2", "500")),
        e("03", "2026-01-07", document("credit_memo", "C1", "80")),
        e("04", "2026-01-08", receipt("R1", "300")),
        entry("05", "A", "2026-01-20", Some("2026-02-10T09:00:00Z"), document("invoice", "LATE", "70")),
        e("10", "2026-02-02", document("invoice", "I3", "200")),
        e("11", "2026-02-02", document("finance_charge", "F1", "5")),
        e(
            "12",
            "2026-02-02",
            kind(
                "opening_item",
                json!({"id": "O1", "kind": "invoice", "side": "debit", "currency": "EUR", "original": "90", "open": "40"}),
            ),
        ),
        e(
            "13",
            "2026-02-03",
            apply(
                "R1",
                json!([{"item": "I1", "amount": "300", "taken": [
            {"kind": "earned_discount", "amount": "6"}, {"kind": "withholding", "amount": "30", "item": "W1"},
            {"kind": "deduction", "amount": "20", "item": "D1"}]}]),
            ),
        ),
        e("14", "2026-02-04", apply("C1", json!([{"item": "I2", "amount": "50"}]))),
        e("15", "2026-02-05", kind("adjustment", json!({"item": "I2", "direction": "up", "amount": "12"}))),
        e("16", "2026-02-05", kind("adjustment", json!({"item": "I2", "direction": "down", "amount": "7"}))),
        e("17", "2026-02-06", kind("write_off", json!({"item": "I2", "amount": "100"}))),
        e("18", "2026-02-07", kind("recovery", json!({"item": "I2", "amount": "25"}))),
        e("19", "2026-02-08", kind("certificate_received", json!({"item": "W1", "amount": "10"}))),
        e("20", "2026-02-08", kind("certificate_refused", json!({"item": "W1", "amount": "20", "outcome": "collect_again"}))),
        e("21", "2026-02-09", kind("contra", json!({"against": "payable", "lines": [{"item": "I3", "amount": "15"}]}))),
        e("22", "2026-02-10", kind("transfer", json!({"item": "I3", "amount": "60", "to_customer": "B", "id": "I3B"}))),
        entry("23", "", "2026-02-11", None, receipt("R2", "400")),
        e("24", "2026-02-12", kind("payer_identified", json!({"receipt": "R2"}))),
        e("25", "2026-02-13", kind("refund_paid", json!({"item": "R2", "amount": "50"}))),
        e("26", "2026-02-13", kind("refund_paid", json!({"item": "C1", "amount": "10"}))),
        e("27", "2026-02-14", kind("write_off", json!({"item": "R2", "amount": "3"}))),
        e("28", "2026-02-14", kind("unclaimed_remitted", json!({"item": "R2", "amount": "7", "jurisdiction": "DE"}))),
        e(
            "29",
            "2026-02-15",
            kind("money_placed", json!({"item": "R2", "amount": "100", "to": "miscellaneous", "ledger_account": "8400"})),
        ),
        e("30", "2026-02-15", kind("money_placed", json!({"item": "R2", "amount": "40", "to": "prepayment", "id": "P1"}))),
        e("31", "2026-02-16", receipt("R3", "150")),
        e("32", "2026-02-16", apply("R3", json!([{"item": "I1", "amount": "150"}]))),
        e(
            "33",
            "2026-02-20",
            kind(
                "receipt_returned",
                json!({"receipt": "R3", "amount": "150",
            "fee": {"amount": "8", "borne_by": "customer", "item": "FEE"}}),
            ),
        ),
        e("34", "2026-02-21", document("invoice", "WRONG", "999")),
        e("35", "2026-02-22", kind("reversal", json!({"entry": "34"}))),
    ]
}

#[test]
fn every_kind_of_entry_falls_in_its_line() {
    let (from, to) = february();
    let movement = ended(&history(), from, to, MovementPolicy::new());
    let [row] = movement.by_currency.totals.as_slice() else { panic!("one currency") };
    let line = |tally: &crate::Tally| tally.amount.to_string();
    let net = &row.net;
    let expected = [
        ("opening as reported", &net.opening_reported, "1120"), // 1000 + 500 - 80 - 300
        ("back-dated", &net.back_dated, "70"),
        ("opening as now known", &net.opening_known, "1190"),
        ("billed", &net.billed, "240"), // 200 + 40 brought in, 999 billed and reversed
        ("brought in", &net.brought_in, "40"),
        ("charged", &net.charged, "13"), // 5, the bank's fee 8
        ("adjusted up", &net.adjusted_up, "12"),
        ("recovered or reinstated", &net.recovered, "45"), // 25 + 20
        ("returned", &net.returned, "150"),
        ("refunded", &net.refunded, "60"),
        ("remitted as unclaimed", &net.remitted_unclaimed, "7"),
        ("credits written off", &net.credits_written_off, "3"),
        ("credited", &net.credited, "0"),
        ("received", &net.received, "-450"), // 400 + 150 - 100 that was not a customer's
        ("applied", &net.applied, "0"),
        ("taken beside the cash", &net.taken, "-36"), // discount 6; withheld 30 and settled; the deduction stays open
        ("adjusted down", &net.adjusted_down, "-7"),
        ("written off", &net.written_off, "-100"),
        ("set off", &net.set_off, "-15"),
        ("moved", &net.moved, "0"),
        ("exchange", &net.exchange, "0"),
        ("closing", &net.closing, "1112"),
    ];
    for (name, tally, amount) in expected {
        assert_eq!(line(tally), amount, "{name}");
    }
    let items = &row.items;
    assert_eq!(line(&items.opening_reported), "1420"); // 1000 + 500 - 80
    assert_eq!(line(&items.applied), "-450"); // 300, 150; a credit memo set against an invoice moves nothing
    assert_eq!(line(&items.returned), "150"); // what the return reopened
    assert_eq!(line(&items.received), "0");
    assert_eq!(line(&items.refunded), "10"); // out of the credit memo
    assert_eq!(line(&items.closing), "1352"); // 1112 + money of 240: R2 400 - 50 - 3 - 7 - 100, 40 of it prepaid
}

#[test]
fn a_transfer_moves_between_customers_and_nothing_in_sum() {
    let (from, to) = february();
    let movement = ended(&history(), from, to, MovementPolicy::new().with_group_by(vec![GroupBy::Customer {}]));
    let moved: Vec<_> = movement
        .by_currency
        .rows
        .iter()
        .map(|row| (row.group[0].value.as_ref().map_or_else(String::new, ToString::to_string), row.net.moved.amount.to_string()))
        .collect();
    // 60 of I3 went to B; the 400 of the unknown payer went to A.
    assert_eq!(moved, [("A".into(), "-460".into()), ("B".into(), "60".into()), (String::new(), "400".into())]);
}

#[test]
fn the_opening_as_reported_keeps_what_a_later_fact_made_fall_away() {
    // Known on 1 February: I1 of 100, 60 written off on 20 January. Later a write-off of 50 dated 10 January comes to light,
    // and the 60 no longer stand.
    let entries = [
        entry("1", "A", "2026-01-05", None, document("invoice", "I1", "100")),
        entry("2", "A", "2026-01-20", None, kind("write_off", json!({"item": "I1", "amount": "60"}))),
        entry("3", "A", "2026-01-10", Some("2026-02-05T10:00:00Z"), kind("write_off", json!({"item": "I1", "amount": "50"}))),
    ];
    let (from, to) = february();
    let request = MovementRequest::new(changes(&entries, &to), from.clone(), to).with_earlier(changes(&entries, &from));
    let net = between(&request).unwrap().by_currency.totals[0].net.clone();
    assert_eq!(net.opening_reported.amount, amount("40"));
    assert_eq!((net.back_dated.count, net.back_dated.amount), (1, amount("10")));
    assert_eq!((net.opening_known.amount, net.closing.amount), (amount("50"), amount("50")));
}

#[test]
fn an_application_across_currencies_is_exchange_in_both() {
    let entries = [
        entry(
            "1",
            "A",
            "2026-02-01",
            None,
            kind("invoice", json!({"id": "I1", "currency": "USD", "amount": "110", "booked": {"base": "EUR", "rate": "0.9"}})),
        ),
        entry("2", "A", "2026-02-10", None, receipt("R1", "100")),
        entry(
            "3",
            "A",
            "2026-02-11",
            None,
            apply("R1", json!([{"item": "I1", "amount": "110", "from_amount": "100", "settlement_rate": "0.91"}])),
        ),
    ];
    let (from, to) = february();
    let movement = ended(&entries, from, to, MovementPolicy::new().with_in_base(true));
    let exchange: Vec<_> = movement.by_currency.totals.iter().map(|row| (row.currency.to_string(), row.net.exchange.amount)).collect();
    assert_eq!(exchange, [("EUR".into(), amount("100")), ("USD".into(), amount("-110"))]);
    // In base: billed 99, received 100, so that the difference of exchange is a gain of 1.
    let base = &movement.in_base.unwrap().totals[0].net;
    assert_eq!((base.billed.amount, base.received.amount, base.exchange.amount), (amount("99"), amount("-100"), amount("1")));
    assert!(base.closing.amount.is_zero());
    adds_up(base);
}

#[test]
fn a_held_cheque_is_received_when_it_clears() {
    let cheque = json!({"id": "R1", "currency": "EUR", "amount": "100",
        "instrument": {"method": "post_dated_cheque", "relieves": "on_receipt"}});
    let entries = [
        entry("1", "A", "2026-01-05", None, document("invoice", "I1", "100")),
        entry("2", "A", "2026-01-20", None, kind("receipt", cheque)),
        entry("3", "A", "2026-01-21", None, apply("R1", json!([{"item": "I1", "amount": "100"}]))),
        entry("4", "A", "2026-02-15", None, kind("instrument_staged", json!({"receipt": "R1", "stage": "cleared"}))),
    ];
    let (from, to) = february();
    let net = &ended(&entries, from, to, MovementPolicy::new()).by_currency.totals[0].net.clone();
    assert_eq!((net.opening_reported.amount, net.received.amount, net.closing.amount), (amount("100"), amount("-100"), amount("0")));
}

#[test]
fn rows_for_terms_are_refused() {
    let request = MovementRequest::new(vec![], date("2026-01-31"), date("2026-02-28"))
        .with_policy(MovementPolicy::new().with_group_by(vec![GroupBy::Terms {}]));
    assert_eq!(between(&request).unwrap_err().code(), "invalid_value");
    let backwards = MovementRequest::new(vec![], date("2026-01-31"), date("2026-01-30"));
    assert_eq!(
        between(&backwards).unwrap_err().to_string(),
        "closing.date: found 2026-01-30, expected a date on or after the earlier view's"
    );
}
