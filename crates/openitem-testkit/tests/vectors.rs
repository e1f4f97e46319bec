//! The vector runner as others call it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use openitem::facade;
use openitem_testkit::vector;

/// A folder of its own, for tests run at once.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    static MADE: AtomicUsize = AtomicUsize::new(0);
    let name = format!("{name}-{}", MADE.fetch_add(1, Ordering::Relaxed));
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    for (file, text) in files {
        let path = folder.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

const GOOD: &str = r#"{"schema":1,"call":"value.minor_units","input":{"currency":"KWD"},"expect":3,"source":"ISO 4217"}"#;

fn problems(text: &str) -> Vec<String> {
    let folder = folder("problems", &[("one.json", text)]);
    let report = vector::run(&[folder.join("one.json")], facade::operations());
    report.failures.into_iter().flat_map(|failure| failure.lines).collect()
}

#[test]
fn a_file_holds_one_vector_or_a_list_and_folders_are_searched() {
    let list = format!("\n[{GOOD},{GOOD}]");
    let folder = folder("folders", &[("a.json", GOOD), ("deep/er/b.json", &list), ("deep/notes.txt", "no vector")]);
    let report = vector::run(&[folder], facade::operations());
    assert_eq!((report.passed, report.failures.len()), (3, 0));
    assert_eq!(report.called, ["value.minor_units"]);
    assert_eq!(report.uncovered(facade::operations()).len(), facade::operations().len() - 1);
}

#[test]
fn what_is_no_vector_fails() {
    for (text, problem) in [
        ("", "EOF"),
        ("[]", "empty list"),
        ("{", "EOF"),
        (r#"{"schema":1}"#, "missing field `call`"),
        (&GOOD.replace(r#","source":"ISO 4217""#, ""), "missing field `source`"),
        (&GOOD.replace("ISO 4217", " "), "source is empty"),
        (&GOOD.replace(r#","expect":3"#, ""), "neither"),
        (&GOOD.replace(r#""expect":3"#, r#""expect":3,"error":{"code":"overflow"}"#), "both"),
        (&GOOD.replace(r#""expect":3"#, r#""error":{"code":"overflow","text":""}"#), "unknown field `text`"),
        (&GOOD.replace(r#""expect":3"#, r#""expected":3"#), "unknown field `expected`"),
        (&GOOD.replace(r#""expect":3"#, r#""expect":3.0"#), "`expect`"),
        (&GOOD.replace(r#""schema":1"#, r#""schema":2"#), "schema 2"),
    ] {
        let found = problems(text);
        assert!(found.len() == 1 && found[0].contains(problem), "{text}: {found:?}");
    }
}

#[test]
fn a_difference_is_shown_where_it_is() {
    assert_eq!(problems(GOOD), [""; 0]);
    assert_eq!(problems(&GOOD.replace("3", "2")), ["the result: expected 2, found 3"]);
    assert_eq!(problems(&GOOD.replace(r#""expect":3"#, r#""expect":null"#)), ["the result: expected null, found 3"]);
    assert_eq!(problems(&GOOD.replace(r#""expect":3"#, r#""error":{"code":"overflow"}"#)), ["expected error overflow", "found 3"]);
    let gold = GOOD.replace("KWD", "XAU");
    assert_eq!(problems(&gold)[0], "expected a result");
    let error = |error: &str| problems(&gold.replace(r#""expect":3"#, error));
    assert_eq!(error(r#""error":{"code":"unknown_currency"}"#), [""; 0]);
    assert_eq!(error(r#""error":{"code":"unknown_currency","data":{"currency":"XAU"}}"#), [""; 0]);
    assert_eq!(error(r#""error":{"code":"unknown_currency","data":{"currency":"XAG"}}"#), [r#"currency: expected "XAG", found "XAU""#]);
    assert_eq!(error(r#""error":{"code":"overflow","data":{}}"#)[0], "expected error overflow");
    assert!(problems(&GOOD.replace("minor_units", "major_units"))[1].contains("unknown_operation"));
}

#[test]
fn the_program_says_how_many_failed_by_its_exit_code() {
    let folder = folder("program", &[("good.json", GOOD), ("bad/bad.json", &GOOD.replace("3", "2"))]);
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_vectors")).args(arguments).current_dir(&folder).output().unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    };
    assert_eq!(run(&["good.json"]), (Some(0), String::from("1 passed, 0 failed\n")));
    let (code, shown) = run(&["good.json", "bad"]);
    assert_eq!(code, Some(1));
    assert!(shown.contains("bad.json[0] value.minor_units") && shown.ends_with("1 passed, 1 failed\n"), "{shown}");
    let (code, shown) = run(&["missing"]);
    assert!(code == Some(1) && shown.ends_with("0 passed, 1 failed\n"), "{shown}");
    let (code, shown) = run(&["--coverage", "good.json"]);
    assert!(code == Some(0) && shown.contains("no vector calls value.amount_from_float"), "{shown}");
    assert_eq!(run(&[]).0, Some(2));
    assert_eq!(run(&["--fast"]).0, Some(2));
}
