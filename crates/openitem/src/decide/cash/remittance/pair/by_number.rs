//! Pairing by the number of the payment, which both sides bear.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};

use super::{Work, sum};
use crate::{Currency, Reason, ReasonInput};

/// What shares a number, or is linked by several.
#[derive(Default)]
struct Linked {
    receipts: BTreeSet<usize>,
    advices: BTreeSet<usize>,
    numbers: BTreeSet<String>,
}

impl Work<'_> {
    /// Free receipts and advices that share numbers of payments, within the days: all that is linked together, where the sums agree.
    pub(super) fn by_number(&mut self) {
        for linked in merged(self.sharing()) {
            let (receipts, advices): (Vec<_>, Vec<_>) = (linked.receipts.into_iter().collect(), linked.advices.into_iter().collect());
            let money = sum(receipts.iter().filter_map(|at| Some(self.receipts.get(*at)?.1.amount)));
            let said = sum(advices.iter().filter_map(|at| Some(self.advices.get(*at)?.1.amount)));
            let inputs: Vec<_> = linked.numbers.into_iter().map(|number| ReasonInput::new("reference", number)).collect();
            if said.is_some() && money == said {
                let text = "both bear the number of the payment, and the amounts agree";
                self.take(&receipts, &advices, vec![Reason::new("pair_reference_amount", text).with_inputs(inputs)]);
            } else if receipts.len() == 1 && advices.len() == 1 && said.is_none() {
                let text = "both bear the number of the payment; the advice says no amount";
                self.take(&receipts, &advices, vec![Reason::new("pair_reference", text).with_inputs(inputs)]);
            } else {
                let text = "both bear the number of the payment, but the amounts differ or more than one may be meant";
                self.leave_open(&receipts, &advices, vec![Reason::new("pair_reference_unclear", text).with_inputs(inputs)]);
            }
        }
    }

    /// Number by number what bears it and is near something on the other side that does.
    fn sharing(&self) -> Vec<Linked> {
        let mut sharing: BTreeMap<(Currency, &str), Linked> = BTreeMap::new();
        for (at, (_, side)) in self.advices.iter().enumerate() {
            for number in &side.references {
                sharing.entry((side.currency, number)).or_default().advices.insert(at);
            }
        }
        for (at, (_, side)) in self.receipts.iter().enumerate() {
            for number in &side.references {
                if let Some(linked) = sharing.get_mut(&(side.currency, number.as_str())) {
                    linked.receipts.insert(at);
                }
            }
        }
        let linked = sharing.into_iter().map(|((_, number), mut linked)| {
            linked.numbers.insert(number.to_owned());
            self.near_each_other(linked)
        });
        linked.filter(|linked| !linked.receipts.is_empty() && !linked.advices.is_empty()).collect()
    }

    fn near_each_other(&self, mut linked: Linked) -> Linked {
        let date_of_receipt = |at: &usize| self.receipts.get(*at).and_then(|(_, side)| side.date);
        let date_of_advice = |at: &usize| self.advices.get(*at).and_then(|(_, side)| side.date);
        let (money, said) = (dates(linked.receipts.iter().map(date_of_receipt)), dates(linked.advices.iter().map(date_of_advice)));
        let (before, after) = (self.policy.days_before, self.policy.days_after);
        linked.receipts.retain(|at| any_within(&said, date_of_receipt(at), before, after));
        linked.advices.retain(|at| any_within(&money, date_of_advice(at), after, before));
        linked
    }
}

/// Dates in order; one that is missing stands first and is near to all.
fn dates(found: impl Iterator<Item = Option<NaiveDate>>) -> Vec<Option<NaiveDate>> {
    let mut dates: Vec<_> = found.collect();
    dates.sort_unstable();
    dates
}

/// Whether any of these dates lies at most so many days before or after one.
fn any_within(dates: &[Option<NaiveDate>], one: Option<NaiveDate>, before: i32, after: i32) -> bool {
    let (Some(one), Some(Some(_))) = (one, dates.first()) else { return !dates.is_empty() };
    let days = |days: i32| Days::new(u64::try_from(days).unwrap_or(0));
    let first = one.checked_sub_days(days(before)).unwrap_or(NaiveDate::MIN);
    let last = one.checked_add_days(days(after)).unwrap_or(NaiveDate::MAX);
    let at = dates.partition_point(|date| *date < Some(first));
    dates.get(at).is_some_and(|date| *date <= Some(last))
}

/// Those that hold a receipt or an advice in common become one, in the order of the first of each.
fn merged(sharing: Vec<Linked>) -> Vec<Linked> {
    let mut parents: Vec<usize> = (0..sharing.len()).collect();
    let mut holders: [BTreeMap<usize, usize>; 2] = [BTreeMap::new(), BTreeMap::new()];
    for (at, linked) in sharing.iter().enumerate() {
        for (members, holders) in [&linked.receipts, &linked.advices].into_iter().zip(&mut holders) {
            for member in members {
                let holder = *holders.entry(*member).or_insert(at);
                let (one, other) = (first_of(&mut parents, holder), first_of(&mut parents, at));
                if let Some(parent) = parents.get_mut(one.max(other)) {
                    *parent = one.min(other);
                }
            }
        }
    }
    let mut out: BTreeMap<usize, Linked> = BTreeMap::new();
    for (at, linked) in sharing.into_iter().enumerate() {
        let all = out.entry(first_of(&mut parents, at)).or_default();
        all.receipts.extend(linked.receipts);
        all.advices.extend(linked.advices);
        all.numbers.extend(linked.numbers);
    }
    out.into_values().collect()
}

/// The first that one is merged with; the way there gets shorter with each asking.
fn first_of(parents: &mut [usize], mut at: usize) -> usize {
    while let Some(parent) = parents.get(at).copied().filter(|parent| *parent != at) {
        let next = parents.get(parent).copied().unwrap_or(parent);
        if let Some(shorter) = parents.get_mut(at) {
            *shorter = next;
        }
        at = parent;
    }
    at
}
