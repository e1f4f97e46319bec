//! An approval matrix.

use openitem_macros::wire;

use crate::{Money, OpenItemError, Rate, ReasonCode};

/// An approval matrix: who must agree to what.
///
/// Every rule that holds makes a demand of its own, and all of them must be met; where none holds, no approval is needed. Bands that
/// shall not add up end where the next begins.
///
/// ```
/// use openitem::approval::{ApprovalPolicy, ApprovalRule};
/// use openitem::{Amount, Currency, Money};
///
/// let band = |name: &str, role: &str| ApprovalRule::new(name).with_roles(vec![role.to_owned()]);
/// let limit = |text: &str| text.parse::<Amount>().map(|amount| vec![Money::new(amount, Currency::EUR)]);
/// let policy = ApprovalPolicy::new().with_rules(vec![
///     band("team", "team_lead").with_over(limit("100")?).with_through(limit("5000")?),
///     band("large", "controller").with_over(limit("5000")?).with_approvals(2),
/// ]);
/// assert_eq!(policy.rules[1].approvals, 2);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// Source: DOMAIN section 8 (amount band by reason and role, dual control, cumulative per customer and year).
#[wire]
pub struct ApprovalPolicy {
    /// The rules.
    #[wire(default)]
    pub rules: Vec<ApprovalRule>,
}

/// A rule of an approval matrix: it holds where every condition that it states does.
///
/// What a request leaves out is held against it: a plan of unknown length is longer than any limit, a request without a reason is for any
/// reason, an amount of which nothing is said of the year before it is above any yearly limit, and one in a currency for which a limit has
/// no row is above the one and within the other.
#[wire]
pub struct ApprovalRule {
    /// Its name, by which demands and reasons call it.
    pub name: String,
    /// What it is for, as `write_off` or `plan`; everything where none is given.
    #[wire(default)]
    pub subjects: Vec<String>,
    /// The reasons that it is for; all where none is given.
    #[wire(default)]
    pub reasons: Vec<ReasonCode>,
    /// It holds above this amount, by currency; from zero where none is given.
    #[wire(default)]
    pub over: Vec<Money>,
    /// It holds up to this amount and with it, by currency; without end where none is given.
    #[wire(default)]
    pub through: Vec<Money>,
    /// Whether what was granted to the customer before in the same year counts to the amount.
    #[wire(default)]
    pub yearly: bool,
    /// It holds for more days than these.
    pub longer_than_days: Option<i32>,
    /// It holds for a larger discount than this, in percent.
    pub discount_over: Option<Rate>,
    /// It holds for a customer who kept a smaller share of his promises than this, in percent.
    pub kept_below: Option<Rate>,
    /// The roles of which one must agree; anybody's word will do where none is given.
    #[wire(default)]
    pub roles: Vec<String>,
    /// How many different persons must agree: two for dual control.
    #[wire(default = 1)]
    pub approvals: i32,
}

impl ApprovalPolicy {
    /// # Errors
    /// `invalid_value` for a limit below zero, a count below one, or a name given twice.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let mut names = std::collections::HashSet::new();
        for rule in &self.rules {
            if let Some(row) = rule.over.iter().chain(&rule.through).find(|row| row.amount.is_negative()) {
                return Err(OpenItemError::invalid("rules", row, "limits of at least zero"));
            }
            if rule.approvals < 1 {
                return Err(OpenItemError::invalid("approvals", rule.approvals, "one person or more"));
            }
            if !names.insert(&rule.name) {
                return Err(OpenItemError::invalid("rules", format!("`{}` twice", rule.name), "each name once"));
            }
        }
        Ok(())
    }
}
