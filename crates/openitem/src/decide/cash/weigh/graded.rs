//! Grading: each item that may be meant is held against a table of what agrees with the receipt; the best grade wins.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::super::account::{Account, Manner, Priced, due_day};
use super::super::identify::PayerStrength;
use super::super::meant::Meant;
use super::super::policy::{CashRule, CashRuleKind};
use super::super::proposal::CashStatus;
use super::super::rating::{Confidence, HowMany, MatchRule, PayerMatch};
use super::super::reading::Reading;
use super::{Verdict, Weighing};
use crate::{CustomerId, ItemId, MoneyClass, Reason, ReasonInput};

/// Of customers that nothing else points at, so many items of the amount are looked at: the oldest.
const STRANGERS: usize = 20;

/// Items of one account that may be meant together, and what agrees.
struct Candidate {
    at: usize,
    /// Places in the account, by due date.
    debits: Vec<usize>,
    manner: Manner,
    payer: PayerMatch,
    named: HowMany,
    has_amount: bool,
}

impl Weighing<'_> {
    /// The best candidate by the policy's table.
    ///
    /// Source: Microsoft Dynamics 365 Business Central, payment application rules; how each column is judged is read from its
    /// codeunit 1255, Match Bank Payments.
    pub(super) fn graded(&mut self, meant: &Meant) -> Verdict {
        let same = self.items_of_amount();
        let Some(candidates) = self.candidates(&meant.in_full(), &same) else {
            self.cut = true;
            return self.nothing(meant);
        };
        let groups = candidates.iter().filter(|candidate| candidate.named == HowMany::Several && candidate.has_amount).count();
        let table = &self.sight.desk.policy.grading.rules;
        let grade = |candidate: &Candidate| table.iter().position(|rule| candidate.meets(rule, groups, same.len()));
        let mut graded: Vec<(usize, Candidate)> =
            candidates.into_iter().filter_map(|candidate| Some((grade(&candidate)?, candidate))).collect();
        graded.sort_by_cached_key(|(row, candidate)| (*row, Reverse(candidate.debits.len()), self.first_item(candidate)));
        let Some((row, rule)) = graded.first().and_then(|(row, _)| Some((*row, table.get(*row)?))) else {
            return self.nothing(meant);
        };
        let unseen = rule.confidence >= self.sight.desk.policy.grading.unseen_from;
        let rivals = graded.iter().skip(1).filter(|(other, _)| *other == row).count();
        let most = usize::try_from(self.sight.desk.policy.alternatives).unwrap_or(0).saturating_add(1);
        Verdict {
            status: if unseen && rivals == 0 { CashStatus::Auto } else { CashStatus::Review },
            readings: graded.iter().take(most).filter_map(|(_, candidate)| self.reading_of(candidate)).collect(),
            rivals,
            reasons: vec![said(row, rule)],
            payer: None,
            class: MoneyClass::Unapplied,
        }
    }

    /// Items that anybody could pay, of the receipt's amount: by due date and id. None where looking costs too much.
    fn items_of_amount(&mut self) -> Vec<usize> {
        let desk = self.sight.desk;
        if self.budget.spend(u64::try_from(desk.items.len()).unwrap_or(u64::MAX)).is_err() {
            self.cut = true;
            return Vec::new();
        }
        let mut out: Vec<usize> = (0..desk.items.len()).filter(|place| self.sight.may_pay(*place) && self.has_amount(*place)).collect();
        let key = |place: &usize| desk.items.get(*place).map(|item| (due_day(item), &item.id));
        crate::value::sort_by(&mut out, |one, other| key(one).cmp(&key(other)));
        out
    }

    fn has_amount(&self, place: usize) -> bool {
        let desk = self.sight.desk;
        let (Some(item), Some(open)) = (desk.items.get(place), desk.open.get(place).copied()) else { return false };
        let manners = [Manner::Full, Manner::Discount { unearned: false }];
        manners.into_iter().any(|manner| self.is_amount(self.sight.terms.paid(item, open, manner).cash))
    }

    /// Whether an amount agrees with the receipt, within the tolerance.
    fn is_amount(&self, cash: i64) -> bool {
        let tolerance = self.sight.desk.policy.grading.tolerance.to_minor(self.sight.decimals).unwrap_or(0);
        cash.abs_diff(self.sight.amount) <= tolerance.unsigned_abs()
    }

    /// What may be meant: what is named, what the possible payers owe, and what has the amount. None where looking costs too much.
    fn candidates(&mut self, named: &Meant, same: &[usize]) -> Option<Vec<Candidate>> {
        let least = usize::try_from(self.sight.desk.policy.grading.shortest_number).unwrap_or(0);
        let long_enough = named.references.iter().filter(|reference| reference.number.chars().count() >= least);
        let named: BTreeSet<usize> = long_enough.flat_map(|reference| reference.items.iter().copied()).collect();
        let owner = |place: &usize| self.sight.desk.items.get(*place).and_then(|item| item.customer.clone());
        let payers: Vec<CustomerId> = self.sight.customers.clone();
        let pointed: BTreeSet<CustomerId> = named.iter().filter_map(owner).chain(payers).collect();
        let strangers: Vec<CustomerId> =
            same.iter().filter_map(owner).filter(|customer| !pointed.contains(customer)).take(STRANGERS).collect();
        let customers: BTreeSet<CustomerId> = pointed.into_iter().chain(strangers).collect();
        let mut out = Vec::new();
        for customer in customers {
            let at = self.account_of(&customer);
            let priced = self.priced(at, &CashRule::new(CashRuleKind::ReferenceTotal));
            let payer = self.payer_match(&customer);
            let rows = self.accounts.get(at).map_or(0, |seen| seen.account.debits.len());
            self.budget.spend(u64::try_from(rows).unwrap_or(u64::MAX)).ok()?;
            let account = &self.accounts.get(at)?.account;
            self.of_account(at, account, &priced, payer, &named, &mut out);
        }
        Some(out)
    }

    /// The candidates of one account: each item that anything points at, and those named, together.
    fn of_account(
        &self,
        at: usize,
        account: &Account,
        priced: &[Priced],
        payer: PayerMatch,
        all: &BTreeSet<usize>,
        out: &mut Vec<Candidate>,
    ) {
        let is_named = |place: &usize| account.debits.get(*place).is_some_and(|row| all.contains(&row.item));
        let named: Vec<usize> = (0..account.debits.len()).filter(is_named).collect();
        let of = |debits: Vec<usize>, how: HowMany| {
            let fits = priced.iter().find(|priced| self.is_amount(super::super::named::paid(priced, &debits)));
            let manner = fits.map_or(Manner::Full, |priced| priced.manner);
            Candidate { at, debits, manner, payer, named: how, has_amount: fits.is_some() }
        };
        for place in 0..account.debits.len() {
            let how = if named.binary_search(&place).is_ok() { HowMany::One } else { HowMany::Zero };
            let candidate = of(vec![place], how);
            if payer != PayerMatch::No || how == HowMany::One || candidate.has_amount {
                out.push(candidate);
            }
        }
        if named.len() > 1 {
            out.push(of(named, HowMany::Several));
        }
    }

    /// How sure it is that a customer paid.
    fn payer_match(&self, customer: &CustomerId) -> PayerMatch {
        let payers = &self.sight.desk.payers;
        let found = self.sight.payers.iter().find(|payer| payers.customer(payer.row) == Some(customer));
        match found.map(|payer| payer.strength) {
            _ if self.sight.receipt.customer.as_ref() == Some(customer) => PayerMatch::Fully,
            Some(PayerStrength::Proven | PayerStrength::Strong) => PayerMatch::Fully,
            Some(PayerStrength::Likely | PayerStrength::Possible) => PayerMatch::Partly,
            None => PayerMatch::No,
        }
    }

    /// What decides between candidates of one grade: the item due first, then its id.
    fn first_item(&self, candidate: &Candidate) -> Option<(i32, ItemId)> {
        let row = self.accounts.get(candidate.at)?.account.debits.get(*candidate.debits.first()?)?;
        Some((row.due, self.sight.desk.items.get(row.item)?.id.clone()))
    }

    /// The items of a candidate, as far as the money goes.
    fn reading_of(&self, candidate: &Candidate) -> Option<Reading> {
        let account = &self.accounts.get(candidate.at)?.account;
        let priced = account.priced_as(&self.sight.desk.items, &self.sight.terms, candidate.manner);
        let rule = match (candidate.named, candidate.has_amount) {
            (HowMany::Zero, true) => CashRuleKind::OneItem,
            (HowMany::Zero, false) => CashRuleKind::OldestFirst,
            (_, true) => CashRuleKind::ReferenceTotal,
            (_, false) => CashRuleKind::References,
        };
        Some(Reading::as_far(candidate.at, rule, &priced, &candidate.debits, self.sight.amount))
    }
}

impl Candidate {
    /// Whether a row holds, where so many groups of named items and so many single items have the amount.
    fn meets(&self, rule: &MatchRule, groups: usize, single: usize) -> bool {
        let amounts = match (self.has_amount, self.named) {
            (false, _) => HowMany::Zero,
            (true, HowMany::Several) if groups.saturating_add(single) > 1 => HowMany::Several,
            (true, HowMany::One | HowMany::Zero) if single > 1 => HowMany::Several,
            (true, _) => HowMany::One,
        };
        rule.payer == self.payer && rule.named == self.named && rule.amounts.is_none_or(|wanted| wanted == amounts)
    }
}

/// The row of the table, in words.
fn said(row: usize, rule: &MatchRule) -> Reason {
    let confidence = match rule.confidence {
        Confidence::High => "high",
        Confidence::Medium => "medium",
        Confidence::Low => "low",
    };
    let payer = match rule.payer {
        PayerMatch::Fully => "the payer is known",
        PayerMatch::Partly => "the payer may be this customer",
        PayerMatch::No => "nothing says who paid",
    };
    let named = match rule.named {
        HowMany::Several => "several of its documents are named",
        HowMany::One => "the document is named",
        HowMany::Zero => "no document is named",
    };
    let amounts = match rule.amounts {
        Some(HowMany::One) => "nothing else has the amount",
        Some(HowMany::Several) => "others have the amount too",
        Some(HowMany::Zero) => "the amount is another",
        None => "whatever the amount",
    };
    let text = format!("{payer}, {named}, {amounts}: {confidence} confidence");
    let inputs = vec![ReasonInput::new("row", row.saturating_add(1).to_string()), ReasonInput::new("confidence", confidence)];
    Reason::new("match_rule", text).with_inputs(inputs)
}
