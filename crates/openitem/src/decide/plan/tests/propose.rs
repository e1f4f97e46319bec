use super::{amount, day, equal, monthly, owed, rate, request};
use crate::approval::{ApprovalPolicy, ApprovalRule};
use crate::plan::{
    PaymentAbility, PlanAlternative, PlanDates, PlanLateInterest, PlanPart, PlanPolicy, PlanShape, PlanTime, PlanUnit, PlanWish, propose,
};
use crate::{Amount, BusinessDayRule, Currency, CurrencyRow, EntryKind, Money, PlanOutcome, QuotedRate, ReceiptId, Rest};

const AS_OF: &str = "2026-06-30";

fn one_of(sum: &str, wish: PlanWish, policy: &PlanPolicy) -> PlanAlternative {
    propose(&request(sum, vec![wish]), day(AS_OF), policy).unwrap().alternatives.remove(0)
}

fn one(sum: &str, wish: PlanWish) -> PlanAlternative {
    one_of(sum, wish, &PlanPolicy::new())
}

fn texts(alternative: &PlanAlternative, of: fn(&super::super::PlanRow) -> Amount) -> Vec<String> {
    alternative.rows.iter().map(|row| of(row).to_string()).collect()
}

fn dates(alternative: &PlanAlternative) -> Vec<String> {
    alternative.rows.iter().map(|row| row.due.to_string()).collect()
}

fn why(alternative: &PlanAlternative) -> &str {
    assert!(!alternative.offered && alternative.rows.is_empty() && alternative.proposed.is_none());
    &alternative.reasons[0].rule
}

/// DOMAIN T7.1.
#[test]
fn a_thousand_at_two_percent_a_month_in_six() {
    let sheet = one("1000", equal("6", 6).with_rate(monthly("2")));
    assert_eq!(texts(&sheet, |row| row.payment), ["178.53", "178.53", "178.53", "178.53", "178.53", "178.51"]);
    assert_eq!(texts(&sheet, |row| row.interest)[..2], ["20", "16.83"]);
    assert_eq!(texts(&sheet, |row| row.principal)[..2], ["158.53", "161.7"]);
    assert_eq!(texts(&sheet, |row| row.balance), ["841.47", "679.77", "514.84", "346.61", "175.01", "0"]);
    assert_eq!((sheet.total, sheet.interest, sheet.adds), (amount("1071.16"), amount("71.16"), amount("71.16")));
}

/// DOMAIN T7.3.
#[test]
fn a_thousand_at_one_percent_a_month_in_twelve() {
    let sheet = one("1000", equal("12", 12).with_rate(monthly("1")));
    let expected = ["921.15", "841.51", "761.08", "679.84", "597.79", "514.92", "431.22", "346.68", "261.3", "175.06", "87.96", "0"];
    assert_eq!(texts(&sheet, |row| row.balance), expected);
    let payments = texts(&sheet, |row| row.payment);
    assert!(payments[..11].iter().all(|payment| payment == "88.85"));
    assert_eq!((payments[11].as_str(), sheet.interest), ("88.84", amount("66.19")));
    // Twelve percent a year is the same, month by month.
    assert_eq!(one("1000", equal("12", 12).with_rate(QuotedRate::new(rate("12")))).rows, sheet.rows);
}

/// DOMAIN T7.5.
#[test]
fn a_thousand_in_three_without_interest() {
    let sheet = |rest| texts(&one_of("1000", equal("3", 3), &PlanPolicy::new().with_remainder(rest)), |row| row.payment);
    assert_eq!(sheet(Rest::Last), ["333.33", "333.33", "333.34"]);
    assert_eq!(sheet(Rest::First), ["333.34", "333.33", "333.33"]);
    // 1,000.00 in 7: 142.85 and five cents, one each on the first five.
    let spread = one_of("1000", equal("7", 7), &PlanPolicy::new().with_remainder(Rest::LargestRemainder));
    assert_eq!(texts(&spread, |row| row.payment), ["142.86", "142.86", "142.86", "142.86", "142.86", "142.85", "142.85"]);
}

/// PEERS complaint 11: 30,000 at 33.334, 33.333 and 33.333 percent did not sum.
#[test]
fn no_schedule_loses_a_cent() {
    let sheet = one("30000.01", equal("3", 3));
    assert_eq!(texts(&sheet, |row| row.payment), ["10000", "10000", "10000.01"]);
}

#[test]
fn a_payment_rounded_upwards_makes_the_last_one_lower() {
    // 1,000 x 0.015 / (1 - 1.015^-3) = 343.38296…
    let half_up = one("1000", equal("3", 3).with_rate(monthly("1.5")));
    assert_eq!(texts(&half_up, |row| row.payment), ["343.38", "343.38", "343.38"]);
    let lower = one_of("1000", equal("3", 3).with_rate(monthly("1.5")), &PlanPolicy::lower_final());
    assert_eq!(texts(&lower, |row| row.payment), ["343.39", "343.39", "343.36"]);
}

#[test]
fn the_same_amount_until_all_is_paid() {
    let wish = PlanWish::new("300", PlanShape::Fixed { amount: amount("300") });
    let sheet = one("1000", wish.clone());
    assert_eq!(texts(&sheet, |row| row.payment), ["300", "300", "300", "100"]);
    // 1,000 at 1 percent: 10, 7.10, 4.17, 1.21; the last is 121.28 and 1.21.
    let sheet = one("1000", wish.with_rate(monthly("1")));
    assert_eq!(texts(&sheet, |row| row.interest), ["10", "7.1", "4.17", "1.21"]);
    assert_eq!(texts(&sheet, |row| row.payment), ["300", "300", "300", "122.48"]);
    // Interest of 10 a month: 10 never pays anything off.
    let never = PlanWish::new("10", PlanShape::Fixed { amount: amount("10") }).with_rate(monthly("1"));
    assert_eq!(why(&one("1000", never)), "never_paid");
    let long = PlanWish::new("1", PlanShape::Fixed { amount: amount("1") });
    assert_eq!(why(&one("1000", long)), "too_many_installments");
}

#[test]
fn dates_and_amounts_of_the_payers_own() {
    let part = |due: &str, sum: &str| PlanPart::new(day(due)).with_amount(amount(sum));
    let rest = |due: &str| PlanPart::new(day(due));
    let custom = |parts: Vec<PlanPart>| PlanWish::new("own", PlanShape::Custom { parts });
    let sheet = one("1000", custom(vec![rest("2026-12-20"), part("2026-07-15", "400"), part("2026-09-01", "250")]));
    assert_eq!(dates(&sheet), ["2026-07-15", "2026-09-01", "2026-12-20"]);
    assert_eq!(texts(&sheet, |row| row.payment), ["400", "250", "350"]);
    // The open payment may stand anywhere where there is no interest.
    let sheet = one("1000", custom(vec![part("2026-12-20", "700"), rest("2026-07-15")]));
    assert_eq!(texts(&sheet, |row| row.payment), ["300", "700"]);
    assert_eq!(why(&one("1000", custom(vec![part("2026-07-15", "400"), part("2026-08-15", "599.99")]))), "does_not_add_up");
    assert_eq!(why(&one("1000", custom(vec![part("2026-07-15", "1000.01")]))), "does_not_add_up");
    // Interest by days: 1,000 x 7.3 % x 50/365 = 10; then 510 x 7.3 % x 20/365 = 2.04.
    let sheet = one("1000", custom(vec![part("2026-08-19", "500"), rest("2026-09-08")]).with_rate(QuotedRate::new(rate("7.3"))));
    assert_eq!(texts(&sheet, |row| row.interest), ["10", "2.04"]);
    assert_eq!(texts(&sheet, |row| row.payment), ["500", "512.04"]);
}

#[test]
fn a_down_payment_and_a_discount() {
    let sheet = one("1000", equal("3", 3).with_down_payment(amount("250")).with_discount(rate("5")));
    // 950 are to be paid: 250 at once, then 233.33, 233.33, 233.34.
    assert_eq!(texts(&sheet, |row| row.payment), ["250", "233.33", "233.33", "233.34"]);
    assert_eq!(sheet.rows[0].due, day(AS_OF));
    assert_eq!((sheet.discount, sheet.total, sheet.adds), (amount("50"), amount("950"), amount("-50")));
    assert_eq!(sheet.most_in_a_month, amount("233.34"));
    assert_eq!(sheet.asks.as_ref().unwrap().discount, Some(rate("5")));
    assert_eq!(why(&one("1000", equal("3", 3).with_down_payment(amount("1000.01")))), "down_payment_too_large");
    assert_eq!(one("1000", equal("3", 3).with_down_payment(amount("1000"))).rows.len(), 1);
}

#[test]
fn dates_by_the_calendar() {
    let on = |dates: PlanDates, count: i32, policy: &PlanPolicy| self::dates(&one_of("1000", equal("n", count).with_dates(dates), policy));
    let plain = PlanPolicy::new();
    // The last day of every month.
    assert_eq!(on(PlanDates::new().with_day_of_month(31), 4, &plain), ["2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31"]);
    // The 30th, as the day of the plan is.
    assert_eq!(on(PlanDates::new(), 2, &plain), ["2026-07-30", "2026-08-30"]);
    // The 31st that is clipped in February comes back.
    let january = PlanDates::new().with_first(day("2027-01-31"));
    assert_eq!(on(january, 3, &plain), ["2027-01-31", "2027-02-28", "2027-03-31"]);
    assert_eq!(on(PlanDates::new().with_every(3), 2, &plain), ["2026-09-30", "2026-12-30"]);
    let weekly = PlanDates::new().with_unit(PlanUnit::Weeks).with_every(2);
    assert_eq!(on(weekly, 3, &plain), ["2026-07-14", "2026-07-28", "2026-08-11"]);
    // A school pays nothing in July and August: the plan is longer by them.
    let season = PlanDates::new().with_day_of_month(15).with_skip_months(vec![7, 8]);
    assert_eq!(on(season, 3, &plain), ["2026-09-15", "2026-10-15", "2026-11-15"]);
    // 15 August 2026 is a Saturday.
    let fifteenth = PlanDates::new().with_day_of_month(15);
    let following = PlanPolicy::new().with_business_day_rule(BusinessDayRule::Following);
    assert_eq!(on(fifteenth, 2, &following), ["2026-07-15", "2026-08-17"]);
}

#[test]
fn interest_runs_on_in_the_months_left_out() {
    let dates = PlanDates::new().with_skip_months(vec![8, 9]);
    let sheet = one("300", equal("2", 2).with_dates(dates).with_rate(monthly("1")));
    // July bears one month, October three; 300 x 1.01 x 1.03 / (1 + 1.03) = 153.738…
    assert_eq!(self::dates(&sheet), ["2026-07-30", "2026-10-30"]);
    assert_eq!(texts(&sheet, |row| row.payment), ["153.74", "153.74"]);
    assert_eq!(texts(&sheet, |row| row.interest), ["3", "4.48"]);
    let by_days = PlanPolicy::new().with_time(PlanTime::Days);
    // 30 days of 7.3 percent a year on 1,000 are 6.
    let sheet = one_of("1000", equal("1", 1).with_rate(QuotedRate::new(rate("7.3"))), &by_days);
    assert_eq!(texts(&sheet, |row| row.interest), ["6"]);
}

#[test]
fn a_cheque_for_each_installment() {
    let receipts: Vec<ReceiptId> = ["CH-1", "CH-2"].map(ReceiptId::new).to_vec();
    let sheet = one("900", equal("3", 3).with_down_payment(amount("300")).with_receipts(receipts));
    let named: Vec<Option<&str>> = sheet.rows.iter().map(|row| row.receipt.as_ref().map(ReceiptId::as_str)).collect();
    assert_eq!(named, [None, Some("CH-1"), Some("CH-2"), None]);
}

#[test]
fn alternatives_stand_side_by_side_the_shorter_first() {
    let late = QuotedRate::new(rate("9"));
    let policy = PlanPolicy::new().with_late_rate(late).with_late_interest(PlanLateInterest::Suspended);
    let wishes = vec![equal("12 months", 12).with_rate(monthly("1")), equal("3 months", 3), equal("6 months", 6).with_rate(monthly("0.5"))];
    let offered = propose(&request("1200", wishes.clone()), day(AS_OF), &policy).unwrap();
    let names: Vec<&str> = offered.alternatives.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["3 months", "6 months", "12 months"]);
    let three = &offered.alternatives[0];
    // 400 each after 30, 61 and 92 days: 73,200 days x 9 % / 365 = 18.05.
    assert_eq!((three.late_interest, three.adds, three.saves), (amount("18.05"), amount("0"), amount("18.05")));
    let runs = propose(&request("1200", wishes), day(AS_OF), &policy.with_late_interest(PlanLateInterest::Runs)).unwrap();
    assert_eq!((runs.alternatives[0].adds, runs.alternatives[0].saves), (amount("18.05"), amount("0")));
}

#[test]
fn what_is_above_the_ability_needs_approval() {
    let bound = |text: &str| {
        let mut ability = PaymentAbility::new(Currency::EUR);
        ability.monthly = Some(amount(text));
        ability
    };
    let asked = |ability: PaymentAbility, policy: &PlanPolicy| {
        let request = request("900", vec![equal("3", 3)]).with_ability(ability);
        propose(&request, day(AS_OF), policy).unwrap().alternatives.remove(0)
    };
    let within = asked(bound("300"), &PlanPolicy::new());
    assert_eq!((within.above_ability, within.approval.demands.len()), (Some(false), 0));
    let above = asked(bound("299.99"), &PlanPolicy::new());
    assert_eq!((above.above_ability, above.approval.demands[0].rule.as_str()), (Some(true), "above_ability"));
    // A matrix that forgets it does not let it pass, and nothing known is not enough.
    let empty = PlanPolicy::new().with_approval(ApprovalPolicy::new());
    assert_eq!(asked(bound("1"), &empty).approval.demands.len(), 1);
    assert_eq!(asked(PaymentAbility::new(Currency::EUR), &empty).approval.demands.len(), 1);
}

#[test]
fn the_matrix_sees_amount_length_discount_and_record() {
    let rule = |name: &str| ApprovalRule::new(name).with_subjects(vec!["plan".to_owned()]);
    let rules = vec![
        rule("amount").with_over(vec![Money::new(amount("999"), Currency::EUR)]),
        rule("length").with_longer_than_days(90),
        rule("discount").with_discount_over(rate("2")),
        rule("record").with_kept_below(rate("50")),
    ];
    let policy = PlanPolicy::new().with_approval(ApprovalPolicy::new().with_rules(rules));
    let demands = |wish: PlanWish, kept: &str| {
        let request = request("1000", vec![wish]).with_kept_percent(rate(kept));
        let found = propose(&request, day(AS_OF), &policy).unwrap().alternatives.remove(0);
        found.approval.demands.into_iter().map(|demand| demand.rule).collect::<Vec<_>>()
    };
    // Two months to 30 August are 61 days, six to 30 December 183.
    assert_eq!(demands(equal("2", 2), "50"), ["amount"]);
    assert_eq!(demands(equal("6", 6).with_discount(rate("3")), "49.99"), ["amount", "length", "discount", "record"]);
}

#[test]
fn what_is_agreed_is_ready_to_post() {
    let mut asked = request("1000", vec![equal("6", 6).with_rate(monthly("2"))]);
    asked.replaces = Some("PL-0".into());
    let batch = propose(&asked, day(AS_OF), &PlanPolicy::new()).unwrap().alternatives.remove(0).proposed.unwrap();
    let EntryKind::PlanEnded { plan_ended } = &batch.entries[0].kind else { panic!("the old plan ends first") };
    assert_eq!((plan_ended.id.as_str(), plan_ended.outcome), ("PL-0", PlanOutcome::Replaced));
    let EntryKind::PlanAgreed { plan_agreed } = &batch.entries[1].kind else { panic!("then the new one is agreed") };
    assert_eq!(plan_agreed.installments[0].interest, Some(amount("20")));
    assert_eq!((plan_agreed.replaces.as_ref().unwrap().as_str(), plan_agreed.items.len()), ("PL-0", 1));
    assert_eq!((batch.basis[0].item.as_str(), batch.basis[0].open), ("INV-1", amount("1000")));
    // Agreed again after it was taken back, it bears new ids.
    let recorded = "2026-06-30T09:00:00Z".parse().unwrap();
    let mut again = batch.clone();
    again.after = Some("REV-1".into());
    assert_eq!(batch.accept(recorded, None).unwrap(), batch.accept(recorded, None).unwrap());
    assert_ne!(batch.accept(recorded, None).unwrap().entries[1].id, again.accept(recorded, None).unwrap().entries[1].id);
}

#[test]
fn an_installment_of_nothing_is_none() {
    assert_eq!(why(&one("0.02", equal("3", 3))), "too_small");
    let least = PlanPolicy::new().with_least(vec![Money::new(amount("50"), Currency::EUR)]);
    assert_eq!(why(&one_of("140", equal("3", 3), &least)), "too_small");
    let yen = |sum: &str, count: i32| {
        let mut asked = request(sum, vec![equal("n", count)]);
        asked.currency = Currency::new("JPY").unwrap();
        asked.items[0].currency = asked.currency;
        propose(&asked, day(AS_OF), &PlanPolicy::new()).unwrap().alternatives.remove(0)
    };
    assert_eq!(texts(&yen("1000", 3), |row| row.payment), ["333", "333", "334"]);
}

#[test]
fn bounds_out_of_range_are_refused() {
    let code = |wish: PlanWish, policy: &PlanPolicy| propose(&request("1000", vec![wish]), day(AS_OF), policy).unwrap_err().code();
    let plain = PlanPolicy::new();
    assert_eq!(code(equal("0", 0), &plain), "invalid_value");
    assert_eq!(code(equal("3", 3).with_rate(monthly("-1")), &plain), "invalid_value");
    assert_eq!(code(equal("3", 3).with_rate(QuotedRate::new(rate("1")).with_unit(crate::RateUnit::Percent)), &plain), "invalid_value");
    assert_eq!(code(equal("3", 3).with_discount(rate("101")), &plain), "invalid_value");
    assert_eq!(code(equal("3", 3).with_down_payment(amount("-1")), &plain), "invalid_value");
    assert_eq!(code(equal("3", 3).with_down_payment(amount("0.001")), &plain), "amount_scale");
    assert_eq!(code(PlanWish::new("f", PlanShape::Fixed { amount: amount("0") }), &plain), "invalid_value");
    assert_eq!(code(PlanWish::new("c", PlanShape::Custom { parts: Vec::new() }), &plain), "invalid_value");
    let past = PlanShape::Custom { parts: vec![PlanPart::new(day("2026-06-29"))] };
    assert_eq!(code(PlanWish::new("c", past), &plain), "invalid_value");
    for dates in [
        PlanDates::new().with_every(0),
        PlanDates::new().with_first(day("2026-06-29")),
        PlanDates::new().with_day_of_month(32),
        PlanDates::new().with_skip_months(vec![13]),
        PlanDates::new().with_skip_months((1..=12).collect::<Vec<_>>()),
        PlanDates::new().with_every(12).with_skip_months(vec![6]),
    ] {
        assert_eq!(code(equal("3", 3).with_dates(dates), &plain), "invalid_value");
    }
    assert_eq!(code(equal("3", 3).with_dates(PlanDates::new().with_every(i32::MAX)), &plain), "date_range");
    for policy in [
        plain.clone().with_max_installments(0),
        plain.clone().with_max_installments(10_001),
        plain.clone().with_grace_days(-1),
        plain.clone().with_default_after(0),
        plain.clone().with_cure_days(-1),
        plain.clone().with_allocation(Vec::new()),
        plain.clone().with_settlement_discount(rate("-1")),
        plain.clone().with_late_rate(monthly("-1")),
    ] {
        assert_eq!(code(equal("3", 3), &policy), "invalid_value");
    }
    // 100,000 installments are told as too many.
    assert_eq!(why(&one("1000", equal("n", 100_000))), "too_many_installments");
    let twice = request("1000", vec![equal("3", 3), equal("3", 4)]);
    assert_eq!(propose(&twice, day(AS_OF), &plain).unwrap_err().code(), "invalid_value");
    let mut other = request("1000", vec![equal("3", 3)]);
    other.items.push(owed("INV-1", "1"));
    assert_eq!(propose(&other, day(AS_OF), &plain).unwrap_err().code(), "invalid_value");
    let none = crate::plan::PlanRequest::new("P", "E", "C-1", Currency::EUR, Vec::new(), Vec::new());
    assert_eq!(propose(&none, day(AS_OF), &plain).unwrap_err().code(), "invalid_value");
    let unknown = crate::plan::PlanRequest::new("P", "E", "C-1", Currency::new("XQZ").unwrap(), Vec::new(), Vec::new());
    assert_eq!(propose(&unknown, day(AS_OF), &plain).unwrap_err().code(), "unknown_currency");
    assert!(CurrencyRow::new(Currency::EUR, 3).minor_units == 3);
}

#[test]
fn no_installment_is_due_before_the_day_of_the_plan() {
    // Agreed on Saturday 31 January: the business day before Sunday 1 February is 30 January.
    let parts = vec![PlanPart::new(day("2026-02-01")).with_amount(amount("60")), PlanPart::new(day("2026-03-01"))];
    let wish = PlanWish::new("own", PlanShape::Custom { parts }).with_down_payment(amount("10"));
    let policy = PlanPolicy::new().with_business_day_rule(BusinessDayRule::Preceding);
    let found = propose(&request("100", vec![wish]), day("2026-01-31"), &policy).unwrap().alternatives.remove(0);
    let dues: Vec<_> = found.rows.iter().map(|row| row.due.to_string()).collect();
    assert_eq!(dues, ["2026-01-31", "2026-02-02", "2026-02-27"]);
}
