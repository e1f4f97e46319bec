//! What stands billed, and which of it a credit takes back first.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::request::{BilledInterest, InterestKind};
use crate::{Amount, ItemId, OpenItemError};

/// What was billed, by item and kind.
pub(super) struct Billed<'a> {
    rows: HashMap<&'a ItemId, BTreeMap<InterestKind, Vec<&'a BilledInterest>>>,
    by_charge: HashMap<&'a ItemId, Vec<&'a BilledInterest>>,
    /// The ids that documents have taken.
    pub ids: HashSet<&'a ItemId>,
}

/// What stands billed of one kind on one item.
#[derive(Clone, Copy, Default)]
pub(super) struct Standing {
    /// Billed and not credited as not owed.
    pub billed: Amount,
    /// Given up.
    pub waived: Amount,
}

/// A part of a charge that is taken back.
pub(super) struct Credit {
    pub charge: ItemId,
    pub item: ItemId,
    pub kind: InterestKind,
    pub net: Amount,
}

fn overflow() -> OpenItemError {
    OpenItemError::overflow("what was billed on an item")
}

impl<'a> Billed<'a> {
    pub(super) fn new(billed: &'a [BilledInterest]) -> Result<Self, OpenItemError> {
        let mut rows: HashMap<_, BTreeMap<_, Vec<_>>> = HashMap::new();
        let mut by_charge: HashMap<_, Vec<_>> = HashMap::new();
        let mut ids = HashSet::new();
        for row in billed {
            let amounts = [row.amount, row.cancelled, row.waived];
            if let Some(found) = amounts.into_iter().find(|amount| amount.is_negative()) {
                return Err(OpenItemError::invalid(&format!("billed by {}", row.charge), found, "an amount of at least zero"));
            }
            ids.insert(&row.charge);
            if !row.reversed {
                rows.entry(&row.item).or_default().entry(row.kind).or_default().push(row);
                by_charge.entry(&row.charge).or_default().push(row);
            }
        }
        for rows in rows.values_mut().flat_map(BTreeMap::values_mut) {
            crate::value::sort_by(rows, |one, other| {
                (other.through, &other.charge, other.amount).cmp(&(one.through, &one.charge, one.amount))
            });
        }
        Ok(Self { rows, by_charge, ids })
    }

    /// The rows of a kind on an item, the latest first.
    pub(super) fn rows(&self, item: &ItemId, kind: InterestKind) -> &[&'a BilledInterest] {
        self.rows.get(item).and_then(|kinds| kinds.get(&kind)).map(Vec::as_slice).unwrap_or_default()
    }

    /// The rows of a document.
    pub(super) fn of_charge(&self, charge: &ItemId) -> &[&'a BilledInterest] {
        self.by_charge.get(charge).map(Vec::as_slice).unwrap_or_default()
    }

    /// The documents that stand.
    pub(super) fn charges(&self) -> impl Iterator<Item = &'a ItemId> {
        self.by_charge.keys().copied()
    }

    pub(super) fn standing(&self, item: &ItemId, kind: InterestKind) -> Result<Standing, OpenItemError> {
        self.rows(item, kind).iter().try_fold(Standing::default(), |sum, row| sum.with(row))
    }

    /// What of a kind on an item is taken back for so much, the latest first.
    pub(super) fn credits(&self, item: &ItemId, kind: InterestKind, most: Amount) -> Result<Vec<Credit>, OpenItemError> {
        let mut left = most;
        let mut out = Vec::new();
        for row in self.rows(item, kind) {
            let standing = Standing::default().with(row)?;
            let net = left.min(standing.owed()?);
            if net.is_positive() {
                left = left.checked_sub(net).ok_or_else(overflow)?;
                out.push(Credit { charge: row.charge.clone(), item: item.clone(), kind, net });
            }
        }
        Ok(out)
    }
}

impl Standing {
    pub(super) fn with(self, row: &BilledInterest) -> Result<Self, OpenItemError> {
        let net = row.amount.checked_sub(row.cancelled).ok_or_else(overflow)?;
        let billed = self.billed.checked_add(net).ok_or_else(overflow)?;
        Ok(Self { billed, waived: self.waived.checked_add(row.waived).ok_or_else(overflow)? })
    }

    /// What the customer was left to owe.
    fn owed(self) -> Result<Amount, OpenItemError> {
        self.billed.checked_sub(self.waived).ok_or_else(overflow)
    }

    /// What is to be billed for so much, or credited where it is below zero: what was given up is neither billed nor credited again.
    pub(super) fn difference(self, required: Amount) -> Result<Amount, OpenItemError> {
        let more = required.checked_sub(self.billed).ok_or_else(overflow)?;
        if !more.is_negative() {
            return Ok(more);
        }
        let less = required.checked_sub(self.owed()?).ok_or_else(overflow)?;
        Ok(less.min(Amount::ZERO))
    }
}
