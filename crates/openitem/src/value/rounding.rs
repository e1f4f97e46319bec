//! Rounding: every rounding names its mode and its scale.

use openitem_macros::wire;
use rust_decimal::{Decimal, RoundingStrategy};

use crate::{Amount, OpenItemError};

/// How a value between two steps is rounded.
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

    /// A decimal rounded to so many decimals.
    #[must_use]
    pub fn decimal(self, value: Decimal, decimals: i32) -> Decimal {
        value.round_dp_with_strategy(u32::try_from(decimals).unwrap_or(0), self.strategy())
    }

    /// A decimal rounded to an amount of so many decimals.
    ///
    /// # Errors
    /// `amount_digits` where the result has more digits than an amount holds.
    pub fn amount(self, value: Decimal, decimals: i32) -> Result<Amount, OpenItemError> {
        Amount::new(self.decimal(value, decimals))
    }
}
