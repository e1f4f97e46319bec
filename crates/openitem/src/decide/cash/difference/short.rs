//! What the amounts themselves suggest: a line paid twice, a bank's fee, a late discount, a share kept back, a part payment.

use super::super::account::{Manner, Priced, share_of};
use super::super::named::{credits, paid};
use super::super::presets::per_currency;
use super::super::reading::{Part, PartKind};
use super::{Explained, Gap, PartialDiscount, one_or_doubtful, subsets};
use crate::{Amount, Rate, Rounding};

/// What is over is exactly what one of the lines was paid with: it was paid twice. Beside credits that is in doubt: the money may
/// as well pay the line that the credit closes.
pub(super) fn line_paid_twice(gap: &Gap<'_>) -> Vec<Explained> {
    let twice = |priced: &Priced| {
        let over = gap.shortage(priced).checked_neg().filter(|over| *over > 0)?;
        let line = gap.debits.iter().find(|place| priced.pay.get(**place) == Some(&over))?;
        let mut reading = gap.reading(priced, Vec::new())?;
        reading.unused = over;
        let text = "what is left over is exactly one of the lines: it was paid twice";
        let mut explained = gap.explained(reading, "line_paid_twice", text, over, vec![gap.line(*line)]);
        explained.certain &= gap.named.credits.is_empty();
        Some(explained)
    };
    gap.priced.iter().filter_map(twice).collect()
}

/// What was paid is exactly some of the documents named: the others may come later, or less was paid of all. For a person.
pub(super) fn some_of_them(gap: &Gap<'_>) -> Vec<Explained> {
    let of = |set: Vec<usize>| set.into_iter().filter_map(|at| gap.debits.get(at).copied()).collect::<Vec<_>>();
    let sets: Vec<Vec<usize>> = match subsets(gap.debits.len()) {
        Some(sets) => sets.into_iter().skip(1).rev().map(of).collect(),
        // Of too many only one of them, and all but one.
        None => {
            let but = |place: &usize| gap.debits.iter().copied().filter(|other| other != place).collect();
            gap.debits.iter().map(|place| vec![*place]).chain(gap.debits.iter().map(but)).collect()
        }
    };
    let money = gap.sight.amount.saturating_add(credits(gap.account, &gap.named.credits));
    let mut found = Vec::new();
    for priced in gap.priced {
        for places in sets.iter().filter(|places| paid(priced, places) == money) {
            let reading = gap.named.reading(gap.at, priced.manner, places.clone());
            let text = "what was paid is exactly some of the documents named; the others are not paid";
            let inputs = places.iter().map(|place| gap.line(*place)).collect();
            found.push(Gap::doubtful(gap.explained(reading, "some_of_what_is_named", text, gap.shortage(priced), inputs)));
        }
    }
    found
}

/// A fee is one of so many round ones: what is round is a fiftieth of the largest, a whole unit where that is 50.
const ROUND_FEES: i64 = 50;

/// A bank kept a fee: round, and not large, or what it usually keeps of this customer's payments. Of a line that is less than ten
/// times as much it is in doubt, and where the payer says something else it is none.
pub(super) fn bank_fee(gap: &Gap<'_>) -> Vec<Explained> {
    if gap.said.explains() {
        return Vec::new();
    }
    let fee = |priced: &Priced| {
        let short = gap.shortage(priced);
        let (currency, decimals) = (gap.sight.currency, gap.sight.decimals);
        let most = per_currency::of(&gap.sight.desk.policy.bank_fees, currency, decimals);
        let unit = most.checked_div(ROUND_FEES).filter(|unit| *unit > 0).unwrap_or(i64::MAX);
        let usual = gap.sight.habits(gap.customer).and_then(|habits| habits.bank_fee.as_ref()).filter(|fee| fee.currency == currency);
        let is_usual = usual.is_some_and(|fee| fee.amount.to_minor(decimals) == Some(short));
        let place = gap.bearer(priced)?;
        let is_fee = short > 0 && (is_usual || short <= most && short.checked_rem(unit) == Some(0));
        if !is_fee || priced.pay.get(place) <= Some(&short) {
            return None;
        }
        let reading = gap.reading(priced, vec![Part::new(place, short, PartKind::BankFee)])?;
        let text = if is_usual {
            "the fee that is usually missing from this customer's payments: a bank on the way kept it"
        } else {
            "a small shortage of whole units: a bank on the way kept a fee"
        };
        let mut explained = gap.explained(reading, "bank_fee", text, short, vec![gap.line(place)]);
        // A round share may as well be a discount, a tax or a deduction.
        let is_small = priced.pay.get(place) >= Some(&short.saturating_mul(10));
        explained.certain &= is_small && (is_usual || !is_round_share(gap, priced, place, short) && !is_share_of_net(gap, place, short));
        Some(explained)
    };
    one_or_doubtful(gap.priced.iter().filter_map(fee).collect())
}

/// What is missing is exactly the discounts of the lines whose days are over: it stays open, or what the policy makes of a
/// shortage without a reason.
pub(super) fn late_discount(gap: &Gap<'_>) -> Vec<Explained> {
    let found = || {
        let full = gap.full()?;
        let late = |place: &usize| {
            let paid = gap.sight.terms.paid(gap.item(*place)?, gap.open(*place), Manner::Discount { unearned: true });
            (paid.taken > 0 && paid.unearned).then_some((*place, paid.taken))
        };
        let late: Vec<(usize, i64)> = gap.debits.iter().filter_map(late).collect();
        let short = gap.shortage(full);
        if late.is_empty() || late.iter().map(|(_, taken)| *taken).fold(0, i64::saturating_add) != short {
            return None;
        }
        let inputs = late.iter().map(|(place, _)| gap.line(*place)).collect();
        let parts = late.into_iter().map(|(place, taken)| Part::new(place, taken, PartKind::Open)).collect();
        let text = "what is missing is exactly the discounts whose days are over";
        Some(gap.explained(gap.reading(full, parts)?, "late_discount", text, short, inputs))
    };
    found().into_iter().collect()
}

/// The payer says that something was kept back: a round share of a line, or the rest, on the line that the policy names.
pub(super) fn kept_back(gap: &Gap<'_>) -> Vec<Explained> {
    if !gap.said.kept_back {
        return Vec::new();
    }
    let reason = gap.said.reason(gap);
    let shares: Vec<Explained> = gap.priced.iter().filter_map(|priced| share(gap, priced, PartKind::Deduction(reason.clone()))).collect();
    if !shares.is_empty() {
        return one_or_doubtful(shares);
    }
    gap.priced.iter().filter_map(|priced| rest(gap, priced, PartKind::Deduction(reason.clone()))).collect()
}

/// One document is paid in part: with what a part payment earns of its discount, or a round share, or any part.
pub(super) fn part_payment(gap: &Gap<'_>) -> Vec<Explained> {
    let ([place], Some(full), false) = (gap.debits, gap.full(), gap.said.kept_back) else { return Vec::new() };
    let found = part_with_discount(gap, full, *place);
    let found = found.or_else(|| share(gap, full, PartKind::Open)).or_else(|| rest(gap, full, PartKind::Open));
    // Where the payer says that it is a part, it is.
    let said = |mut explained: Explained| {
        explained.certain |= gap.said.in_part && gap.named.is_plain();
        explained
    };
    found.map(said).into_iter().collect()
}

/// Inside the discount's days a payment p settles p ÷ (1 − d).
fn part_with_discount(gap: &Gap<'_>, full: &Priced, place: usize) -> Option<Explained> {
    if gap.sight.desk.policy.differences.partial_discount == PartialDiscount::Nothing || !gap.named.credits.is_empty() {
        return None;
    }
    let open = gap.open(place);
    let offered = gap.sight.terms.paid(gap.item(place)?, open, Manner::Discount { unearned: false });
    let earned = share_of(gap.sight.amount, offered.taken, offered.cash, gap.sight.terms.rounding).filter(|earned| *earned > 0)?;
    let rest = gap.shortage(full).checked_sub(earned).filter(|rest| *rest > 0)?;
    let parts = vec![Part::new(place, earned, PartKind::Discount { unearned: false }), Part::new(place, rest, PartKind::Open)];
    let text = "a part was paid inside the discount's days: it earns its share of the discount, and the rest stays open";
    Some(gap.explained(gap.reading(full, parts)?, "partial_discount", text, earned, vec![gap.line(place)]))
}

/// The shortage is a round share of one line, in half percents: it belongs to that line.
fn share(gap: &Gap<'_>, priced: &Priced, kind: PartKind) -> Option<Explained> {
    let short = gap.shortage(priced);
    let mut places = gap.debits.iter().copied().filter(|place| is_round_share(gap, priced, *place, short));
    let (place, is_alone) = (places.next()?, places.next().is_none());
    let text = match kind {
        PartKind::Open => "a round share of the one document named was paid: the rest stays open",
        _ => "what the payer says is kept back is a round share of this line",
    };
    let reading = gap.reading(priced, vec![Part::new(place, short, kind)])?;
    let mut explained = gap.explained(reading, "round_share", text, short, vec![gap.line(place)]);
    explained.certain &= is_alone && (gap.debits.len() == 1 || !fits_anything(priced, place));
    Some(explained)
}

/// Whether one shortage in fifty or more is a round share of a line by chance: a hundred shares of up to half of it.
fn fits_anything(priced: &Priced, place: usize) -> bool {
    const ENOUGH: i64 = 2 * 50 * 100;
    priced.pay.get(place).is_none_or(|pay| *pay < ENOUGH)
}

/// Whether a shortage is a round share of a line without its tax, as tax withheld is.
fn is_share_of_net(gap: &Gap<'_>, place: usize, short: i64) -> bool {
    let net = gap.item(place).and_then(|item| gap.sight.terms.net_of_tax(item, gap.open(place)));
    net.is_some_and(|net| is_share(gap, net, short))
}

fn is_round_share(gap: &Gap<'_>, priced: &Priced, place: usize, short: i64) -> bool {
    priced.pay.get(place).is_some_and(|pay| is_share(gap, *pay, short))
}

/// Whether one amount is a multiple of half a percent of another, up to half of it.
fn is_share(gap: &Gap<'_>, whole: i64, short: i64) -> bool {
    let decimals = gap.sight.decimals;
    let Some(pay) = Amount::from_minor(whole, decimals).filter(|_| short > 0 && short < whole) else { return false };
    (1_i64..=100).any(|halves| {
        let percent = Amount::from_minor(halves.saturating_mul(5), 1).and_then(|percent| Rate::new(percent.decimal()).ok());
        let share = percent.and_then(|percent| percent.percent_of(pay, decimals, Rounding::HalfUp).ok());
        share.and_then(|share| share.to_minor(decimals)) == Some(short)
    })
}

/// A shortage that nothing explains stands on the line that the policy names, and a person looks.
pub(super) fn rest(gap: &Gap<'_>, priced: &Priced, kind: PartKind) -> Option<Explained> {
    let place = gap.bearer(priced)?;
    let short = gap.shortage(priced);
    if short <= 0 || priced.pay.get(place) <= Some(&short) {
        return None;
    }
    let reading = gap.reading(priced, vec![Part::new(place, short, kind)])?;
    let text = if gap.debits.len() == 1 {
        "less was paid than the one document named asks for, and no reason is given"
    } else {
        "less was paid than is named; which line bears it is not said: that it is this one is the policy's choice"
    };
    Some(Gap::doubtful(gap.explained(reading, "short_payment", text, short, vec![gap.line(place)])))
}
