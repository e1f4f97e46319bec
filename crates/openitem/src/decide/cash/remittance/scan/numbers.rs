//! Numbers that begin with digits: percentages, dates, amounts, references in every reading, ranges.

use super::super::figures::{amount_at, date_at, is_solid_date};
use super::super::mention::MentionKind;
use super::super::piece::{Class, Piece};
use super::super::policy::WordMeaning;
use super::super::words::{Words, slice};
use super::{Cut, Raw, Scanner, concatenated};

/// How many numbers written apart may be one.
const MOST_PARTS: usize = 4;

impl Scanner<'_> {
    /// A number that begins with digits.
    pub(super) fn number(&mut self, text: &str, pieces: &[Piece], at: usize) -> usize {
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
        let found = sure.or_else(|| (beside || percent_after(pieces, at)).then(|| amount_at(pieces, at, true)).flatten());
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
    #[inline]
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
    #[inline]
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
}

#[inline]
fn percent_after(pieces: &[Piece], at: usize) -> bool {
    pieces.get(at.saturating_add(1)).is_some_and(|piece| piece.is(b'%'))
}

/// Whether dots or stars say that only the end of a number stands here.
#[inline]
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
#[inline]
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
#[inline]
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
