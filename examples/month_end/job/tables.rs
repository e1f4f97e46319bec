//! The report as CSV files: all of them whole, or none in the place of what was there.

use std::io::Write;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use openitem::{Amount, GroupValue, OpenItem, Side};
use tempfile::NamedTempFile;

use super::collections::{Collections, Sum};
use super::figures::Figures;
use super::input::Input;
use super::picture::MOVEMENT;
use super::text::harmless;
use super::{Failure, USAGE};

/// How many rows are written between two looks at whether to stop.
const ROWS_BETWEEN_LOOKS: usize = 4096;

/// Writes the tables into the folder. Each is written beside its place and moved there when all are whole.
pub(super) fn write(
    folder: &Path,
    input: &Input,
    figures: &Figures,
    collections: &Collections,
    cancelled: &AtomicBool,
) -> Result<(), Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::new(USAGE, format!("{}: {error}", folder.display()));
    std::fs::create_dir_all(folder).map_err(|error| fail(&error))?;
    let mut written = Vec::new();
    for (name, rows) in tables(input, figures, collections) {
        let file = table(folder, &rows, cancelled).map_err(|error| match error {
            Problem::Cancelled => Failure::cancelled(),
            Problem::Failed(text) => fail(&format!("{name}: {text}")),
        })?;
        written.push((name, file));
    }
    if cancelled.load(Ordering::SeqCst) {
        return Err(Failure::cancelled());
    }
    for (name, file) in written {
        file.persist(folder.join(name)).map_err(|error| fail(&format!("{name}: {}", error.error)))?;
    }
    Ok(())
}

enum Problem {
    Cancelled,
    Failed(String),
}

fn table(folder: &Path, rows: &[Vec<Cell>], cancelled: &AtomicBool) -> Result<NamedTempFile, Problem> {
    let failed = |error: &dyn std::fmt::Display| Problem::Failed(error.to_string());
    let mut builder = tempfile::Builder::new();
    builder.prefix(".month_end-").suffix(".tmp");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let file = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    let mut writer = csv::Writer::from_writer(file);
    for (at, row) in rows.iter().enumerate() {
        if at % ROWS_BETWEEN_LOOKS == 0 && cancelled.load(Ordering::SeqCst) {
            return Err(Problem::Cancelled);
        }
        writer.write_record(row.iter().map(Cell::written)).map_err(|error| failed(&error))?;
    }
    let mut file = writer.into_inner().map_err(|error| failed(&error))?;
    file.flush().and_then(|()| file.as_file().sync_all()).map_err(|error| failed(&error))?;
    Ok(file)
}

/// A cell: text of whatever origin, or a figure of ours, which may begin with a minus.
enum Cell {
    Text(String),
    Figure(String),
}

impl Cell {
    fn written(&self) -> String {
        match self {
            Self::Text(text) => harmless(text),
            Self::Figure(figure) => figure.clone(),
        }
    }
}

fn text(of: impl ToString) -> Cell {
    Cell::Text(of.to_string())
}

fn optional<T: ToString>(of: Option<T>) -> Cell {
    text(of.map(|of| of.to_string()).unwrap_or_default())
}

fn figure(of: impl ToString) -> Cell {
    Cell::Figure(of.to_string())
}

type Rows = Vec<Vec<Cell>>;

fn headed(headings: &[&str]) -> Rows {
    vec![headings.iter().map(text).collect()]
}

fn tables(input: &Input, figures: &Figures, collections: &Collections) -> Vec<(&'static str, Rows)> {
    vec![
        ("aging.csv", aging(figures)),
        ("open_items.csv", open_items(&figures.book.items)),
        ("unapplied.csv", unapplied(figures)),
        ("past_due.csv", past_due(input, figures)),
        ("collections.csv", collections_table(collections)),
        ("movement.csv", movement(figures)),
        ("tie_out.csv", tie_out(figures)),
        ("rejected.csv", rejected(input)),
    ]
}

fn aging(figures: &Figures) -> Rows {
    let view = &figures.aging.by_currency;
    let mut headings: Vec<Cell> = ["group", "currency"].map(text).into();
    for bucket in view.totals.iter().take(1).flat_map(|row| &row.buckets) {
        headings.extend([text(format!("{} count", bucket.label)), text(format!("{} amount", bucket.label))]);
    }
    let sums = ["in_buckets", "credits", "unapplied", "on_account", "unidentified", "prepaid", "held", "deductions", "withholding"];
    headings.extend(sums.map(text));
    headings.extend(["disputed", "left_out", "total"].map(text));
    let mut rows = vec![headings];
    for row in &view.rows {
        let mut cells = vec![optional(row.group.first().and_then(|part| part.value.as_ref()).map(GroupValue::as_str)), text(row.currency)];
        cells.extend(row.buckets.iter().flat_map(|bucket| [figure(bucket.count), figure(bucket.amount)]));
        let sums = [
            &row.in_buckets,
            &row.credits,
            &row.unapplied,
            &row.on_account,
            &row.unidentified,
            &row.prepaid,
            &row.held,
            &row.deductions,
            &row.withholding,
            &row.disputed,
            &row.left_out,
            &row.total,
        ];
        cells.extend(sums.map(|sum| figure(sum.amount)));
        rows.push(cells);
    }
    rows
}

fn open_items(items: &[OpenItem]) -> Rows {
    let mut rows = headed(&[
        "id",
        "entity",
        "customer",
        "kind",
        "class",
        "currency",
        "original",
        "open",
        "disputed",
        "document_date",
        "effective",
        "due",
        "terms",
    ]);
    for item in items {
        let signed = |amount: Amount| figure(if item.side == Side::Debit { amount } else { amount.negated() });
        rows.push(vec![
            text(&item.id),
            text(&item.entity),
            optional(item.customer.as_ref()),
            text(item.kind.name()),
            text(item.control_class.name()),
            text(item.currency),
            signed(item.original),
            signed(item.open),
            signed(item.disputed),
            text(item.document_date),
            text(item.effective),
            optional(item.due),
            optional(item.terms.as_ref()),
        ]);
    }
    rows
}

fn unapplied(figures: &Figures) -> Rows {
    let mut headings: Vec<Cell> = ["currency", "class"].map(text).into();
    for bucket in figures.unused.totals.iter().take(1).flat_map(|row| &row.buckets) {
        headings.extend([text(format!("{} count", bucket.label)), text(format!("{} amount", bucket.label))]);
    }
    headings.extend(["count", "amount"].map(text));
    let mut rows = vec![headings];
    for row in &figures.unused.totals {
        let mut cells = vec![text(row.currency), text(row.kind.name())];
        cells.extend(row.buckets.iter().flat_map(|bucket| [figure(bucket.count), figure(bucket.amount)]));
        cells.extend([figure(row.total.count), figure(row.total.amount)]);
        rows.push(cells);
    }
    rows
}

fn past_due(input: &Input, figures: &Figures) -> Rows {
    let mut rows = headed(&["currency", "customer", "name", "items", "amount", "oldest_days"]);
    for line in &figures.past_due {
        let known = line.customer.as_ref().and_then(|customer| input.master.customer(customer, figures.as_of.date));
        rows.push(vec![
            text(line.currency),
            optional(line.customer.as_ref()),
            optional(known.and_then(|known| known.name.as_ref())),
            figure(line.items),
            figure(line.amount),
            figure(line.days),
        ]);
    }
    rows
}

fn collections_table(collections: &Collections) -> Rows {
    let mut rows = headed(&[
        "currency",
        "charges_count",
        "charges_amount",
        "promised_count",
        "promised_amount",
        "broken_count",
        "broken_amount",
        "kept_percent",
        "plans",
        "at_risk_count",
        "at_risk_amount",
        "write_off_count",
        "write_off_amount",
        "provision",
    ]);
    for line in &collections.lines {
        let sum = |of: Sum| [figure(of.count), figure(of.amount)];
        let charges = if collections.charged_by.is_empty() { [figure(""), figure("")] } else { sum(line.charges) };
        let mut cells = vec![text(line.currency)];
        cells.extend(charges.into_iter().chain(sum(line.promises_open)).chain(sum(line.promises_broken)));
        cells.extend([optional(line.kept_percent), figure(line.plans)]);
        cells.extend(sum(line.plans_at_risk).into_iter().chain(sum(line.write_offs)));
        cells.push(if collections.loss_rates.is_empty() { figure("") } else { figure(line.provision) });
        rows.push(cells);
    }
    rows
}

fn movement(figures: &Figures) -> Rows {
    let mut rows = headed(&["currency", "line", "net_of_money", "items_alone"]);
    for row in &figures.movement.by_currency.totals {
        let opening = ("opening reported", &row.net.opening_reported, &row.items.opening_reported);
        let lines = MOVEMENT.iter().map(|(label, of)| (*label, of(&row.net), of(&row.items)));
        for (label, net, items) in [opening].into_iter().chain(lines) {
            rows.push(vec![text(row.currency), text(label), figure(net.amount), figure(items.amount)]);
        }
    }
    rows
}

fn tie_out(figures: &Figures) -> Rows {
    let mut rows = headed(&[
        "entity",
        "currency",
        "buckets",
        "apart",
        "left_out",
        "open_debits",
        "open_credits",
        "unapplied",
        "on_account",
        "unidentified",
        "prepaid",
        "control_account",
        "difference",
    ]);
    for line in &figures.tie_out {
        let of = &line.aging;
        let mut cells = vec![text(&of.entity), text(of.currency)];
        let sums = [
            of.buckets,
            of.apart,
            of.left_out,
            of.open_debits,
            of.open_credits,
            of.unapplied,
            of.on_account,
            of.unidentified,
            of.prepaid,
            line.control_account,
            line.difference,
        ];
        cells.extend(sums.map(figure));
        rows.push(cells);
    }
    rows
}

fn rejected(input: &Input) -> Rows {
    let mut rows = headed(&["file", "line", "column", "value", "reason"]);
    for row in &input.rejected {
        rows.push(vec![text(&row.file), figure(row.line), text(&row.column), text(&row.value), text(&row.reason)]);
    }
    rows
}
