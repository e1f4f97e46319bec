//! Reconciling unused credits and unapplied money with the open items of the same customer, now and then: what ERPNext calls
//! payment reconciliation, Oracle applying on-account credits, SAP clearing an account.
//!
//! It only pairs what stands on the books: no discount, no tolerance, nothing written off.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};

use chrono::NaiveDate;
use openitem_macros::wire;

use super::super::identify::reason;
use crate::entry::{Application, ApplicationLine, ControlClass, EntryKind, ReferenceKind, Side};
use crate::{Amount, Basis, Currency, CustomerId, EntityId, ItemId, Money, OpenItem, OpenItemError, ProposedBatch, ProposedEntry, Reason};

/// How unused credits and money find open items.
#[wire]
pub struct CreditPolicy {
    /// What is tried, one after the other: each for every credit before the next.
    #[wire(default = sure_steps())]
    pub steps: Vec<CreditStep>,
    /// Whether unapplied money is used.
    #[wire(default = true)]
    pub unapplied: bool,
    /// Whether money and credits left on account on purpose are.
    #[wire(default)]
    pub on_account: bool,
    /// Whether money received before its invoice is.
    #[wire(default)]
    pub prepayments: bool,
    /// Whether disputed items are paid, and disputed credits used.
    #[wire(default)]
    pub disputed: bool,
    /// Less than this is not applied.
    #[wire(default)]
    pub minimum: Amount,
}

/// A way to find what a credit pays.
#[wire]
pub enum CreditStep {
    /// The invoice that the credit names.
    OriginalInvoice,
    /// An item of exactly what is left of the credit, the oldest first.
    ExactAmount,
    /// Whatever is oldest, in part where the credit ends.
    OldestFirst,
}

/// Part of a credit that goes to an item.
pub(super) struct Match<'a> {
    pub credit: &'a OpenItem,
    pub debit: &'a OpenItem,
    pub amount: Amount,
    pub reason: Reason,
}

/// An account: only what stands together is set off.
type AccountKey<'a> = (&'a CustomerId, &'a EntityId, Currency);

/// What unused credits and money of customers pay, as of a date: one proposal for each customer, entity and currency with
/// anything to set off, in that order.
///
/// Credits go in the order of their dates, items in that of their due dates, then by id. By default only what needs no guess is
/// proposed: a credit that names its invoice, and a credit of exactly an item's amount; [`CreditStep::OldestFirst`] is for
/// hosts whose customers agreed to it. What the customer left on account, prepayments and disputed items stay untouched unless
/// the policy says otherwise. A credit names its invoice by the invoice's id or number among its references, or by its origin.
///
/// Proposals rely on the open amounts, and on the last entries of `basis` where the ledger's are given; without them, what is
/// proposed again on the same day after a reversal would bear the ids of what was reversed.
///
/// ```
/// use openitem::cash::{CreditPolicy, reconcile_credits};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let day = "2026-01-05".parse::<chrono::NaiveDate>().unwrap();
/// let item = |id: &str, kind, side, amount: &str| {
///     let amount = amount.parse::<Amount>().unwrap();
///     OpenItem::new(id, "DE01", kind, side, Currency::EUR, amount, amount, day, day).with_customer("C-100")
/// };
/// let items = [
///     item("INV-1", ItemKind::Invoice, Side::Debit, "80"),
///     item("INV-2", ItemKind::Invoice, Side::Debit, "119"),
///     item("CM-7", ItemKind::CreditMemo, Side::Credit, "119"),
/// ];
/// let proposals = reconcile_credits(&items, &[], day, &CreditPolicy::new())?;
/// assert_eq!(proposals[0].reasons[0].text, "CM-7 of 119.00 EUR is exactly what is open on INV-2");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: PEERS section 4, 9 (frappe/erpnext `test_payment_reconciliation.py`): the amounts of its cases are in the tests; what
/// users ask for there: a matching that posts no journal of its own (frappe/erpnext #50505).
///
/// # Errors
/// `invalid_value` where the minimum is below zero.
pub fn reconcile_credits(
    items: &[OpenItem],
    basis: &[Basis],
    as_of: NaiveDate,
    policy: &CreditPolicy,
) -> Result<Vec<ProposedBatch>, OpenItemError> {
    let mut accounts: BTreeMap<AccountKey<'_>, Vec<Match<'_>>> = BTreeMap::new();
    for found in matches(items, as_of, policy)? {
        if let Some(customer) = &found.credit.customer {
            accounts.entry((customer, &found.credit.entity, found.credit.currency)).or_default().push(found);
        }
    }
    let batch = |((customer, entity, _), found): (AccountKey<'_>, Vec<Match<'_>>)| {
        ProposedBatch::new("cash.reconcile_credits", customer.as_str(), entity.clone(), as_of)
            .with_entries(applications(customer, &found))
            .with_basis(relied_on(&found, basis))
            .with_reasons(found.into_iter().map(|found| found.reason).collect::<Vec<_>>())
    };
    Ok(accounts.into_iter().map(batch).collect())
}

/// An item by its date, then by id.
type Dated<'a> = (NaiveDate, &'a ItemId);

/// What a credit pays, by item.
type Lines<'a> = BTreeMap<Dated<'a>, Amount>;

/// An application for each credit, in the order of the credits.
fn applications(customer: &CustomerId, found: &[Match<'_>]) -> Vec<ProposedEntry> {
    let mut credits: BTreeMap<Dated<'_>, Lines<'_>> = BTreeMap::new();
    for one in found {
        let line = credits.entry(by_date(one.credit)).or_default().entry(by_due(one.debit)).or_default();
        *line = line.checked_add(one.amount).unwrap_or(*line);
    }
    let entry = |((_, credit), lines): (Dated<'_>, Lines<'_>)| {
        let lines: Vec<_> = lines.into_iter().map(|((_, item), amount)| ApplicationLine::new(item.clone(), amount)).collect();
        ProposedEntry::new(EntryKind::application(Application::new(credit.clone(), lines))).with_customer(customer.clone())
    };
    credits.into_iter().map(entry).collect()
}

/// The items of the proposal as they stand, by id.
fn relied_on(found: &[Match<'_>], basis: &[Basis]) -> Vec<Basis> {
    let given: HashMap<&ItemId, &Basis> = basis.iter().map(|basis| (&basis.item, basis)).collect();
    let touched: BTreeMap<&ItemId, Amount> =
        found.iter().flat_map(|one| [one.credit, one.debit]).map(|item| (&item.id, item.open)).collect();
    let relied = |(id, open): (&ItemId, Amount)| {
        let mut relied = Basis::new(id.clone(), open);
        relied.last = given.get(id).and_then(|given| given.last.clone());
        relied
    };
    touched.into_iter().map(relied).collect()
}

/// What goes where, step by step.
pub(super) fn matches<'a>(items: &'a [OpenItem], as_of: NaiveDate, policy: &CreditPolicy) -> Result<Vec<Match<'a>>, OpenItemError> {
    if policy.minimum.is_negative() {
        return Err(OpenItemError::invalid("minimum", policy.minimum, "at least zero"));
    }
    let mut accounts: BTreeMap<AccountKey<'_>, Account<'a>> = BTreeMap::new();
    for item in items.iter().filter(|item| item.open.is_positive() && item.effective <= as_of && is_free(item, policy)) {
        let Some(customer) = &item.customer else { continue };
        let account = accounts.entry((customer, &item.entity, item.currency)).or_default();
        match item.side {
            Side::Debit if item.control_class == ControlClass::Receivable => account.debits.push((item, item.open)),
            Side::Credit if is_used(item, policy) => account.credits.push((item, item.open)),
            _ => {}
        }
    }
    let mut out = Vec::new();
    for account in accounts.values_mut() {
        crate::value::sort_by(&mut account.credits, |(one, _), (other, _)| by_date(one).cmp(&by_date(other)));
        crate::value::sort_by(&mut account.debits, |(one, _), (other, _)| by_due(one).cmp(&by_due(other)));
        for step in &policy.steps {
            account.take(*step, policy.minimum, &mut out);
        }
    }
    Ok(out)
}

fn is_free(item: &OpenItem, policy: &CreditPolicy) -> bool {
    policy.disputed || item.disputed.is_zero()
}

/// Whether a credit may be used at all.
pub(super) const fn is_used(item: &OpenItem, policy: &CreditPolicy) -> bool {
    match item.control_class {
        ControlClass::Receivable => true,
        ControlClass::Unapplied => policy.unapplied,
        ControlClass::OnAccount => policy.on_account,
        ControlClass::Prepayment => policy.prepayments,
        _ => false,
    }
}

fn by_date(item: &OpenItem) -> Dated<'_> {
    (item.document_date, &item.id)
}

fn by_due(item: &OpenItem) -> Dated<'_> {
    (item.due.unwrap_or(item.document_date), &item.id)
}

/// The credits and debits of an account with what is left of each.
#[derive(Default)]
struct Account<'a> {
    credits: Vec<(&'a OpenItem, Amount)>,
    debits: Vec<(&'a OpenItem, Amount)>,
}

impl<'a> Account<'a> {
    fn take(&mut self, step: CreditStep, minimum: Amount, out: &mut Vec<Match<'a>>) {
        let numbers = if step == CreditStep::OriginalInvoice { self.by_number() } else { HashMap::new() };
        let mut amounts = if step == CreditStep::ExactAmount { self.by_amount() } else { HashMap::new() };
        // All before it are closed.
        let mut first = 0;
        for (credit, left) in &mut self.credits {
            let places: Box<dyn Iterator<Item = usize>> = match step {
                CreditStep::OriginalInvoice => {
                    let named: BTreeSet<usize> = named_by(credit).filter_map(|number| numbers.get(&number)).flatten().copied().collect();
                    Box::new(named.into_iter())
                }
                CreditStep::ExactAmount => Box::new(amounts.get_mut(left).and_then(VecDeque::pop_front).into_iter()),
                CreditStep::OldestFirst => {
                    let open = self.debits.iter().skip(first).position(|(_, open)| open.is_positive());
                    first = open.map_or(self.debits.len(), |more| first.saturating_add(more));
                    Box::new(first..self.debits.len())
                }
            };
            for place in places {
                let Some((debit, open)) = self.debits.get_mut(place) else { continue };
                if left.is_zero() {
                    break;
                }
                let amount = (*left).min(*open);
                if !amount.is_positive() || amount < minimum {
                    continue;
                }
                let reason = why(step, credit, debit, amount);
                *left = left.checked_sub(amount).unwrap_or_default();
                *open = open.checked_sub(amount).unwrap_or_default();
                out.push(Match { credit, debit, amount, reason });
            }
        }
    }

    /// The debits by the numbers that name them.
    fn by_number(&self) -> HashMap<String, Vec<usize>> {
        let mut out: HashMap<String, Vec<usize>> = HashMap::new();
        for (place, (debit, _)) in self.debits.iter().enumerate() {
            for number in numbers_of(debit) {
                out.entry(number).or_default().push(place);
            }
        }
        out
    }

    /// The debits by what is open of them, in their order.
    fn by_amount(&self) -> HashMap<Amount, VecDeque<usize>> {
        let mut out: HashMap<Amount, VecDeque<usize>> = HashMap::new();
        for (place, (_, open)) in self.debits.iter().enumerate() {
            out.entry(*open).or_default().push_back(place);
        }
        out
    }
}

/// The numbers by which an invoice is known, in small letters.
fn numbers_of(debit: &OpenItem) -> impl Iterator<Item = String> {
    let number = |kind: ReferenceKind| matches!(kind, ReferenceKind::Number | ReferenceKind::CreditorReference);
    let own = debit.references.iter().filter(move |reference| number(reference.kind)).map(|reference| reference.value.as_str());
    own.chain([debit.id.as_str()]).chain(debit.document.as_ref().map(ItemId::as_str)).map(str::to_ascii_lowercase)
}

/// The invoices that a credit says it is of. Orders, deliveries and contracts may have several.
fn named_by(credit: &OpenItem) -> impl Iterator<Item = String> {
    let shared = |kind: ReferenceKind| {
        matches!(kind, ReferenceKind::PurchaseOrder | ReferenceKind::Order | ReferenceKind::Delivery | ReferenceKind::Contract)
    };
    let said = credit.references.iter().filter(move |reference| !shared(reference.kind)).map(|reference| reference.value.trim());
    credit.origin.iter().map(|origin| origin.item.as_str()).chain(said).map(str::to_ascii_lowercase)
}

fn why(step: CreditStep, credit: &OpenItem, debit: &OpenItem, amount: Amount) -> Reason {
    let said = |amount: Amount| Money::new(amount, credit.currency).to_string();
    let (from, to) = (&credit.id, &debit.id);
    let (rule, text) = match step {
        CreditStep::OriginalInvoice => ("original_invoice", format!("{from} names {to}: {} of it go there", said(amount))),
        CreditStep::ExactAmount => ("exact_amount", format!("{from} of {} is exactly what is open on {to}", said(amount))),
        CreditStep::OldestFirst => ("oldest_first", format!("{to} is the oldest item still open: {} of {from} go there", said(amount))),
    };
    reason(rule, &[("credit", from.as_str()), ("item", to.as_str()), ("amount", &amount.to_string())], text)
}

fn sure_steps() -> Vec<CreditStep> {
    vec![CreditStep::OriginalInvoice, CreditStep::ExactAmount]
}

#[cfg(test)]
mod tests;
