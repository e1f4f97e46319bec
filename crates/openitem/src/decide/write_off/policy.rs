//! When what is owed may be written off.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::approval::ApprovalPolicy;
use crate::{EntityId, Label, Money, OpenItemError, Rate, ReasonCode, WriteOffMethod};

/// When what is owed may be written off, against what, and who must agree.
///
/// ```
/// use openitem::write_off::WriteOffPolicy;
/// let policy = WriteOffPolicy::new();
/// assert_eq!(policy.small[0].after_days, 30);
/// assert!(policy.uncollectible.is_empty());
/// ```
#[wire(presets = [default, ours])]
pub struct WriteOffPolicy {
    /// Balances too small to chase: the first rule that holds counts; none are written off where there is none.
    #[wire(default = vec![SmallBalanceRule::new()])]
    pub small: Vec<SmallBalanceRule>,
    /// What differs by a tax; none is written off where there is no rule.
    pub differences: Option<TaxDifferenceRule>,
    /// What will not be collected: the first rule that holds counts.
    #[wire(default)]
    pub uncollectible: Vec<UncollectibleRule>,
    /// The laws on limitation, the first that holds for an item counts. No law is shipped: they are the host's to keep.
    #[wire(default)]
    pub limitation: Vec<LimitationLaw>,
    /// What becomes of what the allowance does not cover, where it is given.
    #[wire(default)]
    pub beyond_allowance: BeyondAllowance,
    /// Whether the tax in what is written off is reclaimed in the same entry, as where a law asks for no more than the write-off.
    #[wire(default)]
    pub reclaims_tax: bool,
    /// Who must agree, by subject `write_off`.
    #[wire(default)]
    pub approval: ApprovalPolicy,
    /// The month with which the year begins over which write-offs of a customer add up.
    #[wire(default = 1)]
    pub year_begins: i32,
}

/// A balance too small to chase: what is left of a debit that was paid.
///
/// Source: DOMAIN section 8 (5.00 or half a percent by default, after days, neither disputed nor in legal hands).
#[wire]
pub struct SmallBalanceRule {
    /// The most that is small, by currency; none of a currency without a row.
    #[wire(default = five())]
    pub amounts: Vec<Money>,
    /// The most in percent of the document that is small as well.
    pub percent: Option<Rate>,
    /// The most that the percentage lets through, by currency; any amount of a currency without a row.
    #[wire(default)]
    pub percent_through: Vec<Money>,
    /// From how many days past due on.
    #[wire(default = 30)]
    pub after_days: i32,
    /// Whether a document of which nothing was paid counts too.
    #[wire(default)]
    pub unpaid_too: bool,
    /// Against what it is booked.
    #[wire(default = WriteOffMethod::SmallBalance)]
    pub method: WriteOffMethod,
    /// The reason of its entries.
    #[wire(default = ReasonCode::new("SMALL_BALANCE"))]
    pub reason: ReasonCode,
}

/// What differs by a tax: the customer paid without it, or withheld and nobody said so.
#[wire]
pub struct TaxDifferenceRule {
    /// From how many days past due on.
    #[wire(default = 30)]
    pub after_days: i32,
    /// The withholding rates known, in percent of the amount before tax.
    #[wire(default)]
    pub withheld: Vec<Rate>,
    /// How far from the tax a difference may lie, by currency; exactly it where there is no row.
    #[wire(default)]
    pub tolerance: Vec<Money>,
    /// Against what it is booked.
    #[wire(default = WriteOffMethod::Direct)]
    pub method: WriteOffMethod,
    /// The reason where it is the tax of the document.
    #[wire(default = ReasonCode::new("TAX_DIFFERENCE"))]
    pub tax_reason: ReasonCode,
    /// The reason where it is a tax withheld.
    #[wire(default = ReasonCode::new("WITHHOLDING_DIFFERENCE"))]
    pub withheld_reason: ReasonCode,
}

/// When a debt will not be collected: every condition that it states must hold.
#[wire]
pub struct UncollectibleRule {
    /// Its name, by which reasons call it.
    pub name: String,
    /// The reason of its entries.
    #[wire(default = ReasonCode::new("UNCOLLECTIBLE"))]
    pub reason: ReasonCode,
    /// From how many days past due on.
    #[wire(default)]
    pub after_days: i32,
    /// How many contacts were made or tried at least.
    #[wire(default)]
    pub contacts: i32,
    /// How many notices were sent at least.
    #[wire(default)]
    pub notices: i32,
    /// Whether an agency must have given it back.
    #[wire(default)]
    pub returned: bool,
    /// Whether the customer must be bankrupt. Nothing else lets a debt under a stay be written off.
    #[wire(default)]
    pub bankrupt: bool,
    /// Whether the limitation must have run out.
    #[wire(default)]
    pub limitation: bool,
    /// The most that it is for, by currency; any amount of a currency without a row.
    #[wire(default)]
    pub through: Vec<Money>,
    /// How much of what is open is written off, in percent.
    #[wire(default = Rate::ONE_HUNDRED)]
    pub percent: Rate,
    /// Against what it is booked.
    #[wire(default = WriteOffMethod::Allowance)]
    pub method: WriteOffMethod,
}

/// A law on limitation: after when a debt can no longer be enforced.
#[wire]
pub struct LimitationLaw {
    /// Where.
    pub jurisdiction: String,
    /// How many months.
    pub months: i32,
    /// Where that stands.
    pub source: String,
    /// Whether it runs from the end of the year in which it would begin; begun anew it runs from the day itself.
    #[wire(default)]
    pub from_year_end: bool,
    /// Whether a payment begins it anew.
    #[wire(default = true)]
    pub renewed_by_payment: bool,
    /// Whether what begins it anew does so after it ran out too.
    #[wire(default)]
    pub revived_when_over: bool,
    /// Whether an acknowledgment in writing begins it anew.
    #[wire(default = true)]
    pub renewed_by_acknowledgment: bool,
    /// The entity that it binds; every one where none is given.
    pub entity: Option<EntityId>,
    /// The label of the items that it holds for, as the state of the customer; all where none is given.
    pub label: Option<Label>,
    /// From when it holds, by due date.
    pub valid_from: Option<NaiveDate>,
    /// Through when it holds, by due date.
    pub valid_through: Option<NaiveDate>,
}

/// What becomes of what the allowance does not cover.
#[wire]
pub enum BeyondAllowance {
    /// It is expense of the day.
    #[default]
    Direct,
    /// The allowance goes below zero until it is reckoned anew.
    Allowance,
}

fn five() -> Vec<Money> {
    let five = crate::Amount::from_minor(500, 2).unwrap_or_default();
    [crate::Currency::EUR, crate::Currency::USD].map(|currency| Money::new(five, currency)).to_vec()
}

impl WriteOffPolicy {
    /// Our own rules: small balances of 5.00 or half a percent (50.00 at most) after 30 days; what is a year past due after three contacts and three
    /// notices, what an agency gave back, the bankrupt and the statute-barred against the allowance; dual control above 1,000.
    ///
    /// Source: DOMAIN section 8 for the small balance; the other figures are ours, to begin with.
    #[must_use]
    pub fn ours() -> Self {
        let half = Rate::new(rust_decimal::Decimal::new(5, 1)).unwrap_or(Rate::ONE_HUNDRED);
        let rule = |name: &str, reason: &str| UncollectibleRule::new(name).with_reason(ReasonCode::new(reason));
        let limit = |whole: &str| {
            let amount: crate::Amount = whole.parse().unwrap_or_default();
            [crate::Currency::EUR, crate::Currency::USD].map(|currency| Money::new(amount, currency)).to_vec()
        };
        let one = crate::approval::ApprovalRule::new("write_off").with_subjects(vec!["write_off".to_owned()]).with_through(limit("1000"));
        let two =
            crate::approval::ApprovalRule::new("large_write_off").with_subjects(vec!["write_off".to_owned()]).with_over(limit("1000"));
        Self::new()
            .with_small(vec![SmallBalanceRule::new().with_percent(half).with_percent_through(limit("50"))])
            .with_uncollectible(vec![
                rule("bankrupt", "BANKRUPTCY").with_bankrupt(true),
                rule("statute_barred", "LIMITATION").with_limitation(true),
                rule("agency_returned", "UNCOLLECTIBLE").with_returned(true).with_after_days(180),
                rule("worked_for_a_year", "UNCOLLECTIBLE").with_after_days(365).with_contacts(3).with_notices(3),
            ])
            .with_approval(ApprovalPolicy::new().with_rules(vec![one.with_yearly(true), two.with_yearly(true).with_approvals(2)]))
    }

    /// # Errors
    /// `invalid_value` for days or counts below zero, a percentage outside 0 to 100, limits below zero, a law under one month, or a month
    /// that is none.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let from_zero = |field: &str, found: i32| match found {
            0.. => Ok(()),
            found => Err(OpenItemError::invalid(field, found, "at least 0")),
        };
        let limits = |field: &str, rows: &[Money]| match rows.iter().find(|row| row.amount.is_negative()) {
            Some(row) => Err(OpenItemError::invalid(field, row, "limits of at least zero")),
            None => Ok(()),
        };
        let percent = |field: &str, rate: Rate| match rate.is_negative() || rate > Rate::ONE_HUNDRED {
            true => Err(OpenItemError::invalid(field, rate, "a percentage from 0 to 100")),
            false => Ok(()),
        };
        for rule in &self.small {
            from_zero("small.after_days", rule.after_days)?;
            limits("small.amounts", &rule.amounts)?;
            limits("small.percent_through", &rule.percent_through)?;
            percent("small.percent", rule.percent.unwrap_or(Rate::ONE_HUNDRED))?;
        }
        if let Some(rule) = &self.differences {
            from_zero("differences.after_days", rule.after_days)?;
            limits("differences.tolerance", &rule.tolerance)?;
            rule.withheld.iter().try_for_each(|rate| percent("differences.withheld", *rate))?;
        }
        for rule in &self.uncollectible {
            let field = |field: &str| format!("uncollectible.{}.{field}", rule.name);
            from_zero(&field("after_days"), rule.after_days)?;
            from_zero(&field("contacts"), rule.contacts)?;
            from_zero(&field("notices"), rule.notices)?;
            limits(&field("through"), &rule.through)?;
            percent(&field("percent"), rule.percent)?;
        }
        if let Some(law) = self.limitation.iter().find(|law| law.months < 1) {
            return Err(OpenItemError::invalid("limitation.months", law.months, "at least 1"));
        }
        match (1..=12).contains(&self.year_begins) {
            true => Ok(()),
            false => Err(OpenItemError::invalid("year_begins", self.year_begins, "a month from 1 to 12")),
        }
    }
}
