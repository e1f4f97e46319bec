//! The aging itself: one pass over the items, then one over the groups.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::bucket::Buckets;
use super::place::{COLUMNS, Column, Place, place};
use super::policy::{AgingPolicy, CreditTreatment, DisputedTreatment};
use super::result::{AgedBucket, Aging, AgingRow, AgingView, LeftOut, LeftOutReason};
use super::tie_out::{Shown, tie_out};
use super::value::Valuation;
use crate::report::group::{Groups, NamedGroup, Subject};
use crate::report::tally::sum;
use crate::report::{GroupPart, Tally};
use crate::{Amount, Currency, CustomerId, EntityId, MasterData, OpenItem, OpenItemError};

/// Ages open items as of a date: who owes how much, for how long.
///
/// An item's age is the days from its date (due date by default) to `as_of`; an edge `through` 30 takes age 30 and not 31;
/// what is due on the date itself is current. The items are those of one view: of a book as of the same date, or a host's own.
/// Items that become effective later are left out and named. Amounts keep to their currency; a view in base currency stands
/// on top where the policy asks for it. Nothing vanishes: the `tie_out` of the result proves it.
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

/// What one cell of the report adds up to: a group within one entity and currency, and within one customer and booked
/// currency where credits are taken off the oldest.
pub(super) struct Cell {
    pub(super) buckets: Vec<Tally>,
    disputed: Vec<Amount>,
    pub(super) columns: [Tally; COLUMNS],
    absorbed: Tally,
    pub(super) left_out: Tally,
    items: i64,
}

#[derive(PartialEq, Eq, PartialOrd, Ord, Hash, Clone, Copy)]
struct CellKey<'a> {
    group: usize,
    entity: &'a EntityId,
    currency: Currency,
    /// The customer, and the currency of the items where the view is in base: nothing is taken off across these.
    absorbs_within: Option<(Option<&'a CustomerId>, Currency)>,
}

type Cells<'a> = HashMap<CellKey<'a>, Box<Cell>, RandomState>;
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
    let mut left_out = LeftOuts::default();
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
        let absorbs_within = absorbs.then_some((item.customer.as_ref(), item.currency));
        let key = CellKey { group, entity: &item.entity, currency: valued.currency, absorbs_within };
        let cell = cells.entry(key).or_insert_with(|| Box::new(Cell::new(buckets.len())));
        let at = place(item, valued.amount, policy, buckets);
        cell.add(at, valued.amount, valued.disputed, policy.disputed)?;
        if let Place::LeftOut(reason) = at {
            left_out.entry((&item.entity, valued.currency, reason)).or_default().add(valued.amount)?;
        }
    }
    // Sums that overflow on the way do so in every run or in none: they are made in one order.
    let mut cells: Vec<(CellKey<'_>, Box<Cell>)> = cells.into_iter().collect();
    cells.sort_unstable_by_key(|(key, _)| *key);
    for (_, cell) in &mut cells {
        cell.absorb(buckets.at_date)?;
    }
    let named = groups.finish();
    let disputed_apart = policy.disputed == DisputedTreatment::Apart;
    let mut shown = Shown::default();
    for (key, cell) in &cells {
        shown.add(key.entity, key.currency, cell, disputed_apart)?;
    }
    let totals = totals(&cells, buckets, disputed_apart)?;
    Ok(AgingView {
        rows: rows(cells, &named, buckets, disputed_apart)?,
        totals,
        left_out: named_left_out(left_out),
        tie_out: tie_out(items, as_of, valuation, shown)?,
    })
}

pub(super) fn subject(item: &OpenItem) -> Subject<'_> {
    Subject {
        entity: &item.entity,
        customer: item.customer.as_ref(),
        currency: &item.currency,
        terms: item.terms.as_deref(),
        labels: &item.labels,
    }
}

impl Cell {
    fn new(buckets: usize) -> Self {
        Self {
            buckets: vec![Tally::new(); buckets],
            disputed: vec![Amount::ZERO; buckets],
            columns: Default::default(),
            absorbed: Tally::new(),
            left_out: Tally::new(),
            items: 0,
        }
    }

    pub(super) fn column(&self, column: Column) -> &Tally {
        let [credits, unapplied, on_account, unidentified, prepaid, disputed, held, deductions, withholding] = &self.columns;
        match column {
            Column::Credits => credits,
            Column::Unapplied => unapplied,
            Column::OnAccount => on_account,
            Column::Unidentified => unidentified,
            Column::Prepaid => prepaid,
            Column::Disputed => disputed,
            Column::Held => held,
            Column::Deductions => deductions,
            Column::Withholding => withholding,
        }
    }

    fn column_mut(&mut self, column: Column) -> &mut Tally {
        let [credits, unapplied, on_account, unidentified, prepaid, disputed, held, deductions, withholding] = &mut self.columns;
        match column {
            Column::Credits => credits,
            Column::Unapplied => unapplied,
            Column::OnAccount => on_account,
            Column::Unidentified => unidentified,
            Column::Prepaid => prepaid,
            Column::Disputed => disputed,
            Column::Held => held,
            Column::Deductions => deductions,
            Column::Withholding => withholding,
        }
    }

    fn add(&mut self, at: Place, amount: Amount, disputed: Amount, treatment: DisputedTreatment) -> Result<(), OpenItemError> {
        match at {
            Place::LeftOut(_) => return self.left_out.add(amount),
            Place::Column(column) => self.column_mut(column).add(amount)?,
            Place::Absorbed => self.absorbed.add(amount)?,
            Place::Bucket(bucket) => self.add_aged(bucket, amount, disputed, treatment)?,
        }
        self.items = self.items.saturating_add(1);
        Ok(())
    }

    fn add_aged(&mut self, bucket: usize, amount: Amount, disputed: Amount, treatment: DisputedTreatment) -> Result<(), OpenItemError> {
        let (Some(tally), Some(in_bucket)) = (self.buckets.get_mut(bucket), self.disputed.get_mut(bucket)) else {
            return Err(OpenItemError::Internal { problem: format!("bucket {bucket} is not there") });
        };
        if disputed.is_zero() {
            return tally.add(amount);
        }
        match treatment {
            DisputedTreatment::InBuckets => {
                tally.add(amount)?;
                *in_bucket = sum(*in_bucket, disputed)?;
            }
            DisputedTreatment::Apart => {
                let rest = sum(amount, disputed.negated())?;
                if !rest.is_zero() {
                    tally.add(rest)?;
                }
            }
        }
        self.column_mut(Column::Disputed).add(disputed)
    }

    /// Takes what is to be absorbed off the oldest bucket first; the rest stands below zero in the bucket of the date.
    fn absorb(&mut self, at_date: usize) -> Result<(), OpenItemError> {
        let mut left = self.absorbed.amount.negated();
        for tally in self.buckets.iter_mut().rev() {
            if !left.is_positive() {
                break;
            }
            let part = if tally.amount.is_positive() { tally.amount.min(left) } else { Amount::ZERO };
            tally.add_amount(part.negated())?;
            left = sum(left, part.negated())?;
        }
        if left.is_positive()
            && let Some(tally) = self.buckets.get_mut(at_date)
        {
            tally.add_amount(left.negated())?;
        }
        Ok(())
    }

    fn merge(&mut self, other: &Self) -> Result<(), OpenItemError> {
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            mine.merge(theirs)?;
        }
        for (mine, theirs) in self.disputed.iter_mut().zip(&other.disputed) {
            *mine = sum(*mine, *theirs)?;
        }
        for (mine, theirs) in self.columns.iter_mut().zip(&other.columns) {
            mine.merge(theirs)?;
        }
        self.absorbed.merge(&other.absorbed)?;
        self.left_out.merge(&other.left_out)?;
        self.items = self.items.saturating_add(other.items);
        Ok(())
    }

    fn row(self, group: Vec<GroupPart>, currency: Currency, labels: &[String], disputed_apart: bool) -> Result<AgingRow, OpenItemError> {
        let mut in_buckets = Tally::new();
        for bucket in &self.buckets {
            in_buckets.merge(bucket)?;
        }
        let mut total = in_buckets.amount;
        for column in &self.columns {
            total = sum(total, column.amount)?;
        }
        let [credits, unapplied, on_account, unidentified, prepaid, disputed, held, deductions, withholding] = self.columns;
        if !disputed_apart {
            total = sum(total, disputed.amount.negated())?;
        }
        let buckets = labels
            .iter()
            .zip(self.buckets)
            .zip(self.disputed)
            .map(|((label, tally), disputed)| AgedBucket { label: label.clone(), count: tally.count, amount: tally.amount, disputed })
            .collect();
        Ok(AgingRow {
            group,
            currency,
            buckets,
            in_buckets,
            credits,
            unapplied,
            on_account,
            unidentified,
            prepaid,
            disputed,
            held,
            deductions,
            withholding,
            absorbed: self.absorbed,
            left_out: self.left_out,
            total: Tally { count: self.items, amount: total },
        })
    }
}

/// The cells gathered into rows, by group and currency.
fn rows(
    mut cells: Vec<(CellKey<'_>, Box<Cell>)>,
    named: &[NamedGroup],
    buckets: &Buckets,
    disputed_apart: bool,
) -> Result<Vec<AgingRow>, OpenItemError> {
    let place = |key: &CellKey<'_>| (named.get(key.group).map(|group| group.place), key.currency);
    // Cells of one row keep their order: their sums overflow in every run or in none.
    cells.sort_by_key(|(key, _)| place(key));
    let mut rows = Vec::with_capacity(cells.len());
    let mut cells = cells.into_iter().peekable();
    while let Some((key, mut row)) = cells.next() {
        while let Some((_, cell)) = cells.next_if(|(next, _)| place(next) == place(&key)) {
            row.merge(&cell)?;
        }
        let parts = named.get(key.group).map(|group| group.parts.clone()).unwrap_or_default();
        rows.push(row.row(parts, key.currency, &buckets.labels, disputed_apart)?);
    }
    Ok(rows)
}

/// The cells gathered by currency alone.
fn totals(cells: &[(CellKey<'_>, Box<Cell>)], buckets: &Buckets, disputed_apart: bool) -> Result<Vec<AgingRow>, OpenItemError> {
    let mut gathered: BTreeMap<Currency, Cell> = BTreeMap::new();
    for (key, cell) in cells {
        gathered.entry(key.currency).or_insert_with(|| Cell::new(buckets.len())).merge(cell)?;
    }
    gathered.into_iter().map(|(currency, cell)| cell.row(Vec::new(), currency, &buckets.labels, disputed_apart)).collect()
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
    named.sort_by(|one, other| (&one.entity, one.currency, one.reason).cmp(&(&other.entity, other.currency, other.reason)));
    named
}
