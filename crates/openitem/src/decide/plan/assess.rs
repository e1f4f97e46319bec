//! What became of plans.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::outcome::propose_outcome;
use super::policy::{PlanLateInterest, PlanPolicy};
use super::record::{PlanAssessRequest, PlanAssessment, PlanReport, PlanStatus};
use super::sheet::plus;
use super::standing::cure_by;
use super::state::{State, states};
use crate::entry::PlanOutcome;
use crate::{Amount, ItemId, OpenItemError, PlanId, Reason, ReasonInput, Side};

/// What became of payment plans, as of a date: each installment, how the plan stands, what is due now, and what to post.
///
/// Money counts by its value date, from the day on which the plan was agreed (or changed last), oldest first; no amount counts for two plans,
/// the earlier goes first. An installment is missed when it is not paid by its due date and the days of grace, or when its instrument is
/// returned; it is cured when it is paid later. A plan breaks after so many missed installments or a broken covenant, and comes to life again
/// when all arrears are paid by the cure date. Days are judged at their end. A reversed receipt is not among `applied`
/// ([`applied_amounts`](crate::applied_amounts())), so that what it had paid is open again.
///
/// An item that is not among `items` counts as closed. Nothing here changes a due date or the days past due of an item.
///
/// ```
/// use openitem::plan::{PlanAssessRequest, PlanHistory, PlanPolicy, PlanStatus, assess};
/// use openitem::{Amount, Currency, Plan, PlanAgreed, PlanInstallment};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let sum: Amount = "500".parse()?;
/// let parts = ["2026-02-28", "2026-03-31"].map(|due| PlanInstallment::new(day(due), sum)).to_vec();
/// let agreed = PlanAgreed::new("PL-1", Currency::EUR, vec!["INV-1".into()], parts);
/// let request = PlanAssessRequest::new().with_plans(vec![PlanHistory::new(Plan::new(agreed, "DE01", day("2026-01-31")))]);
/// let status = |on: &str| assess(&request, day(on), &PlanPolicy::new()).map(|report| report.plans[0].status);
/// // Three days of grace; two that are missed break the plan.
/// assert_eq!((status("2026-02-28")?, status("2026-03-03")?), (PlanStatus::Current, PlanStatus::Late));
/// assert_eq!(status("2026-04-04")?, PlanStatus::Defaulted);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: DOMAIN section 7 (miss at due and grace, default after two, cure by paying all arrears).
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range, a plan is given twice, or an installment is below zero; `date_range` where a day
/// of grace or cure lies beyond the calendar; `overflow`.
pub fn assess(request: &PlanAssessRequest, as_of: NaiveDate, policy: &PlanPolicy) -> Result<PlanReport, OpenItemError> {
    let states = states(request, as_of, policy)?;
    let open: HashMap<&ItemId, Amount> =
        request.items.iter().filter(|item| item.side == Side::Debit).map(|item| (&item.id, item.open)).collect();
    let mut plans = Vec::with_capacity(states.len());
    for state in &states {
        plans.push(assessed(state, &open, as_of, policy)?);
    }
    chains(&mut plans);
    Ok(PlanReport { as_of, plans })
}

fn assessed(
    state: &State<'_>,
    open: &HashMap<&ItemId, Amount>,
    as_of: NaiveDate,
    policy: &PlanPolicy,
) -> Result<PlanAssessment, OpenItemError> {
    let (plan, judged, standing) = (&state.history.plan, &state.judged, &state.standing);
    let mut out = PlanAssessment::new(plan.plan.id.clone(), plan.entity.clone(), plan.plan.currency, state.status, policy.late_interest);
    out.customer.clone_from(&plan.customer);
    out.replaces.clone_from(&plan.plan.replaces);
    (out.missed, out.defaults, out.broken_in_all) = (standing.missed, standing.defaults, standing.defaults);
    out.reinstated_on = standing.reinstated_on;
    out.replaced_by = state.replaced.and_then(|(_, by)| by).cloned();
    out.fees_left = judged.fees_left;
    out.paid = judged.fees_paid;
    let mut due_interest = Amount::ZERO;
    for part in &judged.parts {
        out.paid = plus(out.paid, part.assessed.paid)?;
        out.principal_left = plus(out.principal_left, part.principal_left)?;
        out.interest_left = plus(out.interest_left, part.interest_left)?;
        let left = part.left()?;
        if part.assessed.due < as_of {
            out.arrears = plus(out.arrears, left)?;
        }
        if part.assessed.due <= as_of {
            out.due_now = plus(out.due_now, left)?;
            due_interest = plus(due_interest, part.interest_left)?;
        }
        out.installments.push(part.assessed.clone());
    }
    out.due_now = plus(out.due_now, judged.fees_due)?;
    match state.status {
        PlanStatus::Completed => out.completed_on = judged.parts.iter().filter_map(|part| part.assessed.paid_on).max(),
        PlanStatus::Defaulted => {
            out.defaulted_on = standing.defaulted_on.or(plan.ended);
            out.cure_by = standing.defaulted_on.map(|on| cure_by(on, policy)).transpose()?;
            if policy.accelerates {
                out.due_now = plus(plus(out.principal_left, due_interest)?, judged.fees_due)?;
            }
        }
        PlanStatus::Replaced | PlanStatus::Cancelled => (out.arrears, out.due_now) = (Amount::ZERO, Amount::ZERO),
        PlanStatus::Current | PlanStatus::Late => {}
    }
    late_interest(&mut out, state, policy);
    if state.status == PlanStatus::Completed {
        for item in &plan.plan.items {
            out.rest = plus(out.rest, open.get(item).copied().unwrap_or_default())?;
        }
    }
    out.reasons = reasons(state, &out, as_of);
    out.proposed = propose_outcome(state, &out, open, as_of, policy)?;
    Ok(out)
}

/// From when through when late interest on the items does not run.
fn late_interest(out: &mut PlanAssessment, state: &State<'_>, policy: &PlanPolicy) {
    let plan = &state.history.plan;
    let is_broken = matches!(state.status, PlanStatus::Defaulted | PlanStatus::Cancelled);
    if policy.late_interest == PlanLateInterest::Runs || (policy.late_interest == PlanLateInterest::WaivedIfCompleted && is_broken) {
        return;
    }
    out.no_interest_from = Some(plan.agreed);
    out.no_interest_through = match state.status {
        PlanStatus::Current | PlanStatus::Late => None,
        PlanStatus::Completed => out.completed_on,
        PlanStatus::Defaulted => out.defaulted_on.and_then(|on| on.pred_opt()),
        PlanStatus::Replaced => state.replaced.and_then(|(on, _)| on.pred_opt()),
        PlanStatus::Cancelled => plan.ended,
    };
    // What ended on its first day stopped nothing.
    if out.no_interest_through.is_some_and(|through| through < plan.agreed) {
        (out.no_interest_from, out.no_interest_through) = (None, None);
    }
}

fn reasons(state: &State<'_>, out: &PlanAssessment, as_of: NaiveDate) -> Vec<Reason> {
    let counts =
        |wanted: fn(super::PlanInstallmentStatus) -> bool| out.installments.iter().filter(|part| wanted(part.status)).count().to_string();
    use super::PlanInstallmentStatus::{Cured, Late, Missed, Paid};
    let inputs = [
        ("installments", out.installments.len().to_string()),
        ("paid", counts(|status| matches!(status, Paid | Cured))),
        ("late", counts(|status| status == Late)),
        ("missed", counts(|status| status == Missed)),
        ("arrears", out.arrears.to_string()),
    ];
    let inputs: Vec<_> = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect();
    let text = match state.status {
        PlanStatus::Current => "nothing is late",
        PlanStatus::Late => "something is past due, and the plan is not broken",
        PlanStatus::Defaulted if out.principal_left.is_zero() && out.interest_left.is_zero() => {
            "all was paid after the plan had broken for good: what it promised for being kept is not earned"
        }
        PlanStatus::Defaulted => "the plan is broken",
        PlanStatus::Completed => "all is paid",
        PlanStatus::Replaced => "another plan took its place",
        PlanStatus::Cancelled => "it was called off",
    };
    let mut reasons = vec![Reason::new(state.status.name(), text).with_inputs(inputs)];
    reasons.extend(state.standing.reasons.iter().cloned());
    let plan = &state.history.plan;
    let said_completed = plan.outcome == Some(PlanOutcome::Completed) && plan.ended.is_some_and(|on| on <= as_of);
    if said_completed && !matches!(state.status, PlanStatus::Completed | PlanStatus::Replaced) {
        let text = "the plan was ended as completed, and what had paid it does not hold any more";
        reasons.push(Reason::new("ended_but_unpaid", text));
    }
    if out.rest.is_positive() {
        let inputs = vec![ReasonInput::new("rest", out.rest.to_string())];
        reasons.push(Reason::new("rest", "all installments are paid, and something is left open of the items").with_inputs(inputs));
    }
    reasons
}

/// Which plan in a row each is, and how often that row broke.
fn chains(plans: &mut [PlanAssessment]) {
    let place: HashMap<PlanId, usize> = plans.iter().enumerate().map(|(at, plan)| (plan.plan.clone(), at)).collect();
    let before: Vec<Option<usize>> =
        plans.iter().map(|plan| plan.replaces.as_ref().and_then(|before| place.get(before)).copied()).collect();
    let mut known: Vec<Option<(i32, i32)>> = vec![None; plans.len()];
    for start in 0..plans.len() {
        // Up to the first that is known, or that begins a row; a circle begins where it is entered.
        let (mut chain, mut seen) = (Vec::new(), HashSet::new());
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| known.get(*here).is_some_and(Option::is_none) && seen.insert(*here)) {
            chain.push(here);
            at = before.get(here).copied().flatten();
        }
        let mut last = at.filter(|at| !seen.contains(at)).and_then(|at| known.get(at).copied().flatten()).unwrap_or((0, 0));
        for here in chain.into_iter().rev() {
            if let (Some(slot), Some(own)) = (known.get_mut(here), plans.get_mut(here)) {
                last = (last.0.saturating_add(1), last.1.saturating_add(own.defaults));
                (own.generation, own.broken_in_all, *slot) = (last.0, last.1, Some(last));
            }
        }
    }
}
