//! Covenants that look beyond a plan: whether the rest of the account is kept current.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::policy::{PlanCovenant, PlanPolicy};
use super::record::PlanAssessRequest;
use super::sheet::plus;
use crate::entry::ControlClass;
use crate::value::date::add_days;
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, OpenItemError, Plan, Reason, ReasonInput, Side};

type Account<'a> = (&'a EntityId, Option<&'a CustomerId>, Currency);

/// What is past due beside plans, by account, for each covenant in its order.
pub(super) struct Beside<'a> {
    covenants: Vec<HashMap<Account<'a>, PastDue>>,
}

#[derive(Clone, Copy)]
struct PastDue {
    amount: Amount,
    /// The first day on which something was later than agreed.
    since: NaiveDate,
}

impl<'a> Beside<'a> {
    pub fn new(request: &'a PlanAssessRequest, as_of: NaiveDate, policy: &PlanPolicy) -> Result<Self, OpenItemError> {
        let planned: HashSet<&ItemId> = request
            .plans
            .iter()
            .flat_map(|history| history.plan.plan.items.iter().chain(history.charges.iter().map(|charge| &charge.item)))
            .collect();
        let mut covenants = Vec::with_capacity(policy.covenants.len());
        for covenant in &policy.covenants {
            let mut accounts: HashMap<Account<'a>, PastDue> = HashMap::new();
            let PlanCovenant::KeepsCurrent { days, .. } = covenant else {
                covenants.push(accounts);
                continue;
            };
            for item in request.items.iter().filter(|item| item.effective <= as_of && item.open.is_positive()) {
                let is_debit = item.side == Side::Debit && item.control_class == ControlClass::Receivable;
                let (true, None, Some(due)) = (is_debit && !planned.contains(&item.id), &item.plan, item.due) else { continue };
                // What is disputed is not held against the payer.
                let Some(amount) = item.open.checked_sub(item.disputed).filter(|amount| amount.is_positive()) else { continue };
                let Ok(since) = add_days(due, i64::from(*days).saturating_add(1)) else { continue };
                if since > as_of {
                    continue;
                }
                let account = (&item.entity, item.customer.as_ref(), item.currency);
                let past = accounts.entry(account).or_insert(PastDue { amount: Amount::ZERO, since });
                past.amount = plus(past.amount, amount)?;
                past.since = past.since.min(since);
            }
            covenants.push(accounts);
        }
        Ok(Self { covenants })
    }

    /// When the first covenant of a plan was broken, and why.
    pub fn broken(&self, plan: &Plan, policy: &PlanPolicy) -> Option<(NaiveDate, Reason)> {
        let account = (&plan.entity, plan.customer.as_ref(), plan.plan.currency);
        let found = policy.covenants.iter().zip(&self.covenants).filter_map(|(covenant, accounts)| {
            let PlanCovenant::KeepsCurrent { days, amounts } = covenant else { return None };
            let allowed = amounts.iter().find(|row| row.currency == plan.plan.currency).map(|row| row.amount).unwrap_or_default();
            let past = accounts.get(&account).filter(|past| past.amount > allowed)?;
            let inputs = [("past_due", past.amount.to_string()), ("allowed", allowed.to_string()), ("days", days.to_string())];
            let inputs: Vec<_> = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect();
            let since = past.since.max(plan.agreed);
            Some((since, Reason::new("covenant", "items that are not under the plan are past due").with_inputs(inputs)))
        });
        found.min_by_key(|(since, _)| *since)
    }
}
