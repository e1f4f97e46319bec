//! A table of text: columns as wide as what they hold.

/// A table on its way to the terminal.
pub(super) struct Table {
    rows: Vec<Vec<String>>,
    /// How many columns, from the first, are aligned to the left; the others hold figures.
    left: usize,
}

impl Table {
    /// A table with these headings, the first `left` columns aligned to the left.
    pub(super) fn new(headings: Vec<String>, left: usize) -> Self {
        Self { rows: vec![headings], left }
    }

    /// One more row.
    pub(super) fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells);
    }

    /// The lines, two blanks between the columns.
    pub(super) fn lines(&self) -> Vec<String> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| self.rows.iter().filter_map(|row| row.get(column)).map(|cell| width(cell)).max().unwrap_or(0);
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |row: &Vec<String>| {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| pad(cell, *width, column < self.left));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
        };
        self.rows.iter().map(line).collect()
    }
}

/// How many places the text takes.
fn width(text: &str) -> usize {
    text.chars().count()
}

fn pad(text: &str, to: usize, left: bool) -> String {
    let blanks = " ".repeat(to.saturating_sub(width(text)));
    if left { format!("{text}{blanks}") } else { format!("{blanks}{text}") }
}

/// Two blocks side by side.
pub(super) fn beside(left: &[String], right: &[String], gap: usize) -> Vec<String> {
    let to = left.iter().map(|line| width(line)).max().unwrap_or(0) + gap;
    let nothing = String::new();
    (0..left.len().max(right.len()))
        .map(|at| {
            let (left, right) = (left.get(at).unwrap_or(&nothing), right.get(at).unwrap_or(&nothing));
            format!("{}{right}", pad(left, to, true)).trim_end().to_owned()
        })
        .collect()
}
