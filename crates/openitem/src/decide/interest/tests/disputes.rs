//! What disputes freeze, release and cancel.

use super::*;
use crate::DisputeOutcome;

fn disputed(through: Option<&str>, outcome: Option<DisputeOutcome>, sum: Option<&str>) -> InterestDispute {
    let mut dispute = InterestDispute::new("D-1", "A", day("2026-01-12"));
    (dispute.through, dispute.outcome, dispute.amount) = (through.map(day), outcome, sum.map(amount));
    dispute
}

fn with(disputes: &[InterestDispute], applied: &[AppliedAmount], open: &str) -> InterestRequest {
    request(&[owed("A", open, "2026-01-01")], applied).with_disputes(disputes.to_vec())
}

fn rows(request: &InterestRequest, policy: &InterestPolicy) -> Vec<String> {
    sheet(&of(request, "2026-01-31", policy))
}

#[test]
fn an_open_dispute_freezes_its_days() {
    let open = with(&[disputed(None, None, None)], &[], "36500");
    assert_eq!(rows(&open, &yearly("10")), ["2026-01-02 2026-01-11 10 36500 10 100", "2026-01-12 2026-01-31 20 36500 10 0 frozen"]);
    assert_eq!(of(&open, "2026-01-31", &yearly("10")).items[0].reasons[0].rule, "dispute_frozen");
    // A part only.
    let part = with(&[disputed(None, None, Some("18250"))], &[], "36500");
    assert_eq!(of(&part, "2026-01-31", &yearly("10")).items[0].interest, amount("200"));
    // Where nothing is frozen, the dispute says nothing.
    assert_eq!(of(&open, "2026-01-31", &yearly("10").with_freeze_disputed(false)).items[0].interest, amount("300"));
    // As of a day before its end it was open.
    let ended = with(&[disputed(Some("2026-02-10"), Some(DisputeOutcome::AgainstCustomer), None)], &[], "36500");
    assert_eq!(of(&ended, "2026-01-31", &yearly("10")).items[0].interest, amount("100"));
}

#[test]
fn a_dispute_resolved_against_the_customer_releases_its_days() {
    for outcome in [DisputeOutcome::AgainstCustomer, DisputeOutcome::Withdrawn] {
        let ended = with(&[disputed(Some("2026-01-21"), Some(outcome), None)], &[], "36500");
        let accrual = of(&ended, "2026-01-31", &yearly("10"));
        assert_eq!((accrual.items[0].interest, accrual.items[0].reasons[0].rule.as_str()), (amount("300"), "dispute_released"));
    }
}

#[test]
fn a_dispute_resolved_for_the_customer_cancels_what_was_billed() {
    let mut ended = with(&[disputed(Some("2026-01-21"), Some(DisputeOutcome::ForCustomer), Some("18250"))], &[], "36500");
    ended.billed = vec![BilledInterest::new("F-1", "A", day("2026-01-11"), amount("100"))];
    let accrual = of(&ended, "2026-01-31", &yearly("10"));
    // Half of it never was owed: 150 of 300, 50 more than was billed.
    assert_eq!((accrual.items[0].interest, accrual.items[0].difference), (amount("150"), amount("50")));
    // All of it: the 100 are credited.
    ended.disputes = vec![disputed(Some("2026-01-21"), Some(DisputeOutcome::ForCustomer), None)];
    let accrual = of(&ended, "2026-01-31", &yearly("10"));
    assert_eq!((accrual.items[0].outcome, accrual.totals[0].credits), (InterestOutcome::Credit, amount("100")));
    let crate::EntryKind::CreditMemo { credit_memo } = &accrual.batches[0].entries[0].kind else { panic!() };
    assert_eq!((credit_memo.id.as_str(), credit_memo.corrects.as_ref().unwrap().as_str()), ("F-1/credit/1", "F-1"));
}

#[test]
fn what_was_credited_for_a_dispute_is_not_left_out_twice() {
    let credited = AppliedAmount { receipt: None, ..paid("A", "2026-01-21", "18250") };
    let ended = with(&[disputed(Some("2026-01-21"), Some(DisputeOutcome::ForCustomer), Some("18250"))], &[credited], "18250");
    for mode in [InterestRateMode::FixedAtStart, InterestRateMode::AtPayment] {
        assert_eq!(of(&ended, "2026-01-31", &yearly("10").with_mode(mode)).items[0].interest, amount("150"), "{mode}");
    }
}

#[test]
fn a_dispute_in_which_each_was_right_in_part() {
    // Nothing told: the days of the dispute stay free.
    let mut shared = disputed(Some("2026-01-21"), Some(DisputeOutcome::Shared), None);
    assert_eq!(of(&with(&[shared.clone()], &[], "36500"), "2026-01-31", &yearly("10")).items[0].interest, amount("200"));
    // A quarter was found for the customer: it bears nothing, the rest all of it.
    shared.upheld = Some(amount("9125"));
    assert_eq!(of(&with(&[shared], &[], "36500"), "2026-01-31", &yearly("10")).items[0].interest, amount("225"));
}

#[test]
fn disputes_of_an_item_add_up_to_its_balance_at_most() {
    let mut other = disputed(None, None, Some("30000"));
    other.dispute = "D-2".into();
    let both = with(&[disputed(None, None, Some("20000")), other], &[], "36500");
    assert_eq!(rows(&both, &yearly("10"))[1..], ["2026-01-12 2026-01-31 20 36500 10 0 frozen"]);
}

#[test]
fn a_debt_that_waits_for_a_dispute_bears_no_fixed_sum_yet() {
    let policy = InterestPolicy::eu_directive();
    let mut open = with(&[disputed(None, None, None)], &[], "36500");
    let accrual = of(&open, "2026-01-31", &policy);
    assert_eq!((accrual.items[0].fixed_sum, accrual.items[0].interest.is_zero()), (Amount::ZERO, false));
    // What was billed before stays.
    open.billed = vec![BilledInterest::new("F", "A", day("2026-01-11"), amount("40")).with_kind(InterestKind::FixedSum)];
    assert_eq!(of(&open, "2026-01-31", &policy).items[0].fixed_difference, Amount::ZERO);
    // Nothing was owed: it is credited.
    open.disputes = vec![disputed(Some("2026-01-21"), Some(DisputeOutcome::ForCustomer), None)];
    assert_eq!(of(&open, "2026-01-31", &policy).items[0].fixed_difference, amount("-40"));
}
