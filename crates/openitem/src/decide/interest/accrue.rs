//! Accruing: each item's sheet, what of it was billed, and what becomes of the rest.

use std::collections::{BTreeSet, HashMap};

use chrono::NaiveDate;

use super::bill::Accounts;
use super::billed::Billed;
use super::curve::{Course, Span};
use super::policy::{InterestGrace, InterestMethod, InterestPolicy, InterestStart};
use super::rate::{Missing, RateBook};
use super::record::{InterestAccrual, InterestOutcome, ItemInterest};
use super::request::{InterestDispute, InterestKind, InterestRequest, InterestSuspension};
use super::settle::{missing, withdrawn};
use super::sheet::{self, Sheet};
use super::terms::{InterestTerms, due_date};
use crate::value::date::add_days;
use crate::{Amount, AppliedAmount, ControlClass, ItemId, ItemKind, OpenItem, OpenItemError, Reason, ReasonInput, Side, minor_units};

/// The interest on late items through a date, with a calculation sheet of each, and what of it is still to be billed or to be credited.
///
/// An item bears interest from the day after it was due through the day on which it was paid, by value date, on the balance of each day:
/// what was paid in part bears none from the day after. Credits and money that were not applied stop nothing. What was billed before is
/// held against the whole sheet, so that a second accrual proposes nothing, a receipt that was reversed a further charge, and one that
/// became known late a credit.
///
/// ```
/// use openitem::interest::{InterestPolicy, InterestRequest, accrue};
/// use openitem::{Currency, ItemKind, OpenItem, Side};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let sum: openitem::Amount = "5000".parse()?;
/// let item = OpenItem::new("INV-1", "GB01", ItemKind::Invoice, Side::Debit, Currency::new("GBP")?, sum, sum, day("2025-06-20"), day("2025-06-20"))
///     .with_customer("C-1")
///     .with_due(day("2025-07-20"));
/// // 101 days at 4.25 + 8 percent, and 70.00 for the debt.
/// let accrual = accrue(&InterestRequest::new().with_items(vec![item]), day("2025-10-29"), &InterestPolicy::uk_statutory())?;
/// assert_eq!((accrual.items[0].interest, accrual.items[0].fixed_sum), ("169.49".parse()?, "70".parse()?));
/// assert_eq!(accrual.batches[0].entries.len(), 1);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range, two rows of a table hold on one day, an item is given twice, something
/// billed is below zero, or an item with monthly rests was due more than a hundred years ago; `unknown_currency`; `date_range` where a
/// date leaves the calendar; `overflow` where an exact fraction does not fit.
pub fn accrue(request: &InterestRequest, as_of: NaiveDate, policy: &InterestPolicy) -> Result<InterestAccrual, OpenItemError> {
    policy.check()?;
    let withdrawn = withdrawn(request);
    let desk = Desk::new(request, as_of, policy)?;
    let mut works = Vec::new();
    for (item, open) in desk.items(&withdrawn)? {
        works.push(desk.work(item, open).map_err(|problem| problem.of_item(&item.id))?);
    }
    desk.fixed_sums(&mut works)?;
    let mut accounts = Accounts::new(request, as_of, policy, &desk.billed);
    for work in &mut works {
        desk.settle(work, &mut accounts)?;
    }
    desk.taxes(&mut accounts)?;
    let (totals, batches, outcomes) = accounts.close()?;
    let rates = desk.rates_used(&works);
    let missing = missing(&works);
    let mut items = Vec::with_capacity(works.len());
    for work in works {
        let mut found = work.found;
        if let Some(outcome) = outcomes.get(&found.item) {
            found.outcome = *outcome;
        }
        if found.outcome != InterestOutcome::NotDue || !found.billed.is_zero() || !found.billed_fixed_sum.is_zero() {
            items.push(found);
        }
    }
    Ok(InterestAccrual { as_of, items, totals, batches, rates, missing })
}

/// The request, ready to be looked up.
pub(super) struct Desk<'a> {
    pub request: &'a InterestRequest,
    pub as_of: NaiveDate,
    pub policy: &'a InterestPolicy,
    book: RateBook<'a>,
    pub applied: HashMap<&'a ItemId, Vec<&'a AppliedAmount>>,
    disputes: HashMap<&'a ItemId, Vec<&'a InterestDispute>>,
    suspensions: HashMap<&'a ItemId, Vec<&'a InterestSuspension>>,
    accepted: HashMap<&'a ItemId, NaiveDate>,
    pub billed: Billed<'a>,
}

/// An item at work.
pub(super) struct Work<'a> {
    pub item: &'a OpenItem,
    /// What is open; none where it stands no more.
    pub open: Option<Amount>,
    /// The first day that bears interest, where it was past due.
    pub starts: Option<NaiveDate>,
    /// What was owed on that day, without what was found not to be.
    pub debt: Amount,
    pub missing: Option<Missing>,
    pub found: ItemInterest,
}

pub(super) fn overflow() -> OpenItemError {
    OpenItemError::overflow("the interest")
}

impl<'a> Desk<'a> {
    fn new(request: &'a InterestRequest, as_of: NaiveDate, policy: &'a InterestPolicy) -> Result<Self, OpenItemError> {
        let mut applied: HashMap<&ItemId, Vec<&AppliedAmount>> = HashMap::new();
        for fell in request.applied.iter().filter(|fell| fell.effective <= as_of) {
            applied.entry(&fell.item).or_default().push(fell);
        }
        let mut disputes: HashMap<&ItemId, Vec<&InterestDispute>> = HashMap::new();
        for dispute in &request.disputes {
            disputes.entry(&dispute.item).or_default().push(dispute);
        }
        for found in disputes.values_mut() {
            crate::value::sort_by(found, |one, other| {
                (one.from_date, &one.dispute, one.amount).cmp(&(other.from_date, &other.dispute, other.amount))
            });
        }
        let mut suspensions: HashMap<&ItemId, Vec<&InterestSuspension>> = HashMap::new();
        for one in request.suspensions.iter().filter(|one| one.from_date <= as_of) {
            suspensions.entry(&one.item).or_default().push(one);
        }
        for found in suspensions.values_mut() {
            crate::value::sort_by(found, |one, other| {
                (one.from_date, one.through, &one.plan).cmp(&(other.from_date, other.through, &other.plan))
            });
        }
        let mut accepted: HashMap<&ItemId, NaiveDate> = HashMap::new();
        for row in &request.acceptances {
            let day = accepted.entry(&row.item).or_insert(row.accepted);
            *day = row.accepted.min(*day);
        }
        let book = RateBook::new(policy, &request.rates)?;
        Ok(Self { request, as_of, policy, book, applied, disputes, suspensions, accepted, billed: Billed::new(&request.billed)? })
    }

    /// The items that may bear interest, by id, with what is open of them.
    fn items(&self, withdrawn: &'a [OpenItem]) -> Result<Vec<(&'a OpenItem, Option<Amount>)>, OpenItemError> {
        let given = self.request.items.iter().map(|item| (item, Some(item.open)));
        let given = given.chain(self.request.closed.iter().map(|item| (item, Some(Amount::ZERO))));
        let bears = |(item, _): &(&OpenItem, Option<Amount>)| {
            let is_ours = item.side == Side::Debit && item.control_class == ControlClass::Receivable && item.effective <= self.as_of;
            is_ours && (self.policy.on_charges || item.kind != ItemKind::FinanceCharge)
        };
        let mut items: Vec<_> = given.filter(bears).chain(withdrawn.iter().map(|item| (item, None))).collect();
        crate::value::sort_by(&mut items, |one, other| one.0.id.cmp(&other.0.id));
        match items.iter().zip(items.iter().skip(1)).find(|((one, _), (next, _))| one.id == next.id) {
            Some(((twice, _), _)) => Err(OpenItemError::invalid("items", &twice.id, "each item once")),
            None => Ok(items),
        }
    }

    fn work(&self, item: &'a OpenItem, open: Option<Amount>) -> Result<Work<'a>, OpenItemError> {
        let terms = InterestTerms { document_date: item.document_date, accepted: self.accepted.get(&item.id).copied(), agreed: item.due };
        let waits = open.is_none() || item.awaits.is_some() && item.due.is_none() && terms.accepted.is_none();
        let due = if waits { None } else { Some(due_date(&terms, &self.policy.terms)?) };
        let interest = self.billed.standing(&item.id, InterestKind::Interest)?;
        let mut work = Work {
            item,
            open,
            starts: None,
            debt: Amount::ZERO,
            missing: None,
            found: ItemInterest {
                item: item.id.clone(),
                entity: item.entity.clone(),
                customer: item.customer.clone(),
                currency: item.currency,
                due: due.as_ref().and_then(|due| due.due),
                sheet: Vec::new(),
                exact: "0".to_owned(),
                interest: Amount::ZERO,
                fixed_sum: Amount::ZERO,
                billed: interest.billed,
                billed_fixed_sum: Amount::ZERO,
                waived: interest.waived,
                difference: Amount::ZERO,
                fixed_difference: Amount::ZERO,
                outcome: InterestOutcome::NotDue,
                reasons: due.into_iter().filter(|due| due.jurisdiction.is_some()).map(|due| due.reason).collect(),
            },
        };
        if let Some((span, past)) = self.span(&work)? {
            self.reckon(&mut work, span, past)?;
        }
        let later = self.billed.rows(&item.id, InterestKind::Interest).first().map(|row| row.through).filter(|day| *day > self.as_of);
        if let Some(later) = later {
            work.found.outcome = InterestOutcome::BilledLater;
            work.found.reasons.push(reason("billed_later", "it was billed through a later day", &[("through", later.to_string())]));
        }
        Ok(work)
    }

    /// The days that an item may bear interest, and the last day without; none where they are not over.
    fn span(&self, work: &Work<'_>) -> Result<Option<(Span, NaiveDate)>, OpenItemError> {
        let late = |due: &NaiveDate| self.as_of.signed_duration_since(*due).num_days() > i64::from(self.policy.grace_days);
        let Some(due) = work.found.due.filter(late) else { return Ok(None) };
        let past = add_days(due, i64::from(self.policy.grace_days))?;
        let start = match (self.policy.grace, self.policy.runs_from) {
            (InterestGrace::AfterGrace, _) => past,
            (InterestGrace::FromDue, InterestStart::Due) => due,
            (InterestGrace::FromDue, InterestStart::Document) => work.item.document_date.min(due),
        };
        // A part that was split off bore its interest on the item that it came from until then.
        let start = if work.item.origin.is_some() { start.max(work.item.effective) } else { start };
        Ok((start < self.as_of).then_some((Span { start, end: self.as_of }, past)))
    }

    fn reckon(&self, work: &mut Work<'a>, span: Span, past: NaiveDate) -> Result<(), OpenItemError> {
        let id = &work.item.id;
        let applied = self.applied.get(id).map(Vec::as_slice).unwrap_or_default();
        let disputes = self.disputes.get(id).map(Vec::as_slice).unwrap_or_default();
        let course = Course::new(work.open.unwrap_or_default(), applied, disputes, span, past, self.policy.freeze_disputed)?;
        let suspensions = self.suspensions.get(id).map(Vec::as_slice).unwrap_or_default();
        let course = course.with_suspensions(suspensions, span);
        let reckoned = match self.policy.method {
            InterestMethod::Daily {} => sheet::daily(&course, span, self.policy, &self.book)?,
            InterestMethod::BalanceDue { min_days, every_days } => {
                sheet::flat(&course, span, &self.runs(work, min_days, every_days), &self.book)?
            }
        };
        work.starts = Some(span.first_day()?);
        work.found.outcome = InterestOutcome::Settled;
        disputes
            .iter()
            .filter_map(|dispute| told(dispute, self.as_of, self.policy.freeze_disputed))
            .for_each(|told| work.found.reasons.push(told));
        work.found.reasons.extend(suspensions.iter().map(|one| suspended(one)));
        match reckoned {
            Ok(Sheet { segments, total }) => {
                let digits = minor_units(work.item.currency, &self.request.currencies)?;
                work.found.interest = total.rounded(digits, self.policy.rounding)?;
                work.found.exact = total.text();
                if !segments.is_empty() && !course.all_cancelled {
                    work.debt = course.base.checked_sub(course.cancelled).ok_or_else(overflow)?;
                }
                work.found.sheet = segments;
            }
            Err(missing) => {
                work.found.outcome = InterestOutcome::NoRate;
                let inputs = [("table", missing.table.clone()), ("date", missing.date.to_string())];
                work.found.reasons.push(reason("no_rate", "the table has no row for the day", &inputs));
                work.missing = Some(missing);
            }
        }
        Ok(())
    }

    /// The days on which a percentage of what is open is charged: those on which it was, and this one if it is time.
    fn runs(&self, work: &Work<'a>, min_days: i32, every_days: i32) -> Vec<NaiveDate> {
        let rows = self.billed.rows(&work.item.id, InterestKind::Interest);
        let mut runs: Vec<NaiveDate> = rows.iter().map(|row| row.through).filter(|day| *day <= self.as_of).collect();
        runs.reverse();
        runs.dedup();
        let since = |day: NaiveDate| self.as_of.signed_duration_since(day).num_days();
        let is_late = work.found.due.is_some_and(|due| since(due) >= i64::from(min_days));
        if is_late && runs.last().is_none_or(|last| since(*last) >= i64::from(every_days)) {
            runs.push(self.as_of);
        }
        runs
    }

    fn rates_used(&self, works: &[Work<'_>]) -> Vec<super::tables::InterestRate> {
        let rows = works.iter().flat_map(|work| &work.found.sheet).filter_map(|segment| segment.row_from);
        let days: BTreeSet<NaiveDate> = rows.collect();
        days.into_iter().filter_map(|day| self.book.row(day)).cloned().collect()
    }
}

pub(super) fn reason(rule: &str, text: &str, inputs: &[(&str, String)]) -> Reason {
    let inputs = inputs.iter().map(|(name, value)| ReasonInput::new(*name, value)).collect::<Vec<_>>();
    Reason::new(rule, text).with_inputs(inputs)
}

fn suspended(one: &InterestSuspension) -> Reason {
    let mut inputs = vec![("from", one.from_date.to_string())];
    inputs.extend(one.through.map(|day| ("through", day.to_string())));
    inputs.extend(one.plan.as_ref().map(|plan| ("plan", plan.to_string())));
    reason("suspended", "by agreement these days bear no interest", &inputs)
}

/// What a dispute does to the interest of its item.
fn told(dispute: &InterestDispute, as_of: NaiveDate, freezes: bool) -> Option<Reason> {
    use crate::DisputeOutcome::{AgainstCustomer, ForCustomer, Shared, Withdrawn};
    if dispute.from_date > as_of {
        return None;
    }
    let ended = dispute.through.filter(|day| *day <= as_of);
    let (rule, text) = match ended.and(dispute.outcome) {
        Some(AgainstCustomer | Withdrawn) => ("dispute_released", "the dispute ended against the customer: its days bear interest"),
        Some(ForCustomer) => ("dispute_cancelled", "the dispute ended for the customer: what was disputed bears no interest"),
        Some(Shared) if dispute.upheld.is_some() => {
            ("dispute_cancelled", "the dispute ended for the customer in part: that part bears none")
        }
        _ if !freezes => return None,
        _ if ended.is_some() => ("dispute_frozen", "the dispute ended without telling who was right: its days bear no interest"),
        _ => ("dispute_frozen", "what is disputed waits for the end of the dispute"),
    };
    let mut inputs = vec![("dispute", dispute.dispute.to_string()), ("from", dispute.from_date.to_string())];
    inputs.extend(ended.map(|day| ("through", day.to_string())));
    inputs.extend(dispute.upheld.or(dispute.amount).map(|amount| ("amount", amount.to_string())));
    Some(reason(rule, text, &inputs))
}
