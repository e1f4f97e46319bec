//! What a decision proposes to post, and accepting it: entries with ids of their own, and what they rely on.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use openitem_macros::wire;
use sha2::{Digest, Sha256};

use crate::entry::Source;
use crate::wire::canonical;
use crate::{
    ActorId, AsOf, Basis, Batch, CustomerId, EntityId, Entry, EntryId, EntryKind, OpenItemError, Reason, ReasonInput, Refusal, replay,
};

/// Entries that a decision proposes together: to take a receipt back, to bill interest, to write an item off.
#[wire]
pub struct ProposedBatch {
    /// The decision, by the name of its operation.
    pub decision: String,
    /// What it is about: the receipt, or the customer.
    pub subject: String,
    /// The selling company.
    pub entity: EntityId,
    /// The accounting date of the entries.
    pub effective: NaiveDate,
    /// The entries to post if it is accepted, in their order; none where something stands in the way, which the reasons say.
    #[wire(default)]
    pub entries: Vec<ProposedEntry>,
    /// What it relies on.
    #[wire(default)]
    pub basis: Vec<Basis>,
    /// The entry that moved the subject last, where the decision was given entries: what is done again later bears new ids.
    pub after: Option<EntryId>,
    /// Why, in the order of the entries.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// An entry to post if a proposal is accepted.
#[wire]
pub struct ProposedEntry {
    /// What happens.
    pub kind: EntryKind,
    /// The customer.
    pub customer: Option<CustomerId>,
}

impl ProposedBatch {
    /// The entries to post if it is accepted, with what it relies on.
    ///
    /// Ids are digests of the decision, its subject, what is relied on and the line; their prefix is the decision's area. Accepting twice
    /// posts once.
    ///
    /// ```
    /// use openitem::ProposedBatch;
    /// let nothing = ProposedBatch::new("cash.reverse", "R-1", "DE01", "2026-02-10".parse::<chrono::NaiveDate>().unwrap());
    /// assert!(nothing.accept("2026-02-10T09:00:00Z".parse().unwrap(), None)?.entries.is_empty());
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `malformed_json` where an amount or a date of it crosses no border.
    pub fn accept(&self, recorded: DateTime<Utc>, by: Option<ActorId>) -> Result<Batch, OpenItemError> {
        let after = self.after.as_ref().map_or("", EntryId::as_str);
        let accepted = Accepted {
            decision: &self.decision,
            about: &[&self.decision, &self.subject, self.entity.as_str(), after],
            entity: &self.entity,
            effective: self.effective,
            entries: &self.entries,
            basis: &self.basis,
        };
        accepted.batch(recorded, by.as_ref())
    }

    /// The same, or nothing to post where the book would refuse what nothing before it made it refuse: the reason says what stands in the
    /// way.
    pub(crate) fn unless_refused(mut self, entries: &[Entry], before: &[Refusal]) -> Result<Self, OpenItemError> {
        // Whatever it undoes was recorded before it.
        let after = |latest: DateTime<Utc>| latest.checked_add_signed(TimeDelta::microseconds(1)).unwrap_or(latest);
        let Some(recorded) = entries.iter().map(|entry| entry.recorded).max().map(after).filter(|_| !self.entries.is_empty()) else {
            return Ok(self);
        };
        let ours = self.accept(recorded, None)?.entries;
        let all: Vec<Entry> = entries.iter().cloned().chain(ours).collect();
        let refused = replay(&all, &AsOf::new(NaiveDate::MAX)).refused;
        if let Some(refusal) = refused.iter().find(|refusal| !before.iter().any(|before| before.entry == refusal.entry)) {
            self.entries.clear();
            let conflicts: Vec<&str> = refusal.conflicts.iter().map(EntryId::as_str).collect();
            let inputs = vec![ReasonInput::new("rule", refusal.rule.as_str()), ReasonInput::new("entries", conflicts.join(", "))];
            self.reasons = vec![Reason::new("in_the_way", format!("the book would refuse it: {}", refusal.text)).with_inputs(inputs)];
        }
        Ok(self)
    }
}

/// What is accepted.
pub(crate) struct Accepted<'a> {
    pub decision: &'a str,
    pub about: &'a [&'a str],
    pub entity: &'a EntityId,
    pub effective: NaiveDate,
    pub entries: &'a Vec<ProposedEntry>,
    pub basis: &'a Vec<Basis>,
}

impl Accepted<'_> {
    pub fn batch(&self, recorded: DateTime<Utc>, by: Option<&ActorId>) -> Result<Batch, OpenItemError> {
        let key = self.key()?;
        let area = self.decision.split('.').next().unwrap_or_default();
        let entries = self.entries.iter().enumerate().map(|(line, proposed)| {
            let id = EntryId::new(format!("{area}-{key}-{}", line.saturating_add(1)));
            let mut entry = Entry::new(id, self.entity.clone(), self.effective, recorded, proposed.kind.clone());
            entry.customer.clone_from(&proposed.customer);
            entry.by = by.cloned();
            entry.source = Some(Source::Proposal { decision: self.decision.to_owned(), key: key.clone() });
            entry
        });
        Ok(Batch::new(entries.collect::<Vec<_>>()).with_basis(self.basis.clone()))
    }

    /// A digest of what is proposed and what it relies on.
    fn key(&self) -> Result<String, OpenItemError> {
        let mut hasher = Sha256::new();
        for part in self.about {
            hasher.update(part.len().to_string().as_bytes());
            hasher.update(b":");
            hasher.update(part.as_bytes());
        }
        hasher.update(canonical::write(self.basis, None)?.as_bytes());
        hasher.update(canonical::write(self.entries, None)?.as_bytes());
        Ok(hasher.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect())
    }
}
