//! The aging itself: a pass over the items that finds where each stands, and one over the rows.

use chrono::NaiveDate;
use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::bucket::Buckets;
use super::cell::{CellKey, Cells, Counted};
use super::place::{Place, place};
use super::policy::{AgingPolicy, CreditTreatment};
use super::result::{Aging, AgingView, LeftOut, LeftOutReason};
use super::tie_out::Proofs;
use super::value::Valuation;
use crate::report::Tally;
use crate::report::group::{Groups, Subject};
use crate::{Currency, EntityId, MasterData, OpenItem, OpenItemError};

/// Ages open items as of a date: who owes how much, for how long.
///
/// An item's age is the days from its date (due date by default) to `as_of`; an edge `through` 30 takes age 30 and not 31;
/// what is due on the date itself is current. The items are those of one view: of a book as of the same date, or a host's own.
/// Items that become effective later are left out and named. Amounts keep to their currency; a view in base currency stands
/// on top where the policy asks for it. Nothing vanishes: the `tie_out` of the result proves it.
///
/// Not checked: an id that two items bear (both count), and an open amount above the original (it counts as given).
///
/// Rows are sorted by group, then by currency. The order of the items does not matter. The work is linear in the items.
///
/// ```
/// use openitem::aging::{AgingPolicy, age};
/// use openitem::{Amount, Currency, ItemKind, MasterData, OpenItem, Side};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = "100".parse::<Amount>()?;
/// let issued = date("2026-01-01");
/// let item = OpenItem::new("INV-1", "DE01", ItemKind::Invoice, Side::Debit, Currency::new("EUR")?, amount, amount, issued, issued)
///     .with_customer("C-100")
///     .with_due(date("2026-01-10"));
///
/// let aging = age(&[item], &MasterData::new(), date("2026-01-31"), &AgingPolicy::new())?;
/// let total = &aging.by_currency.totals[0];
/// assert_eq!((total.buckets[1].label.as_str(), total.buckets[1].amount), ("1-30", amount));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: DOMAIN section 2 of the design (days past due, inclusive upper bounds, credits apart, by own date or oldest
/// first).
///
/// # Errors
/// `invalid_value` where the buckets of the policy do not rise, the last has an end, or labels repeat; `hierarchy_loop`
/// where rows are for parents and a customer is its own ancestor; `unknown_currency` where a base currency has no known
/// decimals; `overflow` where a total does not fit.
pub fn age(items: &[OpenItem], master: &MasterData, as_of: NaiveDate, policy: &AgingPolicy) -> Result<Aging, OpenItemError> {
    let buckets = Buckets::new(&policy.buckets, policy.from_day, as_of)?;
    let by_currency = view(items, master, as_of, policy, &buckets, &Valuation::Own)?;
    let in_base = match &policy.base {
        Some(base) => Some(view(items, master, as_of, policy, &buckets, &Valuation::base(base, master, as_of)?)?),
        None => None,
    };
    Ok(Aging { as_of, policy: policy.clone(), by_currency, in_base })
}

type LeftOuts<'a> = HashMap<(&'a EntityId, Currency, LeftOutReason), Tally, RandomState>;

fn view(
    items: &[OpenItem],
    master: &MasterData,
    as_of: NaiveDate,
    policy: &AgingPolicy,
    buckets: &Buckets,
    valuation: &Valuation<'_>,
) -> Result<AgingView, OpenItemError> {
    let mut groups = Groups::new(&policy.group_by, master, as_of)?;
    let mut cells = Cells::default();
    let mut proofs = Proofs::default();
    let mut left_out = LeftOuts::default();
    let mut counted = Vec::with_capacity(items.len());
    let absorbs = [Some(policy.credits), Some(policy.money), policy.prepayments].contains(&Some(CreditTreatment::OldestFirst));
    for item in items {
        let valued = valuation.value(item)?;
        let unfit = match valued {
            _ if item.effective > as_of => Some(LeftOutReason::NotYetEffective),
            _ if item.open.is_zero() => Some(LeftOutReason::NothingOpen),
            None => Some(LeftOutReason::NoRate),
            Some(_) => None,
        };
        let (valued, reason) = match (valued, unfit) {
            (Some(valued), reason) => (valued, reason),
            (None, reason) => (super::value::own(item), reason.or(Some(LeftOutReason::NoRate))),
        };
        if let Some(reason) = reason {
            left_out.entry((&item.entity, valued.currency, reason)).or_default().add(valued.amount)?;
            continue;
        }
        let group = groups.number(&subject(item));
        let proof = proofs.number(&item.entity, valued.currency);
        proofs.open(proof, item.control_class, valued.amount)?;
        let within = absorbs.then(|| cells.within((item.customer.as_ref(), item.currency)));
        let at = place(item, valued.amount, policy, buckets);
        if let Place::LeftOut(reason) = at {
            left_out.entry((&item.entity, valued.currency, reason)).or_default().add(valued.amount)?;
        }
        let cell = cells.number(CellKey { group, proof, within });
        counted.push(Counted { cell, at, amount: valued.amount, disputed: valued.disputed });
    }
    let (rows, totals) = cells.gather(&counted, &groups.finish(), &mut proofs, buckets, policy.disputed)?;
    Ok(AgingView { rows, totals, left_out: named_left_out(left_out), tie_out: proofs.finish()? })
}

pub(super) fn subject(item: &OpenItem) -> Subject<'_> {
    Subject {
        entity: &item.entity,
        customer: item.customer.as_ref(),
        currency: &item.currency,
        terms: item.terms.as_deref(),
        plan: item.plan.as_ref(),
        labels: &item.labels,
    }
}

fn named_left_out(left_out: LeftOuts<'_>) -> Vec<LeftOut> {
    let mut named: Vec<LeftOut> = left_out
        .into_iter()
        .map(|((entity, currency, reason), tally)| LeftOut {
            entity: entity.clone(),
            currency,
            reason,
            count: tally.count,
            amount: tally.amount,
        })
        .collect();
    crate::value::sort_by(&mut named, |one, other| {
        (&one.entity, one.currency, one.reason).cmp(&(&other.entity, other.currency, other.reason))
    });
    named
}
