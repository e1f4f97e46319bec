//! What a payment paid at a time, and how it named it.

use chrono::{Datelike, NaiveDate};

use super::super::policy::CashRuleKind;
use super::super::remittance::{MatchedHow, ReferencePolicy, find_references};
use super::payments::Payment;
use crate::OpenItem;
use crate::cash::ReferenceStyle;

/// What was paid at a time. One item is one item, whatever else would fit.
pub(super) fn pays_by(payment: &Payment<'_>) -> CashRuleKind {
    let paid = || payment.lines.iter().map(|line| &line.item);
    let due = |item: &OpenItem| item.due.unwrap_or(item.document_date);
    let month = |item: &OpenItem| month_of(item.document_date);
    let months = (paid().map(month).min(), paid().map(month).max());
    let last = paid().map(due).max();
    if payment.lines.len() == 1 {
        CashRuleKind::OneItem
    } else if payment.beside.is_empty() {
        CashRuleKind::AllOpen
    } else if payment.beside.iter().all(|item| Some(due(item)) > last) {
        CashRuleKind::DueRun
    } else if months.0 == months.1 && payment.beside.iter().all(|item| Some(month(item)) != months.0) {
        CashRuleKind::Month
    } else {
        CashRuleKind::Combination
    }
}

fn month_of(date: NaiveDate) -> (i32, u32) {
    (date.year(), date.month())
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
