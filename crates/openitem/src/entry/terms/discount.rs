//! Cash discounts: which is open on a date, what a partial payment earns, and what it costs not to take one.

use chrono::NaiveDate;
use openitem_macros::wire;
use rust_decimal::Decimal;

use super::ScheduledInstallment;
use super::check::{MOST_DAYS, MOST_GRACE, percentage};
use super::portion::{percent_scale, percent_units, product, ratio};
use crate::value::date::add_days;
use crate::{Amount, OpenItemError, Rate, Rounding};

/// The discount that a payment on a date still earns.
#[wire]
pub struct OpenDiscount {
    /// The percentage.
    pub percent: Rate,
    /// Its last day, before days of grace.
    pub through: NaiveDate,
    /// How much is kept.
    pub amount: Amount,
    /// How much pays the whole installment.
    pub payable: Amount,
    /// Whether it is granted on a day of grace only.
    #[wire(default)]
    pub in_grace: bool,
}

/// What it costs a customer a year not to take a discount, in percent.
#[wire]
pub struct AnnualCost {
    /// Without compounding.
    pub simple: Amount,
    /// Compounded every time the discount is passed by.
    pub effective: Amount,
}

/// The discount that a payment on a date earns: the largest whose day, with the days of grace, has not passed; of equal
/// ones the first of the terms. None where all have passed, or the installment still waits for its event.
///
/// Source: discount date inclusive, D + N (DOMAIN section 1); Oracle extends it by the customer's grace days.
///
/// # Errors
/// `invalid_value` where the days of grace are not 0 to 366; `date_range`.
///
/// ```
/// use openitem::{Amount, Currency, HolidayCalendar};
/// use openitem::terms::{self, BilledAmounts};
///
/// let amounts = BilledAmounts::new("750".parse::<Amount>()?, Currency::new("USD")?);
/// let terms = "2/10, 1/20, n/60".parse()?;
/// let schedule = terms::schedule(&amounts, "2026-01-26".parse().unwrap(), &terms, &HolidayCalendar::new("none"))?;
/// let open = terms::discount_for(&schedule.installments[0], "2026-02-14".parse().unwrap(), 0)?.unwrap();
/// assert_eq!(open.payable.to_string(), "742.5");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn discount_for(
    installment: &ScheduledInstallment,
    payment_date: NaiveDate,
    grace_days: i32,
) -> Result<Option<OpenDiscount>, OpenItemError> {
    if !(0..=MOST_GRACE).contains(&grace_days) {
        return Err(OpenItemError::invalid("grace_days", grace_days, "0 to 366"));
    }
    let mut best: Option<OpenDiscount> = None;
    for discount in &installment.discounts {
        let Some(through) = discount.through else { continue };
        let in_grace = payment_date > through;
        // A date past the end of the calendar has not passed either.
        let open = !in_grace || add_days(through, i64::from(grace_days)).map_or(true, |last| payment_date <= last);
        if open && best.as_ref().is_none_or(|best| discount.amount.abs() > best.amount.abs()) {
            best = Some(OpenDiscount { percent: discount.percent, through, amount: discount.amount, payable: discount.payable, in_grace });
        }
    }
    Ok(best)
}

/// How much of the debt a partial payment inside the discount period settles: payment ÷ (1 - d).
///
/// Source: Centennial College, business math, partial payments; D365 partial cash discount (294 at 2% settles 300).
///
/// # Errors
/// `invalid_value` where the percentage is not above 0 and below 100, the decimals are not 0 to 12, or the payment is finer
/// than they are; `overflow`.
///
/// ```
/// use openitem::{Amount, Rounding, terms};
///
/// let settled = terms::credit_for_payment("400".parse()?, "2".parse()?, 2, Rounding::HalfUp)?;
/// assert_eq!(settled.to_string(), "408.16");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn credit_for_payment(payment: Amount, percent: Rate, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
    let (payment, percent) = (minor(payment, decimals)?, percent_below_hundred(percent)?);
    let credit = ratio(product(payment, hundred())?, hundred().saturating_sub(percent), rounding)?;
    super::portion::amount(credit, decimals)
}

/// How much settles so much of the debt inside the discount period: credit × (1 - d).
///
/// Source: Centennial College, business math, partial payments (1,000 at 2% takes 980).
///
/// # Errors
/// As [`credit_for_payment`].
///
/// ```
/// use openitem::{Rounding, terms};
///
/// let payment = terms::payment_for_credit("1000".parse()?, "2".parse()?, 2, Rounding::HalfUp)?;
/// assert_eq!(payment.to_string(), "980");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn payment_for_credit(credit: Amount, percent: Rate, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
    let (credit, percent) = (minor(credit, decimals)?, percent_below_hundred(percent)?);
    let payment = ratio(product(credit, hundred().saturating_sub(percent))?, hundred(), rounding)?;
    super::portion::amount(payment, decimals)
}

/// What it costs a year, in percent, to pay so many days later rather than take the discount; with so many decimals,
/// rounded half up.
///
/// `days` are those between the last day of the discount and the due date: 20 for "2/10 net 30".
/// Simple: d ÷ (1 - d) × 365 ÷ days. Effective: (1 + d ÷ (1 - d)) ^ (365 ÷ days) - 1, computed with 28 digits.
///
/// # Errors
/// `invalid_value` where the percentage is not above 0 and below 100, the days not 1 to 36500 or the decimals not 0 to 6;
/// `overflow` where the effective cost passes ten billion percent.
///
/// ```
/// use openitem::terms;
///
/// let cost = terms::annual_cost("2".parse()?, 20, 2)?;
/// assert_eq!((cost.simple.to_string(), cost.effective.to_string()), (String::from("37.24"), String::from("44.59")));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn annual_cost(percent: Rate, days: i32, decimals: i32) -> Result<AnnualCost, OpenItemError> {
    if !(1..=MOST_DAYS).contains(&days) {
        return Err(OpenItemError::invalid("days", days, "1 to 36500"));
    }
    if !(0..=6).contains(&decimals) {
        return Err(OpenItemError::invalid("decimals", decimals, "0 to 6"));
    }
    let discount = percent_below_hundred(percent)?;
    let scale = 10_i128.saturating_pow(u32::try_from(decimals).unwrap_or(0));
    let denominator = product(hundred().saturating_sub(discount), i128::from(days))?;
    let simple = ratio(product(product(discount, 36_500)?, scale)?, denominator, Rounding::HalfUp)?;
    let overflow = || OpenItemError::overflow("the effective annual cost");
    let effective = effective_percent(percent.decimal(), days).ok_or_else(overflow)?;
    Ok(AnnualCost { simple: super::portion::amount(simple, decimals)?, effective: Rounding::HalfUp.amount(effective, decimals)? })
}

/// ((100 ÷ (100 - percent)) ^ (365 ÷ days) - 1) × 100.
fn effective_percent(percent: Decimal, days: i32) -> Option<Decimal> {
    let hundred = Decimal::ONE_HUNDRED;
    let growth = hundred.checked_div(hundred.checked_sub(percent)?)?;
    let exponent = logarithm(growth)?.checked_mul(Decimal::from(365))?.checked_div(Decimal::from(days))?;
    exponential(exponent)?.checked_sub(Decimal::ONE)?.checked_mul(hundred)
}

const LN_TWO: Decimal = Decimal::from_parts(0xAA7A_65BF, 0x81F5_2F01, 0x1665_943F, false, 28);
const E: Decimal = Decimal::from_parts(0x857A_ED5A, 0xEBEC_DE35, 0x57D5_19AB, false, 28);

/// The natural logarithm of a number of at least 1: halved into [0.75, 1.5], then by the series of the area tangent.
fn logarithm(value: Decimal) -> Option<Decimal> {
    let mut rest = value;
    let mut halvings = Decimal::ZERO;
    while rest > Decimal::new(15, 1) {
        rest = rest.checked_div(Decimal::TWO)?;
        halvings = halvings.checked_add(Decimal::ONE)?;
    }
    let ratio = rest.checked_sub(Decimal::ONE)?.checked_div(rest.checked_add(Decimal::ONE)?)?;
    let square = ratio.checked_mul(ratio)?;
    let (mut power, mut total) = (ratio, ratio);
    for odd in (3_i32..60).step_by(2) {
        power = power.checked_mul(square)?;
        total = total.checked_add(power.checked_div(Decimal::from(odd))?)?;
    }
    total.checked_mul(Decimal::TWO)?.checked_add(halvings.checked_mul(LN_TWO)?)
}

/// e to a power of at least 0; none past ten billion percent.
fn exponential(value: Decimal) -> Option<Decimal> {
    let mut rest = value;
    let mut whole = Decimal::ONE;
    while rest >= Decimal::ONE {
        whole = Some(whole.checked_mul(E)?).filter(|power| *power < Decimal::new(100_000_000, 0))?;
        rest = rest.checked_sub(Decimal::ONE)?;
    }
    let (mut term, mut total) = (Decimal::ONE, Decimal::ONE);
    for factor in 1_i32..30 {
        term = term.checked_mul(rest)?.checked_div(Decimal::from(factor))?;
        total = total.checked_add(term)?;
    }
    whole.checked_mul(total)
}

fn minor(amount: Amount, decimals: i32) -> Result<i128, OpenItemError> {
    if !(0..=12).contains(&decimals) {
        return Err(OpenItemError::invalid("decimals", decimals, "0 to 12"));
    }
    amount.to_minor(decimals).map(i128::from).ok_or_else(|| {
        let expected = format!("an amount of {decimals} decimals that fits into 63 bits");
        OpenItemError::invalid("amount", amount, &expected)
    })
}

/// 100% as whole numbers of the percentages' scale.
fn hundred() -> i128 {
    percent_scale().saturating_mul(100)
}

fn percent_below_hundred(percent: Rate) -> Result<i128, OpenItemError> {
    percentage("percent", percent, None)?;
    Some(percent_units(percent)?)
        .filter(|units| *units < hundred())
        .ok_or_else(|| OpenItemError::invalid("percent", percent, "above 0 and below 100, with 10 decimals at most"))
}
