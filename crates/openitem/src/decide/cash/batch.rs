//! A day's bank file: many receipts against the same accounts, in the order of their dates.

use super::case::{CashReceipt, CashRequest};
use super::desk::Desk;
use super::policy::CashPolicy;
use super::proposal::{CashProposal, CashStatus};
use crate::{Amount, OpenItemError};

/// What each of many receipts pays, by value date and id.
///
/// What is applied unseen is taken off the accounts before the next receipt is looked at; what a person has to look at is not, so
/// that two such proposals may want the same item: posting the second is refused as stale, and it is proposed again.
///
/// # Errors
/// As [`Desk::new`].
pub fn apply_batch(request: &CashRequest, policy: &CashPolicy) -> Result<Vec<CashProposal>, OpenItemError> {
    let mut receipts: Vec<&CashReceipt> = request.receipts.iter().collect();
    let date = |receipt: &CashReceipt| receipt.receipt.value_date.unwrap_or(receipt.effective);
    crate::value::sort_by(&mut receipts, |one, other| (date(one), &one.receipt.id).cmp(&(date(other), &other.receipt.id)));
    let Some(last) = receipts.last() else { return Ok(Vec::new()) };
    let mut desk = Desk::new(&request.accounts, date(last), policy)?;
    let mut out = Vec::with_capacity(receipts.len());
    for receipt in receipts {
        let proposal = desk.propose(receipt)?;
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
