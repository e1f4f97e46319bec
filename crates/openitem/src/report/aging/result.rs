//! What an aging shows: rows, totals, what it leaves out, and the proof that nothing is missing.

use chrono::NaiveDate;
use openitem_macros::wire;
use smol_str::SmolStr;

use super::policy::AgingPolicy;
use crate::report::{GroupPart, Tally};
use crate::{Amount, Currency, EntityId};

/// An aging as of a date.
///
/// Every amount of a row is signed: what the customer is owed is below zero, so that a row simply adds up.
#[wire]
pub struct Aging {
    /// The date.
    pub as_of: NaiveDate,
    /// How it was made.
    pub policy: AgingPolicy,
    /// In the currencies of the items.
    pub by_currency: AgingView,
    /// In base currency, where the policy asks for it.
    pub in_base: Option<AgingView>,
}

/// The rows of an aging in one way of counting.
#[wire]
pub struct AgingView {
    /// One row a group and currency: by the values of the group from the first key to the last (what has no value after
    /// all else), then by currency.
    #[wire(default)]
    pub rows: Vec<AgingRow>,
    /// One row a currency, its group empty: the sums of the rows.
    #[wire(default)]
    pub totals: Vec<AgingRow>,
    /// What stands in no column: by entity, currency and reason.
    #[wire(default)]
    pub left_out: Vec<LeftOut>,
    /// The proof: by entity and currency.
    #[wire(default)]
    pub tie_out: Vec<TieOut>,
}

/// A row of an aging.
///
/// `total` = all buckets + every column but `disputed` where that stays in the buckets, and but `absorbed`.
#[wire]
pub struct AgingRow {
    /// What the row is for, in the order of the keys.
    #[wire(default)]
    pub group: Vec<GroupPart>,
    /// Its currency.
    pub currency: Currency,
    /// The buckets, from the newest to the oldest.
    pub buckets: Vec<AgedBucket>,
    /// The sum of the buckets.
    pub in_buckets: Tally,
    /// Credits, where they stand apart.
    #[wire(default)]
    pub credits: Tally,
    /// Unapplied money, where it stands apart.
    #[wire(default)]
    pub unapplied: Tally,
    /// Money on account, where it stands apart.
    #[wire(default)]
    pub on_account: Tally,
    /// Money of an unknown payer, where it stands apart.
    #[wire(default)]
    pub unidentified: Tally,
    /// Prepaid money, where it stands apart.
    #[wire(default)]
    pub prepaid: Tally,
    /// What is disputed: inside the buckets, or beside them where the policy shows it apart.
    #[wire(default)]
    pub disputed: Tally,
    /// Held instruments, where they stand apart.
    #[wire(default)]
    pub held: Tally,
    /// Deductions, where they stand apart.
    #[wire(default)]
    pub deductions: Tally,
    /// Withheld tax, where it stands apart.
    #[wire(default)]
    pub withholding: Tally,
    /// Credits and money that were taken off the buckets, oldest first: they are in `in_buckets` already.
    #[wire(default)]
    pub absorbed: Tally,
    /// What the policy leaves out of the row.
    #[wire(default)]
    pub left_out: Tally,
    /// The row's sum and how many items stand in it, without what is left out.
    pub total: Tally,
}

/// The label of an aging bucket: `current`, `1-30`, `90+`, or as the policy has it.
#[wire]
pub struct BucketLabel(SmolStr);

/// A bucket of a row.
#[wire]
pub struct AgedBucket {
    /// Its label.
    pub label: BucketLabel,
    /// How many items.
    pub count: i64,
    /// How much.
    pub amount: Amount,
    /// How much of it is disputed, where disputes stay in the buckets: the rest is collectable.
    #[wire(default)]
    pub disputed: Amount,
}

/// What an aging leaves out, named.
#[wire]
pub struct LeftOut {
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// Why.
    pub reason: LeftOutReason,
    /// How many items.
    pub count: i64,
    /// How much, signed.
    pub amount: Amount,
}

/// Why something is left out.
#[wire]
pub enum LeftOutReason {
    /// Its accounting date lies after the date of the report: it is not open yet, and in no balance of that date.
    NotYetEffective,
    /// It is newer than the first bucket.
    NotYetDue,
    /// Credits, by policy.
    Credits,
    /// Unapplied money, by policy.
    Unapplied,
    /// Money on account, by policy.
    OnAccount,
    /// Money of an unknown payer, by policy.
    Unidentified,
    /// Prepaid money, by policy.
    Prepaid,
    /// Held instruments, by policy.
    Held,
    /// Deductions, by policy.
    Deductions,
    /// Withheld tax, by policy.
    Withholding,
    /// Its value in base currency is not known; the amount is in its own currency and in no total.
    NoRate,
    /// Nothing is open of it.
    NothingOpen,
}

/// The proof that nothing is missing, for one entity and currency:
/// `buckets + apart + left_out = open_debits - open_credits - unapplied - on_account - unidentified - prepaid`.
///
/// The left side is what the report shows; the right side is summed from the items by side and class alone. What is not yet
/// effective on the date is in neither.
#[wire]
pub struct TieOut {
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// What stands in buckets.
    pub buckets: Amount,
    /// What stands in columns of its own.
    pub apart: Amount,
    /// What the policy leaves out.
    pub left_out: Amount,
    /// Open debits.
    pub open_debits: Amount,
    /// Open credits that are not money.
    pub open_credits: Amount,
    /// Unapplied money.
    pub unapplied: Amount,
    /// Money on account.
    pub on_account: Amount,
    /// Money of an unknown payer.
    pub unidentified: Amount,
    /// Prepaid money.
    pub prepaid: Amount,
    /// The left side less the right side: zero.
    pub difference: Amount,
}
