//! Payer habits: what a customer's past applications show, folded by the host's own history and given back in as data.

use openitem_macros::wire;

use crate::{Amount, CustomerId, Rate};

/// How a customer used to pay. Nothing is remembered between calls: the host keeps these and hands them in.
#[wire]
pub struct PayerHabits {
    /// The customer.
    pub customer: CustomerId,
    /// How many receipts they are folded from.
    #[wire(default)]
    pub receipts: i32,
    /// How many of its items took a discount that was still open.
    #[wire(default)]
    pub discounts_taken: i32,
    /// How many passed by a discount that was still open.
    #[wire(default)]
    pub discounts_passed: i32,
    /// The percentage that it withholds for tax.
    pub withholding_percent: Option<Rate>,
    /// The fee that its bank keeps.
    pub fee: Option<Amount>,
    /// Names by which it paid.
    #[wire(default, personal)]
    pub names: Vec<String>,
    /// Accounts from which it paid.
    #[wire(default, personal)]
    pub bank_accounts: Vec<String>,
}
