//! Items: the documents of a file, with what the file says of their settlement.

use chrono::{Days, NaiveDate};
use openitem::{Amount, Currency, CustomerId, EntityId, ItemId, Label, OpenItemError, Reference, wire};

use crate::cell::{Money, Row};
use crate::mapping::{Field, ItemField as F};
use crate::rejected::Problem;
use crate::table::{Accepted, read_table};
use crate::tally::Rounded;
use crate::{Mapping, ReadItems, RowNote};

/// What kind of item a row is.
#[wire]
pub enum RowKind {
    /// A bill for goods or services.
    #[default]
    Invoice,
    /// A document that raises what the customer owes.
    DebitMemo,
    /// Interest or a fee for paying late.
    FinanceCharge,
    /// A request for money before the invoice.
    DownPaymentRequest,
    /// The rest of an item that a short payment cleared.
    Residual,
    /// A debit for what a payer kept back.
    Chargeback,
    /// What a payer kept back, under clarification.
    Deduction,
    /// Tax that a payer withheld, its certificate pending.
    Withholding,
    /// A document that lowers what the customer owes.
    CreditMemo,
    /// Money received and not applied yet.
    Receipt,
}

impl RowKind {
    /// The kind of this name.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name.trim())
    }

    pub(crate) fn expected(name: &str) -> String {
        let names: Vec<_> = Self::ALL.iter().map(|kind| format!("`{kind}`")).collect();
        format!("`{}` is no kind of item: expected one of {}", crate::rejected::shorten(name), names.join(", "))
    }

    /// Whether it lowers what the customer owes.
    ///
    /// ```
    /// use openitem_formats::RowKind;
    /// assert!(RowKind::CreditMemo.is_credit() && !RowKind::Invoice.is_credit());
    /// ```
    #[must_use]
    pub const fn is_credit(self) -> bool {
        matches!(self, Self::CreditMemo | Self::Receipt)
    }
}

/// What a file without receipts says of the settlement of an item.
#[wire]
pub struct RowSettlement {
    /// From this date on it is settled; never before the item's own effective date.
    pub date: NaiveDate,
    /// How much of the item: above zero, at most the item's amount.
    pub amount: Amount,
}

/// An item as its row has it.
#[wire]
pub struct ItemRow {
    /// The line of the file.
    pub line: i64,
    /// Its id; where the file gives an installment, the document's id and the installment, as `R-1/2`.
    pub id: ItemId,
    /// What it is. A negative document is a credit memo.
    #[wire(default)]
    pub kind: RowKind,
    /// The customer.
    pub customer: CustomerId,
    /// The customer's name.
    #[wire(personal)]
    pub customer_name: Option<String>,
    /// The selling company: `main` where neither a column nor a constant gives it.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// The original amount, at least zero; the side comes from the kind.
    pub amount: Amount,
    /// The date on the document; the posting date where the file has none.
    pub document_date: NaiveDate,
    /// The accounting date; the document date where the file has none.
    pub posting_date: NaiveDate,
    /// When it is due.
    pub due: Option<NaiveDate>,
    /// The terms, as written.
    pub terms: Option<String>,
    /// Numbers by which it is known, by kind.
    #[wire(default)]
    pub references: Vec<Reference>,
    /// Which installment of its document it is.
    pub installment: Option<i32>,
    /// How much of it is disputed, where any is.
    pub disputed: Option<Amount>,
    /// What the file says of its settlement; none where it is wholly open.
    pub settlement: Option<RowSettlement>,
    /// The customer's parent.
    pub parent: Option<CustomerId>,
    /// Who collects it.
    pub collector: Option<String>,
    /// What else the mapping takes from the row, by name.
    #[wire(default)]
    pub labels: Vec<Label>,
}

/// Reads a file of items.
///
/// ```
/// use openitem_formats::{Mapping, read_items};
///
/// let mapping = Mapping::parse(
///     "[items.columns]\nid = 1\ncustomer = 2\nposting_date = 3\namount = 4\n[items.format]\nheader = false\n[items.constants]\ncurrency = \"EUR\"",
/// )?;
/// let read = read_items(b"R-1,ACME,2026-01-31,100.00\nG-1,ACME,2026-02-05,-20.00\n", &mapping)?;
/// assert_eq!(read.tally.accepted, 2);
/// assert_eq!(read.tally.amounts[0].accepted.to_string(), "80");
/// assert!(read.rows[1].kind.is_credit());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_mapping` where the mapping has no items or names a column that the file does not have; `unreadable_input`
/// where the file holds no rows or is no text. A row that cannot be read is no error: it is listed in `rejected`.
pub fn read_items(bytes: &[u8], mapping: &Mapping) -> Result<ReadItems, OpenItemError> {
    read_items_watched(bytes, mapping, &mut |_, _| true)
}

/// [`read_items`], calling `watch` now and then with the bytes done and the bytes in all; it stops where that says false.
///
/// ```
/// use openitem_formats::{Mapping, read_items_watched};
///
/// let mapping = Mapping::parse("[items.columns]\nid = 1\ncustomer = 1\nposting_date = 2\namount = 3\ncurrency = 4")?;
/// let mut done = 0;
/// read_items_watched(b"a,b,c,d\nR-1,2026-01-31,1,EUR\n", &mapping, &mut |bytes, _| { done = bytes; true })?;
/// assert_eq!(done, 29);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`read_items`], and `stopped`.
pub fn read_items_watched(bytes: &[u8], mapping: &Mapping, watch: &mut dyn FnMut(u64, u64) -> bool) -> Result<ReadItems, OpenItemError> {
    let section = mapping.items.as_ref().ok_or_else(|| crate::mapping::invalid("items", String::from("the mapping has no [items]")))?;
    let mut signs = CreditSigns::default();
    let read = read_table(bytes, section, mapping, watch, |row, money| read_row(row, money, &mut signs))?;
    if read.tally.read == 0 {
        return Err(crate::encoding::unreadable("items", String::from("no rows below the header")));
    }
    Ok(read.into())
}

/// Where credits of both signs were first seen.
#[derive(Default)]
struct CreditSigns {
    below: Option<i64>,
    above: Option<i64>,
    told: bool,
}

fn read_row(row: &Row<'_, F>, money: &Money, signs: &mut CreditSigns) -> Result<Accepted<ItemRow>, Problem> {
    let mut notes = Vec::new();
    let installment = row.number(F::Installment)?;
    let id = match installment {
        Some(number) => ItemId::new(format!("{}/{number}", row.id()?)),
        None => ItemId::new(row.id()?),
    };
    let signed = money.amount()?;
    let currency = money.currency.ok_or_else(|| row.problem(F::Currency, "empty"))?;
    let stated = match row.text(F::Kind)? {
        Some(name) => RowKind::named(&name).ok_or_else(|| row.problem(F::Kind, RowKind::expected(&name)))?,
        None => RowKind::default(),
    };
    let negative = signed.amount.is_negative();
    let kind = if negative && !stated.is_credit() { RowKind::CreditMemo } else { stated };
    let amount = signed.amount.abs();
    let (document_date, posting_date) = issue_dates(row)?;
    let mut rounded = money.rounded();
    let disputed = disputed(row, money, amount, negative, &mut rounded)?;
    let settlement = settlement(row, money, &Issue { amount, negative, document_date, posting_date }, &mut rounded, &mut notes)?;
    if stated.is_credit() {
        signs.note(row.line, negative, &mut notes);
    }
    let item = ItemRow {
        line: row.line,
        id: id.clone(),
        kind,
        customer: CustomerId::new(row.needed(F::Customer)?.as_ref()),
        customer_name: row.owned(F::CustomerName)?,
        entity: EntityId::new(row.text(F::Entity)?.as_deref().unwrap_or("main")),
        currency,
        amount,
        document_date,
        posting_date,
        due: row.date(F::Due)?,
        terms: row.owned(F::Terms)?,
        references: row.references()?,
        installment,
        disputed,
        settlement,
        parent: row.text(F::Parent)?.map(|parent| CustomerId::new(parent.as_ref())),
        collector: row.owned(F::Collector)?,
        labels: row.labels()?,
    };
    Ok(Accepted { row: item, id, rounded, notes })
}

impl CreditSigns {
    /// A file that writes some credits below zero and some above leaves doubt which way the others go: said once.
    fn note(&mut self, line: i64, negative: bool, notes: &mut Vec<RowNote>) {
        let place = if negative { &mut self.below } else { &mut self.above };
        place.get_or_insert(line);
        if let (Some(below), Some(above), false) = (self.below, self.above, self.told) {
            self.told = true;
            let text =
                format!("credits are written below zero (line {below}) and above zero (line {above}): all of them are read as credits");
            notes.push(RowNote::new(line, "mixed_credit_signs", text));
        }
    }
}

fn issue_dates(row: &Row<'_, F>) -> Result<(NaiveDate, NaiveDate), Problem> {
    let (document, posting) = (row.date(F::DocumentDate)?, row.date(F::PostingDate)?);
    let field = if row.has(F::DocumentDate) { F::DocumentDate } else { F::PostingDate };
    match (document.or(posting), posting.or(document)) {
        (Some(document), Some(posting)) => Ok((document, posting)),
        _ => Err(row.problem(field, "empty")),
    }
}

/// An amount that is part of the item, with the item's own sign.
fn part(row: &Row<'_, F>, field: F, money: &Money, issue: (Amount, bool), rounded: &mut Rounded) -> Result<Option<Amount>, Problem> {
    let Some(read) = row.amount(field, money.digits)? else { return Ok(None) };
    if read.difference.is_some() {
        rounded.amounts = rounded.amounts.saturating_add(1);
    }
    let (whole, negative) = issue;
    let amount = if negative { read.amount.negated() } else { read.amount };
    if amount.is_negative() || amount > whole {
        let reason = format!("outside the item: its `{}` is {whole}", row.layout.column_name(F::AMOUNT));
        return Err(row.problem(field, reason));
    }
    Ok(Some(amount))
}

fn disputed(row: &Row<'_, F>, money: &Money, amount: Amount, negative: bool, rounded: &mut Rounded) -> Result<Option<Amount>, Problem> {
    let flag = row.flag(F::Disputed)?;
    let part = part(row, F::DisputedAmount, money, (amount, negative), rounded)?;
    Ok(match (flag, part) {
        (Some(false), Some(part)) if !part.is_zero() => {
            return Err(row.problem(F::DisputedAmount, "an amount in dispute, but the row says that there is none"));
        }
        (Some(false), _) => None,
        (_, Some(part)) => Some(part),
        (Some(true), None) => Some(amount),
        (None, None) => None,
    }
    .filter(|amount| !amount.is_zero()))
}

/// What is known of the item when its settlement is read.
struct Issue {
    amount: Amount,
    negative: bool,
    document_date: NaiveDate,
    posting_date: NaiveDate,
}

fn settlement(
    row: &Row<'_, F>,
    money: &Money,
    issue: &Issue,
    rounded: &mut Rounded,
    notes: &mut Vec<RowNote>,
) -> Result<Option<RowSettlement>, Problem> {
    let stated = settled_on(row, issue)?;
    let whole = (issue.amount, issue.negative);
    let settled = part(row, F::SettledAmount, money, whole, rounded)?;
    let outstanding = part(row, F::Outstanding, money, whole, rounded)?;
    if outstanding.is_none() && row.has(F::Outstanding) {
        return Err(row.problem(F::Outstanding, "empty"));
    }
    let from_outstanding = match outstanding {
        Some(open) => Some(issue.amount.checked_sub(open).ok_or_else(|| row.problem(F::Outstanding, "does not fit into 28 digits"))?),
        None => None,
    };
    let amount = match (settled, from_outstanding) {
        (Some(settled), Some(rest)) if settled != rest => {
            let reason = format!("the amount less the settled {settled} is not what is outstanding");
            return Err(row.problem(F::Outstanding, reason));
        }
        (Some(settled), _) => settled,
        (None, Some(rest)) => rest,
        (None, None) if row.has(F::SettledAmount) && stated.is_some() => {
            return Err(row.problem(F::SettledAmount, "empty, though the row says when it was settled"));
        }
        (None, None) if stated.is_some() => issue.amount,
        (None, None) => Amount::ZERO,
    };
    if amount.is_zero() {
        return Ok(None);
    }
    let earliest = issue.posting_date;
    let date = match stated {
        Some(date) if date < earliest => {
            let text = format!("settled on {date}, before it was issued on {earliest}: taken as settled on that date");
            notes.push(RowNote::new(row.line, "settled_before_issue", text));
            earliest
        }
        Some(date) => date,
        None => row.section.undated_settlement.unwrap_or(earliest).max(earliest),
    };
    Ok(Some(RowSettlement { date, amount }))
}

fn settled_on(row: &Row<'_, F>, issue: &Issue) -> Result<Option<NaiveDate>, Problem> {
    let Some(days) = row.number(F::SettledAfterDays)? else { return row.date(F::SettledOn) };
    let count = Days::new(u64::from(days.unsigned_abs()));
    let date = if days < 0 { issue.document_date.checked_sub_days(count) } else { issue.document_date.checked_add_days(count) };
    let date = date.filter(|date| (1..=9999).contains(&chrono::Datelike::year(date)));
    date.map(Some).ok_or_else(|| row.problem(F::SettledAfterDays, "leads outside the years 1 to 9999"))
}
