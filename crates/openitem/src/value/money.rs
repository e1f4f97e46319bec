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
    /// ```
    /// use openitem::{Amount, Currency, Money};
    /// let (one, two) = (Money::new("1.10".parse::<Amount>()?, Currency::EUR), Money::new("2".parse::<Amount>()?, Currency::EUR));
    /// assert_eq!(one.add(&two)?.to_string(), "3.10 EUR");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
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
    /// ```
    /// use openitem::{Amount, Currency, Money};
    /// let (one, two) = (Money::new("1.10".parse::<Amount>()?, Currency::EUR), Money::new("2".parse::<Amount>()?, Currency::EUR));
    /// assert_eq!(one.subtract(&two)?.to_string(), "-0.90 EUR");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
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

#[cfg(test)]
mod tests {
    use super::Money;
    use crate::{Amount, Currency};
    use proptest::prelude::*;

    fn money(amount: &str, currency: &str) -> Money {
        Money::new(amount.parse::<Amount>().unwrap(), Currency::new(currency).unwrap())
    }

    #[test]
    fn two_currencies_never_add() {
        let error = money("1", "EUR").add(&money("1", "USD")).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("currency_mismatch", "a sum: expected EUR, found USD"));
        let error = money("9999999999999999999999999999", "EUR").add(&money("1", "EUR")).unwrap_err();
        assert_eq!(error.code(), "overflow");
    }

    #[test]
    fn money_prints_with_the_digits_of_its_currency() {
        let printed = [("1.5", "EUR"), ("1500", "JPY"), ("1.5", "KWD"), ("-0.5", "CLF"), ("1.25", "XAU"), ("1.005", "USD")];
        let texts: Vec<_> = printed.iter().map(|(amount, currency)| money(amount, currency).to_string()).collect();
        assert_eq!(texts, ["1.50 EUR", "1500 JPY", "1.500 KWD", "-0.5000 CLF", "1.25 XAU", "1.005 USD"]);
    }

    proptest! {
        #[test]
        fn no_amounts_make_it_panic(one in crate::value::amount_strategy(), two in crate::value::amount_strategy()) {
            let (one, two) = (Money::new(one, Currency::EUR), Money::new(two, Currency::EUR));
            let _ = (one.add(&two), one.subtract(&two), one.to_string());
        }
    }
}
