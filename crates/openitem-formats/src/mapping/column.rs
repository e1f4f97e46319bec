//! One column of a mapping: which one it is, how its text is cleaned, and what its values mean.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, MapAccess, Visitor};

/// A column by its name in the header, or by its number from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ColumnName {
    Named(String),
    Numbered(usize),
}

impl fmt::Display for ColumnName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Named(name) => f.write_str(name),
            Self::Numbered(number) => write!(f, "{number}"),
        }
    }
}

/// A column with what is done to its text.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    pub(crate) name: ColumnName,
    pub(crate) clean: Vec<CleanStep>,
    pub(crate) values: Option<BTreeMap<String, String>>,
    pub(crate) dates: Option<Vec<String>>,
}

/// One step of cleaning a text; steps run in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CleanStep {
    /// Blanks at both ends go.
    Trim,
    /// Runs of blanks become one space.
    CollapseSpaces,
    /// Letters become capitals.
    Upper,
    /// Zeros in front go; of zeros only, one stays.
    StripLeadingZeros,
    /// A text at the end goes, once.
    StripSuffix(String),
    /// A text in front goes, once.
    StripPrefix(String),
    /// Digits are padded with zeros in front to a width; a text with anything but digits stays.
    PadZeros(usize),
    /// A text is replaced wherever it stands.
    Replace(Replace),
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Replace {
    from: String,
    to: String,
}

impl CleanStep {
    pub(crate) fn apply(&self, text: &str) -> String {
        match self {
            Self::Trim => text.trim().to_owned(),
            Self::CollapseSpaces => {
                let mut out = String::with_capacity(text.len());
                for letter in text.chars() {
                    if !letter.is_whitespace() {
                        out.push(letter);
                    } else if !out.ends_with(' ') {
                        out.push(' ');
                    }
                }
                out
            }
            Self::Upper => text.to_uppercase(),
            Self::StripLeadingZeros => {
                let rest = text.trim_start_matches('0');
                if rest.is_empty() && !text.is_empty() { String::from("0") } else { rest.to_owned() }
            }
            Self::StripSuffix(suffix) => text.strip_suffix(suffix.as_str()).unwrap_or(text).to_owned(),
            Self::StripPrefix(prefix) => text.strip_prefix(prefix.as_str()).unwrap_or(text).to_owned(),
            Self::PadZeros(width) => {
                if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
                    format!("{text:0>width$}", width = *width)
                } else {
                    text.to_owned()
                }
            }
            Self::Replace(Replace { from, to }) => text.replace(from.as_str(), to),
        }
    }

    /// What is wrong with it, where something is.
    pub(crate) fn problem(&self) -> Option<String> {
        match self {
            Self::PadZeros(width) if !(1..=64).contains(width) => Some(format!("pad_zeros = {width}: expected 1 to 64")),
            Self::Replace(Replace { from, .. }) if from.is_empty() => Some(String::from("replace: `from` is empty")),
            Self::Replace(Replace { to, .. }) if to.len() > 64 => Some(String::from("replace: `to` is longer than 64 bytes")),
            Self::StripSuffix(text) | Self::StripPrefix(text) if text.is_empty() => Some(String::from("the text to strip is empty")),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for ColumnName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Name;
        impl Visitor<'_> for Name {
            type Value = ColumnName;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column's name, or its number from 1")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<ColumnName, E> {
                if text.is_empty() {
                    return Err(E::custom("the name of the column is empty"));
                }
                Ok(ColumnName::Named(text.to_owned()))
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<ColumnName, E> {
                match usize::try_from(number) {
                    Ok(number) if number > 0 => Ok(ColumnName::Numbered(number)),
                    _ => Err(E::custom(format!("{number} is no column: they are numbered from 1"))),
                }
            }
        }
        deserializer.deserialize_any(Name)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnTable {
    column: ColumnName,
    #[serde(default)]
    clean: Vec<CleanStep>,
    values: Option<BTreeMap<String, String>>,
    dates: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for Column {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Table;
        let plain = |name| Column { name, clean: Vec::new(), values: None, dates: None };
        impl<'de> Visitor<'de> for Table {
            type Value = Result<ColumnName, ColumnTable>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a column's name, its number from 1, or a table { column, clean, values, dates }")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Self::Value, E> {
                ColumnName::deserialize(de::value::StrDeserializer::new(text)).map(Ok)
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Self::Value, E> {
                ColumnName::deserialize(de::value::I64Deserializer::new(number)).map(Ok)
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                ColumnTable::deserialize(de::value::MapAccessDeserializer::new(map)).map(Err)
            }
        }
        Ok(match deserializer.deserialize_any(Table)? {
            Ok(name) => plain(name),
            Err(ColumnTable { column, clean, values, dates }) => Self { name: column, clean, values, dates },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cleaning_step_does_what_it_says() {
        let replace = CleanStep::Replace(Replace { from: "-".to_owned(), to: String::new() });
        let cases = [
            (CleanStep::Trim, "  a b ", "a b"),
            (CleanStep::CollapseSpaces, "NASH  \t foundation ", "NASH foundation "),
            (CleanStep::Upper, "abcß", "ABCSS"),
            (CleanStep::StripLeadingZeros, "00070", "70"),
            (CleanStep::StripLeadingZeros, "000", "0"),
            (CleanStep::StripLeadingZeros, "", ""),
            (CleanStep::StripSuffix(".0".to_owned()), "1930571429.0", "1930571429"),
            (CleanStep::StripSuffix(".0".to_owned()), "1.0.0", "1.0"),
            (CleanStep::StripPrefix("INV".to_owned()), "INV7", "7"),
            (CleanStep::PadZeros(6), "4711", "004711"),
            (CleanStep::PadZeros(6), "1234567", "1234567"),
            (CleanStep::PadZeros(6), "A1", "A1"),
            (replace, "1-2-3", "123"),
        ];
        for (step, text, expected) in cases {
            assert_eq!(step.apply(text), expected, "{step:?} {text}");
        }
    }
}
