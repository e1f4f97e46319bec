use super::{amount, came, day, owed, plan};
use crate::plan::{
    PlanAllocation, PlanAssessRequest, PlanAssessment, PlanCharge, PlanClaim, PlanCovenant, PlanCredits, PlanHistory,
    PlanInstallmentStatus, PlanInstrument, PlanInstrumentState, PlanLateInterest, PlanPolicy, PlanRevision, PlanStatus, ReAgedItem, assess,
};
use crate::{AppliedAmount, Cause, Currency, EntryKind, Money, OpenItem, PlanInstallment, PlanOutcome, Stage};
use PlanInstallmentStatus::{Cured, Late, Missed, Open, Paid};

const THREE: [(&str, &str); 3] = [("2026-02-28", "100"), ("2026-03-31", "100"), ("2026-04-30", "100")];

fn judged(history: &PlanHistory, applied: &[AppliedAmount], items: &[OpenItem], on: &str, policy: &PlanPolicy) -> PlanAssessment {
    let request = PlanAssessRequest::new().with_plans(vec![history.clone()]).with_applied(applied.to_vec()).with_items(items.to_vec());
    assess(&request, day(on), policy).unwrap().plans.remove(0)
}

fn of(applied: &[AppliedAmount], on: &str) -> PlanAssessment {
    judged(&plan("PL-1", &THREE), applied, &[owed("INV-1", "300")], on, &PlanPolicy::new())
}

fn statuses(found: &PlanAssessment) -> Vec<PlanInstallmentStatus> {
    found.installments.iter().map(|part| part.status).collect()
}

fn proposed(found: &PlanAssessment) -> Vec<&EntryKind> {
    found.proposed.iter().flat_map(|batch| &batch.entries).map(|entry| &entry.kind).collect()
}

fn ends(found: &PlanAssessment) -> Option<PlanOutcome> {
    proposed(found).into_iter().find_map(|kind| match kind {
        EntryKind::PlanEnded { plan_ended } => Some(plan_ended.outcome),
        _ => None,
    })
}

#[test]
fn installments_are_open_late_missed_paid_or_cured() {
    let paid = [came("A", "INV-1", "2026-03-03", "100")];
    assert_eq!(statuses(&of(&[], "2026-02-28")), [Open, Open, Open]);
    assert_eq!(statuses(&of(&[], "2026-03-03")), [Late, Open, Open]);
    assert_eq!(statuses(&of(&[], "2026-03-04")), [Missed, Open, Open]);
    // The last day of grace is in time, the next one is not.
    let found = of(&paid, "2026-03-31");
    assert_eq!((statuses(&found), found.installments[0].paid_on), (vec![Paid, Open, Open], Some(day("2026-03-03"))));
    let late = of(&[came("A", "INV-1", "2026-03-04", "100")], "2026-03-31");
    assert_eq!((statuses(&late), late.missed, late.status), (vec![Cured, Open, Open], 1, PlanStatus::Current));
    assert_eq!(late.installments[0].missed_on, Some(day("2026-03-04")));
    // What comes is for the oldest first; a part leaves it missed.
    let part = of(&[came("A", "INV-1", "2026-02-20", "60")], "2026-03-10");
    assert_eq!((statuses(&part), part.arrears, part.status), (vec![Missed, Open, Open], amount("40"), PlanStatus::Late));
    // More than an installment pays the next one too.
    assert_eq!(statuses(&of(&[came("A", "INV-1", "2026-02-20", "200")], "2026-04-10")), [Paid, Paid, Open]);
}

#[test]
fn what_came_before_the_plan_or_after_the_date_does_not_count() {
    let early = [came("A", "INV-1", "2026-01-30", "300"), came("B", "INV-1", "2026-06-01", "300"), came("C", "INV-2", "2026-02-20", "300")];
    assert_eq!(of(&early, "2026-02-28").paid, amount("0"));
    // On the day of the plan it does.
    assert_eq!(of(&[came("A", "INV-1", "2026-01-31", "300")], "2026-02-28").status, PlanStatus::Completed);
}

#[test]
fn two_missed_break_the_plan_and_all_falls_due() {
    let found = of(&[], "2026-04-04");
    assert_eq!(
        (found.status, found.defaulted_on, found.cure_by),
        (PlanStatus::Defaulted, Some(day("2026-04-04")), Some(day("2026-04-18")))
    );
    assert_eq!((found.arrears, found.due_now, found.defaults), (amount("200"), amount("300"), 1));
    assert!(ends(&found).is_none(), "it can still be cured");
    assert_eq!(of(&[], "2026-04-03").status, PlanStatus::Late);
    assert_eq!(ends(&of(&[], "2026-04-18")), None);
    assert_eq!(ends(&of(&[], "2026-04-19")), Some(PlanOutcome::Defaulted));
    let calm = PlanPolicy::new().with_accelerates(false);
    assert_eq!(judged(&plan("PL-1", &THREE), &[], &[], "2026-04-04", &calm).due_now, amount("200"));
    assert_eq!(judged(&plan("PL-1", &THREE), &[], &[], "2026-04-04", &PlanPolicy::new().with_default_after(3)).status, PlanStatus::Late);
}

#[test]
fn what_is_paid_after_the_time_to_cure_completes_nothing() {
    // Broken on 4 April, and all of it paid on 1 June: a discount or a waiver for keeping it is not earned.
    let late = [came("A", "INV-1", "2026-06-01", "300")];
    let policy = PlanPolicy::new().with_late_interest(PlanLateInterest::WaivedIfCompleted).with_credits_the_rest(true);
    let found = judged(&plan("PL-1", &THREE), &late, &[owed("INV-1", "20")], "2026-06-30", &policy);
    assert_eq!((found.status, found.principal_left, found.no_interest_from), (PlanStatus::Defaulted, amount("0"), None));
    assert_eq!(ends(&found), Some(PlanOutcome::Defaulted));
    assert!(proposed(&found).iter().all(|kind| !matches!(kind, EntryKind::Adjustment { .. })), "the rest is not given up");
    assert!(found.reasons[0].text.contains("after the plan had broken"));
    // By the cure date it completes.
    let cured = [came("A", "INV-1", "2026-04-18", "300")];
    assert_eq!(judged(&plan("PL-1", &THREE), &cured, &[owed("INV-1", "20")], "2026-06-30", &policy).status, PlanStatus::Completed);
    // The books said that it was completed: that stands.
    let mut history = plan("PL-1", &THREE);
    (history.plan.ended, history.plan.outcome) = (Some(day("2026-06-02")), Some(PlanOutcome::Completed));
    assert_eq!(judged(&history, &late, &[], "2026-06-30", &policy).status, PlanStatus::Completed);
}

#[test]
fn all_arrears_paid_by_the_cure_date_bring_it_to_life_again() {
    let in_time = [came("A", "INV-1", "2026-04-18", "200")];
    let found = of(&in_time, "2026-04-20");
    assert_eq!((found.status, found.reinstated_on, found.defaults), (PlanStatus::Current, Some(day("2026-04-18")), 1));
    assert_eq!(statuses(&found), [Cured, Cured, Open]);
    assert!(found.reasons.iter().any(|reason| reason.rule == "reinstated"));
    // A day too late, or not all of it.
    assert_eq!(of(&[came("A", "INV-1", "2026-04-19", "200")], "2026-04-20").status, PlanStatus::Defaulted);
    assert_eq!(of(&[came("A", "INV-1", "2026-04-18", "199.99")], "2026-04-20").status, PlanStatus::Defaulted);
    // Broken again: 30 April is missed on 4 May, and so are May and June.
    let five = [("2026-02-28", "100"), ("2026-03-31", "100"), ("2026-04-30", "100"), ("2026-05-31", "100"), ("2026-06-30", "100")];
    let again = judged(&plan("PL-1", &five), &in_time, &[], "2026-06-05", &PlanPolicy::new());
    assert_eq!((again.status, again.defaults, again.missed), (PlanStatus::Defaulted, 2, 4));
}

#[test]
fn other_measures_break_a_plan_too() {
    let late = [came("A", "INV-1", "2026-03-05", "100"), came("B", "INV-1", "2026-04-05", "100")];
    // Never two at the same time, but two in all.
    assert_eq!(of(&late, "2026-04-10").defaults, 0);
    let in_all = PlanPolicy::new().with_default_after_in_all(2);
    let found = judged(&plan("PL-1", &THREE), &late, &[], "2026-04-04", &in_all);
    assert_eq!((found.status, found.defaulted_on), (PlanStatus::Defaulted, Some(day("2026-04-04"))));
    let over = |sum: &str| PlanPolicy::new().with_default_over(vec![Money::new(amount(sum), Currency::EUR)]);
    assert_eq!(judged(&plan("PL-1", &THREE), &[], &[], "2026-03-10", &over("99")).status, PlanStatus::Defaulted);
    assert_eq!(judged(&plan("PL-1", &THREE), &[], &[], "2026-03-10", &over("100")).status, PlanStatus::Late);
}

#[test]
fn current_invoices_stay_current() {
    let keeps = |amounts: Vec<Money>| PlanPolicy::new().with_covenants(vec![PlanCovenant::KeepsCurrent { days: 10, amounts }]);
    let other = owed("INV-9", "50").with_due(day("2026-02-10"));
    let status = |items: &[OpenItem], on: &str, policy: &PlanPolicy| judged(&plan("PL-1", &THREE), &[], items, on, policy);
    assert_eq!(status(std::slice::from_ref(&other), "2026-02-20", &keeps(Vec::new())).status, PlanStatus::Current);
    let broken = status(std::slice::from_ref(&other), "2026-02-21", &keeps(Vec::new()));
    assert_eq!((broken.status, broken.defaulted_on), (PlanStatus::Defaulted, Some(day("2026-02-21"))));
    assert!(broken.reasons.iter().any(|reason| reason.rule == "covenant"));
    let allowed = keeps(vec![Money::new(amount("50"), Currency::EUR)]);
    assert_eq!(status(std::slice::from_ref(&other), "2026-02-21", &allowed).status, PlanStatus::Current);
    // The items of the plan itself are past due all the time, and what is disputed is not held against anybody.
    assert_eq!(status(&[owed("INV-1", "300")], "2026-02-21", &keeps(Vec::new())).status, PlanStatus::Current);
    let disputed = other.clone().with_disputed(amount("50"));
    assert_eq!(status(&[disputed], "2026-02-21", &keeps(Vec::new())).status, PlanStatus::Current);
    let mut foreign = other;
    foreign.customer = Some("C-2".into());
    assert_eq!(status(&[foreign], "2026-02-21", &keeps(Vec::new())).status, PlanStatus::Current);
}

#[test]
fn a_reversed_receipt_opens_the_judgement_again() {
    let paid = [came("A", "INV-1", "2026-02-27", "300")];
    let before = of(&[], "2026-03-10");
    assert_eq!(of(&paid, "2026-03-10").status, PlanStatus::Completed);
    assert_eq!(of(&paid[..0], "2026-03-10"), before);
    // Where the books say completed already, the end is taken back.
    let mut ended = plan("PL-1", &THREE);
    (ended.plan.ended, ended.plan.outcome) = (Some(day("2026-03-01")), Some(PlanOutcome::Completed));
    ended.ended_by = Some("END-1".into());
    let found = judged(&ended, &[], &[owed("INV-1", "300")], "2026-03-10", &PlanPolicy::new());
    assert_eq!(found.status, PlanStatus::Late);
    let EntryKind::Reversal { reversal } = proposed(&found)[0] else { panic!("the end is reversed") };
    assert_eq!(reversal.entry.as_str(), "END-1");
    assert!(judged(&ended, &paid, &[], "2026-03-10", &PlanPolicy::new()).proposed.is_none());
}

#[test]
fn a_plan_that_is_paid_ends() {
    let found = of(&[came("A", "INV-1", "2026-02-20", "300")], "2026-03-10");
    assert_eq!(
        (found.status, found.completed_on, ends(&found)),
        (PlanStatus::Completed, Some(day("2026-02-20")), Some(PlanOutcome::Completed))
    );
    // 320 were owed and 300 agreed: the rest is credited where the policy says so.
    let paid = [came("A", "INV-1", "2026-02-20", "300")];
    let rest = [owed("INV-1", "20")];
    let found = judged(&plan("PL-1", &THREE), &paid, &rest, "2026-03-10", &PlanPolicy::new());
    assert_eq!((found.rest, proposed(&found).len()), (amount("20"), 1));
    let generous = PlanPolicy::new().with_credits_the_rest(true).with_rest_reason("settled");
    let found = judged(&plan("PL-1", &THREE), &paid, &rest, "2026-03-10", &generous);
    let EntryKind::Adjustment { adjustment } = proposed(&found)[0] else { panic!("the rest is credited") };
    assert_eq!((adjustment.item.as_str(), adjustment.amount), ("INV-1", amount("20")));
    assert_eq!(found.proposed.as_ref().unwrap().basis[0].open, amount("20"));
}

#[test]
fn credits_shorten_a_plan_from_its_end() {
    let mut credit = came("CM", "INV-1", "2026-02-10", "120");
    credit.receipt = None;
    let by = |credits| judged(&plan("PL-1", &THREE), &[credit.clone()], &[], "2026-03-10", &PlanPolicy::new().with_credits(credits));
    let last = by(PlanCredits::LastInstallments);
    let amounts: Vec<String> = last.installments.iter().map(|part| part.amount.to_string()).collect();
    assert_eq!((amounts, statuses(&last)), (["100", "80", "0"].map(str::to_owned).to_vec(), vec![Missed, Open, Paid]));
    assert_eq!(statuses(&by(PlanCredits::LikeMoney)), [Paid, Open, Open]);
    assert_eq!(by(PlanCredits::Ignored).principal_left, amount("300"));
    let mut fee = came("F", "INV-1", "2026-02-10", "100");
    (fee.cause, fee.receipt) = (Cause::BankFee, None);
    assert_eq!(statuses(&judged(&plan("PL-1", &THREE), &[fee], &[], "2026-03-10", &PlanPolicy::new())), [Paid, Open, Open]);
}

fn with_interest() -> PlanHistory {
    let mut history = plan("PL-1", &[("2026-02-28", "110"), ("2026-03-31", "105")]);
    history.plan.plan.installments[0].interest = Some(amount("10"));
    history.plan.plan.installments[1].interest = Some(amount("5"));
    history.charges = vec![PlanCharge::new("FEE-1", PlanClaim::Fees, day("2026-03-05"), amount("15"))];
    history
}

#[test]
fn money_pays_fees_interest_and_principal_in_the_order_of_the_policy() {
    let paid = [came("A", "INV-1", "2026-03-10", "120")];
    let left = |policy: PlanPolicy| {
        let found = judged(&with_interest(), &paid, &[], "2026-03-31", &policy);
        [found.fees_left, found.interest_left, found.principal_left].map(|left| left.to_string())
    };
    // The installment of February comes first with its interest; then the fee of March.
    assert_eq!(left(PlanPolicy::new()), ["5", "5", "100"]);
    // All fees that are due, then all interest that is due, then principal.
    assert_eq!(left(PlanPolicy::new().with_allocation_by(PlanAllocation::Claim)), ["0", "5", "105"]);
    assert_eq!(left(PlanPolicy::trade().with_allocation_by(PlanAllocation::Claim)), ["5", "5", "100"]);
    let principal_first = vec![PlanClaim::Principal, PlanClaim::Interest, PlanClaim::Fees];
    let found = judged(
        &with_interest(),
        &[came("A", "INV-1", "2026-02-20", "100")],
        &[],
        "2026-03-01",
        &PlanPolicy::new().with_allocation(principal_first),
    );
    assert_eq!((found.principal_left, found.interest_left), (amount("100"), amount("15")));
}

#[test]
fn interest_is_billed_when_it_falls_due() {
    let bills = |history: &PlanHistory, on: &str, policy: &PlanPolicy| {
        let found = judged(history, &[], &[], on, policy);
        let charge = |kind: &EntryKind| match kind {
            EntryKind::FinanceCharge { finance_charge } => Some((finance_charge.id.to_string(), finance_charge.amount.to_string())),
            _ => None,
        };
        proposed(&found).into_iter().filter_map(charge).collect::<Vec<_>>()
    };
    let february = ("PL-1/interest/2026-02-28".to_owned(), "10".to_owned());
    let march = ("PL-1/interest/2026-03-31".to_owned(), "5".to_owned());
    let mut history = with_interest();
    assert!(bills(&history, "2026-02-27", &PlanPolicy::new()).is_empty());
    assert_eq!(bills(&history, "2026-02-28", &PlanPolicy::new()), std::slice::from_ref(&february));
    assert_eq!(bills(&history, "2026-03-31", &PlanPolicy::new()), [february, march.clone()]);
    history.charges.push(PlanCharge::new("PL-1/interest/2026-02-28", PlanClaim::Interest, day("2026-02-28"), amount("10")));
    assert_eq!(bills(&history, "2026-03-31", &PlanPolicy::new()), [march]);
    assert!(bills(&history, "2026-03-31", &PlanPolicy::new().with_bills_interest(false)).is_empty());
    // Money on the charge counts for the plan.
    let paid = [came("A", "INV-1", "2026-02-28", "100"), came("A2", "PL-1/interest/2026-02-28", "2026-02-28", "10")];
    let found = judged(&history, &paid, &[], "2026-03-10", &PlanPolicy::new());
    assert_eq!((statuses(&found)[0], found.fees_left), (Paid, amount("15")));
}

fn with_cheques(instruments: Vec<PlanInstrument>) -> PlanHistory {
    let mut history = plan("PL-1", &THREE);
    for (part, receipt) in history.plan.plan.installments.iter_mut().zip(["CH-1", "CH-2", "CH-3"]) {
        part.receipt = Some(receipt.into());
    }
    history.instruments = instruments;
    history
}

fn cheque(id: &str, stage: Stage, since: &str) -> PlanInstrument {
    PlanInstrument::new(id, stage, day(since), amount("100"))
}

#[test]
fn cheques_stand_for_the_installments() {
    let status = |instruments: Vec<PlanInstrument>, applied: &[AppliedAmount], on: &str| {
        judged(&with_cheques(instruments), applied, &[], on, &PlanPolicy::new())
    };
    let held = |id: &str| cheque(id, Stage::Held, "2026-01-31");
    // In hand: nothing is missed, whatever the day.
    let found = status(vec![held("CH-1"), held("CH-2"), held("CH-3")], &[], "2026-03-20");
    assert_eq!((statuses(&found), found.status), (vec![Open, Open, Open], PlanStatus::Current));
    assert_eq!(found.installments[0].instrument, Some(PlanInstrumentState::Held));
    // Cleared: paid, whether its money was applied yet or not, and never twice.
    let cleared = || vec![cheque("CH-1", Stage::Cleared, "2026-03-02"), held("CH-2"), held("CH-3")];
    let mut applied = came("A", "INV-1", "2026-03-02", "100");
    applied.receipt = Some("CH-1".into());
    for applied in [Vec::new(), vec![applied.clone()]] {
        let found = status(cleared(), &applied, "2026-03-20");
        assert_eq!((statuses(&found), found.paid), (vec![Paid, Open, Open], amount("100")));
    }
    // Returned: missed at once, and cured by other money.
    let mut returned = cheque("CH-1", Stage::Deposited, "2026-02-28");
    (returned.returned, returned.returned_on) = (amount("100"), Some(day("2026-03-02")));
    let back = || vec![returned.clone(), held("CH-2"), held("CH-3")];
    let found = status(back(), &[], "2026-03-02");
    assert_eq!((statuses(&found), found.installments[0].missed_on), (vec![Missed, Open, Open], Some(day("2026-03-02"))));
    assert_eq!(found.installments[0].instrument, Some(PlanInstrumentState::Returned));
    assert_eq!(statuses(&status(back(), &[], "2026-03-01")), [Open, Open, Open], "the day before nobody knows");
    assert_eq!(statuses(&status(back(), &[came("B", "INV-1", "2026-03-09", "100")], "2026-03-20")), [Cured, Open, Open]);
    // No more than so many may be returned.
    let strict = PlanPolicy::new().with_covenants(vec![PlanCovenant::Returns { most: 0 }]);
    let found = judged(&with_cheques(back()), &[], &[], "2026-03-02", &strict);
    assert_eq!((found.status, found.reasons[1].rule.as_str()), (PlanStatus::Defaulted, "returns"));
}

#[test]
fn a_changed_plan_goes_on_from_the_change() {
    let mut history = plan("PL-1", &THREE);
    let parts = vec![PlanInstallment::new(day("2026-05-31"), amount("100")), PlanInstallment::new(day("2026-06-30"), amount("100"))];
    history.changes = vec![PlanRevision::new(day("2026-04-10"), parts)];
    let applied = [came("A", "INV-1", "2026-02-27", "100"), came("B", "INV-1", "2026-05-30", "100")];
    let found = judged(&history, &applied, &[], "2026-06-15", &PlanPolicy::new());
    assert_eq!((statuses(&found), found.status, found.missed), (vec![Paid, Open], PlanStatus::Current, 1));
    // Before the change it is judged by what stood then.
    assert_eq!(judged(&history, &applied, &[], "2026-04-09", &PlanPolicy::new()).installments.len(), 3);
    // A broken plan that is changed lives again, and that it broke is not forgotten.
    let found = judged(&history, &[], &[], "2026-04-10", &PlanPolicy::new());
    assert_eq!((found.status, found.defaults, found.reinstated_on), (PlanStatus::Current, 1, Some(day("2026-04-10"))));
}

#[test]
fn a_new_plan_takes_the_place_of_the_old_one() {
    let mut next = plan("PL-2", &[("2026-05-31", "150"), ("2026-06-30", "150")]);
    (next.plan.agreed, next.plan.plan.replaces) = (day("2026-04-10"), Some("PL-1".into()));
    let request = PlanAssessRequest::new().with_plans(vec![next, plan("PL-1", &THREE)]);
    let report = assess(&request, day("2026-06-04"), &PlanPolicy::new()).unwrap();
    let [old, new] = &report.plans[..] else { panic!("two plans") };
    assert_eq!((old.status, old.replaced_by.as_ref().unwrap().as_str()), (PlanStatus::Replaced, "PL-2"));
    assert_eq!((ends(old), old.defaults, old.due_now), (Some(PlanOutcome::Replaced), 1, amount("0")));
    assert_eq!((new.generation, new.broken_in_all, new.status), (2, 1, PlanStatus::Late));
    // A circle ends.
    let mut one = plan("PL-1", &THREE);
    let mut other = plan("PL-2", &THREE);
    (one.plan.plan.replaces, other.plan.plan.replaces) = (Some("PL-2".into()), Some("PL-1".into()));
    let request = PlanAssessRequest::new().with_plans(vec![one, other]);
    assert_eq!(assess(&request, day("2026-06-04"), &PlanPolicy::new()).unwrap().plans.len(), 2);
}

#[test]
fn no_money_counts_for_two_plans() {
    let request = PlanAssessRequest::new().with_plans(vec![plan("PL-1", &THREE), plan("PL-2", &THREE)]).with_applied(vec![came(
        "A",
        "INV-1",
        "2026-02-20",
        "400",
    )]);
    let report = assess(&request, day("2026-03-10"), &PlanPolicy::new()).unwrap();
    assert_eq!(report.plans.iter().map(|plan| plan.paid.to_string()).collect::<Vec<_>>(), ["300", "100"]);
}

#[test]
fn what_becomes_of_late_interest() {
    let span = |treatment, applied: &[AppliedAmount], on: &str| {
        let found = judged(&plan("PL-1", &THREE), applied, &[], on, &PlanPolicy::new().with_late_interest(treatment));
        (found.no_interest_from.map(|day| day.to_string()), found.no_interest_through.map(|day| day.to_string()))
    };
    let from = |from: &str, through: Option<&str>| (Some(from.to_owned()), through.map(str::to_owned));
    let all = [came("A", "INV-1", "2026-02-20", "300")];
    assert_eq!(span(PlanLateInterest::Runs, &[], "2026-02-20"), (None, None));
    assert_eq!(span(PlanLateInterest::Suspended, &[], "2026-02-20"), from("2026-01-31", None));
    assert_eq!(span(PlanLateInterest::Suspended, &[], "2026-04-30"), from("2026-01-31", Some("2026-04-03")));
    assert_eq!(span(PlanLateInterest::WaivedIfCompleted, &[], "2026-04-30"), (None, None));
    assert_eq!(span(PlanLateInterest::WaivedIfCompleted, &all, "2026-04-30"), from("2026-01-31", Some("2026-02-20")));
}

#[test]
fn due_dates_that_were_re_aged_come_back_when_the_plan_breaks_for_good() {
    let mut history = plan("PL-1", &THREE);
    history.re_aged = vec![ReAgedItem::new("INV-1", "RA-1", day("2026-02-01"))];
    let found = judged(&history, &[], &[owed("INV-1", "300")], "2026-04-19", &PlanPolicy::new());
    let EntryKind::Reversal { reversal } = proposed(&found)[1] else { panic!("the change is taken back") };
    assert_eq!(reversal.entry.as_str(), "RA-1");
}

#[test]
fn ended_plans_and_hostile_ones() {
    let mut cancelled = plan("PL-1", &THREE);
    (cancelled.plan.ended, cancelled.plan.outcome) = (Some(day("2026-03-01")), Some(PlanOutcome::Cancelled));
    let found = judged(&cancelled, &[], &[], "2026-12-31", &PlanPolicy::new());
    assert_eq!((found.status, found.due_now, found.missed), (PlanStatus::Cancelled, amount("0"), 0));
    assert_eq!(judged(&cancelled, &[], &[], "2026-02-28", &PlanPolicy::new()).status, PlanStatus::Current);
    let empty = judged(&plan("PL-1", &[]), &[], &[], "2026-12-31", &PlanPolicy::new());
    assert_eq!(empty.status, PlanStatus::Current);
    let code = |history: PlanHistory, on: &str| {
        let request = PlanAssessRequest::new().with_plans(vec![history]);
        assess(&request, day(on), &PlanPolicy::new()).unwrap_err().code()
    };
    assert_eq!(code(plan("PL-1", &[("2026-02-28", "-1")]), "2026-12-31"), "invalid_value");
    assert_eq!(code(plan("PL-1", &[("9999-12-31", "1")]), "2026-12-31"), "date_range");
    let twice = PlanAssessRequest::new().with_plans(vec![plan("PL-1", &THREE), plan("PL-1", &THREE)]);
    assert_eq!(assess(&twice, day("2026-12-31"), &PlanPolicy::new()).unwrap_err().code(), "invalid_value");
    // Not agreed yet.
    assert!(
        assess(&PlanAssessRequest::new().with_plans(vec![plan("P", &THREE)]), day("2026-01-30"), &PlanPolicy::new())
            .unwrap()
            .plans
            .is_empty()
    );
}
