//! How a file writes its amounts: decimal sign, thousands separators and minus as the mapping states them.

use openitem::{Amount, OpenItemError, Rounding};

use crate::mapping::Floats;

/// How amounts are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AmountStyle {
    /// `.` or `,`.
    pub(crate) decimal_sign: char,
    /// Allowed between groups of three digits, and there only.
    pub(crate) thousands_separator: Option<char>,
    /// `12.50-` is below zero.
    pub(crate) trailing_minus: bool,
    /// `(12.50)` is below zero.
    pub(crate) parentheses: bool,
    /// What to do with floats, exponents and amounts finer than their currency.
    pub(crate) floats: Option<Floats>,
}

/// An amount on its currency's grid, and by how much rounding changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ReadAmount {
    pub(crate) amount: Amount,
    /// Booked less written, where they differ.
    pub(crate) difference: Option<Amount>,
}

impl AmountStyle {
    /// The amount as written, before any grid.
    pub(crate) fn read(&self, text: &str) -> Result<Amount, String> {
        let plain = self.plain(text.trim())?;
        let plain = if self.floats.is_some() { cut_to_digits(plain) } else { plain };
        plain.parse::<Amount>().map_err(|error| match error {
            OpenItemError::AmountDigits { .. } => String::from("more than 28 significant digits"),
            _ => self.expected(),
        })
    }

    /// The amount on a grid of so many decimals. Where it is finer, `Err` holds the amount as written, and why.
    pub(crate) fn settle(&self, written: Amount, decimals: i32) -> Result<ReadAmount, String> {
        if written.scale() <= decimals {
            return Ok(ReadAmount { amount: written, difference: None });
        }
        let rounding = match self.floats {
            None => {
                return Err(format!(
                    "finer than the {decimals} decimals of its currency; where the file holds floats, say floats = \"exact\" or a rounding"
                ));
            }
            Some(Floats::Exact) => Rounding::HalfEven,
            Some(Floats::Rounded(rounding)) => rounding,
        };
        let amount = rounding.amount(written.decimal(), decimals).map_err(|error| error.to_string())?;
        if self.floats == Some(Floats::Exact) && !same_float(written, amount) {
            return Err(format!(
                "not the float of an amount with {decimals} decimals: the nearest is {amount}; name a rounding to accept it"
            ));
        }
        let difference = amount.checked_sub(written).ok_or("the difference that rounding makes does not fit into 28 digits")?;
        Ok(ReadAmount { amount, difference: Some(difference) })
    }

    /// The text with a leading minus, a point as decimal sign and no separators.
    fn plain(&self, text: &str) -> Result<String, String> {
        let expected = || self.expected();
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None if self.parentheses && text.starts_with('(') => {
                (true, text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')).ok_or_else(expected)?)
            }
            None => match text.strip_suffix('-').filter(|_| self.trailing_minus) {
                Some(rest) => (true, rest),
                None => (false, text),
            },
        };
        let (body, exponent) = match digits.find(['e', 'E']) {
            Some(at) => digits.split_at_checked(at).ok_or_else(expected)?,
            None => (digits, ""),
        };
        if !exponent.is_empty() && self.floats.is_none() {
            return Err(String::from("a float in exponent form; where the file holds floats, say floats = \"exact\" or a rounding"));
        }
        let (whole, fraction) = match body.split_once(self.decimal_sign) {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (body, None),
        };
        let mut out = String::with_capacity(text.len());
        if negative {
            out.push('-');
        }
        match self.thousands_separator.filter(|separator| whole.contains(*separator)) {
            Some(separator) => {
                let mut groups = whole.split(separator);
                let first = groups.next().unwrap_or_default();
                if !(1..=3).contains(&first.len()) {
                    return Err(expected());
                }
                out.push_str(first);
                for group in groups {
                    if group.len() != 3 {
                        return Err(expected());
                    }
                    out.push_str(group);
                }
            }
            None if whole.is_empty() && fraction.is_some_and(|fraction| !fraction.is_empty()) => out.push('0'),
            None => out.push_str(whole),
        }
        if let Some(fraction) = fraction {
            out.push('.');
            out.push_str(fraction);
        }
        let good = |byte: u8| byte.is_ascii_digit() || byte == b'.' || byte == b'-';
        if !out.bytes().all(good) {
            return Err(expected());
        }
        out.push_str(exponent);
        Ok(out)
    }

    fn expected(&self) -> String {
        let thousands = match self.thousands_separator {
            Some(separator) => format!(" and `{separator}` between thousands"),
            None => String::from(" and no separators"),
        };
        format!("not an amount: expected digits with `{}` as decimal sign{thousands}", self.decimal_sign)
    }
}

/// Whether both are the same number to a program that holds money as floats.
fn same_float(written: Amount, amount: Amount) -> bool {
    let float = |amount: Amount| amount.to_string().parse::<f64>().ok().map(f64::to_bits);
    float(written) == float(amount)
}

/// A float printed with all its digits can have more than an amount holds: those past the 27th are cut, and where any
/// of them was not zero the last digit kept is made odd-ended, so that no rounding takes the number for a half.
fn cut_to_digits(plain: String) -> String {
    const KEPT: usize = 27;
    let (body, exponent) = match plain.find(['e', 'E']).and_then(|at| plain.split_at_checked(at)) {
        Some(parts) => parts,
        None => (plain.as_str(), ""),
    };
    let Some((whole, fraction)) = body.split_once('.') else { return plain };
    let whole_digits = whole.trim_start_matches(['-', '0']).len();
    let leading_zeros = if whole_digits == 0 { fraction.bytes().take_while(|byte| *byte == b'0').count() } else { 0 };
    let room = KEPT.saturating_sub(whole_digits).saturating_add(leading_zeros).min(KEPT);
    let Some((kept, cut)) = fraction.split_at_checked(room).filter(|(_, cut)| !cut.is_empty()) else { return plain };
    let sticky = if cut.bytes().any(|byte| byte != b'0') { "1" } else { "0" };
    format!("{whole}.{kept}{sticky}{exponent}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn style(decimal_sign: char, thousands_separator: Option<char>, floats: Option<Floats>) -> AmountStyle {
        AmountStyle { decimal_sign, thousands_separator, trailing_minus: true, parentheses: true, floats }
    }

    #[test]
    fn separators_count_only_where_stated_and_only_between_thousands() {
        let us = style('.', Some(','), None);
        let german = style(',', Some('.'), None);
        let plain = style('.', None, None);
        let cases = [
            (&us, "1,234,567.89", "1234567.89"),
            (&us, "1234.5", "1234.5"),
            (&us, "12,34.5", ""),
            (&us, "1,2345", ""),
            (&us, ",123", ""),
            (&us, "(1,000.00)", "-1000"),
            (&us, "1,000.00-", "-1000"),
            (&us, "--5", ""),
            (&us, "(-5)", "--"),
            (&german, "1.234,56", "1234.56"),
            (&german, "1.5", ""),
            (&plain, "1,5", ""),
            (&plain, " 12.50 ", "12.5"),
            (&plain, ".5", "0.5"),
            (&plain, ".", ""),
            (&plain, "5.", ""),
            (&plain, "", ""),
            (&plain, "-", ""),
            (&plain, "NaN", ""),
            (&plain, "inf", ""),
            (&plain, "1e5", ""),
            (&plain, "0x10", ""),
            (&plain, "1.2.3", ""),
            (&plain, "١٢", ""),
            (&plain, "99999999999999999999999999999", ""),
        ];
        for (style, text, expected) in cases {
            let found = style.read(text).map(|amount| amount.to_string()).unwrap_or_default();
            assert_eq!(found, expected.trim_start_matches("--"), "{text}");
        }
    }

    #[test]
    fn a_finer_amount_is_refused_unless_the_mapping_says_how_to_round() {
        let cases = [
            (None, "1.005", "refused"),
            (None, "1.50000", "1.5 as written"),
            (Some(Floats::Exact), "1.005", "refused"),
            (Some(Floats::Exact), "0.30000000000000004", "refused"),
            (Some(Floats::Exact), "0.299999999999999988897769753748434596", "0.3 from"),
            (Some(Floats::Exact), "1e5", "100000 as written"),
            (Some(Floats::Rounded(Rounding::HalfUp)), "1.005", "1.01 from"),
            (Some(Floats::Rounded(Rounding::HalfEven)), "1.005", "1 from"),
            (Some(Floats::Rounded(Rounding::HalfEven)), "1.0050000000000000000000000000000000001", "1.01 from"),
        ];
        for (floats, text, expected) in cases {
            let style = style('.', None, floats);
            let found = match style.read(text).and_then(|written| style.settle(written, 2)) {
                Ok(ReadAmount { amount, difference: None }) => format!("{amount} as written"),
                Ok(ReadAmount { amount, .. }) => format!("{amount} from"),
                Err(_) => String::from("refused"),
            };
            assert_eq!(found, expected, "{floats:?} {text}");
        }
    }
}
