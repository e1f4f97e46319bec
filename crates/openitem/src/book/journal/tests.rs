//! Every event of the table posts its lines, is taken back by a reversal and restored by the next; the vectors hold.

use std::collections::BTreeMap;

use super::events::{EVENTS, PREAMBLE};
use super::*;
use crate::entry::{EntryKind, Reversal};
use crate::{Entity, replay};

pub(super) fn master() -> MasterData {
    let entity = |id: &str, base: &str| Entity::new(id, Currency::new(base).unwrap());
    MasterData::new().with_entities(vec![entity("DE01", "EUR"), entity("US01", "USD")])
}

pub(super) fn day(number: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, number).unwrap()
}

pub(super) fn entry(id: &str, number: u32, kind: &str) -> Entry {
    let kind: EntryKind = serde_json::from_str(kind).unwrap_or_else(|error| panic!("{kind}: {error}"));
    let recorded = day(number).and_hms_opt(12, 0, 0).unwrap().and_utc();
    let entry = Entry::new(id, "DE01", day(number), recorded, kind);
    if id == "NOBODY" || kind_of(&entry) == "NOBODY" { entry } else { entry.with_customer("C1") }
}

fn kind_of(entry: &Entry) -> String {
    entry.kind.receipt_id().map(ToString::to_string).unwrap_or_default()
}

/// Entries by name from the preamble, one a day, and the last as given.
fn history(before: &[&str], last: &str) -> Vec<Entry> {
    let nobody = EVENTS.iter().find(|row| row.event == "receipt, unidentified").unwrap().kind;
    let find = |name: &&str| PREAMBLE.iter().find(|(id, _)| id == name).map_or(nobody, |(_, kind)| *kind);
    let mut entries: Vec<_> = (1..).zip(before).map(|(number, name)| entry(name, number, find(name))).collect();
    entries.push(entry("LAST", u32::try_from(before.len()).unwrap() + 1, last));
    entries
}

pub(super) fn show(postings: &[&GlPosting]) -> String {
    let posting = |posting: &&GlPosting| {
        let origin = posting.origin.as_ref().map(|origin| format!("undoing {origin}: ")).unwrap_or_default();
        let entity = if posting.entity.as_str() == "DE01" { String::new() } else { format!("{}: ", posting.entity) };
        let lines: Vec<_> = posting.lines.iter().map(|line| show_line(posting, line)).collect();
        format!("{origin}{entity}{}", lines.join(", "))
    };
    postings.iter().map(posting).collect::<Vec<_>>().join("; ")
}

fn show_line(posting: &GlPosting, line: &GlLine) -> String {
    let side = if line.side == Side::Debit { "Dr" } else { "Cr" };
    let chart = Chart::default();
    let usual = chart.account(line.role, &AccountQuestion::new()) == Some(&line.account);
    let account = if usual { line.role.to_string() } else { format!("{}@{}", line.role, line.account) };
    match line.amount {
        None => format!("{side} {account} base {}", line.base_amount),
        Some(amount) if line.currency == posting.base_currency => {
            assert_eq!(amount, line.base_amount);
            format!("{side} {account} {amount}")
        }
        Some(amount) => format!("{side} {account} {amount} {} = {}", line.currency, line.base_amount),
    }
}

/// I7 for each posting, I3 for the view, and nothing refused.
pub(super) fn journal_that_holds(entries: &[Entry], policy: &JournalPolicy) -> Journal {
    let as_of = AsOf::new(day(31));
    let refused = replay(entries, &as_of).refused;
    assert!(refused.is_empty(), "{refused:?}");
    sound_journal(entries, &as_of, policy)
}

/// I7 for each posting, and I3 for the view.
pub(super) fn sound_journal(entries: &[Entry], as_of: &AsOf, policy: &JournalPolicy) -> Journal {
    let journal = journal(entries, as_of, &master(), policy).unwrap();
    for posting in &journal.postings {
        let mut sums: BTreeMap<Currency, Amount> = BTreeMap::new();
        let mut base = Amount::ZERO;
        for line in &posting.lines {
            let sum = sums.entry(line.currency).or_default();
            *sum = sum.checked_add(line.signed_amount()).unwrap();
            base = base.checked_add(line.signed_base()).unwrap();
        }
        assert!(base.is_zero() && sums.values().all(|sum| sum.is_zero()), "{posting:?}");
    }
    let mut items: BTreeMap<(EntityId, ControlClass, Currency), (Amount, Amount)> = BTreeMap::new();
    for item in replay(entries, as_of).book.items {
        let sign = |amount: Amount| if item.side == Side::Debit { amount } else { amount.negated() };
        let (open, base) = items.entry((item.entity.clone(), item.control_class, item.currency)).or_default();
        *open = open.checked_add(sign(item.open)).unwrap();
        *base = base.checked_add(sign(item.base_open.unwrap_or(item.open))).unwrap();
    }
    let balances = control_balances(&journal).unwrap();
    let balances: BTreeMap<_, _> = balances
        .into_iter()
        .map(|of| ((of.entity, of.control_class, of.currency), (of.amount, of.base_amount)))
        .filter(|(_, (amount, base))| !amount.is_zero() || !base.is_zero())
        .collect();
    assert_eq!(balances, items.into_iter().filter(|(_, (open, _))| !open.is_zero()).collect());
    journal
}

pub(super) fn of_entry<'a>(journal: &'a Journal, id: &str) -> Vec<&'a GlPosting> {
    journal.postings.iter().filter(|posting| posting.entry.as_ref().is_some_and(|entry| entry.as_str() == id)).collect()
}

/// What is paid in full at another rate: currency, base, amount, booked rate, settlement rate, and the last posting.
///
/// Source: named in each row; PEERS section 4 item 9 prints -500, item 22 no difference.
const SETTLEMENTS: &[(&str, [&str; 5], &str)] = &[
    ("DOMAIN T10.1", ["USD", "GBP", "500", "0.6072", "0.6081"], "Cr realized_gain base 0.45"),
    ("DOMAIN T10.4", ["EUR", "USD", "100000", "1.10", "1.20"], "Cr realized_gain base 10000"),
    ("PEERS section 4 item 9", ["EUR", "INR", "100", "85", "80"], "Dr realized_loss base 500"),
    ("PEERS section 4 item 22", ["CAD", "USD", "110", "0.909090909090909", "0.909090909090909"], "Cr receivable 110 CAD = 100"),
    ("PEERS section 3 row 13", ["CNY", "EUR", "259200", "0.125989013758", "0.126225969731"], "Cr realized_gain base 61.42"),
    ("PEERS section 3 row 14", ["USD", "EUR", "123.45", "0.91234", "0.91234"], "Cr receivable 123.45 USD = 112.63"),
];

fn settlement([currency, base, amount, booked, settled]: [&str; 5]) -> Vec<Entry> {
    let rate = |rate: &str| format!(r#""currency":"{currency}","amount":"{amount}","booked":{{"base":"{base}","rate":"{rate}"}}"#);
    let invoice = format!(r#"{{"type":"invoice","invoice":{{"id":"INV",{}}}}}"#, rate(booked));
    let receipt = format!(r#"{{"type":"receipt","receipt":{{"id":"CASH",{}}}}}"#, rate(settled));
    let paid = format!(r#"{{"type":"application","application":{{"from":"CASH","lines":[{{"item":"INV","amount":"{amount}"}}]}}}}"#);
    vec![entry("INV", 1, &invoice), entry("CASH", 2, &receipt), entry("LAST", 3, &paid)]
}

#[test]
fn what_is_paid_at_another_rate_gains_or_loses_the_difference() {
    for (source, figures, last) in SETTLEMENTS {
        let journal = journal(&settlement(*figures), &AsOf::new(day(31)), &MasterData::new(), &JournalPolicy::new()).unwrap();
        assert!(show(&of_entry(&journal, "LAST")).ends_with(last), "{source}: {}", show(&of_entry(&journal, "LAST")));
    }
}

#[test]
fn every_event_of_the_table_posts_its_lines() {
    for row in EVENTS {
        let journal = journal_that_holds(&history(row.before, row.kind), &JournalPolicy::new());
        let expect = row.expect.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(show(&of_entry(&journal, "LAST")), expect, "{}", row.event);
    }
}

#[test]
fn a_reversal_takes_every_event_back_and_a_reversal_of_it_restores_it() {
    for row in EVENTS {
        let mut entries = history(row.before, row.kind);
        let count = u32::try_from(entries.len()).unwrap();
        let reversal = |entry: &str| EntryKind::reversal(Reversal::new(entry));
        let template = entry("UNDO", count + 1, row.kind);
        entries.push(Entry { kind: reversal("LAST"), ..template.clone() });
        let undone = journal_that_holds(&entries, &JournalPolicy::new());
        let without = journal_that_holds(&entries[..entries.len() - 2], &JournalPolicy::new());
        assert_eq!(balances(&undone), balances(&without), "{}", row.event);
        let again = Entry { id: "REDO".into(), kind: reversal("UNDO"), effective: day(count + 2), ..template };
        let again = Entry { recorded: day(count + 2).and_hms_opt(12, 0, 0).unwrap().and_utc(), ..again };
        entries.push(again);
        let redone = journal_that_holds(&entries, &JournalPolicy::new());
        let with = journal_that_holds(&entries[..entries.len() - 2], &JournalPolicy::new());
        assert_eq!(balances(&redone), balances(&with), "{}", row.event);
    }
}

/// The balance of every account, in its currency and in base, but for zeros.
pub(super) fn balances(journal: &Journal) -> BTreeMap<(String, LedgerAccount, Currency), (Amount, Amount)> {
    let mut out: BTreeMap<_, (Amount, Amount)> = BTreeMap::new();
    for posting in &journal.postings {
        for line in &posting.lines {
            let slot = out.entry((posting.entity.to_string(), line.account.clone(), line.currency)).or_default();
            *slot = (slot.0.checked_add(line.signed_amount()).unwrap(), slot.1.checked_add(line.signed_base()).unwrap());
        }
    }
    out.retain(|_, (amount, base)| !amount.is_zero() || !base.is_zero());
    out
}

/// The committed vectors are those of the tables; `OPENITEM_WRITE_VECTORS` writes them anew. The vector runner runs them.
#[test]
fn the_vectors_are_those_of_the_tables() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/journal");
    for (name, text) in vectors() {
        let file = folder.join(format!("{name}.json"));
        if std::env::var_os("OPENITEM_WRITE_VECTORS").is_some() {
            std::fs::write(&file, &text).unwrap();
        }
        assert!(std::fs::read_to_string(&file).unwrap() == text, "{name}.json: write it anew with OPENITEM_WRITE_VECTORS=1");
    }
}

fn vectors() -> [(&'static str, String); 3] {
    let write = |entries: &[Entry], source: String, master: MasterData| {
        let journal = journal(entries, &AsOf::new(day(31)), &master, &JournalPolicy::new()).unwrap();
        let input = serde_json::json!({"entries": entries, "as_of": AsOf::new(day(31)), "master": master, "policy": {}});
        serde_json::json!({"schema": 1, "call": "journal.journal", "input": input, "expect": journal, "source": source})
    };
    let vector = |entries: &[Entry], source: String| write(entries, source, master());
    let of_figures = |(source, figures, _): &(&str, [&str; 5], &str)| write(&settlement(*figures), (*source).to_owned(), MasterData::new());
    let settlements = SETTLEMENTS.iter().map(of_figures).collect();
    let (mut events, mut undone) = (Vec::new(), Vec::new());
    for row in EVENTS {
        let mut entries = history(row.before, row.kind);
        events.push(vector(&entries, format!("DOMAIN section 10: {}", row.event)));
        let reversal = EntryKind::reversal(Reversal::new("LAST"));
        let template = entry("UNDO", u32::try_from(entries.len()).unwrap() + 1, row.kind);
        entries.push(Entry { kind: reversal, ..template });
        undone.push(vector(&entries, format!("DOMAIN section 10: {}, reversed", row.event)));
    }
    [("events", events), ("reversals", undone), ("exchange", settlements)].map(|(name, vectors): (_, Vec<serde_json::Value>)| {
        let lines: Vec<String> = vectors.iter().map(ToString::to_string).collect();
        (name, format!("[\n{}\n]\n", lines.join(",\n")))
    })
}
