//! One advice for several payments, and one payment with several advices: sums of one payer's.

use std::collections::{BTreeMap, BTreeSet};

use super::evidence::Side;
use super::{Direction, Work};
use crate::value::{Budget, Control};
use crate::{Amount, Currency, Reason};

/// The steps that the sums of one may take: what 24 compared, four together, come to is 12,950.
const STEPS: u64 = 200_000;

/// One that several add up to.
struct Claim {
    direction: Direction,
    one: usize,
    /// All that stand in a set that adds up to it.
    members: Vec<usize>,
    /// Whether one set alone does.
    alone: bool,
}

impl Claim {
    fn receipts(&self) -> &[usize] {
        if self.direction == Direction::ReceiptsOfOneAdvice { &self.members } else { std::slice::from_ref(&self.one) }
    }

    fn advices(&self) -> &[usize] {
        if self.direction == Direction::ReceiptsOfOneAdvice { std::slice::from_ref(&self.one) } else { &self.members }
    }
}

/// What adds up to what, and who stands in a sum that was not looked for to the end: nobody is the only one for those.
#[derive(Default)]
struct Claims {
    found: Vec<Claim>,
    unsure_receipts: BTreeSet<usize>,
    unsure_advices: BTreeSet<usize>,
}

impl Work<'_> {
    /// Pairs one of a side with several of the other by their sum: only where one set alone has it, and where all of them add up
    /// to, or stand in, nothing else on either side.
    pub(super) fn several(&mut self) {
        let mut claims = Claims::default();
        self.claim(Direction::ReceiptsOfOneAdvice, &mut claims);
        self.claim(Direction::AdvicesOfOneReceipt, &mut claims);
        for together in groups(&claims.found) {
            let unsure = together.iter().any(|claim| {
                claim.receipts().iter().any(|at| claims.unsure_receipts.contains(at))
                    || claim.advices().iter().any(|at| claims.unsure_advices.contains(at))
            });
            self.settle(&together, unsure);
        }
    }

    /// Finds what adds up to each of one side.
    fn claim(&mut self, direction: Direction, claims: &mut Claims) {
        let is_advice = direction == Direction::ReceiptsOfOneAdvice;
        let (ones, many) = if is_advice { (&self.free_advices, &self.free_receipts) } else { (&self.free_receipts, &self.free_advices) };
        let ones: Vec<usize> = ones.iter().copied().collect();
        let mut places: BTreeMap<(Currency, String), Vec<usize>> = BTreeMap::new();
        for at in many {
            let Some(side) = self.many(direction, *at).filter(|side| side.amount.is_some()) else { continue };
            for payer in &side.payers {
                places.entry((side.currency, payer.clone())).or_default().push(*at);
            }
        }
        let most_compared = usize::try_from(self.policy.most_compared).unwrap_or(0);
        let most = usize::try_from(self.policy.most_together).unwrap_or(0);
        for one in ones {
            let Some(side) = self.one(direction, one) else { continue };
            let Some(target) = side.amount else { continue };
            let of_payer = side.payers.iter().filter_map(|payer| places.get(&(side.currency, payer.clone())));
            let mut pool: Vec<usize> = of_payer.flatten().copied().filter(|at| self.may_join(direction, one, *at)).collect();
            pool.sort_unstable();
            pool.dedup();
            let amounts: Vec<Amount> = pool.iter().filter_map(|at| self.many(direction, *at)?.amount).collect();
            let mut sums = Sums::new(&amounts, target, most);
            let cut = if pool.len() > most_compared {
                Some("pair_sums_cut")
            } else if sums.search(0, Amount::ZERO, &mut Vec::new()) {
                None
            } else {
                Some("pair_sums_steps_cut")
            };
            if let Some(rule) = cut {
                self.tell_cut(is_advice, one, rule, pool.len());
                let (unsure_ones, unsure) = if is_advice {
                    (&mut claims.unsure_advices, &mut claims.unsure_receipts)
                } else {
                    (&mut claims.unsure_receipts, &mut claims.unsure_advices)
                };
                unsure_ones.insert(one);
                unsure.extend(pool);
                continue;
            }
            if sums.sets > 0 {
                let members = sums.members.iter().filter_map(|at| pool.get(*at).copied()).collect();
                claims.found.push(Claim { direction, one, members, alone: sums.sets == 1 });
            }
        }
    }

    /// Takes a claim that stands by itself; what more than one claim holds is for a person.
    fn settle(&mut self, together: &[&Claim], unsure: bool) {
        if let [claim] = together
            && claim.alone
            && !unsure
        {
            let (rule, text) = match claim.direction {
                Direction::ReceiptsOfOneAdvice => {
                    ("pair_sum_of_receipts", "the payer's payments add up to what the advice announces, in one way alone")
                }
                Direction::AdvicesOfOneReceipt => ("pair_sum_of_advices", "the payer's advices add up to the payment, in one way alone"),
            };
            return self.take(claim.receipts(), claim.advices(), vec![Reason::new(rule, text)]);
        }
        let text = if unsure {
            "the payer's add up to it, but not all that may was compared"
        } else if together.len() > 1 {
            "the payer's add up in more than one way: what belongs to which, nothing here says"
        } else {
            "more than one set of the payer's adds up to it"
        };
        let receipts: BTreeSet<usize> = together.iter().flat_map(|claim| claim.receipts()).copied().collect();
        let advices: BTreeSet<usize> = together.iter().flat_map(|claim| claim.advices()).copied().collect();
        let (receipts, advices): (Vec<_>, Vec<_>) = (receipts.into_iter().collect(), advices.into_iter().collect());
        self.leave_open(&receipts, &advices, vec![Reason::new("pair_sums_unclear", text)]);
    }

    fn one(&self, direction: Direction, at: usize) -> Option<&Side> {
        match direction {
            Direction::ReceiptsOfOneAdvice => self.free_advices.contains(&at).then(|| self.advices.get(at).map(|(_, side)| side))?,
            Direction::AdvicesOfOneReceipt => self.free_receipts.contains(&at).then(|| self.receipts.get(at).map(|(_, side)| side))?,
        }
    }

    fn many(&self, direction: Direction, at: usize) -> Option<&Side> {
        match direction {
            Direction::ReceiptsOfOneAdvice => self.one(Direction::AdvicesOfOneReceipt, at),
            Direction::AdvicesOfOneReceipt => self.one(Direction::ReceiptsOfOneAdvice, at),
        }
    }

    fn may_join(&self, direction: Direction, one: usize, other: usize) -> bool {
        match (self.one(direction, one), self.many(direction, other)) {
            (Some(advice), Some(money)) if direction == Direction::ReceiptsOfOneAdvice => money.is_near(advice, self.policy),
            (Some(money), Some(advice)) => money.is_near(advice, self.policy),
            _ => false,
        }
    }
}

/// The claims that hold a receipt or an advice in common, directly or through others, each group in the order found.
fn groups(claims: &[Claim]) -> Vec<Vec<&Claim>> {
    let mut by_holder: BTreeMap<(bool, usize), Vec<usize>> = BTreeMap::new();
    for (at, claim) in claims.iter().enumerate() {
        for holder in holders(claim) {
            by_holder.entry(holder).or_default().push(at);
        }
    }
    let mut seen = BTreeSet::new();
    let mut groups = Vec::new();
    for at in 0..claims.len() {
        if !seen.insert(at) {
            continue;
        }
        let (mut group, mut ahead) = (BTreeSet::from([at]), vec![at]);
        while let Some(claim) = ahead.pop().and_then(|at| claims.get(at)) {
            // Each list is gone through once: it is taken away.
            for next in holders(claim).filter_map(|holder| by_holder.remove(&holder)).flatten().collect::<Vec<_>>() {
                if seen.insert(next) {
                    group.insert(next);
                    ahead.push(next);
                }
            }
        }
        groups.push(group.into_iter().filter_map(|at| claims.get(at)).collect());
    }
    groups
}

fn holders(claim: &Claim) -> impl Iterator<Item = (bool, usize)> + '_ {
    claim.receipts().iter().map(|at| (true, *at)).chain(claim.advices().iter().map(|at| (false, *at)))
}

/// Sets of two and more amounts that add up to a target: how many there are, and who stands in any.
struct Sums<'a> {
    amounts: &'a [Amount],
    target: Amount,
    most: usize,
    sets: usize,
    members: BTreeSet<usize>,
    budget: Budget<'static>,
}

impl<'a> Sums<'a> {
    fn new(amounts: &'a [Amount], target: Amount, most: usize) -> Self {
        Self { amounts, target, most, sets: 0, members: BTreeSet::new(), budget: Budget::new(Control::steps(STEPS)) }
    }

    /// Whether all was looked at. The policy bounds how deep it goes, the budget how long.
    fn search(&mut self, from: usize, sum: Amount, set: &mut Vec<usize>) -> bool {
        if set.len() > 1 && sum == self.target {
            self.sets = self.sets.saturating_add(1);
            self.members.extend(set.iter().copied());
        }
        if set.len() >= self.most {
            return true;
        }
        for at in from..self.amounts.len() {
            if self.budget.spend(1).is_err() {
                return false;
            }
            let Some(next) = self.amounts.get(at).and_then(|amount| sum.checked_add(*amount)) else { continue };
            set.push(at);
            let whole = self.search(at.saturating_add(1), next, set);
            set.pop();
            if !whole {
                return false;
            }
        }
        true
    }
}
