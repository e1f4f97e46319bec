use chrono::NaiveDate;
use serde_json::Value;

use super::{AgingPolicy, BucketEdge, age, unapplied};
use crate::{Amount, Currency, Customer, GroupBy, GroupValue, ItemKind, MasterData, OpenItem, OpenItemError, Side};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn item(id: &str, open: &str, due: NaiveDate) -> OpenItem {
    let open: Amount = open.parse().unwrap();
    OpenItem::new(id, "E1", ItemKind::Invoice, Side::Debit, Currency::EUR, open, open, due, due).with_due(due).with_customer("C1")
}

/// The vectors give policies as data; the presets are those policies.
#[test]
fn presets_are_the_policies_of_their_vectors() {
    let text = include_str!("../../../../../tests/vectors/aging/presets.json");
    let vectors: Vec<Value> = serde_json::from_str(text).unwrap();
    for (name, mark) in [
        ("oca", "policy of the preset oca"),
        ("erpnext", "ERPNext"),
        ("ledgersmb", "LedgerSMB"),
        ("oracle", "Oracle 4-Bucket"),
        ("sap", "SAP Library"),
        ("business_central", "Business Central"),
    ] {
        let vector = vectors.iter().find(|vector| vector["source"].as_str().unwrap().contains(mark)).unwrap();
        let policy: AgingPolicy = serde_json::from_value(vector["input"]["policy"].clone()).unwrap();
        assert_eq!(AgingPolicy::preset(name), Some(policy), "{name}");
    }
}

#[test]
fn hostile_values_are_errors_and_never_panics() {
    let most: Amount = "9999999999999999999999999999".parse().unwrap();
    let policy = AgingPolicy::new();
    let large = [item("1", &most.to_string(), NaiveDate::MIN), item("2", &most.to_string(), NaiveDate::MIN)];
    let found = age(&large, &MasterData::new(), date("2026-01-31"), &policy);
    assert!(matches!(found, Err(OpenItemError::Overflow { .. })), "{found:?}");
    for as_of in [NaiveDate::MIN, NaiveDate::MAX, date("0001-01-01"), date("9999-12-31")] {
        for days in [i32::MIN, -1, 0, 1, i32::MAX] {
            let mut policy = AgingPolicy::new().with_buckets([BucketEdge::days(days), BucketEdge::rest()]);
            policy.without_due_days = days;
            let without_due = item("1", "1", NaiveDate::MAX);
            let items = [item("2", "1", NaiveDate::MIN), OpenItem { due: None, ..without_due }];
            let _ = age(&items, &MasterData::new(), as_of, &policy);
            let _ = unapplied(&items, &MasterData::new(), as_of, &policy);
            policy.buckets = vec![BucketEdge::months(days), BucketEdge::rest()];
            let _ = age(&items, &MasterData::new(), as_of, &policy);
        }
    }
    let many = AgingPolicy::by_days(&(0..1000).collect::<Vec<_>>());
    assert_eq!(age(&[], &MasterData::new(), date("2026-01-31"), &many).unwrap_err().code(), "invalid_value");
}

#[test]
fn an_open_amount_below_zero_stands_on_the_other_side() {
    let aging = age(&[item("1", "-5", date("2026-01-01"))], &MasterData::new(), date("2026-01-31"), &AgingPolicy::new()).unwrap();
    let row = &aging.by_currency.totals[0];
    assert_eq!((row.credits.amount.to_string(), row.in_buckets.count), ("-5".to_owned(), 0));
    assert!(aging.by_currency.tie_out[0].difference.is_zero());
}

/// Complaint 7 of the peers: a report that searches the customers for every row times out at 100,000 invoices.
#[test]
fn many_customers_and_a_deep_hierarchy_are_aged_in_one_pass() {
    let customers: Vec<Customer> = (0..20_000)
        .map(|at| {
            let customer = Customer::new(format!("C{at}"));
            if at == 0 { customer } else { customer.with_parent(format!("C{}", at - 1)) }
        })
        .collect();
    let items: Vec<OpenItem> =
        (0..20_000).map(|at| item(&format!("I{at}"), "1", date("2026-01-01")).with_customer(format!("C{at}"))).collect();
    let policy = AgingPolicy::new().with_group_by(vec![GroupBy::Parent {}]);
    let aging = age(&items, &MasterData::new().with_customers(customers), date("2026-01-31"), &policy).unwrap();
    let [row] = aging.by_currency.rows.as_slice() else { panic!("one row") };
    assert_eq!((row.group[0].value.as_ref().map(GroupValue::as_str), row.total.count), (Some("C0"), 20_000));
}
