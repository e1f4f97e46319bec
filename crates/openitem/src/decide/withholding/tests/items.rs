//! What is asked, reminded, refused and aged.

use super::*;
use crate::entry::RefusedOutcome;
use crate::withholding::{WithholdingRefusal, due_date, pending};
use crate::{Money, ReasonCode, Side};

fn on(date: &str, items: &[PendingWithholding], policy: &WithholdingPolicy) -> WithholdingReconciliation {
    reconcile(&request(items, &[]), day(date), policy).unwrap()
}

#[test]
fn due_dates_of_the_tables() {
    let due = |policy: &WithholdingPolicy, on: &str, section: &str| {
        due_date(day(on), Some(&ReasonCode::from(section)), policy).map_err(|error| error.code().to_owned())
    };
    let india = WithholdingPolicy::india();
    // incometaxmumbai.gov.in: 15 August, 15 November, 15 February, 15 June.
    for (paid, certificate) in [
        ("2025-04-01", "2025-08-15"),
        ("2025-06-30", "2025-08-15"),
        ("2025-07-01", "2025-11-15"),
        ("2025-12-31", "2026-02-15"),
        ("2026-01-01", "2026-06-15"),
        ("2026-03-31", "2026-06-15"),
    ] {
        assert_eq!(due(&india, paid, "IN-194J-PROFESSIONAL"), Ok(day(certificate)), "{paid}");
    }
    for none in ["2016-03-31", "2026-04-01"] {
        assert_eq!(due(&india, none, "IN-194C"), Err("invalid_value".to_owned()));
    }
    assert_eq!(due(&india, "2025-08-05", "IN-GST-51"), Err("invalid_value".to_owned()));
    let philippines = WithholdingPolicy::philippines();
    assert_eq!(due(&philippines, "2026-03-31", "PH-EWT-SERVICES"), Ok(day("2026-04-20")));
    assert_eq!(due(&philippines, "2026-12-05", "PH-EWT-GOODS"), Ok(day("2027-01-20")));
    assert_eq!(due(&philippines, "2026-01-31", "PH-PERCENTAGE-TAX"), Ok(day("2026-02-10")));
    assert_eq!(due(&philippines, "2020-01-31", "PH-VAT-FINAL"), Err("invalid_value".to_owned()));
    assert_eq!(due(&WithholdingPolicy::new(), "2026-01-31", "X"), Err("invalid_value".to_owned()));
    let last = india.due[1].clone().with_day(31).with_months(8);
    assert_eq!(due(&WithholdingPolicy::new().with_due(vec![last]), "2025-08-05", "X"), Ok(day("2026-05-31")));
    for wrong in [india.due[0].clone().with_day(0), india.due[0].clone().with_ends_in(13)] {
        assert_eq!(due(&WithholdingPolicy::new().with_due(vec![wrong]), "2025-08-05", "X"), Err("invalid_value".to_owned()));
    }
}

#[test]
fn what_is_missing_is_asked_then_reminded_then_refused() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let policy = WithholdingPolicy::india().with_refuse_days(365);
    let told = |date: &str| {
        let report = on(date, &item, &policy);
        (report.items[0].act.to_string(), differing(&report).len(), posted(&report).join(", "))
    };
    let quiet = |act: &str, differences: usize| (act.to_owned(), differences, String::new());
    assert_eq!(told("2025-11-15"), quiet("wait", 0));
    assert_eq!(told("2025-11-16"), quiet("ask_certificate", 1));
    assert_eq!(told("2025-12-14"), quiet("ask_certificate", 1));
    assert_eq!(told("2025-12-15"), quiet("remind", 1));
    assert_eq!(told("2026-11-14"), quiet("remind", 1));
    assert_eq!(told("2026-11-15"), ("collect".to_owned(), 1, "refused A 1000 collect_again certificate_missing".to_owned()));
    assert_eq!(on("2030-01-01", &item, &WithholdingPolicy::india()).proposals.len(), 0);
    // Not known yet on the day before it was withheld.
    assert!(on("2025-08-04", &item, &policy).items.is_empty());
}

#[test]
fn what_is_refused_is_collected_or_borne() {
    let item = withheld("A", "1000", "2025-08-05");
    let refusal = |sum: Option<&str>| {
        let mut refusal = WithholdingRefusal::new("A", day("2025-10-01")).with_reason("not_withheld");
        refusal.amount = sum.map(amount);
        refusal
    };
    let told = |item: &PendingWithholding, refusal: WithholdingRefusal, policy: &WithholdingPolicy| {
        let mut given = request(std::slice::from_ref(item), &[]);
        given.refusals = vec![refusal];
        let report = reconcile(&given, day("2025-10-02"), policy).unwrap();
        (posted(&report).join(", "), report.items[0].pending)
    };
    let policy = WithholdingPolicy::india();
    let collect = |sum: &str| format!("refused A {sum} collect_again not_withheld");
    assert_eq!(told(&item, refusal(None), &policy), (collect("1000"), Amount::ZERO));
    assert_eq!(told(&item, refusal(Some("400")), &policy), (collect("400"), amount("600")));
    // Said once, posted once.
    let after = PendingWithholding { open: amount("600"), refused: amount("400"), ..item.clone() };
    assert_eq!(told(&after, refusal(Some("400")), &policy), (String::new(), amount("600")));
    let small = policy.clone().with_expense_up_to(vec![Money::new(amount("1000"), inr())]);
    assert_eq!(told(&item, refusal(None), &small), ("refused A 1000 expense not_withheld".to_owned(), Amount::ZERO));
    // Without the item that it was withheld from nothing can be collected again; it can be borne.
    let orphan = PendingWithholding { withheld_from: None, ..item };
    assert_eq!(told(&orphan, refusal(None), &policy), (String::new(), amount("1000")));
    let borne = policy.with_outcome(RefusedOutcome::Expense);
    assert_eq!(told(&orphan, refusal(None), &borne).0, "refused A 1000 expense not_withheld");
}

#[test]
fn what_is_proved_in_part_today_is_refused_another_day() {
    let item = [withheld("A", "1000", "2025-08-05")];
    let policy = WithholdingPolicy::india().with_refuse_days(1);
    let report = reconcile(&request(&item, &[certificate("N1", "900")]), day("2025-11-20"), &policy).unwrap();
    assert_eq!(posted(&report), ["received A 900 N1"]);
    assert_eq!(differing(&report), ["short - A 100 ask_rest"]);
    // The rest, the next time.
    let rest = [PendingWithholding { open: amount("100"), ..item[0].clone() }];
    let next = reconcile(&request(&rest, &[]), day("2025-11-21"), &policy).unwrap();
    assert_eq!(posted(&next), ["refused A 100 collect_again certificate_missing"]);
    assert_eq!(differing(&next), ["short - A 100 collect"]);
}

#[test]
fn what_has_no_due_date_is_told() {
    let item = [withheld("A", "1000", "2026-04-05").with_section("IN-1027")];
    let report = on("2030-01-01", &item, &WithholdingPolicy::india().with_refuse_days(0));
    assert_eq!(differing(&report), ["no_due_date - A 1000 review"]);
    assert!(report.proposals.is_empty());
    let own = [item[0].clone().with_due(day("2026-08-15"))];
    assert_eq!(on("2026-08-16", &own, &WithholdingPolicy::india()).items[0].days_past_due, Some(1));
}

#[test]
fn tax_withheld_on_tax_is_told() {
    // DOMAIN T5.3: 10 percent of 1,18,000 where 1,00,000 was right.
    let item = withheld("A", "10000", "2025-08-05").with_base(amount("100000")).with_gross(amount("118000"));
    let paper = certificate("N1", "11800").with_base(amount("118000"));
    let other = withheld("B", "5000", "2025-07-01").with_base(amount("50000")).with_gross(amount("59000"));
    let told = report(&request(&[item.clone(), other], std::slice::from_ref(&paper)), &WithholdingPolicy::india());
    // The base tells which is meant; the other stays as it is.
    assert_eq!(proved(&told), ["N1 A 10000 base"]);
    assert_eq!(differing(&told), ["missing - B 5000 ask_certificate", "over_deducted N1 A 1800 ask_correction"]);
    // Booked with the tax on top: proved, and told all the same.
    let booked = PendingWithholding { withheld: amount("11800"), open: amount("11800"), ..item.clone() };
    let told = report(&request(&[booked], &[paper]), &WithholdingPolicy::india());
    assert_eq!(
        (proved(&told), differing(&told)),
        (vec!["N1 A 11800 tax".to_owned()], vec!["over_deducted N1 A 1800 ask_correction".to_owned()])
    );
    // The right base is no difference.
    let right = certificate("N1", "10000").with_base(amount("100000"));
    assert!(report(&request(&[item], &[right]), &WithholdingPolicy::india()).differences.is_empty());
}

#[test]
fn credits_are_left_alone() {
    let mut credit = withheld("A", "1000", "2025-08-05");
    credit.open = amount("-1000");
    let told = report(&request(&[credit.clone()], &[certificate("N1", "1000")]), &WithholdingPolicy::india());
    assert!(told.matches.is_empty());
    assert_eq!((told.items[0].pending, told.items[0].act.to_string()), (amount("-1000"), "review".to_owned()));
    let aging = pending(&[credit], day("2025-11-20"), &WithholdingPolicy::india()).unwrap();
    assert_eq!(aging.totals[0].total.amount, amount("-1000"));
    assert_eq!(Side::Credit.opposite(), Side::Debit);
}

#[test]
fn pending_by_customer_and_quarter() {
    let items = [
        withheld("A", "1000", "2025-04-05"),
        withheld("B", "400", "2025-05-31"),
        withheld("C", "70", "2025-08-05"),
        withheld("D", "3", "2025-08-06").with_customer("C-2"),
        withheld("E", "2", "2026-04-06").with_customer("C-2"),
    ];
    let aging = pending(&items, day("2026-04-30"), &WithholdingPolicy::india()).unwrap();
    let told: Vec<String> = aging
        .rows
        .iter()
        .map(|row| {
            let full = row.buckets.iter().filter(|bucket| bucket.count > 0).map(|bucket| format!("{} {}", bucket.label, bucket.amount));
            let customer = row.customer.as_ref().map_or("-", |customer| customer.as_str());
            format!("{customer} {} {} | {}", row.quarter_start, full.collect::<Vec<_>>().join(" "), row.undated.amount)
        })
        .collect();
    // 15 August 2025 is 258 days ago, 15 November 166.
    assert_eq!(
        told,
        ["C-1 2025-04-01 181-365 1400 | 0", "C-1 2025-07-01 91-180 70 | 0", "C-2 2025-07-01 91-180 3 | 0", "C-2 2026-04-01  | 2"]
    );
    assert_eq!((aging.totals[0].total.amount, aging.totals[0].total.count), (amount("1475"), 5));
}
