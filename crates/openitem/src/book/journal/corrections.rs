//! Corrections: adjustments, write-offs, recoveries, and withheld tax that nobody proves.

use super::chart::AccountRole;
use super::fold::{Fold, Part, debit_amount, debit_base};
use super::line::{Line, OtherSide};
use crate::book::Cause;
use crate::entry::{Adjustment, CertificateRefused, Direction, Recovery, Side, TaxPart, WriteOff, WriteOffMethod};
use crate::{Amount, OpenItemError};

impl Fold<'_> {
    /// Revenue or expense by reason, with the tax inside it.
    pub(super) fn adjustment(&self, part: &Part<'_>, adjustment: &Adjustment) -> Result<Vec<Line>, OpenItemError> {
        let (role, cause) = match adjustment.direction {
            Direction::Up => (AccountRole::AdjustmentUp, Cause::AdjustedUp),
            Direction::Down => (AccountRole::AdjustmentDown, Cause::AdjustedDown),
        };
        let dress = |line: Line| line.at(adjustment.ledger_account.as_ref()).because(adjustment.reason.as_ref());
        self.against(part, cause, role, adjustment.amount, &adjustment.taxes, dress)
    }

    /// Bad debt by its method; a credit that is written off is income.
    pub(super) fn write_off(&self, part: &Part<'_>, write_off: &WriteOff) -> Result<Vec<Line>, OpenItemError> {
        let is_credit = part.changes.iter().any(|change| change.side == Side::Credit);
        let role = match write_off.method {
            _ if is_credit => AccountRole::CreditBalanceIncome,
            WriteOffMethod::Allowance => AccountRole::Allowance,
            WriteOffMethod::Direct => AccountRole::BadDebt,
            WriteOffMethod::SmallBalance => AccountRole::SmallWriteOff,
        };
        let dress = |line: Line| line.because(write_off.reason.as_ref());
        self.against(part, Cause::WrittenOff, role, write_off.amount, &write_off.taxes, dress)
    }

    /// The allowance is restored, or a direct write-off comes back as income.
    pub(super) fn recovery(part: &Part<'_>, recovery: &Recovery) -> Result<Vec<Line>, OpenItemError> {
        let is_credit = part.changes.iter().any(|change| change.side == Side::Credit);
        let role = match recovery.method {
            _ if is_credit => AccountRole::CreditBalanceIncome,
            WriteOffMethod::Allowance => AccountRole::Allowance,
            WriteOffMethod::Direct => AccountRole::RecoveryIncome,
            WriteOffMethod::SmallBalance => AccountRole::SmallWriteOff,
        };
        let lines = part.balance_to(&[Cause::Recovered], role)?;
        Ok(lines.into_iter().map(|line| line.on(&recovery.item).because(recovery.reason.as_ref())).collect())
    }

    /// Expense where we bear it; collected again, the item that comes back is the other side.
    pub(super) fn certificate_refused(part: &Part<'_>, refused: &CertificateRefused) -> Result<Vec<Line>, OpenItemError> {
        let lines = part.balance_to(&[Cause::Certified, Cause::Reinstated], AccountRole::WithholdingExpense)?;
        Ok(lines.into_iter().map(|line| line.on(&refused.item).because(refused.reason.as_ref())).collect())
    }

    fn against(
        &self,
        part: &Part<'_>,
        cause: Cause,
        role: AccountRole,
        recorded: Amount,
        taxes: &[TaxPart],
        dress: impl Fn(Line) -> Line,
    ) -> Result<Vec<Line>, OpenItemError> {
        let Some(change) = part.changes.iter().find(|change| change.cause == cause) else { return Ok(Vec::new()) };
        let main = Line::new(role, change.currency, debit_amount(change).negated(), debit_base(change).negated());
        OtherSide { main: dress(main.on(&change.item)), taxes, recorded }
            .lines(|code, tax| self.tax_inside(&change.item, code, tax, part.decimals))
    }
}
