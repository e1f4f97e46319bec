//! What to post of a plan: interest that fell due, its end, due dates restored.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::histories::{PLAN_INTEREST, PLAN_LABEL};
use super::policy::PlanPolicy;
use super::record::{PlanAssessment, PlanStatus};
use super::sheet::plus;
use super::state::State;
use crate::entry::{Adjustment, Direction, Document, Label, PlanEnded, PlanOutcome, Reversal};
use crate::{Amount, Basis, EntryKind, ItemId, OpenItemError, ProposedBatch, ProposedEntry, Reason, ReasonCode, ReasonInput};

pub(super) fn propose_outcome(
    state: &State<'_>,
    out: &PlanAssessment,
    open: &HashMap<&ItemId, Amount>,
    as_of: NaiveDate,
    policy: &PlanPolicy,
) -> Result<Option<ProposedBatch>, OpenItemError> {
    let plan = &state.history.plan;
    let mut reasons = Vec::new();
    let mut kinds = if policy.bills_interest { charges(state, out, as_of, &mut reasons)? } else { Vec::new() };
    let charged = kinds.len();
    end(state, out, open, as_of, policy, &mut kinds, &mut reasons);
    if kinds.is_empty() {
        return Ok(None);
    }
    let relies_on_items = kinds.len() > charged;
    let entry = |kind| {
        let mut entry = ProposedEntry::new(kind);
        entry.customer.clone_from(&plan.customer);
        entry
    };
    let mut batch = ProposedBatch::new("plan.assess", plan.plan.id.as_str(), plan.entity.clone(), as_of)
        .with_entries(kinds.into_iter().map(entry).collect::<Vec<_>>())
        .with_reasons(reasons);
    if relies_on_items {
        let items: BTreeMap<&ItemId, Amount> =
            plan.plan.items.iter().map(|item| (item, open.get(item).copied().unwrap_or_default())).collect();
        batch.basis = items.into_iter().map(|(item, open)| Basis::new(item.clone(), open)).collect();
    }
    batch.after.clone_from(&state.history.last);
    Ok(Some(batch))
}

/// The interest of installments that fell due and was not billed.
fn charges(state: &State<'_>, out: &PlanAssessment, as_of: NaiveDate, reasons: &mut Vec<Reason>) -> Result<Vec<EntryKind>, OpenItemError> {
    let plan = &state.history.plan;
    let through = match out.status {
        PlanStatus::Completed => None,
        PlanStatus::Defaulted => Some(out.defaulted_on.unwrap_or(as_of).min(as_of)),
        PlanStatus::Replaced => Some(state.replaced.map_or(as_of, |(on, _)| on).min(as_of)),
        PlanStatus::Cancelled => Some(plan.ended.unwrap_or(as_of).min(as_of)),
        PlanStatus::Current | PlanStatus::Late => Some(as_of),
    };
    let billed: HashSet<&ItemId> = state.history.charges.iter().map(|charge| &charge.item).collect();
    let mut by_due: BTreeMap<NaiveDate, Amount> = BTreeMap::new();
    for (installments, until) in &state.stood {
        let is_due = |due: NaiveDate| until.is_none_or(|until| due < until) && through.is_none_or(|through| due <= through);
        for part in installments.iter().filter(|part| is_due(part.due)) {
            let sum = by_due.entry(part.due).or_default();
            *sum = plus(*sum, part.interest.unwrap_or_default())?;
        }
    }
    let mut kinds = Vec::new();
    for (due, amount) in by_due.into_iter().filter(|(_, amount)| amount.is_positive()) {
        let item = ItemId::new(format!("{}/interest/{due}", plan.plan.id));
        if billed.contains(&item) {
            continue;
        }
        let inputs = vec![ReasonInput::new("due", due.to_string()), ReasonInput::new("interest", amount.to_string())];
        reasons.push(Reason::new("interest_due", "the interest of an installment fell due").with_inputs(inputs));
        let label = Label::new(PLAN_LABEL, plan.plan.id.as_str());
        let charge = Document::new(item, plan.plan.currency, amount).with_due(due).with_labels(vec![label]);
        kinds.push(EntryKind::finance_charge(charge.with_reason(ReasonCode::new(PLAN_INTEREST))));
    }
    Ok(kinds)
}

/// The end of the plan, where it came and is not in the books; or that it had not come.
fn end(
    state: &State<'_>,
    out: &PlanAssessment,
    open: &HashMap<&ItemId, Amount>,
    as_of: NaiveDate,
    policy: &PlanPolicy,
    kinds: &mut Vec<EntryKind>,
    reasons: &mut Vec<Reason>,
) {
    let plan = &state.history.plan;
    let said = plan.outcome.filter(|_| plan.ended.is_some_and(|on| on <= as_of));
    let mut ended = |outcome: PlanOutcome, text: &str, kinds: &mut Vec<EntryKind>| {
        reasons.push(Reason::new(format!("ended_{}", outcome.name()), text));
        kinds.push(EntryKind::plan_ended(PlanEnded::new(plan.plan.id.clone(), outcome)));
    };
    match (out.status, said) {
        (PlanStatus::Completed, None) => {
            if policy.credits_the_rest {
                credit_the_rest(state, open, policy, kinds);
            }
            ended(PlanOutcome::Completed, "all installments are paid", kinds);
        }
        (PlanStatus::Defaulted, None) if out.cure_by.is_some_and(|last| last < as_of) => {
            ended(PlanOutcome::Defaulted, "the plan broke, and its arrears were not paid by the cure date", kinds);
            for changed in &state.history.re_aged {
                kinds.push(EntryKind::reversal(Reversal::new(changed.entry.clone())));
            }
        }
        (PlanStatus::Replaced, None) => ended(PlanOutcome::Replaced, "another plan took its place", kinds),
        (PlanStatus::Current | PlanStatus::Late | PlanStatus::Defaulted, Some(PlanOutcome::Completed)) => {
            if let Some(entry) = &state.history.ended_by {
                reasons.push(Reason::new("not_completed", "what had paid the plan does not hold any more: it has not ended"));
                kinds.push(EntryKind::reversal(Reversal::new(entry.clone())));
            }
        }
        _ => {}
    }
}

fn credit_the_rest(state: &State<'_>, open: &HashMap<&ItemId, Amount>, policy: &PlanPolicy, kinds: &mut Vec<EntryKind>) {
    let items: BTreeMap<&ItemId, Amount> = state.history.plan.plan.items.iter().filter_map(|item| Some((item, *open.get(item)?))).collect();
    for (item, rest) in items.into_iter().filter(|(_, rest)| rest.is_positive()) {
        let mut credit = Adjustment::new(item.clone(), Direction::Down, rest);
        credit.reason.clone_from(&policy.rest_reason);
        kinds.push(EntryKind::adjustment(credit));
    }
}
