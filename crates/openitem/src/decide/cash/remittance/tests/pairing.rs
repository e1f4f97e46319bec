use super::super::*;
use super::{amount, date};
use crate::{Currency, Payer, Receipt, RemittanceLine};

fn receipt(id: &str, sum: &str, day: &str, payer: &str) -> Receipt {
    let receipt = Receipt::new(id, Currency::EUR, amount(sum)).with_value_date(date(day));
    if payer.is_empty() { receipt } else { receipt.with_payer(Payer::new().with_id(payer)) }
}

fn advice(id: &str, sum: &str, day: &str, customer: &str) -> RemittanceAdvice {
    let advice = RemittanceAdvice::new(id, date(day), Currency::EUR);
    let advice = if sum.is_empty() { advice } else { advice.with_total(amount(sum)) };
    if customer.is_empty() { advice } else { advice.with_customer(customer) }
}

/// Pairs as `receipts=advices rule`, then undecided with `?`, then what is left.
fn paired(receipts: &[Receipt], advices: &[RemittanceAdvice]) -> Vec<String> {
    let done = pair(receipts, advices, &PairPolicy::new()).unwrap();
    let show = |mark: &str, pair: &RemittancePair| {
        let receipts: Vec<_> = pair.receipts.iter().map(|id| id.as_str()).collect();
        format!("{}{mark}{} {}", receipts.join(","), pair.advices.join(","), pair.reasons[0].rule)
    };
    let pairs = done.pairs.iter().map(|pair| show("=", pair));
    let undecided = done.undecided.iter().map(|pair| show("?", pair));
    let left =
        done.receipts_left.iter().map(|id| format!("{} left", id.as_str())).chain(done.advices_left.iter().map(|id| format!("{id} left")));
    pairs.chain(undecided).chain(left).collect()
}

#[test]
fn an_advice_that_comes_later_finds_its_money() {
    let receipts =
        [receipt("R1", "100", "2026-01-10", "007"), receipt("R2", "100", "2026-01-10", "8"), receipt("R3", "55", "2026-01-11", "7")];
    let advices = [advice("M1", "100", "2026-01-14", "7"), advice("M2", "70", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1=M1 pair_amount_payer", "R2 left", "R3 left", "M2 left"]);
}

#[test]
fn two_that_are_equal_are_never_guessed() {
    let receipts = [receipt("R1", "100", "2026-01-10", "7"), receipt("R2", "100", "2026-01-11", "7")];
    let advices = [advice("M1", "100", "2026-01-14", "7"), advice("M2", "100", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1,R2?M1,M2 pair_equal_amounts"]);
    assert_eq!(paired(&receipts, &advices[..1]), ["R1,R2?M1 pair_equal_amounts"]);
}

#[test]
fn one_advice_speaks_of_three_payments_and_two_of_one() {
    let receipts = [receipt("R1", "10", "2026-01-10", "7"), receipt("R2", "20", "2026-01-11", "7"), receipt("R3", "30", "2026-01-12", "7")];
    assert_eq!(paired(&receipts, &[advice("M1", "60", "2026-01-14", "7")]), ["R1,R2,R3=M1 pair_sum_of_receipts"]);
    let advices = [advice("M1", "10", "2026-01-14", "7"), advice("M2", "35", "2026-01-15", "7")];
    assert_eq!(paired(&[receipt("R9", "45", "2026-01-13", "7")], &advices), ["R9=M1,M2 pair_sum_of_advices"]);
    // 10 + 20 and 30 alone: the one that needs no sum comes first.
    assert_eq!(paired(&receipts, &[advice("M1", "30", "2026-01-14", "7")])[0], "R3=M1 pair_amount_payer");
    let twins = [receipt("R1", "10", "2026-01-10", "7"), receipt("R2", "10", "2026-01-11", "7"), receipt("R3", "30", "2026-01-12", "7")];
    assert_eq!(paired(&twins, &[advice("M1", "40", "2026-01-14", "7")]), ["R1,R2,R3?M1 pair_sums_unclear"]);
}

#[test]
fn the_number_of_the_payment_proves_more_than_its_amount() {
    let receipts = [
        receipt("R1", "100", "2026-01-10", "").with_remittance("CHECK 0071234"),
        receipt("R2", "100", "2026-01-10", ""),
        receipt("R3", "70", "2026-01-10", "").with_remittance("TRN 555666"),
    ];
    let advices =
        [advice("M1", "100", "2026-01-14", "").with_reference("71234"), advice("M2", "", "2026-01-14", "").with_reference("555666")];
    assert_eq!(paired(&receipts, &advices), ["R1=M1 pair_reference_amount", "R3=M2 pair_reference", "R2 left"]);
    let off = [advice("M1", "90", "2026-01-14", "").with_reference("71234")];
    assert_eq!(paired(&receipts[..1], &off), ["R1?M1 pair_reference_unclear"]);
}

#[test]
fn an_amount_alone_pairs_only_where_nothing_contradicts() {
    assert_eq!(paired(&[receipt("R1", "100", "2026-01-10", "")], &[advice("M1", "100", "2026-01-14", "7")]), ["R1=M1 pair_amount_alone"]);
    assert_eq!(paired(&[receipt("R1", "100", "2026-01-10", "8")], &[advice("M1", "100", "2026-01-14", "7")]), ["R1 left", "M1 left"]);
    assert_eq!(paired(&[receipt("R1", "100", "2026-01-10", "7")], &[advice("M1", "100", "2026-04-14", "7")]), ["R1 left", "M1 left"]);
    assert_eq!(paired(&[receipt("R1", "100", "2026-01-30", "7")], &[advice("M1", "100", "2026-01-10", "7")]), ["R1 left", "M1 left"]);
    let lines = vec![RemittanceLine::new("1001").with_amount(amount("60")), RemittanceLine::new("1002").with_amount(amount("40"))];
    let summed = [advice("M1", "", "2026-01-14", "7").with_lines(lines)];
    assert_eq!(paired(&[receipt("R1", "100", "2026-01-10", "7")], &summed), ["R1=M1 pair_amount_payer"]);
}

#[test]
fn ten_thousand_equal_payments_take_no_time() {
    let receipts: Vec<_> = (0..10_000).map(|at| receipt(&format!("R{at:05}"), "100", "2026-01-10", "7")).collect();
    let advices: Vec<_> = (0..10_000).map(|at| advice(&format!("M{at:05}"), "100", "2026-01-10", "7")).collect();
    let done = pair(&receipts, &advices, &PairPolicy::new()).unwrap();
    assert!(done.pairs.is_empty());
    assert_eq!(done.undecided.len(), 1);
}

#[test]
fn what_is_not_compared_in_full_is_told() {
    let receipts: Vec<_> = (0..30).map(|at| receipt(&format!("R{at:02}"), "100", "2026-01-10", if at == 29 { "7" } else { "8" })).collect();
    let one = [advice("M1", "100", "2026-01-14", "7")];
    // By its payer the last is the only one; by the amount alone the first 24 contradict, and the others are not looked at.
    assert_eq!(paired(&receipts, &one)[0], "R29=M1 pair_amount_payer");
    let nobody = [advice("M1", "100", "2026-01-14", "9")];
    let found = pair(&receipts, &nobody, &PairPolicy::new()).unwrap();
    assert_eq!((found.pairs.len(), found.advices_left.len()), (0, 1));
    assert_eq!(found.cut[0].rule, "pair_amount_alone_cut");
    let told: Vec<_> = found.cut[0].inputs.iter().map(|input| (input.name.as_str(), input.value.as_str())).collect();
    assert_eq!(told, [("advice", "M1"), ("candidates", "30"), ("most_compared", "24")]);
    // Sums of one payer's: more than are compared.
    let small: Vec<_> = (0..30).map(|at| receipt(&format!("R{at:02}"), &format!("{}.07", 10 + at), "2026-01-10", "7")).collect();
    let found = pair(&small, &[advice("M1", "21.14", "2026-01-14", "7")], &PairPolicy::new()).unwrap();
    assert_eq!((found.pairs.len(), found.cut[0].rule.as_str()), (0, "pair_sums_cut"));
    let found = pair(&small, &[advice("M1", "21.14", "2026-01-14", "7")], &PairPolicy::new().with_most_compared(40)).unwrap();
    assert_eq!((found.pairs[0].reasons[0].rule.as_str(), found.cut.len()), ("pair_sum_of_receipts", 0));
}

#[test]
fn a_set_that_two_announce_is_no_ones() {
    let receipts = [receipt("R1", "100", "2026-01-10", "7"), receipt("R2", "50", "2026-01-11", "7")];
    let advices = [advice("M1", "150", "2026-01-14", "7"), advice("M2", "150", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1,R2?M1,M2 pair_sums_unclear"]);
    let receipts = [receipt("R1", "150", "2026-01-10", "7"), receipt("R2", "150", "2026-01-11", "7")];
    let advices = [advice("M1", "100", "2026-01-14", "7"), advice("M2", "50", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1,R2?M1,M2 pair_sums_unclear"]);
    // A part of the set serves another as well: 100 + 50 and 100 + 30.
    let receipts =
        [receipt("R1", "100", "2026-01-10", "7"), receipt("R2", "50", "2026-01-11", "7"), receipt("R3", "30", "2026-01-11", "7")];
    let advices = [advice("M1", "150", "2026-01-14", "7"), advice("M2", "130", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1,R2,R3?M1,M2 pair_sums_unclear"]);
    // One receipt in a sum for an advice, and itself the sum of two advices: 100 + 50 = 150 and 60 + 40 = 100.
    let advices = [advice("M1", "150", "2026-01-14", "7"), advice("M2", "60", "2026-01-14", "7"), advice("M3", "40", "2026-01-14", "7")];
    assert_eq!(paired(&receipts[..2], &advices), ["R1,R2?M1,M2,M3 pair_sums_unclear"]);
    // Two that have nothing in common are both taken.
    let receipts = [
        receipt("R1", "100", "2026-01-10", "7"),
        receipt("R2", "50", "2026-01-11", "7"),
        receipt("R3", "7", "2026-01-11", "7"),
        receipt("R4", "2", "2026-01-11", "7"),
    ];
    let advices = [advice("M1", "150", "2026-01-14", "7"), advice("M2", "9", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices), ["R1,R2=M1 pair_sum_of_receipts", "R3,R4=M2 pair_sum_of_receipts"]);
}

#[test]
fn a_policy_bounds_how_long_sums_take() {
    let refused = |policy: PairPolicy| pair(&[], &[], &policy).unwrap_err().to_string();
    for (policy, field) in [
        (PairPolicy::new().with_most_together(9), "most_together"),
        (PairPolicy::new().with_most_together(0), "most_together"),
        (PairPolicy::new().with_most_compared(201), "most_compared"),
        (PairPolicy::new().with_most_compared(1), "most_compared"),
    ] {
        assert!(refused(policy).contains(field), "{field}");
    }
    // 200 choose 8 is past 10^13: the steps run out, nothing is paired, and it says so.
    let receipts: Vec<_> = (0..200).map(|at| receipt(&format!("R{at:03}"), &format!("{}.01", 2 * at + 2), "2026-01-10", "7")).collect();
    let policy = PairPolicy::new().with_most_together(8).with_most_compared(200);
    let found = pair(&receipts, &[advice("M1", "999999", "2026-01-14", "7")], &policy).unwrap();
    assert_eq!((found.pairs.len(), found.undecided.len(), found.cut[0].rule.as_str()), (0, 0, "pair_sums_steps_cut"));
}

#[test]
fn money_without_a_date_counts_behind_money_that_is_too_late() {
    let mut receipts: Vec<_> = (0..30).map(|at| receipt(&format!("L{at:02}"), "100", "2026-03-10", "7")).collect();
    receipts.push(receipt("R1", "100", "2026-01-10", "7"));
    let advices = [advice("M1", "100", "2026-01-14", "7")];
    assert_eq!(paired(&receipts, &advices)[0], "R1=M1 pair_amount_payer");
    let mut undated = receipt("R2", "100", "2026-01-10", "7");
    undated.value_date = None;
    receipts.push(undated);
    assert_eq!(paired(&receipts, &advices)[0], "R1,R2?M1 pair_equal_amounts");
}

#[test]
fn numbers_that_overlap_are_judged_together() {
    let bearing = |id: &str, sum: &str, words: &str| receipt(id, sum, "2026-01-10", "").with_remittance(words);
    let numbered = |id: &str, sum: &str, number: &str| advice(id, sum, "2026-01-12", "").with_reference(number);
    // One payment that names two advices: both are its own where they add up, and neither where they do not.
    let money = [bearing("R1", "100", "CHQ-11111 CHQ-22222")];
    assert_eq!(paired(&money, &[numbered("M1", "60", "chq 11111"), numbered("M2", "40", "chq 22222")]), ["R1=M1,M2 pair_reference_amount"]);
    assert_eq!(
        paired(&money, &[numbered("M1", "100", "CHQ-11111"), numbered("M2", "100", "CHQ-22222")]),
        ["R1?M1,M2 pair_reference_unclear"]
    );
    // A chain: what hangs together by several numbers is one whole.
    let money = [bearing("R1", "100", "CHQ-11111 CHQ-22222"), bearing("R2", "50", "CHQ-22222 CHQ-33333")];
    let said = [numbered("M1", "90", "CHQ-11111"), numbered("M2", "20", "CHQ-22222"), numbered("M3", "40", "CHQ-33333")];
    assert_eq!(paired(&money, &said), ["R1,R2=M1,M2,M3 pair_reference_amount"]);
}

#[test]
fn a_number_used_again_in_another_year_pairs_nothing() {
    let money = [receipt("R1", "100", "2026-01-10", "7").with_remittance("CHQ-11111"), receipt("R2", "70", "2025-01-10", "7")];
    let old = advice("M1", "100", "2025-01-12", "").with_reference("CHQ-11111");
    let new = advice("M2", "100", "2026-01-12", "").with_reference("CHQ-11111");
    assert_eq!(paired(&money[..1], std::slice::from_ref(&old)), ["R1 left", "M1 left"]);
    assert_eq!(paired(&money, &[old, new]), ["R1=M2 pair_reference_amount", "R2 left", "M1 left"]);
}

#[test]
fn a_paired_receipt_says_what_its_advices_say() {
    let receipts = [receipt("R1", "100", "2026-01-10", "7").with_remittance("CHQ-11111"), receipt("R2", "30", "2026-01-10", "7")];
    let lines = vec![RemittanceLine::new("INV-1").with_amount(amount("60")), RemittanceLine::new("INV-2").with_amount(amount("40"))];
    let advices = [advice("M1", "100", "2026-01-12", "7").with_text("two invoices").with_lines(lines.clone())];
    let alone = [RemittancePair::new(vec!["R1".into()], vec!["M1".into()], vec![])];
    let attached = attach_remittances(&receipts, &advices, &alone);
    assert_eq!(attached[0].remittance.as_deref(), Some("CHQ-11111\ntwo invoices"));
    assert_eq!((&attached[0].remittance_lines, &attached[1]), (&lines, &receipts[1]));
    // Which of two receipts pays which line, nothing says; a pair that names nobody known changes nothing.
    let both = [RemittancePair::new(vec!["R1".into(), "R2".into()], vec!["M1".into(), "M9".into()], vec![])];
    let attached = attach_remittances(&receipts, &advices, &both);
    assert_eq!(attached[1].remittance.as_deref(), Some("two invoices\nINV-1\nINV-2"));
    assert!(attached.iter().all(|receipt| receipt.remittance_lines.is_empty()));
}

#[test]
fn a_long_chain_of_numbers_is_followed_in_one_pass() {
    let number = |at: usize| format!("CHQ-{:06}", at + 100_000);
    let receipts: Vec<_> = (0..20_000)
        .map(|at| receipt(&format!("R{at}"), "2", "2026-01-10", "").with_remittance(format!("{} {}", number(at), number(at + 1))))
        .collect();
    let advices: Vec<_> = (0..=20_000).map(|at| advice(&format!("M{at}"), "1", "2026-01-10", "").with_reference(number(at))).collect();
    let found = pair(&receipts, &advices, &PairPolicy::new()).unwrap();
    assert_eq!((found.pairs.len(), found.undecided.len()), (0, 1));
    assert_eq!((found.undecided[0].receipts.len(), found.undecided[0].advices.len()), (20_000, 20_001));
}
