//! What may explain a difference between what is named and what was paid, as data.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{Amount, Currency, CustomerId, ExchangePolicy, Rate, ReasonCode};

/// How a difference between what a receipt is for and what it brings is explained.
#[wire]
pub struct DifferencePolicy {
    /// What a payment of a part of an item earns of its discount, inside the discount's days.
    #[wire(default)]
    pub partial_discount: PartialDiscount,
    /// Who gets a discount in its days of grace.
    #[wire(default)]
    pub grace_discount: GraceDiscount,
    /// Whether a discount takes the tax inside it off the tax.
    #[wire(default)]
    pub discount_tax: DiscountTax,
    /// The rules by which payers withhold tax. A shortage that one of them gives, or two that stand together, is withheld tax
    /// with its certificate pending. By default there are none; [`withholding_rules`](fn@crate::cash::withholding_rules) has some.
    #[wire(default)]
    pub withholding: Vec<WithholdingRule>,
    /// How far what is withheld may be from what a rule gives, in percent of the gross amount; one unit at least.
    #[wire(default = five_hundredths())]
    pub withholding_tolerance: Rate,
    /// The reason of what a payer withheld too much because it reckoned on the tax too.
    #[wire(default = ReasonCode::from("withholding_on_tax"))]
    pub wrong_base: ReasonCode,
    /// Small differences that are accepted. Of several rows for a receipt's currency and customer the narrowest holds. By
    /// default there are none.
    #[wire(default)]
    pub tolerances: Vec<PaymentTolerance>,
    /// What payers' reason codes and words are called in our house.
    #[wire(default)]
    pub reasons: Vec<ReasonMapping>,
    /// Which line bears a shortage that several could bear.
    #[wire(default)]
    pub bearer: ShortageBearer,
    /// Whether a receipt may pay documents in another currency, which it names. It may not where nothing is given.
    pub cross_currency: Option<CrossCurrency>,
}

/// How a receipt pays documents in another currency.
///
/// The payer's bank used a rate of its own: what it differs from the day's rate of the table is an exchange difference, booked as
/// such, inside the percentage given here.
#[wire]
pub struct CrossCurrency {
    /// How far, in percent of what is paid for, the amount may be from the one at the day's rate.
    #[wire(default = Rate::ONE)]
    pub percent: Rate,
    /// How a rate is looked up.
    #[wire(default)]
    pub exchange: ExchangePolicy,
}

/// What a payment of a part of an item earns of its discount.
///
/// Source: Oracle Receivables, earned discounts of partial receipts, and Microsoft Dynamics 365 Finance, partial payments in
/// discount periods: a payment p at the discount d settles p ÷ (1 − d), PEERS section 2.2. Business Central grants a discount
/// only with what closes the document: community.dynamics.com, Harnessing Payment Discounts with Partial Payments.
#[wire]
pub enum PartialDiscount {
    /// Nothing: a discount is earned by what closes the item (Business Central, ERPNext; SAP's residual items).
    #[default]
    Nothing,
    /// Its share: 294 at 2 percent settles 300 (Oracle, Dynamics 365).
    Proportional,
}

/// Who gets a discount in its days of grace, which come after its own.
///
/// Source: Microsoft Dynamics 365 Business Central, payment discount tolerance: an invoice of 1,000 with a discount of 20, paid with
/// 1,000 in the days of grace, is closed with 980 where the late discount is accepted, and 20 are left on the payment; where it is
/// refused, with 1,000. PEERS section 4, 23.
#[wire]
pub enum GraceDiscount {
    /// Who took it.
    #[default]
    IfTaken,
    /// Everybody: what was paid above it is left over, for a person to look at.
    Granted,
}

/// Whether a discount lowers tax too.
///
/// Source: Odoo's three modes of tax on early-payment discounts (PEERS section 2.2): with 1,000 and 15 percent tax, a discount of
/// 10 percent is paid with 1,035 where it is included and 1,050 where it is excluded.
#[wire]
pub enum DiscountTax {
    /// The discount is on the gross amount: its share of the tax goes back (Odoo: included).
    #[default]
    Included,
    /// The discount is on the net amount alone: no tax goes back (Odoo: excluded).
    Excluded,
    /// The tax was billed on the discounted base from the first: none goes back, whoever takes the discount (Odoo: mixed).
    Upfront,
}

/// A rule by which payers withhold tax.
#[wire]
pub struct WithholdingRule {
    /// Its code: the section of law, as `IN-194J`.
    pub code: ReasonCode,
    /// The country whose law it is.
    pub jurisdiction: String,
    /// How much is withheld, in percent.
    pub percent: Rate,
    /// Of what.
    pub base: WithholdingBase,
    /// The first day of payment on which it holds.
    pub since: Option<NaiveDate>,
    /// The last day of payment on which it holds.
    pub through: Option<NaiveDate>,
    /// Other rules that may be withheld beside it.
    #[wire(default)]
    pub beside: Vec<ReasonCode>,
    /// How many days after the end of the payment's calendar quarter the payer's certificate is due.
    pub certificate_days: Option<i32>,
    /// The same for a payment in the quarter that ends in March, where it differs: the last of a tax year from April.
    pub certificate_days_march: Option<i32>,
    /// Where it is written.
    pub source: Option<String>,
}

/// What withheld tax is reckoned on.
#[wire]
pub enum WithholdingBase {
    /// The amount before tax, where the invoice shows its tax; else all of it.
    Net,
    /// The amount with tax.
    Gross,
}

/// A small difference that is accepted.
///
/// SAP's is one of a customer and one of a clerk, each the lower of an amount and a percentage: two rows. Business Central's is the
/// same on either side, per document, and several documents share the sum.
///
/// Source: SAP KBA 3539821; Microsoft Dynamics 365 Business Central, payment tolerance and payment discount tolerance (PEERS
/// section 2.3).
#[wire]
pub struct PaymentTolerance {
    /// The most, in the currency.
    pub amount: Amount,
    /// The most in percent of what is paid for; where both are given the lower holds.
    pub percent: Option<Rate>,
    /// The currency; every one where none is given.
    pub currency: Option<Currency>,
    /// The customers it is for; all where none is given.
    #[wire(default)]
    pub customers: Vec<CustomerId>,
    /// On which side.
    #[wire(default)]
    pub side: ToleranceSide,
    /// Of what the bounds are.
    #[wire(default)]
    pub bound: ToleranceBound,
    /// Whether a discount taken with the payment bears the difference first (SAP), so that it is no difference of its own.
    #[wire(default)]
    pub adjusts_discount: bool,
}

/// On which side a difference is accepted.
#[wire]
pub enum ToleranceSide {
    /// Too little and too much.
    #[default]
    Both,
    /// Too little only.
    Under,
    /// Too much only.
    Over,
}

/// Of what the bounds of a tolerance are.
#[wire]
pub enum ToleranceBound {
    /// Of the receipt as a whole.
    #[default]
    Receipt,
    /// Of each document: several share the sum.
    Document,
}

/// What a payer's reason code, or word, is called in our house.
#[wire]
pub struct ReasonMapping {
    /// The payer's, in any case.
    pub theirs: String,
    /// Ours.
    pub ours: ReasonCode,
    /// Whose it is; everybody's where none is given. A customer's own goes before everybody's.
    pub customer: Option<CustomerId>,
}

/// Which line bears a shortage that several could bear.
#[wire]
pub enum ShortageBearer {
    /// The largest, of equals the oldest.
    #[default]
    Largest,
    /// The one due first.
    Oldest,
    /// The one due last.
    Newest,
}

fn five_hundredths() -> Rate {
    "0.05".parse().unwrap_or_default()
}
