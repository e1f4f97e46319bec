//! What is pending, and what was certified before, from entries or from open items.

use std::collections::HashMap;

use super::record::{BookedCertificate, PendingWithholding, WithholdingBook};
use crate::entry::made::made_items;
use crate::entry::{Application, ApplicationLine, Document, TakenKind};
use crate::value::exact::quotient;
use crate::{
    Amount, AsOf, Cause, Change, ControlClass, Entry, EntryId, EntryKind, ItemId, OpenItem, ReasonCode, Rounding, Side, history, standing,
};

/// What entries say of withheld tax in a view: what is pending, with the section and the base of each, and which certificates were booked.
///
/// The section is the reason code with which the tax was taken; the base is what the line settled, less its share of the tax that the
/// document shows. What was taken by an application that was reversed is gone.
///
/// ```
/// use openitem::withholding::of_entries;
/// use openitem::{Amount, Application, ApplicationLine, AsOf, Currency, Document, Entry, EntryKind, Receipt, Taken, TakenKind, TaxPart};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let inr: Currency = "INR".parse()?;
/// let recorded: chrono::DateTime<chrono::Utc> = "2025-08-05T08:00:00Z".parse().unwrap();
/// let entry = |id: &str, kind| Entry::new(id, "IN01", day("2025-08-05"), recorded, kind).with_customer("C-1");
/// let fee = Document::new("F-1", inr, amount("11800")).with_taxes(vec![TaxPart::new("GST", amount("1800"))]);
/// let taken = Taken::new(TakenKind::Withholding, amount("1000")).with_reason("IN-194J-PROFESSIONAL").with_item("TDS-1");
/// let line = ApplicationLine::new("F-1", amount("10800")).with_taken(vec![taken]);
/// let entries = [
///     entry("E-1", EntryKind::invoice(fee)),
///     entry("E-2", EntryKind::receipt(Receipt::new("R-1", inr, amount("10800")))),
///     entry("E-3", EntryKind::application(Application::new("R-1", vec![line]))),
/// ];
/// let book = of_entries(&entries, &AsOf::new(day("2025-08-31")));
/// assert_eq!((book.pending[0].id.as_str(), book.pending[0].open, book.pending[0].base), ("TDS-1", amount("1000"), Some(amount("10000"))));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn of_entries(entries: &[Entry], as_of: &AsOf) -> WithholdingBook {
    let told = history(entries, as_of);
    let taken = taken(&told.live);
    let live: HashMap<&EntryId, &Entry> = told.live.iter().map(|entry| (&entry.id, *entry)).collect();
    let mut last: HashMap<ItemId, EntryId> = HashMap::new();
    for change in told.changes.iter().filter(|change| change.control_class == ControlClass::WithholdingPending) {
        last.insert(change.item.clone(), change.entry.clone());
    }
    let mut refused: HashMap<ItemId, Amount> = HashMap::new();
    let mut certified = Vec::new();
    for change in standing(told.changes).into_iter().filter(|change| change.cause == Cause::Certified) {
        match live.get(&change.entry).map(|entry| &entry.kind) {
            Some(EntryKind::CertificateReceived { certificate_received }) => certified.push((change, certificate_received.number.clone())),
            _ => {
                let sum = refused.entry(change.item).or_default();
                *sum = sum.checked_sub(change.amount).unwrap_or(*sum);
            }
        }
    }
    let items: HashMap<ItemId, PendingWithholding> = told
        .items
        .iter()
        .filter(|item| item.control_class == ControlClass::WithholdingPending)
        .map(|item| {
            let mut pending = of_item(item);
            pending.last = last.get(&item.id).cloned();
            pending.refused = refused.get(&item.id).copied().unwrap_or_default();
            if let Some(taken) = taken.get(&item.id) {
                pending.section.clone_from(&taken.section);
                (pending.base, pending.gross) = (taken.base, taken.gross);
                pending.withheld_from = Some(taken.from.clone());
            }
            (item.id.clone(), pending)
        })
        .collect();
    let mut booked: Vec<BookedCertificate> =
        certified.into_iter().filter_map(|(change, number)| booked_of(&items, change, number)).collect();
    crate::value::sort_by(&mut booked, |one, other| (&one.item, &one.number, one.amount).cmp(&(&other.item, &other.number, other.amount)));
    let mut pending: Vec<PendingWithholding> = items.into_values().filter(|item| !item.open.is_zero()).collect();
    crate::value::sort_by(&mut pending, |one, other| one.id.cmp(&other.id));
    WithholdingBook { pending, booked }
}

/// The withheld tax among open items, by id. Items do not say the section of law: a certificate of any section agrees with them.
///
/// ```
/// assert!(openitem::withholding::of_items(&[]).is_empty());
/// ```
#[must_use]
pub fn of_items(items: &[OpenItem]) -> Vec<PendingWithholding> {
    let is_pending = |item: &&OpenItem| item.control_class == ControlClass::WithholdingPending && !item.open.is_zero();
    let mut pending: Vec<PendingWithholding> = items.iter().filter(is_pending).map(of_item).collect();
    crate::value::sort_by(&mut pending, |one, other| one.id.cmp(&other.id));
    pending
}

fn of_item(item: &OpenItem) -> PendingWithholding {
    let open = if item.side == Side::Debit { item.open } else { item.open.negated() };
    let mut pending = PendingWithholding::new(item.id.clone(), item.entity.clone(), item.currency, item.original, open, item.document_date);
    pending.customer.clone_from(&item.customer);
    pending.due = item.due;
    if let Some(origin) = &item.origin {
        (pending.withheld_from, pending.invoiced) = (Some(origin.item.clone()), Some(origin.document_date));
    }
    pending
}

fn booked_of(items: &HashMap<ItemId, PendingWithholding>, change: Change, number: Option<String>) -> Option<BookedCertificate> {
    let item = items.get(&change.item)?;
    let mut booked = BookedCertificate::new(change.item, change.entity, change.currency, change.amount.negated(), item.withheld_on);
    booked.customer = change.customer;
    booked.section.clone_from(&item.section);
    (booked.base, booked.gross, booked.invoiced) = (item.base, item.gross, item.invoiced);
    booked.number = number;
    Some(booked)
}

/// What an application says of tax that it took.
#[derive(Clone)]
struct TakenTax {
    section: Option<ReasonCode>,
    base: Option<Amount>,
    gross: Option<Amount>,
    from: ItemId,
}

/// By the item that keeps it open; a part that was moved keeps what was said.
fn taken(live: &[&Entry]) -> HashMap<ItemId, TakenTax> {
    let mut documents: HashMap<ItemId, &Document> = HashMap::new();
    let mut out: HashMap<ItemId, TakenTax> = HashMap::new();
    for entry in live {
        match &entry.kind {
            EntryKind::Application { application } => of_application(entry, application, &documents, &mut out),
            EntryKind::Transfer { transfer } => {
                if let Some(said) = out.get(&transfer.item).cloned() {
                    made_items(entry, |id| {
                        out.insert(id, said.clone());
                    });
                }
            }
            kind => {
                if let Some(document) = kind.document() {
                    made_items(entry, |id| {
                        documents.insert(id, document);
                    });
                }
            }
        }
    }
    out
}

fn of_application(entry: &Entry, application: &Application, documents: &HashMap<ItemId, &Document>, out: &mut HashMap<ItemId, TakenTax>) {
    let mut made = Vec::new();
    made_items(entry, |id| made.push(id));
    let mut made = made.into_iter();
    for line in &application.lines {
        let gross = settled(line);
        let base = gross.and_then(|gross| net(gross, documents.get(&line.item)?));
        for taken in line.taken.iter().filter(|taken| crate::entry::made::makes_item(taken)) {
            let Some(id) = made.next() else { return };
            if taken.kind == TakenKind::Withholding {
                out.insert(id, TakenTax { section: taken.reason.clone(), base, gross, from: line.item.clone() });
            }
        }
        if line.excess.is_some() {
            made.next();
        }
    }
}

/// What a line settles of its item.
fn settled(line: &ApplicationLine) -> Option<Amount> {
    Amount::checked_sum(line.taken.iter().map(|taken| taken.amount))?.checked_add(line.amount)
}

/// An amount of a document without its share of the tax that the document shows.
fn net(gross: Amount, document: &Document) -> Option<Amount> {
    let taxes = Amount::checked_sum(document.taxes.iter().map(|tax| tax.amount))?;
    let net = document.amount.checked_sub(taxes)?;
    let decimals = document.currency.minor_units().unwrap_or(0).max(gross.scale());
    let share = quotient(&[gross.decimal(), net.decimal()], &[document.amount.decimal()], decimals, Rounding::HalfUp)?;
    Amount::new(share).ok()
}
