//! What speaks for a customer, in words that a clerk understands.

use super::look_up::{AGREES, Candidate, Evidence, EvidenceKind, Found};
use super::{PayerCandidate, PayerIdentification, PayerIndex};
use crate::{Reason, ReasonInput, Receipt};

impl PayerIndex {
    /// What was found about a receipt, with its reasons.
    pub(crate) fn describe(&self, receipt: &Receipt, found: &Found) -> PayerIdentification {
        let family = |candidate: PayerCandidate| {
            let row = self.row(&candidate.customer);
            let others = row.into_iter().flat_map(|row| self.pays_for(row).into_iter().filter(move |other| *other != row));
            let pays_for = others.filter_map(|row| self.customer(row).cloned()).collect();
            PayerCandidate { pays_for, ..candidate }
        };
        let candidates = found.candidates.iter().filter_map(|candidate| self.candidate(receipt, candidate)).map(family).collect();
        let reasons = self.unknown_number(receipt, &found.candidates).into_iter().collect();
        PayerIdentification { candidates, ambiguous: found.ambiguous, left_off: i32::try_from(found.left_off).unwrap_or(i32::MAX), reasons }
    }

    /// The bank line's customer number, where it is nobody's.
    pub(in super::super) fn unknown_number(&self, receipt: &Receipt, found: &[Candidate]) -> Option<Reason> {
        let by_number = |kind| matches!(kind, EvidenceKind::Number | EvidenceKind::NumberZeros | EvidenceKind::NumberSpelling);
        let known = found.iter().flat_map(|candidate| &candidate.evidence).any(|evidence| by_number(evidence.kind));
        let number = receipt.payer.id.as_deref().filter(|_| !known)?;
        Some(reason("unknown_customer_number", &[("payer_id", number)], format!("no customer has the number {number}")))
    }

    /// A candidate with what speaks for it, without its family.
    pub(in super::super) fn candidate(&self, receipt: &Receipt, candidate: &Candidate) -> Option<PayerCandidate> {
        let customer = self.customer(candidate.row)?.clone();
        let reasons = candidate.evidence.iter().map(|evidence| self.reason(receipt, candidate, evidence)).collect();
        Some(PayerCandidate { customer, strength: candidate.strength, score: candidate.score, pays_for: Vec::new(), reasons })
    }

    /// One piece of evidence as a reason.
    fn reason(&self, receipt: &Receipt, candidate: &Candidate, evidence: &Evidence) -> Reason {
        let number = receipt.payer.id.as_deref().unwrap_or_default();
        let customer = self.customer(candidate.row).map(|id| id.as_str()).unwrap_or_default();
        let theirs = last_signs(receipt.payer.bank_account.as_deref());
        let ours = last_signs(receipt.bank_account.as_deref());
        match evidence.kind {
            EvidenceKind::Number => {
                reason("customer_number", &[("payer_id", number)], format!("the bank line names customer number {number}"))
            }
            EvidenceKind::NumberZeros => reason(
                "customer_number_zeros",
                &[("payer_id", number), ("customer", customer)],
                format!("the bank line names {number}, which is customer number {customer} but for leading zeros"),
            ),
            EvidenceKind::NumberSpelling => reason(
                "customer_number_spelling",
                &[("payer_id", number), ("customer", customer)],
                format!("the bank line names {number}, which is customer number {customer} written otherwise"),
            ),
            EvidenceKind::VirtualAccount => reason(
                "virtual_account",
                &[("our_account_ends", &ours)],
                format!("it came in on our account ending in {ours}, which was given to this customer"),
            ),
            EvidenceKind::BankAccount => reason(
                "bank_account",
                &[("account_ends", &theirs)],
                format!("it came from the account ending in {theirs}, which is on file for this customer"),
            ),
            EvidenceKind::BankAccountSeen => reason(
                "bank_account_seen",
                &[("account_ends", &theirs)],
                format!("it came from the account ending in {theirs}, from which this customer paid before"),
            ),
            EvidenceKind::TaxId => reason("tax_id", &[], "a tax id of this customer stands in the payer's text".to_owned()),
            EvidenceKind::NumberInText => reason(
                "customer_number_in_text",
                &[("customer", customer)],
                format!("customer number {customer} stands in the payer's text"),
            ),
            EvidenceKind::Name { name, alike, shared_by } => self.name_reason(receipt, name, alike, shared_by),
        }
    }

    fn name_reason(&self, receipt: &Receipt, number: u32, alike: i32, shared_by: usize) -> Reason {
        let payer = receipt.payer.name.as_deref().map(|name| name.chars().take(70).collect::<String>()).unwrap_or_default();
        let known = self.names.get(number);
        let text = known.map(|known| known.name.text.as_str()).unwrap_or_default();
        let seen = if known.is_some_and(|known| known.on_file) { "" } else { ", a name seen before" };
        let likeness = match alike {
            100 => "is",
            95.. => "is, but for the legal form or the order of words,",
            AGREES.. => "is much like",
            _ => "is somewhat like",
        };
        let sharing = match shared_by {
            0 | 1 => String::new(),
            more => format!("; {more} customers have such a name"),
        };
        let inputs =
            [("payer_name", payer.as_str()), ("customer_name", text), ("alike", &alike.to_string()), ("shared_by", &shared_by.to_string())];
        reason("name", &inputs, format!("the payer's name {payer} {likeness} {text}{seen}{sharing}"))
    }
}

/// The last four signs of an account: enough to know it by, too little to pay with.
pub(in super::super) fn last_signs(account: Option<&str>) -> String {
    let signs: Vec<char> = account.unwrap_or_default().chars().filter(|sign| sign.is_alphanumeric()).collect();
    signs.iter().skip(signs.len().saturating_sub(4)).collect()
}

pub(in super::super) fn reason(rule: &str, inputs: &[(&str, &str)], text: String) -> Reason {
    let inputs = inputs.iter().map(|(name, value)| ReasonInput { name: (*name).to_owned(), value: (*value).to_owned() }).collect();
    Reason { rule: rule.to_owned(), inputs, text }
}
