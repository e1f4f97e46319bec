//! What approval is asked for, and what is answered.

use openitem_macros::wire;

use crate::{ActorId, Amount, ApprovalReply, Currency, CustomerId, Rate, Reason, ReasonCode};

/// Something that may need approval.
#[wire]
pub struct ApprovalRequest {
    /// What for, in a word, as `write_off`, `plan`, `waiver`.
    pub subject: String,
    /// The currency.
    pub currency: Currency,
    /// How much; its side does not matter.
    pub amount: Amount,
    /// The customer.
    pub customer: Option<CustomerId>,
    /// Why.
    pub reason: Option<ReasonCode>,
    /// What was granted to the customer before in the same year, in the same currency; zero where it is known that nothing was.
    pub before: Option<Amount>,
    /// How many days it lasts, as a plan from its first day to its last.
    pub days: Option<i32>,
    /// The discount granted, in percent.
    pub discount: Option<Rate>,
    /// The share of his promises that the customer kept, in percent.
    pub kept_percent: Option<Rate>,
}

/// What a rule demands.
#[wire]
pub struct ApprovalDemand {
    /// The rule.
    pub rule: String,
    /// The roles of which one must agree; anybody's word will do where none is given.
    #[wire(default)]
    pub roles: Vec<String>,
    /// How many different persons must agree.
    pub approvals: i32,
    /// Who agreed, by id.
    #[wire(default)]
    pub given_by: Vec<ActorId>,
}

/// Who must agree to a request.
#[wire]
pub struct ApprovalNeed {
    /// What must be met, all of it, in the order of the rules; nothing where no approval is needed.
    #[wire(default)]
    pub demands: Vec<ApprovalDemand>,
    /// Why, a reason for each demand.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// Somebody who may approve.
#[wire]
pub struct Approver {
    /// Who.
    pub actor: ActorId,
    /// The roles that he has.
    #[wire(default)]
    pub roles: Vec<String>,
}

/// A request with what was answered.
#[wire]
pub struct ApprovalCase {
    /// The request.
    pub request: ApprovalRequest,
    /// Who asked: his own word never counts.
    pub asked_by: ActorId,
    /// What was answered, in the order in which it came.
    #[wire(default)]
    pub replies: Vec<ApprovalReply>,
    /// Who has which roles.
    #[wire(default)]
    pub approvers: Vec<Approver>,
}

/// How approval stands.
#[wire]
pub enum ApprovalState {
    /// Nobody has to agree.
    NotNeeded,
    /// Somebody has still to answer.
    Open,
    /// All demands are met.
    Given,
    /// Somebody whose word counts said no.
    Refused,
}

/// How approval of a request stands, as of a date.
#[wire]
pub struct ApprovalJudgment {
    /// How it stands.
    pub state: ApprovalState,
    /// What must be met, with who agreed.
    #[wire(default)]
    pub demands: Vec<ApprovalDemand>,
    /// Answers that do not count.
    #[wire(default)]
    pub set_aside: Vec<SetAsideReply>,
    /// Why each demand is made.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// An answer that does not count.
#[wire]
pub struct SetAsideReply {
    /// The answer.
    pub reply: ApprovalReply,
    /// Why not.
    pub reason: Reason,
}
