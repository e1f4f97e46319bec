//! The slow, obvious aging: every cell of the report filters all items again. It shares only the types with the core.

use chrono::{Days, Months, NaiveDate};
use openitem::aging::{
    AgedBucket, AgingPolicy, AgingRow, AwaitingTreatment, BucketUnit, ClassTreatment, CreditTreatment, DateBasis, DateFallback, DatesOf,
    DisputedTreatment, LeftOutReason,
};
use openitem::{Amount, ControlClass, Currency, GroupBy, GroupPart, MasterData, OpenItem, Side, Tally};

/// Where an item stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Bucket(usize),
    Column(ControlClass),
    Absorbed,
    LeftOut(LeftOutReason),
}

/// The rows of an aging in the currencies of the items, the slow way.
///
/// # Panics
/// Where amounts do not fit, or a customer is its own ancestor.
#[must_use]
pub fn rows(items: &[OpenItem], master: &MasterData, as_of: NaiveDate, policy: &AgingPolicy, labels: &[String]) -> Vec<AgingRow> {
    let open: Vec<&OpenItem> = items.iter().filter(|item| item.effective <= as_of && !item.open.is_zero()).collect();
    let mut keys: Vec<(Vec<Option<String>>, Currency)> = Vec::new();
    for item in &open {
        let key = (group(item, master, as_of, policy), item.currency);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys.sort_by_key(|(group, currency)| (group.iter().map(|value| (value.is_none(), value.clone())).collect::<Vec<_>>(), *currency));
    keys.iter()
        .map(|(values, currency)| {
            let mine: Vec<&OpenItem> =
                open.iter().copied().filter(|item| item.currency == *currency && group(item, master, as_of, policy) == *values).collect();
            let parts = policy.group_by.iter().zip(values).map(|(by, value)| {
                let part = GroupPart::new(by.name());
                if let Some(value) = value { part.with_value(value.as_str()) } else { part }
            });
            row(&mine, as_of, policy, labels, *currency).with_group(parts.collect::<Vec<_>>())
        })
        .collect()
}

/// Everything that is open on the date, debits less credits and money.
///
/// # Panics
/// Where the sum does not fit.
#[must_use]
pub fn net(items: &[OpenItem], as_of: NaiveDate, currency: Currency) -> Amount {
    total(items.iter().filter(|item| item.effective <= as_of && item.currency == currency).map(signed))
}

fn row(items: &[&OpenItem], as_of: NaiveDate, policy: &AgingPolicy, labels: &[String], currency: Currency) -> AgingRow {
    let placed: Vec<(&OpenItem, Place)> = items.iter().map(|item| (*item, place(item, as_of, policy))).collect();
    let apart = policy.disputed == DisputedTreatment::Apart;
    let in_bucket = |at: usize| placed.iter().filter(move |(_, place)| *place == Place::Bucket(at)).map(|(item, _)| *item);
    let mut buckets: Vec<AgedBucket> = labels
        .iter()
        .enumerate()
        .map(|(at, label)| {
            let part = |item: &OpenItem| if apart { less(signed(item), disputed(item)) } else { signed(item) };
            let count = in_bucket(at).filter(|item| !part(item).is_zero()).count();
            let inside = if apart { Amount::ZERO } else { total(in_bucket(at).map(disputed)) };
            AgedBucket::new(label.as_str(), i64::try_from(count).unwrap(), total(in_bucket(at).map(part))).with_disputed(inside)
        })
        .collect();
    let mut payers: Vec<_> = items.iter().map(|item| (&item.entity, &item.customer)).collect();
    payers.sort();
    payers.dedup();
    for (entity, customer) in payers {
        absorb(&placed, &mut buckets, as_of, policy, |item| item.entity == *entity && item.customer == *customer);
    }
    let column =
        |class: ControlClass| tally(placed.iter().filter(|(_, place)| *place == Place::Column(class)).map(|(item, _)| signed(item)));
    let aged = || placed.iter().filter(|(_, place)| matches!(place, Place::Bucket(_))).map(|(item, _)| *item);
    let disputed = tally(aged().map(disputed).filter(|amount| !amount.is_zero()));
    let in_buckets =
        Tally::new().with_count(buckets.iter().map(|b| b.count).sum::<i64>()).with_amount(total(buckets.iter().map(|b| b.amount)));
    let stands = |place: &Place| !matches!(place, Place::LeftOut(_));
    let all = tally(placed.iter().filter(|(_, place)| stands(place)).map(|(item, _)| signed(item)));
    AgingRow::new(currency, buckets, in_buckets, all)
        .with_credits(column(ControlClass::Receivable))
        .with_unapplied(column(ControlClass::Unapplied))
        .with_on_account(column(ControlClass::OnAccount))
        .with_unidentified(column(ControlClass::Unidentified))
        .with_prepaid(column(ControlClass::Prepayment))
        .with_disputed(disputed)
        .with_held(column(ControlClass::HeldInstrument))
        .with_deductions(column(ControlClass::Deduction))
        .with_withholding(column(ControlClass::WithholdingPending))
        .with_absorbed(tally(placed.iter().filter(|(_, place)| *place == Place::Absorbed).map(|(item, _)| signed(item))))
        .with_left_out(tally(placed.iter().filter(|(_, place)| !stands(place)).map(|(item, _)| signed(item))))
}

/// One payer's credits come off what that payer's own items put into each bucket.
fn absorb(
    placed: &[(&OpenItem, Place)],
    buckets: &mut [AgedBucket],
    as_of: NaiveDate,
    policy: &AgingPolicy,
    is_mine: impl Fn(&OpenItem) -> bool,
) {
    let mine: Vec<_> = placed.iter().filter(|(item, _)| is_mine(item)).collect();
    let mut left = total(mine.iter().filter(|(_, place)| *place == Place::Absorbed).map(|(item, _)| signed(item))).negated();
    let apart = policy.disputed == DisputedTreatment::Apart;
    for at in (0..buckets.len()).rev() {
        let held = total(
            mine.iter()
                .filter(|(_, place)| *place == Place::Bucket(at))
                .map(|(item, _)| if apart { less(signed(item), disputed(item)) } else { signed(item) }),
        );
        let part = left.min(held);
        if part.is_positive() {
            buckets[at].amount = less(buckets[at].amount, part);
            left = less(left, part);
        }
    }
    if left.is_positive() {
        let at = bucket(as_of, as_of, policy).unwrap_or(0);
        buckets[at].amount = less(buckets[at].amount, left);
    }
}

fn place(item: &OpenItem, as_of: NaiveDate, policy: &AgingPolicy) -> Place {
    let is_credit = signed(item).is_negative();
    let aged = |is_debit: bool| {
        let at = match date(item, is_debit, policy) {
            Some(date) => bucket(date, as_of, policy),
            None if policy.from_day.is_some() => None,
            None => Some(0),
        };
        at.map_or(Place::LeftOut(LeftOutReason::NotYetDue), Place::Bucket)
    };
    let class = |treatment: ClassTreatment, reason: LeftOutReason| match treatment {
        ClassTreatment::Apart => Place::Column(item.control_class),
        ClassTreatment::InBuckets => aged(!is_credit),
        _ => Place::LeftOut(reason),
    };
    let credit = |treatment: CreditTreatment, reason: LeftOutReason| match treatment {
        CreditTreatment::Apart => Place::Column(item.control_class),
        CreditTreatment::OwnDate => aged(false),
        CreditTreatment::OldestFirst => {
            if is_credit {
                Place::Absorbed
            } else {
                Place::Column(item.control_class)
            }
        }
        _ => Place::LeftOut(reason),
    };
    match item.control_class {
        ControlClass::Receivable if is_credit => credit(policy.credits, LeftOutReason::Credits),
        ControlClass::Receivable => aged(true),
        ControlClass::HeldInstrument => class(policy.held, LeftOutReason::Held),
        ControlClass::Deduction => class(policy.deductions, LeftOutReason::Deductions),
        ControlClass::WithholdingPending => class(policy.withholding, LeftOutReason::Withholding),
        ControlClass::Unapplied => credit(policy.money, LeftOutReason::Unapplied),
        ControlClass::OnAccount => credit(policy.money, LeftOutReason::OnAccount),
        ControlClass::Unidentified => credit(policy.money, LeftOutReason::Unidentified),
        _ => credit(policy.prepayments.unwrap_or(policy.money), LeftOutReason::Prepaid),
    }
}

fn bucket(date: NaiveDate, as_of: NaiveDate, policy: &AgingPolicy) -> Option<usize> {
    let age = (as_of - date).num_days();
    if policy.from_day.is_some_and(|day| age < i64::from(day)) {
        return None;
    }
    policy.buckets.iter().position(|edge| match (edge.through, edge.unit) {
        (None, _) => true,
        (Some(through), BucketUnit::Months) => date >= as_of.succ_opt().unwrap() - Months::new(u32::try_from(through).unwrap()),
        (Some(through), _) => age <= i64::from(through),
    })
}

fn date(item: &OpenItem, is_debit: bool, policy: &AgingPolicy) -> Option<NaiveDate> {
    let origin = item.origin.as_ref().filter(|_| policy.dates_of == DatesOf::Origin);
    let document_date = origin.map_or(item.document_date, |origin| origin.document_date);
    let effective = origin.map_or(item.effective, |origin| origin.effective);
    let due = origin.map_or(item.due, |origin| origin.due);
    if policy.basis == DateBasis::Document {
        return Some(document_date);
    }
    if policy.basis == DateBasis::Effective {
        return Some(effective);
    }
    if due.is_some() {
        return due;
    }
    if item.awaits.is_some() && policy.awaiting == AwaitingTreatment::NotDue {
        return None;
    }
    let base = if policy.without_due == DateFallback::Effective { effective } else { document_date };
    let days = if is_debit { policy.without_due_days } else { 0 };
    Some(base + Days::new(u64::try_from(days).unwrap()))
}

fn group(item: &OpenItem, master: &MasterData, as_of: NaiveDate, policy: &AgingPolicy) -> Vec<Option<String>> {
    let customer = item.customer.as_ref();
    policy
        .group_by
        .iter()
        .map(|by| match by {
            GroupBy::Customer {} => customer.map(ToString::to_string),
            GroupBy::Parent {} => customer.map(|customer| master.top_parent(customer, as_of).unwrap().to_string()),
            GroupBy::Entity {} => Some(item.entity.to_string()),
            GroupBy::Currency {} => Some(item.currency.to_string()),
            GroupBy::Terms {} => item.terms.clone(),
            GroupBy::Plan {} => item.plan.as_ref().map(ToString::to_string),
            GroupBy::Collector {} => customer.and_then(|id| master.customer(id, as_of)?.collector.as_ref().map(ToString::to_string)),
            GroupBy::Label { name } => item.labels.iter().find(|label| label.name == *name).map(|label| label.value.clone()),
            _ => None,
        })
        .collect()
}

fn signed(item: &OpenItem) -> Amount {
    if item.side == Side::Credit { item.open.negated() } else { item.open }
}

fn disputed(item: &OpenItem) -> Amount {
    let most = signed(item);
    if most.is_positive() { item.disputed.min(most).max(Amount::ZERO) } else { Amount::ZERO }
}

fn less(from: Amount, amount: Amount) -> Amount {
    from.checked_sub(amount).unwrap()
}

fn total(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::checked_sum(amounts).unwrap()
}

fn tally(amounts: impl Iterator<Item = Amount>) -> Tally {
    let amounts: Vec<Amount> = amounts.collect();
    Tally::new().with_count(i64::try_from(amounts.len()).unwrap()).with_amount(total(amounts))
}
