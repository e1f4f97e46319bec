//! The account of one customer as a payer could see it on a date: what could be paid, in minor units, and with how much cash.

use std::collections::HashMap;

use chrono::{Datelike, NaiveDate};

use super::difference::GraceDiscount;
use super::policy::{CashPolicy, CashRule, DiscountsTaken};
use super::reading::Reading;
use crate::value::date::add_days;
use crate::{Amount, ItemKind, OpenItem, Rate, Rounding};

/// The open items of one customer, or of several of one family, in an entity and currency: debits by due date and id.
#[derive(Debug, Default)]
pub(crate) struct Account {
    pub debits: Vec<Row>,
    pub credits: Vec<Row>,
}

/// An item of an account.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Row {
    /// Its place among the items given.
    pub item: usize,
    /// What is open, in minor units, at least 1.
    pub open: i64,
    /// The day from which it counts as due: its due date, or its document's where it has none.
    pub due: i32,
    /// What differs in this does not stand for each other.
    pub class: Class,
}

/// An item's kind, whether any of it is disputed, and which of the account's customers owes it.
pub(crate) type Class = (ItemKind, bool, usize);

/// How a payer may have paid every item of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Manner {
    /// In full.
    Full,
    /// Less the discounts that were open, or all that were ever offered.
    Discount { unearned: bool },
    /// Less so many percent withheld for tax: of the amount without its own tax, or of the whole.
    Withheld { percent: Rate, net: bool },
}

/// What is paid of an item in a manner, in minor units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Paid {
    pub cash: i64,
    pub taken: i64,
    /// Whether the discount was past its last day.
    pub unearned: bool,
}

/// What stands beside an account when a manner is reckoned.
#[derive(Clone, Copy)]
pub(crate) struct Terms {
    pub date: NaiveDate,
    pub grace_days: i32,
    /// Whether a discount in its days of grace is granted to a payer who did not take it.
    pub grace_is_granted: bool,
    pub decimals: i32,
    pub rounding: Rounding,
}

impl Terms {
    pub fn new(date: NaiveDate, decimals: i32, policy: &CashPolicy) -> Self {
        let grace_is_granted = policy.differences.grace_discount == GraceDiscount::Granted;
        Self { date, grace_days: policy.discount_grace_days, grace_is_granted, decimals, rounding: policy.rounding }
    }

    /// What an item with so much open is paid with; none where the manner says nothing of it that fits.
    pub fn paid(&self, item: &OpenItem, open: i64, manner: Manner) -> Paid {
        let full = Paid { cash: open, taken: 0, unearned: false };
        let manner = if manner == Manner::Full && self.grants(item) { Manner::Discount { unearned: false } } else { manner };
        let (taken, unearned) = match manner {
            Manner::Full => return full,
            Manner::Discount { unearned } => match self.discount(item, unearned) {
                Some((amount, late)) => (self.share(amount, item, open), late),
                None => return full,
            },
            Manner::Withheld { percent, net } => {
                let base = if net { self.net_of_tax(item, open) } else { Some(open) };
                (base.and_then(|base| self.percent(percent, base)), false)
            }
        };
        match taken {
            Some(taken) if taken > 0 && taken < open => Paid { cash: open.saturating_sub(taken), taken, unearned },
            _ => full,
        }
    }

    /// The largest discount still open on the date; where late ones count too and none is open, the largest of all.
    fn discount(&self, item: &OpenItem, unearned: bool) -> Option<(Amount, bool)> {
        let open = |through: NaiveDate| add_days(through, i64::from(self.grace_days)).map_or(true, |last| self.date <= last);
        let largest = |late: bool| item.discounts.iter().filter(|offer| open(offer.through) != late).map(|offer| offer.amount).max();
        largest(false).map(|amount| (amount, false)).or_else(|| largest(true).filter(|_| unearned).map(|amount| (amount, true)))
    }

    /// Whether an item's discounts are past their days and one of them is in its days of grace, which count for all.
    fn grants(&self, item: &OpenItem) -> bool {
        self.grace_is_granted && item.discounts.iter().all(|offer| offer.through < self.date) && self.discount(item, false).is_some()
    }

    /// A discount was offered on the whole item: of what is left of it, the same share.
    fn share(&self, amount: Amount, item: &OpenItem, open: i64) -> Option<i64> {
        let amount = amount.to_minor(self.decimals)?;
        let original = item.original.to_minor(self.decimals)?;
        if original == open || original <= 0 {
            return Some(amount);
        }
        share_of(amount, open, original, self.rounding)
    }

    /// What is open of an item without its share of the tax; none where the item does not tell its tax.
    pub fn net_of_tax(&self, item: &OpenItem, open: i64) -> Option<i64> {
        if item.taxes.is_empty() {
            return None;
        }
        let tax = Amount::checked_sum(item.taxes.iter().map(|tax| tax.amount))?.to_minor(self.decimals)?;
        let original = item.original.to_minor(self.decimals)?;
        share_of(original.checked_sub(tax)?, open, original, self.rounding)
    }

    fn percent(&self, percent: Rate, open: i64) -> Option<i64> {
        let whole = Amount::from_minor(open, self.decimals)?;
        percent.percent_of(whole, self.decimals, self.rounding).ok()?.to_minor(self.decimals)
    }
}

/// So much of an amount as `part` is of `whole`.
pub(crate) fn part_of(amount: Amount, part: Amount, whole: Amount, decimals: i32, rounding: Rounding) -> Option<Amount> {
    let (amount, part, whole) = (amount.to_minor(decimals)?, part.to_minor(decimals)?, whole.to_minor(decimals)?);
    Amount::from_minor(share_of(amount, part, whole, rounding)?, decimals)
}

/// The same in minor units; of whole numbers of at least zero with a whole above it.
pub(crate) fn share_of(amount: i64, part: i64, whole: i64, rounding: Rounding) -> Option<i64> {
    if whole <= 0 || amount < 0 || part < 0 {
        return None;
    }
    let (product, whole) = (i128::from(amount).checked_mul(i128::from(part))?, i128::from(whole));
    let (down, rest) = (product.checked_div(whole)?, product.checked_rem(whole)?);
    let half = rest.checked_mul(2)?.cmp(&whole);
    let is_up = match rounding {
        Rounding::HalfUp => half.is_ge(),
        Rounding::HalfEven => half.is_gt() || half.is_eq() && down & 1 == 1,
        Rounding::HalfDown => half.is_gt(),
        Rounding::Down | Rounding::Floor => false,
        Rounding::Up | Rounding::Ceiling => rest > 0,
    };
    i64::try_from(down.checked_add(i128::from(is_up))?).ok()
}

/// The day from which an item counts as due.
pub(crate) fn due_day(item: &OpenItem) -> i32 {
    item.due.unwrap_or(item.document_date).num_days_from_ce()
}

/// An account in one manner: what each debit is paid with, and the running sums.
#[derive(Debug)]
pub(crate) struct Priced {
    pub manner: Manner,
    /// By debit: cash in minor units.
    pub pay: Vec<i64>,
    /// The sum of the first n, from 0.
    pub sums: Vec<i64>,
}

impl Account {
    /// Those items of the account that a rule looks at, in the order in which it looks at them.
    pub fn under(&self, rule: &CashRule, items: &[&OpenItem]) -> Self {
        let counts = |row: &&Row| {
            items.get(row.item).is_some_and(|item| {
                (rule.finance_charges || item.kind != ItemKind::FinanceCharge) && (rule.disputed || item.disputed.is_zero())
            })
        };
        let mut debits: Vec<Row> = self.debits.iter().filter(counts).copied().collect();
        if rule.by_document_date {
            for row in &mut debits {
                row.due = items.get(row.item).map_or(row.due, |item| item.document_date.num_days_from_ce());
            }
            crate::value::sort_by(&mut debits, |one, other| {
                let key = |row: &Row| (row.due, items.get(row.item).map(|item| &item.id));
                key(one).cmp(&key(other))
            });
        }
        Self { debits, credits: self.credits.iter().filter(counts).copied().collect() }
    }

    /// Turns places among the items that a rule looked at into places of the whole account.
    pub fn restore(&self, under: &Self, readings: &mut [Reading]) {
        let is_same =
            |rows: &[Row], all: &[Row]| rows.len() == all.len() && rows.iter().zip(all).all(|(row, other)| row.item == other.item);
        if is_same(&under.debits, &self.debits) && is_same(&under.credits, &self.credits) {
            return;
        }
        let by_item = |rows: &[Row]| -> HashMap<usize, usize> { rows.iter().enumerate().map(|(place, row)| (row.item, place)).collect() };
        let (debits, credits) = (by_item(&self.debits), by_item(&self.credits));
        let restored = |places: &[usize], from: &[Row], all: &HashMap<usize, usize>| -> Vec<usize> {
            let of = |place: &usize| from.get(*place).and_then(|row| all.get(&row.item)).copied();
            let mut places: Vec<usize> = places.iter().filter_map(of).collect();
            places.sort_unstable();
            places
        };
        for reading in readings {
            for part in &mut reading.parts {
                part.place = restored(&[part.place], &under.debits, &debits).first().copied().unwrap_or(part.place);
            }
            reading.debits = restored(&reading.debits, &under.debits, &debits);
            reading.credits = restored(&reading.credits, &under.credits, &credits);
        }
    }

    /// The account in every manner in which its payer may pay: in full, less discounts where some are open, less tax where
    /// the payer withholds.
    pub fn priced(&self, items: &[&OpenItem], terms: &Terms, discounts: DiscountsTaken, withheld: &[Manner]) -> Vec<Priced> {
        let mut manners = vec![Manner::Full];
        match discounts {
            DiscountsTaken::Ignored => {}
            DiscountsTaken::Earned => manners.push(Manner::Discount { unearned: false }),
            DiscountsTaken::EarnedAndUnearned => {
                manners.extend([Manner::Discount { unearned: false }, Manner::Discount { unearned: true }]);
            }
        }
        manners.extend(withheld);
        let mut out: Vec<Priced> = Vec::new();
        for manner in manners {
            let priced = self.priced_as(items, terms, manner);
            if !out.iter().any(|other| other.pay == priced.pay) {
                out.push(priced);
            }
        }
        out
    }

    /// The account in one manner.
    pub fn priced_as(&self, items: &[&OpenItem], terms: &Terms, manner: Manner) -> Priced {
        let paid = |row: &Row| items.get(row.item).map_or(row.open, |item| terms.paid(item, row.open, manner).cash);
        let pay: Vec<i64> = self.debits.iter().map(paid).collect();
        let mut sums = vec![0_i64];
        let mut total = 0_i64;
        for cash in &pay {
            let Some(sum) = total.checked_add(*cash) else {
                // What is past 63 bits adds up to no amount.
                return Priced { manner, sums: vec![0; pay.len().saturating_add(1)], pay: vec![0; pay.len()] };
            };
            total = sum;
            sums.push(total);
        }
        Priced { manner, pay, sums }
    }
}
