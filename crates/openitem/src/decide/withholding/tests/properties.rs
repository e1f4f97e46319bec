//! Whatever is given: nothing is proved twice, nothing vanishes, the order says nothing, and nothing panics.

use std::collections::HashMap;

use proptest::prelude::*;

use super::*;
use crate::entry::RefusedOutcome;
use crate::value::{amount_strategy, date_strategy};
use crate::withholding::{BookedCertificate, CertificateSource, WithholdingProof, WithholdingRefusal, of_items, pending};
use crate::{EntryKind, ItemId, Money};

fn date_of(of_year: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 1 + of_year / 28 % 12, 1 + of_year % 28).unwrap()
}

/// Items, certificates, booked, refusals: figures small, so that much agrees by chance.
fn cases() -> impl Strategy<Value = WithholdingRequest> {
    let sections = ["IN-194C", "IN-194J-PROFESSIONAL", "IN-GST-51", ""];
    let written = ["194C", "194J", "51", ""];
    let item = (1_i64..30, 0_u32..336, 0_usize..3, 0_usize..4, any::<bool>());
    let paper = (-5_i64..60, 0_i32..4, 0_usize..4, 0_usize..4, 0_u8..6, 0_usize..30, 0_usize..3);
    let items = prop::collection::vec(item, 0..14);
    let papers = prop::collection::vec(paper, 0..12);
    let booked = prop::collection::vec((1_i64..40, 0_u32..336, 0_usize..3, 0_usize..12), 0..4);
    (items, papers, booked, prop::collection::vec((0_usize..14, prop::option::of(0_i64..30)), 0..3)).prop_map(
        move |(items, papers, booked, refused)| {
            let sum = |units: i64| Amount::from_minor(units * 50, 2).unwrap();
            let who = |at: usize| ["C-1", "C-2", "C-9"][at % 3];
            let items: Vec<PendingWithholding> = items
                .iter()
                .enumerate()
                .map(|(nth, (units, on, customer, section, dated))| {
                    let on = date_of(*on);
                    let mut item = PendingWithholding::new(format!("W-{nth:02}"), "IN01", inr(), sum(*units), sum(*units), on)
                        .with_customer(who(*customer))
                        .with_withheld_from(format!("INV-{nth}"))
                        .with_base(sum(units * 10))
                        .with_gross(sum(units * 12));
                    item.section = Some(sections[*section]).filter(|code| !code.is_empty()).map(Into::into);
                    item.invoiced = dated.then(|| on - chrono::Days::new(40));
                    item
                })
                .collect();
            let papers: Vec<WithholdingCertificate> = papers
                .iter()
                .enumerate()
                .map(|(nth, (units, quarter, section, payer, kind, base, number))| {
                    let start = NaiveDate::from_ymd_opt(2025, 1 + u32::try_from(*quarter).unwrap() * 3, 1).unwrap();
                    let end = start.checked_add_months(chrono::Months::new(3)).unwrap().pred_opt().unwrap();
                    let mut paper = WithholdingCertificate::new(format!("P-{nth:02}"), "IN01", inr(), sum(*units), start, end);
                    paper.payer_tax_id = Some(["BLRA01234E", "MUMB98765F", "UNKNOWN", ""][*payer].to_owned());
                    paper.customer = (*payer > 2).then(|| "C-9".into());
                    paper.section = Some(written[*section].to_owned()).filter(|text| !text.is_empty());
                    paper.base = (*base > 20).then(|| sum(units * 10));
                    paper.number = (*number > 0).then(|| format!("N-{}", nth / number));
                    if kind % 3 == 0 {
                        paper.source = CertificateSource::Listing;
                    }
                    paper
                })
                .collect();
            let booked: Vec<BookedCertificate> = booked
                .iter()
                .enumerate()
                .map(|(nth, (units, on, customer, number))| {
                    BookedCertificate::new(format!("OLD-{nth}"), "IN01", inr(), sum(*units), date_of(*on))
                        .with_customer(who(*customer))
                        .with_number(format!("N-{number}"))
                })
                .collect();
            let refusals: Vec<WithholdingRefusal> = refused
                .iter()
                .map(|(item, units)| {
                    let mut refusal = WithholdingRefusal::new(format!("W-{item:02}"), day("2025-06-01"));
                    refusal.amount = units.map(sum);
                    refusal
                })
                .collect();
            request(&items, &papers).with_booked(booked).with_refusals(refusals)
        },
    )
}

fn policies() -> impl Strategy<Value = WithholdingPolicy> {
    let proofs = [WithholdingProof::Either, WithholdingProof::Certificate, WithholdingProof::Listing, WithholdingProof::Both];
    let switches = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (switches, 0_usize..4, prop::option::of(0_i32..400), 0_i64..3).prop_map(move |(switches, proof, refuse, tolerance)| {
        let (oldest, section, period, earlier, borne) = switches;
        let mut policy = WithholdingPolicy::india()
            .with_oldest_first(oldest)
            .with_accept_other_section(section)
            .with_accept_other_period(period)
            .with_credited_earlier(earlier)
            .with_proof(proofs[proof])
            .with_item_tolerance(vec![Money::new(Amount::from_minor(tolerance, 0).unwrap(), inr())]);
        policy.refuse_days = refuse;
        if borne {
            policy.outcome = RefusedOutcome::Expense;
        }
        policy
    })
}

/// What is proposed of each item: received and refused.
fn proposed(report: &WithholdingReconciliation) -> HashMap<ItemId, Amount> {
    let mut sums: HashMap<ItemId, Amount> = HashMap::new();
    for entry in report.proposals.iter().flat_map(|batch| &batch.entries) {
        let (item, amount) = match &entry.kind {
            EntryKind::CertificateReceived { certificate_received: one } => (&one.item, one.amount),
            EntryKind::CertificateRefused { certificate_refused: one } => (&one.item, one.amount),
            _ => continue,
        };
        let sum = sums.entry(item.clone()).or_default();
        *sum = sum.checked_add(amount).unwrap();
    }
    sums
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// Proved + rounded + refused + pending = what was open; proposals are exactly what is taken; no certificate proves more than its tax;
    /// an item stands in one proposal.
    #[test]
    fn nothing_is_proved_twice_and_nothing_vanishes(given in cases(), policy in policies()) {
        let report = reconcile(&given, day("2025-12-20"), &policy).unwrap();
        let sums = proposed(&report);
        for item in &report.items {
            let taken = Amount::checked_sum([item.proved, item.rounding, item.refused]).unwrap();
            prop_assert_eq!(taken.checked_add(item.pending), Some(item.open));
            prop_assert_eq!(sums.get(&item.item).copied().unwrap_or_default(), taken);
            prop_assert!(!item.pending.is_negative());
        }
        for one in &report.certificates {
            prop_assert_eq!(Amount::checked_sum([one.booked, one.settled, one.matched, one.left]), Some(one.tax));
            let found = Amount::checked_sum(report.matches.iter().filter(|found| found.certificate == one.certificate).map(|found| found.amount));
            prop_assert_eq!(found, Some(one.matched));
        }
        for source in [CertificateSource::Certificate, CertificateSource::Listing] {
            for item in &given.pending {
                let of_item = report.matches.iter().filter(|found| found.item == item.id && found.source == source);
                prop_assert!(Amount::checked_sum(of_item.map(|found| found.amount)).unwrap() <= item.open);
            }
        }
        let mut seen = std::collections::HashSet::new();
        prop_assert!(report.proposals.iter().flat_map(|batch| &batch.basis).all(|basis| seen.insert(basis.item.clone())));
        prop_assert!(report.proposals.iter().all(|batch| batch.entries.len() == batch.reasons.len()));
        prop_assert_eq!(report.items.len(), given.pending.iter().filter(|item| item.withheld_on <= day("2025-12-20")).count());
    }

    /// I10: the order of what is given says nothing.
    #[test]
    fn the_order_says_nothing(given in cases(), policy in policies()) {
        let report = reconcile(&given, day("2025-12-20"), &policy).unwrap();
        let mut turned = given.clone();
        turned.pending.reverse();
        turned.certificates.reverse();
        turned.booked.reverse();
        turned.refusals.reverse();
        turned.master.customers.reverse();
        prop_assert_eq!(reconcile(&turned, day("2025-12-20"), &policy).unwrap(), report);
        let aged = pending(&given.pending, day("2025-12-20"), &policy).unwrap();
        prop_assert_eq!(pending(&turned.pending, day("2025-12-20"), &policy).unwrap(), aged);
    }

    /// The aging shows every pending amount once.
    #[test]
    fn the_aging_sums_to_what_is_pending(given in cases()) {
        let aging = pending(&given.pending, day("2025-12-31"), &WithholdingPolicy::india()).unwrap();
        let open = Amount::checked_sum(given.pending.iter().map(|item| item.open)).unwrap();
        let totals = Amount::checked_sum(aging.totals.iter().map(|total| total.total.amount)).unwrap();
        let rows = Amount::checked_sum(aging.rows.iter().map(|row| row.total.amount)).unwrap();
        let parts = aging.rows.iter().flat_map(|row| row.buckets.iter().map(|bucket| bucket.amount).chain([row.undated.amount]));
        prop_assert_eq!((totals, rows, Amount::checked_sum(parts).unwrap()), (open, open, open));
    }

    /// I13: hostile amounts and dates are refused or answered.
    #[test]
    fn it_is_total(
        sums in prop::collection::vec((amount_strategy(), amount_strategy(), date_strategy(), prop::option::of(date_strategy())), 0..6),
        taxes in prop::collection::vec((amount_strategy(), date_strategy(), date_strategy(), amount_strategy()), 0..6),
        bounds in (amount_strategy(), any::<i32>(), any::<i32>(), any::<i32>(), any::<i32>(), prop::option::of(any::<i32>())),
        on in date_strategy(),
    ) {
        let items: Vec<PendingWithholding> = sums
            .iter()
            .enumerate()
            .map(|(nth, (withheld, open, date, due))| {
                let mut item = PendingWithholding::new(format!("W-{nth}"), "IN01", inr(), *withheld, *open, *date).with_customer("C-1");
                (item.due, item.invoiced, item.base, item.gross) = (*due, *due, Some(*withheld), Some(*open));
                item
            })
            .collect();
        let papers: Vec<WithholdingCertificate> = taxes
            .iter()
            .enumerate()
            .map(|(nth, (tax, start, end, base))| {
                WithholdingCertificate::new(format!("P-{nth}"), "IN01", inr(), *tax, *start, *end).with_customer("C-1").with_base(*base)
            })
            .collect();
        let (tolerance, remind, months, of_month, ends_in, refuse) = bounds;
        let mut policy = WithholdingPolicy::india().with_remind_days(remind).with_item_tolerance(vec![Money::new(tolerance, inr())]);
        policy.certificate_tolerance = policy.item_tolerance.clone();
        policy.refuse_days = refuse;
        let row = policy.due[1].clone().with_months(months).with_day(of_month).with_ends_in(ends_in);
        policy.due = vec![row];
        let given = request(&items, &papers);
        let _ = reconcile(&given, on, &policy);
        let _ = pending(&given.pending, on, &policy);
        policy = WithholdingPolicy::india();
        let _ = reconcile(&given, on, &policy);
        let _ = pending(&given.pending, on, &policy);
    }
}

/// Ten thousand items and as many certificates, of one payer and quarter, with nothing that agrees: no step looks at all of them.
#[test]
fn many_of_one_payer_take_no_time() {
    let items: Vec<PendingWithholding> = (0..10_000)
        .map(|nth| {
            withheld(&format!("W-{nth:05}"), &format!("{}", 1000 + nth % 7), "2025-08-05").with_base(amount(&format!("{}", 20_000 + nth)))
        })
        .collect();
    let papers: Vec<WithholdingCertificate> = (0..10_000)
        .map(|nth| {
            let mut paper = certificate(&format!("N-{nth:05}"), &format!("{}", 500 + nth % 11)).with_base(amount("7"));
            paper.section = Some(format!("{}", nth % 5000));
            paper
        })
        .collect();
    let started = std::time::Instant::now();
    let booked = of_items(&[]);
    assert!(booked.is_empty());
    let report = report(&request(&items, &papers), &WithholdingPolicy::india());
    assert_eq!(report.items.len(), 10_000);
    assert!(report.totals[0].proved.is_positive());
    assert!(started.elapsed().as_secs() < 30, "{:?}", started.elapsed());
}
