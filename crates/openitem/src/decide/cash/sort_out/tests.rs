//! Facts about sorting out what is not a receivable.

use super::*;
use crate::{Amount, Currency, Payer, Reference, ReferenceKind};

fn receipt(payer: &str, text: &str) -> Receipt {
    let amount = "250.00".parse::<Amount>().unwrap();
    Receipt::new("R1", Currency::EUR, amount).with_payer(Payer::new().with_name(payer)).with_remittance(text)
}

fn rule(receipt: &Receipt) -> String {
    sort_out(receipt, &sort_rules()).reasons.first().map(|reason| reason.rule.clone()).unwrap_or_default()
}

#[test]
fn the_rules_that_ship_tell_what_is_no_customers_money() {
    for (payer, text, expected) in [
        ("First National Bank", "CREDIT INTEREST 01/2026", "interest"),
        ("SPARKASSE", "Habenzinsen Q1", "interest"),
        ("IRS TREAS 310", "TAX REF 123", "tax_refund"),
        ("HMRC", "VAT Repayment", "tax_refund"),
        ("Finanzkasse Köln", "Erstattung", "tax_refund"),
        ("DGFIP", "Remboursement TVA", "tax_refund"),
        ("SOMEBODY", "GST refund Q4", "tax_refund_text"),
        ("ACME EUROPE BV", "Own account transfer", "own_transfer"),
        ("ACME EUROPE BV", "CASH POOLING 2026-03-01", "own_transfer"),
        ("Paper Mill Ltd", "Supplier refund for PO 4711", "supplier_refund"),
        ("Paper Mill Ltd", "REFUND OF OVERPAYMENT", "supplier_refund"),
        ("OUR BANK", "RETURNED PAYMENT ACCOUNT CLOSED", "returned_payment"),
        ("OUR BANK", "Rücküberweisung", "returned_payment"),
        ("", "BENEFICIARY UNKNOWN", "returned_payment_of_bank"),
        ("SPARKASSE", "Rücklastschrift AC04", "returned_payment_of_bank"),
        ("", "INTEREST PAYMENT 03/2026", "interest_of_bank"),
        ("DEUTSCHE BANK AG", "Zinsen Q1", "interest_of_bank"),
        ("HMRC", "VAT refund", "tax_refund"),
        ("STRIPE PAYMENTS EUROPE", "STRIPE A1B2", "settlement"),
    ] {
        assert_eq!(rule(&receipt(payer, text)), expected, "{payer} {text}");
    }
}

#[test]
fn what_a_customer_may_write_stays_customer_money() {
    for (payer, text) in [
        ("Hollister Castings", "INVOICE 4711 INCL CREDIT INTEREST"),
        ("Interest Free Furniture Ltd", "4711"),
        ("Finanzamt München", "Rechnung 4711"),
        ("HMRC", "PO 4500123456"),
        ("Stripe Payments", "INV 4711"),
        ("Square Deal Groceries", "1930611923"),
        ("Sweeping Brooms", "4711 SWEEPER"),
        ("Hollister Castings", "Rechnung 4711 abzgl. Retoure"),
        ("Hollister Castings", "RG 4711 Retoure 12"),
        ("Hollister Castings", "4711 Retoure"),
        ("Hollister Castings", "INV 4711 account closed"),
        ("Hollister Castings", "final payment, account closed"),
        ("OUR BANK", "INV4711 account closed"),
        ("OUR BANK", "RE 4711 returned payment"),
        ("Hollister Castings", "replaces returned ACH of 3 May"),
        ("Hollister Castings", "Ausgleich Rücklastschrift"),
        ("Hollister Castings", "Zinsen Interest payment late"),
        ("Hollister Castings", "Interest payment"),
        ("City Food Bank", "interest paid, past due"),
        ("", "Verzugszinsen Habenzinsen"),
        ("HMRC", "REF 4711"),
        ("Hollister Castings", "Tax ref GB123"),
        ("", ""),
    ] {
        assert_eq!(sort_out(&receipt(payer, text), &sort_rules()).outcome, SortOutcome::CustomerMoney {}, "{payer} {text}");
    }
}

#[test]
fn who_has_a_number_or_an_account_is_no_bank() {
    let nobody = receipt("", "Interest payment");
    assert_eq!(rule(&nobody), "interest_of_bank");
    for payer in [Payer::new().with_id("C-7"), Payer::new().with_bank_account("DE02 1203")] {
        assert_eq!(rule(&nobody.clone().with_payer(payer)), "");
    }
}

#[test]
fn every_rule_but_a_debit_and_the_banks_code_gives_way_to_an_invoice() {
    for shipped in sort_rules() {
        let gives_way = shipped.unless_words.iter().any(|word| word == "INVOICE");
        assert_eq!(gives_way, !["debit", "returned_payment_code"].contains(&shipped.name.as_str()), "{}", shipped.name);
    }
}

#[test]
fn a_bank_code_says_the_same_as_words() {
    for (code, expected) in
        [("ACMT-MCOP-INTR", "interest_code"), ("PMNT-ICDT-RRTN", "returned_payment_code"), ("AC04", "returned_payment_code")]
    {
        let coded = receipt("BANK", "").with_references(vec![Reference { kind: ReferenceKind::Other, value: code.to_owned() }]);
        assert_eq!(rule(&coded), expected);
    }
}

#[test]
fn a_debit_is_a_return_and_no_money() {
    let debit = Receipt::new("R1", Currency::EUR, "-119".parse::<Amount>().unwrap());
    let sorted = sort_out(&debit, &sort_rules());
    assert_eq!((sorted.outcome, sorted.miscellaneous), (SortOutcome::ReceiptReturned {}, None));
}

#[test]
fn what_is_no_customers_money_comes_with_the_record_to_post() {
    let sorted = sort_out(&receipt("SPARKASSE", "Habenzinsen"), &sort_rules());
    let record = sorted.miscellaneous.unwrap();
    assert_eq!((record.id.as_str(), record.amount.to_string().as_str(), record.ledger_account.as_str()), ("R1", "250", "4200"));
    assert_eq!(sorted.reasons[0].text, "no customer's money: the text says HABENZINSEN");
}

#[test]
fn the_first_rule_that_holds_decides_and_all_its_conditions_must() {
    let both = SortRule::new("both", SortOutcome::Settlement {})
        .with_payer_words(vec!["acme".to_owned()])
        .with_text_words(vec!["netting".to_owned()]);
    let none = SortRule::new("none", SortOutcome::Settlement {});
    let later = SortRule::new("later", SortOutcome::ReceiptReturned {}).with_payer_words(vec!["ACME".to_owned()]);
    let rules = [none, both, later];
    let outcome = |payer: &str, text: &str| sort_out(&receipt(payer, text), &rules).outcome;
    assert_eq!(outcome("Acme", "Netting run"), SortOutcome::Settlement {});
    assert_eq!(outcome("Acme", "run"), SortOutcome::ReceiptReturned {});
    assert_eq!(outcome("Other", "Netting"), SortOutcome::CustomerMoney {});
}

#[test]
fn money_for_another_entity_of_ours_is_a_transfer() {
    let outcome = SortOutcome::OwnTransfer { entity: Some("FR01".into()), ledger_account: "1400".into() };
    let rule = SortRule::new("for_france", outcome.clone())
        .with_our_accounts(vec!["DE02 1203".to_owned()])
        .with_text_words(vec!["Acme France SAS".to_owned()]);
    let on = |account: &str| receipt("Hollister", "pour Acme France S.A.S.").with_bank_account(account);
    assert_eq!(sort_out(&on("DE021203"), std::slice::from_ref(&rule)).outcome, outcome);
    assert_eq!(sort_out(&on("DE99"), &[rule]).outcome, SortOutcome::CustomerMoney {});
}
