//! The booked rate: what a document or a receipt in another currency was worth in base when it was posted.

use openitem_macros::wire;

use crate::value::exact::quotient;
use crate::{Amount, Currency, OpenItemError, Rate, Rounding};

/// The rate to base that every document and receipt in another currency carries from the day it is posted.
///
/// ```
/// use openitem::{Amount, BookedRate, Currency, Rate};
///
/// let booked = BookedRate::new(Currency::new("GBP")?, "0.6072".parse::<Rate>()?);
/// let (before, after, original): (Amount, Amount, Amount) = ("500".parse()?, "200".parse()?, "500".parse()?);
/// let (held, left) = (booked.base_of(before, original, 2)?, booked.base_of(after, original, 2)?);
/// assert_eq!(held.to_string(), "303.6");
/// // What the application of 300 relieves.
/// assert_eq!(held.checked_sub(left), Some("182.16".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire(hash)]
pub struct BookedRate {
    /// The base currency of the entity.
    pub base: Currency,
    /// How many units of base one unit of the document's currency was worth.
    pub rate: Rate,
    /// The base amount of the whole original, where the host's books have it (opening balances): it stands in place of
    /// original x rate.
    pub amount: Option<Amount>,
}

impl BookedRate {
    /// The base value of what is still open of `original`: open x rate, or open x amount / original where the amount is
    /// given and the original is not zero, rounded half up to the decimals of base.
    ///
    /// It depends on nothing but what is open, so that an application relieves `base_of(before) - base_of(after)`:
    /// the parts always sum to the whole, and nothing is left in base when nothing is open.
    ///
    /// ```
    /// use openitem::{Amount, BookedRate, Currency, Rate};
    /// let booked = BookedRate::new(Currency::new("EUR")?, "0.9".parse::<Rate>()?).with_amount("100".parse::<Amount>()?);
    /// let original: Amount = "110".parse()?;
    /// assert_eq!(booked.base_of(original, original, 2)?.to_string(), "100");
    /// assert_eq!(booked.base_of("55".parse()?, original, 2)?.to_string(), "50");
    /// assert_eq!(booked.base_of("0".parse()?, original, 2)?.to_string(), "0");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `overflow` where the result does not fit.
    pub fn base_of(&self, open: Amount, original: Amount, base_decimals: i32) -> Result<Amount, OpenItemError> {
        if open.is_zero() {
            return Ok(Amount::ZERO);
        }
        let value = match self.amount {
            Some(amount) if !original.is_zero() => {
                quotient(&[open.decimal(), amount.decimal()], &[original.decimal()], base_decimals, Rounding::HalfUp)
            }
            _ => quotient(&[open.decimal(), self.rate.decimal()], &[], base_decimals, Rounding::HalfUp),
        };
        Amount::new(value.ok_or_else(|| OpenItemError::overflow("a base amount"))?)
    }
}

#[cfg(test)]
mod tests {
    use super::BookedRate;
    use crate::{Amount, Currency, Rate};
    use proptest::prelude::*;

    fn booked(rate: &str, amount: Option<&str>) -> BookedRate {
        let booked = BookedRate::new(Currency::new("EUR").unwrap(), rate.parse::<Rate>().unwrap());
        match amount {
            Some(amount) => booked.with_amount(amount.parse::<Amount>().unwrap()),
            None => booked,
        }
    }

    #[test]
    fn base_is_what_the_published_examples_print() {
        let cases = [
            // DOMAIN T10.1: 500 USD at 0.6072, settled at 0.6081.
            ("0.6072", None, "500", "500", 2, "303.6"),
            ("0.6081", None, "500", "500", 2, "304.05"),
            // T10.2: 1,000 USD at 1.13545, revalued at 1.13225.
            ("1.13545", None, "1000", "1000", 2, "1135.45"),
            ("1.13225", None, "1000", "1000", 2, "1132.25"),
            // T10.4: EUR 100,000 at 1.10 and 1.20.
            ("1.1", None, "100000", "100000", 2, "110000"),
            ("1.005", None, "1", "1", 2, "1.01"),
            ("1.005", None, "-1", "-1", 2, "-1.01"),
            ("149.35", None, "10.5", "10.5", 0, "1568"),
            ("1", Some("33.33"), "1", "3", 2, "11.11"),
            ("1", Some("100"), "1", "3", 2, "33.33"),
            ("1", Some("100"), "2", "3", 2, "66.67"),
            ("1", Some("0"), "2", "3", 2, "0"),
            // An item adjusted up from nothing has no share of an amount: the rate stands.
            ("1.5", Some("5"), "2", "0", 2, "3"),
        ];
        for (rate, amount, open, original, decimals, expected) in cases {
            let base = booked(rate, amount).base_of(open.parse().unwrap(), original.parse().unwrap(), decimals);
            assert_eq!(base.unwrap().to_string(), expected, "{open} of {original} at {rate} {amount:?}");
        }
    }

    proptest! {
        /// I8 and I9: partial relief sums to the whole and leaves nothing.
        #[test]
        fn relief_in_any_parts_sums_to_the_booked_amount(
            cents in prop::collection::vec(1_i64..10_000_000, 1..10), rate in 1_i64..100_000_000, explicit in proptest::option::of(0_i64..100_000_000)
        ) {
            let minor = |units| Amount::from_minor(units, 2).unwrap();
            let original: i64 = cents.iter().sum();
            let mut booked = BookedRate::new(Currency::new("EUR").unwrap(), Rate::new(rust_decimal::Decimal::new(rate, 6)).unwrap());
            booked.amount = explicit.map(minor);
            let base = |open: i64| booked.base_of(minor(open), minor(original), 2).unwrap();
            let (mut open, mut relieved) = (original, Amount::ZERO);
            for part in &cents {
                let relief = base(open).checked_sub(base(open - part)).unwrap();
                prop_assert!(!relief.is_negative());
                relieved = relieved.checked_add(relief).unwrap();
                open -= part;
            }
            prop_assert_eq!(relieved, base(original));
            prop_assert_eq!(base(0), Amount::ZERO);
            if let Some(explicit) = explicit {
                prop_assert_eq!(relieved, minor(explicit));
            }
        }

        #[test]
        fn no_operands_make_it_panic(
            open in crate::value::amount_strategy(), original in crate::value::amount_strategy(),
            rate in crate::value::decimal_strategy(), amount in proptest::option::of(crate::value::amount_strategy()), decimals in any::<i32>(),
        ) {
            let mut booked = BookedRate::new(Currency::new("EUR").unwrap(), Rate::new(rate).unwrap());
            booked.amount = amount;
            let _ = booked.base_of(open, original, decimals);
        }
    }
}
