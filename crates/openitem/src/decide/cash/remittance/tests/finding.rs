use super::super::*;
use super::item;
use crate::{Amount, OpenItem, Reference, ReferenceKind};

fn items() -> Vec<OpenItem> {
    let mut items: Vec<_> = [
        ("1930594979", "A"),
        ("1930594980", "A"),
        ("1930594985", "A"),
        ("2930594979", "B"),
        ("CM0523562", "A"),
        ("A-100/2024-B", "C"),
        ("INV-31", "C"),
        ("INV-32", "C"),
        ("INV-35", "C"),
        ("000123456", "C"),
        ("210000000003139471430009017", "D"),
        ("ADJ", "D"),
    ]
    .into_iter()
    .map(|(id, customer)| item(id, customer))
    .collect();
    items.push(item("5001/1", "E").with_document("5001"));
    items.push(item("5001/2", "E").with_document("5001"));
    items.push(item("7001234", "F").with_references(vec![Reference::new(ReferenceKind::PurchaseOrder, "4500669476")]));
    items.push(item("7001235", "F").with_references(vec![Reference::new(ReferenceKind::PurchaseOrder, "4500669476")]));
    items.push(item("8001234", "G").with_open(Amount::ZERO));
    items
}

fn found_by(text: &str, policy: &ReferencePolicy) -> Vec<String> {
    let found = find_references(&items(), text, &[], &[], policy);
    let show = |item: &FoundItem| format!("{} {:?}{}", item.item.as_str(), item.how, if item.closed { " closed" } else { "" });
    found.references.iter().map(|reference| reference.items.iter().map(show).collect::<Vec<_>>().join(" | ")).collect()
}

fn found(text: &str) -> Vec<String> {
    found_by(text, &ReferencePolicy::new())
}

#[test]
fn a_mention_finds_its_item_however_it_is_written() {
    let table: &[(&str, &[&str])] = &[
        ("1930594979", &["1930594979 Exact"]),
        ("inv 1930594979", &["1930594979 Exact"]),
        ("INV1930594979", &["1930594979 PrefixedOrSeparated"]),
        ("1930 594979", &["1930594979 PrefixedOrSeparated"]),
        ("1930-594-979", &["1930594979 PrefixedOrSeparated"]),
        ("cm0523562", &["CM0523562 Exact"]),
        ("CM 0523562", &["CM0523562 PrefixedOrSeparated"]),
        ("523562", &["CM0523562 LeadingZeros"]),
        ("0001930594979", &["1930594979 LeadingZeros"]),
        ("123456", &["000123456 LeadingZeros"]),
        ("0594979", &["1930594979 Tail | 2930594979 Tail"]),
        ("…4979", &["1930594979 Tail | 2930594979 Tail"]),
        ("94980", &["1930594980 Tail"]),
        ("A-100/2024-B", &["A-100/2024-B Exact"]),
        ("a100 2024 b", &["A-100/2024-B PrefixedOrSeparated"]),
        ("INV-31", &["INV-31 Exact"]),
        ("INV 31", &["INV-31 PrefixedOrSeparated"]),
        ("INV 31-35", &["INV-31 InRange | INV-32 InRange | INV-35 InRange"]),
        ("INV 31 to 34", &["INV-31 InRange | INV-32 InRange"]),
        // A dash between numbers of which one end is no item is no range.
        ("INV 31-34", &["INV-31 PrefixedOrSeparated"]),
        ("1930594979-85", &["1930594979 InRange | 1930594980 InRange | 1930594985 InRange"]),
        ("5001", &["5001/1 Exact | 5001/2 Exact"]),
        ("5001/2", &["5001/2 Exact"]),
        ("PO 4500669476", &["7001234 Exact | 7001235 Exact"]),
        ("21 00000 00003 13947 14300 09017", &["210000000003139471430009017 PrefixedOrSeparated"]),
        ("8001234", &["8001234 Exact closed"]),
        ("12.05.2026", &[]),
        ("9999999", &[]),
        ("1930594978", &[]),
    ];
    for (text, expected) in table {
        assert_eq!(found(text), *expected, "{text}");
    }
}

#[test]
fn one_digit_wrong_is_found_only_when_asked_for() {
    let asked = ReferencePolicy::new().with_one_digit_wrong(true);
    assert_eq!(found_by("1930594975", &asked), ["1930594979 OneDigitWrong | 1930594985 OneDigitWrong"]);
    assert_eq!(found_by("9130594979", &asked), ["1930594979 OneDigitWrong"]);
    assert_eq!(found_by("1930594979", &asked), ["1930594979 Exact"]);
    assert_eq!(found("9130594979"), Vec::<String>::new());
}

#[test]
fn a_search_can_keep_to_some_customers() {
    let found = find_references(&items(), "0594979", &[], &["B".into()], &ReferencePolicy::new());
    assert_eq!(found.references[0].items.len(), 1);
    assert_eq!(found.references[0].items[0].item.as_str(), "2930594979");
    assert!(find_references(&items(), "1930594979", &[], &["nobody".into()], &ReferencePolicy::new()).references.is_empty());
}

#[test]
fn another_reading_as_sure_is_said() {
    let items = [item("1001", "A"), item("1002", "A"), item("10011002", "A")];
    let found = find_references(&items, "1001-1002", &[], &[], &ReferencePolicy::new());
    let all: Vec<_> = found.references.iter().flat_map(|reference| &reference.items).map(|item| item.item.as_str()).collect();
    assert_eq!(all, ["1001", "1002"]);
    assert!(found.references[0].contested);
}

#[test]
fn closed_items_stay_and_are_told() {
    let items = items();
    let mut index = index::ReferenceIndex::new(&items);
    let mention = &read("1930594979", &ReferencePolicy::new()).mentions[0];
    let probe = index::Probe::of(mention).unwrap();
    let policy = ReferencePolicy::new();
    assert!(!index.lookup(&probe, index::Within::All, &policy)[0].closed);
    index.set_closed(0, true);
    assert!(index.lookup(&probe, index::Within::All, &policy)[0].closed);
    index.set_closed(0, false);
    assert!(!index.is_closed(0));
}

#[test]
fn every_number_is_found_again_in_a_large_index() {
    let items: Vec<_> = (0..3_000_u64).map(|at| item(&format!("{}", 1_930_000_000 + at * 37), "A")).collect();
    let index = index::ReferenceIndex::new(&items);
    let policy = ReferencePolicy::new();
    for (at, item) in items.iter().enumerate() {
        let mention = Mention::new(MentionKind::Reference, item.id.as_str()).with_number(item.id.as_str());
        let found = index.lookup(&index::Probe::of(&mention).unwrap(), index::Within::All, &policy);
        assert_eq!(found.iter().map(|found| found.item as usize).collect::<Vec<_>>(), [at]);
        assert_eq!(found[0].how, MatchedHow::Exact);
    }
}

#[test]
fn a_customers_own_numbers_give_what_the_table_gives() {
    let mut seed = 22_110_631_u64;
    let mut below = |n: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % n
    };
    let customers = ["A", "B", "C", "D"];
    let items: Vec<_> = (0..400)
        .map(|at| {
            // D has more numbers than are looked at one by one.
            let customer = customers[if at < 200 { 3 } else { below(3) as usize }];
            let number = 1_000 + below(3_000);
            let id = [format!("{number}"), format!("RG-{number}"), format!("00{number}"), format!("{}/{number}", 20 + below(9))];
            item(&format!("{}#{at}", id[below(4) as usize]), customer).with_document(format!("{}", 10_000 + below(2_000)).as_str())
        })
        .collect();
    let index = index::ReferenceIndex::new(&items);
    let policy = ReferencePolicy::new().with_max_candidates(1_000);
    for _ in 0..2_000 {
        let number = 900 + below(3_300);
        let text = [format!("{number}"), format!("INV {number}"), format!("{number}-{}", number + 5), format!("..{}", number % 1_000)];
        for mention in read(&text[below(4) as usize], &policy).mentions {
            let Some(probe) = index::Probe::of(&mention) else { continue };
            if mention.through.is_some() {
                continue;
            }
            let all = index.lookup(&probe, index::Within::All, &policy);
            for customer in customers {
                let code = index.customer_code(&customer.into()).unwrap();
                let own = index.lookup(&probe, index::Within::Customers(&[code]), &policy);
                let of = |candidates: &[index::Candidate]| -> Vec<index::Candidate> {
                    candidates
                        .iter()
                        .filter(|one| items[one.item as usize].customer.as_ref().is_some_and(|own| own.as_str() == customer))
                        .copied()
                        .collect()
                };
                // Ends are looked up only where nothing matches in full: that may be so of one customer and not of all.
                if all.is_empty() || !of(&all).is_empty() {
                    assert_eq!(own, of(&all), "{mention:?} of {customer}");
                }
            }
        }
    }
}
