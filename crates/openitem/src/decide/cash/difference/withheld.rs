//! Tax that the payer withheld by a rule of the policy, or by two that stand together.
//!
//! Source: the recogniser of DOMAIN section 5: the shortage agrees with the rule's percentage of its base, to one unit or 0.05
//! percent of the gross amount. CBDT circular 23/2017: the base leaves out goods and services tax where it is shown apart.

use chrono::{Datelike, NaiveDate};

use super::super::desk::Sight;
use super::super::reading::{Part, PartKind};
use super::{Explained, Gap, WithholdingBase, WithholdingRule};
use crate::value::date::add_days;
use crate::{Amount, Rate, ReasonCode, ReasonInput};

/// One rule or two, with what each gives of every debit.
struct Fit<'a> {
    rules: Vec<&'a WithholdingRule>,
    /// By rule, in minor units of each debit.
    amounts: Vec<Vec<i64>>,
    /// How far the sum is from what is missing: above zero where more is missing.
    off: i64,
    /// Whether the tax was reckoned with too.
    wrong_base: bool,
}

/// What is missing is what a rule gives, or two together; or what one gives on the wrong base.
pub(super) fn by_rule(gap: &Gap<'_>) -> Vec<Explained> {
    let Some(full) = gap.full() else { return Vec::new() };
    let short = gap.shortage(full);
    let rules: Vec<&WithholdingRule> = gap.sight.desk.policy.differences.withholding.iter().filter(|rule| holds(gap.sight, rule)).collect();
    if rules.is_empty() || short <= 0 {
        return Vec::new();
    }
    let mut fits: Vec<Fit<'_>> = sets(&rules).into_iter().filter_map(|rules| fit(gap, rules, short, false)).collect();
    if fits.is_empty() {
        let net = rules.iter().filter(|rule| rule.base == WithholdingBase::Net);
        fits = net.filter_map(|rule| fit(gap, vec![*rule], short, true)).collect();
    }
    // The nearest, then the fewest rules; a stable sort leaves the policy's order.
    crate::value::sort_by_key(&mut fits, |fit| (fit.off.unsigned_abs(), fit.rules.len()));
    let Some(best) = fits.first() else { return Vec::new() };
    let likeness = |fit: &Fit<'_>| (fit.off.unsigned_abs(), fit.rules.len());
    let alike: Vec<&Fit<'_>> = fits.iter().take_while(|fit| likeness(fit) == likeness(best)).collect();
    explained(gap, best, &alike, short).into_iter().collect()
}

pub(super) fn holds(sight: &Sight<'_>, rule: &WithholdingRule) -> bool {
    let date = sight.terms.date;
    rule.since.is_none_or(|since| since <= date) && rule.through.is_none_or(|through| date <= through)
}

/// Each rule alone, and each two that stand together.
fn sets<'a>(rules: &[&'a WithholdingRule]) -> Vec<Vec<&'a WithholdingRule>> {
    let mut out: Vec<Vec<&WithholdingRule>> = rules.iter().map(|rule| vec![*rule]).collect();
    for (at, one) in rules.iter().enumerate() {
        for other in rules.iter().skip(at.saturating_add(1)) {
            if one.beside.contains(&other.code) || other.beside.contains(&one.code) {
                out.push(vec![*one, *other]);
            }
        }
    }
    out
}

/// What a set of rules gives, where it agrees with what is missing.
fn fit<'a>(gap: &Gap<'_>, rules: Vec<&'a WithholdingRule>, short: i64, wrong_base: bool) -> Option<Fit<'a>> {
    let amounts: Vec<Vec<i64>> = rules.iter().map(|rule| of_debits(gap, rule, wrong_base)).collect::<Option<_>>()?;
    let sum = amounts.iter().flatten().fold(0_i64, |sum, amount| sum.saturating_add(*amount));
    let off = short.saturating_sub(sum);
    let agrees = sum > 0 && off.unsigned_abs() <= slack(gap).unsigned_abs() && off.saturating_abs().saturating_mul(4) < sum;
    let differs = !wrong_base || rules.iter().any(|rule| of_debits(gap, rule, false).is_some_and(|right| !amounts.contains(&right)));
    (agrees && differs).then_some(Fit { rules, amounts, off, wrong_base })
}

/// A rule's percentage of each debit's base.
fn of_debits(gap: &Gap<'_>, rule: &WithholdingRule, wrong_base: bool) -> Option<Vec<i64>> {
    let decimals = gap.sight.decimals;
    let of = |place: &usize| {
        let base = if wrong_base { gap.open(*place) } else { base(gap, rule, *place)? };
        let withheld = rule.percent.percent_of(gap.sight.amount_of(base), decimals, gap.sight.desk.policy.rounding).ok()?;
        withheld.to_minor(decimals)
    };
    gap.debits.iter().map(of).collect()
}

/// What a rule is reckoned on of a debit: what is open of it, without its share of the tax where the base is net.
fn base(gap: &Gap<'_>, rule: &WithholdingRule, place: usize) -> Option<i64> {
    let (item, open) = (gap.item(place)?, gap.open(place));
    match rule.base {
        WithholdingBase::Net if !item.taxes.is_empty() => gap.sight.terms.net_of_tax(item, open),
        _ => Some(open),
    }
}

/// One unit of the currency, or the policy's percentage of the gross amount.
fn slack(gap: &Gap<'_>) -> i64 {
    let decimals = gap.sight.decimals;
    let unit = Amount::from_minor(1, 0).and_then(|unit| unit.to_minor(decimals)).unwrap_or(0);
    let gross = gap.debits.iter().map(|place| gap.open(*place)).fold(0, i64::saturating_add);
    let percent = gap.sight.desk.policy.differences.withholding_tolerance;
    let share = percent.percent_of(gap.sight.amount_of(gross), decimals, crate::Rounding::Down).ok();
    share.and_then(|share| share.to_minor(decimals)).unwrap_or(0).max(unit)
}

fn explained(gap: &Gap<'_>, best: &Fit<'_>, alike: &[&Fit<'_>], short: i64) -> Option<Explained> {
    let full = gap.full()?;
    // Rules that give the same are told apart by the certificate only: then the item bears no code.
    let is_alone = alike.len() == 1;
    let mut parts = Vec::new();
    for (rule, amounts) in best.rules.iter().zip(&best.amounts) {
        let due = certificate_due(gap.sight.terms.date, rule);
        let right = of_debits(gap, rule, false)?;
        for ((place, amount), right) in gap.debits.iter().zip(amounts).zip(right) {
            let withheld = if best.wrong_base { right } else { *amount };
            let kind = PartKind::Withheld { rule: Some(rule.code.clone()).filter(|_| is_alone), due };
            parts.push(Part::new(*place, withheld, kind));
            let too_much = amount.saturating_sub(withheld);
            if too_much != 0 {
                parts.push(Part::new(*place, too_much, PartKind::Deduction(Some(gap.sight.desk.policy.differences.wrong_base.clone()))));
            }
        }
    }
    // What rounding leaves goes with the largest.
    let largest = parts.iter_mut().filter(|part| matches!(part.kind, PartKind::Withheld { .. })).max_by_key(|part| part.amount)?;
    largest.amount = largest.amount.checked_add(best.off)?;
    let (rule, text) = match (best.wrong_base, best.rules.len()) {
        (true, _) => ("withholding_wrong_base", "what is missing is tax withheld on the amount with tax: what is too much is disputed"),
        (false, 1) => ("withholding", "what is missing is tax withheld by a rule: its certificate is pending"),
        (false, _) => ("withholding", "what is missing is tax withheld by two rules together: their certificates are pending"),
    };
    let mut explained = gap.explained(gap.reading(full, parts)?, rule, text, short, codes(alike));
    explained.certain &= gap.said.withheld || gap.sight.habits(gap.customer).is_some_and(|habits| habits.withholding_percent.is_some());
    Some(explained)
}

/// When the certificate of a rule is due: so many days after the end of the calendar quarter in which was paid.
pub(super) fn certificate_due(paid: NaiveDate, rule: &WithholdingRule) -> Option<NaiveDate> {
    let days = rule.certificate_days_march.filter(|_| paid.month() <= 3).or(rule.certificate_days)?;
    let last_month = paid.month0().checked_div(3)?.checked_mul(3)?.checked_add(3)?;
    let next = match last_month {
        12 => NaiveDate::from_ymd_opt(paid.year().checked_add(1)?, 1, 1),
        month => NaiveDate::from_ymd_opt(paid.year(), month.checked_add(1)?, 1),
    };
    add_days(next?, i64::from(days.checked_sub(1)?)).ok()
}

/// The rule under which a payer withholds by habit, and when its certificate is due: those rules of the policy that are of the
/// habit's percentage. Of several with different codes none is named; the earliest date counts.
pub(in super::super) fn by_habit(sight: &Sight<'_>, percent: Rate, net: bool) -> (Option<ReasonCode>, Option<NaiveDate>) {
    let is_of = |rule: &&WithholdingRule| holds(sight, rule) && rule.percent == percent && net == (rule.base == WithholdingBase::Net);
    let rules: Vec<&WithholdingRule> = sight.desk.policy.differences.withholding.iter().filter(is_of).collect();
    let first = rules.first().map(|rule| &rule.code);
    let code = first.filter(|first| rules.iter().all(|rule| rule.code == **first)).cloned();
    (code, rules.iter().filter_map(|rule| certificate_due(sight.terms.date, rule)).min())
}

fn codes(fits: &[&Fit<'_>]) -> Vec<ReasonInput> {
    let mut codes: Vec<&ReasonCode> = fits.iter().flat_map(|fit| fit.rules.iter().map(|rule| &rule.code)).collect();
    let mut seen = std::collections::BTreeSet::new();
    codes.retain(|code| seen.insert(code.as_str()));
    codes.into_iter().map(|code| ReasonInput::new("withholding_rule", code.to_string())).collect()
}
