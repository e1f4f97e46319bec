//! The pipeline in one call: identify the payer, read the remittance, try the rules, explain the difference, propose.

use chrono::NaiveDate;

use super::case::{CashCase, CashReceipt};
use super::desk::{Desk, Sight};
use super::lines;
use super::policy::CashPolicy;
use super::proposal::{CashProposal, CashStatus};
use super::weigh::Weighing;
use crate::{Control, ItemId, OpenItemError};

/// What a receipt pays, with what evidence, and whether that may be posted with nobody looking.
///
/// Lines stand by due date and id, debits before netted credits; alternatives the next best first.
///
/// ```
/// use openitem::cash::{CashAccounts, CashCase, CashPolicy, CashReceipt, CashStatus, propose};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Receipt, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let sum: Amount = "119".parse()?;
/// let item = OpenItem::new("INV-7", "E", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, day("2026-01-05"), day("2026-01-05"))
///     .with_customer("C-1");
/// let receipt = CashReceipt::new("E", day("2026-02-10"), Receipt::new("R-1", Currency::EUR, sum).with_remittance("inv 7"));
/// let case = CashCase::new(receipt).with_accounts(CashAccounts::new().with_items(vec![item]));
/// let proposal = propose(&case, &CashPolicy::new())?;
/// assert_eq!((proposal.status, proposal.reading.lines[0].item.as_str()), (CashStatus::Auto, "INV-7"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`Desk::new`].
pub fn propose(case: &CashCase, policy: &CashPolicy) -> Result<CashProposal, OpenItemError> {
    Desk::new(&case.accounts, value_date(&case.receipt), policy)?.propose(&case.receipt)
}

/// What a receipt pays where somebody says which items: they add up, or the difference is explained.
///
/// A clerk picks the items, or another system names them; that choice is trusted, the difference is not guessed at.
///
/// ```
/// use openitem::cash::{CashCase, CashPolicy, CashAccounts, CashReceipt, CashStatus, explain_difference};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Receipt, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let item = OpenItem::new("I-1", "E", ItemKind::Invoice, Side::Debit, Currency::EUR, amount("250.50"), amount("250.50"), day("2026-01-05"), day("2026-01-05"))
///     .with_customer("C-1");
/// let receipt = CashReceipt::new("E", day("2026-02-10"), Receipt::new("R-1", Currency::EUR, amount("225.50")));
/// let case = CashCase::new(receipt).with_accounts(CashAccounts::new().with_items(vec![item]));
/// let proposal = explain_difference(&case, &["I-1".into()], &CashPolicy::new())?;
/// assert_eq!((proposal.status, proposal.reading.reasons[0].rule.as_str()), (CashStatus::Auto, "bank_fee"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`Desk::new`]; `invalid_value` where an item is none of the case's that the receipt may pay, or they are not of one family of customers.
pub fn explain_difference(case: &CashCase, items: &[ItemId], policy: &CashPolicy) -> Result<CashProposal, OpenItemError> {
    Desk::new(&case.accounts, value_date(&case.receipt), policy)?.explain(&case.receipt, items)
}

fn value_date(receipt: &CashReceipt) -> NaiveDate {
    receipt.receipt.value_date.unwrap_or(receipt.effective)
}

impl Desk<'_> {
    /// What a receipt pays, of what is open on this desk.
    ///
    /// # Errors
    /// As [`Desk::new`], for the receipt.
    pub fn propose(&self, receipt: &CashReceipt) -> Result<CashProposal, OpenItemError> {
        let sight = Sight::new(self, receipt)?;
        let mut weighing = Weighing::new(&sight, self.control());
        let verdict = weighing.verdict();
        let proposal = lines::proposal(&weighing, verdict);
        if proposal.status != CashStatus::Unmatched {
            return Ok(proposal);
        }
        Ok(self.abroad(&sight).unwrap_or(proposal))
    }

    /// What a receipt pays of these items.
    ///
    /// # Errors
    /// As [`explain_difference`].
    pub fn explain(&self, receipt: &CashReceipt, items: &[ItemId]) -> Result<CashProposal, OpenItemError> {
        let mut sight = Sight::new(self, receipt)?;
        let first = items.first().and_then(|id| self.item(id)).filter(|item| item.currency != sight.currency);
        if let Some((item, cross)) = first.zip(self.policy.differences.cross_currency.as_ref()) {
            sight = sight.abroad(item.currency, &cross.exchange).unwrap_or(sight);
        }
        let mut weighing = Weighing::new(&sight, self.control());
        let verdict = weighing.chosen(items)?;
        Ok(lines::proposal(&weighing, verdict))
    }

    /// What a receipt that pays nothing in its own currency names in another.
    fn abroad(&self, sight: &Sight<'_>) -> Option<CashProposal> {
        let exchange = &self.policy.differences.cross_currency.as_ref()?.exchange;
        let others = self.currencies().into_iter().filter(|currency| *currency != sight.currency);
        others.filter_map(|currency| sight.abroad(currency, exchange)).find_map(|sight| {
            let mut weighing = Weighing::new(&sight, self.control());
            let verdict = weighing.named()?;
            Some(lines::proposal(&weighing, verdict))
        })
    }

    fn control(&self) -> Control<'static> {
        Control::steps(u64::try_from(self.policy.steps).unwrap_or(0))
    }
}
