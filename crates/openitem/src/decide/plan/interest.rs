//! Interest of a plan: exact factors, one rounding for each installment.

use rust_decimal::Decimal;

use crate::value::exact::quotient;
use crate::{Amount, OpenItemError, QuotedRate, RateUnit, Rounding};

/// How much time lies between two payments.
#[derive(Clone, Copy)]
pub(super) enum Span {
    /// So many periods, of which so many make a year.
    Periods { count: i32, a_year: i32 },
    /// So many days, of which so many make a year.
    Days { days: i32, a_year: i32 },
}

impl Span {
    const fn parts(self) -> (i32, i32) {
        match self {
            Self::Periods { count, a_year } => (count, a_year),
            Self::Days { days, a_year } => (days, a_year),
        }
    }
}

/// The interest on a balance over a span, rounded once.
pub(super) fn interest(
    balance: Amount,
    rate: Option<&QuotedRate>,
    span: Span,
    digits: i32,
    rounding: Rounding,
) -> Result<Amount, OpenItemError> {
    let Some(rate) = rate else { return Ok(Amount::ZERO) };
    let [value, time, times] = tops(rate, span);
    let value = quotient(&[balance.decimal(), value, time, times], &bottoms(span), digits, rounding);
    Amount::new(value.ok_or_else(|| OpenItemError::overflow("the interest of a plan"))?)
}

fn tops(rate: &QuotedRate, span: Span) -> [Decimal; 3] {
    let times = if rate.unit == RateUnit::PercentPerMonth { 12 } else { 1 };
    [rate.value.decimal(), Decimal::from(span.parts().0), Decimal::from(times)]
}

fn bottoms(span: Span) -> [Decimal; 2] {
    [Decimal::ONE_HUNDRED, Decimal::from(span.parts().1)]
}

/// The level payment that leaves nothing after the last of these spans: P x (1+r1)…(1+rn) / (1 + (1+rn) + (1+rn)(1+rn-1) + …), which is
/// P x i / (1 - (1+i)^-n) where all spans are alike; rounded once.
pub(super) fn level_payment(
    principal: Amount,
    rate: &QuotedRate,
    spans: &[Span],
    digits: i32,
    rounding: Rounding,
) -> Result<Amount, OpenItemError> {
    let overflow = || OpenItemError::overflow("a level payment");
    let (mut growth, mut sum) = (Decimal::ONE, Decimal::ZERO);
    for span in spans {
        let factor = quotient(&tops(rate, *span), &bottoms(*span), 26, Rounding::HalfEven).ok_or_else(overflow)?;
        let factor = factor.checked_add(Decimal::ONE).ok_or_else(overflow)?;
        growth = growth.checked_mul(factor).ok_or_else(overflow)?;
        sum = sum.checked_mul(factor).and_then(|sum| sum.checked_add(Decimal::ONE)).ok_or_else(overflow)?;
    }
    let value = quotient(&[principal.decimal(), growth], &[sum], digits, rounding).ok_or_else(overflow)?;
    Amount::new(value)
}
