//! How receipts are applied: an ordered list of rules, with every convention a field.

use openitem_macros::wire;

use super::difference::DifferencePolicy;
use super::identify::IdentifyPolicy;
use super::presets::per_currency;
use super::rating::{Grading, MatchWeights};
use super::remittance::ReferencePolicy;
use crate::{Amount, CurrencyRow, Money, MoneyClass, Rounding};

/// How receipts are applied. The page [`rule_order`](super::rule_order) shows how to write one's own.
#[wire(presets = [default, business_central, erpnext_fifo, idempiere, oracle_autocash, oracle_automatch, sap_lockbox, strict])]
pub struct CashPolicy {
    /// The rules, in the order in which they are tried.
    #[wire(default = standard_rules())]
    pub rules: Vec<CashRule>,
    /// What a fit of a rule is worth.
    #[wire(default = CashChoice::OneReading)]
    pub choice: CashChoice,
    /// The table by which candidates are graded, where the choice is to grade them.
    #[wire(default)]
    pub grading: Grading,
    /// The weights by which candidates are scored, where the choice is to score them.
    #[wire(default)]
    pub weights: MatchWeights,
    /// How many subsets chance alone may be expected to give, at most, for a reading without references to be applied
    /// unseen.
    #[wire(default = three_in_a_thousand())]
    pub accidents: Amount,
    /// Money of which nothing is named, of exactly the amount of a closed document that was due at most so many days before or
    /// after what it would pay, may be that document paid twice: a person looks. Four weeks, so that rents and subscriptions of
    /// every month stand apart; -1 where nobody is to look.
    #[wire(default = 28)]
    pub paid_twice_days: i32,
    /// On how many days after its last day a discount is still granted.
    #[wire(default)]
    pub discount_grace_days: i32,
    /// How a share of one item is rounded: of a discount, of the tax inside it, of what is withheld.
    #[wire(default = Rounding::HalfUp)]
    pub rounding: Rounding,
    /// The largest fee that banks keep of a payment, by currency: a shortage of whole fiftieths of it (of 50 euro, whole euros), with every
    /// item named, is taken for one. In a currency without a row nothing is.
    #[wire(default = per_currency::bank_fees())]
    pub bank_fees: Vec<Money>,
    /// A payment without a word of what it pays, of a whole multiple of its currency's row, is money on account when it fits
    /// nothing. In a currency without a row none is.
    #[wire(default = per_currency::on_account_units())]
    pub on_account_units: Vec<Money>,
    /// What becomes of a short payment that gives no reason.
    #[wire(default)]
    pub short: ShortPayment,
    /// So many days after the day by which money was promised a promise still explains a payment.
    #[wire(default = 30)]
    pub promise_days: i32,
    /// How differences are explained.
    #[wire(default)]
    pub differences: DifferencePolicy,
    /// Where money that is left over stands. On account: a receipt that fits nothing is placed there with nobody looking,
    /// where its payer is known and the choice is the first fit.
    #[wire(default = MoneyClass::Unapplied)]
    pub leftover: MoneyClass,
    /// How many other readings a proposal shows, at most.
    #[wire(default = 3)]
    pub alternatives: i32,
    /// How payers are found.
    #[wire(default)]
    pub identify: IdentifyPolicy,
    /// How remittance text is read.
    #[wire(default)]
    pub references: ReferencePolicy,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
    /// How many steps of search a receipt may cost.
    #[wire(default = twenty_million())]
    pub steps: i64,
}

/// What a fit of a rule is worth.
#[wire]
pub enum CashChoice {
    /// The evidence must leave one reading: all rules are tried, and only a reading without a rival of its own strength,
    /// which chance is unlikely to give, is applied unseen.
    #[default]
    OneReading,
    /// The first rule that fits is applied, as most systems do.
    FirstFit,
    /// Each item that may be meant is graded by a table of what agrees (payer, number, amount); the best is taken.
    Graded,
    /// Each number that is named is scored by weights against the items that it resembles.
    Scored,
}

/// What becomes of a short payment that gives no reason.
#[wire]
pub enum ShortPayment {
    /// The rest stays open on the item.
    #[default]
    LeaveOpen,
    /// The item is closed and the rest becomes a new one.
    Residual,
    /// The rest becomes a deduction to be cleared up.
    Deduction,
}

/// One rule: which items a payer may have meant.
#[wire]
pub struct CashRule {
    /// The rule.
    pub kind: CashRuleKind,
    /// Which discounts a payer may have taken.
    #[wire(default)]
    pub discounts: DiscountsTaken,
    /// Whether finance charges are among the items.
    #[wire(default = true)]
    pub finance_charges: bool,
    /// Whether disputed items are.
    #[wire(default = true)]
    pub disputed: bool,
    /// Which credits a payer may have netted.
    #[wire(default)]
    pub credits: CreditNetting,
    /// How many items of a run a payer may have left out: up to two are looked for.
    #[wire(default)]
    pub left_out: i32,
    /// Whether the last item may be paid in part.
    #[wire(default)]
    pub partial: bool,
    /// How many items a combination has, at most; or how many documents are named where what they add up to is not the amount.
    #[wire(default = 3)]
    pub largest: i32,
    /// Whether only numbers that are written in full count, and not their last digits or one with a slip of the pen.
    #[wire(default)]
    pub whole_numbers: bool,
    /// Whether the oldest item is that of the oldest document, and not the one that was due first.
    #[wire(default)]
    pub by_document_date: bool,
}

/// Which items a payer may have meant.
#[wire]
pub enum CashRuleKind {
    /// What the payer states line by line, if the amounts add up to the receipt.
    RemittanceLines,
    /// Those that the remittance names, if they add up to the receipt.
    ReferenceTotal,
    /// Those of a promise to pay, if it is of exactly the amount.
    Promise,
    /// Those that the remittance names, as far as the money goes.
    References,
    /// One item of exactly the amount.
    OneItem,
    /// All that is open.
    AllOpen,
    /// All that is past due.
    AllPastDue,
    /// All past due of one payment term.
    PastDueByTerm,
    /// All documents of one calendar month.
    Month,
    /// All that was due through a date.
    DueRun,
    /// Neighbors by due date.
    Run,
    /// The oldest first, as far as the money goes.
    OldestFirst,
    /// A few items that add up.
    Combination,
}

/// Which discounts a payer may have taken.
#[wire]
pub enum DiscountsTaken {
    /// None.
    Ignored,
    /// Those within their terms.
    #[default]
    Earned,
    /// Those past their terms too.
    EarnedAndUnearned,
}

/// Which credits a payer may have netted.
#[wire]
pub enum CreditNetting {
    /// None.
    Ignored,
    /// All of them or none.
    All,
    /// All of them, always.
    Always,
    /// Any of them where there are up to four; of more all or none.
    #[default]
    Any,
}

fn standard_rules() -> Vec<CashRule> {
    use CashRuleKind as Kind;
    vec![
        CashRule::new(Kind::RemittanceLines),
        CashRule::new(Kind::ReferenceTotal),
        CashRule::new(Kind::Promise),
        CashRule::new(Kind::AllOpen),
        CashRule::new(Kind::OneItem),
        CashRule::new(Kind::DueRun).with_left_out(2),
        CashRule::new(Kind::Run),
        CashRule::new(Kind::Combination),
    ]
}

fn three_in_a_thousand() -> Amount {
    Amount::from_minor(3, 3).unwrap_or_default()
}

const fn twenty_million() -> i64 {
    20_000_000
}
