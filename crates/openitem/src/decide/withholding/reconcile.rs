//! Certificates and the tax office's listing held against what is pending.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::booked::{closed, take_off};
use super::choice::choose;
use super::follow::{Proof, Refusals, differences, judge};
use super::matching::Matching;
use super::papers::{Paper, papers};
use super::payers::Payers;
use super::policy::WithholdingPolicy;
use super::pool::{Accounts, Pool, Sections};
use super::propose::proposals;
use super::record::{BookedCertificate, CertificateSource, PendingWithholding, WithholdingRequest};
use super::result::{
    CertificateOutcome, WithholdingDifference, WithholdingItemOutcome, WithholdingMatch, WithholdingReconciliation, WithholdingTotal,
};
use crate::{Amount, Currency, EntityId, ItemId, OpenItemError};

/// Which pending amounts certificates prove, what does not agree, and what to do next, as of a date.
///
/// A certificate proves what is pending of its payer (customers that share a tax id are one), of its months and its section, by these
/// steps: an amount of its base and tax; of its tax; all that is pending, where all certificates of the period add up to it; an amount that
/// differs by rounding; one of its base; else the oldest first, and the match says that it is not certain. The month is that of the payment,
/// or that of the invoice where the payer withheld when it booked it. What was booked before (`booked`) counts as used. A row of the tax
/// office's listing and a certificate that show the same tax are matched apart, so that no amount is proved twice, not by another run either.
///
/// Proposals are by customer: certificates received, and what rounding leaves as expense; refusals apart, only of items that nothing proves
/// today. Nothing is refused unless somebody refused it, or the policy says after how many days.
///
/// ```
/// use openitem::withholding::{PendingWithholding, WithholdingCertificate, WithholdingPolicy, WithholdingRequest, reconcile};
/// use openitem::{Amount, Currency};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let inr: Currency = "INR".parse()?;
/// let item = PendingWithholding::new("TDS-1", "IN01", inr, amount("1000"), amount("1000"), day("2025-08-05")).with_customer("C-1");
/// let certificate = WithholdingCertificate::new("16A-7", "IN01", inr, amount("900"), day("2025-07-01"), day("2025-09-30")).with_customer("C-1");
/// let request = WithholdingRequest::new().with_pending(vec![item]).with_certificates(vec![certificate]);
/// let report = reconcile(&request, day("2025-11-20"), &WithholdingPolicy::india())?;
/// assert_eq!((report.items[0].proved, report.items[0].pending), (amount("900"), amount("100")));
/// assert_eq!(report.differences[0].reason.rule, "short");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range, an item or a certificate is given twice, a refusal is below zero, or a
/// certificate's period is longer than a year; `date_range` where a due date lies beyond the calendar; `overflow`.
pub fn reconcile(
    request: &WithholdingRequest,
    as_of: NaiveDate,
    policy: &WithholdingPolicy,
) -> Result<WithholdingReconciliation, OpenItemError> {
    policy.check()?;
    let closed = closed(&request.pending, &request.booked, as_of);
    let items = sorted(&request.pending, &closed, &request.booked, as_of)?;
    let refusals = Refusals::new(&request.refusals, as_of)?;
    let mut desk = Desk { accounts: Accounts::default(), payers: Payers::new(&request.master.customers), sections: Sections::default() };
    for code in items.iter().filter_map(|item| item.section.as_ref()) {
        desk.sections.of(code);
    }
    let mut papers = papers(request, &mut desk.accounts, &mut desk.payers, &mut desk.sections, as_of, policy)?;
    let (mut proofs, mut certificates, mut differing) = (Vec::new(), Vec::new(), Vec::new());
    for source in [CertificateSource::Certificate, CertificateSource::Listing] {
        if papers.iter().any(|paper| paper.certificate.source == source) {
            let proof = desk.prove(source, &mut papers, &items, request, policy, &mut certificates, &mut differing)?;
            proofs.push(proof);
        }
    }
    let places = Pool::new(&items, &mut desk.accounts, &mut desk.payers, &mut desk.sections, policy.credited_earlier).places;
    let chosen = choose(policy, &papers, &places, &proofs)?;
    let pending: HashSet<&ItemId> = request.pending.iter().map(|item| &item.id).collect();
    let mut judged = Vec::with_capacity(pending.len());
    for ((rank, item), source) in items.iter().enumerate().zip(chosen).filter(|((_, item), _)| pending.contains(&item.id)) {
        let one = judge(item, rank, source, &proofs, &refusals, as_of, policy)?;
        differing.extend(differences(&one, &proofs, policy));
        judged.push(one);
    }
    let proposals = proposals(&judged, &proofs, &papers, as_of, policy);
    let matches = matches(&proofs, &papers, &items);
    let mut items: Vec<WithholdingItemOutcome> = judged.into_iter().map(|one| one.outcome).collect();
    crate::value::sort_by(&mut items, |one, other| one.item.cmp(&other.item));
    crate::value::sort_by(&mut certificates, |one: &CertificateOutcome, other| one.certificate.cmp(&other.certificate));
    crate::value::sort_by(&mut differing, |one: &WithholdingDifference, other| {
        (one.kind, &one.certificate, &one.items).cmp(&(other.kind, &other.certificate, &other.items))
    });
    let totals = totals(&items)?;
    Ok(WithholdingReconciliation { as_of, matches, certificates, items, differences: differing, totals, proposals })
}

/// What was withheld through a date: first that of which anything was booked before, so that the other kind of proof shows that tax before
/// it proves more; then the oldest first.
fn sorted<'a>(
    given: &'a [PendingWithholding],
    closed: &'a [PendingWithholding],
    booked: &[BookedCertificate],
    as_of: NaiveDate,
) -> Result<Vec<&'a PendingWithholding>, OpenItemError> {
    let mut ids = HashSet::new();
    if let Some(twice) = given.iter().find(|item| !ids.insert(&item.id)) {
        return Err(OpenItemError::invalid("pending", &twice.id, "each item once"));
    }
    let booked: HashSet<&ItemId> = booked.iter().map(|one| &one.item).collect();
    let mut items: Vec<&PendingWithholding> = given.iter().chain(closed).filter(|item| item.withheld_on <= as_of).collect();
    let order = |item: &PendingWithholding| (!booked.contains(&item.id), item.withheld_on);
    crate::value::sort_by(&mut items, |one, other| (order(one), &one.id).cmp(&(order(other), &other.id)));
    Ok(items)
}

/// Accounts, payers and sections by number.
struct Desk<'a> {
    accounts: Accounts<'a>,
    payers: Payers,
    sections: Sections,
}

impl<'a> Desk<'a> {
    #[expect(clippy::too_many_arguments, reason = "one kind of proof, with what it adds to")]
    fn prove(
        &mut self,
        source: CertificateSource,
        papers: &mut [Paper<'a>],
        items: &[&'a PendingWithholding],
        request: &'a WithholdingRequest,
        policy: &WithholdingPolicy,
        certificates: &mut Vec<CertificateOutcome>,
        differing: &mut Vec<WithholdingDifference>,
    ) -> Result<Proof, OpenItemError> {
        let places = (0..papers.len()).filter(|at| papers.get(*at).is_some_and(|paper| paper.certificate.source == source)).collect();
        let settled = take_off(papers, source, &request.booked, &mut self.accounts, &mut self.payers, &mut self.sections)?;
        let mut pool = Pool::new(items, &mut self.accounts, &mut self.payers, &mut self.sections, policy.credited_earlier);
        let mut shown_before = Vec::with_capacity(items.len());
        for (rank, item) in items.iter().enumerate() {
            let before = settled.shown_before.get(&(&item.id, &item.entity, item.currency)).copied().unwrap_or_default();
            let open =
                before.checked_add(item.open.max(Amount::ZERO)).ok_or_else(|| OpenItemError::overflow("what is pending of an item"))?;
            if open.is_positive() {
                pool.set(rank, open)?;
            }
            shown_before.push(before);
        }
        let (found, rounding) = (Vec::new(), vec![Amount::ZERO; items.len()]);
        let mut matching = Matching { papers, places, pool, policy, settled, found, shown_before, rounding, meant: BTreeMap::new() };
        matching.run()?;
        let meant = matching.judge(certificates, differing);
        let (found, rounding) = (matching.found, matching.rounding);
        let mut sums = vec![Amount::ZERO; items.len()];
        for one in &found {
            if let Some(sum) = sums.get_mut(one.rank) {
                *sum = sum.checked_add(one.amount).ok_or_else(|| OpenItemError::overflow("what is proved of an item"))?;
            }
        }
        Ok(Proof { source, found, rounding, sums, meant })
    }
}

fn matches(proofs: &[Proof], papers: &[Paper<'_>], pending: &[&PendingWithholding]) -> Vec<WithholdingMatch> {
    let mut out = Vec::new();
    for proof in proofs {
        for found in &proof.found {
            let (Some(paper), Some(item)) = (papers.get(found.paper), pending.get(found.rank)) else { continue };
            let id = paper.certificate.id.clone();
            let mut one = WithholdingMatch::new(id, item.id.clone(), found.amount, found.is_certain, found.reason.clone());
            one.source = proof.source;
            out.push(one);
        }
    }
    crate::value::sort_by(&mut out, |one, other| (&one.certificate, &one.item).cmp(&(&other.certificate, &other.item)));
    out
}

fn totals(items: &[WithholdingItemOutcome]) -> Result<Vec<WithholdingTotal>, OpenItemError> {
    let mut totals: BTreeMap<(&EntityId, Currency), WithholdingTotal> = BTreeMap::new();
    for item in items {
        let key = (&item.entity, item.currency);
        let total = totals.entry(key).or_insert_with(|| WithholdingTotal::new(item.entity.clone(), item.currency));
        let sums = [&mut total.open, &mut total.proved, &mut total.rounding, &mut total.refused, &mut total.pending];
        for (sum, more) in sums.into_iter().zip([item.open, item.proved, item.rounding, item.refused, item.pending]) {
            *sum = sum.checked_add(more).ok_or_else(|| OpenItemError::overflow("a total of what is pending"))?;
        }
    }
    Ok(totals.into_values().collect())
}
