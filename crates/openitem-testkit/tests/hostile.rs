//! I13 at size: what would take hours if any work of the fold grew with the square of its input ends in seconds here.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use openitem::{AsOf, Batch, Entry, Ledger, PostPolicy, Replay, changes, post, replay};
use serde_json::{Value, json};

const MANY: usize = 20_000;

/// Makes entries of one entity, a second apart.
#[derive(Default)]
struct Log(Vec<Entry>);

impl Log {
    fn add(&mut self, day: u32, tag: &str, record: Value) -> String {
        let id = format!("E{:06}", self.0.len());
        let date = NaiveDate::from_ymd_opt(2026, 1, day).expect("a day of January");
        let start: DateTime<Utc> = date.and_hms_opt(0, 0, 0).expect("midnight").and_utc();
        let recorded = start + TimeDelta::milliseconds(i64::try_from(self.0.len()).expect("not that many"));
        let entry = json!({
            "id": id, "entity": "DE01", "effective": date.to_string(), "recorded": recorded.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(), "customer": "C-1",
            "kind": {"type": tag, tag: record},
        });
        self.0.push(serde_json::from_value(entry).expect("an entry"));
        id
    }

    fn invoice(&mut self, day: u32, id: &str, amount: usize) {
        self.add(day, "invoice", json!({"id": id, "currency": "JPY", "amount": amount.to_string()}));
    }

    fn receipt(&mut self, day: u32, id: &str, amount: usize) -> String {
        self.add(day, "receipt", json!({"id": id, "currency": "JPY", "amount": amount.to_string()}))
    }

    fn reverse(&mut self, day: u32, entry: &str) -> String {
        self.add(day, "reversal", json!({"entry": entry}))
    }

    fn replay(&self) -> Replay {
        let end = AsOf::from(NaiveDate::MAX);
        let told = replay(&self.0, &end);
        let _ = changes(&self.0, &end);
        told
    }

    fn post(self) -> Ledger {
        let mut ledger = Ledger::new();
        for entry in self.0 {
            let _ = post(&mut ledger, Batch::new(vec![entry]), &PostPolicy::new());
        }
        ledger
    }
}

#[test]
fn reversals_one_upon_the_other_end_at_a_hundred() {
    let mut log = Log::default();
    log.invoice(1, "INV", 100);
    let mut last = String::from("E000000");
    for _ in 0..MANY {
        last = log.reverse(1, &last);
    }
    let told = log.replay();
    assert_eq!(told.refused.len(), MANY - 100);
    assert_eq!(told.refused[0].rule, "mismatch");
    assert_eq!(told.book.items.len(), 1, "an even number of reversals leaves it standing");
    log.0.truncate(1_000);
    assert_eq!(log.post().entries().len(), 101);
}

#[test]
fn reversals_in_a_circle_are_refused() {
    let mut log = Log::default();
    log.reverse(1, "E000001");
    log.reverse(1, "E000000");
    log.reverse(1, "E000002");
    let mut ledger = Ledger::new();
    let error = post(&mut ledger, Batch::new(log.0.clone()), &PostPolicy::new()).expect_err("a circle");
    assert_eq!(error.code(), "before_target");
    assert_eq!(log.replay().refused.len(), 3);
}

#[test]
fn one_application_of_many_lines_is_undone_and_its_return_judged_out() {
    let mut log = Log::default();
    let mut lines = Vec::new();
    for at in 0..MANY {
        log.invoice(1, &format!("INV-{at}"), 1);
        lines.push(json!({"item": format!("INV-{at}"), "amount": "1"}));
    }
    log.receipt(1, "R", MANY);
    log.add(2, "application", json!({"paid_from": "R", "lines": lines}));
    log.add(3, "receipt_returned", json!({"receipt": "R", "amount": MANY.to_string()}));
    assert_eq!(log.replay().book.items.len(), MANY);
    // On the same day the money that came back goes out again twice: one return must go, and all it undid stands again.
    log.add(3, "refund_paid", json!({"item": "R", "amount": MANY.to_string()}));
    let told = log.replay();
    assert_eq!(told.refused.len(), 1);
    assert_eq!(told.book.items.len(), MANY);
}

#[test]
fn applications_that_must_all_go_with_their_reversals() {
    let mut log = Log::default();
    log.invoice(1, "INV", 10);
    log.receipt(1, "R", MANY);
    for _ in 0..MANY / 2 {
        let application = log.add(2, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "20"}]}));
        log.reverse(2, &application);
    }
    for _ in 0..MANY / 2 {
        log.add(2, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "20"}]}));
    }
    let told = log.replay();
    assert_eq!(told.book.items.iter().find(|item| item.id.as_str() == "INV").map(|item| item.open.to_string()).as_deref(), Some("10"));
    assert_eq!(told.refused.len(), MANY / 2);
}

#[test]
fn a_cheque_staged_and_unstaged_for_ever() {
    let mut log = Log::default();
    let cheque = json!({"method": "post_dated_cheque", "maturity": "2026-03-01"});
    log.add(1, "receipt", json!({"id": "R", "currency": "JPY", "amount": "100", "instrument": cheque}));
    for _ in 0..MANY / 2 {
        let stage = log.add(2, "instrument_staged", json!({"receipt": "R", "stage": "deposited"}));
        log.reverse(2, &stage);
    }
    assert!(log.replay().refused.is_empty());
    assert_eq!(log.post().entries().len(), MANY + 1);
}

#[test]
fn a_payer_found_and_lost_for_ever() {
    let mut log = Log::default();
    let receipt = log.receipt(1, "R", 100);
    log.0[0].customer = None;
    for _ in 0..MANY / 2 {
        let found = log.add(2, "payer_identified", json!({"receipt": "R"}));
        log.reverse(2, &found);
    }
    let told = log.replay();
    assert!(told.refused.is_empty(), "{:?}", told.refused.first());
    assert_eq!(told.book.items[0].customer, None, "of {receipt}");
    assert_eq!(log.post().entries().len(), MANY + 1);
}

#[test]
fn a_receipt_reversed_with_many_payments_and_brought_back() {
    let mut log = Log::default();
    let receipt = log.receipt(1, "R", MANY);
    for at in 0..MANY / 2 {
        log.invoice(1, &format!("INV-{at}"), 2);
        log.add(1, "application", json!({"paid_from": "R", "lines": [{"item": format!("INV-{at}"), "amount": "2"}]}));
    }
    let mut last = receipt;
    for _ in 0..8 {
        last = log.reverse(2, &last);
    }
    let told = log.replay();
    assert!(told.refused.is_empty() && told.book.items.is_empty());
}

#[test]
fn returns_and_reversals_of_a_receipt_do_not_look_at_each_other() {
    let mut log = Log::default();
    let receipt = log.receipt(1, "R", 1_000_000);
    for _ in 0..MANY {
        log.add(2, "receipt_returned", json!({"receipt": "R", "amount": "0", "reason": "none"}));
    }
    for _ in 0..MANY / 2 {
        let reversal = log.reverse(3, &receipt);
        log.reverse(3, &reversal);
    }
    let told = log.replay();
    assert_eq!((told.refused.len(), told.book.items.len()), (0, 1));
}
