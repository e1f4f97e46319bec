//! Tallies: how many, and how much.

use openitem_macros::wire;

use crate::{Amount, OpenItemError};

/// How many, and how much. The amount is signed: what a customer is owed is below zero.
///
/// ```
/// use openitem::Tally;
///
/// let tally = Tally::new().with_count(2).with_amount("150.5".parse::<openitem::Amount>()?);
/// assert_eq!(tally.count, 2);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct Tally {
    /// How many.
    #[wire(default)]
    pub count: i64,
    /// How much.
    #[wire(default)]
    pub amount: Amount,
}

impl Tally {
    /// Counts one more of this amount.
    #[inline]
    pub(crate) fn add(&mut self, amount: Amount) -> Result<(), OpenItemError> {
        self.count = self.count.saturating_add(1);
        self.add_amount(amount)
    }

    /// Adds to the amount without counting.
    #[inline]
    pub(crate) fn add_amount(&mut self, amount: Amount) -> Result<(), OpenItemError> {
        self.amount = sum(self.amount, amount)?;
        Ok(())
    }

    /// Adds another tally.
    #[inline]
    pub(crate) fn merge(&mut self, other: &Self) -> Result<(), OpenItemError> {
        self.count = self.count.saturating_add(other.count);
        self.add_amount(other.amount)
    }
}

/// A sum of two amounts of a report.
#[inline]
pub(crate) fn sum(left: Amount, right: Amount) -> Result<Amount, OpenItemError> {
    left.checked_add(right).ok_or_else(|| OpenItemError::overflow("a total of the report"))
}
