//! Where in a document something is wrong: a path, which every reader further out lengthens.

use std::fmt;

const BEFORE: &str = "at `";
const AFTER: &str = "`: ";

/// What is wrong with a value on its way in or out, and where in it.
#[doc(hidden)]
#[derive(Debug)]
pub struct WireError(Box<Place>);

#[derive(Debug)]
struct Place {
    path: String,
    problem: String,
}

impl WireError {
    /// A problem of the value itself.
    pub(crate) fn new(problem: impl Into<String>) -> Self {
        Self(Box::new(Place { path: String::new(), problem: problem.into() }))
    }

    /// The same as a problem of what stands at a place.
    pub(crate) fn at(mut self, place: &str) -> Self {
        self.0.path = join(place, &self.0.path);
        self
    }

    /// The path and the problem.
    pub(crate) fn into_parts(self) -> (String, String) {
        (self.0.path, self.0.problem)
    }
}

/// The message with its path in front: readable as it is, by whichever reader it comes out of.
impl fmt::Display for WireError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.path.is_empty() {
            return f.write_str(&self.0.problem);
        }
        write!(f, "{BEFORE}{}{AFTER}{}", self.0.path.replace('`', "'"), self.0.problem)
    }
}

/// The path in front of a message, and the message.
#[must_use]
pub fn split_location(message: &str) -> (&str, &str) {
    message.strip_prefix(BEFORE).and_then(|rest| rest.split_once(AFTER)).unwrap_or(("", message))
}

/// `a` and `b[0]` are `a.b[0]`; `a` and `[0]` are `a[0]`.
#[must_use]
pub fn join(outer: &str, inner: &str) -> String {
    let (outer, inner) = (if outer == "." { "" } else { outer }, if inner == "." { "" } else { inner });
    match (outer, inner) {
        ("", inner) => inner.to_owned(),
        (outer, "") => outer.to_owned(),
        (outer, inner) if inner.starts_with('[') => format!("{outer}{inner}"),
        (outer, inner) => format!("{outer}.{inner}"),
    }
}

/// Text cut to what an error message should show.
pub(crate) fn shorten(text: &str) -> String {
    cut(text, 60)
}

/// A path out of a text that nobody has judged, cut to what an error message should show.
pub(crate) fn shorten_path(path: &str) -> String {
    cut(path, 300)
}

fn cut(text: &str, most: usize) -> String {
    let clean = |text: &str| text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect::<String>();
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", clean(text.get(..at).unwrap_or_default())),
        None => clean(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_grows_from_the_inside() {
        let error = WireError::new("wrong").at("net").at("[3]").at("lines");
        assert_eq!(split_location(&error.to_string()), ("lines[3].net", "wrong"));
        assert_eq!(error.into_parts(), (String::from("lines[3].net"), String::from("wrong")));
        assert_eq!(split_location(&WireError::new("wrong").to_string()), ("", "wrong"));
        assert_eq!(join(".", "a"), "a");
        assert_eq!(join("a", "."), "a");
        assert_eq!(join(".", "."), "");
    }

    #[test]
    fn long_or_unprintable_text_is_shown_cut_and_clean() {
        assert_eq!(shorten("a\u{1}b\nc"), "a\u{fffd}b\u{fffd}c");
        assert_eq!(shorten(&"ä".repeat(61)), format!("{}…", "ä".repeat(60)));
        assert_eq!(shorten(&"ä".repeat(60)), "ä".repeat(60));
    }
}
