//! What is named does not add up to what was paid: the explanations of the difference, the surest first.
//!
//! What the house knows goes before what the payer says, and both before what the amounts suggest: an open dispute, a credit
//! asked for, a promise; then amounts that the payer states; some of what is named in full; a line paid twice; a
//! discount's share rounded otherwise; tax withheld; a small difference accepted; a
//! discount taken late; a bank's fee; a share kept back; a part payment.

mod discount_share;
mod exchange;
mod known;
mod policy;
mod said;
mod short;
mod tolerance;
mod withheld;
mod withholding_rules;

pub use policy::*;
pub use withholding_rules::withholding_rules;

pub(super) use known::promised;
pub(super) use said::{Said, our_reason_of};
pub(super) use withheld::by_habit;

#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::account::{Account, Priced};
use super::desk::Sight;
use super::named::{Named, credits, paid};
use super::reading::{Part, Reading};
use crate::{CustomerId, OpenItem, Reason, ReasonInput};

/// A reading with the difference that it leaves explained.
pub(super) struct Explained {
    pub reading: Reading,
    /// Whether nothing else would explain it as well.
    pub certain: bool,
    pub reason: Reason,
}

impl Explained {
    /// The reading, which says why.
    pub fn told(self) -> Reading {
        Reading { why: Some(self.reason), ..self.reading }
    }
}

/// What is named in an account, and what was paid.
pub(super) struct Gap<'a> {
    pub sight: &'a Sight<'a>,
    pub customer: &'a CustomerId,
    pub account: &'a Account,
    /// Which of the accounts looked at it is.
    pub at: usize,
    pub named: &'a Named,
    /// The debits named.
    pub debits: &'a [usize],
    pub priced: &'a [Priced],
    pub said: &'a Said,
}

/// The ways to explain the difference between the debits named and the amount, the best first. Where the first is in doubt those
/// that come after it are shown too.
pub(super) fn explain(gap: &Gap<'_>) -> Vec<Explained> {
    const STEPS: [fn(&Gap<'_>) -> Vec<Explained>; 12] = [
        known::disputes_and_credits,
        known::promises,
        said::amounts,
        short::some_of_them,
        short::line_paid_twice,
        discount_share::rounded_otherwise,
        withheld::by_rule,
        tolerance::accepted,
        short::late_discount,
        short::bank_fee,
        short::kept_back,
        short::part_payment,
    ];
    // Where two currencies meet the rates explain the difference, or nothing does.
    if gap.sight.rate.is_some() {
        return exchange::accepted(gap);
    }
    let mut out: Vec<Explained> = Vec::new();
    for step in STEPS {
        out.extend(step(gap));
        if out.first().is_some_and(|first| first.certain) {
            break;
        }
    }
    out
}

/// Several explanations of one kind are each in doubt.
fn one_or_doubtful(mut found: Vec<Explained>) -> Vec<Explained> {
    if found.len() > 1 {
        found.iter_mut().for_each(|explained| explained.certain = false);
    }
    found
}

impl Gap<'_> {
    /// By how much less was paid than a manner asks for; below zero where it was more.
    fn shortage(&self, priced: &Priced) -> i64 {
        let netted = credits(self.account, &self.named.credits);
        paid(priced, self.debits).saturating_sub(netted).saturating_sub(self.sight.amount)
    }

    /// The manner in which all is paid in full.
    fn full(&self) -> Option<&Priced> {
        self.priced.first()
    }

    fn item(&self, place: usize) -> Option<&OpenItem> {
        self.account.debits.get(place).and_then(|row| self.sight.desk.items.get(row.item)).copied()
    }

    /// What is open of a debit.
    fn open(&self, place: usize) -> i64 {
        self.account.debits.get(place).map_or(0, |row| row.open)
    }

    /// The line that bears a shortage which several could bear.
    fn bearer(&self, priced: &Priced) -> Option<usize> {
        let places = self.debits.iter().copied();
        match self.sight.desk.policy.differences.bearer {
            ShortageBearer::Largest => places.max_by_key(|place| (priced.pay.get(*place).copied(), std::cmp::Reverse(*place))),
            ShortageBearer::Oldest => places.min(),
            ShortageBearer::Newest => places.max(),
        }
    }

    /// A reading of the debits named with parts of them not paid with cash; a debit of which nothing is paid is none of it.
    /// None where a part is more than its debit.
    fn reading(&self, priced: &Priced, parts: Vec<Part>) -> Option<Reading> {
        let mut debits = Vec::new();
        let mut beside: HashMap<usize, i64> = HashMap::new();
        for part in &parts {
            let sum = beside.entry(part.place).or_default();
            *sum = sum.saturating_add(part.amount);
        }
        for place in self.debits {
            let pay = priced.pay.get(*place).copied()?;
            match pay.checked_sub(beside.get(place).copied().unwrap_or(0))? {
                0 => {}
                ..0 => return None,
                _ => debits.push(*place),
            }
        }
        if debits.is_empty() {
            return None;
        }
        let kept: Vec<Part> = parts.into_iter().filter(|part| debits.binary_search(&part.place).is_ok()).collect();
        let mut reading = self.named.reading(self.at, priced.manner, debits);
        reading.parts = kept;
        Some(reading)
    }

    fn explained(&self, reading: Reading, rule: &str, text: &str, amount: i64, mut inputs: Vec<ReasonInput>) -> Explained {
        inputs.insert(0, ReasonInput::new("amount", self.sight.amount_of(amount).to_string()));
        Explained { reading, certain: self.named.is_plain(), reason: Reason::new(rule, text).with_inputs(inputs) }
    }

    /// What debits come to less the credits named with them.
    fn net(&self, pay: i64) -> i64 {
        pay.saturating_sub(credits(self.account, &self.named.credits)).max(0)
    }

    /// A line as an input of a reason.
    fn line(&self, place: usize) -> ReasonInput {
        ReasonInput::new("item", self.item(place).map(|item| item.id.to_string()).unwrap_or_default())
    }

    /// In doubt.
    fn doubtful(mut explained: Explained) -> Explained {
        explained.certain = false;
        explained
    }
}

/// Beyond so many, not every choice of them is looked at.
const MOST_FOR_SUBSETS: usize = 10;

/// Every choice of at least one of so many, all of them first; none where they are too many.
fn subsets(count: usize) -> Option<Vec<Vec<usize>>> {
    let choice = |set: usize| (0..count).filter(|at| set >> at & 1 == 1).collect();
    (count <= MOST_FOR_SUBSETS).then(|| (1_usize..1 << count).rev().map(choice).collect())
}
