//! Exact products and quotients: one rounding at the end, whatever stands between, with no bound met on the way.
//!
//! A share of a total, interest and a base amount are all a product divided by a product. `rust_decimal` would round
//! the product first and the quotient again, which can move a half; here numerator and denominator stay whole numbers.

use std::cmp::Ordering;

use rust_decimal::Decimal;

use crate::Rounding;
use crate::value::decimal::normal;

const LIMBS: usize = 16;

/// A whole number of at most 1024 bits, lowest limb first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Natural([u64; LIMBS]);

impl Natural {
    pub(crate) const ZERO: Self = Self([0; LIMBS]);

    pub(crate) fn new(value: u128) -> Self {
        let mut limbs = [0; LIMBS];
        for (limb, part) in limbs.iter_mut().zip([low(value), low(value >> 64)]) {
            *limb = part;
        }
        Self(limbs)
    }

    pub(crate) fn to_u128(self) -> Option<u128> {
        let mut limbs = self.0.into_iter().map(u128::from);
        let (lowest, next) = (limbs.next()?, limbs.next()?);
        limbs.all(|limb| limb == 0).then_some(lowest | (next << 64))
    }

    pub(crate) fn checked_add(mut self, other: &Self) -> Option<Self> {
        let mut carry = false;
        for (limb, more) in self.0.iter_mut().zip(other.0) {
            let (sum, first) = limb.overflowing_add(more);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            *limb = sum;
            carry = first || second;
        }
        (!carry).then_some(self)
    }

    pub(crate) fn checked_mul(self, factor: u128) -> Option<Self> {
        let lower = self.times(low(factor))?;
        let upper = low(factor >> 64);
        if upper == 0 { Some(lower) } else { self.times(upper)?.up_a_limb()?.checked_add(&lower) }
    }

    pub(crate) fn checked_power_of_ten(mut self, mut power: u32) -> Option<Self> {
        while power > 0 && self != Self::ZERO {
            let step = power.min(19);
            self = self.times(10_u64.checked_pow(step)?)?;
            power = power.saturating_sub(step);
        }
        Some(self)
    }

    /// Quotient and remainder; `None` for a divisor of zero or one that fills every bit.
    pub(crate) fn divide(&self, divisor: &Self) -> Option<(Self, Self)> {
        if let (Some(number), Some(divisor)) = (self.to_u128(), divisor.to_u128()) {
            return Some((Self::new(number.checked_div(divisor)?), Self::new(number.checked_rem(divisor)?)));
        }
        if *divisor == Self::ZERO {
            return None;
        }
        let (mut quotient, mut remainder) = (Self::ZERO, Self::ZERO);
        for limb in self.0.iter().rev() {
            for bit in (0..64).rev() {
                remainder = remainder.doubled((limb >> bit) & 1 == 1)?;
                let rest = remainder.checked_sub(divisor);
                quotient = quotient.doubled(rest.is_some())?;
                remainder = rest.unwrap_or(remainder);
            }
        }
        Some((quotient, remainder))
    }

    fn checked_sub(mut self, other: &Self) -> Option<Self> {
        let mut borrow = false;
        for (limb, less) in self.0.iter_mut().zip(other.0) {
            let (rest, first) = limb.overflowing_sub(less);
            let (rest, second) = rest.overflowing_sub(u64::from(borrow));
            *limb = rest;
            borrow = first || second;
        }
        (!borrow).then_some(self)
    }

    fn times(mut self, factor: u64) -> Option<Self> {
        let mut carry = 0_u64;
        for limb in &mut self.0 {
            // (2^64-1)^2 + 2^64-1 is below 2^128.
            let product = u128::from(*limb).wrapping_mul(u128::from(factor)).wrapping_add(u128::from(carry));
            *limb = low(product);
            carry = low(product >> 64);
        }
        (carry == 0).then_some(self)
    }

    fn up_a_limb(mut self) -> Option<Self> {
        if self.0.last().is_some_and(|limb| *limb != 0) {
            return None;
        }
        self.0.rotate_right(1);
        Some(self)
    }

    /// Twice the number, plus one where `odd`.
    fn doubled(mut self, odd: bool) -> Option<Self> {
        let mut carry = u64::from(odd);
        for limb in &mut self.0 {
            let next = *limb >> 63;
            *limb = (*limb << 1) | carry;
            carry = next;
        }
        (carry == 0).then_some(self)
    }
}

impl PartialOrd for Natural {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Natural {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

#[allow(clippy::cast_possible_truncation, reason = "the low half is what is wanted")]
const fn low(value: u128) -> u64 {
    value as u64
}

/// The product of the numerators over the product of the denominators, rounded once to so many decimals (0 to 28).
///
/// `None` where a denominator is zero or the result needs more than 28 digits.
pub(crate) fn quotient(numerators: &[Decimal], denominators: &[Decimal], decimals: i32, rounding: Rounding) -> Option<Decimal> {
    let decimals = u32::try_from(decimals.clamp(0, 28)).ok()?;
    let negative = numerators.iter().chain(denominators).filter(|factor| factor.is_sign_negative()).count() % 2 == 1;
    // units = product(numerators) / product(denominators) x 10^power
    let mut power = i64::from(decimals);
    for factor in numerators {
        power = power.checked_sub(i64::from(factor.scale()))?;
    }
    for factor in denominators {
        power = power.checked_add(i64::from(factor.scale()))?;
    }
    let shift = u32::try_from(power.unsigned_abs()).ok()?;
    let (up, down) = if power >= 0 { (shift, 0) } else { (0, shift) };
    let (units, rest) = match (small_product(numerators, up), small_product(denominators, down)) {
        (Some(top), Some(bottom)) => {
            let (units, rest) = (top.checked_div(bottom)?, top.checked_rem(bottom)?);
            (units, Rest { any: rest > 0, half: rest.cmp(&bottom.saturating_sub(rest)) })
        }
        _ => {
            let (top, bottom) = (large_product(numerators, up)?, large_product(denominators, down)?);
            let (units, rest) = top.divide(&bottom)?;
            (units.to_u128()?, Rest { any: rest != Natural::ZERO, half: rest.cmp(&bottom.checked_sub(&rest)?) })
        }
    };
    let units = if rest.rounds_up(units, negative, rounding) { units.checked_add(1)? } else { units };
    normal(negative, units, decimals)
}

/// What is left after a division.
struct Rest {
    any: bool,
    half: Ordering,
}

impl Rest {
    const fn rounds_up(&self, units: u128, negative: bool, rounding: Rounding) -> bool {
        match rounding {
            Rounding::HalfUp => self.half.is_ge(),
            Rounding::HalfDown => self.half.is_gt(),
            Rounding::HalfEven => self.half.is_gt() || (self.half.is_eq() && units & 1 == 1),
            Rounding::Down => false,
            Rounding::Up => self.any,
            Rounding::Floor => self.any && negative,
            Rounding::Ceiling => self.any && !negative,
        }
    }
}

fn small_product(factors: &[Decimal], power: u32) -> Option<u128> {
    let shift = 10_u128.checked_pow(power)?;
    factors.iter().try_fold(shift, |product, factor| product.checked_mul(factor.mantissa().unsigned_abs()))
}

fn large_product(factors: &[Decimal], power: u32) -> Option<Natural> {
    let product = factors.iter().try_fold(Natural::new(1), |product, factor| product.checked_mul(factor.mantissa().unsigned_abs()))?;
    product.checked_power_of_ten(power)
}

#[cfg(test)]
mod tests {
    use super::{Natural, quotient};
    use crate::Rounding;
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn decimal(text: &str) -> Decimal {
        crate::value::parse_decimal(text).unwrap()
    }

    fn divided(numerators: &[&str], denominators: &[&str], decimals: i32, rounding: Rounding) -> Option<String> {
        let read = |all: &[&str]| all.iter().map(|text| decimal(text)).collect::<Vec<_>>();
        quotient(&read(numerators), &read(denominators), decimals, rounding).map(|value| value.to_string())
    }

    #[test]
    fn every_mode_rounds_halves_its_own_way_on_both_sides() {
        use Rounding::{Ceiling, Down, Floor, HalfDown, HalfEven, HalfUp, Up};
        let cases = [
            (HalfUp, "0.13", "-0.13", "0.12"),
            (HalfDown, "0.12", "-0.12", "0.12"),
            (HalfEven, "0.12", "-0.12", "0.12"),
            (Down, "0.12", "-0.12", "0.12"),
            (Up, "0.13", "-0.13", "0.13"),
            (Floor, "0.12", "-0.13", "0.12"),
            (Ceiling, "0.13", "-0.12", "0.13"),
        ];
        for (rounding, positive, negative, below) in cases {
            assert_eq!(divided(&["0.25"], &["2"], 2, rounding).as_deref(), Some(positive), "{rounding}");
            assert_eq!(divided(&["-0.25"], &["2"], 2, rounding).as_deref(), Some(negative), "{rounding}");
            assert_eq!(divided(&["0.24999"], &["2"], 2, rounding).as_deref(), Some(below), "{rounding}");
        }
        assert_eq!(divided(&["0.27"], &["2"], 2, HalfEven).as_deref(), Some("0.14"));
    }

    #[test]
    fn a_product_of_28_digit_numbers_is_rounded_once() {
        let most = "9999999999999999999999999999";
        assert_eq!(divided(&[most, most], &[most], 0, Rounding::HalfUp).as_deref(), Some(most));
        assert_eq!(divided(&[most, most], &[], 0, Rounding::HalfUp), None);
        let tiny = "0.0000000000000000000000000001";
        assert_eq!(divided(&[tiny, tiny], &[tiny], 28, Rounding::HalfUp).as_deref(), Some(tiny));
        assert_eq!(divided(&[tiny], &[most], 28, Rounding::Up).as_deref(), Some(tiny));
        // rust_decimal rounds 1/3 to 28 threes, and three times that is not one.
        assert_eq!(divided(&["1", "3"], &["3"], 28, Rounding::Down).as_deref(), Some("1"));
    }

    #[test]
    fn division_by_zero_gives_nothing() {
        assert_eq!(divided(&["1"], &["0"], 2, Rounding::HalfUp), None);
        assert_eq!(divided(&["0"], &["0"], 2, Rounding::HalfUp), None);
    }

    proptest! {
        #[test]
        fn long_division_undoes_multiplication(a in any::<u128>(), b in any::<u128>(), c in 1..u128::MAX) {
            let product = Natural::new(a).checked_mul(b).unwrap();
            let (whole, rest) = product.divide(&Natural::new(c)).unwrap();
            prop_assert!(rest < Natural::new(c));
            prop_assert!(whole.checked_mul(c).unwrap().checked_add(&rest).unwrap() == product);
        }

        #[test]
        fn short_and_long_arithmetic_agree(a in any::<i32>(), b in any::<i32>(), c in 1_i32..i32::MAX, decimals in 0_i32..8) {
            let scaled = |units: i32, scale| Decimal::new(i64::from(units), scale);
            for rounding in Rounding::ALL {
                let short = quotient(&[scaled(a, 2), scaled(b, 4)], &[scaled(c, 3)], decimals, *rounding);
                // A common factor of 20 digits on both sides forces the long way.
                let factor = decimal("99999999999999999999");
                let long = quotient(&[scaled(a, 2), factor, scaled(b, 4)], &[factor, scaled(c, 3)], decimals, *rounding);
                prop_assert_eq!(short, long);
            }
        }

        #[test]
        fn no_operands_make_it_panic(
            numerators in prop::collection::vec(crate::value::decimal_strategy(), 0..6),
            denominators in prop::collection::vec(crate::value::decimal_strategy(), 0..6),
            decimals in any::<i32>(),
        ) {
            for rounding in Rounding::ALL {
                let _ = quotient(&numerators, &denominators, decimals, *rounding);
            }
        }
    }
}
