//! What an entry says beside the amounts that it moves is checked too: signs, currencies, and the grid of each currency.

use chrono::NaiveDate;
use openitem::{Amount, AsOf, Batch, Entry, Ledger, OpenItemError, PostPolicy, Replay, check, facade, post, replay};

/// Two items in EUR, one in USD, money in both, a request in USD, a dispute, a plan and a promise.
const BEFORE: &[(&str, &str)] = &[
    ("invoice", r#"{"id":"EUR-1","currency":"EUR","amount":"100","due":"2026-02-10"}"#),
    ("invoice", r#"{"id":"EUR-2","currency":"EUR","amount":"50","due":"2026-02-10"}"#),
    ("invoice", r#"{"id":"USD-1","currency":"USD","amount":"80","due":"2026-02-10"}"#),
    ("receipt", r#"{"id":"PAY-1","currency":"EUR","amount":"40"}"#),
    ("receipt", r#"{"id":"PDC-1","currency":"EUR","amount":"30","instrument":{"method":"post_dated_cheque"}}"#),
    ("down_payment_request", r#"{"id":"DPR-1","currency":"USD","amount":"10"}"#),
    ("dispute_opened", r#"{"id":"D1","items":[{"item":"EUR-1","amount":"5"}]}"#),
    ("plan_agreed", r#"{"id":"L1","currency":"EUR","items":["EUR-1"],"installments":[{"due":"2026-03-01","amount":"100"}]}"#),
];

fn entry(id: &str, kind: &str, record: &str) -> Entry {
    let day = if id.starts_with('B') { "10" } else { "11" };
    let text = format!(
        r#"{{"id":"{id}","entity":"DE01","effective":"2026-01-{day}","recorded":"2026-01-{day}T08:00:00Z","customer":"C1","kind":{{"type":"{kind}","{kind}":{record}}}}}"#
    );
    facade::from_json(&text).unwrap_or_else(|error| panic!("{record}: {error}"))
}

fn before() -> Vec<Entry> {
    BEFORE.iter().enumerate().map(|(at, (kind, record))| entry(&format!("B{at}"), kind, record)).collect()
}

/// What `post` says to an entry on top of these; a replay must refuse it by the same rule, or both must take it.
fn posted(kind: &str, record: &str) -> Result<(), OpenItemError> {
    let mut ledger = Ledger::new();
    post(&mut ledger, Batch::new(before()), &PostPolicy::new()).unwrap();
    let new = entry("N", kind, record);
    let mut entries = before();
    entries.push(new.clone());
    let result = post(&mut ledger, Batch::new(vec![new]), &PostPolicy::new()).map(drop);
    let as_of = AsOf::new("2026-12-31".parse::<NaiveDate>().unwrap());
    let Replay { refused, .. } = replay(&entries, &as_of);
    match &result {
        Err(OpenItemError::AmountScale { .. }) => {
            // A view shows what was posted once; only posting and checking look at the grid.
            let found = check(&entries, &PostPolicy::new());
            assert_eq!((found.len(), found[0].entry.as_str(), found[0].rule.as_str()), (1, "N", "amount_scale"), "{record}");
        }
        Err(error) => {
            let rules: Vec<_> = refused.iter().map(|refusal| (refusal.entry.as_str(), refusal.rule.as_str())).collect();
            assert_eq!(rules, [("N", error.code())], "{record}");
        }
        Ok(()) => assert!(refused.is_empty(), "{record}: {refused:?}"),
    }
    result
}

#[test]
fn a_request_is_answered_in_its_own_currency() {
    for (kind, record) in [
        ("receipt", r#"{"id":"PAY-2","currency":"EUR","amount":"10","request":"DPR-1"}"#),
        ("money_placed", r#"{"item":"PAY-1","amount":"10","to":"prepayment","request":"DPR-1"}"#),
    ] {
        match posted(kind, record) {
            Err(OpenItemError::Mismatch { entry, item, problem }) => {
                assert_eq!((entry.as_str(), item.as_str(), problem.as_str()), ("N", "DPR-1", "is in USD, expected EUR"));
            }
            other => panic!("{record}: {other:?}"),
        }
    }
    posted("receipt", r#"{"id":"PAY-2","currency":"USD","amount":"10","request":"DPR-1"}"#).unwrap();
}

#[test]
fn one_contra_promise_plan_dispute_or_approval_is_in_one_currency() {
    for (kind, record, other) in [
        ("contra", r#"{"against":"payable","lines":[{"item":"EUR-1","amount":"1"},{"item":"USD-1","amount":"1"}]}"#, "USD-1"),
        ("promise_made", r#"{"id":"P","date":"2026-02-01","currency":"EUR","amount":"9","items":[{"item":"USD-1"}]}"#, "USD-1"),
        ("plan_agreed", r#"{"id":"L","currency":"USD","items":["USD-1","EUR-2"],"installments":[]}"#, "EUR-2"),
        ("dispute_opened", r#"{"id":"D","items":[{"item":"EUR-1","amount":"1"},{"item":"USD-1"}]}"#, "USD-1"),
        ("dispute_changed", r#"{"id":"D1","items":[{"item":"USD-1"},{"item":"EUR-1","amount":"1"}]}"#, "EUR-1"),
        ("approval_asked", r#"{"id":"A","subject":"write_off","items":["EUR-1","USD-1"],"amount":"9"}"#, "USD-1"),
        ("approval_asked", r#"{"id":"A","subject":"write_off","items":["EUR-1"],"amount":"9","currency":"USD"}"#, "EUR-1"),
    ] {
        match posted(kind, record) {
            Err(OpenItemError::Mismatch { item, .. }) => assert_eq!(item, other, "{record}"),
            found => panic!("{record}: {found:?}"),
        }
    }
    for (kind, record) in [
        // Nothing is added up where no amount is named.
        ("dispute_opened", r#"{"id":"D","items":[{"item":"EUR-1"},{"item":"USD-1"}]}"#),
        ("approval_asked", r#"{"id":"A","subject":"hold","items":["EUR-1","USD-1"]}"#),
        ("contra", r#"{"against":"payable","lines":[{"item":"EUR-1","amount":"1"},{"item":"EUR-2","amount":"1"}]}"#),
        ("security_taken", r#"{"id":"S","kind":"guarantee","currency":"USD","amount":"9","items":["EUR-1"]}"#),
    ] {
        posted(kind, record).unwrap_or_else(|error| panic!("{record}: {error}"));
    }
}

#[test]
fn an_amount_below_zero_or_a_part_above_its_whole_is_refused() {
    for (kind, record, wrong) in [
        ("dispute_opened", r#"{"id":"D","items":[{"item":"EUR-1","amount":"-1"}]}"#, "items.amount"),
        ("dispute_changed", r#"{"id":"D1","items":[{"item":"EUR-1","amount":"-1"}]}"#, "items.amount"),
        ("credit_requested", r#"{"id":"K","item":"EUR-1","amount":"-1"}"#, "amount"),
        ("approval_asked", r#"{"id":"A","subject":"plan","amount":"-1"}"#, "amount"),
        ("promise_made", r#"{"id":"P","date":"2026-02-01","currency":"EUR","amount":"-1"}"#, "amount"),
        (
            "promise_made",
            r#"{"id":"P","date":"2026-02-01","currency":"EUR","amount":"1","items":[{"item":"EUR-1","amount":"-1"}]}"#,
            "items.amount",
        ),
        (
            "plan_agreed",
            r#"{"id":"L","currency":"EUR","items":[],"installments":[{"due":"2026-03-01","amount":"-1"}]}"#,
            "installments.amount",
        ),
        (
            "plan_agreed",
            r#"{"id":"L","currency":"EUR","items":[],"installments":[{"due":"2026-03-01","amount":"1","interest":"-1"}]}"#,
            "installments.interest",
        ),
        ("plan_changed", r#"{"id":"L1","installments":[{"due":"2026-03-01","amount":"1","interest":"1.01"}]}"#, "installments.interest"),
        ("security_taken", r#"{"id":"S","kind":"deposit","currency":"EUR","amount":"-1"}"#, "amount"),
        ("refund_asked", r#"{"id":"R","item":"PAY-1","amount":"-1"}"#, "amount"),
        ("tax_relief", r#"{"item":"EUR-1","direction":"claimed","amount":"-1"}"#, "amount"),
        ("miscellaneous_receipt", r#"{"id":"M","currency":"EUR","amount":"-1","ledger_account":"7000"}"#, "amount"),
        ("receipt", r#"{"id":"PAY-2","currency":"EUR","amount":"10","fee":"-0.01"}"#, "fee"),
        ("receipt", r#"{"id":"PAY-2","currency":"EUR","amount":"10","fee":"10.01"}"#, "fee"),
        ("receipt_returned", r#"{"receipt":"PAY-1","amount":"40","fee":{"amount":"-1","borne_by":"us"}}"#, "fee.amount"),
        ("receipt_returned", r#"{"receipt":"PAY-1","amount":"40","fee":{"amount":"-1","borne_by":"customer"}}"#, "fee.amount"),
    ] {
        match posted(kind, record) {
            Err(OpenItemError::InvalidEntry { entry, field, found, expected }) => {
                assert_eq!((entry.as_str(), field.as_str()), ("N", wrong), "{record}");
                assert!(found.parse::<Amount>().is_ok() && !expected.is_empty(), "{record}: {found}, {expected}");
            }
            other => panic!("{record}: {other:?}"),
        }
    }
    for (kind, record) in [
        ("receipt", r#"{"id":"PAY-2","currency":"EUR","amount":"10","fee":"10"}"#),
        ("receipt", r#"{"id":"PAY-2","currency":"EUR","amount":"10","fee":"0"}"#),
        // A bank's fee for a return may exceed what it took back.
        ("receipt_returned", r#"{"receipt":"PAY-1","amount":"1","fee":{"amount":"25","borne_by":"us"}}"#),
        ("plan_changed", r#"{"id":"L1","installments":[{"due":"2026-03-01","amount":"1","interest":"1"}]}"#),
    ] {
        posted(kind, record).unwrap_or_else(|error| panic!("{record}: {error}"));
    }
}

#[test]
fn every_amount_lies_on_the_grid_of_its_currency() {
    for (kind, record, wrong) in [
        ("miscellaneous_receipt", r#"{"id":"M","currency":"EUR","amount":"1.001","ledger_account":"7000"}"#, "amount"),
        ("down_payment_request", r#"{"id":"Q","currency":"EUR","amount":"1.001"}"#, "amount"),
        ("receipt", r#"{"id":"P2","currency":"EUR","amount":"1.001","instrument":{"method":"bill"}}"#, "amount"),
        ("receipt", r#"{"id":"P2","currency":"EUR","amount":"1","fee":"0.001"}"#, "fee"),
        ("receipt", r#"{"id":"P2","currency":"USD","amount":"1","booked":{"base":"EUR","rate":"1","amount":"0.999"}}"#, "booked.amount"),
        ("receipt_returned", r#"{"receipt":"PDC-1","amount":"1.001"}"#, "amount"),
        ("receipt_returned", r#"{"receipt":"PAY-1","amount":"1","fee":{"amount":"0.001","borne_by":"us"}}"#, "fee.amount"),
        ("invoice", r#"{"id":"I","currency":"EUR","amount":"119","taxes":[{"code":"S","amount":"19.001"}]}"#, "taxes"),
        ("invoice", r#"{"id":"I","currency":"EUR","amount":"119","taxes":[{"code":"S","amount":"19","base":"99.999"}]}"#, "taxes"),
        ("invoice", r#"{"id":"I","currency":"EUR","amount":"1","lines":[{"id":"1","net":"0.999"}]}"#, "lines.net"),
        (
            "invoice",
            r#"{"id":"I","currency":"EUR","amount":"9","discounts":[{"through":"2026-02-01","amount":"0.001"}]}"#,
            "discounts.amount",
        ),
        ("opening_item", r#"{"id":"O","kind":"invoice","side":"debit","currency":"EUR","original":"10.001","open":"1"}"#, "original"),
        ("adjustment", r#"{"item":"EUR-1","direction":"up","amount":"1","taxes":[{"code":"S","amount":"0.001"}]}"#, "taxes"),
        ("write_off", r#"{"item":"EUR-1","amount":"1","taxes":[{"code":"S","amount":"0.001"}]}"#, "taxes"),
        (
            "application",
            r#"{"paid_from":"PAY-1","lines":[{"item":"EUR-1","amount":"1","taken":[{"kind":"earned_discount","amount":"1","taxes":[{"code":"S","amount":"0.001"}]}]}]}"#,
            "lines.taken.taxes",
        ),
        ("tax_relief", r#"{"item":"EUR-1","direction":"claimed","amount":"0.001"}"#, "amount"),
        ("refund_asked", r#"{"id":"R","item":"PAY-1","amount":"0.001"}"#, "amount"),
        ("credit_requested", r#"{"id":"K","item":"EUR-1","amount":"0.001"}"#, "amount"),
        ("approval_asked", r#"{"id":"A","subject":"write_off","items":["EUR-1"],"amount":"0.001"}"#, "amount"),
        ("approval_asked", r#"{"id":"A","subject":"limit","amount":"0.001","currency":"EUR"}"#, "amount"),
        ("dispute_opened", r#"{"id":"D","items":[{"item":"EUR-1","amount":"0.001"}]}"#, "items.amount"),
        ("dispute_changed", r#"{"id":"D1","items":[{"item":"EUR-1","amount":"0.001"}]}"#, "items.amount"),
        ("promise_made", r#"{"id":"P","date":"2026-02-01","currency":"EUR","amount":"0.001"}"#, "amount"),
        (
            "promise_made",
            r#"{"id":"P","date":"2026-02-01","currency":"EUR","amount":"1","items":[{"item":"EUR-1","amount":"0.001"}]}"#,
            "items.amount",
        ),
        (
            "plan_agreed",
            r#"{"id":"L","currency":"EUR","items":[],"installments":[{"due":"2026-03-01","amount":"1.001"}]}"#,
            "installments.amount",
        ),
        ("plan_changed", r#"{"id":"L1","installments":[{"due":"2026-03-01","amount":"1","interest":"0.001"}]}"#, "installments.interest"),
        ("security_taken", r#"{"id":"S","kind":"deposit","currency":"EUR","amount":"0.001"}"#, "amount"),
    ] {
        match posted(kind, record) {
            Err(OpenItemError::AmountScale { item, currency, digits, .. }) => {
                assert_eq!((item, currency.code(), digits), (format!("N {wrong}"), "EUR", 2), "{record}");
            }
            other => panic!("{record}: {other:?}"),
        }
    }
    // What the payer writes is his, and no amount of ours.
    let told = r#"{"id":"P2","currency":"EUR","amount":"1","remittance_lines":[{"reference":"EUR-1","amount":"0.999"}]}"#;
    posted("receipt", told).unwrap();
}
