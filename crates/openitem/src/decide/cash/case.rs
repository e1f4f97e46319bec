//! What cash application is given: money that came in, and everything known that may say what it pays.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::habits::PayerHabits;
use crate::entry::Receipt;
use crate::{Amount, Basis, CreditRequest, Customer, CustomerId, Dispute, EntityId, ExchangeRate, ItemId, OpenItem, PromiseToPay};

/// A receipt that was posted and is not used up.
#[wire]
pub struct CashReceipt {
    /// The selling company that received it.
    pub entity: EntityId,
    /// The accounting date of its entry. Nothing is applied before it.
    pub effective: NaiveDate,
    /// The receipt, with payer and remittance as the bank gave them.
    pub receipt: Receipt,
    /// The payer, where the receipt was posted with one.
    pub customer: Option<CustomerId>,
    /// What of it is unused; the whole amount where nothing is said.
    pub open: Option<Amount>,
}

/// One receipt with everything that may say what it pays. All but the receipt may be empty.
#[wire]
pub struct CashCase {
    /// The receipt.
    pub receipt: CashReceipt,
    /// What stands beside it.
    #[wire(default)]
    pub accounts: CashAccounts,
}

/// A day's receipts with the accounts that they may pay.
#[wire]
pub struct CashRequest {
    /// The receipts.
    pub receipts: Vec<CashReceipt>,
    /// What stands beside them.
    #[wire(default)]
    pub accounts: CashAccounts,
}

/// The accounts that receipts are applied to, with what is known of the payers.
#[wire]
pub struct CashAccounts {
    /// Open items of every customer who may be the payer: debits, credits and unused money.
    #[wire(default)]
    pub items: Vec<OpenItem>,
    /// Items closed lately (nothing open), so that an invoice paid twice is seen.
    #[wire(default)]
    pub closed: Vec<OpenItem>,
    /// Those of the closed items that were not paid but credited, written off or set off: a payment of one is no second one.
    #[wire(default)]
    pub closed_unpaid: Vec<ItemId>,
    /// The customers, in as many versions as they had.
    #[wire(default)]
    pub customers: Vec<Customer>,
    /// What payers did before.
    #[wire(default)]
    pub habits: Vec<PayerHabits>,
    /// Their disputes: what one withholds is no new shortage.
    #[wire(default)]
    pub disputes: Vec<Dispute>,
    /// Credits that were asked for and are not yet issued: the same.
    #[wire(default)]
    pub requests: Vec<CreditRequest>,
    /// Their promises to pay; those already kept are left out.
    #[wire(default)]
    pub promises: Vec<PromiseToPay>,
    /// Exchange rates, where receipts may pay documents in another currency.
    #[wire(default)]
    pub rates: Vec<ExchangeRate>,
    /// The last entries that moved the items, from the ledger they stand in: proposals rely on them. Where none is given
    /// for an item they rely on its open amount alone.
    #[wire(default)]
    pub basis: Vec<Basis>,
}
