//! What an accrual finds.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::tables::InterestRate;
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, ProposedBatch, Rate, Reason};

/// The interest on late items through a date, and what to post.
#[wire]
pub struct InterestAccrual {
    /// The date.
    pub as_of: NaiveDate,
    /// Each item that bore interest, was billed some or might have, by id.
    #[wire(default)]
    pub items: Vec<ItemInterest>,
    /// By entity, customer and currency.
    #[wire(default)]
    pub totals: Vec<InterestTotal>,
    /// What to post, by entity, customer and currency. Nothing is posted by proposing it.
    #[wire(default)]
    pub batches: Vec<ProposedBatch>,
    /// The rows of tables that were used, by table and date.
    #[wire(default)]
    pub rates: Vec<InterestRate>,
    /// The rates that were missing, by table and date: their items are not billed.
    #[wire(default)]
    pub missing: Vec<MissingInterestRate>,
}

/// The interest on one item.
#[wire]
pub struct ItemInterest {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// When it was due, by its terms or by law.
    pub due: Option<NaiveDate>,
    /// The calculation sheet, by date.
    #[wire(default)]
    pub sheet: Vec<InterestSegment>,
    /// The interest on the whole sheet, exactly: a decimal, or a fraction where it has no end.
    pub exact: String,
    /// The same, rounded once.
    pub interest: Amount,
    /// The sum due once for the debt, on the item that bears it.
    pub fixed_sum: Amount,
    /// How much interest stands billed.
    pub billed: Amount,
    /// How much of the fixed sum stands billed.
    pub billed_fixed_sum: Amount,
    /// How much of what was billed was given up.
    pub waived: Amount,
    /// How much more interest is owed than stands billed; below zero where too much does.
    pub difference: Amount,
    /// The same of the fixed sum.
    pub fixed_difference: Amount,
    /// What becomes of it.
    pub outcome: InterestOutcome,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// Days of one balance at one rate: interest is (balance + carried) × percent × days ÷ (100 × period days).
#[wire]
pub struct InterestSegment {
    /// The first day.
    pub from_date: NaiveDate,
    /// The last day.
    pub through: NaiveDate,
    /// The days that count.
    pub days: i32,
    /// How many days the percentage is for: 365 or 360, those of the agreed period, twelve times those of the month for monthly rests, or
    /// 1 for a percentage of what is open.
    pub period_days: i32,
    /// The part of the item's balance that this is about.
    pub balance: Amount,
    /// The interest added to it at rests before.
    #[wire(default)]
    pub carried: Amount,
    /// The percentage.
    pub percent: Rate,
    /// The table that the rate comes from.
    pub table: Option<String>,
    /// The first day of the table's row.
    pub row_from: Option<NaiveDate>,
    /// Whether a cap lowered the percentage.
    #[wire(default)]
    pub capped: bool,
    /// Whether it bears interest.
    pub state: InterestState,
    /// The interest, exactly: a decimal, or a fraction where it has no end. Nothing unless it bears interest.
    pub interest: String,
}

/// Whether a part of a balance bears interest.
#[wire]
pub enum InterestState {
    /// It does.
    Bearing,
    /// It is under dispute.
    Frozen,
    /// A dispute found that it was not owed.
    Cancelled,
    /// An agreement says that it bears none.
    Suspended,
}

/// What becomes of an item's interest.
#[wire]
pub enum InterestOutcome {
    /// There is more to bill.
    Charge,
    /// Too much was billed: it is credited.
    Credit,
    /// What was billed is right, or nothing is due.
    Settled,
    /// It is not past due and its days of grace.
    NotDue,
    /// A rate is missing.
    NoRate,
    /// The customer owes less past due than the least for which anything is billed.
    BelowBalance,
    /// It is less than the least that is billed.
    BelowMinimum,
    /// There is more to bill, and a hold on charges stops it.
    Held,
    /// It was billed through a later day: an accrual of that day or later can tell.
    BilledLater,
}

/// The interest of one customer with an entity in a currency.
#[wire]
pub struct InterestTotal {
    /// The entity.
    pub entity: EntityId,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The currency.
    pub currency: Currency,
    /// The interest of all items, each rounded.
    pub interest: Amount,
    /// The fixed sums of all debts.
    pub fixed_sums: Amount,
    /// What stands billed of both.
    pub billed: Amount,
    /// What the proposed charges come to, before tax.
    pub charges: Amount,
    /// What the proposed credits come to, before tax.
    pub credits: Amount,
    /// The tax on both, and on what was received of charges.
    pub tax: Amount,
}

/// A rate that was missing.
#[wire]
pub struct MissingInterestRate {
    /// The table.
    pub table: String,
    /// The first day without a row.
    pub date: NaiveDate,
    /// The items that wait for it.
    #[wire(default)]
    pub items: Vec<ItemId>,
}
