//! The month end from end to end: real invoices with known figures, the sample, and files that nobody should have written.

#[path = "../examples/month_end/job/mod.rs"]
mod job;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use chrono::NaiveDate;
use job::{CANCELLED, Outcome};
use openitem::Amount;
use openitem::aging::AgingPolicy;
use serde_json::Value;
use tempfile::TempDir;

fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn mapping_of(name: &str) -> String {
    project().join(format!("examples/mappings/{name}.toml")).display().to_string()
}

/// A file of the data that is not part of the project: where it is not at hand the test says so and passes by, under CI it
/// must be there.
fn data(path: &str) -> Option<String> {
    let folder = std::env::var_os("OPENITEM_DATA").map_or_else(|| project().join("../shared/data"), PathBuf::from);
    let found = folder.join(path);
    if found.exists() {
        return Some(found.display().to_string());
    }
    assert!(std::env::var("CI").map_or(true, |ci| ci != "true"), "{path} is not in the data folder");
    println!("passed by: {path} is not in the data folder (set OPENITEM_DATA)");
    None
}

fn run(arguments: &[&str]) -> Outcome {
    job::run(["month_end"].iter().chain(arguments), &AtomicBool::new(false), false)
}

fn json(arguments: &[&str]) -> Value {
    let outcome = run(&[arguments, &["--json"]].concat());
    assert_eq!(outcome.code, 0, "{}", outcome.messages);
    serde_json::from_str(&outcome.output).unwrap()
}

fn amount(value: &Value) -> Amount {
    value.as_str().unwrap_or_else(|| panic!("{value} is not decimal text")).parse().unwrap()
}

fn sum(amounts: impl IntoIterator<Item = Amount>) -> Amount {
    Amount::checked_sum(amounts).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

/// "count / amount" of each bucket.
fn buckets(row: &Value) -> Vec<String> {
    let told = |of: &Value| format!("{} {} / {}", of["label"].as_str().unwrap(), of["count"], of["amount"].as_str().unwrap());
    list(&row["buckets"]).iter().map(told).collect()
}

/// What holds of every report: rows add up to totals, buckets to their sum, and the aging to the control account.
fn adds_up(report: &Value) {
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(report), ["as_of", "collections", "groups", "rejected", "rows", "schema", "tie_out", "totals"]);
    let rows = |key: &str| report["rows"][key].as_i64().unwrap();
    assert_eq!(rows("read"), rows("accepted") + rows("rejected"));
    assert_eq!(usize::try_from(rows("rejected")).unwrap(), list(&report["rejected"]).len());
    let mut by_currency: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for group in list(&report["groups"]) {
        assert_eq!(keys(group), ["buckets", "currency", "disputed", "group", "total", "unapplied"]);
        by_currency.entry(group["currency"].as_str().unwrap()).or_default().push(group);
    }
    for total in list(&report["totals"]) {
        assert_eq!(keys(total), ["buckets", "currency", "disputed", "total", "unapplied"]);
        let currency = total["currency"].as_str().unwrap();
        let groups = &by_currency[currency];
        for part in groups.iter().copied().chain([total]) {
            assert_eq!(sum(list(&part["buckets"]).iter().map(|of| amount(&of["amount"]))), amount(&part["total"]["amount"]));
            let counts: i64 = list(&part["buckets"]).iter().map(|of| of["count"].as_i64().unwrap()).sum();
            assert_eq!(counts, part["total"]["count"].as_i64().unwrap());
        }
        for key in ["unapplied", "disputed"] {
            assert_eq!(sum(groups.iter().map(|group| amount(&group[key]))), amount(&total[key]), "{key}");
        }
        assert_eq!(sum(groups.iter().map(|group| amount(&group["total"]["amount"]))), amount(&total["total"]["amount"]));
        let of_currency = list(&report["tie_out"]).iter().filter(|line| line["currency"] == currency);
        assert_eq!(sum(of_currency.map(|line| amount(&line["buckets"]))), amount(&total["total"]["amount"]));
    }
    for line in list(&report["tie_out"]) {
        let of = |key: &str| amount(&line[key]);
        let net = of("open_debits").checked_sub(of("open_credits")).unwrap().checked_sub(of("unapplied")).unwrap();
        assert_eq!(of("buckets").checked_add(of("left_out")).unwrap(), net, "{line}");
        assert_eq!(of("control_account"), net, "{line}");
        assert!(of("difference").is_zero(), "{line}");
    }
}

#[test]
fn the_ibm_sample_ages_as_its_source_says() {
    let Some(items) = data("ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv") else { return };
    for (as_of, current, late) in [
        ("2012-12-31", "current 86 / 4936.32", "1-30 13 / 788.74"),
        ("2013-06-30", "current 72 / 4284.29", "1-30 12 / 835.56"),
        ("2013-12-31", "current 3 / 206.25", "1-30 10 / 555.65"),
    ] {
        let report = json(&["--items", &items, "--mapping", &mapping_of("ibm_ar"), "--as-of", as_of]);
        adds_up(&report);
        assert_eq!(report["schema"], 1);
        assert_eq!(report["as_of"], as_of);
        assert_eq!(report["rows"], serde_json::json!({"read": 2466, "accepted": 2466, "rejected": 0}));
        let found = buckets(&report["totals"][0]);
        assert_eq!(found[..2], [current, late], "{as_of}");
        assert_eq!(found[2..], ["31-60 0 / 0", "61-90 0 / 0", "90+ 0 / 0"]);
        assert_eq!(report["groups"][0]["group"], "USD");
    }
}

/// The file read again with nothing but the csv crate, for the last and the fifteenth of every month.
#[test]
fn the_ibm_sample_is_right_on_any_other_date() {
    let Some(items) = data("ibm_ar/WA_Fn-UseC_-Accounts-Receivable.csv") else { return };
    let mut reader = csv::Reader::from_path(&items).unwrap();
    let at: BTreeMap<String, usize> = reader.headers().unwrap().iter().enumerate().map(|(at, name)| (name.to_owned(), at)).collect();
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let day = |row: &csv::StringRecord, name: &str| NaiveDate::parse_from_str(&row[at[name]], "%m/%d/%Y").unwrap();
    for month in 0..8 {
        for date in [15, 28] {
            let as_of = NaiveDate::from_ymd_opt(2012 + month / 4, 1 + 3 * u32::try_from(month % 4).unwrap(), date).unwrap();
            let mut expected = [(0, Amount::ZERO); 5];
            for row in rows.iter().filter(|row| day(row, "InvoiceDate") <= as_of && as_of < day(row, "SettledDate")) {
                let late = (as_of - day(row, "DueDate")).num_days();
                let bucket = [0, 30, 60, 90].iter().filter(|edge| late > **edge).count();
                let (count, total) = expected[bucket];
                expected[bucket] = (count + 1, total.checked_add(row[at["InvoiceAmount"]].parse().unwrap()).unwrap());
            }
            let as_of = as_of.to_string();
            let report = json(&["--items", &items, "--mapping", &mapping_of("ibm_ar"), "--as-of", &as_of]);
            adds_up(&report);
            let labels = ["current", "1-30", "31-60", "61-90", "90+"];
            let told = labels.iter().zip(expected).map(|(label, (count, total))| format!("{label} {count} / {total}"));
            assert_eq!(buckets(&report["totals"][0]), told.collect::<Vec<_>>(), "{as_of}");
        }
    }
}

#[test]
fn the_raw_sample_loses_no_row_and_no_cent() {
    let Some(items) = data("open_items/raw_sample_a.csv") else { return };
    let mapping = mapping_of("raw_sample_a");
    let arguments = ["--items", &items, "--mapping", &mapping, "--as-of", "2020-12-31", "--strict"];
    let report = json(&arguments);
    adds_up(&report);
    assert_eq!(report["rows"], serde_json::json!({"read": 9700, "accepted": 9700, "rejected": 0}));
    let totals: Vec<_> =
        list(&report["totals"]).iter().map(|row| (row["currency"].as_str().unwrap(), amount(&row["total"]["amount"]))).collect();
    assert_eq!(totals, [("CAD", "44471009.08".parse().unwrap()), ("USD", "275113716.83".parse().unwrap())]);
    for by in ["customer", "parent", "terms", "entity"] {
        adds_up(&json(&[&arguments[..], &["--by", by]].concat()));
    }
}

#[test]
fn the_cassandra_file_is_open_by_its_outstanding_column() {
    let Some(items) = data("cassandra/trainData.csv") else { return };
    let mapping = mapping_of("cassandra");
    let arguments = ["--items", &items, "--mapping", &mapping, "--as-of", "2017-12-31", "--json"];
    let outcome = run(&arguments);
    assert_eq!(outcome.code, 0, "{}", outcome.messages);
    let report: Value = serde_json::from_str(&outcome.output).unwrap();
    adds_up(&report);
    assert_eq!(report["rows"], serde_json::json!({"read": 8753, "accepted": 8753, "rejected": 0}));
    assert_eq!(report["totals"][0]["total"], serde_json::json!({"count": 634, "amount": "739976.92"}));
    assert!(outcome.messages.starts_with("trainData.csv, line 316: the same row as line 315"), "{}", outcome.messages);
}

#[test]
fn the_sample_adds_up_for_every_preset_group_and_month() {
    for preset in ["oracle", "erpnext", "oca", "ledgersmb", "sap", "business-central"] {
        adds_up(&json(&["--preset", preset]));
    }
    for by in ["customer", "currency", "parent", "terms", "entity"] {
        adds_up(&json(&["--by", by]));
    }
    for as_of in ["2025-12-31", "2026-01-31", "2026-03-15", "2026-05-31"] {
        adds_up(&json(&["--as-of", as_of]));
    }
    let known = json(&["--as-of", "2026-06-30", "--known", "2026-05-31"]);
    adds_up(&known);
    assert_ne!(known["totals"], json(&[])["totals"], "what was recorded in June is left out");
}

/// The table of presets in the core's page on aging: name, flag and buckets of each row.
fn presets_of_the_page() -> Vec<(String, String, Vec<String>)> {
    let page = fs::read_to_string(project().join("crates/openitem/docs/aging.md")).unwrap();
    let (_, table) = page.split_once("# Presets").unwrap();
    let cells = |line: &str| line.split('|').map(|cell| cell.trim().replace('`', "")).collect::<Vec<_>>();
    let rows = table.lines().filter(|line| line.starts_with("| `")).map(cells);
    rows.map(|row| (row[1].clone(), row[2].clone(), row[3].split(", ").map(String::from).collect())).collect()
}

#[test]
fn the_page_on_aging_has_every_preset_with_its_flag_and_its_buckets() {
    let page = presets_of_the_page();
    let mut names: Vec<_> = page.iter().map(|(name, ..)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, AgingPolicy::PRESETS);
    let readme = fs::read_to_string(project().join("README.md")).unwrap();
    let help = run(&["--help"]).output;
    let (_, values) = help.split_once("Age as another system does [possible values: ").unwrap();
    let values: Vec<_> = values.split_once(']').unwrap().0.split(", ").collect();
    let flags: Vec<_> = page.iter().map(|(_, flag, _)| flag.as_str()).filter(|flag| !flag.is_empty()).collect();
    assert_eq!(flags, values);
    let labels = |report: &Value| list(&report["totals"][0]["buckets"]).iter().map(|of| of["label"].as_str().unwrap().to_owned()).collect();
    for (name, flag, buckets) in &page {
        let found: Vec<String> = match (name.as_str(), flag.as_str()) {
            ("default", _) => labels(&json(&[])),
            ("unapplied", _) => vec![String::from("as by_document_date")],
            (name, "") => AgingPolicy::preset(name).unwrap().buckets.into_iter().filter_map(|edge| edge.label).collect(),
            (_, flag) => labels(&json(&["--preset", flag])),
        };
        assert_eq!(&found, buckets, "{name}");
        assert!(flag.is_empty() || readme.contains(&format!("`{flag}`")), "{flag} is not in the README");
    }
}

#[test]
fn the_page_on_mappings_names_every_way_to_write_amounts_and_every_encoding() {
    let page = fs::read_to_string(project().join("crates/openitem-formats/docs/mapping.md")).unwrap();
    for (key, values) in [
        ("decimal", &["point", "comma"][..]),
        ("thousands", &["comma", "point", "space", "apostrophe"]),
        ("grouping", &["threes", "indian"]),
        ("encoding", &["utf-8", "windows-1252", "latin1", "iso-8859-1", "utf-16le", "utf-16be"]),
    ] {
        let row = page.lines().find(|line| line.starts_with(&format!("| `{key}` |"))).unwrap();
        for value in values {
            assert!(row.contains(&format!("`\"{value}\"`")), "{key} = {value} is not in {row}");
            let written = match (key, *value) {
                ("encoding", _) => format!("[format]\nencoding = \"{value}\"\n"),
                ("thousands", "point") => format!("[format]\namounts = {{ decimal = \"comma\", {key} = \"{value}\" }}\n"),
                ("decimal", _) | ("thousands", _) | ("grouping", _) => format!("[format]\namounts = {{ {key} = \"{value}\" }}\n"),
                _ => unreachable!("{key}"),
            };
            let read = openitem_formats::Mapping::parse(&(written + MAPPING));
            assert!(read.is_ok(), "{key} = {value}: {read:?}");
        }
    }
}

#[test]
fn the_picture_of_the_sample_shows_what_a_controller_looks_for_on_one_screen() {
    let outcome = run(&[]);
    assert_eq!((outcome.code, outcome.messages.as_str()), (0, ""));
    for heading in ["MONTH END 2026-06-30", "AGING", "LARGEST PAST DUE", "UNAPPLIED CASH", "DISPUTES", "COLLECTIONS", "MOVEMENT", "TIE-OUT"]
    {
        assert!(outcome.output.contains(heading), "{heading} is not in\n{}", outcome.output);
    }
    assert!(outcome.output.contains("Every line ties out."));
    assert!(outcome.output.lines().count() <= 52, "{} lines", outcome.output.lines().count());
}

/// `received` less `taken` and all the rest: the roll-forward of the tables, added up by hand.
#[test]
fn the_movement_adds_up_and_closes_on_the_control_account() {
    let folder = TempDir::new().unwrap();
    assert_eq!(run(&["--csv", &folder.path().display().to_string()]).code, 0);
    let mut by_currency: BTreeMap<String, BTreeMap<String, Amount>> = BTreeMap::new();
    for row in csv::Reader::from_path(folder.path().join("movement.csv")).unwrap().records().map(Result::unwrap) {
        by_currency.entry(row[0].to_owned()).or_default().insert(row[1].to_owned(), row[2].parse().unwrap());
    }
    let report = json(&[]);
    assert_eq!(by_currency.len(), 4);
    for (currency, lines) in by_currency {
        let moved = sum(lines.iter().filter(|(line, _)| *line != "closing").map(|(_, amount)| *amount));
        assert_eq!(moved, lines["closing"], "{currency}");
        let balances = list(&report["tie_out"]).iter().filter(|line| line["currency"] == currency.as_str());
        assert_eq!(sum(balances.map(|line| amount(&line["control_account"]))), lines["closing"], "{currency}");
    }
    assert_eq!(names(folder.path()).len(), 8, "tables and nothing beside them");
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const MAPPING: &str = r#"
[items.columns]
id = "id"
kind = "kind"
customer = "customer"
currency = "currency"
amount = "amount"
document_date = "date"
due = "due"
[receipts.columns]
id = "id"
customer = "customer"
currency = "currency"
amount = "amount"
received_on = "date"
[applications.columns]
id = "id"
source = "receipt"
item = "item"
amount = "amount"
applied_on = "date"
"#;

const HEADER: &str = "id,kind,customer,currency,amount,date,due\n";
const GOOD: &str = "R-1,invoice,C-1,EUR,100.00,2026-01-10,2026-02-10\n";

/// A folder with files and the mapping above.
struct Desk(TempDir);

impl Desk {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("mapping.toml"), MAPPING).unwrap();
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        Self(folder)
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).display().to_string()
    }

    fn run(&self, more: &[&str]) -> Outcome {
        let (items, mapping) = (self.path("items.csv"), self.path("mapping.toml"));
        run(&[&["--items", &items, "--mapping", &mapping, "--as-of", "2026-03-31"], more].concat())
    }

    fn json(&self, more: &[&str]) -> Value {
        let outcome = self.run(&[more, &["--json"]].concat());
        assert_eq!(outcome.code, 0, "{}", outcome.messages);
        let report = serde_json::from_str(&outcome.output).unwrap();
        adds_up(&report);
        report
    }
}

#[test]
fn a_row_that_cannot_be_read_is_listed_and_the_others_stand() {
    let ten_megabytes = format!("R-2,invoice,{},EUR,1.00,2026-01-10,\n", "x".repeat(10 << 20));
    let table: [(&str, &[u8], &str, &str); 15] = [
        ("a date that is none", b"R-2,invoice,C-1,EUR,1.00,2026-02-30,\n", "date", "not a date"),
        ("a date of another format", b"R-2,invoice,C-1,EUR,1.00,10/01/2026,\n", "date", "not a date"),
        ("a due date of words", b"R-2,invoice,C-1,EUR,1.00,2026-01-10,soon\n", "due", "not a date"),
        ("a float in exponent form", b"R-2,invoice,C-1,EUR,1e5,2026-01-10,\n", "amount", ""),
        ("an exponent beyond all sense", b"R-2,invoice,C-1,EUR,1e999999999,2026-01-10,\n", "amount", ""),
        ("not a number", b"R-2,invoice,C-1,EUR,NaN,2026-01-10,\n", "amount", ""),
        ("infinity", b"R-2,invoice,C-1,EUR,inf,2026-01-10,\n", "amount", ""),
        ("finer than the currency", b"R-2,invoice,C-1,EUR,672.7799999999999727,2026-01-10,\n", "amount", ""),
        ("a currency that is none", b"R-2,invoice,C-1,EURO,1.00,2026-01-10,\n", "currency", ""),
        ("an unknown kind", b"R-2,gift,C-1,EUR,1.00,2026-01-10,\n", "kind", "gift"),
        ("an id again", b"R-1,invoice,C-2,EUR,1.00,2026-01-10,\n", "id", ""),
        ("a row too short", b"R-2,invoice,C-1\n", "", "3 fields in the row, expected 7"),
        ("half a letter", b"R-2,invoice,M\xc3,EUR,1.00,2026-01-10,\n", "customer", "UTF-8"),
        ("a quoted field that never ends", b"R-2,invoice,\"C-1,EUR,1.00,2026-01-10,\n", "", ""),
        ("ten megabytes in one field", ten_megabytes.as_bytes(), "customer", "10485760 bytes in one field"),
    ];
    for (name, row, column, reason) in table {
        let file = [HEADER.as_bytes(), GOOD.as_bytes(), row].concat();
        let desk = Desk::new(&[("items.csv", &file)]);
        let report = desk.json(&[]);
        assert_eq!(report["rows"], serde_json::json!({"read": 2, "accepted": 1, "rejected": 1}), "{name}");
        let rejected = &report["rejected"][0];
        assert!(rejected.get("file").is_none(), "{name}: there is one file");
        assert_eq!((rejected["line"].as_i64(), rejected["column"].as_str()), (Some(3), Some(column)), "{name}: {rejected}");
        assert!(rejected["reason"].as_str().is_some_and(|found| found.contains(reason) && !found.is_empty()), "{name}: {rejected}");
        assert!(rejected["value"].as_str().unwrap().chars().count() <= 61, "{name}");
        assert_eq!(amount(&report["totals"][0]["total"]["amount"]), "100".parse().unwrap(), "{name}");
        let strict = desk.run(&["--strict", "--csv", &desk.path("tables")]);
        assert_eq!(strict.code, 1, "{name}");
        assert!(strict.output.contains("2 read = 1 accepted + 1 rejected"), "{name}: {}", strict.output);
        assert!(strict.output.contains("rejected: items.csv, line 3"), "{name}");
        assert!(strict.output.contains("\n1 OF 2 ROWS WERE REJECTED, "), "{name}: {}", strict.output);
        assert!(!Path::new(&desk.path("tables")).exists(), "{name}");
    }
}

#[test]
fn a_file_of_which_no_row_is_accepted_says_so_at_the_top_and_to_programs() {
    let desk = Desk::new(&[("items.csv", format!("{HEADER}R-1,invoice,C-1,EUR,1.00,10/01/2026,\n").as_bytes())]);
    let seen = desk.run(&[]);
    assert!(seen.output.lines().nth(1).is_some_and(|line| line.starts_with("1 OF 1 ROW WAS REJECTED, ")), "{}", seen.output);
    let read = desk.run(&["--json"]);
    assert_eq!((read.code, read.messages.contains("rejected rows: 1 of 1")), (0, true), "{}", read.messages);
}

#[test]
fn input_that_cannot_be_read_at_all_ends_with_3() {
    for (name, file, expected) in [
        ("nothing", &b""[..], "the file is empty"),
        ("a header alone", HEADER.as_bytes(), "no rows"),
        ("line ends alone", b"\n\n\n", "no rows"),
        ("half of UTF-16", b"\xff\xfei\0d\0,\0\0\xd8", "UTF-16"),
    ] {
        let outcome = Desk::new(&[("items.csv", file)]).run(&["--json"]);
        assert_eq!((outcome.code, outcome.output.as_str()), (3, ""), "{name}: {}", outcome.messages);
        assert!(outcome.messages.contains("items.csv") && outcome.messages.contains(expected), "{name}: {}", outcome.messages);
    }
    let outcome = Desk::new(&[]).run(&[]);
    assert_eq!(outcome.code, 3, "{}", outcome.messages);
}

#[test]
fn arguments_and_mappings_that_cannot_be_used_end_with_2() {
    let good = [HEADER, GOOD].concat();
    let lacks = Desk::new(&[("items.csv", b"id,kind,customer,currency,amount,date\nR-1,invoice,C,EUR,1,2026-01-01\n")]).run(&["--json"]);
    assert_eq!((lacks.code, lacks.output.as_str()), (2, ""));
    assert!(lacks.messages.contains("no column `due` in the header"), "{}", lacks.messages);
    let desk = Desk::new(&[("items.csv", good.as_bytes()), ("broken.toml", b"[items.columns]\namuont = 1\n")]);
    for more in [&["--receipts"][..], &["--by", "color"], &["--preset", "mine"], &["--known", "noon"], &["--what"]] {
        assert_eq!(desk.run(more).code, 2, "{more:?}");
    }
    let (items, broken, mapping) = (desk.path("items.csv"), desk.path("broken.toml"), desk.path("mapping.toml"));
    for (arguments, expected) in [
        (&["--items", &items, "--mapping", &broken, "--as-of", "2026-03-31"][..], "amuont"),
        (&["--items", &items, "--mapping", "nowhere.toml", "--as-of", "2026-03-31"], "nowhere.toml"),
        (&["--items", &items, "--mapping", &mapping, "--as-of", "2026-02-30"], "--as-of"),
        (&["--items", &items, "--mapping", &mapping], "--as-of"),
        (&["--items", &items, "--as-of", "2026-03-31"], "--mapping"),
        (&["--receipts", &items], "--items"),
    ] {
        let outcome = run(arguments);
        assert_eq!(outcome.code, 2, "{arguments:?}");
        assert!(outcome.messages.contains(expected), "{arguments:?}: {}", outcome.messages);
    }
    assert_eq!(run(&["--help"]).code, 0);
}

#[test]
fn receipts_and_applications_come_in_and_what_cannot_stand_is_rejected_by_its_line() {
    let items = [HEADER, GOOD, "R-2,invoice,C-1,EUR,50.00,2026-01-20,2026-02-20\n", "G-1,credit_memo,C-1,EUR,5.00,2026-02-01,\n"].concat();
    let receipts =
        "id,customer,currency,amount,date\nP-1,C-1,EUR,120.00,2026-02-15\nP-2,,EUR,30.00,2026-03-01\nR-2,C-1,EUR,7.00,2026-03-01\n";
    let applications = "id,receipt,item,amount,date\nA-1,P-1,R-1,80.00,2026-02-15\nA-2,P-1,R-2,60.00,2026-02-16\n\
                        A-3,P-9,R-2,1.00,2026-02-16\nA-4,P-1,R-2,10.00,2026-02-17\n";
    let desk =
        Desk::new(&[("items.csv", items.as_bytes()), ("receipts.csv", receipts.as_bytes()), ("applications.csv", applications.as_bytes())]);
    let (receipts, applications) = (desk.path("receipts.csv"), desk.path("applications.csv"));
    let more = ["--receipts", &receipts, "--applications", &applications];
    let report = desk.json(&more);
    assert_eq!(report["rows"], serde_json::json!({"read": 10, "accepted": 7, "rejected": 3}), "{report}");
    let told: Vec<_> = list(&report["rejected"])
        .iter()
        .map(|row| (row["file"].as_str().unwrap(), row["line"].as_i64().unwrap(), row["value"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [("receipts.csv", 4, "R-2"), ("applications.csv", 3, "A-2"), ("applications.csv", 4, "A-3")]);
    assert_eq!(report["rejected"][2]["reason"], "entry `application:A-3` names source `P-9`, which is not there");
    let total = &report["totals"][0];
    assert_eq!(buckets(total), ["current 0 / 0", "1-30 0 / 0", "31-60 3 / 55", "61-90 0 / 0", "90+ 0 / 0"]);
    assert_eq!(total["unapplied"], "60");
    assert_eq!(report["tie_out"][0]["control_account"], "-5");
    let picture = desk.run(&more).output;
    for line in [
        "ROWS of items.csv: 3 read = 3 accepted + 0 rejected",
        "EUR 155.00 = 155.00 + 0.00",
        "ROWS of receipts.csv: 3 read = 2 accepted + 1 rejected",
        "EUR 157.00 = 150.00 + 7.00",
        "ROWS of applications.csv: 4 read = 2 accepted + 2 rejected",
    ] {
        assert!(picture.contains(line), "{line} is not in\n{picture}");
    }
}

/// Five rows: one open, one paid, one without a due date, one of nothing, one of May.
const FIVE: &str = "id,kind,customer,currency,amount,date,due\n\
                    R-1,invoice,C-1,EUR,100.00,2026-01-10,2026-02-10\nR-2,invoice,C-1,EUR,50.00,2026-01-20,2026-02-20\n\
                    R-3,invoice,C-2,EUR,70.00,2026-01-20,\nR-4,invoice,C-1,EUR,0.00,2026-01-20,\n\
                    R-5,invoice,C-1,EUR,5.00,2026-05-20,\n";

/// The desk of those rows, with two receipts and what one of them paid.
fn desk_of_five() -> Desk {
    let receipts = "id,customer,currency,amount,date\nP-1,C-1,EUR,120.00,2026-02-15\nP-2,C-1,EUR,1.00,2026-06-15\n";
    let applications = "id,receipt,item,amount,date\nA-1,P-1,R-1,100.00,2026-02-15\nA-2,P-1,R-2,1.00,2026-06-16\n";
    Desk::new(&[("items.csv", FIVE.as_bytes()), ("receipts.csv", receipts.as_bytes()), ("applications.csv", applications.as_bytes())])
}

#[test]
fn what_was_accepted_and_what_is_open_are_told_apart() {
    let desk = desk_of_five();
    let (receipts, applications) = (desk.path("receipts.csv"), desk.path("applications.csv"));
    let more = ["--receipts", &receipts, "--applications", &applications];
    for (known, first) in [(&[][..], "MONTH END 2026-03-31: "), (&["--known", "2026-05-01"], "MONTH END 2026-03-31, as known at ")] {
        let picture = desk.run(&[&more[..], known].concat()).output;
        assert!(picture.starts_with(first), "{picture}");
        for line in [
            ": 2 receivables, 1 receipt not used, 2 customers, 1 entity (items.csv)",
            "  5 accepted = 2 open + 1 settled by then + 1 dated later + 1 with nothing open",
            "  2 accepted = 1 not used up + 1 dated later",
            "  2 accepted = 1 made by then + 1 dated later",
        ] {
            assert!(picture.contains(line), "{line} is not in\n{picture}");
        }
    }
    let early = desk.run(&[&more[..], &["--known", "2026-02-01"]].concat()).output;
    assert!(early.contains("  5 accepted = 3 open + 0 settled by then + 1 dated later + 1 with nothing open"), "{early}");
    assert!(early.contains("  2 accepted = 2 dated later"), "{early}");
    let whole = Desk::new(&[("items.csv", [HEADER, GOOD].concat().as_bytes())]).run(&[]).output;
    assert!(whole.contains("1 read = 1 accepted + 0 rejected") && !whole.contains("1 accepted = "), "{whole}");
}

#[test]
fn what_has_no_due_date_is_told_with_the_date_that_stands_in() {
    let desk = desk_of_five();
    let note = "1 item, EUR 70.00, has no due date and is aged from its document date";
    assert!(desk.run(&[]).output.contains(&format!("  note: {note}\n")));
    assert!(desk.run(&["--preset", "erpnext"]).output.contains("is aged from its posting date"));
    let outcome = desk.run(&["--json"]);
    assert_eq!(outcome.messages, format!("{note}\n"), "the JSON has no place for notes");
    let later = run(&["--items", &desk.path("items.csv"), "--mapping", &desk.path("mapping.toml"), "--as-of", "2026-05-31"]);
    assert!(later.output.contains("2 items, EUR 75.00, have no due date and are aged from their document date"), "{}", later.output);
    let whole = Desk::new(&[("items.csv", [HEADER, GOOD].concat().as_bytes())]).run(&["--json"]);
    assert_eq!(whole.messages, "");
}

#[test]
fn one_of_a_thing_is_told_as_one() {
    let rows = |many: usize| [HEADER, GOOD, &"R-2,invoice,C-1,EUR,much,2026-01-10,\n".repeat(many)].concat();
    let told = |many: usize| Desk::new(&[("items.csv", rows(many).as_bytes())]).run(&[]).output;
    for (many, expected) in [(21, "  and 1 rejected row more: "), (22, "  and 2 rejected rows more: ")] {
        assert!(told(many).contains(expected), "{expected} is not in\n{}", told(many));
    }
    for (many, expected) in [(1, "  and 1 rejected row of which no amount"), (2, "  and 2 rejected rows of which no amount")] {
        assert!(told(many).contains(expected), "{expected} is not in\n{}", told(many));
    }
    assert!(told(1).starts_with("MONTH END 2026-03-31: 1 receivable, 1 customer, 1 entity ("));
}

#[test]
fn the_title_counts_what_the_aging_counts() {
    let report = json(&[]);
    let receivables: i64 = list(&report["totals"]).iter().map(|row| row["total"]["count"].as_i64().unwrap()).sum();
    let picture = run(&[]).output;
    assert!(picture.starts_with(&format!("MONTH END 2026-06-30: {receivables} receivables, ")), "{picture}");
}

#[test]
fn the_legend_says_where_the_policy_puts_credits_and_money() {
    let apart = "Beside the buckets: money not used, what is held, deducted or withheld.";
    for (preset, expected) in [
        (None, format!("In the bucket of their own date: credits. {apart}")),
        (Some("oracle"), String::from("Beside the buckets: credits, money not used, what is held, deducted or withheld.")),
        (
            Some("oca"),
            String::from(
                "In the bucket of their own date: credits, money not used. Beside the buckets: what is held, deducted or withheld.",
            ),
        ),
        (
            Some("sap"),
            String::from(
                "In the bucket of their own date: credits, other money not used. \
                 Beside the buckets: prepaid money, what is held, deducted or withheld.",
            ),
        ),
    ] {
        let arguments: Vec<_> = preset.iter().flat_map(|preset| ["--preset", preset]).collect();
        let picture = run(&arguments).output;
        assert!(picture.contains(&format!("Every line ties out. {expected}\n")), "{preset:?}: {expected}\n{picture}");
    }
}

/// The amounts of the accounts shown, and of those that are not, against the total of their currency.
#[test]
fn the_largest_past_due_accounts_and_the_others_add_up() {
    let picture = run(&[]).output;
    let (_, block) = picture.split_once("LARGEST PAST DUE").unwrap();
    let (heading, rows) = block.split_once('\n').unwrap();
    assert!(heading.contains("past due, before credits"), "{heading}");
    let read = |text: &str| text.replace(',', "").parse::<Amount>().unwrap();
    let (mut shown, mut totals) = (Vec::new(), 0);
    for row in rows.lines().take_while(|line| !line.is_empty()) {
        let words: Vec<_> = row.split_whitespace().collect();
        let of = read(words[words.len() - 2]);
        if words[1] != "+" {
            shown.push(of);
            continue;
        }
        assert_eq!(words[3..5], ["more", "with"], "{row}");
        assert_eq!(words[2].parse::<usize>().unwrap() + shown.len(), words[7].parse::<usize>().unwrap(), "{row}");
        shown.push(read(words[5]));
        assert_eq!(sum(shown.drain(..)), of, "{row}");
        totals += 1;
    }
    assert_eq!(totals, 4);
}

/// Every key of a JSON value, however deep.
fn all_keys(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            into.extend(object.keys().cloned());
            object.values().for_each(|value| all_keys(value, into));
        }
        Value::Array(values) => values.iter().for_each(|value| all_keys(value, into)),
        _ => {}
    }
}

#[test]
fn the_page_on_the_output_names_every_key_and_every_column() {
    let page = fs::read_to_string(project().join("examples/month_end/README.md")).unwrap();
    let (_, page) = page.split_once("## JSON").unwrap();
    let (of_json, of_csv) = page.split_once("## CSV").unwrap();
    let desk = desk_of_five();
    fs::write(desk.path("receipts.csv"), "id,customer,currency,amount,date\nP-1,C-1,EUR,much,2026-02-15\n").unwrap();
    let mut keys = BTreeSet::new();
    all_keys(&desk.json(&["--receipts", &desk.path("receipts.csv")]), &mut keys);
    assert!(keys.contains("file") && keys.contains("left_out"), "{keys:?}");
    for key in keys {
        assert!(of_json.contains(&format!("`{key}`")), "{key} is not on the page");
    }
    let tables = desk.path("tables");
    assert_eq!(run(&["--csv", &tables]).code, 0);
    for name in names(Path::new(&tables)) {
        let row = of_csv.lines().find(|line| line.starts_with(&format!("| `{name}` |"))).unwrap_or_else(|| panic!("{name} has no row"));
        let mut told = row.split('`').skip(3).step_by(2).filter(|word| *word != "closing").collect::<Vec<_>>();
        told.dedup();
        let mut columns: Vec<String> = Vec::new();
        for column in csv::Reader::from_path(Path::new(&tables).join(&name)).unwrap().headers().unwrap() {
            let of_bucket = column.split_once(' ').map(|(_, what)| format!("<label> {what}"));
            columns.extend(of_bucket.or_else(|| Some(column.to_owned())).filter(|column| !columns.contains(column)));
        }
        assert_eq!(told, columns, "{name}");
    }
}

/// The rules that the page on the output gives for `total` and `left_out`, of the tables of every preset.
#[test]
fn the_tables_keep_the_rules_of_total_and_of_left_out() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().display().to_string();
    for preset in ["oracle", "erpnext", "oca", "ledgersmb", "sap", "business-central"] {
        assert_eq!(run(&["--preset", preset, "--by", "customer", "--csv", &path]).code, 0);
        let table = |name: &str| -> Vec<BTreeMap<String, String>> {
            csv::Reader::from_path(folder.path().join(name)).unwrap().deserialize().map(Result::unwrap).collect()
        };
        let of = |row: &BTreeMap<String, String>, names: &[&str]| sum(names.iter().map(|name| row[*name].parse::<Amount>().unwrap()));
        let beside = ["credits", "unapplied", "on_account", "unidentified", "prepaid", "held", "deductions", "withholding"];
        for row in table("aging.csv") {
            let buckets = sum(row.iter().filter(|(name, _)| name.ends_with(" amount")).map(|(_, cell)| cell.parse().unwrap()));
            assert_eq!(buckets, of(&row, &["in_buckets"]), "{preset}");
            assert_eq!(of(&row, &["total"]), sum([buckets, of(&row, &beside)]), "{preset}");
        }
        let report = json(&["--preset", preset]);
        for (row, line) in table("tie_out.csv").iter().zip(list(&report["tie_out"])) {
            assert_eq!(of(row, &["apart", "left_out"]), amount(&line["left_out"]), "{preset}");
            assert_eq!(of(row, &["unapplied", "on_account", "unidentified", "prepaid"]), amount(&line["unapplied"]), "{preset}");
            assert_eq!(of(row, &["buckets", "apart", "left_out"]), of(row, &["control_account"]), "{preset}");
        }
    }
}

#[test]
fn many_rows_that_cannot_stand_are_rejected_in_one_go() {
    const MANY: usize = 20_000;
    let row = |number: usize| format!("N-{number},invoice,C-1,EUR,1.00,2026-01-10,2026-02-10\n");
    let items: String = [HEADER.to_owned()].into_iter().chain((0..MANY).map(row)).collect();
    // Every receipt bears the id of an item.
    let row = |number: usize| format!("N-{number},C-1,EUR,2.00,2026-02-15\n");
    let receipts: String = [String::from("id,customer,currency,amount,date\n")].into_iter().chain((0..MANY).map(row)).collect();
    let desk = Desk::new(&[("items.csv", items.as_bytes()), ("receipts.csv", receipts.as_bytes())]);
    let receipts = desk.path("receipts.csv");
    let report = desk.json(&["--receipts", &receipts]);
    assert_eq!(report["rows"], serde_json::json!({"read": 2 * MANY, "accepted": MANY, "rejected": MANY}));
    assert_eq!(report["totals"][0]["total"]["amount"], "20000");
}

#[test]
fn text_is_harmless_on_the_terminal_and_in_spreadsheets() {
    let names = ["=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\u{1b}[31mred\u{7}", "\u{202e}gnp.exe"];
    let rows: String = names.iter().enumerate().map(|(at, name)| format!("R-{at},invoice,{name},EUR,{at}.50,2026-01-10,\n")).collect();
    let bad = "R-9,invoice,C-1,EUR,=1+1,2026-01-10,\n\u{1b}]0;title\u{7}R-9,gift,C-1,EUR,1,2026-01-10,\n";
    let desk = Desk::new(&[("items.csv", [HEADER, &rows, bad].concat().as_bytes())]);
    let tables = desk.path("tables");
    let outcome = desk.run(&["--csv", &tables, "--by", "customer"]);
    assert_eq!(outcome.code, 0, "{}", outcome.messages);
    assert!(outcome.output.contains("[31mred"), "{}", outcome.output);
    assert!(outcome.output.chars().all(|letter| letter == '\n' || (!letter.is_control() && letter != '\u{202e}')));
    let mut texts = 0;
    for name in ["aging.csv", "open_items.csv", "rejected.csv", "past_due.csv"] {
        for row in csv::ReaderBuilder::new().has_headers(false).from_path(Path::new(&tables).join(name)).unwrap().records() {
            for cell in row.unwrap().iter() {
                let is_figure = cell.parse::<Amount>().is_ok();
                assert!(is_figure || !cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{name}: {cell}");
                texts += usize::from(cell.starts_with('\''));
            }
        }
    }
    assert!(texts >= 4 * 3, "{texts} cells with an apostrophe");
    let cell = fs::read_to_string(Path::new(&tables).join("open_items.csv")).unwrap();
    assert!(cell.contains(",'+1,") && cell.contains(",'-1,"), "a customer that looks like a figure is text: {cell}");
}

/// Somewhere to write that fails as it is told.
struct Fails(std::io::ErrorKind);

impl std::io::Write for Fails {
    fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
        Err(self.0.into())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn output_that_is_lost_ends_with_3_and_a_reader_that_went_away_does_not() {
    use std::io::ErrorKind::{BrokenPipe, StorageFull};
    let outcome = run(&["--json"]);
    let (mut output, mut messages) = (Vec::new(), Vec::new());
    assert_eq!(job::deliver(&outcome, &mut output, &mut messages), 0);
    assert_eq!((String::from_utf8(output).unwrap(), messages.len()), (outcome.output.clone(), 0));
    let mut messages = Vec::new();
    assert_eq!(job::deliver(&outcome, &mut Fails(StorageFull), &mut messages), 3);
    assert!(String::from_utf8(messages).unwrap().starts_with("month_end: standard output: "));
    let mut messages = Vec::new();
    assert_eq!((job::deliver(&outcome, &mut Fails(BrokenPipe), &mut messages), messages.len()), (0, 0));
    let told = Outcome { output: String::new(), messages: String::from("a note\n"), code: 0 };
    assert_eq!(job::deliver(&told, &mut Vec::new(), &mut Fails(StorageFull)), 3);
    assert_eq!(job::deliver(&told, &mut Vec::new(), &mut Fails(BrokenPipe)), 0);
    assert_eq!(job::deliver(&Outcome { code: 2, ..told }, &mut Vec::new(), &mut Fails(StorageFull)), 2, "worse than lost");
    if let Ok(mut full) = fs::OpenOptions::new().write(true).open("/dev/full") {
        assert_eq!(job::deliver(&outcome, &mut full, &mut Vec::new()), 3);
    }
}

#[test]
fn a_run_that_is_cancelled_leaves_what_was_there() {
    let desk = Desk::new(&[("items.csv", [HEADER, GOOD].concat().as_bytes())]);
    let tables = desk.path("tables");
    fs::create_dir(&tables).unwrap();
    fs::write(Path::new(&tables).join("aging.csv"), "of last month\n").unwrap();
    let (items, mapping) = (desk.path("items.csv"), desk.path("mapping.toml"));
    let arguments = ["month_end", "--items", &items, "--mapping", &mapping, "--as-of", "2026-03-31", "--csv", &tables];
    let outcome = job::run(arguments, &AtomicBool::new(true), false);
    assert_eq!((outcome.code, outcome.output.as_str()), (CANCELLED, ""));
    assert_eq!(names(Path::new(&tables)), ["aging.csv"]);
    assert_eq!(fs::read_to_string(Path::new(&tables).join("aging.csv")).unwrap(), "of last month\n");
    assert_eq!(desk.run(&["--csv", &tables]).code, 0);
    assert_ne!(fs::read_to_string(Path::new(&tables).join("aging.csv")).unwrap(), "of last month\n");
    assert_eq!(names(Path::new(&tables)).len(), 8);
}

#[test]
fn collections_have_the_figures_of_the_sample_on_the_screen_in_json_and_in_csv() {
    let folder = TempDir::new().unwrap();
    assert_eq!(run(&["--csv", &folder.path().display().to_string()]).code, 0);
    let report = json(&[]);
    let rows: Vec<csv::StringRecord> =
        csv::Reader::from_path(folder.path().join("collections.csv")).unwrap().records().map(Result::unwrap).collect();
    let lines = list(&report["collections"]);
    assert_eq!((lines.len(), rows.len()), (4, 4));
    let mut shown = Vec::new();
    for (line, row) in lines.iter().zip(&rows) {
        let currency = line["currency"].as_str().unwrap();
        let sums =
            [&line["charges"], &line["promises"]["open"], &line["promises"]["broken"], &line["plans"]["at_risk"], &line["write_offs"]];
        let of_row = [1, 3, 5, 9, 11].map(|at| (row[at].to_owned(), row[at + 1].to_owned()));
        let of_line = sums.map(|sum| (sum["count"].to_string(), sum["amount"].as_str().unwrap().to_owned()));
        assert_eq!(of_line, of_row, "{currency}");
        assert_eq!(line["plans"]["count"].to_string(), row[8], "{currency}");
        assert_eq!(line["provision"], row[13], "{currency}");
        // The loss of each bucket, by hand; the dollars stand with two companies.
        if currency != "USD" {
            let total = list(&report["totals"]).iter().find(|total| total["currency"] == currency).unwrap();
            let digits = if currency == "JPY" { 0 } else { 2 };
            let loss = |(bucket, rate): (&Value, &str)| {
                rate.parse::<openitem::Rate>().unwrap().percent_of(amount(&bucket["amount"]), digits, openitem::Rounding::HalfUp).unwrap()
            };
            let rates = ["0.3", "1.6", "3.6", "6.6", "10.6"];
            assert_eq!(sum(list(&total["buckets"]).iter().zip(rates).map(loss)), amount(&line["provision"]), "{currency}");
        }
        shown.push(
            [line["charges"]["amount"].clone(), line["write_offs"]["amount"].clone(), line["provision"].clone()].map(|of| amount(&of)),
        );
    }
    // Beside the movement: the last four columns.
    let picture = run(&[]).output;
    for (at, label) in [(0, "  finance charges "), (1, "  to write off "), (2, "  provision ")] {
        let line = picture.lines().find_map(|line| line.split_once(label)).unwrap_or_else(|| panic!("no {label} in {picture}")).1;
        let told: Vec<Amount> = line.split_whitespace().map(|word| word.replace(',', "").parse().unwrap()).collect();
        assert_eq!(told, shown.iter().map(|of| of[at]).collect::<Vec<_>>(), "{label}");
    }
    // Who went bankrupt, and what was paid but for a little.
    assert_eq!(lines[3]["write_offs"], serde_json::json!({"count": 4, "amount": "7182.91"}));
    assert_eq!(lines[0]["write_offs"], serde_json::json!({"count": 1, "amount": "2.4"}));
}

#[test]
fn charges_and_the_provision_of_files_need_a_policy() {
    let desk = Desk::new(&[("items.csv", [HEADER, GOOD].concat().as_bytes())]);
    let silent = desk.json(&[]);
    assert_eq!(list(&silent["collections"]), [] as [Value; 0], "nothing to decide on");
    assert!(desk.run(&[]).output.contains("COLLECTIONS: nothing to decide on"));
    let told = &desk.json(&["--interest", "us_contract", "--loss-rates", "1,2,3,4,5"])["collections"][0];
    // 100.00 for 49 days at 18 percent a year; 1-30 is what is 49 days past due no more.
    assert_eq!(told["charges"], serde_json::json!({"count": 1, "amount": "2.42"}));
    assert_eq!(told["provision"], "3", "3 percent of 100.00 in the bucket 31-60");
    let provision = desk.json(&["--loss-rates", "1,2,3,4,5"]);
    assert_eq!(provision["collections"][0]["charges"], Value::Null);
    let picture = desk.run(&["--interest", "us_contract"]).output;
    assert!(picture.contains("Finance charges by us_contract; the provision needs --loss-rates."), "{picture}");
    for (arguments, expected) in [
        (["--loss-rates", "1,2"], "expected one percentage for each of the buckets current, 1-30, 31-60, 61-90, 90+"),
        (["--loss-rates", "1,2,3,4,101"], "a percentage from 0 to 100"),
        (["--interest", "usury"], "us_contract"),
    ] {
        let outcome = desk.run(&arguments);
        assert_eq!(outcome.code, 2, "{arguments:?}: {}", outcome.output);
        assert!(outcome.messages.contains(expected), "{arguments:?}: {}", outcome.messages);
    }
    let later = run(&["--as-of", "2026-07-31"]).output;
    assert!(later.contains("note: no finance charges for some items: the table de_base_rate has no rate for 2026-07-01"), "{later}");
}

#[test]
fn applying_pays_items_and_loses_nothing() {
    let plain = json(&[]);
    let mut report = json(&["--apply"]);
    let cash = report.as_object_mut().unwrap().remove("cash").unwrap();
    adds_up(&report);
    let (posted, left) = (list(&cash["posted"]), list(&cash["left"]));
    assert_eq!((posted.len(), left.len()), (34, 69));
    let ids: BTreeSet<_> = posted.iter().chain(left).map(|row| row["receipt"].as_str().unwrap()).collect();
    assert_eq!(ids.len(), 103, "each receipt once");
    assert!(posted.iter().all(|row| row["status"] == "auto" && row.get("next").is_none()));
    assert!(left.iter().all(|row| row["next"].is_string() && row.get("refused").is_none()), "nothing is refused");
    for of in list(&cash["applied"]) {
        let (currency, figure) = (&of["currency"], |key: &str| amount(&of[key]));
        let less = |of: Amount, parts: &[Amount]| parts.iter().fold(of, |left, part| left.checked_sub(*part).unwrap());
        let (before, after) = (&of["before"], &of["after"]);
        let [paid, netted, taken] = ["paid", "netted", "taken"].map(figure);
        assert_eq!(amount(&after["debits"]), less(amount(&before["debits"]), &[paid, netted, taken]), "{currency}");
        assert_eq!(amount(&after["money"]), less(amount(&before["money"]), &[paid]), "{currency}");
        assert_eq!(amount(&after["credits"]), less(amount(&before["credits"]), &[netted]), "{currency}");
        // What the rows say was used is what the money lost, and the tie-outs before and after say the same.
        let rows = posted.iter().filter(|row| row["currency"] == *currency);
        let used = rows.map(|row| less(amount(&row["amount"]), &row["reading"].get("unused").map(amount).into_iter().collect::<Vec<_>>()));
        assert_eq!(sum(used), paid, "{currency}");
        let money = |report: &Value| {
            sum(list(&report["tie_out"]).iter().filter(|line| line["currency"] == *currency).map(|line| amount(&line["unapplied"])))
        };
        assert_eq!((money(&plain), money(&report)), (amount(&before["money"]), amount(&after["money"])), "{currency}");
    }
    let paid: Vec<_> = list(&cash["applied"]).iter().map(|of| of["paid"].as_str().unwrap()).collect();
    assert_eq!(paid, ["53241.12", "3732.51", "1708554", "19520"], "EUR, GBP, JPY, USD");
}

#[test]
fn receipts_of_a_file_are_applied_to_the_sample() {
    let receipts =
        "id,date,amount,currency,payer,text\nB-1,2026-06-30,1.00,EUR,Rowan Energie BV,SAMMELZAHLUNG\nB-2,2026-06-30,much,EUR,,\n";
    let mapping = "[receipts.columns]\nid = \"id\"\nreceived_on = \"date\"\namount = \"amount\"\ncurrency = \"currency\"\n\
                   payer_name = \"payer\"\nremittance = \"text\"\n[receipts.constants]\nentity = \"DE01\"\n";
    let desk = Desk::new(&[("bank.csv", receipts.as_bytes()), ("bank.toml", mapping.as_bytes())]);
    let (file, mapping) = (desk.path("bank.csv"), desk.path("bank.toml"));
    let report = json(&["--apply", "--receipts", &file, "--mapping", &mapping]);
    assert_eq!(report["rows"], serde_json::json!({"read": 2, "accepted": 1, "rejected": 1}));
    assert_eq!(report["rejected"][0]["reason"].as_str().map(str::is_empty), Some(false));
    let cash = &report["cash"];
    assert_eq!(list(&cash["posted"]).len() + list(&cash["left"]).len(), 104);
    assert!(list(&cash["left"]).iter().any(|row| row["receipt"] == "B-1" && row["next"].is_string()));
    for (arguments, expected) in [
        (&["--receipts", &file, "--mapping", &mapping][..], "--receipts needs --items, or --apply"),
        (&["--receipts", &file, "--apply"], "--mapping"),
        (&["--policy", "strict"], "--apply"),
        (&["--apply", "--policy", "stric"], "strict"),
        (&["--apply", "--known", "2026-06-30"], "cannot be used with"),
    ] {
        let outcome = run(arguments);
        assert_eq!(outcome.code, 2, "{arguments:?}");
        assert!(outcome.messages.contains(expected), "{arguments:?}: {}", outcome.messages);
    }
    let strict = json(&["--apply", "--policy", "strict"]);
    assert!(list(&strict["cash"]["posted"]).len() < list(&cash["posted"]).len());
    let picture = run(&["--apply"]).output;
    assert!(picture.contains("\nCASH APPLICATION of 103 receipts: 34 posted, 69 left for a person\n"), "{picture}");
    assert!(picture.contains("    next: "), "{picture}");
}
