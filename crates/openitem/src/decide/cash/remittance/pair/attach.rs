//! What was paired, brought back to the money: receipts that bear what their advices say.

use std::collections::BTreeMap;

use super::record::{RemittanceAdvice, RemittancePair};
use crate::ReceiptId;
use crate::entry::Receipt;

/// The receipts with the words and lines of the advices that they were paired with, ready for [`propose`](crate::cash::propose).
///
/// A receipt keeps what it says itself; the text of an advice follows on a line of its own, its lines after the receipt's own, in
/// the order of the advices' ids. Where one advice speaks of several receipts each bears its text and the references of its
/// lines, but not their amounts: nothing says which receipt pays which. What the pairs do not name stays as it is; so give the
/// pairs that are decided, or one that a person chose. The order of the receipts is kept.
///
/// ```
/// use openitem::cash::remittance::{PairPolicy, RemittanceAdvice, attach_remittances, pair};
/// use openitem::{Amount, Currency, Receipt};
///
/// let amount: Amount = "100".parse().unwrap();
/// let receipts = [Receipt::new("R1", Currency::EUR, amount).with_remittance("TRF 4711-88")];
/// let date: chrono::NaiveDate = "2026-01-12".parse().unwrap();
/// let advices = [RemittanceAdvice::new("M1", date, Currency::EUR).with_total(amount).with_reference("4711-88").with_text("INV-9")];
/// let paired = pair(&receipts, &advices, &PairPolicy::new())?;
/// let receipts = attach_remittances(&receipts, &advices, &paired.pairs);
/// assert_eq!(receipts[0].remittance.as_deref(), Some("TRF 4711-88\nINV-9"));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn attach_remittances(receipts: &[Receipt], advices: &[RemittanceAdvice], pairs: &[RemittancePair]) -> Vec<Receipt> {
    let known: BTreeMap<&str, &RemittanceAdvice> = advices.iter().map(|advice| (advice.id.as_str(), advice)).collect();
    let mut said: BTreeMap<&ReceiptId, BTreeMap<&str, (&RemittanceAdvice, bool)>> = BTreeMap::new();
    for pair in pairs {
        let has_lines = pair.receipts.len() == 1;
        let named: Vec<_> = pair.advices.iter().filter_map(|id| known.get(id.as_str()).copied()).collect();
        for receipt in &pair.receipts {
            said.entry(receipt).or_default().extend(named.iter().map(|advice| (advice.id.as_str(), (*advice, has_lines))));
        }
    }
    let attached = |receipt: &Receipt| {
        let mut receipt = receipt.clone();
        for (advice, has_lines) in said.get(&receipt.id).into_iter().flat_map(BTreeMap::values) {
            let texts = [receipt.remittance.as_deref(), advice.text.as_deref()];
            let texts: Vec<_> = texts.into_iter().flatten().filter(|text| !text.is_empty()).collect();
            receipt.remittance = (!texts.is_empty()).then(|| texts.join("\n"));
            if *has_lines {
                receipt.remittance_lines.extend(advice.lines.iter().cloned());
            } else {
                let numbers = advice.lines.iter().map(|line| line.reference.as_str());
                receipt.remittance = Some(receipt.remittance.into_iter().chain(numbers.map(str::to_owned)).collect::<Vec<_>>().join("\n"));
            }
        }
        receipt
    };
    receipts.iter().map(attached).collect()
}
