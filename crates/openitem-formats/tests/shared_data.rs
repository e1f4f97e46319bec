//! Other people's files, read through the mappings of examples/mappings. The files are not part of the project: where they
//! are not at hand the tests say so and pass by, under CI they must be there.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use openitem::{Amount, AsOf, Entry, replay};
use openitem_formats::{Import, ItemRow, Mapping, ReadItems, item_entries, read_items};

fn project() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn mapping(name: &str) -> Mapping {
    let text = std::fs::read_to_string(project().join("examples/mappings").join(format!("{name}.toml"))).unwrap();
    Mapping::parse(&text).unwrap()
}

fn data(path: &str) -> Option<Vec<u8>> {
    let folder = std::env::var_os("OPENITEM_DATA").map_or_else(|| project().join("../shared/data"), PathBuf::from);
    match std::fs::read(folder.join(path)) {
        Ok(bytes) => Some(bytes),
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => panic!("{path}: {error}"),
        Err(_) => {
            println!("passed by: {path} is not in the data folder (set OPENITEM_DATA)");
            None
        }
    }
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// What is open of a row on a date, read off the row itself.
fn open(row: &ItemRow, as_of: NaiveDate) -> Amount {
    let settled =
        row.settlement.as_ref().filter(|settlement| settlement.date <= as_of).map_or(Amount::ZERO, |settlement| settlement.amount);
    if row.posting_date > as_of { Amount::ZERO } else { row.amount.checked_sub(settled).unwrap() }
}

/// Count and sum of what is open and so many days past due.
fn bucket(rows: &[ItemRow], as_of: &str, days: impl Fn(i64) -> bool) -> String {
    let as_of = date(as_of);
    let within = rows.iter().filter(|row| days((as_of - row.due.unwrap()).num_days())).map(|row| open(row, as_of));
    let amounts: Vec<_> = within.filter(|open| !open.is_zero()).collect();
    format!("{} / {}", amounts.len(), Amount::checked_sum(amounts.iter().copied()).unwrap())
}

fn accepted(read: &ReadItems) -> Vec<String> {
    read.tally.amounts.iter().map(|sums| format!("{} {}", sums.currency.unwrap(), sums.accepted)).collect()
}

/// Count and sum of what the book has open on a date, every entry standing.
fn book(entries: &[Entry], as_of: &str) -> String {
    let replay = replay(entries, &AsOf::new(date(as_of)));
    assert_eq!(replay.refused, []);
    let sum = Amount::checked_sum(replay.book.items.iter().map(|item| item.open)).unwrap();
    format!("{} / {sum}", replay.book.items.len())
}

#[test]
fn the_ibm_sample_ages_as_its_source_says() {
    let Some(bytes) = data("ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv") else { return };
    let read = read_items(&bytes, &mapping("ibm_ar")).unwrap();
    assert_eq!((read.tally.read, read.tally.accepted, read.rejected.len()), (2466, 2466, 0));
    assert_eq!(accepted(&read), ["USD 147703.18"]);
    assert_eq!(read.rows.iter().filter(|row| row.disputed.is_some()).count(), 561);
    for (as_of, current, late) in [
        ("2012-12-31", "86 / 4936.32", "13 / 788.74"),
        ("2013-06-30", "72 / 4284.29", "12 / 835.56"),
        ("2013-12-31", "3 / 206.25", "10 / 555.65"),
    ] {
        assert_eq!(bucket(&read.rows, as_of, |days| days <= 0), current, "{as_of}");
        assert_eq!(bucket(&read.rows, as_of, |days| (1..=30).contains(&days)), late, "{as_of}");
    }
    let entries = item_entries(&read.rows, &Import::new("items.csv"));
    assert_eq!(book(&entries, "2012-12-31"), "99 / 5725.06");
    assert_eq!(entries.len(), 3 * 2466 + 561);
}

#[test]
fn the_raw_sample_loses_no_row_and_no_cent() {
    let Some(bytes) = data("open_items/raw_sample_a.csv") else { return };
    let read = read_items(&bytes, &mapping("raw_sample_a")).unwrap();
    assert_eq!((read.tally.read, read.tally.accepted, read.rejected.len()), (9700, 9700, 0));
    assert_eq!(accepted(&read), ["CAD 44471009.08", "USD 275113716.83"]);
    assert!(read.rounding.is_empty());
    assert_eq!(read.rows[0].id.as_str(), "1930571429");
    for (days, expected) in [(-999..=0, "2827 / 93317214.81"), (1..=30, "2124 / 68967525.53"), (31..=60, "7 / 169745.9")] {
        assert_eq!(bucket(&read.rows, "2020-03-31", |late| days.contains(&late)), expected);
    }
}

#[test]
fn the_cassandra_file_is_open_by_its_outstanding_column() {
    let Some(bytes) = data("cassandra/trainData.csv") else { return };
    let read = read_items(&bytes, &mapping("cassandra")).unwrap();
    assert_eq!((read.tally.read, read.tally.accepted, read.rejected.len()), (8753, 8753, 0));
    assert_eq!(read.tally.amounts[0].accepted, amount("20314878.65"));
    assert_eq!(bucket(&read.rows, "2017-12-31", |_| true), "634 / 739976.92");
    let repeated: Vec<_> = read.notes.iter().filter(|note| note.rule == "repeated_row").collect();
    assert_eq!(repeated.len(), 1);
    let lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
    let line = |line: i64| lines[usize::try_from(line).unwrap() - 1];
    let first: i64 = repeated[0].text.split(|letter: char| !letter.is_ascii_digit()).find_map(|word| word.parse().ok()).unwrap();
    assert_eq!(line(repeated[0].line), line(first));
    assert_eq!(read.notes.iter().filter(|note| note.rule == "settled_before_issue").count(), 9);
    assert_eq!(read.rows[8752].id.as_str(), "line-8754");
    let entries = item_entries(&read.rows, &Import::new("items.csv"));
    assert_eq!(book(&entries, "2017-12-31"), "634 / 739976.92");
}
