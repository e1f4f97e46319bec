//! Exact amounts: a signed decimal that never rounds on its way in and has one form for equal values.

use rust_decimal::Decimal;

use crate::value::Currency;
use crate::value::decimal::{decimal_text, normal};
use crate::{OpenItemError, Rounding};

/// The most digits that an [`Amount`] or a [`Rate`](crate::Rate) holds, in every language.
pub const MAX_DIGITS: usize = 28;

/// An exact, signed amount of money without its currency.
///
/// It refuses floats, NaN and more than 28 digits, and normalises its scale: `1.50`, `1.5` and `01.5` are one amount
/// and print as `1.5`; there is no `-0`. It has no operators: sums and products are `checked_…` and say `None` where
/// the result would not fit, so that no arithmetic panics or rounds unseen.
///
/// ```
/// use openitem::Amount;
///
/// let amount: Amount = "1234.50".parse()?;
/// assert_eq!(amount.to_string(), "1234.5");
/// assert_eq!(amount.checked_add("0.5".parse()?), Some("1235".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Amount(Decimal);

impl Amount {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// The amount of a decimal, its scale normalised.
    ///
    /// ```
    /// use openitem::Amount;
    /// let amount = Amount::new("12.340".parse().unwrap())?;
    /// assert_eq!(amount.to_string(), "12.34");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `amount_digits` where it needs more than 28 digits.
    pub fn new(value: Decimal) -> Result<Self, OpenItemError> {
        Self::of(value.mantissa(), value.scale()).ok_or_else(|| OpenItemError::AmountDigits { found: value.to_string() })
    }

    /// The amount of so many minor units at `scale` decimals: `from_minor(12345, 2)` is 123.45.
    ///
    /// `None` where the scale is not 0 to 28.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!(Amount::from_minor(12_345, 2).unwrap().to_string(), "123.45");
    /// assert_eq!(Amount::from_minor(1, 29), None);
    /// ```
    #[must_use]
    pub fn from_minor(units: i64, scale: i32) -> Option<Self> {
        Self::of(i128::from(units), u32::try_from(scale).ok()?)
    }

    /// How many minor units at `scale` decimals it is; `None` where it is finer than that or too large.
    ///
    /// ```
    /// use openitem::Amount;
    /// let amount: Amount = "123.45".parse()?;
    /// assert_eq!(amount.to_minor(2), Some(12_345));
    /// assert_eq!(amount.to_minor(1), None);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn to_minor(self, scale: i32) -> Option<i64> {
        let up = u32::try_from(scale).ok()?.checked_sub(self.0.scale())?;
        if self.is_zero() {
            return Some(0);
        }
        let factor = 10_i128.checked_pow(up)?;
        i64::try_from(self.0.mantissa().checked_mul(factor)?).ok()
    }

    /// The exact decimal.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!("1.50".parse::<Amount>()?.decimal().scale(), 1);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    fn of(mantissa: i128, scale: u32) -> Option<Self> {
        (scale <= 28).then(|| normal(mantissa < 0, mantissa.unsigned_abs(), scale))?.map(Self)
    }

    /// The sum, or `None` where it would not fit: it is never rounded.
    ///
    /// ```
    /// use openitem::Amount;
    /// let (one, two): (Amount, Amount) = ("0.1".parse()?, "0.02".parse()?);
    /// assert_eq!(one.checked_add(two), Some("0.12".parse()?));
    /// let most: Amount = "9999999999999999999999999999".parse()?;
    /// assert_eq!(most.checked_add(one), None);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    #[inline]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        // Most of what a report adds up is nothing.
        if other.is_zero() { Some(self) } else { self.added(other) }
    }

    fn added(self, other: Self) -> Option<Self> {
        let (coarse, fine) = if self.0.scale() <= other.0.scale() { (self.0, other.0) } else { (other.0, self.0) };
        if coarse.scale() == fine.scale() {
            return Self::of(coarse.mantissa().checked_add(fine.mantissa())?, fine.scale());
        }
        if coarse.is_zero() {
            return Some(Self(fine));
        }
        // The finer amount's last digit is not zero, so that what does not fit here would not fit 28 digits either.
        let factor = 10_i128.checked_pow(fine.scale().saturating_sub(coarse.scale()))?;
        Self::of(coarse.mantissa().checked_mul(factor)?.checked_add(fine.mantissa())?, fine.scale())
    }

    /// The difference, or `None` where it would not fit: it is never rounded.
    ///
    /// ```
    /// use openitem::Amount;
    /// let (one, two): (Amount, Amount) = ("1".parse()?, "1.25".parse()?);
    /// assert_eq!(one.checked_sub(two), Some("-0.25".parse()?));
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// The same amount on the other side.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!("1.5".parse::<Amount>()?.negated().to_string(), "-1.5");
    /// assert_eq!(Amount::ZERO.negated().to_string(), "0");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn negated(self) -> Self {
        if self.is_zero() {
            return self;
        }
        let mut value = self.0;
        value.set_sign_negative(!self.is_negative());
        Self(value)
    }

    /// Its magnitude.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!("-1.5".parse::<Amount>()?.abs().to_string(), "1.5");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The same amount rounded to so many decimals, 0 to 28.
    ///
    /// ```
    /// use openitem::{Amount, Rounding};
    /// let amount: Amount = "2.345".parse()?;
    /// assert_eq!(amount.rounded(2, Rounding::HalfUp).to_string(), "2.35");
    /// assert_eq!(amount.negated().rounded(2, Rounding::HalfEven).to_string(), "-2.34");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn rounded(self, decimals: i32, rounding: Rounding) -> Self {
        Self::new(rounding.decimal(self.0, decimals)).unwrap_or(self)
    }

    /// The sum of many, or `None` where it would not fit.
    ///
    /// ```
    /// use openitem::Amount;
    /// let amounts = ["1.10", "2.20", "-0.30"].map(|text| text.parse::<Amount>().unwrap());
    /// assert_eq!(Amount::checked_sum(amounts), Some("3".parse()?));
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether it is zero.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert!("-0.00".parse::<Amount>()?.is_zero());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert!("-0.01".parse::<Amount>()?.is_negative());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Whether it is above zero.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert!("0.01".parse::<Amount>()?.is_positive());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0.is_sign_positive() && !self.0.is_zero()
    }

    /// How many decimals it needs.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!("1.50".parse::<Amount>()?.scale(), 1);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn scale(self) -> i32 {
        i32::try_from(self.0.scale()).unwrap_or(i32::MAX)
    }

    /// Printed with at least this many decimals: 12.5 with two is `12.50`. Digits are never cut.
    ///
    /// ```
    /// use openitem::Amount;
    /// let amount: Amount = "12.5".parse()?;
    /// assert_eq!(amount.with_decimals(2), "12.50");
    /// assert_eq!(amount.with_decimals(0), "12.5");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn with_decimals(self, decimals: i32) -> String {
        let mut text = self.to_string();
        let missing = decimals.clamp(0, 28).saturating_sub(self.scale());
        if missing > 0 {
            if self.0.scale() == 0 {
                text.push('.');
            }
            text.extend(std::iter::repeat_n('0', usize::try_from(missing).unwrap_or(0)));
        }
        text
    }
}

decimal_text!(Amount);

/// The one named door for hosts that hold money as floats: the amount with the currency's digits to which this float is
/// the nearest, and to no other.
///
/// A float tells cents apart up to some 70 million million; beyond, two amounts share one float and it is refused.
///
/// ```
/// use openitem::{amount_from_float, Currency};
///
/// let eur = Currency::new("EUR")?;
/// assert_eq!(amount_from_float(0.3, eur)?.to_string(), "0.3");
/// let error = amount_from_float(0.1 + 0.2, eur).unwrap_err();
/// assert_eq!(error.code(), "float_not_exact");
/// assert!(error.to_string().starts_with("0.30000000000000004 is not an exact amount of EUR, the nearest is 0.30"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `float_not_exact`, which shows the float and the nearest amount, where another float is nearer to that amount or
/// another amount has the same float; `unknown_currency` where the currency's digits are not known.
pub fn amount_from_float(value: f64, currency: Currency) -> Result<Amount, OpenItemError> {
    let digits = currency.digits()?;
    let places = usize::try_from(digits).unwrap_or(0);
    let refused = |nearest: Option<String>| OpenItemError::FloatNotExact { found: format!("{value:?}"), nearest, currency };
    if !value.is_finite() || value.abs() >= 1e22 {
        return Err(refused(None));
    }
    let text = format!("{value:.places$}");
    let amount: Amount = text.parse()?;
    let same_float = |amount: Amount| amount.to_string().parse() == Ok(value);
    let unit = Amount::from_minor(1, digits);
    let neighbors = unit.and_then(|unit| Some([amount.checked_add(unit)?, amount.checked_sub(unit)?]));
    if same_float(amount) && neighbors.is_some_and(|neighbors| !neighbors.into_iter().any(same_float)) {
        Ok(amount)
    } else {
        Err(refused(Some(text)))
    }
}

#[cfg(test)]
mod tests {
    use super::{Amount, amount_from_float};
    use crate::{Currency, Rounding};
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    fn amount(text: &str) -> Amount {
        text.parse().unwrap()
    }

    fn from_float(value: f64, currency: &str) -> Result<String, &'static str> {
        amount_from_float(value, Currency::new(currency).unwrap()).map(|amount| amount.to_string()).map_err(|error| error.code())
    }

    #[test]
    fn equal_amounts_are_one_value_and_one_text() {
        for (left, right) in [("1.50", "1.5"), ("01", "1"), ("-0", "0"), ("1e2", "100"), ("0.000", "0")] {
            assert_eq!(amount(left), amount(right));
            assert_eq!(amount(left).to_string(), amount(right).to_string());
            assert_eq!(amount(left).decimal().serialize(), amount(right).decimal().serialize());
        }
        assert_eq!(Amount::new(Decimal::new(-0, 5)), Ok(Amount::ZERO));
        assert_eq!(amount("1").checked_sub(amount("1")).map(|zero| zero.decimal().serialize()), Some(Decimal::ZERO.serialize()));
        assert!(!amount("-0").is_negative() && !amount("0").is_positive() && !Amount::ZERO.negated().is_negative());
    }

    #[test]
    fn an_amount_is_text_in_json_and_never_a_number() {
        let money: Amount = serde_json::from_str("\"-12.50\"").unwrap();
        assert_eq!(serde_json::to_string(&money).unwrap(), "\"-12.5\"");
        for wrong in ["12.5", "12", "null", "\"\"", "\"1,5\"", "[\"1\"]", "true", "\"NaN\""] {
            assert!(serde_json::from_str::<Amount>(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn sums_are_exact_or_nothing() {
        let cases: &[(&str, &str, Option<&str>)] = &[
            ("0.1", "0.2", Some("0.3")),
            ("1", "-1", Some("0")),
            ("-0.05", "0.05", Some("0")),
            ("0.99", "0.01", Some("1")),
            ("9999999999999999999999999999", "1", None),
            ("9999999999999999999999999999", "-1", Some("9999999999999999999999999998")),
            ("9999999999999999999999999999", "0.1", None),
            ("1000000000000000000000000000", "0.1", None),
            ("100000000000000000000000000", "0.1", Some("100000000000000000000000000.1")),
            ("1000000000000000000000000000", "0.0000000000000000000000000001", None),
            ("0", "0.0000000000000000000000000001", Some("0.0000000000000000000000000001")),
            ("0.9999999999999999999999999999", "0.0000000000000000000000000001", Some("1")),
            ("9.999999999999999999999999999", "0.000000000000000000000000001", Some("10")),
            ("4999999999999999999999999999.5", "0", None),
        ];
        for (left, right, expected) in cases {
            let (Ok(left), Ok(right)) = (left.parse::<Amount>(), right.parse::<Amount>()) else {
                assert_eq!(*expected, None, "{left} cannot even be read");
                continue;
            };
            let expected = expected.map(amount);
            assert_eq!(left.checked_add(right), expected, "{left} + {right}");
            assert_eq!(right.checked_add(left), expected, "{right} + {left}");
            assert_eq!(left.checked_sub(right.negated()), expected, "{left} - -{right}");
        }
    }

    #[test]
    fn minor_units_go_both_ways_or_not_at_all() {
        assert_eq!(amount("123.45").to_minor(2), Some(12_345));
        assert_eq!(amount("-123.4").to_minor(2), Some(-12_340));
        assert_eq!(amount("123.456").to_minor(2), None);
        assert_eq!(amount("1").to_minor(-1), None);
        assert_eq!(amount("0").to_minor(i32::MAX), Some(0));
        assert_eq!(amount("1").to_minor(i32::MAX), None);
        assert_eq!(amount("92233720368547758.08").to_minor(2), None);
        assert_eq!(amount("-92233720368547758.08").to_minor(2), Some(i64::MIN));
        assert_eq!(Amount::from_minor(i64::MIN, 2), Some(amount("-92233720368547758.08")));
        assert_eq!(Amount::from_minor(1, -1), None);
        assert_eq!(Amount::from_minor(1, 29), None);
    }

    #[test]
    fn printing_pads_decimals_and_cuts_none() {
        let cases = [("0", 2, "0.00"), ("5", 0, "5"), ("-5.5", 2, "-5.50"), ("1.234", 2, "1.234"), ("1", -3, "1"), ("1", 3, "1.000")];
        for (text, decimals, expected) in cases {
            assert_eq!(amount(text).with_decimals(decimals), expected);
        }
        assert_eq!(amount("1").with_decimals(i32::MAX).len(), 30);
        assert_eq!(format!("[{:>8}] [{:<8}] [{:08}]", amount("-1.5"), amount("1.5"), amount("-1.5")), "[    -1.5] [1.5     ] [-00001.5]");
    }

    #[test]
    fn a_float_gives_an_amount_only_where_no_other_is_meant() {
        let cases: &[(f64, &str, Result<&str, &str>)] = &[
            (0.0, "EUR", Ok("0")),
            (-0.0, "EUR", Ok("0")),
            (0.1, "EUR", Ok("0.1")),
            (0.29, "EUR", Ok("0.29")),
            (1.005, "EUR", Err("float_not_exact")),
            (1.005, "KWD", Ok("1.005")),
            (0.1 + 0.2, "EUR", Err("float_not_exact")),
            (1234.56, "JPY", Err("float_not_exact")),
            (1234.0, "JPY", Ok("1234")),
            (-19.99, "USD", Ok("-19.99")),
            (1e-7, "USD", Err("float_not_exact")),
            (0.0001, "CLF", Ok("0.0001")),
            (9_999_999_999_999.99, "USD", Ok("9999999999999.99")),
            // 80,000,000,000,000.01 and .02 are one float.
            (80_000_000_000_000.01, "USD", Err("float_not_exact")),
            (9_007_199_254_740_991.0, "JPY", Ok("9007199254740991")),
            (9_007_199_254_740_993.0, "JPY", Err("float_not_exact")),
            (1e21, "USD", Err("float_not_exact")),
            (1e22, "USD", Err("float_not_exact")),
            (f64::MAX, "USD", Err("float_not_exact")),
            (f64::MIN_POSITIVE, "USD", Err("float_not_exact")),
            (f64::NAN, "USD", Err("float_not_exact")),
            (f64::INFINITY, "USD", Err("float_not_exact")),
            (1.0, "XAU", Err("unknown_currency")),
        ];
        for (value, currency, expected) in cases {
            assert_eq!(from_float(*value, currency), expected.map(ToOwned::to_owned), "{value:?} {currency}");
        }
    }

    fn any_amount() -> impl Strategy<Value = Amount> {
        crate::value::amount_strategy()
    }

    proptest! {
        #[test]
        fn every_amount_in_cents_up_to_ten_million_million_survives_a_float(cents in -1_000_000_000_000_000_i64..=1_000_000_000_000_000) {
            let exact = Amount::from_minor(cents, 2).unwrap();
            let float: f64 = exact.to_string().parse().unwrap();
            prop_assert_eq!(amount_from_float(float, Currency::new("EUR").unwrap()), Ok(exact));
        }

        #[test]
        fn no_float_makes_it_panic_and_what_it_gives_is_the_same_float(bits in any::<u64>()) {
            let float = f64::from_bits(bits);
            for code in ["JPY", "EUR", "KWD", "CLF", "XTS"] {
                if let Ok(amount) = amount_from_float(float, Currency::new(code).unwrap()) {
                    prop_assert_eq!(amount.to_string().parse::<f64>().unwrap(), float);
                }
            }
        }

        #[test]
        fn no_operation_on_amounts_panics(left in any_amount(), right in any_amount(), scale in any::<i32>()) {
            let _ = (left.checked_sub(right), left.negated(), left.abs(), left.to_minor(scale), left.with_decimals(scale), left.cmp(&right));
            for rounding in Rounding::ALL {
                let rounded = left.rounded(scale, *rounding);
                prop_assert!(rounded.scale() <= scale.max(0));
            }
            prop_assert_eq!(left.to_string().parse::<Amount>(), Ok(left));
            prop_assert_eq!(left.negated().negated(), left);
        }

        #[test]
        fn a_sum_is_exact_or_nothing(left in any_amount(), right in any_amount()) {
            let sum = left.checked_add(right);
            prop_assert_eq!(sum, right.checked_add(left));
            if let Some(sum) = sum {
                prop_assert_eq!(sum.checked_sub(right), Some(left));
                prop_assert_eq!(sum.checked_sub(left), Some(right));
            } else {
                // rust_decimal, which has room for more digits, rounds the sum or needs more than 28 digits for it.
                let rounded = left.decimal().checked_add(right.decimal()).map(|sum| sum.normalize());
                let finest = left.scale().max(right.scale());
                let exact = rounded.filter(|sum| sum.mantissa().unsigned_abs() < 10_u128.pow(28) && i64::from(sum.scale()) == i64::from(finest));
                prop_assert_eq!(exact, None, "{} + {}", left, right);
            }
        }

        #[test]
        fn small_sums_never_fail(left in any::<i64>(), right in any::<i64>(), one in 0..8, two in 0..8) {
            let (left, right) = (Amount::from_minor(left, one).unwrap(), Amount::from_minor(right, two).unwrap());
            let sum = left.checked_add(right).unwrap();
            prop_assert_eq!(sum.decimal(), left.decimal() + right.decimal());
        }
    }
}
