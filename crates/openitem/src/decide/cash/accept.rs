//! Accepting a proposal: its entries with ids of their own, and what it relies on.

use chrono::{DateTime, Utc};

use super::proposal::CashProposal;
use crate::decide::proposed::Accepted;
use crate::{ActorId, Batch, OpenItemError};

impl CashProposal {
    /// The entries to post if the proposal is accepted, with what it relies on.
    ///
    /// Ids are digests of the receipt, of what is relied on and of the line: accepting twice posts once, and proposing again
    /// after a reversal gives new ids. Posting refuses the batch (`stale_proposal`) when the items have moved since.
    ///
    /// # Errors
    /// `malformed_json` where an amount or a date of it crosses no border.
    pub fn accept(&self, recorded: DateTime<Utc>, by: Option<ActorId>) -> Result<Batch, OpenItemError> {
        let accepted = Accepted {
            decision: "cash.propose",
            about: &[self.receipt.as_str(), self.entity.as_str()],
            entity: &self.entity,
            effective: self.effective,
            entries: &self.entries,
            basis: &self.basis,
        };
        accepted.batch(recorded, by.as_ref())
    }
}
