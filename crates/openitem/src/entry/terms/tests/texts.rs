use super::*;
use crate::OpenItemError;

/// Every way of writing on the left is understood as the text on the right, which reads back as the same terms.
const WRITTEN: &[(&[&str], &str)] = &[
    (
        &[
            "net 30",
            "Net 30",
            "NET30",
            "n/30",
            "N 30",
            "n30",
            "net 30 days",
            "30 days",
            "30",
            "30 days net",
            "30d",
            "Net, 30 days.",
            "net/30",
            "payment due within 30 days",
            "30 days from invoice date",
            "30 days from date of invoice",
            "Payable in 30 calendar days",
            "30 net",
        ],
        "net 30",
    ),
    (&["n/60", "net 60", "60 days after invoice date"], "net 60"),
    (
        &[
            "due on receipt",
            "Due upon receipt",
            "on receipt",
            "DUE ON RECEIPT OF INVOICE",
            "immediate",
            "immediately",
            "payable immediately",
            "net 0",
            "n/0",
            "due now",
            "cash",
            "net cash",
            "DOR",
        ],
        "due on receipt",
    ),
    (&["COD", "C.O.D.", "cash on delivery", "due on delivery", "due on receipt of goods", "net 0 ROG", "payment on delivery"], "COD"),
    (&["CIA", "prepaid", "cash in advance", "payment in advance", "PIA", "CWO", "cash with order", "prepayment", "CBD"], "CIA"),
    (&["EOM", "eom", "E.O.M.", "end of month", "end of the month", "due end of month", "net EOM", "last day of month", "month end"], "EOM"),
    (
        &[
            "net 30 EOM",
            "30 EOM",
            "n/30 eom",
            "30 days EOM",
            "30 days end of month",
            "30 days from end of month",
            "EOM + 30",
            "EOM+30",
            "30 days after end of month",
            "Net 30, EOM",
        ],
        "net 30 EOM",
    ),
    (&["45 days end of month", "45 days EOM", "45 days from end of month"], "net 45 EOM"),
    (&["30 days then EOM", "30 days then end of month", "30 days to end of month"], "net 30 eom=yes"),
    (&["end of next month", "EONM", "last day of next month"], "EOM ahead=1"),
    (&["30 days end of next month"], "net 30 EOM ahead=1"),
    (
        &[
            "15 MFI",
            "15 prox",
            "15th prox",
            "15th proximo",
            "15th MFI",
            "15th of next month",
            "15th of the following month",
            "net 15th",
            "net 15 MFI",
            "due 15th of the month following",
            "day 15 of next month",
            "net 15 prox",
            "15 M.F.I.",
            "due by the 15th of next month",
        ],
        "15 MFI",
    ),
    (&["net 10th", "Net 10th", "10th", "due on the 10th", "10 prox"], "10 MFI"),
    (&["1st of next month", "first of next month", "first day of next month", "1 MFI"], "1 MFI"),
    (&["20th of the month", "on the 20th of each month", "due 20th of month"], "net 0 pay=20"),
    (&["5th and 10th of the month", "on the 5th & 10th", "5th, 10th of each month"], "net 0 pay=5/10"),
    (&["net 5 on the 5th", "5 days on the 5th of the month"], "net 5 pay=5"),
    (&["30 days end of month the 10th", "30 days end of month on the 10th", "30 days end of month the 10"], "net 30 ahead=1 day=10"),
    (&["2 weeks", "net 2 weeks", "14 days"], "net 14"),
    (&["2 months", "net 2 months"], "net 0 months=2"),
    (&["2 months end of month", "2 months EOM"], "EOM months=2"),
    (
        &[
            "2/10 net 30",
            "2/10, n/30",
            "2/10 n30",
            "2/10n30",
            "2% 10 net 30",
            "2% 10, Net 30",
            "2%10 net30",
            "2 % 10 days, net 30 days",
            "2% in 10 days, net 30",
            "2% if paid within 10 days, net 30",
            "2/10/net 30",
            "2/10/30",
            "2% discount within 10 days, otherwise net 30",
            "2/10",
            "2% 10",
            "10 days 2%, 30 days net",
            "10d-2%, 30d net",
            "net 30, 2/10",
            "2/10; n/30",
            "2/10 - net 30",
            "2% 10 days 30 days",
            "2%/10 net 30",
            "2.0/10 net 30",
            "net 30 2/10",
        ],
        "2/10 net 30",
    ),
    (&["2/10 EOM", "2/10 EOM, net 30", "2/10, net 30 EOM", "2% 10 EOM net 30", "2/10 net 30 EOM"], "2/10 net 30 EOM"),
    (&["2/10, net 20 EOM"], "2/10 net 20 EOM"),
    (&["2/10 prox net 25", "2/10 net 25 prox", "2% 10th prox net 25th", "2% 10th, net 25th"], "2/10 net 25 MFI"),
    (&["2/10 prox"], "2/10 net 30 MFI"),
    (&["2/10,1/20,n/60", "2/10, 1/20, n/60", "2% 10, 1% 20, net 60", "2/10 1/20 n/60"], "2/10 1/20 net 60"),
    (
        &["3/10 n/30 ROG", "3/10, n/30 r.o.g.", "3/10 net 30 after receipt of goods", "3/10 n/30 from receipt of goods", "3/10 net 30 AOG"],
        "3/10 net 30 ROG",
    ),
    (&["7 days after delivery", "net 7 ROG"], "net 7 ROG"),
    (&["1.5/10 net 45", "1.5% 10 net 45"], "1.5/10 net 45"),
    (&["2/10-60X", "2/10 60 extra", "2/10-60 extra"], "2/10 after=60 net 30 after=60"),
    (&["14d-2%, 30d net", "14 days 2%, 30 days net", "14 days 2 %, 30 net"], "2/14 net 30"),
    (
        &[
            "50% net 30, 50% net 60",
            "50% net 30; 50% net 60",
            "50% net 30 and 50% net 60",
            "50% 30 days, 50% 60 days",
            "50 % n/30 + 50 % n/60",
        ],
        "50% net 30, 50% net 60",
    ),
    (&["30% in advance, 70% net 30", "30% deposit, 70% net 30", "30% down payment, 70% in 30 days net"], "30% CIA, 70% net 30"),
    (&["30% deposit, balance net 30", "30% upfront, the rest net 30", "30% prepaid, remainder 30 days"], "30% CIA, balance net 30"),
    (&["50% 2/10 net 30, 50% net 60", "50%: 2/10 net 30, 50% net 60"], "50%: 2/10 net 30, 50% net 60"),
    (&["fixed 200 due on receipt, balance net 30", "fixed 200: due on receipt, rest 30 days"], "fixed 200 due on receipt, balance net 30"),
    (
        &["10% of net due on receipt, balance net 60", "10% of untaxed due on receipt, balance net 60"],
        "10% of net due on receipt, balance net 60",
    ),
    (&["90% net 30, 10% retention"], "90% net 30, 10% due on receipt from=retention_released"),
    (&["through 15: EOM; 15 MFI", "until the 15th: end of month; 15 prox"], "through 15: EOM; 15 MFI"),
    (&["net 30 from posting date"], "net 30 from=posting"),
    (&["20 prox cutoff=12", "net 20 prox CUTOFF=12"], "20 MFI cutoff=12"),
    (
        &["net 30 business_day=modified_following grace=5 tax=first 26th rule"],
        "net 30 tax=first 26th rule business_day=modified_following grace=5",
    ),
];

/// What is not understood: the text, what is left from the place where it stopped making sense, the place.
const REFUSED: &[(&str, &str, i32)] = &[
    ("", "", 0),
    ("   ", "", 3),
    ("net", "", 3),
    ("net thirty", "thirty", 4),
    ("net 30 bananas", "bananas", 7),
    ("n/x", "x", 2),
    ("2/10 net", "", 8),
    ("50%", "", 3),
    ("net 30, net 60", "60", 12),
    ("net 30, 50% net 60", "50% net 60", 8),
    ("50% net 30, 50%", "", 15),
    ("2,5% 10 net 30", ",5% 10 net 30", 1),
    ("net 99999999999999999999", "99999999999999999999", 4),
    ("net 30000000", "30000000", 4),
    ("45 MFI", "45 MFI", 0),
    ("15 MFI EOM", "EOM", 7),
    ("32nd", "32nd", 0),
    ("0th", "th", 1),
    ("net 30 cutoff=", "", 14),
    ("net 30 cutoff=99", "99", 14),
    ("net 30 color=blue", "color=blue", 7),
    ("net 30 tax=later", "later", 11),
    ("cutoff=5", "cutoff=5", 0),
    ("through 15: EOM", "", 15),
    ("through 15 EOM", "EOM", 11),
    ("fixed net 30", "net 30", 6),
    ("rechnung netto", "rechnung netto", 0),
    ("净30", "净30", 0),
    ("net 30 ½", "½", 7),
    ("7th rule", "7th rule", 0),
    ("30 MFI ROG retention", "retention", 11),
    ("n/30/2", "/2", 4),
    ("net -30", "-30", 4),
];

#[test]
fn terms_are_read_the_way_people_write_them() {
    for (texts, canonical) in WRITTEN {
        for text in *texts {
            let terms = parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert_eq!(&print(&terms), canonical, "{text}: {terms:?}");
        }
        assert_eq!(print(&parse(canonical).unwrap()), *canonical);
    }
}

#[test]
fn what_is_not_understood_says_where_it_stopped_making_sense() {
    let mut wrong = Vec::new();
    for (text, rest, at) in REFUSED {
        match parse(text) {
            Err(OpenItemError::MalformedTerms { text: shown, rest: found, at: place, expected }) => {
                assert!(!expected.is_empty());
                assert_eq!(&shown, text);
                if (found.as_str(), place) != (*rest, *at) {
                    wrong.push(format!("{text}: found `{found}` at {place}"));
                }
            }
            other => wrong.push(format!("{text}: {other:?}")),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn terms_that_are_understood_but_cannot_be_name_the_field() {
    for (text, field) in [
        ("30% net 30, 60% net 60", "installments"),
        ("fixed 100 net 30, 50% net 60", "installments"),
        ("balance net 30, balance net 60", "installments"),
        ("0/10 net 30", "percent"),
        ("101/10 net 30", "percent"),
        ("through 15: EOM; through 10: EOM; net 30", "through_day"),
        ("50% net 30, 50% net 60 base=0", "base_amount"),
    ] {
        match parse(text) {
            Err(OpenItemError::InvalidValue { field: found, .. }) => assert_eq!(found, field, "{text}"),
            other => panic!("{text}: {other:?}"),
        }
    }
}

#[test]
fn a_megabyte_of_anything_ends_in_an_answer() {
    for piece in [
        "net 30, ",
        "2/10 ",
        "50% net 30, ",
        "((((",
        "9",
        "n/",
        "1% net 1, ",
        "through 1: ",
        "x",
        "%",
        "and ",
        "é",
        "5th and ",
        "/",
        "\u{202e}",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        if let Err(error) = parse(&text) {
            assert!(error.to_string().len() < 1_000);
        }
    }
}
