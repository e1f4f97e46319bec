//! Cash application on the screen: what was posted and why, what is left for a person, and what stood open before and after.

use openitem::cash::{CashLine, CashReading};
use openitem::{Currency, MoneyClass, Side, TakenKind};

use super::apply::{Cash, CashRow, CashTotal};
use super::picture::{amount, counted};
use super::table::Table;
use super::text::{cut, plain};

/// Longer lists of items are cut: `--json` has them all.
const MOST_ITEMS: usize = 6;
/// So many who may have paid are shown.
const MOST_PAYERS: usize = 3;
const PAYER_LETTERS: usize = 24;

/// The lines of the block.
pub(super) fn draw(cash: &Cash) -> Vec<String> {
    let all = cash.posted.len() + cash.left.len();
    let mut lines = vec![format!(
        "CASH APPLICATION of {}: {} posted, {} left for a person",
        counted(all, "receipt", "receipts"),
        cash.posted.len(),
        cash.left.len()
    )];
    if !cash.posted.is_empty() {
        lines.push(String::new());
        lines.extend(posted(&cash.posted));
    }
    if !cash.left.is_empty() {
        lines.push(String::new());
        lines.extend(left(&cash.left));
    }
    if !cash.posted.is_empty() {
        lines.push(String::new());
        lines.extend(totals(&cash.totals));
    }
    lines
}

fn start(row: &CashRow) -> Vec<String> {
    let currency = row.receipt.receipt.currency;
    let payer = row.payer().map_or_else(|| String::from("(not known)"), |payer| cut(&plain(payer), PAYER_LETTERS));
    vec![row.proposal.receipt.to_string(), row.date().to_string(), payer, format!("{currency} {}", amount(row.amount(), currency))]
}

fn posted(rows: &[CashRow]) -> Vec<String> {
    let headings = ["POSTED", "came", "payer", "amount", "what it pays", "why"].map(String::from);
    let mut table = Table::new(headings.to_vec(), 6);
    for row in rows {
        let mut cells = start(row);
        cells.push(reading(&row.proposal.reading, row.receipt.receipt.currency));
        cells.push(why(&row.proposal.reading));
        table.row(cells);
    }
    table.lines()
}

fn left(rows: &[CashRow]) -> Vec<String> {
    let mut lines = vec![String::from("LEFT FOR A PERSON")];
    for row in rows {
        let currency = row.receipt.receipt.currency;
        lines.push(format!("  {}", start(row).join("  ")));
        if let Some(text) = &row.receipt.receipt.remittance {
            lines.push(format!("    the payer says: {}", cut(&plain(text), 90)));
        }
        if let Some(refused) = &row.refused {
            lines.push(format!("    not posted: {refused}"));
        }
        let readings = [&row.proposal.reading].into_iter().chain(&row.proposal.alternatives);
        for (at, found) in readings.filter(|found| !found.lines.is_empty()).enumerate() {
            let why = if at == 0 { String::new() } else { format!(": {}", why(found)) };
            lines.push(format!("    {}. {}{why}", at + 1, reading(found, currency)));
        }
        if row.proposal.reading.customer.is_none() {
            for payer in row.proposal.payers.iter().take(MOST_PAYERS) {
                let why = payer.reasons.first().map(|reason| plain(&reason.text)).unwrap_or_default();
                lines.push(format!("    may have paid: {}, for {why}", payer.customer));
            }
        }
        let why = why(&row.proposal.reading);
        if !why.is_empty() {
            lines.push(format!("    why: {why}"));
        }
        for reason in row.proposal.reading.reasons.iter().skip(1) {
            let inputs: Vec<String> = reason.inputs.iter().map(|input| plain(&input.value)).collect();
            lines.push(format!(
                "    and: {}{}",
                plain(&reason.text),
                if inputs.is_empty() { String::new() } else { format!(": {}", inputs.join(", ")) }
            ));
        }
        lines.push(format!("    next: {}", row.next_act()));
    }
    lines
}

/// What a reading pays: each item with its money and what is taken beside it, then what stays.
fn reading(reading: &CashReading, currency: Currency) -> String {
    let mut parts: Vec<String> = reading.lines.iter().take(MOST_ITEMS).map(|line| item(line, currency)).collect();
    if reading.lines.len() > MOST_ITEMS {
        parts.push(counted(reading.lines.len() - MOST_ITEMS, "more item", "more items"));
    }
    if !reading.unused.is_zero() {
        let place = if reading.unused_class == MoneyClass::OnAccount { "on account" } else { "stays unused" };
        parts.push(format!("{} {place}", amount(reading.unused, currency)));
    }
    parts.join(", ")
}

fn item(line: &CashLine, currency: Currency) -> String {
    let sign = if line.side == Side::Credit { "-" } else { "" };
    let mut text = format!("{} {sign}{}", line.item, amount(line.amount, currency));
    for taken in &line.taken {
        text.push_str(&format!(" + {} {}", kind(taken.kind), amount(taken.amount, currency)));
    }
    if let Some(rest) = line.residual {
        text.push_str(&format!(" (a new item for {})", amount(rest, currency)));
    }
    text
}

/// The name of the kind as JSON has it, in words.
fn kind(kind: TakenKind) -> String {
    serde_json::to_value(kind).ok().and_then(|value| value.as_str().map(|name| name.replace('_', " "))).unwrap_or_default()
}

fn why(reading: &CashReading) -> String {
    reading.reasons.first().map(|reason| plain(&reason.text)).unwrap_or_default()
}

/// Money and items before and after: what one side loses the other does.
fn totals(totals: &[CashTotal]) -> Vec<String> {
    let headings =
        ["APPLIED", "debits before", "- paid", "- netted", "- taken", "= debits after", "money before", "- applied", "= money after"];
    let mut table = Table::new(headings.map(String::from).to_vec(), 1);
    for of in totals {
        let sums = [of.before.debits, of.applied, of.netted, of.taken, of.after.debits, of.before.money, of.applied, of.after.money];
        table.row([of.currency.to_string()].into_iter().chain(sums.map(|sum| amount(sum, of.currency))).collect());
    }
    table.lines()
}
