//! What a reader has to say about single rows: why one was rejected, and what else is worth a look.

use std::fmt;

use openitem::wire;

/// A row that cannot be read: where, what stood there, and why.
#[wire(hash)]
pub struct RejectedRow {
    /// The line of the file on which the row begins, from 1.
    pub line: i64,
    /// The column as the file names it, else its number; empty where the whole row is meant.
    #[wire(default)]
    pub column: String,
    /// What stood there, shortened, without control characters.
    #[wire(default)]
    pub value: String,
    /// Why it cannot be read.
    pub reason: String,
}

impl fmt::Display for RejectedRow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if !self.column.is_empty() {
            write!(f, ", column `{}`", self.column)?;
        }
        if !self.value.is_empty() {
            write!(f, ", value `{}`", self.value)?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Something about an accepted row that a person should know.
#[wire(hash)]
pub struct RowNote {
    /// The line of the file on which the row begins, from 1.
    pub line: i64,
    /// The rule, a stable name: `repeated_row`, `settled_before_issue`, `mixed_credit_signs`.
    pub rule: String,
    /// In English, for a person.
    pub text: String,
}

impl fmt::Display for RowNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.text)
    }
}

/// Why one cell cannot be read, before its line is known.
#[derive(Debug)]
pub(crate) struct Problem {
    pub(crate) column: String,
    pub(crate) value: String,
    pub(crate) reason: String,
}

impl Problem {
    pub(crate) fn new(column: &str, value: &str, reason: impl Into<String>) -> Self {
        Self { column: column.to_owned(), value: shorten(value), reason: reason.into() }
    }

    pub(crate) fn of_row(reason: impl Into<String>) -> Self {
        Self { column: String::new(), value: String::new(), reason: reason.into() }
    }

    pub(crate) fn at(self, line: i64) -> RejectedRow {
        RejectedRow { line, column: self.column, value: self.value, reason: self.reason }
    }
}

/// Text cut to what a message should show, control characters replaced.
pub(crate) fn shorten(text: &str) -> String {
    const MOST: usize = 60;
    let mut out: String = text.chars().take(MOST).map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}
