//! What a re-age is asked for, its policy, and the answer.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::ability::PaymentHistory;
use super::histories::RE_AGE;
use crate::approval::{ApprovalJudgment, ApprovalPolicy, ApprovalRule, Approver};
use crate::{
    ActorId, Amount, ApprovalReply, Basis, Currency, CustomerId, EntityId, EntryId, OpenItem, OpenItemError, ProposedBatch, Reason,
};

/// A re-age that is asked for: items of a customer, and what speaks for it.
#[wire]
pub struct ReAgeRequest {
    /// The selling company.
    pub entity: EntityId,
    /// The customer.
    pub customer: CustomerId,
    /// The currency.
    pub currency: Currency,
    /// The items: open debits that are past due.
    pub items: Vec<OpenItem>,
    /// When they shall be due.
    pub due: NaiveDate,
    /// Who asks.
    pub asked_by: ActorId,
    /// When the account was opened.
    pub opened: Option<NaiveDate>,
    /// When it was re-aged before.
    #[wire(default)]
    pub earlier: Vec<NaiveDate>,
    /// Whether the payer shows renewed willingness and ability to pay; none where nobody says so.
    pub renewed: Option<bool>,
    /// The least payment of a month.
    pub minimum: Option<Amount>,
    /// What he paid, month by month.
    pub history: Option<PaymentHistory>,
    /// When we were told of his bankruptcy.
    pub bankruptcy: Option<NaiveDate>,
    /// When fraud was discovered.
    pub fraud: Option<NaiveDate>,
    /// Whether the credit is open-end, as a running account, or closed-end, as one with a last payment.
    #[wire(default = ReAgeCredit::ClosedEnd)]
    pub credit: ReAgeCredit,
    /// What was answered.
    #[wire(default)]
    pub replies: Vec<ApprovalReply>,
    /// Who has which roles.
    #[wire(default)]
    pub approvers: Vec<Approver>,
    /// The last entries that moved the items, from the ledger, where it is known.
    #[wire(default)]
    pub basis: Vec<Basis>,
    /// The entry that took an earlier re-age of the items back, where one did.
    pub after: Option<EntryId>,
}

/// What kind of credit it is.
#[wire]
pub enum ReAgeCredit {
    /// A running account.
    OpenEnd,
    /// Debts with a last payment.
    ClosedEnd,
}

/// Under which conditions due dates may be changed.
///
/// The default asks for approval only, always.
///
/// ```
/// use openitem::plan::ReAgePolicy;
/// let policy = ReAgePolicy::ffiec();
/// assert_eq!((policy.least_age_months, policy.least_payments), (Some(9), Some(3)));
/// assert_eq!((policy.limits[0].most, policy.limits[1].months), (1, 60));
/// ```
#[wire(presets = [default, ffiec])]
pub struct ReAgePolicy {
    /// The least age of the account, in months.
    pub least_age_months: Option<i32>,
    /// How many least payments must have come in the last whole months: one in each, or all of them in one month.
    pub least_payments: Option<i32>,
    /// Whether renewed willingness and ability must be shown.
    #[wire(default)]
    pub needs_renewal: bool,
    /// How often an account may be re-aged.
    #[wire(default)]
    pub limits: Vec<ReAgeLimit>,
    /// How a debt is classified by age.
    #[wire(default)]
    pub classes: Vec<ReAgeClass>,
    /// Who must agree. Its requests are of the subject `re_age`.
    #[wire(default = default_approval())]
    pub approval: ApprovalPolicy,
    /// Where the conditions come from.
    pub source: Option<String>,
}

/// How often an account may be re-aged.
#[wire]
pub struct ReAgeLimit {
    /// How many times, this one counted.
    pub most: i32,
    /// Within how many months.
    pub months: i32,
}

/// A class of debts by age.
#[wire]
pub struct ReAgeClass {
    /// Its name.
    pub name: String,
    /// From how many days on.
    pub from_days: i32,
    /// What the days are counted from.
    #[wire(default = ReAgeClock::PastDue)]
    pub clock: ReAgeClock,
    /// The kind of credit; all where none is given.
    pub credit: Option<ReAgeCredit>,
    /// Whether a debt of the class is not re-aged any more.
    #[wire(default)]
    pub bars: bool,
}

/// What days are counted from.
#[wire]
pub enum ReAgeClock {
    /// The oldest due date.
    PastDue,
    /// The notice of a bankruptcy.
    Bankruptcy,
    /// The discovery of fraud.
    Fraud,
}

/// Whether items may be re-aged, as of a date.
#[wire]
pub struct ReAgeDecision {
    /// Whether every condition is met and all agreed who must.
    pub allowed: bool,
    /// The days past due of the oldest item.
    pub days_past_due: i32,
    /// The classes that the debt is in, in the order of the policy.
    #[wire(default)]
    pub classes: Vec<String>,
    /// Each condition of the policy.
    #[wire(default)]
    pub conditions: Vec<ReAgeCondition>,
    /// How approval stands.
    pub approval: ApprovalJudgment,
    /// The changes of due dates to post; none where it is not allowed.
    pub proposed: Option<ProposedBatch>,
}

/// A condition of a re-age.
#[wire]
pub struct ReAgeCondition {
    /// Whether it is met.
    pub met: bool,
    /// Which one, with what was found.
    pub reason: Reason,
}

fn default_approval() -> ApprovalPolicy {
    ApprovalPolicy::new().with_rules(vec![ApprovalRule::new(RE_AGE).with_subjects(vec![RE_AGE.to_owned()])])
}

impl ReAgePolicy {
    /// The limits that US bank supervisors set for retail credit, as a benchmark; a trade supplier is not bound by them.
    ///
    /// Renewed willingness and ability to pay; an account of nine months; three consecutive least payments, or as much at once; not more than
    /// once in 12 months and twice in five years. Substandard at 90 days past due; loss at 120 (closed-end) or 180 days (open-end), 60 days
    /// after notice of a bankruptcy, 90 days after fraud was discovered: a loss is not re-aged.
    ///
    /// Source: FFIEC, Uniform Retail Credit Classification and Account Management Policy, 65 FR 36903 (12 June 2000),
    /// <https://www.gpo.gov/fdsys/pkg/FR-2000-06-12/html/00-14704.htm> (DOMAIN section 7, sources 76 and 77). The days past due of
    /// the classes were read in the copy of the Federal Reserve (3-1502), the conditions of a re-age in secondary sources that agree with each
    /// other; those, and the days after a bankruptcy or fraud, were not read in the notice itself: verify them there before relying on them.
    #[must_use]
    pub fn ffiec() -> Self {
        let class = |name: &str, days: i32| ReAgeClass::new(name, days);
        Self::new()
            .with_least_age_months(9)
            .with_least_payments(3)
            .with_needs_renewal(true)
            .with_limits(vec![ReAgeLimit::new(1, 12), ReAgeLimit::new(2, 60)])
            .with_classes(vec![
                class("substandard", 90),
                class("loss", 120).with_credit(ReAgeCredit::ClosedEnd).with_bars(true),
                class("loss", 180).with_credit(ReAgeCredit::OpenEnd).with_bars(true),
                class("loss", 60).with_clock(ReAgeClock::Bankruptcy).with_bars(true),
                class("loss", 90).with_clock(ReAgeClock::Fraud).with_bars(true),
            ])
            .with_source("FFIEC, 65 FR 36903")
    }

    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        for (field, found) in [("least_age_months", self.least_age_months), ("least_payments", self.least_payments)] {
            if let Some(found) = found.filter(|found| !(1..=1200).contains(found)) {
                return Err(OpenItemError::invalid(field, found, "1 to 1200"));
            }
        }
        if let Some(limit) = self.limits.iter().find(|limit| limit.most < 0 || !(1..=1200).contains(&limit.months)) {
            let found = format!("{} in {} months", limit.most, limit.months);
            return Err(OpenItemError::invalid("limits", found, "no times or more in 1 to 1200 months"));
        }
        match self.classes.iter().find(|class| class.from_days < 0) {
            Some(class) => Err(OpenItemError::invalid("classes", class.from_days, "no days or more")),
            None => Ok(()),
        }
    }
}
