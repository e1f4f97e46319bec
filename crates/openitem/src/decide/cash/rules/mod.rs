//! The rules that read an account without references: which of its items could a payer have meant by this amount?
//!
//! Each rule looks at one account in one manner with one choice of credits, and gives every reading that agrees with the
//! amount to the last unit, with what chance alone would give.

mod few;
mod groups;
mod oldest;
mod runs;

use std::collections::HashMap;

use super::account::{Account, Manner, Priced, Row};
use super::policy::{CashRule, CashRuleKind, CreditNetting};
use super::reading::Reading;
use crate::OpenItem;
use crate::value::Budget;

/// One account in one manner, with one choice of credits.
pub(crate) struct Search<'a, 'c> {
    pub items: &'a [&'a OpenItem],
    pub at: usize,
    pub account: &'a Account,
    pub priced: &'a Priced,
    pub rule: &'a CashRule,
    /// Places of the credits netted.
    pub credits: &'a [usize],
    /// What the debits must come to: the receipt and the credits.
    pub target: i64,
    /// How many manners and choices of credits are tried beside this one: each is a chance more.
    pub tries: u64,
    /// The receipt's day.
    pub day: i32,
    /// What it may still cost.
    pub budget: &'a mut Budget<'c>,
}

/// One account, and what was paid.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub items: &'a [&'a OpenItem],
    /// Which of the accounts looked at it is.
    pub at: usize,
    pub account: &'a Account,
    /// In minor units.
    pub amount: i64,
    /// The receipt's day.
    pub day: i32,
}

/// The readings of one rule in an account, over all manners and choices of credits. False where the budget ran out.
pub(crate) fn read(asked: &Asked<'_>, rule: &CashRule, priced: &[Priced], budget: &mut Budget<'_>) -> (Vec<Reading>, bool) {
    let Asked { items, at, account, amount, day } = *asked;
    let mut out = Vec::new();
    let is_past = matches!(rule.kind, CashRuleKind::AllPastDue | CashRuleKind::PastDueByTerm);
    let choices = credit_choices(account, rule.credits, is_past.then_some(day));
    // The oldest first always fits: less what may be taken, where something may.
    let priced = match (rule.kind, priced.iter().rposition(|priced| matches!(priced.manner, Manner::Discount { .. }))) {
        (CashRuleKind::OldestFirst, place) => {
            let place = place.unwrap_or(0);
            priced.get(place..=place).unwrap_or_default()
        }
        _ => priced,
    };
    let tries = u64::try_from(choices.len().saturating_mul(priced.len())).unwrap_or(u64::MAX);
    let mut complete = true;
    for priced in priced {
        for credits in &choices {
            let netted =
                credits.iter().filter_map(|place| account.credits.get(*place)).map(|row| row.open).fold(amount, i64::saturating_add);
            let mut search = Search { items, at, account, priced, rule, credits, target: netted, tries, day, budget };
            complete &= match rule.kind {
                CashRuleKind::AllOpen => groups::all_open(&mut search, &mut out),
                CashRuleKind::AllPastDue => groups::all_past_due(&mut search, &mut out),
                CashRuleKind::PastDueByTerm => groups::past_due_by_term(&mut search, &mut out),
                CashRuleKind::Month => groups::month(&mut search, &mut out),
                CashRuleKind::DueRun => runs::due_run(&mut search, &mut out),
                CashRuleKind::Run => runs::run(&mut search, &mut out),
                CashRuleKind::OneItem => few::one_item(&mut search, &mut out),
                CashRuleKind::Combination => few::combination(&mut search, &mut out),
                CashRuleKind::OldestFirst => oldest::oldest_first(&mut search, &mut out),
                // What is named, stated or promised is read before the account is.
                CashRuleKind::RemittanceLines | CashRuleKind::ReferenceTotal | CashRuleKind::References | CashRuleKind::Promise => true,
            };
        }
    }
    (out, complete)
}

impl Search<'_, '_> {
    /// A reading of debits at these places.
    fn reading(&self, debits: Vec<usize>, chance: u64) -> Reading {
        Reading {
            account: self.at,
            rule: self.rule.kind,
            manner: self.priced.manner,
            debits,
            credits: self.credits.to_vec(),
            chance: chance.saturating_mul(self.tries),
            unused: 0,
            parts: Vec::new(),
            why: None,
        }
    }

    /// Keeps a reading of debits at these places, and pays for its length; false, and nothing kept, where the budget does not allow it.
    fn keep(&mut self, debits: Vec<usize>, chance: u64, out: &mut Vec<Reading>) -> bool {
        let paid = self.pays(debits.len());
        if paid {
            out.push(self.reading(debits, chance));
        }
        paid
    }

    /// Pays for some work; false, and nothing paid, where the budget does not allow it.
    fn pays(&mut self, steps: usize) -> bool {
        self.budget.spend(u64::try_from(steps).unwrap_or(u64::MAX)).is_ok()
    }

    fn len(&self) -> usize {
        self.priced.pay.len()
    }

    fn total(&self) -> i64 {
        self.priced.sums.last().copied().unwrap_or(0)
    }

    fn pay(&self, place: usize) -> i64 {
        self.priced.pay.get(place).copied().unwrap_or(0)
    }

    fn sum(&self, first: usize) -> i64 {
        self.priced.sums.get(first).copied().unwrap_or(0)
    }

    fn due(&self, place: usize) -> i32 {
        self.account.debits.get(place).map_or(0, |row| row.due)
    }

    /// How many of the first debits stand before a change of the due date: 1, …, all.
    fn boundaries(&self) -> Vec<usize> {
        (1..=self.len()).filter(|place| *place == self.len() || self.due(place.saturating_sub(1)) != self.due(*place)).collect()
    }

    /// The places of the debits by what they are paid with.
    fn by_pay(&self) -> HashMap<i64, Vec<usize>> {
        let mut out: HashMap<i64, Vec<usize>> = HashMap::new();
        for (place, pay) in self.priced.pay.iter().enumerate() {
            out.entry(*pay).or_default().push(place);
        }
        out
    }
}

/// The sets of credits that a payer may have netted: none, all (or only that), and where any may be, each choice of up to four.
/// Where only what is past due counts, those dated before that day.
fn credit_choices(account: &Account, netting: CreditNetting, before: Option<i32>) -> Vec<Vec<usize>> {
    let counts = |(_, row): &(usize, &Row)| before.is_none_or(|day| row.due < day);
    let all: Vec<usize> = account.credits.iter().enumerate().filter(counts).map(|(place, _)| place).collect();
    if netting == CreditNetting::Always {
        return vec![all];
    }
    let mut out = vec![Vec::new()];
    if all.is_empty() || netting == CreditNetting::Ignored {
        return out;
    }
    if netting == CreditNetting::Any && all.len() <= 4 {
        let whole = 1_usize << all.len();
        for choice in 1..whole {
            out.push(all.iter().copied().filter(|place| choice >> place & 1 == 1).collect());
        }
    } else {
        out.push(all);
    }
    out
}
