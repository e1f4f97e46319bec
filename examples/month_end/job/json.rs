//! The report as JSON: amounts as decimal text, never as numbers that a reader would make floats of.

use openitem::aging::{AgedBucket, AgingRow};
use openitem::{Amount, Currency, GroupValue, Rate};
use serde::Serialize;

use super::apply::Cash;
use super::cash_json::{self, CashReport};
use super::collections::{Collections, CollectionsLine, Sum};
use super::figures::Figures;
use super::input::Input;

#[derive(Serialize)]
struct Report<'a> {
    schema: i32,
    as_of: String,
    rows: Rows,
    groups: Vec<Group<'a>>,
    totals: Vec<Total<'a>>,
    tie_out: Vec<Tie<'a>>,
    rejected: Vec<RejectedRow<'a>>,
    collections: Vec<CollectionsOf<'a>>,
    /// Told with `--apply`.
    #[serde(skip_serializing_if = "Option::is_none")]
    cash: Option<CashReport<'a>>,
}

#[derive(Serialize)]
struct Rows {
    read: i64,
    accepted: i64,
    rejected: i64,
}

#[derive(Serialize)]
struct Group<'a> {
    /// What the row is for; null for what has no value, such as money whose payer is not known by customer.
    group: Option<&'a str>,
    #[serde(flatten)]
    total: Total<'a>,
}

#[derive(Serialize)]
struct Total<'a> {
    currency: &'a Currency,
    buckets: Vec<Bucket<'a>>,
    /// Money that stands beside the buckets, above zero.
    unapplied: Amount,
    disputed: Amount,
    /// The sum of the buckets.
    total: CountAndAmount,
}

#[derive(Serialize)]
struct Bucket<'a> {
    label: &'a str,
    #[serde(flatten)]
    sum: CountAndAmount,
}

#[derive(Serialize)]
struct CountAndAmount {
    count: i64,
    amount: Amount,
}

/// `buckets + left_out = open_debits - open_credits - unapplied = control_account`, and `difference` is what is missing.
/// `left_out` holds all that stands in no bucket: unapplied money (below zero), columns of their own, what the policy omits.
#[derive(Serialize)]
struct Tie<'a> {
    entity: &'a str,
    currency: &'a Currency,
    buckets: Amount,
    left_out: Amount,
    open_debits: Amount,
    open_credits: Amount,
    unapplied: Amount,
    control_account: Amount,
    difference: Amount,
}

/// What collections have to decide on, in a currency.
#[derive(Serialize)]
struct CollectionsOf<'a> {
    currency: &'a Currency,
    /// Null where no policy says how they are reckoned.
    charges: Option<CountAndAmount>,
    promises: Promises,
    plans: Plans,
    write_offs: CountAndAmount,
    /// Null where no loss rates say how it is reckoned.
    provision: Option<Amount>,
}

#[derive(Serialize)]
struct Promises {
    open: CountAndAmount,
    broken: CountAndAmount,
    kept_percent: Option<Rate>,
}

#[derive(Serialize)]
struct Plans {
    count: i64,
    at_risk: CountAndAmount,
}

#[derive(Serialize)]
struct RejectedRow<'a> {
    /// Told where there are several files.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    line: i64,
    column: &'a str,
    value: &'a str,
    reason: &'a str,
}

/// The report, one line.
pub(super) fn print(input: &Input, figures: &Figures, collections: &Collections, cash: Option<&Cash>) -> String {
    let view = &figures.aging.by_currency;
    let rejected = i64::try_from(input.rejected.len()).unwrap_or(i64::MAX);
    let are_several = input.files.len() > 1;
    let report = Report {
        schema: 1,
        as_of: figures.as_of.date.to_string(),
        rows: Rows { read: input.read, accepted: input.read.saturating_sub(rejected), rejected },
        groups: view.rows.iter().map(group).collect(),
        totals: view.totals.iter().map(total).collect(),
        tie_out: figures.tie_out.iter().map(tie).collect(),
        rejected: input
            .rejected
            .iter()
            .map(|row| RejectedRow {
                file: are_several.then_some(row.file.as_str()),
                line: row.line,
                column: &row.column,
                value: &row.value,
                reason: &row.reason,
            })
            .collect(),
        collections: collections.lines.iter().map(|line| collections_of(collections, line)).collect(),
        cash: cash.map(cash_json::report),
    };
    // Plain data with text keys: there is nothing in it that JSON cannot say.
    serde_json::to_string(&report).unwrap_or_default() + "\n"
}

fn group(row: &AgingRow) -> Group<'_> {
    Group { group: row.group.first().and_then(|part| part.value.as_ref()).map(GroupValue::as_str), total: total(row) }
}

fn total(row: &AgingRow) -> Total<'_> {
    let bucket = |of: &AgedBucket| CountAndAmount { count: of.count, amount: of.amount };
    Total {
        currency: &row.currency,
        buckets: row.buckets.iter().map(|of| Bucket { label: of.label.as_str(), sum: bucket(of) }).collect(),
        unapplied: money(row).negated(),
        disputed: row.disputed.amount,
        total: CountAndAmount { count: row.in_buckets.count, amount: row.in_buckets.amount },
    }
}

/// Money of all four kinds, as a row shows it beside its buckets: at most zero.
pub(super) fn money(row: &AgingRow) -> Amount {
    sum([row.unapplied.amount, row.on_account.amount, row.unidentified.amount, row.prepaid.amount])
}

fn collections_of<'a>(collections: &Collections, line: &'a CollectionsLine) -> CollectionsOf<'a> {
    let sum = |of: Sum| CountAndAmount { count: of.count, amount: of.amount };
    CollectionsOf {
        currency: &line.currency,
        charges: (!collections.charged_by.is_empty()).then(|| sum(line.charges)),
        promises: Promises { open: sum(line.promises_open), broken: sum(line.promises_broken), kept_percent: line.kept_percent },
        plans: Plans { count: line.plans, at_risk: sum(line.plans_at_risk) },
        write_offs: sum(line.write_offs),
        provision: (!collections.loss_rates.is_empty()).then_some(line.provision),
    }
}

fn tie(line: &super::figures::TieLine) -> Tie<'_> {
    let of = &line.aging;
    Tie {
        entity: of.entity.as_str(),
        currency: &of.currency,
        buckets: of.buckets,
        left_out: sum([of.apart, of.left_out]),
        open_debits: of.open_debits,
        open_credits: of.open_credits,
        unapplied: sum([of.unapplied, of.on_account, of.unidentified, of.prepaid]),
        control_account: line.control_account,
        difference: line.difference,
    }
}

/// The engine has added the same amounts before and refused where they do not fit.
fn sum<const N: usize>(amounts: [Amount; N]) -> Amount {
    Amount::checked_sum(amounts).unwrap_or_default()
}
