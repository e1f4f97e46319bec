//! Where an item stands in an aging: a bucket, a column of its own, or left out.

use chrono::{Days, NaiveDate};

use super::bucket::Buckets;
use super::policy::{AgingPolicy, AwaitingTreatment, ClassTreatment, CreditTreatment, DateBasis, DateFallback, DatesOf};
use super::result::LeftOutReason;
use crate::entry::ControlClass;
use crate::{Amount, OpenItem};

/// A column beside the buckets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Credits,
    Unapplied,
    OnAccount,
    Unidentified,
    Prepaid,
    Held,
    Deductions,
    Withholding,
}

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    Bucket(usize),
    Column(Column),
    Absorbed,
    LeftOut(LeftOutReason),
}

/// The place of an item whose signed open amount is `amount`.
pub(crate) fn place(item: &OpenItem, amount: Amount, policy: &AgingPolicy, buckets: &Buckets) -> Place {
    let (column, reason) = match item.control_class {
        ControlClass::Receivable if !amount.is_negative() => return aged(item, true, policy, buckets),
        ControlClass::Receivable => (Column::Credits, LeftOutReason::Credits),
        ControlClass::HeldInstrument => (Column::Held, LeftOutReason::Held),
        ControlClass::Deduction => (Column::Deductions, LeftOutReason::Deductions),
        ControlClass::WithholdingPending => (Column::Withholding, LeftOutReason::Withholding),
        ControlClass::Unapplied => (Column::Unapplied, LeftOutReason::Unapplied),
        ControlClass::OnAccount => (Column::OnAccount, LeftOutReason::OnAccount),
        ControlClass::Unidentified => (Column::Unidentified, LeftOutReason::Unidentified),
        ControlClass::Prepayment => (Column::Prepaid, LeftOutReason::Prepaid),
    };
    let class = match item.control_class {
        ControlClass::HeldInstrument => Some(policy.held),
        ControlClass::Deduction => Some(policy.deductions),
        ControlClass::WithholdingPending => Some(policy.withholding),
        _ => None,
    };
    match class {
        Some(ClassTreatment::Apart) => Place::Column(column),
        Some(ClassTreatment::InBuckets) => aged(item, !amount.is_negative(), policy, buckets),
        Some(ClassTreatment::LeftOut) => Place::LeftOut(reason),
        None => match credit_treatment(item.control_class, policy) {
            CreditTreatment::Apart => Place::Column(column),
            CreditTreatment::OwnDate => aged(item, false, policy, buckets),
            // A debit on a class of money takes nothing off: it is seen where it stands.
            CreditTreatment::OldestFirst if !amount.is_negative() => Place::Column(column),
            CreditTreatment::OldestFirst => Place::Absorbed,
            CreditTreatment::LeftOut => Place::LeftOut(reason),
        },
    }
}

fn credit_treatment(class: ControlClass, policy: &AgingPolicy) -> CreditTreatment {
    match class {
        ControlClass::Prepayment => policy.prepayments.unwrap_or(policy.money),
        ControlClass::Unapplied | ControlClass::OnAccount | ControlClass::Unidentified => policy.money,
        _ => policy.credits,
    }
}

fn aged(item: &OpenItem, is_debit: bool, policy: &AgingPolicy, buckets: &Buckets) -> Place {
    let found = match aging_date(item, is_debit, policy) {
        Some(date) => buckets.find(date),
        None => buckets.farthest(),
    };
    found.map_or(Place::LeftOut(LeftOutReason::NotYetDue), Place::Bucket)
}

/// The date that an item is aged by; none for what waits for an event and counts as not due.
pub(crate) fn aging_date(item: &OpenItem, is_debit: bool, policy: &AgingPolicy) -> Option<NaiveDate> {
    let (document_date, effective, due) = match (&item.origin, policy.dates_of) {
        (Some(origin), DatesOf::Origin) => (origin.document_date, origin.effective, origin.due),
        _ => (item.document_date, item.effective, item.due),
    };
    match (policy.basis, due) {
        (DateBasis::Document, _) => Some(document_date),
        (DateBasis::Effective, _) => Some(effective),
        (DateBasis::Due, Some(due)) => Some(due),
        (DateBasis::Due, None) if item.awaits.is_some() && policy.awaiting == AwaitingTreatment::NotDue => None,
        (DateBasis::Due, None) => {
            let date = match policy.without_due {
                DateFallback::DocumentDate => document_date,
                DateFallback::Effective => effective,
            };
            Some(if is_debit { shifted(date, policy.without_due_days) } else { date })
        }
    }
}

/// A date so many days later, held at the ends of the calendar.
fn shifted(date: NaiveDate, days: i32) -> NaiveDate {
    let size = Days::new(u64::from(days.unsigned_abs()));
    if days < 0 { date.checked_sub_days(size).unwrap_or(NaiveDate::MIN) } else { date.checked_add_days(size).unwrap_or(NaiveDate::MAX) }
}
