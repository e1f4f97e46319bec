//! Nothing is named: what was promised, or what of the accounts adds up to the amount.

use super::super::difference::{self};
use super::super::policy::{CashRule, CashRuleKind};
use super::super::reading::Reading;
use super::super::rules::{self, Asked};
use super::{Seen, Verdict, Weighing};
use crate::{Reason, ReasonInput};

impl Weighing<'_> {
    /// Without a word, exactly what was promised was paid.
    pub(super) fn by_promise(&mut self) -> Option<Verdict> {
        let readings = self.promised();
        let reason = readings.first()?.why();
        let mut verdict = self.one_of(readings, !self.sight.ambiguous, reason);
        let first = verdict.readings.first()?;
        let doubts: Vec<Reason> = self.doubts_of_chance(first).into_iter().chain(self.doubt_of_payer()).collect();
        verdict.doubt(doubts);
        Some(verdict)
    }

    /// The promises of the accounts looked at that are of exactly the amount.
    pub(super) fn promised(&self) -> Vec<Reading> {
        if !self.has(CashRuleKind::Promise) {
            return Vec::new();
        }
        let of = |(at, seen): (usize, &Seen)| difference::promised(self.sight, &seen.customer, &seen.account, at);
        let told = |(reading, promise): (Reading, ReasonInput)| {
            let why = Reason::new("promise", "this is exactly what was promised").with_inputs(vec![promise]);
            Reading { why: Some(why), ..reading }
        };
        self.single().flat_map(of).map(told).collect()
    }

    /// Nothing is named: what adds up to the amount, over all accounts that the payer may have meant.
    pub(super) fn by_amount(&mut self) -> Option<Verdict> {
        let readings = self.by_rules(None);
        if readings.is_empty() {
            return None;
        }
        let text = "these items of the account add up to the amount";
        let mut verdict = self.one_of(readings, true, Reason::new("amount", text));
        let doubts = self.doubts_of_amount(verdict.readings.first()?);
        verdict.doubt(doubts);
        Some(verdict)
    }

    /// The readings of every structural rule, in one account or in all.
    pub(super) fn by_rules(&mut self, only: Option<usize>) -> Vec<Reading> {
        let mut out = Vec::new();
        for rule in &self.sight.desk.policy.rules {
            for at in 0..self.accounts.len() {
                let is_single = self.accounts.get(at).is_some_and(|seen| !seen.is_joint);
                if only.map_or(is_single, |only| only == at) {
                    out.extend(self.by_rule(rule, at));
                }
            }
        }
        out
    }

    /// The readings of one rule in an account.
    pub(super) fn by_rule(&mut self, rule: &CashRule, at: usize) -> Vec<Reading> {
        let Some(seen) = self.accounts.get(at) else { return Vec::new() };
        let items = &self.sight.desk.items;
        let account = seen.account.under(rule, items);
        let priced = account.priced(items, &self.sight.terms, rule.discounts, &self.sight.withheld(&seen.customer));
        let asked = Asked { items, at, account: &account, amount: self.sight.amount, day: self.sight.day };
        let (mut found, complete) = rules::read(&asked, rule, &priced, &mut self.budget);
        seen.account.restore(&account, &mut found);
        self.cut |= !complete;
        found
    }
}
