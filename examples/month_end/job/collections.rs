//! The figures of collections: finance charges due, promises, plans at risk, what may be written off, the provision.

use std::collections::BTreeMap;

use openitem::aging::AgingPolicy;
use openitem::interest::{InterestPolicy, InterestRequest, accrue, history, suspensions};
use openitem::plan::{PlanAssessRequest, PlanPolicy, PlanReport, PlanStatus, assess as assess_plans, plan_histories};
use openitem::promise::{PromisePolicy, PromiseStatus, assess as assess_promises};
use openitem::provision::{LossRate, ProvisionPolicy, ProvisionRequest, assess as assess_provision};
use openitem::write_off::{EvidenceRequest, WriteOffPolicy, WriteOffRequest, assess as assess_write_offs, evidence};
use openitem::{Amount, AppliedAmount, Currency, EntityId, OpenItem, OpenItemError, Rate};

use super::arguments::Arguments;
use super::figures::Figures;
use super::input::Input;

/// By which law or contract the sample's companies charge interest.
const SAMPLE_INTEREST: [(&str, &str); 2] = [("DE01", "germany"), ("US01", "us_contract")];
/// The loss rates of IFRS 9, illustrative example 12, in percent of each bucket.
const SAMPLE_LOSS_RATES: [&str; 5] = ["0.3", "1.6", "3.6", "6.6", "10.6"];

/// What collections have to decide on, by currency.
pub(super) struct Collections {
    /// By currency.
    pub(super) lines: Vec<CollectionsLine>,
    /// The interest policies by name, each with the company that it holds for where it is not all of them.
    pub(super) charged_by: Vec<(Option<EntityId>, String)>,
    /// The loss rates, from the newest bucket to the oldest.
    pub(super) loss_rates: Vec<Rate>,
    /// What could not be reckoned.
    pub(super) notes: Vec<String>,
}

/// How many, and how much.
#[derive(Clone, Copy, Default)]
pub(super) struct Sum {
    /// How many.
    pub(super) count: i64,
    /// How much.
    pub(super) amount: Amount,
}

/// The figures of a currency.
pub(super) struct CollectionsLine {
    /// The currency.
    pub(super) currency: Currency,
    /// Charges to bill: how many customers of an entity, and their interest and fixed sums before tax.
    pub(super) charges: Sum,
    /// Promises that wait for their day, and what was promised.
    pub(super) promises_open: Sum,
    /// Promises of which nothing or not enough came in time, and what was missing.
    pub(super) promises_broken: Sum,
    /// The share of promises judged that were kept, in percent.
    pub(super) kept_percent: Option<Rate>,
    /// Plans that run.
    pub(super) plans: i64,
    /// Of those the late and the broken ones, and what is past due of them.
    pub(super) plans_at_risk: Sum,
    /// What may be written off.
    pub(super) write_offs: Sum,
    /// The expected loss.
    pub(super) provision: Amount,
}

impl Collections {
    /// The figures of what is open.
    pub(super) fn of(input: &Input, figures: &Figures, arguments: &Arguments, aging: &AgingPolicy) -> Result<Self, OpenItemError> {
        let mut desk = Desk { figures, lines: BTreeMap::new(), notes: Vec::new() };
        let (entries, view, today) = (&input.entries, &figures.as_of, figures.as_of.date);
        let mut interest = history(entries, view);
        let applied = interest.applied.clone();
        let plans = plan_histories(entries, view);
        let asked = PlanAssessRequest::new().with_plans(plans.clone()).with_applied(applied.clone()).with_items(figures.book.items.clone());
        let judged = assess_plans(&asked, today, &PlanPolicy::new())?;
        interest.suspensions = suspensions(&plans, &judged);
        desk.plans(&judged)?;
        desk.promises(&applied)?;
        desk.write_offs(applied)?;
        let charged_by = arguments.interest_policies(&SAMPLE_INTEREST);
        for (entity, name) in &charged_by {
            desk.charges(&interest, entity.as_ref(), name)?;
        }
        let loss_rates = arguments.loss_rates(&SAMPLE_LOSS_RATES)?;
        desk.provision(input, &loss_rates, aging)?;
        Ok(Self { lines: desk.lines.into_values().collect(), charged_by, loss_rates, notes: desk.notes })
    }
}

struct Desk<'a> {
    figures: &'a Figures,
    lines: BTreeMap<Currency, CollectionsLine>,
    notes: Vec<String>,
}

impl Desk<'_> {
    fn line(&mut self, currency: Currency) -> &mut CollectionsLine {
        self.lines.entry(currency).or_insert_with(|| CollectionsLine::new(currency))
    }

    fn plans(&mut self, judged: &PlanReport) -> Result<(), OpenItemError> {
        for plan in &judged.plans {
            let line = self.line(plan.currency);
            match plan.status {
                PlanStatus::Current => line.plans += 1,
                PlanStatus::Late | PlanStatus::Defaulted => {
                    line.plans += 1;
                    line.plans_at_risk.add(plan.arrears)?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn promises(&mut self, applied: &[AppliedAmount]) -> Result<(), OpenItemError> {
        let report = assess_promises(&self.figures.book.promises, applied, self.figures.as_of.date, &PromisePolicy::new())?;
        for promise in &report.promises {
            let line = self.line(promise.currency);
            match promise.status {
                PromiseStatus::Open => line.promises_open.add(promise.promised)?,
                PromiseStatus::Broken | PromiseStatus::PartlyKept => {
                    line.promises_broken.add(promise.promised.checked_sub(promise.paid).ok_or_else(overflow)?)?;
                }
                _ => {}
            }
        }
        for total in &report.totals {
            self.line(total.currency).kept_percent = total.kept_percent;
        }
        Ok(())
    }

    fn write_offs(&mut self, applied: Vec<AppliedAmount>) -> Result<(), OpenItemError> {
        let (book, today) = (&self.figures.book, self.figures.as_of.date);
        let told = EvidenceRequest::new()
            .with_items(book.items.clone())
            .with_contacts(book.contacts.clone())
            .with_notices(book.notices.clone())
            .with_placements(book.placements.clone())
            .with_holds(book.holds.clone());
        let request = WriteOffRequest::new().with_items(book.items.clone()).with_evidence(evidence(&told, today)).with_applied(applied);
        for candidate in &assess_write_offs(&request, today, &WriteOffPolicy::ours())?.candidates {
            self.line(candidate.currency).write_offs.add(candidate.amount)?;
        }
        Ok(())
    }

    /// The charges of a company, or of all, by one policy.
    fn charges(&mut self, interest: &InterestRequest, entity: Option<&EntityId>, name: &str) -> Result<(), OpenItemError> {
        let Some(policy) = InterestPolicy::preset(name) else { return Ok(()) };
        let mut request = interest.clone();
        let is_meant = |item: &OpenItem| entity.is_none_or(|entity| item.entity == *entity);
        request.items.retain(is_meant);
        request.closed.retain(is_meant);
        let accrued = accrue(&request, self.figures.as_of.date, &policy)?;
        for total in accrued.totals.iter().filter(|total| total.charges.is_positive()) {
            self.line(total.currency).charges.add(total.charges)?;
        }
        for missing in &accrued.missing {
            self.notes.push(format!("no finance charges for some items: the table {} has no rate for {}", missing.table, missing.date));
        }
        Ok(())
    }

    fn provision(&mut self, input: &Input, rates: &[Rate], aging: &AgingPolicy) -> Result<(), OpenItemError> {
        let buckets = self.figures.aging.by_currency.totals.first().map(|row| row.buckets.as_slice()).unwrap_or_default();
        if rates.is_empty() || buckets.is_empty() {
            return Ok(());
        }
        if rates.len() != buckets.len() {
            let labels: Vec<_> = buckets.iter().map(|bucket| bucket.label.as_str()).collect();
            let expected = format!("one percentage for each of the buckets {}", labels.join(", "));
            let found = format!("{} percentages", rates.len());
            return Err(OpenItemError::InvalidValue { field: String::from("--loss-rates"), found, expected });
        }
        let rates = buckets.iter().zip(rates).map(|(bucket, rate)| LossRate::new(bucket.label.clone(), *rate)).collect::<Vec<_>>();
        let policy = ProvisionPolicy::new(rates).with_aging(aging.clone().with_group_by(Vec::new()));
        let request = ProvisionRequest::new().with_items(self.figures.book.items.clone()).with_master(input.master.clone());
        for total in &assess_provision(&request, self.figures.as_of.date, &policy)?.totals {
            let line = self.line(total.currency);
            line.provision = line.provision.checked_add(total.required).ok_or_else(overflow)?;
        }
        Ok(())
    }
}

impl CollectionsLine {
    fn new(currency: Currency) -> Self {
        let none = Sum::default();
        Self {
            currency,
            charges: none,
            promises_open: none,
            promises_broken: none,
            kept_percent: None,
            plans: 0,
            plans_at_risk: none,
            write_offs: none,
            provision: Amount::ZERO,
        }
    }
}

impl Sum {
    fn add(&mut self, amount: Amount) -> Result<(), OpenItemError> {
        self.count += 1;
        self.amount = self.amount.checked_add(amount).ok_or_else(overflow)?;
        Ok(())
    }
}

fn overflow() -> OpenItemError {
    OpenItemError::Overflow { what: String::from("the figures of collections") }
}
