//! Reckoning the sheet.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::policy::{LossRate, ProvisionPolicy};
use super::record::{ApartColumn, Provision, ProvisionApart, ProvisionLine, ProvisionRequest, ProvisionTotal, SpecificProvision};
use crate::aging::{AgedBucket, AgingRow, DisputedTreatment, age};
use crate::journal::ProvisionChange;
use crate::{Amount, Currency, EntityId, GroupBy, GroupPart, OpenItem, OpenItemError, Rate, Side, minor_units};

/// How much of what is owed will not be paid, as of a date, and by how much the allowance changes.
///
/// Each bucket's loss is owed × rate × (1 + adjustment), rounded to the currency's digits; items judged one by one are in no bucket.
/// Credits and money stand where the aging policy puts them: apart by default, so that a customer's credit does not lower what another
/// will lose us; netted from the oldest where it says so. A bucket below zero loses nothing. Debits that the policy puts beside the buckets
/// are told (`apart`), and no loss is reckoned on them: tax withheld by default, which is no bad debt.
///
/// ```
/// use openitem::provision::{LossRate, ProvisionPolicy, ProvisionRequest, assess};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let sum: Amount = "2500".parse()?;
/// let item = OpenItem::new("INV-1", "DE01", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, day("2026-03-01"), day("2026-03-01"))
///     .with_due(day("2026-03-31"));
/// let policy = ProvisionPolicy::new(vec![LossRate::new("61-90", "6.6".parse::<openitem::Rate>()?)]);
/// let sheet = assess(&ProvisionRequest::new().with_items(vec![item]), day("2026-06-15"), &policy)?;
/// assert_eq!((sheet.lines[0].loss, sheet.totals[0].change), ("165".parse()?, "165".parse()?));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where a bucket that holds something has no rate, a rate is no percentage from 0 to 100, an item is given twice, or one
/// judged by itself is not open on the date or is named twice; as [`age`]; `overflow`.
pub fn assess(request: &ProvisionRequest, as_of: NaiveDate, policy: &ProvisionPolicy) -> Result<Provision, OpenItemError> {
    policy.check()?;
    let mut ids = HashSet::new();
    if let Some(twice) = request.items.iter().find(|item| !ids.insert(&item.id)) {
        return Err(OpenItemError::invalid("items", &twice.id, "each item once"));
    }
    let specific = specific(request, as_of, policy)?;
    let apart: HashSet<_> = specific.iter().map(|one| &one.item).collect();
    let pooled: Vec<OpenItem> = request.items.iter().filter(|item| !apart.contains(&item.id)).cloned().collect();
    let mut aging = policy.aging.clone();
    aging.group_by.retain(|by| *by != GroupBy::Entity {});
    aging.group_by.insert(0, GroupBy::Entity {});
    aging.base = None;
    let aged = age(&pooled, &request.master, as_of, &aging)?;
    let (mut lines, mut beside) = (Vec::new(), Vec::new());
    for row in &aged.by_currency.rows {
        let entity = row.group.first().and_then(|part| part.value.as_ref()).map(|value| EntityId::new(value.as_str()));
        let Some(entity) = entity else { continue };
        of_row(row, &entity, request, policy, &mut lines)?;
        beside.extend(apart_of(row, &entity, policy));
    }
    let totals = totals(&lines, &specific, request)?;
    let is_change = |total: &&ProvisionTotal| !total.change.is_zero();
    let change = |total: &ProvisionTotal| ProvisionChange::new(total.entity.clone(), as_of, total.currency, total.change);
    let changes = totals.iter().filter(is_change).map(change).collect();
    Ok(Provision { as_of, lines, specific, apart: beside, totals, changes })
}

impl ProvisionPolicy {
    fn check(&self) -> Result<(), OpenItemError> {
        let rate = |row: &&LossRate| row.percent.is_negative() || row.percent > Rate::ONE_HUNDRED;
        match self.rates.iter().find(rate) {
            Some(row) => Err(OpenItemError::invalid(&format!("rates of {}", row.bucket), row.percent, "a percentage from 0 to 100")),
            None if self.adjustment.decimal() < -Decimal::ONE_HUNDRED => {
                Err(OpenItemError::invalid("adjustment", self.adjustment, "-100 at least: that is no loss at all"))
            }
            None => Ok(()),
        }
    }

    /// The row that holds for a bucket of a group.
    fn rate(&self, group: &[GroupPart], bucket: &AgedBucket) -> Result<&LossRate, OpenItemError> {
        let agrees = |row: &&LossRate| row.bucket == bucket.label && row.segment.iter().all(|part| group.contains(part));
        self.rates.iter().find(agrees).ok_or_else(|| {
            let found = format!("none for {} of {} ", bucket.label, told(group));
            OpenItemError::invalid("rates", found.trim_end(), "a row for every bucket that holds something")
        })
    }

    /// A loss rate with what is expected beside the past; all of it at most.
    fn adjusted(&self, percent: Rate) -> Result<Rate, OpenItemError> {
        let overflow = || OpenItemError::overflow("an adjusted loss rate");
        let more = percent.decimal().checked_mul(self.adjustment.decimal()).and_then(|more| more.checked_div(Decimal::ONE_HUNDRED));
        let sum = more.and_then(|more| percent.decimal().checked_add(more)).ok_or_else(overflow)?;
        Rate::new(sum.clamp(Decimal::ZERO, Decimal::ONE_HUNDRED))
    }
}

fn told(group: &[GroupPart]) -> String {
    let part = |part: &GroupPart| format!("{} {}", part.by, part.value.as_ref().map_or("none", |value| value.as_str()));
    group.iter().map(part).collect::<Vec<_>>().join(", ")
}

/// The lines of one segment of one entity.
fn of_row(
    row: &AgingRow,
    entity: &EntityId,
    request: &ProvisionRequest,
    policy: &ProvisionPolicy,
    out: &mut Vec<ProvisionLine>,
) -> Result<(), OpenItemError> {
    let digits = minor_units(row.currency, &request.master.currencies)?;
    for bucket in row.buckets.iter().filter(|bucket| bucket.count > 0 || !bucket.amount.is_zero()) {
        let rate = policy.rate(&row.group, bucket)?;
        let adjusted = policy.adjusted(rate.percent)?;
        let owed = if bucket.amount.is_positive() { bucket.amount } else { Amount::ZERO };
        out.push(ProvisionLine {
            entity: entity.clone(),
            segment: row.group.iter().skip(1).cloned().collect(),
            currency: row.currency,
            bucket: bucket.label.clone(),
            owed: bucket.amount,
            percent: rate.percent,
            adjusted,
            loss: adjusted.percent_of(owed, digits, policy.rounding)?,
        });
    }
    Ok(())
}

/// What stands beside the buckets of a segment.
fn apart_of(row: &AgingRow, entity: &EntityId, policy: &ProvisionPolicy) -> Vec<ProvisionApart> {
    let disputed = if policy.aging.disputed == DisputedTreatment::Apart { row.disputed.amount } else { Amount::ZERO };
    let columns = [
        (ApartColumn::Disputed, disputed),
        (ApartColumn::Held, row.held.amount),
        (ApartColumn::Deductions, row.deductions.amount),
        (ApartColumn::Withholding, row.withholding.amount),
    ];
    let segment = || row.group.iter().skip(1).cloned().collect();
    let told = |(column, owed)| ProvisionApart { entity: entity.clone(), segment: segment(), currency: row.currency, column, owed };
    columns.into_iter().filter(|(_, owed)| !owed.is_zero()).map(told).collect()
}

fn specific(request: &ProvisionRequest, as_of: NaiveDate, policy: &ProvisionPolicy) -> Result<Vec<SpecificProvision>, OpenItemError> {
    let items: HashMap<_, &OpenItem> = request.items.iter().map(|item| (&item.id, item)).collect();
    let mut seen = HashSet::new();
    let mut out = Vec::with_capacity(request.specific.len());
    for loss in &request.specific {
        let is_open = |item: &&&OpenItem| item.side == Side::Debit && item.open.is_positive() && item.effective <= as_of;
        let found = items.get(&loss.item).filter(is_open);
        let item = found.ok_or_else(|| OpenItemError::invalid("specific", &loss.item, "a debit among the items, open on the date"))?;
        if !seen.insert(&loss.item) {
            return Err(OpenItemError::invalid("specific", &loss.item, "each item once"));
        }
        if loss.percent.is_negative() || loss.percent > Rate::ONE_HUNDRED {
            return Err(OpenItemError::invalid(&format!("specific of {}", loss.item), loss.percent, "a percentage from 0 to 100"));
        }
        let digits = minor_units(item.currency, &request.master.currencies)?;
        out.push(SpecificProvision {
            item: item.id.clone(),
            entity: item.entity.clone(),
            customer: item.customer.clone(),
            currency: item.currency,
            owed: item.open,
            percent: loss.percent,
            loss: loss.percent.percent_of(item.open, digits, policy.rounding)?,
            reason: loss.reason.clone(),
        });
    }
    crate::value::sort_by(&mut out, |one, other| one.item.cmp(&other.item));
    Ok(out)
}

fn totals(
    lines: &[ProvisionLine],
    specific: &[SpecificProvision],
    request: &ProvisionRequest,
) -> Result<Vec<ProvisionTotal>, OpenItemError> {
    let mut totals: BTreeMap<(&EntityId, Currency), ProvisionTotal> = BTreeMap::new();
    let mut add = |entity, currency, sums: [Amount; 4]| -> Result<(), OpenItemError> {
        let total = totals.entry((entity, currency)).or_insert_with(|| {
            let zero = Amount::ZERO;
            ProvisionTotal::new(EntityId::clone(entity), currency, zero, zero, zero, zero, zero, zero)
        });
        let overflow = || OpenItemError::overflow("a total of the provision");
        for (to, more) in [&mut total.owed, &mut total.pooled, &mut total.specific, &mut total.booked].into_iter().zip(sums) {
            *to = to.checked_add(more).ok_or_else(overflow)?;
        }
        total.required = total.pooled.checked_add(total.specific).ok_or_else(overflow)?;
        total.change = total.required.checked_sub(total.booked).ok_or_else(overflow)?;
        Ok(())
    };
    let zero = Amount::ZERO;
    for line in lines {
        add(&line.entity, line.currency, [line.owed, line.loss, zero, zero])?;
    }
    for one in specific {
        add(&one.entity, one.currency, [zero, zero, one.loss, zero])?;
    }
    for booked in &request.booked {
        add(&booked.entity, booked.currency, [zero, zero, zero, booked.amount])?;
    }
    Ok(totals.into_values().collect())
}
