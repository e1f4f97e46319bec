//! Accepting a proposal: its entries with ids of their own, and what it relies on.

use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};

use super::proposal::CashProposal;
use crate::entry::Source;
use crate::wire::canonical;
use crate::{ActorId, Batch, Entry, EntryId, OpenItemError};

impl CashProposal {
    /// The entries to post if the proposal is accepted, with what it relies on.
    ///
    /// Ids are digests of the receipt, of what is relied on and of the line: accepting twice posts once, and proposing again
    /// after a reversal gives new ids. Posting refuses the batch (`stale_proposal`) when the items have moved since.
    ///
    /// # Errors
    /// `malformed_json` where an amount or a date of it crosses no border.
    pub fn accept(&self, recorded: DateTime<Utc>, by: Option<ActorId>) -> Result<Batch, OpenItemError> {
        let key = key(self)?;
        let entries = self.entries.iter().enumerate().map(|(line, proposed)| {
            let id = EntryId::new(format!("cash-{key}-{}", line.saturating_add(1)));
            let mut entry = Entry::new(id, self.entity.clone(), self.effective, recorded, proposed.kind.clone());
            entry.customer.clone_from(&proposed.customer);
            entry.by.clone_from(&by);
            entry.source = Some(Source::Proposal { decision: String::from("cash.propose"), key: key.clone() });
            entry
        });
        Ok(Batch::new(entries.collect::<Vec<_>>()).with_basis(self.basis.clone()))
    }
}

/// A digest of what is proposed and what it relies on.
fn key(proposal: &CashProposal) -> Result<String, OpenItemError> {
    let mut hasher = Sha256::new();
    for part in [proposal.receipt.as_str(), proposal.entity.as_str()] {
        hasher.update(part.len().to_string().as_bytes());
        hasher.update(b":");
        hasher.update(part.as_bytes());
    }
    hasher.update(canonical::write(&proposal.basis, None)?.as_bytes());
    hasher.update(canonical::write(&proposal.entries, None)?.as_bytes());
    Ok(hasher.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}
