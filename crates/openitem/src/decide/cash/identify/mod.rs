//! Who paid: customers that a receipt may come from, each with what speaks for it.
//!
//! A customer number in the bank's line proves a payer, a virtual account of ours too. Next come accounts, tax ids, and last the
//! name as the bank printed it, weighed by how many customers are called like that. Several that come close all come back and
//! the answer says that it is ambiguous: there is no silent guess between two. Who paid is told apart from whose debts are
//! paid: a parent pays for its children, and a child by its parent's name.

mod family;
mod index;
mod look_up;
mod name;
mod names;
mod policy;
mod reasons;
mod similar;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;
use openitem_macros::wire;

use super::habits::PayerHabits;

use crate::{Customer, CustomerId, OpenItemError, Reason, Receipt};

pub(crate) use index::PayerIndex;
#[allow(unused_imports, reason = "the pipeline reads them")]
pub(crate) use look_up::{Candidate, EvidenceKind, Found};
pub(super) use name::{normal_number, split};
pub use policy::{IdentifyPolicy, VirtualAccount};
pub(super) use reasons::{last_signs, reason};

/// What identifying a payer looks at.
#[wire]
pub struct IdentifyRequest {
    /// The receipt: its payer, our account that it came in on, and the payer's words.
    pub receipt: Receipt,
    /// The date as of which customers are read: the version that holds then, names and accounts of earlier ones as seen before.
    pub on: NaiveDate,
    /// The customers.
    #[wire(default)]
    pub customers: Vec<Customer>,
    /// How customers paid before.
    #[wire(default)]
    pub seen: Vec<PayerHabits>,
}

/// Who may have paid a receipt.
#[wire]
pub struct PayerIdentification {
    /// The candidates, the best first; equal scores by id. The list is empty where nothing speaks for anybody.
    #[wire(default)]
    pub candidates: Vec<PayerCandidate>,
    /// Whether customers of more than one family may have paid it: then a person decides, or what is paid does.
    #[wire(default)]
    pub ambiguous: bool,
    /// How many more candidates there were than the policy lets through.
    #[wire(default)]
    pub left_off: i32,
    /// What else a person should know: a number that is nobody's.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// A customer that may have paid.
#[wire]
pub struct PayerCandidate {
    /// The payer.
    pub customer: CustomerId,
    /// How strong the evidence is.
    pub strength: PayerStrength,
    /// From 0 to 100; comparable within one identification.
    pub score: i32,
    /// The other customers of its family, whose debts it may have paid: those below it, those above it, the rest.
    #[wire(default)]
    pub pays_for: Vec<CustomerId>,
    /// What speaks for it, the strongest first.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// How strong evidence is.
#[wire]
pub enum PayerStrength {
    /// It can be somebody.
    Possible,
    /// It is more likely than not, going by the name or a number in the text.
    Likely,
    /// An account, a tax id or a name that nobody else has.
    Strong,
    /// A customer number in the bank's line, or an account of ours that only this customer pays on.
    Proven,
}

/// Finds who may have paid a receipt.
///
/// Evidence, from the strongest: the customer number as the bank line has it, or with leading zeros lost or added; the virtual
/// account that it came in on; the account that it came from, on file or seen before; a tax id in the text; a customer number
/// in the text; the name, whatever became of its case, accents, punctuation, spaces, legal form, end, order of words or of a few
/// letters. A name that many customers have, or of one or two letters, is weak.
///
/// ```
/// use openitem::cash::{IdentifyPolicy, IdentifyRequest, PayerStrength, identify};
/// use openitem::{Amount, Currency, Customer, Payer, Receipt};
///
/// let receipt = Receipt::new("R1", Currency::USD, "119".parse::<Amount>()?).with_payer(Payer::new().with_name("GORDN FOODS LLC"));
/// let customers = vec![
///     Customer::new("C-1").with_name("Gordon Foods, Inc."),
///     Customer::new("C-2").with_name("Gordon Foods Canada").with_parent("C-1"),
///     Customer::new("C-3").with_name("Garden Tools Ltd"),
/// ];
/// let request = IdentifyRequest::new(receipt, "2026-02-01".parse::<chrono::NaiveDate>().unwrap()).with_customers(customers);
/// let found = identify(&request, &IdentifyPolicy::new())?;
/// let first = &found.candidates[0];
/// assert_eq!((first.customer.as_str(), first.strength), ("C-1", PayerStrength::Likely));
/// assert_eq!(first.pays_for[0].as_str(), "C-2");
/// assert!(!found.ambiguous);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where the policy has a bound out of range.
pub fn identify(request: &IdentifyRequest, policy: &IdentifyPolicy) -> Result<PayerIdentification, OpenItemError> {
    let index = PayerIndex::new(&request.customers, &request.seen, request.on, policy)?;
    let found = index.find(&request.receipt);
    Ok(index.describe(&request.receipt, &found))
}
