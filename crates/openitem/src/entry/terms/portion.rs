//! Exact parts of an amount, counted in minor units.

use super::check::PERCENT_SCALE;
use crate::{Amount, Currency, OpenItemError, Rate, Rounding};

/// An amount of a document in minor units of its currency.
pub(super) fn units(amount: Amount, decimals: i32, currency: Currency, item: &str) -> Result<i128, OpenItemError> {
    if amount.scale() > decimals {
        return Err(OpenItemError::AmountScale { item: item.to_owned(), found: amount, currency, digits: decimals });
    }
    amount.to_minor(decimals).map(i128::from).ok_or_else(|| OpenItemError::overflow("an amount of terms in minor units"))
}

/// The amount of so many minor units.
pub(super) fn amount(units: i128, decimals: i32) -> Result<Amount, OpenItemError> {
    i64::try_from(units)
        .ok()
        .and_then(|units| Amount::from_minor(units, decimals))
        .ok_or_else(|| OpenItemError::overflow("an amount of terms in minor units"))
}

/// One percent as a whole number.
pub(super) fn percent_scale() -> i128 {
    10_i128.saturating_pow(PERCENT_SCALE)
}

/// A percentage as a whole number of [`percent_scale`].
pub(super) fn percent_units(percent: Rate) -> Result<i128, OpenItemError> {
    let value = percent.decimal();
    PERCENT_SCALE
        .checked_sub(value.scale())
        .and_then(|up| value.mantissa().checked_mul(10_i128.checked_pow(up)?))
        .ok_or_else(|| OpenItemError::invalid("percent", percent, "10 decimals at most"))
}

pub(super) fn product(left: i128, right: i128) -> Result<i128, OpenItemError> {
    left.checked_mul(right).ok_or_else(|| OpenItemError::overflow("a part of an amount"))
}

pub(super) fn sum(left: i128, right: i128) -> Result<i128, OpenItemError> {
    left.checked_add(right).ok_or_else(|| OpenItemError::overflow("a sum of parts"))
}

/// `total × numerator ÷ denominator`, rounded to a whole number.
pub(super) fn portion(total: i128, numerator: i128, denominator: i128, rounding: Rounding) -> Result<i128, OpenItemError> {
    ratio(product(total, numerator)?, denominator, rounding)
}

/// `numerator ÷ denominator`, rounded to a whole number.
pub(super) fn ratio(numerator: i128, denominator: i128, rounding: Rounding) -> Result<i128, OpenItemError> {
    let overflow = || OpenItemError::overflow("a part of an amount");
    // The sign goes to the numerator, so that the rest of the division is never negative.
    let (numerator, denominator) = if denominator < 0 {
        (numerator.checked_neg().ok_or_else(overflow)?, denominator.checked_neg().ok_or_else(overflow)?)
    } else {
        (numerator, denominator)
    };
    let floor = numerator.checked_div_euclid(denominator).ok_or_else(overflow)?;
    let rest = numerator.checked_rem_euclid(denominator).ok_or_else(overflow)?;
    if rest == 0 {
        return Ok(floor);
    }
    let half = rest.cmp(&denominator.checked_sub(rest).ok_or_else(overflow)?);
    let positive = numerator > 0;
    let upward = match rounding {
        Rounding::HalfUp => half.is_gt() || (half.is_eq() && positive),
        Rounding::HalfEven => half.is_gt() || (half.is_eq() && floor.checked_rem(2) != Some(0)),
        Rounding::HalfDown => half.is_gt() || (half.is_eq() && !positive),
        Rounding::Down => !positive,
        Rounding::Up => positive,
        Rounding::Floor => false,
        Rounding::Ceiling => true,
    };
    sum(floor, i128::from(upward))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_ratio_rounds_as_decimals_do(numerator in -10_000_i64..10_000, denominator in prop::sample::select(vec![1_i64, 2, 4, 5, 8, 10, 16, 20])) {
            let exact = rust_decimal::Decimal::new(numerator, 0) / rust_decimal::Decimal::new(denominator, 0);
            for rounding in Rounding::ALL {
                let expected = rounding.decimal(exact, 0);
                let found = ratio(i128::from(numerator), i128::from(denominator), *rounding).unwrap();
                prop_assert_eq!(rust_decimal::Decimal::from_i128_with_scale(found, 0), expected, "{} of {}/{}", rounding, numerator, denominator);
            }
        }
    }

    #[test]
    fn a_division_by_nothing_is_an_error() {
        assert_eq!(ratio(1, 0, Rounding::HalfUp).unwrap_err().code(), "overflow");
        assert_eq!(portion(i128::MAX, 2, 1, Rounding::HalfUp).unwrap_err().code(), "overflow");
    }
}
