//! Learning how customers pay, from the entries of a ledger: a fold, without hidden state.
//!
//! Only what holds counts: an application, a receipt or an invoice that was reversed, and a receipt that the bank took back,
//! leave no trace.

mod payments;
mod ways;
mod withheld;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use self::payments::{Payment, payments};
use self::ways::{pays_by, reference_style};
use super::super::habits::PayerHabits;
use super::past::Past;
use crate::entry::Entry;
use crate::{AsOf, Cause, CustomerId, Money};

/// What is usual was done at least so often.
const LEAST: usize = 2;

/// How each customer used to pay, by the entries of a view: one record for every customer whose money paid anything, by id.
///
/// The money's owner counts, not the bank's line: a parent that pays for its children learns for itself, and money that was
/// moved to another customer counts as theirs. The order of the entries does not matter.
///
/// Habits cannot be carried on from habits: an application pays what was posted long before, and a reversal takes back what an
/// earlier fold had counted. But a customer's habits hang on nothing but the entries of its own items and money (and of those
/// that it pays for), so a host learns again only the customers that new entries touch, from their entries alone.
///
/// ```
/// use openitem::cash::{CashRuleKind, learn};
/// use openitem::{Amount, Application, ApplicationLine, AsOf, Currency, Document, Entry, EntryKind, Payer, Receipt};
///
/// let date = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = "119".parse::<Amount>()?;
/// let mut entries = Vec::new();
/// for n in 1..=2 {
///     let entry = |kind: &str, day: &str, what| {
///         let recorded = format!("{day}T09:00:00Z").parse::<chrono::DateTime<chrono::Utc>>().unwrap();
///         Entry::new(format!("{kind}-{n}"), "DE01", date(day), recorded, what).with_customer("C-100")
///     };
///     let invoice = Document::new(format!("INV-{n}"), Currency::EUR, amount).with_due(date("2026-02-04"));
///     let money = Receipt::new(format!("R-{n}"), Currency::EUR, amount)
///         .with_payer(Payer::new().with_name("NORTHWIND TRADERS"))
///         .with_remittance(format!("INV-{n}"));
///     entries.push(entry("I", "2026-01-05", EntryKind::invoice(invoice)));
///     entries.push(entry("R", "2026-02-10", EntryKind::receipt(money)));
///     let paid = ApplicationLine::new(format!("INV-{n}"), amount);
///     entries.push(entry("A", "2026-02-10", EntryKind::application(Application::new(format!("R-{n}"), vec![paid]))));
/// }
/// let habits = &learn(&entries, &AsOf::new(date("2026-02-28")))[0];
/// assert_eq!((habits.receipts, habits.days_late), (2, Some(6)));
/// assert_eq!(habits.names, ["NORTHWIND TRADERS"]);
/// assert_eq!(habits.pays_by, Some(CashRuleKind::OneItem));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn learn(entries: &[Entry], as_of: &AsOf) -> Vec<PayerHabits> {
    let past = Past::new(entries, as_of);
    let mut by_payer: BTreeMap<CustomerId, Vec<Payment<'_>>> = BTreeMap::new();
    for payment in payments(&past) {
        by_payer.entry(payment.payer.clone()).or_default().push(payment);
    }
    by_payer.into_iter().map(|(customer, payments)| habits(customer, &payments)).collect()
}

/// The habits that a customer's payments show.
fn habits(customer: CustomerId, payments: &[Payment<'_>]) -> PayerHabits {
    let mut habits = PayerHabits::new(customer);
    let said = |text: fn(&crate::Payer) -> Option<&String>| -> Vec<String> {
        let all: BTreeSet<&String> = payments.iter().filter_map(|payment| text(&payment.receipt?.payer)).collect();
        all.into_iter().filter(|text| !text.trim().is_empty()).cloned().collect()
    };
    habits.names = said(|payer| payer.name.as_ref());
    habits.bank_accounts = said(|payer| payer.bank_account.as_ref());
    habits.receipts = i32::try_from(payments.len()).unwrap_or(i32::MAX);
    let lines = || payments.iter().flat_map(|payment| payment.lines.iter().map(move |line| (payment, line)));
    habits.days_late = average(lines().filter_map(|(payment, line)| Some(days(line.item.due?, payment.date))));
    let count = |cause: Cause| i32::try_from(lines().filter(|(_, line)| line.took(cause)).count()).unwrap_or(i32::MAX);
    habits.discounts_earned = count(Cause::EarnedDiscount);
    habits.discounts_unearned = count(Cause::UnearnedDiscount);
    let late = lines().filter(|(_, line)| line.took(Cause::UnearnedDiscount)).filter_map(|(payment, line)| {
        let last = line.item.discounts.iter().map(|offer| offer.through).max()?;
        Some(days(last, payment.date)).filter(|days| *days > 0)
    });
    habits.discount_days_late = average(late);
    let withheld = withheld::usual(lines().map(|(_, line)| line));
    (habits.withholding_percent, habits.withholding_net_percent) = (withheld.whole, withheld.net);
    let fees = payments.iter().filter_map(Payment::fee).map(|fee| (fee.currency, fee.amount));
    habits.bank_fee = usual(fees).map(|(currency, amount)| Money::new(amount, currency));
    habits.references = usual(payments.iter().filter_map(reference_style));
    habits.pays_by = usual(payments.iter().map(pays_by));
    habits
}

/// What comes up more often than all else together, and at least twice.
fn usual<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Option<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    let mut total = 0_usize;
    for one in all {
        total = total.saturating_add(1);
        let count = counts.entry(one).or_default();
        *count = count.saturating_add(1);
    }
    let most = |count: usize| count >= LEAST && count > total.saturating_sub(count);
    counts.into_iter().find(|(_, count)| most(*count)).map(|(one, _)| one)
}

/// An average of days, to the nearest day; halves go up.
fn average(all: impl Iterator<Item = i64>) -> Option<i32> {
    let (mut sum, mut count) = (0_i64, 0_i64);
    for one in all {
        (sum, count) = (sum.saturating_add(one), count.saturating_add(1));
    }
    let twice = count.checked_mul(2).filter(|twice| *twice > 0)?;
    let average = sum.checked_mul(2)?.checked_add(count)?.checked_div_euclid(twice)?;
    i32::try_from(average).ok()
}

/// The days from one date to another.
fn days(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

#[cfg(test)]
mod tests;
