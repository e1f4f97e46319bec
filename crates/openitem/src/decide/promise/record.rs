//! What became of promises.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, Currency, CustomerId, EntityId, PromiseId, Reason};

/// What became of promises, as of a date.
#[wire]
pub struct PromiseReport {
    /// Each promise, by date and id.
    #[wire(default)]
    pub promises: Vec<PromiseAssessment>,
    /// How customers keep their word, by customer, then entity and currency.
    #[wire(default)]
    pub customers: Vec<PromiseRecord>,
    /// All of them, by currency.
    #[wire(default)]
    pub totals: Vec<PromiseRecord>,
}

/// What became of a promise.
#[wire]
pub struct PromiseAssessment {
    /// The promise.
    pub promise: PromiseId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The entity.
    pub entity: EntityId,
    /// The currency.
    pub currency: Currency,
    /// What became of it.
    pub status: PromiseStatus,
    /// How much was promised.
    pub promised: Amount,
    /// How much of it came in time: at most what was promised.
    pub paid: Amount,
    /// The day by which money was promised.
    pub date: NaiveDate,
    /// The last day on which it is in time.
    pub last_day: NaiveDate,
    /// The day on which enough had come.
    pub kept_on: Option<NaiveDate>,
    /// Which promise in a row it is: one more than that of an unkept one that it follows, else 1.
    #[wire(default = 1)]
    pub level: i32,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// What became of a promise.
#[wire]
pub enum PromiseStatus {
    /// Its last day is not over, and not enough has come.
    Open,
    /// Enough came in time.
    Kept,
    /// Something came in time, and not enough.
    PartlyKept,
    /// Nothing came in time.
    Broken,
    /// It was taken back before its last day was over.
    Withdrawn,
    /// Another took its place before its last day was over.
    Superseded,
}

/// How promises were kept.
///
/// Rates are over promises whose last day is over: kept ÷ (kept + partly kept + broken). Source: DOMAIN section 3, promise kept rate.
#[wire]
pub struct PromiseRecord {
    /// Whose; none for all customers.
    pub customer: Option<CustomerId>,
    /// The entity; none for all entities.
    pub entity: Option<EntityId>,
    /// The currency.
    pub currency: Currency,
    /// How many are open.
    #[wire(default)]
    pub open: i32,
    /// How many were kept.
    #[wire(default)]
    pub kept: i32,
    /// How many were kept in part.
    #[wire(default)]
    pub partly_kept: i32,
    /// How many were broken.
    #[wire(default)]
    pub broken: i32,
    /// How much was promised by those that were judged.
    #[wire(default)]
    pub promised: Amount,
    /// How much of that came in time.
    #[wire(default)]
    pub paid: Amount,
    /// Kept promises in percent of those judged, to two decimals, half up; none where none was judged.
    pub kept_percent: Option<crate::Rate>,
    /// What came in time in percent of what was promised, to two decimals, half up; none where nothing was.
    pub paid_percent: Option<crate::Rate>,
}
