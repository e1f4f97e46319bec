//! Billing: what of the interest becomes a charge, a credit memo, or waits.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::billed::{Billed, Credit, Standing};
use super::policy::{InterestMinimum, InterestPolicy};
use super::record::{InterestOutcome, InterestTotal};
use super::request::{InterestKind, InterestRequest};
use super::write::Writer;
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, Money, OpenItemError, ProposedBatch, minor_units};

/// What is owed of one kind on one item, and what stands billed of it.
pub(super) struct Claim<'a> {
    pub item: &'a ItemId,
    /// What is open of it; none where it stands no more, so that nothing relies on it.
    pub open: Option<Amount>,
    pub kind: InterestKind,
    pub required: Amount,
    pub standing: Standing,
}

/// A line of a charge.
pub(super) struct Line {
    pub item: ItemId,
    pub kind: InterestKind,
    pub net: Amount,
    pub required: Amount,
    pub billed: Amount,
}

/// One customer with an entity in a currency.
pub(super) struct Account {
    pub total: InterestTotal,
    pub digits: i32,
    /// What is open past due.
    owed: Amount,
    pub lines: Vec<Line>,
    pub credits: Vec<Credit>,
    /// What is open of the items that lines and credits are about.
    pub basis: BTreeMap<ItemId, Amount>,
}

/// What became of items whose interest was looked at.
pub(super) type Outcomes = HashMap<ItemId, InterestOutcome>;

type Key = (EntityId, Option<CustomerId>, Currency);

/// All of them, in their order.
pub(super) struct Accounts<'a> {
    request: &'a InterestRequest,
    as_of: NaiveDate,
    policy: &'a InterestPolicy,
    billed: &'a Billed<'a>,
    accounts: BTreeMap<Key, Account>,
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("the charges of a customer")
}

impl<'a> Accounts<'a> {
    pub(super) const fn new(request: &'a InterestRequest, as_of: NaiveDate, policy: &'a InterestPolicy, billed: &'a Billed<'a>) -> Self {
        Self { request, as_of, policy, billed, accounts: BTreeMap::new() }
    }

    pub(super) fn of(
        &mut self,
        entity: &EntityId,
        customer: Option<&CustomerId>,
        currency: Currency,
    ) -> Result<&mut Account, OpenItemError> {
        let digits = minor_units(currency, &self.request.currencies)?;
        let zero = Amount::ZERO;
        let total = || InterestTotal {
            entity: entity.clone(),
            customer: customer.cloned(),
            currency,
            interest: zero,
            fixed_sums: zero,
            billed: zero,
            charges: zero,
            credits: zero,
            tax: zero,
        };
        let new = || Account { total: total(), digits, owed: zero, lines: Vec::new(), credits: Vec::new(), basis: BTreeMap::new() };
        Ok(self.accounts.entry((entity.clone(), customer.cloned(), currency)).or_insert_with(new))
    }

    /// Decides what is billed and what waits, and writes the documents.
    pub(super) fn close(self) -> Result<(Vec<InterestTotal>, Vec<ProposedBatch>, Outcomes), OpenItemError> {
        let opens: HashMap<&ItemId, Amount> = self.request.items.iter().map(|item| (&item.id, item.open)).collect();
        let writer = Writer { as_of: self.as_of, policy: self.policy, billed: self.billed, opens: &opens };
        let (mut totals, mut batches, mut outcomes) = (Vec::new(), Vec::new(), Outcomes::new());
        let held: HashSet<&ItemId> = self.request.held.iter().collect();
        for mut account in self.accounts.into_values() {
            account.drop(InterestOutcome::Held, |line| line.kind != InterestKind::Tax && held.contains(&line.item), &mut outcomes);
            account.hold_back(self.policy, &mut outcomes)?;
            for line in &account.lines {
                outcomes.insert(line.item.clone(), InterestOutcome::Charge);
            }
            for credit in &account.credits {
                outcomes.entry(credit.item.clone()).or_insert(InterestOutcome::Credit);
            }
            if let Some(batch) = writer.batch(&mut account)? {
                batches.push(batch);
            }
            totals.push(account.total);
        }
        Ok((totals, batches, outcomes))
    }
}

impl Account {
    /// Notes what is open past due.
    pub(super) fn owe(&mut self, amount: Amount) -> Result<(), OpenItemError> {
        self.owed = self.owed.checked_add(amount).ok_or_else(overflow)?;
        Ok(())
    }

    /// Notes a claim; gives what is more owed than stands billed, below zero what is less.
    pub(super) fn claim(&mut self, claim: &Claim<'_>, billed: &Billed<'_>) -> Result<Amount, OpenItemError> {
        let total = match claim.kind {
            InterestKind::Interest => Some(&mut self.total.interest),
            InterestKind::FixedSum => Some(&mut self.total.fixed_sums),
            InterestKind::Minimum | InterestKind::Tax => None,
        };
        if let Some(total) = total {
            *total = total.checked_add(claim.required).ok_or_else(overflow)?;
            self.total.billed = self.total.billed.checked_add(claim.standing.billed).ok_or_else(overflow)?;
        }
        let difference = claim.standing.difference(claim.required)?;
        if difference.is_positive() {
            let (item, kind) = (claim.item.clone(), claim.kind);
            self.lines.push(Line { item, kind, net: difference, required: claim.required, billed: claim.standing.billed });
        } else if difference.is_negative() {
            self.credits.extend(billed.credits(claim.item, claim.kind, difference.negated())?);
        }
        if let Some(open) = claim.open.filter(|_| !difference.is_zero()) {
            self.basis.insert(claim.item.clone(), open);
        }
        Ok(difference)
    }

    /// Takes out what is not billed yet, and adds what is missing to the minimum.
    fn hold_back(&mut self, policy: &InterestPolicy, outcomes: &mut Outcomes) -> Result<(), OpenItemError> {
        let least = |rows: &[Money]| rows.iter().find(|row| row.currency == self.total.currency).map(|row| row.amount);
        let (balance, minimum) = (least(&policy.minimum_balance), least(&policy.minimum));
        if balance.is_some_and(|least| self.owed < least) {
            self.drop(InterestOutcome::BelowBalance, |line| line.kind != InterestKind::Tax, outcomes);
        }
        let interest = self.lines.iter().filter(|line| line.kind == InterestKind::Interest).map(|line| line.net);
        let interest = Amount::checked_sum(interest).ok_or_else(overflow)?;
        let Some(minimum) = minimum.filter(|minimum| interest.is_positive() && interest < *minimum) else { return Ok(()) };
        match policy.below_minimum {
            InterestMinimum::Wait => self.drop(InterestOutcome::BelowMinimum, |line| line.kind == InterestKind::Interest, outcomes),
            InterestMinimum::Charge => {
                let net = minimum.checked_sub(interest).ok_or_else(overflow)?;
                let first = self.lines.iter().find(|line| line.kind == InterestKind::Interest).map(|line| line.item.clone());
                if let Some(item) = first {
                    self.lines.push(Line { item, kind: InterestKind::Minimum, net, required: minimum, billed: interest });
                }
            }
        }
        Ok(())
    }

    fn drop(&mut self, outcome: InterestOutcome, waits: impl Fn(&Line) -> bool, outcomes: &mut Outcomes) {
        self.lines.retain(|line| {
            let stays = !waits(line);
            if !stays {
                outcomes.insert(line.item.clone(), outcome);
            }
            stays
        });
    }
}
