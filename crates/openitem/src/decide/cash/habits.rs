//! Payer habits: what a customer's past payments show, kept by the host and given back in as data.

use openitem_macros::wire;

use crate::{CustomerId, Rate};

/// How a customer used to pay. Nothing is remembered between calls: the host keeps these and hands them in.
#[wire]
pub struct PayerHabits {
    /// The customer.
    pub customer: CustomerId,
    /// The percentage that it withholds for tax.
    pub withholding_percent: Option<Rate>,
    /// Names by which it paid.
    #[wire(default, personal)]
    pub names: Vec<String>,
    /// Accounts from which it paid.
    #[wire(default, personal)]
    pub bank_accounts: Vec<String>,
}
