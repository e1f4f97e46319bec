//! Documents: revenue and tax by code against what the customer owes.

use super::chart::AccountRole;
use super::exchange::BaseRate;
use super::fold::{Fold, Part, debit_amount, debit_base};
use super::line::{Line, add, signed, subtract};
use crate::book::Cause;
use crate::entry::Document;
use crate::{Amount, LedgerAccount, OpenItemError};

impl Fold<'_> {
    /// Net amounts by account and tax by code. The net that no line explains goes to the role's account, and the largest
    /// net takes what rounding to base leaves, so that tax in base is always tax at the booked rate.
    pub(super) fn document(&self, part: &Part<'_>, document: &Document, role: AccountRole) -> Result<Vec<Line>, OpenItemError> {
        let billed = |cause: Cause| matches!(cause, Cause::Billed | Cause::Charged);
        let (mut amount, mut base) = (Amount::ZERO, Amount::ZERO);
        for change in part.changes.iter().filter(|change| billed(change.cause)) {
            amount = subtract(amount, debit_amount(change))?;
            base = subtract(base, debit_base(change))?;
        }
        let is_credit_memo = role == AccountRole::Returns;
        let rate = BaseRate::new(document.booked.as_ref(), document.amount);
        let mut lines: Vec<Line> = Vec::new();
        let mut rest = (amount, base);
        let mut take = |lines: &mut Vec<Line>, line: Line| -> Result<(), OpenItemError> {
            rest = (subtract(rest.0, line.amount)?, subtract(rest.1, line.base)?);
            let same = |other: &&mut Line| other.account == line.account && other.tax_code == line.tax_code && other.role == line.role;
            match lines.iter_mut().find(same).filter(|_| line.track.is_none()) {
                Some(same) => (same.amount, same.base) = (add(same.amount, line.amount)?, add(same.base, line.base)?),
                None => lines.push(line),
            }
            Ok(())
        };
        for line in &document.lines {
            let net = signed(line.net, is_credit_memo);
            let mut written = Line::new(role, document.currency, net, rate.value(net, part.decimals)?)
                .at(line.ledger_account.as_ref())
                .because(document.reason.as_ref());
            written.tax_code = line.tax_code.clone();
            take(&mut lines, written)?;
        }
        let nets = lines.len();
        for line in self.document_taxes(part, document, rate, is_credit_memo)? {
            take(&mut lines, line)?;
        }
        let main: Option<LedgerAccount> = None;
        if rest.0.is_zero() {
            let largest = lines.get_mut(..nets).unwrap_or_default().iter_mut().max_by_key(|line| line.amount.abs());
            if let Some(largest) = largest {
                largest.base = add(largest.base, rest.1)?;
            }
        } else {
            lines.insert(0, Line::new(role, document.currency, rest.0, rest.1).at(main.as_ref()).because(document.reason.as_ref()));
        }
        Ok(lines)
    }
}
