//! Payer habits: what a customer's past payments show, kept by the host and given back in as data.

use openitem_macros::wire;

use super::policy::CashRuleKind;
use crate::{CustomerId, Money, Rate};

/// How a customer used to pay. Nothing is remembered between calls: the host keeps these and hands them in.
///
/// Proposals read the rate of withholding, the usual fee, the names and the accounts. All else is evidence for the person who looks at a
/// proposal: usual is what was done at least twice and more often than anything else in its place.
#[wire]
pub struct PayerHabits {
    /// The customer.
    pub customer: CustomerId,
    /// The percentage that it withholds for tax, of the whole amount: what a proposal tries.
    pub withholding_percent: Option<Rate>,
    /// Names by which it paid.
    #[wire(default, personal)]
    pub names: Vec<String>,
    /// Accounts from which it paid.
    #[wire(default, personal)]
    pub bank_accounts: Vec<String>,
    /// How many receipts all this rests on: how far it is to be trusted.
    #[wire(default)]
    pub receipts: i32,
    /// How many days after the due date it pays on average, item by item; below zero where it pays early.
    pub days_late: Option<i32>,
    /// How many discounts it took within their terms.
    #[wire(default)]
    pub discounts_earned: i32,
    /// How many discounts it took that it had not earned.
    #[wire(default)]
    pub discounts_unearned: i32,
    /// How many days after the last day of a discount it took those that came too late, on average.
    pub discount_days_late: Option<i32>,
    /// The percentage that it withholds of the amount without tax, where that is the rounder figure: then
    /// `withholding_percent` says the same of the whole.
    pub withholding_net_percent: Option<Rate>,
    /// The fee that usually is missing from its payments.
    pub bank_fee: Option<Money>,
    /// How it usually names what it pays.
    pub references: Option<ReferenceStyle>,
    /// What it usually pays at a time: one item, all that was due by a day, a month's documents, all that is open, or a
    /// choice of its own (`combination`).
    pub pays_by: Option<CashRuleKind>,
}

/// How a payer names what it pays.
#[wire]
pub enum ReferenceStyle {
    /// By whole numbers.
    WholeNumbers,
    /// By their last digits.
    LastDigits,
    /// Not at all.
    Unnamed,
}
