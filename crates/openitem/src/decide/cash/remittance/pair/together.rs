//! One advice for several payments, and one payment with several advices: sums of one payer's.

use std::collections::BTreeMap;

use super::evidence::Side;
use super::{Direction, Work};
use crate::{Amount, Currency, Reason};

impl Work<'_> {
    /// Pairs one of a side with several of the other by their sum: only where one set alone has it.
    pub(super) fn several(&mut self, direction: Direction) {
        let ones: Vec<usize> = match direction {
            Direction::ReceiptsOfOneAdvice => self.free_advices.iter().copied().collect(),
            Direction::AdvicesOfOneReceipt => self.free_receipts.iter().copied().collect(),
        };
        let mut places: BTreeMap<(Currency, String), Vec<usize>> = BTreeMap::new();
        let many = if direction == Direction::ReceiptsOfOneAdvice { &self.free_receipts } else { &self.free_advices };
        for at in many {
            let Some(side) = self.many(direction, *at).filter(|side| side.amount.is_some()) else { continue };
            for payer in &side.payers {
                places.entry((side.currency, payer.clone())).or_default().push(*at);
            }
        }
        for one in ones {
            let Some(side) = self.one(direction, one) else { continue };
            let Some(target) = side.amount else { continue };
            let of_payer = side.payers.iter().filter_map(|payer| places.get(&(side.currency, payer.clone())));
            let mut pool: Vec<usize> = of_payer.flatten().copied().filter(|at| self.may_join(direction, one, *at)).collect();
            pool.sort_unstable();
            pool.dedup();
            if pool.len() > usize::try_from(self.policy.most_compared).unwrap_or(0) {
                self.tell_cut(direction == Direction::ReceiptsOfOneAdvice, one, "pair_sums_cut", pool.len());
                continue;
            }
            let amounts: Vec<Amount> = pool.iter().filter_map(|at| self.many(direction, *at)?.amount).collect();
            let most = usize::try_from(self.policy.most_together).unwrap_or(0);
            let mut sums = Sums { amounts: &amounts, target, most, found: Vec::new() };
            sums.search(0, Amount::ZERO, &mut Vec::new());
            let sets: Vec<Vec<usize>> = sums.found.iter().map(|set| set.iter().filter_map(|at| pool.get(*at).copied()).collect()).collect();
            self.settle(direction, one, &sets);
        }
    }

    fn settle(&mut self, direction: Direction, one: usize, sets: &[Vec<usize>]) {
        let (rule, text) = match direction {
            Direction::ReceiptsOfOneAdvice => {
                ("pair_sum_of_receipts", "the payer's payments add up to what the advice announces, in one way alone")
            }
            Direction::AdvicesOfOneReceipt => ("pair_sum_of_advices", "the payer's advices add up to the payment, in one way alone"),
        };
        match sets {
            [] => {}
            [set] if direction == Direction::ReceiptsOfOneAdvice => self.take(set, &[one], vec![Reason::new(rule, text)]),
            [set] => self.take(&[one], set, vec![Reason::new(rule, text)]),
            several => {
                let mut all: Vec<usize> = several.iter().flatten().copied().collect();
                all.sort_unstable();
                all.dedup();
                let reasons = vec![Reason::new("pair_sums_unclear", "more than one set of the payer's adds up to it")];
                match direction {
                    Direction::ReceiptsOfOneAdvice => self.leave_open(&all, &[one], reasons),
                    Direction::AdvicesOfOneReceipt => self.leave_open(&[one], &all, reasons),
                }
            }
        }
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

/// Sets of two and more amounts that add up to a target: two of them are enough to know that it is not one alone.
struct Sums<'a> {
    amounts: &'a [Amount],
    target: Amount,
    most: usize,
    found: Vec<Vec<usize>>,
}

impl Sums<'_> {
    fn search(&mut self, from: usize, sum: Amount, set: &mut Vec<usize>) {
        if set.len() > 1 && sum == self.target {
            self.found.push(set.clone());
        }
        if set.len() >= self.most {
            return;
        }
        for at in from..self.amounts.len() {
            if self.found.len() > 1 {
                return;
            }
            let Some(next) = self.amounts.get(at).and_then(|amount| sum.checked_add(*amount)) else { continue };
            set.push(at);
            self.search(at.saturating_add(1), next, set);
            set.pop();
        }
    }
}
