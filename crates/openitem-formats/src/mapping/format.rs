//! How a file is written: separator, quote, encoding, dates, numbers.

use openitem::{AmountFormat, OpenItemError, Rounding, parse_amount};
use serde::Deserialize;

use super::invalid;
use crate::amount_text::AmountStyle;
use crate::{DateFormat, Encoding};

/// What to do with amounts in exponent form or finer than their currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Floats {
    /// The file holds floats: an amount is accepted where its float is the one nearest to an amount of its currency.
    Exact,
    /// Amounts are rounded to their currency's decimals so; how many and by how much is counted.
    Rounded(Rounding),
}

impl<'de> Deserialize<'de> for Floats {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        if text == "exact" {
            return Ok(Self::Exact);
        }
        let name = serde::de::value::StrDeserializer::<serde::de::value::Error>::new(&text);
        Rounding::deserialize(name).map(Self::Rounded).map_err(|_| {
            let expected = "`exact`, `half_up`, `half_even`, `half_down`, `down`, `up`, `floor` or `ceiling`";
            serde::de::Error::custom(format!("unknown value `{text}`, expected {expected}"))
        })
    }
}

/// The keys of `[format]`, and of a table's own `format`, which stands before it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FormatSettings {
    separator: Option<String>,
    quote: Option<String>,
    encoding: Option<Encoding>,
    header: Option<bool>,
    skip_lines: Option<usize>,
    max_field_bytes: Option<usize>,
    dates: Option<Vec<String>>,
    two_digit_year_pivot: Option<i32>,
    amounts: Option<AmountFormat>,
    floats: Option<Floats>,
    empty: Option<Vec<String>>,
}

/// How a file is written, checked.
#[derive(Clone, Debug)]
pub(crate) struct Format {
    pub(crate) separator: u8,
    pub(crate) quote: Option<u8>,
    pub(crate) encoding: Encoding,
    pub(crate) header: bool,
    pub(crate) skip_lines: usize,
    pub(crate) max_field_bytes: usize,
    pub(crate) dates: Vec<DateFormat>,
    pub(crate) pivot: Option<i32>,
    pub(crate) amounts: AmountStyle,
    pub(crate) empty: Vec<String>,
}

impl FormatSettings {
    /// These settings where they say something, else those.
    pub(crate) fn over(self, other: &Self) -> Self {
        let other = other.clone();
        Self {
            separator: self.separator.or(other.separator),
            quote: self.quote.or(other.quote),
            encoding: self.encoding.or(other.encoding),
            header: self.header.or(other.header),
            skip_lines: self.skip_lines.or(other.skip_lines),
            max_field_bytes: self.max_field_bytes.or(other.max_field_bytes),
            dates: self.dates.or(other.dates),
            two_digit_year_pivot: self.two_digit_year_pivot.or(other.two_digit_year_pivot),
            amounts: self.amounts.or(other.amounts),
            floats: self.floats.or(other.floats),
            empty: self.empty.or(other.empty),
        }
    }

    pub(crate) fn check(self) -> Result<Format, OpenItemError> {
        let separator = match self.separator.as_deref() {
            None => b',',
            Some("tab") => b'\t',
            Some(text) => one_byte("format.separator", text, "one character such as \",\" or \";\", or \"tab\"")?,
        };
        let quote = match self.quote.as_deref() {
            None => Some(b'"'),
            Some("none") => None,
            Some(text) => Some(one_byte("format.quote", text, "one character such as '\"', or \"none\"")?),
        };
        if quote == Some(separator) {
            return Err(invalid("format.quote", String::from("the quote and the separator are the same character")));
        }
        let max_field_bytes = self.max_field_bytes.unwrap_or(1 << 20);
        if max_field_bytes == 0 {
            return Err(invalid("format.max_field_bytes", String::from("0: expected at least 1")));
        }
        let pivot = self.two_digit_year_pivot;
        if let Some(pivot) = pivot.filter(|pivot| !(0..=100).contains(pivot)) {
            return Err(invalid("format.two_digit_year_pivot", format!("{pivot}: expected 0 to 100")));
        }
        let dates = match self.dates {
            Some(patterns) => read_dates("format.dates", &patterns, pivot)?,
            None => read_dates("format.dates", &[String::from("YYYY-MM-DD")], pivot)?,
        };
        let mut amounts = self.amounts.unwrap_or_default().with_blanks(true);
        if self.floats.is_some() {
            amounts.exponent = true;
        }
        parse_amount("1", &amounts).map_err(|error| invalid("format.amounts", error.to_string()))?;
        Ok(Format {
            separator,
            quote,
            encoding: self.encoding.unwrap_or_default(),
            header: self.header.unwrap_or(true),
            skip_lines: self.skip_lines.unwrap_or(0),
            max_field_bytes,
            dates,
            pivot,
            amounts: AmountStyle { format: amounts, floats: self.floats },
            empty: self.empty.unwrap_or_default(),
        })
    }
}

/// Date formats, each of them readable: not none, and with a pivot where a year has two digits.
pub(crate) fn read_dates(field: &str, patterns: &[String], pivot: Option<i32>) -> Result<Vec<DateFormat>, OpenItemError> {
    if patterns.is_empty() {
        return Err(invalid(field, String::from("no date format")));
    }
    let mut formats = Vec::new();
    for pattern in patterns {
        let format: DateFormat = pattern.parse().map_err(|problem| invalid(field, problem))?;
        if format.has_short_year() && pivot.is_none() {
            let problem = format!("`{pattern}` has a year of two digits: say two_digit_year_pivot, below which a year is 20YY");
            return Err(invalid(field, problem));
        }
        formats.push(format);
    }
    Ok(formats)
}

fn one_byte(field: &str, text: &str, expected: &str) -> Result<u8, OpenItemError> {
    match text.as_bytes() {
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Ok(*byte),
        _ => Err(invalid(field, format!("`{text}`: expected {expected}"))),
    }
}
