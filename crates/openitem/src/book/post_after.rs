//! Posting for hosts that keep the entries themselves: the log goes in, what to append to it comes out.

use openitem_macros::wire;

use super::ledger::{Batch, Ledger, PostPolicy, Posted, post};
use crate::OpenItemError;
use crate::entry::Entry;

/// What became of a batch, and the entries to append to the log.
#[wire]
pub struct PostResult {
    /// What became of each entry of the batch.
    pub posted: Posted,
    /// The new entries as they were taken in, with the dates that policy gave them, in the order of the batch.
    #[wire(default)]
    pub entries: Vec<Entry>,
}

/// Takes a whole batch in after the entries posted so far, or says why not: [`post`] without a ledger to keep.
///
/// The log is posted again each time; a host that posts often holds a [`Ledger`].
///
/// ```
/// use openitem::{Amount, Batch, Currency, Document, Entry, EntryKind, PostPolicy, post_after};
///
/// let invoice = Document::new("INV-1", Currency::new("EUR")?, "100".parse::<Amount>()?);
/// let day = "2026-01-11".parse::<chrono::NaiveDate>().unwrap();
/// let recorded = "2026-01-11T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
/// let entry = Entry::new("E1", "DE01", day, recorded, EntryKind::invoice(invoice)).with_customer("C1");
///
/// let first = post_after(&[], Batch::new(vec![entry.clone()]), &PostPolicy::new())?;
/// assert_eq!(first.entries, [entry.clone()]);
/// let again = post_after(&first.entries, Batch::new(vec![entry]), &PostPolicy::new())?;
/// assert!(again.entries.is_empty() && again.posted.known.len() == 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// Those of [`post`]; those of the log, where it does not stand by itself.
pub fn post_after(entries: &[Entry], batch: Batch, policy: &PostPolicy) -> Result<PostResult, OpenItemError> {
    let mut ledger = Ledger::new();
    let as_they_are = PostPolicy::new().with_currencies(policy.currencies.clone());
    post(&mut ledger, Batch::new(entries.to_vec()), &as_they_are)?;
    let start = ledger.entries().len();
    let posted = post(&mut ledger, batch, policy)?;
    let taken_in = ledger.entries().get(start..).unwrap_or_default().to_vec();
    Ok(PostResult { posted, entries: taken_in })
}
