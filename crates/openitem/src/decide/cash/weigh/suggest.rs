//! A few items that add up, found by searching: beside those that are named, or, where nothing fits, for a person to look at.

use super::super::account::Priced;
use super::super::named::{Named, credits, paid};
use super::super::policy::{CashRule, CashRuleKind};
use super::super::reading::{Reading, by_chance};
use super::super::subset::{Kernel, combinations};
use super::{Verdict, Weighing};
use crate::Reason;

/// So many items are looked for at most.
const MOST: usize = 6;

/// How many subsets of an account are kept.
const KEPT: usize = 8;

/// So many ways to understand what is named are tried.
const MOST_WAYS: usize = 64;

/// Half an accident, in millionths: what chance gives more often is not worth a look.
const CREDIBLE: u64 = 500_000;

impl Weighing<'_> {
    /// The list of what is paid is not whole, as where a bank cut it off: with a few items more it adds up. What chance gives is
    /// reckoned on those.
    pub(super) fn and_a_few(&mut self, named: &Named, at: usize, priced: &[Priced]) -> Vec<Reading> {
        let Some(seen) = self.accounts.get(at).filter(|_| self.may_suggest()) else { return Vec::new() };
        let money = self.sight.amount.saturating_add(credits(&seen.account, &named.credits));
        let mut readings = Vec::new();
        for debits in named.ways().into_iter().filter(|debits| !debits.is_empty()).take(MOST_WAYS) {
            for priced in priced {
                for (more, chance) in self.subsets(at, priced, &debits, money.saturating_sub(paid(priced, &debits))) {
                    let mut all = [debits.as_slice(), &more].concat();
                    all.sort_unstable();
                    let mut reading = named.reading(at, priced.manner, all);
                    reading.chance = chance;
                    let text = "what the remittance names and a few items more of the account add up to the amount";
                    reading.why = Some(Reason::new("references_and_more", text));
                    readings.push(reading);
                }
            }
        }
        readings
    }

    /// A few items of an account add up, more than the rules look for.
    pub(super) fn by_search(&mut self) -> Option<Verdict> {
        if !self.may_suggest() {
            return None;
        }
        let mut readings = Vec::new();
        let single: Vec<usize> = self.single().map(|(at, _)| at).collect();
        for at in single {
            for priced in self.priced(at, &CashRule::new(CashRuleKind::Combination)) {
                for (debits, chance) in self.subsets(at, &priced, &[], self.sight.amount) {
                    let mut reading = Named::default().reading(at, priced.manner, debits);
                    (reading.rule, reading.chance) = (CashRuleKind::Combination, chance);
                    readings.push(reading);
                }
            }
        }
        let text = "nothing says what is paid; these items of the account happen to add up to the amount";
        (!readings.is_empty()).then(|| self.one_of(readings, false, Reason::new("amount_suggested", text)))
    }

    fn may_suggest(&self) -> bool {
        self.has(CashRuleKind::Combination) && self.sight.rate.is_none()
    }

    /// The subsets of an account's other debits that come to an amount, with what chance would give: of those past due, else of
    /// all. Larger ones are not looked for than chance leaves credible.
    fn subsets(&mut self, at: usize, priced: &Priced, but: &[usize], amount: i64) -> Vec<(Vec<usize>, u64)> {
        let Some(seen) = self.accounts.get(at).filter(|_| amount > 0) else { return Vec::new() };
        let others = || (0..priced.pay.len()).filter(|place| but.binary_search(place).is_err());
        let is_due = |place: &usize| seen.account.debits.get(*place).is_some_and(|row| row.due <= self.sight.day);
        let (due, all): (Vec<usize>, Vec<usize>) = (others().filter(is_due).collect(), others().collect());
        let found = self.subsets_of(priced, &due, amount);
        if found.is_empty() && due.len() < all.len() { self.subsets_of(priced, &all, amount) } else { found }
    }

    fn subsets_of(&mut self, priced: &Priced, places: &[usize], amount: i64) -> Vec<(Vec<usize>, u64)> {
        let pay: Vec<i64> = places.iter().filter_map(|place| priced.pay.get(*place).copied()).collect();
        let total = pay.iter().copied().fold(0, i64::saturating_add);
        let credible = |size: &usize| {
            let sets = u64::try_from(combinations(u64::try_from(places.len()).unwrap_or(u64::MAX), *size)).unwrap_or(u64::MAX);
            by_chance(sets, total) <= CREDIBLE
        };
        let largest = (1..=MOST.min(places.len())).take_while(credible).last().unwrap_or(0);
        let Some(mut kernel) = Kernel::new(&pay).filter(|_| largest > 0 && total >= amount) else { return Vec::new() };
        let counts = kernel.count_up_to(amount, 0, largest, KEPT, &mut self.budget);
        self.cut |= counts.halt.is_some();
        let mut out = Vec::new();
        for found in counts.found {
            let Ok(chance) = kernel.accidents(amount, 0, found.len(), CREDIBLE, &mut self.budget) else { continue };
            if chance <= CREDIBLE {
                let mut chosen: Vec<usize> = found.iter().filter_map(|at| places.get(*at).copied()).collect();
                chosen.sort_unstable();
                out.push((chosen, chance));
            }
        }
        out
    }
}
