//! Whether a debt can still be enforced.

use chrono::{Datelike, NaiveDate};

use super::evidence::CollectionEvidence;
use super::policy::LimitationLaw;
use crate::value::date::add_months;
use crate::{OpenItem, Reason, ReasonInput};

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
///
/// Payments and an acknowledgment begin it anew one after another, each while it still runs. What ends beyond the calendar runs.
pub(super) fn run_out(
    law: &LimitationLaw,
    due: NaiveDate,
    paid: &[NaiveDate],
    evidence: Option<&CollectionEvidence>,
    as_of: NaiveDate,
) -> (bool, Reason) {
    let acknowledged = evidence.and_then(|evidence| evidence.acknowledged).filter(|_| law.renewed_by_acknowledgment);
    let paid = paid.iter().copied().filter(|_| law.renewed_by_payment);
    let mut renewed: Vec<NaiveDate> = paid.chain(acknowledged).filter(|day| *day <= as_of && *day > due).collect();
    renewed.sort_unstable();
    let ends_from = |begins: NaiveDate| add_months(begins, law.months).unwrap_or(NaiveDate::MAX);
    let mut begins = if law.from_year_end { NaiveDate::from_ymd_opt(due.year(), 12, 31).unwrap_or(due) } else { due };
    let mut ends = ends_from(begins);
    for day in renewed {
        if ends_from(day) > ends && (day <= ends || law.revived_when_over) {
            (begins, ends) = (day, ends_from(day));
        }
    }
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
    (is_over, reason.with_inputs(inputs))
}
