//! What days, balances and rates come to.

use super::*;
use crate::DayCount;

#[test]
fn published_figures_of_simple_interest() {
    // DOMAIN T4.01.
    assert_eq!(interest(&[owed("A", "1000", "2025-01-01")], "2026-01-01", &yearly("8.5")), ["85"]);
    assert_eq!(interest(&[owed("A", "1000", "2025-01-01")], "2025-01-02", &yearly("8.5")), ["0.23"]);
    // DOMAIN T4.02: the page prints 169.68, because it rounded the daily figure first.
    assert_eq!(interest(&[owed("A", "5000", "2025-07-20")], "2025-10-29", &yearly("12.25")), ["169.49"]);
    // DOMAIN T4.03, T4.06 and T4.07.
    assert_eq!(interest(&[owed("A", "5000", "2026-05-21")], "2026-06-20", &yearly("12.5")), ["51.37"]);
    let accrual = of(&request(&[owed("A", "100", "2026-04-01")], &[paid("A", "2026-05-16", "0")]), "2026-05-16", &yearly("10"));
    assert_eq!(accrual.items[0].sheet[0].days, 45);
    let by_360 = yearly("8").with_day_count(DayCount::Actual360);
    assert_eq!(interest(&[owed("A", "840", "2025-11-06")], "2025-12-15", &by_360), ["7.28"]);
    // payrequest.io, in PEERS 2.7: 1,000 at 10.5 percent, 30 days.
    assert_eq!(interest(&[owed("A", "1000", "2026-01-01")], "2026-01-31", &yearly("10.5")), ["8.63"]);
}

#[test]
fn a_part_payment_stops_interest_on_that_part_from_its_value_date() {
    // 36,500 at 10 percent are 10 a day. Accounted on the 20th, in the bank on the 11th.
    let mut late = paid("A", "2026-01-11", "18250");
    late.effective = day("2026-01-20");
    let accrual = of(&request(&[owed("A", "18250", "2026-01-01")], &[late]), "2026-01-31", &yearly("10"));
    let expected = ["2026-01-02 2026-01-11 10 36500 10 100", "2026-01-12 2026-01-31 20 18250 10 100"];
    assert_eq!((sheet(&accrual), accrual.items[0].interest), (expected.map(String::from).to_vec(), amount("200")));
}

#[test]
fn an_item_paid_late_bears_interest_until_then_and_no_longer() {
    let request =
        InterestRequest::new().with_closed(vec![owed("A", "36500", "2026-01-01")]).with_applied(vec![paid("A", "2026-01-11", "36500")]);
    assert_eq!(sheet(&of(&request, "2026-06-30", &yearly("10"))), ["2026-01-02 2026-01-11 10 36500 10 100"]);
    // Paid on the due date: nothing.
    let punctual = InterestRequest { applied: vec![paid("A", "2026-01-01", "36500")], ..request };
    assert!(of(&punctual, "2026-06-30", &yearly("10")).items[0].sheet.is_empty());
}

#[test]
fn a_balance_that_rose_bears_interest_from_the_day_after() {
    let raised = AppliedAmount { amount: amount("-18250"), cause: Cause::AdjustedUp, receipt: None, ..paid("A", "2026-01-11", "1") };
    let accrual = of(&request(&[owed("A", "36500", "2026-01-01")], &[raised]), "2026-01-31", &yearly("10"));
    assert_eq!(sheet(&accrual), ["2026-01-02 2026-01-11 10 18250 10 50", "2026-01-12 2026-01-31 20 36500 10 200"]);
}

#[test]
fn a_part_split_off_bears_interest_once() {
    let moved = AppliedAmount { cause: Cause::MovedOut, receipt: None, ..paid("A", "2026-01-11", "18250") };
    let mut rest = owed("B", "18250", "2026-01-01");
    rest.effective = day("2026-01-11");
    rest.origin = Some(crate::ItemOrigin::new("A", day("2026-01-01"), day("2026-01-01")));
    let accrual = of(&request(&[owed("A", "18250", "2026-01-01"), rest], &[moved]), "2026-01-31", &yearly("10"));
    let sums: Vec<String> = accrual.items.iter().map(|item| item.interest.to_string()).collect();
    assert_eq!(sums, ["200", "100"]);
}

#[test]
fn days_of_grace() {
    let item = [owed("A", "36500", "2026-01-01")];
    let policy = yearly("10").with_grace_days(5);
    assert!(of(&request(&item, &[]), "2026-01-06", &policy).items.is_empty());
    assert_eq!(interest(&item, "2026-01-07", &policy), ["60"]);
    let after = policy.clone().with_grace(InterestGrace::AfterGrace);
    assert_eq!(interest(&item, "2026-01-07", &after), ["10"]);
    // What was paid within them bears nothing.
    let half = request(&[owed("A", "18250", "2026-01-01")], &[paid("A", "2026-01-06", "18250")]);
    assert_eq!(sheet(&of(&half, "2026-01-11", &policy)), ["2026-01-02 2026-01-11 10 18250 10 50"]);
}

#[test]
fn interest_may_run_from_the_document() {
    let mut item = owed("A", "36500", "2026-01-31");
    item.document_date = day("2026-01-01");
    let policy = yearly("10").with_runs_from(InterestStart::Document);
    assert!(of(&request(std::slice::from_ref(&item), &[]), "2026-01-31", &policy).items.is_empty());
    assert_eq!(interest(&[item], "2026-02-01", &policy), ["310"]);
}

#[test]
fn the_uk_rate_is_that_of_the_half_year_in_which_interest_starts() {
    let mut item = owed("A", "5000", "2025-06-29");
    item.currency = Currency::new("GBP").unwrap();
    let rates = |due: &str| {
        item.due = Some(day(due));
        let accrual = of(&request(std::slice::from_ref(&item), &[]), "2026-03-01", &InterestPolicy::uk_statutory());
        accrual.items[0].sheet.iter().map(|row| (row.percent.to_string(), row.row_from.unwrap().to_string())).collect::<Vec<_>>()
    };
    let mut rates = rates;
    // Due on 29 June: interest starts on the 30th; due on the 30th: it starts on 1 July.
    assert_eq!(rates("2025-06-29"), [("12.75".into(), "2025-01-01".into())]);
    assert_eq!(rates("2025-06-30"), [("12.25".into(), "2025-07-01".into())]);
}

#[test]
fn the_uk_example_and_its_fixed_sums() {
    // DOMAIN T4.02: 169.49 and 70. T4.05: the bands.
    let gbp = Currency::new("GBP").unwrap();
    let item = |sum: &str| OpenItem { currency: gbp, ..owed("A", sum, "2025-07-20") };
    let found = |sum: &str| {
        let accrual = of(&request(&[item(sum)], &[]), "2025-10-29", &InterestPolicy::uk_statutory());
        (accrual.items[0].interest.to_string(), accrual.items[0].fixed_sum.to_string())
    };
    assert_eq!(found("5000"), ("169.49".into(), "70".into()));
    let sums = ["999.99", "1000", "9999.99", "10000"].map(|sum| found(sum).1);
    assert_eq!(sums, ["40", "70", "70", "100"]);
}

#[test]
fn the_directive_goes_by_half_year_and_member_states_add_more() {
    let item = [owed("A", "1000", "2025-06-20")];
    let percents = |policy: InterestPolicy| {
        let accrual = of(&request(&item, &[]), "2025-07-10", &policy);
        assert_eq!(accrual.items[0].fixed_sum, amount("40"));
        accrual.items[0].sheet.iter().map(|row| format!("{} {}", row.days, row.percent)).collect::<Vec<_>>()
    };
    assert_eq!(percents(InterestPolicy::eu_directive()), ["10 11.15", "10 10.15"]);
    assert_eq!(percents(InterestPolicy::germany()), ["10 11.27", "10 10.27"]);
    assert_eq!(percents(InterestPolicy::france()), ["10 13.15", "10 12.15"]);
    // PEERS 2.7: 8.63 and 40 at a host's row of 2.5 and 8.
    let mut given = request(&[owed("A", "1000", "2026-01-01")], &[]);
    given.rates = vec![InterestRate::new("ecb_main_refinancing", day("2026-01-01"), rate("2.5"))];
    let accrual = of(&given, "2026-01-31", &InterestPolicy::eu_directive());
    assert_eq!((accrual.items[0].interest, accrual.items[0].fixed_sum), (amount("8.63"), amount("40")));
}

#[test]
fn ireland_goes_by_the_day_of_payment() {
    // DOMAIN T4.09: 4.25 + 8 on 1 July 2024; 4.5 + 8 before.
    let half = request(&[owed("A", "1000", "2024-06-20")], &[paid("A", "2024-06-30", "1000"), paid("A", "2024-07-10", "1000")]);
    let accrual = of(&half, "2025-01-09", &InterestPolicy::ireland());
    let expected = [
        "2024-06-21 2024-06-30 10 1000 12.5 250/73",
        "2024-06-21 2024-07-10 20 1000 12.25 490/73",
        "2024-06-21 2025-01-09 203 1000 11.15 45269/730",
    ];
    assert_eq!(sheet(&accrual), expected);
    assert_eq!(accrual.items[0].interest, amount("72.15"));
}

#[test]
fn monthly_rests_of_the_msmed_act() {
    // DOMAIN T4.10, at three times a Bank Rate of 6.5 percent.
    for (on, expected) in [("2025-06-12", "4954.65"), ("2025-09-12", "10154.78"), ("2026-03-12", "21340.76")] {
        let mut item = owed("A", "100000", "2025-03-12");
        item.document_date = day("2025-02-25");
        let accrual = of(&request(&[item], &[]), on, &InterestPolicy::india_msmed());
        assert_eq!((accrual.items[0].interest, accrual.items[0].sheet[0].percent), (amount(expected), rate("19.5")));
    }
    // A month that is not over bears the share of its days: 15 of 31.
    let policy = yearly("12").with_compounding(InterestCompounding::MonthlyRests);
    let accrual = of(&request(&[owed("A", "1000", "2026-01-01")], &[]), "2026-02-16", &policy);
    assert_eq!(sheet(&accrual), ["2026-01-02 2026-02-01 31 1000 12 10", "2026-02-02 2026-02-16 15 1000 12 303/56"]);
    assert_eq!((accrual.items[0].sheet[1].carried, accrual.items[0].sheet[1].period_days), (amount("10"), 336));
    // By days: 31 of 365.
    let by_days = policy.with_compounding(InterestCompounding::MonthlyRestsByDays);
    assert_eq!(
        sheet(&of(&request(&[owed("A", "1000", "2026-01-01")], &[]), "2026-02-01", &by_days)),
        ["2026-01-02 2026-02-01 31 1000 12 744/73"]
    );
}

#[test]
fn the_rate_of_each_rest() {
    let policy = InterestPolicy::india_msmed().with_mode(InterestRateMode::AtEachRest).with_terms(vec![]);
    let accrual = of(&request(&[owed("A", "100000", "2025-03-20")], &[]), "2025-05-20", &policy);
    let percents: Vec<String> = accrual.items[0].sheet.iter().map(|row| format!("{} {}", row.from_date, row.percent)).collect();
    // 6.50 until 8 April, 6.25 from then on: the second month starts on the 21st.
    assert_eq!(percents, ["2025-03-21 19.5", "2025-04-21 18.75"]);
    let each_day = policy.with_mode(InterestRateMode::SegmentByPeriod);
    let accrual = of(&request(&[owed("A", "100000", "2025-03-20")], &[]), "2025-05-20", &each_day);
    assert_eq!(accrual.items[0].sheet.len(), 3);
}

#[test]
fn terms_of_the_msmed_act() {
    // DOMAIN T4.11: 60 days, 30 days or none agreed.
    let found = |agreed: Option<&str>| {
        let terms = InterestTerms { document_date: day("2025-02-20"), accepted: Some(day("2025-03-01")), agreed: agreed.map(day) };
        let due = due_date(&terms, &InterestPolicy::india_msmed().terms).unwrap();
        (due.due.unwrap().to_string(), due.reason.rule)
    };
    assert_eq!(found(Some("2025-04-30")), ("2025-04-15".into(), "terms_capped".into()));
    assert_eq!(found(Some("2025-03-31")), ("2025-03-31".into(), "agreed".into()));
    assert_eq!(found(None), ("2025-03-16".into(), "default_terms".into()));
    // And in an accrual, from the acceptance that the host gives.
    let mut item = owed("A", "100000", "2025-04-30");
    item.document_date = day("2025-02-20");
    let mut given = request(&[item], &[]);
    given.acceptances = vec![InterestAcceptance::new("A", day("2025-03-01"))];
    let accrual = of(&given, "2025-05-15", &InterestPolicy::india_msmed());
    assert_eq!((accrual.items[0].due, accrual.items[0].sheet[0].from_date), (Some(day("2025-04-15")), day("2025-04-16")));
    assert_eq!(accrual.items[0].reasons[0].rule, "terms_capped");
}

#[test]
fn what_waits_for_an_event_is_not_due() {
    let item = OpenItem { due: None, awaits: Some(crate::DueEvent::GoodsReceived), ..owed("A", "100", "2026-01-01") };
    assert!(of(&request(std::slice::from_ref(&item), &[]), "2026-06-30", &InterestPolicy::eu_directive()).items.is_empty());
    let nothing_agreed = OpenItem { awaits: None, ..item };
    let accrual = of(&request(&[nothing_agreed], &[]), "2026-06-30", &InterestPolicy::eu_directive());
    assert_eq!(accrual.items[0].due, Some(day("2026-01-31")));
}

#[test]
fn legal_interest_of_the_philippines() {
    let accrual = of(&request(&[owed("A", "36500", "2013-06-20")], &[]), "2013-07-10", &InterestPolicy::philippines_legal());
    assert_eq!(sheet(&accrual), ["2013-06-21 2013-06-30 10 36500 12 120", "2013-07-01 2013-07-10 10 36500 6 60"]);
}

#[test]
fn a_month_s_rate_is_a_twelfth_and_a_cap_holds() {
    let item = [owed("A", "36500", "2026-01-01")];
    assert_eq!(interest(&item, "2026-01-11", &InterestPolicy::us_contract()), ["180"]);
    let capped = InterestPolicy::us_contract().with_caps(vec![InterestCap::new(rate("10"), day("2026-01-06"))]);
    let accrual = of(&request(&item, &[]), "2026-01-11", &capped.clone().with_mode(InterestRateMode::SegmentByPeriod));
    assert_eq!(sheet(&accrual), ["2026-01-02 2026-01-05 4 36500 18 72", "2026-01-06 2026-01-11 6 36500 10 60"]);
    assert!(accrual.items[0].sheet[1].capped);
    let period = InterestPolicy::bc_average_daily_balance().with_caps(capped.caps);
    assert_eq!(interest(&[owed("A", "36500", "2026-01-10")], "2026-01-20", &period), ["100"]);
}

#[test]
fn business_central() {
    // Overdue x days / period x percentage: 1,000 x 60 / 30 x 1.5 percent.
    let item = [owed("A", "1000", "2026-01-01")];
    assert_eq!(interest(&item, "2026-03-02", &InterestPolicy::bc_average_daily_balance()), ["30"]);
    assert_eq!(interest(&item, "2026-03-02", &InterestPolicy::bc_balance_due()), ["15"]);
}

#[test]
fn a_percentage_of_what_is_older_than_so_many_days() {
    // DOMAIN T4.12: 2 percent of 19,000; the charge of 100 is left out.
    let charge = OpenItem { kind: ItemKind::FinanceCharge, ..owed("D", "100", "2001-02-28") };
    let items = [owed("A", "8000", "2000-12-15"), owed("B", "6000", "2000-12-31"), owed("C", "5000", "2001-01-15"), charge];
    let policy = InterestPolicy::new(InterestPercent::Monthly { percent: rate("2") })
        .with_method(InterestMethod::BalanceDue { min_days: 15, every_days: 30 });
    let accrual = of(&request(&items, &[]), "2001-03-16", &policy);
    assert_eq!((accrual.items.len(), accrual.totals[0].charges), (3, amount("380")));
    assert!(of(&request(&[owed("A", "8000", "2001-03-02")], &[]), "2001-03-16", &policy).batches.is_empty());
    // Charges bear interest where the policy says so; its one is 16 days old.
    let on_charges = of(&request(&items, &[]), "2001-03-16", &policy.with_on_charges(true));
    assert_eq!(on_charges.totals[0].charges, amount("382"));
}

#[test]
fn netsuite() {
    // wp.jjknowledgebase.com/finance-charges: 28.93 and 38.47, 67.40 in all.
    let items = [owed("1", "500", "2021-02-01"), owed("2", "1000", "2021-04-01")];
    let accrual = of(&request(&items, &[]), "2021-07-27", &InterestPolicy::netsuite());
    let sums: Vec<String> = accrual.items.iter().map(|item| item.interest.to_string()).collect();
    assert_eq!((sums, accrual.totals[0].charges), (vec!["28.93".into(), "38.47".into()], amount("67.4")));
}

#[test]
fn erpnext() {
    // PEERS section 4 number 7: 100, 15 days late, 10 percent, a fee of 10; 20 days without either; two installments, one overdue.
    let inr = Currency::new("INR").unwrap();
    let item = |sum: &str, due: &str| OpenItem { currency: inr, ..owed(due, sum, due) };
    let policy = InterestPolicy::erpnext();
    let accrual = of(&request(&[item("100", "2026-01-01")], &[]), "2026-01-16", &policy);
    assert_eq!(
        (accrual.items[0].interest, accrual.items[0].fixed_sum, accrual.totals[0].charges),
        (amount("0.41"), amount("10"), amount("10.41"))
    );
    let free = yearly("0");
    assert!(of(&request(&[item("100", "2026-01-01")], &[]), "2026-01-21", &free).batches.is_empty());
    let parts = [item("50", "2026-01-06"), item("50", "2026-01-11")];
    assert_eq!(of(&request(&parts, &[]), "2026-01-07", &policy).items.len(), 1);
}

#[test]
fn a_day_without_a_row_names_table_and_date() {
    let accrual =
        of(&request(&[owed("A", "100", "2026-06-20"), owed("B", "100", "2026-06-25")], &[]), "2026-07-10", &InterestPolicy::eu_directive());
    assert_eq!(
        accrual.missing,
        [MissingInterestRate::new("ecb_main_refinancing", day("2026-07-01")).with_items(vec!["A".into(), "B".into()])]
    );
    let item = &accrual.items[0];
    assert_eq!((item.outcome, item.reasons.last().unwrap().rule.as_str()), (InterestOutcome::NoRate, "no_rate"));
    assert!(accrual.batches.is_empty());
    // The host's rows take the place of the whole table.
    let mut given = request(&[owed("A", "100", "2026-06-20")], &[]);
    given.rates = vec![InterestRate::new("ecb_main_refinancing", day("2026-07-01"), rate("2.4"))];
    assert_eq!(of(&given, "2026-07-10", &InterestPolicy::eu_directive()).missing[0].date, day("2026-06-21"));
    // A day before the statute's own row.
    let early = of(&request(&[owed("A", "100", "2013-02-01")], &[]), "2013-02-10", &InterestPolicy::eu_directive());
    assert_eq!(early.missing[0].table, "ecb_main_refinancing");
}

#[test]
fn bounds_out_of_range_are_refused() {
    let refused = |policy: InterestPolicy| accrue(&InterestRequest::new(), day("2026-01-01"), &policy).unwrap_err().code();
    let period = |days| InterestPolicy::new(InterestPercent::Period { percent: rate("1"), days });
    let flat = |min_days, every_days| yearly("1").with_method(InterestMethod::BalanceDue { min_days, every_days });
    let table = |multiple: &str| {
        let margins = vec![InterestMargin::new(day("2026-01-01")).with_multiple(rate(multiple))];
        InterestPolicy::new(InterestPercent::Table { table: "t".into(), margins })
    };
    let twice = vec![InterestCap::new(rate("1"), day("2026-01-01")), InterestCap::new(rate("2"), day("2026-01-01"))];
    let money = vec![crate::Money::new(amount("-1"), Currency::EUR)];
    let sums = vec![InterestFixedSum::new(Currency::EUR, amount("-1"), day("2026-01-01"))];
    let tax = InterestTax::new("V", rate("-1"));
    let terms = vec![InterestTermsRule::new("X", day("2026-01-01"), -1)];
    for policy in [
        yearly("-1"),
        yearly("1").with_grace_days(-1),
        yearly("1").with_due_days(-1),
        period(0),
        flat(-1, 30),
        flat(1, 0),
        table("-1"),
        yearly("1").with_caps(twice),
        yearly("1").with_minimum(money.clone()),
        yearly("1").with_minimum_balance(money),
        yearly("1").with_fixed_sums(sums),
        yearly("1").with_tax(tax),
        yearly("1").with_terms(terms),
    ] {
        assert_eq!(refused(policy), "invalid_value");
    }
    let twice = request(&[owed("A", "1", "2026-01-01"), owed("A", "1", "2026-01-01")], &[]);
    assert_eq!(accrue(&twice, day("2026-01-02"), &yearly("1")).unwrap_err().code(), "invalid_value");
    let mut billed = InterestRequest::new();
    billed.billed = vec![BilledInterest::new("F", "A", day("2026-01-01"), amount("-1"))];
    assert_eq!(accrue(&billed, day("2026-01-02"), &yearly("1")).unwrap_err().code(), "invalid_value");
    let rests = yearly("1").with_compounding(InterestCompounding::MonthlyRests);
    assert_eq!(accrue(&request(&[owed("A", "1", "0001-01-01")], &[]), day("2026-01-02"), &rests).unwrap_err().code(), "invalid_value");
}
