//! Cash application as JSON: the same as on the screen, nothing cut.

use openitem::cash::{CashReading, CashStatus};
use openitem::{Amount, Currency};
use serde::Serialize;

use super::apply::{Cash, CashRow, CashTotal, Standing};

/// What was posted, what is left for a person, and what stood open before and after.
#[derive(Serialize)]
pub(super) struct CashReport<'a> {
    posted: Vec<Row<'a>>,
    left: Vec<Row<'a>>,
    applied: Vec<Total>,
}

#[derive(Serialize)]
struct Row<'a> {
    receipt: &'a str,
    entity: &'a str,
    date: String,
    payer: Option<&'a str>,
    currency: Currency,
    amount: Amount,
    remittance: Option<&'a str>,
    status: CashStatus,
    /// The best reading, as the facade writes it.
    reading: &'a CashReading,
    #[serde(skip_serializing_if = "<[CashReading]>::is_empty")]
    alternatives: &'a [CashReading],
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize)]
struct Total {
    currency: Currency,
    before: Sums,
    after: Sums,
    paid: Amount,
    netted: Amount,
    taken: Amount,
}

#[derive(Serialize)]
struct Sums {
    debits: Amount,
    credits: Amount,
    money: Amount,
}

pub(super) fn report(cash: &Cash) -> CashReport<'_> {
    CashReport {
        posted: cash.posted.iter().map(|of| row(of, None)).collect(),
        left: cash.left.iter().map(|of| row(of, Some(of.next_act()))).collect(),
        applied: cash.totals.iter().map(total).collect(),
    }
}

fn row(of: &CashRow, next: Option<String>) -> Row<'_> {
    let money = &of.receipt.receipt;
    Row {
        receipt: of.proposal.receipt.as_str(),
        entity: of.proposal.entity.as_str(),
        date: of.date().to_string(),
        payer: of.payer(),
        currency: money.currency,
        amount: of.amount(),
        remittance: money.remittance.as_deref(),
        status: of.proposal.status,
        reading: &of.proposal.reading,
        alternatives: &of.proposal.alternatives,
        refused: of.refused.as_deref(),
        next,
    }
}

fn total(of: &CashTotal) -> Total {
    let sums = |of: &Standing| Sums { debits: of.debits, credits: of.credits, money: of.money };
    Total { currency: of.currency, before: sums(&of.before), after: sums(&of.after), paid: of.applied, netted: of.netted, taken: of.taken }
}
