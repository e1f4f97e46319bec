//! The scanner: one walk over the pieces of a text that says what each number is.

mod numbers;
mod proved;

use chrono::NaiveDate;

use super::figures::{Figure, amount_at};
use super::index::Letters;
use super::mention::MentionKind;
use super::piece::{Class, Piece, cut};
use super::policy::{ReferencePolicy, WordMeaning};
use super::structured::StructuredScheme;
use super::words::{Words, slice};

/// A mention by its place in the text, with all that a look-up needs.
#[derive(Clone, Copy)]
pub(crate) struct Raw {
    pub(super) kind: MentionKind,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u32,
    /// Its digits without leading zeros; `LONG` where there are more than 18, nothing where it is no reference.
    pub(super) value: Option<u64>,
    /// How many digits, leading zeros among them.
    pub(super) digits: u32,
    /// The word before it, and what it says.
    pub(super) prefix: Option<Prefix>,
    /// Whether the word before it is glued to it and belongs to its span.
    pub(super) is_glued: bool,
    /// The last number of a range, in full.
    pub(super) through: Option<u64>,
    /// Whether words say that it is a range, not a dash alone.
    pub(super) is_plain_range: bool,
    pub(super) joined: bool,
    pub(super) is_tail: bool,
    pub(super) weak: bool,
    pub(super) amount: Option<Figure>,
    pub(super) date: Option<NaiveDate>,
    pub(super) scheme: Option<StructuredScheme>,
}

impl Raw {
    /// Whether digits alone stand there, up to 18 of them, and its value is theirs.
    pub(super) const fn is_digits(&self) -> bool {
        self.digits <= 18 && self.end.saturating_sub(self.start) == self.digits && !self.joined && self.through.is_none()
    }
}

/// A word before numbers.
#[derive(Clone, Copy)]
pub(super) struct Prefix {
    pub(super) start: u32,
    pub(super) end: u32,
    /// The digest of its letters, once for all numbers behind it.
    pub(super) letters: Letters,
    pub(super) means: Option<WordMeaning>,
    line: u32,
}

/// Words that explain, by their place in the text.
#[derive(Clone, Copy)]
pub(super) struct RawHint {
    pub(super) hint: usize,
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) line: u32,
    pub(super) number: Option<(u32, u32)>,
    pub(super) amount: Option<Figure>,
    pub(super) percent: Option<Figure>,
}

/// Reads texts one after the other with the same policy; keeps its room between them.
pub(crate) struct Scanner<'p> {
    pub(super) policy: &'p ReferencePolicy,
    words: Words,
    min_digits: u32,
    max_joined: u32,
    pieces: Vec<Piece>,
    /// What was found in the last text.
    pub(super) raws: Vec<Raw>,
    pub(super) hints: Vec<RawHint>,
    /// Bounds that the last text ran into.
    pub(super) cuts: Vec<Cut>,
    pub(super) line: u32,
    prefix: Option<Prefix>,
    currency: bool,
}

/// A bound of the policy that a text ran into.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Cut {
    /// The text is longer than it may be.
    Bytes,
    /// There are more mentions than there may be.
    Mentions,
    /// A range is wider than it may be.
    Range,
}

impl<'p> Scanner<'p> {
    pub(crate) fn new(policy: &'p ReferencePolicy) -> Self {
        Self {
            policy,
            words: Words::new(policy),
            min_digits: u32::try_from(policy.min_digits).unwrap_or(0).max(1),
            max_joined: u32::try_from(policy.max_joined_digits).unwrap_or(0).min(18),
            pieces: Vec::new(),
            raws: Vec::new(),
            hints: Vec::new(),
            cuts: Vec::new(),
            line: 1,
            prefix: None,
            currency: false,
        }
    }

    /// Reads a text; what it found stands in `raws` and `hints` until the next.
    pub(crate) fn scan<'t>(&mut self, text: &'t str) -> &'t str {
        let read = self.scan_numbers(text);
        super::beside::attach(&mut self.raws, &mut self.hints);
        read
    }

    /// The same without the amounts that stand beside numbers.
    pub(super) fn scan_numbers<'t>(&mut self, text: &'t str) -> &'t str {
        self.raws.clear();
        self.hints.clear();
        self.cuts.clear();
        (self.line, self.prefix, self.currency) = (1, None, false);
        let bound = usize::try_from(self.policy.max_bytes).unwrap_or(0).min(u32::MAX as usize);
        let read = within(text, bound);
        if read.len() < text.len() {
            self.cuts.push(Cut::Bytes);
        }
        let mut pieces = std::mem::take(&mut self.pieces);
        cut(read, &mut pieces);
        let most = usize::try_from(self.policy.max_mentions).unwrap_or(0);
        let mut at = 0_usize;
        while let Some(piece) = pieces.get(at) {
            if self.raws.len() >= most || self.hints.len() >= most {
                self.cuts.push(Cut::Mentions);
                self.raws.truncate(most);
                break;
            }
            let next = match piece.class {
                Class::Digits => self.number(read, &pieces, at),
                Class::Letters => self.word(read, &pieces, at),
                Class::Sign(sign) => self.sign(read, &pieces, at, sign),
                Class::Mark => at,
                Class::Break => {
                    self.line = self.line.saturating_add(1);
                    self.currency = false;
                    at
                }
            };
            at = next.max(at.saturating_add(1));
        }
        self.pieces = pieces;
        read
    }

    /// A word: what it says of the numbers after it, what it explains, or the beginning of a proved number.
    fn word(&mut self, text: &str, pieces: &[Piece], at: usize) -> usize {
        let Some(piece) = pieces.get(at) else { return at };
        if let Some(next) = self.pattern(text, pieces, at).or_else(|| self.proved(text, pieces, at)) {
            return next;
        }
        let glued = pieces.get(at.saturating_add(1)).is_some_and(|next| next.blanks == 0 && next.class == Class::Digits);
        let entry = self.words.find(text, piece);
        if !glued && let Some((hint, next)) = entry.and_then(|entry| entry.hint(text, pieces, at)) {
            return self.hint(pieces, at, hint, next);
        }
        match entry.and_then(|entry| entry.means) {
            Some(WordMeaning::Currency) => self.currency = true,
            Some(WordMeaning::Number | WordMeaning::And | WordMeaning::Through) => {}
            means => {
                self.prefix = (means.is_some() || glued).then(|| Prefix {
                    start: piece.start,
                    end: piece.end,
                    letters: Letters::of(slice(text, piece).as_bytes()),
                    means,
                    line: self.line,
                });
            }
        }
        at
    }

    /// A sign that begins something: a structured communication, a telephone number, a currency.
    fn sign(&mut self, text: &str, pieces: &[Piece], at: usize, sign: u8) -> usize {
        let Some(piece) = pieces.get(at) else { return at };
        match sign {
            b'$' => self.currency = true,
            b'+' | b'*' if piece.value == 3 => return self.belgian(text, pieces, at).unwrap_or(at),
            b'+' if piece.value == 1 => {
                let after_digits = piece.blanks == 0
                    && at.checked_sub(1).and_then(|before| pieces.get(before)).is_some_and(|before| before.class == Class::Digits);
                if !after_digits {
                    return self.phone(pieces, at).unwrap_or(at);
                }
            }
            _ => {}
        }
        at
    }

    fn hint(&mut self, pieces: &[Piece], at: usize, hint: usize, mut next: usize) -> usize {
        let (Some(first), Some(last)) = (pieces.get(at), next.checked_sub(1).and_then(|last| pieces.get(last))) else { return next };
        let (start, mut end) = (first.start, last.end);
        let mut number = None;
        if self.policy.hints.get(hint).is_some_and(|hint| hint.has_number) {
            let mut skipped = next;
            while pieces.get(skipped).is_some_and(|piece| matches!(piece.class, Class::Sign(b'#' | b':' | b'.' | b'-'))) {
                skipped = skipped.saturating_add(1);
            }
            if let Some(piece) = pieces.get(skipped).filter(|piece| piece.class == Class::Digits)
                && amount_at(pieces, skipped, false).is_none()
            {
                number = Some((piece.start, piece.end));
                end = piece.end;
                next = skipped.saturating_add(1);
            }
        }
        self.hints.push(RawHint { hint, start, end, line: self.line, number, amount: None, percent: None });
        self.prefix = None;
        next
    }

    fn plain(&self, kind: MentionKind, start: u32, end: u32) -> Raw {
        Raw {
            kind,
            start,
            end,
            line: self.line,
            value: None,
            digits: 0,
            prefix: None,
            is_glued: false,
            through: None,
            is_plain_range: false,
            joined: false,
            is_tail: false,
            weak: false,
            amount: None,
            date: None,
            scheme: None,
        }
    }
}

/// The text up to a bound in bytes, cut between characters.
fn within(text: &str, bound: usize) -> &str {
    let mut end = text.len().min(bound);
    while !text.is_char_boundary(end) {
        end = end.saturating_sub(1);
    }
    text.get(..end).unwrap_or_default()
}

/// The first piece that begins at or after a place.
fn after(pieces: &[Piece], at: usize, end: u32) -> usize {
    let inside = pieces.get(at..).unwrap_or_default().iter().take_while(|piece| piece.start < end).count();
    at.saturating_add(inside)
}

/// All digits of these pieces as one number, and how many there are.
fn concatenated(pieces: &[Piece]) -> (u64, u32) {
    pieces.iter().filter(|piece| piece.class == Class::Digits).fold((0, 0), |(value, digits), piece| {
        let digits: u32 = digits.saturating_add(piece.len());
        if digits > 18 {
            return (super::piece::LONG, digits);
        }
        (value.saturating_mul(10_u64.saturating_pow(piece.len())).saturating_add(piece.value), digits)
    })
}
