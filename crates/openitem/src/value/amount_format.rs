//! Amounts as people and other systems write them: decimal commas, thousands separators, brackets for negatives.
//!
//! Nothing is guessed. `1.234` is a little over one or a thousand and more, and only the caller knows: a format says
//! which signs stand for what, and text that does not follow it to the letter is refused.

use openitem_macros::wire;

use crate::wire::shorten;
use crate::{Amount, OpenItemError};

/// What stands between the whole and its decimals.
#[wire]
pub enum DecimalSign {
    /// `1234.56`
    #[default]
    Point,
    /// `1234,56`
    Comma,
}

/// What stands between groups of digits.
#[wire]
pub enum ThousandsSign {
    /// `1,234,567`
    Comma,
    /// `1.234.567`
    Point,
    /// `1 234 567`; a no-break space, wide or narrow, is read alike.
    Space,
    /// `1'234'567`, as in Switzerland; a typographic apostrophe is read alike.
    Apostrophe,
}

/// Where the separators of thousands stand.
#[wire]
pub enum Grouping {
    /// Every three digits: `1,234,567`.
    #[default]
    Threes,
    /// The last three digits, then every two: `12,34,567`, lakhs and crores.
    Indian,
}

/// How amounts are written. The default is plain: a point, no separators, a minus in front.
///
/// What a format allows, it does not demand: with separators allowed, `1234.56` is still read. Separators that stand
/// must all stand, and at their places.
#[wire]
pub struct AmountFormat {
    /// What stands before the decimals.
    #[wire(default)]
    pub decimal: DecimalSign,
    /// What may stand between groups of digits; nothing where not given.
    pub thousands: Option<ThousandsSign>,
    /// Where it stands.
    #[wire(default)]
    pub grouping: Grouping,
    /// Whether brackets mark a negative: `(1.00)` is -1.
    #[wire(default)]
    pub parentheses: bool,
    /// Whether a negative may have its minus behind: `1.00-`, as SAP writes it.
    #[wire(default)]
    pub trailing_minus: bool,
    /// Whether a plus may stand in front.
    #[wire(default)]
    pub plus: bool,
    /// Whether an exponent may follow: `1.2345E+3`, as spreadsheets export.
    #[wire(default)]
    pub exponent: bool,
    /// Whether `.50` and `5.` are read.
    #[wire(default)]
    pub bare_decimal_sign: bool,
    /// Whether blanks around the amount and between it and its mark are passed over.
    #[wire(default)]
    pub blanks: bool,
    /// Marks of which one may stand before or behind the digits: `€`, `EUR`, `Rs.`.
    #[wire(default)]
    pub marks: Vec<String>,
}

/// Reads an amount written in a format, exactly.
///
/// A sign stands in front of everything or between mark and digits, once. Brackets stand around all or around the digits
/// and exclude a minus.
///
/// ```
/// use openitem::{parse_amount, AmountFormat, DecimalSign, ThousandsSign};
///
/// let german = AmountFormat::new().with_decimal(DecimalSign::Comma).with_thousands(ThousandsSign::Point);
/// assert_eq!(parse_amount("-1.234.567,89", &german)?.to_string(), "-1234567.89");
/// assert_eq!(parse_amount("1234,5", &german)?.to_string(), "1234.5");
/// assert_eq!(parse_amount("12.34", &german).unwrap_err().code(), "amount_format");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `amount_format` where the text does not follow the format; `amount_digits` where it needs more than 28 digits;
/// `invalid_value` where the format gives one sign two meanings.
pub fn parse_amount(text: &str, format: &AmountFormat) -> Result<Amount, OpenItemError> {
    check(format)?;
    let wrong = || OpenItemError::AmountFormat { found: shorten(text), expected: format.expected() };
    let (negative, digits) = signed_digits(text, format).ok_or_else(wrong)?;
    let plain = plain_digits(digits, format).ok_or_else(wrong)?;
    let amount: Amount = plain.parse().map_err(|error| match error {
        OpenItemError::AmountDigits { .. } => OpenItemError::AmountDigits { found: shorten(text) },
        _ => wrong(),
    })?;
    Ok(if negative { amount.negated() } else { amount })
}

/// Writes an amount in a format with at least so many decimals; digits are never cut.
///
/// A negative has brackets where the format has them, else its minus behind where the format has that, else in front.
/// Marks are not written. What is written reads back as the same amount.
///
/// ```
/// use openitem::{format_amount, AmountFormat, Grouping, ThousandsSign};
///
/// let indian = AmountFormat::new().with_thousands(ThousandsSign::Comma).with_grouping(Grouping::Indian);
/// assert_eq!(format_amount("12345678.5".parse()?, 2, &indian)?, "1,23,45,678.50");
/// let ledger = AmountFormat::new().with_thousands(ThousandsSign::Comma).with_parentheses(true);
/// assert_eq!(format_amount("-1234".parse()?, 2, &ledger)?, "(1,234.00)");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the format gives one sign two meanings.
pub fn format_amount(amount: Amount, decimals: i32, format: &AmountFormat) -> Result<String, OpenItemError> {
    check(format)?;
    let plain = amount.abs().with_decimals(decimals);
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = format.thousands.map_or_else(|| whole.to_owned(), |sign| grouped(whole, sign.written(), format.grouping));
    if !fraction.is_empty() {
        out.push(format.decimal.sign());
        out.push_str(fraction);
    }
    Ok(match (amount.is_negative(), format.parentheses, format.trailing_minus) {
        (false, _, _) => out,
        (true, true, _) => format!("({out})"),
        (true, false, true) => format!("{out}-"),
        (true, false, false) => format!("-{out}"),
    })
}

impl DecimalSign {
    const fn sign(self) -> char {
        match self {
            Self::Point => '.',
            Self::Comma => ',',
        }
    }
}

impl ThousandsSign {
    const fn written(self) -> char {
        match self {
            Self::Comma => ',',
            Self::Point => '.',
            Self::Space => ' ',
            Self::Apostrophe => '\'',
        }
    }

    fn reads(self, letter: char) -> bool {
        match self {
            Self::Space => matches!(letter, ' ' | '\u{a0}' | '\u{202f}'),
            Self::Apostrophe => matches!(letter, '\'' | '\u{2019}'),
            Self::Comma | Self::Point => letter == self.written(),
        }
    }
}

impl AmountFormat {
    fn expected(&self) -> String {
        let whole = match (self.thousands, self.grouping) {
            (None, _) => String::from("1234567"),
            (Some(sign), grouping) => grouped("1234567", sign.written(), grouping),
        };
        let mut out = format!("an amount like `{whole}{}89`", self.decimal.sign());
        for (allowed, what) in [
            (self.parentheses, "brackets for a negative"),
            (self.trailing_minus, "a minus behind"),
            (self.plus, "a plus"),
            (self.exponent, "an exponent"),
            (!self.marks.is_empty(), "a currency mark"),
        ] {
            if allowed {
                out.push_str(", or with ");
                out.push_str(what);
            }
        }
        out
    }
}

fn check(format: &AmountFormat) -> Result<(), OpenItemError> {
    if format.thousands.is_some_and(|sign| sign.written() == format.decimal.sign()) {
        return Err(OpenItemError::invalid("thousands", format.decimal, "another sign than the decimals have"));
    }
    let ambiguous = |mark: &String| mark.is_empty() || mark.chars().any(|letter| letter.is_ascii_digit() || "+-()".contains(letter));
    match format.marks.iter().find(|mark| ambiguous(mark)) {
        Some(mark) => Err(OpenItemError::invalid("marks", format!("`{}`", shorten(mark)), "a mark without digits, signs or brackets")),
        None => Ok(()),
    }
}

/// The digits with their separators, and whether the amount is below zero.
fn signed_digits<'a>(text: &'a str, format: &AmountFormat) -> Option<(bool, &'a str)> {
    let (mut rest, mut sign, mut mark) = (trimmed(text, format), None, false);
    // At most a mark, a sign and brackets, in whatever order: three rounds take all of them off.
    for _ in 0..3 {
        if let (None, Some((found, inner))) = (sign, sign_off(rest, format)) {
            (sign, rest) = (Some(found), trimmed(inner, format));
        } else if let (false, Some(inner)) = (mark, mark_off(rest, format)) {
            (mark, rest) = (true, trimmed(inner, format));
        }
    }
    Some((sign.unwrap_or(false), rest)).filter(|(_, rest)| !rest.is_empty())
}

/// The text without its sign, and whether that sign makes it negative.
fn sign_off<'a>(text: &'a str, format: &AmountFormat) -> Option<(bool, &'a str)> {
    if let Some(inner) = text.strip_prefix('-') {
        return Some((true, inner));
    }
    if let Some(inner) = text.strip_prefix('+').filter(|_| format.plus) {
        return Some((false, inner));
    }
    if let Some(inner) = text.strip_suffix('-').filter(|_| format.trailing_minus) {
        return Some((true, inner));
    }
    let inner = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'));
    inner.filter(|_| format.parentheses).map(|inner| (true, inner))
}

/// The text without its mark, the longest that fits.
fn mark_off<'a>(text: &'a str, format: &AmountFormat) -> Option<&'a str> {
    let off = |mark: &String| text.strip_prefix(mark.as_str()).or_else(|| text.strip_suffix(mark.as_str()));
    format.marks.iter().filter_map(off).min_by_key(|rest| rest.len())
}

fn trimmed<'a>(text: &'a str, format: &AmountFormat) -> &'a str {
    if format.blanks { text.trim() } else { text }
}

/// The digits as [`Amount`] reads them, separators gone and a point before the decimals.
fn plain_digits(text: &str, format: &AmountFormat) -> Option<String> {
    let (body, exponent) = match text.split_once(['e', 'E']) {
        Some((body, exponent)) if format.exponent => (body, Some(exponent)),
        Some(_) => return None,
        None => (text, None),
    };
    let (whole, fraction) = match body.split_once(format.decimal.sign()) {
        Some((whole, fraction)) if format.bare_decimal_sign && (!whole.is_empty() || !fraction.is_empty()) => (whole, fraction),
        Some(("", _) | (_, "")) => return None,
        Some(parts) => parts,
        None => (body, ""),
    };
    if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut plain = match format.thousands {
        Some(sign) => ungrouped(whole, sign, format.grouping)?,
        None => whole.to_owned(),
    };
    if !plain.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if plain.is_empty() {
        plain.push('0');
    }
    if !fraction.is_empty() {
        plain.push('.');
        plain.push_str(fraction);
    }
    if let Some(exponent) = exponent {
        plain.push('e');
        plain.push_str(exponent);
    }
    Some(plain)
}

/// Whole digits without their separators: none, or one sign at every place.
fn ungrouped(whole: &str, sign: ThousandsSign, grouping: Grouping) -> Option<String> {
    let Some(first) = whole.chars().find(|letter| sign.reads(*letter)) else { return Some(whole.to_owned()) };
    let mut groups = whole.split(first);
    let leading = groups.next()?;
    let last = groups.next_back()?;
    let size = if grouping == Grouping::Indian { 2 } else { 3 };
    let right = last.len() == 3 && (1..=size).contains(&leading.len()) && groups.clone().all(|group| group.len() == size);
    right.then(|| std::iter::once(leading).chain(groups).chain(std::iter::once(last)).collect())
}

fn grouped(whole: &str, sign: char, grouping: Grouping) -> String {
    let size = if grouping == Grouping::Indian { 2 } else { 3 };
    let mut out = String::new();
    for (at, digit) in whole.chars().enumerate() {
        // How many digits follow, this one among them.
        let left = whole.len().saturating_sub(at);
        if at > 0 && left >= 3 && left.saturating_sub(3).is_multiple_of(size) {
            out.push(sign);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{AmountFormat, DecimalSign, Grouping, ThousandsSign, format_amount, parse_amount};
    use proptest::prelude::*;

    fn plain() -> AmountFormat {
        AmountFormat::new()
    }

    fn english() -> AmountFormat {
        plain().with_thousands(ThousandsSign::Comma)
    }

    fn german() -> AmountFormat {
        plain().with_decimal(DecimalSign::Comma).with_thousands(ThousandsSign::Point)
    }

    fn indian() -> AmountFormat {
        english().with_grouping(Grouping::Indian)
    }

    fn swiss() -> AmountFormat {
        plain().with_thousands(ThousandsSign::Apostrophe)
    }

    fn french() -> AmountFormat {
        plain().with_decimal(DecimalSign::Comma).with_thousands(ThousandsSign::Space)
    }

    fn loose() -> AmountFormat {
        let marks = ["$", "US$", "EUR", "€", "Rs."].map(String::from).to_vec();
        english()
            .with_parentheses(true)
            .with_trailing_minus(true)
            .with_plus(true)
            .with_exponent(true)
            .with_bare_decimal_sign(true)
            .with_blanks(true)
            .with_marks(marks)
    }

    #[test]
    fn text_is_read_as_its_format_says_or_refused() {
        let cases: &[(&str, AmountFormat, Option<&str>)] = &[
            ("1234567.89", plain(), Some("1234567.89")),
            ("-12", plain(), Some("-12")),
            ("1,234.00", plain(), None),
            ("1234,56", plain(), None),
            ("+1", plain(), None),
            ("1-", plain(), None),
            ("(1)", plain(), None),
            ("1e3", plain(), None),
            (".5", plain(), None),
            ("5.", plain(), None),
            (" 5", plain(), None),
            ("$5", plain(), None),
            ("", plain(), None),
            ("-", plain(), None),
            ("--1", plain(), None),
            ("1,234,567.89", english(), Some("1234567.89")),
            ("1234567.89", english(), Some("1234567.89")),
            ("999", english(), Some("999")),
            ("1,23,456", english(), None),
            ("12,34", english(), None),
            ("1234,567", english(), None),
            ("1,234567", english(), None),
            (",123", english(), None),
            ("1,,234", english(), None),
            ("1,234,", english(), None),
            ("0,123", english(), Some("123")),
            ("1.234,56", english(), None),
            ("1,234.567,8", english(), None),
            ("1.234.567,89", german(), Some("1234567.89")),
            ("1234,5", german(), Some("1234.5")),
            ("1.234", german(), Some("1234")),
            ("1.23", german(), None),
            ("1,234.56", german(), None),
            ("1,23,456", indian(), Some("123456")),
            ("1,23,45,678.5", indian(), Some("12345678.5")),
            ("12,345", indian(), Some("12345")),
            ("1,234,567", indian(), None),
            ("123,456", indian(), None),
            ("1'234'567.05", swiss(), Some("1234567.05")),
            ("1\u{2019}234\u{2019}567.05", swiss(), Some("1234567.05")),
            ("1'234\u{2019}567", swiss(), None),
            ("1 234 567,89", french(), Some("1234567.89")),
            ("1\u{202f}234,5", french(), Some("1234.5")),
            ("1\u{a0}234,5", french(), Some("1234.5")),
            ("1  234", french(), None),
            ("1 23", french(), None),
            ("(1,234.50)", loose(), Some("-1234.5")),
            ("1,234.50-", loose(), Some("-1234.5")),
            ("1,234.50 -", loose(), Some("-1234.5")),
            ("+1", loose(), Some("1")),
            ("-(1)", loose(), None),
            ("(-1)", loose(), None),
            ("-1-", loose(), None),
            ("(1", loose(), None),
            ("1)", loose(), None),
            ("()", loose(), None),
            ("1.5E+3", loose(), Some("1500")),
            ("1.5e", loose(), None),
            ("1e1.5", loose(), None),
            (".50", loose(), Some("0.5")),
            ("5.", loose(), Some("5")),
            (".", loose(), None),
            ("  $ 1,234.50 ", loose(), Some("1234.5")),
            ("US$1", loose(), Some("1")),
            ("-$5", loose(), Some("-5")),
            ("$-5", loose(), Some("-5")),
            ("($5.00)", loose(), Some("-5")),
            ("$(5.00)", loose(), Some("-5")),
            ("5.00 EUR", loose(), Some("5")),
            ("Rs.5", loose(), Some("5")),
            ("$5€", loose(), None),
            ("$", loose(), None),
            ("GBP 5", loose(), None),
            ("١٢٣", loose(), None),
            ("1٬234", loose(), None),
            ("\u{2212}5", loose(), None),
            ("1 234", loose(), None),
        ];
        for (text, format, expected) in cases {
            let read = parse_amount(text, format).map(|amount| amount.to_string()).map_err(|error| error.code());
            assert_eq!(read, expected.map(String::from).ok_or("amount_format"), "{text:?} {format:?}");
        }
    }

    #[test]
    fn an_error_shows_the_text_and_what_the_format_expects() {
        let error = parse_amount("12,34", &english().with_parentheses(true)).unwrap_err();
        assert_eq!(error.to_string(), "`12,34` is not an amount: expected an amount like `1,234,567.89`, or with brackets for a negative");
        let error = parse_amount(&"9".repeat(10_000_000), &english()).unwrap_err();
        assert_eq!(error.code(), "amount_digits");
        assert!(error.to_string().len() < 300);
    }

    #[test]
    fn a_format_that_gives_a_sign_two_meanings_is_refused() {
        let both = plain().with_thousands(ThousandsSign::Point);
        assert_eq!(parse_amount("1", &both).map_err(|error| error.code()), Err("invalid_value"));
        assert_eq!(format_amount("1".parse().unwrap(), 2, &both).map_err(|error| error.code()), Err("invalid_value"));
        for mark in ["", "1", "-", "(USD)"] {
            let marked = plain().with_marks(vec![mark.to_owned()]);
            assert_eq!(parse_amount("1", &marked).map_err(|error| error.code()), Err("invalid_value"), "{mark:?}");
        }
    }

    #[test]
    fn amounts_are_written_as_the_format_says() {
        let cases = [
            ("1234567.5", 2, english(), "1,234,567.50"),
            ("-1234567.5", 2, german(), "-1.234.567,50"),
            ("1234567.5", 2, indian(), "12,34,567.50"),
            ("100000", 0, indian(), "1,00,000"),
            ("999", 0, indian(), "999"),
            ("1000", 0, swiss(), "1'000"),
            ("-1000", 2, french().with_trailing_minus(true), "1 000,00-"),
            ("-1000", 2, loose(), "(1,000.00)"),
            ("0", 2, loose(), "0.00"),
            ("1.2345", 2, plain(), "1.2345"),
        ];
        for (amount, decimals, format, expected) in cases {
            assert_eq!(format_amount(amount.parse().unwrap(), decimals, &format).as_deref(), Ok(expected));
        }
    }

    fn any_format() -> impl Strategy<Value = AmountFormat> {
        prop::sample::select(vec![plain(), english(), german(), indian(), swiss(), french(), loose(), german().with_trailing_minus(true)])
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(amount in crate::value::amount_strategy(), decimals in any::<i32>(), format in any_format()) {
            let text = format_amount(amount, decimals, &format).unwrap();
            prop_assert_eq!(parse_amount(&text, &format), Ok(amount), "{}", text);
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,30}", near in "[-+(]?[$€]?[0-9.,' ]{0,20}([eE][-+]?[0-9]{0,9})?[-)]?", format in any_format()) {
            let _ = parse_amount(&text, &format);
            let _ = parse_amount(&near, &format);
        }
    }
}
