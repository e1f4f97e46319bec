//! What is billed, credited and held back.

use super::*;
use crate::{Document, EntryKind, Money};

fn charge(accrual: &InterestAccrual, batch: usize, entry: usize) -> Document {
    match &accrual.batches[batch].entries[entry].kind {
        EntryKind::FinanceCharge { finance_charge: document } => document.as_ref().clone(),
        EntryKind::CreditMemo { credit_memo: document } | EntryKind::DebitMemo { debit_memo: document } => document.as_ref().clone(),
        other => panic!("{other:?}"),
    }
}

fn billed(charge: &str, item: &str, through: &str, sum: &str) -> BilledInterest {
    BilledInterest::new(charge, item, day(through), amount(sum))
}

#[test]
fn a_charge_names_its_item_and_relies_on_its_balance() {
    let accrual = of(&request(&[owed("A", "36500", "2026-01-01")], &[]), "2026-01-31", &yearly("10").with_due_days(14));
    let document = charge(&accrual, 0, 0);
    assert_eq!((document.id.as_str(), document.amount, document.due), ("A/interest/1", amount("300"), Some(day("2026-02-14"))));
    assert_eq!((document.lines[0].id.as_str(), document.lines[0].product.as_deref()), ("A", Some("interest")));
    assert_eq!(document.references[0].value, "A");
    let batch = &accrual.batches[0];
    assert_eq!((batch.decision.as_str(), batch.subject.as_str(), batch.effective), ("interest.accrue", "C-1/EUR", day("2026-01-31")));
    assert_eq!((batch.basis[0].item.as_str(), batch.basis[0].open), ("A", amount("36500")));
    assert_eq!(batch.reasons[0].rule, "interest_charged");
}

#[test]
fn only_the_difference_is_billed() {
    let mut given = request(&[owed("A", "36500", "2026-01-01")], &[]);
    given.billed = vec![billed("A/interest/1", "A", "2026-01-11", "100")];
    let accrual = of(&given, "2026-01-31", &yearly("10"));
    assert_eq!((charge(&accrual, 0, 0).id.as_str(), charge(&accrual, 0, 0).amount), ("A/interest/2", amount("200")));
    given.billed.push(billed("A/interest/2", "A", "2026-01-31", "200"));
    let accrual = of(&given, "2026-01-31", &yearly("10"));
    assert_eq!((accrual.items[0].outcome, accrual.batches.len()), (InterestOutcome::Settled, 0));
    // A payment that became known late: the latest charge is credited first.
    let late =
        InterestRequest { applied: vec![paid("A", "2026-01-06", "36500")], closed: given.items.clone(), items: vec![], ..given.clone() };
    let accrual = of(&late, "2026-01-31", &yearly("10"));
    assert_eq!((charge(&accrual, 0, 0).id.as_str(), charge(&accrual, 0, 0).amount), ("A/interest/1/credit/1", amount("50")));
    assert_eq!((charge(&accrual, 0, 1).id.as_str(), charge(&accrual, 0, 1).amount), ("A/interest/2/credit/1", amount("200")));
    // A reversed charge counts for nothing and keeps its id.
    given.billed[1].reversed = true;
    let accrual = of(&given, "2026-01-31", &yearly("10"));
    assert_eq!((charge(&accrual, 0, 0).id.as_str(), charge(&accrual, 0, 0).amount), ("A/interest/3", amount("200")));
    // As of a day before it was billed through, nobody can tell.
    assert_eq!(of(&given, "2026-01-05", &yearly("10")).items[0].outcome, InterestOutcome::BilledLater);
}

#[test]
fn what_was_given_up_is_neither_billed_nor_credited_again() {
    let mut given = request(&[owed("A", "36500", "2026-01-01")], &[]);
    given.billed = vec![BilledInterest { waived: amount("60"), ..billed("F", "A", "2026-01-11", "100") }];
    assert_eq!(of(&given, "2026-01-11", &yearly("10")).items[0].outcome, InterestOutcome::Settled);
    // 50 are owed, 100 were billed, 60 of it given up: nothing to credit. Of 20, another 20.
    let back = |percent: &str| of(&given, "2026-01-11", &yearly(percent)).items[0].difference;
    assert_eq!((back("5"), back("2")), (amount("0"), amount("-20")));
}

#[test]
fn a_credit_is_set_against_what_is_open_of_its_charge() {
    let fc = OpenItem { kind: ItemKind::FinanceCharge, ..owed("F", "30", "2026-01-31") };
    let mut given = InterestRequest::new().with_items(vec![fc]).with_closed(vec![owed("A", "36500", "2026-01-01")]);
    given.applied = vec![paid("A", "2026-01-06", "36500")];
    given.billed = vec![billed("F", "A", "2026-01-11", "100")];
    let accrual = of(&given, "2026-01-31", &yearly("10"));
    let EntryKind::Application { application } = &accrual.batches[0].entries[1].kind else { panic!() };
    assert_eq!((application.paid_from.as_str(), application.lines[0].amount), ("F/credit/1", amount("30")));
    let basis: Vec<&str> = accrual.batches[0].basis.iter().map(|basis| basis.item.as_str()).collect();
    assert_eq!(basis, ["A", "F"]);
}

#[test]
fn less_than_the_minimum_waits_or_is_made_up() {
    let least = |sum: &str| vec![Money::new(amount(sum), Currency::EUR)];
    let given = request(&[owed("A", "36500", "2026-01-01"), owed("B", "36500", "2026-01-21")], &[]);
    // 300 and 100.
    let wait = of(&given, "2026-01-31", &yearly("10").with_minimum(least("400.01")));
    assert!(wait.batches.is_empty() && wait.items.iter().all(|item| item.outcome == InterestOutcome::BelowMinimum));
    assert_eq!(of(&given, "2026-01-31", &yearly("10").with_minimum(least("400"))).totals[0].charges, amount("400"));
    // NetSuite: the minimum of 3.00 for 2.10, and 3.90 as they are.
    let netsuite = InterestPolicy::netsuite().with_minimum(least("3")).with_rate(InterestPercent::Yearly { percent: rate("10") });
    let items = [owed("1", "365", "2026-01-01"), owed("2", "281.05", "2026-01-01"), owed("3", "120.45", "2026-01-01")];
    let charged = of(&request(&items, &[]), "2026-01-11", &netsuite);
    assert_eq!(charged.totals[0].charges, amount("3"));
    let lines: Vec<(String, String)> =
        charge(&charged, 0, 0).lines.iter().map(|line| (line.product.clone().unwrap(), line.net.to_string())).collect();
    let expected = [("interest", "1"), ("minimum_charge", "0.9"), ("interest", "0.77"), ("interest", "0.33")];
    assert_eq!(lines, expected.map(|(one, other)| (one.to_owned(), other.to_owned())));
    let more = [owed("1", "784.75", "2026-01-01"), owed("2", "638.75", "2026-01-01")];
    assert_eq!(of(&request(&more, &[]), "2026-01-11", &netsuite).totals[0].charges, amount("3.9"));
    // Where nothing is owed there is no minimum.
    assert!(of(&request(&[], &[]), "2026-01-11", &netsuite).batches.is_empty());
}

#[test]
fn a_small_balance_is_not_worth_a_charge() {
    let policy = yearly("10").with_minimum_balance(vec![Money::new(amount("100"), Currency::EUR)]);
    let found = |sum: &str| of(&request(&[owed("A", sum, "2026-01-01")], &[]), "2026-06-30", &policy).items[0].outcome;
    assert_eq!((found("99.99"), found("100")), (InterestOutcome::BelowBalance, InterestOutcome::Charge));
}

#[test]
fn one_document_a_customer() {
    let mut other = owed("C", "36500", "2026-01-01");
    other.customer = Some("C-2".into());
    let given = request(&[owed("B", "36500", "2026-01-11"), owed("A", "36500", "2026-01-01"), other], &[]);
    let accrual = of(&given, "2026-01-31", &yearly("10").with_billing(InterestBilling::PerCustomer));
    let document = charge(&accrual, 0, 0);
    assert_eq!((accrual.batches.len(), document.id.as_str(), document.amount), (2, "C-1/EUR/2026-01-31/interest/1", amount("500")));
    assert_eq!(document.lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    // The id is taken: the next one.
    let mut again = given;
    again.billed = vec![BilledInterest { reversed: true, ..billed("C-1/EUR/2026-01-31/interest/1", "A", "2026-01-31", "300") }];
    let accrual = of(&again, "2026-01-31", &yearly("10").with_billing(InterestBilling::PerCustomer));
    assert_eq!(charge(&accrual, 0, 0).id.as_str(), "C-1/EUR/2026-01-31/interest/2");
}

#[test]
fn a_fixed_sum_is_due_once_for_a_debt() {
    let mut rest = owed("A-2", "400", "2026-01-01");
    rest.effective = day("2026-01-11");
    rest.origin = Some(crate::ItemOrigin::new("A", day("2026-01-01"), day("2026-01-01")));
    let moved = AppliedAmount { cause: Cause::MovedOut, receipt: None, ..paid("A", "2026-01-11", "400") };
    let mut given = request(&[owed("A", "600", "2026-01-01"), rest, owed("B", "10", "2026-01-01")], &[moved]);
    let accrual = of(&given, "2026-01-31", &InterestPolicy::eu_directive());
    let sums: Vec<String> = accrual.items.iter().map(|item| item.fixed_sum.to_string()).collect();
    assert_eq!(sums, ["40", "0", "40"]);
    given.billed = vec![billed("F", "A", "2026-01-11", "40").with_kind(InterestKind::FixedSum)];
    let accrual = of(&given, "2026-01-31", &InterestPolicy::eu_directive());
    assert_eq!((accrual.items[0].fixed_difference, accrual.totals[0].fixed_sums), (amount("0"), amount("80")));
}

#[test]
fn tax_in_the_charge_and_in_its_credit_to_the_cent() {
    let policy = yearly("10").with_tax(InterestTax::new("V19", rate("19")));
    let given = request(&[owed("A", "365", "2026-01-01")], &[]);
    let document = charge(&of(&given, "2026-01-26", &policy), 0, 0);
    assert_eq!((document.amount, document.taxes[0].amount, document.taxes[0].base), (amount("2.98"), amount("0.48"), Some(amount("2.5"))));
    // Taken back in two steps: 0.48 in all.
    let mut billed = InterestRequest { billed: vec![billed("F", "A", "2026-01-26", "2.5")], ..given };
    billed.items = vec![];
    billed.closed = vec![owed("A", "365", "2026-01-01")];
    billed.applied = vec![paid("A", "2026-01-12", "365")];
    let first = charge(&of(&billed, "2026-01-26", &policy), 0, 0);
    assert_eq!((first.amount, first.taxes[0].amount), (amount("1.67"), amount("0.27")));
    billed.billed[0].cancelled = amount("1.4");
    billed.billed[0].credits = 1;
    billed.applied = vec![paid("A", "2026-01-01", "365")];
    let second = charge(&of(&billed, "2026-01-26", &policy), 0, 0);
    assert_eq!((second.id.as_str(), second.amount, second.taxes[0].amount), ("F/credit/2", amount("1.31"), amount("0.21")));
}

#[test]
fn tax_when_the_charge_is_paid() {
    // India: the tax is due on what is received of the charge.
    let tax = InterestTax::new("GST18", rate("18")).with_due(InterestTaxDue::AtReceipt);
    let policy = yearly("10").with_tax(tax);
    let mut given = request(&[owed("A", "36500", "2026-01-01")], &[]);
    let document = charge(&of(&given, "2026-01-31", &policy), 0, 0);
    assert_eq!((document.amount, document.taxes.len()), (amount("300"), 0));
    given.billed = vec![billed("F", "A", "2026-01-31", "300")];
    given.applied = vec![paid("F", "2026-02-10", "100")];
    let accrual = of(&given, "2026-02-10", &yearly("0").with_tax(policy.tax.clone().unwrap()));
    let memo = accrual.batches[0].entries.iter().find_map(|entry| match &entry.kind {
        EntryKind::DebitMemo { debit_memo } => Some(debit_memo),
        _ => None,
    });
    let memo = memo.unwrap();
    assert_eq!((memo.id.as_str(), memo.amount, memo.taxes[0].amount), ("F/tax/1", amount("18"), amount("18")));
    // Once billed it is not billed again; where the receipt is reversed it is credited.
    given.billed = vec![billed("F/tax/1", "F", "2026-02-10", "18").with_kind(InterestKind::Tax), billed("F", "A", "2026-01-31", "300")];
    given.items.clear();
    assert!(of(&given, "2026-02-10", &policy).batches.is_empty());
    given.applied[0].amount = amount("0");
    assert_eq!(charge(&of(&given, "2026-02-10", &policy), 0, 0).id.as_str(), "F/tax/1/credit/1");
}

#[test]
fn a_percentage_of_the_balance_is_charged_once_a_period() {
    let policy = InterestPolicy::bc_balance_due().with_billing(InterestBilling::PerItem);
    let mut given = request(&[owed("A", "1000", "2026-01-01")], &[]);
    given.billed = vec![billed("F1", "A", "2026-01-31", "15")];
    assert!(of(&given, "2026-01-31", &policy).batches.is_empty());
    assert!(of(&given, "2026-03-01", &policy).batches.is_empty());
    assert_eq!(charge(&of(&given, "2026-03-02", &policy), 0, 0).amount, amount("15"));
    // Half had been paid by the first run.
    given.items = vec![owed("A", "500", "2026-01-01")];
    given.applied = vec![paid("A", "2026-01-31", "500")];
    assert_eq!(charge(&of(&given, "2026-01-31", &policy), 0, 0).amount, amount("7.5"));
}
