//! Text cut into runs of digits, runs of letters and signs: one pass over the bytes by a table of classes.

use std::borrow::Cow;

/// A piece of the text. Blanks are none, but the piece after them knows of them.
#[derive(Clone, Copy)]
pub(super) struct Piece {
    pub(super) class: Class,
    pub(super) start: u32,
    pub(super) end: u32,
    /// The number without leading zeros, for digits; [`LONG`] where it has more than 18. How often it stands, for signs.
    pub(super) value: u64,
    /// How many blanks stand before it: 0, 1, or 2 for more.
    pub(super) blanks: u8,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Digits,
    Letters,
    /// A sign, or a run of the same sign. Dashes of all kinds are `-`, signs of currencies `$`, `…` is `.` twice.
    Sign(u8),
    /// The mark of a field in which a bank cut the text wherever it was full.
    Mark,
    /// The end of a line.
    Break,
}

/// The value of a number with more than 18 digits.
pub(super) const LONG: u64 = u64::MAX;
const LONGEST: u64 = 1_000_000_000_000_000_000;

impl Piece {
    pub(super) const fn len(&self) -> u32 {
        self.end.saturating_sub(self.start)
    }

    pub(super) fn is(&self, sign: u8) -> bool {
        self.class == Class::Sign(sign)
    }

    /// One sign, glued to what stands before it.
    #[inline]
    pub(super) fn is_inner(&self, signs: &[u8]) -> bool {
        self.blanks == 0 && self.value == 1 && matches!(self.class, Class::Sign(sign) if signs.contains(&sign))
    }
}

/// Cuts a text into pieces.
pub(super) fn cut(text: &str, pieces: &mut Vec<Piece>) {
    pieces.clear();
    let bytes = text.as_bytes();
    let mut at = 0_usize;
    let mut blanks = 0_u8;
    while let Some(byte) = bytes.get(at).copied() {
        let rest = bytes.get(at..).unwrap_or_default();
        let (class, length, value) = match byte {
            b'0'..=b'9' => digits(rest),
            b'A'..=b'Z' | b'a'..=b'z' => (Class::Letters, letters(rest), 0),
            b' ' | 0..=9 | 11 | 12 | 14..=31 | 127 => {
                blanks = blanks.saturating_add(1).min(2);
                at = at.saturating_add(1);
                continue;
            }
            b'\n' | b'\r' => (Class::Break, 1, 1),
            b'\\' if matches!(rest.get(1), Some(b'n' | b'r')) => (Class::Break, 2, 1),
            b'?' if is_mark(rest) => (if rest.get(1) == Some(&b'3') { Class::Break } else { Class::Mark }, 3, 1),
            0x80.. => match foreign(rest) {
                Foreign::Blank(length) => {
                    blanks = blanks.saturating_add(1).min(2);
                    at = at.saturating_add(length);
                    continue;
                }
                Foreign::Sign(sign, length, value) => (Class::Sign(sign), length, value),
                Foreign::Letter => (Class::Letters, letters(rest), 0),
            },
            sign => {
                let length = rest.iter().take_while(|next| **next == sign).count();
                (Class::Sign(sign), length, length as u64)
            }
        };
        let end = at.saturating_add(length);
        pieces.push(Piece { class, start: at as u32, end: end as u32, value, blanks });
        blanks = 0;
        at = end;
    }
}

#[inline]
fn digits(rest: &[u8]) -> (Class, usize, u64) {
    let (mut value, mut length) = (0_u64, 0_usize);
    let mut left = rest;
    if let Some((eight, more)) = left.split_first_chunk::<8>()
        && let Some(number) = eight_digits(*eight)
    {
        (value, length, left) = (number, 8, more);
    }
    for byte in left {
        let digit = byte.wrapping_sub(b'0');
        if digit > 9 {
            break;
        }
        length = length.saturating_add(1);
        value = if value >= LONGEST / 10 { LONG } else { value.wrapping_mul(10).wrapping_add(u64::from(digit)) };
    }
    (Class::Digits, length, value)
}

/// The number of eight signs, where all are digits: the eight are tested and added up side by side in one word.
const fn eight_digits(signs: [u8; 8]) -> Option<u64> {
    let values = u64::from_le_bytes(signs) ^ 0x3030_3030_3030_3030;
    // What is no digit leaves more than 9, and 0x76 more carries that into the highest bit of its byte.
    let carried = (values & 0x7F7F_7F7F_7F7F_7F7F).wrapping_add(0x7676_7676_7676_7676);
    if (values | carried) & 0x8080_8080_8080_8080 != 0 {
        return None;
    }
    // Tens and ones to pairs, pairs to fours, fours to the whole; the first sign stands in the lowest byte.
    let pairs = values.wrapping_mul(10).wrapping_add(values >> 8) & 0x00FF_00FF_00FF_00FF;
    let fours = pairs.wrapping_mul(100).wrapping_add(pairs >> 16) & 0x0000_FFFF_0000_FFFF;
    Some(fours.wrapping_mul(10_000).wrapping_add(fours >> 32) & 0xFFFF_FFFF)
}

/// The mark of a subfield in field 86 of MT940: `?20` to `?29` and `?60` to `?63` carry text, cut at 27 characters; `?30` to
/// `?34` the payer's bank and name.
fn is_mark(rest: &[u8]) -> bool {
    matches!(
        (rest.get(1), rest.get(2)),
        (Some(b'2'), Some(b'0'..=b'9')) | (Some(b'3'), Some(b'0'..=b'4')) | (Some(b'6'), Some(b'0'..=b'3'))
    )
}

/// The text of a number without the marks of fields inside it: their digits are none of its own.
pub(super) fn without_marks(text: &str) -> Cow<'_, str> {
    let mut out = Cow::Borrowed(text);
    if !text.as_bytes().contains(&b'?') {
        return out;
    }
    while let Some(at) = out.find('?').filter(|at| out.as_bytes().get(*at..).is_some_and(is_mark)) {
        out.to_mut().replace_range(at..at.saturating_add(3), "");
    }
    out
}

/// How many bytes of letters stand at the front.
#[inline]
fn letters(rest: &[u8]) -> usize {
    let mut at = 0_usize;
    while let Some(byte) = rest.get(at) {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' => at = at.saturating_add(1),
            0x80.. => match foreign(rest.get(at..).unwrap_or_default()) {
                Foreign::Letter => {
                    at = at.saturating_add(1);
                    while rest.get(at).is_some_and(|next| next & 0xC0 == 0x80) {
                        at = at.saturating_add(1);
                    }
                }
                _ => break,
            },
            _ => break,
        }
    }
    at
}

enum Foreign {
    Blank(usize),
    Sign(u8, usize, u64),
    Letter,
}

/// What stands in text that is not ASCII: typographic blanks, dashes and dots mean what their plain forms mean.
fn foreign(rest: &[u8]) -> Foreign {
    match rest {
        [0xC2, 0xA0, ..] => Foreign::Blank(2),
        [0xC2, 0xA3 | 0xA5, ..] => Foreign::Sign(b'$', 2, 1),
        [0xE2, 0x80, 0x80..=0x8D | 0xAF, ..] | [0xE3, 0x80, 0x80, ..] | [0xEF, 0xBB, 0xBF, ..] => Foreign::Blank(3),
        [0xE2, 0x80, 0xA8 | 0xA9, ..] => Foreign::Sign(b';', 3, 1),
        [0xE2, 0x80, 0x90..=0x95, ..] | [0xE2, 0x88, 0x92, ..] => Foreign::Sign(b'-', 3, 1),
        [0xE2, 0x80, 0xA6, ..] => Foreign::Sign(b'.', 3, 2),
        [0xE2, 0x80, 0x98..=0x9F, ..] => Foreign::Sign(b'\'', 3, 1),
        [0xE2, 0x82, 0xA0..=0xBF, ..] => Foreign::Sign(b'$', 3, 1),
        _ => Foreign::Letter,
    }
}
