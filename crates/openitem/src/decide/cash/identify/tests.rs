//! Facts about identifying payers.

use proptest::prelude::*;

use super::*;
use crate::{Amount, Currency, Payer};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn receipt(payer: Payer) -> Receipt {
    Receipt::new("R1", Currency::USD, "100".parse::<Amount>().unwrap()).with_payer(payer)
}

fn named(name: &str) -> Receipt {
    receipt(Payer::new().with_name(name))
}

fn ask(customers: &[Customer], receipt: &Receipt) -> PayerIdentification {
    ask_by(customers, receipt, &IdentifyPolicy::new())
}

fn ask_by(customers: &[Customer], receipt: &Receipt, policy: &IdentifyPolicy) -> PayerIdentification {
    let request = IdentifyRequest::new(receipt.clone(), date("2026-03-01")).with_customers(customers.to_vec());
    identify(&request, policy).unwrap()
}

fn first(found: &PayerIdentification) -> (&str, PayerStrength, &str) {
    let first = &found.candidates[0];
    (first.customer.as_str(), first.strength, first.reasons[0].rule.as_str())
}

fn three() -> Vec<Customer> {
    vec![
        Customer::new("0000123456").with_name("Northwind Traders, Inc.").with_tax_ids(vec!["DE 811 907 980".to_owned()]),
        Customer::new("0000200000").with_name("Müller & Söhne GmbH").with_bank_accounts(vec!["DE02 1203 0000 0000 2020 51".to_owned()]),
        Customer::new("C-77").with_name("Société Générale de Transport SA"),
    ]
}

#[test]
fn a_customer_number_proves_the_payer_whatever_the_name() {
    for (number, rule, strength) in [
        ("0000123456", "customer_number", PayerStrength::Proven),
        (" 0000123456 ", "customer_number", PayerStrength::Proven),
        ("123456", "customer_number_zeros", PayerStrength::Proven),
        ("00000000123456", "customer_number_zeros", PayerStrength::Proven),
        ("0000-123 456", "customer_number_spelling", PayerStrength::Strong),
    ] {
        let found = ask(&three(), &receipt(Payer::new().with_id(number)));
        assert_eq!(first(&found), ("0000123456", strength, rule), "{number}");
        assert!(!found.ambiguous);
    }
}

#[test]
fn a_number_whose_zeros_were_lost_and_that_two_have_is_ambiguous() {
    let customers = [Customer::new("0042"), Customer::new("042")];
    let found = ask(&customers, &receipt(Payer::new().with_id("42")));
    assert!(found.ambiguous);
    assert_eq!(found.candidates.len(), 2);
    // Written in full it is one of them.
    assert!(!ask(&customers, &receipt(Payer::new().with_id("042"))).ambiguous);
}

#[test]
fn a_number_that_is_nobodys_is_told() {
    let found = ask(&three(), &receipt(Payer::new().with_id("999").with_name("NORTHWIND TRADERS")));
    assert_eq!(first(&found), ("0000123456", PayerStrength::Strong, "name"));
    assert_eq!(found.reasons[0].rule, "unknown_customer_number");
}

#[test]
fn a_number_and_a_name_that_speak_against_each_other_are_ambiguous() {
    let found = ask(&three(), &receipt(Payer::new().with_id("C-77").with_name("NORTHWIND TRADERS INC")));
    assert!(found.ambiguous);
    let ids: Vec<&str> = found.candidates.iter().map(|candidate| candidate.customer.as_str()).collect();
    assert_eq!(ids, ["C-77", "0000123456"]);
}
