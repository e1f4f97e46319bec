use super::super::piece::{Class, LONG, cut};
use super::super::*;
use super::{amount, date};
use crate::RemittanceLine;

/// Mentions in one line each: kind, number or text, then `+` joined, `?` weak, `<` end of a number, `..` range, `=` amount.
fn shown(text: &str) -> Vec<String> {
    read(text, &ReferencePolicy::new()).mentions.iter().map(show).collect()
}

fn show(mention: &Mention) -> String {
    let kind = match mention.kind {
        MentionKind::Reference => String::new(),
        other => format!("{other:?} "),
    };
    let mut out = format!("{kind}{}", mention.number.as_deref().unwrap_or(&mention.text));
    for (mark, holds) in [('+', mention.joined), ('?', mention.weak), ('<', mention.is_tail)] {
        if holds {
            out.push(mark);
        }
    }
    if let Some(through) = &mention.through {
        out.push_str(&format!("..{through}"));
    }
    if let Some(amount) = &mention.amount {
        out.push_str(&format!("={amount}"));
    }
    out
}

#[test]
fn every_way_of_writing_a_number_is_read() {
    let table: &[(&str, &[&str])] = &[
        ("1930594979", &["1930594979"]),
        ("INV1930594979", &["1930594979"]),
        ("INV-1930594979", &["1930594979"]),
        ("inv 1930594979", &["1930594979"]),
        ("Invoice No. 1930594979", &["1930594979"]),
        ("#1930594979", &["1930594979"]),
        ("/1930594979/", &["1930594979"]),
        ("RG1930594979", &["1930594979"]),
        ("CM0523562", &["0523562"]),
        ("XQ0523562", &["XQ0523562"]),
        ("0594979", &["0594979"]),
        ("1930 594979", &["1930", "1930594979+", "594979"]),
        ("1930.594.979", &["1930", "1930594+", "1930594979+", "594979+"]),
        ("A-100/2024-B", &["A100", "A1002024B+", "2024B"]),
        ("INV-2024-0031", &["2024", "20240031+", "0031"]),
        ("1930594979, 1930594980;1930594981 / 1930594982", &["1930594979", "1930594980", "1930594981", "1930594982"]),
        ("1930594979\\n1930594980\n1930594981", &["1930594979", "1930594980", "1930594981"]),
        ("PMT FOR 1930594979 AND 1930594980", &["1930594979", "1930594980"]),
        ("?20INVOICE 19305949?2179", &["19305949", "1930594979+", "79"]),
        ("SVWZ+RE 1930594979", &["1930594979"]),
        ("XXXX4979 ...594980 ****4981", &["XXXX4979<", "594980<", "4981<"]),
        ("\u{301}1930594979\0 1930594980", &["1930594979", "1930594980"]),
        ("1930\u{a0}594979", &["1930", "1930594979+", "594979"]),
        ("1930–594979", &["1930", "1930594979+", "594979"]),
        ("Rechnung für 1930594979", &["1930594979"]),
        ("", &[]),
        ("THANK YOU", &[]),
        ("PO 4500123456", &["4500123456"]),
        ("31", &[]),
        ("INV 31, 32 and 33", &["31", "32", "33"]),
        ("inv nr. 77", &["77"]),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), *expected, "{text}");
    }
}

#[test]
fn ranges_are_read_and_bounded() {
    let table: &[(&str, &[&str])] = &[
        ("INV 31-35", &["31..35", "31", "3135+", "35"]),
        ("1001…1005", &["1001..1005", "1001", "1005"]),
        ("1001...1005", &["1001..1005", "1001", "1005"]),
        ("1001 to 1005", &["1001..1005", "1001", "1005"]),
        ("INV 1001 bis INV 1005", &["1001..1005", "1001", "1005"]),
        ("1930594979-85", &["1930594979..1930594985", "1930594979", "193059497985+"]),
        ("…31-…35", &["31<..35", "31<", "35<"]),
        ("0098-0102", &["0098..0102", "0098", "00980102+", "0102"]),
        // Three parts are one number, not a range.
        ("1001-1002-1003", &["1001", "10011002+", "100110021003+", "1002", "10021003+", "1003"]),
        // Downwards is none.
        ("1005-1001", &["1005", "10051001+", "1001"]),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), *expected, "{text}");
    }
    let wide = read("1 to 999999999, 100000000 to 999999999", &ReferencePolicy::new());
    assert!(wide.mentions.iter().all(|mention| mention.through.is_none()));
    assert_eq!(wide.cut[0].rule, "remittance_range_cut");
}

#[test]
fn what_is_no_reference_is_told_apart() {
    let table: &[(&str, &[&str])] = &[
        ("1,234.56", &["Amount 1,234.56=1234.56"]),
        ("1.234.567,89", &["Amount 1.234.567,89=1234567.89"]),
        ("1 234,56", &["Amount 1 234,56=1234.56"]),
        ("12,34,567.00", &["Amount 12,34,567.00=1234567"]),
        ("1'234.50", &["Amount 1'234.50=1234.5"]),
        ("EUR12.50", &["Amount 12.50=12.5"]),
        ("$1,500", &["Amount 1,500=1500"]),
        ("15000 USD", &["Amount 15000?=15000"]),
        ("12.05.2026", &["Date 12052026+?"]),
        ("2026-05-12", &["Date 20260512+?"]),
        ("05/13/26", &["Date 051326+?"]),
        ("20260512", &["20260512?"]),
        ("DE89370400440532013000 12345", &["Iban DE89370400440532013000", "12345"]),
        ("DE89 3704 0044 0532 0130 00", &["Iban DE89 3704 0044 0532 0130 00"]),
        ("+49 89 1234567", &["Phone +49 89 1234567"]),
        ("TEL 0891234567", &["0891234567?"]),
        ("ACCT 4711471", &["4711471?"]),
        ("2% 19%", &["Percent 2%", "Percent 19%"]),
        ("2.5 % DISCOUNT", &["Percent 2.5 %"]),
        ("RF18 5390 0754 7034", &["Structured RF18539007547034"]),
        ("21 00000 00003 13947 14300 09017", &["Structured 210000000003139471430009017"]),
        ("+++090/9337/55493+++ 1930594979", &["Structured 090933755493", "1930594979"]),
    ];
    for (text, expected) in table {
        assert_eq!(shown(text), *expected, "{text}");
    }
    let days: Vec<_> = ["12.05.2026", "2026-05-12", "05/13/26", "05/06/26"]
        .into_iter()
        .map(|text| read(text, &ReferencePolicy::new()).mentions[0].date)
        .collect();
    assert_eq!(days, [Some(date("2026-05-12")), Some(date("2026-05-12")), Some(date("2026-05-13")), None]);
}

#[test]
fn an_amount_belongs_to_the_number_that_it_stands_beside() {
    let table: &[(&str, &[&str])] = &[
        ("1930594979 1,234.56\\n1930594980 99.00", &["1930594979=1234.56", "1930594980=99"]),
        ("1930594979\t100.00 1930594980\t200.00", &["1930594979=100", "1930594980=200"]),
        ("EUR 100.00 INV 1930594979, EUR 200.00 INV 1930594980", &["1930594979=100", "1930594980=200"]),
        ("1930594979 1930594980 300.00", &["1930594979", "1930594980"]),
        ("INV 1930 594979 EUR 50,00", &["1930", "1930594979+=50", "594979"]),
        ("TOTAL 500.00", &[]),
    ];
    for (text, expected) in table {
        let found: Vec<_> = shown(text).into_iter().filter(|shown| !shown.starts_with("Amount")).collect();
        assert_eq!(found, *expected, "{text}");
    }
}

#[test]
fn words_that_explain_are_collected() {
    let hints = |text: &str| {
        let found = read(text, &ReferencePolicy::new());
        found.hints.into_iter().map(|hint| (hint.kind, hint.number, hint.amount.map(|amount| amount.to_string()))).collect::<Vec<_>>()
    };
    assert_eq!(hints("1930594979 LESS PRICING 50.00"), [(HintKind::Pricing, None, Some("50".to_owned()))]);
    assert_eq!(hints("1930594979 SHORTAGE"), [(HintKind::Shortage, None, None)]);
    assert_eq!(hints("INV 1 damaged"), [(HintKind::Damage, None, None)]);
    assert_eq!(hints("1930594979 CLAIM 88123"), [(HintKind::Claim, Some("88123".to_owned()), None)]);
    assert_eq!(hints("1930594979 100.00 discount 2.00"), [(HintKind::Discount, None, Some("2".to_owned()))]);
    assert_eq!(hints("25.00 BANK CHARGES"), [(HintKind::BankFee, None, Some("25".to_owned()))]);
    assert_eq!(hints("TDS 10%"), [(HintKind::Withholding, None, None)]);
    assert_eq!(hints("ADVANCE PAYMENT"), [(HintKind::Prepayment, None, None)]);
    assert_eq!(hints("advanced"), []);
    let claim = read("1930594979 CLAIM 88123", &ReferencePolicy::new());
    assert_eq!(claim.mentions.iter().map(show).collect::<Vec<_>>(), ["1930594979"]);
    let percent = read("DISCOUNT 2%", &ReferencePolicy::new()).hints[0].percent.unwrap();
    assert_eq!(percent.to_string(), "2");
}

#[test]
fn words_before_numbers_are_kept() {
    let found = read("CM 0523562 PO 4500123456 inv 1930594979", &ReferencePolicy::new());
    let said: Vec<_> = found.mentions.iter().map(|mention| (mention.prefix.as_deref().unwrap(), mention.stands_for.unwrap())).collect();
    assert_eq!(said, [("CM", WordMeaning::CreditMemo), ("PO", WordMeaning::PurchaseOrder), ("INV", WordMeaning::Invoice)]);
    let places: Vec<_> =
        read("für 1930594979", &ReferencePolicy::new()).mentions.iter().map(|mention| (mention.at, mention.length)).collect();
    assert_eq!(places, [(4, 10)]);
}

#[test]
fn patterns_of_the_policy_come_first() {
    let policy = ReferencePolicy::new().with_patterns(vec!["20######".to_owned(), "@@-##".to_owned()]);
    let found = read("20240131 ab-12 2024013", &policy);
    let shown: Vec<_> = found.mentions.iter().map(show).collect();
    assert_eq!(shown, ["20240131", "AB12", "2024013"]);
}

#[test]
fn remittance_lines_become_mentions_with_their_amounts() {
    let lines = [
        RemittanceLine::new("INV-1001").with_amount(amount("98")).with_discount(amount("2")),
        RemittanceLine::new("1002").with_amount(amount("40")).with_deducted(amount("10")).with_reason("PRC"),
        RemittanceLine::new("ADJ"),
    ];
    let found = read_lines("see attached 1000", &lines, &ReferencePolicy::new());
    assert_eq!(found.mentions.iter().map(show).collect::<Vec<_>>(), ["1000", "1001=98", "1002=40", "ADJ"]);
    assert_eq!(found.mentions[1].discount, Some(amount("2")));
    assert_eq!(found.mentions[2].reason.as_deref(), Some("PRC"));
    assert_eq!(found.mentions.iter().map(|mention| mention.line).collect::<Vec<_>>(), [1, 2, 3, 4]);
}

/// Eight digits are read at once and the rest one by one: no length and no sign behind makes a difference.
#[test]
fn digits_are_read_alike_at_every_length_and_before_every_sign() {
    let all = "9073625148930274615820";
    let mut pieces = Vec::new();
    for length in 1..all.len() {
        for zeros in ["", "00", "000000000"] {
            for behind in ["", "/", ":", "a", "\0", "\u{7f}", "€", " 1"] {
                let digits = format!("{zeros}{}", &all[..length]);
                cut(&format!("{digits}{behind}"), &mut pieces);
                let first = pieces.first().unwrap();
                let value = if length > 18 { LONG } else { digits.parse().unwrap() };
                assert!(first.class == Class::Digits && first.len() as usize == digits.len(), "{digits}{behind}");
                assert_eq!(first.value, value, "{digits}{behind}");
            }
        }
    }
}
