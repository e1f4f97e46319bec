//! Receipts: money received, with what the bank and the payer say about it.

use chrono::NaiveDate;
use openitem::{Amount, Currency, CustomerId, EntityId, ItemId, Label, OpenItemError, PaymentMethod, ReceiptId, wire};

use crate::cell::{Money, Row};
use crate::mapping::ReceiptField as F;
use crate::rejected::Problem;
use crate::table::{Accepted, read_table};
use crate::{Mapping, ReadReceipts};

/// A receipt as its row has it.
#[wire]
pub struct ReceiptRow {
    /// The line of the file.
    pub line: i64,
    /// Its id.
    pub id: ReceiptId,
    /// The payer, where he is known.
    pub customer: Option<CustomerId>,
    /// The selling company: `main` where neither a column nor a constant gives it.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// The amount, at least zero.
    pub amount: Amount,
    /// The accounting date.
    pub received_on: NaiveDate,
    /// The bank's value date.
    pub value_date: Option<NaiveDate>,
    /// The payer's name as the bank has it.
    #[wire(personal)]
    pub payer_name: Option<String>,
    /// The payer's bank account.
    #[wire(personal)]
    pub bank_account: Option<String>,
    /// What the payer wrote.
    #[wire(personal)]
    pub remittance: Option<String>,
    /// What carried it.
    pub instrument: Option<PaymentMethod>,
    /// The number of the cheque, the card slip or the bill.
    pub number: Option<String>,
    /// The date from which a cheque or bill may be presented.
    pub maturity: Option<NaiveDate>,
    /// Our bank account that it came in on.
    pub our_bank_account: Option<String>,
    /// What else the mapping takes from the row, by name.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// Reads a file of receipts. A header without rows is a period without receipts, and no error.
///
/// ```
/// use openitem_formats::{Mapping, read_receipts};
///
/// let mapping = Mapping::parse("[receipts.columns]\nid = 1\ncustomer = 2\nreceived_on = 3\namount = 4\ncurrency = 5")?;
/// let read = read_receipts(b"id,customer,date,amount,currency\nP-1,,2026-02-01,80.00,EUR\n", &mapping)?;
/// assert_eq!(read.rows[0].amount.to_string(), "80");
/// assert!(read.rows[0].customer.is_none());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_mapping` where the mapping has no receipts or names a column that the file does not have; `unreadable_input`
/// where the file is empty or no text. A row that cannot be read is no error: it is listed in `rejected`.
pub fn read_receipts(bytes: &[u8], mapping: &Mapping) -> Result<ReadReceipts, OpenItemError> {
    read_receipts_watched(bytes, mapping, &mut |_, _| true)
}

/// [`read_receipts`], calling `watch` now and then with the bytes done and the bytes in all; it stops where that says false.
///
/// ```
/// use openitem_formats::{Mapping, read_receipts_watched};
///
/// let mapping = Mapping::parse("[receipts.columns]\nid = 1\nreceived_on = 2\namount = 3\ncurrency = 4")?;
/// let read = read_receipts_watched(b"a,b,c,d\nP-1,2026-01-31,1,EUR\n", &mapping, &mut |_, _| true)?;
/// assert_eq!(read.tally.read, 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`read_receipts`], and `stopped`.
pub fn read_receipts_watched(
    bytes: &[u8],
    mapping: &Mapping,
    watch: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<ReadReceipts, OpenItemError> {
    let section =
        mapping.receipts.as_ref().ok_or_else(|| crate::mapping::invalid("receipts", String::from("the mapping has no [receipts]")))?;
    read_table(bytes, section, mapping, watch, read_row).map(Into::into)
}

fn read_row(row: &Row<'_, F>, money: &Money) -> Result<Accepted<ReceiptRow>, Problem> {
    let id = ReceiptId::new(row.id()?);
    let amount = money.amount()?.amount;
    let currency = money.currency.ok_or_else(|| row.problem(F::Currency, "empty"))?;
    if amount.is_negative() {
        return Err(row.problem(F::Amount, "below zero: money that the bank took back is no receipt"));
    }
    let receipt = ReceiptRow {
        line: row.line,
        id,
        customer: row.text(F::Customer)?.map(|customer| CustomerId::new(customer.as_ref())),
        entity: EntityId::new(row.text(F::Entity)?.as_deref().unwrap_or("main")),
        currency,
        amount,
        received_on: row.date(F::ReceivedOn)?.ok_or_else(|| row.problem(F::ReceivedOn, "empty"))?,
        value_date: row.date(F::ValueDate)?,
        payer_name: row.owned(F::PayerName)?,
        bank_account: row.owned(F::BankAccount)?,
        remittance: row.owned(F::Remittance)?,
        instrument: instrument(row)?,
        number: row.owned(F::Number)?,
        maturity: row.date(F::Maturity)?,
        our_bank_account: row.owned(F::OurBankAccount)?,
        labels: row.labels()?,
    };
    Ok(Accepted { id: ItemId::from(&receipt.id), row: receipt, rounded: money.rounded(), notes: Vec::new() })
}

fn instrument(row: &Row<'_, F>) -> Result<Option<PaymentMethod>, Problem> {
    let Some(name) = row.text(F::Instrument)? else { return Ok(None) };
    let known = PaymentMethod::ALL.iter().copied().find(|method| method.name() == name.trim());
    known.map(Some).ok_or_else(|| {
        let names: Vec<_> = PaymentMethod::ALL.iter().map(|method| format!("`{method}`")).collect();
        row.problem(F::Instrument, format!("no instrument: expected one of {}; map the file's own words with `values`", names.join(", ")))
    })
}
