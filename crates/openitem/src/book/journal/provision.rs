//! Provision: the allowance for what will not be collected rises or falls.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::chart::{AccountRole, ChartIndex};
use super::line::{Line, finish};
use super::{GlPosting, JournalPolicy, PostingKind};
use crate::{Amount, Currency, EntityId, OpenItemError};

/// A change of the allowance, in base currency.
#[wire]
pub struct ProvisionChange {
    /// Whose allowance.
    pub entity: EntityId,
    /// The accounting date.
    pub effective: NaiveDate,
    /// The base currency of the entity.
    pub currency: Currency,
    /// How much the allowance rises, or falls below zero.
    pub amount: Amount,
}

/// Posts a change of the allowance: impairment loss against allowance, or back. A change of zero posts no line.
///
/// ```
/// use openitem::journal::{provide, AccountRole, JournalPolicy, ProvisionChange};
/// use openitem::{Amount, Currency};
///
/// let day = "2026-01-31".parse::<chrono::NaiveDate>().unwrap();
/// let change = ProvisionChange::new("DE01", day, Currency::new("EUR")?, "1200".parse::<Amount>()?);
/// let posting = provide(&change, &JournalPolicy::new())?;
/// assert_eq!(posting.lines[0].role, AccountRole::ImpairmentLoss);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `missing_account`.
pub fn provide(change: &ProvisionChange, policy: &JournalPolicy) -> Result<GlPosting, OpenItemError> {
    let line = |role, amount| Line::new(role, change.currency, amount, amount);
    let lines = vec![line(AccountRole::ImpairmentLoss, change.amount), line(AccountRole::Allowance, change.amount.negated())];
    let mut posting = GlPosting::new(&change.entity, change.effective, change.currency).with_kind(PostingKind::Provision);
    finish(&mut posting, lines, &ChartIndex::new(&policy.chart), Amount::ZERO)?;
    Ok(posting)
}
