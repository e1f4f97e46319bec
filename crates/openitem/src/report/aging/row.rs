//! The sums of a row: what stands in its buckets and columns, and how rows are added up.

use super::place::{Column, Place};
use super::policy::DisputedTreatment;
use super::result::{AgedBucket, AgingRow, BucketLabel};
use crate::report::Tally;
use crate::report::tally::sum;
use crate::{Amount, Currency, OpenItemError};

impl AgingRow {
    /// A row in which nothing stands yet.
    pub(super) fn empty(currency: Currency, labels: &[BucketLabel]) -> Self {
        let bucket = |label: &BucketLabel| AgedBucket { label: label.clone(), count: 0, amount: Amount::ZERO, disputed: Amount::ZERO };
        Self::new(currency, labels.iter().map(bucket).collect::<Vec<_>>(), Tally::new(), Tally::new())
    }

    /// What the row's sum counts beside the buckets.
    pub(super) fn beside(&self, treatment: DisputedTreatment) -> [Amount; 9] {
        let disputed = if treatment == DisputedTreatment::Apart { self.disputed.amount } else { Amount::ZERO };
        let [credits, unapplied, on_account] = [self.credits.amount, self.unapplied.amount, self.on_account.amount];
        let [unidentified, prepaid] = [self.unidentified.amount, self.prepaid.amount];
        let [held, deductions, withholding] = [self.held.amount, self.deductions.amount, self.withholding.amount];
        [credits, unapplied, on_account, unidentified, prepaid, disputed, held, deductions, withholding]
    }

    fn column_mut(&mut self, column: Column) -> &mut Tally {
        match column {
            Column::Credits => &mut self.credits,
            Column::Unapplied => &mut self.unapplied,
            Column::OnAccount => &mut self.on_account,
            Column::Unidentified => &mut self.unidentified,
            Column::Prepaid => &mut self.prepaid,
            Column::Held => &mut self.held,
            Column::Deductions => &mut self.deductions,
            Column::Withholding => &mut self.withholding,
        }
    }

    /// Adds what is open of an item.
    pub(super) fn add(&mut self, at: Place, amount: Amount, disputed: Amount, treatment: DisputedTreatment) -> Result<(), OpenItemError> {
        match at {
            Place::LeftOut(_) => return self.left_out.add(amount),
            Place::Column(column) => self.column_mut(column).add(amount)?,
            Place::Absorbed => self.absorbed.add(amount)?,
            Place::Bucket(bucket) => self.add_aged(bucket, amount, disputed, treatment)?,
        }
        self.total.count = self.total.count.saturating_add(1);
        Ok(())
    }

    fn add_aged(&mut self, bucket: usize, amount: Amount, disputed: Amount, treatment: DisputedTreatment) -> Result<(), OpenItemError> {
        let Some(aged) = self.buckets.get_mut(bucket) else {
            return Err(OpenItemError::Internal { problem: format!("bucket {bucket} is not there") });
        };
        if disputed.is_zero() {
            return aged.add(1, amount);
        }
        match treatment {
            DisputedTreatment::InBuckets => {
                aged.add(1, amount)?;
                aged.disputed = sum(aged.disputed, disputed)?;
            }
            DisputedTreatment::Apart => {
                let rest = sum(amount, disputed.negated())?;
                if !rest.is_zero() {
                    aged.add(1, rest)?;
                }
            }
        }
        self.disputed.add(disputed)
    }

    /// Takes what is to be absorbed off the oldest bucket first; the rest stands below zero in the bucket of the date.
    pub(super) fn absorb(&mut self, at_date: usize) -> Result<(), OpenItemError> {
        let mut left = self.absorbed.amount.negated();
        if !left.is_positive() {
            return Ok(());
        }
        for bucket in self.buckets.iter_mut().rev() {
            let part = if bucket.amount.is_positive() { bucket.amount.min(left) } else { Amount::ZERO };
            bucket.add(0, part.negated())?;
            left = sum(left, part.negated())?;
        }
        match self.buckets.get_mut(at_date) {
            Some(bucket) => bucket.add(0, left.negated()),
            None => Ok(()),
        }
    }

    /// Adds another row; neither is closed.
    pub(super) fn merge(&mut self, other: &Self) -> Result<(), OpenItemError> {
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            mine.add(theirs.count, theirs.amount)?;
            mine.disputed = sum(mine.disputed, theirs.disputed)?;
        }
        self.credits.merge(&other.credits)?;
        self.unapplied.merge(&other.unapplied)?;
        self.on_account.merge(&other.on_account)?;
        self.unidentified.merge(&other.unidentified)?;
        self.prepaid.merge(&other.prepaid)?;
        self.disputed.merge(&other.disputed)?;
        self.held.merge(&other.held)?;
        self.deductions.merge(&other.deductions)?;
        self.withholding.merge(&other.withholding)?;
        self.absorbed.merge(&other.absorbed)?;
        self.left_out.merge(&other.left_out)?;
        self.total.merge(&other.total)
    }

    /// Sums the row up, once all stands in it.
    pub(super) fn close(&mut self, treatment: DisputedTreatment) -> Result<(), OpenItemError> {
        let mut in_buckets = Tally::new();
        for bucket in &self.buckets {
            in_buckets.count = in_buckets.count.saturating_add(bucket.count);
            in_buckets.add_amount(bucket.amount)?;
        }
        let mut total = in_buckets.amount;
        for amount in self.beside(treatment) {
            total = sum(total, amount)?;
        }
        self.in_buckets = in_buckets;
        self.total.amount = total;
        Ok(())
    }
}

impl AgedBucket {
    #[inline]
    fn add(&mut self, count: i64, amount: Amount) -> Result<(), OpenItemError> {
        self.count = self.count.saturating_add(count);
        self.amount = sum(self.amount, amount)?;
        Ok(())
    }
}
