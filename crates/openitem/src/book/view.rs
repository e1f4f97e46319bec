//! Views: as of a date, as known at a moment.

use chrono::{DateTime, NaiveDate, Utc};
use openitem_macros::wire;

use crate::Entry;

/// A view of the facts: those effective on or before `date` and, where `known` is given, recorded at or before it.
///
/// `known` answers "what did the report of that morning show": late facts are left out although they are effective
/// before the date.
#[wire]
pub struct AsOf {
    /// The last effective date.
    pub date: NaiveDate,
    /// The last recorded moment.
    pub known: Option<DateTime<Utc>>,
}

impl AsOf {
    /// Whether the view shows an entry.
    #[must_use]
    pub fn shows(&self, entry: &Entry) -> bool {
        entry.effective <= self.date && self.known.is_none_or(|known| entry.recorded <= known)
    }
}

impl From<NaiveDate> for AsOf {
    fn from(date: NaiveDate) -> Self {
        Self::new(date)
    }
}
