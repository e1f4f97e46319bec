//! Which certificate proves which pending item: what is certain first.

use std::collections::BTreeMap;

use super::booked::Settled;
use super::papers::Paper;
use super::policy::WithholdingPolicy;
use super::pool::{ANY, EVER, Place, Pool, Tier};
use super::result::{CertificateStatus, WithholdingDifferenceKind};
use crate::{Amount, Currency, OpenItemError, Reason, ReasonInput};

/// A certificate proves a part of an item.
pub(super) struct Found {
    pub paper: usize,
    pub rank: usize,
    pub amount: Amount,
    pub is_certain: bool,
    pub reason: Reason,
}

/// The matching of certificates of one kind.
pub(super) struct Matching<'m, 'a> {
    pub papers: &'m mut [Paper<'a>],
    /// Those of the kind, in their order.
    pub places: Vec<usize>,
    pub pool: Pool<'a>,
    pub policy: &'m WithholdingPolicy,
    pub settled: Settled<'a>,
    pub found: Vec<Found>,
    /// What other proof was booked for, of each item: certificates show that before they prove more.
    pub shown_before: Vec<Amount>,
    /// What rounding leaves of each item, where a period agrees as a whole.
    pub rounding: Vec<Amount>,
    /// Items that a held certificate may mean, by its place.
    pub meant: BTreeMap<usize, usize>,
}

/// What agrees: only what nothing else agrees with alike, the oldest that does, or what agrees but for rounding.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sought {
    Certain,
    Oldest,
    Near,
}

/// How a match was found.
#[derive(Clone, Copy)]
struct Manner {
    rule: &'static str,
    text: &'static str,
    is_certain: bool,
}

impl Manner {
    const fn new(rule: &'static str, text: &'static str) -> Self {
        Self { rule, text, is_certain: true }
    }

    /// One of several that agree as well.
    const fn of(self, alike: usize, text: &'static str) -> Self {
        if alike > 1 { Self { rule: self.rule, text, is_certain: false } } else { self }
    }
}

const BASE: Manner = Manner::new("base_and_tax", "the pending amount of this payer, period and section has the certificate's base and tax");
const TAX: Manner = Manner::new("tax", "the pending amount of this payer, period and section is the certificate's tax");
const NEAR: Manner =
    Manner::new("tax_rounded", "the pending amount of this payer, period and section is the certificate's tax but for rounding");
const SAME_BASE: Manner = Manner::new("base", "the certificate's base is that of the pending amount; its tax is another");
const WHOLE: Manner =
    Manner::new("all_of_period", "the certificates of this payer, period and section agree with all that is pending of it");
const ONLY: Manner = Manner::new("only_pending", "nothing else of this payer, period and section is pending");
const ALL: Manner = Manner::new("all_pending", "the certificate covers all that is pending of this payer, period and section");
const OLDEST: Manner =
    Manner { rule: "oldest_first", text: "which pending amounts are meant cannot be told: the oldest are taken", is_certain: false };
const OTHER_SECTION: Manner =
    Manner { rule: "other_section", text: "the tax agrees; the section does not, and the policy accepts it", is_certain: false };
const OTHER_PERIOD: Manner =
    Manner { rule: "other_period", text: "the tax agrees; the period does not, and the policy accepts it", is_certain: false };
const ALIKE: &str = "several pending amounts agree alike: the oldest is taken";

impl<'a> Matching<'_, 'a> {
    pub fn run(&mut self) -> Result<(), OpenItemError> {
        for sought in [Sought::Certain, Sought::Oldest] {
            for tier in [Tier::Paid, Tier::Invoiced] {
                self.each(|this, at| this.by_base(at, tier, sought))?;
            }
        }
        for sought in [Sought::Certain, Sought::Oldest] {
            for tier in [Tier::Paid, Tier::Invoiced] {
                self.each(|this, at| this.by_tax(at, tier, sought))?;
            }
        }
        self.each(Self::booked_otherwise)?;
        self.whole_periods()?;
        for tier in [Tier::Paid, Tier::Invoiced] {
            self.each(|this, at| this.by_tax(at, tier, Sought::Near))?;
        }
        for tier in [Tier::Paid, Tier::Invoiced] {
            self.each(|this, at| this.by_base_alone(at, tier))?;
        }
        self.each(Self::oldest_first)?;
        self.drop_shown_before()?;
        self.each(Self::other_section)?;
        self.each(Self::other_period)
    }

    /// Calls for each certificate that is free.
    fn each(&mut self, mut act: impl FnMut(&mut Self, usize) -> Result<(), OpenItemError>) -> Result<(), OpenItemError> {
        for place in 0..self.places.len() {
            let at = self.places.get(place).copied().unwrap_or_default();
            if self.papers.get(at).is_some_and(Paper::is_free) {
                act(self, at)?;
            }
        }
        Ok(())
    }

    fn tolerance(&self, currency: Currency) -> Amount {
        self.policy.of_item(currency).min(self.policy.of_certificate(currency))
    }

    fn by_base(&mut self, at: usize, tier: Tier, sought: Sought) -> Result<(), OpenItemError> {
        let Some(paper) = self.papers.get(at) else { return Ok(()) };
        let found = paper.certificate.base.and_then(|base| self.pool.of_base(&paper.places(tier), base, paper.left));
        match found.filter(|(_, alike)| sought != Sought::Certain || *alike == 1) {
            Some((rank, alike)) => self.prove(at, rank, BASE.of(alike, ALIKE), alike),
            None => Ok(()),
        }
    }

    /// Another tax on the same base, or on the amount with tax: too little or too much was certified.
    fn by_base_alone(&mut self, at: usize, tier: Tier) -> Result<(), OpenItemError> {
        let Some(paper) = self.papers.get(at).filter(|paper| !paper.is_used()) else { return Ok(()) };
        match paper.certificate.base.and_then(|base| self.pool.of_base_alone(&paper.places(tier), base)) {
            Some((rank, alike)) => self.prove(at, rank, SAME_BASE.of(alike, ALIKE), alike),
            None => Ok(()),
        }
    }

    fn by_tax(&mut self, at: usize, tier: Tier, sought: Sought) -> Result<(), OpenItemError> {
        let Some(paper) = self.papers.get(at) else { return Ok(()) };
        let (tolerance, manner) =
            if sought == Sought::Near { (self.tolerance(paper.certificate.currency), NEAR) } else { (Amount::ZERO, TAX) };
        let found = self.pool.nearest(&paper.places(tier), paper.left, tolerance);
        match found.filter(|(_, alike)| sought != Sought::Certain || *alike == 1) {
            Some((rank, alike)) => self.prove(at, rank, manner.of(alike, ALIKE), alike),
            None => Ok(()),
        }
    }

    /// A row without a number, of exactly what was booked by other proof, is that proof's: not a further one.
    fn booked_otherwise(&mut self, at: usize) -> Result<(), OpenItemError> {
        let unnumbered = self.papers.get_mut(at).filter(|paper| paper.certificate.number.is_none());
        if let Some(paper) = unnumbered.filter(|paper| self.settled.takes_exactly(paper)) {
            paper.status = Some(CertificateStatus::AlreadySettled);
        }
        Ok(())
    }

    /// Where all certificates of a payer, period and section agree with all that is pending of it, they prove it.
    fn whole_periods(&mut self) -> Result<(), OpenItemError> {
        let mut groups: BTreeMap<(usize, (i32, i32), String), Vec<usize>> = BTreeMap::new();
        for at in &self.places {
            if let Some(paper) = self.papers.get(*at).filter(|paper| paper.is_free()) {
                groups.entry((paper.account, paper.months, paper.section.clone())).or_default().push(*at);
            }
        }
        for group in groups.into_values() {
            for tier in [Tier::Paid, Tier::Invoiced] {
                if self.whole_period(&group, tier)? {
                    break;
                }
            }
        }
        Ok(())
    }

    fn whole_period(&mut self, group: &[usize], tier: Tier) -> Result<bool, OpenItemError> {
        let Some(first) = group.first().and_then(|at| self.papers.get(*at)) else { return Ok(false) };
        let (places, currency) = (first.places(tier), first.certificate.currency);
        let papers = group.iter().filter_map(|at| self.papers.get(*at));
        let overflow = || OpenItemError::overflow("what certificates of a period prove");
        let certified = Amount::checked_sum(papers.map(|paper| paper.left)).ok_or_else(overflow)?;
        let (pending, count) = (self.pool.total(&places)?, self.pool.count(&places));
        let short = pending.checked_sub(certified).ok_or_else(overflow)?;
        let bounds = [times(self.policy.of_item(currency), count), times(self.policy.of_certificate(currency), group.len())];
        if count == 0 || bounds.iter().any(|bound| short.abs() > *bound) {
            return Ok(false);
        }
        self.spread(&places, short, self.policy.of_item(currency))?;
        for at in group {
            self.take(*at, &places, WHOLE)?;
            if let Some(paper) = self.papers.get_mut(*at) {
                paper.status = Some(CertificateStatus::Matched);
            }
        }
        Ok(true)
    }

    /// Takes what a period is short off its items, the newest first, none by more than its tolerance.
    fn spread(&mut self, places: &[Place], mut short: Amount, tolerance: Amount) -> Result<(), OpenItemError> {
        for rank in self.pool.newest(places) {
            let open = self.pool.open.get(rank).copied().unwrap_or_default();
            let share = short.min(tolerance).min(open);
            if !share.is_positive() {
                break;
            }
            short = short.checked_sub(share).unwrap_or_default();
            self.pool.set(rank, open.checked_sub(share).unwrap_or_default())?;
            if let Some(slot) = self.rounding.get_mut(rank) {
                *slot = slot.checked_add(share).unwrap_or(*slot);
            }
        }
        Ok(())
    }

    /// What agrees with nothing exactly proves what is pending in its place, the oldest first. What is left of a certificate that was used
    /// before proves nothing further that way: it may be what was withheld too much.
    fn oldest_first(&mut self, at: usize) -> Result<(), OpenItemError> {
        if self.papers.get(at).is_some_and(Paper::is_used) {
            return Ok(());
        }
        for tier in [Tier::Paid, Tier::Invoiced] {
            let Some(paper) = self.papers.get_mut(at).filter(|paper| paper.is_free()) else { break };
            let places = paper.places(tier);
            let count = self.pool.count(&places);
            let covers_all = self.pool.total(&places)? <= paper.left;
            // What was paid in its period took a part: the rest proves what was booked in it only where that is all.
            if paper.is_used() && !covers_all {
                break;
            }
            if count > 1 && !covers_all && !self.policy.oldest_first {
                paper.held = Some(WithholdingDifferenceKind::Ambiguous);
                self.meant.extend(self.pool.oldest(&places).map(|rank| (at, rank)));
                break;
            }
            let manner = match (count, covers_all) {
                (1, _) => ONLY,
                (_, true) => ALL,
                _ => OLDEST,
            };
            self.take(at, &places, manner)?;
        }
        Ok(())
    }

    /// Takes what a certificate proves of the oldest items of some places, until it or they are used up.
    fn take(&mut self, at: usize, places: &[Place], manner: Manner) -> Result<(), OpenItemError> {
        while self.papers.get(at).is_some_and(|paper| paper.left.is_positive()) {
            let Some(rank) = self.pool.oldest(places) else { break };
            self.prove(at, rank, manner, self.pool.count(places))?;
        }
        Ok(())
    }

    /// What was booked by other proof and is not shown is no pending amount.
    fn drop_shown_before(&mut self) -> Result<(), OpenItemError> {
        for rank in 0..self.shown_before.len() {
            let before = self.shown_before.get_mut(rank).map(std::mem::take).unwrap_or_default();
            if before.is_positive() {
                let open = self.pool.open.get(rank).copied().unwrap_or_default();
                let left = open.checked_sub(before).filter(|left| left.is_positive()).unwrap_or_default();
                self.pool.set(rank, left)?;
            }
        }
        Ok(())
    }

    fn other_section(&mut self, at: usize) -> Result<(), OpenItemError> {
        let Some(paper) = self.papers.get(at).filter(|paper| paper.matched.is_zero() && paper.settled.is_zero()) else { return Ok(()) };
        let found = self.pool.nearest(&paper.any_section(), paper.left, self.tolerance(paper.certificate.currency));
        self.accept_or_hold(at, found, self.policy.accept_other_section, OTHER_SECTION, WithholdingDifferenceKind::WrongSection)
    }

    fn other_period(&mut self, at: usize) -> Result<(), OpenItemError> {
        let Some(paper) = self.papers.get(at).filter(|paper| paper.matched.is_zero() && paper.settled.is_zero()) else { return Ok(()) };
        let tolerance = self.tolerance(paper.certificate.currency);
        let own: Vec<Place> = paper.sections.iter().map(|section| (paper.account, EVER, *section, Tier::Paid)).collect();
        let any = [(paper.account, EVER, ANY, Tier::Paid)];
        let found = self.pool.nearest(&own, paper.left, tolerance).or_else(|| self.pool.nearest(&any, paper.left, tolerance));
        self.accept_or_hold(at, found, self.policy.accept_other_period, OTHER_PERIOD, WithholdingDifferenceKind::WrongPeriod)
    }

    fn accept_or_hold(
        &mut self,
        at: usize,
        found: Option<(usize, usize)>,
        is_accepted: bool,
        manner: Manner,
        kind: WithholdingDifferenceKind,
    ) -> Result<(), OpenItemError> {
        let Some((rank, alike)) = found else { return Ok(()) };
        if is_accepted {
            return self.prove(at, rank, manner, alike);
        }
        self.meant.insert(at, rank);
        if let Some(paper) = self.papers.get_mut(at) {
            paper.held = Some(kind);
        }
        Ok(())
    }

    /// A certificate proves as much of an item as both have left.
    fn prove(&mut self, at: usize, rank: usize, manner: Manner, alike: usize) -> Result<(), OpenItemError> {
        let (Some(paper), Some(open)) = (self.papers.get_mut(at), self.pool.open.get(rank).copied()) else { return Ok(()) };
        let amount = paper.left.min(open);
        let inputs = [
            ("tax", paper.certificate.tax.to_string()),
            ("pending", open.to_string()),
            ("alike", alike.to_string()),
            ("section", paper.certificate.section.clone().unwrap_or_default()),
        ];
        let overflow = || OpenItemError::overflow("what a certificate proves");
        let before = self.shown_before.get(rank).copied().unwrap_or_default().min(amount);
        let proved = amount.checked_sub(before).ok_or_else(overflow)?;
        paper.left = paper.left.checked_sub(amount).ok_or_else(overflow)?;
        paper.settled = paper.settled.checked_add(before).ok_or_else(overflow)?;
        paper.matched = paper.matched.checked_add(proved).ok_or_else(overflow)?;
        self.pool.set(rank, open.checked_sub(amount).ok_or_else(overflow)?)?;
        if let Some(slot) = self.shown_before.get_mut(rank) {
            *slot = slot.checked_sub(before).unwrap_or_default();
        }
        if !proved.is_positive() {
            return Ok(());
        }
        let inputs: Vec<ReasonInput> = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect();
        let reason = Reason::new(manner.rule, manner.text).with_inputs(inputs);
        self.found.push(Found { paper: at, rank, amount: proved, is_certain: manner.is_certain, reason });
        Ok(())
    }
}

/// A tolerance so many times.
fn times(tolerance: Amount, count: usize) -> Amount {
    let count = rust_decimal::Decimal::from(count);
    tolerance.decimal().checked_mul(count).and_then(|product| Amount::new(product).ok()).unwrap_or(tolerance)
}
