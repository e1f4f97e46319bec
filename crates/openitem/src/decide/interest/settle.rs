//! Holding what is owed against what was billed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::accrue::{Desk, Work, overflow};
use super::bill::{Accounts, Claim};
use super::billed::Standing;
use super::policy::InterestTaxDue;
use super::rate::Missing;
use super::record::{InterestOutcome, MissingInterestRate};
use super::request::{InterestKind, InterestRequest};
use crate::{Amount, ItemId, OpenItem, OpenItemError, minor_units};

impl<'a> Desk<'a> {
    /// Holds what is owed against what was billed.
    pub(super) fn settle(&self, work: &mut Work<'a>, accounts: &mut Accounts<'_>) -> Result<(), OpenItemError> {
        if matches!(work.found.outcome, InterestOutcome::NoRate | InterestOutcome::BilledLater) {
            return Ok(());
        }
        let past_due = work.starts.and(work.open).unwrap_or_default();
        let found = &mut work.found;
        let account = accounts.of(&found.entity, found.customer.as_ref(), found.currency)?;
        account.owe(past_due)?;
        let interest = self.billed.standing(&work.item.id, InterestKind::Interest)?;
        let fixed = Standing { billed: found.billed_fixed_sum, ..self.billed.standing(&work.item.id, InterestKind::FixedSum)? };
        for (kind, required, standing) in
            [(InterestKind::Interest, found.interest, interest), (InterestKind::FixedSum, found.fixed_sum, fixed)]
        {
            let claim = Claim { item: &work.item.id, open: work.open, kind, required, standing };
            let difference = account.claim(&claim, &self.billed)?;
            match kind {
                InterestKind::Interest => found.difference = difference,
                _ => found.fixed_difference = difference,
            }
        }
        if work.open.is_none() {
            // A charge that stands no more takes its tax with it.
            let standing = self.billed.standing(&work.item.id, InterestKind::Tax)?;
            let claim = Claim { item: &work.item.id, open: None, kind: InterestKind::Tax, required: Amount::ZERO, standing };
            account.claim(&claim, &self.billed)?;
        }
        Ok(())
    }

    /// Tax on what was received of charges, where it is billed then.
    pub(super) fn taxes(&self, accounts: &mut Accounts<'_>) -> Result<(), OpenItemError> {
        let Some(tax) = self.policy.tax.as_ref().filter(|tax| tax.due == InterestTaxDue::AtReceipt) else { return Ok(()) };
        let charges: BTreeSet<&ItemId> = self.billed.charges().collect();
        let opens: HashMap<&ItemId, Amount> = self.request.items.iter().map(|item| (&item.id, item.open)).collect();
        for charge in charges {
            if self.billed.of_charge(charge).iter().all(|row| row.kind == InterestKind::Tax) {
                continue;
            }
            let falls = self.applied.get(charge).map(Vec::as_slice).unwrap_or_default();
            let Some(fall) = falls.first() else { continue };
            let paid = falls.iter().filter(|fall| fall.receipt.is_some()).map(|fall| fall.amount);
            let received = Amount::checked_sum(paid).ok_or_else(overflow)?;
            let digits = minor_units(fall.currency, &self.request.currencies)?;
            let required = tax.percent.percent_of(received, digits, self.policy.rounding)?;
            let account = accounts.of(&fall.entity, fall.customer.as_ref(), fall.currency)?;
            let standing = self.billed.standing(charge, InterestKind::Tax)?;
            let open = Some(opens.get(charge).copied().unwrap_or_default());
            account.claim(&Claim { item: charge, open, kind: InterestKind::Tax, required, standing }, &self.billed)?;
        }
        Ok(())
    }
}

/// What stands for items that stand no more: whose they were, their charges tell.
pub(super) fn withdrawn(request: &InterestRequest) -> Vec<OpenItem> {
    let gone: BTreeSet<&ItemId> = request.withdrawn.iter().collect();
    let charges: HashMap<&ItemId, &OpenItem> = request.items.iter().chain(&request.closed).map(|item| (&item.id, item)).collect();
    let mut items = BTreeMap::new();
    for row in request.billed.iter().filter(|row| gone.contains(&row.item) && !row.reversed) {
        if let Some(charge) = charges.get(&row.charge) {
            items.entry(&row.item).or_insert_with(|| OpenItem { id: row.item.clone(), due: None, origin: None, ..OpenItem::clone(charge) });
        }
    }
    items.into_values().collect()
}

pub(super) fn missing(works: &[Work<'_>]) -> Vec<MissingInterestRate> {
    let mut rates: BTreeMap<&Missing, Vec<ItemId>> = BTreeMap::new();
    for work in works {
        if let Some(missing) = &work.missing {
            rates.entry(missing).or_default().push(work.item.id.clone());
        }
    }
    rates.into_iter().map(|(missing, items)| MissingInterestRate { table: missing.table.clone(), date: missing.date, items }).collect()
}
