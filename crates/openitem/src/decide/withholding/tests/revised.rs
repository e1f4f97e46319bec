//! Certificates and statements that were revised.

use super::*;
use crate::withholding::{BookedCertificate, CertificateSource, CertificateStatus, WithholdingRefusal};

fn row(id: &str, tax: &str) -> WithholdingCertificate {
    WithholdingCertificate { number: None, ..certificate(id, tax).with_source(CertificateSource::Listing) }
}

fn booked(item: &str, sum: &str, number: &str) -> BookedCertificate {
    BookedCertificate::new(item, "IN01", inr(), amount(sum), day("2025-08-05")).with_customer("C-1").with_number(number)
}

fn statuses(report: &WithholdingReconciliation) -> Vec<CertificateStatus> {
    report.certificates.iter().map(|one| one.status).collect()
}

#[test]
fn a_later_certificate_of_the_same_number_replaces_the_former() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let first = certificate("P1", "900").with_number("N1").with_date(day("2025-11-10"));
    let second = certificate("P2", "1000").with_number("N1").with_date(day("2025-11-18"));
    let told = report(&request(&item, &[first.clone(), second.clone()]), &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["P2 A 1000 tax"]);
    assert_eq!(statuses(&told), [CertificateStatus::Replaced, CertificateStatus::Matched]);
    assert!(told.differences.is_empty());
    // What was booked of the former counts of the latter.
    let mut after = request(&[PendingWithholding { open: amount("100"), ..item[0].clone() }], &[first.clone(), second]);
    after.booked = vec![booked("A", "900", "N1")];
    assert_eq!(proved(&report(&after, &WithholdingPolicy::india())), ["P2 A 100 tax"]);
    // One of a date to come replaces nothing yet.
    let to_come = certificate("P0", "1000").with_number("N1").with_date(day("2025-11-21"));
    let told = report(&request(&item, &[to_come, first]), &WithholdingPolicy::india());
    assert_eq!(statuses(&told), [CertificateStatus::NotYet, CertificateStatus::Matched]);
}

#[test]
fn what_was_booked_too_much_is_told() {
    // 1,000 were booked; the certificate was revised to 900.
    let mut given = request(&[], &[certificate("N1", "900")]);
    given.booked = vec![booked("A", "1000", "N1")];
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!((differing(&told), statuses(&told)), (vec!["more_booked N1  100 review".to_owned()], vec![CertificateStatus::Booked]));
    // Another line of the certificate, which is not given: nothing is known against it.
    given.certificates[0].section = Some("194C".into());
    given.booked[0].section = Some("IN-194H".into());
    given.booked.push(BookedCertificate { section: Some("IN-194C".into()), ..booked("B", "900", "N1") });
    assert!(differing(&report(&given, &WithholdingPolicy::india())).is_empty());
}

#[test]
fn what_is_taken_back_proves_nothing() {
    // The statement was revised: the tax office lists 1,000, takes it back, and lists 900.
    let item = [withheld("A", "1000", "2025-08-05")];
    let rows = [row("L1", "1000"), row("L2", "-1000"), row("L3", "900")];
    let told = report(&request(&item, &rows), &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["L3 A 900 only_pending"]);
    assert_eq!(statuses(&told), [CertificateStatus::Cancelled, CertificateStatus::Cancelled, CertificateStatus::Matched]);
    assert_eq!(differing(&told), ["short - A 100 ask_rest"]);
    // It was booked before it was taken back.
    let mut late = request(&[], &rows[..2]);
    late.booked = vec![booked("A", "1000", "L1")];
    assert_eq!(differing(&report(&late, &WithholdingPolicy::india())), ["more_booked L1  1000 review"]);
    // Nothing shows what is taken back.
    let alone = report(&request(&item, &rows[1..2]), &WithholdingPolicy::india());
    assert_eq!(differing(&alone), ["missing - A 1000 ask_certificate", "taken_back L2  1000 review"]);
}

#[test]
fn a_wrong_copy_does_not_hold_the_right_one() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let mut given = request(&item, &[certificate("P1", "1000").with_number("N1").with_payee_tax_id("OTHER")]);
    given.certificates.push(certificate("P2", "1000").with_number("N1").with_payee_tax_id("AAAPL1234C"));
    given.own_tax_ids = vec![crate::withholding::OwnTaxId::new("IN01", "AAAPL1234C")];
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["P2 A 1000 tax"]);
    assert_eq!(differing(&told), ["wrong_tax_id P1  1000 review"]);
}

#[test]
fn what_a_held_certificate_may_mean_is_not_refused_for_its_age() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let policy = WithholdingPolicy::india().with_refuse_days(1);
    let mut given = request(&item, &[certificate("N1", "1000").with_payer_tax_id("BLRA01243E")]);
    let told = report(&given, &policy);
    assert_eq!((posted(&told).len(), told.items[0].act.to_string()), (0, "ask_correction".to_owned()));
    // Unless somebody says so.
    given.refusals = vec![WithholdingRefusal::new("A", day("2025-11-19"))];
    assert_eq!(posted(&report(&given, &policy)), ["refused A 1000 collect_again certificate_missing"]);
}

#[test]
fn the_latest_refusal_holds() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let mut given = request(&item, &[]);
    given.refusals = vec![
        WithholdingRefusal::new("A", day("2025-11-01")),
        WithholdingRefusal::new("A", day("2025-11-02")).with_amount(amount("400")),
        WithholdingRefusal::new("A", day("2025-11-02")).with_amount(amount("400")),
    ];
    // Said twice is said once.
    assert_eq!(posted(&report(&given, &WithholdingPolicy::india())), ["refused A 400 collect_again certificate_missing"]);
}
