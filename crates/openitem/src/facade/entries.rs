//! Entries kept for years: read from their stored documents and written back to the same bytes, those of a newer version
//! too.

use chrono::{DateTime, NaiveDate, Utc};
use openitem_macros::wire;
use serde::de::IgnoredAny;

use super::json::problem;
use super::stored;
use crate::wire::join;
use crate::{AsOf, CustomerId, EntityId, Entry, EntryId, OpenItemError, Replay, replay};

/// What becomes of a stored entry of a newer schema, or of a kind that this version does not know.
#[wire]
pub enum Unknown {
    /// It is refused (`newer_schema`).
    #[default]
    Refuse,
    /// It is kept as it is, takes no part in any figure, and marks the figures that may depend on it.
    Keep,
}

/// Entries read from stored documents.
#[wire]
pub struct StoredEntries {
    /// The entries that this version knows, in the order of their documents.
    #[wire(default)]
    pub entries: Vec<Entry>,
    /// Those that it does not know, in the order of their documents.
    #[wire(default)]
    pub kept: Vec<KeptEntry>,
}

/// A stored entry that this version does not know, kept to the byte; what could be read of it stands beside its text.
#[wire]
pub struct KeptEntry {
    /// Its place among the documents, from 0.
    pub at: i64,
    /// Its text.
    #[wire(personal)]
    pub text: String,
    /// The entry.
    pub id: Option<EntryId>,
    /// The selling company.
    pub entity: Option<EntityId>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The accounting date.
    pub effective: Option<NaiveDate>,
    /// When its host learned of it.
    pub recorded: Option<DateTime<Utc>>,
    /// The name of its kind.
    pub kind: Option<String>,
}

/// What stored entries add up to, and what is not in it.
#[wire]
pub struct StoredReplay {
    /// The book of the known entries, and those of them that cannot stand.
    pub replay: Replay,
    /// The kept entries that the view would show, or that do not tell their date: every figure of their entity and customer
    /// may depend on them, and a known entry that names what they made is refused for it.
    #[wire(default)]
    pub may_depend_on: Vec<KeptEntry>,
}

/// Reads stored entries: documents with `"schema"`, one after the other (a line each, as [`write_entries`] writes them) or
/// in a JSON list.
///
/// ```
/// use openitem::{Unknown, read_entries, write_entries};
///
/// let text = concat!(
///     r#"{"customer":"C1","effective":"2026-01-11","entity":"DE01","id":"E1","#,
///     r#""kind":{"note":{"text":"called twice"},"type":"note"},"recorded":"2026-01-11T09:00:00Z","schema":1}"#, "\n",
///     r#"{"effective":"2031-01-11","id":"E2","kind":{"tokenized":{},"type":"tokenized"},"schema":4}"#, "\n",
/// );
/// assert_eq!(read_entries(text, Unknown::Refuse).unwrap_err().code(), "newer_schema");
/// let read = read_entries(text, Unknown::Keep)?;
/// assert_eq!((read.entries.len(), read.kept.len()), (1, 1));
/// assert_eq!(write_entries(&read)?, text);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `newer_schema` with the document's place, unless such entries are kept; `malformed_json` with the path, which begins with
/// the document's place (`[2].kind.invoice.amount`).
pub fn read_entries(text: &str, unknown: Unknown) -> Result<StoredEntries, OpenItemError> {
    let mut out = StoredEntries::new();
    for (at, document) in documents(text)?.into_iter().enumerate() {
        match stored::read::<Entry>(document) {
            Ok(entry) => out.entries.push(entry),
            Err(OpenItemError::NewerSchema { .. }) if unknown == Unknown::Keep => out.kept.push(keep(at, document)),
            Err(OpenItemError::NewerSchema { what, found, supported }) => {
                let path = if what == stored::WHOLE { String::new() } else { what };
                return Err(OpenItemError::NewerSchema { what: join(&format!("[{at}]"), &path), found, supported });
            }
            Err(OpenItemError::MalformedJson { path, problem }) => {
                return Err(OpenItemError::MalformedJson { path: join(&format!("[{at}]"), &path), problem });
            }
            Err(other) => return Err(other),
        }
    }
    Ok(out)
}

/// Entries as stored documents, a line each; kept ones to the byte, at their place.
///
/// ```
/// use openitem::{StoredEntries, write_entries};
/// assert_eq!(write_entries(&StoredEntries::new())?, "");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `malformed_json` where an entry holds what not every language does: a date beyond the year 9999.
pub fn write_entries(stored: &StoredEntries) -> Result<String, OpenItemError> {
    let mut out = String::new();
    let mut kept: Vec<&KeptEntry> = stored.kept.iter().collect();
    kept.sort_by_key(|kept| kept.at);
    let mut kept = kept.into_iter().peekable();
    let mut at = 0_i64;
    for entry in &stored.entries {
        while let Some(kept) = kept.next_if(|kept| kept.at <= at) {
            line(&mut out, &kept.text);
            at = at.saturating_add(1);
        }
        line(&mut out, &stored::write(entry)?);
        at = at.saturating_add(1);
    }
    kept.for_each(|kept| line(&mut out, &kept.text));
    Ok(out)
}

/// What stored entries add up to in a view. Kept entries take no part in it; those on which its figures may depend are
/// named.
///
/// ```
/// use openitem::{AsOf, Unknown, read_entries, replay_stored};
///
/// let text = r#"[{"effective": "2031-01-11", "id": "E2", "kind": {"tokenized": {}, "type": "tokenized"}, "schema": 4}]"#;
/// let stored = read_entries(text, Unknown::Keep)?;
/// let as_of = |text: &str| AsOf::new(text.parse::<chrono::NaiveDate>().unwrap());
/// assert!(replay_stored(&stored, &as_of("2031-01-10")).may_depend_on.is_empty());
/// assert_eq!(replay_stored(&stored, &as_of("2031-01-11")).may_depend_on.len(), 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn replay_stored(stored: &StoredEntries, as_of: &AsOf) -> StoredReplay {
    let shows = |kept: &KeptEntry| {
        kept.effective.is_none_or(|effective| effective <= as_of.date)
            && kept.recorded.zip(as_of.known).is_none_or(|(recorded, known)| recorded <= known)
    };
    let may_depend_on = stored.kept.iter().filter(|kept| shows(kept)).cloned().collect();
    StoredReplay { replay: replay(&stored.entries, as_of), may_depend_on }
}

fn line(out: &mut String, text: &str) {
    out.push_str(text);
    out.push('\n');
}

/// The texts of the documents, one after the other or in a list.
fn documents(text: &str) -> Result<Vec<&str>, OpenItemError> {
    let mut rest = space(text);
    let is_list = rest.starts_with('[');
    if is_list {
        rest = space(rest.get(1..).unwrap_or_default());
        if let Some(after) = rest.strip_prefix(']') {
            return nothing_after(after).map(|()| Vec::new());
        }
    }
    let mut out = Vec::new();
    while is_list || !rest.is_empty() {
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<IgnoredAny>();
        if !matches!(stream.next(), Some(Ok(_))) {
            // Read once more for the error with its place in this document.
            let path = format!("[{}]", out.len());
            let problem = match problem(rest) {
                Some(OpenItemError::MalformedJson { problem, .. }) => problem,
                _ => String::from("expected a document"),
            };
            return Err(OpenItemError::MalformedJson { path, problem });
        }
        let (document, after) = rest.split_at_checked(stream.byte_offset()).unwrap_or((rest, ""));
        out.push(document);
        rest = space(after);
        if is_list {
            match (rest.strip_prefix(','), rest.strip_prefix(']')) {
                (Some(after), _) => rest = space(after),
                (None, Some(after)) => return nothing_after(after).map(|()| out),
                (None, None) => return Err(malformed("expected `,` or `]` after a document")),
            }
        }
    }
    Ok(out)
}

fn space(text: &str) -> &str {
    text.trim_start_matches([' ', '\t', '\n', '\r'])
}

fn nothing_after(text: &str) -> Result<(), OpenItemError> {
    if space(text).is_empty() { Ok(()) } else { Err(malformed("trailing characters after the list")) }
}

fn malformed(problem: &str) -> OpenItemError {
    OpenItemError::MalformedJson { path: String::new(), problem: problem.to_owned() }
}

/// Keeps a document, with what can be read of it.
fn keep(at: usize, document: &str) -> KeptEntry {
    let mut kept = KeptEntry::new(i64::try_from(at).unwrap_or(i64::MAX), document);
    let Ok(value) = serde_json::from_str::<serde_json::Value>(document) else { return kept };
    let text = |name: &str| value.get(name).and_then(serde_json::Value::as_str);
    kept.id = text("id").map(EntryId::new);
    kept.entity = text("entity").map(EntityId::new);
    kept.customer = text("customer").map(CustomerId::new);
    kept.effective = text("effective").and_then(|date| crate::wire::parse_date(date).ok());
    kept.recorded = text("recorded").and_then(|moment| crate::wire::parse_moment(moment).ok());
    kept.kind = value.get("kind").and_then(|kind| kind.get("type")).and_then(serde_json::Value::as_str).map(str::to_owned);
    kept
}
