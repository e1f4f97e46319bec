//! Payment terms: when an invoice falls due, in how many installments, and what an early payer may keep.
//!
//! `PaymentTerms` is one record for what ERPs call payment terms, terms of payment or payment conditions. It is read from
//! the way people write terms ([`parse`], "2/10 net 30 EOM"), printed the same way, and turned into dated installments with
//! their discounts by [`schedule`]. One [`DueRule`] covers the vendors' conventions:
//!
//! `base + months + days → + months ahead (+ 1 past the cutoff day) → end of month + days after → day of the month → next pay
//! day → business day`; every step is optional.
//!
//! Where nothing is said: terms count from the document's date, which is day 0; end-of-month dating counts from the last day
//! of the month; a day that a month does not have is its last day; no date moves to a business day; the last installment
//! takes what rounding leaves; a discount day is inclusive; discounts are computed on the net amount.

mod check;
mod discount;
mod due;
mod parse;
mod portion;
mod presets;
mod print;
mod schedule;

#[cfg(test)]
mod tests;

use openitem_macros::wire;
use rust_decimal::Decimal;

use crate::{Amount, BusinessDayRule, Rate, Rest, Rounding};

pub use check::check;
pub use discount::{AnnualCost, OpenDiscount, annual_cost, credit_for_payment, discount_for, payment_for_credit};
pub use due::due_date;
pub use parse::parse;
pub use presets::OdooDelay;
pub use print::print;
pub use schedule::{BilledAmounts, CashRounding, Schedule, ScheduledDiscount, ScheduledInstallment, schedule};

/// The terms under which a document falls due.
///
/// ```
/// use openitem::PaymentTerms;
///
/// let terms: PaymentTerms = "2% 10 days, Net 30".parse()?;
/// assert_eq!(terms.to_string(), "2/10 net 30");
/// assert_eq!(terms, "2/10, n/30".parse()?);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct PaymentTerms {
    /// The parts in which the document is paid, in the order of their numbers: one part, due on the document's date,
    /// unless given.
    #[wire(default = vec![InstallmentTerm::new()])]
    pub installments: Vec<InstallmentTerm>,
    /// What the percentages of the installments add up to: 100 unless given. Oracle calls it the base amount and its
    /// percentages relative amounts; three equal parts are 1, 1 and 1 of 3.
    #[wire(default = hundred())]
    pub base_amount: Rate,
    /// Where tax and freight fall.
    #[wire(default)]
    pub tax: TaxPlacement,
    /// Who takes what rounding leaves, where no installment is the balance: the last unless given. The first and the last
    /// stand beside parts that are rounded on their own; by largest remainder parts are cut and the units go round, but for
    /// cash rounding, where the last takes them.
    #[wire(default = Rest::Last)]
    pub remainder: Rest,
    /// How a part of the amount is rounded to the currency's decimals.
    #[wire(default)]
    pub rounding: Rounding,
    /// Documents dated after the 25th are treated as dated the 1st of the next month, where a rule counts from a month.
    #[wire(default)]
    pub twenty_sixth_rule: bool,
    /// Where a due date goes that is no business day.
    #[wire(default)]
    pub business_day: BusinessDayRule,
    /// Where a discount date goes that is no business day.
    #[wire(default)]
    pub discount_business_day: BusinessDayRule,
    /// On how many days after its date a discount is still granted.
    #[wire(default)]
    pub discount_grace_days: i32,
    /// Which part of the amount earns a discount.
    #[wire(default)]
    pub discount_base: DiscountBase,
}

fn hundred() -> Rate {
    Rate::new(Decimal::ONE_HUNDRED).unwrap_or_default()
}

/// One part of a document: how much, due when, with which discounts.
#[wire]
pub struct InstallmentTerm {
    /// How much of the document: the balance unless given.
    #[wire(default = Share::Balance {})]
    pub share: Share,
    /// The date from which its rules count.
    #[wire(default)]
    pub base: BaseDate,
    /// Whether it is paid before anything is delivered: cash in advance, a deposit.
    #[wire(default)]
    pub in_advance: bool,
    /// Rules for documents dated early in the month, by ascending day: the first whose day is not before the base date's
    /// day takes the place of `due` and `discounts`. SAP calls them day limits.
    #[wire(default)]
    pub day_limits: Vec<DayLimit>,
    /// When it is due.
    #[wire(default)]
    pub due: DueRule,
    /// What an early payer may keep, in the order they are written.
    #[wire(default)]
    pub discounts: Vec<DiscountTerm>,
}

/// How much of a document an installment is.
#[wire]
pub enum Share {
    /// What the other installments leave.
    Balance {},
    /// So many percent, or so many parts of the terms' base amount.
    Percent {
        /// The percentage: 50 is half.
        percent: Rate,
        /// Of what.
        #[wire(default)]
        of: ShareOf,
    },
    /// A fixed amount in the document's currency.
    Fixed {
        /// The amount, at least zero.
        amount: Amount,
    },
}

/// What a percentage of an installment is taken of.
#[wire]
pub enum ShareOf {
    /// Of the whole document; without tax and freight where these fall into the first installment.
    #[default]
    Total,
    /// Of the net amount, before tax and freight.
    Net,
}

/// Rules for documents whose base date lies on or before a day of the month.
#[wire]
pub struct DayLimit {
    /// The last day of the month for which they hold, 1 to 31.
    pub through_day: i32,
    /// When the installment is due.
    #[wire(default)]
    pub due: DueRule,
    /// What an early payer may keep.
    #[wire(default)]
    pub discounts: Vec<DiscountTerm>,
}

/// What an early payer may keep, and until when.
#[wire]
pub struct DiscountTerm {
    /// The percentage: 2 in "2/10 net 30".
    pub percent: Rate,
    /// Through which day, inclusive.
    pub due: DueRule,
}

/// How a date is found from a base date; every step is optional, and they follow each other in the order of the fields.
///
/// ```
/// use openitem::terms::DueRule;
///
/// let fifteenth_of_next_month = DueRule::new().with_day_of_month(15).with_months_ahead(1);
/// assert_eq!(openitem::terms::due_date(&fifteenth_of_next_month, "2026-01-31".parse().unwrap())?.to_string(), "2026-02-15");
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct DueRule {
    /// Whole months after the base date; a day that the month does not have becomes its last one.
    #[wire(default)]
    pub months: i32,
    /// Calendar days after that; the base date is day 0.
    #[wire(default)]
    pub days: i32,
    /// Further months, added after the days: Oracle's months ahead, SAP's additional months, 1 in "15 MFI".
    #[wire(default)]
    pub months_ahead: i32,
    /// A base date after this day of the month adds one more month: Oracle's cutoff day, Infor's prox cutoff.
    pub cutoff_day: Option<i32>,
    /// On to the last day of the month.
    #[wire(default)]
    pub end_of_month: bool,
    /// Calendar days after that: 30 in "net 30 EOM".
    #[wire(default)]
    pub days_after: i32,
    /// Then the day of that month, 1 to 31, or its last day where it is shorter: SAP's fixed day, Oracle's day of month.
    pub day_of_month: Option<i32>,
    /// How many days after the base date the day of the month must lie at least; else it is that of the next month.
    pub earliest_days: Option<i32>,
    /// Then the next of these days of the month, or the same day where it is one: OCA's payment days.
    #[wire(default)]
    pub pay_days: Vec<i32>,
}

/// The date from which terms count.
#[wire]
pub enum BaseDate {
    /// The date on the document.
    #[default]
    Document,
    /// The date on which the document was posted.
    Posting,
    /// A date that the document itself names: SAP's baseline date.
    Baseline,
    /// The day on which the goods arrive: ROG, COD.
    GoodsReceived,
    /// The day on which a retention is released.
    RetentionReleased,
}

/// Where tax and freight fall.
#[wire]
pub enum TaxPlacement {
    /// Over all installments, like the rest.
    #[default]
    Spread,
    /// All into the first installment.
    First,
}

/// Which part of the amount earns a discount.
#[wire]
pub enum DiscountBase {
    /// Without tax and freight.
    #[default]
    Net,
    /// Without freight.
    NetAndTax,
    /// Without tax.
    NetAndFreight,
    /// The whole.
    Gross,
}
