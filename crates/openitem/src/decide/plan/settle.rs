//! What settles a plan at once.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::policy::PlanPolicy;
use super::record::{PlanAssessRequest, PlanInstrumentState, PlanSettlement, PlanSettlementKind, PlanSettlementLine, PlanStatus};
use super::sheet::{minus, plus};
use super::state::{State, states};
use crate::entry::{PlanChanged, PlanInstallment};
use crate::value::exact::quotient;
use crate::{Amount, EntryKind, OpenItemError, PlanId, ProposedBatch, ProposedEntry, Rate, Reason, ReasonInput, minor_units};

/// What settles a plan on a day: the principal that is left, the interest through the day, fees, less the discount of the policy.
///
/// Interest that is due counts in full; that of the next installment by the days since the one before (or since the plan was agreed),
/// rounded once. Interest of later installments is not owed. A broken plan gets no discount.
///
/// ```
/// use openitem::plan::{PlanAssessRequest, PlanHistory, PlanPolicy, settle};
/// use openitem::{Amount, Currency, Plan, PlanAgreed, PlanInstallment};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let part = |due: &str, sum: &str, interest: &str| PlanInstallment::new(day(due), amount(sum)).with_interest(amount(interest));
/// let parts = vec![part("2026-05-01", "510", "10"), part("2026-06-01", "505", "5")];
/// let agreed = PlanAgreed::new("PL-1", Currency::EUR, vec!["INV-1".into()], parts);
/// let request = PlanAssessRequest::new().with_plans(vec![PlanHistory::new(Plan::new(agreed, "DE01", day("2026-04-01")))]);
/// // Half of April: 1,000 and 15/30 of 10.
/// assert_eq!(settle(&request, &"PL-1".into(), day("2026-04-16"), &PlanPolicy::new())?.total, amount("1005"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the plan is not among those given, or not agreed on the day; as [`assess`](fn@super::assess);
/// `unknown_currency`.
pub fn settle(request: &PlanAssessRequest, plan: &PlanId, on: NaiveDate, policy: &PlanPolicy) -> Result<PlanSettlement, OpenItemError> {
    let states = states(request, on, policy)?;
    let found = states.iter().find(|state| state.history.plan.plan.id == *plan);
    let state = found.ok_or_else(|| OpenItemError::invalid("plan", plan, "one of the plans, agreed on the day or before"))?;
    let agreed = &state.history.plan.plan;
    let digits = minor_units(agreed.currency, &request.currencies)?;
    let mut out = PlanSettlement::new(plan.clone(), on, agreed.currency, Amount::ZERO, Amount::ZERO);
    if matches!(state.status, PlanStatus::Replaced | PlanStatus::Cancelled | PlanStatus::Completed) {
        out.reasons.push(Reason::new(state.status.name(), "nothing is left of the plan to settle"));
        return Ok(out);
    }
    let mut left = state.judged.fees_left;
    for part in &state.judged.parts {
        left = plus(left, part.left()?)?;
    }
    let interest = lines(state, on, digits, policy, &mut out)?;
    for line in &out.lines {
        out.total = plus(out.total, line.amount)?;
    }
    out.saves = minus(left, out.total)?;
    let in_hand = |state: Option<PlanInstrumentState>| matches!(state, Some(PlanInstrumentState::Held | PlanInstrumentState::Deposited));
    let held = state.judged.parts.iter().filter(|part| in_hand(part.assessed.instrument));
    out.give_back = held.filter_map(|part| part.assessed.receipt.clone()).collect();
    out.give_back.sort_unstable();
    out.give_back.dedup();
    out.proposed = proposed(state, &out, interest)?;
    Ok(out)
}

/// Writes the sheet; gives the interest in it that no installment of an earlier day bears.
fn lines(state: &State<'_>, on: NaiveDate, digits: i32, policy: &PlanPolicy, out: &mut PlanSettlement) -> Result<Amount, OpenItemError> {
    let (mut principal, mut due) = (Amount::ZERO, Amount::ZERO);
    for part in &state.judged.parts {
        principal = plus(principal, part.principal_left)?;
        if part.assessed.due <= on {
            due = plus(due, part.interest_left)?;
        }
    }
    out.lines.push(PlanSettlementLine::new(PlanSettlementKind::Principal, principal));
    out.lines.push(PlanSettlementLine::new(PlanSettlementKind::InterestDue, due));
    let accrued = accrued(state, on, digits, policy)?;
    // What fell due before is billed by its own installment.
    let today = state.judged.parts.iter().filter(|part| part.assessed.due == on).map(|part| part.interest_left);
    let interest = Amount::checked_sum(today.chain(accrued.as_ref().map(|line| line.amount)));
    let interest = interest.ok_or_else(|| OpenItemError::overflow("the interest of a settlement"))?;
    out.lines.extend(accrued);
    out.lines.push(PlanSettlementLine::new(PlanSettlementKind::Fees, state.judged.fees_left));
    discount(state, principal, digits, policy, out)?;
    out.lines.retain(|line| !line.amount.is_zero() || line.kind == PlanSettlementKind::Principal);
    Ok(interest)
}

/// The interest of the next installment, by the days that passed of its period.
fn accrued(state: &State<'_>, on: NaiveDate, digits: i32, policy: &PlanPolicy) -> Result<Option<PlanSettlementLine>, OpenItemError> {
    let parts = &state.judged.parts;
    let Some(next) = parts.iter().find(|part| part.assessed.due > on && part.interest_left.is_positive()) else { return Ok(None) };
    let before = parts.iter().map(|part| part.assessed.due).filter(|due| *due <= on).max();
    let begun = before.unwrap_or(state.from);
    let count = |to: NaiveDate| i32::try_from(to.signed_duration_since(begun).num_days()).unwrap_or(i32::MAX);
    let (days, of_days) = (count(on), count(next.assessed.due));
    if days <= 0 || of_days <= 0 {
        return Ok(None);
    }
    let interest = next.assessed.interest;
    let value = quotient(&[interest.decimal(), Decimal::from(days)], &[Decimal::from(of_days)], digits, policy.interest_rounding);
    let value = Amount::new(value.ok_or_else(|| OpenItemError::overflow("the interest of a settlement"))?)?;
    // What was paid of it before counts.
    let rest = minus(value, minus(interest, next.interest_left)?)?;
    let amount = if rest.is_negative() { Amount::ZERO } else { rest };
    let line = PlanSettlementLine::new(PlanSettlementKind::InterestAccrued, amount);
    Ok(Some(line.with_days(days).with_of_days(of_days).with_of_interest(interest)))
}

fn discount(state: &State<'_>, principal: Amount, digits: i32, policy: &PlanPolicy, out: &mut PlanSettlement) -> Result<(), OpenItemError> {
    let Some(percent) = policy.settlement_discount.filter(|percent| *percent > Rate::ZERO) else { return Ok(()) };
    let inputs = vec![ReasonInput::new("percent", percent.to_string()), ReasonInput::new("principal", principal.to_string())];
    if state.status == PlanStatus::Defaulted {
        out.reasons.push(Reason::new("no_discount", "a broken plan gets no discount").with_inputs(inputs));
        return Ok(());
    }
    let amount = percent.percent_of(principal, digits, policy.discount_rounding)?;
    out.lines.push(PlanSettlementLine::new(PlanSettlementKind::Discount, amount.negated()));
    out.reasons.push(Reason::new("discount", "the discount for settling at once, on the principal that is left").with_inputs(inputs));
    Ok(())
}

/// The plan changed to the one payment.
fn proposed(state: &State<'_>, out: &PlanSettlement, interest: Amount) -> Result<Option<ProposedBatch>, OpenItemError> {
    let plan = &state.history.plan;
    let amount = minus(out.total, state.judged.fees_left)?;
    if !amount.is_positive() {
        return Ok(None);
    }
    let mut payment = PlanInstallment::new(out.on, amount);
    payment.interest = Some(interest.min(amount)).filter(|interest| interest.is_positive());
    let changed = PlanChanged::new(plan.plan.id.clone(), vec![payment]);
    let mut entry = ProposedEntry::new(EntryKind::plan_changed(changed));
    entry.customer.clone_from(&plan.customer);
    let mut batch = ProposedBatch::new("plan.settle", plan.plan.id.as_str(), plan.entity.clone(), out.on)
        .with_entries(vec![entry])
        .with_reasons(out.reasons.clone());
    batch.after.clone_from(&state.history.last);
    Ok(Some(batch))
}
