//! The tax in a part of a document.

use crate::entry::TaxPart;
use crate::value::exact::quotient;
use crate::{Amount, OpenItem, OpenItemError, Reason, ReasonInput, Rounding};

/// The tax in what is written off of an item, by the document's own; or why none is told.
///
/// Each tax is reckoned on what was settled before and on that with the part, and the part has the difference: whatever becomes of a
/// document in however many parts, its taxes come out whole.
pub(super) fn tax_in(item: &OpenItem, amount: Amount, digits: i32) -> Result<Result<Vec<TaxPart>, Reason>, OpenItemError> {
    let overflow = || OpenItemError::overflow("the tax in a write-off");
    let total = Amount::checked_sum(item.taxes.iter().map(|tax| tax.amount)).ok_or_else(overflow)?;
    if item.taxes.is_empty() || !item.original.is_positive() {
        return Ok(Ok(Vec::new()));
    }
    if total.is_negative() || total > item.original {
        let inputs = vec![ReasonInput::new("tax", total.to_string()), ReasonInput::new("original", item.original.to_string())];
        let text = "the tax of the document does not lie between nothing and its amount: none is reclaimed";
        return Ok(Err(Reason::new("tax_out_of_range", text).with_inputs(inputs)));
    }
    let whole = item.original;
    let after = whole.checked_sub(item.open).and_then(|settled| settled.checked_add(amount)).ok_or_else(overflow)?.min(whole);
    let before = whole.checked_sub(item.open).ok_or_else(overflow)?.max(Amount::ZERO).min(after);
    let digits = digits.max(whole.scale()).max(item.open.scale()).max(amount.scale());
    let share = |of: Amount| {
        let until = |settled: Amount| {
            let digits = digits.max(of.scale());
            let part = quotient(&[of.decimal(), settled.decimal()], &[whole.decimal()], digits, Rounding::HalfUp);
            part.and_then(|part| Amount::new(part).ok()).ok_or_else(overflow)
        };
        until(after)?.checked_sub(until(before)?).ok_or_else(overflow)
    };
    let mut parts = Vec::with_capacity(item.taxes.len());
    for tax in &item.taxes {
        let base = tax.base.map(share).transpose()?;
        parts.push(TaxPart { code: tax.code.clone(), amount: share(tax.amount)?, base, percent: tax.percent });
    }
    capped(&mut parts, amount).ok_or_else(overflow)?;
    parts.retain(|part| !part.amount.is_zero());
    Ok(Ok(parts))
}

/// Rounding each tax up may come to more than the part itself: the last ones bear it.
fn capped(parts: &mut [TaxPart], amount: Amount) -> Option<()> {
    let total = Amount::checked_sum(parts.iter().map(|part| part.amount))?;
    let mut over = total.checked_sub(amount)?.max(Amount::ZERO);
    for part in parts.iter_mut().rev().filter(|part| part.amount.is_positive()) {
        let less = over.min(part.amount);
        part.amount = part.amount.checked_sub(less)?;
        over = over.checked_sub(less)?;
    }
    Some(())
}
