//! How interest is reckoned and billed, as data.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::terms::InterestTermsRule;
use crate::{Amount, Currency, DayCount, Money, Rate, Rounding};

/// How interest is reckoned and billed.
///
/// ```
/// use openitem::interest::{InterestPercent, InterestPolicy};
/// let policy = InterestPolicy::new(InterestPercent::Monthly { percent: "1.5".parse()? });
/// // Charges bear no interest themselves, and what is disputed waits.
/// assert!(!policy.on_charges && policy.freeze_disputed);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire(presets = [
    uk_statutory,
    eu_directive,
    germany,
    france,
    ireland,
    india_msmed,
    philippines_legal,
    us_contract,
    bc_average_daily_balance,
    bc_balance_due,
    netsuite,
    erpnext,
])]
pub struct InterestPolicy {
    /// The rate, of the contract or of a table.
    pub rate: InterestPercent,
    /// Which day's rate holds.
    #[wire(default)]
    pub mode: InterestRateMode,
    /// Whether interest bears interest.
    #[wire(default)]
    pub compounding: InterestCompounding,
    /// How days are counted; monthly rests in twelfths do not ask.
    #[wire(default)]
    pub day_count: DayCount,
    /// What the rate is taken of.
    #[wire(default = InterestMethod::Daily {})]
    pub method: InterestMethod,
    /// From when days are counted.
    #[wire(default)]
    pub runs_from: InterestStart,
    /// How many days after the due date an item may be paid without interest.
    #[wire(default)]
    pub grace_days: i32,
    /// From when interest runs once the days of grace are over.
    #[wire(default)]
    pub grace: InterestGrace,
    /// When the law says that an item is due: where nothing was agreed, and at the latest. The first row that holds counts.
    #[wire(default)]
    pub terms: Vec<InterestTermsRule>,
    /// Sums due once for each debt that bears interest.
    #[wire(default)]
    pub fixed_sums: Vec<InterestFixedSum>,
    /// The most that may be charged.
    #[wire(default)]
    pub caps: Vec<InterestCap>,
    /// The least that is billed to a customer at a time, by currency, before tax and without fixed sums.
    #[wire(default)]
    pub minimum: Vec<Money>,
    /// What becomes of less than that.
    #[wire(default)]
    pub below_minimum: InterestMinimum,
    /// The least that a customer must owe past due for anything to be billed, by currency.
    #[wire(default)]
    pub minimum_balance: Vec<Money>,
    /// Whether charges billed before bear interest.
    #[wire(default)]
    pub on_charges: bool,
    /// Whether days and amounts under an open dispute wait for its end.
    #[wire(default = true)]
    pub freeze_disputed: bool,
    /// The tax on charges.
    pub tax: Option<InterestTax>,
    /// Whether each item or each customer has a document of its own.
    #[wire(default)]
    pub billing: InterestBilling,
    /// How many days after the accrual a charge is due.
    #[wire(default)]
    pub due_days: i32,
    /// How each item's interest is rounded, once.
    #[wire(default = Rounding::HalfUp)]
    pub rounding: Rounding,
}

/// Where the rate comes from.
#[wire]
pub enum InterestPercent {
    /// So many percent a year, as agreed.
    Yearly {
        /// The percentage.
        percent: Rate,
    },
    /// So many percent a month, as agreed: twelve times that a year.
    Monthly {
        /// The percentage.
        percent: Rate,
    },
    /// So many percent for so many calendar days, as agreed.
    Period {
        /// The percentage.
        percent: Rate,
        /// The days, at least one.
        days: i32,
    },
    /// A dated table, in percent a year.
    Table {
        /// Its name.
        table: String,
        /// What is made of its rate: the row that holds on the same day; the rate as it stands where none is given.
        #[wire(default)]
        margins: Vec<InterestMargin>,
    },
}

/// What the law or the contract makes of a table's rate: so many times the rate, and so many points more.
#[wire]
pub struct InterestMargin {
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; none until further notice.
    pub through: Option<NaiveDate>,
    /// How many times the rate.
    #[wire(default = Rate::ONE)]
    pub multiple: Rate,
    /// How many percentage points more.
    #[wire(default)]
    pub points: Rate,
    /// Where it holds.
    pub jurisdiction: Option<String>,
    /// Where that is written.
    pub source: Option<String>,
}

/// Which day's rate holds.
#[wire]
pub enum InterestRateMode {
    /// The rate of the first day that bears interest, to the end: the United Kingdom.
    #[default]
    FixedAtStart,
    /// For each part that is paid the rate of the day on which it is paid, and for the rest that of the accrual's date: Ireland.
    AtPayment,
    /// Each day's own rate: most member states of the EU, whose rate changes by half-year.
    SegmentByPeriod,
    /// The rate of the first day of each month, counted from the start.
    AtEachRest,
}

/// Whether interest bears interest.
#[wire]
pub enum InterestCompounding {
    /// It does not.
    #[default]
    Simple,
    /// Each month, counted from the start, a twelfth of the year's rate is added; of a month that is not over, or in which the balance or
    /// the rate changes, the share of its days.
    MonthlyRests,
    /// Each month, counted from the start, the interest of its days is added, as the day count counts them.
    MonthlyRestsByDays,
}

/// What the rate is taken of.
#[wire]
pub enum InterestMethod {
    /// Each day's balance.
    Daily {},
    /// What is open on the day of a run: the percentage as it is quoted, once a run.
    BalanceDue {
        /// How many days past due an item must be.
        #[wire(default = 1)]
        min_days: i32,
        /// How many days lie between two charges of an item, at least one.
        #[wire(default = 30)]
        every_days: i32,
    },
}

/// From when days are counted.
#[wire]
pub enum InterestStart {
    /// From the day after the due date.
    #[default]
    Due,
    /// From the day after the date of the document, once it is past due.
    Document,
}

/// From when interest runs once the days of grace are over.
#[wire]
pub enum InterestGrace {
    /// From the due date, as if there had been none; what was paid within them bears nothing.
    #[default]
    FromDue,
    /// From the last day of grace.
    AfterGrace,
}

/// A sum due once for each debt that bears interest.
#[wire]
pub struct InterestFixedSum {
    /// The currency of the debt.
    pub currency: Currency,
    /// The least debt that it is for: of the rows that hold the one with the highest counts.
    #[wire(default)]
    pub from_amount: Amount,
    /// The sum.
    pub amount: Amount,
    /// The first day on which interest may start.
    pub valid_from: NaiveDate,
    /// The last such day; none until further notice.
    pub through: Option<NaiveDate>,
    /// Where it holds.
    pub jurisdiction: Option<String>,
    /// Where that is written.
    pub source: Option<String>,
}

/// The most that may be charged: the law against usury.
#[wire]
pub struct InterestCap {
    /// The most in percent a year.
    pub percent: Rate,
    /// The first day.
    pub valid_from: NaiveDate,
    /// The last day; none until further notice.
    pub through: Option<NaiveDate>,
    /// Where it holds.
    pub jurisdiction: Option<String>,
    /// Where that is written.
    pub source: Option<String>,
}

/// What becomes of less than the minimum.
#[wire]
pub enum InterestMinimum {
    /// It waits until there is enough.
    #[default]
    Wait,
    /// The minimum is billed.
    Charge,
}

/// The tax on charges.
#[wire]
pub struct InterestTax {
    /// The tax code.
    pub tax_code: String,
    /// The rate in percent of the charge.
    pub percent: Rate,
    /// When it is billed.
    #[wire(default)]
    pub due: InterestTaxDue,
}

/// When the tax on a charge is billed.
#[wire]
pub enum InterestTaxDue {
    /// In the charge.
    #[default]
    AtBilling,
    /// By a debit memo of its own on what was received of the charge. Source: India, CGST Act 2017, sections 12(6) and 13(6).
    AtReceipt,
}

/// What has a document of its own.
#[wire]
pub enum InterestBilling {
    /// Each item.
    #[default]
    PerItem,
    /// Each customer, with a line for each item.
    PerCustomer,
}
