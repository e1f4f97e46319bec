//! Weighing offers against waiting.

use std::collections::HashSet;

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::record::{
    ExpectedPayment, OfferAdvice, OfferEvaluation, OfferPolicy, OfferReport, OfferRequest, SettlementOffer, ValuedPayment,
};
use crate::approval::{ApprovalRequest, needed};
use crate::value::exact::quotient;
use crate::value::minor_units;
use crate::{Amount, OpenItemError, Rate, Reason, ReasonInput, Rounding, year_fraction};

/// To so many decimals each payment is valued before the sum is rounded.
const DECIMALS: i32 = 12;

/// What offers are worth against waiting, as of a date: accept, ask for more, or refuse, with the figures behind the advice.
///
/// A payment of so many days from now is worth amount × 1 ÷ (1 + rate × days ÷ year). Waiting is worth what it is likely to bring, each
/// payment less the fee of who collects it, and less its costs. An offer is worth its payments as far as it is likely to be kept, and what is
/// left of waiting as far as it is not, less its cost. Nothing is posted by weighing: an offer that is taken is a plan
/// ([`propose`](crate::plan::propose())) or a promise, and what it gives up a credit when it was kept.
///
/// ```
/// use openitem::settlement::{ExpectedPayment, OfferAdvice, OfferPolicy, OfferRequest, OfferedPayment, SettlementOffer, evaluate};
/// use openitem::{Amount, Currency, Rate};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// let amount = |text: &str| text.parse::<Amount>().unwrap();
/// let rate = |text: &str| text.parse::<Rate>().unwrap();
/// let offer = SettlementOffer::new("now", vec![OfferedPayment::new(day("2026-07-01"), amount("700"))]);
/// // An agency is likely to collect 90 percent in a year, and keeps a quarter of it.
/// let expected = ExpectedPayment::new(day("2027-07-01"), rate("90")).with_fee_percent(rate("25"));
/// let request = OfferRequest::new(Currency::EUR, amount("1000"), vec![offer]).with_expected(vec![expected]);
/// let report = evaluate(&request, day("2026-07-01"), &OfferPolicy::new(rate("8")))?;
/// // 1,000 × 90 % × 75 % ÷ 1.08
/// assert_eq!((report.waiting, report.offers[0].advice), (amount("625"), OfferAdvice::Accept));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` for amounts below zero, percentages outside 0 to 100, nothing or more than all expected, or a name given twice; `unknown_currency`;
/// `overflow`.
pub fn evaluate(request: &OfferRequest, as_of: NaiveDate, policy: &OfferPolicy) -> Result<OfferReport, OpenItemError> {
    check(request, policy)?;
    let digits = minor_units(request.currency, &request.currencies)?.max(request.owed.scale());
    let weigh = Weigh { request, as_of, policy, digits };
    let mut rows = request.expected.iter().map(|one| weigh.waited(one)).collect::<Result<Vec<_>, _>>()?;
    crate::value::sort_by_key(&mut rows, |row| row.date);
    let waiting = sum(rows.iter().map(|row| row.value))?;
    let mut report = OfferReport::new(as_of, request.currency, request.owed, weigh.rounded(waiting));
    report.rows = rows;
    for offer in &request.offers {
        report.offers.push(weigh.offer(offer, waiting)?);
    }
    let mut best: Option<&OfferEvaluation> = None;
    for one in report.offers.iter().filter(|one| one.advice == OfferAdvice::Accept) {
        best = best.filter(|best| best.value >= one.value).or(Some(one));
    }
    report.best = best.map(|best| best.name.clone());
    Ok(report)
}

fn check(request: &OfferRequest, policy: &OfferPolicy) -> Result<(), OpenItemError> {
    let percent = |field: &str, rate: Rate| match rate.is_negative() || rate > Rate::ONE_HUNDRED {
        true => Err(OpenItemError::invalid(field, rate, "a percentage from 0 to 100")),
        false => Ok(()),
    };
    let not_below = |field: &str, amount: Amount| match amount.is_negative() {
        true => Err(OpenItemError::invalid(field, amount, "an amount of at least zero")),
        false => Ok(()),
    };
    if !request.owed.is_positive() {
        return Err(OpenItemError::invalid("owed", request.owed, "an amount above zero"));
    }
    for (field, rate) in [("yearly_percent", policy.yearly_percent), ("margin_percent", policy.margin_percent)] {
        if rate.is_negative() {
            return Err(OpenItemError::invalid(field, rate, "a percentage of at least 0"));
        }
    }
    percent("broken_percent", policy.broken_percent)?;
    percent("counter_from", policy.counter_from)?;
    let mut all = Decimal::ZERO;
    for one in &request.expected {
        percent("expected.percent", one.percent)?;
        percent("expected.fee_percent", one.fee_percent)?;
        not_below("expected.cost", one.cost)?;
        all = all.checked_add(one.percent.decimal()).ok_or_else(|| OpenItemError::overflow("what is expected"))?;
    }
    if all > Decimal::ONE_HUNDRED {
        return Err(OpenItemError::invalid("expected", format!("{} percent in all", all.normalize()), "100 at most"));
    }
    if request.expected.is_empty() {
        return Err(OpenItemError::invalid("expected", "nothing", "what waiting would bring, 0 percent where it is nothing"));
    }
    let mut names = HashSet::new();
    for offer in &request.offers {
        let field = |field: &str| format!("offers.{}.{field}", offer.name);
        percent(&field("kept"), offer.kept)?;
        not_below(&field("cost"), offer.cost)?;
        offer.payments.iter().try_for_each(|payment| not_below(&field("payments"), payment.amount))?;
        if !names.insert(&offer.name) {
            return Err(OpenItemError::invalid("offers", format!("`{}` twice", offer.name), "each name once"));
        }
    }
    Ok(())
}

fn sum(values: impl IntoIterator<Item = Amount>) -> Result<Amount, OpenItemError> {
    Amount::checked_sum(values).ok_or_else(|| OpenItemError::overflow("a sum of payments"))
}

struct Weigh<'a> {
    request: &'a OfferRequest,
    as_of: NaiveDate,
    policy: &'a OfferPolicy,
    digits: i32,
}

impl Weigh<'_> {
    fn rounded(&self, value: Amount) -> Amount {
        value.rounded(self.digits, self.policy.rounding)
    }

    /// The days until a date; none for one that is over.
    fn days(&self, date: NaiveDate) -> i32 {
        year_fraction(self.as_of, date.max(self.as_of), self.policy.day_count, None).days.max(0)
    }

    /// The product of an amount and shares in percent, on a date, as it is worth now.
    fn worth(&self, amount: Amount, percents: &[Rate], date: NaiveDate) -> Result<Amount, OpenItemError> {
        let overflow = || OpenItemError::overflow("the value of a payment");
        let time = year_fraction(self.as_of, date.max(self.as_of), self.policy.day_count, None);
        let whole = Decimal::from(time.year_days).checked_mul(Decimal::ONE_HUNDRED).ok_or_else(overflow)?;
        let waited = self.policy.yearly_percent.decimal().checked_mul(Decimal::from(time.days.max(0))).ok_or_else(overflow)?;
        let under = whole.checked_add(waited).ok_or_else(overflow)?;
        let mut top = vec![amount.decimal(), whole];
        let mut bottom = vec![under];
        for percent in percents {
            top.push(percent.decimal());
            bottom.push(Decimal::ONE_HUNDRED);
        }
        let value = quotient(&top, &bottom, DECIMALS, Rounding::HalfEven).ok_or_else(overflow)?;
        Amount::new(value)
    }

    /// A payment that waiting may bring.
    fn waited(&self, one: &ExpectedPayment) -> Result<ValuedPayment, OpenItemError> {
        let left = Rate::ONE_HUNDRED.decimal().checked_sub(one.fee_percent.decimal()).unwrap_or_default();
        let comes = self.worth(self.request.owed, &[one.percent, Rate::new(left)?], one.date)?;
        let costs = self.worth(one.cost, &[], one.date)?;
        let value = comes.checked_sub(costs).ok_or_else(|| OpenItemError::overflow("the value of a payment"))?;
        let amount = one.percent.percent_of(self.request.owed, self.digits, self.policy.rounding)?;
        Ok(ValuedPayment::new(one.date, amount, self.days(one.date), value))
    }

    fn offer(&self, offer: &SettlementOffer, waiting: Amount) -> Result<OfferEvaluation, OpenItemError> {
        let overflow = || OpenItemError::overflow("the value of an offer");
        let row = |payment: &super::record::OfferedPayment| {
            let value = self.worth(payment.amount, &[offer.kept], payment.date)?;
            Ok(ValuedPayment::new(payment.date, payment.amount, self.days(payment.date), value))
        };
        let mut rows = offer.payments.iter().map(row).collect::<Result<Vec<_>, OpenItemError>>()?;
        crate::value::sort_by_key(&mut rows, |row| row.date);
        let total = sum(offer.payments.iter().map(|payment| payment.amount))?;
        let kept = sum(rows.iter().map(|row| row.value))?;
        let broken = Rate::new(Decimal::ONE_HUNDRED.checked_sub(offer.kept.decimal()).unwrap_or_default())?;
        let fallback = self.worth(waiting, &[broken, self.policy.broken_percent], self.as_of)?;
        // What an offer must bring by its payments to be worth taking.
        let margin = self.policy.margin_percent.percent_of(waiting.abs(), DECIMALS, Rounding::HalfEven)?;
        let wanted = waiting.checked_add(margin).ok_or_else(overflow)?;
        let beside = fallback.checked_sub(offer.cost).ok_or_else(overflow)?;
        let needed_of_payments = wanted.checked_sub(beside).ok_or_else(overflow)?;
        let value = kept.checked_add(beside).ok_or_else(overflow)?;
        let least = self.least(total, kept, needed_of_payments)?;
        let advice = match () {
            () if value >= wanted && kept.is_positive() => OfferAdvice::Accept,
            () if self.is_near(total, least)? => OfferAdvice::Counter,
            () => OfferAdvice::Refuse,
        };
        let given_up = self.request.owed.checked_sub(total).ok_or_else(overflow)?;
        let (value, waiting) = (self.rounded(value), self.rounded(waiting));
        let gain = value.checked_sub(waiting).ok_or_else(overflow)?;
        let reason = self.reason(advice, value, waiting, least, offer);
        let last = rows.last().map_or(self.as_of, |row| row.date.max(self.as_of));
        let approval = needed(&self.asked(given_up, last)?, &self.policy.approval)?;
        let mut evaluation = OfferEvaluation::new(offer.name.as_str(), total, given_up, value, gain, advice, approval);
        (evaluation.least, evaluation.rows, evaluation.reasons) = (least, rows, vec![reason]);
        Ok(evaluation)
    }

    /// The least total, in the proportions of the payments, whose value is what is wanted; not more than is owed.
    fn least(&self, total: Amount, kept: Amount, wanted: Amount) -> Result<Option<Amount>, OpenItemError> {
        if !wanted.is_positive() || !kept.is_positive() {
            return Ok(None);
        }
        let factors = [total.decimal(), wanted.decimal()];
        let mut least = quotient(&factors, &[kept.decimal()], self.digits, Rounding::Ceiling).map(Amount::new).transpose()?;
        // The value of the payments is rounded: a unit less may be worth it too.
        let less = least.zip(Amount::from_minor(1, self.digits)).and_then(|(least, unit)| least.checked_sub(unit));
        if let Some(less) = less.filter(|less| less.is_positive()) {
            let value = quotient(&[less.decimal(), kept.decimal()], &[total.decimal()], DECIMALS, Rounding::HalfEven);
            if value.is_some_and(|value| value >= wanted.decimal()) {
                least = Some(less);
            }
        }
        Ok(least.filter(|least| *least <= self.request.owed))
    }

    fn is_near(&self, total: Amount, least: Option<Amount>) -> Result<bool, OpenItemError> {
        let Some(least) = least else { return Ok(false) };
        Ok(total >= self.policy.counter_from.percent_of(least, DECIMALS, Rounding::HalfEven)?)
    }

    fn asked(&self, given_up: Amount, last: NaiveDate) -> Result<ApprovalRequest, OpenItemError> {
        let zero = Amount::ZERO;
        let share = quotient(&[given_up.max(zero).decimal(), Decimal::ONE_HUNDRED], &[self.request.owed.decimal()], 6, Rounding::Ceiling);
        let share = share.ok_or_else(|| OpenItemError::overflow("the discount of an offer"))?;
        let mut asked = ApprovalRequest::new("settlement", self.request.currency, given_up.max(zero)).with_discount(Rate::new(share)?);
        asked.customer.clone_from(&self.request.customer);
        (asked.kept_percent, asked.before) = (self.request.kept_percent, self.request.given_up_before);
        asked.reason.clone_from(&self.request.reason);
        asked.days = Some(i32::try_from(last.signed_duration_since(self.as_of).num_days()).unwrap_or(i32::MAX));
        Ok(asked)
    }

    fn reason(&self, advice: OfferAdvice, value: Amount, waiting: Amount, least: Option<Amount>, offer: &SettlementOffer) -> Reason {
        let brings_nothing = offer.kept.is_zero() || offer.payments.iter().all(|payment| payment.amount.is_zero());
        let text = match (advice, least) {
            (OfferAdvice::Counter | OfferAdvice::Refuse, _) if brings_nothing => {
                format!("it is worth {value}, waiting {waiting}: none of its payments is likely to bring anything")
            }
            (OfferAdvice::Accept, _) => format!("it is worth {value}, waiting {waiting}"),
            (OfferAdvice::Counter, Some(least)) => {
                format!("it is worth {value}, waiting {waiting}: from {least} in all on it is worth taking")
            }
            (OfferAdvice::Counter | OfferAdvice::Refuse, None) => {
                format!("it is worth {value}, waiting {waiting}: paid like this, not even all that is owed would be")
            }
            (OfferAdvice::Refuse, Some(least)) => format!("it is worth {value}, waiting {waiting}: {least} in all would be worth taking"),
        };
        let mut inputs = vec![
            ReasonInput::new("value", value.to_string()),
            ReasonInput::new("waiting", waiting.to_string()),
            ReasonInput::new("kept", offer.kept.to_string()),
            ReasonInput::new("yearly_percent", self.policy.yearly_percent.to_string()),
        ];
        inputs.extend(least.map(|least| ReasonInput::new("least", least.to_string())));
        Reason::new(advice.name(), text).with_inputs(inputs)
    }
}
