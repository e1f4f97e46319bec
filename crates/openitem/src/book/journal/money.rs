//! Money: receipts and their instruments, returns, refunds, and money that is no customer's.

use super::RefundThrough;
use super::chart::AccountRole;
use super::exchange::BaseRate;
use super::fold::{Fold, Part};
use super::line::{Line, Track, add, subtract};
use crate::book::Cause;
use crate::entry::{FeeBearer, InstrumentStaged, MiscellaneousReceipt, MoneyPlaced, Receipt, RefundPaid, Return, Stage};
use crate::{Amount, Currency, ItemId, OpenItemError};

/// What money does on the receipt's own items: a held instrument and the money it stands for balance each other.
const MONEY: &[Cause] = &[Cause::Received, Cause::Held, Cause::Returned];

impl Fold<'_> {
    /// Money comes in, or an instrument goes on to the bank: what the items do not balance among themselves is money.
    pub(super) fn money_in(&self, part: &Part<'_>, receipt: &Receipt, stage: Stage) -> Result<Vec<Line>, OpenItemError> {
        let item = ItemId::from(&receipt.id);
        let role = if stage == Stage::Deposited { AccountRole::CashClearing } else { AccountRole::Cash };
        let mut lines = part.balance_to(MONEY, role)?;
        lines = lines.into_iter().map(|line| line.on(&item).tracked(Track::Funds)).collect();
        let fee = receipt.fee.filter(|_| part.changes.iter().any(|change| change.cause == Cause::Received));
        if let Some(fee) = fee {
            let base = self.rate(&item).value(fee, part.decimals)?;
            let kept_from = if stage == Stage::Cleared { AccountRole::Cash } else { AccountRole::CashClearing };
            lines.push(Line::new(AccountRole::BankCharges, receipt.currency, fee, base).on(&item));
            lines.push(Line::new(kept_from, receipt.currency, fee.negated(), base.negated()).on(&item).tracked(Track::Funds));
        }
        Ok(lines)
    }

    /// The instrument has cleared: what stood in clearing is at the bank.
    pub(super) fn cleared(&self, staged: &InstrumentStaged) -> Vec<Line> {
        let item = ItemId::from(&staged.receipt);
        if staged.stage != Stage::Cleared {
            return Vec::new();
        }
        let clearing = self.balances(&item, Track::Funds).iter().filter(|balance| balance.role == AccountRole::CashClearing);
        clearing
            .filter(|balance| !balance.amount.is_zero())
            .flat_map(|balance| [Line { role: AccountRole::Cash, ..balance.clone() }, balance.flipped()])
            .collect()
    }

    /// The bank takes money back from where it stands; a fee that the customer bears is income.
    pub(super) fn money_back(&self, part: &Part<'_>, returned: &Return) -> Result<Vec<Line>, OpenItemError> {
        let item = ItemId::from(&returned.receipt);
        let mut lines = Vec::new();
        for line in part.balance_to(MONEY, AccountRole::Cash)? {
            lines.extend(self.draw(&item, &line.on(&item).tracked(Track::Funds))?);
        }
        for line in part.balance_to(&[Cause::Charged], AccountRole::FeeIncome)? {
            lines.push(line.because(returned.reason.as_ref()));
        }
        Ok(lines)
    }

    /// The bank's fee on a return where we bear it.
    pub(super) fn return_fee(&self, returned: &Return, decimals: i32) -> Result<Vec<Line>, OpenItemError> {
        let item = ItemId::from(&returned.receipt);
        let fee = returned.fee.as_ref().filter(|fee| fee.borne_by == FeeBearer::Us);
        let (Some(fee), Some(receipt)) = (fee, self.receipt(&item)) else { return Ok(Vec::new()) };
        let base = BaseRate::new(receipt.booked.as_ref(), receipt.amount).value(fee.amount, decimals)?;
        let charges = Line::new(AccountRole::BankCharges, receipt.currency, fee.amount, base);
        let cash = Line::new(AccountRole::Cash, receipt.currency, fee.amount.negated(), base.negated());
        Ok(vec![charges.on(&item).because(returned.reason.as_ref()), cash.on(&item)])
    }

    /// A receipt's money goes out (`line` is a credit): from clearing as far as it stands there, else from the bank.
    pub(super) fn draw(&self, item: &ItemId, line: &Line) -> Result<Vec<Line>, OpenItemError> {
        let clearing = self.balances(item, Track::Funds).iter().find(|balance| balance.role == AccountRole::CashClearing);
        let Some(clearing) = clearing.filter(|balance| balance.amount.is_positive() && line.amount.is_negative()) else {
            return Ok(vec![Line { role: AccountRole::Cash, ..line.clone() }]);
        };
        let after = add(clearing.amount, line.amount)?;
        if !after.is_negative() {
            return Ok(vec![Line { role: AccountRole::CashClearing, ..line.clone() }]);
        }
        let rest_base = add(line.base, clearing.base)?;
        Ok(vec![clearing.flipped(), Line { role: AccountRole::Cash, amount: after, base: rest_base, ..line.clone() }])
    }

    /// Money is booked outside receivables; moves between classes balance in themselves.
    pub(super) fn money_placed(&self, part: &Part<'_>, placed: &MoneyPlaced) -> Result<Vec<Line>, OpenItemError> {
        let lines = part.balance_to(&[Cause::BookedElsewhere], AccountRole::Miscellaneous)?;
        let name = |line: Line| line.at(placed.ledger_account.as_ref()).because(placed.reason.as_ref());
        Ok(lines.into_iter().map(name).collect())
    }

    /// A refund at the rate of its payment; the difference to the item's booked rate is realized.
    pub(super) fn refund(&self, part: &Part<'_>, refund: &RefundPaid) -> Result<Vec<Line>, OpenItemError> {
        let role = match self.policy.refund_through {
            RefundThrough::Cash => AccountRole::Cash,
            RefundThrough::Payable => AccountRole::RefundPayable,
        };
        let mut lines = Vec::new();
        for residual in part.residuals(&[Cause::Refunded])? {
            let Some(booked) = &refund.booked else {
                lines.push(Line::new(role, residual.currency, residual.amount, residual.base).on(&refund.item));
                continue;
            };
            let paid = BaseRate::new(Some(booked), refund.amount).value(residual.amount, part.decimals)?;
            let owed = self.rate(&refund.item).value(residual.amount, part.decimals)?;
            lines.push(Line::new(role, residual.currency, residual.amount, paid).on(&refund.item));
            lines.extend(realized(part.base_currency, subtract(paid, owed)?, Realized::Settlement));
        }
        Ok(lines)
    }

    /// Money that is no customer's.
    pub(super) fn miscellaneous_receipt(
        receipt: &MiscellaneousReceipt,
        base_currency: Currency,
        decimals: i32,
    ) -> Result<Vec<Line>, OpenItemError> {
        let item = ItemId::from(&receipt.id);
        let rate = BaseRate::new(receipt.booked.as_ref().filter(|_| receipt.currency != base_currency), receipt.amount);
        let base = rate.value(receipt.amount, decimals)?;
        let cash = Line::new(AccountRole::Cash, receipt.currency, receipt.amount, base).on(&item);
        let other = Line::new(AccountRole::Miscellaneous, receipt.currency, receipt.amount.negated(), base.negated());
        Ok(vec![cash, other.on(&item).at(Some(&receipt.ledger_account))])
    }
}

/// Which gain or loss.
#[derive(Clone, Copy)]
pub(super) enum Realized {
    Settlement,
    CrossRate,
}

/// A gain (above zero) or a loss as a base-only line; none where there is neither.
pub(super) fn realized(base_currency: Currency, gain: Amount, which: Realized) -> Option<Line> {
    let role = match (which, gain.is_negative()) {
        (Realized::Settlement, false) => AccountRole::RealizedGain,
        (Realized::Settlement, true) => AccountRole::RealizedLoss,
        (Realized::CrossRate, false) => AccountRole::CrossRateGain,
        (Realized::CrossRate, true) => AccountRole::CrossRateLoss,
    };
    (!gain.is_zero()).then(|| Line::base_only(role, base_currency, gain.negated()))
}
