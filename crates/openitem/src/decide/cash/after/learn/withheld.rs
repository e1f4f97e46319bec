//! The rate at which a payer withholds tax: of the whole amount, or of the amount without tax.

use rust_decimal::{Decimal, RoundingStrategy};

use super::LEAST;
use super::payments::Line;
use crate::{Amount, Cause, Rate, Rounding};

/// Rates are looked for with up to so many decimals: a round rate of the amount without tax is no round one of the whole.
const MOST_DECIMALS: u32 = 8;

/// What is usually withheld, in percent.
#[derive(Default)]
pub(super) struct Usual {
    pub whole: Option<Rate>,
    pub net: Option<Rate>,
}

/// What was withheld of one item, and of what.
struct Part {
    withheld: Amount,
    whole: Amount,
    net: Option<Amount>,
    decimals: i32,
}

/// The rate that explains every withholding to the minor unit, with the fewest decimals; none where none does.
pub(super) fn usual<'l>(lines: impl Iterator<Item = &'l Line>) -> Usual {
    let parts: Option<Vec<Part>> = lines.filter(|line| line.took(Cause::Withheld)).map(part).collect();
    let Some(parts) = parts.filter(|parts| parts.len() >= LEAST) else { return Usual::default() };
    let whole = rate(&parts, |part| Some(part.whole));
    let net = rate(&parts, |part| part.net);
    let decimals = |rate: &Option<(u32, Rate)>| rate.map_or(u32::MAX, |(decimals, _)| decimals);
    let is_of_net = decimals(&net) < decimals(&whole);
    Usual { whole: whole.map(|(_, rate)| rate), net: net.filter(|_| is_of_net).map(|(_, rate)| rate) }
}

fn part(line: &Line) -> Option<Part> {
    let whole = line.cleared()?;
    // Of a part of a document the amount without tax is not known.
    let net = line.tax.filter(|_| whole == line.item.original).and_then(|tax| whole.checked_sub(tax));
    let decimals = line.item.currency.minor_units()?;
    Some(Part { withheld: line.parts.get(&Cause::Withheld).copied()?, whole, net, decimals })
}

/// The rate with the fewest decimals that gives every part to the minor unit, with how many those are.
fn rate(parts: &[Part], base: impl Fn(&Part) -> Option<Amount>) -> Option<(u32, Rate)> {
    let largest = parts.iter().max_by_key(|part| part.whole)?;
    let of = base(largest)?.decimal();
    let exact = largest.withheld.decimal().checked_mul(Decimal::ONE_HUNDRED)?.checked_div(of)?;
    (0..=MOST_DECIMALS).find_map(|decimals| {
        let rate = Rate::new(exact.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)).ok()?;
        let gives = |part: &Part| {
            let found = base(part).and_then(|base| rate.percent_of(base, part.decimals, Rounding::HalfUp).ok())?;
            let apart = found.checked_sub(part.withheld)?.abs();
            Amount::from_minor(1, part.decimals).map(|unit| apart <= unit)
        };
        parts.iter().all(|part| gives(part) == Some(true)).then_some((decimals, rate))
    })
}
