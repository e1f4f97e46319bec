//! The entries of a write-off: against the allowance as far as it goes, with the tax in it, and who must agree.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::assess::FoundRule;
use super::policy::{BeyondAllowance, WriteOffPolicy};
use super::record::{WriteOffCandidate, WriteOffRequest};
use super::tax::tax_in;
use crate::approval::{ApprovalRequest, needed};
use crate::entry::{EntryKind, TaxPart, WriteOff, WriteOffMethod};
use crate::{
    Amount, Basis, Cause, Currency, CustomerId, EntityId, ItemId, OpenItem, OpenItemError, ProposedBatch, ProposedEntry, Reason,
    ReasonInput, minor_units,
};

/// What is left of the allowances, and what was written off of each customer in the year.
pub(super) struct Cover<'a> {
    request: &'a WriteOffRequest,
    as_of: NaiveDate,
    policy: &'a WriteOffPolicy,
    basis: HashMap<&'a ItemId, &'a Basis>,
    left: HashMap<(&'a EntityId, Currency), Amount>,
    granted: HashMap<(Option<&'a CustomerId>, Currency), Amount>,
}

impl<'a> Cover<'a> {
    pub fn new(request: &'a WriteOffRequest, as_of: NaiveDate, policy: &'a WriteOffPolicy) -> Result<Self, OpenItemError> {
        let overflow = || OpenItemError::overflow("what was written off in the year");
        let basis = request.basis.iter().map(|basis| (&basis.item, basis)).collect();
        let mut cover = Self { request, as_of, policy, basis, left: HashMap::new(), granted: HashMap::new() };
        for row in &request.allowance {
            let left = cover.left.entry((&row.entity, row.currency)).or_default();
            *left = left.checked_add(row.amount).ok_or_else(overflow)?;
        }
        let since = year_of(as_of, policy.year_begins);
        for one in request.applied.iter().filter(|one| one.cause == Cause::WrittenOff && one.effective >= since && one.effective <= as_of) {
            let sum = cover.granted.entry((one.customer.as_ref(), one.currency)).or_default();
            *sum = sum.checked_add(one.amount).ok_or_else(overflow)?;
        }
        Ok(cover)
    }

    /// A candidate with its entries; what it takes of the allowance and of the year is gone for the next.
    pub fn candidate(&mut self, item: &'a OpenItem, found: FoundRule) -> Result<WriteOffCandidate, OpenItemError> {
        let mut asked = ApprovalRequest::new("write_off", item.currency, found.amount).with_reason(found.reason.clone());
        asked.customer.clone_from(&item.customer);
        let sum = self.granted.entry((item.customer.as_ref(), item.currency)).or_default();
        asked.before = Some(*sum);
        *sum = sum.checked_add(found.amount).ok_or_else(|| OpenItemError::overflow("what was written off in the year"))?;
        let approval = needed(&asked, &self.policy.approval)?;
        let mut reasons = found.reasons;
        let mut batch = ProposedBatch::new("write_off.assess", item.id.as_str(), item.entity.clone(), self.as_of)
            .with_basis(vec![self.relied_upon(item)]);
        let taxes = self.taxes(item, found.amount, &mut reasons)?;
        for (method, amount, taxes) in self.parts(item, found.method, found.amount, taxes, &mut reasons)? {
            let write_off = WriteOff::new(item.id.clone(), amount).with_method(method).with_reason(found.reason.clone()).with_taxes(taxes);
            let entry = ProposedEntry::new(EntryKind::write_off(write_off));
            batch.entries.push(match &item.customer {
                Some(customer) => entry.with_customer(customer.clone()),
                None => entry,
            });
        }
        batch.reasons.clone_from(&reasons);
        Ok(WriteOffCandidate {
            item: item.id.clone(),
            entity: item.entity.clone(),
            customer: item.customer.clone(),
            currency: item.currency,
            open: item.open,
            amount: found.amount,
            days: found.days,
            rule: found.rule,
            reason: found.reason,
            method: found.method,
            approval,
            batch,
            reasons,
        })
    }

    /// The item as it is relied upon, with the entry that moved it last where the caller gave it.
    fn relied_upon(&self, item: &OpenItem) -> Basis {
        let last = self.basis.get(&item.id).and_then(|basis| basis.last.clone());
        Basis { last, ..Basis::new(item.id.clone(), item.open) }
    }

    fn taxes(&self, item: &OpenItem, amount: Amount, reasons: &mut Vec<Reason>) -> Result<Vec<TaxPart>, OpenItemError> {
        if !self.policy.reclaims_tax {
            return Ok(Vec::new());
        }
        let digits = minor_units(item.currency, &self.request.currencies)?;
        Ok(tax_in(item, amount, digits)?.unwrap_or_else(|reason| {
            reasons.push(reason);
            Vec::new()
        }))
    }

    /// The parts of a write-off by what they are booked against. The allowance bears what is not tax; the tax stays with the first part.
    fn parts(
        &mut self,
        item: &'a OpenItem,
        method: WriteOffMethod,
        amount: Amount,
        taxes: Vec<TaxPart>,
        reasons: &mut Vec<Reason>,
    ) -> Result<Vec<(WriteOffMethod, Amount, Vec<TaxPart>)>, OpenItemError> {
        let overflow = || OpenItemError::overflow("a write-off");
        let is_split = method == WriteOffMethod::Allowance && self.policy.beyond_allowance == BeyondAllowance::Direct;
        let Some(left) = self.left.get_mut(&(&item.entity, item.currency)).filter(|_| method == WriteOffMethod::Allowance) else {
            return Ok(vec![(method, amount, taxes)]);
        };
        let tax = Amount::checked_sum(taxes.iter().map(|tax| tax.amount)).ok_or_else(overflow)?;
        let borne = amount.checked_sub(tax).ok_or_else(overflow)?;
        let covered = if !is_split || borne <= *left { borne } else { (*left).max(Amount::ZERO) };
        *left = left.checked_sub(covered).ok_or_else(overflow)?;
        let rest = borne.checked_sub(covered).ok_or_else(overflow)?;
        if !rest.is_positive() {
            return Ok(vec![(method, amount, taxes)]);
        }
        let inputs = vec![ReasonInput::new("covered", covered.to_string()), ReasonInput::new("expense", rest.to_string())];
        let text = format!("the allowance covers {covered}: {rest} are expense of the day");
        reasons.push(Reason::new("beyond_allowance", text).with_inputs(inputs));
        if !covered.is_positive() {
            return Ok(vec![(WriteOffMethod::Direct, amount, taxes)]);
        }
        let first = amount.checked_sub(rest).ok_or_else(overflow)?;
        Ok(vec![(method, first, taxes), (WriteOffMethod::Direct, rest, Vec::new())])
    }
}

/// How much of an entry the allowance bears.
pub(super) fn from_allowance(kind: &EntryKind) -> Amount {
    match kind {
        EntryKind::WriteOff { write_off } if write_off.method == WriteOffMethod::Allowance => {
            let tax = Amount::checked_sum(write_off.taxes.iter().map(|tax| tax.amount)).unwrap_or_default();
            write_off.amount.checked_sub(tax).unwrap_or_default()
        }
        _ => Amount::ZERO,
    }
}

/// The first day of the year that a date lies in, where years begin with a month.
fn year_of(date: NaiveDate, begins: i32) -> NaiveDate {
    let month = u32::try_from(begins).unwrap_or(1);
    let year = if date.month() >= month { date.year() } else { date.year().saturating_sub(1) };
    NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(date)
}
