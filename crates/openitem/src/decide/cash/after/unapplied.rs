//! Unapplied cash by age, each with what to do next: apply it, give it back, ask, or remit it to the state as unclaimed.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::super::identify::reason;
use super::reconcile::{CreditPolicy, is_used, matches};
use crate::aging::bucket::Buckets;
use crate::aging::{AgingPolicy, BucketEdge, BucketLabel, OpenCredit};
use crate::entry::{ControlClass, Label, Side};
use crate::value::date::add_months;
use crate::{Amount, Currency, CustomerId, EntityId, ItemId, Money, OpenItem, OpenItemError, Reason};

/// Unused money, or a credit, with its age and what to do next.
#[wire]
pub struct UnappliedCash {
    /// The item.
    pub item: ItemId,
    /// The entity.
    pub entity: EntityId,
    /// Whose it is; none where nobody knows.
    pub customer: Option<CustomerId>,
    /// Its currency.
    pub currency: Currency,
    /// How much of it is unused.
    pub open: Amount,
    /// What it is.
    pub kind: OpenCredit,
    /// How many days it is old, from its value or document date.
    pub days: i32,
    /// The bucket of that age.
    pub bucket: BucketLabel,
    /// What to do next.
    pub act: UnappliedAct,
    /// Where it is to be remitted, if it is.
    pub jurisdiction: Option<String>,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// What to do with unused money.
#[wire]
pub enum UnappliedAct {
    /// An open item takes it: [`reconcile_credits`](crate::cash::reconcile_credits) proposes how.
    Apply,
    /// The customer owes nothing: give it back.
    Refund,
    /// Somebody has to be asked: who paid, or what for.
    Ask,
    /// Nobody claimed it for as long as the law says: remit it, after the notice that the law asks for.
    Escheat,
    /// It is new: an invoice may still come.
    Wait,
}

/// When unused money is given back or remitted.
#[wire]
pub struct UnappliedPolicy {
    /// The buckets of age.
    #[wire(default = AgingPolicy::unapplied().buckets)]
    pub buckets: Vec<BucketEdge>,
    /// How it finds open items.
    #[wire(default = CreditPolicy::new())]
    pub credits: CreditPolicy,
    /// From which age on money of a customer who owes nothing is given back.
    #[wire(default = 30)]
    pub refund_from_days: i32,
    /// The laws on unclaimed property, the first that holds for an item counts. No law is shipped: they are the host's to keep.
    #[wire(default)]
    pub dormancy: Vec<Dormancy>,
}

/// A law on unclaimed property.
#[wire]
pub struct Dormancy {
    /// Where money goes.
    pub jurisdiction: String,
    /// After how many months without a sign of the owner.
    pub months: i32,
    /// Where that stands.
    pub source: String,
    /// The entity that it binds; every one where none is given.
    pub entity: Option<EntityId>,
    /// The label of the items that it holds for, as the state of the customer; all where none is given.
    pub label: Option<Label>,
    /// From when it holds.
    pub valid_from: Option<NaiveDate>,
    /// Through when it holds.
    pub valid_through: Option<NaiveDate>,
}

/// Unused money and credits as of a date, the oldest first, then by id, each with what to do next and why.
///
/// What is given are the open items of whole customers: their debits say what money could pay, and the latest date on any of
/// a customer's items counts as the last sign of its owner, from which dormancy runs. Money that an open item takes is applied
/// whatever its age; money of an unknown payer is asked about until it is dormant.
///
/// ```
/// use openitem::cash::{UnappliedAct, UnappliedPolicy, unapplied};
/// use openitem::{Amount, ControlClass, Currency, ItemKind, OpenItem, Side};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let (amount, came) = ("250".parse::<Amount>()?, date("2026-01-01"));
/// let money = OpenItem::new("R-1", "DE01", ItemKind::Receipt, Side::Credit, Currency::EUR, amount, amount, came, came)
///     .with_control_class(ControlClass::Unapplied)
///     .with_customer("C-100");
/// let rows = unapplied(&[money], date("2026-03-01"), &UnappliedPolicy::new())?;
/// assert_eq!((rows[0].days, rows[0].bucket.as_str(), rows[0].act), (59, "31-60", UnappliedAct::Refund));
/// assert_eq!(rows[0].reasons[0].text, "C-100 owes nothing and 250.00 EUR are unused for 59 days: give them back");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: PEERS section 1, row 10. Customers' overpayments, credit balances and unidentified remittances are unclaimed property
/// once dormant, counted from the last contact with the owner: Texas Comptroller, unclaimed property glossary; PwC, Abandoned and
/// Unclaimed Property Quarterly, issue 9, July 2014 (unapplied cash payments).
///
/// # Errors
/// `invalid_value` where buckets do not rise, a dormancy is under one month or the policy of credits is out of range;
/// `date_range`.
pub fn unapplied(items: &[OpenItem], as_of: NaiveDate, policy: &UnappliedPolicy) -> Result<Vec<UnappliedCash>, OpenItemError> {
    let buckets = Buckets::new(&policy.buckets, None, as_of)?;
    if let Some(law) = policy.dormancy.iter().find(|law| law.months < 1) {
        return Err(OpenItemError::invalid("dormancy.months", law.months, "at least 1"));
    }
    let sight = Sight::new(items, as_of, policy)?;
    let mut rows = Vec::new();
    for item in items.iter().filter(|item| item.side == Side::Credit && item.open.is_positive() && item.effective <= as_of) {
        let (Some(kind), Some(bucket)) = (kind(item), buckets.find(item.document_date)) else { continue };
        let Some(bucket) = buckets.labels.get(bucket).cloned() else { continue };
        let age = as_of.signed_duration_since(item.document_date).num_days();
        let days = i32::try_from(age).unwrap_or(i32::MAX);
        let (act, law, reasons) = sight.next(item, days)?;
        rows.push(UnappliedCash {
            item: item.id.clone(),
            entity: item.entity.clone(),
            customer: item.customer.clone(),
            currency: item.currency,
            open: item.open,
            kind,
            days,
            bucket,
            act,
            jurisdiction: law.map(|law| law.jurisdiction.clone()),
            reasons,
        });
    }
    crate::value::sort_by(&mut rows, |one, other| (other.days, &one.item).cmp(&(one.days, &other.item)));
    Ok(rows)
}

/// What unused money an item is; none where it is no money of a customer's to use.
const fn kind(item: &OpenItem) -> Option<OpenCredit> {
    match item.control_class {
        ControlClass::Unapplied => Some(OpenCredit::Unapplied),
        ControlClass::OnAccount => Some(OpenCredit::OnAccount),
        ControlClass::Unidentified => Some(OpenCredit::Unidentified),
        ControlClass::Prepayment => Some(OpenCredit::Prepayment),
        ControlClass::Receivable => Some(OpenCredit::Credit),
        _ => None,
    }
}

/// An account of a customer.
type AccountKey<'a> = (&'a CustomerId, &'a EntityId);

/// What stands beside unused money.
struct Sight<'a> {
    as_of: NaiveDate,
    policy: &'a UnappliedPolicy,
    /// What each credit would pay.
    pays: BTreeMap<&'a ItemId, Vec<Reason>>,
    /// How many debits of its currency a customer owes.
    owes: BTreeMap<(&'a CustomerId, &'a EntityId, Currency), usize>,
    /// The latest date of any item of a customer.
    seen: BTreeMap<AccountKey<'a>, NaiveDate>,
}

type Next<'a> = (UnappliedAct, Option<&'a Dormancy>, Vec<Reason>);

impl<'a> Sight<'a> {
    fn new(items: &'a [OpenItem], as_of: NaiveDate, policy: &'a UnappliedPolicy) -> Result<Self, OpenItemError> {
        let mut sight = Self { as_of, policy, pays: BTreeMap::new(), owes: BTreeMap::new(), seen: BTreeMap::new() };
        for found in matches(items, as_of, &policy.credits)? {
            sight.pays.entry(&found.credit.id).or_default().push(found.reason);
        }
        for item in items.iter().filter(|item| item.effective <= as_of) {
            let Some(customer) = &item.customer else { continue };
            let seen = sight.seen.entry((customer, &item.entity)).or_insert(item.document_date);
            *seen = item.document_date.max(*seen);
            if item.side == Side::Debit && item.open.is_positive() {
                let count = sight.owes.entry((customer, &item.entity, item.currency)).or_default();
                *count = count.saturating_add(1);
            }
        }
        Ok(sight)
    }

    fn next(&self, item: &'a OpenItem, days: i32) -> Result<Next<'a>, OpenItemError> {
        if let Some(reasons) = self.pays.get(&item.id) {
            return Ok((UnappliedAct::Apply, None, reasons.clone()));
        }
        if let Some((law, reason)) = self.dormant(item)? {
            return Ok((UnappliedAct::Escheat, Some(law), vec![reason]));
        }
        let (act, rule, text) = self.known(item, days);
        let inputs = [("days", days.to_string()), ("open", item.open.to_string())];
        let inputs: Vec<(&str, &str)> = inputs.iter().map(|(name, value)| (*name, value.as_str())).collect();
        Ok((act, None, vec![reason(rule, &inputs, text)]))
    }

    /// What to do with money that no item takes and no state claims.
    fn known(&self, item: &OpenItem, days: i32) -> (UnappliedAct, &'static str, String) {
        let money = Money::new(item.open, item.currency);
        let Some(customer) = &item.customer else {
            return (UnappliedAct::Ask, "payer_unknown", format!("nobody knows whose {money} these are: ask the bank or the payer"));
        };
        let owes = self.owes.get(&(customer, &item.entity, item.currency)).copied().unwrap_or(0);
        if !item.disputed.is_zero() {
            let disputed = Money::new(item.disputed, item.currency);
            let text = format!("{disputed} of it are disputed with {customer}: settle that first");
            (UnappliedAct::Ask, "disputed", text)
        } else if owes == 0 && days >= self.policy.refund_from_days {
            let text = format!("{customer} owes nothing and {money} are unused for {days} days: give them back");
            (UnappliedAct::Refund, "owes_nothing", text)
        } else if owes == 0 {
            let text =
                format!("{customer} owes nothing yet; {money} are given back when they are {} days old", self.policy.refund_from_days);
            (UnappliedAct::Wait, "new_money", text)
        } else if is_used(item, &self.policy.credits) {
            let text = format!("of what {customer} owes ({owes} open) nothing fits {money} by itself: ask what they pay");
            (UnappliedAct::Ask, "nothing_fits", text)
        } else {
            let text =
                format!("{money} are kept for {customer} on purpose, who owes something ({owes} open): ask whether they may be used");
            (UnappliedAct::Ask, "kept_on_purpose", text)
        }
    }

    /// The law under which an item is unclaimed property by now.
    fn dormant(&self, item: &'a OpenItem) -> Result<Option<(&'a Dormancy, Reason)>, OpenItemError> {
        let holds = |law: &&Dormancy| {
            law.entity.as_ref().is_none_or(|entity| *entity == item.entity)
                && law.label.as_ref().is_none_or(|label| item.labels.contains(label))
                && law.valid_from.is_none_or(|from| from <= self.as_of)
                && law.valid_through.is_none_or(|through| self.as_of <= through)
        };
        let Some(law) = self.policy.dormancy.iter().find(holds) else { return Ok(None) };
        let seen = item.customer.as_ref().and_then(|customer| self.seen.get(&(customer, &item.entity)));
        let last = seen.copied().unwrap_or(item.document_date);
        if add_months(last, law.months)? > self.as_of {
            return Ok(None);
        }
        let text = format!(
            "{} are unclaimed: the last sign of their owner is of {last}, {} months ago or more; {} has them remitted ({})",
            Money::new(item.open, item.currency),
            law.months,
            law.jurisdiction,
            law.source
        );
        let (last, months) = (last.to_string(), law.months.to_string());
        let inputs = [("last", last.as_str()), ("months", &months), ("jurisdiction", &law.jurisdiction), ("source", &law.source)];
        Ok(Some((law, reason("dormant", &inputs, text))))
    }
}

#[cfg(test)]
mod tests;
