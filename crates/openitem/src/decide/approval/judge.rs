//! Holding the answers against what is demanded.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::needed::needed;
use super::policy::ApprovalPolicy;
use super::record::{ApprovalCase, ApprovalDemand, ApprovalJudgment, ApprovalState, SetAsideReply};
use crate::entry::ApprovalAnswer;
use crate::{ActorId, ApprovalReply, OpenItemError, Reason, ReasonInput};

/// Whether those who must agree to a request did, as of a date.
///
/// Of each person the last answer holds. Nobody approves his own request; a person counts once for a demand, and for every demand whose
/// role he has. One refusal by somebody whose word counts refuses the request, until he changes it.
///
/// ```
/// use openitem::approval::{ApprovalCase, ApprovalPolicy, ApprovalRequest, ApprovalRule, ApprovalState, judge};
/// use openitem::{Amount, ApprovalAnswer, ApprovalReply, Currency};
///
/// let day = "2026-03-02".parse::<chrono::NaiveDate>().unwrap();
/// let policy = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("any").with_approvals(2)]);
/// let yes = |who: &str| ApprovalReply::new(day, ApprovalAnswer::Given).with_by(who);
/// let request = ApprovalRequest::new("write_off", Currency::EUR, "250".parse::<Amount>()?);
/// let case = ApprovalCase::new(request, "ana").with_replies(vec![yes("ana"), yes("ben"), yes("ben")]);
/// // Ana asked, and Ben is one person.
/// assert_eq!(judge(&case, day, &policy)?.state, ApprovalState::Open);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`needed`]; `invalid_value` where an approver is given twice.
pub fn judge(case: &ApprovalCase, as_of: NaiveDate, policy: &ApprovalPolicy) -> Result<ApprovalJudgment, OpenItemError> {
    let need = needed(&case.request, policy)?;
    let roles = roles(case)?;
    let mut judgment =
        ApprovalJudgment { state: ApprovalState::NotNeeded, demands: need.demands, set_aside: Vec::new(), reasons: need.reasons };
    if judgment.demands.is_empty() {
        return Ok(judgment);
    }
    let mut last: BTreeMap<&ActorId, &ApprovalReply> = BTreeMap::new();
    for reply in case.replies.iter().filter(|reply| reply.date <= as_of) {
        match counted(reply, case, &judgment.demands, &roles) {
            Ok(by) => {
                let held = last.entry(by).or_insert(reply);
                if reply.date >= held.date {
                    *held = reply;
                }
            }
            Err(reason) => judgment.set_aside.push(SetAsideReply { reply: reply.clone(), reason }),
        }
    }
    for demand in &mut judgment.demands {
        let gave = last.iter().filter(|(by, reply)| reply.answer == ApprovalAnswer::Given && is_asked(demand, by, &roles));
        demand.given_by = gave.map(|(by, _)| (*by).clone()).collect();
    }
    let is_met = |demand: &ApprovalDemand| usize::try_from(demand.approvals).is_ok_and(|enough| demand.given_by.len() >= enough);
    judgment.state = if last.values().any(|reply| reply.answer == ApprovalAnswer::Refused) {
        ApprovalState::Refused
    } else if judgment.demands.iter().all(is_met) {
        ApprovalState::Given
    } else {
        ApprovalState::Open
    };
    Ok(judgment)
}

type Roles<'a> = HashMap<&'a ActorId, HashSet<&'a str>>;

fn roles(case: &ApprovalCase) -> Result<Roles<'_>, OpenItemError> {
    let mut roles = Roles::new();
    for approver in &case.approvers {
        if roles.insert(&approver.actor, approver.roles.iter().map(String::as_str).collect()).is_some() {
            return Err(OpenItemError::invalid("approvers", format!("`{}` twice", approver.actor), "each person once"));
        }
    }
    Ok(roles)
}

/// Who gave an answer that counts, or why it does not.
fn counted<'a>(
    reply: &'a ApprovalReply,
    case: &ApprovalCase,
    demands: &[ApprovalDemand],
    roles: &Roles<'_>,
) -> Result<&'a ActorId, Reason> {
    let Some(by) = &reply.by else {
        return Err(Reason::new("answer_of_nobody", "nobody is named who answered"));
    };
    let who = vec![ReasonInput::new("by", by.as_str())];
    if *by == case.asked_by {
        return Err(Reason::new("own_request", "nobody approves his own request").with_inputs(who));
    }
    if !demands.iter().any(|demand| is_asked(demand, by, roles)) {
        return Err(Reason::new("no_role", "who answered has none of the roles that are asked").with_inputs(who));
    }
    Ok(by)
}

/// Whether a demand asks for a person's word.
fn is_asked(demand: &ApprovalDemand, by: &ActorId, roles: &Roles<'_>) -> bool {
    demand.roles.is_empty() || roles.get(by).is_some_and(|own| demand.roles.iter().any(|role| own.contains(role.as_str())))
}
