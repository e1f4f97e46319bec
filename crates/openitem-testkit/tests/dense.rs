//! Dense histories: some twenty entries upon two invoices, two receipts and a credit memo, most of them reversals of what
//! came just before, so that what rests on what is met in every combination. Core and model agree, and posting agrees with
//! replay.

use openitem::{AsOf, Batch, Entry, Ledger, PostPolicy, Replay, post};
use openitem_testkit::engine::{Core, Engine, Model};
use openitem_testkit::history::{Random, cases};
use serde_json::{Value, json};

fn entry(id: &str, day: i64, second: i64, tag: &str, record: Value) -> Entry {
    let date = format!("2026-01-{day:02}");
    let recorded = format!("{date}T08:00:{second:02}Z");
    let kind = json!({"type": tag, tag: record});
    let whole = json!({"id": id, "entity": "DE01", "effective": date, "recorded": recorded, "customer": "C1", "kind": kind});
    serde_json::from_value(whole).expect("an entry")
}

/// What there is to begin with: a cheque among the money, a request that may be answered.
fn start() -> Vec<Entry> {
    let of = |id: &str, amount: &str| json!({"id": id, "currency": "EUR", "amount": amount});
    let mut cheque = of("R2", "60");
    cheque["instrument"] = json!({"method": "post_dated_cheque"});
    let mut answer = of("R1", "100");
    answer["request"] = json!("Q");
    vec![
        entry("I0", 1, 0, "down_payment_request", of("Q", "80")),
        entry("I1", 1, 0, "invoice", of("I1", "200")),
        entry("I2", 1, 0, "invoice", of("I2", "100")),
        entry("R1", 1, 0, "receipt", answer),
        entry("R2", 1, 0, "receipt", cheque),
        entry("C1", 1, 0, "credit_memo", of("C1", "70")),
    ]
}

/// An entry of some kind; many do not fit what is there.
fn step(random: &mut Random, all: &[Entry], share: i64) -> (&'static str, Value) {
    let (items, money) = (["I1", "I2"], ["R1", "R2", "C1", "P0", "P1", "P2", "P3"]);
    if random.percent(share) {
        let back = usize::try_from(random.between(1, 9)).expect("not negative").min(all.len());
        return ("reversal", json!({"entry": all[all.len() - back].id}));
    }
    let amount = (10 * random.between(1, 12)).to_string();
    let part = format!("P{}", random.between(0, 3));
    match random.between(0, 9) {
        0..=2 => {
            let line = json!({"item": random.choose(&items), "amount": amount});
            ("application", json!({"paid_from": random.choose(&money), "lines": [line]}))
        }
        3 => ("money_placed", json!({"item": random.choose(&money), "amount": amount, "to": "prepayment", "request": "Q", "id": part})),
        4 => {
            let reopens = if random.percent(50) { vec!["I1"] } else { Vec::new() };
            let receipt = random.choose(&["R1", "R2"]);
            ("receipt_returned", json!({"receipt": receipt, "amount": amount, "reopens": reopens, "reason": "x"}))
        }
        5 => ("instrument_staged", json!({"receipt": "R2", "stage": random.choose(&["deposited", "cleared"])})),
        6 => ("write_off", json!({"item": random.choose(&items), "amount": amount, "reason": "x"})),
        7 => ("recovery", json!({"item": random.choose(&items), "amount": amount})),
        8 => ("transfer", json!({"item": random.choose(&money), "amount": amount, "to_customer": "C2", "id": part})),
        _ => ("item_changed", json!({"item": random.choose(&items), "due": {"new": format!("2026-05-{:02}", random.between(1, 28))}})),
    }
}

fn history(seed: u64) -> Vec<Entry> {
    let mut random = Random::new(seed);
    let share = random.between(25, 80);
    let mut all = start();
    let mut day = 2;
    for number in 0..random.between(6, 20) {
        day += i64::from(random.percent(33));
        let (tag, record) = step(&mut random, &all, share);
        // Of two that make one name at one moment, core and model look at another one first.
        let makes_a_part = matches!(tag, "transfer" | "money_placed");
        let second = if random.percent(25) && !makes_a_part { 0 } else { number + 1 };
        all.push(entry(&format!("E{number}"), day, second, tag, record));
    }
    all
}

fn refused(replay: &Replay) -> Vec<&str> {
    replay.refused.iter().map(|refusal| refusal.entry.as_str()).collect()
}

#[test]
fn core_model_and_posting_agree_where_everything_hangs_together() {
    let end = AsOf::from("2026-12-31".parse::<chrono::NaiveDate>().expect("a date"));
    for seed in 0..u64::from(cases()) * 25 {
        let all = history(seed);
        let (core, model) = (Core.replay(&all, &end), Model.replay(&all, &end));
        assert_eq!(refused(&core), refused(&model), "seed {seed}");
        assert_eq!(core.book, model.book, "seed {seed}");
        assert_eq!(Core.changes(&all, &end), Model.changes(&all, &end), "seed {seed}");
        let mut ledger = Ledger::new();
        let mut kept = Vec::new();
        for entry in all {
            if post(&mut ledger, Batch::new(vec![entry.clone()]), &PostPolicy::new()).is_ok() {
                kept.push(entry);
            }
            assert_eq!(ledger.entries(), kept, "seed {seed}");
        }
        let posted = ledger.replay(&end);
        assert_eq!(refused(&posted), Vec::<&str>::new(), "seed {seed}: what was posted stands");
        for item in &posted.book.items {
            assert_eq!(ledger.basis(&item.id).map(|basis| basis.open), Some(item.open), "seed {seed}: {}", item.id);
        }
    }
}
