//! Amounts and percentages: answers beside plain enumeration, and what an answer says.

use std::collections::BTreeSet;

use super::{Random, enumerate, instance, rounds};
use crate::cash::subset::{SubsetItem, SubsetOutcome, SubsetPolicy, SubsetRequest, search};
use crate::{Amount, Rate};

fn cents(minor: i64) -> Amount {
    Amount::from_minor(minor, 2).unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn request(minor: &[i64], target: i64) -> SubsetRequest {
    let items: Vec<_> = minor.iter().enumerate().map(|(place, minor)| SubsetItem::new(format!("I{place:03}"), cents(*minor))).collect();
    SubsetRequest::new(items, cents(target))
}

fn items(amounts: &[(&str, &str)]) -> Vec<SubsetItem> {
    amounts.iter().map(|(id, text)| SubsetItem::new(*id, amount(text))).collect()
}

#[test]
fn readings_of_full_amounts_and_of_percentages_equal_enumeration() {
    let mut random = Random(22_110_621);
    let percents: Vec<Rate> = ["2", "7.5"].map(|text| text.parse().unwrap()).to_vec();
    for round in 0..rounds(1_500, 10_000) {
        let (minor, planted, tolerance) = instance(&mut random);
        let nets: Vec<Vec<i64>> = std::iter::once(minor.clone())
            .chain(percents.iter().map(|percent| {
                let less = |minor: &i64| percent.percent_of(cents(*minor), 2, crate::Rounding::HalfUp).unwrap().to_minor(2).unwrap();
                minor.iter().map(|minor| minor - less(minor)).collect()
            }))
            .collect();
        let target = if random.below(2) == 0 { planted } else { nets[1].iter().step_by(2).sum() };
        let policy =
            SubsetPolicy::new().with_tolerance(cents(tolerance)).with_percents(percents.clone()).with_largest_size(6).with_shown(50);
        let answer = search(&request(&minor, target), &policy).unwrap();

        let expected: Vec<_> = nets.iter().map(|net| enumerate(net, target, tolerance)).collect();
        let all: usize = expected.iter().map(std::collections::BTreeMap::len).sum();
        assert!(answer.all_sizes, "round {round}");
        let counted: i64 = answer.counts.iter().map(|count| count.readings).sum();
        assert_eq!(counted as usize, all, "round {round}: {minor:?} to {target} by {tolerance}");
        let smallest = expected.iter().flatten().map(|(subset, _)| subset.len()).min();
        let of_smallest = expected.iter().flatten().filter(|(subset, _)| Some(subset.len()) == smallest).count();
        match answer.outcome {
            SubsetOutcome::Zero => assert_eq!(all, 0),
            SubsetOutcome::One => assert_eq!(of_smallest, 1),
            SubsetOutcome::Many => assert!(all > 1 || percents.len() > 1, "round {round}"),
            SubsetOutcome::BudgetExhausted => panic!("round {round}"),
        }
        assert!(all == 0 || answer.outcome != SubsetOutcome::Zero);
        let variants = std::iter::once(None).chain(percents.iter().copied().map(Some)).collect::<Vec<_>>();
        let mut shown = BTreeSet::new();
        for reading in &answer.readings {
            let variant = variants.iter().position(|percent| *percent == reading.percent).unwrap();
            let places: Vec<usize> = reading.items.iter().map(|id| id.as_str()[1..].parse().unwrap()).collect();
            let mut subset: Vec<i64> = places.iter().map(|place| nets[variant][*place]).collect();
            assert_eq!(reading.sum, cents(subset.iter().sum()));
            subset.sort_unstable();
            assert_eq!(expected[variant].get(&subset), Some(&places), "round {round}");
            shown.insert((variant, places));
        }
        assert_eq!(shown.len(), answer.readings.len());
    }
}

#[test]
fn equal_amounts_are_interchangeable_and_the_first_given_are_taken() {
    let request = SubsetRequest::new(items(&[("new", "50"), ("old", "50.00"), ("rent", "800"), ("late", "50")]), amount("900"));
    let answer = search(&request, &SubsetPolicy::new()).unwrap();
    assert_eq!(answer.outcome, SubsetOutcome::One);
    let reading = &answer.readings[0];
    assert_eq!(reading.items, ["new", "old", "rent"].map(Into::into));
    assert_eq!((reading.interchangeable.len(), reading.interchangeable[0].taken), (1, 2));
    assert_eq!(reading.interchangeable[0].items, ["new", "old", "late"].map(Into::into));
}

#[test]
fn items_that_only_a_percentage_makes_equal_are_two_readings() {
    // Less half of it, both come to 0.05; either may have been paid.
    let request = SubsetRequest::new(items(&[("A", "0.09"), ("B", "0.10")]), amount("0.05"));
    let policy = SubsetPolicy::new().with_percents(vec!["50".parse().unwrap()]).with_rounding(crate::Rounding::Down);
    let answer = search(&request, &policy).unwrap();
    assert_eq!(answer.outcome, SubsetOutcome::Many);
}

#[test]
fn one_rate_for_the_whole_set_is_rounded_a_line_at_a_time() {
    let request = SubsetRequest::new(items(&[("A", "10.30"), ("B", "20.30"), ("C", "7.77")]), amount("29.98"));
    let policy = SubsetPolicy::new().with_percents(vec!["2".parse().unwrap()]);
    let answer = search(&request, &policy).unwrap();
    // 0.206 and 0.406 are taken off as 0.21 and 0.41; 2 % of 30.60 at once would be 0.61.
    assert_eq!(answer.readings[0].items, ["A", "B"].map(Into::into));
    assert_eq!((answer.readings[0].percent, answer.readings[0].sum), (Some("2".parse().unwrap()), amount("29.98")));
    assert_eq!(answer.reason.rule, "subset_sum");
    assert!(
        answer.reason.text.starts_with("exactly one choice of 2 open items, each less 2 %, makes the amount"),
        "{}",
        answer.reason.text
    );
}

#[test]
fn of_sixty_items_a_unique_set_of_four_is_not_beyond_chance_and_a_single_one_is() {
    let mut random = Random(22_110_622);
    let minor: Vec<i64> = (0..60).map(|_| random.between(2_000, 900_000)).collect();
    let single = search(&request(&minor, minor[7]), &SubsetPolicy::new().with_largest_size(2)).unwrap();
    assert_eq!((single.outcome, single.beyond_chance), (SubsetOutcome::One, true));
    let four = search(&request(&minor, minor[..4].iter().sum()), &SubsetPolicy::new()).unwrap();
    assert!(!four.beyond_chance && four.expected_accidents.unwrap() > amount("0.05"), "{four:?}");
}

#[test]
fn accidents_come_from_counts_within_five_percent_of_the_truth() {
    let mut random = Random(22_110_623);
    let minor: Vec<i64> = (0..40).map(|_| random.between(1_000, 400_000)).collect();
    let target = 700_000;
    let mut kernel = super::super::Kernel::new(&minor).unwrap();
    let mut budget = crate::Budget::new(crate::Control::steps(1_000_000_000));
    let expected = kernel.accidents(target, 0, 4, 0, &mut budget).unwrap();
    // Every target nearby, counted: what chance gives on the average.
    let near = 3_000;
    let counted: u64 = (0..near)
        .map(|step| kernel.count_up_to(target - 20 * near / 2 + 20 * step, 0, 4, 0, &mut budget).by_size.iter().sum::<u64>())
        .sum();
    let truth = counted * 1_000_000 / near as u64;
    assert!(expected.abs_diff(truth) * 20 <= truth, "{expected} and {truth} millionths");
}

#[test]
fn items_on_a_grid_of_prices_have_more_accidents_than_their_spread_says() {
    let mut random = Random(22_110_624);
    // Multiples of 49.00 and a few odd ones: singles, pairs and triples meet all the time.
    let mut minor: Vec<i64> = (0..50).map(|_| 4_900 * random.between(1, 120)).collect();
    minor.extend([12_345, 6_789, 99_991]);
    minor.sort_unstable();
    minor.dedup();
    let answer = search(&request(&minor, minor[minor.len() / 2]), &SubsetPolicy::new()).unwrap();
    assert!(!answer.beyond_chance, "{answer:?}");
    assert!(answer.expected_accidents.unwrap() > amount("0.1"), "{answer:?}");
}

#[test]
fn what_no_policy_allows_is_refused_by_name() {
    let one = request(&[100], 100);
    let code = |policy: SubsetPolicy| search(&one, &policy).map_err(|error| error.to_string()).unwrap_err();
    assert!(code(SubsetPolicy::new().with_tolerance(amount("-1"))).starts_with("tolerance"));
    assert!(code(SubsetPolicy::new().with_percents(vec!["100".parse().unwrap()])).starts_with("percents"));
    assert!(code(SubsetPolicy::new().with_largest_size(7)).starts_with("largest_size"));
    assert!(code(SubsetPolicy::new().with_steps(-1)).starts_with("steps"));
    let twice = SubsetRequest::new(items(&[("A", "1"), ("A", "2")]), amount("1"));
    assert_eq!(search(&twice, &SubsetPolicy::new()).unwrap_err().code(), "invalid_value");
    let vast = SubsetRequest::new(items(&[("A", "99999999999999999999")]), amount("1"));
    assert_eq!(search(&vast, &SubsetPolicy::new()).unwrap_err().code(), "overflow");
}

#[test]
fn a_search_of_no_items_finds_none() {
    let answer = search(&SubsetRequest::new(vec![], amount("0")), &SubsetPolicy::new()).unwrap();
    assert_eq!((answer.outcome, answer.all_sizes), (SubsetOutcome::Zero, true));
}

#[test]
fn a_small_accident_beside_the_larger_set_that_was_meant_is_not_beyond_chance() {
    let mut minor: Vec<i64> = (0..60).map(|at| (at * at * 131 * 7_919 + at * 104_729) % 99_991 + 1_000).collect();
    // Three were paid, and one item happens to be their sum: of one item few accidents were to be expected, and yet.
    let paid = minor[3] + minor[11] + minor[20];
    minor[59] = paid;
    let policy = SubsetPolicy::new();
    let answer = search(&request(&minor, paid), &policy).unwrap();
    assert_eq!((answer.outcome, answer.readings[0].items.len()), (SubsetOutcome::One, 1), "{answer:?}");
    assert!(answer.expected_accidents.unwrap() <= amount("0.01"));
    // One of the sixty singles against what there is among the pairs, triples and so on; more than five weigh as five.
    let sets = [1_i128, 60, 1_770, 34_220, 487_635, 5_461_512];
    let counted = search(&request(&minor, paid), &policy.clone().with_largest_size(5)).unwrap().counts;
    let others = counted.iter().filter(|count| count.size > 1).flat_map(|count| vec![count; if count.size == 5 { 2 } else { 1 }]);
    let odds: i128 =
        others.map(|count| (60_000_000 * i128::from(count.readings) + sets[count.size as usize] - 1) / sets[count.size as usize]).sum();
    assert_eq!(answer.odds_of_another, Amount::from_minor(odds as i64, 6));
    assert!(odds >= 1_753 && !answer.beyond_chance, "{answer:?}");
    let odds = answer.odds_of_another.unwrap();
    assert!(answer.reason.text.ends_with(&format!("the odds that one of those was meant are {odds} to 1")), "{}", answer.reason.text);
    let lenient = policy.with_odds_limit(amount("0.1"));
    assert!(search(&request(&minor, paid), &lenient).unwrap().beyond_chance);
}

#[test]
fn hostile_requests_stay_inside_their_steps() {
    let many: Vec<i64> = (0..100_000).map(|place| 1_000 + place * place % 7_919 * 131).collect();
    let mixed: Vec<i64> = (0..600).map(|place| if place % 2 == 0 { 500 } else { -500 }).collect();
    let accounts = [vec![500; 600], vec![1; 600], (1..=600).collect(), mixed, many];
    let policy = SubsetPolicy::new().with_steps(2_000_000).with_percents(vec!["2".parse().unwrap()]).with_tolerance(cents(3));
    for (place, minor) in accounts.iter().enumerate() {
        for target in [0, 1, 1_500, 150_000, 300_000, 123_456_789] {
            for largest in [0, 4, 6] {
                let answer = search(&request(minor, target), &policy.clone().with_largest_size(largest)).unwrap();
                assert!((0..=2_000_000).contains(&answer.steps), "{place} to {target}: {}", answer.steps);
                let again = search(&request(minor, target), &policy.clone().with_largest_size(largest)).unwrap();
                assert_eq!(again, answer, "the same steps, the same answer");
            }
        }
    }
    let equal = search(&request(&accounts[0], 1_500), &SubsetPolicy::new()).unwrap();
    assert_eq!((equal.outcome, equal.readings[0].interchangeable[0].taken), (SubsetOutcome::One, 3));
    let nothing = search(&request(&accounts[1], 0), &SubsetPolicy::new()).unwrap();
    assert_eq!(nothing.outcome, SubsetOutcome::Zero, "a subset of no items is none");
}
