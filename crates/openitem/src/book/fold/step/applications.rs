//! Applications fold, line by line; adjustments, which share what they clear beyond an open amount.
#![expect(clippy::arithmetic_side_effects, reason = "counts what one entry makes; amounts use checked sums")]

use super::{Done, blank, invalid, line_number, magnitude, mismatch};
use crate::Amount;
use crate::book::change::Cause;
use crate::book::fold::{Fold, ItemRow};
use crate::entry::made::{default_item, makes_item};
use crate::entry::{Adjustment, Application, ApplicationLine, ControlClass, Direction, Entry, Excess, ItemKind, Side, Taken, TakenKind};

impl Fold {
    pub(super) fn application(&mut self, entries: &[Entry], row: u32, entry: &Entry, application: &Application) -> Done {
        if application.lines.is_empty() {
            return Err(invalid(entry, "lines", "none", "at least one"));
        }
        let from = self.amount_item(entry, &application.paid_from, Some(Side::Credit))?;
        let mut made = 0_usize;
        for (at, line) in application.lines.iter().enumerate() {
            self.line(entries, row, entry, from, line, line_number(at), &mut made)?;
        }
        self.pay_from(row, from);
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one line in its application")]
    pub(super) fn line(
        &mut self,
        entries: &[Entry],
        row: u32,
        entry: &Entry,
        from: u32,
        line: &ApplicationLine,
        at: u32,
        made: &mut usize,
    ) -> Done {
        let item = self.amount_item(entry, &line.item, Some(Side::Debit))?;
        magnitude(entry, "lines.amount", line.amount)?;
        let (payer, payee) = (self.item(from).currency, self.item(item).currency);
        let paid = match line.from_amount {
            Some(amount) if payer != payee => amount,
            Some(amount) if amount == line.amount => amount,
            Some(amount) => return Err(invalid(entry, "lines.from_amount", amount, &format!("{}, both are in {payer}", line.amount))),
            None if payer == payee => line.amount,
            None => {
                let problem = format!("is in {payee}, what pays it in {payer}: the line must give from_amount");
                return Err(mismatch(entry, line.item.as_str(), &problem));
            }
        };
        magnitude(entry, "lines.from_amount", paid)?;
        self.lower(row, from, Cause::Applied, paid, at)?;
        self.lower(row, item, Cause::Applied, line.amount, at)?;
        for taken in &line.taken {
            self.take(entries, row, entry, item, taken, at, made)?;
        }
        if let Some(excess) = &line.excess {
            let cleared = Amount::checked_sum(line.taken.iter().map(|taken| taken.amount)).and_then(|sum| sum.checked_add(line.amount));
            at_most(entry, excess, cleared)?;
            self.excess(entries, row, entry, item, excess, at, made)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one part taken, in its line, in its application")]
    pub(super) fn take(&mut self, entries: &[Entry], row: u32, entry: &Entry, item: u32, taken: &Taken, at: u32, made: &mut usize) -> Done {
        if !taken.kind.is_signed() {
            magnitude(entry, "lines.taken.amount", taken.amount)?;
        }
        let (cause, kind, class) = match taken.kind {
            TakenKind::EarnedDiscount => (Cause::EarnedDiscount, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::UnearnedDiscount => (Cause::UnearnedDiscount, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Withholding => (Cause::Withheld, ItemKind::Withholding, ControlClass::WithholdingPending),
            TakenKind::BankFee => (Cause::BankFee, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Tolerance => (Cause::Tolerance, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::CashRounding => (Cause::CashRounding, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::Deduction => (Cause::Deducted, ItemKind::Deduction, ControlClass::Deduction),
            TakenKind::ExchangeDifference => (Cause::ExchangeDifference, ItemKind::Deduction, ControlClass::Deduction),
        };
        self.lower(row, item, cause, taken.amount, at)?;
        if makes_item(taken) {
            *made += 1;
            let id = taken.item.clone().unwrap_or_else(|| default_item(entry, *made));
            let currency = self.item(item).currency;
            let new = ItemRow { kind, class, from: item, ..blank(entry, id, row, currency, taken.amount) };
            self.create(entries, new, cause, taken.amount, at)?;
        }
        Ok(())
    }

    #[expect(clippy::too_many_arguments, reason = "one excess, in its line, in its entry")]
    pub(super) fn excess(
        &mut self,
        entries: &[Entry],
        row: u32,
        entry: &Entry,
        item: u32,
        excess: &Excess,
        at: u32,
        made: &mut usize,
    ) -> Done {
        magnitude(entry, "excess.amount", excess.amount)?;
        *made += 1;
        let id = excess.item.clone().unwrap_or_else(|| default_item(entry, *made));
        let old = self.item(item);
        let (currency, side) = (old.currency, old.side.opposite());
        let class = if side == Side::Credit { ControlClass::OnAccount } else { ControlClass::Receivable };
        self.push(row, item, Cause::Excess, excess.amount, at)?;
        let new = ItemRow { kind: ItemKind::Excess, side, class, from: item, ..blank(entry, id, row, currency, excess.amount) };
        self.create(entries, new, Cause::Excess, excess.amount, at)
    }

    pub(super) fn adjustment(&mut self, entries: &[Entry], row: u32, entry: &Entry, adjustment: &Adjustment) -> Done {
        let item = self.amount_item(entry, &adjustment.item, None)?;
        magnitude(entry, "amount", adjustment.amount)?;
        match adjustment.direction {
            Direction::Up => {
                if adjustment.excess.is_some() {
                    return Err(invalid(entry, "excess", "given", "none where an item is raised"));
                }
                self.push(row, item, Cause::AdjustedUp, adjustment.amount, 0).map(drop)
            }
            Direction::Down => {
                self.lower(row, item, Cause::AdjustedDown, adjustment.amount, 0)?;
                match &adjustment.excess {
                    Some(excess) => {
                        at_most(entry, excess, Some(adjustment.amount))?;
                        self.excess(entries, row, entry, item, excess, 0, &mut 0)
                    }
                    None => Ok(()),
                }
            }
        }
    }
}

/// What is cleared beyond an open amount is part of what is cleared.
fn at_most(entry: &Entry, excess: &Excess, cleared: Option<Amount>) -> Done {
    match cleared {
        Some(cleared) if excess.amount <= cleared => Ok(()),
        _ => {
            let most = cleared.map_or_else(|| String::from("what fits"), |cleared| cleared.to_string());
            Err(invalid(entry, "excess.amount", excess.amount, &format!("at most the {most} that the line clears")))
        }
    }
}
