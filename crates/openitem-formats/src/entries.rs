//! Rows into entries: what a file says, as the dated facts that a ledger holds.
//!
//! A document is effective on its posting date. A file that says when or how far an item was settled, and has no receipts,
//! gives a receipt and an application on that date for a debit, and a refund for a credit: the money that it stands for
//! went somewhere that the file does not name, and receipts less refunds are the net cash.

use std::collections::BTreeMap;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use openitem::{
    Amount, Application, ApplicationLine, ControlClass, Customer, CustomerId, DisputeOpened, DisputedItem, Document, Entry, EntryKind,
    Instrument, ItemId, ItemKind, Label, OpeningItem, Payer, PaymentMethod, ReasonCode, Receipt, ReceiptId, Reference, ReferenceKind,
    RefundPaid, Side, Source, Taken, TakenKind, wire,
};

use crate::{ApplicationRow, ItemRow, ReceiptRow, RowKind, RowSettlement};

/// What stands in every entry that is made of a file.
///
/// ```
/// let import = openitem_formats::Import::new("open_items.csv");
/// assert_eq!(import.recorded, None);
/// ```
#[wire]
pub struct Import {
    /// The file's name, for the entry's source.
    pub file: String,
    /// When the host learned of what the file says; none where every fact was known at the start of its effective date.
    pub recorded: Option<DateTime<Utc>>,
}

impl Import {
    fn entry(&self, id: String, line: i64, entity: &openitem::EntityId, effective: NaiveDate, kind: EntryKind) -> Entry {
        let recorded = self.recorded.unwrap_or_else(|| effective.and_time(NaiveTime::MIN).and_utc());
        Entry::new(id, entity.clone(), effective, recorded, kind).with_source(Source::File { name: self.file.clone(), line })
    }
}

/// The entries of items, in the order of the rows: the document, then its dispute, then its settlement.
///
/// Ids: `item:ID` for the document's entry, `dispute:ID`, and for a settlement `settled:ID` (a receipt whose id is
/// `ID/settled`, or a refund) and `applied:ID`.
///
/// ```
/// use openitem_formats::{Import, Mapping, item_entries, read_items};
///
/// let mapping = Mapping::parse(
///     "[items.columns]\nid = 1\ncustomer = 2\nposting_date = 3\namount = 4\nsettled_on = 5\n[items.constants]\ncurrency = \"EUR\"",
/// )?;
/// let read = read_items(b"id,customer,date,amount,paid\nR-1,ACME,2026-01-31,100.00,2026-02-20\n", &mapping)?;
/// let entries = item_entries(&read.rows, &Import::new("items.csv"));
/// let ids: Vec<_> = entries.iter().map(|entry| entry.id.as_str()).collect();
/// assert_eq!(ids, ["item:R-1", "settled:R-1", "applied:R-1"]);
/// assert_eq!(entries[2].effective.to_string(), "2026-02-20");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn item_entries(rows: &[ItemRow], import: &Import) -> Vec<Entry> {
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let customer = row.customer.clone();
        let post = |id: String, effective: NaiveDate, kind: EntryKind| {
            import.entry(id, row.line, &row.entity, effective, kind).with_customer(customer.clone())
        };
        out.push(post(format!("item:{}", row.id), row.posting_date, item_kind(row)));
        if let Some(disputed) = row.disputed {
            let part = (disputed != row.amount).then_some(disputed);
            let item = match part {
                Some(part) => DisputedItem::new(row.id.clone()).with_amount(part),
                None => DisputedItem::new(row.id.clone()),
            };
            let dispute_opened = DisputeOpened::new(format!("{}/dispute", row.id), vec![item]);
            out.push(post(format!("dispute:{}", row.id), row.posting_date, EntryKind::dispute_opened(dispute_opened)));
        }
        if let Some(RowSettlement { date, amount }) = row.settlement {
            let id = format!("settled:{}", row.id);
            if row.kind.is_credit() {
                let refund_paid = RefundPaid::new(row.id.clone(), amount);
                out.push(post(id, date, EntryKind::refund_paid(refund_paid)));
            } else {
                let receipt_id = format!("{}/settled", row.id);
                let receipt = Receipt::new(receipt_id.as_str(), row.currency, amount);
                out.push(post(id, date, EntryKind::receipt(receipt)));
                let application = Application::new(receipt_id.as_str(), vec![ApplicationLine::new(row.id.clone(), amount)]);
                out.push(post(format!("applied:{}", row.id), date, EntryKind::application(application)));
            }
        }
    }
    out
}

fn item_kind(row: &ItemRow) -> EntryKind {
    match row.kind {
        RowKind::Invoice => EntryKind::invoice(document(row)),
        RowKind::DebitMemo => EntryKind::debit_memo(document(row)),
        RowKind::FinanceCharge => EntryKind::finance_charge(document(row)),
        RowKind::DownPaymentRequest => EntryKind::down_payment_request(document(row)),
        RowKind::CreditMemo => EntryKind::credit_memo(document(row)),
        RowKind::Residual => opening(row, ItemKind::Residual, ControlClass::Receivable),
        RowKind::Chargeback => opening(row, ItemKind::Chargeback, ControlClass::Receivable),
        RowKind::Deduction => opening(row, ItemKind::Deduction, ControlClass::Deduction),
        RowKind::Withholding => opening(row, ItemKind::Withholding, ControlClass::WithholdingPending),
        RowKind::Receipt => {
            let id = ReceiptId::new(row.id.as_str());
            EntryKind::receipt(Receipt::new(id, row.currency, row.amount).with_value_date(row.document_date))
        }
    }
}

fn document(row: &ItemRow) -> Document {
    let document = Document::new(row.id.clone(), row.currency, row.amount).with_document_date(row.document_date);
    let document = match row.due {
        Some(due) => document.with_due(due),
        None => document,
    };
    let document = match &row.terms {
        Some(terms) => document.with_terms(terms.as_str()),
        None => document,
    };
    document.with_references(row.references.clone()).with_labels(labels(row))
}

/// An item whose kind only arises from another one: its history is not in the file, so it is an opening item.
fn opening(row: &ItemRow, kind: ItemKind, class: ControlClass) -> EntryKind {
    let mut item = OpeningItem::new(row.id.clone(), kind, Side::Debit, row.currency, row.amount, row.amount)
        .with_control_class(class)
        .with_document_date(row.document_date)
        .with_references(row.references.clone())
        .with_labels(labels(row));
    (item.due, item.terms, item.installment) = (row.due, row.terms.clone(), row.installment);
    EntryKind::opening_item(item)
}

/// The labels of the row; an installment's number is one of them.
fn labels(row: &ItemRow) -> Vec<Label> {
    let mut labels = row.labels.clone();
    if let Some(number) = row.installment.filter(|_| labels.iter().all(|label| label.name != "installment")) {
        labels.push(Label::new("installment", number.to_string()));
    }
    labels
}

/// The entries of receipts, in the order of the rows; ids are `receipt:ID`.
///
/// ```
/// use openitem_formats::{Import, Mapping, read_receipts, receipt_entries};
///
/// let mapping = Mapping::parse("[receipts.columns]\nid = 1\nreceived_on = 2\namount = 3\ncurrency = 4")?;
/// let read = read_receipts(b"id,date,amount,currency\nP-1,2026-02-01,80.00,EUR\n", &mapping)?;
/// let entries = receipt_entries(&read.rows, &Import::new("receipts.csv"));
/// assert_eq!(entries[0].id.as_str(), "receipt:P-1");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn receipt_entries(rows: &[ReceiptRow], import: &Import) -> Vec<Entry> {
    rows.iter()
        .map(|row| {
            let mut receipt = Receipt::new(row.id.clone(), row.currency, row.amount);
            receipt.value_date = row.value_date;
            receipt.remittance = row.remittance.clone();
            receipt.bank_account = row.our_bank_account.clone();
            let mut payer = Payer::default();
            payer.name = row.payer_name.clone();
            payer.bank_account = row.bank_account.clone();
            receipt.payer = payer;
            let mut instrument = Instrument::default();
            instrument.method = row.instrument.unwrap_or(PaymentMethod::Wire);
            instrument.number = row.number.clone();
            instrument.maturity = row.maturity;
            receipt.instrument = instrument;
            if let Some(number) = &row.number {
                receipt.references = vec![Reference::new(ReferenceKind::Number, number.as_str())];
            }
            let id = format!("receipt:{}", row.id);
            let mut entry = import.entry(id, row.line, &row.entity, row.received_on, EntryKind::receipt(receipt));
            entry.customer = row.customer.clone();
            entry
        })
        .collect()
}

/// The entries of applications, in the order of the rows; ids are `application:ID`. Where the file does not say whose item
/// it is, `customer_of` does: by item, as [`item_customers`] gives them.
///
/// ```
/// use openitem_formats::{Import, Mapping, application_entries, read_applications};
///
/// let mapping = Mapping::parse("[applications.columns]\nid = 1\nsource = 2\nitem = 3\napplied_on = 4\namount = 5\ndiscount = 6")?;
/// let read = read_applications(b"id,source,item,date,amount,discount\nA-1,P-1,R-1,2026-02-01,98.00,2.00\n", &mapping)?;
/// let entries = application_entries(&read.rows, &Default::default(), &Import::new("applications.csv"));
/// assert_eq!(entries[0].kind.tag(), "application");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn application_entries(rows: &[ApplicationRow], customer_of: &BTreeMap<ItemId, CustomerId>, import: &Import) -> Vec<Entry> {
    rows.iter()
        .map(|row| {
            let beside = [
                (TakenKind::EarnedDiscount, row.discount),
                (TakenKind::UnearnedDiscount, row.unearned_discount),
                (TakenKind::Withholding, row.withholding),
                (TakenKind::BankFee, row.bank_fee),
                (TakenKind::Tolerance, row.tolerance),
                (TakenKind::Deduction, row.deduction),
            ];
            let taken = beside.into_iter().filter(|(_, amount)| *amount != Amount::ZERO).map(|(kind, amount)| {
                let mut taken = Taken::new(kind, amount);
                taken.reason = row.reason.as_deref().filter(|_| kind == TakenKind::Deduction).map(ReasonCode::new);
                taken
            });
            let line = ApplicationLine::new(row.item.clone(), row.amount).with_taken(taken.collect::<Vec<_>>());
            let application = Application::new(row.source.clone(), vec![line]);
            let id = format!("application:{}", row.id);
            let mut entry = import.entry(id, row.line, &row.entity, row.applied_on, EntryKind::application(application));
            entry.customer = row.customer.clone().or_else(|| customer_of.get(&row.item).cloned());
            entry
        })
        .collect()
}

/// Whose each item is.
///
/// ```
/// use openitem_formats::{Mapping, item_customers, read_items};
///
/// let mapping = Mapping::parse("[items.columns]\nid = 1\ncustomer = 2\nposting_date = 3\namount = 4\ncurrency = 5")?;
/// let read = read_items(b"id,customer,date,amount,currency\nR-1,ACME,2026-01-31,100.00,EUR\n", &mapping)?;
/// assert_eq!(item_customers(&read.rows)[&openitem::ItemId::new("R-1")].as_str(), "ACME");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn item_customers(rows: &[ItemRow]) -> BTreeMap<ItemId, CustomerId> {
    rows.iter().map(|row| (row.id.clone(), row.customer.clone())).collect()
}

/// The customers that the items name, sorted by id: the first name, parent and collector that the file gives each, and
/// every further name as one of its other names.
///
/// ```
/// use openitem_formats::{Mapping, customers, read_items};
///
/// let mapping = Mapping::parse(
///     "[items.columns]\nid = 1\ncustomer = 2\ncustomer_name = 3\nposting_date = 4\namount = 5\ncurrency = 6",
/// )?;
/// let file = b"id,customer,name,date,amount,currency\nR-1,1,ACME,2026-01-31,1,EUR\nR-2,1,ACME Inc,2026-01-31,1,EUR\n";
/// let customers = customers(&read_items(file, &mapping)?.rows);
/// assert_eq!(customers[0].name.as_deref(), Some("ACME"));
/// assert_eq!(customers[0].other_names, ["ACME Inc"]);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn customers(rows: &[ItemRow]) -> Vec<Customer> {
    let mut known: BTreeMap<&CustomerId, (Customer, std::collections::BTreeSet<&str>)> = BTreeMap::new();
    for row in rows {
        let (customer, names) = known.entry(&row.customer).or_insert_with(|| (Customer::new(row.customer.clone()), Default::default()));
        if let Some(name) = row.customer_name.as_deref()
            && names.insert(name)
        {
            match customer.name {
                None => customer.name = Some(name.to_owned()),
                Some(_) => customer.other_names.push(name.to_owned()),
            }
        }
        if customer.parent.is_none() {
            customer.parent = row.parent.clone();
        }
        if customer.collector.is_none() {
            customer.collector = row.collector.as_deref().map(openitem::ActorId::new);
        }
    }
    known.into_values().map(|(customer, _)| customer).collect()
}
