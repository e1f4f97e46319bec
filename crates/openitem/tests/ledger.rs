//! The ledger: whole batches or nothing, periods, early and late entries, and the same book whichever way it is posted.

use chrono::{DateTime, Days, NaiveDate, Utc};
use openitem::{
    Amount, Application, ApplicationLine, AsOf, Basis, Batch, Currency, Document, EarlyEntry, Entry, EntryKind, LateEntry, Ledger, Moved,
    Note, OpenItemError, PeriodClosed, PeriodReopened, PostPolicy, Posted, Receipt, Return, Reversal, TakenKind, WriteOff, check, facade,
    post, post_after, replay, restore, snapshot,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn eur() -> Currency {
    Currency::new("EUR").unwrap()
}

fn recorded(date: &str) -> DateTime<Utc> {
    format!("{date}T08:00:00Z").parse().unwrap()
}

fn entry(id: &str, date: &str, kind: EntryKind) -> Entry {
    Entry::new(id, "DE01", day(date), recorded(date), kind).with_customer("C1")
}

fn recorded_on(date: &str, mut entry: Entry) -> Entry {
    entry.recorded = recorded(date);
    entry
}

fn invoice(id: &str, date: &str, value: &str) -> Entry {
    entry(&format!("E-{id}"), date, EntryKind::invoice(Document::new(id, eur(), amount(value)).with_due(day("2026-03-31"))))
}

fn receipt(id: &str, date: &str, value: &str) -> Entry {
    entry(&format!("E-{id}"), date, EntryKind::receipt(Receipt::new(id, eur(), amount(value))))
}

fn application(id: &str, date: &str, from: &str, lines: &[(&str, &str)]) -> Entry {
    let lines = lines.iter().map(|(item, value)| ApplicationLine::new(*item, amount(value))).collect::<Vec<_>>();
    entry(id, date, EntryKind::application(Application::new(from, lines)))
}

fn write_off(id: &str, date: &str, item: &str, value: &str) -> Entry {
    entry(id, date, EntryKind::write_off(WriteOff::new(item, amount(value))))
}

fn reversal(id: &str, date: &str, of: &str) -> Entry {
    entry(id, date, EntryKind::reversal(Reversal::new(of)))
}

fn closed(id: &str, date: &str, through: &str) -> Entry {
    entry(id, date, EntryKind::period_closed(PeriodClosed::new(day(through))))
}

fn ledger(entries: &[Entry]) -> Ledger {
    let mut ledger = Ledger::new();
    post(&mut ledger, Batch::new(entries.to_vec()), &PostPolicy::new()).unwrap();
    ledger
}

fn later() -> AsOf {
    AsOf::new(day("2027-12-31"))
}

fn json<T: openitem::wire::WireValue>(value: &T) -> String {
    facade::to_json(value).unwrap()
}

/// A batch that must be refused, and must leave no trace: neither in what the ledger shows nor in what it takes afterwards.
fn refused(ledger: &mut Ledger, batch: Vec<Entry>, policy: &PostPolicy) -> OpenItemError {
    let (entries, book) = (ledger.entries().to_vec(), json(&ledger.replay(&later())));
    let items: Vec<_> = ledger.replay(&later()).book.items.into_iter().map(|item| item.id).collect();
    let bases: Vec<_> = items.iter().map(|item| ledger.basis(item)).collect();
    let error = post(ledger, Batch::new(batch), policy).unwrap_err();
    assert_eq!(ledger.entries(), entries);
    assert_eq!(json(&ledger.replay(&later())), book);
    assert_eq!(items.iter().map(|item| ledger.basis(item)).collect::<Vec<_>>(), bases);
    error
}

#[test]
fn a_batch_is_taken_in_whole_or_not_at_all() {
    let mut ledger = ledger(&[invoice("INV-1", "2026-01-10", "100")]);
    let batch = vec![receipt("PAY-1", "2026-02-05", "100"), application("A1", "2026-02-05", "PAY-1", &[("INV-1", "101")])];
    let error = refused(&mut ledger, batch, &PostPolicy::new());
    // Item and receipt are over-applied alike; the application is what goes.
    assert!(matches!(&error, OpenItemError::WouldOverApply { entry, .. } if entry.as_str() == "A1"), "{error:?}");
    // The receipt of the batch is not there: the same ids are free.
    let batch = vec![receipt("PAY-1", "2026-02-05", "100"), application("A1", "2026-02-05", "PAY-1", &[("INV-1", "100")])];
    post(&mut ledger, Batch::new(batch), &PostPolicy::new()).unwrap();
    assert!(ledger.replay(&later()).book.items.is_empty());
}

/// I6: posting an entry twice changes nothing; the same id with other content is an error.
#[test]
fn i6_an_entry_posted_twice_is_known_and_the_same_id_with_other_content_is_refused() {
    let first = invoice("INV-1", "2026-01-10", "100").with_by("anna");
    let mut ledger = ledger(std::slice::from_ref(&first));
    let again = recorded_on("2026-05-01", first.clone().with_by("bert"));
    for batch in [vec![first.clone()], vec![again.clone()], vec![again, first.clone()]] {
        let count = batch.len();
        let posted = post(&mut ledger, Batch::new(batch), &PostPolicy::new()).unwrap();
        assert_eq!(posted, Posted::new().with_known(vec![first.id.clone(); count]));
        // When it was recorded and by whom stay those of the first.
        assert_eq!(ledger.entries(), std::slice::from_ref(&first));
    }
    let mut other = first;
    other.effective = day("2026-01-11");
    assert_eq!(refused(&mut ledger, vec![other.clone()], &PostPolicy::new()).code(), "id_reused");
    let twice = vec![invoice("INV-2", "2026-01-10", "1"), invoice("INV-2", "2026-01-10", "2")];
    assert_eq!(refused(&mut ledger, twice, &PostPolicy::new()).code(), "id_reused");
    let twice = vec![invoice("INV-2", "2026-01-10", "1"); 2];
    let posted = post(&mut ledger, Batch::new(twice), &PostPolicy::new()).unwrap();
    assert_eq!((posted.posted.len(), posted.known.len()), (1, 1));
}

#[test]
fn a_closed_period_refuses_with_the_first_open_date_or_the_policy_posts_there() {
    let mut ledger = ledger(&[invoice("INV-1", "2026-01-10", "100"), closed("P1", "2026-02-03", "2026-01-31")]);
    assert_eq!(ledger.closed_through(&"DE01".into()), Some(day("2026-01-31")));
    let late = recorded_on("2026-02-04", invoice("INV-2", "2026-01-31", "50"));
    let error = refused(&mut ledger, vec![late.clone()], &PostPolicy::new());
    let OpenItemError::PeriodClosed { first_open, closed_through, .. } = error else { panic!("{error:?}") };
    assert_eq!((first_open, closed_through), (day("2026-02-01"), day("2026-01-31")));

    let money = recorded_on("2026-02-04", receipt("PAY-1", "2026-01-30", "70"));
    let policy = PostPolicy::new().with_late(LateEntry::Move);
    let posted = post(&mut ledger, Batch::new(vec![late.clone(), money]), &policy).unwrap();
    let moved = |entry: &str, from: &str| Moved::new(entry, day(from), day("2026-02-01"));
    assert_eq!(posted.moved, [moved("E-INV-2", "2026-01-31"), moved("E-PAY-1", "2026-01-30")]);
    // January is as it was; in February they keep the dates of the document and of the bank.
    assert_eq!(ledger.replay(&AsOf::new(day("2026-01-31"))).book.items.len(), 1);
    let february = ledger.replay(&AsOf::new(day("2026-02-01"))).book;
    let dates: Vec<_> = february.items.iter().map(|item| (item.id.as_str(), item.document_date, item.effective)).collect();
    assert_eq!(
        dates,
        [
            ("INV-1", day("2026-01-10"), day("2026-01-10")),
            ("INV-2", day("2026-01-31"), day("2026-02-01")),
            ("PAY-1", day("2026-01-30"), day("2026-02-01")),
        ]
    );
}

#[test]
fn a_period_is_its_entity_s_own_and_opens_again() {
    let mut ledger = ledger(&[closed("P1", "2026-02-03", "2026-01-31")]);
    let late = recorded_on("2026-02-06", invoice("INV-2", "2026-01-31", "50"));
    let mut elsewhere = recorded_on("2026-02-06", invoice("F-1", "2026-01-31", "50"));
    elsewhere.entity = "FR01".into();
    post(&mut ledger, Batch::new(vec![elsewhere]), &PostPolicy::new()).unwrap();
    assert_eq!(refused(&mut ledger, vec![late.clone()], &PostPolicy::new()).code(), "period_closed");
    let reopened = EntryKind::period_reopened(PeriodReopened::new(day("2026-01-31")));
    post(&mut ledger, Batch::new(vec![entry("P2", "2026-02-05", reopened)]), &PostPolicy::new()).unwrap();
    assert_eq!(ledger.closed_through(&"DE01".into()), Some(day("2026-01-30")));
    post(&mut ledger, Batch::new(vec![late]), &PostPolicy::new()).unwrap();
}

#[test]
fn a_close_that_is_reversed_opens_the_period_and_closes_it_when_brought_back() {
    let mut ledger = ledger(&[closed("P1", "2026-02-03", "2026-01-31"), closed("P2", "2026-03-03", "2026-02-28")]);
    let through = |ledger: &Ledger| ledger.closed_through(&"DE01".into()).map(|date| date.to_string());
    assert_eq!(through(&ledger).as_deref(), Some("2026-02-28"));
    post(&mut ledger, Batch::new(vec![reversal("R2", "2026-03-04", "P2")]), &PostPolicy::new()).unwrap();
    assert_eq!(through(&ledger).as_deref(), Some("2026-01-31"));
    // A batch that is refused closes nothing.
    let bad = vec![closed("P3", "2026-04-03", "2026-03-31"), reversal("R9", "2026-04-03", "NONE")];
    assert_eq!(refused(&mut ledger, bad, &PostPolicy::new()).code(), "unknown_name");
    assert_eq!(through(&ledger).as_deref(), Some("2026-01-31"));
    post(&mut ledger, Batch::new(vec![reversal("RR2", "2026-03-05", "R2"), reversal("R1", "2026-03-05", "P1")]), &PostPolicy::new())
        .unwrap();
    assert_eq!(through(&ledger).as_deref(), Some("2026-02-28"));
    post(&mut ledger, Batch::new(vec![reversal("RRR2", "2026-03-06", "RR2")]), &PostPolicy::new()).unwrap();
    assert_eq!(through(&ledger), None);
}

#[test]
fn an_entry_before_what_it_names_is_refused_or_moved_by_policy() {
    let mut ledger = ledger(&[invoice("INV-1", "2026-01-10", "100"), receipt("PAY-1", "2026-02-05", "100")]);
    let early = application("A1", "2026-02-04", "PAY-1", &[("INV-1", "100")]);
    let error = refused(&mut ledger, vec![early.clone()], &PostPolicy::new());
    assert!(matches!(&error, OpenItemError::BeforeTarget { target, .. } if target.as_str() == "E-PAY-1"), "{error:?}");
    let posted = post(&mut ledger, Batch::new(vec![early]), &PostPolicy::new().with_early(EarlyEntry::Move)).unwrap();
    assert_eq!(posted.moved, [Moved::new("A1", day("2026-02-04"), day("2026-02-05"))]);
    assert!(ledger.replay(&later()).book.items.is_empty());
}

/// A proposal relied on an open amount and on the entry that moved it last: either may have changed.
#[test]
fn a_proposal_whose_basis_no_longer_holds_is_stale_unless_all_of_it_is_known() {
    let mut ledger = ledger(&[invoice("INV-1", "2026-01-10", "100"), receipt("PAY-1", "2026-02-05", "100")]);
    let basis: Vec<Basis> = ["INV-1", "PAY-1"].iter().map(|item| ledger.basis(&(*item).into()).unwrap()).collect();
    assert_eq!(basis[0], Basis::new("INV-1", amount("100")).with_last("E-INV-1"));
    let proposal = Batch::new(vec![application("A1", "2026-02-06", "PAY-1", &[("INV-1", "100")])]).with_basis(basis);

    let mut other = ledger.clone();
    post(&mut other, Batch::new(vec![write_off("W1", "2026-02-05", "INV-1", "1")]), &PostPolicy::new()).unwrap();
    let error = post(&mut other, proposal.clone(), &PostPolicy::new()).unwrap_err();
    assert!(
        matches!(&error, OpenItemError::StaleProposal { item, expected, found } if item.as_str() == "INV-1"
            && expected == "100 open after `E-INV-1`" && found == "99 open after `W1`"),
        "{error:?}"
    );
    // Put right again, the amount is the same but the last entry is not.
    post(&mut other, Batch::new(vec![reversal("R1", "2026-02-05", "W1")]), &PostPolicy::new()).unwrap();
    assert_eq!(post(&mut other, proposal.clone(), &PostPolicy::new()).unwrap_err().code(), "stale_proposal");

    post(&mut ledger, proposal.clone(), &PostPolicy::new()).unwrap();
    // Accepted once more: its entries are known, and its basis is not asked for.
    let again = post(&mut ledger, proposal, &PostPolicy::new()).unwrap();
    assert_eq!((again.posted.len(), again.known.len()), (0, 1));
}

#[test]
fn an_amount_finer_than_its_currency_is_refused_and_never_rounded() {
    let mut ledger = ledger(&[invoice("INV-1", "2026-01-10", "100"), receipt("PAY-1", "2026-02-05", "100")]);
    let error = refused(&mut ledger, vec![application("A1", "2026-02-06", "PAY-1", &[("INV-1", "33.333")])], &PostPolicy::new());
    assert!(matches!(&error, OpenItemError::AmountScale { digits: 2, found, .. } if *found == amount("33.333")), "{error:?}");
    for (currency, value, fine) in [("JPY", "100", "100.5"), ("KWD", "1.234", "1.2345"), ("CLF", "0.0001", "0.00001")] {
        let document = |id: &str, value: &str| {
            let invoice = Document::new(id, Currency::new(currency).unwrap(), amount(value));
            entry(id, "2026-01-10", EntryKind::invoice(invoice))
        };
        assert_eq!(refused(&mut ledger, vec![document(&format!("{currency}-x"), fine)], &PostPolicy::new()).code(), "amount_scale");
        post(&mut ledger, Batch::new(vec![document(currency, value)]), &PostPolicy::new()).unwrap();
    }
}

/// Applied on 10 March in full: an application of February leaves too little there, though February itself would stand.
#[test]
fn a_back_dated_application_that_over_applies_on_a_later_date_leaves_the_ledger_as_it_was() {
    let mut ledger = ledger(&[
        invoice("INV-1", "2026-01-10", "100"),
        receipt("PAY-1", "2026-01-20", "100"),
        receipt("PAY-2", "2026-01-20", "100"),
        application("A1", "2026-03-10", "PAY-1", &[("INV-1", "80")]),
    ]);
    let back_dated = |value: &str| recorded_on("2026-04-01", application("A2", "2026-02-01", "PAY-2", &[("INV-1", value)]));
    let error = refused(&mut ledger, vec![back_dated("20.01")], &PostPolicy::new());
    // In a replay it is A1, the later one, that no longer stands; the error names both.
    assert!(
        matches!(&error, OpenItemError::WouldOverApply { entry, item, .. } if entry.as_str() == "A1" && item.as_str() == "INV-1"),
        "{error:?}"
    );
    assert!(error.to_string().contains("INV-1"), "{error}");
    // What fits is taken, and then no cent more.
    post(&mut ledger, Batch::new(vec![back_dated("20")]), &PostPolicy::new()).unwrap();
    let cent = recorded_on("2026-04-02", application("A3", "2026-02-02", "PAY-2", &[("INV-1", "0.01")]));
    assert_eq!(refused(&mut ledger, vec![cent], &PostPolicy::new()).code(), "would_over_apply");
    let replayed = ledger.replay(&later());
    assert!(replayed.refused.is_empty());
    assert_eq!(replayed.book.items.len(), 2);
}

/// The same, over an item with a reversal between: judged by folding again.
#[test]
fn a_back_dated_entry_among_reversals_is_judged_on_every_date_too() {
    let mut ledger = ledger(&[
        invoice("INV-1", "2026-01-10", "100"),
        receipt("PAY-1", "2026-01-20", "100"),
        application("A1", "2026-02-10", "PAY-1", &[("INV-1", "80")]),
        reversal("R1", "2026-03-10", "A1"),
    ]);
    let back_dated = |value: &str| recorded_on("2026-04-01", write_off("W1", "2026-02-15", "INV-1", value));
    // Open again today, but on 15 February only 20 were.
    assert_eq!(refused(&mut ledger, vec![back_dated("20.01")], &PostPolicy::new()).code(), "would_over_apply");
    post(&mut ledger, Batch::new(vec![back_dated("20")]), &PostPolicy::new()).unwrap();
    assert_eq!(
        ledger.replay(&later()).book.items.iter().find(|item| item.id.as_str() == "INV-1").map(|item| item.open),
        Some(amount("80"))
    );
}

/// A log with a bit of everything, in the order of its recording; some of it is effective before what was posted earlier.
fn history() -> Vec<Entry> {
    let returned = EntryKind::receipt_returned(Return::new("PAY-2", amount("60")));
    let mut application = application("A1", "2026-02-05", "PAY-1", &[("INV-1", "90")]);
    if let EntryKind::Application { application } = &mut application.kind {
        let taken = openitem::Taken::new(TakenKind::Withholding, amount("10")).with_item("WHT-1");
        application.lines[0].taken.push(taken);
    }
    let mut log = vec![
        invoice("INV-1", "2026-01-10", "100"),
        invoice("INV-2", "2026-01-12", "60"),
        receipt("PAY-1", "2026-02-03", "120"),
        application,
        receipt("PAY-2", "2026-02-06", "60"),
        crate::application("A2", "2026-02-06", "PAY-2", &[("INV-2", "60")]),
        invoice("INV-3", "2026-01-20", "45.5"),
        entry("B1", "2026-02-20", returned),
        crate::application("A3", "2026-02-10", "PAY-1", &[("INV-3", "30")]),
        reversal("R1", "2026-02-25", "A1"),
        write_off("W1", "2026-02-26", "INV-2", "60"),
        reversal("R2", "2026-03-01", "R1"),
        reversal("R3", "2026-03-02", "W1"),
    ];
    for (at, entry) in log.iter_mut().enumerate() {
        entry.recorded = recorded("2026-03-05").checked_add_days(Days::new(at as u64)).unwrap();
    }
    log
}

#[test]
fn what_was_posted_one_by_one_or_at_once_replays_without_a_refusal_to_the_same_book() {
    let log = history();
    let mut one_by_one = Ledger::new();
    for entry in &log {
        post(&mut one_by_one, Batch::new(vec![entry.clone()]), &PostPolicy::new()).unwrap_or_else(|error| panic!("{}: {error}", entry.id));
    }
    let mut stateless: Vec<Entry> = Vec::new();
    for pair in log.chunks(2) {
        let result = post_after(&stateless, Batch::new(pair.to_vec()), &PostPolicy::new()).unwrap();
        stateless.extend(result.entries);
    }
    let at_once = ledger(&log);
    assert_eq!(stateless, log);
    for date in ["2026-01-31", "2026-02-05", "2026-02-20", "2026-02-25", "2026-02-28", "2026-03-01", "2026-12-31"] {
        let view = AsOf::new(day(date));
        let replayed = replay(&log, &view);
        assert!(replayed.refused.is_empty(), "{:?}", replayed.refused);
        let mut reversed = log.clone();
        reversed.reverse();
        for other in [one_by_one.replay(&view), at_once.replay(&view), replay(&reversed, &view)] {
            assert_eq!(json(&other), json(&replayed), "{date}");
        }
    }
    let end: Vec<_> = at_once.replay(&later()).book.items.iter().map(|item| format!("{} {}", item.id, item.open)).collect();
    // INV-1: 90 + 10 withheld; INV-2 returned and its write-off reversed; INV-3 45.5 - 30; PAY-1 120 - 90 - 30.
    assert_eq!(end, ["INV-2 60", "INV-3 15.5", "WHT-1 10"]);
    assert!(check(&log, &PostPolicy::new()).is_empty());
}

#[test]
fn a_snapshot_with_what_came_later_is_the_full_replay() {
    let log = history();
    for cut in ["2026-01-15", "2026-02-06", "2026-02-20", "2026-02-26", "2026-03-02"] {
        let cut = day(cut);
        let put_away = snapshot(&log, &AsOf::new(cut));
        let later_entries: Vec<Entry> = log.iter().filter(|entry| entry.effective > cut).cloned().collect();
        for date in [cut, day("2026-02-25"), day("2026-12-31")] {
            if date >= cut {
                let restored = restore(&put_away, &later_entries, &AsOf::new(date));
                assert_eq!(json(&restored), json(&replay(&log, &AsOf::new(date))), "cut {cut}, as of {date}");
            }
        }
        // What the snapshot holds may be given again; what it does not hold comes too late.
        assert!(restore(&put_away, &log, &later()).refused.is_empty());
        let early = invoice("INV-9", "2026-01-11", "1");
        let refused = restore(&put_away, &[early], &later()).refused;
        assert_eq!(refused.iter().map(|refusal| refusal.rule.as_str()).collect::<Vec<_>>(), ["before_snapshot"]);
    }
}

#[test]
fn check_lists_every_finding_in_fold_order() {
    let mut log = vec![
        invoice("INV-1", "2026-01-10", "100"),
        receipt("PAY-1", "2026-01-20", "100"),
        application("A1", "2026-01-21", "PAY-1", &[("INV-1", "100.001")]),
        application("A2", "2026-01-22", "PAY-1", &[("INV-9", "1")]),
        write_off("W1", "2026-01-23", "INV-1", "200"),
        closed("P1", "2026-02-03", "2026-01-31"),
        invoice("INV-2", "2026-01-30", "10.005"),
        receipt("PAY-2", "2026-02-10", "5"),
    ];
    for (at, entry) in log.iter_mut().enumerate() {
        entry.recorded = recorded("2026-03-05").checked_add_days(Days::new(at as u64)).unwrap();
    }
    let found = |log: &[Entry]| {
        check(log, &PostPolicy::new()).into_iter().map(|refusal| (refusal.entry.to_string(), refusal.rule)).collect::<Vec<_>>()
    };
    let expected = [
        ("A1", "would_over_apply"),
        ("A1", "amount_scale"),
        ("A2", "unknown_name"),
        ("W1", "would_over_apply"),
        ("E-INV-2", "amount_scale"),
        ("E-INV-2", "period_closed"),
    ]
    .map(|(entry, rule)| (entry.to_owned(), rule.to_owned()));
    assert_eq!(found(&log), expected);
    log.reverse();
    assert_eq!(found(&log), expected);
}

#[test]
fn check_looks_at_many_period_entries_once() {
    let many = 20_000_i64;
    let at = |minute: i64| recorded("2026-02-10") + chrono::Duration::minutes(minute);
    let mut entries = Vec::new();
    for number in 0..many {
        let kind = if number % 2 == 0 {
            EntryKind::period_closed(PeriodClosed::new(day("2026-01-31")))
        } else {
            EntryKind::period_reopened(PeriodReopened::new(day("2026-01-01")))
        };
        let mut period = entry(&format!("P{number}"), "2026-02-10", kind);
        period.recorded = at(2 * number);
        entries.push(period);
        let mut note = entry(&format!("N{number}"), "2026-01-15", EntryKind::note(Note::new("late")));
        note.recorded = at(2 * number + 1);
        entries.push(note);
    }
    let found = check(&entries, &PostPolicy::new());
    // Every other note was recorded while January was closed.
    assert_eq!(found.len(), 10_000);
    assert!(found.iter().all(|refusal| refusal.rule == "period_closed"));
}
