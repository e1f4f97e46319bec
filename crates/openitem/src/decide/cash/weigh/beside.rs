//! What a person who looks at a reading should know beside it: what else is named, and whose it is.

use std::collections::HashSet;

use super::super::proposal::CashStatus;
use super::{Verdict, Weighing, goes_by_names};
use crate::{Reason, ReasonInput};

/// So many numbers at most are told of one kind.
const MOST_TOLD: usize = 3;

impl Weighing<'_> {
    /// Adds to what a person has to look at the numbers that are of no item given, and those of customers whose account the reading does
    /// not pay.
    pub(super) fn tell_what_else_is_named(&self, verdict: &mut Verdict) {
        let seen = verdict.readings.first().and_then(|reading| self.accounts.get(reading.account));
        let Some(seen) = seen.filter(|_| verdict.status == CashStatus::Review) else { return };
        let own: HashSet<usize> = seen.account.debits.iter().chain(&seen.account.credits).map(|row| row.item).collect();
        let items = &self.sight.desk.items;
        let by_amount = verdict.readings.first().filter(|reading| !goes_by_names(reading));
        let paid = by_amount.map(|reading| self.items_of(reading)).unwrap_or_default();
        let (mut unknown, mut of_others) = (Vec::new(), Vec::new());
        for reference in &self.meant.references {
            let written = ReasonInput::new("written", reference.written.as_str());
            match reference.items.as_slice() {
                [] if reference.unpayable.is_some() && of_others.len() < MOST_TOLD => {
                    let Some(item) = reference.unpayable.and_then(|place| items.get(place)) else { continue };
                    let text = "what is named too cannot be paid here: it is of another entity or currency, or of a later day";
                    let inputs =
                        [("item", item.id.to_string()), ("entity", item.entity.to_string()), ("currency", item.currency.to_string())];
                    let inputs = inputs.into_iter().map(|(name, value)| ReasonInput::new(name, value));
                    of_others
                        .push(Reason::new("named_elsewhere", text).with_inputs([written].into_iter().chain(inputs).collect::<Vec<_>>()));
                }
                [] if reference.unpayable.is_none() && unknown.len() < MOST_TOLD => {
                    let text = "the payer names a number that is of no item given";
                    unknown.push(Reason::new("unknown_number", text).with_inputs(vec![written]));
                }
                [place] if by_amount.is_some() && reference.is_full && own.contains(place) && !paid.contains(place) => {
                    let Some(item) = items.get(*place).filter(|_| of_others.len() < MOST_TOLD) else { continue };
                    let inputs = vec![written, ReasonInput::new("item", item.id.to_string())];
                    of_others.push(Reason::new("named_and_not_paid", "what is named is not among what is paid").with_inputs(inputs));
                }
                [place] if !own.contains(place) && of_others.len() < MOST_TOLD => {
                    let Some((item, customer)) = items.get(*place).and_then(|item| Some((item, item.customer.as_ref()?))) else { continue };
                    let is_closed = self.sight.desk.open.get(*place) == Some(&0);
                    if !is_closed && (*customer == seen.customer || self.sight.customers.contains(customer)) {
                        continue;
                    }
                    let text = if is_closed { "what is named too is closed" } else { "what is named too is another customer's" };
                    let inputs =
                        vec![written, ReasonInput::new("item", item.id.to_string()), ReasonInput::new("customer", customer.to_string())];
                    of_others.push(
                        Reason::new(if is_closed { "named_and_closed" } else { "named_of_other_customer" }, text).with_inputs(inputs),
                    );
                }
                _ => {}
            }
        }
        verdict.reasons.append(&mut of_others);
        verdict.reasons.append(&mut unknown);
    }
}
