//! The block of collections in the picture.

use super::collections::{Collections, CollectionsLine, Sum};
use super::picture::amount;
use super::table::Table;
use super::text::{cut, plain};

/// How long a list of rates and companies may be.
const LEGEND_LETTERS: usize = 60;

/// The block, a currency a column, and the line that says by what it was reckoned.
pub(super) fn draw(collections: &Collections) -> (Vec<String>, Option<String>) {
    if collections.lines.is_empty() {
        return (vec![String::from("COLLECTIONS: nothing to decide on")], None);
    }
    let currencies = collections.lines.iter().map(|line| line.currency.to_string());
    let mut table = Table::new([String::from("COLLECTIONS")].into_iter().chain(currencies).collect(), 1);
    let mut row = |label: &str, cell: &dyn Fn(&CollectionsLine) -> Option<String>| {
        let cells = collections.lines.iter().map(|line| cell(line).unwrap_or_else(|| String::from("-")));
        table.row([label.to_owned()].into_iter().chain(cells).collect());
    };
    let sum = |line: &CollectionsLine, of: Sum| amount(of.amount, line.currency);
    row("finance charges", &|line| (!collections.charged_by.is_empty()).then(|| sum(line, line.charges)));
    row("promised", &|line| Some(sum(line, line.promises_open)));
    row("broken promises", &|line| Some(sum(line, line.promises_broken)));
    row("promises kept", &|line| line.kept_percent.map(|percent| format!("{percent}%")));
    row("plans at risk", &|line| Some(format!("{} of {}", line.plans_at_risk.count, line.plans)));
    row("to write off", &|line| Some(sum(line, line.write_offs)));
    row("provision", &|line| (!collections.loss_rates.is_empty()).then(|| amount(line.provision, line.currency)));
    (table.lines(), Some(legend(collections)))
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
    format!("{charges}; {provision}.")
}
