//! Plans folded from entries.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use super::policy::PlanClaim;
use super::record::{PlanCharge, PlanHistory, PlanInstrument, PlanRevision, ReAgedItem};
use crate::entry::made::installment_item;
use crate::entry::{Entry, EntryKind};
use crate::{Amount, AsOf, Currency, EntryId, ItemId, Plan, PlanId, ReceiptId, history};

/// The reason on charges of a plan that are its interest.
pub(super) const PLAN_INTEREST: &str = "plan_interest";

/// The label that ties a charge to its plan.
pub(super) const PLAN_LABEL: &str = "plan";

/// The reason on a change of a due date that is a re-age.
pub(super) const RE_AGE: &str = "re_age";

/// The plans of a view with what [`assess`](fn@super::assess) and [`settle`](fn@super::settle) must know of them: changes, charges, the
/// stages of their instruments, due dates changed by a re-age. By id.
///
/// A finance charge belongs to a plan by its label `plan`; one with the reason `plan_interest` is interest of the installments, any other a
/// fee. What was reversed leaves no trace.
///
/// ```
/// use openitem::plan::plan_histories;
/// use openitem::AsOf;
/// let day = "2026-06-30".parse::<chrono::NaiveDate>().unwrap();
/// assert!(plan_histories(&[], &AsOf::new(day)).is_empty());
/// ```
#[must_use]
pub fn plan_histories(entries: &[Entry], as_of: &AsOf) -> Vec<PlanHistory> {
    let told = history(entries, as_of);
    let mut found = Found::default();
    for entry in &told.live {
        found.see(entry);
    }
    // A reversal of what spoke of a plan speaks of it too, though what it takes back is gone.
    let about: HashMap<&EntryId, &PlanId> = entries.iter().filter_map(|entry| Some((&entry.id, spoken_of(&entry.kind)?))).collect();
    for entry in &told.live {
        let plan = match &entry.kind {
            EntryKind::Reversal { reversal } => about.get(&reversal.entry).copied(),
            kind => spoken_of(kind),
        };
        if let Some(history) = plan.and_then(|plan| found.plans.get_mut(plan)) {
            history.last = Some(entry.id.clone());
        }
    }
    found.finish()
}

fn spoken_of(kind: &EntryKind) -> Option<&PlanId> {
    match kind {
        EntryKind::PlanAgreed { plan_agreed } => Some(&plan_agreed.id),
        EntryKind::PlanChanged { plan_changed } => Some(&plan_changed.id),
        EntryKind::PlanEnded { plan_ended } => Some(&plan_ended.id),
        _ => None,
    }
}

#[derive(Default)]
struct Found<'a> {
    plans: BTreeMap<&'a PlanId, PlanHistory>,
    charges: Vec<(&'a str, PlanCharge)>,
    instruments: HashMap<&'a ReceiptId, (Currency, PlanInstrument)>,
    re_aged: HashMap<&'a ItemId, Vec<ReAgedItem>>,
}

impl<'a> Found<'a> {
    fn see(&mut self, entry: &'a Entry) {
        let date = entry.effective;
        match &entry.kind {
            EntryKind::PlanAgreed { plan_agreed } => {
                let mut plan = Plan::new(plan_agreed.as_ref().clone(), entry.entity.clone(), date);
                plan.customer.clone_from(&entry.customer);
                self.plans.insert(&plan_agreed.id, PlanHistory::new(plan));
            }
            EntryKind::PlanChanged { plan_changed } => {
                if let Some(history) = self.plans.get_mut(&plan_changed.id) {
                    history.changes.push(PlanRevision::new(date, plan_changed.installments.clone()));
                }
            }
            EntryKind::PlanEnded { plan_ended } => {
                if let Some(history) = self.plans.get_mut(&plan_ended.id) {
                    (history.plan.ended, history.plan.outcome) = (Some(date), Some(plan_ended.outcome));
                    history.ended_by = Some(entry.id.clone());
                }
            }
            EntryKind::FinanceCharge { finance_charge } => {
                let Some(label) = finance_charge.labels.iter().find(|label| label.name == PLAN_LABEL) else { return };
                let is_interest = finance_charge.reason.as_ref().is_some_and(|reason| reason.as_str() == PLAN_INTEREST);
                let claim = if is_interest { PlanClaim::Interest } else { PlanClaim::Fees };
                let whole = [(0, finance_charge.amount, finance_charge.due)];
                let parts = finance_charge.installments.iter().enumerate().map(|(at, part)| (at, part.amount, part.due));
                let parts: Vec<_> = if finance_charge.installments.is_empty() { whole.to_vec() } else { parts.collect() };
                for (at, amount, due) in parts {
                    let charge = PlanCharge::new(installment_item(finance_charge, at), claim, due.unwrap_or(date), amount);
                    self.charges.push((&label.value, charge));
                }
            }
            EntryKind::ItemChanged { item_changed } => {
                let is_re_age = item_changed.due.is_some() && item_changed.reason.as_ref().is_some_and(|reason| reason.as_str() == RE_AGE);
                if is_re_age {
                    let changed = ReAgedItem::new(item_changed.item.clone(), entry.id.clone(), date);
                    self.re_aged.entry(&item_changed.item).or_default().push(changed);
                }
            }
            _ => self.see_instrument(entry),
        }
    }

    fn see_instrument(&mut self, entry: &'a Entry) {
        match &entry.kind {
            EntryKind::Receipt { receipt } => {
                let since = receipt.value_date.unwrap_or(entry.effective);
                let instrument = PlanInstrument::new(receipt.id.clone(), receipt.instrument.first_stage(), since, receipt.amount);
                self.instruments.insert(&receipt.id, (receipt.currency, instrument));
            }
            EntryKind::InstrumentStaged { instrument_staged: staged } => {
                if let Some((_, instrument)) = self.instruments.get_mut(&staged.receipt) {
                    (instrument.stage, instrument.since) = (staged.stage, staged.value_date.unwrap_or(entry.effective));
                }
            }
            EntryKind::ReceiptReturned { receipt_returned: returned } => {
                if let Some((_, instrument)) = self.instruments.get_mut(&returned.receipt) {
                    let on = returned.value_date.unwrap_or(entry.effective);
                    instrument.returned = instrument.returned.checked_add(returned.amount).unwrap_or(instrument.amount);
                    instrument.returned_on = Some(instrument.returned_on.map_or(on, |first| first.min(on)));
                }
            }
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<PlanHistory> {
        let mut charges: HashMap<&str, Vec<PlanCharge>> = HashMap::new();
        for (plan, charge) in self.charges {
            charges.entry(plan).or_default().push(charge);
        }
        for history in self.plans.values_mut() {
            history.charges = charges.remove(history.plan.plan.id.as_str()).unwrap_or_default();
            crate::value::sort_by(&mut history.charges, |one, other| (one.due, &one.item).cmp(&(other.due, &other.item)));
            let installments = history.changes.iter().flat_map(|change| &change.installments).chain(&history.plan.plan.installments);
            let named: BTreeMap<&ReceiptId, ()> = installments.filter_map(|part| Some((part.receipt.as_ref()?, ()))).collect();
            let known = named.into_keys().filter_map(|receipt| self.instruments.get(receipt));
            let ours = known.filter(|(currency, _)| *currency == history.plan.plan.currency);
            history.instruments = ours.map(|(_, instrument)| instrument.clone()).collect();
            let (agreed, ended) = (history.plan.agreed, history.plan.ended);
            let ran = |changed: &&ReAgedItem| changed.date >= agreed && ended.is_none_or(|ended| changed.date <= ended);
            let changed = history.plan.plan.items.iter().filter_map(|item| self.re_aged.get(item));
            history.re_aged = changed.flatten().filter(ran).cloned().collect();
        }
        self.plans.into_values().collect()
    }
}

/// What stands of an instrument, as of a date.
pub(super) fn standing(instrument: &PlanInstrument, as_of: NaiveDate) -> Amount {
    let returned = if instrument.returned_on.is_some_and(|on| on > as_of) { Amount::ZERO } else { instrument.returned };
    let rest = instrument.amount.checked_sub(returned).unwrap_or_default();
    if rest.is_negative() { Amount::ZERO } else { rest }
}
