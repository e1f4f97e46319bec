//! What to post: certificates received with what rounding leaves, and refusals, each by customer.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::follow::{Judged, Proof};
use super::matching::Found;
use super::papers::Paper;
use super::policy::WithholdingPolicy;
use super::record::CertificateSource;
use crate::entry::{CertificateReceived, CertificateRefused, RefusedOutcome};
use crate::{Amount, Basis, CustomerId, EntityId, EntryKind, ProposedBatch, ProposedEntry, Reason, ReasonInput};

type Key<'a> = (bool, &'a EntityId, Option<&'a CustomerId>);

/// The proposals: receipts of certificates first, then refusals, each by entity and customer.
pub(super) fn proposals(
    judged: &[Judged<'_>],
    proofs: &[Proof],
    papers: &[Paper<'_>],
    as_of: NaiveDate,
    policy: &WithholdingPolicy,
) -> Vec<ProposedBatch> {
    let found = by_item(proofs);
    let mut batches: BTreeMap<Key<'_>, ProposedBatch> = BTreeMap::new();
    let mut judged: Vec<&Judged<'_>> = judged.iter().collect();
    crate::value::sort_by(&mut judged, |one, other| one.item.id.cmp(&other.item.id));
    for one in judged {
        let lines = lines(one, &found, papers, policy);
        let is_refusal = one.booking.refused.is_positive();
        if lines.is_empty() {
            continue;
        }
        let (item, key) = (one.item, (is_refusal, &one.item.entity, one.item.customer.as_ref()));
        let batch = batches.entry(key).or_insert_with(|| {
            let subject = item.customer.as_ref().map_or(item.entity.as_str(), CustomerId::as_str);
            ProposedBatch::new("withholding.reconcile", subject, item.entity.clone(), as_of)
        });
        for (kind, reason) in lines {
            let mut entry = ProposedEntry::new(kind);
            entry.customer.clone_from(&item.customer);
            batch.entries.push(entry);
            batch.reasons.push(reason);
        }
        let mut basis = Basis::new(item.id.clone(), item.open);
        basis.last.clone_from(&item.last);
        batch.basis.push(basis);
    }
    batches.into_values().collect()
}

/// What was found of each item, by its rank and the kind of proof.
fn by_item(proofs: &[Proof]) -> HashMap<(usize, CertificateSource), Vec<&Found>> {
    let mut out: HashMap<(usize, CertificateSource), Vec<&Found>> = HashMap::new();
    for proof in proofs {
        for found in &proof.found {
            out.entry((found.rank, proof.source)).or_default().push(found);
        }
    }
    out
}

fn lines(
    one: &Judged<'_>,
    found: &HashMap<(usize, CertificateSource), Vec<&Found>>,
    papers: &[Paper<'_>],
    policy: &WithholdingPolicy,
) -> Vec<(EntryKind, Reason)> {
    let booking = &one.booking;
    let mut out = Vec::new();
    let mut left = booking.proved;
    for found in found.get(&(one.rank, booking.source)).map(Vec::as_slice).unwrap_or_default() {
        let Some(paper) = papers.get(found.paper) else { continue };
        let amount = found.amount.min(left);
        if amount.is_positive() {
            left = left.checked_sub(amount).unwrap_or_default();
            out.push((received(one, paper, amount), found.reason.clone()));
        }
    }
    if booking.rounding.is_positive() {
        let text = "what is certified agrees but for rounding, which is borne";
        let reason = reason("rounding", text, booking.rounding, one);
        out.push((refused(one, booking.rounding, RefusedOutcome::Expense, &policy.rounding_reason), reason));
    }
    if booking.refused.is_positive() {
        let text = match booking.outcome {
            RefusedOutcome::CollectAgain => "no certificate proves it: the customer owes it again",
            RefusedOutcome::Expense => "no certificate proves it: it is borne",
        };
        out.push((refused(one, booking.refused, booking.outcome, &booking.refused_reason), reason("refused", text, booking.refused, one)));
    }
    out
}

fn received(one: &Judged<'_>, paper: &Paper<'_>, amount: Amount) -> EntryKind {
    let certificate = paper.certificate;
    let mut received = CertificateReceived::new(one.item.id.clone(), amount);
    received.number = Some(paper.number().to_owned());
    received.date = certificate.date;
    received.period = Some(format!("{}/{}", certificate.period_start, certificate.period_end));
    EntryKind::certificate_received(received)
}

fn refused(one: &Judged<'_>, amount: Amount, outcome: RefusedOutcome, reason: &crate::ReasonCode) -> EntryKind {
    let mut refused = CertificateRefused::new(one.item.id.clone(), amount, outcome).with_reason(reason.clone());
    if outcome == RefusedOutcome::CollectAgain {
        refused.reinstates.clone_from(&one.item.withheld_from);
    }
    EntryKind::certificate_refused(refused)
}

fn reason(rule: &str, text: &str, amount: Amount, one: &Judged<'_>) -> Reason {
    let inputs = [
        ("item", Some(one.item.id.to_string())),
        ("amount", Some(amount.to_string())),
        ("due", one.outcome.due.map(|due| due.to_string())),
        ("days_past_due", one.outcome.days_past_due.map(|days| days.to_string())),
    ];
    let inputs: Vec<ReasonInput> = inputs.into_iter().filter_map(|(name, value)| Some(ReasonInput::new(name, value?))).collect();
    Reason::new(rule, text).with_inputs(inputs)
}
