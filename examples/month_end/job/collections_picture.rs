//! The block of collections in the picture.

use openitem::{Amount, Currency};

use super::collections::{Collections, CollectionsLine, Sum};
use super::picture::amount;
use super::table::Table;
use super::text::{cut, plain};

/// How long a list of rates and companies may be.
const LEGEND_LETTERS: usize = 60;

/// The block: a currency a line, amounts with how many they are of.
pub(super) fn draw(collections: &Collections) -> Vec<String> {
    if collections.lines.is_empty() {
        return vec![String::from("COLLECTIONS: nothing to decide on")];
    }
    let headings = ["COLLECTIONS", "finance charges", "promised", "broken, missing", "kept", "plans", "at risk, past due", "to write off"];
    let headings = headings.into_iter().chain(["provision"]).map(String::from).collect();
    let mut table = Table::new(headings, 1);
    for line in &collections.lines {
        table.row(row(collections, line));
    }
    let mut lines = table.lines();
    lines.push(legend(collections));
    lines
}

fn row(collections: &Collections, line: &CollectionsLine) -> Vec<String> {
    let currency = line.currency;
    let unless = |is_left_out: bool, text: String| if is_left_out { String::from("-") } else { text };
    vec![
        currency.to_string(),
        unless(collections.charged_by.is_empty(), sum(line.charges, currency)),
        sum(line.promises_open, currency),
        sum(line.promises_broken, currency),
        line.kept_percent.map_or_else(|| String::from("-"), |percent| format!("{percent}%")),
        line.plans.to_string(),
        sum(line.plans_at_risk, currency),
        sum(line.write_offs, currency),
        unless(collections.loss_rates.is_empty(), amount(line.provision, currency)),
    ]
}

fn sum(of: Sum, currency: Currency) -> String {
    if of.count == 0 { amount(Amount::ZERO, currency) } else { format!("{} ({})", amount(of.amount, currency), of.count) }
}

/// By what was reckoned, for what a person would ask first.
fn legend(collections: &Collections) -> String {
    let by = |(entity, name): &(Option<openitem::EntityId>, String)| match entity {
        Some(entity) => format!("{name} for {}", plain(entity.as_str())),
        None => name.clone(),
    };
    let charged = collections.charged_by.iter().map(by).collect::<Vec<_>>().join(", ");
    let rates = collections.loss_rates.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let charges = if charged.is_empty() {
        String::from("Finance charges need --interest")
    } else {
        format!("Finance charges by {}", cut(&charged, LEGEND_LETTERS))
    };
    let provision = if rates.is_empty() {
        String::from("the provision needs --loss-rates")
    } else {
        format!("the provision at {} percent of the buckets", cut(&rates, LEGEND_LETTERS))
    };
    format!("{charges}; {provision}. In brackets how many.")
}
