//! Nothing is named: what was promised, or what of the accounts adds up to the amount.

use super::super::difference::{self};
use super::super::identify::PayerStrength;
use super::super::policy::{CashRule, CashRuleKind};
use super::super::proposal::CashStatus;
use super::super::reading::Reading;
use super::super::rules::{self, Asked};
use super::{Others, Seen, Verdict, Weighing};
use crate::{Reason, ReasonInput};

impl Weighing<'_> {
    /// Without a word, exactly what was promised was paid.
    pub(super) fn by_promise(&mut self) -> Option<Verdict> {
        let readings = self.promised();
        let reason = readings.first()?.why();
        let mut verdict = self.one_of(readings, !self.sight.ambiguous, reason);
        let accounts = u64::try_from(self.accounts.len()).unwrap_or(u64::MAX).max(1);
        if verdict.readings.first()?.chance.saturating_mul(accounts) > self.most_accidents() || !self.payer_is(PayerStrength::Likely) {
            verdict.status = CashStatus::Review;
        }
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
        let accounts = u64::try_from(self.accounts.len()).unwrap_or(u64::MAX).max(1);
        let first = verdict.readings.first()?;
        let unlikely = first.chance.saturating_mul(accounts) <= self.most_accidents();
        // Who may be the payer at best is not told by an amount.
        if !unlikely || !self.payer_is(PayerStrength::Likely) || self.may_be_one_paid_twice(first) || self.has_equal_of_another_day(first) {
            verdict.status = CashStatus::Review;
        }
        Some(verdict)
    }

    /// Two items of one amount, one of them not yet due, may as well be one of them paid twice.
    pub(super) fn may_be_one_paid_twice(&self, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let mut chosen = reading.debits.iter().filter_map(|place| rows.get(*place));
        match (chosen.next(), chosen.next(), chosen.next()) {
            (Some(one), Some(other), None) => one.open == other.open && one.due.max(other.due) > self.sight.day,
            _ => false,
        }
    }

    /// A few items among which one has an equal due on another day: the oldest goes first, and a person looks.
    pub(super) fn has_equal_of_another_day(&self, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let others = Others::of(rows, reading);
        reading.rule == CashRuleKind::Combination
            && reading.debits.iter().filter_map(|place| rows.get(*place)).any(|row| others.has_equal_of_another_day(row))
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

    /// What chance may be expected to give at most, in millionths.
    pub(super) fn most_accidents(&self) -> u64 {
        self.sight
            .desk
            .policy
            .accidents
            .rounded(6, crate::Rounding::Down)
            .to_minor(6)
            .and_then(|limit| u64::try_from(limit).ok())
            .unwrap_or(0)
    }
}
