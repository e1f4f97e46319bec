use chrono::NaiveDate;
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::provision::{RollRate, RollRates};
use crate::value::{amount_strategy, date_strategy, decimal_strategy};
use crate::{Amount, Currency, DayCount, Rate};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn pays(name: &str, payments: &[(&str, &str)]) -> SettlementOffer {
    let payments = payments.iter().map(|(on, sum)| OfferedPayment::new(day(on), amount(sum))).collect::<Vec<_>>();
    SettlementOffer::new(name, payments)
}

fn request(offers: Vec<SettlementOffer>) -> OfferRequest {
    // 60 percent in 73 days, of which 10 percent are kept: 540 less 20, each over 1 + 10 % × 73/365 = 1.02.
    let expected = ExpectedPayment::new(day("2026-09-11"), rate("60")).with_fee_percent(rate("10")).with_cost(amount("20"));
    OfferRequest::new(Currency::EUR, amount("1000"), offers).with_expected(vec![expected])
}

fn evaluated(offers: Vec<SettlementOffer>, policy: &OfferPolicy) -> OfferReport {
    evaluate(&request(offers), day("2026-06-30"), policy).unwrap()
}

#[test]
fn waiting_is_what_is_likely_less_fees_and_costs_discounted() {
    let report = evaluated(Vec::new(), &OfferPolicy::new(rate("10")));
    // 520 / 1.02
    assert_eq!((report.waiting, report.rows[0].days), (amount("509.80"), 73));
    assert_eq!(report.best, None);
}

#[test]
fn what_is_worth_as_much_is_taken_and_what_is_near_is_countered() {
    let offers = vec![
        pays("enough", &[("2026-06-30", "509.81")]),
        pays("near", &[("2026-06-30", "300")]),
        pays("far", &[("2026-06-30", "254.90")]),
        pays("more", &[("2026-06-30", "600")]),
    ];
    let report = evaluated(offers, &OfferPolicy::new(rate("10")));
    let advice: Vec<_> = report.offers.iter().map(|offer| offer.advice).collect();
    assert_eq!(advice, [OfferAdvice::Accept, OfferAdvice::Counter, OfferAdvice::Refuse, OfferAdvice::Accept]);
    assert_eq!((report.offers[1].least, report.offers[0].given_up), (Some(amount("509.81")), amount("490.19")));
    assert_eq!(report.best.as_deref(), Some("more"));
}

#[test]
fn a_plan_is_worth_less_the_later_and_the_less_likely_it_is_paid() {
    let twice = &[("2026-09-11", "510"), ("2026-11-23", "510")];
    let plan = pays("plan", twice).with_kept(rate("80")).with_cost(amount("5"));
    let policy = OfferPolicy::new(rate("10")).with_broken_percent(rate("50"));
    let report = evaluated(vec![plan], &policy);
    // 80 % × (510 / 1.02 + 510 / 1.04) + 20 % × 50 % × 509.803… − 5 = 400 + 392.3077 + 50.9804 − 5
    assert_eq!(report.offers[0].value, amount("838.29"));
    assert_eq!(report.offers[0].given_up, amount("-20"));
}

#[test]
fn an_early_payment_discount_is_an_offer_like_any_other() {
    // 2/10 net 30 at 10 percent a year: all is paid in 20 days more, at most.
    let expected = ExpectedPayment::new(day("2026-07-30"), rate("100"));
    let offer = pays("2/10", &[("2026-07-10", "980")]);
    let request = OfferRequest::new(Currency::EUR, amount("1000"), vec![offer]).with_expected(vec![expected]);
    let report = evaluate(&request, day("2026-06-30"), &OfferPolicy::new(rate("10"))).unwrap();
    // 1000 / (1 + 0.1 × 30/365) against 980 / (1 + 0.1 × 10/365)
    assert_eq!((report.waiting, report.offers[0].value), (amount("991.85"), amount("977.32")));
    assert_eq!(report.offers[0].least, Some(amount("994.57")));
}

#[test]
fn a_margin_asks_for_more_and_what_costs_more_than_it_brings_is_given_up_gladly() {
    let offers = || vec![pays("now", &[("2026-06-30", "520")])];
    assert_eq!(evaluated(offers(), &OfferPolicy::new(rate("10"))).offers[0].advice, OfferAdvice::Accept);
    let wary = OfferPolicy::new(rate("10")).with_margin_percent(rate("5"));
    assert_eq!(evaluated(offers(), &wary).offers[0].least, Some(amount("535.30")));
    let mut hopeless = request(vec![pays("now", &[("2026-06-30", "1")])]);
    hopeless.expected[0].percent = rate("1");
    let report = evaluate(&hopeless, day("2026-06-30"), &OfferPolicy::new(rate("10"))).unwrap();
    assert!(report.waiting.is_negative());
    assert_eq!((report.offers[0].advice, report.offers[0].least), (OfferAdvice::Accept, None));
}

#[test]
fn paid_too_late_not_even_all_of_it_would_be_worth_taking() {
    let offer = pays("in ten years", &[("2036-06-30", "900")]).with_kept(rate("50"));
    let report = evaluated(vec![offer], &OfferPolicy::new(rate("10")));
    assert_eq!((report.offers[0].advice, report.offers[0].least), (OfferAdvice::Refuse, None));
    assert!(report.offers[0].reasons[0].text.contains("not even all"));
}

#[test]
fn an_offer_of_nothing_is_not_taken() {
    let hopeless = ExpectedPayment::new(day("2026-12-31"), Rate::ZERO);
    let of = |offer| request(vec![offer]).with_expected(vec![hopeless.clone()]);
    for offer in [pays("a", &[]), pays("a", &[("2026-06-30", "0")]), pays("a", &[("2026-06-30", "5")]).with_kept(Rate::ZERO)] {
        let report = evaluate(&of(offer.clone()), day("2026-06-30"), &OfferPolicy::new(rate("10"))).unwrap();
        assert_eq!(report.offers[0].advice, OfferAdvice::Refuse, "{}", offer.kept);
    }
    let offer = pays("a", &[("2026-06-30", "5")]).with_kept(Rate::ZERO);
    let report = evaluated(vec![offer], &OfferPolicy::new(rate("10")));
    assert!(report.offers[0].reasons[0].text.contains("likely to bring anything"));
    // Of what waiting brings nothing is known: nothing can be weighed.
    let told = evaluate(&of(pays("a", &[])).with_expected(vec![]), day("2026-06-30"), &OfferPolicy::new(rate("10"))).unwrap_err();
    assert!(told.to_string().starts_with("expected: found nothing"), "{told}");
}

#[test]
fn approval_of_an_offer_goes_by_its_length_and_the_year() {
    let rule = |name: &str| crate::approval::ApprovalRule::new(name);
    let rules = vec![
        rule("long").with_longer_than_days(180),
        rule("year").with_yearly(true).with_over(vec![crate::Money::new(amount("500"), Currency::EUR)]),
    ];
    let policy = OfferPolicy::new(rate("10")).with_approval(crate::approval::ApprovalPolicy::new().with_rules(rules));
    let demands = |request: OfferRequest| {
        let report = evaluate(&request, day("2026-06-30"), &policy).unwrap();
        report.offers[0].approval.demands.iter().map(|demand| demand.rule.clone()).collect::<Vec<_>>()
    };
    let now = || request(vec![pays("now", &[("2026-06-30", "900")])]);
    assert_eq!(demands(now().with_given_up_before(Amount::ZERO)), Vec::<String>::new());
    assert_eq!(demands(now().with_given_up_before(amount("450"))), ["year"]);
    let late = request(vec![pays("late", &[("2027-06-30", "900")])]).with_given_up_before(Amount::ZERO);
    assert_eq!(demands(late), ["long"]);
}

#[test]
fn what_cannot_be_is_an_error() {
    let policy = OfferPolicy::new(rate("10"));
    let told = |request: &OfferRequest, policy: &OfferPolicy| evaluate(request, day("2026-06-30"), policy).unwrap_err().to_string();
    assert!(told(&request(vec![pays("a", &[]), pays("a", &[])]), &policy).contains("`a` twice"));
    assert!(told(&request(vec![pays("a", &[("2026-06-30", "-1")])]), &policy).contains("offers.a.payments"));
    let mut many = request(Vec::new());
    many.expected.push(many.expected[0].clone());
    assert!(told(&many, &policy).contains("120 percent in all"));
    assert!(told(&request(Vec::new()), &OfferPolicy::new(rate("-1"))).contains("yearly_percent"));
    let mut none = request(Vec::new());
    none.owed = Amount::ZERO;
    assert!(told(&none, &policy).contains("above zero"));
    let rates = RollRates::new(Currency::EUR, vec![RollRate::new("1-30")]);
    assert!(expected(&"1-30".into(), &rates, day("2026-06-30"), 30).unwrap_err().to_string().contains("no rate of 1-30"));
    assert!(expected(&"x".into(), &rates, day("2026-06-30"), 30).is_err());
    assert!(expected(&"1-30".into(), &rates, day("2026-06-30"), 0).is_err());
}

proptest! {
    /// The least acceptable, offered, is accepted; a unit less is not.
    #[test]
    fn the_least_that_is_asked_is_taken_and_less_is_not(
        sum in 1..200_000_i64, days in 0..900_u64, kept in 1..=100_i64, percent in 0..=100_i64, yearly in 0..40_i64, cost in 0..5_000_i64,
    ) {
        let cents = |minor: i64| Amount::from_minor(minor, 2).unwrap();
        let of = |value: i64| Rate::new(value.into()).unwrap();
        let date = day("2026-06-30").checked_add_days(chrono::Days::new(days)).unwrap();
        let offer = |total: Amount| SettlementOffer::new("o", vec![OfferedPayment::new(date, total)]).with_kept(of(kept)).with_cost(cents(cost));
        let expected = ExpectedPayment::new(day("2027-01-31"), of(percent));
        let ask = |total: Amount| {
            let request = OfferRequest::new(Currency::EUR, cents(200_000), vec![offer(total)]).with_expected(vec![expected.clone()]);
            evaluate(&request, day("2026-06-30"), &OfferPolicy::new(of(yearly))).unwrap().offers.remove(0)
        };
        let first = ask(cents(sum));
        if let Some(least) = first.least {
            prop_assert_eq!(first.advice == OfferAdvice::Accept, cents(sum) >= least);
            prop_assert_eq!(ask(least).advice, OfferAdvice::Accept);
            let less = least.checked_sub(cents(1)).unwrap();
            prop_assert!(!less.is_positive() || ask(less).advice != OfferAdvice::Accept);
        }
    }

    /// What is expected and what is lost are all of it.
    #[test]
    fn what_roll_rates_tell_is_never_more_than_all(rolled in prop::collection::vec(0..=100_i64, 1..8)) {
        let rates = rolled.iter().enumerate().map(|(at, percent)| RollRate::new(format!("b{at}")).with_percent(Rate::new((*percent).into()).unwrap()));
        let rates = RollRates::new(Currency::EUR, rates.collect::<Vec<_>>());
        let rows = expected(&"b0".into(), &rates, day("2026-06-30"), 30).unwrap();
        let all: Decimal = rows.iter().map(|row| row.percent.decimal()).sum();
        prop_assert!(all <= Decimal::ONE_HUNDRED && rows.len() == rolled.len());
    }

    /// Whatever is asked, there is an answer or an error.
    #[test]
    fn hostile_offers_are_total(
        (owed, paid, cost) in (amount_strategy(), amount_strategy(), amount_strategy()), (on, as_of) in (date_strategy(), date_strategy()),
        percents in prop::collection::vec(prop_oneof![9 => (0..=100_i64).prop_map(Decimal::from), 1 => decimal_strategy()], 8..9), convention in 0..DayCount::ALL.len(), period_days in prop::num::i32::ANY,
    ) {
        let percents: Vec<Rate> = percents.into_iter().map(|percent| Rate::new(percent).unwrap_or(Rate::ONE_HUNDRED)).collect();
        let (owed, paid, cost) = (owed.abs(), paid.abs(), cost.abs());
        let offer = SettlementOffer::new("o", vec![OfferedPayment::new(on, paid)]).with_kept(percents[0]).with_cost(cost);
        let waiting = ExpectedPayment::new(on, percents[1]).with_fee_percent(percents[2]).with_cost(cost);
        let request = OfferRequest::new(Currency::EUR, owed, vec![offer]).with_expected(vec![waiting]).with_kept_percent(percents[3]);
        let policy = OfferPolicy::new(percents[4]).with_margin_percent(percents[5]).with_broken_percent(percents[6]).with_counter_from(percents[7]);
        if let Ok(report) = evaluate(&request, as_of, &policy.with_day_count(DayCount::ALL[convention])) {
            let told = &report.offers[0];
            prop_assert!(told.least.is_none_or(|least| least <= owed));
            prop_assert_eq!(report.best.is_some(), told.advice == OfferAdvice::Accept);
        }
        let rates = RollRates::new(Currency::EUR, vec![RollRate::new("b").with_percent(percents[0]), RollRate::new("c").with_percent(percents[1])]);
        let _ = expected(&"b".into(), &rates, as_of, period_days);
    }
}
