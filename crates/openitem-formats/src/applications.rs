//! Applications: which receipt or credit was set against which item, and what was taken beside the cash.

use chrono::NaiveDate;
use openitem::{Amount, Currency, CustomerId, EntityId, EntryId, ItemId, Label, OpenItemError, wire};

use crate::cell::{Money, Row};
use crate::mapping::ApplicationField as F;
use crate::rejected::Problem;
use crate::table::{Accepted, read_table};
use crate::{Mapping, ReadApplications};

/// An application as its row has it.
#[wire]
pub struct ApplicationRow {
    /// The line of the file.
    pub line: i64,
    /// Its id.
    pub id: EntryId,
    /// The receipt or credit item that is used: one name space holds both.
    pub source: ItemId,
    /// The item that it is applied to.
    pub item: ItemId,
    /// The customer, where the file gives it.
    pub customer: Option<CustomerId>,
    /// The selling company: `main` where neither a column nor a constant gives it.
    pub entity: EntityId,
    /// The currency, where the file gives it; else that of the item.
    pub currency: Option<Currency>,
    /// The money applied, at least zero.
    pub amount: Amount,
    /// The accounting date.
    pub applied_on: NaiveDate,
    /// The cash discount taken beside it, zero where none was.
    #[wire(default)]
    pub discount: Amount,
    /// A discount taken too late or too high.
    #[wire(default)]
    pub unearned_discount: Amount,
    /// The tax withheld.
    #[wire(default)]
    pub withholding: Amount,
    /// The bank's fee.
    #[wire(default)]
    pub bank_fee: Amount,
    /// The small difference accepted.
    #[wire(default)]
    pub tolerance: Amount,
    /// What the payer kept back.
    #[wire(default)]
    pub deduction: Amount,
    /// Why the payer kept it back.
    pub reason: Option<String>,
    /// What else the mapping takes from the row, by name.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// Reads a file of applications. A header without rows is a period without applications, and no error.
///
/// ```
/// use openitem_formats::{Mapping, read_applications};
///
/// let mapping = Mapping::parse(
///     "[applications]\nline_ids = \"application-\"\n[applications.columns]\nsource = 1\nitem = 2\napplied_on = 3\namount = 4\ndiscount = 5",
/// )?;
/// let read = read_applications(b"receipt,item,date,amount,discount\nP-1,R-1,2026-02-01,98.00,2.00\n", &mapping)?;
/// assert_eq!(read.rows[0].id.as_str(), "application-2");
/// assert_eq!(read.rows[0].discount.to_string(), "2");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_mapping` where the mapping has no applications or names a column that the file does not have;
/// `unreadable_input` where the file is empty or no text. A row that cannot be read is no error: it is in `rejected`.
pub fn read_applications(bytes: &[u8], mapping: &Mapping) -> Result<ReadApplications, OpenItemError> {
    read_applications_watched(bytes, mapping, &mut |_, _| true)
}

/// [`read_applications`], calling `watch` now and then with the bytes done and the bytes in all; it stops where that says
/// false.
///
/// ```
/// use openitem_formats::{Mapping, read_applications_watched};
///
/// let mapping = Mapping::parse("[applications.columns]\nid = 1\nsource = 2\nitem = 3\napplied_on = 4\namount = 5")?;
/// let read = read_applications_watched(b"a,b,c,d,e\nA-1,P-1,R-1,2026-01-31,1\n", &mapping, &mut |_, _| true)?;
/// assert_eq!(read.tally.read, 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`read_applications`], and `stopped`.
pub fn read_applications_watched(
    bytes: &[u8],
    mapping: &Mapping,
    watch: &mut dyn FnMut(u64, u64) -> bool,
) -> Result<ReadApplications, OpenItemError> {
    let missing = || crate::mapping::invalid("applications", String::from("the mapping has no [applications]"));
    read_table(bytes, mapping.applications.as_ref().ok_or_else(missing)?, mapping, watch, read_row).map(Into::into)
}

fn read_row(row: &Row<'_, F>, money: &Money) -> Result<Accepted<ApplicationRow>, Problem> {
    let id = row.id()?;
    let mut rounded = money.rounded();
    let amount = money.amount()?.amount;
    if amount.is_negative() {
        return Err(row.problem(F::Amount, "below zero: to take an application back is to reverse it"));
    }
    let mut beside = |field: F| -> Result<Amount, Problem> {
        let Some(read) = row.amount(field, money.digits)? else { return Ok(Amount::ZERO) };
        if read.difference.is_some() {
            rounded.amounts = rounded.amounts.saturating_add(1);
        }
        if read.amount.is_negative() { Err(row.problem(field, "below zero")) } else { Ok(read.amount) }
    };
    let application = ApplicationRow {
        line: row.line,
        id: EntryId::new(id.as_str()),
        source: ItemId::new(row.needed(F::Source)?.as_ref()),
        item: ItemId::new(row.needed(F::Item)?.as_ref()),
        customer: row.text(F::Customer)?.map(|customer| CustomerId::new(customer.as_ref())),
        entity: EntityId::new(row.text(F::Entity)?.as_deref().unwrap_or("main")),
        currency: money.currency,
        amount,
        applied_on: row.date(F::AppliedOn)?.ok_or_else(|| row.problem(F::AppliedOn, "empty"))?,
        discount: beside(F::Discount)?,
        unearned_discount: beside(F::UnearnedDiscount)?,
        withholding: beside(F::Withholding)?,
        bank_fee: beside(F::BankFee)?,
        tolerance: beside(F::Tolerance)?,
        deduction: beside(F::Deduction)?,
        reason: row.owned(F::Reason)?,
        labels: row.labels()?,
    };
    Ok(Accepted { row: application, id: ItemId::new(id), rounded, notes: Vec::new() })
}
