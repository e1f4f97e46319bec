//! Splitting an amount over lines without losing a minor unit: what the trade calls proration or penny allocation.

use openitem_macros::wire;

use crate::value::decimal::normal;
use crate::value::exact::Natural;
use crate::{Amount, OpenItemError};

/// Who gets the minor units that are left when every share is cut to whole ones.
#[wire]
pub enum Rest {
    /// One each to the lines that lost most by the cut, the earlier line first among equals (Hamilton's method).
    #[default]
    LargestRemainder,
    /// All to the first line that has a weight.
    First,
    /// All to the last line that has a weight.
    Last,
}

/// Splits `total` over lines in proportion to their weights, in whole units of so many decimals: the parts sum to the
/// total, each is on the total's side, and a weight of zero gets nothing.
///
/// Each share `total x weight / sum of weights` is cut towards zero, and `rest` says who gets the units that are left,
/// fewer than there are lines with a weight. The parts stand in the order of the weights. A total of zero gives zeros.
///
/// ```
/// use openitem::{allocate, Amount, Rest};
///
/// let equal = vec!["1".parse::<Amount>()?; 3];
/// let parts = allocate("1000".parse()?, &equal, 2, Rest::Last)?;
/// assert_eq!(format!("{parts:?}"), "[333.33, 333.33, 333.34]");
/// let weights = ["1", "2", "0", "3"].map(|weight| weight.parse::<Amount>().unwrap());
/// let parts = allocate("-100".parse()?, &weights, 2, Rest::LargestRemainder)?;
/// assert_eq!(format!("{parts:?}"), "[-16.67, -33.33, 0, -50]");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `not_allocable` where the total is not zero and no line has a weight; `invalid_value` where a weight is below zero,
/// the total is finer than `decimals`, or these are not 0 to 28; `overflow` where the units do not fit.
pub fn allocate(total: Amount, weights: &[Amount], decimals: i32, rest: Rest) -> Result<Vec<Amount>, OpenItemError> {
    let scale = u32::try_from(decimals).ok().filter(|scale| *scale <= 28);
    let scale = scale.ok_or_else(|| OpenItemError::invalid("decimals", decimals, "0 to 28"))?;
    if let Some((at, weight)) = weights.iter().enumerate().find(|(_, weight)| weight.is_negative()) {
        return Err(OpenItemError::invalid(&format!("weights[{at}]"), weight, "at least zero"));
    }
    if total.is_zero() {
        return Ok(vec![Amount::ZERO; weights.len()]);
    }
    let units = whole_units(total, scale)?;
    let weights = common_scale(weights)?;
    let sum = weights.iter().try_fold(Natural::ZERO, |sum, weight| sum.checked_add(weight)).ok_or_else(too_large)?;
    if sum == Natural::ZERO {
        let parts = i32::try_from(weights.len()).unwrap_or(i32::MAX);
        return Err(OpenItemError::NotAllocable { amount: total, parts, sum: String::from("0") });
    }
    let mut shares = weights.iter().map(|weight| share(units, weight, &sum)).collect::<Option<Vec<_>>>().ok_or_else(too_large)?;
    let given = shares.iter().try_fold(0_u128, |given, share| given.checked_add(share.units)).ok_or_else(too_large)?;
    give_rest(&mut shares, units.saturating_sub(given), rest);
    let amount = |share: &Share| normal(total.is_negative(), share.units, scale).and_then(|value| Amount::new(value).ok());
    shares.iter().map(amount).collect::<Option<Vec<_>>>().ok_or_else(too_large)
}

/// What a line gets, and what the cut took from it.
struct Share {
    units: u128,
    cut: Natural,
    has_weight: bool,
}

fn share(units: u128, weight: &Natural, sum: &Natural) -> Option<Share> {
    let (whole, cut) = weight.checked_mul(units)?.divide(sum)?;
    Some(Share { units: whole.to_u128()?, cut, has_weight: *weight != Natural::ZERO })
}

fn give_rest(shares: &mut [Share], left: u128, rest: Rest) {
    match rest {
        Rest::LargestRemainder => {
            let mut order: Vec<&mut Share> = shares.iter_mut().collect();
            // The sort is stable: among equals the earlier line stays first.
            order.sort_by_key(|share| std::cmp::Reverse(share.cut));
            for share in order.into_iter().take(usize::try_from(left).unwrap_or(usize::MAX)) {
                share.units = share.units.saturating_add(1);
            }
        }
        Rest::First => add(shares.iter_mut().find(|share| share.has_weight), left),
        Rest::Last => add(shares.iter_mut().rfind(|share| share.has_weight), left),
    }
}

fn add(share: Option<&mut Share>, units: u128) {
    if let Some(share) = share {
        share.units = share.units.saturating_add(units);
    }
}

fn whole_units(total: Amount, scale: u32) -> Result<u128, OpenItemError> {
    let value = total.decimal();
    let Some(up) = scale.checked_sub(value.scale()) else {
        return Err(OpenItemError::invalid("total", total, &format!("at most {scale} decimals")));
    };
    10_u128.checked_pow(up).and_then(|factor| value.mantissa().unsigned_abs().checked_mul(factor)).ok_or_else(too_large)
}

/// The weights as whole numbers that stand to each other as the weights do.
fn common_scale(weights: &[Amount]) -> Result<Vec<Natural>, OpenItemError> {
    let finest = weights.iter().map(|weight| weight.decimal().scale()).max().unwrap_or(0);
    let whole = |weight: &Amount| {
        let value = weight.decimal();
        Natural::new(value.mantissa().unsigned_abs()).checked_power_of_ten(finest.saturating_sub(value.scale()))
    };
    weights.iter().map(whole).collect::<Option<Vec<_>>>().ok_or_else(too_large)
}

fn too_large() -> OpenItemError {
    OpenItemError::overflow("a share of an amount")
}

#[cfg(test)]
mod tests {
    use super::{Rest, allocate};
    use crate::{Amount, OpenItemError};
    use proptest::prelude::*;

    fn amounts(texts: &[&str]) -> Vec<Amount> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn split(total: &str, weights: &[&str], decimals: i32, rest: Rest) -> Result<Vec<String>, OpenItemError> {
        let parts = allocate(total.parse()?, &amounts(weights), decimals, rest)?;
        Ok(parts.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn what_is_left_goes_where_the_rule_says() {
        use Rest::{First, LargestRemainder, Last};
        type Case = (&'static str, &'static [&'static str], i32, Rest, &'static [&'static str]);
        let cases: &[Case] = &[
            // 1,000.00 in three, no interest: DOMAIN T7.5.
            ("1000", &["1", "1", "1"], 2, Last, &["333.33", "333.33", "333.34"]),
            ("1000", &["1", "1", "1"], 2, First, &["333.34", "333.33", "333.33"]),
            ("1000", &["1", "1", "1"], 2, LargestRemainder, &["333.34", "333.33", "333.33"]),
            // 5 cents at 3:7 is the textbook case: 1.5 and 3.5, the tie goes to the earlier line.
            ("0.05", &["3", "7"], 2, LargestRemainder, &["0.02", "0.03"]),
            ("0.05", &["3", "7"], 2, Last, &["0.01", "0.04"]),
            ("-0.05", &["3", "7"], 2, LargestRemainder, &["-0.02", "-0.03"]),
            ("0.05", &["0", "3", "7", "0"], 2, First, &["0", "0.02", "0.03", "0"]),
            ("0.05", &["0", "3", "7", "0"], 2, Last, &["0", "0.01", "0.04", "0"]),
            ("100", &["1", "1", "1"], 0, LargestRemainder, &["34", "33", "33"]),
            ("1", &["1", "1", "1", "1", "1", "1"], 3, LargestRemainder, &["0.167", "0.167", "0.167", "0.167", "0.166", "0.166"]),
            ("10", &["0.5", "0.25", "0.25"], 2, LargestRemainder, &["5", "2.5", "2.5"]),
            ("0", &["1", "2"], 2, Last, &["0", "0"]),
            ("0", &["0", "0"], 2, Last, &["0", "0"]),
            ("0", &[], 2, Last, &[]),
            ("7", &["0.0000000000000000000000000001", "9999999999999999999999999999"], 2, LargestRemainder, &["0", "7"]),
            ("7", &["0.0000000000000000000000000001", "9999999999999999999999999999"], 2, First, &["0.01", "6.99"]),
        ];
        for (total, weights, decimals, rest, expected) in cases {
            let expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(split(total, weights, *decimals, *rest), Ok(expected), "{total} over {weights:?}, {rest}");
        }
    }

    #[test]
    fn what_cannot_be_shared_out_is_an_error() {
        let code = |total, weights: &[&str], decimals| split(total, weights, decimals, Rest::First).map_err(|error| error.code());
        assert_eq!(code("1", &["0", "0"], 2), Err("not_allocable"));
        assert_eq!(code("1", &[], 2), Err("not_allocable"));
        assert_eq!(code("1", &["1", "-1"], 2), Err("invalid_value"));
        assert_eq!(code("0", &["1", "-1"], 2), Err("invalid_value"));
        assert_eq!(code("1.005", &["1"], 2), Err("invalid_value"));
        assert_eq!(code("1", &["1"], -1), Err("invalid_value"));
        assert_eq!(code("1", &["1"], 29), Err("invalid_value"));
        assert_eq!(code("9999999999999999999999999999", &["1", "1"], 28), Err("overflow"));
    }

    fn small() -> impl Strategy<Value = Amount> {
        (0..1_000_000_i64, 0..6).prop_map(|(units, scale)| Amount::from_minor(units, scale).unwrap())
    }

    proptest! {
        /// I8.
        #[test]
        fn i8_the_parts_sum_to_the_total_and_lie_within_a_unit_of_their_share(
            units in -10_000_000_i64..10_000_000, weights in prop::collection::vec(small(), 1..12), decimals in 0..5
        ) {
            let total = Amount::from_minor(units, decimals).unwrap();
            let weight = Amount::checked_sum(weights.iter().copied()).unwrap();
            prop_assume!(!weight.is_zero());
            for rest in Rest::ALL {
                let parts = allocate(total, &weights, decimals, *rest).unwrap();
                prop_assert_eq!(Amount::checked_sum(parts.iter().copied()), Some(total));
                prop_assert_eq!(parts.len(), weights.len());
                for (part, own) in parts.iter().zip(&weights) {
                    prop_assert!(part.scale() <= decimals);
                    prop_assert!(!own.is_zero() || part.is_zero());
                    prop_assert!(part.is_zero() || part.is_negative() == total.is_negative());
                    // |part x sum - total x weight| < one unit x sum
                    let unit = rust_decimal::Decimal::new(1, u32::try_from(decimals).unwrap());
                    let off = (part.decimal() * weight.decimal() - total.decimal() * own.decimal()).abs();
                    let lines = rust_decimal::Decimal::from(weights.len());
                    let most = if *rest == Rest::LargestRemainder { unit } else { unit * lines };
                    prop_assert!(off < most * weight.decimal(), "{} of {} for {}", part, total, own);
                }
            }
        }

        #[test]
        fn equal_weights_differ_by_a_unit_at_most_and_never_grow_along_the_lines(units in 0_i64..1_000_000, lines in 1_usize..40) {
            let parts = allocate(Amount::from_minor(units, 2).unwrap(), &vec![Amount::from_minor(7, 1).unwrap(); lines], 2, Rest::default());
            let minor: Vec<_> = parts.unwrap().iter().map(|part| part.to_minor(2).unwrap()).collect();
            prop_assert!(minor.windows(2).all(|pair| pair[0] >= pair[1]));
            prop_assert!(minor[0] - minor[lines - 1] <= 1);
        }

        #[test]
        fn hostile_values_do_not_panic_and_never_lose_a_unit(
            total in crate::value::amount_strategy(),
            weights in prop::collection::vec(crate::value::amount_strategy(), 0..8),
            decimals in any::<i32>(), near in 0..11,
        ) {
            for rest in Rest::ALL {
                let _ = allocate(total, &weights, decimals, *rest);
                let weights: Vec<_> = weights.iter().map(|weight| weight.abs()).collect();
                if let Ok(parts) = allocate(total, &weights, near, *rest) {
                    // Whole units, for decimals of 28 digits would round the sum of the parts.
                    let units = |amount: &Amount| amount.decimal().mantissa() * 10_i128.pow(u32::try_from(near - amount.scale()).unwrap());
                    prop_assert_eq!(parts.iter().map(units).sum::<i128>(), units(&total));
                }
            }
        }
    }
}
