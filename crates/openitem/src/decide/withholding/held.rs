//! What came of each certificate, and what does not agree about it.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::matching::Matching;
use super::papers::Paper;
use super::pool::{Place, Tier};
use super::result::{CertificateOutcome, CertificateStatus, WithholdingAct, WithholdingDifference, WithholdingDifferenceKind as Kind};
use crate::value::exact::quotient;
use crate::{Amount, CustomerId, ItemId, Reason, ReasonInput, Rounding};

impl Matching<'_, '_> {
    /// The outcomes of the certificates, and their differences; and the items that held ones may mean, with what to do about them.
    pub fn judge(
        &mut self,
        outcomes: &mut Vec<CertificateOutcome>,
        differences: &mut Vec<WithholdingDifference>,
    ) -> BTreeMap<usize, WithholdingAct> {
        let proved = self.proved();
        let mut meant = BTreeMap::new();
        for place in 0..self.places.len() {
            let at = self.places.get(place).copied().unwrap_or_default();
            let kind = self.kind(at, proved.get(at).map_or(&[], Vec::as_slice));
            let status = self.status(at, kind);
            let Some(paper) = self.papers.get(at) else { continue };
            outcomes.push(CertificateOutcome {
                certificate: paper.certificate.id.clone(),
                status,
                tax: paper.certificate.tax,
                booked: paper.booked,
                settled: paper.settled,
                matched: paper.matched,
                left: paper.left,
            });
            if let Some((kind, amount)) = kind {
                let ranks = self.ranks(at, kind, proved.get(at).map_or(&[], Vec::as_slice));
                let difference = self.difference(at, kind, amount, &ranks);
                if !matches!(kind, Kind::OverDeducted | Kind::MoreThanPending) {
                    meant.extend(ranks.iter().map(|rank| (*rank, difference.act)));
                }
                differences.push(difference);
            }
        }
        meant
    }

    /// The items that a difference is about.
    fn ranks(&self, at: usize, kind: Kind, proved: &[usize]) -> Vec<usize> {
        match kind {
            Kind::OverDeducted | Kind::MoreThanPending => proved.to_vec(),
            Kind::WrongTaxId => self.meant_by_wrong_id(at).into_iter().collect(),
            _ => {
                let is_pending = |rank: &usize| self.pool.open.get(*rank).is_some_and(|open| open.is_positive());
                self.meant.get(&at).copied().filter(is_pending).into_iter().collect()
            }
        }
    }

    /// The items that each certificate proves.
    fn proved(&self) -> Vec<Vec<usize>> {
        let mut out = vec![Vec::new(); self.papers.len()];
        for found in &self.found {
            if let Some(ranks) = out.get_mut(found.paper) {
                ranks.push(found.rank);
            }
        }
        out
    }

    /// What does not agree about a certificate, and by how much.
    fn kind(&mut self, at: usize, proved: &[usize]) -> Option<(Kind, Amount)> {
        let paper = self.papers.get(at)?;
        let is_cancelled = paper.status == Some(CertificateStatus::Cancelled);
        if is_cancelled || paper.over.is_positive() {
            let over = if is_cancelled { paper.booked.checked_add(paper.over)? } else { paper.over };
            return over.is_positive().then_some((Kind::MoreBooked, over));
        }
        if let Some(kind) = paper.held.filter(|_| paper.status != Some(CertificateStatus::NotYet)) {
            return Some((kind, paper.left.abs()));
        }
        let is_settled =
            matches!(paper.status, Some(CertificateStatus::NotYet | CertificateStatus::AlreadySettled | CertificateStatus::Replaced));
        let is_used = paper.is_used();
        let is_rounding = is_used && paper.left <= self.policy.of_certificate(paper.certificate.currency);
        if is_settled {
            return None;
        }
        if let Some(over) = self.taken_on_tax(paper, proved) {
            return Some((Kind::OverDeducted, if is_rounding { over } else { paper.left }));
        }
        if is_rounding || paper.certificate.tax.is_zero() || paper.status == Some(CertificateStatus::Matched) {
            return None;
        }
        let is_used_up = self.papers.get(at).is_some_and(|paper| self.settled.takes(paper));
        let paper = self.papers.get_mut(at)?;
        if is_used_up {
            paper.status = Some(if is_used { CertificateStatus::PartlyMatched } else { CertificateStatus::AlreadySettled });
            return None;
        }
        Some((if is_used { Kind::MoreThanPending } else { Kind::NothingPending }, paper.left))
    }

    /// How much too much was withheld, where the certificate's base is the amount with tax.
    fn taken_on_tax(&self, paper: &Paper<'_>, proved: &[usize]) -> Option<Amount> {
        let base = paper.certificate.base.filter(|_| !proved.is_empty())?;
        let items = || proved.iter().filter_map(|rank| self.pool.items.get(*rank));
        let net = Amount::checked_sum(items().map(|item| item.base).collect::<Option<Vec<_>>>()?)?;
        let gross = Amount::checked_sum(items().map(|item| item.gross).collect::<Option<Vec<_>>>()?)?;
        let tolerance = self.policy.of_certificate(paper.certificate.currency);
        let more = gross.checked_sub(net)?;
        if more <= tolerance || base.checked_sub(gross)?.abs() > tolerance {
            return None;
        }
        let decimals = paper.certificate.currency.minor_units().unwrap_or(0).max(paper.certificate.tax.scale());
        let over = quotient(&[paper.certificate.tax.decimal(), more.decimal()], &[gross.decimal()], decimals, Rounding::HalfUp)?;
        Amount::new(over).ok().filter(|over| over.decimal() > Decimal::ZERO)
    }

    fn status(&self, at: usize, kind: Option<(Kind, Amount)>) -> CertificateStatus {
        let Some(paper) = self.papers.get(at) else { return CertificateStatus::Held };
        let tolerance = self.policy.of_certificate(paper.certificate.currency);
        match paper.status {
            Some(status) => status,
            None if paper.held.is_some() => CertificateStatus::Held,
            None if paper.certificate.tax.is_zero() => CertificateStatus::Matched,
            None if paper.matched.is_positive() && paper.left <= tolerance => CertificateStatus::Matched,
            None if paper.matched.is_positive() => CertificateStatus::PartlyMatched,
            None if paper.settled.is_positive() && kind.is_none() => CertificateStatus::AlreadySettled,
            None if paper.booked.is_positive() && kind.is_none_or(|(kind, _)| kind == Kind::MoreBooked) => CertificateStatus::Booked,
            None => CertificateStatus::Held,
        }
    }

    fn difference(&self, at: usize, kind: Kind, amount: Amount, ranks: &[usize]) -> WithholdingDifference {
        let items: Vec<&_> = ranks.iter().filter_map(|rank| self.pool.items.get(*rank)).collect();
        let ids: Vec<ItemId> = items.iter().map(|item| item.id.clone()).collect();
        let customer: Option<CustomerId> = items.first().and_then(|item| item.customer.clone());
        let (act, rule, text) = said(kind, !ids.is_empty());
        let paper = self.papers.get(at);
        let certificate = paper.map(|paper| paper.certificate);
        let inputs = [
            ("tax", certificate.map(|certificate| certificate.tax.to_string())),
            ("base", certificate.and_then(|certificate| certificate.base).map(|base| base.to_string())),
            ("number", certificate.and_then(|certificate| certificate.number.clone())),
            ("section", certificate.and_then(|certificate| certificate.section.clone())),
            ("payer_tax_id", certificate.and_then(|certificate| certificate.payer_tax_id.clone())),
            ("period", certificate.map(|certificate| format!("{}/{}", certificate.period_start, certificate.period_end))),
        ];
        let inputs: Vec<ReasonInput> = inputs.into_iter().filter_map(|(name, value)| Some(ReasonInput::new(name, value?))).collect();
        let currency = certificate.map_or(crate::Currency::EUR, |certificate| certificate.currency);
        let entity = certificate.map_or_else(|| crate::EntityId::new(""), |certificate| certificate.entity.clone());
        let mut difference = WithholdingDifference::new(kind, act, amount, currency, entity, Reason::new(rule, text).with_inputs(inputs));
        difference.customer = customer.or_else(|| certificate.and_then(|certificate| certificate.customer.clone()));
        difference.certificate = certificate.map(|certificate| certificate.id.clone());
        difference.items = ids;
        difference
    }

    /// The pending item of exactly the tax of a certificate with a wrong tax id: of its payer where one is known, else of anybody.
    fn meant_by_wrong_id(&self, at: usize) -> Option<usize> {
        let paper = self.papers.get(at)?;
        let places: Vec<Place> = match paper.payer {
            Some(_) => paper.places(Tier::Paid),
            None => paper.any_section(),
        };
        self.pool.nearest(&places, paper.left, Amount::ZERO).map(|(rank, _)| rank)
    }
}

/// What to do next, the rule, and why.
const fn said(kind: Kind, meant: bool) -> (WithholdingAct, &'static str, &'static str) {
    use WithholdingAct::{AskCorrection, Nothing, Review};
    match kind {
        Kind::OverDeducted => {
            (AskCorrection, "tax_on_tax", "the payer withheld on the amount with tax: what is too much is claimed back from the payer")
        }
        Kind::MoreThanPending => {
            (Review, "more_than_pending", "more is certified than is pending: a payment or a deduction may be missing in the books")
        }
        Kind::WrongTaxId if meant => {
            (AskCorrection, "wrong_tax_id", "the tax id is not the payer's or not ours; a pending amount agrees otherwise")
        }
        Kind::WrongTaxId => (Review, "wrong_tax_id", "the tax id is no customer's, or not the one of who sent it, or not ours"),
        Kind::WrongPeriod => (AskCorrection, "wrong_period", "the tax agrees with a pending amount of another period"),
        Kind::WrongSection => (
            AskCorrection,
            "wrong_section",
            "the tax agrees with a pending amount under another section, or the section is not used in the period",
        ),
        Kind::Duplicate => (Nothing, "duplicate", "the same number, section, period and figures were given before"),
        Kind::Conflicting => {
            (Review, "conflicting", "the same number, section and period were given with other figures: none of them is used")
        }
        Kind::TakenBack => {
            (Review, "taken_back", "it takes back tax that nothing else shows: what was proved by it may have to be reversed")
        }
        Kind::MoreBooked => (Review, "more_booked", "more was booked than is certified now: what was booked too much is to be reversed"),
        Kind::Ambiguous => (Review, "ambiguous", "several pending amounts may be meant, and the policy takes none unasked"),
        _ => (Review, "nothing_pending", "nothing is pending that it may be for"),
    }
}
