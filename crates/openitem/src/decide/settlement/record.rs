//! What is offered, what waiting would bring, and what both are worth.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::approval::{ApprovalNeed, ApprovalPolicy};
use crate::{Amount, Currency, CurrencyRow, CustomerId, DayCount, Rate, Reason, ReasonCode, Rounding};

/// What is owed, what is offered for it, and what waiting would bring.
#[wire]
pub struct OfferRequest {
    /// The currency.
    pub currency: Currency,
    /// What is owed.
    pub owed: Amount,
    /// What is offered: as many ways as there are, side by side.
    pub offers: Vec<SettlementOffer>,
    /// What waiting would bring: 0 percent where it is nothing. [`expected`](super::expected()) makes it of roll rates.
    #[wire(default)]
    pub expected: Vec<ExpectedPayment>,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// The share of his promises that the customer kept, in percent.
    pub kept_percent: Option<Rate>,
    /// Why, for the approval matrix.
    pub reason: Option<ReasonCode>,
    /// What was given up for the customer before in the same year, for the approval matrix; zero where it is known that nothing was.
    pub given_up_before: Option<Amount>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
}

/// An offer: so much now, less a discount for paying early, or a plan.
#[wire]
pub struct SettlementOffer {
    /// Its name, by which the report calls it.
    pub name: String,
    /// What would be paid, and when; a day that is over counts as today.
    pub payments: Vec<OfferedPayment>,
    /// How likely it is that the offer is kept, in percent.
    #[wire(default = Rate::ONE_HUNDRED)]
    pub kept: Rate,
    /// What it costs to arrange and watch.
    #[wire(default)]
    pub cost: Amount,
}

/// A payment of an offer.
#[wire]
pub struct OfferedPayment {
    /// When.
    pub date: NaiveDate,
    /// How much.
    pub amount: Amount,
}

/// A share of what is owed that is likely to come if nothing is settled.
#[wire]
pub struct ExpectedPayment {
    /// When.
    pub date: NaiveDate,
    /// What share of what is owed, in percent.
    pub percent: Rate,
    /// What an agency or a lawyer keeps of it, in percent.
    #[wire(default)]
    pub fee_percent: Rate,
    /// What is spent by then whether anything comes or not.
    #[wire(default)]
    pub cost: Amount,
}

/// How offers are weighed.
///
/// ```
/// use openitem::settlement::OfferPolicy;
/// assert_eq!(OfferPolicy::new("9".parse::<openitem::Rate>()?).counter_from.to_string(), "50");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct OfferPolicy {
    /// What a year of waiting costs, in percent: what the company pays for its money, simple.
    pub yearly_percent: Rate,
    /// How days are counted.
    #[wire(default)]
    pub day_count: DayCount,
    /// What share of the value of waiting is left when an offer was taken and is not kept, in percent.
    #[wire(default)]
    pub broken_percent: Rate,
    /// By how much an offer must be worth more than waiting, in percent of the latter.
    #[wire(default)]
    pub margin_percent: Rate,
    /// From which share of the least acceptable on an offer is answered by a counter-offer and not refused, in percent.
    #[wire(default = fifty())]
    pub counter_from: Rate,
    /// How values are rounded, once each.
    #[wire(default = Rounding::HalfUp)]
    pub rounding: Rounding,
    /// Who must agree to what is given up, by subject `settlement`.
    #[wire(default)]
    pub approval: ApprovalPolicy,
}

/// What offers are worth against waiting, as of a date.
#[wire]
pub struct OfferReport {
    /// The date of all values.
    pub as_of: NaiveDate,
    /// The currency.
    pub currency: Currency,
    /// What is owed.
    pub owed: Amount,
    /// What waiting is worth: the sum of its rows, rounded once. Below zero where it costs more than it brings.
    pub waiting: Amount,
    /// What waiting would bring, in order of date.
    #[wire(default)]
    pub rows: Vec<ValuedPayment>,
    /// The offers, in the order given.
    #[wire(default)]
    pub offers: Vec<OfferEvaluation>,
    /// The offer that is worth most of those to accept; of such the first.
    pub best: Option<String>,
}

/// A payment with what it is worth on the date of the report.
#[wire]
pub struct ValuedPayment {
    /// When.
    pub date: NaiveDate,
    /// How much.
    pub amount: Amount,
    /// The days until then, as the policy counts them.
    pub days: i32,
    /// What it is worth, to twelve decimals: less its costs, and as far as it is likely.
    pub value: Amount,
}

/// What an offer is worth.
#[wire]
pub struct OfferEvaluation {
    /// The offer.
    pub name: String,
    /// All payments.
    pub total: Amount,
    /// How much of what is owed is given up; below zero where more is paid.
    pub given_up: Amount,
    /// What it is worth: what comes if it is kept, what is left if it is not, less its cost; rounded once.
    pub value: Amount,
    /// How much more that is than waiting.
    pub gain: Amount,
    /// The least total, paid on the same days in the same proportions, that would be worth taking. Nothing where no total would be, or none
    /// is needed.
    pub least: Option<Amount>,
    /// What to do.
    pub advice: OfferAdvice,
    /// Its payments.
    #[wire(default)]
    pub rows: Vec<ValuedPayment>,
    /// Who must agree to what is given up.
    pub approval: ApprovalNeed,
    /// Why.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// What to do with an offer.
#[wire]
pub enum OfferAdvice {
    /// It is worth at least as much as waiting, with the margin.
    Accept,
    /// It is worth less, and not far from it: ask for the least that is acceptable.
    Counter,
    /// It is far from what waiting is worth.
    Refuse,
}

fn fifty() -> Rate {
    Rate::new(rust_decimal::Decimal::new(50, 0)).unwrap_or(Rate::ONE_HUNDRED)
}
