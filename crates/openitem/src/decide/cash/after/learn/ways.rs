//! What a payment paid at a time, and how it named it.

use super::super::super::policy::CashRuleKind;
use super::super::super::remittance::{MatchedHow, ReferencePolicy, find_references};
use super::payments::{Payment, month};
use crate::OpenItem;
use crate::cash::ReferenceStyle;

/// What was paid at a time. One item is one item, whatever else would fit.
pub(super) fn pays_by(payment: &Payment<'_>) -> CashRuleKind {
    let paid = || payment.lines.iter().map(|line| &line.item);
    let months = (paid().map(|item| month(item.document_date)).min(), paid().map(|item| month(item.document_date)).max());
    let last = paid().map(|item| item.due.unwrap_or(item.document_date)).max();
    if payment.lines.len() == 1 {
        CashRuleKind::OneItem
    } else if !payment.beside.any {
        CashRuleKind::AllOpen
    } else if payment.beside.first_due > last {
        CashRuleKind::DueRun
    } else if months.0 == months.1 && !payment.beside.same_month {
        CashRuleKind::Month
    } else {
        CashRuleKind::Combination
    }
}

/// How what was paid was named: by the surest name of any of it; none where the ledger began with the money.
pub(super) fn reference_style(payment: &Payment<'_>) -> Option<ReferenceStyle> {
    let receipt = payment.receipt?;
    let text = receipt.remittance.as_deref().unwrap_or_default();
    let items: Vec<OpenItem> = payment.lines.iter().map(|line| line.item.clone()).collect();
    let found = find_references(&items, text, &receipt.remittance_lines, &[], &ReferencePolicy::new());
    let surest = found.references.iter().flat_map(|reference| &reference.items).map(|item| item.how).min();
    Some(match surest {
        Some(how) if how <= MatchedHow::InRange => ReferenceStyle::WholeNumbers,
        Some(_) => ReferenceStyle::LastDigits,
        None => ReferenceStyle::Unnamed,
    })
}
