//! Where in a document something is wrong: a path in front of a message, which every reader further out can lengthen.

const BEFORE: &str = "at `";
const AFTER: &str = "`: ";

/// A message with the path it belongs to in front: readable as it is, by whichever reader it comes out of.
pub(super) fn located(path: &str, message: &str) -> String {
    let (inner, message) = split_location(message);
    format!("{BEFORE}{}{AFTER}{message}", join(path, inner).replace('`', "'"))
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
    const MOST: usize = 60;
    let clean = |text: &str| text.chars().map(|letter| if letter.is_control() { '\u{fffd}' } else { letter }).collect::<String>();
    match text.char_indices().nth(MOST) {
        Some((at, _)) => format!("{}…", clean(text.get(..at).unwrap_or_default())),
        None => clean(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_grows_from_the_inside() {
        let message = located("lines", &located("[3]", &located("net", "wrong")));
        assert_eq!(split_location(&message), ("lines[3].net", "wrong"));
        assert_eq!(split_location("wrong"), ("", "wrong"));
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
