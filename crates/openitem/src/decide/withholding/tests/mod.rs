mod books;
mod items;
mod properties;
mod revised;
mod rules;
mod twice;

use chrono::NaiveDate;

use super::{PendingWithholding, WithholdingCertificate, WithholdingPolicy, WithholdingReconciliation, WithholdingRequest, reconcile};
use crate::{Amount, Currency, Customer, MasterData};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn inr() -> Currency {
    "INR".parse().unwrap()
}

/// Withheld by C-1 in the quarter from July to September 2025: due on 15 November.
fn withheld(id: &str, sum: &str, on: &str) -> PendingWithholding {
    PendingWithholding::new(id, "IN01", inr(), amount(sum), amount(sum), day(on))
        .with_customer("C-1")
        .with_withheld_from(format!("INV-{id}"))
}

/// A certificate of C-1 for that quarter.
fn certificate(id: &str, tax: &str) -> WithholdingCertificate {
    WithholdingCertificate::new(id, "IN01", inr(), amount(tax), day("2025-07-01"), day("2025-09-30"))
        .with_payer_tax_id("BLRA01234E")
        .with_number(id)
}

fn master() -> MasterData {
    let customer = |id: &str, tax: &str| Customer::new(id).with_tax_ids(vec![tax.to_owned()]);
    MasterData::new().with_customers(vec![customer("C-1", "BLRA 01234 E"), customer("C-2", "MUMB98765F")])
}

fn request(pending: &[PendingWithholding], certificates: &[WithholdingCertificate]) -> WithholdingRequest {
    WithholdingRequest::new().with_pending(pending.to_vec()).with_certificates(certificates.to_vec()).with_master(master())
}

fn report(request: &WithholdingRequest, policy: &WithholdingPolicy) -> WithholdingReconciliation {
    reconcile(request, day("2025-11-20"), policy).unwrap()
}

/// What proves what, how much, and by which rule.
fn proved(report: &WithholdingReconciliation) -> Vec<String> {
    let told = |found: &super::WithholdingMatch| {
        let doubt = if found.is_certain { "" } else { "?" };
        format!("{} {} {} {}{doubt}", found.certificate, found.item, found.amount, found.reason.rule)
    };
    report.matches.iter().map(told).collect()
}

/// What does not agree, how much, and what to do.
fn differing(report: &WithholdingReconciliation) -> Vec<String> {
    let told = |one: &super::WithholdingDifference| {
        let items: Vec<&str> = one.items.iter().map(crate::ItemId::as_str).collect();
        format!("{} {} {} {} {}", one.kind, one.certificate.as_deref().unwrap_or("-"), items.join("+"), one.amount, one.act)
    };
    report.differences.iter().map(told).collect()
}

/// The entries proposed, a line each.
fn posted(report: &WithholdingReconciliation) -> Vec<String> {
    use crate::EntryKind;
    let told = |kind: &EntryKind| match kind {
        EntryKind::CertificateReceived { certificate_received: one } => {
            format!("received {} {} {}", one.item, one.amount, one.number.as_deref().unwrap_or("-"))
        }
        EntryKind::CertificateRefused { certificate_refused: one } => {
            format!("refused {} {} {} {}", one.item, one.amount, one.outcome, one.reason.as_ref().map_or("-", |reason| reason.as_str()))
        }
        other => format!("{other:?}"),
    };
    report.proposals.iter().flat_map(|batch| batch.entries.iter().map(|entry| told(&entry.kind))).collect()
}
