//! Applications: what a settlement gained or lost by the rate, and what was taken beside the cash.

use std::collections::{BTreeMap, VecDeque};

use super::TaxBasis;
use super::chart::AccountRole;
use super::exchange::{BaseRate, Booked, settle};
use super::fold::{Fold, Part, debit_amount, debit_base};
use super::line::{Line, OtherSide, add, signed};
use super::money::{Realized, realized};
use crate::book::{Cause, Change};
use crate::entry::{Application, ApplicationLine, Contra, ContraAgainst, Taken, TakenKind, Transfer};
use crate::{Amount, BookedRate, ItemId, OpenItemError};

impl Fold<'_> {
    /// The other sides of one line of an application.
    pub(super) fn application(&self, part: &Part<'_>, application: &Application) -> Result<Vec<Line>, OpenItemError> {
        let Some(line) = usize::try_from(part.line).ok().and_then(|line| application.lines.get(line)) else { return Ok(Vec::new()) };
        let mut lines = self.settlement(part, application, line)?;
        // The changes of the item that take something, by cause, in the order in which they were taken.
        let mut changes: BTreeMap<Cause, VecDeque<&Change>> = BTreeMap::new();
        for change in part.changes.iter().filter(|change| change.item == line.item && !change.amount.is_zero()) {
            changes.entry(change.cause).or_default().push_back(change);
        }
        for taken in line.taken.iter().filter(|taken| !taken.amount.is_zero()) {
            if let Some(change) = changes.get_mut(&cause_of(taken.kind)).and_then(VecDeque::pop_front) {
                lines.extend(self.taken(part, taken, change)?);
            }
        }
        if self.policy.tax_basis == TaxBasis::Cash {
            for item in [&application.paid_from, &line.item] {
                lines.extend(self.tax_now_due(part, item, &lines)?);
            }
        }
        Ok(lines)
    }

    /// Exchange clearing where two currencies meet, and what the rates gained or lost.
    ///
    /// What is taken beside the cash is worth the item's booked rate, so that nothing is gained on what was not settled.
    fn settlement(&self, part: &Part<'_>, application: &Application, line: &ApplicationLine) -> Result<Vec<Line>, OpenItemError> {
        let applied = |item: &ItemId| part.changes.iter().find(|change| change.item == *item && change.cause == Cause::Applied).copied();
        let (Some(from), Some(item)) = (applied(&application.paid_from), applied(&line.item)) else { return Ok(Vec::new()) };
        let booked = |change: &Change| Booked { amount: change.amount.abs(), rate: self.rate(&change.item) };
        let crosses = from.currency != item.currency;
        let settlement = line.settlement_rate.filter(|_| crosses).map(|rate| {
            if item.currency == part.base_currency {
                BaseRate::ONE
            } else {
                BaseRate::new(Some(&BookedRate::new(part.base_currency, rate)), Amount::ZERO)
            }
        });
        let result = settle(booked(from), booked(item), settlement, part.decimals)?;
        let pays = !debit_amount(from).is_negative();
        let mut lines = Vec::new();
        if crosses {
            let clearing = |currency, amount: Amount, base: Amount| Line::new(AccountRole::ExchangeClearing, currency, amount, base);
            let value = signed(result.value, pays);
            lines.push(clearing(from.currency, debit_amount(from).negated(), value.negated()).on(&from.item));
            lines.push(clearing(item.currency, debit_amount(item).negated(), value).on(&item.item));
        }
        let gains = [(result.standard, Realized::Settlement), (result.cross, Realized::CrossRate)];
        lines.extend(gains.into_iter().filter_map(|(gain, which)| realized(part.base_currency, signed(gain, pays), which)));
        lines = lines.into_iter().map(|written| if written.item.is_none() { written.on(&line.item) } else { written }).collect();
        Ok(lines)
    }

    /// The other side of what was taken, unless a new item is it.
    fn taken(&self, part: &Part<'_>, taken: &Taken, change: &Change) -> Result<Vec<Line>, OpenItemError> {
        if taken.item.is_some() || taken.kind.always_makes_an_item() {
            return Ok(Vec::new());
        }
        let amount = debit_amount(change).negated();
        let base = debit_base(change).negated();
        let is_cost = amount.is_positive();
        let role = match taken.kind {
            TakenKind::EarnedDiscount => AccountRole::DiscountAllowed,
            TakenKind::UnearnedDiscount => AccountRole::UnearnedDiscount,
            TakenKind::BankFee => AccountRole::BankCharges,
            TakenKind::Tolerance if is_cost => AccountRole::ToleranceExpense,
            TakenKind::Tolerance => AccountRole::ToleranceIncome,
            TakenKind::CashRounding => AccountRole::CashRounding,
            TakenKind::ExchangeDifference => {
                // The loss is in base only: exchange clearing takes the other currency.
                let clearing = Line::new(AccountRole::ExchangeClearing, change.currency, amount, base).on(&change.item);
                let cleared = Line::base_only(AccountRole::ExchangeClearing, part.base_currency, base.negated()).on(&change.item);
                let loss = realized(part.base_currency, base.negated(), Realized::Settlement);
                return Ok([clearing, cleared].into_iter().chain(loss.map(|line| line.on(&change.item))).collect());
            }
            TakenKind::Withholding | TakenKind::Deduction => return Ok(Vec::new()),
        };
        let main = Line::new(role, change.currency, amount, base).on(&change.item).because(taken.reason.as_ref());
        OtherSide { main, taxes: &taken.taxes, recorded: taken.amount }
            .lines(|code, tax| self.tax_inside(&change.item, code, tax, part.decimals))
    }

    fn tax_now_due(&self, part: &Part<'_>, item: &ItemId, inside: &[Line]) -> Result<Vec<Line>, OpenItemError> {
        let of_item = part.changes.iter().filter(|change| change.item == *item);
        let Some(known) = self.item(item) else { return Ok(Vec::new()) };
        let (mut paid, mut left) = (Amount::ZERO, known.open);
        for change in of_item {
            left = add(left, change.amount)?;
            if change.cause == Cause::Applied {
                paid = add(paid, change.amount.negated())?;
            }
        }
        if paid.is_zero() { Ok(Vec::new()) } else { self.tax_due(part, item, paid, left, inside) }
    }

    /// Between two entities each has its own side; within one, a rate given anew realizes a difference.
    pub(super) fn transfer(part: &Part<'_>, transfer: &Transfer) -> Result<Vec<Line>, OpenItemError> {
        let mut lines = part.balance_to(&[Cause::MovedOut, Cause::MovedIn], AccountRole::Intercompany)?;
        if lines.is_empty() && transfer.booked.is_some() {
            let gain = part.changes.iter().try_fold(Amount::ZERO, |gain, change| add(gain, debit_base(change)))?;
            lines.extend(realized(part.base_currency, gain, Realized::Settlement));
        }
        Ok(lines)
    }

    /// What items are set off against: payables, rebates, another entity.
    pub(super) fn contra(part: &Part<'_>, contra: &Contra) -> Result<Vec<Line>, OpenItemError> {
        let role = match contra.against {
            ContraAgainst::Payable => AccountRole::PayableClearing,
            ContraAgainst::Rebate => AccountRole::RebateClearing,
            ContraAgainst::OtherEntity => AccountRole::Intercompany,
        };
        part.balance_to(&[Cause::SetOff], role)
    }
}

const fn cause_of(kind: TakenKind) -> Cause {
    match kind {
        TakenKind::EarnedDiscount => Cause::EarnedDiscount,
        TakenKind::UnearnedDiscount => Cause::UnearnedDiscount,
        TakenKind::Withholding => Cause::Withheld,
        TakenKind::BankFee => Cause::BankFee,
        TakenKind::Tolerance => Cause::Tolerance,
        TakenKind::CashRounding => Cause::CashRounding,
        TakenKind::Deduction => Cause::Deducted,
        TakenKind::ExchangeDifference => Cause::ExchangeDifference,
    }
}
