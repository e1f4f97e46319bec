//! What a provision is reckoned from, and its sheet.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::aging::BucketLabel;
use crate::journal::ProvisionChange;
use crate::{Amount, Currency, CustomerId, EntityId, GroupPart, ItemId, MasterData, OpenItem, Rate};

/// What a provision is reckoned from.
#[wire]
pub struct ProvisionRequest {
    /// What is open on the date.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// Customers, for segments; currencies that ISO 4217 does not list.
    #[wire(default)]
    pub master: MasterData,
    /// Items judged one by one: they are in no bucket.
    #[wire(default)]
    pub specific: Vec<SpecificLoss>,
    /// What is booked already.
    #[wire(default)]
    pub booked: Vec<BookedProvision>,
}

/// An item that is judged by itself, as of an insolvent customer.
#[wire]
pub struct SpecificLoss {
    /// The item.
    pub item: ItemId,
    /// How much of what is open will be lost, in percent.
    pub percent: Rate,
    /// Why.
    pub reason: Option<String>,
}

/// The allowance that stands in the books.
#[wire]
pub struct BookedProvision {
    /// Whose.
    pub entity: EntityId,
    /// The currency of the receivables that it is for.
    pub currency: Currency,
    /// How much.
    pub amount: Amount,
}

/// The sheet of a provision, as of a date.
#[wire]
pub struct Provision {
    /// The date.
    pub as_of: NaiveDate,
    /// By bucket: by entity, then segment, currency and age.
    #[wire(default)]
    pub lines: Vec<ProvisionLine>,
    /// The items judged one by one, by id.
    #[wire(default)]
    pub specific: Vec<SpecificProvision>,
    /// What the aging policy puts beside the buckets: no loss is reckoned on it here. By entity, then segment, currency and column.
    #[wire(default)]
    pub apart: Vec<ProvisionApart>,
    /// By entity and currency.
    #[wire(default)]
    pub totals: Vec<ProvisionTotal>,
    /// What to post, by entity and currency: changes of zero are left out. [`provide`](crate::journal::provide()) makes the posting of
    /// each; one in another currency than base is the host's to value.
    #[wire(default)]
    pub changes: Vec<ProvisionChange>,
}

/// A bucket of a segment.
#[wire]
pub struct ProvisionLine {
    /// The entity.
    pub entity: EntityId,
    /// The segment.
    #[wire(default)]
    pub segment: Vec<GroupPart>,
    /// The currency.
    pub currency: Currency,
    /// The bucket.
    pub bucket: BucketLabel,
    /// What is owed in it; below zero where credits are netted there.
    pub owed: Amount,
    /// The loss rate of the policy.
    pub percent: Rate,
    /// With what is expected beside the past.
    pub adjusted: Rate,
    /// The expected loss: nothing of a bucket below zero.
    pub loss: Amount,
}

/// What is owed in a segment and stands beside its buckets.
#[wire]
pub struct ProvisionApart {
    /// The entity.
    pub entity: EntityId,
    /// The segment.
    #[wire(default)]
    pub segment: Vec<GroupPart>,
    /// The currency.
    pub currency: Currency,
    /// The column.
    pub column: ApartColumn,
    /// What is owed there.
    pub owed: Amount,
}

/// A column of the aging beside its buckets, in which debits stand.
#[wire]
pub enum ApartColumn {
    /// What is disputed.
    Disputed,
    /// Held instruments.
    Held,
    /// Deductions.
    Deductions,
    /// Tax withheld, its certificate pending.
    Withholding,
}

/// The loss expected of an item.
#[wire]
pub struct SpecificProvision {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// What is open.
    pub owed: Amount,
    /// The loss in percent.
    pub percent: Rate,
    /// The expected loss.
    pub loss: Amount,
    /// Why.
    pub reason: Option<String>,
}

/// What a provision comes to.
#[wire]
pub struct ProvisionTotal {
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// What is owed in the buckets.
    pub owed: Amount,
    /// The loss expected of the buckets.
    pub pooled: Amount,
    /// The loss expected of the items judged one by one.
    pub specific: Amount,
    /// Both.
    pub required: Amount,
    /// What is booked already.
    pub booked: Amount,
    /// How much more is needed; below zero where less is.
    pub change: Amount,
}
