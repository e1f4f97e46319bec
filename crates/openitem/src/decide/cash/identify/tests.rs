//! Facts about identifying payers.

use proptest::prelude::*;

use super::*;
use crate::{Amount, Currency, Payer};

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn receipt(payer: Payer) -> Receipt {
    Receipt::new("R1", Currency::USD, "100".parse::<Amount>().unwrap()).with_payer(payer)
}

fn named(name: &str) -> Receipt {
    receipt(Payer::new().with_name(name))
}

fn ask(customers: &[Customer], receipt: &Receipt) -> PayerIdentification {
    ask_by(customers, receipt, &IdentifyPolicy::new())
}

fn ask_by(customers: &[Customer], receipt: &Receipt, policy: &IdentifyPolicy) -> PayerIdentification {
    let request = IdentifyRequest::new(receipt.clone(), date("2026-03-01")).with_customers(customers.to_vec());
    identify(&request, policy).unwrap()
}

fn first(found: &PayerIdentification) -> (&str, PayerStrength, &str) {
    let first = &found.candidates[0];
    (first.customer.as_str(), first.strength, first.reasons[0].rule.as_str())
}

fn three() -> Vec<Customer> {
    vec![
        Customer::new("0000123456").with_name("Northwind Traders, Inc.").with_tax_ids(vec!["DE 811 907 980".to_owned()]),
        Customer::new("0000200000").with_name("Müller & Söhne GmbH").with_bank_accounts(vec!["DE02 1203 0000 0000 2020 51".to_owned()]),
        Customer::new("C-77").with_name("Société Générale de Transport SA"),
    ]
}

#[test]
fn a_customer_number_proves_the_payer_whatever_the_name() {
    for (number, rule, strength) in [
        ("0000123456", "customer_number", PayerStrength::Proven),
        (" 0000123456 ", "customer_number", PayerStrength::Proven),
        ("123456", "customer_number_zeros", PayerStrength::Proven),
        ("00000000123456", "customer_number_zeros", PayerStrength::Proven),
        ("0000-123 456", "customer_number_spelling", PayerStrength::Strong),
    ] {
        let found = ask(&three(), &receipt(Payer::new().with_id(number)));
        assert_eq!(first(&found), ("0000123456", strength, rule), "{number}");
        assert!(!found.ambiguous);
    }
}

#[test]
fn a_number_whose_zeros_were_lost_and_that_two_have_is_ambiguous() {
    let customers = [Customer::new("0042"), Customer::new("042")];
    let found = ask(&customers, &receipt(Payer::new().with_id("42")));
    assert!(found.ambiguous);
    assert_eq!(found.candidates.len(), 2);
    // Written in full it is one of them.
    assert!(!ask(&customers, &receipt(Payer::new().with_id("042"))).ambiguous);
}

#[test]
fn a_number_that_is_nobodys_is_told() {
    let found = ask(&three(), &receipt(Payer::new().with_id("999").with_name("NORTHWIND TRADERS")));
    assert_eq!(first(&found), ("0000123456", PayerStrength::Strong, "name"));
    assert_eq!(found.reasons[0].rule, "unknown_customer_number");
}

#[test]
fn a_number_and_a_name_that_speak_against_each_other_are_ambiguous() {
    let found = ask(&three(), &receipt(Payer::new().with_id("C-77").with_name("NORTHWIND TRADERS INC")));
    assert!(found.ambiguous);
    let ids: Vec<&str> = found.candidates.iter().map(|candidate| candidate.customer.as_str()).collect();
    assert_eq!(ids, ["C-77", "0000123456"]);
}

/// What banks make of a name: as printed, and as the customer is called.
const NAMES: &[(&str, &str)] = &[
    ("northwind traders", "Northwind Traders, Inc."),
    ("NORTHWIND TRADERS CORP", "Northwind Traders, Inc."),
    ("NORTHWIND TRADERS PVT LTD", "Northwind Traders, Inc."),
    ("NORTHWIN TRADERS INC", "Northwind Traders, Inc."),
    ("NORTWHIND TRADERS", "Northwind Traders, Inc."),
    ("NORTHWINDTRADERSINC", "Northwind Traders, Inc."),
    ("TRADERS NORTHWIND", "Northwind Traders, Inc."),
    ("NORTHWIND TRADERS NC", "Northwind Traders, Inc."),
    ("Northwind", "Northwind Traders, Inc."),
    ("MULLER SOHNE", "Müller & Söhne GmbH"),
    ("Müller und Söhne G.m.b.H.", "Müller & Söhne GmbH"),
    ("MUELLER + SOEHNE", "Müller & Söhne GmbH"),
    ("SOCIETE GENERALE DE TR", "Société Générale de Transport SA"),
    ("SOCIETE GENERALE DE TRANSPORT S.A.", "Société Générale de Transport SA"),
    ("SOCIETE GENERALE DE TRANSPORT S A", "Société Générale de Transport SA"),
    ("SOC GENERALE TRANSPORT", "Société Générale de Transport SA"),
    ("OOO ЗВЕЗДА", "ООО «Звезда»"),
    ("звезда", "ООО «Звезда»"),
    ("BJS WHOLESALE", "BJ's Wholesale Club Inc"),
    ("J C PENNY", "J.C. Penney Co"),
];

#[test]
fn a_name_is_known_whatever_a_bank_made_of_it() {
    let customers: Vec<Customer> = [
        "Northwind Traders, Inc.",
        "Müller & Söhne GmbH",
        "Société Générale de Transport SA",
        "ООО «Звезда»",
        "BJ's Wholesale Club Inc",
        "J.C. Penney Co",
        "Acme Industrial Supplies LLC",
        "Contoso Foods",
    ]
    .into_iter()
    .map(|name| Customer::new(name).with_name(name))
    .collect();
    for (printed, name) in NAMES {
        let found = ask(&customers, &named(printed));
        assert_eq!(found.candidates.first().map(|first| first.customer.as_str()), Some(*name), "{printed}");
        assert!(!found.ambiguous, "{printed}: {found:?}");
    }
}

#[test]
fn a_name_that_nobody_has_finds_nobody() {
    for name in ["ZEBRA CAPITAL", "", "  --- ", "LLC"] {
        assert_eq!(ask(&three(), &named(name)).candidates, [], "{name}");
    }
}

#[test]
fn two_customers_of_one_name_are_ambiguous_and_both_come_back() {
    let customers = [
        Customer::new("A").with_name("Delta Foods Inc"),
        Customer::new("B").with_name("DELTA FOODS LLC"),
        Customer::new("C").with_name("Omega"),
    ];
    let found = ask(&customers, &named("DELTA FOODS CORP"));
    assert!(found.ambiguous);
    assert_eq!(found.candidates.iter().map(|candidate| candidate.customer.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    // The legal form puts one first, and proves nothing: banks change it.
    let found = ask(&customers, &named("DELTA FOODS LLC"));
    assert!(found.ambiguous);
    assert_eq!(found.candidates[0].customer.as_str(), "B");
}

#[test]
fn a_short_or_common_name_is_weak_evidence() {
    let mut customers: Vec<Customer> = (0..12).map(|n| Customer::new(format!("US{n:02}")).with_name("US Foods")).collect();
    customers.push(Customer::new("F1").with_name("F"));
    customers.push(Customer::new("LONG").with_name("Hollister Precision Castings"));
    let strength = |name: &str| ask(&customers, &named(name)).candidates[0].strength;
    assert_eq!(strength("US FOODS"), PayerStrength::Possible);
    assert!(strength("F CORP") < PayerStrength::Strong);
    assert_eq!(strength("HOLLISTER PRECISION CASTINGS"), PayerStrength::Strong);
    let found = ask(&customers, &named("US FOODS"));
    assert_eq!((found.candidates.len(), found.left_off, found.ambiguous), (10, 2, true));
}

#[test]
fn a_family_is_one_payer_that_pays_for_all_of_it() {
    let customers = [
        Customer::new("CHILD-1").with_name("Baker North").with_parent("HEAD"),
        Customer::new("CHILD-2").with_name("Baker South").with_parent("HEAD"),
        Customer::new("GRANDCHILD").with_name("Corner Shop").with_parent("CHILD-1"),
        Customer::new("HEAD").with_name("Baker Holdings"),
        Customer::new("OTHER").with_name("Candle Maker"),
    ];
    let pays_for = |found: &PayerIdentification| found.candidates[0].pays_for.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>();
    let by_head = ask(&customers, &receipt(Payer::new().with_id("HEAD")));
    assert_eq!(pays_for(&by_head), ["CHILD-1", "CHILD-2", "GRANDCHILD"]);
    let by_child = ask(&customers, &receipt(Payer::new().with_id("CHILD-1")));
    assert_eq!(pays_for(&by_child), ["GRANDCHILD", "HEAD", "CHILD-2"]);
    // Two of one family are no two payers.
    let by_name = ask(&customers, &named("BAKER"));
    assert!(by_name.candidates.len() > 1 && !by_name.ambiguous);
    assert_eq!(pays_for(&ask(&customers, &named("CANDLE MAKER"))), [""; 0]);
}

#[test]
fn customers_that_are_their_own_parents_are_one_family() {
    let customers = [Customer::new("A").with_parent("B"), Customer::new("B").with_parent("A"), Customer::new("C").with_parent("C")];
    let found = ask(&customers, &receipt(Payer::new().with_id("A")));
    assert_eq!(found.candidates[0].pays_for, [CustomerId::new("B")]);
    assert_eq!(ask(&customers, &receipt(Payer::new().with_id("C"))).candidates[0].pays_for, []);
}

#[test]
fn an_account_tells_the_payer_on_file_or_seen_before() {
    let account = |written: &str| receipt(Payer::new().with_bank_account(written));
    let found = ask(&three(), &account("de02120300000000202051"));
    assert_eq!(first(&found), ("0000200000", PayerStrength::Strong, "bank_account"));
    let request = IdentifyRequest::new(account("GB29 NWBK 6016 1331 9268 19"), date("2026-03-01"))
        .with_customers(three())
        .with_seen(vec![PayerHabits::new("C-77").with_bank_accounts(vec!["GB29NWBK60161331926819".to_owned()])]);
    let found = identify(&request, &IdentifyPolicy::new()).unwrap();
    assert_eq!(first(&found), ("C-77", PayerStrength::Strong, "bank_account_seen"));
    // The text shows the last four signs only.
    assert!(found.candidates[0].reasons[0].text.contains("6819") && !found.candidates[0].reasons[0].text.contains("601613"));
}

#[test]
fn a_virtual_account_proves_the_payer() {
    let policy = IdentifyPolicy::new().with_virtual_accounts(vec![VirtualAccount::new("DE99 0000 0000 0000 0077", "C-77")]);
    let found = ask_by(&three(), &named("SOMEBODY").with_bank_account("DE99000000000000 0077"), &policy);
    assert_eq!(first(&found), ("C-77", PayerStrength::Proven, "virtual_account"));
}

#[test]
fn a_tax_id_or_a_customer_number_in_the_text_is_evidence() {
    let found = ask(&three(), &receipt(Payer::new()).with_remittance("INV 4711, VAT DE811907980"));
    assert_eq!(first(&found), ("0000123456", PayerStrength::Strong, "tax_id"));
    let found = ask(&three(), &receipt(Payer::new()).with_remittance("VAT: DE 811 907 980"));
    assert_eq!(first(&found), ("0000123456", PayerStrength::Strong, "tax_id"));
    let found = ask(&three(), &receipt(Payer::new()).with_remittance("CUSTOMER 200000 INV 4711"));
    assert_eq!(first(&found), ("0000200000", PayerStrength::Likely, "customer_number_in_text"));
}

#[test]
fn earlier_versions_count_as_seen_and_later_ones_not_at_all() {
    let customers = [
        Customer::new("C1").with_name("Old Mill Bakery").with_bank_accounts(vec!["DE111".to_owned()]),
        Customer::new("C1").with_name("New Mill Pastries").with_valid_from(date("2026-01-01")),
        Customer::new("C1").with_name("Future Industries").with_valid_from(date("2027-01-01")),
        Customer::new("C2").with_name("Unborn").with_valid_from(date("2027-01-01")),
    ];
    let text = |name: &str| ask(&customers, &named(name)).candidates.first().map(|first| first.reasons[0].text.clone());
    assert!(text("OLD MILL BAKERY").unwrap().contains("seen before"));
    assert!(!text("NEW MILL PASTRIES").unwrap().contains("seen before"));
    assert_eq!(text("FUTURE INDUSTRIES"), None);
    assert_eq!(text("UNBORN"), None);
    let found = ask(&customers, &receipt(Payer::new().with_bank_account("DE111")));
    assert_eq!(first(&found), ("C1", PayerStrength::Strong, "bank_account_seen"));
}

#[test]
fn one_look_up_among_many_customers_compares_with_a_few() {
    let syllables = ["BA", "RO", "LIN", "TEK", "MOR", "VAL", "SUN", "GAR", "PEL", "DOR", "KIM", "FEN", "HAL", "JUS", "NOV", "QUE"];
    let name = |n: usize| {
        format!(
            "{}{}{} {}{} Foods",
            syllables[n % 16],
            syllables[n / 16 % 16],
            syllables[n / 256 % 16],
            syllables[n / 4096 % 16],
            syllables[n * 7 % 16]
        )
    };
    let customers: Vec<Customer> = (0..20_000).map(|n| Customer::new(format!("{n:06}")).with_name(name(n))).collect();
    let index = PayerIndex::new(&customers, &[], date("2026-03-01"), &IdentifyPolicy::new()).unwrap();
    for n in [0_usize, 4_711, 19_999] {
        let found = index.find(&named(&name(n)));
        assert_eq!(index.customer(found.candidates[0].row).unwrap().as_str(), format!("{n:06}"));
        assert!(found.steps < 30_000, "{}", found.steps);
    }
}

#[test]
fn hostile_text_stays_within_bounds() {
    let digits = "1".repeat(1_000_000);
    let spaced = "1 ".repeat(500_000);
    for text in [digits, spaced, "\u{301}".repeat(10_000), "ﬃ".repeat(10_000)] {
        let hostile = receipt(Payer::new().with_id(&text).with_name(&text).with_bank_account(&text)).with_remittance(&text);
        assert!(ask(&three(), &hostile).candidates.len() <= 10);
    }
    let same: Vec<Customer> = (0..5_000).map(|n| Customer::new(format!("{n}")).with_name("Same Name Company")).collect();
    let found = ask(&same, &named("SAME NAME"));
    assert!(found.ambiguous && found.candidates.len() == 10);
    let names: Vec<String> = (0..20_000).map(|n| format!("Name {n}")).collect();
    let shared =
        |n: usize| Customer::new(format!("{n}")).with_bank_accounts(vec!["DE1".to_owned()]).with_tax_ids(vec!["DE1234567".to_owned()]);
    let mut many: Vec<Customer> = (0..20_000).map(shared).collect();
    many.push(Customer::new("N").with_name("Name").with_other_names(names));
    let found = ask(&many, &receipt(Payer::new().with_bank_account("DE1").with_name("NAME")).with_remittance("DE1234567 ".repeat(2_000)));
    assert!(found.ambiguous && found.left_off > 900);
}

#[test]
fn a_policy_out_of_range_is_refused() {
    for policy in
        [IdentifyPolicy::new().with_max_candidates(0), IdentifyPolicy::new().with_max_candidates(101), IdentifyPolicy::new().with_close(-1)]
    {
        let request = IdentifyRequest::new(named("X"), date("2026-03-01"));
        assert_eq!(identify(&request, &policy).unwrap_err().code(), "invalid_value");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// I10, I13.
    #[test]
    fn any_text_is_answered_the_same_in_any_order_of_customers(
        names in prop::collection::vec("\\PC{0,12}", 0..12),
        payer in "\\PC{0,40}",
        text in "\\PC{0,60}",
    ) {
        let customers: Vec<Customer> = names.iter().enumerate()
            .map(|(n, name)| Customer::new(format!("{:02}", n % 9)).with_name(name).with_parent(format!("{:02}", n * 5 % 11)).with_valid_from(date("2020-01-01") + chrono::Days::new(n as u64)))
            .collect();
        let asked = receipt(Payer::new().with_id(&text).with_name(&payer).with_bank_account(&payer)).with_remittance(&text);
        let found = ask(&customers, &asked);
        let reversed: Vec<Customer> = customers.iter().rev().cloned().collect();
        prop_assert_eq!(&found, &ask(&reversed, &asked));
        prop_assert!(found.candidates.windows(2).all(|pair| (std::cmp::Reverse(pair[0].score), &pair[0].customer) < (std::cmp::Reverse(pair[1].score), &pair[1].customer)));
    }
}
