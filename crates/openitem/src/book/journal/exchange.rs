//! Exchange: what an item is worth in base, and what settlement at another rate gains or loses.

use rust_decimal::Decimal;

use crate::value::quotient;
use crate::{Amount, BookedRate, OpenItemError, Rounding};

/// The rate to base of an item: `base` units of base for `of` units of its currency.
///
/// A pair, because a host may give the base amount in place of a rate, and the quotient of the two need not be finite.
#[derive(Debug, Clone, Copy)]
pub(super) struct BaseRate {
    base: Decimal,
    of: Decimal,
}

impl BaseRate {
    /// One for one: the currency is base.
    pub(super) const ONE: Self = Self { base: Decimal::ONE, of: Decimal::ONE };

    /// The rate at which something of this original amount is booked.
    pub(super) fn new(booked: Option<&BookedRate>, original: Amount) -> Self {
        match booked {
            None => Self::ONE,
            Some(BookedRate { amount: Some(amount), .. }) if !original.is_zero() => Self { base: amount.decimal(), of: original.decimal() },
            Some(booked) => Self { base: booked.rate.decimal(), of: Decimal::ONE },
        }
    }

    /// What an amount is worth in base, rounded half up.
    pub(super) fn value(self, amount: Amount, decimals: i32) -> Result<Amount, OpenItemError> {
        let value = quotient(&[amount.decimal(), self.base], &[self.of], decimals, Rounding::HalfUp);
        Amount::new(value.ok_or_else(|| OpenItemError::overflow("a base amount"))?)
    }
}

/// A part of a whole: `whole x part / of`, rounded half up; all of it where the part is the whole.
pub(super) fn share(whole: Amount, part: Amount, of: Amount, decimals: i32) -> Result<Amount, OpenItemError> {
    if part == of || of.is_zero() {
        return Ok(whole);
    }
    let value = quotient(&[whole.decimal(), part.decimal()], &[of.decimal()], decimals, Rounding::HalfUp);
    Amount::new(value.ok_or_else(|| OpenItemError::overflow("a share"))?)
}

/// What settlement gained (above zero) or lost.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Settlement {
    /// The item's amount at the settlement rate less at its booked rate.
    pub(super) standard: Amount,
    /// The money at its own rate less the item's amount at the settlement rate.
    pub(super) cross: Amount,
    /// The item's amount at the settlement rate: what passes through exchange clearing.
    pub(super) value: Amount,
}

/// One side of an application: an amount, and the rate at which it is booked.
#[derive(Clone, Copy)]
pub(super) struct Booked {
    pub(super) amount: Amount,
    pub(super) rate: BaseRate,
}

/// The gain or loss where money pays an item: each part is a difference of two amounts rounded to base, so that it is
/// zero where the rates are equal.
///
/// Without a settlement rate the money's own value is the settlement value, and nothing is left for the cross rate.
pub(super) fn settle(from: Booked, item: Booked, settlement: Option<BaseRate>, decimals: i32) -> Result<Settlement, OpenItemError> {
    let less = |left: Amount, right: Amount| left.checked_sub(right).ok_or_else(|| OpenItemError::overflow("an exchange difference"));
    let money = from.rate.value(from.amount, decimals)?;
    let value = settlement.map_or(Ok(money), |rate| rate.value(item.amount, decimals))?;
    Ok(Settlement { standard: less(value, item.rate.value(item.amount, decimals)?)?, cross: less(money, value)?, value })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Currency, Rate};

    fn booked(amount: &str, rate: &str) -> Booked {
        let amount = amount.parse().unwrap();
        let rate = BookedRate::new(Currency::new("EUR").unwrap(), rate.parse::<Rate>().unwrap());
        Booked { amount, rate: BaseRate::new(Some(&rate), amount) }
    }

    /// Source: DOMAIN T10.1 (Oracle Receivables), T10.4; PEERS section 4 item 9 (ERPNext), section 3 row 13 (Odoo).
    #[test]
    fn settlement_at_another_rate_gains_the_difference() {
        for (amount, at_booking, at_settlement, gain) in [
            ("500", "0.6072", "0.6081", "0.45"),
            ("100000", "1.10", "1.20", "10000"),
            ("100", "85", "80", "-500"),
            ("259200", "0.125989013758", "0.126225969731", "61.42"),
            ("259200", "0.126225969731", "0.125989013758", "-61.42"),
            ("110", "0.9090909091", "0.9090909091", "0"),
        ] {
            let settlement = settle(booked(amount, at_settlement), booked(amount, at_booking), None, 2).unwrap();
            assert_eq!(settlement.standard, gain.parse().unwrap(), "{amount} at {at_booking}, settled at {at_settlement}");
            assert!(settlement.cross.is_zero());
        }
    }

    #[test]
    fn money_in_a_third_currency_splits_the_gain_in_two() {
        // USD 120 at 0.90 = 108.00 pays GBP 100 booked at 1.05 (105.00), 1.07 on the day (107.00).
        let rate = booked("100", "1.07").rate;
        let settlement = settle(booked("120", "0.90"), booked("100", "1.05"), Some(rate), 2).unwrap();
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!(settlement, Settlement { standard: amount("2"), cross: amount("1"), value: amount("107") });
    }

    #[test]
    fn a_share_of_the_whole_is_the_whole() {
        let amount = |text: &str| text.parse::<Amount>().unwrap();
        assert_eq!(share(amount("19"), amount("50"), amount("119"), 2).unwrap(), amount("7.98"));
        assert_eq!(share(amount("19.01"), amount("119"), amount("119"), 2).unwrap(), amount("19.01"));
    }
}
