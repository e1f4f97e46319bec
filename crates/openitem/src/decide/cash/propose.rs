//! The pipeline in one call: identify the payer, read the remittance, try the rules, explain the difference, propose.

use super::case::{CashCase, CashReceipt};
use super::desk::{Desk, Sight};
use super::lines;
use super::policy::CashPolicy;
use super::proposal::CashProposal;
use super::weigh::Weighing;
use crate::{Control, OpenItemError};

/// What a receipt pays.
///
/// # Errors
/// As [`Desk::new`].
pub fn propose(case: &CashCase, policy: &CashPolicy) -> Result<CashProposal, OpenItemError> {
    let money = &case.receipt.receipt;
    let on = money.value_date.unwrap_or(case.receipt.effective);
    Desk::new(&case.accounts, on, policy)?.propose(&case.receipt)
}

impl Desk<'_> {
    /// What a receipt pays, of what is open on this desk.
    ///
    /// # Errors
    /// As [`Desk::new`], for the receipt.
    pub fn propose(&self, receipt: &CashReceipt) -> Result<CashProposal, OpenItemError> {
        let sight = Sight::new(self, receipt)?;
        let steps = u64::try_from(self.policy.steps).unwrap_or(0);
        let mut weighing = Weighing::new(&sight, Control::steps(steps));
        let verdict = weighing.verdict();
        Ok(lines::proposal(&weighing, verdict))
    }
}
