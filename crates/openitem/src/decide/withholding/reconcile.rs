//! Certificates and the tax office's listing held against what is pending.

use std::collections::{BTreeMap, HashSet};

use chrono::NaiveDate;

use super::booked::take_off;
use super::follow::{Proof, Refusals, differences, judge};
use super::matching::Matching;
use super::papers::{Paper, papers};
use super::payers::Payers;
use super::policy::WithholdingPolicy;
use super::pool::{Accounts, Pool, Sections};
use super::propose::proposals;
use super::record::{CertificateSource, PendingWithholding, WithholdingRequest};
use super::result::{
    CertificateOutcome, WithholdingDifference, WithholdingItemOutcome, WithholdingMatch, WithholdingReconciliation, WithholdingTotal,
};
use crate::{Amount, Currency, EntityId, OpenItemError};

/// Which pending amounts certificates prove, what does not agree, and what to do next, as of a date.
///
/// A certificate proves what is pending of its payer (customers that share a tax id are one), of its quarter and its section, by these
/// steps: an amount of its base and tax; of its tax; all that is pending, where all certificates of the period add up to it; an amount that
/// differs by rounding; else the oldest first, and the match says that it is not certain. The quarter is that of the payment, or that of
/// the invoice where the payer withheld when it booked it. What was booked before (`booked`) counts as used. A row of the tax office's
/// listing and a certificate that show the same tax are matched apart, so that no amount is proved twice.
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
/// `invalid_value` where the policy has a bound out of range, an item or a certificate is given twice, a certificate's tax is below zero or
/// its period longer than a year; `date_range` where a due date lies beyond the calendar; `overflow`.
pub fn reconcile(
    request: &WithholdingRequest,
    as_of: NaiveDate,
    policy: &WithholdingPolicy,
) -> Result<WithholdingReconciliation, OpenItemError> {
    policy.check()?;
    let pending = sorted(&request.pending, as_of)?;
    let refusals = Refusals::new(&request.refusals, as_of)?;
    let mut desk = Desk { accounts: Accounts::default(), payers: Payers::new(&request.master.customers), sections: Sections::default() };
    for code in pending.iter().filter_map(|item| item.section.as_ref()) {
        desk.sections.of(code);
    }
    let mut papers = papers(request, &mut desk.accounts, &mut desk.payers, &mut desk.sections, as_of, policy)?;
    let (mut proofs, mut certificates, mut differing) = (Vec::new(), Vec::new(), Vec::new());
    for source in [CertificateSource::Certificate, CertificateSource::Listing] {
        let places: Vec<usize> =
            (0..papers.len()).filter(|at| papers.get(*at).is_some_and(|paper| paper.certificate.source == source)).collect();
        if !places.is_empty() {
            let proof = desk.prove(source, places, &mut papers, &pending, request, policy, &mut certificates, &mut differing)?;
            proofs.push(proof);
        }
    }
    let mut judged = Vec::with_capacity(pending.len());
    for (rank, item) in pending.iter().enumerate() {
        let one = judge(item, rank, &proofs, &refusals, as_of, policy)?;
        differing.extend(differences(&one, rank, &proofs, policy));
        judged.push(one);
    }
    let proposals = proposals(&judged, &proofs, &papers, as_of, policy);
    let matches = matches(&proofs, &papers, &pending);
    let mut items: Vec<WithholdingItemOutcome> = judged.into_iter().map(|one| one.outcome).collect();
    crate::value::sort_by(&mut items, |one, other| one.item.cmp(&other.item));
    crate::value::sort_by(&mut certificates, |one: &CertificateOutcome, other| one.certificate.cmp(&other.certificate));
    crate::value::sort_by(&mut differing, |one: &WithholdingDifference, other| {
        (one.kind, &one.certificate, &one.items).cmp(&(other.kind, &other.certificate, &other.items))
    });
    let totals = totals(&items)?;
    Ok(WithholdingReconciliation { as_of, matches, certificates, items, differences: differing, totals, proposals })
}

/// What is pending on a date, the oldest first.
fn sorted(given: &[PendingWithholding], as_of: NaiveDate) -> Result<Vec<&PendingWithholding>, OpenItemError> {
    let mut ids = HashSet::new();
    if let Some(twice) = given.iter().find(|item| !ids.insert(&item.id)) {
        return Err(OpenItemError::invalid("pending", &twice.id, "each item once"));
    }
    let mut pending: Vec<&PendingWithholding> = given.iter().filter(|item| item.withheld_on <= as_of).collect();
    crate::value::sort_by(&mut pending, |one, other| (one.withheld_on, &one.id).cmp(&(other.withheld_on, &other.id)));
    Ok(pending)
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
        places: Vec<usize>,
        papers: &mut [Paper<'a>],
        pending: &[&'a PendingWithholding],
        request: &'a WithholdingRequest,
        policy: &WithholdingPolicy,
        certificates: &mut Vec<CertificateOutcome>,
        differing: &mut Vec<WithholdingDifference>,
    ) -> Result<Proof, OpenItemError> {
        let settled = take_off(papers, &places, &request.booked, &mut self.accounts, &mut self.payers, &mut self.sections)?;
        let mut pool = Pool::new(pending, &mut self.accounts, &mut self.payers, &mut self.sections, policy.credited_earlier);
        for (rank, item) in pending.iter().enumerate().filter(|(_, item)| item.open.is_positive()) {
            pool.set(rank, item.open)?;
        }
        let rounding = vec![Amount::ZERO; pending.len()];
        let mut matching = Matching { papers, places, pool, policy, settled, found: Vec::new(), rounding, meant: BTreeMap::new() };
        matching.run()?;
        matching.judge(certificates, differing);
        let (found, rounding) = (matching.found, matching.rounding);
        let mut sums = vec![Amount::ZERO; pending.len()];
        for one in &found {
            if let Some(sum) = sums.get_mut(one.rank) {
                *sum = sum.checked_add(one.amount).ok_or_else(|| OpenItemError::overflow("what is proved of an item"))?;
            }
        }
        Ok(Proof { source, found, rounding, sums })
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
