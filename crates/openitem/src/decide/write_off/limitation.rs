//! Whether a debt can still be enforced.

use chrono::{Datelike, NaiveDate};

use super::evidence::CollectionEvidence;
use super::policy::LimitationLaw;
use crate::value::date::add_months;
use crate::{OpenItem, OpenItemError, Reason, ReasonInput};

/// The law that binds an item, if any, by its due date.
pub(super) fn law<'a>(laws: &'a [LimitationLaw], item: &OpenItem, due: NaiveDate) -> Option<&'a LimitationLaw> {
    laws.iter().find(|law| {
        law.entity.as_ref().is_none_or(|entity| *entity == item.entity)
            && law.label.as_ref().is_none_or(|label| item.labels.contains(label))
            && law.valid_from.is_none_or(|day| due >= day)
            && law.valid_through.is_none_or(|day| due <= day)
    })
}

/// Whether the limitation of an item has run out by a date, and why.
pub(super) fn run_out(
    law: &LimitationLaw,
    due: NaiveDate,
    paid: Option<NaiveDate>,
    evidence: Option<&CollectionEvidence>,
    as_of: NaiveDate,
) -> Result<(bool, Reason), OpenItemError> {
    let acknowledged = evidence.and_then(|evidence| evidence.acknowledged).filter(|_| law.renewed_by_acknowledgment);
    let renewed = [paid.filter(|_| law.renewed_by_payment), acknowledged].into_iter().flatten().filter(|day| *day <= as_of);
    let begins = renewed.fold(due, NaiveDate::max);
    let begins = if law.from_year_end { NaiveDate::from_ymd_opt(begins.year(), 12, 31).unwrap_or(begins) } else { begins };
    let ends = add_months(begins, law.months)?;
    let inputs = [
        ("jurisdiction", law.jurisdiction.clone()),
        ("begins", begins.to_string()),
        ("ends", ends.to_string()),
        ("source", law.source.clone()),
    ];
    let inputs = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect::<Vec<_>>();
    let is_over = ends < as_of;
    let reason = if is_over {
        Reason::new("limitation_ran_out", format!("the limitation of {} ran out on {ends}", law.jurisdiction))
    } else {
        Reason::new("limitation_runs", format!("the limitation of {} runs through {ends}", law.jurisdiction))
    };
    Ok((is_over, reason.with_inputs(inputs)))
}
