//! The rows of one CSV file, one after the other: header, lines, bounds, ids, counts. What a row means is the caller's.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use csv::ByteRecord;
use openitem::{ItemId, OpenItemError, ReferenceKind};

use crate::cell::{Money, Row};
use crate::encoding::{decode, unreadable};
use crate::mapping::{Column, ColumnName, Field, Section, invalid};
use crate::rejected::{Problem, shorten};
use crate::tally::{Counting, Rounded};
use crate::{DateFormat, Mapping, ReadTable, RejectedRow, RowNote};

/// No file of a ledger has more columns; one that has is not a table.
const MOST_COLUMNS: usize = 16_384;
/// How many rows are read between two looks at the watcher.
const ROWS_BETWEEN_LOOKS: u64 = 4096;

/// Called now and then with the bytes done and the bytes in all; false stops the reading.
pub(crate) type Watch<'a> = &'a mut dyn FnMut(u64, u64) -> bool;

/// A row on its way into the table.
pub(crate) struct Accepted<T> {
    pub(crate) row: T,
    pub(crate) id: ItemId,
    pub(crate) rounded: Rounded,
    pub(crate) notes: Vec<RowNote>,
}

/// A column of the mapping, found in the file.
pub(crate) struct Found {
    pub(crate) at: usize,
    /// As messages call it.
    pub(crate) name: String,
    pub(crate) column: Column,
    pub(crate) dates: Option<Vec<DateFormat>>,
}

/// Where in the file each field of a table stands.
pub(crate) struct Layout {
    pub(crate) fields: Vec<Option<Found>>,
    pub(crate) references: Vec<(ReferenceKind, Found)>,
    pub(crate) labels: Vec<(String, Found)>,
    header: Option<Vec<String>>,
}

/// Reads a whole file, row by row.
pub(crate) fn read_table<F: Field, T>(
    bytes: &[u8],
    section: &Section<F>,
    mapping: &Mapping,
    watch: Watch<'_>,
    mut read_row: impl FnMut(&Row<'_, F>, &Money) -> Result<Accepted<T>, Problem>,
) -> Result<ReadTable<T>, OpenItemError> {
    let what = section.table;
    let text = decode(bytes, section.format.encoding, what)?;
    let (text, skipped) = skip_lines(&text, section.format.skip_lines);
    if text.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
        return Err(unreadable(what, String::from(if bytes.is_empty() { "the file is empty" } else { "the file holds no rows" })));
    }
    let total = u64::try_from(text.len()).unwrap_or(u64::MAX);
    let mut records = Records::new(text, section.format.separator, section.format.quote, skipped);
    records.next_record(what)?;
    let layout = Layout::find(section, &records.record)?;
    let width = records.record.len();
    if section.format.header {
        records.next_record(what)?;
    }
    let mut collected = Collected::new(section.line_ids.is_some());
    let mut rows: u64 = 0;
    while !records.at_end {
        rows = rows.saturating_add(1);
        if rows.is_multiple_of(ROWS_BETWEEN_LOOKS) && !watch(records.start_of_record, total) {
            let steps = i64::try_from(rows).unwrap_or(i64::MAX);
            return Err(OpenItemError::Stopped { steps, why: format!("reading the {what} was cancelled") });
        }
        let row = Row { record: &records.record, line: records.line, layout: &layout, section };
        match structure_problem(&records, width, &row) {
            Some((problem, true)) => collected.reject(row.line, &row.money(mapping), problem),
            Some((problem, false)) => collected.reject(row.line, &Money::unreadable(), problem),
            None => {
                let money = row.money(mapping);
                match read_row(&row, &money).and_then(|accepted| collected.refuse_repeated_id(&row, accepted)) {
                    Ok(accepted) => collected.accept(&row, &money, accepted),
                    Err(problem) => collected.reject(row.line, &money, problem),
                }
            }
        }
        records.next_record(what)?;
    }
    watch(total, total);
    Ok(collected.finish())
}

/// What was made of the rows so far.
struct Collected<T> {
    rows: Vec<T>,
    rejected: Vec<RejectedRow>,
    notes: Vec<RowNote>,
    counting: Counting,
    ids_are_lines: bool,
    lines_of_ids: HashMap<ItemId, i64>,
    lines_of_rows: HashMap<(u64, u64), i64>,
}

impl<T> Collected<T> {
    fn new(ids_are_lines: bool) -> Self {
        Self {
            rows: Vec::new(),
            rejected: Vec::new(),
            notes: Vec::new(),
            counting: Counting::default(),
            ids_are_lines,
            lines_of_ids: HashMap::new(),
            lines_of_rows: HashMap::new(),
        }
    }

    fn refuse_repeated_id<F: Field>(&self, row: &Row<'_, F>, accepted: Accepted<T>) -> Result<Accepted<T>, Problem> {
        match self.lines_of_ids.get(&accepted.id) {
            None => Ok(accepted),
            Some(before) => {
                let reason = format!("the id of line {before} again");
                Err(Problem::new(row.layout.column_name(F::ID), accepted.id.as_str(), reason))
            }
        }
    }

    fn accept<F: Field>(&mut self, row: &Row<'_, F>, money: &Money, accepted: Accepted<T>) {
        if !self.counting.accept(money.currency, money.booked(), accepted.rounded) {
            return self.reject(row.line, money, Problem::of_row("the total of the file would not fit into 28 digits"));
        }
        if self.ids_are_lines {
            let line = *self.lines_of_rows.entry(digest(row.record)).or_insert(row.line);
            if line != row.line {
                let text = format!("the same row as line {line}, in every column; both are kept");
                self.notes.push(RowNote::new(row.line, "repeated_row", text));
            }
        } else {
            self.lines_of_ids.insert(accepted.id, row.line);
        }
        self.notes.extend(accepted.notes);
        self.rows.push(accepted.row);
    }

    fn reject(&mut self, line: i64, money: &Money, problem: Problem) {
        self.counting.reject(money.currency, money.counted());
        self.rejected.push(problem.at(line));
    }

    fn finish(self) -> ReadTable<T> {
        let (tally, rounding) = self.counting.finish();
        ReadTable { rows: self.rows, rejected: self.rejected, tally, rounding, notes: self.notes }
    }
}

/// What is wrong with a row as a whole, and whether its amount can be trusted all the same.
fn structure_problem<F: Field>(records: &Records<'_>, width: usize, row: &Row<'_, F>) -> Option<(Problem, bool)> {
    if records.ends_within_quotes() {
        let reason = "a quote is opened in this row and never closed: all the rest of the file is in it";
        return Some((Problem::of_row(reason), false));
    }
    let found = records.record.len();
    let most = row.section.format.max_field_bytes;
    if let Some((at, field)) = records.record.iter().enumerate().find(|(_, field)| field.len() > most) {
        let start = field.get(..256).unwrap_or(field);
        let reason = format!("{} bytes in one field: at most {most} are read", field.len());
        return Some((Problem::new(&row.layout.name_at(at), &String::from_utf8_lossy(start), reason), found == width));
    }
    if found != width {
        let start = records.record.get(0).unwrap_or_default();
        let start = String::from_utf8_lossy(start.get(..256).unwrap_or(start)).into_owned();
        let problem =
            Problem { column: String::new(), value: shorten(&start), reason: format!("{found} fields in the row, expected {width}") };
        return Some((problem, false));
    }
    None
}

/// Two hashes of all fields: rows are called the same where both agree.
fn digest(record: &ByteRecord) -> (u64, u64) {
    let hash = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        salt.hash(&mut hasher);
        for field in record {
            field.hash(&mut hasher);
        }
        hasher.finish()
    };
    (hash(1), hash(2))
}

/// The text from the line after `count` lines on, and how many lines were skipped.
fn skip_lines(text: &[u8], count: usize) -> (&[u8], i64) {
    let mut rest = text;
    let mut skipped: i64 = 0;
    for _ in 0..count {
        let Some(at) = rest.iter().position(|byte| *byte == b'\n') else { return (&[], skipped) };
        rest = rest.get(at.saturating_add(1)..).unwrap_or_default();
        skipped = skipped.saturating_add(1);
    }
    (rest, skipped)
}

/// The records of a text, with the line on which each begins.
struct Records<'a> {
    text: &'a [u8],
    quote: Option<u8>,
    separator: u8,
    reader: csv::Reader<&'a [u8]>,
    record: ByteRecord,
    at_end: bool,
    line: i64,
    start_of_record: u64,
    /// Up to where line ends were counted.
    counted: usize,
}

impl<'a> Records<'a> {
    fn new(text: &'a [u8], separator: u8, quote: Option<u8>, skipped: i64) -> Self {
        let mut builder = csv::ReaderBuilder::new();
        builder.delimiter(separator).has_headers(false).flexible(true).quoting(quote.is_some());
        if let Some(quote) = quote {
            builder.quote(quote);
        }
        Self {
            text,
            quote,
            separator,
            reader: builder.from_reader(text),
            record: ByteRecord::new(),
            at_end: false,
            line: skipped.saturating_add(1),
            start_of_record: 0,
            counted: 0,
        }
    }

    /// Reads on, to the next record or the end.
    fn next_record(&mut self, what: &str) -> Result<(), OpenItemError> {
        let position = usize::try_from(self.reader.position().byte()).unwrap_or(usize::MAX);
        let more = self.reader.read_byte_record(&mut self.record).map_err(|error| unreadable(what, error.to_string()))?;
        self.at_end = !more;
        let rest = self.text.get(position..).unwrap_or_default();
        let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = position.saturating_add(blank);
        let passed = self.text.get(self.counted..start).unwrap_or_default();
        let after = passed.iter().skip(1).map(Some).chain([None]);
        let ends = passed.iter().zip(after).filter(|(byte, next)| **byte == b'\n' || (**byte == b'\r' && *next != Some(&b'\n')));
        self.line = self.line.saturating_add(i64::try_from(ends.count()).unwrap_or(i64::MAX));
        self.counted = start;
        self.start_of_record = u64::try_from(start).unwrap_or(u64::MAX);
        Ok(())
    }

    /// Whether the text ends in this record, within a quoted field. The csv crate takes that as the end of the field.
    fn ends_within_quotes(&self) -> bool {
        let Some(quote) = self.quote else { return false };
        if usize::try_from(self.reader.position().byte()).unwrap_or(0) < self.text.len() {
            return false;
        }
        let start = usize::try_from(self.start_of_record).unwrap_or(usize::MAX);
        let (mut quoted, mut at_start) = (false, true);
        let mut bytes = self.text.get(start..).unwrap_or_default().iter().peekable();
        while let Some(byte) = bytes.next() {
            if quoted {
                if *byte == quote && bytes.next_if(|next| **next == quote).is_none() {
                    quoted = false;
                }
            } else if *byte == quote && at_start {
                quoted = true;
            }
            at_start = !quoted && (*byte == self.separator || matches!(*byte, b'\n' | b'\r'));
        }
        quoted
    }
}

impl Layout {
    fn find<F: Field>(section: &Section<F>, first: &ByteRecord) -> Result<Self, OpenItemError> {
        if first.len() > MOST_COLUMNS {
            return Err(unreadable(section.table, format!("{} columns: at most {MOST_COLUMNS} are read", first.len())));
        }
        let names: Vec<String> = first.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect();
        let header = section.format.header.then_some(names);
        let place = |key: String, column: &Column| -> Result<Found, OpenItemError> {
            let at = match &column.name {
                ColumnName::Numbered(number) if *number <= first.len() => number.saturating_sub(1),
                ColumnName::Numbered(number) => {
                    return Err(invalid(&key, format!("no column {number}: the file has {} columns", first.len())));
                }
                ColumnName::Named(name) => find_name(&key, name, header.as_deref().unwrap_or_default())?,
            };
            let dates = column.dates.as_ref().map(|patterns| patterns.iter().filter_map(|pattern| pattern.parse().ok()).collect());
            Ok(Found { at, name: header_name(header.as_deref(), at), column: column.clone(), dates })
        };
        let mut fields: Vec<Option<Found>> = Vec::new();
        for (field, column) in &section.columns {
            let found = place(format!("{}.columns.{}", section.table, field.name()), column)?;
            if fields.len() <= field.place() {
                fields.resize_with(field.place().saturating_add(1), || None);
            }
            if let Some(slot) = fields.get_mut(field.place()) {
                *slot = Some(found);
            }
        }
        let mut references = Vec::new();
        for (kind, column) in &section.references {
            references.push((*kind, place(format!("{}.references.{kind}", section.table), column)?));
        }
        let mut labels = Vec::new();
        for (name, column) in &section.labels {
            labels.push((name.clone(), place(format!("{}.labels.{name}", section.table), column)?));
        }
        Ok(Self { fields, references, labels, header })
    }

    /// How messages call the column of a field.
    pub(crate) fn column_name<F: Field>(&self, field: F) -> &str {
        self.fields.get(field.place()).and_then(Option::as_ref).map_or(field.name(), |found| found.name.as_str())
    }

    fn name_at(&self, at: usize) -> String {
        header_name(self.header.as_deref(), at)
    }
}

fn header_name(header: Option<&[String]>, at: usize) -> String {
    let named = header.and_then(|names| names.get(at)).filter(|name| !name.is_empty());
    named.map_or_else(|| at.saturating_add(1).to_string(), |name| shorten(name))
}

fn find_name(key: &str, name: &str, header: &[String]) -> Result<usize, OpenItemError> {
    let mut places = header.iter().enumerate().filter(|(_, found)| found.as_str() == name.trim()).map(|(at, _)| at);
    if let Some(at) = places.next() {
        return match places.next() {
            None => Ok(at),
            Some(again) => {
                let (first, second) = (at.saturating_add(1), again.saturating_add(1));
                Err(invalid(
                    key,
                    format!("the header has `{name}` twice, as columns {first} and {second}: give the number of the one meant"),
                ))
            }
        };
    }
    let nearest = header.iter().filter(|found| !found.is_empty()).min_by_key(|found| distance(name, found));
    let nearest = nearest.filter(|found| distance(name, found) <= name.chars().count().div_ceil(2));
    let nearest = nearest.map(|found| format!("; the nearest is `{}`", shorten(found))).unwrap_or_default();
    let mut found: Vec<String> = header.iter().take(40).map(|name| format!("`{}`", shorten(name))).collect();
    if header.len() > 40 {
        found.push(format!("and {} more", header.len().saturating_sub(40)));
    }
    let other =
        header.first().filter(|_| header.len() == 1).and_then(|only| [';', ',', '\t', '|'].into_iter().find(|sign| only.contains(*sign)));
    let hint = other.map(|sign| format!(": one column only; where `{}` parts them, say so: [format] separator", sign.escape_default()));
    Err(invalid(key, format!("no column `{name}` in the header{nearest}; found {}{}", found.join(", "), hint.unwrap_or_default())))
}

/// How many letters are to be changed, added or left out to make one name of the other, whatever their case.
fn distance(left: &str, right: &str) -> usize {
    const MOST: usize = 64;
    let letters = |text: &str| text.chars().take(MOST).flat_map(char::to_lowercase).collect::<Vec<_>>();
    let (left, right) = (letters(left), letters(right));
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, letter) in left.iter().enumerate() {
        let mut diagonal = at;
        let mut before = at.saturating_add(1);
        let mut next = vec![before];
        for (other, above) in right.iter().zip(row.iter().skip(1)) {
            let changed = diagonal.saturating_add(usize::from(letter != other));
            before = changed.min(above.saturating_add(1)).min(before.saturating_add(1));
            diagonal = *above;
            next.push(before);
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}
