//! Rows of invented files: what is read, what is rejected and why, and that both together are the file.

use openitem::Amount;
use openitem_formats::{Mapping, ReadItems, read_applications, read_items, read_receipts};

const BASE: &str =
    "[items.columns]\nid = \"id\"\ncustomer = \"customer\"\nposting_date = \"date\"\namount = \"amount\"\ncurrency = \"currency\"\n";
const HEADER: &str = "id,customer,date,amount,currency\n";

fn read(mapping: &str, file: impl AsRef<[u8]>) -> ReadItems {
    let read = read_items(file.as_ref(), &Mapping::parse(mapping).unwrap()).unwrap();
    let tally = &read.tally;
    assert_eq!(tally.read, tally.accepted + tally.rejected);
    assert_eq!((tally.accepted, tally.rejected), (read.rows.len() as i64, read.rejected.len() as i64));
    for sums in &tally.amounts {
        assert_eq!(sums.read, sums.accepted.checked_add(sums.rejected).unwrap());
    }
    read
}

fn rejected(mapping: &str, file: impl AsRef<[u8]>) -> Vec<String> {
    read(mapping, file).rejected.iter().map(ToString::to_string).collect()
}

fn amounts(read: &ReadItems) -> String {
    let sums = read.tally.amounts.iter().map(|sums| {
        let currency = sums.currency.map_or_else(|| String::from("?"), |currency| currency.to_string());
        format!("{currency} {} + {}", sums.accepted, sums.rejected)
    });
    format!("{}; {} without amount", sums.collect::<Vec<_>>().join(", "), read.tally.rejected_without_amount)
}

#[test]
fn a_row_that_cannot_be_read_is_listed_with_line_column_value_and_reason() {
    let no_amount = "not an amount: expected an amount like `1234567.89`";
    let exponent = "a float in exponent form; where the file holds floats, say floats = \"exact\" or a rounding";
    let finer = "finer than the 2 decimals of its currency; where the file holds floats, say floats = \"exact\" or a rounding";
    let cases = [
        ("A,C,2026-02-30,1,EUR", "column `date`, value `2026-02-30`: not a date as YYYY-MM-DD".to_owned()),
        ("A,C,31.1.2026,1,EUR", "column `date`, value `31.1.2026`: not a date as YYYY-MM-DD".to_owned()),
        ("A,C,,1,EUR", "column `date`: empty".to_owned()),
        ("A,C,2026-01-31,,EUR", "column `amount`: empty".to_owned()),
        ("A,C,2026-01-31,1e5,EUR", format!("column `amount`, value `1e5`: {exponent}")),
        ("A,C,2026-01-31,NaN,EUR", format!("column `amount`, value `NaN`: {no_amount}")),
        ("A,C,2026-01-31,inf,EUR", format!("column `amount`, value `inf`: {no_amount}")),
        ("A,C,2026-01-31,\"1,000.00\",EUR", format!("column `amount`, value `1,000.00`: {no_amount}")),
        ("A,C,2026-01-31,1.005,EUR", format!("column `amount`, value `1.005`: {finer}")),
        ("A,C,2026-01-31,1.5,JPY", "column `amount`, value `1.5`: finer than the 0 decimals of its currency; where the file holds floats, say floats = \"exact\" or a rounding".to_owned()),
        ("A,C,2026-01-31,12345678901234567890123456789,EUR", "column `amount`, value `12345678901234567890123456789`: more than 28 significant digits".to_owned()),
        ("A,C,2026-01-31,1,euro", "column `currency`, value `euro`: not a currency code: expected three to eight capital letters".to_owned()),
        ("A,C,2026-01-31,1,BTC", "column `currency`, value `BTC`: its minor units are not known: add it to [currencies] of the mapping".to_owned()),
        ("A,C,2026-01-31,1,", "column `currency`: empty".to_owned()),
        (",C,2026-01-31,1,EUR", "column `id`: empty".to_owned()),
        ("A, ,2026-01-31,1,EUR", "column `customer`, value ` `: empty".to_owned()),
        ("A,C,2026-01-31,1", "value `A`: 4 fields in the row, expected 5".to_owned()),
        ("A,C,2026-01-31,1,EUR,", "value `A`: 6 fields in the row, expected 5".to_owned()),
        (",,,,", "column `id`: empty".to_owned()),
        ("A\0,C,2026-01-31,1,EUR", "column `id`, value `A\u{fffd}`: holds a zero byte".to_owned()),
        ("A,\"C,2026-01-31,1,EUR\nB,C,2026-01-31,1,EUR\n", "a quote is opened in this row and never closed: all the rest of the file is in it".to_owned()),
    ];
    for (row, expected) in cases {
        let separator = if expected.starts_with("column") || expected.starts_with("value") { ", " } else { ": " };
        assert_eq!(rejected(BASE, format!("{HEADER}{row}\n")), [format!("line 2{separator}{expected}")], "{row}");
    }
    let truncated = rejected(BASE, [HEADER.as_bytes(), b"A,C\xc3,2026-01-31,1,EUR\n"].concat());
    let expected =
        "line 2, column `customer`, value `C\u{fffd}`: not valid UTF-8 from its byte 1 on; the mapping may name another encoding";
    assert_eq!(truncated, [expected]);
}

#[test]
fn ten_megabytes_in_one_field_are_refused_by_a_stated_bound() {
    let big = format!("{HEADER}A,{},2026-01-31,7,EUR\nB,C,2026-01-31,1,EUR\n", "x".repeat(10 << 20));
    let found = read(BASE, &big);
    let value = "x".repeat(60);
    assert_eq!(
        found.rejected[0].to_string(),
        format!("line 2, column `customer`, value `{value}…`: 10485760 bytes in one field: at most 1048576 are read")
    );
    assert_eq!(amounts(&found), "EUR 1 + 7; 0 without amount");
    let wide = format!("[format]\nmax_field_bytes = 20971520\n{BASE}");
    assert_eq!(read(&wide, &big).tally.accepted, 2);
    let digits = format!("{HEADER}A,C,2026-01-31,{},EUR\n", "9".repeat(1 << 20));
    assert!(rejected(BASE, digits)[0].ends_with("…`: more than 28 significant digits"));
}

#[test]
fn a_file_without_rows_is_an_error_for_items_and_an_empty_period_for_the_others() {
    let mapping = Mapping::parse(&format!(
        "{BASE}[receipts.columns]\nid = 1\nreceived_on = 2\namount = 3\ncurrency = 4\n\
         [applications.columns]\nid = 1\nsource = 2\nitem = 3\namount = 4\napplied_on = 5\n"
    ))
    .unwrap();
    for (file, expected) in [
        ("", "items: the file is empty"),
        ("\u{feff}", "items: the file holds no rows"),
        ("\r\n\r\n", "items: the file holds no rows"),
        (HEADER, "items: no rows below the header"),
    ] {
        let error = read_items(file.as_bytes(), &mapping).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("unreadable_input", expected));
    }
    assert_eq!(read_receipts(b"a,b,c,d\n", &mapping).unwrap().tally.read, 0);
    assert_eq!(read_applications(b"a,b,c,d,e\n", &mapping).unwrap().tally.read, 0);
    assert!(read_receipts(b"", &mapping).is_err());
}

#[test]
fn accepted_and_rejected_rows_are_the_file_in_count_and_amount() {
    let file = "A,C,2026-01-31,10.50,EUR\nB,C,never,20,EUR\nC,C,2026-01-31,-3,EUR\nA,C,2026-01-31,7,EUR\nD,C,2026-01-31,9,euro\nE,C,2026-01-31,x,USD\n";
    let found = read(BASE, format!("{HEADER}{file}"));
    assert_eq!((found.tally.read, found.tally.accepted, found.tally.rejected), (6, 2, 4));
    assert_eq!(amounts(&found), "? 0 + 9, EUR 7.5 + 27; 1 without amount");
    assert_eq!(found.rejected[1].to_string(), "line 5, column `id`, value `A`: the id of line 2 again");
}

#[test]
fn a_negative_document_is_a_credit_memo_of_its_magnitude() {
    let found = read(BASE, format!("{HEADER}A,C,2026-01-31,-3.50,EUR\n"));
    assert!(found.rows[0].kind.is_credit());
    assert_eq!(found.rows[0].amount.to_string(), "3.5");
    assert_eq!(found.tally.amounts[0].accepted.to_string(), "-3.5");
}

#[test]
fn credits_written_with_both_signs_are_pointed_out_once() {
    let mapping = format!("{BASE}kind = {{ column = \"kind\", values = {{ RV = \"invoice\", DG = \"credit_memo\" }} }}\n");
    let rows = "id,customer,date,amount,currency,kind\nA,C,2026-01-31,5,EUR,DG\nB,C,2026-01-31,-5,EUR,DG\nD,C,2026-01-31,-5,EUR,DG\nE,C,2026-01-31,5,EUR,ZZ\n";
    let found = read(&mapping, rows);
    assert!(found.rows.iter().all(|row| row.kind.is_credit()));
    let notes: Vec<_> = found.notes.iter().map(|note| (note.line, note.rule.as_str())).collect();
    assert_eq!(notes, [(3, "mixed_credit_signs")]);
    assert_eq!(
        found.rejected[0].to_string(),
        "line 5, column `kind`, value `ZZ`: not one of the values that the mapping knows: `DG`, `RV`"
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    let file = "\u{feff}id,customer,date,amount,currency\r\n\r\n\"A\nB\",C,2026-01-31,1,EUR\r\n\r\nB,C,x,1,EUR\r\nD,C,x,1,EUR";
    let found = read(BASE, file);
    let lines: Vec<_> = found.rows.iter().map(|row| row.line).chain(found.rejected.iter().map(|rejected| rejected.line)).collect();
    assert_eq!(lines, [3, 6, 7]);
    let skipping = format!("[format]\nskip_lines = 2\n{BASE}");
    let found = read(&skipping, format!("Open items\nas of today\n{HEADER}A,C,x,1,EUR\n"));
    assert_eq!(found.rejected[0].line, 4);
    let old_mac = read(BASE, "id,customer,date,amount,currency\rA,C,2026-01-31,1,EUR\rB,C,2026-01-31,1,EUR\r");
    assert_eq!(old_mac.rows.iter().map(|row| row.line).collect::<Vec<_>>(), [2, 3]);
}

#[test]
fn ids_from_lines_keep_repeated_rows_and_name_them() {
    let mapping = BASE.replace("id = \"id\"\n", "").replace("[items.columns]", "[items]\nline_ids = \"L\"\n[items.columns]");
    let found = read(&mapping, format!("{HEADER}x,C,2026-01-31,1,EUR\ny,C,2026-01-31,1,EUR\nx,C,2026-01-31,1,EUR\n"));
    assert_eq!(found.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["L2", "L3", "L4"]);
    assert_eq!(found.notes[0].to_string(), "line 4: the same row as line 2, in every column; both are kept");
}

#[test]
fn floats_are_rounded_only_by_name_and_every_change_is_counted() {
    let rows = format!("{HEADER}A,C,2026-01-31,10.004,EUR\nB,C,2026-01-31,10.005,EUR\nD,C,2026-01-31,1e2,EUR\nE,C,2026-01-31,-0.015,EUR\n");
    let rounded = read(&format!("[format]\nfloats = \"half_up\"\n{BASE}"), &rows);
    let rounding = &rounded.rounding[0];
    assert_eq!((rounding.rows, rounding.amounts, rounding.difference.to_string()), (3, 3, String::from("-0.004")));
    assert_eq!(rounded.tally.amounts[0].accepted.to_string(), "119.99");
    let exact = read(&format!("[format]\nfloats = \"exact\"\n{BASE}"), &rows);
    assert_eq!((exact.tally.accepted, exact.tally.rejected), (1, 3));
    assert_eq!(exact.rejected[0].reason, "not the float of an amount with 2 decimals: the nearest is 10; name a rounding to accept it");
    let printed = read(
        &format!("[format]\nfloats = \"exact\"\n{BASE}"),
        format!("{HEADER}A,C,2026-01-31,672.779999999999972715158946812152862548828125,EUR\n"),
    );
    assert_eq!(printed.rows[0].amount.to_string(), "672.78");
    assert_eq!(printed.rounding[0].rows, 1);
}

#[test]
fn two_date_formats_that_differ_on_a_date_reject_it() {
    let mapping = format!("[format]\ndates = [\"M/D/YYYY\", \"D/M/YYYY\"]\n{BASE}");
    let found = read(&mapping, format!("{HEADER}A,C,2/1/2026,1,EUR\nB,C,13/1/2026,1,EUR\nD,C,3/3/2026,1,EUR\n"));
    assert_eq!(found.rows.len(), 2);
    assert_eq!(
        found.rejected[0].to_string(),
        "line 2, column `date`, value `2/1/2026`: 2026-02-01 or 2026-01-02: two of the date formats read it, and differ"
    );
}

#[test]
fn every_encoding_gives_the_same_rows() {
    let mapping = |encoding: &str| format!("[format]\nencoding = \"{encoding}\"\n{BASE}customer_name = \"Käufer\"\n");
    let text = "id,customer,date,amount,currency,Käufer\nA,C,2026-01-31,1,EUR,Müller\n";
    let utf_16: Vec<u8> = [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let latin: Vec<u8> = text.chars().map(|letter| u8::try_from(letter).unwrap()).collect();
    let with_bom = [b"\xef\xbb\xbf", text.as_bytes()].concat();
    for (encoding, bytes) in
        [("utf-8", text.as_bytes().to_vec()), ("utf-8", with_bom), ("windows-1252", latin.clone()), ("latin1", latin), ("utf-8", utf_16)]
    {
        let found = read(&mapping(encoding), bytes);
        assert_eq!(found.rows[0].customer_name.as_ref().unwrap().as_str(), "Müller", "{encoding}");
        assert!(!format!("{:?}", found.rows[0]).contains("Müller"), "a name is cut in debug output");
    }
}

#[test]
fn what_a_file_says_of_settlement_is_read_or_refused() {
    let mapping = |more: &str| format!("{BASE}{more}");
    let file = |names: &str, cells: &str| format!("id,customer,date,amount,currency,{names}\nA,C,2026-01-31,100,EUR,{cells}\n");
    let paid = "settled_on = \"on\"\n";
    let part = "settled_amount = \"part\"\n";
    let open = "outstanding = \"open\"\n";
    let cases = [
        (paid.to_owned(), "on", "2026-02-10", "2026-02-10 100"),
        (paid.to_owned(), "on", "", "open"),
        (paid.to_owned(), "on", "2026-01-10", "2026-01-31 100, settled_before_issue"),
        (part.to_owned(), "part", "40", "2026-01-31 40"),
        (part.to_owned(), "part", "0", "open"),
        (part.to_owned(), "part", "101", "outside the item: its `amount` is 100"),
        (part.to_owned(), "part", "-1", "outside the item: its `amount` is 100"),
        (open.to_owned(), "open", "30", "2026-01-31 70"),
        (open.to_owned(), "open", "100", "open"),
        (open.to_owned(), "open", "", "empty"),
        (format!("{part}{open}"), "part,open", "70,30", "2026-01-31 70"),
        (format!("{part}{open}"), "part,open", "70,31", "the amount less the settled 70 is not what is outstanding"),
        (format!("{paid}{part}"), "on,part", "2026-02-10,60", "2026-02-10 60"),
        (format!("{paid}{part}"), "on,part", "2026-02-10,", "empty, though the row says when it was settled"),
        (format!("{open}settled_after_days = \"days\"\n"), "open,days", "0.0,30", "2026-03-02 100"),
        (format!("{open}settled_after_days = \"days\"\n"), "open,days", "0.0,-5", "2026-01-31 100, settled_before_issue"),
        ("settled_after_days = \"days\"\n".to_owned(), "days", "4000000", "leads outside the years 1 to 9999"),
        (
            "disputed = \"flag\"\n".to_owned(),
            "flag",
            "maybe",
            "neither yes nor no; where the file has other words for them, map them with `values`",
        ),
    ];
    for (columns, names, cells, expected) in cases {
        let found = read(&mapping(&columns), file(names, cells));
        let mut said = match (found.rows.first(), found.rejected.first()) {
            (Some(row), _) => {
                row.settlement.as_ref().map_or_else(|| String::from("open"), |settled| format!("{} {}", settled.date, settled.amount))
            }
            (None, Some(rejected)) => rejected.reason.clone(),
            (None, None) => String::new(),
        };
        for note in &found.notes {
            said = format!("{said}, {}", note.rule);
        }
        assert_eq!(said, expected, "{columns} {cells}");
    }
    let stated = format!("[items]\nundated_settlement = \"2026-06-30\"\n{}", mapping(open));
    let found = read(&stated, file("open", "30"));
    assert_eq!(found.rows[0].settlement.as_ref().unwrap().date.to_string(), "2026-06-30");
    let credit = read(&mapping(open), "id,customer,date,amount,currency,open\nA,C,2026-01-31,-100,EUR,-30\n");
    assert_eq!(credit.rows[0].settlement.as_ref().unwrap().amount.to_string(), "70");
}

#[test]
fn a_disputed_amount_or_flag_says_how_much_is_in_dispute() {
    let mapping = format!("{BASE}disputed = {{ column = \"flag\", values = {{ J = \"yes\", N = \"no\" }} }}\ndisputed_amount = \"part\"\n");
    let file = "id,customer,date,amount,currency,flag,part\nA,C,2026-01-31,9,EUR,J,\nB,C,2026-01-31,9,EUR,J,4\nD,C,2026-01-31,9,EUR,N,\nE,C,2026-01-31,9,EUR,,2\nF,C,2026-01-31,9,EUR,N,2\n";
    let found = read(&mapping, file);
    let disputed: Vec<_> = found.rows.iter().map(|row| row.disputed.map_or_else(String::new, |amount| amount.to_string())).collect();
    assert_eq!(disputed, ["9", "4", "", "2"]);
    assert_eq!(found.rejected[0].reason, "an amount in dispute, but the row says that there is none");
}

#[test]
fn installments_labels_and_references_reach_the_row() {
    let mapping = format!(
        "{BASE}installment = \"part\"\nterms = \"terms\"\nparent = \"parent\"\ncollector = \"collector\"\ndue = {{ column = \"due\", dates = [\"D.M.YYYY\"] }}\n\
         [items.references]\npurchase_order = \"po\"\n[items.labels]\nregion = \"region\"\n[items.format]\nempty = [\"N/A\"]\n"
    );
    let file = "id,customer,date,amount,currency,part,terms,parent,collector,due,po,region\n\
                R1,C,2026-01-31,50,EUR,1,net 30,P,Kim,2.3.2026,PO-9,north\nR1,C,2026-01-31,50,EUR,2,N/A,,,N/A,N/A,\n";
    let found = read(&mapping, file);
    assert_eq!(found.rows.iter().map(|row| row.id.as_str()).collect::<Vec<_>>(), ["R1/1", "R1/2"]);
    let (first, second) = (&found.rows[0], &found.rows[1]);
    assert_eq!(first.due.unwrap().to_string(), "2026-03-02");
    assert_eq!((first.terms.as_deref(), first.collector.as_deref()), (Some("net 30"), Some("Kim")));
    assert_eq!((first.references[0].value.as_str(), first.labels[0].value.as_str()), ("PO-9", "north"));
    assert!(second.due.is_none() && second.terms.is_none() && second.references.is_empty() && second.labels.is_empty());
}

#[test]
fn receipts_and_applications_are_refused_for_their_own_reasons() {
    let mapping = Mapping::parse(
        "[receipts.columns]\nid = 1\nreceived_on = 2\namount = 3\ncurrency = 4\ninstrument = 5\n\
         [applications.columns]\nid = 1\nsource = 2\nitem = 3\namount = 4\napplied_on = 5\ndiscount = 6\n",
    )
    .unwrap();
    let receipts = read_receipts(
        b"id,date,amount,currency,how\nA,2026-01-31,-1,EUR,wire\nB,2026-01-31,1,EUR,barter\nC,,1,EUR,\nD,2026-01-31,5,EUR,cheque\n",
        &mapping,
    )
    .unwrap();
    let reasons: Vec<_> = receipts.rejected.iter().map(|rejected| rejected.reason.split(':').next().unwrap()).collect();
    assert_eq!(reasons, ["below zero", "no instrument", "empty"]);
    assert_eq!(receipts.tally.amounts[0].accepted, "5".parse::<Amount>().unwrap());
    let applications = read_applications(
        b"id,from,item,amount,date,discount\nA,P,R,1,2026-01-31,-1\nB,P,,1,2026-01-31,0\nC,P,R,1,2026-01-31,\n",
        &mapping,
    )
    .unwrap();
    let rejected: Vec<_> = applications.rejected.iter().map(ToString::to_string).collect();
    assert_eq!(rejected, ["line 2, column `discount`, value `-1`: below zero", "line 3, column `item`: empty"]);
    assert_eq!(applications.rows.len(), 1);
}

#[test]
fn totals_that_no_amount_holds_reject_the_row_and_not_the_file() {
    let most = "9".repeat(28);
    let found = read(&format!("[currencies]\nBIG = 0\n{BASE}"), format!("{HEADER}A,C,2026-01-31,{most},BIG\nB,C,2026-01-31,{most},BIG\n"));
    assert_eq!((found.rows.len(), found.tally.rejected_without_amount), (1, 1));
    assert_eq!(found.rejected[0].to_string(), "line 3: the total of the file would not fit into 28 digits");
}

#[test]
fn a_watcher_can_stop_a_long_file() {
    let rows: String = (0..10_000).map(|number| format!("R{number},C,2026-01-31,1,EUR\n")).collect();
    let mapping = Mapping::parse(BASE).unwrap();
    let error = openitem_formats::read_items_watched(format!("{HEADER}{rows}").as_bytes(), &mapping, &mut |_, _| false).unwrap_err();
    assert_eq!(error.code(), "stopped");
}
