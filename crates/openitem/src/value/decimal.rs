//! Decimals as text: what [`Amount`](crate::Amount) and [`Rate`](crate::Rate) share on their way in and out.

use rust_decimal::Decimal;

use crate::wire::shorten;
use crate::{MAX_DIGITS, OpenItemError};

/// Ten to this power is the first whole number that has too many digits.
const LIMIT: u128 = 10_u128.pow(28);

/// The decimal `units` x 10^-`scale` in its one form: no trailing zeros, no -0. `None` beyond 28 digits or decimals.
pub(crate) fn normal(negative: bool, mut units: u128, mut scale: u32) -> Option<Decimal> {
    while scale > 0 {
        // Most amounts fit 64 bits, where division is several times faster.
        let shorter = match u64::try_from(units) {
            Ok(0) => return Some(Decimal::ZERO),
            Ok(small) => small.is_multiple_of(10).then_some(u128::from(small / 10)),
            Err(_) => units.is_multiple_of(10).then_some(units / 10),
        };
        let Some(shorter) = shorter else { break };
        units = shorter;
        scale = scale.saturating_sub(1);
    }
    if units >= LIMIT {
        return None;
    }
    let units = i128::try_from(units).ok()?;
    Decimal::try_from_i128_with_scale(if negative { units.wrapping_neg() } else { units }, scale).ok()
}

/// Reads a decimal of at most 28 digits exactly, exponents included, without ever writing an exponent out. The work is
/// linear in the text.
pub(crate) fn parse_decimal(text: &str) -> Result<Decimal, OpenItemError> {
    match parse_short(text.as_bytes()) {
        Some(value) => Ok(value),
        None => parse_any(text),
    }
}

/// Plain digits that fit 64 bits, as nearly every amount is; `None` hands the text on to [`parse_any`].
fn parse_short(text: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match text.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, text),
    };
    // Eighteen digits and a point at most: no step below can overflow.
    if digits.len() > 19 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let mut units: u64 = 0;
    let mut scale: u32 = 0;
    let mut after_point = false;
    for byte in digits {
        if *byte == b'.' && !after_point {
            after_point = true;
            continue;
        }
        if !byte.is_ascii_digit() {
            return None;
        }
        units = units.checked_mul(10)?.checked_add(u64::from(byte.wrapping_sub(b'0')))?;
        scale = scale.saturating_add(u32::from(after_point));
    }
    normal(negative, u128::from(units), scale)
}

fn parse_any(text: &str) -> Result<Decimal, OpenItemError> {
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
    let mut units: u128 = 0;
    let mut significant = 0_usize;
    let mut zeros = 0_usize;
    for digit in whole.bytes().chain(fraction.bytes()).map(|byte| u128::from(byte.wrapping_sub(b'0'))) {
        if digit == 0 {
            // Zeros count only once another digit follows them.
            zeros = if units == 0 { 0 } else { zeros.saturating_add(1) };
            continue;
        }
        significant = significant.saturating_add(zeros).saturating_add(1);
        if significant > MAX_DIGITS {
            return Err(too_long());
        }
        let shift = u32::try_from(zeros.saturating_add(1)).map_err(|_| too_long())?;
        let shifted = 10_u128.checked_pow(shift).and_then(|factor| units.checked_mul(factor));
        units = shifted.and_then(|shifted| shifted.checked_add(digit)).ok_or_else(too_long)?;
        zeros = 0;
    }
    if units == 0 {
        return Ok(Decimal::ZERO);
    }
    // value = units x 10^(zeros - decimals + exponent)
    let count = |count: usize| i64::try_from(count).map_err(|_| too_long());
    let power = count(zeros)?.saturating_sub(count(fraction.len())?).saturating_add(exponent);
    if power <= 0 {
        let scale = u32::try_from(power.unsigned_abs()).ok().filter(|scale| *scale <= 28);
        return scale.and_then(|scale| normal(negative, units, scale)).ok_or_else(too_long);
    }
    let factor = u32::try_from(power).ok().and_then(|power| 10_u128.checked_pow(power));
    factor.and_then(|factor| normal(negative, units.checked_mul(factor)?, 0)).ok_or_else(too_long)
}

fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    // An exponent that no count of digits could bring back into range may as well be the largest.
    let value = digits
        .trim_start_matches('0')
        .bytes()
        .fold(0_i64, |value, byte| value.saturating_mul(10).saturating_add(i64::from(byte.wrapping_sub(b'0'))));
    Some(if text.starts_with('-') { value.saturating_neg() } else { value })
}

/// What every exact decimal type has alike: plain text in and out, in JSON a string and never a number.
macro_rules! decimal_text {
    ($name:ident) => {
        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad_integral(!self.0.is_sign_negative(), "", self.0.abs().array_string().as_ref())
            }
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(self, f)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::OpenItemError;

            /// Reads `-1234.5` or `1.2345e3`: a point as decimal sign, no separators, no blanks, no `+`.
            ///
            /// # Errors
            /// `malformed_amount` where it is not a number; `amount_digits` where it needs more than 28 digits.
            fn from_str(text: &str) -> Result<Self, $crate::OpenItemError> {
                $crate::value::parse_decimal(text).map(Self)
            }
        }

        impl $crate::wire::WireValue for $name {
            fn write(&self) -> Result<$crate::wire::Json, $crate::wire::WireError> {
                Ok($crate::wire::Json::text(self.0.array_string().as_ref()))
            }

            fn read(value: $crate::wire::Json) -> Result<Self, $crate::wire::WireError> {
                $crate::wire::read_decimal(value, str::parse)
            }
        }

        impl ::serde::Serialize for $name {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.0.array_string().as_ref())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::wire::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use decimal_text;

#[cfg(test)]
mod tests {
    use super::parse_decimal;
    use proptest::prelude::*;

    const MOST: &str = "9999999999999999999999999999";

    #[test]
    fn text_that_is_a_number_is_read_exactly() {
        let cases: &[(&str, &str)] = &[
            ("0", "0"),
            ("-0", "0"),
            ("-0.000", "0"),
            ("000", "0"),
            ("0e999999999", "0"),
            ("0E-999999999999999999999999", "0"),
            ("1", "1"),
            ("-1", "-1"),
            ("00012.3400", "12.34"),
            ("1.50", "1.5"),
            ("1e3", "1000"),
            ("1E+3", "1000"),
            ("1.2345e3", "1234.5"),
            ("1.2345e2", "123.45"),
            ("-125e-2", "-1.25"),
            ("1e0", "1"),
            ("1e-28", "0.0000000000000000000000000001"),
            ("1e27", "1000000000000000000000000000"),
            ("100e-2", "1"),
            ("1e00000000000000000000000000003", "1000"),
            (MOST, MOST),
            ("-9999999999999999999999999999", "-9999999999999999999999999999"),
            ("9999999999999999999999999999000e-3", MOST),
            ("9.999999999999999999999999999", "9.999999999999999999999999999"),
            ("0.1234567890123456789012345678", "0.1234567890123456789012345678"),
            ("123456789012345678", "123456789012345678"),
            ("1234567890123456789", "1234567890123456789"),
            ("99999999999999999999", "99999999999999999999"),
        ];
        for (text, expected) in cases {
            assert_eq!(parse_decimal(text).map(|value| value.to_string()).as_deref(), Ok(*expected), "{text}");
        }
    }

    #[test]
    fn text_that_is_no_number_is_malformed() {
        let cases = [
            "",
            " ",
            "-",
            "+",
            "+1",
            "--1",
            "-+1",
            ".",
            ".5",
            "5.",
            "-.5",
            "1.2.3",
            "1..2",
            " 1",
            "1 ",
            "1 2",
            "1,5",
            "1_000",
            "\u{a0}1",
            "1\n",
            "١٢٣",
            "１２",
            "²",
            "½",
            "∞",
            "NaN",
            "nan",
            "inf",
            "-Infinity",
            "0x10",
            "1e",
            "1e+",
            "1e-",
            "1e1.5",
            "1ee3",
            "1e3e3",
            "e3",
            "1e 3",
            "\u{2212}1",
            "1-",
            "(1)",
            "$1",
            "1\0",
            "\u{feff}1",
            "1f",
            "9223372036854775807L",
        ];
        for text in cases {
            assert_eq!(parse_decimal(text).map_err(|error| error.code()), Err("malformed_amount"), "{text:?}");
        }
    }

    #[test]
    fn numbers_of_more_than_28_digits_are_refused_and_never_rounded() {
        let cases = [
            "10000000000000000000000000000",
            "99999999999999999999999999999",
            "1e28",
            "1e999999999",
            "1e99999999999999999999999",
            "-1e28",
            "1e-29",
            "1e-999999999",
            "0.12345678901234567890123456789",
            "1234567890123456789012345678.9",
            "1.0000000000000000000000000001",
            "79228162514264337593543950335",
            "170141183460469231731687303715884105728",
        ];
        for text in cases {
            assert_eq!(parse_decimal(text).map_err(|error| error.code()), Err("amount_digits"), "{text}");
        }
    }

    #[test]
    fn ten_thousand_digits_are_refused_unless_they_are_zeros() {
        let long = |digit: &str| digit.repeat(10_000);
        assert_eq!(parse_decimal(&long("0")).map(|value| value.to_string()).as_deref(), Ok("0"));
        assert_eq!(parse_decimal(&format!("{}7", long("0"))).map(|value| value.to_string()).as_deref(), Ok("7"));
        assert_eq!(parse_decimal(&format!("7.{}", long("0"))).map(|value| value.to_string()).as_deref(), Ok("7"));
        assert_eq!(parse_decimal(&format!("7{}e-10000", long("0"))).map(|value| value.to_string()).as_deref(), Ok("7"));
        assert_eq!(parse_decimal(&format!("0.{}7e10001", long("0"))).map(|value| value.to_string()).as_deref(), Ok("7"));
        for text in [long("9"), format!("7{}", long("0")), format!("0.{}7", long("0")), format!("{}.5", long("1"))] {
            assert_eq!(parse_decimal(&text).map_err(|error| error.code()), Err("amount_digits"));
        }
    }

    #[test]
    fn ten_megabytes_are_read_in_one_pass_and_shown_cut() {
        let zeros = "0".repeat(10_000_000);
        assert!(parse_decimal(&zeros).is_ok());
        assert!(parse_decimal(&format!("1{zeros}")).is_err());
        assert!(parse_decimal(&format!("0.{zeros}1")).is_err());
        assert!(parse_decimal(&format!("1e{zeros}1")).is_ok());
        let error = parse_decimal(&format!("{zeros}x")).unwrap_err();
        assert!(error.to_string().len() < 300);
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused_without_panic(text in "\\PC*") {
            let _ = parse_decimal(&text);
        }

        #[test]
        fn text_that_looks_like_a_number_is_read_or_refused(text in "[-+]?[0-9]{0,40}\\.?[0-9]{0,40}([eE][-+]?[0-9]{0,12})?") {
            if let Ok(value) = parse_decimal(&text) {
                prop_assert_eq!(value, value.normalize());
                let printed = value.to_string();
                prop_assert_eq!(parse_decimal(&printed), Ok(value));
                prop_assert!(printed.bytes().filter(u8::is_ascii_digit).count() <= 29, "{}", printed);
            }
        }

        #[test]
        fn whole_units_at_any_scale_come_back(units in any::<i64>(), scale in 0_u32..=28) {
            let expected = rust_decimal::Decimal::try_new(units, scale).unwrap();
            prop_assert_eq!(parse_decimal(&expected.to_string()), Ok(expected.normalize()));
            prop_assert_eq!(parse_decimal(&format!("{units}e-{scale}")), Ok(expected.normalize()));
        }
    }
}
