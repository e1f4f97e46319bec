//! Days without interest that plans agreed.

use std::collections::HashMap;

use super::request::InterestSuspension;
use crate::PlanId;
use crate::plan::{PlanHistory, PlanReport};

/// The days on which the items of plans bear no late interest, by the plans as they were judged: for the `suspensions` of an accrual.
///
/// By plan as the report has them, then by item as the plan has them. A plan under which interest runs on gives none.
///
/// ```
/// use openitem::interest::{accrue, history, suspensions, InterestPolicy};
/// use openitem::plan::{PlanAssessRequest, PlanPolicy, assess, plan_histories};
/// use openitem::{AsOf, Entry};
///
/// let (entries, today) = (Vec::<Entry>::new(), "2026-06-30".parse().unwrap());
/// let view = AsOf::new(today);
/// let mut request = history(&entries, &view);
/// let plans = plan_histories(&entries, &view);
/// let asked = PlanAssessRequest::new().with_plans(plans.clone()).with_applied(request.applied.clone()).with_items(request.items.clone());
/// request.suspensions = suspensions(&plans, &assess(&asked, today, &PlanPolicy::new())?);
/// assert!(accrue(&request, today, &InterestPolicy::us_contract())?.items.is_empty());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn suspensions(plans: &[PlanHistory], report: &PlanReport) -> Vec<InterestSuspension> {
    let items: HashMap<&PlanId, _> = plans.iter().map(|history| (&history.plan.plan.id, &history.plan.plan.items)).collect();
    let mut found = Vec::new();
    for told in &report.plans {
        let Some((from_date, items)) = told.no_interest_from.zip(items.get(&told.plan)) else { continue };
        found.extend(items.iter().map(|item| InterestSuspension {
            item: item.clone(),
            from_date,
            through: told.no_interest_through,
            plan: Some(told.plan.clone()),
        }));
    }
    found
}
