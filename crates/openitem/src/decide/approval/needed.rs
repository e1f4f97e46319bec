//! Which rules of a matrix hold.

use super::policy::{ApprovalPolicy, ApprovalRule};
use super::record::{ApprovalDemand, ApprovalNeed, ApprovalRequest};
use crate::{Amount, Currency, Money, OpenItemError, Reason, ReasonInput};

/// Who must agree to a request, by a matrix.
///
/// ```
/// use openitem::approval::{ApprovalPolicy, ApprovalRequest, ApprovalRule, needed};
/// use openitem::{Amount, Currency, Money};
///
/// let limit = vec![Money::new("1000".parse::<Amount>()?, Currency::EUR)];
/// let policy = ApprovalPolicy::new().with_rules(vec![ApprovalRule::new("large").with_over(limit).with_roles(vec!["controller".to_owned()])]);
/// let request = |amount: &str| amount.parse::<Amount>().map(|amount| ApprovalRequest::new("write_off", Currency::EUR, amount));
/// assert!(needed(&request("1000")?, &policy)?.demands.is_empty());
/// assert_eq!(needed(&request("1000.01")?, &policy)?.demands[0].roles, ["controller"]);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` for a limit below zero, a count below one, or a name given twice; `overflow` of the amount with what was granted before.
pub fn needed(request: &ApprovalRequest, policy: &ApprovalPolicy) -> Result<ApprovalNeed, OpenItemError> {
    policy.check()?;
    let mut need = ApprovalNeed::new();
    for rule in &policy.rules {
        if let Some(reason) = rule.holds(request)? {
            need.demands.push(ApprovalDemand {
                rule: rule.name.clone(),
                roles: rule.roles.clone(),
                approvals: rule.approvals,
                given_by: Vec::new(),
            });
            need.reasons.push(reason);
        }
    }
    Ok(need)
}

impl ApprovalRule {
    /// Why the rule holds for a request, if it does.
    fn holds(&self, request: &ApprovalRequest) -> Result<Option<Reason>, OpenItemError> {
        let amount = self.counted(request)?;
        // Of a year of which nothing is said, the amount may be above any limit.
        let is_open = self.yearly && request.before.is_none();
        let is_above = |limits: &[Money]| is_open || limit(limits, request.currency).is_none_or(|limit| amount > limit);
        let is_within = |limits: &[Money]| limit(limits, request.currency).is_none_or(|limit| amount <= limit);
        let holds = (self.subjects.is_empty() || self.subjects.contains(&request.subject))
            && (self.reasons.is_empty() || request.reason.as_ref().is_none_or(|reason| self.reasons.contains(reason)))
            && is_above(&self.over)
            && is_within(&self.through)
            && self.longer_than_days.is_none_or(|limit| request.days.is_none_or(|days| days > limit))
            && self.discount_over.is_none_or(|limit| request.discount.is_none_or(|discount| discount > limit))
            && self.kept_below.is_none_or(|limit| request.kept_percent.is_none_or(|kept| kept < limit));
        Ok(holds.then(|| self.reason(request, amount)))
    }

    /// The amount that is held against the limits.
    fn counted(&self, request: &ApprovalRequest) -> Result<Amount, OpenItemError> {
        let own = request.amount.abs();
        let before = request.before.filter(|_| self.yearly).map_or(Amount::ZERO, Amount::abs);
        own.checked_add(before).ok_or_else(|| OpenItemError::overflow("an amount with what was granted before"))
    }

    fn reason(&self, request: &ApprovalRequest, amount: Amount) -> Reason {
        let mut inputs =
            vec![ReasonInput::new("rule", self.name.clone()), ReasonInput::new("amount", format!("{amount} {}", request.currency))];
        let mut told = |name: &str, value: Option<String>| inputs.extend(value.map(|value| ReasonInput::new(name, value)));
        told("over", limit(&self.over, request.currency).map(|limit| limit.to_string()));
        told("longer_than_days", self.longer_than_days.map(|days| days.to_string()));
        told("discount_over", self.discount_over.map(|limit| limit.to_string()));
        told("kept_below", self.kept_below.map(|limit| limit.to_string()));
        Reason::new("approval_needed", format!("rule `{}` of the approval matrix holds", self.name)).with_inputs(inputs)
    }
}

/// The limit in a currency, where there is a row for it.
fn limit(limits: &[Money], currency: Currency) -> Option<Amount> {
    limits.iter().find(|row| row.currency == currency).map(|row| row.amount)
}
