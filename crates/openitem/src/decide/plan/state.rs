//! Every plan as far as money and dates say how it stands.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::covenants::Beside;
use super::judge::{Judged, LastDays, Phase};
use super::money::{Money, Window};
use super::policy::PlanPolicy;
use super::record::{PlanAssessRequest, PlanHistory, PlanStatus};
use super::standing::Standing;
use crate::entry::{PlanInstallment, PlanOutcome};
use crate::{Amount, OpenItemError, PlanId};

/// How a plan stands.
pub(super) struct State<'a> {
    pub history: &'a PlanHistory,
    /// The day of the last change, or of the agreement.
    pub from: NaiveDate,
    /// The payments since the last change.
    pub judged: Judged,
    pub standing: Standing,
    pub status: PlanStatus,
    /// The plan that took its place, and when.
    pub replaced: Option<(NaiveDate, Option<&'a PlanId>)>,
    /// The payments that stood until each change, with the day after their last; the last ones come last.
    pub stood: Vec<(&'a [PlanInstallment], Option<NaiveDate>)>,
}

/// The states of plans, by the day on which they were agreed and id.
pub(super) fn states<'a>(request: &'a PlanAssessRequest, as_of: NaiveDate, policy: &PlanPolicy) -> Result<Vec<State<'a>>, OpenItemError> {
    policy.check()?;
    let mut plans: Vec<&PlanHistory> = request.plans.iter().filter(|history| history.plan.agreed <= as_of).collect();
    crate::value::sort_by(&mut plans, |one, other| (one.plan.agreed, &one.plan.plan.id).cmp(&(other.plan.agreed, &other.plan.plan.id)));
    let mut ids = HashSet::new();
    if let Some(twice) = plans.iter().find(|history| !ids.insert(&history.plan.plan.id)) {
        return Err(OpenItemError::invalid("plans", &twice.plan.plan.id, "each plan once"));
    }
    let mut replaced: BTreeMap<&PlanId, (NaiveDate, &PlanId)> = BTreeMap::new();
    for history in &plans {
        if let Some(before) = history.plan.plan.replaces.as_ref().filter(|before| **before != history.plan.plan.id) {
            replaced.entry(before).or_insert((history.plan.agreed, &history.plan.plan.id));
        }
    }
    let beside = Beside::new(request, as_of, policy)?;
    let mut money = Money::new(&request.applied, as_of);
    let mut last_days = LastDays::new(policy);
    let mut out = Vec::with_capacity(plans.len());
    for history in plans {
        let by = replaced.get(&history.plan.plan.id).copied().filter(|(on, _)| *on >= history.plan.agreed);
        let by = by.map(|(on, plan)| (on, Some(plan)));
        out.push(state(history, by, &mut money, &mut last_days, &beside, as_of)?);
    }
    Ok(out)
}

fn state<'a>(
    history: &'a PlanHistory,
    by: Option<(NaiveDate, Option<&'a PlanId>)>,
    money: &mut Money<'_>,
    last_days: &mut LastDays<'_>,
    beside: &Beside<'_>,
    as_of: NaiveDate,
) -> Result<State<'a>, OpenItemError> {
    let (plan, policy) = (&history.plan, last_days.policy);
    let ended = plan.ended.filter(|on| *on <= as_of).zip(plan.outcome);
    let replaced = match ended {
        Some((on, PlanOutcome::Replaced)) => Some(by.filter(|(earlier, _)| *earlier <= on).unwrap_or((on, by.and_then(|(_, plan)| plan)))),
        _ => by,
    };
    // The first day that is no more the plan's.
    let until = match (replaced, ended) {
        (Some((on, _)), _) => Some(on),
        (None, Some((on, PlanOutcome::Cancelled | PlanOutcome::Defaulted))) => on.succ_opt(),
        _ => None,
    };
    let stood = phases(history, as_of);
    let mut standing = Standing::default();
    let mut judged = None;
    for (at, (from, installments)) in stood.iter().enumerate() {
        let next = stood.get(at.saturating_add(1)).map(|(next, _)| *next);
        let window = Window { from: *from, until: [next, until].into_iter().flatten().min() };
        let end = window.until.and_then(|until| until.pred_opt()).map_or(as_of, |end| end.min(as_of)).max(*from);
        let with_fees = next.is_none();
        let found = Phase { history, installments, window, as_of: end, with_fees }.judge(money, last_days)?;
        if at > 0 {
            standing.begin_again(*from);
        }
        standing.follow(&found, plan.plan.currency, policy)?;
        judged = Some(found);
    }
    let judged = judged.ok_or_else(|| OpenItemError::Internal { problem: "a plan without payments to judge".to_owned() })?;
    let is_covered = !judged.parts.is_empty() && judged.parts.iter().all(|part| part.left().is_ok_and(Amount::is_zero));
    let is_alive = until.is_none() && !is_covered && standing.defaulted_on.is_none();
    if let Some((on, why)) = is_alive.then(|| beside.broken(plan, policy)).flatten() {
        standing.break_on(on, why);
    }
    let status = status(ended.map(|(_, outcome)| outcome), replaced.is_some(), is_covered, &judged, &standing);
    let from = stood.last().map_or(plan.agreed, |(from, _)| *from);
    let nexts: Vec<Option<NaiveDate>> = stood.iter().skip(1).map(|(from, _)| Some(*from)).chain([None]).collect();
    let stood = stood.into_iter().zip(nexts).map(|((_, installments), next)| (installments, next)).collect();
    Ok(State { history, from, judged, standing, status, replaced, stood })
}

/// The payments of a plan, from which day on.
fn phases(history: &PlanHistory, as_of: NaiveDate) -> Vec<(NaiveDate, &[PlanInstallment])> {
    let agreed = history.plan.agreed;
    let mut out: Vec<(NaiveDate, &[PlanInstallment])> = vec![(agreed, &history.plan.plan.installments)];
    out.extend(
        history
            .changes
            .iter()
            .filter(|change| change.date <= as_of)
            .map(|change| (change.date.max(agreed), change.installments.as_slice())),
    );
    crate::value::sort_by_key(&mut out, |(from, _)| *from);
    // Of the changes of one day the last holds.
    let mut held: Vec<(NaiveDate, &[PlanInstallment])> = Vec::with_capacity(out.len());
    for one in out {
        match held.last_mut() {
            Some(last) if last.0 == one.0 => *last = one,
            _ => held.push(one),
        }
    }
    held
}

fn status(ended: Option<PlanOutcome>, is_replaced: bool, is_covered: bool, judged: &Judged, standing: &Standing) -> PlanStatus {
    use super::record::PlanInstallmentStatus::{Late, Missed};
    let is_late = judged.parts.iter().any(|part| matches!(part.assessed.status, Late | Missed));
    match ended {
        _ if is_replaced => PlanStatus::Replaced,
        Some(PlanOutcome::Cancelled) => PlanStatus::Cancelled,
        Some(PlanOutcome::Completed) if is_covered => PlanStatus::Completed,
        Some(PlanOutcome::Defaulted) => PlanStatus::Defaulted,
        // What is paid after the time to cure is over completes nothing: the plan was not kept.
        _ if standing.defaulted_on.is_some() => PlanStatus::Defaulted,
        _ if is_covered => PlanStatus::Completed,
        _ if is_late => PlanStatus::Late,
        _ => PlanStatus::Current,
    }
}
