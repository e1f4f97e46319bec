use proptest::prelude::*;

use super::super::*;
use super::item;

fn policy() -> ReferencePolicy {
    ReferencePolicy::new()
}

#[test]
fn a_megabyte_of_anything_stays_within_bounds() {
    let megabyte = 1 << 20;
    let texts = [
        "7".repeat(megabyte),
        ",".repeat(megabyte),
        "-/._ ".repeat(megabyte / 5),
        "1 ".repeat(megabyte / 2),
        "1001 ".repeat(megabyte / 5),
        "1-".repeat(megabyte / 2),
        "DE89 3704 ".repeat(megabyte / 10),
        "+1 ".repeat(megabyte / 3),
        "INV".repeat(megabyte / 3),
        "1,234".repeat(megabyte / 5),
        "1.1.2026".repeat(megabyte / 8),
        "\u{301}".repeat(megabyte / 2),
        "\0".repeat(megabyte),
        "LESS ".repeat(megabyte / 5),
        "1001 to 1999 ".repeat(megabyte / 13),
        "?20".repeat(megabyte / 3),
    ];
    let items = [item("7777777", "A"), item("1001", "A")];
    for text in &texts {
        let found = find_references(&items, text, &[], &[], &policy());
        assert!(found.remittance.mentions.len() <= 2_000);
        assert!(found.remittance.hints.len() <= 2_000);
        assert_eq!(found.remittance.cut[0].rule, "remittance_text_cut", "{}", &text[..8]);
    }
}

#[test]
fn a_megabyte_that_is_read_in_full_has_no_more_mentions_than_it_may() {
    let policy = policy().with_max_bytes(4 << 20).with_max_mentions(50_000);
    for piece in ["7", "1001 ", "4500012345 ", "1-", "1001-1005, "] {
        let text = piece.repeat((1 << 20) / piece.len());
        let found = find_references(&[item("1001", "A"), item("4500012345", "A")], &text, &[], &[], &policy);
        assert!(found.remittance.mentions.len() <= 50_000 && found.remittance.cut.len() <= 3, "{piece}");
    }
}

#[test]
fn ranges_do_not_multiply() {
    for text in ["1-999999999", "1 to 999999999", "0 to 18446744073709551615", "99999999999999999999999 to 99999999999999999999999999"] {
        let found = read(text, &policy());
        assert!(found.mentions.iter().all(|mention| mention.through.is_none()), "{text}");
    }
}

#[test]
fn bounds_of_the_policy_may_be_nonsense() {
    for bound in [i32::MIN, -1, 0, 1, i32::MAX] {
        let policy = policy()
            .with_min_digits(bound)
            .with_max_joined_digits(bound)
            .with_max_bytes(bound)
            .with_max_mentions(bound)
            .with_max_range(bound)
            .with_max_candidates(bound)
            .with_one_digit_wrong(true)
            .with_patterns(vec![String::new(), "#".repeat(2_000)]);
        let _ = find_references(&[item("1001", "A")], "INV 1001 to 1005 12.05.2026 €5 1001-1002", &[], &[], &policy);
    }
}

#[test]
fn numbers_that_many_share_are_bounded() {
    let items: Vec<_> = (0..20_000).map(|at| item(&format!("{at:05}-4711"), "A").with_document("4711")).collect();
    let found = find_references(&items, "4711", &[], &[], &policy());
    assert_eq!(found.references[0].items.len(), 200);
}

proptest! {
    /// No text makes the scanner panic, and what it gives lies in the text.
    #[test]
    fn any_text_is_read(text in "[ -~\\n]{0,60}|\\PC{0,40}|[0-9 .,/+*#%$?-]{0,60}|(INV|EUR|to|RF18|DE89|LESS|CLAIM|x|\\?2[0-9]|\\.\\.|…|[0-9]{1,5}|[-/ .,+]){0,24}") {
        let found = read(&text, &policy());
        let characters = text.chars().count();
        for mention in &found.mentions {
            let end = usize::try_from(mention.at + mention.length).unwrap();
            prop_assert!(end <= characters);
            let there: String = text.chars().skip(usize::try_from(mention.at).unwrap()).take(usize::try_from(mention.length).unwrap()).collect();
            prop_assert_eq!(&there, &mention.text);
        }
        let _ = find_references(&[item("1001", "A"), item("A-7", "B")], &text, &[], &[], &policy().with_one_digit_wrong(true));
        let _ = structured_reference(&text, &[]);
    }
}
