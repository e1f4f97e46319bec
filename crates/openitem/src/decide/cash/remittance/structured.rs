//! Structured references: numbers that a creditor printed on its invoice and that prove themselves by check digits.

use openitem_macros::wire;

use super::check_digits::{modulo_10_recursive, modulo_97, proves_97, proves_731, proves_luhn, proves_modulo_11};

/// A reference that bears its own check digits.
#[wire]
pub struct StructuredReference {
    /// Whose check digits it bears.
    pub scheme: StructuredScheme,
    /// Its letters and digits without separators.
    pub value: String,
}

/// A scheme of check digits.
#[wire]
pub enum StructuredScheme {
    /// ISO 11649: `RF`, two check digits (mod 97), up to 21 letters and digits.
    Rf,
    /// Swiss QR reference: 27 digits, the last a recursive check digit (mod 10).
    Qrr,
    /// Belgian structured communication: `+++123/4567/89002+++`, the last two digits mod 97.
    Belgian,
    /// Norwegian KID, 2 to 25 digits, the last by Luhn.
    KidLuhn,
    /// Norwegian KID, the last sign by mod 11: a digit or `-`.
    KidModulo11,
    /// Finnish viitenumero: 4 to 20 digits, weights 7, 3, 1.
    Finnish,
    /// Swedish OCR number: 2 to 25 digits, the last by Luhn.
    SwedishOcr,
}

/// The structured references that a text as a whole can be: one for each scheme whose check digits it bears.
///
/// Blanks, dots, dashes and slashes inside are passed over. A plain number passes some scheme by chance, one in ten each: it
/// proves an item only where the creditor prints such numbers, so give the schemes that are in use. ISO 11649, the Swiss and
/// the Belgian scheme show by their form that they are meant.
///
/// ```
/// use openitem::cash::remittance::{structured_reference, StructuredScheme};
///
/// let found = structured_reference("RF18 5390 0754 7034", &[]);
/// assert_eq!(found[0].scheme, StructuredScheme::Rf);
/// assert_eq!(found[0].value, "RF18539007547034");
/// assert!(structured_reference("RF19 5390 0754 7034", &[]).is_empty());
/// ```
///
/// `schemes` are those to look for; all of them where none is given.
#[must_use]
pub fn structured_reference(text: &str, schemes: &[StructuredScheme]) -> Vec<StructuredReference> {
    let Some(value) = plain(text) else { return Vec::new() };
    let wanted = if schemes.is_empty() { StructuredScheme::ALL } else { schemes };
    let mut found: Vec<_> = wanted
        .iter()
        .filter(|scheme| proves(**scheme, &value))
        .map(|scheme| StructuredReference::new(*scheme, value.trim_matches(|sign| sign == '+' || sign == '*')))
        .collect();
    crate::value::sort_by_key(&mut found, |found| found.scheme);
    found.dedup();
    found
}

/// Letters in capitals and digits, with the frame of a Belgian communication and the last sign of a KID; nothing where the
/// text holds anything else or is longer than any reference.
fn plain(text: &str) -> Option<String> {
    if text.len() > 80 {
        return None;
    }
    let text = text.trim();
    let mut out = String::new();
    for (at, sign) in text.char_indices() {
        let is_last = at.saturating_add(1) == text.len();
        match sign {
            '0'..='9' | 'A'..='Z' | 'a'..='z' => out.push(sign.to_ascii_uppercase()),
            '-' if is_last => out.push(sign),
            '+' | '*' => out.push(sign),
            ' ' | '.' | '/' | '-' | '\u{a0}' => {}
            _ => return None,
        }
    }
    Some(out)
}

fn proves(scheme: StructuredScheme, value: &str) -> bool {
    let signs = value.as_bytes();
    let is_digits = |least: usize, most: usize| (least..=most).contains(&signs.len()) && signs.iter().all(u8::is_ascii_digit);
    match scheme {
        StructuredScheme::Rf => {
            (5..=25).contains(&signs.len())
                && value.starts_with("RF")
                && signs.get(2..4).is_some_and(|check| check.iter().all(u8::is_ascii_digit))
                && signs.iter().all(u8::is_ascii_alphanumeric)
                && proves_97(signs)
        }
        StructuredScheme::Qrr => {
            is_digits(27, 27)
                && signs.split_last().is_some_and(|(check, body)| modulo_10_recursive(body) == char::from(*check).to_digit(10))
        }
        StructuredScheme::Belgian => {
            let framed = ["+++", "***"].iter().find_map(|frame| value.strip_prefix(frame)?.strip_suffix(frame));
            framed.or((signs.len() == 12).then_some(value)).is_some_and(|inner| belgian(inner.as_bytes()))
        }
        StructuredScheme::KidLuhn | StructuredScheme::SwedishOcr => {
            is_digits(2, 25) && signs.iter().any(|sign| *sign != b'0') && proves_luhn(signs)
        }
        StructuredScheme::KidModulo11 => {
            let body = value.strip_suffix('-').unwrap_or(value);
            (2..=25).contains(&signs.len())
                && body.bytes().all(|sign| sign.is_ascii_digit())
                && body.bytes().any(|sign| sign != b'0')
                && proves_modulo_11(signs)
        }
        StructuredScheme::Finnish => is_digits(4, 20) && signs.iter().any(|sign| *sign != b'0') && proves_731(signs),
    }
}

/// Twelve digits of which the last two are the rest of the first ten by 97, or 97 where there is none.
pub(super) fn belgian(digits: &[u8]) -> bool {
    let Some((body, check)) = digits.split_at_checked(10).filter(|(_, check)| check.len() == 2) else { return false };
    let rest = modulo_97(0, body).map(|rest| if rest == 0 { 97 } else { rest });
    let given = check.iter().try_fold(0_u32, |sum, sign| Some(sum.saturating_mul(10).saturating_add(char::from(*sign).to_digit(10)?)));
    digits.iter().all(u8::is_ascii_digit) && rest == given
}
