//! Money: an amount with its currency.

use std::fmt;

use openitem_macros::wire;

use crate::{Amount, Currency, OpenItemError};

/// An amount in a currency. Two currencies never add.
///
/// ```
/// use openitem::{Amount, Currency, Money};
///
/// let one = Money::new("1.50".parse::<Amount>()?, Currency::new("EUR")?);
/// let two = Money::new("2".parse::<Amount>()?, Currency::new("USD")?);
/// assert_eq!(one.add(&two).unwrap_err().code(), "currency_mismatch");
/// assert_eq!(one.to_string(), "1.50 EUR");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire(hash)]
pub struct Money {
    /// The amount, signed.
    pub amount: Amount,
    /// Its currency.
    pub currency: Currency,
}

impl Money {
    /// The sum.
    ///
    /// # Errors
    /// `currency_mismatch` where the currencies differ, `overflow` where the sum does not fit.
    pub fn add(&self, other: &Self) -> Result<Self, OpenItemError> {
        self.same_currency(other)?;
        let amount = self.amount.checked_add(other.amount).ok_or_else(|| OpenItemError::overflow("a sum of money"))?;
        Ok(Self { amount, currency: self.currency })
    }

    /// The difference.
    ///
    /// # Errors
    /// `currency_mismatch` where the currencies differ, `overflow` where the difference does not fit.
    pub fn subtract(&self, other: &Self) -> Result<Self, OpenItemError> {
        self.add(&Self { amount: other.amount.negated(), currency: other.currency })
    }

    fn same_currency(&self, other: &Self) -> Result<(), OpenItemError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(OpenItemError::CurrencyMismatch { expected: self.currency, found: other.currency, what: String::from("a sum") })
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = self.currency.minor_units().unwrap_or(0);
        write!(f, "{} {}", self.amount.with_decimals(decimals), self.currency)
    }
}
