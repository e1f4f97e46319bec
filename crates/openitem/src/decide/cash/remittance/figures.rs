//! Amounts and dates in a run of pieces, told from references by their shape.

use chrono::{Datelike, NaiveDate};

use super::piece::{Class, Piece};

/// An amount as written: its digits, and how many of them are decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    pub(super) value: i64,
    pub(super) decimals: u8,
}

/// Groups of digits that one kind of sign or another holds together, at most.
const MOST_GROUPS: usize = 7;

/// An amount with decimals that begins at this piece, and the piece after it: `1,234.56`, `1.234,56`, `1 234,56`, `12,34,567.00`.
/// With a currency beside it, whole amounts too: `1,500`, `15000`.
pub(super) fn amount_at(pieces: &[Piece], at: usize, has_currency: bool) -> Option<(Figure, usize)> {
    let first = pieces.get(at).filter(|piece| piece.class == Class::Digits && piece.len() <= 15)?;
    let mut value = first.value;
    let mut digits = first.len();
    let mut thousands = None;
    let mut last = (first.len(), at.saturating_add(1));
    let mut groups = 1_usize;
    while let Some((separator, next)) = group_after(pieces, last.1) {
        let group = pieces.get(next)?;
        digits = digits.saturating_add(group.len());
        if digits > 18 || groups >= MOST_GROUPS || (groups == 1 && group.len() == 3 && first.len() > 3) {
            return None;
        }
        let is_decimals = matches!(separator, b'.' | b',') && group.len() <= 2 && thousands != Some(separator);
        if is_decimals && group_after(pieces, next.saturating_add(1)).is_none() {
            value = shifted(value, group)?;
            return ends(pieces, next).then(|| figure(value, group.len(), next)).flatten();
        }
        let is_group = group.len() == 3 || (group.len() == 2 && separator == b',');
        if !is_group || thousands.is_some_and(|sign| sign != separator) {
            // `1 234 56`: blanks hold nothing together that is no group.
            if separator == b' ' {
                break;
            }
            return None;
        }
        thousands = Some(separator);
        value = shifted(value, group)?;
        last = (group.len(), next.saturating_add(1));
        groups = groups.saturating_add(1);
    }
    let whole = has_currency && (groups == 1 || (last.0 == 3 && thousands != Some(b' ')));
    let end = last.1.saturating_sub(1);
    (whole && ends(pieces, end)).then(|| figure(value, 0, end)).flatten()
}

/// The separator after a group, and the group that follows; a blank counts before three digits only.
#[inline]
fn group_after(pieces: &[Piece], at: usize) -> Option<(u8, usize)> {
    let piece = pieces.get(at)?;
    if piece.class == Class::Digits && piece.blanks == 1 && piece.len() == 3 {
        return Some((b' ', at));
    }
    let next = at.saturating_add(1);
    let group = pieces.get(next).filter(|group| group.class == Class::Digits && group.blanks == 0)?;
    match piece.class {
        Class::Sign(sign @ (b'.' | b',' | b'\'')) if piece.is_inner(b".,'") && group.len() <= 3 => Some((sign, next)),
        _ => None,
    }
}

/// Whether nothing is glued to the end that would make it a part of something longer.
fn ends(pieces: &[Piece], last: usize) -> bool {
    let next = last.saturating_add(1);
    match pieces.get(next) {
        Some(piece) if piece.blanks == 0 => match piece.class {
            Class::Digits => false,
            // A currency may be glued: `12.50EUR`.
            Class::Letters => piece.len() <= 3,
            Class::Sign(b'/' | b'_') => {
                !pieces.get(next.saturating_add(1)).is_some_and(|after| after.class == Class::Digits && after.blanks == 0)
            }
            _ => true,
        },
        _ => true,
    }
}

fn shifted(value: u64, group: &Piece) -> Option<u64> {
    value.checked_mul(10_u64.checked_pow(group.len())?)?.checked_add(group.value)
}

fn figure(value: u64, decimals: u32, last: usize) -> Option<(Figure, usize)> {
    Some((Figure { value: i64::try_from(value).ok()?, decimals: u8::try_from(decimals).ok()? }, last.saturating_add(1)))
}

/// A date of three numbers that begins at this piece, the piece after it, and the day where the order is plain.
#[inline]
pub(super) fn date_at(pieces: &[Piece], at: usize) -> Option<(Option<NaiveDate>, usize)> {
    let [first, sign, second, other, third] = pieces.get(at..at.saturating_add(5))? else { return None };
    let same = |piece: &Piece| piece.is_inner(b"./-") && piece.class == sign.class;
    if !(same(sign) && same(other) && [second, third].iter().all(|part| part.class == Class::Digits && part.blanks == 0)) {
        return None;
    }
    let after = at.saturating_add(5);
    let goes_on = pieces.get(after).is_some_and(|next| next.blanks == 0 && next.class == Class::Digits)
        || (pieces.get(after).is_some_and(|next| next.class == sign.class && next.is_inner(b"./-"))
            && pieces.get(after.saturating_add(1)).is_some_and(|next| next.blanks == 0 && next.class == Class::Digits));
    if goes_on || second.len() > 2 {
        return None;
    }
    let number = |piece: &Piece| u32::try_from(piece.value).ok();
    let (a, b, c) = (number(first)?, number(second)?, number(third)?);
    if first.len() == 4 && third.len() <= 2 {
        return Some((Some(plain(a, b, c)?), after));
    }
    if first.len() > 2 || !matches!(third.len(), 2 | 4) {
        return None;
    }
    let year = if third.len() == 2 { c.saturating_add(2000) } else { c };
    let readings = (plain(year, b, a), plain(year, a, b));
    let day = match readings {
        // Day before month where dots stand, whatever the numbers are.
        (Some(day), _) if sign.is(b'.') => Some(day),
        (Some(day), Some(other)) => (day == other).then_some(day),
        (Some(day), None) | (None, Some(day)) => Some(day),
        (None, None) => return None,
    };
    Some((day, after))
}

/// Whether eight digits could be a date without signs, year first or last.
pub(super) fn is_solid_date(piece: &Piece) -> bool {
    let Ok(number) = u32::try_from(piece.value) else { return false };
    piece.len() == 8
        && (plain(number / 10_000, number / 100 % 100, number % 100).is_some()
            || plain(number % 10_000, number / 10_000 % 100, number / 1_000_000).is_some())
}

/// A date of our times: numbers that are dates of another century are rather numbers.
fn plain(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|date| (1990..2100).contains(&date.year()))
}
