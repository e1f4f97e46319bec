//! Credits and money find the items that they pay.

use proptest::prelude::*;

use super::super::books::{Books, amount, date};
use super::*;
use crate::{MoneyPlace, MoneyPlaced, PostPolicy, Reference, post};

fn oldest() -> CreditPolicy {
    CreditPolicy::new().with_steps(vec![CreditStep::OriginalInvoice, CreditStep::ExactAmount, CreditStep::OldestFirst])
}

/// Proposes and posts; gives the reasons.
fn done(books: &mut Books, policy: &CreditPolicy) -> Vec<String> {
    let items = books.items();
    let basis: Vec<Basis> = items.iter().map(|item| books.basis(item.id.as_str())).collect();
    let proposals = reconcile_credits(&items, &basis, date("2026-03-01"), policy).unwrap();
    let mut out = Vec::new();
    for proposal in proposals {
        let recorded = books.now();
        books.take(proposal.accept(recorded, None).unwrap());
        out.extend(proposal.reasons.into_iter().map(|reason| reason.text));
    }
    out
}

/// ERPNext: invoice 200 with payments of 55 and 35 leaves 110; invoices 150 and 400 with 400 paid: the first closed, 250 of the
/// second; a credit memo of 100 of which 80 are used leaves 20.
///
/// Source: frappe/erpnext `test_payment_reconciliation.py` (PEERS section 4, 9).
#[test]
fn erpnext_cases_by_oldest_first() {
    let mut one = Books::new();
    one.invoice("I-1", "200", "2026-02-01");
    one.receipt("R-1", "55");
    one.receipt("R-2", "35");
    done(&mut one, &oldest());
    assert_eq!(one.open(), ["C-100 I-1 110 receivable"]);

    let mut two = Books::new();
    two.invoice("I-1", "150", "2026-02-01");
    two.invoice("I-2", "400", "2026-02-02");
    two.receipt("R-1", "300");
    two.receipt("R-2", "100");
    done(&mut two, &oldest());
    assert_eq!(two.open(), ["C-100 I-2 150 receivable"]);

    let mut three = Books::new();
    three.invoice("I-1", "80", "2026-02-01");
    three.credit_memo("CM-1", "100");
    done(&mut three, &oldest());
    assert_eq!(three.open(), ["C-100 CM-1 20 receivable"]);
}

#[test]
fn a_credit_that_names_its_invoice_goes_there_before_any_other_of_its_amount() {
    let mut books = Books::new();
    books.invoice("I-1", "50", "2026-02-01");
    books.invoice("I-2", "119", "2026-02-02");
    let memo = crate::Document::new("CM-1", Currency::EUR, amount("50")).with_references(vec![Reference::new(ReferenceKind::Other, "i-2")]);
    books.post(EntryKind::credit_memo(memo));
    assert_eq!(done(&mut books, &CreditPolicy::new()), ["CM-1 names I-2: 50.00 EUR of it go there"]);
    assert_eq!(books.open(), ["C-100 I-1 50 receivable", "C-100 I-2 69 receivable"]);
}

#[test]
fn by_default_only_exact_amounts_meet_the_oldest_first() {
    let mut books = Books::new();
    books.invoice("I-1", "70", "2026-02-09");
    books.invoice("I-2", "70", "2026-02-02");
    books.invoice("I-3", "60", "2026-01-02");
    books.receipt("R-1", "70");
    books.receipt("R-2", "59.99");
    assert_eq!(done(&mut books, &CreditPolicy::new()), ["R-1 of 70.00 EUR is exactly what is open on I-2"]);
    assert!(done(&mut books, &CreditPolicy::new()).is_empty());
    assert!(done(&mut books, &oldest().with_minimum(amount("60"))).is_empty());
}

#[test]
fn what_was_left_on_account_and_what_is_disputed_stays() {
    let mut books = Books::new();
    books.invoice("I-1", "70", "2026-02-09");
    books.receipt("R-1", "70");
    books.post(EntryKind::money_placed(MoneyPlaced::new("R-1", amount("70"), MoneyPlace::OnAccount)));
    assert!(done(&mut books, &CreditPolicy::new()).is_empty());
    let mut items = books.items();
    items[0].disputed = amount("1");
    let policy = CreditPolicy::new().with_on_account(true);
    assert!(reconcile_credits(&items, &[], date("2026-03-01"), &policy).unwrap().is_empty());
    assert_eq!(reconcile_credits(&items, &[], date("2026-03-01"), &policy.clone().with_disputed(true)).unwrap().len(), 1);
    assert_eq!(done(&mut books, &policy).len(), 1);
    assert!(books.open().is_empty());
}

#[test]
fn accounts_of_other_customers_entities_and_currencies_are_apart() {
    let mut books = Books::new();
    books.invoice("I-1", "70", "2026-02-09");
    books.customer = "C-200".into();
    books.receipt("R-1", "70");
    assert!(done(&mut books, &oldest()).is_empty());
    let mut items = books.items();
    items.iter_mut().for_each(|item| item.customer = Some("C-1".into()));
    items[0].currency = Currency::new("USD").unwrap();
    assert!(reconcile_credits(&items, &[], date("2026-03-01"), &oldest()).unwrap().is_empty());
    items[0].currency = Currency::EUR;
    items[0].entity = "F".into();
    assert!(reconcile_credits(&items, &[], date("2026-03-01"), &oldest()).unwrap().is_empty());
    assert_eq!(
        reconcile_credits(&items, &[], date("2026-03-01"), &oldest().with_minimum(amount("-1"))).unwrap_err().code(),
        "invalid_value"
    );
}

#[test]
fn proposed_again_after_it_was_taken_back_it_bears_new_ids() {
    let mut books = Books::new();
    books.invoice("I-1", "70", "2026-02-09");
    books.receipt("R-1", "70");
    done(&mut books, &CreditPolicy::new());
    let first = books.ledger.entries().last().unwrap().id.clone();
    books.day = date("2026-03-01");
    books.post(EntryKind::reversal(crate::Reversal::new(first.clone())));
    assert_eq!(done(&mut books, &CreditPolicy::new()).len(), 1);
    assert_ne!(books.ledger.entries().last().unwrap().id, first);
    assert!(books.open().is_empty());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Whatever stands open, the proposal posts, nothing is left that could be set off, and the order of items does not matter.
    #[test]
    fn oldest_first_leaves_debits_or_credits(debits in proptest::collection::vec(1_i64..300, 0..6), credits in proptest::collection::vec(1_i64..300, 0..6), turn in 0_usize..6) {
        let mut books = Books::new();
        let text = |minor: i64| Amount::from_minor(minor, 2).unwrap().to_string();
        for (at, debit) in debits.iter().enumerate() {
            books.invoice(&format!("I-{at}"), &text(*debit), &format!("2026-02-{:02}", at % 3 + 1));
        }
        for (at, credit) in credits.iter().enumerate() {
            if at % 2 == 0 { books.receipt(&format!("R-{at}"), &text(*credit)) } else { books.credit_memo(&format!("CM-{at}"), &text(*credit)) };
        }
        let mut items = books.items();
        let straight = reconcile_credits(&items, &[], date("2026-03-01"), &oldest()).unwrap();
        if !items.is_empty() {
            let places = items.len();
            items.rotate_left(turn % places);
        }
        prop_assert_eq!(&straight, &reconcile_credits(&items, &[], date("2026-03-01"), &oldest()).unwrap());
        let balance = debits.iter().sum::<i64>() - credits.iter().sum::<i64>();
        done(&mut books, &oldest());
        let left = |side: Side| Amount::checked_sum(books.items().iter().filter(|item| item.side == side).map(|item| item.open)).unwrap();
        let wanted = |minor: i64| Amount::from_minor(minor.max(0), 2).unwrap();
        prop_assert_eq!((left(Side::Debit), left(Side::Credit)), (wanted(balance), wanted(-balance)));
        if let Some(batch) = straight.first() {
            let recorded = books.now();
            let stale = post(&mut books.ledger, batch.accept(recorded, None).unwrap(), &PostPolicy::new());
            prop_assert_eq!(stale.unwrap_err().code(), "stale_proposal");
        }
    }
}
