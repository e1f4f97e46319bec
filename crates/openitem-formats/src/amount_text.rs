//! How a file writes its amounts: decimal sign, thousands separators and minus as the mapping states them, and floats only where it
//! says so.

use openitem::{Amount, AmountFormat, DecimalSign, OpenItemError, Rounding, parse_amount};

use crate::mapping::Floats;

/// How amounts are written, and what to do with those that are finer than their currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct AmountStyle {
    pub(crate) format: AmountFormat,
    /// What to do with floats and amounts finer than their currency.
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
        let text = text.trim();
        let mut read = parse_amount(text, &self.format);
        if let (Err(OpenItemError::AmountDigits { .. }), Some(_)) = (&read, self.floats)
            && let Some(cut) = cut_to_digits(text, self.format.decimal)
        {
            read = parse_amount(&cut, &self.format);
        }
        read.map_err(|error| match error {
            OpenItemError::AmountDigits { .. } => String::from("more than 28 significant digits"),
            OpenItemError::AmountFormat { expected, .. } => {
                let with_exponent = self.format.clone().with_exponent(true);
                if !self.format.exponent && parse_amount(text, &with_exponent).is_ok() {
                    return String::from("a float in exponent form; where the file holds floats, say floats = \"exact\" or a rounding");
                }
                format!("not an amount: expected {expected}")
            }
            other => other.to_string(),
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
}

/// Whether both are the same number to a program that holds money as floats.
fn same_float(written: Amount, amount: Amount) -> bool {
    let float = |amount: Amount| amount.to_string().parse::<f64>().ok().map(f64::to_bits);
    float(written) == float(amount)
}

/// A float printed with all its digits can have more than an amount holds: those past the 27th are cut, and where any
/// of them was not zero a last digit 1 stands for them, so that no rounding takes the number for a half.
fn cut_to_digits(text: &str, decimal: DecimalSign) -> Option<String> {
    const KEPT: usize = 27;
    let sign = if decimal == DecimalSign::Comma { ',' } else { '.' };
    let (whole, rest) = text.split_once(sign)?;
    let (fraction, tail) = rest.split_at_checked(rest.bytes().take_while(u8::is_ascii_digit).count())?;
    let whole_digits = whole.bytes().filter(u8::is_ascii_digit).skip_while(|digit| *digit == b'0').count();
    let (kept, cut) = fraction.split_at_checked(KEPT.saturating_sub(whole_digits))?;
    let sticky = if cut.bytes().any(|byte| byte != b'0') { "1" } else { "0" };
    Some(format!("{whole}{sign}{kept}{sticky}{tail}"))
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let style = AmountStyle { format: AmountFormat::new().with_exponent(floats.is_some()), floats };
            let found = match style.read(text).and_then(|written| style.settle(written, 2)) {
                Ok(ReadAmount { amount, difference: None }) => format!("{amount} as written"),
                Ok(ReadAmount { amount, .. }) => format!("{amount} from"),
                Err(_) => String::from("refused"),
            };
            assert_eq!(found, expected, "{floats:?} {text}");
        }
    }
}
