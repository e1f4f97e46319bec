//! Rates: exact factors and percentages, and how the trade quotes them.

use openitem_macros::wire;
use rust_decimal::Decimal;

use crate::value::decimal::{decimal_text, normal};
use crate::value::exact::quotient;
use crate::{Amount, OpenItemError, Rounding, YearFraction};

/// An exact rate: a factor, a percentage or an exchange rate, as what holds it says.
///
/// Like [`Amount`] it is text in JSON, holds at most 28 digits, has one form for equal values and no operators.
///
/// ```
/// use openitem::{Amount, Rate, Rounding};
///
/// let rate: Rate = "1.2300".parse()?;
/// assert_eq!(rate.to_string(), "1.23");
/// assert_eq!(rate.of("10.05".parse()?, 2, Rounding::HalfUp)?.to_string(), "12.36");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rate(Decimal);

decimal_text!(Rate);

impl Rate {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// One for one.
    pub const ONE: Self = Self(Decimal::ONE);

    /// A whole, as a percentage.
    pub const ONE_HUNDRED: Self = Self(Decimal::ONE_HUNDRED);

    /// The rate of a decimal, its scale normalised.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert_eq!(Rate::new("1.2300".parse().unwrap())?.to_string(), "1.23");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `amount_digits` where it needs more than 28 digits.
    pub fn new(value: Decimal) -> Result<Self, OpenItemError> {
        let rate = normal(value.is_sign_negative(), value.mantissa().unsigned_abs(), value.scale());
        rate.map(Self).ok_or_else(|| OpenItemError::AmountDigits { found: value.to_string() })
    }

    /// The exact decimal.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert_eq!("1.50".parse::<Rate>()?.decimal().scale(), 1);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    /// Whether it is zero.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert!("0.00".parse::<Rate>()?.is_zero());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert!("-0.5".parse::<Rate>()?.is_negative());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Whether it is above zero.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert!("8".parse::<Rate>()?.is_positive());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0.is_sign_positive() && !self.0.is_zero()
    }

    /// This factor of an amount, rounded once to so many decimals: amount x rate.
    ///
    /// ```
    /// use openitem::{Rate, Rounding};
    /// // 1,000 USD booked at 1.13545 to EUR.
    /// let rate: Rate = "1.13545".parse()?;
    /// assert_eq!(rate.of("1000".parse()?, 2, Rounding::HalfUp)?.to_string(), "1135.45");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `overflow` where the result does not fit.
    pub fn of(self, amount: Amount, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
        rounded(&[amount.decimal(), self.0], &[], decimals, rounding, "a rate of an amount")
    }

    /// So many percent of an amount, rounded once to so many decimals: amount x rate / 100.
    ///
    /// ```
    /// use openitem::{Rate, Rounding};
    /// // 2 percent of 1,234.56 is 24.6912.
    /// let rate: Rate = "2".parse()?;
    /// assert_eq!(rate.percent_of("1234.56".parse()?, 2, Rounding::HalfUp)?.to_string(), "24.69");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `overflow` where the result does not fit.
    pub fn percent_of(self, amount: Amount, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
        rounded(&[amount.decimal(), self.0], &[Decimal::ONE_HUNDRED], decimals, rounding, "a percentage of an amount")
    }

    /// The factor of a percentage, exactly: 2.5 percent is 0.025.
    ///
    /// ```
    /// use openitem::Rate;
    /// assert_eq!("2.5".parse::<Rate>()?.fraction_of_percent()?.to_string(), "0.025");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `overflow` where two more decimals do not fit.
    pub fn fraction_of_percent(self) -> Result<Self, OpenItemError> {
        let scale = Some(self.0.scale().saturating_add(2)).filter(|scale| *scale <= 28);
        let value = scale.and_then(|scale| normal(self.is_negative(), self.0.mantissa().unsigned_abs(), scale));
        value.map(Self).ok_or_else(|| OpenItemError::overflow("the fraction of a percentage"))
    }

    /// One divided by it, rounded to so many decimals.
    ///
    /// ```
    /// use openitem::{Rate, Rounding};
    /// let inverse = "1.1684".parse::<Rate>()?.inverse(8, Rounding::HalfUp)?;
    /// assert_eq!(inverse.to_string(), "0.85587128");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_value` for zero, `overflow` where the result does not fit.
    pub fn inverse(self, decimals: i32, rounding: Rounding) -> Result<Self, OpenItemError> {
        Self::ONE.over(self, decimals, rounding)
    }

    /// It divided by another, rounded to so many decimals.
    pub(crate) fn over(self, other: Self, decimals: i32, rounding: Rounding) -> Result<Self, OpenItemError> {
        if other.is_zero() {
            return Err(OpenItemError::invalid("rate", other, "a rate that is not zero"));
        }
        let value = quotient(&[self.0], &[other.0], decimals, rounding).map(Self);
        value.ok_or_else(|| OpenItemError::overflow("a quotient of rates"))
    }

    /// It divided by the product of two others, rounded to so many decimals.
    pub(crate) fn over_both(self, first: Self, second: Self, decimals: i32, rounding: Rounding) -> Result<Self, OpenItemError> {
        let value = quotient(&[self.0], &[first.0, second.0], decimals, rounding).map(Self);
        value.ok_or_else(|| OpenItemError::overflow("a quotient of rates"))
    }

    /// It times another, rounded to so many decimals.
    pub(crate) fn times(self, other: Self, decimals: i32, rounding: Rounding) -> Result<Self, OpenItemError> {
        let value = quotient(&[self.0, other.0], &[], decimals, rounding).map(Self);
        value.ok_or_else(|| OpenItemError::overflow("a product of rates"))
    }
}

/// What the number of a [`QuotedRate`] means.
#[wire]
pub enum RateUnit {
    /// Percent a year, as law and banks quote interest: 8 is 8 % a year.
    #[default]
    PercentPerYear,
    /// Percent a month, as invoices print late charges: 1.5 is 18 % a year, never compounded.
    PercentPerMonth,
    /// Percent of the amount, once, whatever the time: a flat finance charge.
    Percent,
    /// A factor of each unit of the amount, once: 0.02 is 2 %.
    PerUnit,
}

/// A rate as it is quoted: a number and what it means.
///
/// ```
/// use openitem::{QuotedRate, Rate, RateUnit, Rounding, YearFraction};
///
/// // 5,000 at 12.25 percent a year for 101 days over 365.
/// let rate = QuotedRate::new("12.25".parse::<Rate>()?);
/// let interest = rate.interest("5000".parse()?, &YearFraction::new(101, 365), 2, Rounding::HalfUp)?;
/// assert_eq!(interest.to_string(), "169.49");
/// // A flat 2 percent of the overdue 19,000.
/// let charge = QuotedRate::new("2".parse::<Rate>()?).with_unit(RateUnit::Percent);
/// assert_eq!(charge.charge("19000".parse()?, 2, Rounding::HalfUp)?.to_string(), "380");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire(hash)]
pub struct QuotedRate {
    /// The number.
    pub value: Rate,
    /// What it means.
    #[wire(default)]
    pub unit: RateUnit,
}

impl QuotedRate {
    /// Simple interest on a principal for a part of a year, rounded once at the end: P x r x days / year days.
    ///
    /// A monthly percentage counts twelve times a year. Below zero where the rate, the principal or the time is.
    ///
    /// ```
    /// use openitem::{QuotedRate, Rate, Rounding, YearFraction};
    /// // EUR 840 at 8 percent, 39 days over 360.
    /// let rate = QuotedRate::new("8".parse::<Rate>()?);
    /// let interest = rate.interest("840".parse()?, &YearFraction::new(39, 360), 2, Rounding::HalfUp)?;
    /// assert_eq!(interest.to_string(), "7.28");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_value` where the rate is not quoted by time or the year has no days; `overflow` where the result does
    /// not fit.
    pub fn interest(&self, principal: Amount, time: &YearFraction, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
        let periods = match self.unit {
            RateUnit::PercentPerYear => 1,
            RateUnit::PercentPerMonth => 12,
            RateUnit::Percent | RateUnit::PerUnit => {
                return Err(OpenItemError::invalid("unit", self.unit, "percent_per_year or percent_per_month"));
            }
        };
        if time.year_days <= 0 {
            return Err(OpenItemError::invalid("year_days", time.year_days, "at least 1"));
        }
        let factors = [principal.decimal(), self.value.0, Decimal::from(time.days), Decimal::from(periods)];
        rounded(&factors, &[Decimal::ONE_HUNDRED, Decimal::from(time.year_days)], decimals, rounding, "interest")
    }

    /// The charge of a rate that is not quoted by time: once, rounded at the end.
    ///
    /// ```
    /// use openitem::{QuotedRate, Rate, RateUnit, Rounding};
    /// let rate = QuotedRate::new("0.02".parse::<Rate>()?).with_unit(RateUnit::PerUnit);
    /// assert_eq!(rate.charge("19000".parse()?, 2, Rounding::HalfUp)?.to_string(), "380");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `invalid_value` where the rate is quoted by time; `overflow` where the result does not fit.
    pub fn charge(&self, amount: Amount, decimals: i32, rounding: Rounding) -> Result<Amount, OpenItemError> {
        match self.unit {
            RateUnit::Percent => self.value.percent_of(amount, decimals, rounding),
            RateUnit::PerUnit => self.value.of(amount, decimals, rounding),
            RateUnit::PercentPerYear | RateUnit::PercentPerMonth => Err(OpenItemError::invalid("unit", self.unit, "percent or per_unit")),
        }
    }
}

fn rounded(top: &[Decimal], bottom: &[Decimal], decimals: i32, rounding: Rounding, what: &str) -> Result<Amount, OpenItemError> {
    let value = quotient(top, bottom, decimals, rounding).ok_or_else(|| OpenItemError::overflow(what))?;
    Amount::new(value)
}

#[cfg(test)]
mod tests {
    use super::{QuotedRate, Rate, RateUnit};
    use crate::{Amount, Rounding, YearFraction};
    use proptest::prelude::*;

    fn rate(text: &str) -> Rate {
        text.parse().unwrap()
    }

    fn interest(principal: &str, percent: &str, unit: RateUnit, days: i32, year_days: i32) -> String {
        let rate = QuotedRate::new(rate(percent)).with_unit(unit);
        let time = YearFraction::new(days, year_days);
        rate.interest(principal.parse().unwrap(), &time, 2, Rounding::HalfUp).unwrap().to_string()
    }

    #[test]
    fn interest_is_rounded_once_at_the_end() {
        use RateUnit::{PercentPerMonth, PercentPerYear};
        let cases = [
            // DOMAIN T4.01 (gov.uk late commercial payments): 1,000 at 8.5 %.
            ("1000", "8.5", PercentPerYear, 365, 365, "85"),
            ("1000", "8.5", PercentPerYear, 1, 365, "0.23"),
            // T4.02: the printed 169.68 rounds the daily figure first; 169.49 is right.
            ("5000", "12.25", PercentPerYear, 101, 365, "169.49"),
            // T4.03: 5,000 at 12.5 %, 30 days.
            ("5000", "12.5", PercentPerYear, 30, 365, "51.37"),
            // T4.07: 840 EUR at 8 %, 39 days over 360.
            ("840", "8", PercentPerYear, 39, 360, "7.28"),
            // 1.5 % a month is 18 % a year, simple.
            ("1000", "1.5", PercentPerMonth, 365, 365, "180"),
            ("1000", "1.5", PercentPerMonth, 30, 360, "15"),
            ("-1000", "1.5", PercentPerMonth, 30, 360, "-15"),
        ];
        for (principal, percent, unit, days, year_days, expected) in cases {
            assert_eq!(interest(principal, percent, unit, days, year_days), expected, "{principal} at {percent} for {days}");
        }
    }

    #[test]
    fn a_rate_is_asked_only_what_it_is_quoted_for() {
        let (amount, time): (Amount, _) = ("1000".parse().unwrap(), YearFraction::new(30, 360));
        for unit in RateUnit::ALL {
            let rate = QuotedRate::new(rate("2")).with_unit(*unit);
            let by_time = rate.interest(amount, &time, 2, Rounding::HalfUp).map_err(|error| error.code());
            let once = rate.charge(amount, 2, Rounding::HalfUp).map_err(|error| error.code());
            assert!(by_time.is_ok() != once.is_ok(), "{unit}");
            assert_eq!(by_time.err().or(once.err()), Some("invalid_value"));
        }
        let no_year = QuotedRate::new(rate("2")).interest(amount, &YearFraction::new(30, 0), 2, Rounding::HalfUp);
        assert_eq!(no_year.map_err(|error| error.code()), Err("invalid_value"));
    }

    #[test]
    fn a_rate_is_text_in_json_with_its_unit_left_out_where_yearly() {
        let yearly: QuotedRate = serde_json::from_str("{\"value\":\"8.50\"}").unwrap();
        assert_eq!(serde_json::to_string(&yearly).unwrap(), "{\"value\":\"8.5\"}");
        let monthly: QuotedRate = serde_json::from_str("{\"value\":\"1.5\",\"unit\":\"percent_per_month\"}").unwrap();
        assert_eq!(monthly.unit, RateUnit::PercentPerMonth);
        assert!(serde_json::from_str::<QuotedRate>("{\"value\":8.5}").is_err());
    }

    #[test]
    fn a_percentage_becomes_a_fraction_exactly_or_not_at_all() {
        assert_eq!(rate("100").fraction_of_percent(), Ok(Rate::ONE));
        assert_eq!(rate("0.00000000000000000000000001").fraction_of_percent(), Ok(rate("0.0000000000000000000000000001")));
        assert_eq!(rate("0.000000000000000000000000001").fraction_of_percent().map_err(|error| error.code()), Err("overflow"));
        assert_eq!(rate("9999999999999999999999999999").fraction_of_percent(), Ok(rate("99999999999999999999999999.99")));
        assert_eq!(rate("0").inverse(2, Rounding::HalfUp).map_err(|error| error.code()), Err("invalid_value"));
    }

    proptest! {
        #[test]
        fn no_rate_makes_anything_panic(
            amount in crate::value::amount_strategy(), value in crate::value::decimal_strategy(), other in crate::value::decimal_strategy(),
            decimals in any::<i32>(), days in any::<i32>(), year_days in any::<i32>(),
        ) {
            let (rate, other) = (Rate::new(value).unwrap(), Rate::new(other).unwrap());
            for rounding in Rounding::ALL {
                let _ = (rate.of(amount, decimals, *rounding), rate.percent_of(amount, decimals, *rounding));
                let _ = (rate.inverse(decimals, *rounding), rate.over(other, decimals, *rounding), rate.times(other, decimals, *rounding));
                for unit in RateUnit::ALL {
                    let quoted = QuotedRate::new(rate).with_unit(*unit);
                    let _ = quoted.interest(amount, &YearFraction::new(days, year_days), decimals, *rounding);
                    let _ = quoted.charge(amount, decimals, *rounding);
                }
            }
            let _ = rate.fraction_of_percent();
            prop_assert_eq!(rate.to_string().parse::<Rate>(), Ok(rate));
        }
    }
}
