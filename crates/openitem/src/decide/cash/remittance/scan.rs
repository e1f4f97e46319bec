//! The scanner: one walk over the pieces of a text that says what each number is.

use chrono::NaiveDate;

use super::check_digits::{end_of_97, modulo_10_recursive};
use super::figures::{Figure, amount_at, date_at, is_solid_date};
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

/// How many numbers written apart may be one.
const MOST_PARTS: usize = 4;

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
        if !glued && let Some((hint, next)) = self.words.hint(text, pieces, at) {
            return self.hint(pieces, at, hint, next);
        }
        match self.words.meaning(text, piece) {
            Some(WordMeaning::Currency) => self.currency = true,
            Some(WordMeaning::Number | WordMeaning::And | WordMeaning::Through) => {}
            means => {
                self.prefix = (means.is_some() || glued).then_some(Prefix { start: piece.start, end: piece.end, means, line: self.line })
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

    /// `+49 89 1234-567`: at least two groups, eight to fifteen digits.
    fn phone(&mut self, pieces: &[Piece], at: usize) -> Option<usize> {
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
    fn belgian(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let [open, a, first, b, second, c, close] = pieces.get(at..at.saturating_add(7))? else { return None };
        let lengths = [(a, 3), (b, 4), (c, 5)].iter().all(|(part, length)| part.class == Class::Digits && part.len() == *length);
        (lengths && first.is(b'/') && second.is(b'/') && close.class == open.class && close.value == 3).then_some(())?;
        let value = format!("{}{}{}", slice(text, a), slice(text, b), slice(text, c));
        super::structured::belgian(value.as_bytes()).then_some(())?;
        self.proved_span(StructuredScheme::Belgian, open.start, close.end);
        Some(at.saturating_add(7))
    }

    /// A number that proves itself where it begins with letters: ISO 11649, IBAN.
    fn proved(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
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
    fn swiss(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
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
    fn pattern(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
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

    /// A number that begins with digits.
    fn number(&mut self, text: &str, pieces: &[Piece], at: usize) -> usize {
        if let Some(next) = self.pattern(text, pieces, at).or_else(|| self.swiss(text, pieces, at)) {
            return next;
        }
        let lead = self.lead(text, pieces, at);
        let has_currency = std::mem::take(&mut self.currency);
        if lead.is_none()
            && let Some(next) = self.figure(text, pieces, at, has_currency)
        {
            return next;
        }
        self.range(text, pieces, at, lead);
        self.references(text, pieces, at, lead)
    }

    /// A percentage, a date or an amount.
    fn figure(&mut self, text: &str, pieces: &[Piece], at: usize, has_currency: bool) -> Option<usize> {
        let first = pieces.get(at)?;
        if let Some((day, next)) = date_at(pieces, at) {
            let end = pieces.get(next.checked_sub(1)?)?.end;
            let mut raw = self.plain(MentionKind::Date, first.start, end);
            let (value, digits) = concatenated(pieces.get(at..next)?);
            (raw.date, raw.value, raw.digits, raw.weak, raw.joined) = (day, Some(value), digits, true, true);
            self.raws.push(raw);
            return Some(next);
        }
        let sure = amount_at(pieces, at, false);
        let beside = has_currency || self.currency_after(text, pieces, at);
        let found = sure.or_else(|| amount_at(pieces, at, beside || percent_after(pieces, at)));
        let (figure, next) = found?;
        let end = pieces.get(next.checked_sub(1)?)?.end;
        if let Some(percent) = pieces.get(next).filter(|piece| piece.is(b'%')) {
            let mut raw = self.plain(MentionKind::Percent, first.start, percent.end);
            raw.amount = Some(figure);
            self.raws.push(raw);
            return Some(next.saturating_add(1));
        }
        let mut raw = self.plain(MentionKind::Amount, first.start, end);
        raw.amount = Some(figure);
        if sure.is_none() && first.len() >= self.min_digits {
            (raw.value, raw.digits, raw.weak) = (Some(first.value), first.len(), true);
        }
        self.raws.push(raw);
        Some(next)
    }

    fn currency_after(&self, text: &str, pieces: &[Piece], at: usize) -> bool {
        let is_digits = |at: usize| pieces.get(at).is_some_and(|piece| piece.class == Class::Digits);
        let mut next = at.saturating_add(1);
        while pieces.get(next).is_some_and(|piece| piece.is_inner(b",.'"))
            && is_digits(next.saturating_add(1))
            && next < at.saturating_add(8)
        {
            next = next.saturating_add(2);
        }
        // A currency between two numbers belongs to the second.
        !is_digits(next.saturating_add(1))
            && pieces.get(next).is_some_and(|piece| match piece.class {
                Class::Sign(b'$') => true,
                Class::Letters => self.words.meaning(text, piece) == Some(WordMeaning::Currency),
                _ => false,
            })
    }

    /// Where the letters begin that are glued to a number, or stand before it with one inner sign; nothing where there are
    /// none, or where they are a currency.
    fn lead(&mut self, text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
        let mut lead = None;
        let mut here = at;
        for _ in 0..MOST_PARTS {
            let inner = pieces.get(here).is_some_and(|piece| piece.blanks == 0);
            let before = here.checked_sub(1).filter(|_| inner)?;
            let piece = pieces.get(before)?;
            if piece.class == Class::Letters {
                lead = Some(before);
                break;
            }
            if !piece.is_inner(b"-/_") {
                break;
            }
            here = before;
        }
        let piece = pieces.get(lead?)?;
        if self.words.meaning(text, piece) == Some(WordMeaning::Currency) {
            self.currency = true;
            return None;
        }
        lead
    }

    /// Every reading of the digits that begin here: alone, and with those that follow.
    fn references(&mut self, text: &str, pieces: &[Piece], at: usize, lead: Option<usize>) -> usize {
        let Some(first) = pieces.get(at) else { return at };
        let glued = lead.and_then(|lead| pieces.get(lead));
        let says = self.prefix.filter(|prefix| prefix.line == self.line).and_then(|prefix| prefix.means);
        let named = matches!(says, Some(WordMeaning::Invoice | WordMeaning::CreditMemo)) || glued.is_some();
        let start = glued.map_or(first.start, |piece| piece.start);
        let tail = lead.is_none() && tail_before(pieces, at) || glued.is_some_and(|piece| is_masked(slice(text, piece)));
        let mut raw = self.plain(MentionKind::Reference, start, suffix_end(text, pieces, at));
        (raw.value, raw.digits, raw.prefix, raw.is_glued, raw.is_tail) =
            (Some(first.value), first.len(), self.prefix, glued.is_some(), tail);
        raw.weak = is_solid_date(first) || matches!(says, Some(WordMeaning::Other | WordMeaning::Party));
        if first.len() >= self.min_digits || named || tail {
            self.raws.push(raw);
        }
        let (mut value, mut digits, mut last) = (first.value, first.len(), at);
        for _ in 1..MOST_PARTS {
            let Some(next) = joinable(text, pieces, last) else { break };
            let Some(part) = pieces.get(next) else { break };
            digits = digits.saturating_add(part.len());
            if digits > self.max_joined
                || (part.blanks > 0 && (amount_at(pieces, next, false).is_some() || date_at(pieces, next).is_some()))
            {
                break;
            }
            value = value.saturating_mul(10_u64.saturating_pow(part.len())).saturating_add(part.value);
            last = next;
            if digits >= self.min_digits || named {
                let end = suffix_end(text, pieces, last);
                self.raws.push(Raw { value: Some(value), digits, end, joined: true, ..raw });
            }
        }
        at
    }

    /// A range that begins with these digits: `31-35`, `1001…1005`, `1001 to 1005`.
    fn range(&mut self, text: &str, pieces: &[Piece], at: usize, lead: Option<usize>) {
        let (Some(first), Some(sign)) = (pieces.get(at), pieces.get(at.saturating_add(1))) else { return };
        let plain = match sign.class {
            Class::Sign(b'-') if sign.value == 1 => false,
            Class::Sign(b'.') if sign.value >= 2 => true,
            Class::Sign(b'-' | b'~') => true,
            Class::Letters => self.words.meaning(text, sign) == Some(WordMeaning::Through),
            _ => return,
        };
        if sign.class == Class::Letters && !plain {
            return;
        }
        let Some(end) = range_end(text, pieces, at.saturating_add(2), &self.words) else { return };
        let Some(last) = pieces.get(end) else { return };
        let chain = |sign: Option<&Piece>| sign.is_some_and(|sign| sign.is_inner(b"-"));
        let is_chain =
            chain(pieces.get(end.saturating_add(1))) || (lead.is_none() && chain(at.checked_sub(1).and_then(|before| pieces.get(before))));
        if !plain && is_chain || first.len() > 18 || last.len() > first.len() {
            return;
        }
        let power = 10_u64.saturating_pow(last.len());
        let through = first.value.checked_div(power).unwrap_or(0).saturating_mul(power).saturating_add(last.value);
        let width = through.checked_sub(first.value);
        if width.is_none_or(|width| width == 0 || width >= u64::try_from(self.policy.max_range).unwrap_or(0)) {
            if plain && width.is_some_and(|width| width > 0) {
                self.cuts.push(Cut::Range);
            }
            return;
        }
        let glued = lead.and_then(|lead| pieces.get(lead));
        let mut raw = self.plain(MentionKind::Reference, glued.map_or(first.start, |piece| piece.start), last.end);
        (raw.value, raw.digits, raw.prefix, raw.is_glued) = (Some(first.value), first.len(), self.prefix, glued.is_some());
        (raw.through, raw.is_plain_range) = (Some(through), plain);
        raw.is_tail = tail_before(pieces, at);
        self.raws.push(raw);
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

fn percent_after(pieces: &[Piece], at: usize) -> bool {
    pieces.get(at.saturating_add(1)).is_some_and(|piece| piece.is(b'%'))
}

/// Whether dots or stars say that only the end of a number stands here.
fn tail_before(pieces: &[Piece], at: usize) -> bool {
    let glued = pieces.get(at).is_some_and(|piece| piece.blanks == 0);
    let before = at.checked_sub(1).and_then(|before| pieces.get(before)).filter(|_| glued);
    before.is_some_and(|piece| matches!(piece.class, Class::Sign(b'.' | b'*')) && piece.value >= 2)
        && !at.checked_sub(2).and_then(|before| pieces.get(before)).is_some_and(|piece| {
            piece.class == Class::Digits && at.checked_sub(1).and_then(|sign| pieces.get(sign)).is_some_and(|sign| sign.blanks == 0)
        })
}

fn is_masked(word: &str) -> bool {
    word.len() >= 2 && word.bytes().all(|letter| letter.eq_ignore_ascii_case(&b'X'))
}

/// The digits that may belong to the same number as the digits at a place: glued by a sign, one or more letters or the mark
/// of a field, or after one blank.
fn joinable(text: &str, pieces: &[Piece], at: usize) -> Option<usize> {
    let next = at.saturating_add(1);
    let piece = pieces.get(next)?;
    match piece.class {
        Class::Digits => (piece.blanks == 1).then_some(next),
        Class::Mark => pieces.get(next.saturating_add(1)).filter(|after| after.class == Class::Digits).map(|_| next.saturating_add(1)),
        _ if piece.blanks == 0 => {
            let mut end = next;
            while end < next.saturating_add(3) {
                let piece = pieces.get(end)?;
                if piece.blanks > 0 {
                    return None;
                }
                match piece.class {
                    Class::Digits => return Some(end),
                    Class::Letters if slice(text, piece).len() <= 4 => {}
                    Class::Sign(_) if piece.is_inner(b"-/._") => {}
                    _ => return None,
                }
                end = end.saturating_add(1);
            }
            pieces.get(end).filter(|piece| piece.blanks == 0 && piece.class == Class::Digits).map(|_| end)
        }
        _ => None,
    }
}

/// Where a number ends with the few letters glued behind it (`-B`).
fn suffix_end(text: &str, pieces: &[Piece], at: usize) -> u32 {
    let own = pieces.get(at).map_or(0, |piece| piece.end);
    let next = at.saturating_add(1);
    let sign = pieces.get(next).is_some_and(|piece| piece.is_inner(b"-/_"));
    let letters = pieces.get(if sign { next.saturating_add(1) } else { next });
    match letters {
        Some(piece) if piece.class == Class::Letters && piece.blanks == 0 && slice(text, piece).len() <= 3 => {
            let goes_on = pieces
                .get(at.saturating_add(if sign { 3 } else { 2 }))
                .is_some_and(|next| next.blanks == 0 && matches!(next.class, Class::Digits | Class::Letters));
            if goes_on { own } else { piece.end }
        }
        _ => own,
    }
}

/// The digits that end a range, after dots or the word that stood before the first too.
fn range_end(text: &str, pieces: &[Piece], at: usize, words: &Words) -> Option<usize> {
    for next in at..at.saturating_add(4) {
        let piece = pieces.get(next)?;
        match piece.class {
            Class::Digits => return Some(next),
            Class::Sign(b'.' | b'#' | b'-' | b'*') => {}
            Class::Letters if words.meaning(text, piece).is_some() => {}
            _ => return None,
        }
    }
    None
}
