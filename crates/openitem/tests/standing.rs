//! What holds: of parts when they are made, of items whose dates and owners change and change back, of requests, plans,
//! cases and periods.

use openitem::journal::{JournalPolicy, journal};
use openitem::{
    Amount, AsOf, Batch, Change, ControlClass, CustomerId, DueEvent, Entry, EntryId, Ledger, MasterData, OpenItem, PostPolicy, Replay,
    changes, check, post, replay,
};
use serde_json::{Value, json};

/// An entry of a day of January 2026, recorded on the same day.
fn entry(id: &str, day: u32, kind: &str, record: Value) -> Entry {
    let date = format!("2026-01-{day:02}");
    let whole = json!({
        "id": id, "entity": "DE01", "effective": date, "recorded": format!("{date}T08:00:00Z"), "customer": "C1",
        "kind": {"type": kind, kind: record},
    });
    serde_json::from_value(whole).unwrap()
}

/// The same of nobody in particular.
fn of_nobody(mut entry: Entry) -> Entry {
    entry.customer = None;
    entry
}

fn of(customer: &str, entry: Entry) -> Entry {
    entry.with_customer(customer)
}

fn invoice(id: &str, day: u32, amount: &str) -> Entry {
    entry(id, day, "invoice", json!({"id": id, "currency": "EUR", "amount": amount, "due": "2026-02-10"}))
}

fn receipt(id: &str, day: u32, amount: &str) -> Entry {
    entry(id, day, "receipt", json!({"id": id, "currency": "EUR", "amount": amount}))
}

fn reversal(id: &str, day: u32, of: &str) -> Entry {
    entry(id, day, "reversal", json!({"entry": of}))
}

fn due_changed(id: &str, day: u32, item: &str, due: Option<&str>) -> Entry {
    let due = due.map_or(json!({}), |due| json!({"new": due}));
    entry(id, day, "item_changed", json!({"item": item, "due": due}))
}

fn at_last() -> AsOf {
    AsOf::from("2026-12-31".parse::<chrono::NaiveDate>().unwrap())
}

fn whole(entries: &[Entry]) -> Replay {
    replay(entries, &at_last())
}

fn book_of(entries: &[Entry]) -> openitem::Book {
    let replay = whole(entries);
    assert!(replay.refused.is_empty(), "{:?}", replay.refused);
    replay.book
}

fn item(entries: &[Entry], id: &str) -> OpenItem {
    let book = book_of(entries);
    book.items.into_iter().find(|item| item.id.as_str() == id).unwrap_or_else(|| panic!("{id} is not open"))
}

fn all_changes(entries: &[Entry]) -> Vec<Change> {
    changes(entries, &at_last())
}

fn due(item: &OpenItem) -> Option<String> {
    item.due.map(|due| due.to_string())
}

/// The rules by which entries are refused, in fold order.
fn refusals(entries: &[Entry]) -> Vec<(String, String)> {
    whole(entries).refused.into_iter().map(|refusal| (refusal.entry.to_string(), refusal.rule)).collect()
}

#[test]
fn a_part_takes_over_what_held_when_it_was_made() {
    let entries = [
        invoice("INV", 5, "100"),
        entry("RES-1", 10, "residual", json!({"item": "INV", "id": "RES-1", "amount": "30"})),
        due_changed("CH", 12, "INV", Some("2026-03-01")),
        entry("RES-2", 14, "residual", json!({"item": "INV", "id": "RES-2", "amount": "20"})),
        due_changed("CH-2", 15, "RES-2", Some("2026-04-01")),
        entry("T", 16, "transfer", json!({"item": "RES-2", "amount": "5", "to_customer": "C2", "id": "MOVED"})),
    ];
    let found = |id: &str| item(&entries, id);
    assert_eq!(due(&found("INV")).as_deref(), Some("2026-03-01"));
    assert_eq!(due(&found("RES-1")).as_deref(), Some("2026-02-10"));
    assert_eq!(found("RES-1").origin.unwrap().due.unwrap().to_string(), "2026-02-10");
    assert_eq!(due(&found("RES-2")).as_deref(), Some("2026-04-01"));
    assert_eq!(found("RES-2").origin.unwrap().due.unwrap().to_string(), "2026-03-01");
    assert_eq!(due(&found("MOVED")).as_deref(), Some("2026-04-01"));
    // The change of the parent is undone: the parent's date is the maker's again, what was made meanwhile keeps its own.
    let undone = [entries.as_slice(), &[reversal("R", 20, "CH")]].concat();
    assert_eq!(due(&item(&undone, "INV")).as_deref(), Some("2026-02-10"));
    assert_eq!(item(&undone, "RES-2").origin.unwrap().due.unwrap().to_string(), "2026-03-01");
}

#[test]
fn a_change_that_was_undone_before_the_split_is_not_taken_over() {
    let entries = [
        invoice("INV", 5, "100"),
        due_changed("CH", 6, "INV", Some("2026-03-01")),
        reversal("R", 7, "CH"),
        entry("A", 8, "residual", json!({"item": "INV", "id": "A", "amount": "10"})),
        reversal("RR", 9, "R"),
        entry("B", 10, "residual", json!({"item": "INV", "id": "B", "amount": "10"})),
    ];
    assert_eq!(due(&item(&entries, "A")).as_deref(), Some("2026-02-10"));
    assert_eq!(due(&item(&entries, "B")).as_deref(), Some("2026-03-01"));
}

#[test]
fn what_is_reversed_again_cannot_be_reversed_twice_over() {
    let mut entries = vec![
        invoice("INV", 5, "100"),
        due_changed("CH", 6, "INV", Some("2026-03-01")),
        reversal("R1", 7, "CH"),
        reversal("RR1", 8, "R1"),
        reversal("R2", 9, "CH"),
    ];
    assert_eq!(due(&item(&entries, "INV")).as_deref(), Some("2026-02-10"));
    // This would make R1 live again, beside R2.
    let mut twice = entries.clone();
    twice.push(reversal("RRR1", 10, "RR1"));
    let refused = whole(&twice).refused;
    assert_eq!((refused[0].entry.as_str(), refused[0].rule.as_str()), ("RRR1", "already_reversed"));
    assert_eq!(refused[0].conflicts, [EntryId::from("R2")]);
    // Once R2 is reversed, it may.
    entries.push(reversal("RR2", 11, "R2"));
    assert_eq!(due(&item(&entries, "INV")).as_deref(), Some("2026-03-01"));
    entries.push(reversal("RRR1", 12, "RR1"));
    assert_eq!(due(&item(&entries, "INV")).as_deref(), Some("2026-02-10"));
}

#[test]
fn what_brings_a_reversal_back_goes_with_what_had_cleared_its_way() {
    let entries = vec![
        invoice("INV", 5, "300"),
        entry("R", 5, "receipt", json!({"id": "R", "currency": "EUR", "amount": "100"})),
        entry("A", 6, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "100"}]})),
        reversal("R1", 7, "A"),
        reversal("RR1", 8, "R1"),
        reversal("R2", 9, "A"),
        // On one day: too much is applied, R2 is reversed, and so R1 may live again.
        entry("A2", 10, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "150"}]})),
        reversal("RR2", 10, "R2"),
        reversal("RRR1", 10, "RR1"),
    ];
    let replay = whole(&entries);
    let told: Vec<(&str, &str)> = replay.refused.iter().map(|refusal| (refusal.entry.as_str(), refusal.rule.as_str())).collect();
    assert_eq!(told, [("A2", "would_over_apply"), ("RR2", "would_over_apply"), ("RRR1", "hangs_on_refused")]);
    assert_eq!(replay.refused[2].conflicts, [EntryId::from("RR2")]);
    let open: Vec<String> = replay.book.items.iter().map(|item| format!("{} {}", item.id, item.open)).collect();
    assert_eq!(open, ["INV 300", "R 100"]);
}

/// Each reversal on a day of its own after what is already there.
fn reversed_in_turn(mut entries: Vec<Entry>, chain: &[(&str, &str)]) -> Vec<Entry> {
    for (day, (id, of)) in (10..).zip(chain) {
        entries.push(reversal(id, day, of));
    }
    entries
}

/// A reversal at any height that would undo again, at the foot, what another undoes already is refused.
#[test]
fn an_entry_is_never_undone_twice_however_high_the_reversals_stand() {
    let chain = [("R1", "E"), ("R2", "R1"), ("R3", "R2"), ("R4", "R3"), ("R5", "E"), ("R6", "R4"), ("R7", "R5")];
    let invoiced = || vec![invoice("INV", 1, "300"), receipt("R", 1, "100")];
    let changed = due_changed("E", 2, "INV", Some("2026-05-05"));
    let applied = entry("E", 2, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "100"}]}));
    for (foot, seen) in
        [(changed, [(5, "2026-02-10 300"), (7, "2026-05-05 300")]), (applied, [(5, "2026-02-10 300"), (7, "2026-02-10 200")])]
    {
        for (many, expected) in seen {
            let replay = whole(&reversed_in_turn([invoiced(), vec![foot.clone()]].concat(), &chain[..many]));
            let told: Vec<_> = replay.refused.iter().map(|refusal| (refusal.entry.as_str(), refusal.rule.as_str())).collect();
            assert_eq!(told, if many == 7 { vec![("R6", "already_reversed")] } else { vec![] });
            let item = replay.book.items.iter().find(|item| item.id.as_str() == "INV").unwrap();
            assert_eq!(format!("{} {}", due(item).unwrap_or_default(), item.open), expected, "{many} reversals");
        }
    }
}

/// What cleared the way, at whatever height, takes with it what came along the way: no money is made of a reversal that went.
#[test]
fn a_reversal_rests_on_what_last_brought_to_life_what_it_undoes() {
    let day = 20;
    let mut entries = reversed_in_turn(
        vec![
            invoice("INV", 5, "500"),
            receipt("R", 5, "100"),
            entry("A", 6, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "100"}]})),
        ],
        &[("R1", "A"), ("RR1", "R1"), ("RRR1", "RR1")],
    );
    entries.push(entry("A2", day, "application", json!({"paid_from": "R", "lines": [{"item": "INV", "amount": "150"}]})));
    entries.push(reversal("RRRR1", day, "RRR1"));
    entries.push(reversal("Z", day, "A"));
    let replay = whole(&entries);
    let told: Vec<_> = replay.refused.iter().map(|refusal| (refusal.entry.as_str(), refusal.rule.as_str())).collect();
    assert_eq!(told, [("A2", "would_over_apply"), ("RRRR1", "would_over_apply"), ("Z", "hangs_on_refused")]);
    let open: Vec<String> = replay.book.items.iter().map(|item| format!("{} {}", item.id, item.open)).collect();
    assert_eq!(open, ["INV 500", "R 100"]);
}

/// A credit's reversal undid a payment, the reversal of that restored it, and then the payment itself was reversed: when the
/// second goes at the end of the date, so does the third, or the payment would be undone twice.
#[test]
fn a_reversal_rests_on_what_restored_what_it_undoes() {
    let mut entries = vec![
        invoice("INV", 1, "100"),
        entry("CM", 1, "credit_memo", json!({"id": "CM", "currency": "EUR", "amount": "70"})),
        entry("A", 2, "application", json!({"paid_from": "CM", "lines": [{"item": "INV", "amount": "40"}]})),
        reversal("X", 3, "CM"),
        entry("W", 5, "write_off", json!({"item": "INV", "amount": "110", "reason": "small"})),
        reversal("Y", 5, "X"),
        reversal("Z", 5, "A"),
    ];
    // In the order of the day the write-off comes first.
    entries[4].recorded = "2026-01-05T07:00:00Z".parse().unwrap();
    let replay = whole(&entries);
    let told: Vec<_> = replay.refused.iter().map(|refusal| (refusal.entry.as_str(), refusal.rule.as_str())).collect();
    assert_eq!(told, [("W", "would_over_apply"), ("Y", "would_over_apply"), ("Z", "hangs_on_refused")]);
    let open: Vec<String> = replay.book.items.iter().map(|item| format!("{} {}", item.id, item.open)).collect();
    assert_eq!(open, ["INV 100"]);
}

#[test]
fn an_item_with_a_due_date_waits_for_nothing_and_waits_again_without_one() {
    let waiting = entry(
        "INV",
        5,
        "invoice",
        json!({"id": "INV", "currency": "EUR", "amount": "10", "installments": [{"amount": "10", "awaits": "goods_received"}]}),
    );
    let mut entries = vec![waiting];
    assert_eq!(item(&entries, "INV").awaits, Some(DueEvent::GoodsReceived));
    entries.push(due_changed("CH-1", 6, "INV", Some("2026-03-01")));
    assert_eq!(item(&entries, "INV").awaits, None);
    entries.push(due_changed("CH-2", 7, "INV", None));
    assert_eq!((item(&entries, "INV").due, item(&entries, "INV").awaits), (None, Some(DueEvent::GoodsReceived)));
}

#[test]
fn what_the_bank_took_back_pays_no_request() {
    let request = entry("REQ", 5, "down_payment_request", json!({"id": "REQ", "currency": "EUR", "amount": "100"}));
    let paid = entry("PAY", 6, "receipt", json!({"id": "PAY", "currency": "EUR", "amount": "100", "request": "REQ"}));
    let placed = entry("PL", 7, "money_placed", json!({"item": "PAY", "amount": "60", "to": "prepayment", "request": "REQ"}));
    let returned = |amount: &str| entry("RET", 8, "receipt_returned", json!({"receipt": "PAY", "amount": amount}));
    let open = |entries: &[Entry]| book_of(entries).requests.first().map(|request| request.paid.to_string());
    let mut entries = vec![request, paid];
    assert_eq!(open(&entries), None);
    assert_eq!(open(&[entries.clone(), vec![returned("100")]].concat()).as_deref(), Some("0"));
    // Money of the same request that is placed is counted once.
    entries.push(placed);
    entries.push(returned("40"));
    assert_eq!(open(&entries).as_deref(), Some("60"));
    entries.push(reversal("R", 9, "RET"));
    assert_eq!(open(&entries), None);
}

#[test]
fn the_latest_payer_found_that_holds_counts_in_book_and_changes_alike() {
    let found = |id: &str, day: u32, customer: &str| of(customer, entry(id, day, "payer_identified", json!({"receipt": "PAY"})));
    let entries = [
        of_nobody(receipt("PAY", 5, "100")),
        found("ONE", 6, "C1"),
        reversal("R1", 7, "ONE"),
        of_nobody(entry("PART", 8, "money_placed", json!({"item": "PAY", "amount": "10", "to": "on_account", "id": "PART"}))),
        found("TWO", 9, "C2"),
        reversal("RR1", 10, "R1"),
        reversal("R2", 11, "TWO"),
        reversal("RR2", 12, "RR1"),
    ];
    let expected: [(usize, ControlClass, Option<&str>); 6] = [
        (1, ControlClass::Unidentified, None),
        (2, ControlClass::Unapplied, Some("C1")),
        (3, ControlClass::Unidentified, None),
        (5, ControlClass::Unapplied, Some("C2")),
        // Both hold: the one found later in fold order counts.
        (6, ControlClass::Unapplied, Some("C2")),
        (7, ControlClass::Unapplied, Some("C1")),
    ];
    for (count, class, customer) in expected.into_iter().chain([(8, ControlClass::Unidentified, None)]) {
        let entries = &entries[..count];
        let money = item(entries, "PAY");
        assert_eq!((money.control_class, money.customer.clone()), (class, customer.map(CustomerId::from)), "after {count}");
        for open in book_of(entries).items {
            let of_item = all_changes(entries).into_iter().filter(|change| change.item == open.id);
            let here = of_item.filter(|change| (change.control_class, &change.customer) == (open.control_class, &open.customer));
            assert_eq!(Amount::checked_sum(here.map(|change| change.amount)), Some(open.open), "{} after {count}", open.id);
        }
    }
    assert_eq!(item(&entries, "PART").customer, None);
}

#[test]
fn what_is_taken_on_any_line_keeps_its_due_date() {
    let line = |item: &str, due: &str| json!({"item": item, "amount": "9", "taken": [{"kind": "withholding", "amount": "1", "due": due}]});
    let lines = [line("A", "2026-05-01"), line("B", "2026-05-02"), line("C", "2026-05-03")];
    let entries = [
        invoice("A", 5, "10"),
        invoice("B", 5, "10"),
        invoice("C", 5, "10"),
        receipt("PAY", 6, "27"),
        entry("AP", 7, "application", json!({"paid_from": "PAY", "lines": lines})),
    ];
    for n in 1..=3 {
        assert_eq!(due(&item(&entries, &format!("AP/{n}"))), Some(format!("2026-05-0{n}")));
    }
}

/// An invoice, a tenth of it withheld as WHT, and WHT moved to another customer, and once more.
fn withheld() -> Vec<Entry> {
    let taken = json!([{"kind": "withholding", "amount": "10", "item": "WHT"}]);
    vec![
        invoice("INV", 5, "100"),
        receipt("PAY", 6, "90"),
        entry("AP", 7, "application", json!({"paid_from": "PAY", "lines": [{"item": "INV", "amount": "90", "taken": taken}]})),
        entry("T1", 8, "transfer", json!({"item": "WHT", "amount": "10", "to_customer": "C2", "id": "WHT-2"})),
        entry("T2", 9, "transfer", json!({"item": "WHT-2", "amount": "10", "to_customer": "C3", "id": "WHT-3"})),
    ]
}

#[test]
fn a_refused_certificate_collects_from_the_invoice_wherever_the_tax_went() {
    let mut entries = withheld();
    entries.push(entry("NO", 10, "certificate_refused", json!({"item": "WHT-3", "amount": "10", "outcome": "collect_again"})));
    let open: Vec<_> = book_of(&entries).items.into_iter().map(|item| (item.id.to_string(), item.open.to_string())).collect();
    assert_eq!(open, [("INV".to_owned(), "10".to_owned())]);
}

#[test]
fn a_refused_certificate_in_another_entity_must_say_what_it_reinstates() {
    let mut entries = withheld();
    entries.push(entry("T3", 10, "transfer", json!({"item": "WHT-3", "amount": "10", "to_entity": "FR01", "id": "WHT-4"})));
    let mut refused = entry("NO", 11, "certificate_refused", json!({"item": "WHT-4", "amount": "10", "outcome": "collect_again"}));
    refused.entity = "FR01".into();
    entries.push(refused);
    assert_eq!(refusals(&entries), [("NO".to_owned(), "mismatch".to_owned())]);
}

#[test]
fn periods_are_closed_and_opened_in_the_order_of_recording() {
    let close = entry("P1", 31, "period_closed", json!({"through": "2026-01-31"}));
    let mut reopen = entry("P2", 15, "period_reopened", json!({"first_open": "2026-01-15"}));
    reopen.recorded = "2026-02-05T08:00:00Z".parse().unwrap();
    let closed = |entries: &[Entry]| book_of(entries).periods.first().map(|period| period.closed_through.to_string());
    assert_eq!(closed(&[close.clone(), reopen.clone()]).as_deref(), Some("2026-01-14"));
    reopen.recorded = "2026-01-15T08:00:00Z".parse().unwrap();
    assert_eq!(closed(&[close, reopen]).as_deref(), Some("2026-01-31"));
}

#[test]
fn of_two_plans_the_last_in_fold_order_holds() {
    let plan = |id: &str, hour: u32| {
        let agreed = json!({"id": id, "currency": "EUR", "items": ["INV"], "installments": [{"due": "2026-03-01", "amount": "100"}]});
        let mut entry = entry(id, 6, "plan_agreed", agreed);
        entry.recorded = format!("2026-01-06T{hour:02}:00:00Z").parse().unwrap();
        entry
    };
    let entries = [invoice("INV", 5, "100"), plan("Z", 8), plan("A", 9)];
    assert_eq!(item(&entries, "INV").plan.unwrap().as_str(), "A");
    let mut ended = entries.to_vec();
    ended.push(entry("END", 7, "plan_ended", json!({"id": "A", "outcome": "defaulted"})));
    assert_eq!(item(&ended, "INV").plan.unwrap().as_str(), "Z");
}

#[test]
fn a_case_is_closed_by_its_own_kind_only() {
    let entries = [
        invoice("INV", 5, "100"),
        entry("H", 6, "hold_placed", json!({"id": "H", "kind": "dunning", "items": ["INV"]})),
        entry("D", 7, "task_done", json!({"id": "H"})),
        entry("L", 8, "hold_lifted", json!({"id": "H"})),
    ];
    assert_eq!(refusals(&entries), [("D".to_owned(), "mismatch".to_owned())]);
    assert!(whole(&entries).book.holds[0].lifted.is_some());
}

#[test]
fn what_an_entry_makes_itself_is_not_there_for_it() {
    let entries = [
        entry("S", 5, "residual", json!({"item": "X", "id": "X", "amount": "1"})),
        entry("T", 6, "transfer", json!({"item": "T/1", "amount": "1", "to_customer": "C2"})),
        reversal("R", 7, "R"),
        entry("N", 8, "note", json!({"text": "on X", "items": ["X"]})),
    ];
    let told = refusals(&entries);
    let rules: Vec<_> = told.iter().map(|(entry, rule)| (entry.as_str(), rule.as_str())).collect();
    assert_eq!(rules, [("S", "unknown_name"), ("T", "unknown_name"), ("R", "unknown_name"), ("N", "hangs_on_refused")]);
}

#[test]
fn an_item_keeps_its_rate_within_its_entity_and_takes_the_given_one_elsewhere() {
    let sold = json!({"id": "INV", "currency": "GBP", "amount": "100", "booked": {"base": "EUR", "rate": "1.2"}});
    let moved = |record: Value| {
        let entries = [entry("INV", 5, "invoice", sold.clone()), entry("T", 6, "transfer", record)];
        let part = item(&entries, "NEW");
        let change = all_changes(&entries).into_iter().find(|change| change.item.as_str() == "NEW").unwrap();
        assert_eq!(change.base_amount, part.base_open);
        let journal = journal(&entries, &at_last(), &MasterData::new(), &JournalPolicy::new()).unwrap();
        let posting = journal.postings.iter().rev().find(|posting| posting.entity == part.entity).unwrap();
        let line = posting.lines.iter().find(|line| line.item.as_ref() == Some(&part.id)).unwrap();
        (part.base_open.map(|base| base.to_string()), line.base_amount.to_string())
    };
    let given = json!({"base": "USD", "rate": "1.5"});
    // Nothing is said of the other entity's base: it is the item's own currency, as for any item without a rate.
    assert_eq!(moved(json!({"item": "INV", "amount": "100", "id": "NEW", "to_entity": "US01"})), (None, "100".to_owned()));
    let elsewhere = json!({"item": "INV", "amount": "100", "id": "NEW", "to_entity": "US01", "booked": given});
    assert_eq!(moved(elsewhere), (Some("150".to_owned()), "150".to_owned()));
    let here = json!({"item": "INV", "amount": "100", "id": "NEW", "to_entity": "DE01", "to_customer": "C2"});
    assert_eq!(moved(here), (Some("120".to_owned()), "120".to_owned()));
    let anew = json!({"item": "INV", "amount": "100", "id": "NEW", "to_customer": "C2", "booked": {"base": "EUR", "rate": "1.3"}});
    assert_eq!(moved(anew), (Some("130".to_owned()), "130".to_owned()));
}

#[test]
fn a_base_currency_that_iso_does_not_list_is_refused_by_name() {
    let sold = json!({"id": "INV", "currency": "EUR", "amount": "100", "booked": {"base": "USDT", "rate": "1.1"}});
    let entries = [entry("INV", 5, "invoice", sold)];
    assert_eq!(check(&entries, &PostPolicy::new())[0].rule, "unknown_currency");
    let refused = post(&mut Ledger::new(), Batch::new(entries.to_vec()), &PostPolicy::new()).unwrap_err();
    assert_eq!(refused.code(), "unknown_currency");
    let as_of = at_last();
    let error = journal(&entries, &as_of, &MasterData::new(), &JournalPolicy::new()).unwrap_err();
    assert_eq!(error.code(), "unknown_currency");
    // A replay refuses nothing for it, and knows no base amount.
    assert_eq!((item(&entries, "INV").base_open, whole(&entries).refused.len()), (None, 0));
}

#[test]
fn a_fee_is_booked_at_the_rate_of_its_receipt() {
    let booked = json!({"base": "EUR", "rate": "1", "amount": "120"});
    let received = entry("PAY", 5, "receipt", json!({"id": "PAY", "currency": "GBP", "amount": "100", "booked": booked}));
    let fee = json!({"receipt": "PAY", "amount": "100", "fee": {"amount": "5", "borne_by": "customer", "item": "FEE"}});
    let entries = [received, entry("RET", 6, "receipt_returned", fee)];
    assert_eq!(item(&entries, "FEE").base_open.unwrap().to_string(), "6");
}
