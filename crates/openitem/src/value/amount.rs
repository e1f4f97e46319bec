//! Exact amounts: a signed decimal that never rounds on its way in and has one form for equal values.

use std::fmt;
use std::str::FromStr;

use rust_decimal::Decimal;
use serde::{Deserializer, Serializer};

use crate::OpenItemError;
use crate::value::Currency;
use crate::wire::{WireValue, read_text, shorten};

/// The most significant digits that an [`Amount`] or a [`Rate`](crate::Rate) holds, in every language.
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
    /// # Errors
    /// `amount_digits` where it has more than 28 significant digits.
    pub fn new(value: Decimal) -> Result<Self, OpenItemError> {
        Self::from_decimal(value).ok_or_else(|| OpenItemError::AmountDigits { found: value.to_string() })
    }

    /// The amount of so many minor units at `scale` decimals: `from_minor(12345, 2)` is 123.45.
    ///
    /// `None` where the scale is not 0 to 28 or the digits do not fit.
    ///
    /// ```
    /// use openitem::Amount;
    /// assert_eq!(Amount::from_minor(12_345, 2).unwrap().to_string(), "123.45");
    /// ```
    #[must_use]
    pub fn from_minor(units: i64, scale: i32) -> Option<Self> {
        let scale = u32::try_from(scale).ok()?;
        Decimal::try_new(units, scale).ok().and_then(Self::from_decimal)
    }

    /// How many minor units at `scale` decimals it is; `None` where it is finer than that or too large.
    #[must_use]
    pub fn to_minor(self, scale: i32) -> Option<i64> {
        let up = u32::try_from(scale).ok()?.checked_sub(self.0.scale())?;
        let factor = 10_i128.checked_pow(up)?;
        i64::try_from(self.0.mantissa().checked_mul(factor)?).ok()
    }

    /// The exact decimal.
    #[must_use]
    pub const fn decimal(self) -> Decimal {
        self.0
    }

    fn from_decimal(value: Decimal) -> Option<Self> {
        let normal = value.normalize();
        (normal.mantissa().unsigned_abs() < 10_u128.pow(28)).then_some(Self(normal))
    }

    /// The sum, or `None` where it would not fit or would have to be rounded.
    #[must_use]
    pub fn checked_add(self, other: Self) -> Option<Self> {
        let sum = self.0.checked_add(other.0)?;
        (sum.scale() == self.0.scale().max(other.0.scale()) || exact_sum(self.0, other.0, sum)).then_some(())?;
        Self::from_decimal(sum)
    }

    /// The difference, or `None` where it would not fit or would have to be rounded.
    #[must_use]
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        self.checked_add(other.negated())
    }

    /// The same amount on the other side.
    #[must_use]
    pub fn negated(self) -> Self {
        let mut value = self.0;
        value.set_sign_negative(value.is_sign_positive() && !value.is_zero());
        Self(value)
    }

    /// Its magnitude.
    #[must_use]
    pub fn abs(self) -> Self {
        Self(self.0.abs())
    }

    /// The sum of many, or `None` where it would not fit.
    pub fn checked_sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// Whether it is zero.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is below zero.
    #[must_use]
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }

    /// Whether it is above zero.
    #[must_use]
    pub fn is_positive(self) -> bool {
        self.0.is_sign_positive() && !self.0.is_zero()
    }

    /// How many decimals it needs.
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

/// Whether a sum whose scale was cut lost nothing: decimals that overflow 96 bits are rounded by the library.
fn exact_sum(left: Decimal, right: Decimal, sum: Decimal) -> bool {
    sum.checked_sub(left).is_some_and(|rest| rest == right) && sum.checked_sub(right).is_some_and(|rest| rest == left)
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}

impl fmt::Debug for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl FromStr for Amount {
    type Err = OpenItemError;

    /// Reads `-1234.5` or `1.2345e3`: a point as decimal sign, no separators, no blanks.
    ///
    /// # Errors
    /// `malformed_amount` where it is not a number; `amount_digits` where it has more digits than 28.
    fn from_str(text: &str) -> Result<Self, OpenItemError> {
        parse_decimal(text).map(Self)
    }
}

impl WireValue for Amount {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, str::parse)
    }
}

impl serde::Serialize for Amount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Amount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}

/// Reads a decimal of at most 28 significant digits exactly, exponents included, without ever writing an exponent out.
pub(crate) fn parse_decimal(text: &str) -> Result<Decimal, OpenItemError> {
    let malformed = || OpenItemError::MalformedAmount { found: shorten(text) };
    let too_long = || OpenItemError::AmountDigits { found: shorten(text) };
    let (body, exponent) = match text.split_once(['e', 'E']) {
        Some((body, exponent)) => (body, parse_exponent(exponent).ok_or_else(malformed)?),
        None => (text, 0),
    };
    let (negative, digits) = match body.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, body),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_digits(whole) || !is_digits(fraction) || (digits.contains('.') && fraction.is_empty()) {
        return Err(malformed());
    }
    let mut mantissa: i128 = 0;
    let mut significant = 0_usize;
    let mut dropped_zeros: i64 = 0;
    for digit in whole.bytes().chain(fraction.bytes()).map(|byte| i128::from(byte.wrapping_sub(b'0'))) {
        if digit == 0 {
            // Zeros count only once another digit follows them.
            dropped_zeros = if mantissa == 0 { 0 } else { dropped_zeros.saturating_add(1) };
            continue;
        }
        let zeros = usize::try_from(dropped_zeros).unwrap_or(usize::MAX);
        significant = significant.saturating_add(zeros).saturating_add(1);
        if significant > MAX_DIGITS {
            return Err(too_long());
        }
        let shift = u32::try_from(zeros.saturating_add(1)).map_err(|_| too_long())?;
        mantissa = 10_i128.checked_pow(shift).and_then(|factor| mantissa.checked_mul(factor)).ok_or_else(too_long)?;
        mantissa = mantissa.checked_add(digit).ok_or_else(too_long)?;
        dropped_zeros = 0;
    }
    if mantissa == 0 {
        return Ok(Decimal::ZERO);
    }
    // value = mantissa x 10^(dropped_zeros - decimals + exponent)
    let decimals = i64::try_from(fraction.len()).map_err(|_| too_long())?;
    let power = dropped_zeros.saturating_sub(decimals).saturating_add(exponent);
    let (mantissa, scale) = if power > 0 {
        let power = u32::try_from(power).map_err(|_| too_long())?;
        let value = 10_i128.checked_pow(power).and_then(|factor| mantissa.checked_mul(factor)).ok_or_else(too_long)?;
        (value, 0)
    } else {
        (mantissa, u32::try_from(power.unsigned_abs()).map_err(|_| too_long())?)
    };
    if scale > 28 || mantissa >= 10_i128.pow(28) {
        return Err(too_long());
    }
    let signed = if negative { mantissa.wrapping_neg() } else { mantissa };
    Decimal::try_from_i128_with_scale(signed, scale).map_err(|_| too_long())
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let trimmed = digits.trim_start_matches('0');
    // An exponent of more than six digits is out of range whatever stands before it.
    let value = if trimmed.len() > 6 { 1_000_000 } else { trimmed.parse().unwrap_or(0) };
    Some(if text.starts_with('-') { 0_i64.saturating_sub(value) } else { value })
}

/// The one named door for hosts that hold money as floats: the amount with the currency's digits to which this float is
/// the nearest.
///
/// ```
/// use openitem::{amount_from_float, Currency};
///
/// let eur = Currency::new("EUR")?;
/// assert_eq!(amount_from_float(0.1 + 0.2, eur).unwrap_err().code(), "float_not_exact");
/// assert_eq!(amount_from_float(0.3, eur)?.to_string(), "0.3");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `float_not_exact`, which shows the float and the nearest amount, where another float is nearer to that amount;
/// `unknown_currency` where the currency's digits are not known.
pub fn amount_from_float(value: f64, currency: Currency) -> Result<Amount, OpenItemError> {
    let digits = currency.digits()?;
    let places = usize::try_from(digits).unwrap_or(0);
    let refused = |nearest: Option<String>| OpenItemError::FloatNotExact { found: format!("{value:?}"), nearest, currency };
    if !value.is_finite() || value.abs() >= 1e22 {
        return Err(refused(None));
    }
    let text = format!("{value:.places$}");
    match text.parse::<f64>() {
        Ok(back) if back == value => text.parse(),
        _ => Err(refused(Some(text))),
    }
}
