//! Which certificate proves which pending amount.

use super::*;
use crate::withholding::{BookedCertificate, CertificateSource, CertificateStatus, OwnTaxId, WithholdingProof};
use crate::{Money, ReasonCode};

fn plain() -> WithholdingPolicy {
    WithholdingPolicy::india()
}

fn statuses(report: &WithholdingReconciliation) -> Vec<CertificateStatus> {
    report.certificates.iter().map(|one| one.status).collect()
}

#[test]
fn a_certificate_of_exactly_one_amount_proves_it() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "400", "2025-08-06"), withheld("C", "250", "2025-07-01")];
    let report = report(&request(&items, &[certificate("N1", "400")]), &plain());
    assert_eq!(proved(&report), ["N1 B 400 tax"]);
    assert_eq!(posted(&report), ["received B 400 N1"]);
    assert_eq!(statuses(&report), [CertificateStatus::Matched]);
}

#[test]
fn base_and_tax_tell_equal_taxes_apart() {
    let items =
        [withheld("A", "100", "2025-08-05").with_base(amount("1000")), withheld("B", "100", "2025-08-06").with_base(amount("5000"))];
    let both = request(&items, &[certificate("N1", "100").with_base(amount("5000"))]);
    assert_eq!(proved(&report(&both, &plain())), ["N1 B 100 base_and_tax"]);
    // Without a base they are alike: the oldest, and said so.
    assert_eq!(proved(&report(&request(&items, &[certificate("N1", "100")]), &plain())), ["N1 A 100 tax?"]);
}

#[test]
fn one_certificate_proves_a_whole_quarter_and_many_prove_one_amount() {
    let items = [withheld("A", "1000", "2025-07-05"), withheld("B", "400.4", "2025-08-06"), withheld("C", "250.4", "2025-09-30")];
    let one = report(&request(&items, &[certificate("N1", "1650")]), &plain());
    // 0.80 of rounding: at most one rupee of an item, the newest first.
    assert_eq!(proved(&one), ["N1 A 1000 all_of_period", "N1 B 400.4 all_of_period", "N1 C 249.6 all_of_period"]);
    assert_eq!(posted(&one)[3], "refused C 0.8 expense certificate_rounding");
    assert!(one.differences.is_empty());
    let item = [withheld("A", "1000", "2025-07-05")];
    let many = report(&request(&item, &[certificate("N1", "600"), certificate("N2", "400")]), &plain());
    assert_eq!(proved(&many), ["N1 A 600 all_of_period", "N2 A 400 all_of_period"]);
    // Three of three, none equal.
    let three = [certificate("N1", "900"), certificate("N2", "700"), certificate("N3", "50.8")];
    let three = report(&request(&items, &three), &plain());
    assert_eq!((three.totals[0].proved, three.totals[0].pending), (amount("1650.8"), Amount::ZERO));
}

#[test]
fn rounding_is_bounded_by_item_and_by_certificate() {
    let items = [withheld("A", "1000", "2025-07-05")];
    let rest = |tax: &str| {
        let report = report(&request(&items, &[certificate("N1", tax)]), &plain());
        (report.items[0].rounding, report.items[0].pending, differing(&report).len())
    };
    assert_eq!(rest("999"), (amount("1"), Amount::ZERO, 0));
    assert_eq!(rest("998.9"), (Amount::ZERO, amount("1.1"), 1));
    assert_eq!(rest("1010"), (Amount::ZERO, Amount::ZERO, 0));
    assert_eq!(rest("1010.1"), (Amount::ZERO, Amount::ZERO, 1));
}

#[test]
fn what_agrees_with_nothing_goes_to_the_oldest_or_is_told() {
    let items = [withheld("A", "1000", "2025-07-05"), withheld("B", "700", "2025-08-06")];
    let given = request(&items, &[certificate("N1", "1200")]);
    let told = report(&given, &plain());
    assert_eq!(proved(&told), ["N1 A 1000 oldest_first?", "N1 B 200 oldest_first?"]);
    assert_eq!(differing(&told), ["short - B 500 ask_rest"]);
    let held = report(&given, &plain().with_oldest_first(false));
    assert!(held.matches.is_empty() && held.proposals.is_empty());
    assert_eq!(differing(&held)[2], "ambiguous N1 A 1200 review");
    assert_eq!(statuses(&held), [CertificateStatus::Held]);
}

#[test]
fn the_quarter_is_that_of_the_payment_or_of_the_invoice() {
    let item = [withheld("A", "1000", "2025-10-05").with_invoiced(day("2025-09-20"))];
    let given = request(&item, &[certificate("N1", "1000")]);
    assert_eq!(proved(&report(&given, &plain())), ["N1 A 1000 tax"]);
    let strict = report(&given, &plain().with_credited_earlier(false));
    assert_eq!(differing(&strict), ["wrong_period N1 A 1000 ask_correction"]);
    assert!(strict.proposals.is_empty());
    let accepted = report(&given, &plain().with_credited_earlier(false).with_accept_other_period(true));
    assert_eq!(proved(&accepted), ["N1 A 1000 other_period?"]);
}

#[test]
fn sections_of_both_acts_stand_for_each_other_in_their_periods() {
    let section = |code: &str| withheld("A", "1000", "2026-04-05").with_invoiced(day("2026-03-20")).with_section(code);
    let given = |code: &str, written: &str, quarter: (&str, &str)| {
        let mut certificate = certificate("N1", "1000").with_section(written);
        (certificate.period_start, certificate.period_end) = (day(quarter.0), day(quarter.1));
        reconcile(&request(&[section(code)], &[certificate]), day("2026-06-01"), &plain()).unwrap()
    };
    let (march, june) = (("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"));
    // Paid in April, credited in March: the payer certifies under the act of 1961.
    assert_eq!(proved(&given("IN-1027", "194J", march)), ["N1 A 1000 tax"]);
    assert_eq!(proved(&given("IN-1027", "1027", june)), ["N1 A 1000 tax"]);
    assert_eq!(proved(&given("IN-1027", "in 1027", june)), ["N1 A 1000 tax"]);
    // The old name in a new period, and another nature of payment.
    // No row of due dates is shipped for payments since April 2026: that is told of the item besides.
    for written in ["194J", "1023"] {
        let told = differing(&given("IN-1027", written, june));
        assert_eq!(told, ["no_due_date - A 1000 ask_correction", "wrong_section N1 A 1000 ask_correction"]);
    }
    let other = plain().with_accept_other_section(true);
    let mut certificate = certificate("N1", "1000").with_section("194H");
    (certificate.period_start, certificate.period_end) = (day("2026-04-01"), day("2026-06-30"));
    let accepted = reconcile(&request(&[section("IN-1027")], &[certificate]), day("2026-06-01"), &other).unwrap();
    assert_eq!(proved(&accepted), ["N1 A 1000 other_section?"]);
}

#[test]
fn a_section_that_only_one_side_gives_agrees() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "1000", "2025-08-06").with_section("IN-194C")];
    let given = request(&items, &[certificate("N1", "1000").with_section("194J")]);
    assert_eq!(proved(&report(&given, &plain())), ["N1 A 1000 tax"]);
    assert_eq!(proved(&report(&request(&items[1..], &[certificate("N1", "1000")]), &plain())), ["N1 B 1000 tax"]);
}

#[test]
fn wrong_tax_ids_are_held_with_what_they_may_mean() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let unknown = certificate("N1", "1000").with_payer_tax_id("BLRA01243E");
    let told = report(&request(&item, std::slice::from_ref(&unknown)), &plain());
    assert_eq!(differing(&told), ["missing - A 1000 ask_correction", "wrong_tax_id N1 A 1000 ask_correction"]);
    assert!(told.proposals.is_empty());
    // Somebody sent it: the id is another's.
    let others = certificate("N1", "1000").with_payer_tax_id("MUMB98765F").with_customer("C-1");
    assert_eq!(differing(&report(&request(&item, &[others]), &plain()))[1], "wrong_tax_id N1 A 1000 ask_correction");
    // No id is known of the customer who sent it.
    let mut nobody = request(&item, &[unknown.with_customer("C-1")]);
    nobody.master = MasterData::new();
    assert_eq!(proved(&report(&nobody, &plain())), ["N1 A 1000 tax"]);
    // Made out to somebody else.
    let mut ours = request(&item, &[certificate("N1", "1000").with_payee_tax_id("AAAPL1234C")]);
    ours.own_tax_ids = vec![OwnTaxId::new("IN01", "AAACX 9999 K")];
    assert_eq!(differing(&report(&ours, &plain()))[1], "wrong_tax_id N1 A 1000 ask_correction");
    ours.own_tax_ids.push(OwnTaxId::new("IN01", "AAAPL1234C"));
    assert_eq!(proved(&report(&ours, &plain())), ["N1 A 1000 tax"]);
    let strange = report(&request(&[], &[certificate("N1", "7").with_payer_tax_id("X")]), &plain());
    assert_eq!(differing(&strange), ["wrong_tax_id N1  7 review"]);
}

#[test]
fn customers_that_share_a_tax_id_are_one_payer() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "400", "2025-08-05").with_customer("C-3")];
    let mut given = request(&items, &[certificate("N1", "1400")]);
    given.master.customers.push(Customer::new("C-3").with_tax_ids(vec!["blra-01234-e".to_owned()]));
    let report = report(&given, &plain());
    assert_eq!(proved(&report), ["N1 A 1000 all_of_period", "N1 B 400 all_of_period"]);
    // A proposal for each customer.
    assert_eq!(report.proposals.iter().map(|batch| batch.subject.as_str()).collect::<Vec<_>>(), ["C-1", "C-3"]);
}

#[test]
fn the_same_certificate_counts_once() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "1000", "2025-08-06")];
    let twice = [certificate("N1", "1000"), certificate("N2", "1000").with_number("n-1")];
    let told = report(&request(&items, &twice), &plain());
    assert_eq!(proved(&told), ["N1 A 1000 tax?"]);
    assert_eq!(differing(&told)[1], "duplicate N2  1000 nothing");
    // Other figures: none is used.
    let other = [certificate("N1", "1000"), certificate("N2", "900").with_number("N1")];
    let told = report(&request(&items, &other), &plain());
    assert!(told.matches.is_empty());
    assert_eq!(differing(&told)[2..], ["conflicting N1  1000 review", "conflicting N2  900 review"]);
    // Two sections of one certificate are two lines.
    let lines = [certificate("N1", "1000").with_section("194C"), certificate("N2", "900").with_number("N1").with_section("194J")];
    assert_eq!(report(&request(&items, &lines), &plain()).matches.len(), 2);
}

#[test]
fn what_was_booked_before_proves_nothing_more() {
    let booked = BookedCertificate::new("A", "IN01", inr(), amount("1000"), day("2025-08-05")).with_customer("C-1").with_number("N1");
    let items = [withheld("B", "1000", "2025-08-06")];
    let mut given = request(&items, &[certificate("N1", "1000")]);
    given.booked = vec![booked];
    let told = report(&given, &plain());
    assert_eq!((told.matches.len(), statuses(&told)), (0, vec![CertificateStatus::Booked]));
    assert_eq!(differing(&told), ["missing - B 1000 ask_certificate"]);
    // The rest of a certificate proves what comes to light later, where it agrees.
    given.certificates[0].tax = amount("2000");
    assert_eq!(proved(&report(&given, &plain())), ["N1 B 1000 tax"]);
    given.certificates[0].tax = amount("1500");
    let told = report(&given, &plain());
    assert_eq!((told.matches.len(), differing(&told)[1].as_str()), (0, "more_than_pending N1  500 review"));
    // A row of the listing shows what the certificate proved.
    given.certificates = vec![certificate("26AS-1", "1000").with_source(CertificateSource::Listing)];
    given.certificates[0].number = None;
    given.pending[0].open = amount("700");
    assert_eq!(statuses(&report(&given, &plain())), [CertificateStatus::AlreadySettled]);
}

#[test]
fn certificates_and_the_listing_prove_the_same_tax_once() {
    let items = [withheld("A", "1000", "2025-08-05"), withheld("B", "400", "2025-08-06")];
    let row = |id: &str, tax: &str| certificate(id, tax).with_source(CertificateSource::Listing);
    let given = request(&items, &[certificate("N1", "1000"), certificate("N2", "400"), row("L1", "1000")]);
    let proofs = |proof: WithholdingProof| {
        let report = report(&given, &plain().with_proof(proof));
        (posted(&report), differing(&report))
    };
    let all = vec!["received A 1000 N1".to_owned(), "received B 400 N2".to_owned()];
    let unlisted = "not_listed - B 400 ask_correction".to_owned();
    assert_eq!(proofs(WithholdingProof::Either), (all.clone(), vec![unlisted.clone()]));
    assert_eq!(proofs(WithholdingProof::Certificate), (all.clone(), vec![unlisted.clone()]));
    let missing = "missing - B 400 ask_certificate".to_owned();
    assert_eq!(proofs(WithholdingProof::Listing), (vec!["received A 1000 L1".to_owned()], vec![missing.clone(), unlisted.clone()]));
    assert_eq!(proofs(WithholdingProof::Both), (vec![all[0].clone()], vec![missing, unlisted]));
    let listed = report(&request(&items[1..], &[row("L1", "400")]), &plain().with_proof(WithholdingProof::Both));
    assert_eq!(differing(&listed), ["missing - B 400 ask_certificate", "not_certified - B 400 ask_certificate"]);
}

#[test]
fn a_row_of_the_listing_shows_a_day() {
    let mut row = certificate("L1", "1000").with_source(CertificateSource::Listing);
    (row.period_start, row.period_end) = (day("2025-09-29"), day("2025-09-29"));
    assert_eq!(proved(&report(&request(&[withheld("A", "1000", "2025-08-05")], &[row]), &plain())), ["L1 A 1000 tax"]);
}

#[test]
fn nothing_pending_and_too_much_are_told() {
    let told = report(&request(&[], &[certificate("N1", "50")]), &plain());
    assert_eq!(differing(&told), ["nothing_pending N1  50 review"]);
    let told = report(&request(&[withheld("A", "1000", "2025-08-05")], &[certificate("N1", "1300")]), &plain());
    assert_eq!(proved(&told), ["N1 A 1000 only_pending"]);
    assert_eq!(differing(&told), ["more_than_pending N1 A 300 review"]);
    assert_eq!(statuses(&told), [CertificateStatus::PartlyMatched]);
}

#[test]
fn a_certificate_of_a_later_date_is_not_looked_at() {
    let given = request(&[withheld("A", "1000", "2025-08-05")], &[certificate("N1", "1000").with_date(day("2025-11-21"))]);
    let told = report(&given, &plain());
    assert_eq!((statuses(&told), told.matches.len()), (vec![CertificateStatus::NotYet], 0));
}

#[test]
fn other_currencies_and_entities_stay_apart() {
    let mut other = withheld("A", "1000", "2025-08-05");
    other.currency = Currency::USD;
    let mut entity = withheld("B", "1000", "2025-08-05");
    entity.entity = "IN02".into();
    let told = report(&request(&[other, entity], &[certificate("N1", "1000")]), &plain());
    assert!(told.matches.is_empty());
    assert_eq!(told.totals.len(), 2);
}

#[test]
fn hostile_policies_and_requests_are_refused() {
    let refused = |request: &WithholdingRequest, policy: &WithholdingPolicy| reconcile(request, day("2025-11-20"), policy).unwrap_err();
    let none = WithholdingRequest::new();
    let minus = vec![Money::new(amount("-1"), inr())];
    let policies = [
        plain().with_item_tolerance(minus.clone()),
        plain().with_certificate_tolerance(minus.clone()),
        plain().with_expense_up_to(minus),
        plain().with_remind_days(-1),
        plain().with_refuse_days(-1),
    ];
    for policy in policies {
        assert_eq!(refused(&none, &policy).code(), "invalid_value");
    }
    let item = withheld("A", "1", "2025-08-05");
    assert_eq!(refused(&request(&[item.clone(), item], &[]), &plain()).code(), "invalid_value");
    let paper = certificate("N1", "1");
    assert_eq!(refused(&request(&[], &[paper.clone(), paper.clone()]), &plain()).code(), "invalid_value");
    let mut long = paper.clone();
    long.period_end = day("9999-12-31");
    assert_eq!(refused(&request(&[], &[long]), &plain()).code(), "invalid_value");
    let mut back = paper;
    back.period_end = day("2025-06-30");
    assert_eq!(refused(&request(&[], &[back]), &plain()).code(), "invalid_value");
    let far = withheld("A", "1", "2025-08-05").with_section(ReasonCode::from("X"));
    let row = |months| {
        let mut row = WithholdingPolicy::india().due[0].clone().with_months(months);
        row.ends_in = None;
        row
    };
    let late = plain().with_due(vec![row(i32::MAX)]);
    assert_eq!(refused(&request(&[far], &[]), &late).code(), "date_range");
}
