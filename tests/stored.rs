//! What was stored is read for ever: an entry of each kind, from each schema, read back and written to the same bytes.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use openitem::{AsOf, EntryKind, Unknown, read_entries, replay_stored, write_entries};

fn folder() -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors/stored/schema_1"))
}

#[test]
fn every_kind_of_entry_has_a_stored_document_that_is_read_back_to_the_same_bytes() {
    for tag in EntryKind::TAGS {
        let file = folder().join(format!("{tag}.jsonl"));
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("no stored entry of kind {tag}: {}: {error}", file.display()));
        let read = read_entries(&text, Unknown::Refuse).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        assert!(!read.entries.is_empty(), "{} is empty", file.display());
        for entry in &read.entries {
            assert_eq!(entry.kind.tag(), *tag, "{}", file.display());
        }
        assert_eq!(write_entries(&read).as_deref(), Ok(text.as_str()), "{}", file.display());
    }
}

#[test]
fn every_stored_document_is_of_a_known_kind() {
    let known: BTreeSet<String> = EntryKind::TAGS.iter().map(|tag| format!("{tag}.jsonl")).collect();
    for file in fs::read_dir(folder()).unwrap() {
        let name = file.unwrap().file_name().into_string().unwrap();
        assert!(known.contains(&name), "{name} is no kind of entry");
    }
}

const KNOWN: &str = r#"{"effective":"2026-01-31","entity":"DE01","id":"E1","kind":{"note":{"text":"called"},"type":"note"},"recorded":"2026-01-31T08:00:00Z","schema":1}"#;
const NEWER_SCHEMA: &str = r#"{"schema": 2, "id": "E2", "entity": "DE01", "customer": "C1", "effective": "2026-02-10",  "recorded": "2026-02-11T08:00:00Z", "kind": {"type": "note", "note": {"words": 1.5}}}"#;
const NEWER_KIND: &str = r#"{"schema":1,"id":"E3","entity":"DE01","effective":"2026-03-10","recorded":"2026-03-11T08:00:00Z","kind":{"type":"tokenized","tokenized":{}}}"#;
const NEWER_SHAPE: &str = r#"{"schema":9,"what":["we","cannot","guess"]}"#;

#[test]
fn an_entry_of_a_newer_schema_or_an_unknown_kind_is_refused_with_its_place() {
    for (newer, message) in [
        (NEWER_SCHEMA, "[1] is of schema 2; this version reads up to 1"),
        (NEWER_KIND, "[1].kind.type is of schema tokenized; this version reads up to 1"),
        (NEWER_SHAPE, "[1] is of schema 9; this version reads up to 1"),
    ] {
        let error = read_entries(&format!("{KNOWN}\n{newer}"), Unknown::Refuse).unwrap_err();
        assert_eq!((error.code(), error.to_string().as_str()), ("newer_schema", message));
    }
}

#[test]
fn kept_entries_are_untouched_and_stay_at_their_place() {
    let lines = [NEWER_KIND, KNOWN, NEWER_SCHEMA, NEWER_SHAPE].map(|line| format!("{line}\n")).concat();
    let read = read_entries(&lines, Unknown::Keep).unwrap();
    assert_eq!((read.entries.len(), read.kept.len()), (1, 3));
    assert_eq!(write_entries(&read).unwrap(), lines);
    let list = format!("[{NEWER_KIND}, {KNOWN},\n {NEWER_SCHEMA} ,{NEWER_SHAPE} ]\n");
    assert_eq!(read_entries(&list, Unknown::Keep).unwrap(), read);
}

#[test]
fn kept_entries_mark_the_views_whose_figures_may_depend_on_them() {
    let read = read_entries(&format!("{KNOWN}{NEWER_SCHEMA}{NEWER_KIND}{NEWER_SHAPE}"), Unknown::Keep).unwrap();
    let marked = |date: &str, known: Option<&str>| {
        let mut as_of = AsOf::new(date.parse::<chrono::NaiveDate>().unwrap());
        as_of.known = known.map(|known| known.parse().unwrap());
        let replayed = replay_stored(&read, &as_of);
        assert_eq!(replayed.replay.book.notes.len(), 1);
        replayed.may_depend_on.iter().map(|kept| kept.id.as_ref().map_or("?", |id| id.as_str()).to_owned()).collect::<Vec<_>>()
    };
    // The one that tells no date may matter to every view.
    assert_eq!(marked("2026-02-09", None), ["?"]);
    assert_eq!(marked("2026-02-10", None), ["E2", "?"]);
    assert_eq!(marked("2026-12-31", None), ["E2", "E3", "?"]);
    assert_eq!(marked("2026-12-31", Some("2026-02-28T00:00:00Z")), ["E2", "?"]);
}

#[test]
fn a_document_that_cannot_be_read_is_named_by_its_place_and_path() {
    let place = |text: &str| match read_entries(text, Unknown::Keep) {
        Err(openitem::OpenItemError::MalformedJson { path, .. }) => path,
        other => panic!("{text}: {other:?}"),
    };
    assert_eq!(place(&format!("{KNOWN}\n{}", KNOWN.replace("called\"", "called\",\"tone\":1"))), "[1].kind.note.tone");
    assert_eq!(place(&format!("{KNOWN}\n{}", KNOWN.replace(",\"schema\":1", ""))), "[1].schema");
    assert_eq!(place(&format!("{KNOWN}\n{{\"schema\":")), "[1]");
    assert_eq!(place(&format!("[{KNOWN}")), "");
    assert_eq!(place(&format!("[{KNOWN},]")), "[1]");
    assert_eq!(place(&format!("[{KNOWN}] x")), "");
    assert_eq!(place("7"), "[0]");
    for empty in ["", " \n", "[]", " [ ]\n"] {
        assert_eq!(read_entries(empty, Unknown::Refuse), Ok(openitem::StoredEntries::new()), "{empty:?}");
    }
}
