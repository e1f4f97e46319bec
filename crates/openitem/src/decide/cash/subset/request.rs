//! What a subset search is asked, how it may answer, and its answer.

use openitem_macros::wire;

use crate::{Amount, ItemId, OpenItemError, Rate, Reason, Rounding};

/// An open item or a credit that may be part of what was paid.
///
/// ```
/// use openitem::cash::subset::SubsetItem;
/// let credit = SubsetItem::new("CM-7", "-25.00".parse::<openitem::Amount>()?);
/// assert!(credit.amount.is_negative());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct SubsetItem {
    /// The item.
    pub id: ItemId,
    /// What is open of it: debits above zero, credits below. One of zero is never part of a subset.
    pub amount: Amount,
}

/// The open items of one account in one currency, and the amount that some of them should make.
#[wire]
pub struct SubsetRequest {
    /// The items, the oldest first: of items with equal amounts the first ones given are taken.
    pub items: Vec<SubsetItem>,
    /// The amount received.
    pub target: Amount,
}

/// What counts as a hit, and how much work a search may do.
///
/// ```
/// use openitem::cash::subset::SubsetPolicy;
/// let policy = SubsetPolicy::new().with_tolerance("0.05".parse::<openitem::Amount>()?).with_percents(vec!["2".parse::<openitem::Rate>()?]);
/// assert_eq!(policy.largest_size, 4);
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct SubsetPolicy {
    /// How far, up or down, a sum may lie from the target.
    #[wire(default)]
    pub tolerance: Amount,
    /// Beside the full amounts: the whole set paid less so many percent, one rate for all (a discount, a withholding tax).
    #[wire(default)]
    pub percents: Vec<Rate>,
    /// The decimals to which the percentage of each item is rounded: payers round a line at a time.
    #[wire(default = 2)]
    pub decimals: i32,
    /// How it is rounded.
    #[wire(default)]
    pub rounding: Rounding,
    /// Subsets of up to so many items, at most six, are counted; zero goes straight to any size.
    #[wire(default = 4)]
    pub largest_size: i32,
    /// Whether subsets of any size are looked for where none of the counted sizes has one.
    #[wire(default = true)]
    pub any_size: bool,
    /// How many readings are shown at the most.
    #[wire(default = 3)]
    pub shown: i32,
    /// The most accidental hits that may be expected where a match by sum alone should count as more than chance.
    #[wire(default = one_in_a_hundred())]
    pub accident_limit: Amount,
    /// The greatest odds of another reading at which a match by sum alone should count as more than chance.
    #[wire(default = one_in_a_thousand())]
    pub odds_limit: Amount,
    /// The steps that the search may take: one is about one look at one number.
    #[wire(default = twenty_million())]
    pub steps: i64,
    /// The bytes of working memory that it may hold.
    #[wire(default = sixty_four_mebibytes())]
    pub max_bytes: i64,
}

fn one_in_a_hundred() -> Amount {
    Amount::from_minor(1, 2).unwrap_or_default()
}

fn one_in_a_thousand() -> Amount {
    Amount::from_minor(1, 3).unwrap_or_default()
}

impl SubsetPolicy {
    /// Refuses what makes no sense.
    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let percent = |percent: &&Rate| !percent.is_positive() || percent.decimal() >= rust_decimal::Decimal::ONE_HUNDRED;
        if self.tolerance.is_negative() {
            return Err(OpenItemError::invalid("tolerance", self.tolerance, "zero or more"));
        }
        if let Some(percent) = self.percents.iter().find(percent) {
            return Err(OpenItemError::invalid("percents", percent, "more than 0 and less than 100"));
        }
        if !(0..=6).contains(&self.largest_size) {
            return Err(OpenItemError::invalid("largest_size", self.largest_size, "0 to 6"));
        }
        if !(0..=28).contains(&self.decimals) {
            return Err(OpenItemError::invalid("decimals", self.decimals, "0 to 28"));
        }
        for (field, value) in [("shown", i64::from(self.shown)), ("steps", self.steps), ("max_bytes", self.max_bytes)] {
            if value < 0 {
                return Err(OpenItemError::invalid(field, value, "zero or more"));
            }
        }
        Ok(())
    }
}

/// How many readings there are.
///
/// A reading is a choice of amounts; items of equal amounts are interchangeable and make no second one.
#[wire]
pub enum SubsetOutcome {
    /// No subset makes the target.
    #[default]
    Zero,
    /// Exactly one reading of the smallest size that has any, and none of a larger size at which chance is as unlikely.
    ///
    /// Alone this proves nothing: from about 24 items on, chance finds a subset for almost any amount, and the smallest
    /// one is often not what the payer meant. See `beyond_chance`.
    One,
    /// More than one reading.
    Many,
    /// The steps or the memory did not suffice to say.
    BudgetExhausted,
}

/// What a subset search found.
#[wire]
pub struct SubsetAnswer {
    /// How many readings there are.
    pub outcome: SubsetOutcome,
    /// Whether that speaks of subsets of every size; otherwise of the sizes up to `counted_size`.
    pub all_sizes: bool,
    /// Whether the one reading is more than chance: the outcome is `one`, and both the accidents expected and the odds of another
    /// reading are known and within the policy's limits.
    pub beyond_chance: bool,
    /// The first readings, of the smallest size first, the full amounts before the percentages; the first is the one chosen.
    #[wire(default)]
    pub readings: Vec<SubsetReading>,
    /// How many readings there are of each size that has any, for the full amounts and for each percentage.
    #[wire(default)]
    pub counts: Vec<SubsetCount>,
    /// Every size up to this one was counted in full.
    pub counted_size: i32,
    /// The subsets of up to the chosen reading's size that chance alone would be expected to put on the target, over all
    /// percentages, to six decimals, rounded up. Empty where nothing was found or it could not be worked out.
    pub expected_accidents: Option<Amount>,
    /// The odds, to one, that another reading was meant than the one chosen, to six decimals, rounded up: were every size as
    /// likely as any other, and every choice of a size, so that a reading of few items outweighs one of many. Sizes up to
    /// five are counted for it, and larger ones weigh as the largest counted. Only where the outcome is `one` and the
    /// accidents are within their limit; empty too where it could not be worked out.
    pub odds_of_another: Option<Amount>,
    /// The steps that the search took; the same on every platform.
    pub steps: i64,
    /// The answer in words.
    pub reason: Reason,
}

/// One choice of items.
#[wire]
pub struct SubsetReading {
    /// The items, in the order given.
    pub items: Vec<ItemId>,
    /// The percentage by which every item was paid less; empty for the full amounts.
    pub percent: Option<Rate>,
    /// What the items make, less the percentage: within the tolerance of the target.
    pub sum: Amount,
    /// Where only some items of one amount are taken: which stand for each other.
    #[wire(default)]
    pub interchangeable: Vec<InterchangeableItems>,
}

/// Items with the same amount, of which the oldest are taken.
#[wire]
pub struct InterchangeableItems {
    /// Their amount, less the percentage.
    pub amount: Amount,
    /// All of them, in the order given.
    pub items: Vec<ItemId>,
    /// How many are taken: the first ones.
    pub taken: i32,
}

/// How many readings of a size there are.
#[wire]
pub struct SubsetCount {
    /// The percentage; empty for the full amounts.
    pub percent: Option<Rate>,
    /// How many items.
    pub size: i32,
    /// How many readings, exactly, up to 2^53.
    pub readings: i64,
}

const fn twenty_million() -> i64 {
    20_000_000
}

const fn sixty_four_mebibytes() -> i64 {
    64 << 20
}
