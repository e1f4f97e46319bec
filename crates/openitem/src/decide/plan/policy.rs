//! How plans are reckoned, approved and judged.

use openitem_macros::wire;

use crate::approval::{ApprovalPolicy, ApprovalRule};
use crate::{BusinessDayRule, DayCount, HolidayCalendar, Money, OpenItemError, QuotedRate, Rate, RateUnit, ReasonCode, Rest, Rounding};

/// More installments than these no policy allows.
pub(super) const MOST_INSTALLMENTS: i32 = 10_000;

/// The reason by which the matrix knows a plan above what the payer can bear.
pub(super) const ABOVE_ABILITY: &str = "above_ability";
pub(super) const WITHIN_ABILITY: &str = "within_ability";
pub(super) const ABILITY_UNKNOWN: &str = "ability_unknown";

/// How payment plans are reckoned, approved and judged.
///
/// ```
/// use openitem::plan::{PlanClaim, PlanPolicy};
/// let policy = PlanPolicy::new().with_default_after(3);
/// assert_eq!(policy.allocation, [PlanClaim::Fees, PlanClaim::Interest, PlanClaim::Principal]);
/// assert_eq!(PlanPolicy::lower_final().payment_rounding, openitem::Rounding::Up);
/// ```
#[wire(presets = [default, lower_final, trade])]
pub struct PlanPolicy {
    /// How a level payment is rounded to the currency's digits; upwards makes the last payment the lower one.
    #[wire(default = Rounding::HalfUp)]
    pub payment_rounding: Rounding,
    /// How the interest of each installment is rounded.
    #[wire(default = Rounding::HalfUp)]
    pub interest_rounding: Rounding,
    /// Where the remainder of equal installments without interest goes: to the last, the first, or a unit each to the first ones
    /// (the largest remainder).
    #[wire(default = Rest::Last)]
    pub remainder: Rest,
    /// How time counts for interest.
    #[wire(default = PlanTime::Periods)]
    pub time: PlanTime,
    /// How days count, where they do.
    #[wire(default)]
    pub day_count: DayCount,
    /// The most installments of a plan, through 10,000.
    #[wire(default = 60)]
    pub max_installments: i32,
    /// The least amount of an installment but the last, by currency.
    #[wire(default)]
    pub least: Vec<Money>,
    /// What becomes of an installment on a day off: one that would fall before the day of the plan moves to the next business day.
    #[wire(default)]
    pub business_day_rule: BusinessDayRule,
    /// The calendar; without one no day is off but Saturday and Sunday.
    pub calendar: Option<HolidayCalendar>,
    /// Who must agree to a plan. Its requests are of the subject `plan`; one above what the payer can bear gives the reason
    /// `above_ability`.
    #[wire(default = default_approval())]
    pub approval: ApprovalPolicy,
    /// What becomes of late interest on the items under a plan.
    #[wire(default = PlanLateInterest::Runs)]
    pub late_interest: PlanLateInterest,
    /// The late interest that runs without a plan, for the comparison of alternatives.
    pub late_rate: Option<QuotedRate>,
    /// The discount for settling a plan that is not broken at once, in percent of the principal left.
    pub settlement_discount: Option<Rate>,
    /// How the discount is rounded.
    #[wire(default = Rounding::HalfUp)]
    pub discount_rounding: Rounding,
    /// How many days after its due date an installment is still in time.
    #[wire(default = 3)]
    pub grace_days: i32,
    /// Whether those are business days of the calendar; a due date on a day off counts on from the next one.
    #[wire(default)]
    pub grace_in_business_days: bool,
    /// How many installments that are missed at the same time break the plan.
    #[wire(default = 2)]
    pub default_after: i32,
    /// How many installments missed in all break it, paid later or not.
    pub default_after_in_all: Option<i32>,
    /// The arrears of missed installments above which it breaks, by currency.
    #[wire(default)]
    pub default_over: Vec<Money>,
    /// What else was agreed to be kept, whose breach breaks the plan.
    #[wire(default)]
    pub covenants: Vec<PlanCovenant>,
    /// How many days after it broke a plan comes to life again if all arrears are paid; none where it never does.
    #[wire(default = 14)]
    pub cure_days: i32,
    /// Whether all that is left is due at once when a plan breaks.
    #[wire(default = true)]
    pub accelerates: bool,
    /// The order in which money pays fees, interest and principal.
    #[wire(default = vec![PlanClaim::Fees, PlanClaim::Interest, PlanClaim::Principal])]
    pub allocation: Vec<PlanClaim>,
    /// Whether the oldest installment goes first, or the kind of claim.
    #[wire(default = PlanAllocation::OldestInstallment)]
    pub allocation_by: PlanAllocation,
    /// What credits and write-offs of the items under the plan do to it.
    #[wire(default = PlanCredits::LastInstallments)]
    pub credits: PlanCredits,
    /// Whether the interest of an installment is billed when it falls due, as a finance charge with the label `plan`.
    #[wire(default = true)]
    pub bills_interest: bool,
    /// Whether what is left open of the items when all installments are paid is credited, as the discount that was agreed.
    #[wire(default)]
    pub credits_the_rest: bool,
    /// The reason on such a credit.
    pub rest_reason: Option<ReasonCode>,
}

/// How time counts for the interest of a plan.
#[wire]
pub enum PlanTime {
    /// By periods: each month, or week, bears the same share of a year's interest. Installments on dates of the payer's own go by days.
    Periods,
    /// By days.
    Days,
}

/// What becomes of late interest on the items under a plan.
#[wire]
pub enum PlanLateInterest {
    /// It runs on.
    Runs,
    /// It does not run while the plan is kept; from the day on which the plan breaks it runs again.
    Suspended,
    /// It does not run if the plan is completed; where the plan breaks it is owed for all the time.
    WaivedIfCompleted,
}

/// What else was agreed to be kept.
#[wire]
pub enum PlanCovenant {
    /// Items that are not under the plan stay current.
    KeepsCurrent {
        /// How many days past due they may be.
        days: i32,
        /// How much may be past that, by currency: nothing where no row is given.
        amounts: Vec<Money>,
    },
    /// No instrument for the plan is returned more often than this.
    Returns {
        /// How many may be.
        most: i32,
    },
}

/// What money of a plan pays.
#[wire]
pub enum PlanClaim {
    /// Fees charged under the plan.
    Fees,
    /// The interest of its installments.
    Interest,
    /// The rest of its installments.
    Principal,
}

/// What goes first.
#[wire]
pub enum PlanAllocation {
    /// All claims of the oldest date, in their order, before those of the next.
    OldestInstallment,
    /// All that is due of the first kind of claim before the next kind; what is not yet due comes after, the oldest first.
    Claim,
}

/// What lowers the items under a plan without money.
#[wire]
pub enum PlanCredits {
    /// It shortens the plan from its end.
    LastInstallments,
    /// It counts like money.
    LikeMoney,
    /// It says nothing.
    Ignored,
}

fn default_approval() -> ApprovalPolicy {
    let rule = ApprovalRule::new(ABOVE_ABILITY).with_subjects(vec!["plan".to_owned()]);
    ApprovalPolicy::new().with_rules(vec![rule.with_reasons(vec![ReasonCode::new(ABOVE_ABILITY)])])
}

impl PlanPolicy {
    /// The level payment rounded upwards, so that the last one is lower.
    ///
    /// Source: DOMAIN section 7 and its source 53 (a published library of payment schedules with the choice of a lower final payment).
    #[must_use]
    pub fn lower_final() -> Self {
        Self::new().with_payment_rounding(Rounding::Up)
    }

    /// Trade receivables: what was billed before what is charged for being late.
    ///
    /// Source: DOMAIN section 7, which marks it as the custom of the trade without a published source: the oldest invoice first, principal
    /// before voluntary fees.
    #[must_use]
    pub fn trade() -> Self {
        Self::new().with_allocation(vec![PlanClaim::Interest, PlanClaim::Principal, PlanClaim::Fees])
    }

    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let at_least = |field: &str, found: i32, least: i32, expected: &str| {
            if found < least { Err(OpenItemError::invalid(field, found, expected)) } else { Ok(()) }
        };
        if !(1..=MOST_INSTALLMENTS).contains(&self.max_installments) {
            return Err(OpenItemError::invalid("max_installments", self.max_installments, "1 to 10000"));
        }
        at_least("grace_days", self.grace_days, 0, "no days or more")?;
        at_least("default_after", self.default_after, 1, "one installment or more")?;
        at_least("default_after_in_all", self.default_after_in_all.unwrap_or(1), 1, "one installment or more")?;
        at_least("cure_days", self.cure_days, 0, "no days or more")?;
        if let Some(row) = self.least.iter().chain(&self.default_over).find(|row| row.amount.is_negative()) {
            return Err(OpenItemError::invalid("amounts", row, "amounts of at least zero"));
        }
        if let Some(percent) = self.settlement_discount.filter(|percent| !is_percentage(*percent)) {
            return Err(OpenItemError::invalid("settlement_discount", percent, "a percentage from 0 to 100"));
        }
        if let Some(rate) = &self.late_rate {
            check_rate("late_rate", rate)?;
        }
        self.check_allocation()?;
        self.covenants.iter().try_for_each(PlanCovenant::check)
    }

    fn check_allocation(&self) -> Result<(), OpenItemError> {
        let mut sorted = self.allocation.clone();
        sorted.sort_unstable();
        if sorted == PlanClaim::ALL {
            return Ok(());
        }
        let found: Vec<&str> = self.allocation.iter().map(|claim| claim.name()).collect();
        Err(OpenItemError::invalid("allocation", found.join(", "), "fees, interest and principal, each once"))
    }

    pub(super) fn calendar(&self) -> HolidayCalendar {
        self.calendar.clone().unwrap_or_else(|| HolidayCalendar::new("plain"))
    }
}

impl PlanCovenant {
    fn check(&self) -> Result<(), OpenItemError> {
        match self {
            Self::KeepsCurrent { days, .. } if *days < 0 => Err(OpenItemError::invalid("days", days, "no days or more")),
            Self::KeepsCurrent { amounts, .. } => match amounts.iter().find(|row| row.amount.is_negative()) {
                Some(row) => Err(OpenItemError::invalid("amounts", row, "amounts of at least zero")),
                None => Ok(()),
            },
            Self::Returns { most } if *most < 0 => Err(OpenItemError::invalid("most", most, "none or more")),
            Self::Returns { .. } => Ok(()),
        }
    }
}

pub(super) fn is_percentage(rate: Rate) -> bool {
    !rate.is_negative() && rate <= Rate::ONE_HUNDRED
}

/// Interest of a plan is quoted by time, and never below zero.
pub(super) fn check_rate(field: &str, rate: &QuotedRate) -> Result<(), OpenItemError> {
    if !matches!(rate.unit, RateUnit::PercentPerYear | RateUnit::PercentPerMonth) {
        return Err(OpenItemError::invalid(field, rate.unit, "percent_per_year or percent_per_month"));
    }
    if rate.value.is_negative() {
        return Err(OpenItemError::invalid(field, rate.value, "a rate of at least zero"));
    }
    Ok(())
}
