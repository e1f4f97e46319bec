//! Certificates booked before: given again, they prove nothing more.

use std::collections::{BTreeMap, HashMap};

use super::due::quarter_of;
use super::papers::Paper;
use super::payers::{Payers, plain};
use super::pool::{Accounts, Sections, UNSAID};
use super::record::BookedCertificate;
use crate::{Amount, OpenItemError};

/// What was booked on certificates that are not given: by account and quarter.
#[derive(Default)]
pub(super) struct Settled {
    quarters: HashMap<(usize, i32), BookedQuarter>,
}

#[derive(Default)]
struct BookedQuarter {
    total: Amount,
    amounts: BTreeMap<Amount, usize>,
}

impl Settled {
    fn add(&mut self, account: usize, quarter: i32, amount: Amount) -> Result<(), OpenItemError> {
        let booked = self.quarters.entry((account, quarter)).or_default();
        booked.total = booked.total.checked_add(amount).ok_or_else(|| OpenItemError::overflow("what was certified of a payer"))?;
        let count = booked.amounts.entry(amount).or_default();
        *count = count.saturating_add(1);
        Ok(())
    }

    /// Whether exactly this was booked by other proof in the quarters of a certificate; it counts once.
    pub fn takes_exactly(&mut self, paper: &Paper<'_>) -> bool {
        self.take(paper, |booked, left| booked.amounts.get(&left).is_some_and(|count| *count > 0))
    }

    /// Whether as much was booked by other proof.
    pub fn takes(&mut self, paper: &Paper<'_>) -> bool {
        self.take(paper, |booked, left| left <= booked.total)
    }

    fn take(&mut self, paper: &Paper<'_>, is_enough: impl Fn(&BookedQuarter, Amount) -> bool) -> bool {
        let (first, last) = paper.quarters;
        for quarter in first..=last {
            let Some(booked) = self.quarters.get_mut(&(paper.account, quarter)) else { continue };
            if paper.left.is_positive() && is_enough(booked, paper.left) {
                booked.total = booked.total.checked_sub(paper.left).unwrap_or(booked.total);
                if let Some(count) = booked.amounts.get_mut(&paper.left) {
                    *count = count.saturating_sub(1);
                }
                return true;
            }
        }
        false
    }
}

/// The certificates of an account and number, with what was booked by section.
#[derive(Default)]
struct Group<'b> {
    papers: Vec<usize>,
    booked: BTreeMap<usize, Amount>,
    given: Vec<&'b BookedCertificate>,
}

/// Takes what was booked off the certificates of these places; what is left was booked by other proof.
pub(super) fn take_off<'a>(
    papers: &mut [Paper<'_>],
    places: &[usize],
    booked: &'a [BookedCertificate],
    accounts: &mut Accounts<'a>,
    payers: &mut Payers,
    sections: &mut Sections,
) -> Result<Settled, OpenItemError> {
    let mut settled = Settled::default();
    let mut groups: HashMap<(usize, String), Group<'_>> = HashMap::new();
    for at in places {
        if let Some(paper) = papers.get(*at).filter(|paper| paper.payer.is_some()) {
            groups.entry((paper.account, plain(paper.number()))).or_default().papers.push(*at);
        }
    }
    for one in booked.iter().filter(|one| one.amount.is_positive()) {
        let Some(customer) = &one.customer else { continue };
        let account = accounts.of(&one.entity, one.currency, Some(payers.of(customer)));
        let number = one.number.as_deref().map(plain).unwrap_or_default();
        match groups.get_mut(&(account, number)) {
            Some(group) => {
                let section = one.section.as_ref().map_or(UNSAID, |code| sections.of(code));
                let sum = group.booked.entry(section).or_default();
                *sum = sum.checked_add(one.amount).ok_or_else(|| OpenItemError::overflow("what was booked of a certificate"))?;
                group.given.push(one);
            }
            None => settled.add(account, quarter_of(one.withheld_on), one.amount)?,
        }
    }
    for ((account, _), mut group) in groups {
        group.take(papers);
        // What is booked beyond the certificates of its number was booked by other proof.
        let rest = Amount::checked_sum(group.booked.into_values()).unwrap_or_default();
        if let Some(one) = group.given.first().filter(|_| rest.is_positive()) {
            settled.add(account, quarter_of(one.withheld_on), rest)?;
        }
    }
    Ok(settled)
}

impl Group<'_> {
    /// Of its own sections first, then of whatever is left.
    fn take(&mut self, papers: &mut [Paper<'_>]) {
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
    }
}

impl Paper<'_> {
    fn take_booked(&mut self, booked: &mut Amount) {
        let part = (*booked).min(self.left);
        if part.is_positive() {
            *booked = booked.checked_sub(part).unwrap_or_default();
            self.left = self.left.checked_sub(part).unwrap_or_default();
            self.booked = self.booked.checked_add(part).unwrap_or(self.booked);
        }
    }
}
