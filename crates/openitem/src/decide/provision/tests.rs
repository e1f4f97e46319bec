use chrono::NaiveDate;
use proptest::prelude::*;

use super::{ApartColumn, BookedProvision, LossRate, ProvisionPolicy, ProvisionRequest, SpecificLoss, assess, back_test, roll_rates};
use crate::aging::AgingPolicy;
use crate::migration::{Migration, MigrationRequest, between};
use crate::{Amount, Currency, GroupBy, GroupPart, ItemKind, Label, OpenItem, Rate, Side};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn owed(id: &str, sum: &str, due: &str) -> OpenItem {
    let (sum, made) = (amount(sum), day("2025-01-01"));
    OpenItem::new(id, "E", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, made, made).with_due(day(due)).with_customer("C-1")
}

/// IFRS 9, illustrative example 12.
fn example() -> (Vec<OpenItem>, ProvisionPolicy) {
    let rows = [
        ("current", "0.3", "15000000", "2026-07-15"),
        ("1-30", "1.6", "7500000", "2026-06-15"),
        ("31-60", "3.6", "4000000", "2026-05-15"),
        ("61-90", "6.6", "2500000", "2026-04-15"),
        ("90+", "10.6", "1000000", "2026-01-15"),
    ];
    let items = rows.map(|(label, _, sum, due)| owed(label, sum, due)).to_vec();
    (items, ProvisionPolicy::new(rows.map(|(label, percent, ..)| LossRate::new(label, rate(percent))).to_vec()))
}

#[test]
fn ifrs_9_illustrative_example_12() {
    let (items, policy) = example();
    let sheet = assess(&ProvisionRequest::new().with_items(items), day("2026-06-30"), &policy).unwrap();
    let losses: Vec<String> = sheet.lines.iter().map(|line| line.loss.to_string()).collect();
    assert_eq!(losses, ["45000", "120000", "144000", "165000", "106000"]);
    assert_eq!((sheet.totals[0].owed, sheet.totals[0].required), (amount("30000000"), amount("580000")));
}

#[test]
fn only_the_change_is_posted_and_what_is_judged_by_itself_is_in_no_bucket() {
    let (items, policy) = example();
    let booked = vec![BookedProvision::new("E", Currency::EUR, amount("600000"))];
    let specific = vec![SpecificLoss::new("90+", rate("50")).with_reason("insolvent")];
    let request = ProvisionRequest::new().with_items(items).with_booked(booked).with_specific(specific);
    let sheet = assess(&request, day("2026-06-30"), &policy).unwrap();
    let total = &sheet.totals[0];
    assert_eq!((total.pooled, total.specific, total.required), (amount("474000"), amount("500000"), amount("974000")));
    assert_eq!((sheet.changes.len(), sheet.changes[0].amount), (1, amount("374000")));
    let mut none = request.clone();
    none.booked[0].amount = amount("974000");
    assert!(assess(&none, day("2026-06-30"), &policy).unwrap().changes.is_empty());
}

#[test]
fn a_segment_has_rates_of_its_own_and_what_is_expected_raises_them_all() {
    let label = |item: OpenItem, region: &str| item.with_labels(vec![Label::new("region", region)]);
    let items = vec![label(owed("A", "1000", "2026-06-15"), "north"), label(owed("B", "1000", "2026-06-15"), "south")];
    let by = GroupBy::Label { name: "region".to_owned() };
    let part = GroupPart::new(by.name()).with_value("south");
    let rates = vec![LossRate::new("1-30", rate("4")).with_segment(vec![part]), LossRate::new("1-30", rate("2"))];
    let policy = ProvisionPolicy::new(rates).with_aging(AgingPolicy::new().with_group_by(vec![by])).with_adjustment(rate("10"));
    let sheet = assess(&ProvisionRequest::new().with_items(items), day("2026-06-30"), &policy).unwrap();
    let found: Vec<(String, String)> = sheet.lines.iter().map(|line| (line.adjusted.to_string(), line.loss.to_string())).collect();
    assert_eq!(found, [("2.2".into(), "22".into()), ("4.4".into(), "44".into())]);
}

#[test]
fn a_bucket_without_a_rate_is_refused_where_it_holds_something() {
    let policy = ProvisionPolicy::new(vec![LossRate::new("1-30", rate("2"))]);
    let of = |item: OpenItem| assess(&ProvisionRequest::new().with_items(vec![item]), day("2026-06-30"), &policy);
    assert!(of(owed("A", "100", "2026-06-15")).is_ok());
    let refused = of(owed("A", "100", "2026-05-15")).unwrap_err();
    assert_eq!(refused.to_string(), "rates: found none for 31-60 of entity E, expected a row for every bucket that holds something");
    let wrong = ProvisionPolicy::new(vec![LossRate::new("1-30", rate("102"))]);
    assert_eq!(assess(&ProvisionRequest::new(), day("2026-06-30"), &wrong).unwrap_err().code(), "invalid_value");
    let unknown = ProvisionRequest::new().with_specific(vec![SpecificLoss::new("X", rate("1"))]);
    assert_eq!(assess(&unknown, day("2026-06-30"), &policy).unwrap_err().code(), "invalid_value");
}

fn standing(owed_then: &[(&str, &str)]) -> Vec<OpenItem> {
    owed_then.iter().enumerate().map(|(nth, (sum, due))| owed(&format!("I-{nth}"), sum, due)).collect()
}

/// A period: the same items in the same places, at both ends.
fn period(from: &str, before: &[(&str, &str)], to: &str, after: &[(&str, &str)]) -> Migration {
    let request = MigrationRequest::new(standing(before), day(from), standing(after), day(to));
    between(&request.with_policy(AgingPolicy::by_days(&[0, 30, 60, 90]))).unwrap()
}

#[test]
fn loss_factors_are_products_of_roll_rates() {
    // DOMAIN T3.12: the roll rates that those loss factors imply give them again.
    let before = [("1000000", "2026-02-10"), ("1000000", "2026-01-20"), ("1000000", "2025-12-20"), ("1000000", "2025-11-20")];
    let after = [("33981", "2026-02-10"), ("425620", "2026-01-20"), ("671290", "2025-12-20"), ("721000", "2025-11-20")];
    let rates = roll_rates(&[period("2026-01-31", &before, "2026-03-01", &after)], rate("100")).unwrap();
    let found: Vec<String> = rates[0].rates.iter().map(|rate| rate.percent.unwrap().to_string()).collect();
    assert_eq!(found, ["3.3981", "42.562", "67.129", "72.1", "100"]);
    let factors: Vec<Rate> = rates[0]
        .rates
        .iter()
        .map(|rate| crate::Rounding::HalfUp.amount(rate.loss_factor.unwrap().decimal(), 1).unwrap().decimal())
        .map(|d| Rate::new(d).unwrap())
        .collect();
    assert_eq!(factors, ["0.7", "20.6", "48.4", "72.1", "100"].map(rate));
}

#[test]
fn what_stays_in_the_oldest_bucket_rolls_nowhere() {
    // 100 are 61 to 90 days late and 500 longer; a month later 80 of the 100 are, and the 500 still.
    let before = [("100", "2025-11-20"), ("500", "2025-08-01")];
    let after = [("80", "2025-11-20"), ("500", "2025-08-01"), ("40", "2026-02-20")];
    let months = [period("2026-01-31", &before, "2026-02-28", &after)];
    let rates = roll_rates(&months, rate("60")).unwrap();
    let found: Vec<_> = rates[0].rates.iter().map(|rate| (rate.percent, rate.loss_factor)).collect();
    assert_eq!(found[3..], [(Some(rate("80")), Some(rate("48"))), (Some(rate("60")), Some(rate("60")))]);
    assert!(back_test(&months, &rates).unwrap()[0].rows.iter().all(|row| row.off.is_zero()));
}

#[test]
fn what_never_stood_anywhere_has_no_rate() {
    let rates = roll_rates(&[period("2026-01-31", &[("100", "2026-01-20")], "2026-02-28", &[])], rate("50")).unwrap();
    let found: Vec<Option<Rate>> = rates[0].rates.iter().map(|rate| rate.loss_factor).collect();
    assert_eq!(found, [None, None, None, None, Some(rate("50"))]);
    assert!(roll_rates(&[], Rate::ONE_HUNDRED).unwrap().is_empty());
}

#[test]
fn periods_that_do_not_follow_each_other_are_refused() {
    let (one, other) = (period("2026-01-31", &[], "2026-02-28", &[]), period("2026-02-28", &[], "2026-03-31", &[]));
    assert_eq!(roll_rates(&[other.clone(), one.clone()], rate("50")).unwrap_err().code(), "invalid_value");
    let wide = MigrationRequest::new(vec![], day("2026-02-28"), vec![], day("2026-03-31")).with_policy(AgingPolicy::by_days(&[0, 15]));
    assert_eq!(roll_rates(&[one.clone(), between(&wide).unwrap()], rate("50")).unwrap_err().code(), "invalid_value");
    assert_eq!(roll_rates(&[one, other], rate("101")).unwrap_err().code(), "invalid_value");
}

#[test]
fn a_back_test_shows_what_was_off() {
    let february = [("300", "2026-01-20"), ("500", "2026-02-20")];
    let months = [
        period("2026-01-31", &[("1000", "2026-01-20")], "2026-02-28", &february),
        period("2026-02-28", &february, "2026-03-31", &[("100", "2026-01-20"), ("100", "2026-02-20")]),
    ];
    let rates = roll_rates(&months, rate("50")).unwrap();
    // 1-30: 1,000 and 500 began, 300 and 100 rolled on: 26.6667 percent.
    let rows = &back_test(&months, &rates).unwrap()[0].rows;
    let of_next: Vec<(String, String, String)> = rows
        .iter()
        .filter(|row| row.bucket.as_str() == "1-30")
        .map(|row| (row.foretold.to_string(), row.came.to_string(), row.off.to_string()))
        .collect();
    assert_eq!(of_next, [("266.67".into(), "300".into(), "33.33".into()), ("133.33".into(), "100".into(), "-33.33".into())]);
}

#[test]
fn nothing_is_lost_or_judged_twice() {
    let (_, policy) = example();
    let of = |items: Vec<OpenItem>, policy: &ProvisionPolicy| assess(&ProvisionRequest::new().with_items(items), day("2026-06-30"), policy);
    let item = || owed("A", "1000", "2026-06-20");
    assert_eq!(of(vec![item(), item()], &policy).unwrap_err().code(), "invalid_value");
    // Disputed and kept apart by the aging: no loss is reckoned, and the sheet says so.
    let mut apart = policy.clone();
    apart.aging.disputed = crate::aging::DisputedTreatment::Apart;
    let disputed = || vec![OpenItem { disputed: "1000".parse().unwrap(), ..item() }];
    let sheet = of(disputed(), &apart).unwrap();
    assert!(sheet.lines.is_empty());
    assert_eq!((sheet.apart[0].column, sheet.apart[0].owed), (ApartColumn::Disputed, "1000".parse().unwrap()));
    assert!(of(disputed(), &policy).unwrap().apart.is_empty(), "in its bucket");
    // Tax withheld is no bad debt.
    let withheld = OpenItem { control_class: crate::ControlClass::WithholdingPending, ..item() };
    let sheet = of(vec![withheld], &policy).unwrap();
    assert_eq!((sheet.lines.len(), sheet.apart[0].column), (0, ApartColumn::Withholding));
    // Judged alone only what is open on the day.
    for item in [OpenItem { effective: day("2026-12-01"), ..item() }, OpenItem { open: Amount::ZERO, ..item() }] {
        let request = ProvisionRequest::new().with_items(vec![item]).with_specific(vec![SpecificLoss::new("A", rate("50"))]);
        assert_eq!(assess(&request, day("2026-06-30"), &policy).unwrap_err().code(), "invalid_value");
    }
    assert_eq!(of(vec![], &policy.with_adjustment(rate("-101"))).unwrap_err().code(), "invalid_value");
}

proptest! {
    /// I8: the lines sum to the total; and the order of the items says nothing.
    #[test]
    fn lines_sum_to_the_total(sums in prop::collection::vec((1_i64..5_000_000, 0_u64..200, 0_i64..101), 0..30)) {
        let items: Vec<OpenItem> = sums
            .iter()
            .enumerate()
            .map(|(nth, (minor, late, _))| {
                let due = day("2026-06-30") - chrono::Days::new(*late);
                OpenItem { open: Amount::from_minor(*minor, 2).unwrap(), ..owed(&format!("I-{nth}"), "50000", &due.to_string()) }
            })
            .collect();
        let (_, policy) = example();
        let mut request = ProvisionRequest::new().with_items(items.clone());
        request.specific = items.iter().zip(&sums).filter(|(_, (.., percent))| percent % 5 == 0).map(|(item, (.., percent))| SpecificLoss::new(item.id.clone(), rate(&percent.to_string()))).collect();
        let sheet = assess(&request, day("2026-06-30"), &policy).unwrap();
        for total in &sheet.totals {
            prop_assert_eq!(Amount::checked_sum(sheet.lines.iter().map(|line| line.loss)).unwrap(), total.pooled);
            prop_assert_eq!(total.change, Amount::checked_sum([total.pooled, total.specific]).unwrap());
        }
        request.items.reverse();
        request.specific.reverse();
        prop_assert_eq!(assess(&request, day("2026-06-30"), &policy).unwrap(), sheet);
    }
}
