//! Rounding: every rounding names its mode and its scale.

use openitem_macros::wire;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{Amount, OpenItemError};

/// How a value between two steps is rounded.
///
/// | | 2.5 | 2.4 | -2.5 | 3.5 |
/// |---|---|---|---|---|
/// | half up | 3 | 2 | -3 | 4 |
/// | half even | 2 | 2 | -2 | 4 |
/// | half down | 2 | 2 | -2 | 3 |
/// | down | 2 | 2 | -2 | 3 |
/// | up | 3 | 3 | -3 | 4 |
/// | floor | 2 | 2 | -3 | 3 |
/// | ceiling | 3 | 3 | -2 | 4 |
///
/// ```
/// use openitem::{Amount, Rounding};
/// let half: Amount = "-2.5".parse()?;
/// assert_eq!(half.rounded(0, Rounding::HalfUp).to_string(), "-3");
/// assert_eq!(half.rounded(0, Rounding::Ceiling).to_string(), "-2");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub enum Rounding {
    /// To the nearest step, halves away from zero: what most people call commercial rounding.
    #[default]
    HalfUp,
    /// To the nearest step, halves to the even one: banker's rounding.
    HalfEven,
    /// To the nearest step, halves towards zero.
    HalfDown,
    /// Towards zero: digits are cut.
    Down,
    /// Away from zero.
    Up,
    /// Towards minus infinity.
    Floor,
    /// Towards plus infinity.
    Ceiling,
}

impl Rounding {
    const fn strategy(self) -> RoundingStrategy {
        match self {
            Self::HalfUp => RoundingStrategy::MidpointAwayFromZero,
            Self::HalfEven => RoundingStrategy::MidpointNearestEven,
            Self::HalfDown => RoundingStrategy::MidpointTowardZero,
            Self::Down => RoundingStrategy::ToZero,
            Self::Up => RoundingStrategy::AwayFromZero,
            Self::Floor => RoundingStrategy::ToNegativeInfinity,
            Self::Ceiling => RoundingStrategy::ToPositiveInfinity,
        }
    }

    /// A decimal rounded to so many decimals; fewer than none counts as none.
    ///
    /// ```
    /// use openitem::Rounding;
    /// let value: rust_decimal::Decimal = "2.345".parse().unwrap();
    /// assert_eq!(Rounding::HalfEven.decimal(value, 2).to_string(), "2.34");
    /// ```
    #[must_use]
    pub fn decimal(self, value: Decimal, decimals: i32) -> Decimal {
        value.round_dp_with_strategy(u32::try_from(decimals).unwrap_or(0), self.strategy())
    }

    /// A decimal rounded to an amount of so many decimals; fewer than none counts as none.
    ///
    /// ```
    /// use openitem::Rounding;
    /// let value: rust_decimal::Decimal = "2.345".parse().unwrap();
    /// assert_eq!(Rounding::HalfUp.amount(value, 2)?, "2.35".parse()?);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `amount_digits` where the result has more digits than an amount holds.
    pub fn amount(self, value: Decimal, decimals: i32) -> Result<Amount, OpenItemError> {
        Amount::new(self.decimal(value, decimals))
    }
}

#[cfg(test)]
mod tests {
    use super::Rounding;
    use crate::value::exact::quotient;
    use proptest::prelude::*;

    #[test]
    fn halves_and_what_is_beside_them_go_where_the_mode_says() {
        use Rounding::{Ceiling, Down, Floor, HalfDown, HalfEven, HalfUp, Up};
        let table = [
            (HalfUp, ["3", "2", "-3", "4"]),
            (HalfEven, ["2", "2", "-2", "4"]),
            (HalfDown, ["2", "2", "-2", "3"]),
            (Down, ["2", "2", "-2", "3"]),
            (Up, ["3", "3", "-3", "4"]),
            (Floor, ["2", "2", "-3", "3"]),
            (Ceiling, ["3", "3", "-2", "4"]),
        ];
        for (rounding, expected) in table {
            let rounded = ["2.5", "2.4", "-2.5", "3.5"].map(|text| rounding.amount(text.parse().unwrap(), 0).unwrap().to_string());
            assert_eq!(rounded, expected, "{rounding}");
        }
    }

    proptest! {
        #[test]
        fn rounding_agrees_with_exact_division_by_one(value in crate::value::decimal_strategy(), decimals in any::<i32>(), near in 0..30) {
            for rounding in Rounding::ALL {
                let _ = rounding.amount(value, decimals);
                if let Some(exact) = quotient(&[value], &[], near, *rounding) {
                    prop_assert_eq!(rounding.amount(value, near).unwrap().decimal(), exact, "{} {}", value, near);
                }
            }
        }
    }
}
