//! When a plan breaks, and when it comes to life again.

use chrono::NaiveDate;

use super::judge::Judged;
use super::policy::{PlanCovenant, PlanPolicy};
use super::sheet::{minus, plus};
use crate::value::date::add_days;
use crate::{Amount, Currency, OpenItemError, Reason, ReasonInput};

/// Something that happened to a plan on a day.
#[derive(Clone, Copy)]
enum Event {
    Missed(Amount),
    Cured(Amount),
    Returned,
}

/// How a plan stands by what happened so far.
#[derive(Clone, Default)]
pub(super) struct Standing {
    /// How many installments were missed.
    pub missed: i32,
    /// How often it broke.
    pub defaults: i32,
    /// When it broke, if it is broken.
    pub defaulted_on: Option<NaiveDate>,
    pub reinstated_on: Option<NaiveDate>,
    pub reasons: Vec<Reason>,
    open: i32,
    open_amount: Amount,
    returned: i32,
}

/// The last day on which a plan that broke may be cured.
pub(super) fn cure_by(defaulted_on: NaiveDate, policy: &PlanPolicy) -> Result<NaiveDate, OpenItemError> {
    add_days(defaulted_on, i64::from(policy.cure_days))
}

fn told(rule: &str, text: &str, inputs: &[(&str, String)]) -> Reason {
    let inputs: Vec<ReasonInput> = inputs.iter().map(|(name, value)| ReasonInput::new(*name, value.clone())).collect();
    Reason::new(rule, text).with_inputs(inputs)
}

impl Standing {
    /// Goes through what happened in a phase, day by day: each day is judged at its end.
    pub fn follow(&mut self, judged: &Judged, currency: Currency, policy: &PlanPolicy) -> Result<(), OpenItemError> {
        let mut events: Vec<(NaiveDate, Event)> = judged.returns.iter().map(|on| (*on, Event::Returned)).collect();
        for part in &judged.parts {
            let Some(on) = part.assessed.missed_on else { continue };
            // What was missed for its instrument may have been paid in part before.
            let amount = part.unpaid_in_time;
            events.push((on, Event::Missed(amount)));
            events.extend(part.assessed.paid_on.map(|paid| (paid, Event::Cured(amount))));
        }
        crate::value::sort_by_key(&mut events, |(on, _)| *on);
        for day in events.chunk_by(|(one, _), (other, _)| one == other) {
            let Some((on, _)) = day.first() else { continue };
            let before = (self.missed, self.returned);
            day.iter().try_for_each(|(_, event)| self.take(*event))?;
            let is_new = (self.missed > before.0, self.returned > before.1);
            self.end_of_day(*on, is_new, currency, policy)?;
        }
        Ok(())
    }

    /// What a change of the plan leaves behind: nothing is missed any more.
    pub fn begin_again(&mut self, on: NaiveDate) {
        (self.open, self.open_amount) = (0, Amount::ZERO);
        if self.defaulted_on.take().is_some() {
            self.reinstated_on = Some(on);
            let text = "the plan had broken, and was changed: it goes on with its new payments";
            self.reasons.push(told("changed_after_default", text, &[("on", on.to_string())]));
        }
    }

    fn take(&mut self, event: Event) -> Result<(), OpenItemError> {
        match event {
            Event::Missed(amount) => {
                (self.missed, self.open) = (self.missed.saturating_add(1), self.open.saturating_add(1));
                self.open_amount = plus(self.open_amount, amount)?;
            }
            Event::Cured(amount) => {
                self.open = self.open.saturating_sub(1);
                self.open_amount = minus(self.open_amount, amount)?;
            }
            Event::Returned => self.returned = self.returned.saturating_add(1),
        }
        Ok(())
    }

    fn end_of_day(
        &mut self,
        on: NaiveDate,
        (is_missed, is_returned): (bool, bool),
        currency: Currency,
        policy: &PlanPolicy,
    ) -> Result<(), OpenItemError> {
        if let Some(since) = self.defaulted_on {
            if self.open == 0 && on <= cure_by(since, policy)? {
                (self.defaulted_on, self.reinstated_on) = (None, Some(on));
                let inputs = [("broken_on", since.to_string()), ("on", on.to_string())];
                self.reasons.push(told("reinstated", "all arrears were paid by the cure date", &inputs));
            }
            return Ok(());
        }
        let limit = policy.default_over.iter().find(|row| row.currency == currency).map(|row| row.amount);
        let most = policy.covenants.iter().find_map(|covenant| match covenant {
            PlanCovenant::Returns { most } => Some(*most),
            PlanCovenant::KeepsCurrent { .. } => None,
        });
        let why = if is_missed && self.open >= policy.default_after {
            told(
                "default",
                "so many installments are missed",
                &[("missed", self.open.to_string()), ("limit", policy.default_after.to_string())],
            )
        } else if let Some(most) = policy.default_after_in_all.filter(|most| is_missed && self.missed >= *most) {
            told(
                "default_in_all",
                "so many installments were missed in all",
                &[("missed", self.missed.to_string()), ("limit", most.to_string())],
            )
        } else if let Some(limit) = limit.filter(|limit| is_missed && self.open_amount > *limit) {
            let inputs = [("missed", self.open_amount.to_string()), ("limit", limit.to_string())];
            told("default_amount", "more is missed than the policy bears", &inputs)
        } else if let Some(most) = most.filter(|most| is_returned && self.returned > *most) {
            told(
                "returns",
                "instruments were returned more often than agreed",
                &[("returned", self.returned.to_string()), ("most", most.to_string())],
            )
        } else {
            return Ok(());
        };
        self.break_on(on, why);
        Ok(())
    }

    pub fn break_on(&mut self, on: NaiveDate, mut why: Reason) {
        why.inputs.push(ReasonInput::new("on", on.to_string()));
        self.reasons.push(why);
        self.defaulted_on = Some(on);
        self.defaults = self.defaults.saturating_add(1);
    }
}
