use super::{amount, came, day, owed};
use crate::approval::ApprovalState;
use crate::plan::{ReAgeCredit, ReAgeDecision, ReAgePolicy, ReAgeRequest, payment_history, re_age};
use crate::{ApprovalAnswer, ApprovalReply, Currency, EntryKind};

const AS_OF: &str = "2026-04-30";

/// All that the supervisors ask for: an account of nine months, 100 in each of January to March.
fn good() -> ReAgeRequest {
    let paid: Vec<_> = ["2026-01-15", "2026-02-15", "2026-03-15"].iter().map(|on| came(on, "INV-0", on, "100")).collect();
    let mut request = ReAgeRequest::new("E", "C-1", Currency::EUR, vec![owed("INV-1", "500")], day("2026-06-30"), "ana")
        .with_opened(day("2025-07-30"))
        .with_renewed(true)
        .with_minimum(amount("100"))
        .with_history(payment_history(&paid, day(AS_OF), 6).unwrap().remove(0))
        .with_replies(vec![ApprovalReply::new(day(AS_OF), ApprovalAnswer::Given).with_by("ben")]);
    request.earlier = vec![day("2023-05-01")];
    request
}

fn decided(request: &ReAgeRequest) -> ReAgeDecision {
    re_age(request, day(AS_OF), &ReAgePolicy::ffiec()).unwrap()
}

fn unmet(request: &ReAgeRequest) -> Vec<String> {
    let found = decided(request);
    assert_eq!(found.allowed, found.proposed.is_some());
    found.conditions.into_iter().filter(|condition| !condition.met).map(|condition| condition.reason.rule).collect()
}

#[test]
fn a_re_age_within_the_limits_changes_due_dates() {
    let found = decided(&good());
    // Due 31 January, so 89 days: no class.
    assert_eq!((found.allowed, found.days_past_due, found.classes.len()), (true, 89, 0));
    let batch = found.proposed.unwrap();
    let EntryKind::ItemChanged { item_changed } = &batch.entries[0].kind else { panic!("a due date changes") };
    let change = item_changed.due.as_ref().unwrap();
    assert_eq!((change.old, change.new), (Some(day("2026-01-31")), Some(day("2026-06-30"))));
    assert_eq!(item_changed.reason.as_ref().unwrap().as_str(), "re_age");
}

#[test]
fn each_condition_stands_for_itself() {
    assert!(unmet(&good()).is_empty());
    assert_eq!(unmet(&good().with_opened(day("2025-08-01"))), ["account_age"], "nine months end on 1 May");
    let with = |change: fn(&mut ReAgeRequest)| {
        let mut request = good();
        change(&mut request);
        unmet(&request)
    };
    assert_eq!(with(|request| request.opened = None), ["account_age"]);
    assert_eq!(with(|request| request.renewed = None), ["renewed"]);
    assert_eq!(with(|request| request.minimum = Some(amount("100.01"))), ["payments"]);
    assert_eq!(with(|request| request.history = None), ["payments"]);
    // Once in 12 months, twice in five years, this one counted.
    assert_eq!(with(|request| request.earlier = vec![day("2025-05-01")]), ["how_often"]);
    assert!(with(|request| request.earlier = vec![day("2025-04-30")]).is_empty());
    assert_eq!(with(|request| request.earlier = vec![day("2025-04-30"), day("2022-01-01")]), ["how_often"]);
    assert_eq!(with(|request| request.bankruptcy = Some(day("2026-03-01"))), ["class_bankruptcy"]);
    assert!(with(|request| request.bankruptcy = Some(day("2026-03-02"))).is_empty());
    assert_eq!(with(|request| request.fraud = Some(day("2026-01-30"))), ["class_fraud"]);
}

#[test]
fn as_much_at_once_does_too() {
    let at_once = |sum: &str| {
        let mut request = good();
        request.history = Some(payment_history(&[came("A", "INV-0", "2026-02-15", sum)], day(AS_OF), 6).unwrap().remove(0));
        unmet(&request)
    };
    assert!(at_once("300").is_empty());
    assert_eq!(at_once("299.99"), ["payments"]);
}

#[test]
fn a_loss_is_not_re_aged() {
    let aged = |due: &str, credit| {
        let mut request = good().with_credit(credit);
        request.items[0].due = Some(day(due));
        let found = decided(&request);
        (found.days_past_due, found.classes.join(" "), found.allowed)
    };
    assert_eq!(aged("2026-01-30", ReAgeCredit::ClosedEnd), (90, "substandard".to_owned(), true));
    assert_eq!(aged("2026-01-01", ReAgeCredit::ClosedEnd), (119, "substandard".to_owned(), true));
    assert_eq!(aged("2025-12-31", ReAgeCredit::ClosedEnd), (120, "substandard loss".to_owned(), false));
    assert_eq!(aged("2025-12-31", ReAgeCredit::OpenEnd), (120, "substandard".to_owned(), true));
    assert_eq!(aged("2025-11-01", ReAgeCredit::OpenEnd), (180, "substandard loss".to_owned(), false));
}

#[test]
fn nothing_is_re_aged_that_nobody_approved() {
    let mut request = good();
    request.replies.clear();
    assert_eq!((decided(&request).allowed, decided(&request).approval.state), (false, ApprovalState::Open));
    // Nobody approves his own.
    request.replies = vec![ApprovalReply::new(day(AS_OF), ApprovalAnswer::Given).with_by("ana")];
    assert!(!decided(&request).allowed);
    request.replies = vec![ApprovalReply::new(day(AS_OF), ApprovalAnswer::Refused).with_by("ben")];
    assert_eq!(decided(&request).approval.state, ApprovalState::Refused);
}

#[test]
fn bounds_out_of_range_are_refused() {
    let code = |request: &ReAgeRequest, policy: &ReAgePolicy| re_age(request, day(AS_OF), policy).unwrap_err().code();
    let plain = ReAgePolicy::new();
    assert_eq!(code(&good().with_due(day("2026-04-29")), &plain), "invalid_value");
    assert_eq!(code(&good().with_items(Vec::new()), &plain), "invalid_value");
    assert_eq!(code(&good().with_items(vec![owed("A", "1"), owed("A", "1")]), &plain), "invalid_value");
    assert_eq!(code(&good().with_customer("C-2"), &plain), "invalid_value");
    assert_eq!(code(&good(), &plain.clone().with_least_age_months(0)), "invalid_value");
    assert_eq!(code(&good(), &plain.clone().with_limits(vec![crate::plan::ReAgeLimit::new(1, 0)])), "invalid_value");
    assert_eq!(code(&good(), &plain.with_classes(vec![crate::plan::ReAgeClass::new("x", -1)])), "invalid_value");
}
