//! Currencies: ISO 4217 with its minor units, and others that the host hands in.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use openitem_macros::wire;
use serde::{Deserializer, Serializer};

use crate::OpenItemError;
use crate::wire::{Json, WireError, WireValue, deserialize, read_text, shorten};

const LONGEST: usize = 8;

/// A currency by its code: three letters of ISO 4217, or three to eight capital letters and digits that the host defines
/// in a [`CurrencyRow`].
///
/// ```
/// use openitem::Currency;
///
/// assert_eq!(Currency::new("JPY")?.minor_units(), Some(0));
/// assert_eq!(Currency::new("KWD")?.minor_units(), Some(3));
/// assert_eq!(Currency::new("CLF")?.minor_units(), Some(4));
/// assert_eq!(Currency::new("eur").unwrap_err().code(), "malformed_currency");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; LONGEST]);

impl Currency {
    /// The euro.
    pub const EUR: Self = Self(*b"EUR\0\0\0\0\0");

    /// The US dollar.
    pub const USD: Self = Self(*b"USD\0\0\0\0\0");

    /// The currency of this code.
    ///
    /// ```
    /// use openitem::Currency;
    /// assert_eq!(Currency::new("EUR")?, Currency::EUR);
    /// assert!(Currency::new("EUROS2026").is_err());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `malformed_currency` where the code is not three to eight capital letters and digits, a letter first.
    pub fn new(code: &str) -> Result<Self, OpenItemError> {
        let bytes = code.as_bytes();
        let good = (3..=LONGEST).contains(&bytes.len())
            && bytes.iter().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
            && bytes.first().is_some_and(u8::is_ascii_uppercase);
        if !good {
            return Err(OpenItemError::MalformedCurrency { found: shorten(code) });
        }
        let mut out = [0; LONGEST];
        for (to, from) in out.iter_mut().zip(bytes) {
            *to = *from;
        }
        Ok(Self(out))
    }

    /// The code.
    ///
    /// ```
    /// use openitem::Currency;
    /// assert_eq!(Currency::EUR.code(), "EUR");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn code(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        self.0.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// How many decimals ISO 4217 gives it: EUR 2, JPY 0, KWD 3, CLF 4. `None` where ISO does not list the code or gives
    /// it no minor unit (gold, the SDR).
    ///
    /// ```
    /// use openitem::Currency;
    /// assert_eq!(Currency::new("JPY")?.minor_units(), Some(0));
    /// assert_eq!(Currency::new("XAU")?.minor_units(), None);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn minor_units(self) -> Option<i32> {
        let mut at = 0_usize;
        for byte in self.0.iter().take(3) {
            at = at.wrapping_mul(26).wrapping_add(usize::from(byte.checked_sub(b'A').filter(|letter| *letter < 26)?));
        }
        if self.0.get(3).is_some_and(|byte| *byte != 0) {
            return None;
        }
        ISO_DIGITS.get(at).copied().filter(|digits| *digits >= 0).map(i32::from)
    }

    /// [`minor_units`](Self::minor_units), or the error that names the currency.
    ///
    /// ```
    /// use openitem::Currency;
    /// assert_eq!(Currency::EUR.digits()?, 2);
    /// assert_eq!(Currency::new("XAU")?.digits().unwrap_err().code(), "unknown_currency");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `unknown_currency`.
    pub fn digits(self) -> Result<i32, OpenItemError> {
        self.minor_units().ok_or(OpenItemError::UnknownCurrency { currency: self })
    }
}

/// Codes that the crate's table no longer has and that open books may still hold.
///
/// Source: ISO 4217 List One as published 2024-06-25; the Netherlands Antillean guilder was withdrawn 2025-03 for XCG.
const WITHDRAWN: [(&str, i8); 1] = [("ANG", 2)];

/// Minor units by the three letters of the code, -1 where ISO lists none.
static ISO_DIGITS: LazyLock<Vec<i8>> = LazyLock::new(|| {
    let mut table = vec![-1_i8; 26 * 26 * 26];
    let letters = || b'A'..=b'Z';
    let codes = letters().flat_map(|first| letters().flat_map(move |second| letters().map(move |third| [first, second, third])));
    for (slot, code) in table.iter_mut().zip(codes) {
        let code = std::str::from_utf8(&code).unwrap_or_default();
        let listed = iso_currency::Currency::from_code(code).and_then(|currency| i8::try_from(currency.exponent()?).ok());
        let withdrawn = WITHDRAWN.iter().find(|(withdrawn, _)| *withdrawn == code).map(|(_, digits)| *digits);
        *slot = listed.or(withdrawn).unwrap_or(-1);
    }
    table
});

/// A currency that ISO 4217 does not list, or that the host counts in other units.
#[wire]
pub struct CurrencyRow {
    /// The currency.
    pub currency: Currency,
    /// How many decimals an amount in it may have, 0 to 12.
    pub minor_units: i32,
}

/// The minor units of a currency: the host's row first, then ISO's.
///
/// ```
/// use openitem::{minor_units, Currency, CurrencyRow};
/// let usdt = Currency::new("USDT")?;
/// assert_eq!(minor_units(usdt, &[CurrencyRow::new(usdt, 6)])?, 6);
/// assert_eq!(minor_units(usdt, &[]).unwrap_err().code(), "unknown_currency");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `unknown_currency` where neither knows it; `invalid_value` where the row has fewer than 0 or more than 12.
pub fn minor_units(currency: Currency, rows: &[CurrencyRow]) -> Result<i32, OpenItemError> {
    match rows.iter().find(|row| row.currency == currency) {
        Some(row) if (0..=12).contains(&row.minor_units) => Ok(row.minor_units),
        Some(row) => Err(OpenItemError::invalid(&format!("minor units of {currency}"), row.minor_units, "0 to 12")),
        None => currency.digits(),
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl FromStr for Currency {
    type Err = OpenItemError;

    fn from_str(text: &str) -> Result<Self, OpenItemError> {
        Self::new(text)
    }
}

impl WireValue for Currency {
    fn write(&self) -> Result<Json, WireError> {
        Ok(Json::text(self.code()))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        read_text(value, Self::new)
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::{Currency, CurrencyRow, minor_units};
    use proptest::prelude::*;
    use std::collections::{BTreeMap, BTreeSet};

    fn digits(code: &str) -> Option<i32> {
        Currency::new(code).unwrap().minor_units()
    }

    #[test]
    fn all_of_iso_4217_has_the_minor_units_that_iso_prints() {
        let Some(text) = crate::value::shared_data("iso4217/codes-all.csv") else { return };
        let (mut current, mut withdrawn) = (BTreeMap::new(), BTreeSet::new());
        for line in text.lines().skip(1) {
            // Entity and currency names hold commas; the last four cells do not.
            let mut cells = line.trim_end().rsplit(',');
            let (date, minor, _, code) = (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap());
            if code.is_empty() {
                continue;
            }
            if date.is_empty() {
                current.insert(code.to_owned(), minor.parse::<i32>().ok());
            } else {
                withdrawn.insert(code.to_owned());
            }
        }
        assert_eq!(current.len(), 178);
        for (code, minor) in &current {
            assert_eq!(digits(code), *minor, "{code}");
        }
        // Withdrawn codes that are still known: old books hold them, and each had two decimals. Bulgaria (2026) and
        // Croatia (2023) took the euro, Cuba dropped the convertible peso (2021), Sierra Leone (SLE, 2024) and
        // Zimbabwe (ZWG, 2024) redenominated, Curaçao and Sint Maarten took XCG (2025).
        let letters = || 'A'..='Z';
        let all = letters().flat_map(|a| letters().flat_map(move |b| letters().map(move |c| format!("{a}{b}{c}"))));
        let more: Vec<_> = all.filter(|code| digits(code).is_some() && !current.contains_key(code)).collect();
        assert_eq!(more, ["ANG", "BGN", "CUC", "HRK", "SLL", "ZWL"]);
        assert!(more.iter().all(|code| digits(code) == Some(2)));
        assert!(more.iter().all(|code| withdrawn.contains(code)), "{withdrawn:?}");
    }

    #[test]
    fn minor_units_are_not_always_two() {
        let cases = [
            ("EUR", Some(2)),
            ("JPY", Some(0)),
            ("ISK", Some(0)),
            ("UGX", Some(0)),
            ("KWD", Some(3)),
            ("TND", Some(3)),
            ("CLF", Some(4)),
            ("UYW", Some(4)),
            ("ZWG", Some(2)),
            ("XCG", Some(2)),
            ("XAD", Some(2)),
            ("XAU", None),
            ("XDR", None),
            ("XXX", None),
            ("DEM", None),
            ("QQQ", None),
            ("EU1", None),
            ("EURO", None),
            ("USDT", None),
        ];
        for (code, expected) in cases {
            assert_eq!(digits(code), expected, "{code}");
        }
    }

    #[test]
    fn a_code_is_three_to_eight_capitals_and_digits() {
        for good in ["EUR", "USDT", "B2B", "ABCDEFGH", "X12345"] {
            let currency = Currency::new(good).unwrap();
            assert_eq!((currency.code(), currency.to_string().as_str()), (good, good));
        }
        for wrong in ["", "E", "EU", "eur", "Eur", "1EU", "EU ", " EUR", "EUR ", "E-R", "ABCDEFGHI", "€€€", "ЕUR", "EUR\0", "E\0R"] {
            assert_eq!(Currency::new(wrong).map_err(|error| error.code()), Err("malformed_currency"), "{wrong:?}");
        }
    }

    #[test]
    fn the_hosts_row_stands_before_isos_and_within_bounds() {
        let ask = |code, rows: &[(&str, i32)]| {
            let rows: Vec<_> = rows.iter().map(|(code, minor)| CurrencyRow::new(Currency::new(code).unwrap(), *minor)).collect();
            minor_units(Currency::new(code).unwrap(), &rows).map_err(|error| error.code())
        };
        assert_eq!(ask("HUF", &[]), Ok(2));
        assert_eq!(ask("HUF", &[("HUF", 0)]), Ok(0));
        assert_eq!(ask("XAU", &[("XAU", 4), ("XAU", 5)]), Ok(4));
        assert_eq!(ask("XAU", &[("XAG", 4)]), Err("unknown_currency"));
        assert_eq!(ask("XAU", &[("XAU", 13)]), Err("invalid_value"));
        assert_eq!(ask("XAU", &[("XAU", -1)]), Err("invalid_value"));
    }

    proptest! {
        #[test]
        fn no_code_makes_it_panic(code in "\\PC{0,10}") {
            if let Ok(currency) = Currency::new(&code) {
                prop_assert_eq!(currency.code(), code.as_str());
                let _ = currency.digits();
            }
        }
    }
}
