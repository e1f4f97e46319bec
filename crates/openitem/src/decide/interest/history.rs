//! What an accrual must know, folded from entries.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::request::{BilledInterest, InterestDispute, InterestKind, InterestRequest};
use super::write::DECISION;
use crate::entry::Source;
use crate::value::exact::quotient;
use crate::{
    Amount, AppliedAmount, AsOf, Cause, ControlClass, Dispute, Document, Entry, EntryKind, Hold, HoldKind, ItemId, OpenItem, Rounding,
    Side, applied_amounts, replay,
};

/// What an accrual must know, folded from entries: items open and closed, how they fell, what was billed of interest, and disputes.
///
/// Charges are known by their lines, whose product says what they are for and whose id on which item, as proposals of
/// [`accrue`](super::accrue()) write them; a finance charge without such lines that corrects an item is interest on that. Credit memos that
/// a proposal of interest made take back what was not owed; whatever else lowered a charge without money gave it up. Rates, acceptances
/// and currencies are the host's to add.
///
/// ```
/// use openitem::interest::{InterestPercent, InterestPolicy, accrue, history};
/// use openitem::{AsOf, Batch, Currency, Document, Entry, EntryKind};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let recorded = "2026-05-01T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let invoice = Document::new("INV-1", Currency::EUR, "365".parse::<openitem::Amount>()?).with_due(day("2026-03-31"));
/// let mut entries = vec![Entry::new("E1", "DE01", day("2026-03-01"), recorded, EntryKind::invoice(invoice)).with_customer("C-1")];
/// let policy = InterestPolicy::new(InterestPercent::Yearly { percent: "10".parse()? });
/// let first = accrue(&history(&entries, &AsOf::new(day("2026-04-30"))), day("2026-04-30"), &policy)?;
/// assert_eq!(first.items[0].interest, "3".parse()?);
/// entries.extend(first.batches[0].accept(recorded, None)?.entries);
/// // What was billed is not billed again.
/// let second = accrue(&history(&entries, &AsOf::new(day("2026-04-30"))), day("2026-04-30"), &policy)?;
/// assert!(second.batches.is_empty());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn history(entries: &[Entry], as_of: &AsOf) -> InterestRequest {
    let told = crate::book::history(entries, as_of);
    let standing: HashSet<ItemId> = told.items.iter().map(|item| item.id.clone()).collect();
    let debits = told.items.into_iter().filter(|item| item.side == Side::Debit && item.control_class == ControlClass::Receivable);
    let (items, closed) = debits.partition(|item| !item.open.is_zero());
    let live: HashSet<_> = told.live.iter().map(|entry| &entry.id).collect();
    let applied = applied_amounts(entries, as_of);
    let mut request = InterestRequest { items, closed, ..InterestRequest::new() };
    request.billed = billed(entries, as_of, &live, &applied);
    request.applied = applied;
    let gone = request.billed.iter().map(|row| &row.item).filter(|item| !standing.contains(*item));
    request.withdrawn = gone.collect::<BTreeSet<_>>().into_iter().cloned().collect();
    let book = replay(entries, as_of).book;
    request.disputes = book.disputes.iter().flat_map(disputed).collect();
    request.held = held(&book.holds, as_of, request.items.iter().chain(&request.closed));
    request
}

/// The items that a hold on charges names, and those of the customers of which one names none.
fn held<'a>(holds: &[Hold], as_of: &AsOf, items: impl Iterator<Item = &'a OpenItem>) -> Vec<ItemId> {
    let is_on = |hold: &&Hold| {
        let ends = [hold.lifted, hold.hold.until].into_iter().flatten().min();
        hold.hold.kind == HoldKind::Charges && hold.placed <= as_of.date && ends.is_none_or(|end| end > as_of.date)
    };
    let on: Vec<&Hold> = holds.iter().filter(is_on).collect();
    let named: HashSet<&ItemId> = on.iter().flat_map(|hold| &hold.hold.items).collect();
    let whole = on.iter().filter(|hold| hold.hold.items.is_empty());
    let customers: HashSet<_> = whole.filter_map(|hold| hold.customer.as_ref().map(|customer| (&hold.entity, customer))).collect();
    let is_held = |item: &&OpenItem| {
        named.contains(&item.id) || item.customer.as_ref().is_some_and(|customer| customers.contains(&(&item.entity, customer)))
    };
    let found: BTreeSet<&ItemId> = items.filter(is_held).map(|item| &item.id).collect();
    found.into_iter().cloned().collect()
}

fn disputed(dispute: &Dispute) -> Vec<InterestDispute> {
    let item = |line: &crate::DisputedItem| InterestDispute {
        dispute: dispute.dispute.id.clone(),
        item: line.item.clone(),
        from_date: dispute.opened,
        through: dispute.resolved,
        outcome: dispute.outcome,
        amount: line.amount,
        upheld: None,
    };
    dispute.dispute.items.iter().map(item).collect()
}

/// What charges billed, by document and line.
fn billed(entries: &[Entry], as_of: &AsOf, live: &HashSet<&crate::EntryId>, applied: &[AppliedAmount]) -> Vec<BilledInterest> {
    let mut rows: BTreeMap<ItemId, (Document, Vec<BilledInterest>)> = BTreeMap::new();
    let mut seen = HashSet::new();
    let shown: Vec<&Entry> = entries.iter().filter(|entry| as_of.shows(entry) && seen.insert(&entry.id)).collect();
    for entry in &shown {
        if let EntryKind::FinanceCharge { finance_charge: document } | EntryKind::DebitMemo { debit_memo: document } = &entry.kind {
            let is_debit_memo = matches!(entry.kind, EntryKind::DebitMemo { .. });
            let mut lines = lines(document, entry, is_debit_memo);
            lines.iter_mut().for_each(|row| row.reversed = !live.contains(&entry.id));
            if !lines.is_empty() {
                rows.insert(document.id.clone(), (document.as_ref().clone(), lines));
            }
        }
    }
    let ours = take_back(&shown, live, &mut rows);
    give_up(applied, &ours, &mut rows);
    rows.into_values().flat_map(|(_, rows)| rows).collect()
}

fn lines(document: &Document, entry: &Entry, is_debit_memo: bool) -> Vec<BilledInterest> {
    let through = document.document_date.unwrap_or(entry.effective);
    let row = |item: ItemId, kind, amount| {
        let row = BilledInterest::new(document.id.clone(), item, through, amount);
        BilledInterest { kind, ..row }
    };
    let of_line = |line: &crate::DocumentLine| {
        let kind = InterestKind::ALL.iter().find(|kind| line.product.as_deref() == Some(kind.product()))?;
        (is_debit_memo == (*kind == InterestKind::Tax)).then(|| row(ItemId::new(line.id.as_str()), *kind, line.net.max(Amount::ZERO)))
    };
    let found: Vec<_> = document.lines.iter().filter_map(of_line).collect();
    match &document.corrects {
        Some(item) if found.is_empty() && !is_debit_memo => {
            let tax = Amount::checked_sum(document.taxes.iter().map(|tax| tax.amount)).unwrap_or_default();
            let net = document.amount.checked_sub(tax).unwrap_or(document.amount);
            vec![row(item.clone(), InterestKind::Interest, net.max(Amount::ZERO))]
        }
        _ => found,
    }
}

/// Takes back what our own credit memos took back; gives their ids.
fn take_back<'a>(
    shown: &[&'a Entry],
    live: &HashSet<&crate::EntryId>,
    rows: &mut BTreeMap<ItemId, (Document, Vec<BilledInterest>)>,
) -> HashSet<&'a ItemId> {
    let mut ours = HashSet::new();
    for entry in shown {
        let EntryKind::CreditMemo { credit_memo } = &entry.kind else { continue };
        let is_ours = matches!(&entry.source, Some(Source::Proposal { decision, .. }) if decision == DECISION);
        let Some((_, charge)) = credit_memo.corrects.as_ref().filter(|_| is_ours).and_then(|id| rows.get_mut(id)) else { continue };
        ours.insert(&credit_memo.id);
        charge.iter_mut().for_each(|row| row.credits = row.credits.saturating_add(1));
        for line in credit_memo.lines.iter().filter(|_| live.contains(&entry.id)) {
            let is_row = |row: &&mut BilledInterest| row.item.as_str() == line.id && Some(row.kind.product()) == line.product.as_deref();
            if let Some(row) = charge.iter_mut().find(is_row) {
                row.cancelled = row.cancelled.checked_add(line.net.max(Amount::ZERO)).unwrap_or(row.cancelled);
            }
        }
    }
    ours
}

/// Gives up what lowered a charge without money.
fn give_up(applied: &[AppliedAmount], ours: &HashSet<&ItemId>, rows: &mut BTreeMap<ItemId, (Document, Vec<BilledInterest>)>) {
    let mut given: HashMap<&ItemId, Amount> = HashMap::new();
    for fell in applied.iter().filter(|fell| fell.receipt.is_none() && fell.paid_from.as_ref().is_none_or(|id| !ours.contains(id))) {
        if matches!(fell.cause, Cause::Applied | Cause::AdjustedDown | Cause::WrittenOff | Cause::Recovered) {
            let sum = given.entry(&fell.item).or_default();
            *sum = sum.checked_add(fell.amount).unwrap_or(*sum);
        }
    }
    for (charge, gross) in given {
        let Some((document, rows)) = rows.get_mut(charge) else { continue };
        let net = Amount::checked_sum(rows.iter().map(|row| row.amount)).unwrap_or_default();
        let share = quotient(&[gross.decimal(), net.decimal()], &[document.amount.decimal()], gross.scale(), Rounding::HalfUp);
        let mut left = share.and_then(|share| Amount::new(share).ok()).unwrap_or_default();
        for row in rows.iter_mut() {
            let standing = row.amount.checked_sub(row.cancelled).unwrap_or_default();
            row.waived = left.clamp(Amount::ZERO, standing.max(Amount::ZERO));
            left = left.checked_sub(row.waived).unwrap_or_default();
        }
    }
}
