//! Days without interest by agreement.

use super::*;
use crate::plan::{PlanAssessment, PlanHistory, PlanReport};

fn suspended(from: &str, through: Option<&str>) -> InterestSuspension {
    let mut one = InterestSuspension::new("A", day(from));
    one.through = through.map(day);
    one
}

fn with(suspensions: &[InterestSuspension]) -> InterestRequest {
    request(&[owed("A", "36500", "2026-01-01")], &[]).with_suspensions(suspensions.to_vec())
}

fn told(suspensions: &[InterestSuspension]) -> (Vec<String>, Amount) {
    let accrual = of(&with(suspensions), "2026-01-31", &yearly("10"));
    (sheet(&accrual), accrual.items[0].interest)
}

#[test]
fn its_days_bear_none_from_the_first_through_the_last() {
    let (rows, interest) = told(&[suspended("2026-01-12", Some("2026-01-21"))]);
    let expected =
        ["2026-01-02 2026-01-11 10 36500 10 100", "2026-01-12 2026-01-21 10 36500 10 0 suspended", "2026-01-22 2026-01-31 10 36500 10 100"];
    assert_eq!((rows, interest), (expected.map(String::from).to_vec(), amount("200")));
    let accrual = of(&with(&[suspended("2026-01-12", None)]), "2026-01-31", &yearly("10"));
    assert_eq!((accrual.items[0].interest, accrual.items[0].reasons[0].rule.as_str()), (amount("100"), "suspended"));
}

#[test]
fn two_that_overlap_end_with_the_later_and_one_before_the_due_date_does_nothing() {
    let two = [suspended("2026-01-05", Some("2026-01-15")), suspended("2026-01-10", Some("2026-01-21"))];
    assert_eq!(told(&two).1, amount("130"));
    assert_eq!(told(&[suspended("2025-11-01", Some("2025-12-31"))]).1, amount("300"));
    assert_eq!(told(&[suspended("2025-11-01", Some("2026-01-11"))]).1, amount("200"));
    assert_eq!(told(&[suspended("2026-02-01", None), suspended("2026-01-21", Some("2026-01-12"))]).1, amount("300"));
}

#[test]
fn a_dispute_within_it_waits_for_nothing_and_what_was_billed_is_credited() {
    let mut both = with(&[suspended("2026-01-02", None)]);
    both.disputes = vec![InterestDispute::new("D-1", "A", day("2026-01-12"))];
    both.billed = vec![BilledInterest::new("F-1", "A", day("2026-01-11"), amount("100"))];
    let accrual = of(&both, "2026-01-31", &yearly("10"));
    assert_eq!((accrual.items[0].outcome, accrual.totals[0].credits), (InterestOutcome::Credit, amount("100")));
}

#[test]
fn a_percentage_of_what_is_open_is_not_charged_while_it_lasts() {
    let policy = InterestPolicy::bc_balance_due();
    let on = |suspensions: &[InterestSuspension]| of(&with(suspensions), "2026-03-31", &policy).items[0].interest;
    assert_eq!((on(&[]), on(&[suspended("2026-03-31", None)])), (amount("547.50"), amount("0")));
    assert_eq!(on(&[suspended("2026-03-01", Some("2026-03-30"))]), amount("547.50"));
}

#[test]
fn plans_tell_the_days_of_their_items() {
    let agreed = |id: &str| {
        let plan = crate::PlanAgreed::new(id, Currency::EUR, vec!["A".into(), "B".into()], vec![]);
        PlanHistory::new(crate::Plan::new(plan, "E", day("2026-01-12")))
    };
    let judged = |id: &str, from: Option<&str>| {
        let mut told =
            PlanAssessment::new(id, "E", Currency::EUR, crate::plan::PlanStatus::Current, crate::plan::PlanLateInterest::Suspended);
        told.no_interest_from = from.map(day);
        told
    };
    let report = PlanReport::new(day("2026-01-31")).with_plans(vec![judged("P-1", Some("2026-01-12")), judged("P-2", None)]);
    let found = suspensions(&[agreed("P-2"), agreed("P-1")], &report);
    let told: Vec<_> = found.iter().map(|one| (one.item.as_str(), one.from_date, one.plan.as_ref().unwrap().as_str())).collect();
    assert_eq!(told, [("A", day("2026-01-12"), "P-1"), ("B", day("2026-01-12"), "P-1")]);
}
