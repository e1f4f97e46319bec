use super::*;

fn numbers(text: &str) -> Vec<String> {
    read(text, &ReferencePolicy::new())
        .mentions
        .into_iter()
        .map(|mention| {
            let mut out = format!("{:?}:{}", mention.kind, mention.number.clone().unwrap_or(mention.text));
            if mention.joined {
                out.push('j')
            }
            if mention.weak {
                out.push('w')
            }
            if mention.is_tail {
                out.push('t')
            }
            if let Some(t) = mention.through {
                out.push_str(&format!("..{t}"))
            }
            if let Some(t) = mention.amount {
                out.push_str(&format!("={t}"))
            }
            out
        })
        .collect()
}

#[test]
fn look() {
    for text in [
        "1930594979",
        "INV1930594979",
        "INV-1930594979",
        "inv 1930594979",
        "1930 594979",
        "1930-594-979",
        "#1930594979",
        "/1930594979/",
        "RG1930594979",
        "INV 31-35",
        "1001…1005",
        "1001 to 1005",
        "1930594979, 1930594980 / 1930594981;1930594982",
        "A-100/2024-B",
        "CM0523562 CM 0523563",
        "1930594979 1,234.56\\n1930594980 99.00",
        "EUR 1500 1930594979",
        "12.05.2026 1930594979",
        "DE89370400440532013000 12345",
        "DE89 3704 0044 0532 0130 00",
        "+49 89 1234567",
        "2.5% 1234",
        "RF18 5390 0754 7034",
        "21 00000 00003 13947 14300 09017",
        "+++090/9337/55493+++",
        "PO 4500669476",
        "REF 1930611469 CLAIM 88123",
        "1930611469 LESS PRICING 50.00",
        "?20INVOICE 19305949?2179 UND 1930594980",
        "…31-…35",
        "XXXX4979",
        "...4979",
        "20240131",
        "INV 31, 32 and 33",
        "inv nr. 77",
        "1.234.567,89",
        "1 234,56",
        "INV-2024-0031",
        "TEL 089 123456",
        "1930594979-85",
        "",
        "\u{301}1930594979\0",
    ] {
        println!("{text:50} {:?}", numbers(text));
    }
}
