//! What a mapping file may say, and what each mistake in one is answered with.

use openitem_formats::{Mapping, read_items};

const COLUMNS: &str = "[items.columns]\nid = \"id\"\ncustomer = \"customer\"\nposting_date = \"date\"\namount = \"amount\"\n";

fn problem(text: &str) -> String {
    match Mapping::parse(text) {
        Ok(_) => String::from("no error"),
        Err(error) => {
            assert_eq!(error.code(), "invalid_mapping");
            error.to_string()
        }
    }
}

#[test]
fn every_mistake_is_named_with_its_key_and_its_line() {
    let constants = "[items.constants]\ncurrency = \"EUR\"\n";
    let with = |more: &str| format!("{COLUMNS}{constants}{more}");
    let cases = [
        ("", "mapping: the file: no table [items], [receipts] or [applications]"),
        ("[items", "mapping: the file: line 1: "),
        ("[items]\ncolums = {}\n", "mapping: items.colums: line 2: unknown field `colums`, expected one of"),
        (
            "[items.columns]\nid = \"Invoice\"\namont = \"Total\"\n",
            "mapping: items.columns.amont: line 3: unknown key `amont`, expected one of `id`",
        ),
        ("[items.columns]\nid = 0\n", "mapping: items.columns.id: line 2: 0 is no column: they are numbered from 1"),
        ("[items.columns]\nid = \"\"\n", "mapping: items.columns.id: line 2: the name of the column is empty"),
        ("[items.columns]\nid = true\n", "mapping: items.columns.id: line 2: invalid type: boolean `true`, expected a column's name"),
        ("[items.columns]\nid = { colum = \"a\" }\n", "mapping: items.columns.id.colum: line 2: unknown field `colum`"),
        (
            "[items.columns]\nid = { column = \"a\", clean = [\"trimm\"] }\n",
            "mapping: items.columns.id.clean[0]: line 2: unknown variant `trimm`",
        ),
        (
            "[items.columns]\nid = { column = \"a\", clean = [{ pad_zeros = 900 }] }\n",
            "mapping: items.columns.id.clean: pad_zeros = 900: expected 1 to 64",
        ),
        (
            "[items.columns]\nid = { column = \"a\", dates = [\"YYYY-MM-DD\"] }\n",
            "mapping: items.columns.id.dates: this column holds no date",
        ),
        ("[items.columns]\nid = \"a\"\n", "mapping: items.columns.amount: no column gives `amount`: name it"),
        ("[items.columns]\namount = \"a\"\n", "mapping: items.columns.id: no column gives the id: name it, or say line_ids = \"PREFIX\""),
        (COLUMNS, "mapping: items.columns.currency: no column gives `currency`: name it, or give it as a constant"),
        (
            "[items]\nline_ids = \"\"\n[items.columns]\namount = 1\ncurrency = 2\ncustomer = 3\n",
            "mapping: items.columns.document_date: no column gives `document_date` or `posting_date`: name it",
        ),
        (
            &with("[items.references]\npo = \"PO\"\n"),
            "mapping: items.references.po: line 9: unknown key `po`, expected one of `number`, `purchase_order`",
        ),
        (&with("entity = \" \"\n"), "mapping: items.constants.entity: the constant is empty"),
        (&with("amount = \"1\"\n"), "mapping: items.constants.amount: this comes from a column only"),
        (&with("kind = \"bill\"\n"), "mapping: items.constants.kind: `bill` is no kind of item: expected one of `invoice`"),
        (&with("[format]\nseparator = \";;\"\n"), "mapping: format.separator: `;;`: expected one character"),
        (&with("[format]\nquote = \",\"\n"), "mapping: format.quote: the quote and the separator are the same character"),
        (&with("[format]\nencoding = \"ebcdic\"\n"), "mapping: format.encoding: line 9: unknown variant `ebcdic`, expected one of `utf-8`"),
        (&with("[format]\nmax_field_bytes = 0\n"), "mapping: format.max_field_bytes: 0: expected at least 1"),
        (&with("[format]\ndates = []\n"), "mapping: format.dates: no date format"),
        (&with("[format]\ndates = [\"%Y-%m-%d\"]\n"), "mapping: format.dates: `%Y-%m-%d`: `Y` is no part of a date"),
        (
            &with("[format]\ndates = [\"DD-Mon-YY\"]\n"),
            "mapping: format.dates: `DD-Mon-YY` has a year of two digits: say two_digit_year_pivot",
        ),
        (&with("[format]\ntwo_digit_year_pivot = 1970\n"), "mapping: format.two_digit_year_pivot: 1970: expected 0 to 100"),
        (
            &with("[format.amounts]\ndecimal = \",\"\n"),
            "mapping: format.amounts.decimal: line 8: unknown name `,`, expected one of `point`, `comma`",
        ),
        (&with("[format.amounts]\ndecimals = \",\"\n"), "mapping: format.amounts.decimals: line 8: unknown field"),
        (&with("[format.amounts]\nthousands = \"point\"\n"), "mapping: format.amounts: thousands: found point, expected another sign"),
        (&with("[format]\nfloats = \"nearest\"\n"), "mapping: format.floats: line 9: unknown value `nearest`, expected `exact`, `half_up`"),
        (&with("[format]\nheader = false\n"), "mapping: items.columns.id: column `id` is named, but the file has no header"),
        (&with("[currencies]\nBTC = 80\n"), "mapping: currencies.BTC: 80 decimals: expected 0 to 12"),
        (
            &format!("{COLUMNS}{}", "[items.constants]\ncurrency = \"euro\"\n"),
            "mapping: items.constants.currency: `euro` is not a currency code",
        ),
        (
            &format!("[items]\nundated_settlement = \"soon\"\n{COLUMNS}{constants}"),
            "mapping: items.undated_settlement: `soon`: expected \"issue\" or a date as YYYY-MM-DD",
        ),
        (&format!("[items]\nline_ids = \"L\"\n{COLUMNS}{constants}"), "mapping: items.line_ids: a column gives the id already"),
        (
            &format!("{COLUMNS}settled_on = 1\nsettled_after_days = 2\n{constants}"),
            "mapping: items.columns.settled_after_days: `settled_on` and `settled_after_days` both say when",
        ),
    ];
    for (text, expected) in cases {
        let found = problem(text);
        assert!(found.starts_with(expected), "{text}\n found    {found}\n expected {expected}");
    }
}

#[test]
fn a_column_that_the_file_does_not_have_is_named_with_the_nearest_and_the_header() {
    let mapping = Mapping::parse(&format!("{COLUMNS}currency = \"currency\"\n")).unwrap();
    let cases = [
        (
            "id,customer,date,Amounts,currency\n",
            "mapping: items.columns.amount: no column `amount` in the header; the nearest is `Amounts`; found `id`, `customer`, `date`, `Amounts`, `currency`",
        ),
        (
            "id;customer;date;amount;currency\n",
            "mapping: items.columns.id: no column `id` in the header; found `id;customer;date;amount;currency`: one column only; where `;` parts them, say so: [format] separator",
        ),
        (
            "id,customer,date,amount,amount,currency\n",
            "mapping: items.columns.amount: the header has `amount` twice, as columns 4 and 5: give the number of the one meant",
        ),
    ];
    for (header, expected) in cases {
        let error = read_items(header.as_bytes(), &mapping).unwrap_err();
        assert_eq!((error.code(), error.to_string()), ("invalid_mapping", expected.to_owned()));
    }
    let by_number = Mapping::parse("[items.columns]\nid = 1\ncustomer = 1\nposting_date = 2\namount = 9\ncurrency = 4\n").unwrap();
    let error = read_items(b"a,b,c,d\n", &by_number).unwrap_err();
    assert_eq!(error.to_string(), "mapping: items.columns.amount: no column 9: the file has 4 columns");
}

#[test]
fn one_file_may_hold_all_three_tables_and_each_its_own_format() {
    let mapping = Mapping::parse(
        "[format]\nseparator = \";\"\n[currencies]\nBTC = 8\n\
         [items]\nline_ids = \"i\"\nformat = { separator = \"tab\", header = false }\n\
         [items.columns]\ncustomer = 1\nposting_date = 2\namount = 3\n[items.constants]\ncurrency = \"BTC\"\n\
         [receipts.columns]\nid = 1\nreceived_on = 2\namount = 3\ncurrency = 4\n\
         [applications.columns]\nid = 1\nsource = 2\nitem = 3\namount = 4\napplied_on = 5\n",
    )
    .unwrap();
    assert!(mapping.has_items() && mapping.has_receipts() && mapping.has_applications());
    let items = read_items(b"ACME\t2026-01-31\t0.00000001\n", &mapping).unwrap();
    assert_eq!(items.rows[0].amount.to_string(), "0.00000001");
    let receipts = openitem_formats::read_receipts(b"id;date;amount;currency\nP;2026-01-31;1;EUR\n", &mapping).unwrap();
    assert_eq!(receipts.tally.accepted, 1);
}

#[test]
fn the_mappings_of_the_examples_are_mappings() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/mappings");
    for name in ["ibm_ar", "raw_sample_a", "cassandra"] {
        let text = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        assert!(Mapping::parse(&text).unwrap().has_items(), "{name}");
    }
}
