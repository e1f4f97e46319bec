//! Invented files of items, receipts and applications, all the way into a book.

use std::collections::BTreeMap;

use openitem::{AsOf, Batch, Entry, Ledger, PostPolicy, post, replay};
use openitem_formats::{
    Import, Mapping, application_entries, item_customers, item_entries, read_applications, read_items, read_receipts, receipt_entries,
};

const MAPPING: &str = r#"
[format]
separator = ";"
[items.columns]
id = "item"
kind = "kind"
customer = "customer"
posting_date = "posted"
due = "due"
amount = "amount"
disputed_amount = "disputed"
settled_on = "settled_on"
settled_amount = "settled"
[items.constants]
currency = "EUR"
entity = "DE01"
[receipts.columns]
id = "receipt"
customer = "customer"
received_on = "date"
amount = "amount"
instrument = "how"
remittance = "text"
[receipts.constants]
currency = "EUR"
entity = "DE01"
[applications]
line_ids = "application-"
[applications.columns]
source = "from"
item = "to"
applied_on = "date"
amount = "amount"
discount = "discount"
deduction = "kept"
reason = "why"
[applications.constants]
currency = "EUR"
entity = "DE01"
"#;

const ITEMS: &str = "item;kind;customer;posted;due;amount;disputed;settled_on;settled\n\
    R-1;invoice;C-1;2026-01-10;2026-02-09;100.00;;;\n\
    R-2;invoice;C-1;2026-01-12;2026-02-11;200.00;50.00;;\n\
    R-3;invoice;C-2;2026-01-15;2026-02-14;300.00;;2026-02-01;300.00\n\
    R-4;invoice;C-2;2026-01-20;2026-02-19;400.00;;2026-02-05;150.00\n\
    G-1;credit_memo;C-1;2026-01-25;;30.00;;;\n\
    G-2;invoice;C-2;2026-01-26;;-40.00;;2026-02-10;-40.00\n\
    D-1;deduction;C-2;2026-01-27;2026-03-01;7.00;;2026-02-20;7.00\n\
    F-1;finance_charge;C-2;2026-01-28;2026-02-27;5.00;;;\n\
    M-1;debit_memo;C-2;2026-01-28;2026-02-27;6.00;;;\n\
    P-9;receipt;C-2;2026-01-29;;60.00;;;\n\
    Z-1;invoice;C-2;2026-01-29;;0.00;;;\n";
const RECEIPTS: &str = "receipt;customer;date;amount;how;text\nP-1;C-1;2026-02-03;98.00;wire;R-1 less 2%\nP-2;;2026-02-04;10.00;cash;\n";
const APPLICATIONS: &str = "from;to;date;amount;discount;kept;why\n\
    P-1;R-1;2026-02-03;98.00;2.00;;\nG-1;R-2;2026-02-06;30.00;;;\n";

fn entries() -> Vec<Entry> {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let items = read_items(ITEMS.as_bytes(), &mapping).unwrap();
    let receipts = read_receipts(RECEIPTS.as_bytes(), &mapping).unwrap();
    let applications = read_applications(APPLICATIONS.as_bytes(), &mapping).unwrap();
    assert!(items.is_complete() && receipts.is_complete() && applications.is_complete(), "{:?}", items.rejected);
    let customer_of = item_customers(&items.rows);
    let mut entries = item_entries(&items.rows, &Import::new("items.csv"));
    entries.extend(receipt_entries(&receipts.rows, &Import::new("receipts.csv")));
    entries.extend(application_entries(&applications.rows, &customer_of, &Import::new("applications.csv")));
    entries
}

fn open(entries: &[Entry], as_of: &str) -> BTreeMap<String, String> {
    let replay = replay(entries, &AsOf::new(as_of.parse::<chrono::NaiveDate>().unwrap()));
    assert_eq!(replay.refused, []);
    replay.book.items.iter().map(|item| (item.id.to_string(), item.open.to_string())).collect()
}

fn expected(items: &[(&str, &str)]) -> BTreeMap<String, String> {
    items.iter().map(|(id, open)| ((*id).to_owned(), (*open).to_owned())).collect()
}

#[test]
fn three_files_fold_into_the_book_that_they_describe() {
    let entries = entries();
    let january = [
        ("R-1", "100"),
        ("R-2", "200"),
        ("R-3", "300"),
        ("R-4", "400"),
        ("G-1", "30"),
        ("G-2", "40"),
        ("D-1", "7"),
        ("F-1", "5"),
        ("M-1", "6"),
        ("P-9", "60"),
    ];
    assert_eq!(open(&entries, "2026-01-31"), expected(&january));
    let february = [("R-2", "170"), ("R-4", "250"), ("F-1", "5"), ("M-1", "6"), ("P-9", "60"), ("P-2", "10")];
    assert_eq!(open(&entries, "2026-02-28"), expected(&february));
}

#[test]
fn an_item_is_open_on_the_day_before_it_is_settled_and_not_on_that_day() {
    let entries = entries();
    assert!(open(&entries, "2026-01-31").contains_key("R-3"));
    assert!(!open(&entries, "2026-02-01").contains_key("R-3"));
}

#[test]
fn an_imported_dispute_stands_on_the_item() {
    let replay = replay(&entries(), &AsOf::new("2026-01-31".parse::<chrono::NaiveDate>().unwrap()));
    assert_eq!(replay.book.disputes.len(), 1);
    assert_eq!(replay.book.disputes[0].dispute.id.as_str(), "R-2/dispute");
}

#[test]
fn a_ledger_takes_the_import_and_takes_it_twice_without_change() {
    let mut ledger = Ledger::new();
    let entries = entries();
    let posted = post(&mut ledger, Batch::new(entries.clone()), &PostPolicy::default()).unwrap();
    assert_eq!(posted.posted.len(), entries.len());
    let again = post(&mut ledger, Batch::new(entries.clone()), &PostPolicy::default()).unwrap();
    assert!(again.posted.is_empty());
    assert_eq!(ledger.entries().len(), entries.len());
}

#[test]
fn a_recorded_moment_stands_in_every_entry_and_else_each_is_known_from_its_date_on() {
    let mapping = Mapping::parse(MAPPING).unwrap();
    let items = read_items(ITEMS.as_bytes(), &mapping).unwrap();
    let moment: chrono::DateTime<chrono::Utc> = "2026-03-01T08:00:00Z".parse().unwrap();
    assert!(item_entries(&items.rows, &Import::new("f").with_recorded(moment)).iter().all(|entry| entry.recorded == moment));
    for entry in item_entries(&items.rows, &Import::new("f")) {
        assert_eq!(entry.recorded.date_naive(), entry.effective);
    }
}
