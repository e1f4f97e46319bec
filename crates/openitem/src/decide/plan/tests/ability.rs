use super::{amount, came, day, rate};
use crate::plan::{AbilityMeasure, AbilityPolicy, AbilityRequest, DeclaredCashFlow, PaymentHistory, ability, payment_history};
use crate::{Cause, Currency};

fn history(months: &[&str]) -> PaymentHistory {
    let applied: Vec<_> = months
        .iter()
        .enumerate()
        .filter(|(_, sum)| **sum != "0")
        .map(|(at, sum)| came(&format!("A-{at}"), "INV-1", &format!("2026-{:02}-10", at + 1), sum))
        .collect();
    let end = day(&format!("2026-{:02}-15", months.len() + 1));
    let mut histories = payment_history(&applied, end, i32::try_from(months.len()).unwrap()).unwrap();
    histories.remove(0)
}

fn observed(months: &[&str], policy: &AbilityPolicy) -> Option<String> {
    let request = AbilityRequest::new(Currency::EUR).with_history(history(months));
    ability(&request, policy).unwrap().monthly.map(|bound| bound.to_string())
}

#[test]
fn a_history_has_every_month_and_only_money() {
    let mut credit = came("C", "INV-1", "2026-05-10", "500");
    credit.receipt = None;
    let mut discount = came("D", "INV-1", "2026-05-10", "5");
    discount.cause = Cause::EarnedDiscount;
    let applied = [
        came("A", "INV-1", "2026-03-31", "100"),
        came("B", "INV-1", "2026-05-01", "50"),
        came("B2", "INV-2", "2026-05-01", "25"),
        came("B3", "INV-2", "2026-05-31", "25"),
        // Before the first month, and in the one that is not over.
        came("E", "INV-1", "2026-02-28", "7"),
        came("F", "INV-1", "2026-06-01", "9"),
        credit,
        discount,
    ];
    let found = payment_history(&applied, day("2026-06-30"), 3).unwrap();
    let months: Vec<_> = found[0].months.iter().map(|month| (month.month.to_string(), month.paid.to_string(), month.days)).collect();
    let expected = [("2026-03-01", "100", 1), ("2026-04-01", "0", 0), ("2026-05-01", "100", 2)];
    assert_eq!(months, expected.map(|(month, paid, days)| (month.to_owned(), paid.to_owned(), days)));
    assert_eq!((found[0].paid, found[0].paid_months), (amount("200"), 2));
    assert_eq!(payment_history(&applied, day("2026-06-30"), 0).unwrap_err().code(), "invalid_value");
    assert_eq!(payment_history(&applied, day("0001-02-01"), 12).unwrap_err().code(), "date_range");
}

#[test]
fn what_was_seen_is_measured_as_the_policy_says() {
    let months = ["100", "0", "200", "101", "99", "100"];
    let by = |measure| observed(&months, &AbilityPolicy::new().with_measure(measure));
    assert_eq!(by(AbilityMeasure::Average).as_deref(), Some("100"));
    assert_eq!(by(AbilityMeasure::Median).as_deref(), Some("100"));
    assert_eq!(by(AbilityMeasure::Lowest).as_deref(), Some("0"));
    // 100 / 3 is cut down, never up; 80 percent of 100 / 3 is rounded once.
    assert_eq!(observed(&["100", "0", "0"], &AbilityPolicy::new().with_regular_percent(rate("33"))).as_deref(), Some("33.33"));
    let share = AbilityPolicy::new().with_regular_percent(rate("33")).with_observed_share(rate("80"));
    assert_eq!(observed(&["100", "0", "0"], &share).as_deref(), Some("26.66"));
}

#[test]
fn a_history_that_is_short_or_irregular_says_nothing() {
    let rule = |months: &[&str]| {
        let found = ability(&AbilityRequest::new(Currency::EUR).with_history(history(months)), &AbilityPolicy::new()).unwrap();
        (found.monthly, found.reasons[0].rule.clone())
    };
    assert_eq!(rule(&["100", "100"]), (None, "too_short".to_owned()));
    assert_eq!(rule(&["300", "0", "0"]), (None, "irregular".to_owned()));
    assert_eq!(rule(&["100", "100", "0"]).1, "observed");
}

#[test]
fn the_lower_of_what_is_declared_and_seen_is_the_bound() {
    let policy = AbilityPolicy::new().with_declared_share(rate("50"));
    let request = AbilityRequest::new(Currency::EUR).with_declared(DeclaredCashFlow::new(amount("4000"), amount("3000")));
    assert_eq!(ability(&request, &policy).unwrap().monthly, Some(amount("500")));
    let both = request.clone().with_history(history(&["300", "300", "300"]));
    assert_eq!(ability(&both, &policy).unwrap().monthly, Some(amount("300")));
    // What falls due beside the plan comes off both.
    let busy = ability(&both.with_obligations(amount("250")), &policy).unwrap();
    assert_eq!((busy.declared, busy.observed, busy.monthly), (Some(amount("375")), Some(amount("50")), Some(amount("50"))));
    let poor = request.with_obligations(amount("5000"));
    assert_eq!(ability(&poor, &policy).unwrap().monthly, Some(amount("0")));
}

#[test]
fn bounds_out_of_range_are_refused() {
    let code = |request: &AbilityRequest, policy: &AbilityPolicy| ability(request, policy).unwrap_err().code();
    let plain = AbilityRequest::new(Currency::EUR);
    assert_eq!(code(&plain, &AbilityPolicy::new().with_declared_share(rate("101"))), "invalid_value");
    assert_eq!(code(&plain, &AbilityPolicy::new().with_least_months(0)), "invalid_value");
    assert_eq!(code(&plain.clone().with_obligations(amount("-1")), &AbilityPolicy::new()), "invalid_value");
    assert_eq!(
        code(&plain.clone().with_declared(DeclaredCashFlow::new(amount("-1"), amount("1"))), &AbilityPolicy::new()),
        "invalid_value"
    );
    let other = AbilityRequest::new(Currency::USD).with_history(history(&["1", "1", "1"]));
    assert_eq!(code(&other, &AbilityPolicy::new()), "invalid_value");
    assert_eq!(ability(&plain, &AbilityPolicy::new()).unwrap().reasons[0].rule, "not_known");
}
