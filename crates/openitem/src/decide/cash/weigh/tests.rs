//! What is not applied unseen, although its amount fits.

use super::super::tests::{accounts, amount, case, credit, date, invoice, lines, ours, receipt};
use super::super::*;
use crate::{Amount, Customer, DiscountOffer, OpenItem, Payer};

/// Why a proposal is for a person, behind its first reason.
fn doubts(proposal: &CashProposal) -> Vec<&str> {
    proposal.reading.reasons.iter().skip(1).map(|reason| reason.rule.as_str()).collect()
}

fn closed(id: &str, was: &str, due: &str) -> OpenItem {
    OpenItem { open: Amount::default(), ..invoice(id, was, due) }
}

/// A case with documents that are paid.
fn with_closed(receipt: CashReceipt, items: Vec<OpenItem>, closed: Vec<OpenItem>) -> CashCase {
    CashCase::new(receipt).with_accounts(accounts(items).with_closed(closed))
}

#[test]
fn what_may_be_paid_twice_is_for_a_person() {
    let open = || vec![invoice("A1", "4612.95", "2026-02-17"), invoice("A2", "1537.65", "2026-02-23"), invoice("A3", "88", "2026-03-20")];
    let propose = |paid: &str, items, closed| propose(&with_closed(receipt(paid, ""), items, closed), &CashPolicy::new()).unwrap();
    let found = propose("6150.60", open(), vec![]);
    assert_eq!((found.status, lines(&found).len()), (CashStatus::Auto, 2));
    // 6,150.60 was paid lately, as one invoice.
    let found = propose("6150.60", open(), vec![closed("A0", "6150.60", "2026-02-01")]);
    assert_eq!((found.status, doubts(&found)), (CashStatus::Review, vec!["may_be_paid_twice"]));
    assert_eq!(found.reading.reasons[1].inputs[0].value, "A0");
    // One item, and its equal of a week before.
    let one = |due: &str| vec![invoice("B2", "100", due), invoice("B3", "35", "2026-03-01")];
    let found = propose("100", one("2026-02-09"), vec![closed("B1", "100", "2026-02-02")]);
    assert_eq!((found.status, doubts(&found)), (CashStatus::Review, vec!["may_be_paid_twice"]));
    // The rent of a month before is paid, and this is the next.
    let found = propose("100", one("2026-02-09"), vec![closed("B1", "100", "2026-01-09")]);
    assert_eq!(found.status, CashStatus::Auto);
    // Less its discount.
    let discount = |item: OpenItem| item.with_discounts(vec![DiscountOffer::new(date("2026-02-01"), amount("2"))]);
    let found = propose("98", vec![invoice("C2", "98", "2026-02-09")], vec![discount(closed("C1", "100", "2026-02-02"))]);
    assert_eq!(found.status, CashStatus::Review);
    // It was credited, and never paid; or nobody is to look.
    let mut case = with_closed(receipt("100", ""), one("2026-02-09"), vec![closed("B1", "100", "2026-02-02")]);
    let policy = CashPolicy::new().with_paid_twice_days(-1);
    assert_eq!(super::super::propose(&case, &policy).unwrap().status, CashStatus::Auto);
    case.accounts.closed_unpaid = vec!["B1".into()];
    assert_eq!(super::super::propose(&case, &CashPolicy::new()).unwrap().status, CashStatus::Auto);
    // Named, it is what is named.
    let named = with_closed(receipt("100", "B2"), one("2026-02-09"), vec![closed("B1", "100", "2026-02-02")]);
    assert_eq!(super::super::propose(&named, &CashPolicy::new()).unwrap().status, CashStatus::Auto);
}

#[test]
fn what_one_of_several_payers_may_have_combined_is_for_a_person() {
    let of = |customer: &str, items: Vec<OpenItem>| items.into_iter().map(|item| item.with_customer(customer)).collect::<Vec<_>>();
    let amounts = ["1266.27", "609.73", "36.41", "1015.02", "566.93"];
    let items = || amounts.iter().zip(1..).map(|(open, day)| invoice(&format!("S{day}"), open, &format!("2026-02-{day:02}"))).collect();
    let by_name = |names: [&str; 2]| {
        let mut receipt = receipt("2317.70", "THANK YOU");
        receipt.receipt.payer = Payer::new().with_name("Supe Corporation");
        let customers = vec![Customer::new("C-1").with_name(names[0]), Customer::new("C-2").with_name(names[1])];
        let others = of("C-2", vec![invoice("T1", "77", "2026-02-01")]);
        let accounts = CashAccounts::new().with_items([of("C-1", items()), others].concat()).with_customers(customers);
        propose(&CashCase::new(receipt).with_accounts(accounts), &CashPolicy::new()).unwrap()
    };
    let found = by_name(["Supe Corporation", "Northwind Traders"]);
    assert_eq!((found.status, found.reading.rule), (CashStatus::Auto, Some(CashRuleKind::Combination)));
    let found = by_name(["Supe Corporation", "Supe Inc"]);
    assert_eq!((found.status, doubts(&found)), (CashStatus::Review, vec!["one_of_several_payers"]));
}

#[test]
fn neighbors_with_an_equal_elsewhere_are_for_a_person() {
    let items = vec![
        invoice("D1", "170.63", "2026-01-20"),
        invoice("D2", "55.10", "2026-01-21"),
        invoice("D3", "142.89", "2026-01-22"),
        invoice("D4", "170.63", "2026-01-23"),
        invoice("D5", "991.47", "2026-01-24"),
    ];
    let found = ours(receipt("313.52", ""), items);
    assert_eq!(found.status, CashStatus::Review);
    assert!(doubts(&found).contains(&"equal_of_another_day"), "{found:?}");
}

#[test]
fn money_beside_an_item_of_a_round_amount_is_not_on_account_unseen() {
    let paid = |open: &str| propose(&case(receipt("7000", ""), vec![invoice("E1", open, "2026-02-08")]), &CashPolicy::new()).unwrap();
    let status = |open: &str| (paid(open).status, paid(open).reading.reasons[0].rule.clone());
    assert_eq!(status("9123.45"), (CashStatus::Auto, "on_account".to_owned()));
    // Half of it, a third, twice as much, or anything round.
    for open in ["14000", "21000", "3500", "5000"] {
        assert_ne!(status(open).0, CashStatus::Auto, "{open}");
    }
}

#[test]
fn a_share_of_a_discount_is_rounded_by_the_payer() {
    // 2 percent of 19,899.67 are 397.99; of the 9,949.83 that are left 199.00 by the percentage, and 198.99 by the share.
    let half = |paid: &str| {
        let mut item =
            invoice("F1", "19899.67", "2026-02-20").with_discounts(vec![DiscountOffer::new(date("2026-02-15"), amount("397.99"))]);
        item.open = amount("9949.83");
        ours(receipt(paid, "F1"), vec![item])
    };
    for (paid, taken) in [("9750.84", "198.99"), ("9750.83", "199"), ("9750.85", "198.98")] {
        let found = half(paid);
        let line = &found.reading.lines[0];
        assert_eq!((found.status, line.amount, line.taken[0].amount), (CashStatus::Auto, amount(paid), amount(taken)), "{paid}");
        assert_eq!(line.taken.len(), 1);
    }
    assert_eq!(half("9750.83").reading.reasons[0].rule, "discount_share");
    let short = half("9750.80");
    assert!(short.reading.lines[0].taken.is_empty(), "four units are no rounding: {short:?}");
}

#[test]
fn what_is_named_and_not_paid_is_for_a_person() {
    let items = || vec![invoice("2026-1001", "119", "2026-02-04"), credit("CM-7001", "20"), invoice("2026-1009", "55", "2026-02-08")];
    // The amount is an invoice's, and another document is named.
    assert_eq!(ours(receipt("119", "CM-7001"), items()).status, CashStatus::Review);
    assert_eq!(ours(receipt("119", ""), items()).status, CashStatus::Auto);
    for words in ["NOT FOR 2026-1001", "all but not 2026-1001", "EXCEPT 2026-1009", "paid twice 2026-1001"] {
        let found = ours(receipt("119", words), items());
        assert_eq!(found.status, CashStatus::Review, "{words}");
    }
    let found = ours(receipt("119", "not for 2026-1001"), items());
    assert!(doubts(&found).contains(&"something_excluded"), "{found:?}");
    assert_eq!(ours(receipt("119", "NOTPROVIDED"), items()).status, CashStatus::Auto, "a bank's word for nothing");
}
