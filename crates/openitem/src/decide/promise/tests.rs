use chrono::NaiveDate;
use proptest::prelude::*;

use super::{PromiseCounts, PromisePolicy, PromiseStatus, assess};
use crate::{
    Amount, Application, ApplicationLine, AppliedAmount, AsOf, Cause, Currency, Document, Entry, EntryKind, Money, PromiseMade,
    PromiseToPay, PromisedItem, Receipt, Reversal, applied_amounts, replay,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn promise(id: &str, date: &str, promised: &str, items: &[&str]) -> PromiseToPay {
    let items: Vec<PromisedItem> = items.iter().map(|item| PromisedItem::new(*item)).collect();
    let made = PromiseMade::new(id, day(date), Currency::EUR, amount(promised)).with_items(items);
    PromiseToPay::new(made, "E", day("2026-06-01")).with_customer("C-1")
}

fn came(entry: &str, item: &str, on: &str, sum: &str) -> AppliedAmount {
    AppliedAmount::new(entry, item, "E", Currency::EUR, day(on), day(on), amount(sum), Cause::Applied)
        .with_customer("C-1")
        .with_receipt("R-1")
}

fn status(promises: &[PromiseToPay], applied: &[AppliedAmount], on: &str, policy: &PromisePolicy) -> Vec<PromiseStatus> {
    assess(promises, applied, day(on), policy).unwrap().promises.iter().map(|one| one.status).collect()
}

#[test]
fn sap_levels() {
    use PromiseStatus::{Broken, Kept, Open, Superseded};
    let follows = |id: &str, date: &str, before: &str, made: &str| {
        let mut next = promise(id, date, "100", &["INV-1"]);
        next.promise.replaces = Some(before.into());
        next.made = day(made);
        next
    };
    let levels = |promises: &[PromiseToPay], applied: &[AppliedAmount]| {
        let report = assess(promises, applied, day("2026-06-20"), &PromisePolicy::sap()).unwrap();
        report.promises.iter().map(|one| (one.status, one.level)).collect::<Vec<_>>()
    };
    let first = promise("P-1", "2026-06-10", "100", &["INV-1"]);
    // DOMAIN T7.6: broken, so the next is of level 2; a part that was kept, so the promise of the rest is of level 1.
    let second = follows("P-2", "2026-06-30", "P-1", "2026-06-15");
    assert_eq!(levels(&[first.clone(), second.clone()], &[]), [(Broken, 1), (Open, 2)]);
    assert_eq!(levels(&[first.clone(), second.clone()], &[came("A", "INV-1", "2026-06-09", "100")]), [(Kept, 1), (Open, 1)]);
    // Promised anew before the first was due.
    let early = follows("P-2", "2026-06-30", "P-1", "2026-06-05");
    assert_eq!(levels(&[first.clone(), early], &[]), [(Superseded, 1), (Open, 2)]);
    let third = follows("P-3", "2026-07-30", "P-2", "2026-06-18");
    let second = follows("P-2", "2026-06-16", "P-1", "2026-06-15");
    assert_eq!(levels(&[third, second, first], &[]), [(Broken, 1), (Broken, 2), (Open, 3)]);
    // A circle ends.
    let one = follows("P-1", "2026-06-10", "P-2", "2026-06-01");
    let other = follows("P-2", "2026-06-10", "P-1", "2026-06-01");
    assert_eq!(levels(&[one, other], &[]).len(), 2);
}

#[test]
fn oracle_grace() {
    let promise = [promise("P-1", "2026-06-24", "100", &[])];
    assert_eq!(status(&promise, &[], "2026-06-25", &PromisePolicy::oracle()), [PromiseStatus::Open]);
    assert_eq!(status(&promise, &[], "2026-06-26", &PromisePolicy::oracle()), [PromiseStatus::Broken]);
}

#[test]
fn a_day_off_is_moved_on_and_business_days_count_from_there() {
    // 13 June 2026 is a Saturday.
    let promise = [promise("P-1", "2026-06-13", "100", &["INV-1"])];
    let monday = [came("A", "INV-1", "2026-06-15", "100")];
    let policy = PromisePolicy::sap();
    assert_eq!(status(&promise, &monday, "2026-06-16", &policy), [PromiseStatus::Broken]);
    assert_eq!(status(&promise, &monday, "2026-06-16", &policy.clone().with_business_days(true)), [PromiseStatus::Kept]);
    let report = assess(&promise, &[], day("2026-06-16"), &policy.with_business_days(true).with_days(1)).unwrap();
    assert_eq!(report.promises[0].last_day, day("2026-06-16"));
}

#[test]
fn a_percentage_or_a_shortage_keeps_what_is_not_paid_in_full() {
    let promise = [promise("P-1", "2026-06-13", "200", &["INV-1"])];
    let paid = |sum: &str| [came("A", "INV-1", "2026-06-12", sum)];
    let percent = PromisePolicy::new().with_percent("95".parse::<crate::Rate>().unwrap());
    assert_eq!(status(&promise, &paid("190"), "2026-06-30", &percent), [PromiseStatus::Kept]);
    assert_eq!(status(&promise, &paid("189.99"), "2026-06-30", &percent), [PromiseStatus::PartlyKept]);
    let shortage = PromisePolicy::new().with_shortage(vec![Money::new(amount("5"), Currency::EUR)]);
    assert_eq!(status(&promise, &paid("195"), "2026-06-30", &shortage), [PromiseStatus::Kept]);
    assert_eq!(status(&promise, &paid("194.99"), "2026-06-30", &shortage), [PromiseStatus::PartlyKept]);
}

#[test]
fn no_amount_keeps_two_promises() {
    let promises = [promise("P-1", "2026-06-13", "100", &[]), promise("P-2", "2026-06-14", "100", &["INV-1"])];
    let policy = PromisePolicy::new();
    let report = assess(&promises, &[came("A", "INV-1", "2026-06-12", "150")], day("2026-06-30"), &policy).unwrap();
    assert_eq!(report.promises.iter().map(|one| one.paid).collect::<Vec<_>>(), [amount("100"), amount("50")]);
    let total = &report.totals[0];
    assert_eq!((total.kept, total.partly_kept, total.broken), (1, 1, 0));
    assert_eq!((total.kept_percent, total.paid_percent), (Some("50".parse().unwrap()), Some("75".parse().unwrap())));
}

#[test]
fn credits_count_where_the_policy_says_so() {
    let promise = [promise("P-1", "2026-06-13", "100", &["INV-1"])];
    let mut credited = came("A", "INV-1", "2026-06-12", "100");
    credited.receipt = None;
    assert_eq!(status(&promise, &[credited.clone()], "2026-06-30", &PromisePolicy::new()), [PromiseStatus::Broken]);
    let all = PromisePolicy::new().with_counts(PromiseCounts::Everything);
    assert_eq!(status(&promise, &[credited], "2026-06-30", &all), [PromiseStatus::Kept]);
}

#[test]
fn what_was_withdrawn_is_neither_kept_nor_broken() {
    let mut promise = promise("P-1", "2026-06-13", "100", &["INV-1"]);
    promise.withdrawn = Some(day("2026-06-11"));
    let policy = PromisePolicy::new();
    assert_eq!(status(&[promise.clone()], &[], "2026-06-10", &policy), [PromiseStatus::Open]);
    assert_eq!(status(&[promise.clone()], &[], "2026-06-30", &policy), [PromiseStatus::Withdrawn]);
    assert_eq!(status(&[promise.clone()], &[came("A", "INV-1", "2026-06-11", "100")], "2026-06-30", &policy), [PromiseStatus::Kept]);
    // Too late to take back what was broken already.
    promise.withdrawn = Some(day("2026-06-20"));
    assert_eq!(status(&[promise], &[], "2026-06-30", &policy), [PromiseStatus::Broken]);
}

#[test]
fn a_reversed_receipt_opens_the_judgement_again() {
    let recorded = "2026-06-30T09:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    let entry = |id: &str, on: &str, kind| Entry::new(id, "E", day(on), recorded, kind).with_customer("C-1");
    let line = ApplicationLine::new("INV-1", amount("100"));
    let mut entries = vec![
        entry("E1", "2026-05-05", EntryKind::invoice(Document::new("INV-1", Currency::EUR, amount("100")).with_due(day("2026-06-04")))),
        entry("E2", "2026-06-01", EntryKind::promise_made(promise("P-1", "2026-06-13", "100", &["INV-1"]).promise)),
        entry("E3", "2026-06-12", EntryKind::receipt(Receipt::new("R-1", Currency::EUR, amount("100")))),
        entry("E4", "2026-06-12", EntryKind::application(Application::new("R-1", vec![line]))),
    ];
    let judged = |entries: &[Entry], on: &str| {
        let view = AsOf::new(day(on));
        status(&replay(entries, &view).book.promises, &applied_amounts(entries, &view), on, &PromisePolicy::new())
    };
    assert_eq!(judged(&entries[..2], "2026-06-20"), [PromiseStatus::Broken]);
    assert_eq!(judged(&entries, "2026-06-20"), [PromiseStatus::Kept]);
    entries.push(entry("E5", "2026-06-20", EntryKind::reversal(Reversal::new("E3"))));
    assert_eq!(judged(&entries, "2026-06-20"), [PromiseStatus::Broken]);
    // As it was known before, nothing changes.
    assert_eq!(judged(&entries, "2026-06-19"), [PromiseStatus::Kept]);
}

#[test]
fn bounds_out_of_range_are_refused() {
    let refused = |policy: PromisePolicy| assess(&[], &[], day("2026-06-30"), &policy).unwrap_err().code();
    assert_eq!(refused(PromisePolicy::new().with_days(-1)), "invalid_value");
    assert_eq!(refused(PromisePolicy::new().with_percent("101".parse::<crate::Rate>().unwrap())), "invalid_value");
    let twice = [promise("P-1", "2026-06-13", "1", &[]), promise("P-1", "2026-06-14", "1", &[])];
    assert_eq!(assess(&twice, &[], day("2026-06-30"), &PromisePolicy::new()).unwrap_err().code(), "invalid_value");
    let late = [PromiseToPay { made: day("9999-01-01"), ..promise("P-1", "9999-12-31", "1", &[]) }];
    assert_eq!(assess(&late, &[], day("9999-12-31"), &PromisePolicy::new()).unwrap_err().code(), "date_range");
}

proptest! {
    /// I10: the order of what is given says nothing; and no money counts twice.
    #[test]
    fn the_order_says_nothing_and_no_money_counts_twice(
        sums in prop::collection::vec((1_i64..500, 1_u32..28, 0_usize..3), 0..12),
        promised in prop::collection::vec((1_i64..900, 1_u32..28, 0_usize..4), 1..6),
    ) {
        let items = ["INV-1", "INV-2", "INV-3"];
        let on = |day: u32| NaiveDate::from_ymd_opt(2026, 6, day).unwrap().to_string();
        let mut applied: Vec<AppliedAmount> = sums
            .iter()
            .enumerate()
            .map(|(nth, (sum, day, item))| came(&format!("A-{nth}"), items[*item], &on(*day), &sum.to_string()))
            .collect();
        let mut promises: Vec<PromiseToPay> = promised
            .iter()
            .enumerate()
            .map(|(nth, (sum, day, item))| promise(&format!("P-{nth}"), &on(*day), &sum.to_string(), items.get(*item..=*item).unwrap_or_default()))
            .collect();
        let report = assess(&promises, &applied, day("2026-06-30"), &PromisePolicy::new()).unwrap();
        let paid: Amount = Amount::checked_sum(report.promises.iter().map(|one| one.paid)).unwrap();
        prop_assert!(paid <= Amount::checked_sum(applied.iter().map(|one| one.amount)).unwrap());
        prop_assert!(report.promises.iter().all(|one| one.paid <= one.promised));
        applied.reverse();
        promises.reverse();
        prop_assert_eq!(assess(&promises, &applied, day("2026-06-30"), &PromisePolicy::new()).unwrap(), report);
    }
}
