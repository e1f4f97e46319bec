//! Re-age: changing due dates so that a debt is counted as current again, under limits and with approval.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::ability::PaymentHistory;
use super::histories::RE_AGE;
use super::re_age_record::{ReAgeClock, ReAgeCondition, ReAgeDecision, ReAgePolicy, ReAgeRequest};
use crate::approval::{ApprovalCase, ApprovalRequest, ApprovalState, judge};
use crate::entry::{ControlClass, DateChange, ItemChanged};
use crate::value::date::{add_months, day_of_month};
use crate::{
    Amount, Basis, EntryKind, ItemId, OpenItem, OpenItemError, ProposedBatch, ProposedEntry, Reason, ReasonCode, ReasonInput, Side,
};

/// Whether items may be counted as current again, as of a date: each condition of the policy, who must agree, and the changes to post.
///
/// A payment plan never resets the days past due of its items; this does, and only where every condition is met and approval was given. When
/// the plan breaks for good, [`assess`](fn@super::assess) proposes to take the changes back.
///
/// ```
/// use openitem::plan::{ReAgePolicy, ReAgeRequest, re_age};
/// use openitem::{Amount, ApprovalAnswer, ApprovalReply, Currency, ItemKind, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (sum, made) = ("500".parse::<Amount>()?, day("2026-01-01"));
/// let item = OpenItem::new("INV-1", "US01", ItemKind::Invoice, Side::Debit, Currency::USD, sum, sum, made, made)
///     .with_customer("C-1")
///     .with_due(day("2026-01-31"));
/// let mut request = ReAgeRequest::new("US01", "C-1", Currency::USD, vec![item], day("2026-06-30"), "ana");
/// assert!(!re_age(&request, day("2026-04-30"), &ReAgePolicy::new())?.allowed);
/// request.replies = vec![ApprovalReply::new(day("2026-04-30"), ApprovalAnswer::Given).with_by("ben")];
/// assert!(re_age(&request, day("2026-04-30"), &ReAgePolicy::new())?.allowed);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range, an item is not an open debit of the entity, customer and currency with a due
/// date, or the history is another's; `date_range`; `overflow`; as [`judge`](crate::approval::judge()).
pub fn re_age(request: &ReAgeRequest, as_of: NaiveDate, policy: &ReAgePolicy) -> Result<ReAgeDecision, OpenItemError> {
    policy.check()?;
    let (owed, oldest) = request.check(as_of)?;
    let asks = ApprovalRequest::new(RE_AGE, request.currency, owed).with_customer(request.customer.clone());
    let case =
        ApprovalCase::new(asks, request.asked_by.clone()).with_replies(request.replies.clone()).with_approvers(request.approvers.clone());
    let approval = judge(&case, as_of, &policy.approval)?;
    let mut conditions = Vec::new();
    age(request, as_of, policy, &mut conditions)?;
    payments(request, as_of, policy, &mut conditions)?;
    if policy.needs_renewal {
        let found = request.renewed.map_or("not said", |renewed| if renewed { "yes" } else { "no" });
        let text = "renewed willingness and ability to pay";
        conditions.push(condition(request.renewed == Some(true), "renewed", text, &[("found", found.to_owned())]));
    }
    limits(request, as_of, policy, &mut conditions)?;
    let days_past_due = days(oldest, as_of).max(0);
    let classes = classes(request, as_of, days_past_due, policy, &mut conditions);
    let is_approved = matches!(approval.state, ApprovalState::Given | ApprovalState::NotNeeded);
    let allowed = is_approved && conditions.iter().all(|condition| condition.met);
    let proposed = allowed.then(|| request.batch(as_of, &conditions));
    Ok(ReAgeDecision { allowed, days_past_due, classes, conditions, approval, proposed })
}

fn days(from: NaiveDate, to: NaiveDate) -> i32 {
    i32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(i32::MAX)
}

fn condition(met: bool, rule: &str, text: &str, inputs: &[(&str, String)]) -> ReAgeCondition {
    let inputs: Vec<ReasonInput> = inputs.iter().map(|(name, value)| ReasonInput::new(*name, value.clone())).collect();
    ReAgeCondition { met, reason: Reason::new(rule, text).with_inputs(inputs) }
}

impl ReAgeRequest {
    /// What is owed, and the oldest due date.
    fn check(&self, as_of: NaiveDate) -> Result<(Amount, NaiveDate), OpenItemError> {
        if self.due < as_of {
            return Err(OpenItemError::invalid("due", self.due, "the day of the re-age or later"));
        }
        let (mut owed, mut oldest, mut ids) = (Amount::ZERO, None, HashSet::new());
        for item in &self.items {
            let is_ours = item.entity == self.entity && item.customer.as_ref() == Some(&self.customer) && item.currency == self.currency;
            let is_debit = item.side == Side::Debit && item.control_class == ControlClass::Receivable && item.open.is_positive();
            let due = item.due.filter(|_| is_ours && is_debit && item.effective <= as_of && ids.insert(&item.id));
            let expected = "each an open receivable of the entity, customer and currency with a due date, once";
            let due = due.ok_or_else(|| OpenItemError::invalid("items", &item.id, expected))?;
            owed = super::sheet::plus(owed, item.open)?;
            oldest = Some(oldest.map_or(due, |oldest: NaiveDate| oldest.min(due)));
        }
        let is_other = |history: &&PaymentHistory| {
            (&history.customer, &history.entity, history.currency) != (&self.customer, &self.entity, self.currency)
        };
        if let Some(other) = self.history.as_ref().filter(is_other) {
            return Err(OpenItemError::invalid("history", &other.customer, "the history of the customer, entity and currency"));
        }
        Ok((owed, oldest.ok_or_else(|| OpenItemError::invalid("items", "none", "items to re-age"))?))
    }

    fn batch(&self, as_of: NaiveDate, conditions: &[ReAgeCondition]) -> ProposedBatch {
        let sorted: BTreeMap<&ItemId, &OpenItem> = self.items.iter().map(|item| (&item.id, item)).collect();
        let given: BTreeMap<&ItemId, &Basis> = self.basis.iter().map(|basis| (&basis.item, basis)).collect();
        let entry = |item: &&OpenItem| {
            let mut change = DateChange::new();
            (change.old, change.new) = (item.due, Some(self.due));
            let changed = ItemChanged::new(item.id.clone()).with_due(change).with_reason(ReasonCode::new(RE_AGE));
            ProposedEntry::new(EntryKind::item_changed(changed)).with_customer(self.customer.clone())
        };
        let basis = |item: &&OpenItem| {
            let mut basis = Basis::new(item.id.clone(), item.open);
            basis.last = given.get(&item.id).and_then(|given| given.last.clone());
            basis
        };
        let mut batch = ProposedBatch::new("plan.re_age", self.customer.as_str(), self.entity.clone(), as_of)
            .with_entries(sorted.values().map(entry).collect::<Vec<_>>())
            .with_basis(sorted.values().map(basis).collect::<Vec<_>>())
            .with_reasons(conditions.iter().map(|condition| condition.reason.clone()).collect::<Vec<_>>());
        batch.after.clone_from(&self.after);
        batch
    }
}

fn age(request: &ReAgeRequest, as_of: NaiveDate, policy: &ReAgePolicy, out: &mut Vec<ReAgeCondition>) -> Result<(), OpenItemError> {
    let Some(months) = policy.least_age_months else { return Ok(()) };
    let met = match request.opened {
        Some(opened) => add_months(opened, months)? <= as_of,
        None => false,
    };
    let opened = request.opened.map_or_else(|| "not known".to_owned(), |opened| opened.to_string());
    out.push(condition(met, "account_age", "the account is so many months old", &[("opened", opened), ("months", months.to_string())]));
    Ok(())
}

/// One least payment in each of the last whole months, or as much in one of them.
fn payments(request: &ReAgeRequest, as_of: NaiveDate, policy: &ReAgePolicy, out: &mut Vec<ReAgeCondition>) -> Result<(), OpenItemError> {
    let Some(count) = policy.least_payments else { return Ok(()) };
    let months = request.history.as_ref().map(|history| history.months.as_slice()).unwrap_or_default();
    let paid: BTreeMap<NaiveDate, Amount> = months.iter().map(|month| (month.month, month.paid)).collect();
    let this_month = day_of_month(as_of, 0, 1)?;
    let minimum = request.minimum.filter(|minimum| minimum.is_positive());
    let lump = minimum.and_then(|minimum| minimum.decimal().checked_mul(rust_decimal::Decimal::from(count)));
    let (mut in_a_row, mut is_unbroken, mut is_lump) = (0_i32, true, false);
    for back in 1..=count {
        let month = add_months(this_month, back.saturating_neg())?;
        let paid = paid.get(&month).copied().unwrap_or_default();
        is_unbroken = is_unbroken && minimum.is_some_and(|minimum| paid >= minimum);
        in_a_row = in_a_row.saturating_add(i32::from(is_unbroken));
        is_lump = is_lump || lump.is_some_and(|lump| paid.decimal() >= lump);
    }
    let minimum = request.minimum.map_or_else(|| "not known".to_owned(), |minimum| minimum.to_string());
    let inputs =
        [("needed", count.to_string()), ("in_a_row", in_a_row.to_string()), ("at_once", is_lump.to_string()), ("minimum", minimum)];
    out.push(condition(in_a_row >= count || is_lump, "payments", "so many least payments came in a row, or as much at once", &inputs));
    Ok(())
}

fn limits(request: &ReAgeRequest, as_of: NaiveDate, policy: &ReAgePolicy, out: &mut Vec<ReAgeCondition>) -> Result<(), OpenItemError> {
    for limit in &policy.limits {
        let since = add_months(as_of, limit.months.saturating_neg())?;
        let before = request.earlier.iter().filter(|on| **on > since && **on <= as_of).count();
        let count = i32::try_from(before).unwrap_or(i32::MAX).saturating_add(1);
        let inputs = [("this_one", count.to_string()), ("most", limit.most.to_string()), ("months", limit.months.to_string())];
        out.push(condition(count <= limit.most, "how_often", "not more often than so many times in so many months", &inputs));
    }
    Ok(())
}

/// The classes that hold; those that bar a re-age are conditions.
fn classes(
    request: &ReAgeRequest,
    as_of: NaiveDate,
    days_past_due: i32,
    policy: &ReAgePolicy,
    out: &mut Vec<ReAgeCondition>,
) -> Vec<String> {
    let mut names = Vec::new();
    for class in policy.classes.iter().filter(|class| class.credit.is_none_or(|credit| credit == request.credit)) {
        let passed = match class.clock {
            ReAgeClock::PastDue => Some(days_past_due),
            ReAgeClock::Bankruptcy => request.bankruptcy.map(|on| days(on, as_of)),
            ReAgeClock::Fraud => request.fraud.map(|on| days(on, as_of)),
        };
        let Some(passed) = passed else { continue };
        let holds = passed >= class.from_days;
        if holds && !names.contains(&class.name) {
            names.push(class.name.clone());
        }
        if class.bars {
            let inputs = [("class", class.name.clone()), ("days", passed.to_string()), ("from", class.from_days.to_string())];
            let rule = format!("class_{}", class.clock.name());
            out.push(condition(!holds, &rule, "the debt is not yet in a class that is not re-aged", &inputs));
        }
    }
    names
}
