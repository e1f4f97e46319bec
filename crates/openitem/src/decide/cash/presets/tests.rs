//! What the presets do with the examples and the rules of their vendors.

use chrono::NaiveDate;

use super::super::*;
use crate::{Amount, Currency, Customer, EntryKind, ItemKind, MoneyClass, OpenItem, Payer, Receipt, Side};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn invoice(id: &str, customer: &str, open: &str, document: &str, due: &str) -> OpenItem {
    let (issued, open) = (date(document), amount(open));
    OpenItem::new(id, "E", ItemKind::Invoice, Side::Debit, Currency::EUR, open, open, issued, issued)
        .with_customer(customer)
        .with_due(date(due))
}

fn customers() -> Vec<Customer> {
    [("C-1", "Twin Ltd"), ("C-2", "Contoso Robotics GmbH"), ("C-3", "Twin Ltd"), ("C-9", "Far Away Traders")]
        .map(|(id, name)| Customer::new(id).with_name(name))
        .to_vec()
}

fn proposed(policy: &CashPolicy, paid: &str, payer: Payer, text: &str, items: Vec<OpenItem>) -> CashProposal {
    let money = Receipt::new("R-1", Currency::EUR, amount(paid)).with_payer(payer).with_remittance(text);
    let accounts = CashAccounts::new().with_items(items).with_customers(customers());
    propose(&CashCase::new(CashReceipt::new("E", date("2026-02-10"), money)).with_accounts(accounts), policy).unwrap()
}

fn lines(proposal: &CashProposal) -> Vec<(&str, String)> {
    proposal.reading.lines.iter().map(|line| (line.item.as_str(), line.amount.to_string())).collect()
}

fn paid(lines: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
    lines.iter().map(|(item, amount)| (*item, (*amount).to_owned())).collect()
}

/// The value that a reason gives as its input.
fn input(proposal: &CashProposal, name: &str) -> String {
    let inputs = proposal.reading.reasons.iter().flat_map(|reason| &reason.inputs);
    inputs.into_iter().find(|input| input.name == name).map(|input| input.value.clone()).unwrap_or_default()
}

/// A receipt for which exactly what a row of Business Central's table says agrees.
fn receipt_of(rule: &MatchRule) -> CashProposal {
    let payer = match rule.payer {
        PayerMatch::Fully => Payer::new().with_id("C-1"),
        PayerMatch::Partly => Payer::new().with_name("TWIN LTD"),
        PayerMatch::No => Payer::new(),
    };
    let text = match rule.named {
        HowMany::Zero => "",
        HowMany::One => "Invoice 70011001",
        HowMany::Several => "Invoices 70011001, 70011002",
    };
    let own = if rule.named == HowMany::Several { "150" } else { "100" };
    let money = match rule.amounts {
        Some(HowMany::One | HowMany::Several) => own,
        Some(HowMany::Zero) | None => "77.77",
    };
    let mut items = vec![
        invoice("70011001", "C-1", "100", "2026-01-05", "2026-02-04"),
        invoice("70011002", "C-1", "50", "2026-01-05", "2026-02-05"),
        invoice("70011003", "C-1", "66", "2026-01-05", "2026-02-06"),
    ];
    if rule.amounts == Some(HowMany::Several) {
        items.push(invoice("80000001", "C-9", own, "2026-01-05", "2026-02-01"));
    }
    proposed(&CashPolicy::business_central(), money, payer, text, items)
}

/// Source: MicrosoftDocs/dynamics365smb-docs, receivables-how-set-up-payment-application-rules.md: each row of the table.
#[test]
fn each_row_of_business_central_s_table_grades_the_receipt_that_it_describes() {
    for (row, rule) in CashPolicy::business_central().grading.rules.iter().enumerate() {
        let proposal = receipt_of(rule);
        assert_eq!(input(&proposal, "row"), (row + 1).to_string(), "{rule:?}: {:?}", proposal.reading.reasons);
        let expected = if rule.confidence == Confidence::High { CashStatus::Auto } else { CashStatus::Review };
        assert_eq!(proposal.status, expected, "{rule:?}");
        let items: Vec<&str> = proposal.reading.lines.iter().map(|line| line.item.as_str()).collect();
        match (rule.named, rule.payer) {
            // Of what is named 77.77 pays a part of the first; with the amount both are closed.
            (HowMany::Several, _) if rule.amounts.is_some() => assert_eq!(items, ["70011001", "70011002"]),
            // Where nothing says who paid and several have the amount, the one due first is shown.
            (HowMany::Zero, PayerMatch::No) if rule.amounts == Some(HowMany::Several) => assert_eq!(items, ["80000001"]),
            _ => assert_eq!(items, ["70011001"]),
        }
    }
}

#[test]
fn business_central_compares_the_amount_less_the_discount_that_is_open_and_with_a_tolerance() {
    let offer = crate::DiscountOffer::new(date("2026-02-10"), amount("2"));
    let items = || vec![invoice("70011001", "C-1", "100", "2026-01-05", "2026-02-04").with_discounts(vec![offer.clone()])];
    let payer = || Payer::new().with_id("C-1");
    let policy = CashPolicy::business_central();
    let found = proposed(&policy, "98", payer(), "", items());
    assert_eq!((input(&found, "row").as_str(), found.status), ("8", CashStatus::Auto));
    assert_eq!(found.reading.lines[0].taken[0].amount, amount("2"));
    let beside = proposed(&policy, "97.50", payer(), "", items());
    assert_eq!(input(&beside, "row"), "20");
    let tolerant = policy.clone().with_grading(policy.grading.clone().with_tolerance(amount("0.50")));
    assert_eq!(input(&proposed(&tolerant, "97.50", payer(), "", items()), "row"), "8");
}

#[test]
fn automatch_weighs_payer_number_and_amount() {
    let items = || {
        vec![
            invoice("7001100123", "C-2", "100", "2026-01-05", "2026-02-04"),
            invoice("7001100999", "C-2", "50", "2026-01-05", "2026-02-05"),
        ]
    };
    let scored = |paid: &str, payer: Payer, text: &str| {
        let found = proposed(&CashPolicy::oracle_automatch(), paid, payer, text, items());
        (input(&found, "score"), found.status, found.reading.lines.len())
    };
    let known = || Payer::new().with_id("C-2");
    // 20 + 50 + 30.
    assert_eq!(scored("100", known(), "7001100123"), ("100".into(), CashStatus::Auto, 1));
    // One of ten digits wrong: 20 + 45 + 30.
    assert_eq!(scored("100", known(), "7001100128"), ("95".into(), CashStatus::Auto, 1));
    // Another amount: 20 + 50.
    assert_eq!(scored("60", known(), "7001100123"), ("70".into(), CashStatus::Review, 1));
    // Nothing says who paid: 50 + 30.
    assert_eq!(scored("100", Payer::new(), "7001100123"), ("80".into(), CashStatus::Review, 1));
    // Two numbers that add up.
    assert_eq!(scored("150", known(), "7001100123, 7001100999"), ("100".into(), CashStatus::Auto, 2));
    // Nothing is named: AutoCash's business.
    assert_eq!(scored("100", known(), ""), (String::new(), CashStatus::Unmatched, 0));
    // A wrong digit and another amount: 20 + 45, shown; from nobody known 45, not shown.
    assert_eq!(scored("60", known(), "7001100128").1, CashStatus::Review);
    assert_eq!(scored("60", Payer::new(), "7001100128").1, CashStatus::Unmatched);
}

#[test]
fn weights_that_are_no_shares_of_a_hundred_are_refused() {
    let policy = CashPolicy::oracle_automatch();
    let policy = policy.clone().with_weights(policy.weights.clone().with_payer(30));
    let money = Receipt::new("R-1", Currency::EUR, amount("1"));
    let error = propose(&CashCase::new(CashReceipt::new("E", date("2026-02-10"), money)), &policy).unwrap_err();
    assert_eq!(error.code(), "invalid_value");
}

/// Source: deskdr.com, Lock box "applied", lines 3 and 4; SAP KBA 3641229; SAP Help, Postprocessing Lockbox Data, for what does not
/// add up.
#[test]
fn a_lockbox_clears_makes_a_residual_or_places_on_account() {
    let items = || {
        vec![invoice("70011001", "C-2", "100", "2026-01-05", "2026-02-04"), invoice("70011002", "C-2", "50", "2026-01-05", "2026-02-05")]
    };
    let lockbox = |paid: &str, payer: Payer, text: &str| proposed(&CashPolicy::sap_lockbox(), paid, payer, text, items());
    let known = || Payer::new().with_id("C-2");
    let cleared = lockbox("150", known(), "70011001 70011002");
    assert_eq!((cleared.status, lines(&cleared)), (CashStatus::Auto, paid(&[("70011001", "100"), ("70011002", "50")])));
    // 3: one document short paid: applied, residual posted.
    let short = lockbox("60", known(), "70011001");
    assert_eq!((short.status, lines(&short)), (CashStatus::Auto, paid(&[("70011001", "60")])));
    assert_eq!(short.reading.lines[0].residual, Some(amount("40")));
    assert!(short.entries.iter().any(|entry| matches!(entry.kind, EntryKind::Residual { .. })));
    // 4: one document exact, one already cleared: partially applied.
    let part = lockbox("180", known(), "70011001 70011777");
    assert_eq!(lines(&part), paid(&[("70011001", "100")]));
    assert_eq!((part.reading.unused, part.reading.unused_class), (amount("80"), MoneyClass::OnAccount));
    // The documents do not come to the check: on account.
    let on_account = lockbox("120", known(), "70011001 70011002");
    assert_eq!((on_account.status, on_account.reading.unused_class), (CashStatus::Auto, MoneyClass::OnAccount));
    assert!(on_account.reading.lines.is_empty());
    // Last digits are no document number; without a customer nothing is posted.
    assert!(lockbox("100", known(), "1001").reading.lines.is_empty());
    assert_eq!(lockbox("120", Payer::new(), "").status, CashStatus::Unmatched);
}

/// Source: idempiere/idempiere, org.compiere.process.AllocationAuto.
#[test]
fn idempiere_allocates_named_then_all_then_one_then_the_oldest_by_date() {
    let mut memo = invoice("CM-1", "C-2", "30", "2026-01-20", "2026-01-20");
    (memo.kind, memo.side) = (ItemKind::CreditMemo, Side::Credit);
    let items = vec![
        // The younger document is due first.
        invoice("70011001", "C-2", "100", "2026-01-10", "2026-02-01"),
        invoice("70011002", "C-2", "50", "2026-01-05", "2026-02-05"),
        invoice("70011003", "C-2", "40", "2026-01-15", "2026-02-15"),
        memo,
    ];
    let allocated = |paid: &str, text: &str| proposed(&CashPolicy::idempiere(), paid, Payer::new().with_id("C-2"), text, items.clone());
    assert_eq!(lines(&allocated("40", "70011003")), paid(&[("70011003", "40")]));
    let all = allocated("160", "");
    assert_eq!(lines(&all), paid(&[("70011001", "100"), ("70011002", "50"), ("70011003", "40"), ("CM-1", "30")]));
    assert_eq!(lines(&allocated("100", "")), paid(&[("70011001", "100")]));
    // 90 and the credit of 30: 50 of the oldest document, 70 of the next.
    let oldest = allocated("90", "");
    assert_eq!(lines(&oldest), paid(&[("70011001", "70"), ("70011002", "50"), ("CM-1", "30")]));
    assert_eq!(oldest.reading.unused, Amount::default());
}

/// Source: frappe/erpnext, test_payment_reconciliation.py: invoices of 150 and 400 paid with 400 leave 150 of the second.
#[test]
fn erpnext_pays_the_oldest_first_and_leaves_the_rest_open() {
    let items =
        vec![invoice("70011001", "C-2", "150", "2026-01-05", "2026-02-04"), invoice("70011002", "C-2", "400", "2026-01-05", "2026-02-05")];
    let found = proposed(&CashPolicy::erpnext_fifo(), "400", Payer::new().with_id("C-2"), "", items);
    assert_eq!(lines(&found), paid(&[("70011001", "150"), ("70011002", "250")]));
}
