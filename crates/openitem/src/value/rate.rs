//! Rates: exact numbers by which amounts are multiplied.

use std::fmt;
use std::str::FromStr;

use openitem_macros::wire;
use rust_decimal::Decimal;
use serde::{Deserializer, Serializer};

use crate::value::{Rounding, parse_decimal};
use crate::wire::{WireValue, read_text};
use crate::{Amount, Currency, OpenItemError};

/// An exact rate or factor: the same digits and the same text as an [`Amount`], but never money.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(Decimal);

impl Rate {
    /// The exact decimal.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Rate {
    type Err = OpenItemError;

    fn from_str(text: &str) -> Result<Self, OpenItemError> {
        parse_decimal(text).map(Self)
    }
}

impl WireValue for Rate {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, str::parse)
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Rate {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}

/// The rate to base at which a document or receipt is booked.
#[wire]
pub struct BookedRate {
    /// The base currency of the entity.
    pub base: Currency,
    /// Units of base for one unit of the document's currency.
    pub rate: Rate,
    /// The base amount of the original, where the host has it (opening balances): it stands in place of the rate.
    pub amount: Option<Amount>,
}

impl BookedRate {
    /// The base value of what is open of an original amount: a function of the open amount alone, so that the base value
    /// of a part is the difference of two such values and nothing is left when nothing is open.
    ///
    /// # Errors
    /// `overflow` where it does not fit.
    pub fn base_of(&self, open: Amount, original: Amount, base_decimals: i32) -> Result<Amount, OpenItemError> {
        let overflow = || OpenItemError::overflow("a base amount");
        let value = match self.amount {
            Some(base) if !original.is_zero() => open
                .decimal()
                .checked_mul(base.decimal())
                .and_then(|product| product.checked_div(original.decimal()))
                .ok_or_else(overflow)?,
            _ => open.decimal().checked_mul(self.rate.0).ok_or_else(overflow)?,
        };
        Rounding::HalfUp.amount(value, base_decimals)
    }
}
