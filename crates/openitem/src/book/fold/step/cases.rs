//! Cases: each is closed, answered or paid by the kind of entry that belongs to it.

use super::{Done, mismatch};
use crate::CaseId;
use crate::book::fold::Fold;
use crate::book::order::Space;
use crate::entry::{Entry, EntryKind};

impl Fold {
    /// What closes, answers or pays a case names one of its own kind.
    pub(super) fn check_case(&self, entries: &[Entry], entry: &Entry) -> Done {
        let Some((case, expected)) = closes(&entry.kind) else { return Ok(()) };
        let maker = self.other_row(entries, Space::Case, case.as_str()).and_then(|row| entries.get(row as usize));
        match maker.map(|maker| maker.kind.tag()) {
            Some(found) if found != expected => Err(mismatch(entry, case.as_str(), &format!("is of {found}, expected {expected}"))),
            _ => Ok(()),
        }
    }
}

/// The case that a kind of entry closes, answers or pays, and the kind that opens such a case.
fn closes(kind: &EntryKind) -> Option<(&CaseId, &'static str)> {
    Some(match kind {
        EntryKind::RefundPaid { refund_paid } => (refund_paid.case.as_ref()?, "refund_asked"),
        EntryKind::ApprovalAnswered { approval_answered } => (&approval_answered.id, "approval_asked"),
        EntryKind::InquiryAnswered { inquiry_answered } => (&inquiry_answered.id, "inquiry_opened"),
        EntryKind::TaskDone { task_done } => (&task_done.id, "task_set"),
        EntryKind::HoldLifted { hold_lifted } => (&hold_lifted.id, "hold_placed"),
        EntryKind::SecurityReleased { security_released } => (&security_released.id, "security_taken"),
        EntryKind::PlacementRecalled { placement_recalled } => (&placement_recalled.id, "placement_made"),
        _ => return None,
    })
}
