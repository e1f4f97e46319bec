//! Why something was decided: the rule and its inputs are the contract, the text is a convenience.

use openitem_macros::wire;

/// The reason behind a line of a report or a proposal.
#[wire]
pub struct Reason {
    /// The rule, a stable name in snake_case.
    pub rule: String,
    /// What the rule looked at.
    #[wire(default)]
    pub inputs: Vec<ReasonInput>,
    /// In English, for a person.
    pub text: String,
}

/// One thing that a rule looked at.
#[wire]
pub struct ReasonInput {
    /// What it is.
    pub name: String,
    /// Its value in its one written form.
    pub value: String,
}
