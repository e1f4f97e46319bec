//! What holds for any items, dates and policies.

use proptest::prelude::*;

use super::super::fraction::Fraction;
use super::*;
use crate::value::{amount_strategy, date_strategy, decimal_strategy};
use crate::{DayCount, DisputeOutcome, Money};

fn on(days: i64) -> NaiveDate {
    day("2024-01-01") + chrono::TimeDelta::days(days)
}

/// A day's number, how much, and what kind of thing it is.
type Part = (i64, i64, u8);

/// An item due on a day, paid in parts, disputed.
fn item(id: usize, due: i64, cents: i64, parts: &[Part]) -> InterestRequest {
    let id = format!("I-{id}");
    let mut left = cents;
    let mut request = InterestRequest::new();
    for (nth, (at, part, kind)) in parts.iter().enumerate() {
        let sum = left.min(*part);
        left -= sum;
        let mut fell = paid(&id, &on(*at).to_string(), &Amount::from_minor(sum, 2).unwrap().to_string());
        fell.entry = format!("P-{id}-{nth}").into();
        if kind % 3 == 0 {
            fell.receipt = None;
        }
        request.applied.push(fell);
        if *kind > 5 {
            let outcome = [None, Some(DisputeOutcome::ForCustomer), Some(DisputeOutcome::AgainstCustomer), Some(DisputeOutcome::Shared)];
            let mut dispute = InterestDispute::new(format!("D-{id}-{nth}"), id.as_str(), on(at / 2));
            dispute.outcome = outcome[usize::from(*kind) % 4];
            dispute.through = dispute.outcome.map(|_| on(*at));
            dispute.amount = (kind % 2 == 0).then(|| Amount::from_minor(*part / 2, 2).unwrap());
            request.disputes.push(dispute);
        }
    }
    let mut item = owed(&id, &Amount::from_minor(left, 2).unwrap().to_string(), &on(due).to_string());
    item.original = Amount::from_minor(cents, 2).unwrap();
    if left == 0 {
        request.closed.push(item)
    } else {
        request.items.push(item)
    }
    request
}

fn merged(all: Vec<InterestRequest>) -> InterestRequest {
    let mut sum = InterestRequest::new();
    for one in all {
        sum.items.extend(one.items);
        sum.closed.extend(one.closed);
        sum.applied.extend(one.applied);
        sum.disputes.extend(one.disputes);
    }
    sum
}

fn parts() -> impl Strategy<Value = Vec<Part>> {
    prop::collection::vec((0_i64..500, 1_i64..400_000, 0_u8..5), 0..6)
}

/// What was known of one item on a day: what came later was open.
fn known(request: &InterestRequest, on: NaiveDate) -> InterestRequest {
    let mut known = request.clone();
    known.applied.retain(|fell| fell.effective <= on);
    let later = Amount::checked_sum(request.applied.iter().filter(|fell| fell.effective > on).map(|fell| fell.amount)).unwrap();
    let mut item = known.items.pop().or_else(|| known.closed.pop()).unwrap();
    item.open = item.open.checked_add(later).unwrap();
    known.items.push(item);
    known
}

/// The exact sum of the segments through a day, in one fraction.
fn through(accrual: &InterestAccrual, last: NaiveDate) -> Fraction {
    let rows = accrual.items.iter().flat_map(|item| &item.sheet).filter(|row| row.through <= last && row.state == InterestState::Bearing);
    rows.fold(Fraction::ZERO, |sum, row| {
        let owed = row.balance.checked_add(row.carried).unwrap();
        let factors = [owed.decimal(), row.percent.decimal(), row.days.into()];
        sum.plus(Fraction::of(&factors, &[100, i64::from(row.period_days)]).unwrap()).unwrap()
    })
}

proptest! {
    /// Interest over [a, c] = [a, b] + [b, c] before rounding, in every day count, fixed at start or by period: the sheet through c,
    /// less what it says after b, is the sheet through b.
    #[test]
    fn simple_interest_adds_up(due in 0_i64..300, cents in 1_i64..900_000, parts in parts(), b in 0_i64..500, c in 0_i64..500, convention in 0_usize..6, mode in 0_usize..2) {
        let mode = [InterestRateMode::FixedAtStart, InterestRateMode::SegmentByPeriod][mode];
        let (b, c) = (on(b.min(c)), on(b.max(c)));
        // A period begins the day after b, so that both sheets break there.
        let rate = |from: NaiveDate, percent: &str| InterestRate::new("t", from, percent.parse::<Rate>().unwrap());
        let mut rates = vec![rate(on(-1), "7.3"), rate(on(211), "9.15")];
        let next = b.succ_opt().unwrap();
        if next != on(211) && next != on(-1) {
            rates.push(rate(next, if next > on(211) { "9.15" } else { "7.3" }));
        }
        let policy = InterestPolicy::new(InterestPercent::Table { table: "t".into(), margins: vec![] }).with_mode(mode).with_day_count(DayCount::ALL[convention]);
        let mut request = item(0, due, cents, &parts).with_rates(rates);
        // Where the rate does not break the sheet after b, a payment of nothing does.
        request.applied.push(paid("I-0", &b.to_string(), "0"));
        let (short, long) = (accrue(&known(&request, b), b, &policy).unwrap(), accrue(&known(&request, c), c, &policy).unwrap());
        prop_assert_eq!(through(&short, b), through(&long, b));
        for accrual in [&short, &long] {
            for item in &accrual.items {
                prop_assert_eq!(through(accrual, accrual.as_of).text(), item.exact.clone());
            }
        }
    }

    /// The same, with monthly rests, where b is a rest.
    #[test]
    fn compound_interest_adds_up_at_rests(due in 0_i64..60, cents in 1_i64..900_000, months in 1_i32..12, more in 1_i64..200, by_days in any::<bool>()) {
        let compounding = if by_days { InterestCompounding::MonthlyRestsByDays } else { InterestCompounding::MonthlyRests };
        let policy = yearly("19.5").with_compounding(compounding);
        let request = item(0, due, cents, &[]);
        let b = crate::date::add_months(on(due), months).unwrap();
        let c = b + chrono::TimeDelta::days(more);
        let (short, long) = (accrue(&request, b, &policy).unwrap(), accrue(&request, c, &policy).unwrap());
        prop_assert_eq!(through(&short, b), through(&long, b));
        prop_assert_eq!(&short.items[0].sheet[..], &long.items[0].sheet[..short.items[0].sheet.len()]);
    }

    /// A second run proposes nothing: what is billed is what the sheet comes to, rounded once.
    #[test]
    fn what_was_billed_is_not_billed_again(items in prop::collection::vec((0_i64..300, 1_i64..900_000, prop::collection::vec((0_i64..500, 1_i64..400_000, 0_u8..12), 0..4)), 1..5), at in 0_usize..12, as_of in 300_i64..600) {
        let mut request = merged(items.iter().enumerate().map(|(nth, (due, cents, parts))| item(nth, *due, *cents, parts)).collect());
        request.applied.retain(|fell| fell.effective <= on(as_of));
        let policy = InterestPolicy::preset(InterestPolicy::PRESETS[at]).unwrap().with_tax(InterestTax::new("V", "19".parse::<Rate>().unwrap()));
        let first = accrue(&request, on(as_of), &policy).unwrap();
        for batch in &first.batches {
            for entry in &batch.entries {
                let crate::EntryKind::FinanceCharge { finance_charge: document } = &entry.kind else { continue };
                for line in &document.lines {
                    let kind = *InterestKind::ALL.iter().find(|kind| Some(kind.product()) == line.product.as_deref()).unwrap();
                    request.billed.push(BilledInterest::new(document.id.clone(), line.id.as_str(), on(as_of), line.net).with_kind(kind));
                }
            }
        }
        let second = accrue(&request, on(as_of), &policy).unwrap();
        prop_assert!(second.batches.is_empty(), "{:?}", second.batches);
        for (one, other) in first.items.iter().zip(&second.items) {
            prop_assert_eq!(one.interest, other.billed);
        }
    }

    /// I10: the order of what is given says nothing.
    #[test]
    fn the_order_says_nothing(items in prop::collection::vec((0_i64..300, 1_i64..900_000, prop::collection::vec((0_i64..500, 1_i64..400_000, 0_u8..12), 0..4)), 1..5), at in 0_usize..12) {
        let mut request = merged(items.iter().enumerate().map(|(nth, (due, cents, parts))| item(nth, *due, *cents, parts)).collect());
        request.rates = rates(None);
        let policy = InterestPolicy::preset(InterestPolicy::PRESETS[at]).unwrap();
        let found = accrue(&request, on(500), &policy).unwrap();
        request.items.reverse();
        request.closed.reverse();
        request.applied.reverse();
        request.disputes.reverse();
        request.rates.reverse();
        prop_assert_eq!(accrue(&request, on(500), &policy).unwrap(), found);
    }

    /// What was paid earlier never bears more.
    #[test]
    fn paying_earlier_never_costs_more(cents in 1_i64..900_000, first in 0_i64..500, then in 0_i64..500, at in 0_usize..3) {
        let policy = [yearly("10"), yearly("10").with_compounding(InterestCompounding::MonthlyRests), InterestPolicy::us_contract()][at].clone();
        let paid_on = |at| accrue(&item(0, 0, cents, &[(at, cents, 1)]), on(500), &policy).unwrap().items[0].interest;
        prop_assert!(paid_on(first.min(then)) <= paid_on(first.max(then)));
    }

    /// I13: no policy and no request makes it panic.
    #[test]
    fn hostile_requests_end_in_an_answer(
        amounts in prop::collection::vec(amount_strategy(), 8),
        dates in prop::collection::vec(date_strategy(), 12),
        percents in prop::collection::vec(decimal_strategy(), 4),
        numbers in prop::collection::vec(any::<i32>(), 4),
        choice in any::<[u8; 8]>(),
    ) {
        let percent = |at: usize| Rate::new(percents[at]).unwrap_or_default();
        let margin = InterestMargin { multiple: percent(1), points: percent(2), through: Some(dates[9]), ..InterestMargin::new(dates[8]) };
        let source = match choice[0] % 4 {
            0 => InterestPercent::Yearly { percent: percent(0) },
            1 => InterestPercent::Monthly { percent: percent(0) },
            2 => InterestPercent::Period { percent: percent(0), days: numbers[0] },
            _ => InterestPercent::Table { table: "t".into(), margins: if choice[1] % 2 == 0 { vec![margin] } else { vec![] } },
        };
        let money = vec![Money::new(amounts[0], Currency::EUR)];
        let mut policy = InterestPolicy::new(source);
        policy.mode = InterestRateMode::ALL[usize::from(choice[1]) % 4];
        policy.compounding = InterestCompounding::ALL[usize::from(choice[2]) % 3];
        policy.day_count = DayCount::ALL[usize::from(choice[3]) % 6];
        policy.grace = InterestGrace::ALL[usize::from(choice[4]) % 2];
        policy.grace_days = numbers[1].abs() % 40;
        policy.due_days = numbers[2];
        if choice[5] % 3 == 0 {
            policy.method = InterestMethod::BalanceDue { min_days: numbers[2], every_days: numbers[3] };
        }
        policy.minimum = if choice[6] % 2 == 0 { money.clone() } else { vec![] };
        policy.minimum_balance = if choice[6] % 3 == 0 { money } else { vec![] };
        policy.caps = if choice[7] % 2 == 0 { vec![InterestCap::new(percent(3), dates[10])] } else { vec![] };
        policy.fixed_sums = vec![InterestFixedSum::new(Currency::EUR, amounts[1], dates[11])];
        policy.tax = Some(InterestTax::new("V", percent(2)).with_due(InterestTaxDue::ALL[usize::from(choice[7]) % 2]));
        let mut bad = owed("A", "1", "2024-01-01");
        (bad.open, bad.original, bad.due, bad.document_date, bad.effective) = (amounts[2], amounts[3], Some(dates[0]), dates[1], dates[2]);
        let mut fell = paid("A", "2024-01-01", "1");
        (fell.amount, fell.date, fell.effective) = (amounts[4], dates[3], dates[4]);
        let mut dispute = InterestDispute::new("D", "A", dates[5]);
        (dispute.amount, dispute.upheld, dispute.through, dispute.outcome) =
            (Some(amounts[5]), (choice[0] > 99).then_some(amounts[6]), Some(dates[6]), Some(DisputeOutcome::ALL[usize::from(choice[1]) % 4]));
        let mut request = request(&[bad, owed("B", "1", "2024-01-01")], &[fell, paid("F", "2024-01-01", "1")]).with_disputes(vec![dispute]);
        request.billed = vec![BilledInterest::new("F", "A", dates[7], amounts[7].abs())];
        request.rates = vec![InterestRate::new("t", dates[8], percent(3))];
        if let Ok(accrual) = accrue(&request, dates[7], &policy) {
            for batch in &accrual.batches {
                prop_assert!(batch.accept("2026-01-01T00:00:00Z".parse().unwrap(), None).is_ok());
            }
        }
    }
}
