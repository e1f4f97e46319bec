//! The sample data: six months of two invented companies, committed beside this program.

use chrono::NaiveDate;
use openitem::facade::stored;
use openitem::{Entry, MasterData};

use super::input::Input;
use super::{Failure, UNREADABLE};

const ENTRIES: &str = include_str!("../../data/sample_entries.jsonl");
const MASTER: &str = include_str!("../../data/sample_master.json");

/// The date of its report.
pub(super) const AS_OF: NaiveDate = NaiveDate::from_ymd_opt(2026, 6, 30).expect("a date");

/// The entries, one a line, and the master data.
pub(super) fn input() -> Result<Input, Failure> {
    let broken = |what: &str, error: openitem::OpenItemError| Failure::new(UNREADABLE, format!("{what}: {error}"));
    let mut entries: Vec<Entry> = Vec::new();
    for (at, line) in ENTRIES.lines().enumerate() {
        entries.push(stored::read(line).map_err(|error| broken(&format!("sample_entries.jsonl, line {}", at + 1), error))?);
    }
    let master: MasterData = stored::read(MASTER).map_err(|error| broken("sample_master.json", error))?;
    Ok(Input::sample(entries, master))
}
