//! Minor units: counts beside plain enumeration, and hostile input inside its budget.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use super::super::another::MEANT;
use super::super::kernel::{Any, Kernel, LARGEST_SIZE};
use super::super::sink::SIZES;
use super::{Random, enumerate, instance, rounds};
use crate::{Budget, Control, Halt};

fn plenty() -> Budget<'static> {
    Budget::new(Control::steps(200_000_000))
}

/// Runs through instances with what enumeration says of each, by halves and by the ways of large accounts.
fn beside_enumeration(seed: u64, mut check: impl FnMut(&mut Kernel, &Instance, bool)) {
    let mut random = Random(seed);
    for round in 0..rounds(3_000, 30_000) {
        let (amounts, target, tolerance) = instance(&mut random);
        let expected = enumerate(&amounts, target, tolerance);
        let instance = Instance { round, amounts, target, tolerance, expected };
        for crowded in [false, true] {
            let mut kernel = Kernel::new(&instance.amounts).unwrap();
            if crowded {
                kernel.always_by_size();
            }
            check(&mut kernel, &instance, crowded);
        }
    }
}

#[derive(Debug)]
struct Instance {
    round: usize,
    amounts: Vec<i64>,
    target: i64,
    tolerance: i64,
    expected: BTreeMap<Vec<i64>, Vec<usize>>,
}

#[test]
fn counts_by_size_equal_enumeration() {
    beside_enumeration(22_110_601, |kernel, instance, crowded| {
        let (target, tolerance) = (instance.target, instance.tolerance);
        let counts = kernel.count_up_to(target, tolerance, LARGEST_SIZE, 3, &mut plenty());
        let mut by_size = [0_u64; SIZES];
        instance.expected.keys().for_each(|subset| by_size[subset.len()] += 1);
        let counted = if crowded { LARGEST_SIZE } else { SIZES - 1 };
        assert_eq!(counts.by_size[1..=counted], by_size[1..=counted], "{instance:?}, {crowded}");
        assert_eq!(counts.complete, LARGEST_SIZE);
        let shown = counts.by_size.iter().sum::<u64>().min(3) as usize;
        assert_eq!(counts.found.len(), shown, "{instance:?}");
        let mut sizes: Vec<usize> = instance.expected.keys().map(Vec::len).collect();
        sizes.sort_unstable();
        let kept: Vec<usize> = counts.found.iter().map(Vec::len).collect();
        assert_eq!(kept, sizes[..shown], "the smallest are kept, {instance:?}");
        for found in &counts.found {
            let mut taken: Vec<i64> = found.iter().map(|place| instance.amounts[*place]).collect();
            taken.sort_unstable();
            assert_eq!(instance.expected.get(&taken), Some(found), "{instance:?}");
        }
    });
}

#[test]
fn none_one_or_many_equals_enumeration_by_halves_and_by_planes() {
    beside_enumeration(22_110_602, |kernel, instance, crowded| {
        let (target, tolerance) = (instance.target, instance.tolerance);
        let any = kernel.any(target, tolerance, &mut plenty()).unwrap();
        let near_zero = target.abs() <= tolerance && instance.amounts.iter().any(|amount| *amount < 0);
        match (any, instance.expected.len()) {
            (Any::None, 0) | (Any::Many, 2..) => {}
            (Any::One(found), 1) => assert_eq!(instance.expected.values().next(), Some(&found), "{instance:?}"),
            (Any::Unknown, _) if crowded && near_zero => {}
            (any, _) => panic!("{any:?} of {instance:?}, {crowded}"),
        }
    });
}

#[test]
fn sizes_counted_later_are_the_same_counts() {
    beside_enumeration(22_110_603, |kernel, instance, crowded| {
        let (target, tolerance) = (instance.target, instance.tolerance);
        let first = instance.round % 5;
        let mut by_size = kernel.count_up_to(target, tolerance, first, 0, &mut plenty()).by_size;
        let (counted, halt) = kernel.count_on(target, tolerance, first, &mut by_size, &mut plenty());
        assert_eq!((counted, halt), (MEANT, None));
        for (size, count) in by_size.iter().enumerate().take(MEANT + 1).skip(1) {
            let found = instance.expected.keys().filter(|subset| subset.len() == size).count() as u64;
            assert_eq!(*count, found, "size {size} of {instance:?} after {first}, {crowded}");
        }
    });
}

#[test]
fn many_by_a_look_at_the_rest_is_many_by_all_planes() {
    let mut random = Random(22_110_604);
    for round in 0..rounds(60, 1_000) {
        let n = random.between(25, 60) as usize;
        let most = [50, 500, 5_000][random.below(3) as usize];
        let amounts: Vec<i64> = (0..n).map(|_| random.between(1, most)).collect();
        let target = random.between(1, amounts.iter().sum::<i64>());
        let any = Kernel::new(&amounts).unwrap().any(target, 0, &mut plenty()).unwrap();
        // Saturating counts of distinct multisets over all sums, the slow way.
        let mut ways = vec![0_u8; target as usize + 1];
        ways[0] = 1;
        let mut copies = BTreeMap::<i64, i64>::new();
        amounts.iter().for_each(|amount| *copies.entry(*amount).or_default() += 1);
        for (value, copies) in copies {
            for sum in (0..=target).rev() {
                let more: u8 =
                    (1..=copies).take_while(|copy| copy * value <= sum).map(|copy| ways[(sum - copy * value) as usize]).sum::<u8>().min(2);
                ways[sum as usize] = (ways[sum as usize] + more).min(2);
            }
        }
        let class = match any {
            Any::None => 0,
            Any::One(_) => 1,
            Any::Many => 2,
            Any::Unknown => 3,
        };
        assert_eq!(class, ways[target as usize], "round {round}: {target} of {amounts:?}");
    }
}

#[test]
fn hostile_accounts_stay_inside_their_budget() {
    let spread: Vec<i64> = (0..100_000).map(|place| 1_000 + place * place % 7_919 * 131).collect();
    let accounts: Vec<Vec<i64>> = vec![
        vec![],
        vec![0; 50],
        vec![500; 600],
        vec![1; 600],
        (1..=600).collect(),
        (1..=600).map(|place| place * 1_000).collect(),
        (-300..=300).collect(),
        spread,
        vec![1 << 59, 1, 2, 3, -(1 << 58)],
        vec![-5; 30],
    ];
    for (place, amounts) in accounts.iter().enumerate() {
        let mut kernel = Kernel::new(amounts).unwrap();
        for target in [0, 1, -1, 500, 1_500, 299_999, 300_000, i64::MAX, i64::MIN, 123_456_789] {
            for tolerance in [0, 7, 1_000, i64::MAX, i64::MIN] {
                let mut budget = Budget::new(Control::steps(300_000).with_max_bytes(1 << 20));
                let counts = kernel.count_up_to(target, tolerance, LARGEST_SIZE, 2, &mut budget);
                assert!(counts.halt != Some(Halt::Cancelled) && (counts.halt.is_some() || counts.complete == LARGEST_SIZE), "{place}");
                let _ = kernel.any(target, tolerance, &mut budget);
                assert!(budget.spent() <= 300_000);
            }
        }
    }
}

#[test]
fn six_hundred_equal_items_have_one_reading() {
    let mut kernel = Kernel::new(&[500; 600]).unwrap();
    let counts = kernel.count_up_to(1_500, 0, 4, 3, &mut plenty());
    assert_eq!((counts.by_size[3], counts.found), (1, vec![vec![0, 1, 2]]));
    assert_eq!(kernel.any(150_000, 0, &mut plenty()), Ok(Any::One((0..300).collect())));
    assert_eq!(kernel.any(150_001, 0, &mut plenty()), Ok(Any::None));
    assert_eq!(kernel.any(300_000, 0, &mut plenty()), Ok(Any::One((0..600).collect())));
}

#[test]
fn what_was_counted_before_the_budget_ran_out_stands() {
    let amounts: Vec<i64> = (0..3_000_i64).map(|place| 10_000 + place).collect();
    let mut kernel = Kernel::new(&amounts).unwrap();
    let counts = kernel.count_up_to(20_001, 0, 4, 1, &mut Budget::new(Control::steps(100_000)));
    assert_eq!((counts.complete, counts.halt, counts.by_size[2]), (2, Some(Halt::Exhausted), 1));
    assert_eq!(counts.found, [[0, 1]]);
}

#[test]
fn a_raised_flag_ends_the_search() {
    let flag = AtomicBool::new(true);
    let mut budget = Budget::new(Control::steps(1_000_000).with_cancelled(&flag));
    let mut kernel = Kernel::new(&(1..200).collect::<Vec<_>>()).unwrap();
    assert_eq!(kernel.count_up_to(500, 0, 4, 1, &mut budget).halt, Some(Halt::Cancelled));
    assert_eq!(kernel.any(500, 0, &mut budget), Err(Halt::Cancelled));
}
