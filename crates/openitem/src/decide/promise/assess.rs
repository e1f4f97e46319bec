//! Holding what came against what was promised.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::policy::{PromiseCounts, PromisePolicy};
use super::record::{PromiseAssessment, PromiseRecord, PromiseReport, PromiseStatus};
use crate::book::lowered;
use crate::value::date::add_days;
use crate::value::exact::quotient;
use crate::{
    Amount, AppliedAmount, BusinessDayRule, Cause, Currency, CustomerId, EntityId, HolidayCalendar, ItemId, OpenItemError, PromiseId,
    PromiseToPay, Rate, Reason, ReasonInput, Rounding,
};

/// What became of promises, as of a date, and how customers keep their word.
///
/// A promise of items is kept by what was applied to those, each up to what was promised of it; a promise of an amount by what was
/// applied to any item of the customer. What came from the day of the promise through its last day counts, by value date; no amount counts
/// for two promises, the earlier goes first (by date, then id). A reversed receipt is not among `applied`
/// ([`applied_amounts`](crate::applied_amounts())), so that what it had kept is open or broken again.
///
/// ```
/// use openitem::promise::{PromisePolicy, PromiseStatus, assess};
/// use openitem::{Amount, Currency, PromiseMade, PromiseToPay};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let made = PromiseMade::new("P-1", day("2026-06-24"), Currency::USD, "500".parse::<Amount>()?);
/// let promise = PromiseToPay::new(made, "US01", day("2026-06-10")).with_customer("C-1");
/// // One day of grace: on the 25th it is not broken.
/// let status = |on: &str| assess(&[promise.clone()], &[], day(on), &PromisePolicy::oracle()).map(|report| report.promises[0].status);
/// assert_eq!((status("2026-06-25")?, status("2026-06-26")?), (PromiseStatus::Open, PromiseStatus::Broken));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range or a promise is given twice; `date_range` where its last day lies beyond the
/// calendar; `overflow`.
pub fn assess(
    promises: &[PromiseToPay],
    applied: &[AppliedAmount],
    as_of: NaiveDate,
    policy: &PromisePolicy,
) -> Result<PromiseReport, OpenItemError> {
    policy.check()?;
    let mut sorted: Vec<&PromiseToPay> = promises.iter().filter(|promise| promise.made <= as_of).collect();
    crate::value::sort_by(&mut sorted, |one, other| (one.promise.date, &one.promise.id).cmp(&(other.promise.date, &other.promise.id)));
    let mut ids = HashSet::new();
    if let Some(twice) = sorted.iter().find(|promise| !ids.insert(&promise.promise.id)) {
        return Err(OpenItemError::invalid("promises", &twice.promise.id, "each promise once"));
    }
    let mut followed: HashMap<&PromiseId, NaiveDate> = HashMap::new();
    for promise in &sorted {
        if let Some(before) = &promise.promise.replaces {
            let made = followed.entry(before).or_insert(promise.made);
            *made = promise.made.min(*made);
        }
    }
    let mut money = Came::new(applied, as_of, policy.counts);
    let mut assessed = Vec::with_capacity(sorted.len());
    for promise in &sorted {
        let replaced = followed.get(&promise.promise.id).copied();
        assessed.push(judge(promise, replaced, &mut money, as_of, policy)?);
    }
    levels(&sorted, &mut assessed);
    let (customers, totals) = records(&assessed)?;
    Ok(PromiseReport { promises: assessed, customers, totals })
}

impl PromisePolicy {
    fn check(&self) -> Result<(), OpenItemError> {
        if self.days < 0 {
            return Err(OpenItemError::invalid("days", self.days, "no days or more"));
        }
        if self.percent.is_negative() || self.percent > Rate::ONE_HUNDRED {
            return Err(OpenItemError::invalid("percent", self.percent, "a percentage from 0 to 100"));
        }
        match self.shortage.iter().find(|row| row.amount.is_negative()) {
            Some(row) => Err(OpenItemError::invalid("shortage", row, "an amount of at least zero")),
            None => Ok(()),
        }
    }

    /// The last day on which money is in time.
    fn last_day(&self, date: NaiveDate) -> Result<NaiveDate, OpenItemError> {
        if !self.business_days {
            return add_days(date, i64::from(self.days));
        }
        let plain = HolidayCalendar::new("plain");
        let calendar = self.calendar.as_ref().unwrap_or(&plain);
        calendar.add_business_days(calendar.adjust(date, BusinessDayRule::Following)?, self.days)
    }

    /// How much keeps a promise.
    fn enough(&self, promised: Amount, currency: Currency) -> Result<Amount, OpenItemError> {
        let scale = promised.scale().max(6);
        let share = self.percent.percent_of(promised, scale, Rounding::Ceiling)?;
        let allowed = self.shortage.iter().find(|row| row.currency == currency).map(|row| row.amount).unwrap_or_default();
        let less = promised.checked_sub(allowed).ok_or_else(|| OpenItemError::overflow("a promise less its shortage"))?;
        Ok(if less < share { less } else { share })
    }
}

/// What came, of which each amount counts once.
struct Came<'a> {
    applied: Vec<&'a AppliedAmount>,
    left: Vec<Amount>,
    by_item: HashMap<&'a ItemId, Vec<usize>>,
    by_customer: HashMap<&'a CustomerId, Vec<usize>>,
}

impl<'a> Came<'a> {
    fn new(given: &'a [AppliedAmount], as_of: NaiveDate, counts: PromiseCounts) -> Self {
        let applied = lowered(given, as_of, |one| counts.takes(one));
        let mut by_item: HashMap<&ItemId, Vec<usize>> = HashMap::new();
        let mut by_customer: HashMap<&CustomerId, Vec<usize>> = HashMap::new();
        for (place, applied) in applied.iter().enumerate() {
            by_item.entry(&applied.item).or_default().push(place);
            if let Some(customer) = &applied.customer {
                by_customer.entry(customer).or_default().push(place);
            }
        }
        let left = applied.iter().map(|applied| applied.amount).collect();
        Self { applied, left, by_item, by_customer }
    }

    /// Takes up to an amount of what came at these places from one day through another; each with its day.
    fn take(&mut self, places: &[usize], promise: &PromiseToPay, through: NaiveDate, most: Amount) -> Vec<(NaiveDate, Amount)> {
        let mut wanted = most;
        let mut out = Vec::new();
        for place in places {
            let (Some(applied), Some(left)) = (self.applied.get(*place), self.left.get_mut(*place)) else { continue };
            let is_ours = applied.entity == promise.entity && applied.currency == promise.promise.currency;
            if !is_ours || applied.date < promise.made || applied.date > through || !left.is_positive() {
                continue;
            }
            let part = if *left < wanted { *left } else { wanted };
            if !part.is_positive() {
                break;
            }
            *left = left.checked_sub(part).unwrap_or_default();
            wanted = wanted.checked_sub(part).unwrap_or_default();
            out.push((applied.date, part));
        }
        out
    }
}

impl PromiseCounts {
    const fn takes(self, applied: &AppliedAmount) -> bool {
        match self {
            Self::Everything => true,
            Self::Payments => match applied.cause {
                Cause::Applied => applied.receipt.is_some(),
                cause => matches!(
                    cause,
                    Cause::EarnedDiscount
                        | Cause::UnearnedDiscount
                        | Cause::Withheld
                        | Cause::BankFee
                        | Cause::Tolerance
                        | Cause::CashRounding
                ),
            },
        }
    }
}

fn judge(
    promise: &PromiseToPay,
    replaced: Option<NaiveDate>,
    money: &mut Came<'_>,
    as_of: NaiveDate,
    policy: &PromisePolicy,
) -> Result<PromiseAssessment, OpenItemError> {
    let made = &promise.promise;
    let last_day = policy.last_day(made.date)?;
    let withdrawn = promise.withdrawn.filter(|day| *day <= as_of && *day <= last_day);
    let replaced = replaced.filter(|day| *day <= last_day);
    let through = [withdrawn, replaced].into_iter().flatten().fold(last_day, NaiveDate::min);
    let came = came(promise, money, through);
    let enough = policy.enough(made.amount, made.currency)?;
    let mut paid = Amount::default();
    let mut kept_on = (!enough.is_positive()).then_some(promise.made);
    for (day, part) in came {
        paid = paid.checked_add(part).ok_or_else(|| OpenItemError::overflow("what was paid of a promise"))?;
        if kept_on.is_none() && paid >= enough {
            kept_on = Some(day);
        }
    }
    let (status, text) = match (kept_on, withdrawn, replaced) {
        (Some(_), ..) => (PromiseStatus::Kept, "enough of what was promised came in time"),
        (None, Some(taken_back), other) if other.is_none_or(|other| taken_back < other) => {
            (PromiseStatus::Withdrawn, "the promise was taken back before enough had come")
        }
        (None, _, Some(_)) => (PromiseStatus::Superseded, "another promise took its place before enough had come"),
        _ if as_of <= last_day => (PromiseStatus::Open, "its last day is not over"),
        _ if paid.is_zero() => (PromiseStatus::Broken, "its last day is over, and nothing came"),
        _ => (PromiseStatus::PartlyKept, "its last day is over, and less came than was promised"),
    };
    let inputs = [
        ("promised", made.amount.to_string()),
        ("enough", enough.to_string()),
        ("paid", paid.to_string()),
        ("last_day", last_day.to_string()),
    ];
    let inputs = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value)).collect::<Vec<_>>();
    Ok(PromiseAssessment {
        promise: made.id.clone(),
        customer: promise.customer.clone(),
        entity: promise.entity.clone(),
        currency: made.currency,
        status,
        promised: made.amount,
        paid,
        date: made.date,
        last_day,
        kept_on,
        level: 1,
        reasons: vec![Reason::new(status.name(), text).with_inputs(inputs)],
    })
}

/// What came for a promise through a day, by day.
fn came(promise: &PromiseToPay, money: &mut Came<'_>, through: NaiveDate) -> Vec<(NaiveDate, Amount)> {
    let made = &promise.promise;
    let mut out = Vec::new();
    if made.items.is_empty() {
        let places = promise.customer.as_ref().and_then(|customer| money.by_customer.get(customer)).cloned().unwrap_or_default();
        out = money.take(&places, promise, through, made.amount);
    } else {
        let mut wanted = made.amount;
        for line in &made.items {
            let places = money.by_item.get(&line.item).cloned().unwrap_or_default();
            let most = line.amount.filter(|amount| *amount < wanted).unwrap_or(wanted);
            for (day, part) in money.take(&places, promise, through, most) {
                wanted = wanted.checked_sub(part).unwrap_or_default();
                out.push((day, part));
            }
        }
    }
    crate::value::sort_by_key(&mut out, |(day, _)| *day);
    out
}

/// A promise that follows one that was not kept is of the next level.
fn levels(promises: &[&PromiseToPay], assessed: &mut [PromiseAssessment]) {
    let place: HashMap<&PromiseId, usize> = promises.iter().enumerate().map(|(at, promise)| (&promise.promise.id, at)).collect();
    let mut known: Vec<Option<i32>> = vec![None; assessed.len()];
    for start in 0..assessed.len() {
        // Up to the first whose level is known, or that begins a row; a circle begins where it is entered.
        let mut chain: Vec<usize> = Vec::new();
        let mut seen = HashSet::new();
        let mut at = Some(start);
        while let Some(here) = at.filter(|here| known.get(*here).is_some_and(Option::is_none) && seen.insert(*here)) {
            chain.push(here);
            let before = promises.get(here).and_then(|promise| promise.promise.replaces.as_ref());
            at = before.and_then(|before| place.get(before)).copied();
        }
        let mut before = at.filter(|at| !seen.contains(at));
        for here in chain.into_iter().rev() {
            let unkept = before.filter(|before| assessed.get(*before).is_some_and(|other| other.status != PromiseStatus::Kept));
            let level = unkept.and_then(|before| known.get(before).copied().flatten()).unwrap_or(0).saturating_add(1);
            if let (Some(slot), Some(own)) = (known.get_mut(here), assessed.get_mut(here)) {
                (*slot, own.level) = (Some(level), level);
            }
            before = Some(here);
        }
    }
}

type Key<'a> = (Option<&'a CustomerId>, Option<&'a EntityId>, Currency);

fn records(assessed: &[PromiseAssessment]) -> Result<(Vec<PromiseRecord>, Vec<PromiseRecord>), OpenItemError> {
    let mut customers: BTreeMap<Key<'_>, PromiseRecord> = BTreeMap::new();
    let mut totals: BTreeMap<Key<'_>, PromiseRecord> = BTreeMap::new();
    for one in assessed {
        let own = (one.customer.as_ref(), Some(&one.entity), one.currency);
        for (records, key) in [(&mut customers, own), (&mut totals, (None, None, one.currency))] {
            let record = records.entry(key).or_insert_with(|| {
                let mut record = PromiseRecord::new(key.2);
                (record.customer, record.entity) = (key.0.cloned(), key.1.cloned());
                record
            });
            add(record, one)?;
        }
    }
    let finished = |records: BTreeMap<Key<'_>, PromiseRecord>| records.into_values().map(rated).collect();
    Ok((finished(customers), finished(totals)))
}

fn add(record: &mut PromiseRecord, one: &PromiseAssessment) -> Result<(), OpenItemError> {
    let (count, is_judged) = match one.status {
        PromiseStatus::Open => (&mut record.open, false),
        PromiseStatus::Kept => (&mut record.kept, true),
        PromiseStatus::PartlyKept => (&mut record.partly_kept, true),
        PromiseStatus::Broken => (&mut record.broken, true),
        PromiseStatus::Withdrawn | PromiseStatus::Superseded => return Ok(()),
    };
    *count = count.saturating_add(1);
    if is_judged {
        let sum = |to: Amount, more: Amount| to.checked_add(more).ok_or_else(|| OpenItemError::overflow("a sum of promises"));
        record.promised = sum(record.promised, one.promised)?;
        record.paid = sum(record.paid, one.paid)?;
    }
    Ok(())
}

fn rated(mut record: PromiseRecord) -> PromiseRecord {
    let judged = i64::from(record.kept).saturating_add(i64::from(record.partly_kept)).saturating_add(i64::from(record.broken));
    record.kept_percent = percent(Decimal::from(record.kept), Decimal::from(judged));
    record.paid_percent = percent(record.paid.decimal(), record.promised.decimal());
    record
}

fn percent(part: Decimal, whole: Decimal) -> Option<Rate> {
    if whole.is_zero() {
        return None;
    }
    quotient(&[part, Decimal::ONE_HUNDRED], &[whole], 2, Rounding::HalfUp).and_then(|percent| Rate::new(percent).ok())
}
