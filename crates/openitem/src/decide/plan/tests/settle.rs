use super::{amount, came, day, plan, rate};
use crate::plan::{PlanAssessRequest, PlanHistory, PlanInstrument, PlanPolicy, PlanSettlementKind, settle};
use crate::{AppliedAmount, EntryKind, Stage};

/// DOMAIN T7.1, agreed on 31 January: 1,000 at 2 percent a month in six.
fn t71() -> PlanHistory {
    let rows = [
        ("2026-02-28", "178.53", "20"),
        ("2026-03-31", "178.53", "16.83"),
        ("2026-04-30", "178.53", "13.6"),
        ("2026-05-31", "178.53", "10.3"),
        ("2026-06-30", "178.53", "6.93"),
        ("2026-07-31", "178.51", "3.5"),
    ];
    let mut history = plan("PL-1", &rows.map(|(due, sum, _)| (due, sum)));
    for (part, (_, _, interest)) in history.plan.plan.installments.iter_mut().zip(rows) {
        part.interest = Some(amount(interest));
    }
    history
}

fn settled(history: PlanHistory, applied: &[AppliedAmount], on: &str, policy: &PlanPolicy) -> crate::plan::PlanSettlement {
    let request = PlanAssessRequest::new().with_plans(vec![history]).with_applied(applied.to_vec());
    settle(&request, &"PL-1".into(), day(on), policy).unwrap()
}

#[test]
fn principal_and_interest_through_the_day() {
    let paid = [came("A", "INV-1", "2026-02-28", "178.53")];
    let found = settled(t71(), &paid, "2026-03-15", &PlanPolicy::new());
    // 841.47 are left; 15 of the 31 days of March bear 16.83 x 15 / 31 = 8.14.
    let lines: Vec<_> = found.lines.iter().map(|line| (line.kind, line.amount.to_string(), line.days, line.of_days)).collect();
    let expected = [
        (PlanSettlementKind::Principal, "841.47".to_owned(), None, None),
        (PlanSettlementKind::InterestAccrued, "8.14".to_owned(), Some(15), Some(31)),
    ];
    assert_eq!(lines, expected);
    // Left were 892.63 (4 x 178.53 + 178.51); 892.63 - 849.61 = 43.02.
    assert_eq!((found.total, found.saves), (amount("849.61"), amount("43.02")));
    let EntryKind::PlanChanged { plan_changed } = &found.proposed.unwrap().entries[0].kind else { panic!("one payment is left") };
    assert_eq!((plan_changed.installments[0].amount, plan_changed.installments[0].interest), (amount("849.61"), Some(amount("8.14"))));
}

#[test]
fn what_is_due_counts_in_full_and_nothing_of_later_months() {
    let found = settled(t71(), &[], "2026-03-31", &PlanPolicy::new());
    // 1,000 with the interest of February and March.
    assert_eq!(found.total, amount("1036.83"));
    // On the day of the plan nothing has run.
    assert_eq!(settled(t71(), &[], "2026-01-31", &PlanPolicy::new()).total, amount("1000"));
}

#[test]
fn the_discount_is_for_those_who_keep_their_plan() {
    let policy = PlanPolicy::new().with_settlement_discount(rate("5"));
    let found = settled(t71(), &[], "2026-01-31", &policy);
    assert_eq!((found.total, found.reasons[0].rule.as_str()), (amount("950"), "discount"));
    let broken = settled(t71(), &[], "2026-04-30", &policy);
    assert_eq!((broken.reasons[0].rule.as_str(), broken.lines.len()), ("no_discount", 2));
}

#[test]
fn cheques_in_hand_are_given_back_and_what_is_paid_is_not_settled() {
    let mut history = t71();
    history.plan.plan.installments[1].receipt = Some("CH-2".into());
    history.instruments = vec![PlanInstrument::new("CH-2", Stage::Held, day("2026-01-31"), amount("178.53"))];
    assert_eq!(settled(history, &[], "2026-02-10", &PlanPolicy::new()).give_back[0].as_str(), "CH-2");
    let paid = [came("A", "INV-1", "2026-02-10", "1071.16")];
    let found = settled(t71(), &paid, "2026-02-20", &PlanPolicy::new());
    assert_eq!((found.total, found.proposed, found.reasons[0].rule.as_str()), (amount("0"), None, "completed"));
    let request = PlanAssessRequest::new();
    assert_eq!(settle(&request, &"PL-9".into(), day("2026-02-20"), &PlanPolicy::new()).unwrap_err().code(), "invalid_value");
}
