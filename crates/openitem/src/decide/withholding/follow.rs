//! What came of each pending item, and what to do next about it.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::matching::Found;
use super::policy::{WithholdingPolicy, WithholdingProof};
use super::record::{CertificateSource, PendingWithholding, WithholdingRefusal};
use super::result::{WithholdingAct, WithholdingDifference, WithholdingDifferenceKind as Kind, WithholdingItemOutcome};
use crate::entry::RefusedOutcome;
use crate::{Amount, ItemId, OpenItemError, Reason, ReasonCode, ReasonInput};

/// What the certificates of one kind prove, by the rank of each item.
pub(super) struct Proof {
    pub source: CertificateSource,
    pub found: Vec<Found>,
    pub rounding: Vec<Amount>,
    /// What is proved of each item.
    pub sums: Vec<Amount>,
    /// Items that a held certificate may mean, with what to do about them.
    pub meant: BTreeMap<usize, WithholdingAct>,
}

/// What to book of an item.
pub(super) struct Booking {
    /// Which proof is booked, and how much of it.
    pub source: CertificateSource,
    pub proved: Amount,
    pub rounding: Amount,
    pub refused: Amount,
    pub outcome: RefusedOutcome,
    pub refused_reason: ReasonCode,
}

/// What was said to come for no certificate, by item.
pub(super) struct Refusals<'a> {
    by_item: HashMap<&'a ItemId, Vec<&'a WithholdingRefusal>>,
}

impl<'a> Refusals<'a> {
    pub fn new(refusals: &'a [WithholdingRefusal], as_of: NaiveDate) -> Result<Self, OpenItemError> {
        if let Some(wrong) = refusals.iter().find(|refusal| refusal.amount.is_some_and(Amount::is_negative)) {
            return Err(OpenItemError::invalid(&format!("refusal of {}", wrong.item), wrong.amount.unwrap_or_default(), "at least zero"));
        }
        let mut by_item: HashMap<&ItemId, Vec<&WithholdingRefusal>> = HashMap::new();
        for refusal in refusals.iter().filter(|refusal| refusal.date <= as_of) {
            by_item.entry(&refusal.item).or_default().push(refusal);
        }
        for said in by_item.values_mut() {
            let order = |one: &WithholdingRefusal| (one.date, one.amount.is_none(), one.amount);
            crate::value::sort_by(said, |one, other| (order(one), &one.reason).cmp(&(order(other), &other.reason)));
        }
        Ok(Self { by_item })
    }

    /// How much of what is left of an item is refused, and why.
    fn of(&self, item: &PendingWithholding, rest: Amount) -> Option<(Amount, Option<ReasonCode>)> {
        let said = self.by_item.get(&item.id)?.last()?;
        let wanted = match said.amount {
            None => rest,
            Some(amount) => amount.checked_sub(item.refused)?.min(rest),
        };
        wanted.is_positive().then(|| (wanted, said.reason.clone()))
    }
}

/// An item under judgement.
pub(super) struct Judged<'a> {
    pub item: &'a PendingWithholding,
    pub rank: usize,
    pub booking: Booking,
    pub outcome: WithholdingItemOutcome,
}

/// Judges an item by what is proved of it.
pub(super) fn judge<'a>(
    item: &'a PendingWithholding,
    rank: usize,
    source: CertificateSource,
    proofs: &[Proof],
    refusals: &Refusals<'_>,
    as_of: NaiveDate,
    policy: &WithholdingPolicy,
) -> Result<Judged<'a>, OpenItemError> {
    let proved = policy.proved(source, rank, proofs);
    let meant = proofs.iter().find_map(|proof| proof.meant.get(&rank)).copied();
    let due = policy.due_of(item)?;
    let days = due.map(|due| i32::try_from(as_of.signed_duration_since(due).num_days()).unwrap_or(i32::MAX));
    let rest = item.open.checked_sub(proved).ok_or_else(|| OpenItemError::overflow("what is pending of an item"))?;
    let shared = proofs.iter().find(|proof| proof.source == source).and_then(|proof| proof.rounding.get(rank)).copied();
    let is_rounding = rest.is_positive() && (shared == Some(rest) || (proved.is_positive() && rest <= policy.of_item(item.currency)));
    let rounding = if is_rounding { rest } else { Amount::ZERO };
    let mut booking =
        Booking { source, proved, rounding, refused: Amount::ZERO, outcome: policy.outcome, refused_reason: policy.missing_reason.clone() };
    let open = if is_rounding { Amount::ZERO } else { rest };
    let is_meant = meant.filter(|_| open.is_positive() && proved.is_zero());
    let mut act = is_meant.unwrap_or_else(|| act(item, open, proved, days, policy));
    // What is proved in part today is refused after that is posted, if it still is to be.
    if open.is_positive() && proved.is_zero() {
        let is_overdue = policy.refuse_days.is_some_and(|most| days.is_some_and(|days| days > 0 && days >= most));
        // Somebody looks at a certificate that may mean it before it is refused for its age.
        let refused = refusals.of(item, open).or_else(|| (is_overdue && meant.is_none()).then_some((open, None)));
        if let Some((amount, reason)) = refused {
            booking.outcome = policy.outcome_of(amount, item.currency);
            let collects = booking.outcome == RefusedOutcome::CollectAgain;
            act = if collects { WithholdingAct::Collect } else { WithholdingAct::Expense };
            booking.refused_reason = reason.unwrap_or(booking.refused_reason);
            if !collects || item.withheld_from.is_some() {
                booking.refused = amount;
            }
        }
    }
    let pending = open.checked_sub(booking.refused).ok_or_else(|| OpenItemError::overflow("what is pending of an item"))?;
    let mut outcome = WithholdingItemOutcome::new(item.id.clone(), item.entity.clone(), item.currency, item.open, act);
    (outcome.proved, outcome.rounding, outcome.refused, outcome.pending) = (proved, rounding, booking.refused, pending);
    outcome.customer.clone_from(&item.customer);
    (outcome.due, outcome.days_past_due) = (due, days);
    Ok(Judged { item, rank, booking, outcome })
}

/// What to do about what stays open of an item.
fn act(item: &PendingWithholding, open: Amount, proved: Amount, days: Option<i32>, policy: &WithholdingPolicy) -> WithholdingAct {
    if open.is_zero() {
        return WithholdingAct::Nothing;
    }
    if open.is_negative() {
        return WithholdingAct::Review;
    }
    match days {
        Some(days) if days > 0 && days >= policy.remind_days => WithholdingAct::Remind,
        _ if proved.is_positive() || is_part_proved(item) => WithholdingAct::AskRest,
        Some(days) if days > 0 => WithholdingAct::AskCertificate,
        Some(_) => WithholdingAct::Wait,
        None => WithholdingAct::Review,
    }
}

/// Whether a part of it was proved before.
fn is_part_proved(item: &PendingWithholding) -> bool {
    let settled = item.withheld.checked_sub(item.refused).and_then(|left| left.checked_sub(item.open));
    item.open.is_positive() && settled.is_some_and(Amount::is_positive)
}

impl WithholdingPolicy {
    /// What is proved of an item by the kind that counts.
    fn proved(&self, source: CertificateSource, rank: usize, proofs: &[Proof]) -> Amount {
        let proved = sum(proofs, source, rank);
        match self.proof {
            WithholdingProof::Both => proved.min(sum(proofs, CertificateSource::Listing, rank)),
            _ => proved,
        }
    }
}

fn sum(proofs: &[Proof], source: CertificateSource, rank: usize) -> Amount {
    let proof = proofs.iter().find(|proof| proof.source == source);
    proof.and_then(|proof| proof.sums.get(rank)).copied().unwrap_or_default()
}

/// What does not agree about an item.
pub(super) fn differences(judged: &Judged<'_>, proofs: &[Proof], policy: &WithholdingPolicy) -> Vec<WithholdingDifference> {
    let (item, rank, outcome) = (judged.item, judged.rank, &judged.outcome);
    let mut out = Vec::new();
    let left = outcome.pending.checked_add(outcome.refused).unwrap_or(outcome.pending);
    if left.is_positive() {
        let is_part = outcome.proved.is_positive() || is_part_proved(item);
        if is_part {
            out.push((Kind::Short, outcome.act, left, "short", "less is proved than was withheld"));
        } else if outcome.days_past_due.is_none() {
            out.push((
                Kind::NoDueDate,
                outcome.act,
                left,
                "no_due_date",
                "no certificate proves it, and no row of the table of certificates' due dates holds for its section and day",
            ));
        } else if outcome.days_past_due.is_some_and(|days| days > 0) || outcome.refused.is_positive() {
            out.push((Kind::Missing, outcome.act, left, "missing", "no certificate proves it"));
        }
    }
    let (certified, listed) = (sum(proofs, CertificateSource::Certificate, rank), sum(proofs, CertificateSource::Listing, rank));
    let has = |source| proofs.iter().any(|proof| proof.source == source);
    let tolerance = policy.of_item(item.currency);
    let more = |more: Amount, less: Amount| more.checked_sub(less).filter(|off| *off > tolerance);
    if has(CertificateSource::Listing) {
        let text = "the payer certifies it, the tax office does not list it: the payer has yet to report or to pay it";
        out.extend(more(certified, listed).map(|off| (Kind::NotListed, WithholdingAct::AskCorrection, off, "not_listed", text)));
    }
    if matches!(policy.proof, WithholdingProof::Certificate | WithholdingProof::Both) {
        let text = "the tax office lists it, the payer's certificate is missing";
        out.extend(more(listed, certified).map(|off| (Kind::NotCertified, WithholdingAct::AskCertificate, off, "not_certified", text)));
    }
    out.into_iter().map(|(kind, act, amount, rule, text)| difference(judged, kind, act, amount, Reason::new(rule, text))).collect()
}

fn difference(judged: &Judged<'_>, kind: Kind, act: WithholdingAct, amount: Amount, reason: Reason) -> WithholdingDifference {
    let (item, outcome) = (judged.item, &judged.outcome);
    let inputs = [
        ("withheld", Some(item.withheld.to_string())),
        ("withheld_on", Some(item.withheld_on.to_string())),
        ("proved", Some(outcome.proved.to_string())),
        ("due", outcome.due.map(|due| due.to_string())),
        ("section", item.section.as_ref().map(ToString::to_string)),
    ];
    let inputs: Vec<ReasonInput> = inputs.into_iter().filter_map(|(name, value)| Some(ReasonInput::new(name, value?))).collect();
    let mut difference = WithholdingDifference::new(kind, act, amount, item.currency, item.entity.clone(), reason.with_inputs(inputs));
    difference.customer.clone_from(&item.customer);
    difference.items = vec![item.id.clone()];
    difference
}
