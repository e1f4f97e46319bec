//! Planted sets (goal G8 at a smaller size; `cargo xtask bench subset` runs it whole): what counts as more than chance is
//! what was planted.

use super::{Random, rounds};
use crate::cash::subset::{SubsetItem, SubsetOutcome, SubsetPolicy, SubsetRequest, search};
use crate::{Amount, Rate};

/// Spread over some orders of magnitude, as invoices are; now and then a round price or a price of a short list.
fn amounts(random: &mut Random, n: usize) -> Vec<i64> {
    let style = random.below(4);
    let list: Vec<i64> = (0..12).map(|_| random.between(900, 90_000)).collect();
    let mut out: Vec<i64> = Vec::new();
    for _ in 0..n {
        let bits = 10 + random.below(5) + random.below(5) + random.below(5);
        let spread = 500 + random.below(1 << bits) as i64;
        let amount = match style {
            1 if random.below(10) < 7 => list[random.below(12) as usize] * random.between(1, 9),
            2 if random.below(10) < 8 => (spread / 1_000 + 1) * 1_000,
            3 if random.below(6) == 0 => -spread / 3,
            _ => spread,
        };
        let repeated = !out.is_empty() && random.below(20) == 0;
        out.push(if repeated { out[random.below(out.len() as u64) as usize] } else { amount });
    }
    out
}

#[test]
fn nothing_beyond_chance_is_wrong_on_planted_sets() {
    let mut random = Random(22_110_611);
    let (mut automatic, mut wrong) = (0, Vec::new());
    let percents: Vec<Rate> = vec!["2".parse().unwrap()];
    let instances = rounds(400, 20_000);
    for round in 0..instances {
        let n = [20, 24, 30, 40, 60, 100, 200, 600][random.below(8) as usize];
        let minor = amounts(&mut random, n);
        let mut planted: Vec<usize> = (0..1 + random.below(5)).map(|_| random.below(n as u64) as usize).collect();
        planted.sort_unstable();
        planted.dedup();
        let tolerance = [0, 0, 1, 5][random.below(4) as usize];
        let discounted = random.below(4) == 0;
        let net = |place: &usize| {
            let full = Amount::from_minor(minor[*place], 2).unwrap();
            let less = if discounted { percents[0].percent_of(full, 2, crate::Rounding::HalfUp).unwrap() } else { Amount::ZERO };
            full.checked_sub(less).unwrap().to_minor(2).unwrap()
        };
        let target = planted.iter().map(net).sum::<i64>() + random.between(-tolerance, tolerance);
        let items: Vec<_> = minor
            .iter()
            .enumerate()
            .map(|(place, minor)| SubsetItem::new(format!("{place}"), Amount::from_minor(*minor, 2).unwrap()))
            .collect();
        let request = SubsetRequest::new(items, Amount::from_minor(target, 2).unwrap());
        let mut policy = SubsetPolicy::new().with_tolerance(Amount::from_minor(tolerance, 2).unwrap());
        if random.below(2) == 0 || discounted {
            policy = policy.with_percents(percents.clone());
        }
        let answer = search(&request, &policy).unwrap();
        if !answer.beyond_chance {
            continue;
        }
        assert_eq!(answer.outcome, SubsetOutcome::One);
        automatic += 1;
        let sorted = |places: Vec<usize>| {
            let mut amounts: Vec<i64> = places.iter().map(|place| minor[*place]).collect();
            amounts.sort_unstable();
            amounts
        };
        let taken = answer.readings[0].items.iter().map(|id| id.as_str().parse().unwrap()).collect();
        if sorted(taken) != sorted(planted.clone()) {
            wrong.push((round, sorted(planted.clone()), answer));
        }
    }
    assert!(wrong.is_empty(), "{} wrong of {automatic}: {:?}", wrong.len(), wrong.first());
    assert!(automatic * 8 >= instances, "{automatic} of {instances}");
}
