//! Numbers that prove themselves, numbers of telephones, and the patterns of the policy.

use super::super::check_digits::{end_of_97, modulo_10_recursive};
use super::super::mention::MentionKind;
use super::super::piece::{Class, Piece};
use super::super::structured::StructuredScheme;
use super::super::words::slice;
use super::{Scanner, after, concatenated};

impl Scanner<'_> {
    /// `+49 89 1234-567`: at least two groups, eight to fifteen digits.
    pub(super) fn phone(&mut self, pieces: &[Piece], at: usize) -> Option<usize> {
        let first = pieces.get(at.saturating_add(1)).filter(|piece| piece.class == Class::Digits && piece.blanks == 0)?;
        let (mut digits, mut next, mut end, mut groups) = (first.len(), at.saturating_add(2), first.end, 1_u32);
        while let Some(piece) = pieces.get(next) {
            match piece.class {
                Class::Digits if piece.blanks < 2 && digits.saturating_add(piece.len()) <= 15 => {
                    digits = digits.saturating_add(piece.len());
                    groups = groups.saturating_add(1);
                    end = piece.end;
                }
                Class::Sign(b'-' | b'(' | b')' | b'/' | b'.') if piece.value == 1 => {}
                _ => break,
            }
            next = next.saturating_add(1);
        }
        (digits >= 8 && first.len() <= 4 && groups > 1).then_some(())?;
        let start = pieces.get(at)?.start;
        self.raws.push(self.plain(MentionKind::Phone, start, end));
        while next > at && pieces.get(next.saturating_sub(1)).is_some_and(|piece| piece.end > end) {
            next = next.saturating_sub(1);
        }
        Some(next)
    }

    /// `+++090/9337/55493+++`.
    pub(super) fn belgian(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let [open, a, first, b, second, c, close] = pieces.get(at..at.saturating_add(7))? else { return None };
        let lengths = [(a, 3), (b, 4), (c, 5)].iter().all(|(part, length)| part.class == Class::Digits && part.len() == *length);
        (lengths && first.is(b'/') && second.is(b'/') && close.class == open.class && close.value == 3).then_some(())?;
        let value = format!("{}{}{}", slice(text, a), slice(text, b), slice(text, c));
        super::super::structured::belgian(value.as_bytes()).then_some(())?;
        self.proved_span(StructuredScheme::Belgian, open.start, close.end);
        Some(at.saturating_add(7))
    }

    /// A number that proves itself where it begins with letters: ISO 11649, IBAN.
    #[inline]
    pub(super) fn proved(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let piece = pieces.get(at).filter(|piece| piece.len() == 2)?;
        pieces.get(at.saturating_add(1)).filter(|next| next.class == Class::Digits && next.blanks == 0 && next.len() >= 2)?;
        let bytes = text.as_bytes();
        let start = piece.start as usize;
        let end = if slice(text, piece).eq_ignore_ascii_case("RF") {
            let end = end_of_97(bytes, start, 5, 25)?;
            self.proved_span(StructuredScheme::Rf, piece.start, end as u32);
            end
        } else {
            let end = end_of_97(bytes, start, 15, 34)?;
            self.raws.push(self.plain(MentionKind::Iban, piece.start, end as u32));
            end
        };
        Some(after(pieces, at, end as u32))
    }

    /// 27 digits with the Swiss check digit, in one run or in groups.
    #[inline]
    pub(super) fn swiss(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let (mut count, mut next) = (0_u32, at);
        while count < 27 {
            let piece = pieces.get(next).filter(|piece| piece.class == Class::Digits && (next == at || piece.blanks == 1))?;
            count = count.saturating_add(piece.len());
            next = next.saturating_add(1);
        }
        (count == 27).then_some(())?;
        let digits: Vec<u8> = pieces.get(at..next)?.iter().flat_map(|piece| slice(text, piece).bytes()).collect();
        let (check, body) = digits.split_last()?;
        (modulo_10_recursive(body) == Some(u32::from(check.wrapping_sub(b'0')))).then_some(())?;
        let (start, end) = (pieces.get(at)?.start, pieces.get(next.checked_sub(1)?)?.end);
        self.proved_span(StructuredScheme::Qrr, start, end);
        Some(next)
    }

    fn proved_span(&mut self, scheme: StructuredScheme, start: u32, end: u32) {
        let mut raw = self.plain(MentionKind::Structured, start, end);
        raw.scheme = Some(scheme);
        self.raws.push(raw);
    }

    /// A pattern of the policy's that matches here, up to where no letter or digit follows.
    #[inline]
    pub(super) fn pattern(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        if self.policy.patterns.is_empty() { None } else { self.pattern_at(text, pieces, at) }
    }

    fn pattern_at(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let start = pieces.get(at)?.start;
        let rest = text.get(start as usize..)?;
        let length = self.policy.patterns.iter().filter_map(|pattern| pattern_length(pattern, rest)).max()?;
        let end = start.saturating_add(u32::try_from(length).ok()?);
        let inside = pieces.get(at..after(pieces, at, end))?;
        let (value, digits) = concatenated(inside);
        let mut raw = self.plain(MentionKind::Reference, start, end);
        (raw.value, raw.digits, raw.is_glued) = (Some(value), digits, true);
        self.raws.push(raw);
        self.prefix = None;
        Some(after(pieces, at, end))
    }
}

/// How many bytes of a text a pattern takes, where no letter or digit follows it.
fn pattern_length(pattern: &str, text: &str) -> Option<usize> {
    let mut signs = text.char_indices();
    for wanted in pattern.chars() {
        let (_, found) = signs.next()?;
        let fits = match wanted {
            '#' => found.is_ascii_digit(),
            '@' => found.is_alphabetic(),
            other => found.eq_ignore_ascii_case(&other),
        };
        fits.then_some(())?;
    }
    match signs.next() {
        Some((_, next)) if next.is_alphanumeric() => None,
        Some((at, _)) => Some(at),
        None => Some(text.len()),
    }
    .filter(|length| *length > 0)
}
