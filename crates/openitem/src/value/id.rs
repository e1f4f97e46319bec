//! Ids: newtypes over the host's own text. Leading zeros count.

use openitem_macros::wire;
use smol_str::SmolStr;

/// The selling company whose books these are.
#[wire]
pub struct EntityId(SmolStr);

/// A customer.
#[wire]
pub struct CustomerId(SmolStr);

/// An open item: an installment of a document, or money not yet used. One name space in a ledger for all of them.
#[wire]
pub struct ItemId(SmolStr);

/// A receipt. The open item that holds its money bears the same text.
#[wire]
pub struct ReceiptId(SmolStr);

/// An entry.
#[wire]
pub struct EntryId(SmolStr);

/// A dispute, from its opening to its resolution.
#[wire]
pub struct DisputeId(SmolStr);

/// A promise to pay.
#[wire]
pub struct PromiseId(SmolStr);

/// A payment plan.
#[wire]
pub struct PlanId(SmolStr);

/// A hold, a security, a placement, a task, an inquiry, a credit request or an approval: what is opened, later closed and
/// hangs on no amount.
#[wire]
pub struct CaseId(SmolStr);

/// Who did something: a user, a job, a service.
#[wire]
pub struct ActorId(SmolStr);

/// A reason code of the host's.
#[wire]
pub struct ReasonCode(SmolStr);

/// An account of the general ledger.
#[wire]
pub struct LedgerAccount(SmolStr);

/// A named holiday calendar of the master data.
#[wire]
pub struct CalendarId(SmolStr);

impl From<&ReceiptId> for ItemId {
    fn from(receipt: &ReceiptId) -> Self {
        Self::new(receipt.as_str())
    }
}
