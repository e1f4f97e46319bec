//! The answer in words that an accounts clerk understands.

use super::request::{SubsetOutcome, SubsetReading};
use crate::Amount;

/// What a search found, as one or two sentences.
pub(super) fn said(
    outcome: SubsetOutcome,
    size: usize,
    first: Option<&SubsetReading>,
    (expected, odds): (Option<Amount>, Option<Amount>),
    beyond_chance: bool,
) -> String {
    let less = match first.and_then(|reading| reading.percent) {
        Some(percent) => format!(", each less {percent} %,"),
        None => String::new(),
    };
    let items = if size == 1 { "1 open item".to_owned() } else { format!("{size} open items") };
    match outcome {
        SubsetOutcome::Zero => "no open items together make the amount".to_owned(),
        SubsetOutcome::BudgetExhausted => "the search ended at its bound before it could say which open items make the amount".to_owned(),
        SubsetOutcome::Many if size == 0 => "more than one choice of open items makes the amount".to_owned(),
        SubsetOutcome::Many => {
            format!("more than one choice of open items makes the amount; the smallest takes {items}{}", less.trim_end_matches(','))
        }
        SubsetOutcome::One => {
            let chance = match (expected, beyond_chance) {
                (Some(expected), false) if odds.is_some_and(|odds| !odds.is_zero()) => {
                    let odds = odds.unwrap_or_default();
                    format!(
                        "by chance one would expect {expected} such choices, but choices of more items make it as well, and the odds that one of those was meant are {odds} to 1"
                    )
                }
                (Some(expected), true) => format!("by chance one would expect {expected} such choices, so it is hardly chance"),
                (Some(expected), false) => format!("by chance alone one would expect {expected} such choices, so it proves little"),
                (None, _) => "how likely that is by chance is not known, so it proves nothing".to_owned(),
            };
            format!("exactly one choice of {items}{less} makes the amount; {chance}")
        }
    }
}
