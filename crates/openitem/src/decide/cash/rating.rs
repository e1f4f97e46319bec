//! How candidates are rated: a table of what agrees, or weights.

use openitem_macros::wire;

use crate::{Amount, OpenItemError};

/// A table by which items that a payer may have meant are graded.
///
/// ```
/// use openitem::cash::{CashChoice, CashPolicy, Confidence, Grading, HowMany, MatchRule, PayerMatch};
///
/// // Known payer, one document named, and nothing else of its amount: nobody looks. A number alone: somebody does.
/// let rules = vec![
///     MatchRule::new(PayerMatch::Fully, HowMany::One, Confidence::High).with_amounts(HowMany::One),
///     MatchRule::new(PayerMatch::No, HowMany::One, Confidence::Low),
/// ];
/// let policy = CashPolicy::new().with_choice(CashChoice::Graded).with_grading(Grading::new().with_rules(rules));
/// assert_eq!(policy.grading.unseen_from, Confidence::High);
/// ```
#[wire]
pub struct Grading {
    /// The rows. The candidate for which the earliest row holds is the best.
    #[wire(default)]
    pub rules: Vec<MatchRule>,
    /// The least confidence with which the best candidate is applied unseen, where no other is of its row.
    #[wire(default = Confidence::High)]
    pub unseen_from: Confidence,
    /// How far from the receipt an amount may lie and still agree, either way, in the receipt's currency.
    #[wire(default)]
    pub tolerance: Amount,
    /// How many characters a number has at least, to name a document.
    #[wire(default)]
    pub shortest_number: i32,
}

/// A row of a table of grades: what agrees, and how sure that makes it.
#[wire]
pub struct MatchRule {
    /// Whether the candidate's customer is the payer.
    pub payer: PayerMatch,
    /// How many documents the remittance names: none of the candidate, it alone, or several of its customer's that are one
    /// candidate together.
    pub named: HowMany,
    /// How many items or groups of named items have the receipt's amount, the candidate among them; none where it has another
    /// amount. Left out where the amount does not matter.
    pub amounts: Option<HowMany>,
    /// How sure it is.
    pub confidence: Confidence,
}

/// Whether a customer is the payer.
#[wire]
pub enum PayerMatch {
    /// Proven, or by an account, a tax number or a name that nobody else has.
    Fully,
    /// It can be: the name is alike, or others have it too.
    Partly,
    /// Nothing says so.
    No,
}

/// How many.
#[wire]
pub enum HowMany {
    /// None.
    Zero,
    /// One.
    One,
    /// Two or more.
    Several,
}

/// How sure a candidate is.
#[wire]
pub enum Confidence {
    /// It hardly says anything.
    Low,
    /// It can be right.
    Medium,
    /// It is right as a rule.
    High,
}

/// Weights and thresholds, in percent, by which the documents that a remittance names are scored.
///
/// A candidate's score is the sum of three shares, each weighted: how sure the payer is (0 to 100), how alike the number is
/// (100 less the share of signs to be changed, by Levenshtein's distance and the longer of the two), and whether the amount
/// agrees (0 or 100). The weights add up to 100.
#[wire]
pub struct MatchWeights {
    /// What the payer weighs.
    #[wire(default = 20)]
    pub payer: i32,
    /// What the number weighs.
    #[wire(default = 50)]
    pub number: i32,
    /// What the amount weighs.
    #[wire(default = 30)]
    pub amount: i32,
    /// The least score of a payer to be taken for the customer of money that pays nothing.
    #[wire(default = 80)]
    pub payer_from: i32,
    /// The least score of a candidate to be shown.
    #[wire(default = 60)]
    pub shown_from: i32,
    /// The least score of every candidate for them to be applied unseen.
    #[wire(default = 90)]
    pub unseen_from: i32,
}

impl MatchWeights {
    /// Refuses weights that are no shares of a hundred.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let is_percent = |value: i32| (0..=100).contains(&value);
        let shares = [self.payer, self.number, self.amount];
        let sum: i64 = shares.iter().copied().map(i64::from).fold(0, i64::saturating_add);
        if !shares.into_iter().all(is_percent) || sum != 100 {
            let found = format!("{}, {} and {}", self.payer, self.number, self.amount);
            return Err(OpenItemError::invalid("weights", found, "three weights of 0 to 100 that add up to 100"));
        }
        for (field, value) in [("payer_from", self.payer_from), ("shown_from", self.shown_from), ("unseen_from", self.unseen_from)] {
            if !is_percent(value) {
                return Err(OpenItemError::invalid(field, value, "a percentage from 0 to 100"));
            }
        }
        Ok(())
    }
}
