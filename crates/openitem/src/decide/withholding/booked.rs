//! Certificates booked before: given again, they prove nothing more.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::due::month_of;
use super::papers::Paper;
use super::payers::{Payers, plain};
use super::pool::{ANY, Accounts, Sections, UNSAID};
use super::record::{BookedCertificate, CertificateSource, PendingWithholding};
use super::result::{CertificateStatus, WithholdingDifferenceKind as Kind};
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, OpenItemError, ReasonCode};

/// A certificate's account and number.
type Numbered = (usize, String);

/// What was booked, for certificates of one kind.
#[derive(Default)]
pub(super) struct Settled<'a> {
    /// Booked by the other kind of proof, or by none that is known: certificates of this kind show the same tax before they prove more.
    pub shown_before: HashMap<(&'a ItemId, &'a EntityId, Currency), Amount>,
    /// Booked on certificates that are not given, by account and month.
    months: HashMap<(usize, i32), BookedMonth>,
}

#[derive(Default)]
struct BookedMonth {
    total: Amount,
    amounts: BTreeMap<Amount, usize>,
}

impl Settled<'_> {
    fn add(&mut self, account: usize, on: NaiveDate, amount: Amount) -> Result<(), OpenItemError> {
        let booked = self.months.entry((account, month_of(on))).or_default();
        booked.total = booked.total.checked_add(amount).ok_or_else(overflow)?;
        let count = booked.amounts.entry(amount).or_default();
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Whether exactly this was booked in the months of a certificate; it counts once.
    pub fn takes_exactly(&mut self, paper: &Paper<'_>) -> bool {
        let (first, last) = paper.months;
        for month in first..=last {
            let Some(booked) = self.months.get_mut(&(paper.account, month)) else { continue };
            let Some(count) = booked.amounts.get_mut(&paper.left).filter(|count| **count > 0) else { continue };
            *count = count.saturating_sub(1);
            booked.total = booked.total.checked_sub(paper.left).unwrap_or_default();
            return true;
        }
        false
    }

    /// Whether as much was booked in the months of a certificate; it counts once.
    pub fn takes(&mut self, paper: &Paper<'_>) -> bool {
        let months = || (paper.months.0..=paper.months.1).map(|month| (paper.account, month));
        let booked = Amount::checked_sum(months().filter_map(|month| self.months.get(&month)).map(|booked| booked.total));
        if !paper.left.is_positive() || booked.is_none_or(|booked| booked < paper.left) {
            return false;
        }
        let mut left = paper.left;
        for month in months() {
            let Some(booked) = self.months.get_mut(&month) else { continue };
            let part = left.min(booked.total);
            booked.total = booked.total.checked_sub(part).unwrap_or_default();
            left = left.checked_sub(part).unwrap_or_default();
        }
        true
    }
}

/// The certificates of an account and number, with what was booked by section.
#[derive(Default)]
struct Group<'b> {
    papers: Vec<usize>,
    booked: BTreeMap<usize, Amount>,
    first: Option<&'b BookedCertificate>,
}

/// Items of which certificates were booked and nothing is pending: the other kind of proof shows them too.
pub(super) fn closed(pending: &[PendingWithholding], booked: &[BookedCertificate], as_of: NaiveDate) -> Vec<PendingWithholding> {
    let mut known: HashSet<&ItemId> = pending.iter().map(|item| &item.id).collect();
    let mut rows: Vec<&BookedCertificate> = booked.iter().filter(|one| one.withheld_on <= as_of).collect();
    crate::value::sort_by(&mut rows, |one, other| order(one).cmp(&order(other)));
    rows.retain(|one| known.insert(&one.item));
    let closed = |one: &BookedCertificate| {
        let (zero, currency) = (Amount::ZERO, one.currency);
        let mut item = PendingWithholding::new(one.item.clone(), one.entity.clone(), currency, zero, zero, one.withheld_on);
        (item.base, item.gross, item.invoiced) = (one.base, one.gross, one.invoiced);
        (item.customer, item.section) = (one.customer.clone(), one.section.clone());
        item
    };
    rows.into_iter().map(closed).collect()
}

type Whose<'a> = (&'a ItemId, &'a EntityId, Currency, NaiveDate, Option<&'a CustomerId>);
type What<'a> = (Option<&'a ReasonCode>, Option<Amount>, Option<Amount>, Option<NaiveDate>);

fn order(one: &BookedCertificate) -> (Whose<'_>, What<'_>) {
    let whose = (&one.item, &one.entity, one.currency, one.withheld_on, one.customer.as_ref());
    (whose, (one.section.as_ref(), one.base, one.gross, one.invoiced))
}

/// Takes what was booked off the certificates of one kind.
pub(super) fn take_off<'a>(
    papers: &mut [Paper<'_>],
    source: CertificateSource,
    booked: &'a [BookedCertificate],
    accounts: &mut Accounts<'a>,
    payers: &mut Payers,
    sections: &mut Sections,
) -> Result<Settled<'a>, OpenItemError> {
    let mut settled = Settled::default();
    let mut groups: HashMap<Numbered, Group<'_>> = HashMap::new();
    let mut others: HashSet<Numbered> = HashSet::new();
    for (at, paper) in papers.iter().enumerate().filter(|(_, paper)| paper.payer.is_some() && paper.stands_for_its_number()) {
        let numbered = (paper.account, plain(paper.number()));
        if paper.certificate.source == source {
            groups.entry(numbered).or_default().papers.push(at);
        } else {
            others.insert(numbered);
        }
    }
    for one in booked.iter().filter(|one| one.amount.is_positive()) {
        let Some(customer) = &one.customer else { continue };
        let account = accounts.of(&one.entity, one.currency, Some(payers.of(customer)));
        let numbered = (account, one.number.as_deref().map(plain).unwrap_or_default());
        if let Some(group) = groups.get_mut(&numbered) {
            let section = one.section.as_ref().map_or(UNSAID, |code| sections.of(code));
            let sum = group.booked.entry(section).or_default();
            *sum = sum.checked_add(one.amount).ok_or_else(overflow)?;
            group.first = group.first.into_iter().chain([one]).min_by_key(|one| (one.withheld_on, &one.item));
        } else if numbered.1.is_empty() || others.contains(&numbered) {
            let sum = settled.shown_before.entry((&one.item, &one.entity, one.currency)).or_default();
            *sum = sum.checked_add(one.amount).ok_or_else(overflow)?;
        } else {
            settled.add(account, one.withheld_on, one.amount)?;
        }
    }
    for ((account, _), mut group) in groups {
        group.take(papers)?;
        let rest = Amount::checked_sum(group.booked.into_values()).ok_or_else(overflow)?;
        if let Some(one) = group.first.filter(|_| rest.is_positive()) {
            settled.add(account, one.withheld_on, rest)?;
        }
    }
    Ok(settled)
}

impl Group<'_> {
    /// Of its own sections first, then of whatever is left. What is booked of a section beyond what is certified of it is told.
    fn take(&mut self, papers: &mut [Paper<'_>]) -> Result<(), OpenItemError> {
        for at in &self.papers {
            let Some(paper) = papers.get_mut(*at) else { continue };
            for section in paper.sections.clone() {
                if let Some(booked) = self.booked.get_mut(&section) {
                    paper.take_booked(booked);
                }
            }
        }
        for at in &self.papers {
            let Some(paper) = papers.get_mut(*at) else { continue };
            while paper.left.is_positive() {
                let Some(mut booked) = self.booked.first_entry() else { break };
                paper.take_booked(booked.get_mut());
                if booked.get().is_positive() {
                    break;
                }
                booked.remove();
            }
        }
        for at in &self.papers {
            let Some(paper) = papers.get_mut(*at) else { continue };
            let of_it = if paper.sections.contains(&ANY) { self.booked.keys().copied().collect() } else { paper.sections.clone() };
            for section in of_it {
                let more = self.booked.remove(&section).unwrap_or_default();
                paper.over = paper.over.checked_add(more).ok_or_else(overflow)?;
            }
        }
        Ok(())
    }
}

impl Paper<'_> {
    /// Whether what was booked under its number is its own: not of one that another replaces.
    fn stands_for_its_number(&self) -> bool {
        self.status != Some(CertificateStatus::Replaced) && self.held != Some(Kind::Duplicate)
    }

    fn take_booked(&mut self, booked: &mut Amount) {
        let part = (*booked).min(self.left);
        if part.is_positive() {
            *booked = booked.checked_sub(part).unwrap_or_default();
            self.left = self.left.checked_sub(part).unwrap_or_default();
            self.booked = self.booked.checked_add(part).unwrap_or(self.booked);
        }
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("what was booked of certificates")
}
