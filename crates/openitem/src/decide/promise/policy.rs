//! When a promise counts as kept.

use openitem_macros::wire;

use crate::{HolidayCalendar, Money, Rate};

/// When a promise counts as kept.
///
/// ```
/// use openitem::promise::PromisePolicy;
/// let policy = PromisePolicy::new().with_days(2).with_business_days(true);
/// assert_eq!(policy.percent.to_string(), "100");
/// assert_eq!(PromisePolicy::oracle().days, 1);
/// ```
#[wire(presets = [default, oracle, sap])]
pub struct PromisePolicy {
    /// How many days after the promised date money is still in time.
    #[wire(default = 3)]
    pub days: i32,
    /// Whether those are business days of the calendar; a date past due on a day off counts on from there.
    #[wire(default)]
    pub business_days: bool,
    /// The calendar; without one no day is off but Saturday and Sunday.
    pub calendar: Option<HolidayCalendar>,
    /// The least share of what was promised, in percent, that keeps it.
    #[wire(default = Rate::ONE_HUNDRED)]
    pub percent: Rate,
    /// The shortage that keeps it all the same, by currency.
    #[wire(default)]
    pub shortage: Vec<Money>,
    /// What counts as paid.
    #[wire(default)]
    pub counts: PromiseCounts,
}

/// What counts as paid.
#[wire]
pub enum PromiseCounts {
    /// Money, with the discounts, taxes and fees taken beside it.
    #[default]
    Payments,
    /// Credits too, and whatever else lowers the item.
    Everything,
}

impl PromisePolicy {
    /// Oracle Advanced Collections: one day of grace.
    ///
    /// Source: Oracle Advanced Collections, promise to pay (PEERS section 2.6; DOMAIN section 7): a promise of 24 June with one grace day is
    /// not broken on the 25th. How many days there are is a setting there: one is the example's.
    #[must_use]
    pub fn oracle() -> Self {
        Self::new().with_days(1)
    }

    /// SAP Collections Management: judged once the promised date and the days of tolerance are past, by all or a part of the amount.
    ///
    /// Source: SAP Collections Management, promise to pay (PEERS section 2.6): nothing paid is broken, a part partially kept, all kept; a
    /// promise after one that was not kept is of the next level. The days are a setting there: none unless somebody gives them.
    #[must_use]
    pub fn sap() -> Self {
        Self::new().with_days(0)
    }
}
