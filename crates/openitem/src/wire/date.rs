//! Dates as `YYYY-MM-DD` and moments as RFC 3339, years 1 to 9999, one written form each.

use chrono::{DateTime, Datelike, NaiveDate, SecondsFormat, Utc};

use super::form::read_text;
use super::location::{WireError, shorten};
use super::{Json, WireValue};

impl WireValue for NaiveDate {
    fn write(&self) -> Result<Json, WireError> {
        if !(1..=9999).contains(&self.year()) {
            return Err(WireError::new(format!("found a date of the year {}, expected years 1 to 9999", self.year())));
        }
        Ok(Json::text(&format!("{:04}-{:02}-{:02}", self.year(), self.month(), self.day())))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        read_text(value, parse_date)
    }
}

impl WireValue for DateTime<Utc> {
    fn write(&self) -> Result<Json, WireError> {
        if !in_range(*self) {
            return Err(WireError::new("found a moment finer than microseconds or outside the years 1 to 9999"));
        }
        Ok(Json::text(&format_moment(*self)))
    }

    fn read(value: Json) -> Result<Self, WireError> {
        read_text(value, parse_moment)
    }
}

/// A date as `YYYY-MM-DD`, years 1 to 9999.
pub(crate) fn parse_date(text: &str) -> Result<NaiveDate, String> {
    let shape = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    let date = if shape { text.parse::<NaiveDate>().ok() } else { None };
    date.filter(|date| date.year() >= 1).ok_or_else(|| format!("`{}` is not a date as YYYY-MM-DD, years 0001 to 9999", shorten(text)))
}

/// A moment as RFC 3339 with a zone, in whole microseconds.
pub(crate) fn parse_moment(text: &str) -> Result<DateTime<Utc>, String> {
    let wrong = || format!("`{}` is not a moment as 2026-01-31T09:30:00Z, in whole microseconds, years 0001 to 9999", shorten(text));
    if text.len() > 40 || text.as_bytes().get(10) != Some(&b'T') || text.ends_with('z') || !is_whole_microseconds(text) {
        return Err(wrong());
    }
    let moment = DateTime::parse_from_rfc3339(text).map_err(|_| wrong())?.with_timezone(&Utc);
    if in_range(moment) { Ok(moment) } else { Err(wrong()) }
}

/// chrono cuts digits after the ninth without a word, so they are judged in the text.
fn is_whole_microseconds(text: &str) -> bool {
    text.split_once('.').is_none_or(|(_, fraction)| fraction.bytes().take_while(u8::is_ascii_digit).skip(6).all(|digit| digit == b'0'))
}

/// Whether every language holds it: whole microseconds, no leap second, years 1 to 9999.
fn in_range(moment: DateTime<Utc>) -> bool {
    let nanos = moment.timestamp_subsec_nanos();
    nanos.is_multiple_of(1000) && nanos < 1_000_000_000 && (1..=9999).contains(&moment.year())
}

/// A moment in its one form: UTC with `Z`, as many digits of a second as it needs, three or six.
pub(crate) fn format_moment(moment: DateTime<Utc>) -> String {
    let nanos = moment.timestamp_subsec_nanos();
    let precision = if nanos == 0 {
        SecondsFormat::Secs
    } else if nanos.is_multiple_of(1_000_000) {
        SecondsFormat::Millis
    } else {
        SecondsFormat::Micros
    };
    moment.to_rfc3339_opts(precision, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_has_four_two_and_two_digits() {
        for good in ["0001-01-01", "2024-02-29", "9999-12-31"] {
            assert_eq!(parse_date(good).map(|date| date.to_string()), Ok(good.to_owned()));
        }
        for bad in [
            "",
            "0000-12-31",
            "2023-02-29",
            "2024-2-29",
            "24-02-29",
            "2024-02-30",
            "2024-13-01",
            "20240229",
            "2024/02/29",
            "2024-02-29T00:00:00Z",
            " 2024-02-29",
            "+10000-01-01",
            "-001-01-01",
            "２０２４-02-29",
            "2024-02-2\u{661}",
        ] {
            assert!(parse_date(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_moment_has_one_written_form() {
        for (given, written) in [
            ("2026-01-31T09:30:00Z", "2026-01-31T09:30:00Z"),
            ("2026-01-31T09:30:00.000000Z", "2026-01-31T09:30:00Z"),
            ("2026-01-31T09:30:00.5Z", "2026-01-31T09:30:00.500Z"),
            ("2026-01-31T09:30:00.000001Z", "2026-01-31T09:30:00.000001Z"),
            ("2026-01-31T09:30:00.123456000Z", "2026-01-31T09:30:00.123456Z"),
            ("2026-01-31T15:00:00+05:30", "2026-01-31T09:30:00Z"),
            ("2026-01-31T00:30:00-09:00", "2026-01-31T09:30:00Z"),
        ] {
            assert_eq!(parse_moment(given).map(format_moment), Ok(written.to_owned()), "{given}");
        }
    }

    #[test]
    fn a_moment_without_zone_or_finer_than_microseconds_is_refused() {
        for bad in [
            "2026-01-31",
            "2026-01-31T09:30:00",
            "2026-01-31 09:30:00Z",
            "2026-01-31t09:30:00z",
            "2026-01-31T09:30Z",
            "2026-01-31T09:30:00.0000001Z",
            "2026-01-31T09:30:00.1234560000001Z",
            "2026-06-30T23:59:60Z",
            "0000-12-31T23:59:59Z",
            "0001-01-01T00:00:00+01:00",
            "9999-12-31T23:59:59-01:00",
            "2026-01-31T24:00:00Z",
        ] {
            assert!(parse_moment(bad).is_err(), "{bad}");
        }
    }
}
