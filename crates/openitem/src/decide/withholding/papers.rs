//! Certificates made ready: whose they are, what they may prove, and which are duplicates.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::due::months_of;
use super::payers::{Payers, plain};
use super::policy::WithholdingPolicy;
use super::pool::{ANY, Accounts, Place, Sections, Tier, UNSAID};
use super::record::{CertificateSource, WithholdingCertificate, WithholdingRequest};
use super::result::{CertificateStatus, WithholdingDifferenceKind};
use crate::{Amount, EntityId, OpenItemError};

/// The most months from the first to the last of a certificate.
const MOST_MONTHS: i32 = 12;

/// A certificate at work.
pub(super) struct Paper<'a> {
    pub certificate: &'a WithholdingCertificate,
    /// The payer, where one is known.
    pub payer: Option<usize>,
    /// The account that it is for: of its payer, else of anybody.
    pub account: usize,
    /// Its first and its last month.
    pub months: (i32, i32),
    /// The sections that agree with it.
    pub sections: Vec<usize>,
    /// Its section, plain; certificates of one account, period and section stand together.
    pub section: String,
    /// Why it may prove nothing.
    pub held: Option<WithholdingDifferenceKind>,
    pub status: Option<CertificateStatus>,
    /// What is left of it.
    pub left: Amount,
    pub booked: Amount,
    pub settled: Amount,
    pub matched: Amount,
    /// What was booked under its number beyond its tax.
    pub over: Amount,
}

impl<'a> Paper<'a> {
    /// The places of what it may prove.
    pub fn places(&self, tier: Tier) -> Vec<Place> {
        let (first, last) = self.months;
        let of_month = |month: i32| self.sections.iter().map(move |section| (self.account, month, *section, tier));
        (first..=last).flat_map(of_month).collect()
    }

    /// The places of its months in any section.
    pub fn any_section(&self) -> Vec<Place> {
        let (first, last) = self.months;
        (first..=last).map(|month| (self.account, month, ANY, Tier::Paid)).collect()
    }

    pub fn is_free(&self) -> bool {
        self.held.is_none() && self.status.is_none() && self.left.is_positive()
    }

    /// Whether anything of it was used.
    pub fn is_used(&self) -> bool {
        [self.matched, self.settled, self.booked].iter().any(|part| part.is_positive())
    }

    /// Its number, or the host's id in its place.
    pub fn number(&self) -> &'a str {
        self.certificate.number.as_deref().unwrap_or(&self.certificate.id)
    }

    fn order(&self) -> (NaiveDate, NaiveDate, &str, &str) {
        let certificate = self.certificate;
        (certificate.period_start, certificate.period_end, certificate.number.as_deref().unwrap_or_default(), &certificate.id)
    }
}

/// The certificates of a request, by period, number and id.
pub(super) fn papers<'a>(
    request: &'a WithholdingRequest,
    accounts: &mut Accounts<'a>,
    payers: &mut Payers,
    sections: &mut Sections,
    as_of: NaiveDate,
    policy: &WithholdingPolicy,
) -> Result<Vec<Paper<'a>>, OpenItemError> {
    let mut ids = HashSet::new();
    let own = own_ids(request);
    let rows = rows(policy, sections);
    let mut out = Vec::with_capacity(request.certificates.len());
    for certificate in &request.certificates {
        check(certificate)?;
        if !ids.insert(&certificate.id) {
            return Err(OpenItemError::invalid("certificates", format!("`{}` twice", certificate.id), "each certificate once"));
        }
        let (payer, is_theirs) = payer(certificate, payers);
        let section = certificate.section.as_deref().map(plain).unwrap_or_default();
        let is_ours = own
            .get(&certificate.entity)
            .is_none_or(|own| certificate.payee_tax_id.as_deref().map(plain).is_none_or(|id| own.contains(&id)));
        let wrong = payer.is_none() || !is_theirs || !is_ours;
        out.push(Paper {
            certificate,
            payer,
            account: accounts.of(&certificate.entity, certificate.currency, payer),
            months: months_of(certificate.period_start, certificate.period_end),
            sections: agreeing(certificate, &section, &rows, sections),
            section,
            held: wrong.then_some(WithholdingDifferenceKind::WrongTaxId),
            status: certificate.date.filter(|date| *date > as_of).map(|_| CertificateStatus::NotYet),
            left: certificate.tax,
            booked: Amount::ZERO,
            settled: Amount::ZERO,
            matched: Amount::ZERO,
            over: Amount::ZERO,
        });
    }
    crate::value::sort_by(&mut out, |one, other| one.order().cmp(&other.order()));
    cancel(&mut out);
    hold_doubles(&mut out);
    Ok(out)
}

fn check(certificate: &WithholdingCertificate) -> Result<(), OpenItemError> {
    let of = |what: &str| format!("{what} of certificate {}", certificate.id);
    let (first, last) = months_of(certificate.period_start, certificate.period_end);
    if certificate.period_end < certificate.period_start || last.saturating_sub(first) > MOST_MONTHS {
        let found = format!("{} to {}", certificate.period_start, certificate.period_end);
        return Err(OpenItemError::invalid(&of("period"), found, "a period of at most a year"));
    }
    Ok(())
}

fn own_ids(request: &WithholdingRequest) -> HashMap<&EntityId, HashSet<String>> {
    let mut own: HashMap<&EntityId, HashSet<String>> = HashMap::new();
    for id in &request.own_tax_ids {
        own.entry(&id.entity).or_default().insert(plain(&id.tax_id));
    }
    own
}

/// The payer, and whether the tax id shown is the payer's.
fn payer(certificate: &WithholdingCertificate, payers: &mut Payers) -> (Option<usize>, bool) {
    let shown = certificate.payer_tax_id.as_deref().filter(|id| !plain(id).is_empty());
    let by_id = shown.and_then(|id| payers.of_tax_id(id));
    match &certificate.customer {
        Some(customer) => {
            let payer = payers.of(customer);
            (Some(payer), shown.is_none() || by_id == Some(payer) || (by_id.is_none() && !payers.has_tax_id(payer)))
        }
        None => (by_id, true),
    }
}

/// A row of the policy's sections: first and last day of its periods, and the sections by number.
type Row = (Option<NaiveDate>, Option<NaiveDate>, Vec<usize>);

fn rows(policy: &WithholdingPolicy, sections: &mut Sections) -> HashMap<String, Vec<Row>> {
    let mut rows: HashMap<String, Vec<Row>> = HashMap::new();
    for row in &policy.sections {
        let codes = row.codes.iter().map(|code| sections.of(code)).collect();
        rows.entry(plain(&row.written)).or_default().push((row.since, row.through, codes));
    }
    rows
}

/// The sections that agree with a certificate: those of the rows in force in its period, the one of its own name, and items that say none.
fn agreeing(certificate: &WithholdingCertificate, section: &str, rows: &HashMap<String, Vec<Row>>, sections: &Sections) -> Vec<usize> {
    if section.is_empty() {
        return vec![ANY];
    }
    let in_force = |(since, through, _): &&Row| {
        since.is_none_or(|since| since <= certificate.period_start) && through.is_none_or(|through| certificate.period_end <= through)
    };
    let named = rows.get(section).map(Vec::as_slice).unwrap_or_default();
    let mut out: Vec<usize> = named.iter().filter(in_force).flat_map(|(_, _, codes)| codes.iter().copied()).collect();
    out.extend(sections.written(section));
    out.push(UNSAID);
    out.sort_unstable();
    out.dedup();
    out
}

/// What agrees in all but its figures: kind, account, payer as shown where nobody is known, section, period.
type Alike = (bool, usize, Option<String>, String, NaiveDate, NaiveDate);

impl Paper<'_> {
    fn alike(&self) -> Alike {
        let certificate = self.certificate;
        let is_listing = certificate.source == CertificateSource::Listing;
        let shown = certificate.payer_tax_id.as_deref().map(plain).filter(|_| self.payer.is_none());
        (is_listing, self.account, shown, self.section.clone(), certificate.period_start, certificate.period_end)
    }
}

/// Sets what takes back tax against what shows exactly that tax: a statement that was revised shows both, neither proves.
fn cancel(papers: &mut [Paper<'_>]) {
    let mut shown: HashMap<(Alike, Amount), Vec<usize>> = HashMap::new();
    for (at, paper) in papers.iter().enumerate().rev().filter(|(_, paper)| paper.is_free()) {
        shown.entry((paper.alike(), paper.left)).or_default().push(at);
    }
    for at in 0..papers.len() {
        let Some(paper) = papers.get_mut(at).filter(|paper| paper.status.is_none() && paper.left.is_negative()) else { continue };
        let Some(other) = shown.get_mut(&(paper.alike(), paper.left.negated())).and_then(Vec::pop) else {
            paper.held = Some(WithholdingDifferenceKind::TakenBack);
            continue;
        };
        paper.status = Some(CertificateStatus::Cancelled);
        if let Some(paper) = papers.get_mut(other) {
            paper.status = Some(CertificateStatus::Cancelled);
        }
    }
}

/// Holds what bears a number, section and period for the second time: a duplicate where the figures agree, replaced where another bears a
/// later date, else each of them.
fn hold_doubles(papers: &mut [Paper<'_>]) {
    let mut doubles: BTreeMap<(Alike, String), Vec<usize>> = BTreeMap::new();
    for (at, paper) in papers.iter().enumerate().filter(|(_, paper)| paper.is_free() && paper.certificate.number.is_some()) {
        doubles.entry((paper.alike(), plain(paper.number()))).or_default().push(at);
    }
    for places in doubles.into_values().filter(|places| places.len() > 1) {
        let of = |at: usize| papers.get(at).map(|paper| paper.certificate);
        let figures = |at: usize| of(at).map(|one| (one.tax, one.base));
        let dates: Option<Vec<NaiveDate>> = places.iter().map(|at| of(*at)?.date).collect();
        let latest = dates.and_then(|dates| dates.into_iter().max());
        let is_latest = |at: &usize| latest.is_none() || of(*at).and_then(|one| one.date) == latest;
        let mut kept = places.iter().copied().filter(is_latest);
        let Some(first) = kept.next() else { continue };
        let agree = kept.all(|at| figures(at) == figures(first));
        let same: Vec<bool> = places.iter().map(|at| figures(*at) == figures(first)).collect();
        for (at, is_same) in places.into_iter().zip(same) {
            let Some(paper) = papers.get_mut(at).filter(|_| at != first || !agree) else { continue };
            match (agree, is_same) {
                (false, _) => paper.held = Some(WithholdingDifferenceKind::Conflicting),
                (true, true) => paper.held = Some(WithholdingDifferenceKind::Duplicate),
                (true, false) => paper.status = Some(CertificateStatus::Replaced),
            }
        }
    }
}
