//! Holding open items against the rules.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;

use super::cover::Cover;
use super::evidence::CollectionEvidence;
use super::limitation;
use super::policy::{UncollectibleRule, WriteOffPolicy};
use super::record::{WriteOffCandidate, WriteOffReport, WriteOffRequest, WriteOffSetAside, WriteOffTotal, WriteOffWaiting};
use crate::entry::{ControlClass, Side};
use crate::value::minor_units;
use crate::{
    Amount, Cause, Currency, CurrencyRow, EntityId, ItemId, OpenItem, OpenItemError, Reason, ReasonCode, ReasonInput, Rounding,
    WriteOffMethod,
};

/// What may be written off, as of a date, and what may not yet: each with its reasons, the approval it needs and the entries to post.
///
/// Only debits that customers owe are looked at; credits are given back or go to the state
/// ([`unapplied`](crate::cash::unapplied()) says which), never to income. What is disputed, with an agency or in litigation is no
/// candidate; under a stay only a rule for the bankrupt writes off, and nothing else is done but to file the claim: of what is disputed or
/// not yet due too. A rule for a part writes off once: what was written off before counts to it.
///
/// ```
/// use openitem::write_off::{WriteOffPolicy, WriteOffRequest, assess};
/// use openitem::{Amount, Currency, ItemKind, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (billed, open) = ("100".parse::<Amount>()?, "4.80".parse::<Amount>()?);
/// let item = OpenItem::new("INV-1", "DE01", ItemKind::Invoice, Side::Debit, Currency::EUR, billed, open, day("2026-01-05"), day("2026-01-05"))
///     .with_due(day("2026-02-04"));
/// let report = assess(&WriteOffRequest::new().with_items(vec![item]), day("2026-03-06"), &WriteOffPolicy::new())?;
/// assert_eq!((report.candidates[0].amount, report.candidates[0].rule.as_str()), (open, "small_balance"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range or evidence for an item is given twice; `unknown_currency`; `overflow`.
pub fn assess(request: &WriteOffRequest, as_of: NaiveDate, policy: &WriteOffPolicy) -> Result<WriteOffReport, OpenItemError> {
    policy.check()?;
    let sight = Sight::new(request, as_of, policy)?;
    let mut cover = Cover::new(request, as_of, policy)?;
    let mut report = WriteOffReport::new(as_of);
    for item in sorted(request, as_of)? {
        match sight.judge(item).map_err(|problem| problem.of_item(&item.id))? {
            Judged::Candidate(found) => {
                report.candidates.push(cover.candidate(item, found).map_err(|problem| problem.of_item(&item.id))?);
            }
            Judged::Waiting { rule, missing } => report.waiting.push(WriteOffWaiting {
                item: item.id.clone(),
                entity: item.entity.clone(),
                customer: item.customer.clone(),
                currency: item.currency,
                open: item.open,
                rule,
                missing,
            }),
            Judged::SetAside(reason) => report.set_aside.push(WriteOffSetAside {
                item: item.id.clone(),
                entity: item.entity.clone(),
                customer: item.customer.clone(),
                currency: item.currency,
                open: item.open,
                reason,
            }),
            Judged::Nothing => {}
        }
    }
    report.totals = totals(&report.candidates)?;
    Ok(report)
}

/// What is open on the date, by due date, then id.
fn sorted(request: &WriteOffRequest, as_of: NaiveDate) -> Result<Vec<&OpenItem>, OpenItemError> {
    let mut ids = HashSet::new();
    let is_owed = |item: &&OpenItem| item.open.is_positive() && item.effective <= as_of;
    let mut items: Vec<&OpenItem> = request.items.iter().filter(is_owed).collect();
    if let Some(twice) = items.iter().find(|item| !ids.insert(&item.id)) {
        return Err(OpenItemError::invalid("items", &twice.id, "each item once"));
    }
    crate::value::sort_by(&mut items, |one, other| (due(one), &one.id).cmp(&(due(other), &other.id)));
    Ok(items)
}

/// The day from which an item is late: where it has none, its document's.
pub(super) fn due(item: &OpenItem) -> NaiveDate {
    item.due.unwrap_or(item.document_date)
}

/// What is found of an item.
pub(super) struct FoundRule {
    pub rule: String,
    pub reason: ReasonCode,
    pub method: WriteOffMethod,
    pub amount: Amount,
    pub days: i32,
    pub reasons: Vec<Reason>,
}

enum Judged {
    Candidate(FoundRule),
    Waiting { rule: String, missing: Vec<Reason> },
    SetAside(Reason),
    Nothing,
}

struct Sight<'a> {
    as_of: NaiveDate,
    policy: &'a WriteOffPolicy,
    evidence: HashMap<&'a ItemId, &'a CollectionEvidence>,
    currencies: &'a [CurrencyRow],
    /// The days on which money paid an item.
    paid: HashMap<&'a ItemId, Vec<NaiveDate>>,
    /// What of an item is written off and not recovered.
    written_off: HashMap<&'a ItemId, Amount>,
}

impl<'a> Sight<'a> {
    fn new(request: &'a WriteOffRequest, as_of: NaiveDate, policy: &'a WriteOffPolicy) -> Result<Self, OpenItemError> {
        let currencies = request.currencies.as_slice();
        let mut sight = Self { as_of, policy, evidence: HashMap::new(), currencies, paid: HashMap::new(), written_off: HashMap::new() };
        for one in &request.evidence {
            if sight.evidence.insert(&one.item, one).is_some() {
                return Err(OpenItemError::invalid("evidence", &one.item, "one record for an item"));
            }
        }
        for one in request.applied.iter().filter(|one| one.date <= as_of) {
            match one.cause {
                Cause::Applied if one.receipt.is_some() => sight.paid.entry(&one.item).or_default().push(one.date),
                Cause::WrittenOff | Cause::Recovered => {
                    let sum = sight.written_off.entry(&one.item).or_default();
                    *sum = sum.checked_add(one.amount).ok_or_else(|| OpenItemError::overflow("what was written off"))?;
                }
                _ => {}
            }
        }
        Ok(sight)
    }

    fn judge(&self, item: &OpenItem) -> Result<Judged, OpenItemError> {
        if item.side == Side::Credit {
            return Ok(set_aside("credit", "a credit is given back or goes to the state, never to income"));
        }
        match item.control_class {
            ControlClass::Receivable => {}
            ControlClass::WithholdingPending => {
                return Ok(set_aside("withholding", "tax withheld is claimed by its certificate, or refused, not written off"));
            }
            _ => return Ok(Judged::Nothing),
        }
        let evidence = self.evidence.get(&item.id).copied();
        let bankrupt = evidence.and_then(|one| one.bankrupt).filter(|day| *day <= self.as_of);
        let days = i32::try_from(self.as_of.signed_duration_since(due(item)).num_days()).unwrap_or(i32::MAX);
        // What is not yet due, or disputed, is claimed of a bankrupt's estate too.
        if let Some(day) = bankrupt.filter(|_| days <= 0 || item.disputed.is_positive()) {
            return Ok(stay(day));
        }
        if days <= 0 {
            return Ok(Judged::Nothing);
        }
        if item.disputed.is_positive() {
            return Ok(set_aside("disputed", "it is disputed: the dispute decides"));
        }
        if item.plan.is_some() && bankrupt.is_none() {
            return Ok(set_aside("under_plan", "it is paid by a plan"));
        }
        if bankrupt.is_none() && evidence.is_some_and(|one| one.legal) {
            return Ok(set_aside("legal", "it is in litigation, or everything but a claim is stopped"));
        }
        if bankrupt.is_none() && evidence.is_some_and(|one| one.placed) {
            return Ok(set_aside("placed", "it is placed with somebody who collects it"));
        }
        if bankrupt.is_none()
            && let Some(found) = self.difference(item, days)?
        {
            return Ok(Judged::Candidate(found));
        }
        self.uncollectible(item, days, evidence, bankrupt)
    }

    /// A small balance, or one that differs by a tax.
    fn difference(&self, item: &OpenItem, days: i32) -> Result<Option<FoundRule>, OpenItemError> {
        for rule in &self.policy.small {
            if let Some(reason) = rule.holds(item, days)? {
                let (rule, code, method) = (reason.rule.clone(), rule.reason.clone(), rule.method);
                return Ok(Some(FoundRule { rule, reason: code, method, amount: item.open, days, reasons: vec![reason] }));
            }
        }
        if let Some(rule) = &self.policy.differences
            && let Some((code, reason)) = rule.holds(item, days, minor_units(item.currency, self.currencies)?)?
        {
            let method = rule.method;
            return Ok(Some(FoundRule { rule: reason.rule.clone(), reason: code, method, amount: item.open, days, reasons: vec![reason] }));
        }
        Ok(None)
    }

    fn uncollectible(
        &self,
        item: &OpenItem,
        days: i32,
        evidence: Option<&CollectionEvidence>,
        bankrupt: Option<NaiveDate>,
    ) -> Result<Judged, OpenItemError> {
        let mut nearest: Option<(&UncollectibleRule, Vec<Reason>)> = None;
        for rule in self.policy.uncollectible.iter().filter(|rule| rule.is_for(item, days) && (bankrupt.is_none() || rule.bankrupt)) {
            let (mut given, missing) = self.told(rule, item, evidence, bankrupt)?;
            if missing.is_empty() {
                let amount = self.share(rule, item)?;
                if !amount.is_positive() {
                    continue;
                }
                let inputs = vec![ReasonInput::new("rule", rule.name.as_str()), ReasonInput::new("days", days.to_string())];
                given.insert(0, Reason::new("uncollectible", format!("every condition of rule `{}` holds", rule.name)).with_inputs(inputs));
                let (name, reason, method) = (rule.name.clone(), rule.reason.clone(), rule.method);
                return Ok(Judged::Candidate(FoundRule { rule: name, reason, method, amount, days, reasons: given }));
            }
            if nearest.as_ref().is_none_or(|(_, least)| missing.len() < least.len()) {
                nearest = Some((rule, missing));
            }
        }
        Ok(match (nearest, bankrupt) {
            (_, Some(day)) => stay(day),
            (Some((rule, missing)), None) => Judged::Waiting { rule: rule.name.clone(), missing },
            (None, None) => Judged::Nothing,
        })
    }

    /// How much of an item a rule writes off: its percentage of what is open and what was written off before, less the latter.
    fn share(&self, rule: &UncollectibleRule, item: &OpenItem) -> Result<Amount, OpenItemError> {
        let digits = minor_units(item.currency, self.currencies)?.max(item.open.scale());
        let overflow = || OpenItemError::overflow("what is written off of an item");
        let before = self.written_off.get(&item.id).copied().unwrap_or_default().max(Amount::ZERO);
        let whole = item.open.checked_add(before).ok_or_else(overflow)?;
        let wanted = rule.percent.percent_of(whole, digits, Rounding::HalfUp)?;
        Ok(wanted.checked_sub(before).ok_or_else(overflow)?.min(item.open))
    }

    /// Which conditions of a rule hold of an item, and which do not.
    fn told(
        &self,
        rule: &UncollectibleRule,
        item: &OpenItem,
        evidence: Option<&CollectionEvidence>,
        bankrupt: Option<NaiveDate>,
    ) -> Result<(Vec<Reason>, Vec<Reason>), OpenItemError> {
        let (mut given, mut missing) = (Vec::new(), Vec::new());
        let mut count = |name: &str, found: i32, wanted: i32| {
            if wanted > 0 {
                let inputs = vec![ReasonInput::new("found", found.to_string()), ReasonInput::new("wanted", wanted.to_string())];
                let text = format!("{found} of {wanted} {name}");
                let to = if found >= wanted { &mut given } else { &mut missing };
                to.push(Reason::new(name, text).with_inputs(inputs));
            }
        };
        count("contacts", evidence.map_or(0, |one| one.contacts), rule.contacts);
        count("notices", evidence.map_or(0, |one| one.notices), rule.notices);
        let mut dated = |wanted: bool, name: &str, found: Option<NaiveDate>, no: &str| {
            if wanted {
                match found.filter(|day| *day <= self.as_of) {
                    Some(day) => {
                        given.push(Reason::new(name, format!("since {day}")).with_inputs(vec![ReasonInput::new("on", day.to_string())]))
                    }
                    None => missing.push(Reason::new(name, no)),
                }
            }
        };
        dated(rule.returned, "returned", evidence.and_then(|one| one.returned), "no agency has given it back");
        dated(rule.bankrupt, "bankrupt", bankrupt, "the customer is not known to be bankrupt");
        if rule.limitation {
            let due = due(item);
            match limitation::law(&self.policy.limitation, item, due) {
                Some(law) => {
                    let (is_over, reason) =
                        limitation::run_out(law, due, self.paid.get(&item.id).map(Vec::as_slice).unwrap_or_default(), evidence, self.as_of);
                    if is_over { given.push(reason) } else { missing.push(reason) }
                }
                None => missing.push(Reason::new("no_limitation_law", "no law on limitation is given for it")),
            }
        }
        Ok((given, missing))
    }
}

impl UncollectibleRule {
    fn is_for(&self, item: &OpenItem, days: i32) -> bool {
        let most = self.through.iter().find(|row| row.currency == item.currency);
        days >= self.after_days && most.is_none_or(|row| item.open <= row.amount)
    }
}

fn stay(since: NaiveDate) -> Judged {
    let text = "the customer is bankrupt: nothing is done but to file the claim";
    Judged::SetAside(Reason::new("stay", text).with_inputs(vec![ReasonInput::new("since", since.to_string())]))
}

fn set_aside(rule: &str, text: &str) -> Judged {
    Judged::SetAside(Reason::new(rule, text))
}

fn totals(candidates: &[WriteOffCandidate]) -> Result<Vec<WriteOffTotal>, OpenItemError> {
    let overflow = || OpenItemError::overflow("a sum of write-offs");
    let mut sums: BTreeMap<(&EntityId, Currency, &ReasonCode), WriteOffTotal> = BTreeMap::new();
    for one in candidates {
        let zero = Amount::ZERO;
        let sum = sums
            .entry((&one.entity, one.currency, &one.reason))
            .or_insert_with(|| WriteOffTotal::new(one.entity.clone(), one.currency, one.reason.clone(), 0, zero, zero));
        sum.items = sum.items.saturating_add(1);
        sum.amount = sum.amount.checked_add(one.amount).ok_or_else(overflow)?;
        let covered = Amount::checked_sum(one.batch.entries.iter().map(|entry| super::cover::from_allowance(&entry.kind)));
        sum.from_allowance = covered.and_then(|covered| sum.from_allowance.checked_add(covered)).ok_or_else(overflow)?;
    }
    Ok(sums.into_values().collect())
}
