//! Other people's text, made harmless: for the terminal, and for spreadsheets.

/// The text without control characters and without what turns the direction of writing: neither moves a cursor, rings a
/// bell, or makes one name look like another.
pub(super) fn plain(text: &str) -> String {
    let is_hidden = |letter: char| matches!(letter, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    text.chars().filter(|letter| !letter.is_control() && !is_hidden(*letter)).collect()
}

/// The same, line by line.
pub(super) fn plain_lines(text: &str) -> String {
    text.lines().map(|line| plain(line) + "\n").collect()
}

/// A text cell that no spreadsheet takes for a formula: an apostrophe goes before `=`, `+`, `-`, `@`, tab and line ends, also
/// in their full-width forms, and where blanks stand before them.
pub(super) fn harmless(text: &str) -> String {
    let starts = |letter: char| matches!(letter, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠');
    let dangerous = text.starts_with(starts) || text.trim_start().starts_with(starts);
    if dangerous { format!("'{text}") } else { text.to_owned() }
}

/// The text in at most so many letters, cut with an ellipsis.
pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}
