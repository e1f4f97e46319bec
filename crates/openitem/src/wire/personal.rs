//! Personal text: names, remittance text, notes, contact points, bank accounts. Cut where it is shown, and replaced by a
//! salted digest on demand.

use std::fmt;

use sha2::{Digest, Sha256};

use super::WireValue;

/// Text that belongs to a person: cut in debug output, replaced by [`redact`](crate::redact).
pub trait Personal {
    /// Puts the salted digest in the place of the text.
    fn replace(&mut self, salt: &str);
    /// The text as debug output shows it.
    fn shown(&self) -> String;
}

/// The same value with every personal text in it replaced by its salted digest; figures, dates and ids stay.
///
/// The same text under the same salt gives the same digest, so that equal names still compare equal; without the salt, a
/// short text cannot be found by trying, so keep the salt secret and long. Redacting twice changes nothing.
///
/// ```
/// use openitem::{Money, redact};
///
/// let money = Money::new("1.50".parse::<openitem::Amount>()?, openitem::Currency::new("EUR")?);
/// assert_eq!(redact(&money, "a long secret"), money);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn redact<T: WireValue + Clone>(value: &T, salt: &str) -> T {
    let mut out = value.clone();
    out.redact(salt);
    out
}

/// Personal text as debug output shows it.
#[doc(hidden)]
pub fn cut(text: &impl Personal) -> impl fmt::Debug {
    text.shown()
}

impl Personal for String {
    fn replace(&mut self, salt: &str) {
        if !self.is_empty() && !is_digest(self) {
            *self = digest(salt, self);
        }
    }

    fn shown(&self) -> String {
        // Of a short text even two letters are most of it.
        const LONG: usize = 8;
        if self.is_empty() || is_digest(self) {
            return self.clone();
        }
        let start: String = if self.chars().nth(LONG).is_some() { self.chars().take(2).collect() } else { String::new() };
        format!("{start}…")
    }
}

impl Personal for Option<String> {
    fn replace(&mut self, salt: &str) {
        if let Some(text) = self {
            text.replace(salt);
        }
    }

    fn shown(&self) -> String {
        self.as_ref().map(Personal::shown).unwrap_or_default()
    }
}

impl Personal for Vec<String> {
    fn replace(&mut self, salt: &str) {
        for text in self {
            Personal::replace(text, salt);
        }
    }

    fn shown(&self) -> String {
        self.iter().map(Personal::shown).collect::<Vec<_>>().join(", ")
    }
}

const DIGEST_PREFIX: &str = "sha256:";
const DIGEST_BYTES: usize = 16;

/// Whether it is a digest of ours, to the letter: text that only begins like one is replaced.
fn is_digest(text: &str) -> bool {
    text.strip_prefix(DIGEST_PREFIX)
        .is_some_and(|hex| hex.len() == DIGEST_BYTES.saturating_mul(2) && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
}

fn digest(salt: &str, text: &str) -> String {
    let mut hasher = Sha256::new();
    // The length keeps salt and text apart whatever bytes they hold.
    hasher.update(salt.len().to_string().as_bytes());
    hasher.update(b":");
    hasher.update(salt.as_bytes());
    hasher.update(text.as_bytes());
    let mut out = String::from(DIGEST_PREFIX);
    for byte in hasher.finalize().iter().take(DIGEST_BYTES) {
        out.push_str(&format!("{byte:02x}"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_that_only_begins_like_a_digest_is_replaced() {
        let mut text = String::from("sha256:Jane Doe");
        text.replace("salt");
        assert!(is_digest(&text), "{text}");
        let once = text.clone();
        text.replace("another salt");
        assert_eq!(text, once);
    }

    #[test]
    fn salt_and_text_do_not_run_into_each_other() {
        assert_ne!(digest("ab", "c"), digest("a", "bc"));
        assert_ne!(digest("a", "b"), digest("b", "b"));
        assert_eq!(digest("a", "b"), digest("a", "b"));
    }

    #[test]
    fn a_short_text_shows_nothing() {
        for (text, shown) in [("", ""), ("Li", "…"), ("王小明", "…"), ("Jane Doe", "…"), ("Jane Smith", "Ja…")] {
            assert_eq!(text.to_owned().shown(), shown);
        }
    }
}
