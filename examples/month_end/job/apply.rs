//! Cash application: what the unused receipts pay is proposed, what may be posted unseen is posted, the rest is for a person.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use openitem::cash::{
    CashAccounts, CashPolicy, CashProposal, CashReading, CashReceipt, CashRequest, CashStatus, PayerHabits, SortOutcome, apply_batch,
    learn, sort_out, sort_rules,
};
use openitem::{
    Amount, AppliedAmount, AsOf, Batch, Book, Cause, ControlClass, Currency, Entry, EntryKind, ItemId, Ledger, MasterData, OpenItem,
    OpenItemError, PostPolicy, Receipt, ReceiptId, Side, applied_amounts, post, replay,
};

use super::arguments::end_of;

/// How long ago an invoice that was paid since may have been issued, for its second payment to be seen.
const DAYS_CLOSED: i64 = 180;
/// How often what is left is proposed again after others were posted.
const MOST_ROUNDS: usize = 16;

/// What became of the receipts that were not used up.
pub(super) struct Cash {
    /// The receipts that were posted, in the order of posting: by value date and id within a round.
    pub(super) posted: Vec<CashRow>,
    /// The receipts for a person, by value date and id.
    pub(super) left: Vec<CashRow>,
    /// What stood open before and after, by currency.
    pub(super) totals: Vec<CashTotal>,
}

/// A receipt with what is proposed for it.
pub(super) struct CashRow {
    /// The receipt, with what of it was unused before.
    pub(super) receipt: CashReceipt,
    /// What it pays. Of a posted receipt the entries stand in the ledger.
    pub(super) proposal: CashProposal,
    /// Why posting was refused, where it was.
    pub(super) refused: Option<String>,
    /// Whether it is no customer's money.
    pub(super) is_others: bool,
}

/// What stood open in a currency before and after.
pub(super) struct CashTotal {
    /// The currency.
    pub(super) currency: Currency,
    /// Before anything was applied.
    pub(super) before: Standing,
    /// With what was posted.
    pub(super) after: Standing,
    /// Money that pays items: taken off the money and off the debits.
    pub(super) applied: Amount,
    /// Credits that were netted: taken off the credits and off the debits.
    pub(super) netted: Amount,
    /// Discounts, fees and the like beside the money: taken off the debits.
    pub(super) taken: Amount,
}

/// Sums of open items, each above zero.
#[derive(Clone, Copy, Default)]
pub(super) struct Standing {
    /// What is owed.
    pub(super) debits: Amount,
    /// Credits, without money.
    pub(super) credits: Amount,
    /// Money of all kinds.
    pub(super) money: Amount,
}

impl CashRow {
    /// The day on which the money came.
    pub(super) fn date(&self) -> NaiveDate {
        self.receipt.receipt.value_date.unwrap_or(self.receipt.effective)
    }

    /// What of the receipt was unused.
    pub(super) fn amount(&self) -> Amount {
        self.receipt.open.unwrap_or(self.receipt.receipt.amount)
    }

    /// Who is known to have paid, or is proposed to have.
    pub(super) fn payer(&self) -> Option<&str> {
        let customer = self.receipt.customer.as_ref().or(self.proposal.reading.customer.as_ref());
        customer.map(|customer| customer.as_str()).or(self.receipt.receipt.payer.name.as_deref())
    }

    /// What a person does next.
    pub(super) fn next_act(&self) -> String {
        let proposal = &self.proposal;
        if self.refused.is_some() {
            return String::from("look at the later entries of these items, then propose again");
        }
        if self.is_others {
            return String::from("take the receipt back and book it where this kind of money belongs");
        }
        let customer = self.receipt.customer.as_ref().or(proposal.reading.customer.as_ref());
        match (proposal.status, customer) {
            // Certain, and nothing to post: what it names was paid before.
            (CashStatus::Auto, _) => String::from("refund it, or ask the payer what else it pays"),
            (CashStatus::Review, Some(customer)) if proposal.reading.lines.is_empty() => format!("ask {customer} what it pays"),
            (CashStatus::Review, _) if !proposal.alternatives.is_empty() => {
                format!("choose one of {} readings, or ask the payer", proposal.alternatives.len() + 1)
            }
            (CashStatus::Review, _) if !proposal.reading.lines.is_empty() => String::from("confirm this reading, or ask the payer"),
            (_, Some(customer)) => format!("ask {customer} what it pays"),
            (_, None) => String::from("find out who paid, then propose again"),
        }
    }
}

/// Applies the unused receipts of a view, dated the day of the view: what is posted is added to the entries.
pub(super) fn apply(entries: &mut Vec<Entry>, master: &MasterData, view: &AsOf, policy: &CashPolicy) -> Result<Cash, OpenItemError> {
    let mut ledger = Ledger::with_capacity(entries.len());
    post(&mut ledger, Batch::new(entries.clone()), &PostPolicy::new())?;
    let before = ledger.replay(view).book;
    let recorded = entries.iter().map(|entry| entry.recorded).chain([end_of(view.date)]).max().unwrap_or_default();
    let mut past = Past { closed: invoices(entries, view), paid: BTreeSet::new(), habits: learn(entries, view) };
    let money: HashMap<ReceiptId, Receipt> = entries.iter().filter_map(receipt_of).collect();
    let mut cash = Cash { posted: Vec::new(), left: Vec::new(), totals: Vec::new() };
    let mut posted_ids = BTreeSet::new();
    for round in 0..MOST_ROUNDS {
        let book = ledger.replay(view).book;
        past.paid = paid(ledger.entries(), view);
        let request = request(&book, &ledger, &past, &money, master, &posted_ids);
        let receipts: HashMap<ReceiptId, CashReceipt> =
            request.receipts.iter().map(|receipt| (receipt.receipt.id.clone(), receipt.clone())).collect();
        let posted = cash.posted.len();
        cash.left.clear();
        cash.left.extend(others(&book, &money));
        for proposal in apply_batch(&request, policy)? {
            let Some(receipt) = receipts.get(&proposal.receipt).cloned() else { continue };
            let mut row = CashRow { receipt, proposal, refused: None, is_others: false };
            if row.proposal.status == CashStatus::Auto && !row.proposal.entries.is_empty() {
                let moment = recorded.checked_add_signed(TimeDelta::microseconds(i64::try_from(round).unwrap_or(0))).unwrap_or(recorded);
                match take_in(&mut ledger, &row.proposal, view.date, moment) {
                    Ok(()) => {
                        posted_ids.insert(row.proposal.receipt.clone());
                        cash.posted.push(row);
                        continue;
                    }
                    Err(error) => row.refused = Some(error.to_string()),
                }
            }
            cash.left.push(row);
        }
        cash.left.sort_by(|one, other| (one.date(), &one.proposal.receipt).cmp(&(other.date(), &other.proposal.receipt)));
        // What was posted may have changed what is left to choose from, so that it is proposed again.
        if cash.posted.len() == posted || cash.left.is_empty() {
            break;
        }
    }
    *entries = ledger.entries().to_vec();
    cash.totals = totals(&before, &ledger.replay(view).book, &cash.posted)?;
    Ok(cash)
}

/// Posts what is proposed, dated the day of the close: nothing is dated back into a month that was reported.
fn take_in(ledger: &mut Ledger, proposal: &CashProposal, date: NaiveDate, recorded: DateTime<Utc>) -> Result<(), OpenItemError> {
    let mut batch = proposal.accept(recorded, None)?;
    for entry in &mut batch.entries {
        entry.effective = entry.effective.max(date);
    }
    post(ledger, batch, &PostPolicy::new()).map(|_| ())
}

fn receipt_of(entry: &Entry) -> Option<(ReceiptId, Receipt)> {
    match &entry.kind {
        EntryKind::Receipt { receipt } => Some((receipt.id.clone(), (**receipt).clone())),
        _ => None,
    }
}

/// The invoices of the last months as they were issued.
fn invoices(entries: &[Entry], view: &AsOf) -> Vec<OpenItem> {
    let is_invoice = |entry: &&Entry| matches!(entry.kind, EntryKind::Invoice { .. } | EntryKind::Reversal { .. });
    // Reversals of other entries find nothing here and are refused, as they should be.
    let issued: Vec<Entry> = entries.iter().filter(is_invoice).cloned().collect();
    let is_late = |item: &OpenItem| (view.date - item.document_date).num_days() <= DAYS_CLOSED;
    replay(&issued, view).book.items.into_iter().filter(is_late).collect()
}

/// What was before: the invoices of the last months, which of them money paid, and how payers used to pay.
struct Past {
    closed: Vec<OpenItem>,
    paid: BTreeSet<ItemId>,
    habits: Vec<PayerHabits>,
}

/// The items that money was applied to, as it holds.
fn paid(entries: &[Entry], view: &AsOf) -> BTreeSet<ItemId> {
    let opening_money = |entry: &Entry| match &entry.kind {
        EntryKind::OpeningItem { opening_item } if opening_item.control_class.is_money() => Some(opening_item.id.clone()),
        _ => None,
    };
    let money: BTreeSet<ItemId> = entries.iter().filter_map(opening_money).collect();
    let is_paid = |applied: &AppliedAmount| {
        applied.cause == Cause::Applied
            && (applied.receipt.is_some() || applied.paid_from.as_ref().is_some_and(|from| money.contains(from)))
    };
    applied_amounts(entries, view).into_iter().filter(is_paid).map(|applied| applied.item).collect()
}

/// Unused money that is no customer's, going by the standard rules: interest, refunds of taxes, transfers of our own.
fn others(book: &Book, money: &HashMap<ReceiptId, Receipt>) -> Vec<CashRow> {
    let unidentified = book.items.iter().filter(|item| item.control_class == ControlClass::Unidentified).map(|item| receipt(item, money));
    let rules = sort_rules();
    let row = |receipt: CashReceipt| {
        let sorted = sort_out(&receipt.receipt, &rules);
        if sorted.outcome == (SortOutcome::CustomerMoney {}) {
            return None;
        }
        let unused = receipt.open.unwrap_or(receipt.receipt.amount);
        let reading = CashReading::new().with_unused(unused).with_reasons(sorted.reasons);
        let (id, entity) = (receipt.receipt.id.clone(), receipt.entity.clone());
        let proposal = CashProposal::new(id, entity, receipt.effective, CashStatus::Unmatched, reading, 0);
        Some(CashRow { receipt, proposal, refused: None, is_others: true })
    };
    unidentified.filter_map(row).collect()
}

/// The receipts unused in a book that were not posted yet, and all that they may pay.
fn request(
    book: &Book,
    ledger: &Ledger,
    past: &Past,
    money: &HashMap<ReceiptId, Receipt>,
    master: &MasterData,
    posted: &BTreeSet<ReceiptId>,
) -> CashRequest {
    let is_meant = |item: &&OpenItem| matches!(item.control_class, ControlClass::Unapplied | ControlClass::Unidentified);
    let receipts = book.items.iter().filter(is_meant).map(|item| receipt(item, money));
    let rules = sort_rules();
    let is_customers =
        |receipt: &CashReceipt| receipt.customer.is_some() || sort_out(&receipt.receipt, &rules).outcome == (SortOutcome::CustomerMoney {});
    let receipts: Vec<CashReceipt> = receipts.filter(|receipt| !posted.contains(&receipt.receipt.id) && is_customers(receipt)).collect();
    let open: BTreeSet<&ItemId> = book.items.iter().map(|item| &item.id).collect();
    let mut closed: Vec<OpenItem> = past.closed.iter().filter(|item| !open.contains(&item.id)).cloned().collect();
    for item in &mut closed {
        item.open = Amount::ZERO;
    }
    let unpaid: Vec<ItemId> = closed.iter().map(|item| item.id.clone()).filter(|id| !past.paid.contains(id)).collect();
    let accounts = CashAccounts::new()
        .with_items(book.items.clone())
        .with_closed(closed)
        .with_closed_unpaid(unpaid)
        .with_customers(master.customers.clone())
        .with_habits(past.habits.clone())
        .with_disputes(book.disputes.clone())
        .with_requests(book.credit_requests.clone())
        .with_promises(book.promises.clone())
        .with_rates(master.rates.clone())
        .with_basis(book.items.iter().filter_map(|item| ledger.basis(&item.id)).collect::<Vec<_>>());
    CashRequest::new(receipts).with_accounts(accounts)
}

/// What is unused of a receipt, with what the bank gave. Money taken over from another system has only its item.
fn receipt(item: &OpenItem, money: &HashMap<ReceiptId, Receipt>) -> CashReceipt {
    let known = item.receipt.as_ref().and_then(|id| money.get(id)).filter(|receipt| receipt.id.as_str() == item.id.as_str());
    let receipt = known.cloned().unwrap_or_else(|| Receipt::new(item.id.as_str(), item.currency, item.original));
    let mut out = CashReceipt::new(item.entity.clone(), item.effective, receipt).with_open(item.open);
    out.customer.clone_from(&item.customer);
    out
}

fn totals(before: &Book, after: &Book, posted: &[CashRow]) -> Result<Vec<CashTotal>, OpenItemError> {
    let mut found: BTreeMap<Currency, CashTotal> = BTreeMap::new();
    let new = |currency| {
        let zero = Amount::ZERO;
        CashTotal { currency, before: Standing::default(), after: Standing::default(), applied: zero, netted: zero, taken: zero }
    };
    for item in &before.items {
        add(&mut found.entry(item.currency).or_insert_with(|| new(item.currency)).before, item)?;
    }
    for item in &after.items {
        add(&mut found.entry(item.currency).or_insert_with(|| new(item.currency)).after, item)?;
    }
    for row in posted {
        let currency = row.receipt.receipt.currency;
        let total = found.entry(currency).or_insert_with(|| new(currency));
        let spent = row.amount().checked_sub(row.proposal.reading.unused);
        total.applied = sum([Some(total.applied), spent])?;
        for line in &row.proposal.reading.lines {
            if line.side == Side::Credit {
                total.netted = sum([Some(total.netted), Some(line.amount)])?;
            }
            total.taken = sum(line.taken.iter().map(|taken| Some(taken.amount)).chain([Some(total.taken)]))?;
        }
    }
    Ok(found.into_values().collect())
}

fn add(standing: &mut Standing, item: &OpenItem) -> Result<(), OpenItemError> {
    let place = match (item.control_class.is_money(), item.side) {
        (true, _) => &mut standing.money,
        (false, Side::Credit) => &mut standing.credits,
        (false, Side::Debit) if item.control_class == ControlClass::Receivable => &mut standing.debits,
        (false, _) => return Ok(()),
    };
    *place = sum([Some(*place), Some(item.open)])?;
    Ok(())
}

fn sum(amounts: impl IntoIterator<Item = Option<Amount>>) -> Result<Amount, OpenItemError> {
    let overflow = || OpenItemError::Overflow { what: String::from("what was applied") };
    let amounts: Option<Vec<Amount>> = amounts.into_iter().collect();
    amounts.and_then(Amount::checked_sum).ok_or_else(overflow)
}
