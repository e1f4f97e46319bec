//! Facts about splitting settlements.

use proptest::prelude::*;

use super::SettlementLineKind as Kind;
use super::*;

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn settlement(paid_out: &str, lines: Vec<SettlementLine>) -> Settlement {
    Settlement::new("S1", "2026-03-02".parse::<NaiveDate>().unwrap(), Currency::EUR, amount(paid_out)).with_lines(lines)
}

fn line(kind: Kind, text: &str) -> SettlementLine {
    SettlementLine::new(kind, amount(text))
}

fn fees(split: &SettlementSplit) -> Vec<String> {
    split.receipts.iter().map(|receipt| receipt.fee.map_or_else(String::new, |fee| fee.to_string())).collect()
}

#[test]
fn every_kind_of_line_is_counted_on_its_side() {
    let split = split_settlement(&settlement(
        "80",
        vec![
            line(Kind::Receipt, "100"),
            line(Kind::Receipt, "50"),
            line(Kind::Fee, "3"),
            line(Kind::Chargeback, "40").with_receipt("S0/1").with_fee(amount("15")),
            line(Kind::ChargebackWon, "20"),
            line(Kind::Refund, "30"),
            line(Kind::ReserveHeld, "10"),
            line(Kind::ReserveReleased, "8"),
        ],
    ))
    .unwrap();
    assert_eq!((split.gross, split.fees, split.charged_back), (amount("150"), amount("18"), amount("20")));
    assert_eq!((split.refunded, split.reserved, split.difference), (amount("30"), amount("2"), Amount::ZERO));
    assert_eq!(fees(&split), ["2", "1"]);
    assert_eq!(split.returns[0].fee.as_ref().map(|fee| (fee.amount, fee.borne_by)), Some((amount("15"), FeeBearer::Us)));
    assert_eq!(split.to_place.iter().map(|line| line.kind).collect::<Vec<_>>(), [Kind::ChargebackWon, Kind::Refund]);
}

#[test]
fn what_does_not_add_up_is_named_and_never_spread() {
    let split = split_settlement(&settlement("99.5", vec![line(Kind::Receipt, "100"), line(Kind::Fee, "1")])).unwrap();
    assert_eq!(split.difference, amount("0.5"));
    assert_eq!(split.reasons[1].rule, "settlement_difference");
    assert_eq!(fees(&split), ["1"]);
}

#[test]
fn a_fee_goes_to_the_receipt_that_it_names() {
    let split = split_settlement(&settlement(
        "147",
        vec![
            line(Kind::Receipt, "100").with_reference("INV-1"),
            line(Kind::Receipt, "50").with_reference("INV-2"),
            line(Kind::Fee, "3").with_reference("INV-2"),
        ],
    ))
    .unwrap();
    assert_eq!(fees(&split), ["", "3"]);
    assert_eq!(split.receipts[1].id.as_str(), "S1/2");
    assert_eq!(split.receipts[1].remittance.as_deref(), Some("INV-2"));
}

#[test]
fn fees_beyond_the_receipts_stand_apart() {
    let split = split_settlement(&settlement("-27", vec![line(Kind::Receipt, "3"), line(Kind::Fee, "30")])).unwrap();
    assert_eq!((fees(&split), split.fees_apart, split.difference), (vec!["3".to_owned()], amount("27"), Amount::ZERO));
}

#[test]
fn a_fee_goes_to_the_chargeback_that_it_names() {
    let lines = |chargeback: SettlementLine, fee: SettlementLine| vec![line(Kind::Receipt, "100").with_reference("A"), chargeback, fee];
    let charged_back = line(Kind::Chargeback, "50").with_reference("B");
    let fee = line(Kind::Fee, "15").with_reference("B");
    let split = split_settlement(&settlement("35", lines(charged_back.clone().with_receipt("S0/1"), fee.clone()))).unwrap();
    assert_eq!((fees(&split), split.fees_apart, split.difference), (vec![String::new()], Amount::ZERO, Amount::ZERO));
    assert_eq!(split.returns[0].fee.as_ref().map(|fee| fee.amount), Some(amount("15")));
    // By the id of the receipt that was charged back, beside a fee of its own.
    let by_id = line(Kind::Fee, "15").with_receipt("S0/1");
    let own = line(Kind::Chargeback, "50").with_receipt("S0/1").with_fee(amount("2"));
    let split = split_settlement(&settlement("33", lines(own, by_id))).unwrap();
    assert_eq!((fees(&split), split.returns[0].fee.as_ref().map(|fee| fee.amount)), (vec![String::new()], Some(amount("17"))));
    // Whose receipt is not known: it goes to the person with the chargeback.
    let split = split_settlement(&settlement("35", lines(charged_back, fee.clone()))).unwrap();
    assert_eq!((fees(&split), split.fees_apart, split.to_place[0].fee), (vec![String::new()], amount("15"), Some(amount("15"))));
    let split = split_settlement(&settlement("35", lines(line(Kind::Refund, "50").with_reference("B"), fee))).unwrap();
    assert_eq!((fees(&split), split.fees_apart, split.to_place[0].fee), (vec![String::new()], amount("15"), Some(amount("15"))));
}

#[test]
fn a_line_of_zero_is_left_out_and_named() {
    let split = split_settlement(&settlement(
        "98.5",
        vec![
            line(Kind::Receipt, "0").with_reference("TRIAL-1").with_fee(amount("0.5")),
            line(Kind::Receipt, "100").with_reference("INV-1"),
            line(Kind::Chargeback, "0").with_receipt("S0/1").with_fee(amount("1")),
            line(Kind::Refund, "0").with_reference("R-1"),
        ],
    ))
    .unwrap();
    assert_eq!((split.receipts.len(), split.receipts[0].id.as_str(), fees(&split)), (1, "S1/2", vec!["0.5".to_owned()]));
    assert_eq!((split.returns.len(), split.to_place.len(), split.fees_apart), (0, 1, amount("1")));
    let told: Vec<_> = split.reasons.iter().filter(|reason| reason.rule == "settlement_line_of_zero").collect();
    let numbers: Vec<_> = told.iter().map(|reason| reason.inputs[0].value.as_str()).collect();
    assert_eq!((numbers, told[0].inputs[1].value.as_str(), split.difference), (vec!["1", "3", "4"], "TRIAL-1", Amount::ZERO));
}

#[test]
fn what_makes_no_sense_is_refused() {
    let refused = |lines| split_settlement(&settlement("1", lines)).unwrap_err().code();
    assert_eq!(refused(vec![line(Kind::Receipt, "-1")]), "invalid_value");
    assert_eq!(refused(vec![line(Kind::Receipt, "1.001")]), "invalid_value");
    assert_eq!(refused(vec![line(Kind::Receipt, "1").with_receipt("A"), line(Kind::Receipt, "1").with_receipt("A")]), "invalid_value");
}

fn any_line() -> impl Strategy<Value = SettlementLine> {
    (prop::sample::select(Kind::ALL.to_vec()), 0..100_000_i64, prop::option::of(0..5_000_i64), prop::option::of(0..4_u8)).prop_map(
        |(kind, units, fee, reference)| {
            let mut line = SettlementLine::new(kind, Amount::from_minor(units, 2).unwrap());
            line.fee = fee.and_then(|units| Amount::from_minor(units, 2));
            line.reference = reference.map(|number| format!("INV-{number}"));
            line.receipt = if kind == Kind::Chargeback { line.reference.clone().map(ReceiptId::new) } else { None };
            line
        },
    )
}

proptest! {
    /// I8: the parts of a settlement sum to what was paid out, to the minor unit, and no fee is lost.
    #[test]
    fn the_parts_sum_to_what_was_paid_out(lines in prop::collection::vec(any_line(), 0..30), paid in -1_000_000..1_000_000_i64) {
        let paid_out = Amount::from_minor(paid, 2).unwrap();
        let split = split_settlement(&settlement("0", lines).with_paid_out(paid_out)).unwrap();
        let minus = |one: Amount, other: Amount| one.checked_sub(other).unwrap();
        let rest = [split.fees, split.charged_back, split.refunded, split.reserved].into_iter().fold(split.gross, minus);
        prop_assert_eq!(rest.checked_add(split.difference), Some(paid_out));
        prop_assert_eq!(sum(split.receipts.iter().map(|receipt| receipt.amount)).unwrap(), split.gross);
        let on_receipts = sum(split.receipts.iter().filter_map(|receipt| receipt.fee)).unwrap();
        let on_returns = sum(split.returns.iter().filter_map(|returned| returned.fee.as_ref()).map(|fee| fee.amount)).unwrap();
        prop_assert_eq!(sum([on_receipts, on_returns, split.fees_apart]).unwrap(), split.fees);
        prop_assert!(split.receipts.iter().all(|receipt| receipt.amount.is_positive()));
        prop_assert!(split.returns.iter().all(|returned| returned.amount.is_positive()));
        prop_assert!(split.receipts.iter().all(|receipt| receipt.fee.is_none_or(|fee| fee <= receipt.amount)));
    }
}
