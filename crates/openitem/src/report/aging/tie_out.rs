//! The proof of an aging: what it shows against what is open, summed another way.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::age::Cell;
use super::place::Column;
use super::result::TieOut;
use super::value::Valuation;
use crate::entry::ControlClass;
use crate::report::tally::sum;
use crate::{Amount, Currency, EntityId, OpenItem, OpenItemError};

/// What the report shows, by entity and currency: in buckets, apart, left out.
#[derive(Default)]
pub(super) struct Shown<'a> {
    sums: BTreeMap<(&'a EntityId, Currency), [Amount; 3]>,
}

impl<'a> Shown<'a> {
    pub(super) fn add(&mut self, entity: &'a EntityId, currency: Currency, cell: &Cell, disputed_apart: bool) -> Result<(), OpenItemError> {
        let [buckets, apart, left_out] = self.sums.entry((entity, currency)).or_default();
        for bucket in &cell.buckets {
            *buckets = sum(*buckets, bucket.amount)?;
        }
        for column in &cell.columns {
            *apart = sum(*apart, column.amount)?;
        }
        if !disputed_apart {
            *apart = sum(*apart, cell.column(Column::Disputed).amount.negated())?;
        }
        *left_out = sum(*left_out, cell.left_out.amount)?;
        Ok(())
    }
}

/// What is open by side and class, as the ledger has it: nothing here knows of buckets or policies.
#[derive(Default)]
struct Open {
    debits: Amount,
    credits: Amount,
    unapplied: Amount,
    on_account: Amount,
    unidentified: Amount,
    prepaid: Amount,
}

pub(super) fn tie_out(
    items: &[OpenItem],
    as_of: NaiveDate,
    valuation: &Valuation<'_>,
    shown: Shown<'_>,
) -> Result<Vec<TieOut>, OpenItemError> {
    let mut open: HashMap<(&EntityId, Currency), Open, RandomState> = HashMap::default();
    for item in items.iter().filter(|item| item.effective <= as_of && !item.open.is_zero()) {
        let Some(valued) = valuation.value(item)? else { continue };
        let of = open.entry((&item.entity, valued.currency)).or_default();
        let (slot, owed) = match item.control_class {
            ControlClass::Unapplied => (&mut of.unapplied, true),
            ControlClass::OnAccount => (&mut of.on_account, true),
            ControlClass::Unidentified => (&mut of.unidentified, true),
            ControlClass::Prepayment => (&mut of.prepaid, true),
            _ if valued.amount.is_negative() => (&mut of.credits, true),
            _ => (&mut of.debits, false),
        };
        *slot = sum(*slot, if owed { valued.amount.negated() } else { valued.amount })?;
    }
    let mut shown = shown.sums;
    for key in open.keys() {
        shown.entry(*key).or_default();
    }
    let mut lines = Vec::with_capacity(shown.len());
    for ((entity, currency), [buckets, apart, left_out]) in shown {
        let of = open.remove(&(entity, currency)).unwrap_or_default();
        let owed = Amount::checked_sum([of.credits, of.unapplied, of.on_account, of.unidentified, of.prepaid]);
        let net = owed.and_then(|owed| of.debits.checked_sub(owed));
        let all = Amount::checked_sum([buckets, apart, left_out]);
        let difference = all.zip(net).and_then(|(all, net)| all.checked_sub(net));
        lines.push(TieOut {
            entity: entity.clone(),
            currency,
            buckets,
            apart,
            left_out,
            open_debits: of.debits,
            open_credits: of.credits,
            unapplied: of.unapplied,
            on_account: of.on_account,
            unidentified: of.unidentified,
            prepaid: of.prepaid,
            difference: difference.ok_or_else(|| OpenItemError::overflow("the tie-out of the report"))?,
        });
    }
    Ok(lines)
}
