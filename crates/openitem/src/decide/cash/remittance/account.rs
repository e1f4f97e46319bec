//! Virtual accounts: a bank account of ours that one customer alone pays into, and so proves who paid.

use openitem_macros::wire;

use super::read::canonical;
use crate::CustomerId;

/// An account number that was given to one customer to pay into.
#[wire]
pub struct VirtualAccount {
    /// The account, as the bank writes it: an IBAN or a number of its own.
    pub account: String,
    /// Who pays into it.
    pub customer: CustomerId,
}

/// The customers to whom an account of ours was given: one proves the payer, two are an error of the list and prove nothing.
///
/// Blanks and signs in the numbers do not count, nor do zeros before them.
///
/// ```
/// use openitem::cash::remittance::{customers_of_account, VirtualAccount};
///
/// let given = [VirtualAccount::new("DE89 3704 0044 0532 0130 00", "C-100"), VirtualAccount::new("0099001234", "C-200")];
/// assert_eq!(customers_of_account("DE89370400440532013000", &given), ["C-100".into()]);
/// assert_eq!(customers_of_account("99001234", &given), ["C-200".into()]);
/// assert!(customers_of_account("1234", &given).is_empty());
/// ```
#[must_use]
pub fn customers_of_account(account: &str, accounts: &[VirtualAccount]) -> Vec<CustomerId> {
    let plain = |text: &str| canonical(text).trim_start_matches('0').to_owned();
    let wanted = plain(account);
    let mut found: Vec<_> =
        accounts.iter().filter(|row| !wanted.is_empty() && plain(&row.account) == wanted).map(|row| row.customer.clone()).collect();
    found.sort();
    found.dedup();
    found
}
