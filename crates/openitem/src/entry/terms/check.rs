//! Whether terms can be used at all: every number within its bounds, every part of the whole accounted for.

use rust_decimal::Decimal;

use super::{DayLimit, DiscountTerm, DueRule, InstallmentTerm, PaymentTerms, Share, hundred, portion};
use crate::{OpenItemError, Rate};

/// A century: no terms run longer.
pub(super) const MOST_DAYS: i32 = 36_500;
pub(super) const MOST_MONTHS: i32 = 1_200;
pub(super) const MOST_GRACE: i32 = 366;
/// Percentages are compared and multiplied as whole numbers of this scale.
pub(super) const PERCENT_SCALE: u32 = 10;
const MOST_INSTALLMENTS: usize = 1_000;
const MOST_TIERS: usize = 31;

/// Says what is wrong with terms, if anything is: numbers out of bounds, percentages that do not add up, two balances.
///
/// Percentages must add up to the base amount unless an installment is the balance; fixed amounts need a balance.
/// Source: Oracle Receivables, payment terms: relative amounts must equal the base amount.
///
/// # Errors
/// `invalid_value` with the field, what was found and what was expected.
///
/// ```
/// use openitem::terms;
///
/// let terms = terms::parse("30% net 30, 60% net 60");
/// assert_eq!(terms.unwrap_err().code(), "invalid_value");
/// assert!(terms::check(&"30% net 30, 70% net 60".parse()?).is_ok());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
pub fn check(terms: &PaymentTerms) -> Result<(), OpenItemError> {
    within("discount_grace_days", terms.discount_grace_days, 0, MOST_GRACE)?;
    if terms.installments.is_empty() || terms.installments.len() > MOST_INSTALLMENTS {
        return Err(OpenItemError::invalid("installments", terms.installments.len(), "1 to 1000 of them"));
    }
    percentage("base_amount", terms.base_amount, None)?;
    for installment in &terms.installments {
        check_installment(installment)?;
    }
    check_shares(terms)
}

fn check_shares(terms: &PaymentTerms) -> Result<(), OpenItemError> {
    let balances = terms.installments.iter().filter(|part| matches!(part.share, Share::Balance {})).count();
    match balances {
        0 => {}
        1 => return Ok(()),
        _ => return Err(OpenItemError::invalid("installments", format!("{balances} balances"), "one balance at most")),
    }
    let mut sum = 0_i128;
    for part in &terms.installments {
        let Share::Percent { percent, .. } = &part.share else {
            return Err(OpenItemError::invalid("installments", "a fixed amount and no balance", "one installment that is the balance"));
        };
        sum = portion::sum(sum, portion::percent_units(*percent)?)?;
    }
    if sum == portion::percent_units(terms.base_amount)? {
        Ok(())
    } else {
        let sum = Decimal::try_from_i128_with_scale(sum, PERCENT_SCALE)
            .map_or_else(|_| String::from("too much"), |sum| sum.normalize().to_string());
        let expected = format!("parts that sum to {}", terms.base_amount);
        Err(OpenItemError::invalid("installments", format!("parts that sum to {sum}"), &expected))
    }
}

fn check_installment(part: &InstallmentTerm) -> Result<(), OpenItemError> {
    match &part.share {
        Share::Percent { percent, .. } => percentage("percent", *percent, None)?,
        Share::Fixed { amount } if amount.is_negative() => {
            return Err(OpenItemError::invalid("amount", amount, "a fixed amount of at least zero"));
        }
        Share::Fixed { .. } | Share::Balance {} => {}
    }
    check_rules(&part.due, &part.discounts)?;
    if part.day_limits.len() > MOST_TIERS {
        return Err(OpenItemError::invalid("day_limits", part.day_limits.len(), "31 of them at most"));
    }
    let mut last = 0;
    for DayLimit { through_day, due, discounts } in &part.day_limits {
        within("through_day", *through_day, 1, 31)?;
        if *through_day <= last {
            return Err(OpenItemError::invalid("through_day", through_day, "ascending days"));
        }
        last = *through_day;
        check_rules(due, discounts)?;
    }
    Ok(())
}

fn check_rules(due: &DueRule, discounts: &[DiscountTerm]) -> Result<(), OpenItemError> {
    check_rule(due)?;
    if discounts.len() > MOST_TIERS {
        return Err(OpenItemError::invalid("discounts", discounts.len(), "31 of them at most"));
    }
    for discount in discounts {
        percentage("percent", discount.percent, Some(hundred()))?;
        check_rule(&discount.due)?;
    }
    Ok(())
}

pub(super) fn check_rule(rule: &DueRule) -> Result<(), OpenItemError> {
    within("months", rule.months, 0, MOST_MONTHS)?;
    within("days", rule.days, 0, MOST_DAYS)?;
    within("months_ahead", rule.months_ahead, 0, MOST_MONTHS)?;
    within("days_after", rule.days_after, 0, MOST_DAYS)?;
    for (field, day) in [("cutoff_day", rule.cutoff_day), ("day_of_month", rule.day_of_month)] {
        within(field, day.unwrap_or(1), 1, 31)?;
    }
    within("earliest_days", rule.earliest_days.unwrap_or(0), 0, MOST_GRACE)?;
    if rule.pay_days.len() > 31 {
        return Err(OpenItemError::invalid("pay_days", rule.pay_days.len(), "31 of them at most"));
    }
    rule.pay_days.iter().try_for_each(|day| within("pay_days", *day, 1, 31))
}

pub(super) fn percentage(field: &str, value: Rate, most: Option<Rate>) -> Result<(), OpenItemError> {
    // Eight digits before the point keep every product with an amount within 128 bits.
    let small = portion::percent_units(value).is_ok_and(|units| units < 10_i128.saturating_pow(18));
    if value.is_positive() && small && most.is_none_or(|most| value <= most) {
        Ok(())
    } else {
        let expected = match most {
            Some(most) => format!("above 0, {most} at most, with 10 decimals at most"),
            None => String::from("above 0, below 100000000, with 10 decimals at most"),
        };
        Err(OpenItemError::invalid(field, value, &expected))
    }
}

fn within(field: &str, value: i32, least: i32, most: i32) -> Result<(), OpenItemError> {
    if (least..=most).contains(&value) { Ok(()) } else { Err(OpenItemError::invalid(field, value, &format!("{least} to {most}"))) }
}
