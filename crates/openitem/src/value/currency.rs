//! Currencies: ISO 4217 with its minor units, and others that the host hands in.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use openitem_macros::wire;
use serde::{Deserializer, Serializer};

use crate::OpenItemError;
use crate::wire::{WireValue, read_text, shorten};

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
    /// The currency of this code.
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
    #[must_use]
    pub fn code(&self) -> &str {
        let length = self.0.iter().position(|byte| *byte == 0).unwrap_or(LONGEST);
        self.0.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// How many decimals ISO 4217 gives it: EUR 2, JPY 0, KWD 3, CLF 4. `None` where ISO does not list the code or gives
    /// it no minor unit (gold, the SDR).
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
    /// # Errors
    /// `unknown_currency`.
    pub fn digits(self) -> Result<i32, OpenItemError> {
        self.minor_units().ok_or(OpenItemError::UnknownCurrency { currency: self })
    }
}

/// Minor units by the three letters of the code, -1 where ISO lists none.
static ISO_DIGITS: LazyLock<Vec<i8>> = LazyLock::new(|| {
    use iso_currency::IntoEnumIterator;
    let mut table = vec![-1_i8; 26 * 26 * 26];
    for currency in iso_currency::Currency::iter() {
        let at = currency.code().bytes().fold(0_usize, |at, byte| at.wrapping_mul(26).wrapping_add(usize::from(byte.wrapping_sub(b'A'))));
        if let (Some(slot), Some(digits)) = (table.get_mut(at), currency.exponent()) {
            *slot = i8::try_from(digits).unwrap_or(-1);
        }
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
/// # Errors
/// `unknown_currency` where neither knows it.
pub fn minor_units(currency: Currency, rows: &[CurrencyRow]) -> Result<i32, OpenItemError> {
    match rows.iter().find(|row| row.currency == currency) {
        Some(row) => Ok(row.minor_units.clamp(0, 12)),
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
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read_text(deserializer, Self::new)
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.write(serializer)
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::read(deserializer)
    }
}
