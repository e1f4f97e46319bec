//! Taxes: owed on invoicing or on payment, on advances, and claimed back on bad debts.

use std::collections::BTreeMap;

use super::TaxBasis;
use super::chart::AccountRole;
use super::exchange::{BaseRate, share};
use super::fold::{Fold, Part};
use super::line::{Line, Track, add, signed, subtract};
use crate::book::Cause;
use crate::entry::{ControlClass, Document, EntryKind, TaxRelief, TaxReliefDirection, WriteOffMethod};
use crate::{Amount, ItemId, OpenItemError};

impl Fold<'_> {
    /// The tax lines of a document: owed at once, or deferred and spread over its items in proportion.
    pub(super) fn document_taxes(
        &self,
        part: &Part<'_>,
        document: &Document,
        rate: BaseRate,
        debit: bool,
    ) -> Result<Vec<Line>, OpenItemError> {
        let digits = self.digits(document.currency)?;
        let mut lines = Vec::new();
        for tax in &document.taxes {
            let amount = signed(tax.amount, debit);
            if self.policy.tax_basis == TaxBasis::Invoice {
                lines.push(
                    Line::new(AccountRole::OutputTax, document.currency, amount, rate.value(amount, part.decimals)?).coded(&tax.code),
                );
                continue;
            }
            // Running shares, so that the parts sum to the whole.
            let (mut billed, mut given) = (Amount::ZERO, Amount::ZERO);
            for change in &part.changes {
                let of_item = if change.side == document_side(debit) { change.amount } else { change.amount.negated() };
                billed = add(billed, of_item)?;
                let through = share(amount, billed, document.amount, digits)?;
                let part_amount = subtract(through, given)?;
                given = through;
                let base = rate.value(part_amount, part.decimals)?;
                let line = Line::new(AccountRole::DeferredOutputTax, document.currency, part_amount, base);
                lines.push(line.coded(&tax.code).on(&change.item).tracked(Track::Deferred));
            }
        }
        Ok(lines)
    }

    /// Tax inside a discount, an adjustment or a write-off: it lowers what is deferred on the item first, then what is owed.
    pub(super) fn tax_inside(&self, item: &ItemId, code: &str, amount: Amount, decimals: i32) -> Result<Vec<Line>, OpenItemError> {
        let Some(known) = self.item(item) else { return Ok(Vec::new()) };
        let base = known.rate.value(amount, decimals)?;
        let deferred = self
            .balance(item, Track::Deferred, AccountRole::DeferredOutputTax, code)
            .filter(|balance| balance.amount.is_negative() != amount.is_negative() && !balance.amount.is_zero());
        let Some(deferred) = deferred else {
            return Ok(vec![Line::new(AccountRole::OutputTax, known.currency, amount, base).coded(code).on(item)]);
        };
        let covered = if amount.abs() <= deferred.amount.abs() { amount } else { deferred.amount.negated() };
        let covered_base = known.rate.value(covered, decimals)?;
        let lowered = Line::new(AccountRole::DeferredOutputTax, known.currency, covered, covered_base);
        let mut lines = vec![lowered.coded(code).on(item).tracked(Track::Deferred)];
        let rest = subtract(amount, covered)?;
        if !rest.is_zero() {
            lines.push(Line::new(AccountRole::OutputTax, known.currency, rest, subtract(base, covered_base)?).coded(code).on(item));
        }
        Ok(lines)
    }

    /// Tax of an item that becomes due as it is paid: in proportion to what was open, all that is left when nothing is.
    /// `inside` are the lines of the same part, which may have lowered it already.
    pub(super) fn tax_due(
        &self,
        part: &Part<'_>,
        item: &ItemId,
        paid: Amount,
        left: Amount,
        inside: &[Line],
    ) -> Result<Vec<Line>, OpenItemError> {
        let Some(known) = self.item(item) else { return Ok(Vec::new()) };
        let mut lowered: BTreeMap<Option<&str>, (Amount, Amount)> = BTreeMap::new();
        for line in inside.iter().filter(|line| line.track == Some(Track::Deferred) && line.item.as_ref() == Some(item)) {
            let (amount, base) = lowered.entry(line.tax_code.as_deref()).or_default();
            (*amount, *base) = (add(*amount, line.amount)?, add(*base, line.base)?);
        }
        let mut lines = Vec::new();
        for balance in self.balances(item, Track::Deferred) {
            let (by, by_base) = lowered.get(&balance.tax_code.as_deref()).copied().unwrap_or_default();
            let (mut amount, mut base) = (add(balance.amount, by)?, add(balance.base, by_base)?);
            if !left.is_zero() {
                (amount, base) = self.part_of(balance, (paid, known.open), (amount, base), part.decimals)?;
            }
            lines.extend(moved(balance, amount, base, AccountRole::OutputTaxDue));
        }
        Ok(lines)
    }

    /// `part / of` of a balance, at most what is left of it.
    fn part_of(
        &self,
        balance: &Line,
        (part, of): (Amount, Amount),
        left: (Amount, Amount),
        decimals: i32,
    ) -> Result<(Amount, Amount), OpenItemError> {
        let amount = share(balance.amount, part, of, self.digits(balance.currency)?)?;
        if amount.abs() >= left.0.abs() {
            return Ok(left);
        }
        Ok((amount, share(balance.base, amount, balance.amount, decimals)?))
    }

    /// Tax on money received before the invoice: owed when it comes, taken back as it is used.
    pub(super) fn advances(&self, part: &Part<'_>) -> Result<Vec<Line>, OpenItemError> {
        let mut lines = Vec::new();
        for change in part.changes.iter().filter(|change| change.control_class == ControlClass::Prepayment) {
            let Some(item) = self.item(&change.item) else { continue };
            if change.amount.is_negative() {
                let left = add(item.open, change.amount)?;
                for balance in self.balances(&change.item, Track::Advance) {
                    let (amount, base) = if left.is_zero() {
                        (balance.amount, balance.base)
                    } else {
                        self.part_of(balance, (change.amount.abs(), item.open), (balance.amount, balance.base), part.decimals)?
                    };
                    lines.extend(moved(balance, amount, base, AccountRole::OutputTax));
                }
            } else if self.policy.tax_on_advances
                && matches!(change.cause, Cause::Received | Cause::MovedIn)
                && let Some(request) = self.request_of(part, &change.item)
            {
                for tax in &request.taxes {
                    let amount = share(tax.amount, change.amount, request.amount, self.digits(change.currency)?)?;
                    let base = item.rate.value(amount, part.decimals)?;
                    let asset = Line::new(AccountRole::TaxOnAdvances, change.currency, amount, base).coded(&tax.code);
                    let owed = Line::new(AccountRole::OutputTax, change.currency, amount.negated(), base.negated()).coded(&tax.code);
                    lines.push(asset.on(&change.item).tracked(Track::Advance));
                    lines.push(owed.on(&change.item));
                }
            }
        }
        Ok(lines)
    }

    fn request_of(&self, part: &Part<'_>, item: &ItemId) -> Option<&Document> {
        let request = match &part.entry.kind {
            EntryKind::MoneyPlaced { money_placed } => money_placed.request.as_ref(),
            _ => self.receipt(item).and_then(|receipt| receipt.request.as_ref()),
        };
        self.request(request?)
    }

    /// Output tax against where the bad debt was booked: claimed from the state, or repaid to it.
    pub(super) fn tax_relief(&self, relief: &TaxRelief, decimals: i32) -> Result<Vec<Line>, OpenItemError> {
        let Some(item) = self.item(&relief.item) else { return Ok(Vec::new()) };
        let amount = signed(relief.amount, relief.direction == TaxReliefDirection::Claimed);
        let base = item.rate.value(amount, decimals)?;
        let role = match relief.method {
            WriteOffMethod::Allowance => AccountRole::Allowance,
            WriteOffMethod::Direct => AccountRole::BadDebt,
            WriteOffMethod::SmallBalance => AccountRole::SmallWriteOff,
        };
        let mut tax = Line::new(AccountRole::OutputTax, item.currency, amount, base).on(&relief.item);
        tax.tax_code = relief.tax_code.clone();
        Ok(vec![tax, Line::new(role, item.currency, amount.negated(), base.negated()).on(&relief.item)])
    }
}

/// Part of a balance leaves its account for another.
fn moved(balance: &Line, amount: Amount, base: Amount, to: AccountRole) -> Vec<Line> {
    if amount.is_zero() && base.is_zero() {
        return Vec::new();
    }
    let from = Line { amount: amount.negated(), base: base.negated(), ..balance.clone() };
    let to = Line { role: to, amount, base, track: None, ..balance.clone() };
    vec![from, to]
}

fn document_side(credit_memo: bool) -> crate::entry::Side {
    if credit_memo { crate::entry::Side::Credit } else { crate::entry::Side::Debit }
}
