//! What is done next with money that nobody used.

use super::super::books::{Books, amount, date};
use super::*;
use crate::{Entry, EntryKind, MoneyPlace, MoneyPlaced, Receipt};

fn rows(books: &Books, on: &str, policy: &UnappliedPolicy) -> Vec<(String, i32, UnappliedAct)> {
    let rows = unapplied(&books.items(), date(on), policy).unwrap();
    rows.into_iter().map(|row| (row.item.to_string(), row.days, row.act)).collect()
}

fn texts(books: &Books, on: &str, policy: &UnappliedPolicy) -> Vec<String> {
    unapplied(&books.items(), date(on), policy).unwrap().into_iter().map(|row| row.reasons[0].text.clone()).collect()
}

fn unidentified(books: &mut Books, id: &str, of: &str) {
    let entry = Entry::new(format!("E-{id}"), "E", books.day, books.now(), EntryKind::receipt(Receipt::new(id, Currency::EUR, amount(of))));
    books.take(crate::Batch::new(vec![entry]));
}

#[test]
fn money_is_applied_given_back_or_asked_about() {
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    books.receipt("R-1", "100");
    books.receipt("R-2", "33");
    unidentified(&mut books, "R-3", "12");
    books.customer = "C-200".into();
    books.receipt("R-4", "9");
    let act = |on: &str| rows(&books, on, &UnappliedPolicy::new());
    assert_eq!(
        act("2026-01-15"),
        [
            ("R-1".into(), 10, UnappliedAct::Apply),
            ("R-2".into(), 10, UnappliedAct::Ask),
            ("R-3".into(), 10, UnappliedAct::Ask),
            ("R-4".into(), 10, UnappliedAct::Wait),
        ]
    );
    assert_eq!(act("2026-02-04")[3].2, UnappliedAct::Refund);
    assert_eq!(
        texts(&books, "2026-02-04", &UnappliedPolicy::new()),
        [
            "R-1 of 100.00 EUR is exactly what is open on I-1",
            "of what C-100 owes (1 open) nothing fits 33.00 EUR by itself: ask what they pay",
            "nobody knows whose 12.00 EUR these are: ask the bank or the payer",
            "C-200 owes nothing and 9.00 EUR are unused for 30 days: give them back",
        ]
    );
}

#[test]
fn money_kept_on_purpose_is_asked_about_before_it_is_used() {
    let mut books = Books::new();
    books.invoice("I-1", "100", "2026-02-04");
    books.receipt("R-1", "100");
    books.post(EntryKind::money_placed(MoneyPlaced::new("R-1", amount("100"), MoneyPlace::OnAccount).with_id("A-1")));
    let said = texts(&books, "2026-03-01", &UnappliedPolicy::new());
    assert_eq!(said, ["100.00 EUR are kept for C-100 on purpose, who owes something (1 open): ask whether they may be used"]);
}

#[test]
fn money_without_a_sign_of_its_owner_for_the_time_of_the_law_is_remitted() {
    let mut books = Books::new();
    books.receipt("R-1", "20");
    unidentified(&mut books, "R-2", "5");
    let law = Dormancy::new("DE", 36, "a statute").with_valid_from(date("2027-01-01"));
    let policy = UnappliedPolicy::new().with_dormancy(vec![law]);
    let acts = |books: &Books, on: &str| rows(books, on, &policy).into_iter().map(|row| row.2).collect::<Vec<_>>();
    assert_eq!(acts(&books, "2029-01-04"), [UnappliedAct::Refund, UnappliedAct::Ask]);
    assert_eq!(acts(&books, "2029-01-05"), [UnappliedAct::Escheat, UnappliedAct::Escheat]);
    let row = unapplied(&books.items(), date("2029-01-05"), &policy).unwrap().remove(0);
    assert_eq!(row.jurisdiction.as_deref(), Some("DE"));
    assert_eq!(
        row.reasons[0].text,
        "20.00 EUR are unclaimed: the last sign of their owner is of 2026-01-05, 36 months ago or more; DE has them remitted (a statute)"
    );
    // An order of a year ago is a sign of the owner: the time runs from there.
    books.day = date("2028-01-05");
    books.invoice("I-1", "70", "2028-02-04");
    assert_eq!(acts(&books, "2029-01-05"), [UnappliedAct::Ask, UnappliedAct::Escheat]);
    let labelled = Dormancy::new("DE", 36, "a statute").with_label(Label::new("state", "DE"));
    let policy = UnappliedPolicy::new().with_dormancy(vec![labelled]);
    assert_eq!(rows(&books, "2029-01-05", &policy)[1].2, UnappliedAct::Ask);
}

#[test]
fn the_oldest_stands_first_in_its_bucket() {
    let mut books = Books::new();
    books.receipt("R-1", "20");
    books.day = date("2026-02-20");
    books.credit_memo("CM-1", "20");
    let rows = unapplied(&books.items(), date("2026-03-01"), &UnappliedPolicy::new()).unwrap();
    let seen: Vec<_> = rows.iter().map(|row| (row.item.as_str(), row.bucket.as_str(), row.kind)).collect();
    assert_eq!(seen, [("R-1", "31-60", OpenCredit::Unapplied), ("CM-1", "0-30", OpenCredit::Credit)]);
    let early = unapplied(&books.items(), date("2026-02-01"), &UnappliedPolicy::new()).unwrap();
    assert_eq!(early.len(), 1, "what is not yet effective is left out");
}

#[test]
fn a_law_without_time_is_refused() {
    let policy = UnappliedPolicy::new().with_dormancy(vec![Dormancy::new("DE", 0, "none")]);
    assert_eq!(unapplied(&[], date("2026-03-01"), &policy).unwrap_err().code(), "invalid_value");
}
