//! Reversing a receipt: the bank takes it back (NSF), it was posted to the wrong customer, it was applied wrongly, or it
//! never came. Oracle calls these reversing and unapplying a receipt, SAP resetting cleared items, Business Central
//! unapplying and reversing entries.
//!
//! Nothing is edited: what is proposed are entries of the book that undo others, so that views of earlier dates stay.

use std::collections::HashSet;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::past::Past;
use super::taken_back::Plan;
use crate::entry::{Entry, EntryKind, MoneyPlace, PayerIdentified, Receipt, Return, Reversal, Transfer};
use crate::{ControlClass, CustomerId, EntryId, ItemId, Money, OpenItemError, ProposedBatch, ReasonCode, ReceiptId};

/// What is to become of a receipt.
#[wire]
pub enum ReversalAct {
    /// The bank takes it back, whole or in part: a cheque not honored, a direct debit or a card payment charged back.
    Returned {
        /// What the bank says, with its fee and who bears that. Where part of the money is taken back and no item is named to
        /// reopen, the latest applications give way.
        returned: Box<Return>,
    },
    /// It is another customer's money: what it paid is open again, and it goes over to them.
    Move {
        /// Whose it is.
        to_customer: CustomerId,
        /// Why.
        reason: Option<ReasonCode>,
    },
    /// It is the customer's, but paid something else: the money is free again.
    Unapply {
        /// The applications to take back; all where none is named.
        applications: Vec<EntryId>,
        /// Why.
        reason: Option<ReasonCode>,
    },
    /// It never came: posted twice, or by mistake.
    Cancel {
        /// Why.
        reason: Option<ReasonCode>,
    },
}

/// The entries that take a receipt back, move it or free its money, found in the entries of its ledger.
///
/// What it paid is open again to the last cent, with what was taken beside the cash (discounts, fees, tax withheld); money that
/// was put on account or moved before comes back first. Where something stands in the way (a refund was paid from it, what it
/// made was written off) nothing is proposed and the reason names the entry. The entries are effective on the date given, or
/// on the last of what they undo where that is later.
///
/// ```
/// use openitem::cash::{ReversalAct, reverse};
/// use openitem::{Amount, Application, ApplicationLine, AsOf, Batch, Currency, Document, Entry, EntryKind, Ledger, PostPolicy};
/// use openitem::{Receipt, Return, post};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let recorded = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let (early, late) = (recorded("2026-02-10T09:00:00Z"), recorded("2026-02-17T09:00:00Z"));
/// let amount = "119".parse::<Amount>()?;
/// let entry = |id: &str, kind| Entry::new(id, "DE01", date("2026-02-10"), early, kind).with_customer("C-100");
/// let applied = Application::new("R-1", vec![ApplicationLine::new("INV-1", amount)]);
/// let mut ledger = Ledger::new();
/// let entries = vec![
///     entry("E1", EntryKind::invoice(Document::new("INV-1", Currency::EUR, amount))),
///     entry("E2", EntryKind::receipt(Receipt::new("R-1", Currency::EUR, amount))),
///     entry("E3", EntryKind::application(applied)),
/// ];
/// post(&mut ledger, Batch::new(entries), &PostPolicy::new())?;
///
/// let bounced = ReversalAct::Returned { returned: Box::new(Return::new("R-1", amount)) };
/// let proposal = reverse(ledger.entries(), &"R-1".into(), &bounced, date("2026-02-17"))?;
/// assert_eq!(proposal.reasons[0].text, "the bank takes 119.00 EUR of receipt R-1 back");
/// post(&mut ledger, proposal.accept(late, None)?, &PostPolicy::new())?;
/// let book = ledger.replay(&AsOf::new(date("2026-02-17"))).book;
/// assert_eq!(book.items.len(), 1);
/// assert_eq!((book.items[0].id.as_str(), book.items[0].open), ("INV-1", amount));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: Oracle Fusion Cloud Financials REST API, "Unapply a receipt from an invoice installment" (the applied amount goes
/// back to the receipt's unapplied balance) and "Reverse Receipt"; what goes wrong elsewhere and must not here: frappe/erpnext
/// #59014 (one side stays closed), #43326 (part stays unlinked).
///
/// # Errors
/// `invalid_value` where no such receipt stands, or an application named is none of its; `malformed_json` as
/// [`ProposedBatch::accept`].
pub fn reverse(entries: &[Entry], receipt: &ReceiptId, act: &ReversalAct, effective: NaiveDate) -> Result<ProposedBatch, OpenItemError> {
    let past = Past::whole(entries);
    let missing = || OpenItemError::invalid("receipt", receipt, "a receipt that stands in these entries and is not reversed");
    let (entry, money) = past.receipt(receipt).ok_or_else(missing)?;
    let mut plan = Plan::new(&past, entry, money, effective);
    match act {
        ReversalAct::Returned { returned } => give_back(&mut plan, returned)?,
        ReversalAct::Move { to_customer, reason } => move_over(&mut plan, to_customer, reason.as_ref()),
        ReversalAct::Unapply { applications, reason } => unapply(&mut plan, applications, reason.as_ref())?,
        ReversalAct::Cancel { reason } => cancel(&mut plan, reason.as_ref()),
    }
    plan.finish().unless_refused(entries, &past.refused)
}

/// The bank takes money back.
fn give_back(plan: &mut Plan<'_>, returned: &Return) -> Result<(), OpenItemError> {
    let receipt = plan.receipt;
    if returned.receipt != receipt.id {
        return Err(OpenItemError::invalid("returned.receipt", &returned.receipt, &format!("`{}`", receipt.id)));
    }
    let money = Money::new(returned.amount, receipt.currency);
    let text = format!("the bank takes {money} of receipt {} back", receipt.id);
    plan.because("returned", &[("receipt", receipt.id.as_str()), ("amount", &returned.amount.to_string())], text);
    let mut returned = returned.clone();
    if returned.amount == receipt.amount && returned.reopens.is_empty() {
        plan.bring_home(None);
        plan.undone_by_return(|_| true);
    } else {
        let named = returned.reopens.clone();
        let reopens = if named.is_empty() { plan.give_way(returned.amount) } else { named };
        plan.undone_by_return(|item| reopens.contains(item));
        returned.reopens = reopens;
    }
    if let Some(fee) = returned.fee.as_ref().filter(|fee| fee.borne_by == crate::FeeBearer::Customer) {
        let text = format!("its fee of {} is billed to the customer as an item of its own", Money::new(fee.amount, receipt.currency));
        plan.because("return_fee", &[("fee", &fee.amount.to_string())], text);
    }
    plan.post(EntryKind::receipt_returned(returned), plan.payer());
    Ok(())
}

/// The money is another customer's.
fn move_over(plan: &mut Plan<'_>, to_customer: &CustomerId, why: Option<&ReasonCode>) {
    plan.undo(plan.applications(), why);
    let mut moved = false;
    for held in plan.money_after() {
        if held.customer.as_ref() == Some(to_customer) || !held.open.is_positive() {
            continue;
        }
        moved = true;
        let money = Money::new(held.open, held.currency);
        let from = held.customer.as_ref().map_or("nobody known", CustomerId::as_str);
        let text = format!("{money} of {} goes from {from} to {to_customer}", held.id);
        plan.because("moved", &[("item", held.id.as_str()), ("to_customer", to_customer.as_str())], text);
        if held.control_class == ControlClass::Unidentified && held.id == ItemId::from(&plan.receipt.id) {
            let identified = PayerIdentified::new(plan.receipt.id.clone());
            plan.post(EntryKind::payer_identified(identified), Some(to_customer.clone()));
        } else {
            let mut transfer = Transfer::new(held.id.clone(), held.open).with_to_customer(to_customer.clone());
            transfer.reason = why.cloned();
            plan.post(EntryKind::transfer(transfer), held.customer.clone());
        }
    }
    if !moved {
        plan.block("nothing_to_move", &[], format!("nothing of receipt {} is left that is not {to_customer}'s", plan.receipt.id));
    }
}

/// The money is free again.
fn unapply(plan: &mut Plan<'_>, named: &[EntryId], why: Option<&ReasonCode>) -> Result<(), OpenItemError> {
    let all = plan.applications();
    let known: HashSet<&EntryId> = all.iter().map(|entry| &entry.id).collect();
    for id in named {
        if !known.contains(id) {
            let expected = format!("an application of receipt `{}` that stands", plan.receipt.id);
            return Err(OpenItemError::invalid("applications", id, &expected));
        }
    }
    let named: HashSet<&EntryId> = named.iter().collect();
    let chosen: Vec<&Entry> = all.into_iter().filter(|entry| named.is_empty() || named.contains(&entry.id)).collect();
    if chosen.is_empty() {
        plan.block("not_applied", &[], format!("receipt {} pays nothing that could be taken back", plan.receipt.id));
    }
    plan.undo(chosen, why);
    Ok(())
}

/// The receipt never was.
fn cancel(plan: &mut Plan<'_>, why: Option<&ReasonCode>) {
    let money = Money::new(plan.receipt.amount, plan.receipt.currency);
    let text = format!("receipt {} of {money} is taken off the books: it never came", plan.receipt.id);
    plan.because("canceled", &[("receipt", plan.receipt.id.as_str())], text);
    plan.bring_home(why);
    plan.undone_by_return(|_| true);
    let mut reversal = Reversal::new(plan.entry.id.clone());
    reversal.reason = why.cloned();
    plan.post(EntryKind::reversal(reversal), plan.payer());
}

/// Whether money that an entry moved can be brought back by reversing the entry.
pub(super) fn comes_home(entry: &Entry) -> bool {
    match &entry.kind {
        EntryKind::Application { .. } | EntryKind::Transfer { .. } => true,
        EntryKind::MoneyPlaced { money_placed } => money_placed.to != MoneyPlace::Miscellaneous,
        _ => false,
    }
}

/// The receipt of a plan, for those who must say it.
pub(super) fn said(receipt: &Receipt) -> String {
    format!("receipt {} of {}", receipt.id, Money::new(receipt.amount, receipt.currency))
}

#[cfg(test)]
mod tests;
