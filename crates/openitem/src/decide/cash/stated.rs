//! What the payer states line by line: this document with so much, less this discount and that deduction.

use super::account::{Account, Manner};
use super::desk::Sight;
use super::difference::our_reason_of;
use super::meant::Meant;
use super::named::Named;
use super::policy::CashRuleKind;
use super::reading::{Part, PartKind, Reading};
use super::remittance::Mention;
use crate::{Amount, CustomerId, ReasonInput};

/// What a payer states of one document.
#[derive(Debug, Clone, Default)]
pub(super) struct Stated {
    /// What is paid of it.
    pub amount: Amount,
    discount: Amount,
    deducted: Amount,
    reason: Option<String>,
}

impl Stated {
    /// What stands beside a reference, where an amount does.
    pub fn of(mention: &Mention) -> Option<Self> {
        let (discount, deducted) = (mention.discount.unwrap_or_default(), mention.deducted.unwrap_or_default());
        Some(Self { amount: mention.amount?, discount, deducted, reason: mention.reason.clone() })
    }

    /// What is stated, as inputs of a reason.
    pub fn inputs(&self) -> Vec<ReasonInput> {
        let amounts = [("stated", self.amount), ("discount", self.discount), ("deducted", self.deducted)];
        let said = amounts.into_iter().filter(|(name, amount)| *name == "stated" || !amount.is_zero());
        let mut out: Vec<ReasonInput> = said.map(|(name, amount)| ReasonInput::new(name, amount.to_string())).collect();
        out.extend(self.reason.iter().map(|reason| ReasonInput::new("payer_reason", reason.as_str())));
        out
    }
}

/// The lines as a reading, and whether nothing in it is for a person to decide. None where a reference has no amount or more than
/// one meaning, where the amounts do not add up to the receipt, or where more is stated of a document than is open.
pub(super) fn reading(meant: &Meant, sight: &Sight<'_>, customer: &CustomerId, account: &Account, at: usize) -> Option<(Reading, bool)> {
    let mut reading = Named::default().reading(at, Manner::Full, Vec::new());
    reading.rule = CashRuleKind::RemittanceLines;
    let mut sum = 0_i64;
    let mut is_plain = true;
    for (item, stated) in meant.stated()? {
        let amount = stated.amount.to_minor(sight.decimals)?;
        let debit = account.debits.iter().position(|row| row.item == item);
        let credit = account.credits.iter().position(|row| row.item == item);
        match (debit, credit) {
            (Some(place), _) => {
                if reading.debits.contains(&place) {
                    return None;
                }
                sum = sum.checked_add(amount)?;
                let parts = parts(sight, customer, account, place, stated)?;
                is_plain &= parts.iter().all(|part| part.kind != (PartKind::Discount { unearned: true }));
                reading.parts.extend(parts);
                reading.debits.push(place);
            }
            (None, Some(place)) if account.credits.get(place)?.open == amount.checked_abs()? && !reading.credits.contains(&place) => {
                sum = sum.checked_sub(amount.checked_abs()?)?;
                reading.credits.push(place);
            }
            _ => return None,
        }
    }
    reading.debits.sort_unstable();
    reading.credits.sort_unstable();
    (sum == sight.amount && !reading.debits.is_empty()).then_some((reading, is_plain))
}

/// What of a document is not paid with cash: a discount, what is kept back, and what is left.
fn parts(sight: &Sight<'_>, customer: &CustomerId, account: &Account, place: usize, stated: &Stated) -> Option<Vec<Part>> {
    let row = account.debits.get(place)?;
    let item = sight.desk.items.get(row.item)?;
    let minor = |amount: Amount| amount.to_minor(sight.decimals).filter(|amount| *amount >= 0);
    let (amount, discount, deducted) = (minor(stated.amount)?, minor(stated.discount)?, minor(stated.deducted)?);
    let rest = row.open.checked_sub(amount)?.checked_sub(discount)?.checked_sub(deducted).filter(|rest| *rest >= 0)?;
    if amount == 0 {
        return None;
    }
    let offered = sight.terms.paid(item, row.open, Manner::Discount { unearned: false });
    let reason = stated.reason.as_deref();
    let ours = reason.and_then(|reason| our_reason_of(&sight.desk.policy.differences.reasons, customer, reason));
    // A reason without an amount of its own is the reason of what is left.
    let left = if reason.is_some() && deducted == 0 { PartKind::Deduction(ours.clone()) } else { PartKind::Open };
    let parts = [
        Part::new(place, discount, PartKind::Discount { unearned: discount > offered.taken }),
        Part::new(place, deducted, PartKind::Deduction(ours)),
        Part::new(place, rest, left),
    ];
    Some(parts.into_iter().filter(|part| part.amount > 0).collect())
}
