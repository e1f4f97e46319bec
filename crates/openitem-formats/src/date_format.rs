//! How a file writes its dates: a pattern as people write it in a spreadsheet, `M/D/YYYY`.

use std::fmt;

use chrono::{Datelike, NaiveDate};

/// A pattern for dates.
///
/// | token | reads |
/// |---|---|
/// | `YYYY` | a year of four digits |
/// | `YY` | a year of two digits; the pivot says which century |
/// | `MM`, `DD` | a month, a day of exactly two digits |
/// | `M`, `D` | a month, a day of one or two digits |
/// | `Mon` | a month as three English letters, in any case |
/// | `Month` | a month as its whole English name, in any case |
/// | `HH`, `mm`, `ss` | hour, minute, second of two digits; `ss` takes a fraction. Read, checked and left out |
/// | `H` | an hour of one or two digits |
/// | `AM` | `AM` or `PM`, in any case |
/// | `*` | anything, at the end of the pattern only: the rest is ignored |
///
/// Anything else stands for itself; of letters only `T` and `Z` may. A time is ignored only where the pattern names it.
///
/// ```
/// use openitem_formats::DateFormat;
///
/// let format: DateFormat = "DD-Mon-YY".parse().unwrap();
/// assert_eq!(format.read("26-Apr-11", Some(70)).unwrap().to_string(), "2011-04-26");
/// assert_eq!(format.read("26-Apr-99", Some(70)).unwrap().to_string(), "1999-04-26");
/// assert!(format.read("31-Apr-11", Some(70)).is_none());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DateFormat {
    pattern: String,
    parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    ShortYear,
    Month { fixed: bool },
    MonthLetters,
    MonthName,
    Day { fixed: bool },
    Hour { fixed: bool },
    Minute,
    Second,
    Meridiem,
    Rest,
    Literal(char),
}

/// Longest first, so that `Month` is not read as `Mon` and `th`.
const TOKENS: [(&str, Part); 15] = [
    ("Month", Part::MonthName),
    ("YYYY", Part::Year),
    ("Mon", Part::MonthLetters),
    ("YY", Part::ShortYear),
    ("MM", Part::Month { fixed: true }),
    ("DD", Part::Day { fixed: true }),
    ("HH", Part::Hour { fixed: true }),
    ("mm", Part::Minute),
    ("ss", Part::Second),
    ("AM", Part::Meridiem),
    ("M", Part::Month { fixed: false }),
    ("D", Part::Day { fixed: false }),
    ("H", Part::Hour { fixed: false }),
    ("T", Part::Literal('T')),
    ("Z", Part::Literal('Z')),
];

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

impl DateFormat {
    /// The date that a text stands for, or `None` where it is not written like this or is no day of the calendar. A year
    /// of two digits below `pivot` is 20YY, else 19YY; without a pivot it is not read.
    #[must_use]
    pub fn read(&self, text: &str, pivot: Option<i32>) -> Option<NaiveDate> {
        let mut rest = text;
        let (mut year, mut month, mut day) = (None, None, None);
        for part in &self.parts {
            match part {
                Part::Year => year = Some(i32::try_from(digits(&mut rest, 4, 4)?).ok()?),
                Part::ShortYear => {
                    let short = i32::try_from(digits(&mut rest, 2, 2)?).ok()?;
                    year = short.checked_add(if short < pivot? { 2000 } else { 1900 });
                }
                Part::Month { fixed } => month = Some(digits(&mut rest, if *fixed { 2 } else { 1 }, 2)?),
                Part::MonthLetters => month = Some(month_name(&mut rest, |name| name.get(..3).unwrap_or(name))?),
                Part::MonthName => month = Some(month_name(&mut rest, |name| name)?),
                Part::Day { fixed } => day = Some(digits(&mut rest, if *fixed { 2 } else { 1 }, 2)?),
                Part::Hour { fixed } => drop(digits(&mut rest, if *fixed { 2 } else { 1 }, 2).filter(|hour| *hour < 24)?),
                Part::Minute => drop(digits(&mut rest, 2, 2).filter(|minute| *minute < 60)?),
                Part::Second => {
                    digits(&mut rest, 2, 2).filter(|second| *second < 61)?;
                    if let Some(fraction) = rest.strip_prefix('.') {
                        rest = fraction.trim_start_matches(|letter: char| letter.is_ascii_digit());
                    }
                }
                Part::Meridiem => {
                    let (half, after) = rest.split_at_checked(2)?;
                    if !half.eq_ignore_ascii_case("am") && !half.eq_ignore_ascii_case("pm") {
                        return None;
                    }
                    rest = after;
                }
                Part::Rest => rest = "",
                Part::Literal(letter) => rest = rest.strip_prefix(*letter)?,
            }
        }
        if !rest.is_empty() {
            return None;
        }
        NaiveDate::from_ymd_opt(year?, month?, day?).filter(|date| (1..=9999).contains(&date.year()))
    }

    /// Whether it reads years of two digits, and so needs a pivot.
    #[must_use]
    pub fn has_short_year(&self) -> bool {
        self.parts.contains(&Part::ShortYear)
    }
}

fn digits(rest: &mut &str, least: usize, most: usize) -> Option<u32> {
    let count = rest.bytes().take(most).take_while(u8::is_ascii_digit).count();
    if count < least {
        return None;
    }
    let (number, after) = rest.split_at_checked(count)?;
    *rest = after;
    number.parse().ok()
}

fn month_name(rest: &mut &str, form: impl Fn(&'static str) -> &'static str) -> Option<u32> {
    let (at, name) = MONTHS.iter().map(|name| form(name)).enumerate().find(|(_, name)| {
        let start = rest.get(..name.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(name))
    })?;
    *rest = rest.get(name.len()..)?;
    u32::try_from(at).ok()?.checked_add(1)
}

impl std::str::FromStr for DateFormat {
    type Err = String;

    /// Reads a pattern.
    ///
    /// # Errors
    /// A text that says what is wrong: a letter that is no token, or year, month or day missing or named twice.
    fn from_str(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(letter) = rest.chars().next() {
            if let Some((token, part)) = TOKENS.iter().find(|(token, _)| rest.starts_with(token)) {
                parts.push(*part);
                rest = rest.get(token.len()..).unwrap_or_default();
                continue;
            }
            if letter.is_alphanumeric() {
                return Err(format!("`{pattern}`: `{letter}` is no part of a date: use YYYY YY MM M Mon Month DD D HH H mm ss AM *"));
            }
            parts.push(if letter == '*' { Part::Rest } else { Part::Literal(letter) });
            rest = rest.get(letter.len_utf8()..).unwrap_or_default();
        }
        let count = |wanted: &dyn Fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
        let years = count(&|part| matches!(part, Part::Year | Part::ShortYear));
        let months = count(&|part| matches!(part, Part::Month { .. } | Part::MonthLetters | Part::MonthName));
        let days = count(&|part| matches!(part, Part::Day { .. }));
        if (years, months, days) != (1, 1, 1) {
            return Err(format!("`{pattern}`: a date format names year, month and day once each"));
        }
        if parts.iter().rev().skip(1).any(|part| *part == Part::Rest) {
            return Err(format!("`{pattern}`: `*` stands at the end only"));
        }
        Ok(Self { pattern: pattern.to_owned(), parts })
    }
}

impl fmt::Display for DateFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.pattern)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_reads_what_it_names_and_nothing_else() {
        let cases = [
            ("YYYY-MM-DD", "2026-01-31", "2026-01-31"),
            ("YYYY-MM-DD", "2026-1-31", ""),
            ("YYYY-MM-DD", "2026-02-30", ""),
            ("YYYY-MM-DD", "0000-01-01", ""),
            ("YYYY-MM-DD", "2026-01-31 ", ""),
            ("YYYY-MM-DD", "2026-01-31T00:00:00", ""),
            ("YYYY-MM-DD*", "2026-01-31T00:00:00", "2026-01-31"),
            ("YYYY-MM-DDTHH:mm:ssZ", "2026-01-31T23:59:59.123Z", "2026-01-31"),
            ("YYYY-MM-DD HH:mm", "2026-01-31 24:00", ""),
            ("M/D/YYYY", "1/2/2013", "2013-01-02"),
            ("M/D/YYYY", "01/02/2013", "2013-01-02"),
            ("M/D/YYYY", "13/2/2013", ""),
            ("M/D/YYYY H:mm AM", "1/2/2013 9:05 pm", "2013-01-02"),
            ("DD-MM-YYYY HH:mm", "26-04-2011 11:50", "2011-04-26"),
            ("DD-Mon-YY", "26-apr-69", "2069-04-26"),
            ("DD-Mon-YY", "26-APR-70", "1970-04-26"),
            ("D Month YYYY", "13 April 2026", "2026-04-13"),
            ("D. Month YYYY", "1. May 2026", "2026-05-01"),
            ("YYYYMMDD", "20260131", "2026-01-31"),
            ("YYYYMMDD", "2026013", ""),
            ("M/D/YYYY", "１/2/2013", ""),
            ("DD-Mon-YY", "", ""),
        ];
        for (pattern, text, expected) in cases {
            let found = pattern.parse::<DateFormat>().unwrap().read(text, Some(70));
            assert_eq!(found.map(|date| date.to_string()).unwrap_or_default(), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn a_two_digit_year_is_not_read_without_a_pivot() {
        assert_eq!("DD-Mon-YY".parse::<DateFormat>().unwrap().read("26-Apr-11", None), None);
    }

    #[test]
    fn a_pattern_that_is_no_date_is_refused() {
        for pattern in ["", "YYYY-MM", "YYYY-MM-DD-DD", "yyyy-MM-DD", "%Y-%m-%d", "*YYYY-MM-DD"] {
            assert!(pattern.parse::<DateFormat>().is_err(), "{pattern}");
        }
    }
}
