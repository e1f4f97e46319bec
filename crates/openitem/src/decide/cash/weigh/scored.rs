//! Scoring: each number that is named is held against the items that it resembles, and scored by weights.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use strsim::levenshtein;

use super::super::account::{Manner, due_day};
use super::super::identify::{PayerStrength, normal_number};
use super::super::meant::{Candidates, Meant};
use super::super::policy::CashRuleKind;
use super::super::proposal::CashStatus;
use super::super::rating::MatchWeights;
use super::super::reading::Reading;
use super::{Verdict, Weighing};
use crate::{CustomerId, MoneyClass, OpenItem, Reason, ReasonInput};

/// An item that a number may mean, with its three shares of a score, from 0 to 100 each.
struct Match {
    place: usize,
    payer: i32,
    number: i32,
    amount: i32,
    /// Whether the amount agrees only if all that is named adds up: several numbers, and none says what is paid of it.
    by_total: bool,
}

impl Match {
    fn score(&self, weights: &MatchWeights) -> i32 {
        let shares = [(self.payer, weights.payer), (self.number, weights.number), (self.amount, weights.amount)];
        let sum = shares.into_iter().map(|(share, weight)| share.saturating_mul(weight)).fold(0, i32::saturating_add);
        sum.checked_div(100).unwrap_or(0)
    }
}

impl Weighing<'_> {
    /// The documents named, each as far as its score allows.
    ///
    /// Source: Oracle Fusion Cloud Financials, Using Receivables, How AutoMatch Recommendations Are Calculated.
    pub(super) fn scored(&mut self, meant: &Meant) -> Verdict {
        let weights = &self.sight.desk.policy.weights;
        let mut best: Vec<Match> = meant.references.iter().filter_map(|reference| self.best(reference, meant)).collect();
        // Two numbers that mean one item are one match; the item due first goes first.
        let key = |found: &Match| self.sight.desk.items.get(found.place).map(|item| (due_day(item), &item.id));
        crate::value::sort_by(&mut best, |one, other| {
            (key(one), Reverse(one.score(weights))).cmp(&(key(other), Reverse(other.score(weights))))
        });
        best.dedup_by_key(|found| found.place);
        self.add_up(&mut best);
        best.retain(|found| found.score(weights) >= weights.shown_from);
        let Some(customer) = self.most_named(&best) else { return self.unscored(meant) };
        let of_other = best.iter().any(|found| self.owner(found.place) != Some(&customer));
        best.retain(|found| self.owner(found.place) == Some(&customer));
        let complete =
            meant.references.iter().all(|reference| reference.items.iter().any(|place| best.iter().any(|found| found.place == *place)));
        let sure = complete && !of_other && best.iter().all(|found| found.score(weights) >= weights.unseen_from);
        let Some(reading) = self.reading_of_scored(&customer, &best) else { return self.unscored(meant) };
        Verdict {
            status: if sure { CashStatus::Auto } else { CashStatus::Review },
            readings: vec![reading],
            rivals: 0,
            reasons: best.iter().map(|found| self.said(found)).collect(),
            payer: None,
            class: MoneyClass::Unapplied,
        }
    }

    /// The item that a number most likely means: the highest score, then the one due first, then the least id.
    fn best(&self, reference: &Candidates, meant: &Meant) -> Option<Match> {
        let weights = &self.sight.desk.policy.weights;
        let said = reference.stated.as_ref().and_then(|stated| stated.amount.to_minor(self.sight.decimals));
        let paid = if meant.references.len() == 1 { Some(said.unwrap_or(self.sight.amount)) } else { said };
        let of = |place: &usize| {
            let item = *self.sight.desk.items.get(*place).filter(|_| self.sight.may_pay(*place))?;
            let amount = if paid.is_some_and(|paid| self.pays(*place).contains(&paid)) { 100 } else { 0 };
            let payer = self.payer_score(item.customer.as_ref());
            Some(Match { place: *place, payer, number: alike(&reference.number, item), amount, by_total: paid.is_none() })
        };
        let key = |found: &Match| self.sight.desk.items.get(found.place).map(|item| (due_day(item), &item.id));
        let found = reference.items.iter().filter_map(of);
        found.min_by(|one, other| (Reverse(one.score(weights)), key(one)).cmp(&(Reverse(other.score(weights)), key(other))))
    }

    /// What an item is paid with: in full, or less the discount that is still open.
    fn pays(&self, place: usize) -> [i64; 2] {
        let desk = self.sight.desk;
        let open = desk.open.get(place).copied().unwrap_or(0);
        let manners = [Manner::Full, Manner::Discount { unearned: false }];
        manners.map(|manner| desk.items.get(place).map_or(open, |item| self.sight.terms.paid(item, open, manner).cash))
    }

    /// Where what is named of one customer comes to the receipt, the amounts of those documents agree.
    fn add_up(&self, best: &mut [Match]) {
        let Some(customer) = self.most_named(best).filter(|customer| self.is_total(best, customer)) else { return };
        for found in best.iter_mut().filter(|found| found.by_total && self.owner(found.place) == Some(&customer)) {
            found.amount = 100;
        }
    }

    /// Whether a customer's candidates come to the receipt.
    fn is_total(&self, best: &[Match], customer: &CustomerId) -> bool {
        let sum = |manner: usize| {
            let own = best.iter().filter(|found| self.owner(found.place) == Some(customer));
            let pays = own.filter_map(|found| self.pays(found.place).get(manner).copied());
            pays.fold(0, i64::saturating_add)
        };
        (0..2).any(|manner| sum(manner) == self.sight.amount)
    }

    /// How sure it is that a customer, or one of its family, paid: from 0 to 100.
    fn payer_score(&self, customer: Option<&CustomerId>) -> i32 {
        let Some(customer) = customer else { return 0 };
        let payers = &self.sight.desk.payers;
        if self.sight.receipt.customer.as_ref() == Some(customer) {
            return 100;
        }
        let Some(own) = payers.row(customer) else { return 0 };
        let found = self.sight.payers.iter().find(|payer| payers.is_one_family(payer.row, own));
        found.map_or(0, |payer| if payer.strength >= PayerStrength::Strong { 100 } else { payer.score })
    }

    fn owner(&self, place: usize) -> Option<&CustomerId> {
        self.sight.desk.items.get(place).and_then(|item| item.customer.as_ref())
    }

    /// The customer whose items were found most often; of several the least id.
    fn most_named(&self, best: &[Match]) -> Option<CustomerId> {
        let mut count: BTreeMap<&CustomerId, usize> = BTreeMap::new();
        for customer in best.iter().filter_map(|found| self.owner(found.place)) {
            let known = count.entry(customer).or_default();
            *known = known.saturating_add(1);
        }
        count.into_iter().max_by_key(|(customer, count)| (*count, Reverse(*customer))).map(|(customer, _)| customer.clone())
    }

    fn reading_of_scored(&mut self, customer: &CustomerId, best: &[Match]) -> Option<Reading> {
        let at = self.account_of(customer);
        let account = &self.accounts.get(at)?.account;
        let chosen = |place: &usize| account.debits.get(*place).is_some_and(|row| best.iter().any(|found| found.place == row.item));
        let debits: Vec<usize> = (0..account.debits.len()).filter(chosen).collect();
        let manners = [Manner::Full, Manner::Discount { unearned: false }];
        let priced = manners.map(|manner| account.priced_as(&self.sight.desk.items, &self.sight.terms, manner));
        let exact = priced.iter().find(|priced| super::super::named::paid(priced, &debits) == self.sight.amount);
        let rule = if exact.is_some() { CashRuleKind::ReferenceTotal } else { CashRuleKind::References };
        let priced = exact.or_else(|| priced.first())?;
        Some(Reading::as_far(at, rule, priced, &debits, self.sight.amount)).filter(|reading| !reading.debits.is_empty())
    }

    /// Nothing is named that is like enough: the payer stands only where it is sure enough.
    fn unscored(&self, meant: &Meant) -> Verdict {
        let mut verdict = self.nothing(meant);
        if self.payer_score(verdict.payer.as_ref()) < self.sight.desk.policy.weights.payer_from {
            verdict.payer = None;
        }
        verdict
    }

    /// A score, in words.
    fn said(&self, found: &Match) -> Reason {
        let score = found.score(&self.sight.desk.policy.weights);
        let item = self.sight.desk.items.get(found.place).map(|item| item.id.to_string()).unwrap_or_default();
        let text = format!("{item} scores {score} of 100: payer {}, number {}, amount {}", found.payer, found.number, found.amount);
        let inputs = vec![
            ReasonInput::new("item", item),
            ReasonInput::new("score", score.to_string()),
            ReasonInput::new("payer", found.payer.to_string()),
            ReasonInput::new("number", found.number.to_string()),
            ReasonInput::new("amount", found.amount.to_string()),
        ];
        Reason::new("match_score", text).with_inputs(inputs)
    }
}

/// How alike a number as written is to the nearest by which an item is known, from 0 to 100; signs between digits and leading
/// zeros left out of both.
fn alike(written: &str, item: &OpenItem) -> i32 {
    let known = item.references.iter().map(|reference| reference.value.as_str());
    let known = known.chain(item.document.as_ref().map(|document| document.as_str())).chain([item.id.as_str()]);
    known.map(|known| similarity(written, known)).max().unwrap_or(0)
}

fn similarity(one: &str, other: &str) -> i32 {
    let (one, other) = (normal_number(one), normal_number(other));
    let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
    let longest = one.chars().count().max(other.chars().count());
    let changed = levenshtein(one, other).saturating_mul(100).checked_div(longest).unwrap_or(100);
    100_i32.saturating_sub(i32::try_from(changed).unwrap_or(100))
}
