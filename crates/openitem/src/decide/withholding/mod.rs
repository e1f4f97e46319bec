//! Withheld tax: certificates held against what payers withheld, what is still pending, and what to do next. The trade says tax deducted
//! at source (TDS), creditable or expanded withholding tax.
#![doc = include_str!("../../../docs/withholding.md")]
//!
//! [`reconcile`]: fn@reconcile
//! [`pending`]: fn@pending
//! [`due_date`]: fn@due_date
//! [`of_entries`]: fn@of_entries
//! [`of_items`]: fn@of_items

mod aging;
mod booked;
mod choice;
mod due;
mod follow;
mod held;
mod matching;
mod papers;
mod payers;
mod policy;
mod pool;
mod propose;
mod reconcile;
mod record;
mod result;
mod source;
mod tables;
#[cfg(test)]
mod tests;

pub use aging::{WithholdingAging, WithholdingAgingRow, WithholdingAgingTotal, pending};
pub use due::due_date;
pub use policy::{CertificateDueRow, CertificatePeriod, CertificateSection, WithholdingPolicy, WithholdingProof};
pub use reconcile::reconcile;
pub use record::{
    BookedCertificate, CertificateSource, OwnTaxId, PendingWithholding, WithholdingBook, WithholdingCertificate, WithholdingRefusal,
    WithholdingRequest,
};
pub use result::{
    CertificateOutcome, CertificateStatus, WithholdingAct, WithholdingDifference, WithholdingDifferenceKind, WithholdingItemOutcome,
    WithholdingMatch, WithholdingReconciliation, WithholdingTotal,
};
pub use source::{of_entries, of_items};
