//! A cash-application program as the benchmark of `tools/run_cash.py` drives it: JSON lines in, JSON lines out.

use std::collections::HashMap;
use std::error::Error;
use std::io::{BufRead, Write};
use std::path::Path;

use chrono::{Days, NaiveDate};
use openitem::cash::{CashAccounts, CashPolicy, CashProposal, CashReceipt, CashStatus, Desk, PayerHabits};
use openitem::{
    Amount, Currency, Customer, DiscountOffer, ItemKind, OpenItem, Payer, Rate, Receipt, Rounding, Side, TakenKind, minor_units,
};
use serde::{Deserialize, Serialize};

/// Answers receipts until the input ends. What a clerk posted comes off the accounts before the next receipt.
pub fn serve(folder: &Path, preset: &str, input: impl BufRead, mut output: impl Write) -> Result<(), Box<dyn Error>> {
    let policy = CashPolicy::preset(preset)
        .ok_or_else(|| format!("no preset is called `{preset}`; there are: {}", CashPolicy::PRESETS.join(", ")))?;
    let accounts = accounts(folder)?;
    let on = NaiveDate::from_ymd_opt(9999, 12, 31).ok_or("a date")?;
    let mut desk = Desk::new(&accounts, on, &policy)?;
    for line in input.lines() {
        match serde_json::from_str(&line?)? {
            Line::Receipt(row) => {
                let receipt = row.receipt()?;
                let proposal = desk.propose(&receipt)?;
                writeln!(output, "{}", serde_json::to_string(&answer(&receipt, &proposal)?)?)?;
                output.flush()?;
            }
            Line::Posted(rows) => {
                for row in rows.iter().filter(|row| !row.item.is_empty()) {
                    let amounts = [row.applied, row.discount, row.withheld, row.deducted].map(|amount| amount.abs());
                    desk.settle(&row.item.as_str().into(), Amount::checked_sum(amounts).ok_or("too much")?)?;
                }
            }
        }
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Receipt(ReceiptRow),
    Posted(Vec<PostedRow>),
}

#[derive(Deserialize)]
struct ReceiptRow {
    receipt: String,
    value_date: String,
    currency: Currency,
    amount: Amount,
    payer_id: String,
    payer_name: String,
    remittance: String,
}

#[derive(Deserialize)]
struct PostedRow {
    item: String,
    applied: Amount,
    discount: Amount,
    withheld: Amount,
    deducted: Amount,
}

#[derive(Serialize)]
struct Answer {
    status: &'static str,
    lines: Vec<AnswerLine>,
    /// Why, for whoever reads the answers.
    reasons: Vec<String>,
}

#[derive(Serialize, Default)]
struct AnswerLine {
    customer: String,
    item: String,
    applied: Amount,
    discount: Amount,
    withheld: Amount,
    deducted: Amount,
}

impl ReceiptRow {
    fn receipt(self) -> Result<CashReceipt, Box<dyn Error>> {
        let mut payer = Payer::new();
        payer.id = Some(self.payer_id).filter(|id| !id.is_empty());
        payer.name = Some(self.payer_name).filter(|name| !name.is_empty());
        let mut receipt = Receipt::new(self.receipt, self.currency, self.amount).with_payer(payer);
        receipt.remittance = Some(self.remittance).filter(|text| !text.is_empty());
        Ok(CashReceipt::new("E", date(&self.value_date)?, receipt))
    }
}

fn answer(receipt: &CashReceipt, proposal: &CashProposal) -> Result<Answer, Box<dyn Error>> {
    let reading = &proposal.reading;
    let payer = reading.customer.as_ref().map(|customer| customer.to_string()).unwrap_or_default();
    let reasons = reading.reasons.iter().map(|reason| format!("{}: {}", reason.rule, reason.text)).collect();
    if proposal.status == CashStatus::Unmatched {
        let left = AnswerLine { customer: payer, applied: receipt.receipt.amount, ..AnswerLine::default() };
        return Ok(Answer { status: "none", lines: vec![left], reasons });
    }
    let mut lines = Vec::new();
    for line in &reading.lines {
        let taken = |kinds: &[TakenKind]| {
            let amounts = line.taken.iter().filter(|taken| kinds.contains(&taken.kind)).map(|taken| taken.amount);
            Amount::checked_sum(amounts).ok_or("too much")
        };
        lines.push(AnswerLine {
            customer: line.customer.as_ref().map(|customer| customer.to_string()).unwrap_or_default(),
            item: line.item.to_string(),
            applied: if line.side == Side::Credit { line.amount.negated() } else { line.amount },
            discount: taken(&[TakenKind::EarnedDiscount, TakenKind::UnearnedDiscount])?,
            withheld: taken(&[TakenKind::Withholding])?,
            deducted: taken(&[TakenKind::BankFee, TakenKind::Deduction])?,
        });
    }
    if !reading.unused.is_zero() {
        lines.push(AnswerLine { customer: payer, applied: reading.unused, ..AnswerLine::default() });
    }
    let status = if proposal.status == CashStatus::Auto { "auto" } else { "review" };
    Ok(Answer { status, lines, reasons })
}

#[derive(Deserialize)]
struct ItemRow {
    item: String,
    kind: ItemKind,
    customer: String,
    customer_name: String,
    issued: String,
    due: String,
    currency: Currency,
    amount: String,
    terms: String,
    discount_percent: String,
    discount_days: String,
}

#[derive(Deserialize)]
struct CustomerRow {
    customer: String,
    name: String,
    parent: String,
    withholding: String,
}

/// The accounts of a benchmark's folder: items, customers under every name that their invoices bear, and the rates at which
/// they are known to withhold.
fn accounts(folder: &Path) -> Result<CashAccounts, Box<dyn Error>> {
    let mut items = Vec::new();
    let mut names: HashMap<String, Vec<String>> = HashMap::new();
    for row in csv::Reader::from_path(folder.join("items.csv"))?.deserialize() {
        let row: ItemRow = row?;
        let known = names.entry(row.customer.clone()).or_default();
        if !known.contains(&row.customer_name) {
            known.push(row.customer_name.clone());
        }
        items.push(item(&row)?);
    }
    let mut customers = Vec::new();
    let mut habits = Vec::new();
    for row in csv::Reader::from_path(folder.join("customers.csv"))?.deserialize() {
        let row: CustomerRow = row?;
        let mut customer = Customer::new(row.customer.as_str()).with_name(row.name);
        customer.other_names = names.remove(&row.customer).unwrap_or_default();
        customer.parent = Some(row.parent).filter(|parent| !parent.is_empty()).map(Into::into);
        customers.push(customer);
        if !row.withholding.is_empty() {
            let rate: Rate = row.withholding.parse()?;
            let percent = rate.decimal().checked_mul(100.into()).ok_or("a rate")?;
            habits.push(PayerHabits::new(row.customer.as_str()).with_withholding_percent(Rate::new(percent)?));
        }
    }
    Ok(CashAccounts::new().with_items(items).with_customers(customers).with_habits(habits))
}

fn date(text: &str) -> Result<NaiveDate, Box<dyn Error>> {
    text.parse().map_err(|problem| format!("`{text}` is no date: {problem}").into())
}

fn item(row: &ItemRow) -> Result<OpenItem, Box<dyn Error>> {
    let issued = date(&row.issued)?;
    let amount: Amount = row.amount.parse()?;
    let side = if row.kind == ItemKind::CreditMemo { Side::Credit } else { Side::Debit };
    let mut item = OpenItem::new(row.item.as_str(), "E", row.kind, side, row.currency, amount, amount, issued, issued)
        .with_customer(row.customer.as_str())
        .with_due(date(&row.due)?)
        .with_terms(row.terms.as_str());
    if !row.discount_percent.is_empty() {
        let percent: Rate = row.discount_percent.parse()?;
        let through = issued.checked_add_days(Days::new(row.discount_days.parse()?)).ok_or("a date")?;
        let amount = percent.percent_of(amount, minor_units(row.currency, &[])?, Rounding::HalfUp)?;
        item.discounts = vec![DiscountOffer::new(through, amount)];
    }
    Ok(item)
}
