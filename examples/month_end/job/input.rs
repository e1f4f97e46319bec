//! What goes into the report: files read through their mapping, each row accepted or rejected and none lost.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::NaiveDate;
use openitem::{Amount, AsOf, Book, Currency, CustomerId, Entry, EntryKind, ItemId, MasterData, Refusal, Source, replay};
use openitem_formats::{
    ApplicationRow, CurrencyTally, Import, ItemRow, ReadTable, ReceiptRow, application_entries, customers, item_customers, item_entries,
    read_applications_watched, read_items_watched, read_receipts_watched, receipt_entries,
};

use super::arguments::Arguments;
use super::reading::{Names, Reader, read_mapping};
use super::{Failure, USAGE};

/// How often rows are judged again after some were rejected: what hung on those is mostly judged in the same round.
const MOST_ROUNDS: usize = 64;

/// What goes into the report.
pub(super) struct Input {
    /// What it is called on top of the report.
    pub(super) title: String,
    /// The entries of all accepted rows.
    pub(super) entries: Vec<Entry>,
    /// Entities and customers.
    pub(super) master: MasterData,
    /// Every file with its rows and amounts; none for the sample.
    pub(super) files: Vec<File>,
    /// The rows of all files.
    pub(super) read: i64,
    /// Every row rejected, by file, then by line.
    pub(super) rejected: Vec<RejectedRow>,
    /// What else a person should know.
    notes: Vec<(String, String)>,
}

/// A row that is not in the report.
pub(super) struct RejectedRow {
    /// Its file.
    pub(super) file: String,
    /// The line on which it begins.
    pub(super) line: i64,
    /// The column; empty where the whole row is meant.
    pub(super) column: String,
    /// What stood there; the id where the row could be read and cannot stand.
    pub(super) value: String,
    /// Why.
    pub(super) reason: String,
}

/// What the rows of a file are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Holds {
    Items,
    Receipts,
    Applications,
}

/// The rows and amounts of one file: read = accepted + rejected.
pub(super) struct File {
    /// What its rows are.
    pub(super) holds: Holds,
    /// Its name.
    pub(super) name: String,
    /// The rows read.
    pub(super) read: i64,
    /// The rows accepted.
    pub(super) accepted: i64,
    /// The rows rejected.
    pub(super) rejected: i64,
    /// The rejected rows of which no amount could be read.
    pub(super) rejected_without_amount: i64,
    /// The amounts by currency.
    pub(super) amounts: Vec<CurrencyTally>,
    /// What rounding changed, told in words.
    pub(super) rounding: Vec<String>,
    /// Whether its sums hold credits above zero.
    credits_are_positive: bool,
    /// The amount of each accepted row by its line, with the sign of the file's sums.
    rows: BTreeMap<i64, RowFacts>,
}

/// Where the accepted rows of a file went in a view: together they are all of them.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Standing {
    /// Rows of which something is open; of applications, those that were made by then.
    pub(super) open: i64,
    /// Rows settled or used up by then.
    pub(super) settled: i64,
    /// Rows dated after the report, or recorded after the moment of `--known`.
    pub(super) later: i64,
    /// Rows whose amount is zero.
    pub(super) nothing: i64,
    /// Rows that cannot stand in this view.
    pub(super) refused: i64,
}

struct RowFacts {
    id: String,
    currency: Option<Currency>,
    amount: Amount,
    is_credit: bool,
}

impl Input {
    /// Entries that were never in a file.
    pub(super) fn sample(entries: Vec<Entry>, master: MasterData) -> Self {
        let title = String::from("sample data");
        Self { title, entries, master, files: Vec::new(), read: 0, rejected: Vec::new(), notes: Vec::new() }
    }

    /// Reads the files of the arguments.
    pub(super) fn read(items: &Path, arguments: &Arguments, cancelled: &AtomicBool, shows_progress: bool) -> Result<Self, Failure> {
        let mapping = match &arguments.mapping {
            Some(path) => read_mapping(path)?,
            None => return Err(Failure::new(USAGE, "--items needs --mapping")),
        };
        let reader = Reader { mapping: &mapping, cancelled, shows_progress };
        let mut input = Self::sample(Vec::new(), MasterData::new());
        let table = reader.read(items, read_items_watched)?;
        let names = Names::of(Some(items), arguments);
        input.title.clone_from(&names.items);
        input.entries = item_entries(&table.rows, &Import::new(&names.items));
        input.master.customers = customers(&table.rows);
        let customer_of = item_customers(&table.rows);
        input.take(Holds::Items, &names.items, table, |row: &ItemRow| RowFacts {
            id: row.id.to_string(),
            currency: Some(row.currency),
            amount: row.amount,
            is_credit: row.kind.is_credit(),
        });
        if let Some(path) = &arguments.receipts {
            input.take_receipts(&reader, path, &names.receipts)?;
        }
        if let Some(path) = &arguments.applications {
            let table = reader.read(path, read_applications_watched)?;
            input.entries.extend(applications(&table.rows, &customer_of, &names.applications));
            input.take(Holds::Applications, &names.applications, table, |row: &ApplicationRow| RowFacts {
                id: row.id.to_string(),
                currency: row.currency,
                amount: row.amount,
                is_credit: false,
            });
        }
        input.judge(cancelled)?;
        Ok(input)
    }

    /// The same with the receipts of a file beside what is there.
    pub(super) fn with_receipts(
        mut self,
        receipts: &Path,
        arguments: &Arguments,
        cancelled: &AtomicBool,
        shows_progress: bool,
    ) -> Result<Self, Failure> {
        let mapping = match &arguments.mapping {
            Some(path) => read_mapping(path)?,
            None => return Err(Failure::new(USAGE, "--receipts needs --mapping")),
        };
        let reader = Reader { mapping: &mapping, cancelled, shows_progress };
        self.take_receipts(&reader, receipts, &Names::of(None, arguments).receipts)?;
        self.judge(cancelled)?;
        Ok(self)
    }

    fn take_receipts(&mut self, reader: &Reader<'_>, path: &Path, name: &str) -> Result<(), Failure> {
        let table = reader.read(path, read_receipts_watched)?;
        self.entries.extend(receipt_entries(&table.rows, &Import::new(name)));
        self.take(Holds::Receipts, name, table, |row: &ReceiptRow| RowFacts {
            id: row.id.to_string(),
            currency: Some(row.currency),
            amount: row.amount,
            is_credit: false,
        });
        Ok(())
    }

    /// The notes, those on rows that stand twice first.
    pub(super) fn notes_by_weight(&self) -> Vec<String> {
        let mut notes: Vec<_> = self.notes.iter().map(|(rule, text)| (rule != "repeated_row", text.clone())).collect();
        notes.sort_by_key(|(later, _)| *later);
        notes.into_iter().map(|(_, text)| text).collect()
    }

    /// Where the accepted rows of a file went in this view.
    pub(super) fn standing(&self, file: &File, view: &AsOf, book: &Book, refused: &[Refusal]) -> Standing {
        let open: BTreeSet<&str> = book
            .items
            .iter()
            .flat_map(|item| [Some(item.id.as_str()), item.receipt.as_ref().map(|receipt| receipt.as_str())])
            .flatten()
            .collect();
        let refused: BTreeSet<&str> = refused.iter().map(|refusal| refusal.entry.as_str()).collect();
        // The first entry of a row is the row itself; its settlement comes after.
        let mut first: BTreeMap<i64, &Entry> = BTreeMap::new();
        for entry in &self.entries {
            if let Some(Source::File { name, line }) = &entry.source
                && *name == file.name
            {
                first.entry(*line).or_insert(entry);
            }
        }
        let mut standing = Standing::default();
        for (line, row) in &file.rows {
            let entry = first.get(line);
            let is_later = |entry: &&&Entry| entry.effective > view.date || view.known.is_some_and(|known| entry.recorded > known);
            let place = if row.amount.is_zero() {
                &mut standing.nothing
            } else if entry.filter(is_later).is_some() {
                &mut standing.later
            } else if entry.is_some_and(|entry| refused.contains(entry.id.as_str())) {
                &mut standing.refused
            } else if file.holds == Holds::Applications || open.contains(row.id.as_str()) {
                &mut standing.open
            } else {
                &mut standing.settled
            };
            *place += 1;
        }
        standing
    }

    fn take<T: HasLine>(&mut self, holds: Holds, name: &str, table: impl Into<ReadTable<T>>, facts: impl Fn(&T) -> RowFacts) {
        let table = table.into();
        self.read += table.tally.read;
        let rounding = table.rounding.iter().map(|of| {
            let (rows, currency, difference) = (of.rows, of.currency, of.difference);
            let rows = if rows == 1 { String::from("1 row") } else { format!("{rows} rows") };
            format!("{rows} with amounts finer than {currency} allows: rounded, {difference} in all")
        });
        let rounding = rounding.collect();
        self.rejected.extend(table.rejected.into_iter().map(|row| RejectedRow {
            file: name.to_owned(),
            line: row.line,
            column: row.column,
            value: row.value,
            reason: row.reason,
        }));
        self.notes.extend(table.notes.into_iter().map(|note| (note.rule.clone(), format!("{name}, {note}"))));
        let rows = table.rows.iter().map(|row| (row.line(), facts(row))).collect();
        self.files.push(File {
            holds,
            name: name.to_owned(),
            read: table.tally.read,
            accepted: table.tally.accepted,
            rejected: table.tally.rejected,
            rejected_without_amount: table.tally.rejected_without_amount,
            credits_are_positive: credits_are_positive(&rows, &table.tally.amounts),
            amounts: table.tally.amounts,
            rounding,
            rows,
        });
    }

    /// Rejects the rows whose entries cannot stand, whatever the date of the report: an application that takes more than is
    /// there, an id that two files use. All entries of such a row go, and what hangs on them is judged anew.
    fn judge(&mut self, cancelled: &AtomicBool) -> Result<(), Failure> {
        let whole = AsOf::new(NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default());
        for _ in 0..MOST_ROUNDS {
            if cancelled.load(Ordering::SeqCst) {
                return Err(Failure::cancelled());
            }
            let refused = replay(&self.entries, &whole).refused;
            if refused.is_empty() {
                break;
            }
            let mut why: BTreeMap<&str, &Refusal> = BTreeMap::new();
            for refusal in &refused {
                why.entry(refusal.entry.as_str()).or_insert(refusal);
            }
            let mut gone: BTreeMap<(String, i64), String> = BTreeMap::new();
            for entry in &self.entries {
                if let (Some(refusal), Some(place)) = (why.get(entry.id.as_str()), place(entry)) {
                    gone.entry(place).or_insert_with(|| reason(entry, refusal));
                }
            }
            if gone.is_empty() {
                break;
            }
            self.entries.retain(|entry| place(entry).is_none_or(|place| !gone.contains_key(&place)));
            for ((file, line), reason) in gone {
                self.reject(&file, line, reason);
            }
        }
        let order: BTreeMap<String, usize> = self.files.iter().enumerate().map(|(at, file)| (file.name.clone(), at)).collect();
        self.rejected.sort_by_key(|rejected| (order.get(&rejected.file).copied(), rejected.line));
        Ok(())
    }

    fn reject(&mut self, name: &str, line: i64, reason: String) {
        let Some(file) = self.files.iter_mut().find(|file| file.name == name) else { return };
        let Some(facts) = file.rows.remove(&line) else { return };
        file.accepted -= 1;
        file.rejected += 1;
        let amount = if facts.is_credit && !file.credits_are_positive { facts.amount.negated() } else { facts.amount };
        match file.amounts.iter_mut().find(|sums| sums.currency == facts.currency) {
            Some(sums) => {
                if let (Some(accepted), Some(rejected)) = (sums.accepted.checked_sub(amount), sums.rejected.checked_add(amount)) {
                    (sums.accepted, sums.rejected) = (accepted, rejected);
                }
            }
            None => file.rejected_without_amount += 1,
        }
        self.rejected.push(RejectedRow { file: name.to_owned(), line, column: String::new(), value: facts.id, reason });
    }
}

/// Whether a file writes credits above zero: then its sums hold them so.
fn credits_are_positive(rows: &BTreeMap<i64, RowFacts>, amounts: &[CurrencyTally]) -> bool {
    let mut of_currency: BTreeMap<Option<Currency>, (bool, Option<Amount>)> = BTreeMap::new();
    for row in rows.values() {
        let (has_credit, sum) = of_currency.entry(row.currency).or_insert((false, Some(Amount::ZERO)));
        *has_credit |= row.is_credit && row.amount.is_positive();
        *sum = sum.and_then(|sum| sum.checked_add(row.amount));
    }
    amounts.iter().any(|sums| of_currency.get(&sums.currency) == Some(&(true, Some(sums.accepted))))
}

/// Why an entry cannot stand, in the words of its file: there what pays is the source, and only what is paid an item.
fn reason(entry: &Entry, refusal: &Refusal) -> String {
    if let EntryKind::Application { application } = &entry.kind
        && refusal.rule == "unknown_name"
    {
        let source = &application.paid_from;
        return refusal.text.replacen(&format!("names item `{source}`"), &format!("names source `{source}`"), 1);
    }
    refusal.text.clone()
}

/// The file and the line that an entry came from.
fn place(entry: &Entry) -> Option<(String, i64)> {
    match &entry.source {
        Some(Source::File { name, line }) => Some((name.clone(), *line)),
        _ => None,
    }
}

fn applications(rows: &[ApplicationRow], customer_of: &BTreeMap<ItemId, CustomerId>, name: &str) -> Vec<Entry> {
    application_entries(rows, customer_of, &Import::new(name))
}

/// What stands on a line of a file.
trait HasLine {
    fn line(&self) -> i64;
}

impl HasLine for ItemRow {
    fn line(&self) -> i64 {
        self.line
    }
}

impl HasLine for ReceiptRow {
    fn line(&self) -> i64 {
        self.line
    }
}

impl HasLine for ApplicationRow {
    fn line(&self) -> i64 {
        self.line
    }
}
