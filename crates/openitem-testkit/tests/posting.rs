//! Posting over random histories: a ledger takes in what a replay would refuse nothing of, and nothing else; a snapshot
//! taken up again is a replay of everything; a fact posted twice is known, whatever policy made of its date.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem::{
    Amount, AsOf, Batch, EarlyEntry, Entry, EntryKind, ItemId, LateEntry, Ledger, PeriodClosed, PostPolicy, Refusal, post, replay, restore,
    snapshot,
};
use openitem_testkit::history::{History, Random, Shape, config, histories, reversed_at_random};
use proptest::prelude::*;

fn short() -> Shape {
    Shape { steps: 50, hostile: 12 }
}

fn end() -> AsOf {
    AsOf::from(NaiveDate::MAX)
}

/// Entries cut into batches of one to four, nearly in the order in which they were recorded: some come late.
fn batches(entries: &[Entry], random: &mut Random) -> Vec<Vec<Entry>> {
    let mut keyed: Vec<(usize, &Entry)> = entries
        .iter()
        .enumerate()
        .map(|(at, entry)| {
            let late = if random.percent(25) { usize::try_from(random.number() % 30).unwrap_or(0) } else { 0 };
            (at + late, entry)
        })
        .collect();
    keyed.sort_by_key(|(at, _)| *at);
    let mut out: Vec<Vec<Entry>> = Vec::new();
    for (_, entry) in keyed {
        match out.last_mut() {
            Some(batch) if batch.len() < 4 && random.percent(40) => batch.push(entry.clone()),
            _ => out.push(vec![entry.clone()]),
        }
    }
    out
}

fn refusals(entries: &[Entry]) -> Vec<Refusal> {
    replay(entries, &end()).refused
}

fn open_amounts(entries: &[Entry]) -> BTreeMap<ItemId, Amount> {
    replay(entries, &end()).book.items.into_iter().map(|item| (item.id, item.open)).collect()
}

fn is_same_fact(one: &Entry, other: &Entry) -> bool {
    let mut copy = other.clone();
    (copy.recorded, copy.by) = (one.recorded, one.by.clone());
    *one == copy
}

/// Posts a batch and tells what a replay of the ledger with it says of it.
fn post_and_compare(ledger: &mut Ledger, batch: Vec<Entry>) {
    let before = ledger.entries().to_vec();
    // Of a fact given twice the ledger keeps what it took in first, a replay what was recorded first.
    let mut with = before.clone();
    for entry in &batch {
        if !with.iter().any(|there| is_same_fact(there, entry)) {
            with.push(entry.clone());
        }
    }
    let refused = refusals(&with);
    match post(ledger, Batch::new(batch.clone()), &PostPolicy::new()) {
        Ok(posted) => {
            assert!(refused.is_empty(), "{:?} was posted, yet a replay says {refused:#?}", posted.posted);
            assert_eq!(posted.posted.len() + posted.known.len(), batch.len());
        }
        Err(error) => {
            // Amounts finer than their currency and closed periods are rules of posting alone.
            if error.code() == "id_reused" {
                // It is told before anything is folded.
                assert!(refused.iter().any(|refusal| refusal.rule == "id_reused"), "{error}, yet a replay says {refused:#?}");
            } else if !matches!(error.code(), "amount_scale" | "period_closed" | "unknown_currency") {
                let first = refused.first().map(|refusal| refusal.rule.as_str());
                assert_eq!(Some(error.code()), first, "{error}, yet a replay says {refused:#?}");
            }
            assert_eq!(ledger.entries(), before, "a refused batch left something");
        }
    }
    for (item, open) in open_amounts(ledger.entries()) {
        assert_eq!(ledger.basis(&item).map(|basis| basis.open), Some(open), "{item}");
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn a_ledger_takes_in_what_a_replay_refuses_nothing_of(History(entries) in histories(short()), seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let entries = if random.percent(60) { reversed_at_random(&entries, &mut random) } else { entries };
        let mut ledger = Ledger::new();
        for batch in batches(&entries, &mut random) {
            post_and_compare(&mut ledger, batch);
        }
        prop_assert!(refusals(ledger.entries()).is_empty());
    }

    #[test]
    fn a_snapshot_taken_up_again_is_a_replay_of_everything(History(entries) in histories(Shape::default()), seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let entries = reversed_at_random(&entries, &mut random);
        let mut dates: Vec<NaiveDate> = entries.iter().map(|entry| entry.effective).collect();
        dates.sort_unstable();
        let cut = dates.get(dates.len() / 2).copied().unwrap_or_default();
        let put_away = snapshot(&entries, &AsOf::from(cut));
        let later: Vec<Entry> = entries.iter().filter(|entry| entry.effective > cut).cloned().collect();
        let whole = replay(&entries, &end());
        prop_assert_eq!(&restore(&put_away, &later, &end()), &whole);
        // The whole log may be given again.
        prop_assert_eq!(&restore(&put_away, &entries, &end()), &whole);
    }

    #[test]
    fn what_policy_moved_is_known_when_it_comes_again(History(entries) in histories(short()), seed in any::<u64>()) {
        let mut random = Random::new(seed);
        let mut policy = PostPolicy::new();
        (policy.early, policy.late) = (EarlyEntry::Move, LateEntry::Move);
        let mut ledger = Ledger::new();
        for entry in &entries {
            let mut batch = vec![entry.clone()];
            if random.percent(10) {
                let close = EntryKind::period_closed(PeriodClosed::new(entry.effective));
                let id = format!("CLOSE-{}", entry.id);
                batch.push(Entry::new(id.as_str(), &entry.entity, entry.effective, entry.recorded, close));
            }
            if post(&mut ledger, Batch::new(batch.clone()), &policy).is_ok() {
                let again = post(&mut ledger, Batch::new(batch.clone()), &policy);
                let again = again.map_err(|error| TestCaseError::fail(format!("{}: {error}", entry.id)))?;
                prop_assert_eq!(again.known.len(), batch.len());
                prop_assert!(again.posted.is_empty() && again.moved.is_empty());
            }
        }
    }
}

#[test]
fn what_was_refused_leaves_nothing_behind() {
    let entry = |id: &str, kind: &str, record: &str, customer: bool| -> Entry {
        let customer = if customer { r#", "customer": "C-1""# } else { "" };
        let text = format!(
            r#"{{"id": "{id}", "entity": "DE01", "effective": "2026-01-05", "recorded": "2026-01-05T08:00:00Z"{customer},
            "kind": {{"type": "{kind}", "{kind}": {record}}}}}"#
        );
        serde_json::from_str(&text).expect("an entry")
    };
    let mut ledger = Ledger::new();
    let mut code = |given: Entry| post(&mut ledger, Batch::new(vec![given]), &PostPolicy::new()).err().map(|error| error.code());
    let dear = entry("E1", "receipt", r#"{"id": "R1", "currency": "EUR", "amount": "100", "fee": "200"}"#, true);
    assert_eq!(code(dear), Some("invalid_entry"));
    let held = r#"{"id": "R1", "currency": "EUR", "amount": "100", "fee": "200", "instrument": {"method": "post_dated_cheque"}}"#;
    assert_eq!(code(entry("E2", "receipt", held, true)), Some("invalid_entry"));
    let other = r#"{"id": "M1", "currency": "EUR", "amount": "5", "ledger_account": "4900"}"#;
    assert_eq!(code(entry("E3", "miscellaneous_receipt", other, false)), None);
    assert_eq!(code(entry("E4", "payer_identified", r#"{"receipt": "M1"}"#, true)), Some("mismatch"));
    assert_eq!(code(entry("E5", "receipt_returned", r#"{"receipt": "M1", "amount": "5"}"#, true)), Some("mismatch"));
    assert_eq!(code(entry("E6", "receipt", r#"{"id": "R1", "currency": "EUR", "amount": "100"}"#, true)), None);
}
