//! What is taken back is as if it had never been (I4).

use proptest::prelude::*;

use super::super::books::{Books, amount, date};
use super::*;
use crate::{
    Application, ApplicationLine, Currency, Document, Entry, FeeBearer, MoneyPlaced, PostPolicy, RefundPaid, ReturnFee, Taken, TakenKind,
    post,
};

/// Two invoices, one closed with a discount, one in part; 30 of the money on account.
fn paid() -> Books {
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    books.invoice("I-2", "80", "2026-02-06");
    books.receipt("R-1", "178");
    let discount = Taken::new(TakenKind::EarnedDiscount, amount("2"));
    let lines = vec![ApplicationLine::new("I-1", amount("98")).with_taken(vec![discount])];
    books.post(EntryKind::application(Application::new("R-1", lines)));
    books.apply("R-1", &[("I-2", "50")]);
    books.post(EntryKind::money_placed(MoneyPlaced::new("R-1", amount("30"), MoneyPlace::OnAccount).with_id("R-1/a")));
    books
}

fn proposed(books: &Books, act: &ReversalAct) -> ProposedBatch {
    reverse(books.ledger.entries(), &"R-1".into(), act, date("2026-02-20")).unwrap()
}

fn accepted(books: &mut Books, act: &ReversalAct) -> ProposedBatch {
    let batch = proposed(books, act);
    let recorded = books.now();
    books.take(batch.accept(recorded, None).unwrap());
    batch
}

fn texts(batch: &ProposedBatch) -> Vec<&str> {
    batch.reasons.iter().map(|reason| reason.text.as_str()).collect()
}

fn returned(of: &str) -> ReversalAct {
    ReversalAct::Returned { returned: Box::new(Return::new("R-1", amount(of))) }
}

fn free() -> ReversalAct {
    ReversalAct::Unapply { applications: Vec::new(), reason: None }
}

#[test]
fn a_returned_receipt_reopens_what_it_paid_with_what_was_taken() {
    let mut books = paid();
    let batch = accepted(&mut books, &returned("178"));
    assert_eq!(books.open(), ["C-100 I-1 100 receivable", "C-100 I-2 80 receivable"]);
    assert_eq!(
        texts(&batch),
        [
            "the bank takes 178.00 EUR of receipt R-1 back",
            "entry E6 (money placed) is taken back: its money stands on the receipt again",
            "application E5 is taken back; open again: 50.00 EUR on I-2",
            "application E4 is taken back with what was taken beside the cash; open again: 100.00 EUR on I-1",
        ]
    );
}

#[test]
fn the_fee_of_a_return_is_an_item_of_its_own_where_the_customer_bears_it() {
    let mut books = paid();
    let fee = ReturnFee::new(amount("12.5"), FeeBearer::Customer).with_item("FEE-1");
    let act = ReversalAct::Returned { returned: Box::new(Return::new("R-1", amount("178")).with_fee(fee)) };
    accepted(&mut books, &act);
    assert_eq!(books.open()[0], "C-100 FEE-1 12.5 receivable");
}

#[test]
fn of_a_return_in_part_the_unused_money_goes_first_then_the_latest_applications() {
    let mut books = paid();
    let small = proposed(&books, &returned("40"));
    assert_eq!(texts(&small)[1], "which items the money taken back had paid is not said: the latest give way, and a person should look");
    accepted(&mut books, &returned("40"));
    // The 50 on I-2 come back, 40 of them go to the bank, 10 stay unapplied.
    assert_eq!(books.open(), ["C-100 I-2 80 receivable", "C-100 R-1 10 unapplied", "C-100 R-1/a 30 on_account"]);
    let most = proposed(&books, &returned("120"));
    assert!(most.entries.is_empty());
    assert_eq!(texts(&most), ["of receipt R-1 of 178.00 EUR only 108.00 EUR can be taken back: the rest was used elsewhere"]);
}

/// 50 of 90 EUR paid 5,000 JPY, the rest 40 EUR: the bank takes 60 EUR back, and it is what the yen cost that counts.
#[test]
fn of_a_return_in_part_an_item_in_another_currency_gives_way_with_what_it_cost() {
    let mut books = Books::new();
    let yen = Document::new("J-1", "JPY".parse::<Currency>().unwrap(), amount("5000")).with_due(date("2026-02-04"));
    books.post(EntryKind::invoice(yen));
    books.invoice("I-1", "40", "2026-02-06");
    books.receipt("R-1", "90");
    books.apply("R-1", &[("I-1", "40")]);
    let line = ApplicationLine::new("J-1", amount("5000")).with_from_amount(amount("50"));
    books.post(EntryKind::application(Application::new("R-1", vec![line])));
    accepted(&mut books, &returned("60"));
    assert_eq!(books.open(), ["C-100 I-1 40 receivable", "C-100 J-1 5000 receivable", "C-100 R-1 30 unapplied"]);
}

#[test]
fn money_of_another_customer_goes_over_and_what_it_paid_is_open_again() {
    let mut books = paid();
    let batch = accepted(&mut books, &ReversalAct::Move { to_customer: "C-200".into(), reason: Some("WRONG".into()) });
    let open = books.open();
    assert_eq!(&open[..2], ["C-100 I-1 100 receivable", "C-100 I-2 80 receivable"]);
    let moved: Vec<_> = open[2..].iter().map(|line| (line.starts_with("C-200"), line.rsplit_once(' ').unwrap().1)).collect();
    assert_eq!(moved.len(), 2);
    assert!(moved.contains(&(true, "unapplied")) && moved.contains(&(true, "on_account")));
    assert_eq!(texts(&batch)[2], "148.00 EUR of R-1 goes from C-100 to C-200");
    assert_eq!(proposed(&books, &ReversalAct::Move { to_customer: "C-200".into(), reason: None }).reasons[0].rule, "nothing_to_move");
}

#[test]
fn unidentified_money_that_is_moved_has_found_its_payer() {
    let mut books = Books::new();
    let receipt = EntryKind::receipt(Receipt::new("R-1", Currency::EUR, amount("5")));
    let entry = Entry::new("E0", "E", date("2026-01-05"), books.now(), receipt);
    books.take(crate::Batch::new(vec![entry]));
    accepted(&mut books, &ReversalAct::Move { to_customer: "C-9".into(), reason: None });
    assert_eq!(books.open(), ["C-9 R-1 5 unapplied"]);
}

#[test]
fn one_application_is_taken_back_and_the_others_stay() {
    let mut books = paid();
    accepted(&mut books, &ReversalAct::Unapply { applications: vec!["E5".into()], reason: None });
    assert_eq!(books.open(), ["C-100 I-2 80 receivable", "C-100 R-1 50 unapplied", "C-100 R-1/a 30 on_account"]);
    let act = ReversalAct::Unapply { applications: vec!["E5".into()], reason: None };
    let error = reverse(books.ledger.entries(), &"R-1".into(), &act, date("2026-02-20")).unwrap_err();
    assert_eq!(error.to_string(), "applications: found E5, expected an application of receipt `R-1` that stands");
}

#[test]
fn a_receipt_that_never_came_leaves_nothing() {
    let mut books = paid();
    accepted(&mut books, &ReversalAct::Cancel { reason: None });
    assert_eq!(books.open(), ["C-100 I-1 100 receivable", "C-100 I-2 80 receivable"]);
    assert_eq!(reverse(books.ledger.entries(), &"R-1".into(), &free(), date("2026-02-20")).unwrap_err().code(), "invalid_value");
}

#[test]
fn what_was_paid_out_of_the_money_stands_in_the_way() {
    let mut books = paid();
    books.post(EntryKind::refund_paid(RefundPaid::new("R-1/a", amount("30"))));
    let batch = proposed(&books, &returned("178"));
    assert!(batch.entries.is_empty() && batch.basis.is_empty());
    assert_eq!(texts(&batch), ["30.00 EUR of the money was used by entry E7 (refund paid): clear that up first"]);
}

#[test]
fn what_an_application_made_and_was_used_since_stands_in_the_way() {
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    books.receipt("R-1", "95");
    let kept = Taken::new(TakenKind::Deduction, amount("5")).with_item("D-1");
    let lines = vec![ApplicationLine::new("I-1", amount("95")).with_taken(vec![kept])];
    books.post(EntryKind::application(Application::new("R-1", lines)));
    books.post(EntryKind::write_off(crate::WriteOff::new("D-1", amount("5"))));
    let batch = proposed(&books, &free());
    assert!(batch.entries.is_empty());
    assert_eq!(batch.reasons[0].rule, "in_the_way");
    assert!(batch.reasons[0].inputs[1].value.contains("E4"), "{:?}", batch.reasons);
}

/// The ids of what is done a second time are new, and accepting twice posts once (I6).
#[test]
fn done_again_after_it_was_undone_bears_new_ids() {
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    books.receipt("R-1", "100");
    books.apply("R-1", &[("I-1", "100")]);
    let first = accepted(&mut books, &returned("100"));
    let recorded = books.now();
    assert_eq!(post(&mut books.ledger, first.accept(recorded, None).unwrap(), &PostPolicy::new()).unwrap().known.len(), 1);
    // The bank was wrong: its return is reversed, and comes again.
    let wrong = first.accept(recorded, None).unwrap().entries[0].id.clone();
    books.day = date("2026-02-20");
    books.post(EntryKind::reversal(Reversal::new(wrong)));
    assert!(books.open().is_empty());
    let second = accepted(&mut books, &returned("100"));
    assert_ne!(first.accept(recorded, None).unwrap().entries[0].id, second.accept(recorded, None).unwrap().entries[0].id);
    assert_eq!(books.open(), ["C-100 I-1 100 receivable"]);
}

#[test]
fn a_proposal_made_before_the_items_moved_is_stale() {
    let mut books = paid();
    let batch = proposed(&books, &free());
    books.receipt("R-2", "30");
    books.apply("R-2", &[("I-2", "30")]);
    let recorded = books.now();
    let error = post(&mut books.ledger, batch.accept(recorded, None).unwrap(), &PostPolicy::new()).unwrap_err();
    assert_eq!(error.code(), "stale_proposal");
}

/// Propose, accept, reverse: the accounts are as before; proposed again, the ids are new.
#[test]
fn cash_application_taken_back_is_proposed_again_with_new_ids() {
    use crate::cash::{CashAccounts, CashCase, CashPolicy, CashReceipt, propose};
    let mut books = Books::new();
    books.invoice("2026-1001", "119", "2026-02-04");
    books.receipt("R-1", "119");
    let before = books.open();
    let case = |books: &Books| {
        let receipt = CashReceipt::new("E", date("2026-01-05"), Receipt::new("R-1", Currency::EUR, amount("119"))).with_customer("C-100");
        let items: Vec<_> = books.items().into_iter().filter(|item| item.side == crate::Side::Debit).collect();
        let basis = vec![books.basis("2026-1001"), books.basis("R-1")];
        CashCase::new(receipt).with_accounts(CashAccounts::new().with_items(items).with_basis(basis))
    };
    let recorded = books.now();
    let first = propose(&case(&books), &CashPolicy::new()).unwrap().accept(recorded, None).unwrap();
    assert_eq!(first.entries.len(), 1);
    books.take(first.clone());
    assert!(books.open().is_empty());
    accepted(&mut books, &free());
    assert_eq!(books.open(), before);
    let again = propose(&case(&books), &CashPolicy::new()).unwrap().accept(recorded, None).unwrap();
    assert_ne!(first.entries[0].id, again.entries[0].id);
}

/// A random history: receipts that pay invoices in parts, some with discounts and deductions, some put on account.
fn history() -> impl Strategy<Value = Vec<(u8, u8, u8)>> {
    proptest::collection::vec((0_u8..4, 0_u8..4, 1_u8..60), 0..12)
}

fn told(steps: &[(u8, u8, u8)], with_first: bool) -> Books {
    let mut books = Books::new();
    for at in 0..4 {
        books.invoice(&format!("I-{at}"), "100", "2026-02-04");
    }
    for at in 1..=3 {
        if with_first || at != 1 {
            books.receipt(&format!("R-{at}"), "150");
        } else {
            books.now();
        }
    }
    for (receipt, item, part) in steps {
        let receipt = (*receipt).clamp(1, 3);
        if receipt == 1 && !with_first {
            continue;
        }
        let part = Amount::from_minor(i64::from(*part), 0).unwrap();
        let mut line = ApplicationLine::new(format!("I-{item}"), part);
        if part > amount("40") {
            line.taken.push(Taken::new(TakenKind::Deduction, amount("1")));
        }
        let kind = match part < amount("5") {
            true => EntryKind::money_placed(MoneyPlaced::new(format!("R-{receipt}"), part, MoneyPlace::OnAccount)),
            false => EntryKind::application(Application::new(format!("R-{receipt}"), vec![line])),
        };
        let entry = Entry::new(format!("S{}", books.ledger.entries().len()), "E", books.day, books.now(), kind).with_customer("C-100");
        // What over-applies is left out.
        let _ = post(&mut books.ledger, crate::Batch::new(vec![entry]), &PostPolicy::new());
    }
    books
}

use crate::Amount;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Every cent that a receipt had paid is open again, whatever else was paid beside it, and its own money is whole.
    #[test]
    fn unapplied_money_is_whole_and_returned_money_leaves_what_others_paid(steps in history()) {
        let mut books = told(&steps, true);
        let paid_by_others = |books: &Books| {
            let past = Past::whole(books.ledger.entries());
            let others = |change: &&crate::Change| change.cause == crate::Cause::Applied && change.item.as_str().starts_with("R-")
                && !change.item.as_str().starts_with("R-1");
            past.moves.iter().filter(others).cloned().collect::<Vec<_>>()
        };
        let before = paid_by_others(&books);
        accepted_if_any(&mut books, &free());
        let whole = |books: &Books, start: &str| {
            Amount::checked_sum(books.items().iter().filter(|item| item.receipt.as_ref().is_some_and(|id| id.as_str() == start)
                && item.kind == crate::ItemKind::Receipt).map(|item| item.open)).unwrap()
        };
        prop_assert_eq!(whole(&books, "R-1"), amount("150"));
        let batch = accepted(&mut books, &ReversalAct::Returned { returned: Box::new(Return::new("R-1", amount("150"))) });
        prop_assert!(!batch.entries.is_empty(), "{:?}", batch.reasons);
        prop_assert_eq!(whole(&books, "R-1"), Amount::ZERO);
        prop_assert_eq!(paid_by_others(&books), before.clone());
        let left = Amount::checked_sum(before.iter().map(|change| change.amount.abs())).unwrap();
        let debits = Amount::checked_sum(books.items().iter().filter(|item| item.side == crate::Side::Debit).map(|item| item.open)).unwrap();
        prop_assert_eq!(debits.checked_add(left).unwrap(), amount("400"));
    }
}

fn accepted_if_any(books: &mut Books, act: &ReversalAct) {
    let batch = proposed(books, act);
    if !batch.entries.is_empty() {
        accepted(books, act);
    }
}
