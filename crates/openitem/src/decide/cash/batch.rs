//! A day's bank file: many receipts against the same accounts, in the order of their dates.

use super::case::{CashReceipt, CashRequest};
use super::desk::Desk;
use super::policy::CashPolicy;
use super::proposal::{CashProposal, CashReading, CashStatus};
use crate::{Amount, OpenItemError, Reason};

/// What each of many receipts pays, by value date and id.
///
/// What is applied unseen is taken off the accounts before the next receipt is looked at; what a person has to look at is not, so
/// that two such proposals may want the same item: posting the second is refused as stale, and it is proposed again. A receipt that
/// cannot be read, as one finer than its currency, is left unmatched with the error as its reason: it does not hold the others up. Names
/// and parents of customers are those of the last receipt's date.
///
/// ```
/// use openitem::cash::{CashAccounts, CashPolicy, CashReceipt, CashRequest, CashStatus, apply_batch};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Receipt, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let sum: Amount = "119".parse()?;
/// let item = OpenItem::new("INV-7001", "E", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, day("2026-01-05"), day("2026-01-05"))
///     .with_customer("C-1");
/// let paid = |id: &str, on: &str| {
///     CashReceipt::new("E", day(on), Receipt::new(id, Currency::EUR, sum).with_remittance("INV-7001"))
/// };
/// let receipts = vec![paid("R-2", "2026-02-11"), paid("R-1", "2026-02-10")];
/// let request = CashRequest::new(receipts).with_accounts(CashAccounts::new().with_items(vec![item]));
/// let proposals = apply_batch(&request, &CashPolicy::new())?;
/// // The first in time pays the invoice; for the second nothing of it is open any more.
/// assert_eq!((proposals[0].receipt.as_str(), proposals[0].reading.lines.len()), ("R-1", 1));
/// assert_eq!((proposals[1].receipt.as_str(), proposals[1].reading.reasons[0].rule.as_str()), ("R-2", "paid_before"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`Desk::new`], for the accounts.
pub fn apply_batch(request: &CashRequest, policy: &CashPolicy) -> Result<Vec<CashProposal>, OpenItemError> {
    let mut receipts: Vec<&CashReceipt> = request.receipts.iter().collect();
    let date = |receipt: &CashReceipt| receipt.receipt.value_date.unwrap_or(receipt.effective);
    crate::value::sort_by(&mut receipts, |one, other| (date(one), &one.receipt.id).cmp(&(date(other), &other.receipt.id)));
    let Some(last) = receipts.last() else { return Ok(Vec::new()) };
    let mut desk = Desk::new(&request.accounts, date(last), policy)?;
    let mut out = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        let proposal = desk.propose(receipt).unwrap_or_else(|error| unreadable(receipt, &error));
        if proposal.status == CashStatus::Auto {
            for line in &proposal.reading.lines {
                let taken = line.taken.iter().map(|taken| taken.amount).chain(line.residual);
                let cleared =
                    Amount::checked_sum(taken.chain([line.amount])).ok_or_else(|| OpenItemError::overflow("a line of a proposal"))?;
                desk.settle(&line.item, cleared)?;
            }
        }
        out.push(proposal);
    }
    Ok(out)
}

/// A receipt of which no amount is known in its currency.
fn unreadable(receipt: &CashReceipt, error: &OpenItemError) -> CashProposal {
    let mut reading = CashReading::new();
    reading.unused = receipt.open.unwrap_or(receipt.receipt.amount);
    reading.reasons = vec![Reason::new(error.code(), error.to_string())];
    CashProposal::new(receipt.receipt.id.clone(), receipt.entity.clone(), receipt.effective, CashStatus::Unmatched, reading, 0)
}
