//! What speaks against a reading that goes by its amount alone: then a person looks, and is told why.

use super::super::account::due_day;
use super::super::identify::PayerStrength;
use super::super::policy::CashRuleKind;
use super::super::proposal::CashStatus;
use super::super::reading::Reading;
use super::super::remittance::{Hint, HintKind};
use super::{Others, Verdict, Weighing};
use crate::{Amount, OpenItem, Reason, ReasonInput, Side};

impl Verdict {
    /// Leaves to a person what there are doubts of.
    pub(super) fn doubt(&mut self, doubts: Vec<Reason>) {
        if !doubts.is_empty() && self.status == CashStatus::Auto {
            self.status = CashStatus::Review;
        }
        self.reasons.extend(doubts);
    }
}

impl Weighing<'_> {
    /// What speaks against a reading of which nothing is named: chance, who the payer may be, another payment of the same amount.
    pub(super) fn doubts_of_amount(&self, reading: &Reading) -> Vec<Reason> {
        let doubts = [
            self.doubts_of_chance(reading),
            self.doubt_of_payer(),
            self.combined_for_one_of_several(reading),
            self.may_be_one_paid_twice(reading),
            self.was_paid_before(reading),
            self.has_equal_of_another_day(reading),
        ];
        doubts.into_iter().flatten().collect()
    }

    /// Words that no amount outweighs: something is named to leave it out, or was paid before.
    pub(super) fn doubt_of_words(&self) -> Vec<Reason> {
        let doubt = |hint: &Hint| {
            let (rule, text) = match hint.kind {
                HintKind::Excluded => ("something_excluded", "the payer says that something is not paid"),
                HintKind::Duplicate => ("said_paid_twice", "the payer says that something was paid twice"),
                _ => return None,
            };
            Some(Reason::new(rule, text).with_inputs(vec![ReasonInput::new("words", hint.text.as_str())]))
        };
        self.meant.said.hints.iter().find_map(doubt).into_iter().collect()
    }

    /// Chance alone gives such sums more often than the policy allows, over all accounts looked at.
    pub(super) fn doubts_of_chance(&self, reading: &Reading) -> Option<Reason> {
        let accounts = u64::try_from(self.accounts.len()).unwrap_or(u64::MAX).max(1);
        let is_credible = reading.chance.saturating_mul(accounts) <= self.most_accidents();
        let limit = ReasonInput::new("limit", self.sight.desk.policy.accidents.to_string());
        let text = "chance alone makes items add up to an amount more often than the policy allows";
        (!is_credible).then(|| Reason::new("chance", text).with_inputs(vec![limit]))
    }

    /// Who may be the payer at best is not told by an amount.
    pub(super) fn doubt_of_payer(&self) -> Option<Reason> {
        let text = "who paid is not known well enough: an amount does not tell";
        (!self.payer_is(PayerStrength::Likely)).then(|| Reason::new("payer_unsure", text))
    }

    /// One of several may have paid, and the items of one of them were put together to make the amount.
    fn combined_for_one_of_several(&self, reading: &Reading) -> Option<Reason> {
        let is_doubtful = self.sight.ambiguous && reading.rule == CashRuleKind::Combination;
        let text = "several customers may have paid, and a few items of one of them adding up to the amount does not tell which";
        is_doubtful.then(|| Reason::new("one_of_several_payers", text))
    }

    /// Two items of one amount, one of them not yet due, may as well be one of them paid twice.
    fn may_be_one_paid_twice(&self, reading: &Reading) -> Option<Reason> {
        let rows = self.rows(reading);
        let mut chosen = reading.debits.iter().filter_map(|place| rows.get(*place));
        let (Some(one), Some(other), None) = (chosen.next(), chosen.next(), chosen.next()) else { return None };
        let text = "two items of one amount, one of them not yet due: it may be one of them, paid twice";
        (one.open == other.open && one.due.max(other.due) > self.sight.day).then(|| Reason::new("one_paid_twice", text))
    }

    /// A document of the same customer, due about then, was of exactly the amount and is paid: it may be paid once more.
    fn was_paid_before(&self, reading: &Reading) -> Option<Reason> {
        let seen = self.accounts.get(reading.account)?;
        let rows = self.rows(reading);
        let due = reading.debits.iter().filter_map(|place| rows.get(*place)).map(|row| row.due).max()?;
        let days = self.sight.desk.policy.paid_twice_days;
        let decimals = self.sight.decimals;
        let is_amount = |less: Amount, item: &OpenItem| {
            let paid = item.original.checked_sub(less).and_then(|paid| paid.to_minor(decimals));
            paid == Some(self.sight.amount)
        };
        let of_amount = |item: &OpenItem| is_amount(Amount::ZERO, item) || item.discounts.iter().any(|offer| is_amount(offer.amount, item));
        let is_near = |item: &OpenItem| i64::from(due_day(item).abs_diff(due)) <= i64::from(days);
        let closed = self.sight.closed(&seen.customer).find(|item| item.side == Side::Debit && is_near(item) && of_amount(item))?;
        let text = "a document of exactly this amount, due about then, was paid before: it may have been paid twice";
        Some(Reason::new("may_be_paid_twice", text).with_inputs(vec![ReasonInput::new("item", closed.id.to_string())]))
    }

    /// A few items among which one has an equal due on another day: the oldest goes first, and a person looks.
    fn has_equal_of_another_day(&self, reading: &Reading) -> Option<Reason> {
        if !matches!(reading.rule, CashRuleKind::Combination | CashRuleKind::Run) {
            return None;
        }
        let rows = self.rows(reading);
        let others = Others::of(rows, reading);
        let has_equal = reading.debits.iter().filter_map(|place| rows.get(*place)).any(|row| others.has_equal_of_another_day(row));
        let text = "another item of the same amount, due on another day, fits as well: the oldest goes first";
        has_equal.then(|| Reason::new("equal_of_another_day", text))
    }

    /// What chance may be expected to give at most, in millionths.
    pub(super) fn most_accidents(&self) -> u64 {
        let limit = self.sight.desk.policy.accidents.rounded(6, crate::Rounding::Down).to_minor(6);
        limit.and_then(|limit| u64::try_from(limit).ok()).unwrap_or(0)
    }

    fn rows(&self, reading: &Reading) -> &[super::Row] {
        self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default()
    }
}
