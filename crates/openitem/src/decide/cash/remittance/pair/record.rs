//! The records of pairing: remittance advices, what they were paired with, and what was left.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::entry::{Payer, RemittanceLine};
use crate::{Amount, Currency, CustomerId, OpenItemError, Reason, ReceiptId};

/// What a payer says it pays, on a way of its own: an e-mail, a portal, a letter.
#[wire]
pub struct RemittanceAdvice {
    /// The advice.
    pub id: String,
    /// Its date: of the payment where it says one, else of its arrival.
    pub date: NaiveDate,
    /// Its currency.
    pub currency: Currency,
    /// The sum it announces; that of its lines where none is given and every line has an amount.
    pub total: Option<Amount>,
    /// The customer who sent it, where known.
    pub customer: Option<CustomerId>,
    /// Who sent it, as written.
    #[wire(default)]
    pub payer: Payer,
    /// Its words.
    #[wire(personal)]
    pub text: Option<String>,
    /// What it pays, line by line.
    #[wire(default)]
    pub lines: Vec<RemittanceLine>,
    /// The number of the payment that it announces: a check, a trace, an end-to-end reference.
    pub reference: Option<String>,
}

/// How money and advices are paired.
#[wire]
pub struct PairPolicy {
    /// How many days an advice may be dated before the money.
    #[wire(default = 10)]
    pub days_before: i32,
    /// How many days an advice may be dated after the money.
    #[wire(default = 30)]
    pub days_after: i32,
    /// How many payments one advice may be for, or how many advices one payment, from 1 to 8; with 1 there are no sums.
    #[wire(default = 4)]
    pub most_together: i32,
    /// How many are looked at for one, from 2 to 200: of the same payer's for sums, of the same amount for pairs. Where there
    /// are more, it is not paired so, and `cut` says it; `cut` says too where the sums of so many take too many steps.
    #[wire(default = 24)]
    pub most_compared: i32,
}

impl PairPolicy {
    /// Refuses bounds that no pairing keeps: sums take more steps with each that they may hold.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        between("most_together", self.most_together, 1, 8)?;
        between("most_compared", self.most_compared, 2, 200)
    }
}

fn between(field: &str, found: i32, least: i32, most: i32) -> Result<(), OpenItemError> {
    if (least..=most).contains(&found) {
        return Ok(());
    }
    Err(OpenItemError::invalid(field, found, &format!("a number from {least} to {most}")))
}

/// Money and what was said about it.
#[wire]
pub struct Pairing {
    /// What belongs together.
    #[wire(default)]
    pub pairs: Vec<RemittancePair>,
    /// What would belong together, but another would as well: a person says which.
    #[wire(default)]
    pub undecided: Vec<RemittancePair>,
    /// Money that no advice speaks of.
    #[wire(default)]
    pub receipts_left: Vec<ReceiptId>,
    /// Advices whose money is not there.
    #[wire(default)]
    pub advices_left: Vec<String>,
    /// What was not compared in full, and at which bound of the policy.
    #[wire(default)]
    pub cut: Vec<Reason>,
}

/// Receipts and advices that belong together. Of an undecided one, those among which to choose.
#[wire]
pub struct RemittancePair {
    /// The receipts.
    pub receipts: Vec<ReceiptId>,
    /// The advices.
    pub advices: Vec<String>,
    /// Why.
    pub reasons: Vec<Reason>,
}
