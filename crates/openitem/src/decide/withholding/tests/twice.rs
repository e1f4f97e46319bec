//! The same tax is proved once: over runs, and where payers and the tax office both show it.

use super::*;
use crate::withholding::{BookedCertificate, CertificateSource, CertificateStatus, WithholdingProof};

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
fn what_one_kind_proved_the_other_shows_again() {
    // Two fees alike; the first was proved by a certificate, then the tax office lists it: the second stays open.
    let item = [withheld("B", "1000", "2025-08-20")];
    let mut given = request(&item, &[certificate("N1", "1000"), row("L1", "1000")]);
    given.booked = vec![booked("A", "1000", "N1")];
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!((told.matches.len(), statuses(&told)), (0, vec![CertificateStatus::AlreadySettled, CertificateStatus::Booked]));
    assert_eq!(told.certificates[0].settled, amount("1000"));
    assert_eq!(differing(&told), ["missing - B 1000 ask_certificate"]);
    // The other way round: listed first, certified afterwards.
    given.booked = vec![booked("A", "1000", "L1")];
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!((told.matches.len(), statuses(&told)), (0, vec![CertificateStatus::Booked, CertificateStatus::AlreadySettled]));
    // A second row is more than was booked.
    given.certificates.push(row("L2", "1000"));
    assert_eq!(proved(&report(&given, &WithholdingPolicy::india())), ["L2 B 1000 tax"]);
    // Booked by hand without a number: whatever shows it shows that.
    given.certificates = vec![certificate("N1", "1000")];
    given.booked = vec![BookedCertificate { number: None, ..booked("A", "1000", "") }];
    assert_eq!(statuses(&report(&given, &WithholdingPolicy::india())), [CertificateStatus::AlreadySettled]);
}

#[test]
fn what_was_booked_in_part_is_shown_as_a_whole() {
    // 900 of 1,000 were certified and booked; the tax office lists all of it.
    let item = [PendingWithholding { open: amount("100"), ..withheld("A", "1000", "2025-08-05") }, withheld("B", "1000", "2025-08-06")];
    let mut given = request(&item, &[certificate("N1", "900"), row("L1", "1000")]);
    given.booked = vec![booked("A", "900", "N1")];
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["L1 A 100 tax?"]);
    assert_eq!((told.certificates[0].settled, told.certificates[0].matched), (amount("900"), amount("100")));
    assert_eq!(posted(&told), ["received A 100 L1"]);
    // Both are needed: what was booked of both is left alone.
    let both = report(&given, &WithholdingPolicy::india().with_proof(WithholdingProof::Both));
    assert!(both.proposals.is_empty());
}

#[test]
fn a_guess_does_not_prove_the_same_tax_on_another_item() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "1000", "2025-08-06").with_base(amount("10000"))];
    // The certificate's base says B; the row says no base, and goes to the oldest.
    let given = request(&items, &[certificate("N1", "1000").with_base(amount("10000")), row("L1", "1000")]);
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["L1 A 1000 tax?", "N1 B 1000 base_and_tax"]);
    assert_eq!(posted(&told), ["received B 1000 N1"]);
    // The tax office shows both.
    let mut more = given.clone();
    more.certificates.push(row("L2", "1000"));
    assert_eq!(posted(&report(&more, &WithholdingPolicy::india())), ["received A 1000 L1", "received B 1000 L2"]);
    // Where it is certain that two different amounts are meant, each kind proves its own.
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "700", "2025-08-06")];
    let certain = report(&request(&items, &[certificate("N1", "700"), row("L1", "1000")]), &WithholdingPolicy::india());
    assert_eq!(posted(&certain), ["received A 1000 L1", "received B 700 N1"]);
}

#[test]
fn what_is_certain_goes_before_what_is_alike() {
    let items = [withheld("A", "1000", "2025-08-05").with_section("IN-194C"), withheld("B", "1000", "2025-08-06").with_section("IN-194H")];
    // The first says no section: it could prove either, the second only A.
    let given = request(&items, &[certificate("N1", "1000"), certificate("N2", "1000").with_section("194C")]);
    let told = report(&given, &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["N1 B 1000 tax", "N2 A 1000 tax"]);
}

#[test]
fn certificates_of_a_month_prove_that_month() {
    let items = [withheld("A", "1000", "2025-07-05"), withheld("B", "1000", "2025-08-06")];
    let mut august = certificate("7A-8", "1000");
    (august.period_start, august.period_end) = (day("2025-08-01"), day("2025-08-31"));
    assert_eq!(proved(&report(&request(&items, std::slice::from_ref(&august)), &WithholdingPolicy::india())), ["7A-8 B 1000 tax"]);
    let told = report(&request(&items[..1], &[august]), &WithholdingPolicy::india());
    assert_eq!(differing(&told), ["missing - A 1000 ask_correction", "wrong_period 7A-8 A 1000 ask_correction"]);
}

#[test]
fn what_is_certified_beyond_the_payments_is_for_the_invoices_of_the_period() {
    // 1,000 paid in the quarter, 500 credited in it and paid in the next: the payer certifies 1,500.
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "500", "2025-10-03").with_invoiced(day("2025-09-20"))];
    let told = report(&request(&items, &[certificate("N1", "1500")]), &WithholdingPolicy::india());
    assert_eq!(proved(&told), ["N1 A 1000 only_pending", "N1 B 500 only_pending"]);
    assert!(told.differences.is_empty());
    // Not enough for that: told, and not spread over it.
    let told = report(&request(&items, &[certificate("N1", "1300")]), &WithholdingPolicy::india());
    assert_eq!(differing(&told), ["more_than_pending N1 A 300 review"]);
}
