//! What a payer can bear: a bound on an installment, from what was declared and what was seen.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem_macros::wire;
use rust_decimal::Decimal;

use super::policy::is_percentage;
use super::sheet::{minus, plus};
use crate::value::date::{add_months, day_of_month};
use crate::value::exact::quotient;
use crate::{
    Amount, AppliedAmount, Cause, Currency, CurrencyRow, CustomerId, EntityId, OpenItemError, Rate, Reason, ReasonInput, Rounding,
    minor_units,
};

/// More months than these no history looks back.
const MOST_MONTHS: i32 = 120;

/// What a customer paid, month by month, in one currency.
#[wire]
pub struct PaymentHistory {
    /// The customer.
    pub customer: CustomerId,
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// The months, the oldest first, those without a payment too.
    #[wire(default)]
    pub months: Vec<PaidMonth>,
    /// In how many of them anything was paid.
    #[wire(default)]
    pub paid_months: i32,
    /// What was paid in all.
    #[wire(default)]
    pub paid: Amount,
}

/// What was paid in a month.
#[wire]
pub struct PaidMonth {
    /// Its first day.
    pub month: NaiveDate,
    /// How much was paid, by value date.
    #[wire(default)]
    pub paid: Amount,
    /// On how many days.
    #[wire(default)]
    pub days: i32,
}

/// What is known of what a payer can bear.
#[wire]
pub struct AbilityRequest {
    /// The currency of the plan.
    pub currency: Currency,
    /// What he paid.
    pub history: Option<PaymentHistory>,
    /// What he says that he earns and spends.
    pub declared: Option<DeclaredCashFlow>,
    /// What falls due in a month beside the plan, as current invoices.
    #[wire(default)]
    pub obligations: Amount,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// What a payer says that he earns and spends, in a month and in the currency of the plan.
#[wire]
pub struct DeclaredCashFlow {
    /// What comes in.
    pub income: Amount,
    /// What goes out, without what he owes us.
    pub expenses: Amount,
}

/// How ability is judged.
#[wire]
pub struct AbilityPolicy {
    /// The share of declared free cash flow that a plan may take, in percent.
    #[wire(default = Rate::ONE_HUNDRED)]
    pub declared_share: Rate,
    /// The share of what was paid in a month that a plan may take, in percent.
    #[wire(default = Rate::ONE_HUNDRED)]
    pub observed_share: Rate,
    /// What stands for a month that was seen.
    #[wire(default = AbilityMeasure::Average)]
    pub measure: AbilityMeasure,
    /// The least share of months with a payment, in percent, that makes a history one to rely on.
    #[wire(default = half())]
    pub regular_percent: Rate,
    /// How many months a history must have.
    #[wire(default = 3)]
    pub least_months: i32,
}

/// What stands for a month.
#[wire]
pub enum AbilityMeasure {
    /// The average of all months.
    Average,
    /// The median of all months; of two in the middle the lower.
    Median,
    /// The lowest month.
    Lowest,
}

/// What a payer can bear.
#[wire]
pub struct PaymentAbility {
    /// The currency.
    pub currency: Currency,
    /// The most that a plan may take in a month: the lower of what was declared and what was seen; none where nothing is known.
    pub monthly: Option<Amount>,
    /// What he can bear by what he declared.
    pub declared: Option<Amount>,
    /// What he can bear by what was seen.
    pub observed: Option<Amount>,
    /// In how many percent of the months he paid, to two decimals, half up; none without a history.
    pub regular: Option<Rate>,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

fn half() -> Rate {
    Rate::new(Decimal::from(50)).unwrap_or(Rate::ONE_HUNDRED)
}

/// What customers paid in each of the last whole months before a date, from what was applied.
///
/// Only money counts, by value date; what a reversed receipt had paid is not among `applied`
/// ([`applied_amounts`](crate::applied_amounts())). By customer, entity and currency.
///
/// ```
/// use openitem::plan::payment_history;
/// use openitem::{Amount, AppliedAmount, Cause, Currency};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (on, sum) = (day("2026-05-20"), "250".parse::<Amount>()?);
/// let paid = AppliedAmount::new("A-1", "INV-1", "DE01", Currency::EUR, on, on, sum, Cause::Applied).with_customer("C-1").with_receipt("R-1");
/// let history = &payment_history(&[paid], day("2026-06-15"), 3)?[0];
/// // March, April, May; June is not over.
/// assert_eq!((history.months.len(), history.paid_months, history.months[2].paid), (3, 1, sum));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the months are not 1 to 120; `date_range` where they reach before the calendar; `overflow`.
pub fn payment_history(applied: &[AppliedAmount], as_of: NaiveDate, months: i32) -> Result<Vec<PaymentHistory>, OpenItemError> {
    if !(1..=MOST_MONTHS).contains(&months) {
        return Err(OpenItemError::invalid("months", months, "1 to 120"));
    }
    let end = day_of_month(as_of, 0, 1)?;
    let start = add_months(end, months.saturating_neg())?;
    let firsts = (0..months).map(|month| add_months(start, month)).collect::<Result<Vec<_>, _>>()?;
    let mut days: BTreeMap<(&CustomerId, &EntityId, Currency), BTreeMap<NaiveDate, Amount>> = BTreeMap::new();
    for one in applied.iter().filter(|one| one.cause == Cause::Applied && one.receipt.is_some() && one.effective <= as_of) {
        let Some(customer) = &one.customer else { continue };
        let by_day = days.entry((customer, &one.entity, one.currency)).or_default();
        if one.date >= start && one.date < end {
            let sum = by_day.entry(one.date).or_default();
            *sum = plus(*sum, one.amount)?;
        }
    }
    let history = |((customer, entity, currency), by_day): ((&CustomerId, &EntityId, Currency), BTreeMap<NaiveDate, Amount>)| {
        let mut out = PaymentHistory::new(customer.clone(), entity.clone(), currency);
        for first in &firsts {
            let mut month = PaidMonth::new(*first);
            for (_, sum) in by_day.range(*first..add_months(*first, 1)?) {
                month.paid = plus(month.paid, *sum)?;
                month.days = month.days.saturating_add(1);
            }
            out.paid = plus(out.paid, month.paid)?;
            out.paid_months = out.paid_months.saturating_add(i32::from(month.paid.is_positive()));
            out.months.push(month);
        }
        Ok(out)
    };
    days.into_iter().map(history).collect()
}

/// What a payer can bear in a month, with the reasons.
///
/// Declared: income less expenses and obligations, of that the policy's share. Seen: a month of the history by the policy's measure, of that
/// its share, less the obligations; a history that is too short, or too irregular, says nothing. The lower one is the bound, never below zero.
///
/// ```
/// use openitem::plan::{AbilityPolicy, AbilityRequest, DeclaredCashFlow, ability};
/// use openitem::{Amount, Currency};
///
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let declared = DeclaredCashFlow::new(amount("4000"), amount("3200"));
/// let request = AbilityRequest::new(Currency::EUR).with_declared(declared);
/// let policy = AbilityPolicy::new().with_declared_share("50".parse::<openitem::Rate>()?);
/// assert_eq!(ability(&request, &policy)?.monthly, Some(amount("400")));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where a share is no percentage, a count is below one, an amount is below zero or the history is of another currency;
/// `unknown_currency`; `overflow`.
pub fn ability(request: &AbilityRequest, policy: &AbilityPolicy) -> Result<PaymentAbility, OpenItemError> {
    policy.check()?;
    let digits = minor_units(request.currency, &request.currencies)?;
    if request.obligations.is_negative() {
        return Err(OpenItemError::invalid("obligations", request.obligations, "an amount of at least zero"));
    }
    let mut out = PaymentAbility::new(request.currency);
    if let Some(flow) = &request.declared {
        out.declared = Some(declared(flow, request, digits, policy, &mut out.reasons)?);
    }
    if let Some(history) = &request.history {
        observed(history, request, digits, policy, &mut out)?;
    }
    out.monthly = match (out.declared, out.observed) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    };
    if out.monthly.is_none() {
        out.reasons.push(Reason::new("not_known", "nothing is known that bounds an installment: a plan needs approval"));
    }
    Ok(out)
}

impl AbilityPolicy {
    fn check(&self) -> Result<(), OpenItemError> {
        for (field, percent) in
            [("declared_share", self.declared_share), ("observed_share", self.observed_share), ("regular_percent", self.regular_percent)]
        {
            if !is_percentage(percent) {
                return Err(OpenItemError::invalid(field, percent, "a percentage from 0 to 100"));
            }
        }
        if self.least_months < 1 {
            return Err(OpenItemError::invalid("least_months", self.least_months, "one month or more"));
        }
        Ok(())
    }
}

fn bounded(amount: Amount) -> Amount {
    if amount.is_negative() { Amount::ZERO } else { amount }
}

fn because(rule: &str, text: &str, inputs: &[(&str, String)]) -> Reason {
    Reason::new(rule, text).with_inputs(inputs.iter().map(|(name, value)| ReasonInput::new(*name, value.clone())).collect::<Vec<_>>())
}

fn declared(
    flow: &DeclaredCashFlow,
    request: &AbilityRequest,
    digits: i32,
    policy: &AbilityPolicy,
    reasons: &mut Vec<Reason>,
) -> Result<Amount, OpenItemError> {
    if let Some(amount) = [flow.income, flow.expenses].into_iter().find(|amount| amount.is_negative()) {
        return Err(OpenItemError::invalid("declared", amount, "amounts of at least zero"));
    }
    let free = bounded(minus(minus(flow.income, flow.expenses)?, request.obligations)?);
    let bound = policy.declared_share.percent_of(free, digits, Rounding::Down)?;
    let inputs = [
        ("income", flow.income.to_string()),
        ("expenses", flow.expenses.to_string()),
        ("obligations", request.obligations.to_string()),
        ("share", policy.declared_share.to_string()),
        ("bound", bound.to_string()),
    ];
    reasons.push(because("declared", "a share of what is left of the income that was declared", &inputs));
    Ok(bound)
}

fn observed(
    history: &PaymentHistory,
    request: &AbilityRequest,
    digits: i32,
    policy: &AbilityPolicy,
    out: &mut PaymentAbility,
) -> Result<(), OpenItemError> {
    if history.currency != request.currency {
        return Err(OpenItemError::invalid("history", history.currency, "the currency of the plan"));
    }
    let count = i32::try_from(history.months.len()).unwrap_or(i32::MAX);
    let paid_in = history.months.iter().filter(|month| month.paid.is_positive()).count();
    let overflow = || OpenItemError::overflow("what was paid in a month");
    if count > 0 {
        let percent = quotient(&[Decimal::from(paid_in), Decimal::ONE_HUNDRED], &[Decimal::from(count)], 2, Rounding::HalfUp);
        out.regular = Some(Rate::new(percent.ok_or_else(overflow)?)?);
    }
    let mut inputs = vec![("months", count.to_string()), ("paid_months", paid_in.to_string())];
    if count < policy.least_months {
        inputs.push(("least_months", policy.least_months.to_string()));
        out.reasons.push(because("too_short", "the history has too few months to rely on", &inputs));
        return Ok(());
    }
    if out.regular.is_some_and(|regular| regular < policy.regular_percent) {
        inputs.push(("regular_percent", policy.regular_percent.to_string()));
        out.reasons.push(because("irregular", "the payer paid in too few months to rely on what he paid", &inputs));
        return Ok(());
    }
    let mut paid: Vec<Amount> = history.months.iter().map(|month| month.paid).collect();
    crate::value::sort_by_key(&mut paid, |paid| *paid);
    // A month is this amount over so many months, so that its share is rounded once.
    let (month, months) = match policy.measure {
        AbilityMeasure::Lowest => (paid.first().copied().unwrap_or_default(), 1),
        AbilityMeasure::Median => (paid.get(paid.len().saturating_sub(1) / 2).copied().unwrap_or_default(), 1),
        AbilityMeasure::Average => (Amount::checked_sum(paid.iter().copied()).ok_or_else(overflow)?, count),
    };
    let bottom = [Decimal::from(months), Decimal::ONE_HUNDRED];
    let share = quotient(&[month.decimal(), policy.observed_share.decimal()], &bottom, digits, Rounding::Down);
    let share = Amount::new(share.ok_or_else(overflow)?)?;
    let bound = bounded(minus(share, request.obligations)?);
    inputs.extend([("measure", policy.measure.to_string()), ("share", policy.observed_share.to_string())]);
    inputs.extend([("obligations", request.obligations.to_string()), ("bound", bound.to_string())]);
    out.reasons.push(because("observed", "a share of what the payer used to pay in a month, less what he owes beside the plan", &inputs));
    out.observed = Some(bound);
    Ok(())
}
