//! Exact fractions: interest is added up as these, and rounded once.

use rust_decimal::Decimal;

use crate::value::exact::quotient;
use crate::{Amount, OpenItemError, Rounding};

/// A fraction in lowest terms, its denominator above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fraction {
    top: i128,
    bottom: i128,
}

impl Fraction {
    pub(super) const ZERO: Self = Self { top: 0, bottom: 1 };

    /// The product of decimals over a product of whole numbers.
    pub(super) fn of(factors: &[Decimal], divisors: &[i64]) -> Result<Self, OpenItemError> {
        let product = || {
            let mut fraction = Self { top: 1, bottom: 1 };
            for factor in factors {
                let tens = 10_i128.checked_pow(factor.scale())?;
                fraction =
                    Self { top: fraction.top.checked_mul(factor.mantissa())?, bottom: fraction.bottom.checked_mul(tens)? }.reduced()?;
            }
            for divisor in divisors {
                fraction = Self { top: fraction.top, bottom: fraction.bottom.checked_mul(i128::from(*divisor))? }.reduced()?;
            }
            Some(fraction)
        };
        product().ok_or_else(overflow)
    }

    pub(super) fn plus(self, other: Self) -> Result<Self, OpenItemError> {
        let sum = || {
            let common = i128::try_from(divisor(self.bottom.unsigned_abs(), other.bottom.unsigned_abs())).ok()?;
            let (left, right) = (other.bottom.checked_div(common)?, self.bottom.checked_div(common)?);
            let top = self.top.checked_mul(left)?.checked_add(other.top.checked_mul(right)?)?;
            Self { top, bottom: self.bottom.checked_mul(left)? }.reduced()
        };
        sum().ok_or_else(overflow)
    }

    fn reduced(self) -> Option<Self> {
        let common = i128::try_from(divisor(self.top.unsigned_abs(), self.bottom.unsigned_abs())).ok().filter(|common| *common != 0)?;
        Some(Self { top: self.top.checked_div(common)?, bottom: self.bottom.checked_div(common)? })
    }

    /// Rounded to so many decimals.
    pub(super) fn rounded(self, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
        let round = || {
            let whole = self.top.checked_div(self.bottom)?;
            // The last unit stays with the rest, so that halves see whether it is even.
            let even = whole.checked_sub(whole.checked_rem(2)?)?;
            let rest = self.top.checked_sub(even.checked_mul(self.bottom)?)?;
            let decimal = |value: i128| Decimal::try_from_i128_with_scale(value, 0).ok();
            let rest = quotient(&[decimal(rest)?], &[decimal(self.bottom)?], decimals, rounding)?;
            Amount::new(decimal(even)?).ok()?.checked_add(Amount::new(rest).ok()?)
        };
        round().ok_or_else(overflow)
    }

    /// The decimal where it ends within 18 digits, else the fraction.
    pub(super) fn text(self) -> String {
        let scale = (0_u32..=18).find(|scale| 10_i128.checked_pow(*scale).and_then(|tens| tens.checked_rem(self.bottom)) == Some(0));
        let decimal = scale.and_then(|scale| {
            let factor = 10_i128.checked_pow(scale)?.checked_div(self.bottom)?;
            let value = Decimal::try_from_i128_with_scale(self.top.checked_mul(factor)?, scale).ok()?;
            Amount::new(value).ok()
        });
        decimal.map_or_else(|| format!("{}/{}", self.top, self.bottom), |value| value.to_string())
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("interest as an exact fraction")
}

fn divisor(mut one: u128, mut other: u128) -> u128 {
    while let Some(rest) = one.checked_rem(other) {
        (one, other) = (other, rest);
    }
    one
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn thirds_add_up_to_a_whole_and_halves_go_where_the_mode_says() {
        let third = Fraction::of(&[Decimal::ONE], &[3]).unwrap();
        assert_eq!(third.text(), "1/3");
        assert_eq!(third.plus(third).unwrap().plus(third).unwrap().text(), "1");
        let half = |top: i64| Fraction::of(&[Decimal::new(top, 1)], &[1]).unwrap();
        for (top, up, even, down) in [(25, "3", "2", "2"), (35, "4", "4", "3"), (-25, "-3", "-2", "-2"), (-35, "-4", "-4", "-3")] {
            let found =
                [Rounding::HalfUp, Rounding::HalfEven, Rounding::HalfDown].map(|mode| half(top).rounded(0, mode).unwrap().to_string());
            assert_eq!(found, [up, even, down]);
        }
        assert_eq!(half(25).text(), "2.5");
    }

    proptest! {
        #[test]
        fn it_is_the_exact_quotient(top in -10_000_000_i64..10_000_000, scale in 0_u32..6, bottom in 1_i64..100_000, decimals in 0_i32..6) {
            let value = Decimal::new(top, scale);
            let fraction = Fraction::of(&[value], &[bottom]).unwrap();
            for mode in Rounding::ALL {
                let exact = quotient(&[value], &[Decimal::from(bottom)], decimals, *mode).unwrap();
                prop_assert_eq!(fraction.rounded(decimals, *mode).unwrap().decimal(), exact);
            }
        }

        #[test]
        fn no_operand_makes_it_panic(one in crate::value::decimal_strategy(), other in crate::value::decimal_strategy(), divisor in any::<i64>()) {
            if let Ok(fraction) = Fraction::of(&[one, other], &[divisor]) {
                let _ = (fraction.text(), fraction.plus(fraction), fraction.rounded(12, Rounding::HalfEven));
            }
        }
    }
}
