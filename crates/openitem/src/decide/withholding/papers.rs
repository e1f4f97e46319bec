//! Certificates made ready: whose they are, what they may prove, and which are duplicates.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::due::quarter_of;
use super::payers::{Payers, plain};
use super::policy::WithholdingPolicy;
use super::pool::{ANY, Accounts, Place, Sections, Tier, UNSAID};
use super::record::{CertificateSource, WithholdingCertificate, WithholdingRequest};
use super::result::{CertificateStatus, WithholdingDifferenceKind};
use crate::{Amount, EntityId, OpenItemError};

/// The most quarters that a certificate covers.
const MOST_QUARTERS: i32 = 5;

/// A certificate at work.
pub(super) struct Paper<'a> {
    pub certificate: &'a WithholdingCertificate,
    /// The payer, where one is known.
    pub payer: Option<usize>,
    /// The account that it is for: of its payer, else of anybody.
    pub account: usize,
    /// Its quarters.
    pub quarters: (i32, i32),
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
    pub matched: Amount,
}

impl<'a> Paper<'a> {
    /// The places of what it may prove.
    pub fn places(&self, tier: Tier) -> Vec<Place> {
        let (first, last) = self.quarters;
        let of_quarter = |quarter: i32| self.sections.iter().map(move |section| (self.account, quarter, *section, tier));
        (first..=last).flat_map(of_quarter).collect()
    }

    /// The places of its quarters, or of ever, in any section.
    pub fn any_section(&self) -> Vec<Place> {
        let (first, last) = self.quarters;
        (first..=last).map(|quarter| (self.account, quarter, ANY, Tier::Paid)).collect()
    }

    pub fn is_free(&self) -> bool {
        self.held.is_none() && self.status.is_none() && self.left.is_positive()
    }

    /// Whether nothing of it was used.
    pub fn is_fresh(&self) -> bool {
        self.matched.is_zero() && self.booked.is_zero()
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
            quarters: (quarter_of(certificate.period_start), quarter_of(certificate.period_end)),
            sections: agreeing(certificate, &section, &rows, sections),
            section,
            held: wrong.then_some(WithholdingDifferenceKind::WrongTaxId),
            status: certificate.date.filter(|date| *date > as_of).map(|_| CertificateStatus::NotYet),
            left: certificate.tax,
            booked: Amount::ZERO,
            matched: Amount::ZERO,
        });
    }
    crate::value::sort_by(&mut out, |one, other| one.order().cmp(&other.order()));
    hold_doubles(&mut out);
    Ok(out)
}

fn check(certificate: &WithholdingCertificate) -> Result<(), OpenItemError> {
    let of = |what: &str| format!("{what} of certificate {}", certificate.id);
    if certificate.tax.is_negative() {
        return Err(OpenItemError::invalid(&of("tax"), certificate.tax, "at least zero"));
    }
    let quarters = quarter_of(certificate.period_end).saturating_sub(quarter_of(certificate.period_start));
    if certificate.period_end < certificate.period_start || quarters >= MOST_QUARTERS {
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

/// Holds what bears a number, section and period for the second time: as a duplicate where the figures agree, else each of them.
fn hold_doubles(papers: &mut [Paper<'_>]) {
    type Key<'k> = (bool, &'k EntityId, usize, Option<String>, String, String, NaiveDate, NaiveDate);
    let mut doubles: BTreeMap<Key<'_>, Vec<usize>> = BTreeMap::new();
    for (at, paper) in papers.iter().enumerate().filter(|(_, paper)| paper.certificate.number.is_some()) {
        let certificate = paper.certificate;
        let is_listing = certificate.source == CertificateSource::Listing;
        let shown = certificate.payer_tax_id.as_deref().map(plain).filter(|_| paper.payer.is_none());
        let key = (is_listing, &certificate.entity, paper.account, shown, plain(paper.number()), paper.section.clone());
        let key = (key.0, key.1, key.2, key.3, key.4, key.5, certificate.period_start, certificate.period_end);
        doubles.entry(key).or_default().push(at);
    }
    for places in doubles.into_values().filter(|places| places.len() > 1) {
        let figures = |at: &usize| papers.get(*at).map(|paper| (paper.certificate.tax, paper.certificate.base));
        let first = places.first().map(figures);
        let agree = places.iter().all(|at| Some(figures(at)) == first);
        let (kind, skip) = if agree { (WithholdingDifferenceKind::Duplicate, 1) } else { (WithholdingDifferenceKind::Conflicting, 0) };
        for at in places.into_iter().skip(skip) {
            if let Some(paper) = papers.get_mut(at) {
                paper.held = Some(kind);
            }
        }
    }
}
