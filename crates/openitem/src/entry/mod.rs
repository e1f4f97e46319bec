//! Entries: the dated facts of receivables. Everything else is computed from them.

mod application;
mod collection;
mod correction;
mod document;
mod kind;
pub(crate) mod made;
mod money;
pub mod terms;

use chrono::{DateTime, NaiveDate, Utc};
use openitem_macros::wire;

use crate::{ActorId, CustomerId, EntityId, EntryId};

pub use application::*;
pub use collection::*;
pub use correction::*;
pub use document::*;
pub use kind::{EntryKind, Named, Rank};
pub use money::*;
pub use terms::PaymentTerms;

/// A dated fact: an invoice was posted, a receipt arrived, an amount was applied, a dispute was opened.
///
/// ```
/// use openitem::{Document, Entry, EntryKind};
///
/// let invoice = Document::new("INV-1", openitem::Currency::new("EUR")?, "119.00".parse::<openitem::Amount>()?);
/// let entry = Entry::new(
///     "E1",
///     "DE01",
///     "2026-01-31".parse::<chrono::NaiveDate>().unwrap(),
///     "2026-02-01T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap(),
///     EntryKind::invoice(invoice),
/// )
/// .with_customer("C-100");
/// assert_eq!(entry.kind.tag(), "invoice");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct Entry {
    /// The entry. Posting it twice changes nothing.
    pub id: EntryId,
    /// The selling company whose books it belongs to.
    pub entity: EntityId,
    /// The accounting date.
    pub effective: NaiveDate,
    /// When the host learned of it.
    pub recorded: DateTime<Utc>,
    /// What happened.
    pub kind: EntryKind,
    /// The customer; none where none is concerned or known.
    pub customer: Option<CustomerId>,
    /// Who posted it.
    pub by: Option<ActorId>,
    /// What it came from.
    pub source: Option<Source>,
}

/// What an entry came from.
#[wire]
pub enum Source {
    /// A line of a file.
    File {
        /// The file's name.
        name: String,
        /// The line, from 1.
        line: i64,
    },
    /// A proposal that was accepted.
    Proposal {
        /// The decision's kind.
        decision: String,
        /// The run key.
        key: String,
    },
    /// A document of another system.
    Document {
        /// Its number there.
        reference: String,
    },
}
