//! Which amount belongs to which number: what stands beside what on a line.

use super::figures::Figure;
use super::mention::MentionKind;
use super::scan::{Raw, RawHint};

/// What stands on a line, in its order.
enum Place {
    /// One reference, in one reading or several: the mentions from one to before the other.
    References {
        from: usize,
        to: usize,
        is_one: bool,
    },
    Amount(Figure),
    Percent(Figure),
    Hint(usize),
}

/// Puts amounts and percentages to the references and hints that they stand beside: behind each of them, or, where a line
/// begins with an amount, before. An amount behind several references is their sum and belongs to none.
pub(super) fn attach(raws: &mut [Raw], hints: &mut [RawHint]) {
    let (mut raw, mut hint) = (0_usize, 0_usize);
    let mut line = Vec::new();
    while raw < raws.len() || hint < hints.len() {
        let number = match (raws.get(raw), hints.get(hint)) {
            (Some(raw), Some(hint)) => raw.line.min(hint.line),
            (Some(raw), None) => raw.line,
            (None, Some(hint)) => hint.line,
            (None, None) => return,
        };
        line.clear();
        while let Some(next) = next_place(raws, hints, &mut raw, &mut hint, number) {
            line.push(next);
        }
        if line.len() > 1 {
            attach_line(&line, raws, hints);
        }
    }
}

/// The next thing on a line.
fn next_place(raws: &[Raw], hints: &[RawHint], raw: &mut usize, hint: &mut usize, line: u32) -> Option<Place> {
    let next_raw = raws.get(*raw).filter(|raw| raw.line == line);
    let next_hint = hints.get(*hint).filter(|hint| hint.line == line);
    if next_hint.is_some_and(|hint| next_raw.is_none_or(|raw| hint.start < raw.start)) {
        let at = *hint;
        *hint = at.saturating_add(1);
        return Some(Place::Hint(at));
    }
    let first = next_raw?;
    let from = *raw;
    *raw = from.saturating_add(1);
    match (first.kind, first.amount) {
        (MentionKind::Amount, Some(figure)) => return Some(Place::Amount(figure)),
        (MentionKind::Percent, Some(figure)) => return Some(Place::Percent(figure)),
        (MentionKind::Reference | MentionKind::Structured, _) => {}
        _ => return next_place(raws, hints, raw, hint, line),
    }
    let (mut end, mut singles) = (first.end, usize::from(!first.joined && first.through.is_none()));
    while let Some(next) = raws.get(*raw).filter(|next| next.line == line && next.start < end && next.kind == MentionKind::Reference) {
        end = end.max(next.end);
        singles = singles.saturating_add(usize::from(!next.joined && next.through.is_none()));
        *raw = raw.saturating_add(1);
    }
    Some(Place::References { from, to: *raw, is_one: singles <= 1 })
}

fn attach_line(line: &[Place], raws: &mut [Raw], hints: &mut [RawHint]) {
    let leads = matches!((line.first(), line.get(1)), (Some(Place::Amount(_)), Some(Place::References { .. })))
        && matches!(line.last(), Some(Place::References { .. }));
    for (at, place) in line.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| line.get(before));
        let beyond = at.checked_sub(2).and_then(|before| line.get(before));
        let after = line.get(at.saturating_add(1));
        match place {
            Place::Percent(figure) => {
                if let Some(Place::Hint(hint)) = before.filter(|place| matches!(place, Place::Hint(_))).or(after)
                    && let Some(hint) = hints.get_mut(*hint)
                {
                    hint.percent = Some(*figure);
                }
            }
            Place::Amount(figure) => match (before, after) {
                (_, Some(Place::References { from, to, is_one })) if leads => give(raws, *from, *to, *is_one, *figure),
                (Some(Place::Hint(hint)), _) => {
                    if let Some(hint) = hints.get_mut(*hint) {
                        hint.amount = hint.amount.or(Some(*figure));
                    }
                }
                (Some(Place::References { from, to, is_one }), _) if !leads && !matches!(beyond, Some(Place::References { .. })) => {
                    give(raws, *from, *to, *is_one, *figure);
                }
                (_, Some(Place::Hint(hint))) => {
                    if let Some(hint) = hints.get_mut(*hint) {
                        hint.amount = Some(*figure);
                    }
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Gives an amount to a reference: to every reading of it, or, where its parts may be references of their own, to the reading
/// that takes them all.
fn give(raws: &mut [Raw], from: usize, to: usize, is_one: bool, figure: Figure) {
    let Some(readings) = raws.get_mut(from..to) else { return };
    let start = readings.first().map_or(0, |raw| raw.start);
    let end = readings.iter().map(|raw| raw.end).max().unwrap_or(0);
    for raw in readings {
        if raw.through.is_none() && (is_one || (raw.start == start && raw.end == end)) {
            raw.amount = Some(figure);
        }
    }
}
