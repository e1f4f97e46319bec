//! What is found in remittance text: references, and the amounts, dates and accounts that are none.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::policy::{HintKind, WordMeaning};
use super::structured::StructuredScheme;
use crate::{Amount, Rate, Reason};

/// What a payer wrote, taken apart.
#[wire]
pub struct ReadRemittance {
    /// What stands in it, in the order of the text. Two that overlap are two readings of the same words.
    #[wire(default)]
    pub mentions: Vec<Mention>,
    /// What the payer explains.
    #[wire(default)]
    pub hints: Vec<Hint>,
    /// What was cut off, and at which bound of the policy.
    #[wire(default)]
    pub cut: Vec<Reason>,
}

/// A number that a payer wrote, and what it looks like.
#[wire]
pub struct Mention {
    /// What it is.
    pub kind: MentionKind,
    /// As written.
    #[wire(personal)]
    pub text: String,
    /// Its digits and letters in capitals, without the word before it and without separators. Empty where it can be no
    /// reference.
    pub number: Option<String>,
    /// Where it begins, in characters from 0.
    #[wire(default)]
    pub at: i32,
    /// How many characters it takes.
    #[wire(default)]
    pub length: i32,
    /// The line of the text, or the remittance line, that it stands in, from 1.
    #[wire(default = 1)]
    pub line: i32,
    /// The word before it.
    pub prefix: Option<String>,
    /// What that word says.
    pub stands_for: Option<WordMeaning>,
    /// The last number of a range, in full.
    pub through: Option<String>,
    /// Whether it is put together from parts that are written apart.
    #[wire(default)]
    pub joined: bool,
    /// Whether it is written as the end of a longer number (`…4979`).
    #[wire(default)]
    pub is_tail: bool,
    /// Whether it could as well be something else, so that only a match to the full number, confirmed by payer or amount,
    /// counts.
    #[wire(default)]
    pub weak: bool,
    /// What is paid of it, where an amount stands beside it; the amount itself for an amount.
    pub amount: Option<Amount>,
    /// What the payer took as discount.
    pub discount: Option<Amount>,
    /// What the payer kept back.
    pub deducted: Option<Amount>,
    /// The payer's reason code.
    pub reason: Option<String>,
    /// The date, where it is one and its order of day and month is plain.
    pub date: Option<NaiveDate>,
    /// The percentage, where it is one.
    pub percent: Option<Rate>,
    /// The scheme whose check digits it bears.
    pub scheme: Option<StructuredScheme>,
}

impl Mention {
    /// Whether it may name a document.
    #[must_use]
    pub const fn is_reference(&self) -> bool {
        self.number.is_some()
    }
}

/// What a number in remittance text is.
#[wire]
pub enum MentionKind {
    /// A number of a document.
    Reference,
    /// A structured reference, proved by its check digits.
    Structured,
    /// Money.
    Amount,
    /// A date.
    Date,
    /// An international bank account number, proved by its check digits.
    Iban,
    /// A telephone number.
    Phone,
    /// A percentage.
    Percent,
}

/// Words that explain a difference.
#[wire]
pub struct Hint {
    /// What they say.
    pub kind: HintKind,
    /// As written.
    #[wire(personal)]
    pub text: String,
    /// The line of the text, from 1.
    #[wire(default = 1)]
    pub line: i32,
    /// The number that belongs to them, as of a claim.
    pub number: Option<String>,
    /// The amount that stands beside them.
    pub amount: Option<Amount>,
    /// The percentage that stands beside them.
    pub percent: Option<Rate>,
}
