//! What is named does not add up to what was paid: a line paid twice, a bank's fee, something kept back, a part payment.

use super::account::{Account, Priced};
use super::named::{Named, credits, paid};
use super::policy::CashPolicy;
use super::reading::{Reading, Short, ShortKind};
use crate::{Amount, Rate, Reason, ReasonInput, Rounding};

/// A reading with the difference that it leaves explained.
pub(crate) struct Explained {
    pub reading: Reading,
    /// Whether nothing else would explain it as well.
    pub certain: bool,
    pub reason: Reason,
}

/// What is known beside the amounts.
pub(crate) struct Beside<'a> {
    pub policy: &'a CashPolicy,
    pub decimals: i32,
    /// Whether the payer says that something was kept back.
    pub kept_back: bool,
}

/// The ways to explain the difference between the debits named and the amount, the best first.
pub(crate) fn explain(
    named: &Named,
    at: usize,
    account: &Account,
    priced: &[Priced],
    debits: &[usize],
    amount: i64,
    beside: &Beside<'_>,
) -> Vec<Explained> {
    let netted = credits(account, &named.credits);
    let case = Case { named, at, debits, beside };
    let over = |priced: &Priced| amount.saturating_sub(paid(priced, debits).saturating_sub(netted));
    let mut out: Vec<Explained> = priced.iter().filter_map(|priced| case.twice(priced, over(priced))).collect();
    if out.is_empty() && !beside.kept_back {
        let fees: Vec<Explained> = priced.iter().filter_map(|priced| case.bank_fee(priced, over(priced).saturating_neg())).collect();
        out = one_or_doubtful(fees);
    }
    if out.is_empty() && beside.kept_back {
        out = one_or_doubtful(
            priced.iter().filter_map(|priced| case.share(priced, over(priced).saturating_neg(), ShortKind::Deduction)).collect(),
        );
        if out.is_empty() {
            out.extend(priced.iter().filter_map(|priced| case.rest(priced, over(priced).saturating_neg(), ShortKind::Deduction)));
        }
    }
    if let (true, [_], Some(full)) = (out.is_empty(), debits, priced.first()) {
        let short = over(full).saturating_neg();
        out.extend(case.share(full, short, ShortKind::Open).or_else(|| case.rest(full, short, ShortKind::Open)));
    }
    out
}

/// Several explanations of one kind are each in doubt.
fn one_or_doubtful(mut found: Vec<Explained>) -> Vec<Explained> {
    if found.len() > 1 {
        found.iter_mut().for_each(|explained| explained.certain = false);
    }
    found
}

struct Case<'a> {
    named: &'a Named,
    at: usize,
    debits: &'a [usize],
    beside: &'a Beside<'a>,
}

impl Case<'_> {
    /// What is over is exactly what one of the lines was paid with: it was paid twice.
    fn twice(&self, priced: &Priced, over: i64) -> Option<Explained> {
        let line = self.debits.iter().find(|place| over > 0 && priced.pay.get(**place) == Some(&over))?;
        let mut reading = self.reading(priced);
        reading.unused = over;
        let text = "what is left over is exactly one of the lines: it was paid twice";
        Some(self.explained(reading, "line_paid_twice", text, over, *line))
    }

    /// A bank kept a fee: whole units, and not many.
    fn bank_fee(&self, priced: &Priced, short: i64) -> Option<Explained> {
        let unit = Amount::from_minor(1, 0)?.to_minor(self.beside.decimals)?;
        let most = self.beside.policy.bank_fee.to_minor(self.beside.decimals)?;
        let place = self.largest(priced)?;
        if short <= 0 || short > most || short.checked_rem(unit) != Some(0) || priced.pay.get(place) <= Some(&short) {
            return None;
        }
        let mut reading = self.reading(priced);
        reading.short = Some(Short { place, amount: short, as_kind: ShortKind::BankFee });
        Some(self.explained(reading, "bank_fee", "a small shortage of whole units: a bank on the way kept a fee", short, place))
    }

    /// The shortage is a round share of one line, in half percents: it belongs to that line.
    fn share(&self, priced: &Priced, short: i64, as_kind: ShortKind) -> Option<Explained> {
        let lines: Vec<usize> = self.debits.iter().copied().filter(|place| self.is_round_share(priced, *place, short)).collect();
        let place = *lines.first()?;
        let mut reading = self.reading(priced);
        reading.short = Some(Short { place, amount: short, as_kind });
        let text = match as_kind {
            ShortKind::Open => "a round share of the one document named was paid: the rest stays open",
            _ => "what the payer says is kept back is a round share of this line",
        };
        Some(self.explained(reading, "round_share", text, short, place))
    }

    fn is_round_share(&self, priced: &Priced, place: usize, short: i64) -> bool {
        let Some(pay) = priced.pay.get(place).copied().filter(|pay| short > 0 && short < *pay) else { return false };
        let Some(pay) = Amount::from_minor(pay, self.beside.decimals) else { return false };
        (1_i64..=100).any(|halves| {
            let percent = Amount::from_minor(halves.saturating_mul(5), 1).and_then(|percent| Rate::new(percent.decimal()).ok());
            let share = percent.and_then(|percent| percent.percent_of(pay, self.beside.decimals, Rounding::HalfUp).ok());
            share.and_then(|share| share.to_minor(self.beside.decimals)) == Some(short)
        })
    }

    /// A shortage that nothing explains stands on the largest line, and a person looks.
    fn rest(&self, priced: &Priced, short: i64, as_kind: ShortKind) -> Option<Explained> {
        let place = self.largest(priced)?;
        if short <= 0 || priced.pay.get(place) <= Some(&short) {
            return None;
        }
        let mut reading = self.reading(priced);
        reading.short = Some(Short { place, amount: short, as_kind });
        let text = "less was paid than is named; which line bears it is not said, so the largest does";
        let mut explained = self.explained(reading, "short_payment", text, short, place);
        explained.certain = false;
        Some(explained)
    }

    fn largest(&self, priced: &Priced) -> Option<usize> {
        self.debits.iter().copied().max_by_key(|place| (priced.pay.get(*place).copied(), std::cmp::Reverse(*place)))
    }

    fn reading(&self, priced: &Priced) -> Reading {
        self.named.reading(self.at, priced.manner, self.debits.to_vec())
    }

    fn explained(&self, reading: Reading, rule: &str, text: &str, amount: i64, place: usize) -> Explained {
        let amount = Amount::from_minor(amount, self.beside.decimals).map(|amount| amount.to_string()).unwrap_or_default();
        let inputs = vec![ReasonInput::new("amount", amount), ReasonInput::new("line", place.to_string())];
        Explained { reading, certain: self.named.is_plain(), reason: Reason::new(rule, text).with_inputs(inputs) }
    }
}
