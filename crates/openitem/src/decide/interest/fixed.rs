//! Sums due once for a debt.

use std::collections::HashMap;

use super::accrue::{Desk, Work, overflow, reason};
use super::policy::InterestFixedSum;
use super::record::InterestState;
use super::request::InterestKind;
use crate::{Amount, ItemId, OpenItem, OpenItemError};

impl<'a> Desk<'a> {
    /// Puts each debt's fixed sum on its first item.
    pub(super) fn fixed_sums(&self, works: &mut [Work<'a>]) -> Result<(), OpenItemError> {
        let debt = |item: &'a OpenItem| item.origin.as_ref().map_or(&item.id, |origin| &origin.item);
        let mut bearers: HashMap<&ItemId, usize> = HashMap::new();
        for (at, work) in works.iter().enumerate() {
            let key = |work: &Work<'_>| (work.starts.is_none() || !work.debt.is_positive(), work.starts, work.item.effective);
            let bearer = bearers.entry(debt(work.item)).or_insert(at);
            if works.get(*bearer).is_some_and(|other| key(work) < key(other)) {
                *bearer = at;
            }
        }
        let mut billed: HashMap<usize, Amount> = HashMap::new();
        for work in works.iter() {
            let Some(bearer) = bearers.get(debt(work.item)) else { continue };
            let sum = billed.entry(*bearer).or_default();
            let more = self.billed.standing(&work.item.id, InterestKind::FixedSum)?.billed;
            *sum = sum.checked_add(more).ok_or_else(overflow)?;
        }
        for (at, billed) in billed {
            let Some(work) = works.get_mut(at) else { continue };
            work.found.billed_fixed_sum = billed;
            let row = self.fixed_sum(work);
            work.found.fixed_sum = row.map_or(Amount::ZERO, |row| row.amount);
            if let Some(row) = row {
                let inputs = [("debt", work.debt.to_string()), ("sum", row.amount.to_string())];
                work.found.reasons.push(reason("fixed_sum", "a sum is due once for the debt", &inputs));
            }
            if self.waits(work) && billed.is_zero() {
                work.found.fixed_sum = Amount::ZERO;
            }
        }
        Ok(())
    }

    /// The row that holds for an item's debt.
    fn fixed_sum(&self, work: &Work<'_>) -> Option<&'a InterestFixedSum> {
        let starts = work.starts.filter(|_| work.debt.is_positive())?;
        let rows = self.policy.fixed_sums.iter().filter(|row| {
            let holds = row.valid_from <= starts && row.through.is_none_or(|through| starts <= through);
            holds && row.currency == work.item.currency && row.from_amount <= work.debt
        });
        rows.max_by(|one, other| (one.from_amount, one.amount).cmp(&(other.from_amount, other.amount)))
    }

    /// Whether all that is open waits for a dispute to end.
    fn waits(&self, work: &Work<'_>) -> bool {
        let today = || work.found.sheet.iter().rev().take_while(|segment| segment.through == self.as_of);
        today().any(|segment| segment.state == InterestState::Frozen) && !today().any(|segment| segment.state == InterestState::Bearing)
    }
}
