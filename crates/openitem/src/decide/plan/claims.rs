//! What money of a plan pays, in the order of the policy.

use std::collections::VecDeque;

use chrono::NaiveDate;

use super::policy::{PlanAllocation, PlanClaim, PlanPolicy};
use super::sheet::{minus, plus};
use crate::{Amount, OpenItemError};

/// Something that money of a plan pays.
#[derive(Clone, Copy)]
pub(super) struct Claim {
    pub kind: PlanClaim,
    pub due: NaiveDate,
    /// The installment's, or the fee's, place.
    pub place: usize,
    pub left: Amount,
}

/// A part of a claim that was paid.
#[derive(Clone, Copy)]
pub(super) struct PaidPart {
    pub kind: PlanClaim,
    pub place: usize,
    pub date: NaiveDate,
    pub amount: Amount,
}

/// Claims in the order in which they are paid: one row where the oldest goes first, else one for each kind.
pub(super) struct Claims {
    rows: Vec<VecDeque<Claim>>,
}

impl Claims {
    pub fn new(mut claims: Vec<Claim>, policy: &PlanPolicy) -> Self {
        claims.retain(|claim| claim.left.is_positive());
        let rank = |kind: PlanClaim| policy.allocation.iter().position(|other| *other == kind);
        crate::value::sort_by_key(&mut claims, |claim| (claim.due, rank(claim.kind), claim.place));
        let rows = match policy.allocation_by {
            PlanAllocation::OldestInstallment => vec![claims.into()],
            PlanAllocation::Claim => {
                let of = |kind: &PlanClaim| claims.iter().filter(|claim| claim.kind == *kind).copied().collect();
                policy.allocation.iter().map(of).collect()
            }
        };
        Self { rows }
    }

    /// Pays claims from what came on a day; gives what was used.
    pub fn pay(&mut self, date: NaiveDate, amount: Amount, out: &mut Vec<PaidPart>) -> Result<Amount, OpenItemError> {
        let mut left = amount;
        while left.is_positive() {
            let Some(row) = self.next(date) else { break };
            let Some(claim) = row.front_mut() else { break };
            let part = left.min(claim.left);
            claim.left = minus(claim.left, part)?;
            left = minus(left, part)?;
            out.push(PaidPart { kind: claim.kind, place: claim.place, date, amount: part });
            if claim.left.is_zero() {
                row.pop_front();
            }
        }
        minus(amount, left)
    }

    /// The row whose first claim comes next: what is due by the order of its kind, what is not by date.
    fn next(&mut self, date: NaiveDate) -> Option<&mut VecDeque<Claim>> {
        let due = |row: &VecDeque<Claim>| row.front().map(|claim| claim.due);
        let is_due = |row: &VecDeque<Claim>| due(row).is_some_and(|due| due <= date);
        let at = match self.rows.iter().position(is_due) {
            Some(at) => at,
            None => self.rows.iter().enumerate().filter_map(|(at, row)| Some((due(row)?, at))).min()?.1,
        };
        self.rows.get_mut(at)
    }

    /// What is left of a kind.
    pub fn left(&self, kind: PlanClaim, through: Option<NaiveDate>) -> Result<Amount, OpenItemError> {
        let of = |claim: &&Claim| claim.kind == kind && through.is_none_or(|day| claim.due <= day);
        self.rows.iter().flatten().filter(of).try_fold(Amount::ZERO, |sum, claim| plus(sum, claim.left))
    }
}
