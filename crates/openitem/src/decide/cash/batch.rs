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
