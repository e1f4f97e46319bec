//! Aging of what nobody has used yet: credits, and money unapplied, on account, unidentified or prepaid.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use hashbrown::HashMap;
use openitem_macros::wire;
use rapidhash::fast::RandomState;

use super::age::subject;
use super::bucket::Buckets;
use super::place::aging_date;
use super::policy::AgingPolicy;
use super::result::{AgedBucket, BucketLabel, LeftOutReason};
use super::value::own;
use crate::entry::ControlClass;
use crate::report::group::Groups;
use crate::report::{GroupPart, Tally};
use crate::{Currency, MasterData, OpenItem, OpenItemError};

/// Unused money and credits by age, as of a date.
#[wire]
pub struct UnappliedAging {
    /// The date.
    pub as_of: NaiveDate,
    /// One row a group, currency and class: by group, then by currency, then by class.
    #[wire(default)]
    pub rows: Vec<UnappliedRow>,
    /// One row a currency and class, its group empty: the sums of the rows.
    #[wire(default)]
    pub totals: Vec<UnappliedRow>,
    /// What is in no row: not yet effective, or newer than the first bucket. By currency and reason.
    #[wire(default)]
    pub left_out: Vec<UnappliedLeftOut>,
}

/// Unused money or credits of one group, currency and class. Amounts above zero are what we hold of the
/// customer's; below zero, what stands overdrawn in a class of money.
#[wire]
pub struct UnappliedRow {
    /// What the row is for.
    #[wire(default)]
    pub group: Vec<GroupPart>,
    /// The currency.
    pub currency: Currency,
    /// What it is.
    pub kind: OpenCredit,
    /// The buckets, from the newest to the oldest.
    pub buckets: Vec<AgedBucket>,
    /// Their sum.
    pub total: Tally,
}

/// What an aging of unused money leaves out.
#[wire]
pub struct UnappliedLeftOut {
    /// The currency.
    pub currency: Currency,
    /// Why.
    pub reason: LeftOutReason,
    /// How many and how much.
    pub total: Tally,
}

/// What an unused credit is.
#[wire]
pub enum OpenCredit {
    /// A credit memo, or any open credit that is not money.
    Credit,
    /// Money of a known payer.
    Unapplied,
    /// Money left on account on purpose.
    OnAccount,
    /// Money of a payer not known.
    Unidentified,
    /// Money received before the invoice.
    Prepayment,
}

/// Ages unused money and credits by their own date as of a date: what should be applied, refunded, or one day remitted as
/// unclaimed.
///
/// Of the policy count the basis, the buckets, `from_day`, whose dates, and the groups. [`AgingPolicy::unapplied`] is the
/// usual one: by the value date into `0-30`, `31-60`, `61-90` and `90+`. A debit that stands in a class of money (money overdrawn,
/// as opening balances bring it) lowers its row; other debits are not looked at. The order of the items does not matter.
///
/// ```
/// use openitem::aging::{AgingPolicy, unapplied};
/// use openitem::{Amount, ControlClass, Currency, ItemKind, MasterData, OpenItem, Side};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = "250".parse::<Amount>()?;
/// let came = date("2026-01-01");
/// let money = OpenItem::new("R-1", "DE01", ItemKind::Receipt, Side::Credit, Currency::new("EUR")?, amount, amount, came, came)
///     .with_control_class(ControlClass::Unapplied);
/// let aging = unapplied(&[money], &MasterData::new(), date("2026-03-01"), &AgingPolicy::unapplied())?;
/// assert_eq!(aging.totals[0].buckets[1].amount, amount); // 59 days old: 31-60
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// As [`age`](super::age).
pub fn unapplied(items: &[OpenItem], master: &MasterData, as_of: NaiveDate, policy: &AgingPolicy) -> Result<UnappliedAging, OpenItemError> {
    let buckets = Buckets::new(&policy.buckets, policy.from_day, as_of)?;
    let mut groups = Groups::new(&policy.group_by, master, as_of)?;
    let mut cells: HashMap<(usize, Currency, OpenCredit), Vec<Tally>, RandomState> = HashMap::default();
    let mut left_out: BTreeMap<(Currency, LeftOutReason), Tally> = BTreeMap::new();
    for item in items.iter().filter(|item| !item.open.is_zero()) {
        let Some(class) = class(item) else { continue };
        let amount = own(item).amount.negated();
        let found = aging_date(item, false, policy).map_or_else(|| buckets.farthest(), |date| buckets.find(date));
        let reason = match found {
            _ if item.effective > as_of => Some(LeftOutReason::NotYetEffective),
            None => Some(LeftOutReason::NotYetDue),
            Some(_) => None,
        };
        if let Some(reason) = reason {
            left_out.entry((item.currency, reason)).or_default().add(amount)?;
            continue;
        }
        let group = groups.number(&subject(item));
        let cell = cells.entry((group, item.currency, class)).or_insert_with(|| vec![Tally::new(); buckets.len()]);
        if let Some(tally) = found.and_then(|bucket| cell.get_mut(bucket)) {
            tally.add(amount)?;
        }
    }
    let named = groups.finish();
    let mut sorted = BTreeMap::new();
    let mut totals: BTreeMap<(Currency, OpenCredit), Vec<Tally>> = BTreeMap::new();
    // Totals in one order: sums that overflow on the way do so in every run or in none.
    let mut cells: Vec<_> = cells.into_iter().collect();
    crate::value::sort_by_key(&mut cells, |(key, _)| *key);
    for ((group, currency, class), cell) in cells {
        let total = totals.entry((currency, class)).or_insert_with(|| vec![Tally::new(); buckets.len()]);
        for (sum, tally) in total.iter_mut().zip(&cell) {
            sum.merge(tally)?;
        }
        sorted.insert((named.place(group), currency, class), (group, cell));
    }
    let rows =
        sorted.into_iter().map(|((_, currency, class), (group, cell))| row(named.parts(group), currency, class, cell, &buckets.labels));
    let sums = totals.into_iter().map(|((currency, class), cell)| row(Vec::new(), currency, class, cell, &buckets.labels));
    Ok(UnappliedAging {
        as_of,
        rows: rows.collect::<Result<_, _>>()?,
        totals: sums.collect::<Result<_, _>>()?,
        left_out: left_out.into_iter().map(|((currency, reason), total)| UnappliedLeftOut { currency, reason, total }).collect(),
    })
}

/// What an item is as an unused credit; none for debits outside the classes of money.
fn class(item: &OpenItem) -> Option<OpenCredit> {
    match item.control_class {
        ControlClass::Unapplied => Some(OpenCredit::Unapplied),
        ControlClass::OnAccount => Some(OpenCredit::OnAccount),
        ControlClass::Unidentified => Some(OpenCredit::Unidentified),
        ControlClass::Prepayment => Some(OpenCredit::Prepayment),
        _ => own(item).amount.is_negative().then_some(OpenCredit::Credit),
    }
}

fn row(
    group: Vec<GroupPart>,
    currency: Currency,
    class: OpenCredit,
    cell: Vec<Tally>,
    labels: &[BucketLabel],
) -> Result<UnappliedRow, OpenItemError> {
    let mut total = Tally::new();
    for tally in &cell {
        total.merge(tally)?;
    }
    let buckets = labels.iter().zip(cell).map(|(label, tally)| AgedBucket::new(label, tally.count, tally.amount)).collect();
    Ok(UnappliedRow { group, currency, kind: class, buckets, total })
}
