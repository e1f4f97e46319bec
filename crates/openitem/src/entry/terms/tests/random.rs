use proptest::prelude::*;

use super::*;
use crate::{BusinessDayRule, Currency, HolidayCalendar};

fn often_zero(most: i32) -> impl Strategy<Value = i32> {
    prop_oneof![2 => Just(0), 3 => 0..=most]
}

fn rule() -> impl Strategy<Value = DueRule> {
    let numbers = (often_zero(12), often_zero(90), often_zero(3), any::<bool>(), often_zero(60));
    let options = (prop::option::of(1..=31), prop::option::of(1..=31), prop::option::of(0..=60));
    let general = (numbers, options, prop::collection::vec(1..=31, 0..3)).prop_map(|(numbers, options, pay_days)| {
        let mut rule = DueRule::new().with_months(numbers.0).with_days(numbers.1).with_months_ahead(numbers.2);
        rule = rule.with_end_of_month(numbers.3).with_days_after(numbers.4).with_pay_days(pay_days);
        (rule.cutoff_day, rule.day_of_month, rule.earliest_days) = options;
        rule
    });
    prop_oneof![
        3 => (0..=120).prop_map(|days| DueRule::new().with_days(days)),
        2 => (0..=60).prop_map(|days| DueRule::new().with_end_of_month(true).with_days_after(days)),
        2 => (1..=31).prop_map(|day| DueRule::new().with_day_of_month(day).with_months_ahead(1)),
        3 => general,
    ]
}

fn rate(units: i64, scale: u32) -> Rate {
    Rate::new(Decimal::new(units, scale)).unwrap()
}

fn percent() -> impl Strategy<Value = Rate> {
    prop_oneof![(1_i64..=100).prop_map(|whole| rate(whole, 0)), (1_i64..1_000).prop_map(|parts| rate(parts, 2))]
}

fn discounts() -> impl Strategy<Value = Vec<DiscountTerm>> {
    prop::collection::vec((percent(), rule()).prop_map(|(percent, due)| DiscountTerm::new(percent, due)), 0..3)
}

fn installment() -> impl Strategy<Value = InstallmentTerm> {
    let limits = prop::collection::btree_set(1..=31, 0..3).prop_flat_map(|days| {
        days.into_iter()
            .map(|day| (rule(), discounts()).prop_map(move |(due, discounts)| DayLimit::new(day).with_due(due).with_discounts(discounts)))
            .collect::<Vec<_>>()
    });
    let share = prop_oneof![
        (percent(), prop::sample::select(ShareOf::ALL)).prop_map(|(percent, of)| Share::Percent { percent, of }),
        (0_i64..1_000_000).prop_map(|units| Share::Fixed { amount: Amount::from_minor(units, 2).unwrap() }),
    ];
    (share, prop::sample::select(BaseDate::ALL), prop::bool::weighted(0.1), limits, rule(), discounts()).prop_map(
        |(share, base, in_advance, limits, due, discounts)| {
            let part = InstallmentTerm::new().with_share(share).with_base(base).with_in_advance(in_advance);
            part.with_day_limits(limits).with_due(due).with_discounts(discounts)
        },
    )
}

fn terms() -> impl Strategy<Value = PaymentTerms> {
    let choices = (
        prop::sample::select(TaxPlacement::ALL),
        prop::sample::select(Rest::ALL),
        prop::sample::select(Rounding::ALL),
        any::<bool>(),
        prop::sample::select(BusinessDayRule::ALL),
        prop::sample::select(BusinessDayRule::ALL),
        often_zero(30),
        prop::sample::select(DiscountBase::ALL),
    );
    (prop::collection::vec(installment(), 1..4), choices, 0_usize..4, any::<bool>()).prop_map(|(mut parts, choices, balance, equal)| {
        let mut base = hundred();
        let at = balance % parts.len();
        if equal {
            base = rate(i64::try_from(parts.len()).unwrap(), 0);
            for part in &mut parts {
                part.share = Share::Percent { percent: rate(1, 0), of: ShareOf::Total };
            }
        } else {
            parts[at].share = Share::Balance {};
        }
        PaymentTerms::new()
            .with_installments(parts)
            .with_base_amount(base)
            .with_tax(choices.0)
            .with_remainder(choices.1)
            .with_rounding(choices.2)
            .with_twenty_sixth_rule(choices.3)
            .with_business_day(choices.4)
            .with_discount_business_day(choices.5)
            .with_discount_grace_days(choices.6)
            .with_discount_base(choices.7)
    })
}

fn word() -> impl Strategy<Value = String> {
    let words = [
        "net",
        "n/",
        "2/10",
        "30",
        "%",
        "50%",
        ",",
        ";",
        "EOM",
        "MFI",
        "prox",
        "of",
        "the",
        "15th",
        "ROG",
        "COD",
        "CIA",
        "balance",
        "through",
        ":",
        "=",
        "cutoff",
        "pay",
        "fixed",
        "26th rule",
        "end of month",
        "day=",
        "x",
        "-",
        "/",
        "due on receipt",
        "in",
        "99999",
        "0",
        "1.5",
        "é",
        "\u{0}",
    ];
    prop_oneof![8 => prop::sample::select(words.to_vec()).prop_map(String::from), 1 => ".{0,6}"]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn every_term_prints_and_reads_back_the_same(terms in terms()) {
        prop_assert!(check(&terms).is_ok());
        let text = print(&terms);
        let back = parse(&text);
        prop_assert_eq!(back.as_ref(), Ok(&terms), "{}", text);
    }

    #[test]
    fn whatever_is_read_prints_and_reads_back_the_same(words in prop::collection::vec(word(), 0..12), glue in prop::sample::select(vec!["", " "])) {
        if let Ok(terms) = parse(&words.join(glue)) {
            let text = print(&terms);
            let back = parse(&text);
            prop_assert_eq!(back.as_ref(), Ok(&terms), "{}", text);
        }
    }

    #[test]
    fn hostile_text_ends_in_terms_or_an_error(text in any::<String>()) {
        let _ = parse(&text);
    }

    #[test]
    fn parts_and_discounts_sum_to_the_minor_unit(
        terms in terms(), net in -1_000_000_i64..100_000_000, tax in 0_i64..10_000_000, freight in 0_i64..100_000, coin in prop::option::of(1_i64..100),
    ) {
        let minor = |units| Amount::from_minor(units, 2).unwrap();
        let mut amounts = BilledAmounts::new(minor(net), Currency::new("EUR").unwrap()).with_tax(minor(tax)).with_freight(minor(freight));
        let date = day("2026-01-30");
        amounts = amounts.with_posting_date(date).with_baseline_date(date).with_goods_received(date);
        amounts.cash_rounding = coin.map(|coin| CashRounding::new(minor(coin)));
        let schedule = schedule(&amounts, date, &terms, &HolidayCalendar::new("plain")).unwrap();
        let parts = &schedule.installments;
        let sum = |of: fn(&ScheduledInstallment) -> Amount| Amount::checked_sum(parts.iter().map(of)).unwrap();
        prop_assert_eq!(sum(|part| part.amount), schedule.total);
        prop_assert_eq!(schedule.total, minor(net + tax + freight));
        prop_assert_eq!((sum(|part| part.net), sum(|part| part.tax), sum(|part| part.freight)), (amounts.net, amounts.tax, amounts.freight));
        for part in parts {
            prop_assert_eq!(Amount::checked_sum([part.net, part.tax, part.freight]).unwrap(), part.amount);
            prop_assert_eq!(part.due.is_none(), part.awaits.is_some());
            for discount in &part.discounts {
                prop_assert_eq!(discount.amount.checked_add(discount.payable), Some(part.amount));
            }
        }
        if coin.is_none() {
            // One tier of one percentage on every part is that percentage of the whole, rounded once.
            let mut flat = terms.clone().with_discount_base(DiscountBase::Gross);
            for part in &mut flat.installments {
                part.day_limits.clear();
                part.discounts = vec![DiscountTerm::new(rate(25, 1), DueRule::new())];
            }
            let flat_parts = super::schedule(&amounts, date, &flat, &HolidayCalendar::new("plain")).unwrap().installments;
            let kept = Amount::checked_sum(flat_parts.iter().map(|part| part.discounts[0].amount)).unwrap();
            let exact = schedule.total.decimal() * Decimal::new(25, 3);
            prop_assert_eq!(kept, flat.rounding.amount(exact, 2).unwrap());
        }
    }

    #[test]
    fn hostile_rules_end_in_a_date_or_an_error(
        numbers in any::<[i32; 7]>(), pay_days in prop::collection::vec(any::<i32>(), 0..3), start in 0_i64..3_652_000, amount_units in any::<i64>(),
    ) {
        let mut rule = DueRule::new().with_months(numbers[0]).with_days(numbers[1]).with_months_ahead(numbers[2]).with_days_after(numbers[3]);
        rule = rule.with_cutoff_day(numbers[4]).with_day_of_month(numbers[5]).with_earliest_days(numbers[6]).with_pay_days(pay_days);
        let base = crate::date::add_days(day("0001-01-01"), start).unwrap();
        let _ = due_date(&rule, base);
        let amounts = BilledAmounts::new(Amount::from_minor(amount_units, 2).unwrap_or_default(), Currency::new("EUR").unwrap());
        let _ = schedule(&amounts, base, &PaymentTerms::due_by(rule), &HolidayCalendar::new("plain"));
        let far = PaymentTerms::net(36_500).with_discount_grace_days(numbers[0]);
        let _ = schedule(&amounts, base, &far, &HolidayCalendar::new("plain"));
    }

    #[test]
    fn hostile_discounts_end_in_an_amount_or_an_error(units in any::<i64>(), scale in 0_i32..28, percent in any::<i64>(), days in any::<i32>(), decimals in any::<i32>()) {
        let value = Amount::from_minor(units, scale).unwrap();
        let percent = rate(percent, scale.unsigned_abs());
        let _ = credit_for_payment(value, percent, decimals, Rounding::HalfUp);
        let _ = payment_for_credit(value, percent, decimals.rem_euclid(13), Rounding::HalfUp);
        let _ = annual_cost(percent, days, decimals.rem_euclid(7));
        let _ = annual_cost(percent, days.rem_euclid(100), decimals.rem_euclid(7));
    }
}
