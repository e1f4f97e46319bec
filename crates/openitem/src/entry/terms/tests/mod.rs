mod random;
mod texts;

use crate::entry::DueEvent;
use chrono::NaiveDate;

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

#[test]
fn the_twenty_sixth_rule_moves_only_what_counts_from_a_month() {
    let amounts = BilledAmounts::new(amount("100"), crate::Currency::new("EUR").unwrap());
    let calendar = crate::HolidayCalendar::new("none");
    for (text, dated, due) in [
        ("EOM", "2026-06-25", "2026-06-30"),
        ("EOM 26th rule", "2026-06-25", "2026-06-30"),
        ("EOM 26th rule", "2026-06-26", "2026-07-31"),
        ("net 10 EOM 26th rule", "2026-06-26", "2026-08-10"),
        ("15 MFI 26th rule", "2026-06-30", "2026-08-15"),
        ("net 30 26th rule", "2026-06-26", "2026-07-26"),
    ] {
        let schedule = schedule(&amounts, day(dated), &text.parse().unwrap(), &calendar).unwrap();
        assert_eq!(schedule.installments[0].due, Some(day(due)), "{text} dated {dated}");
    }
}

#[test]
fn a_discount_is_open_through_its_day_and_its_days_of_grace() {
    let amounts = BilledAmounts::new(amount("1000"), crate::Currency::new("USD").unwrap());
    let calendar = crate::HolidayCalendar::new("none");
    let terms = "2/10 1/20 n/30 grace=3".parse::<PaymentTerms>().unwrap();
    let schedule = schedule(&amounts, day("2026-03-01"), &terms, &calendar).unwrap();
    for (paid, expected) in [
        ("2026-03-11", Some(("980", false))),
        ("2026-03-12", Some(("980", true))),
        ("2026-03-14", Some(("980", true))),
        ("2026-03-15", Some(("990", false))),
        ("2026-03-24", Some(("990", true))),
        ("2026-03-25", None),
    ] {
        let open = discount_for(&schedule.installments[0], day(paid), terms.discount_grace_days).unwrap();
        assert_eq!(open.map(|open| (open.payable, open.in_grace)), expected.map(|(payable, grace)| (amount(payable), grace)), "{paid}");
    }
}

#[test]
fn what_awaits_goods_is_dated_when_they_arrive() {
    let waiting = BilledAmounts::new(amount("500"), crate::Currency::new("EUR").unwrap());
    let terms = "3/10 n/30 ROG".parse().unwrap();
    let calendar = crate::HolidayCalendar::new("none");
    let before = schedule(&waiting, day("2026-05-01"), &terms, &calendar).unwrap();
    assert_eq!((before.installments[0].due, before.installments[0].awaits), (None, Some(DueEvent::GoodsReceived)));
    assert_eq!(before.installments[0].discounts[0].through, None);
    assert_eq!(discount_for(&before.installments[0], day("2026-05-02"), 0).unwrap(), None);
    let after = schedule(&waiting.with_goods_received(day("2026-05-20")), day("2026-05-01"), &terms, &calendar).unwrap();
    assert_eq!((after.installments[0].due, after.installments[0].awaits), (Some(day("2026-06-19")), None));
    assert_eq!(after.installments[0].discounts[0].through, Some(day("2026-05-30")));
}

#[test]
fn terms_of_defaults_are_an_empty_object() {
    assert_eq!(serde_json::to_string(&PaymentTerms::new()).unwrap(), "{}");
    assert_eq!(serde_json::to_string(&PaymentTerms::net(30)).unwrap(), r#"{"installments":[{"due":{"days":30}}]}"#);
    assert_eq!(PaymentTerms::new().to_string(), "due on receipt");
}
