//! What a receipt and an advice have in common.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::super::read::canonical;
use super::record::{PairPolicy, RemittanceAdvice};
use crate::entry::{Payer, Receipt};
use crate::{Amount, Currency};

/// One side of a pair, with its keys ready for comparing.
pub(super) struct Side {
    pub(super) currency: Currency,
    pub(super) amount: Option<Amount>,
    pub(super) date: Option<NaiveDate>,
    /// Who paid: customer numbers, names and accounts, each with a letter of its kind before it.
    pub(super) payers: BTreeSet<String>,
    /// Numbers of the payment.
    pub(super) references: BTreeSet<String>,
}

/// The fewest letters and digits of a number of a payment: less says nothing.
const FEWEST: usize = 5;

impl Side {
    pub(super) fn of_receipt(receipt: &Receipt) -> Self {
        let mut references: BTreeSet<String> = receipt.references.iter().map(|reference| stripped(&reference.value)).collect();
        references.extend(receipt.instrument.number.as_deref().map(stripped));
        references.extend(words(receipt.remittance.as_deref().unwrap_or_default()));
        references.retain(|reference| reference.len() >= FEWEST);
        Self {
            currency: receipt.currency,
            amount: Some(receipt.amount),
            date: receipt.value_date,
            payers: payers(&receipt.payer),
            references,
        }
    }

    pub(super) fn of_advice(advice: &RemittanceAdvice) -> Self {
        let mut payers = payers(&advice.payer);
        payers.extend(advice.customer.as_ref().map(|customer| format!("c{}", stripped(customer.as_str()))));
        let references = advice.reference.as_deref().map(stripped).filter(|reference| reference.len() >= FEWEST);
        Self {
            currency: advice.currency,
            amount: advice.total.or_else(|| total(advice)),
            date: Some(advice.date),
            payers,
            references: references.into_iter().collect(),
        }
    }

    /// Whether both sides name the payer and no name, number or account is on both.
    pub(super) fn contradicts(&self, other: &Self) -> bool {
        let kinds = |side: &Self| side.payers.iter().filter_map(|payer| payer.chars().next()).collect::<BTreeSet<_>>();
        self.payers.is_disjoint(&other.payers) && !kinds(self).is_disjoint(&kinds(other))
    }

    /// Whether an advice may speak of money of this date.
    pub(super) fn is_near(&self, advice: &Self, policy: &PairPolicy) -> bool {
        match (self.date, advice.date) {
            (Some(money), Some(advice)) => {
                let days = advice.signed_duration_since(money).num_days();
                days <= i64::from(policy.days_after) && days.saturating_neg() <= i64::from(policy.days_before)
            }
            _ => true,
        }
    }
}

fn payers(payer: &Payer) -> BTreeSet<String> {
    let keys = [('c', payer.id.as_deref()), ('n', payer.name.as_deref()), ('a', payer.bank_account.as_deref())];
    keys.into_iter().filter_map(|(kind, text)| Some(format!("{kind}{}", stripped(text?)))).filter(|key| key.len() > 1).collect()
}

fn total(advice: &RemittanceAdvice) -> Option<Amount> {
    let (first, rest) = advice.lines.split_first()?;
    rest.iter().try_fold(first.amount?, |sum, line| sum.checked_add(line.amount?))
}

/// Letters in capitals and digits, without zeros before them.
fn stripped(text: &str) -> String {
    canonical(text).trim_start_matches('0').to_owned()
}

/// The words of a text that hold a digit: numbers of payments among them.
fn words(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split(|sign: char| !(sign.is_alphanumeric() || sign == '-'))
        .filter(|word| word.bytes().any(|sign| sign.is_ascii_digit()))
        .take(200)
        .map(stripped)
}
