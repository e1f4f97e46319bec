//! The discount of what is left of a document is a share of the whole discount, which payers round in their own way.

use super::super::account::{Manner, Priced};
use super::super::reading::{Part, PartKind};
use super::{Explained, Gap};

/// The difference is at most one smallest unit for each document that was paid in part before and whose discount is taken now.
pub(super) fn rounded_otherwise(gap: &Gap<'_>) -> Vec<Explained> {
    super::one_or_doubtful(gap.priced.iter().filter_map(|priced| explained(gap, priced)).collect())
}

fn explained(gap: &Gap<'_>, priced: &Priced) -> Option<Explained> {
    if !matches!(priced.manner, Manner::Discount { .. }) {
        return None;
    }
    let short = gap.shortage(priced);
    let share = |place: &usize| {
        let (item, open) = (gap.item(*place)?, gap.open(*place));
        let paid = gap.sight.terms.paid(item, open, priced.manner);
        let is_share = item.original.to_minor(gap.sight.decimals) != Some(open);
        let is_left = paid.taken > 0 && paid.taken.saturating_add(short.signum()) > 0;
        (is_share && is_left).then_some(Part::new(*place, short.signum(), PartKind::Discount { unearned: paid.unearned }))
    };
    let mut parts: Vec<Part> = gap.debits.iter().filter_map(share).collect();
    let units = usize::try_from(short.unsigned_abs()).ok().filter(|units| (1..=parts.len()).contains(units))?;
    parts.truncate(units);
    let text = "the discount of what was left of it, but for the smallest unit: the payer rounded the share otherwise";
    let inputs = parts.iter().map(|part| gap.line(part.place)).collect();
    Some(gap.explained(gap.reading(priced, parts)?, "discount_share", text, short, inputs))
}
