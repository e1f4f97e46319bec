//! Loss rates by age and segment.

use openitem_macros::wire;

use crate::aging::{AgingPolicy, BucketLabel, ClassTreatment};
use crate::{GroupPart, Rate, Rounding};

/// How a provision is reckoned: a matrix of loss rates by age, for all customers or by segment.
///
/// Source: IFRS 9, B5.5.35 and its illustrative example 12 (a matrix by days past due); ASC 326-20 (an aging schedule: historical rates
/// adjusted for what is expected).
///
/// ```
/// use openitem::provision::{LossRate, ProvisionPolicy};
/// let policy = ProvisionPolicy::new(vec![LossRate::new("current", "0.3".parse::<openitem::Rate>()?)]);
/// assert!(policy.adjustment.is_zero());
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[wire]
pub struct ProvisionPolicy {
    /// The loss rates. The first row holds whose bucket and segment agree.
    pub rates: Vec<LossRate>,
    /// How items are aged. Entities are always kept apart; its groups are the segments. By default as an aging is, with tax withheld beside
    /// the buckets.
    #[wire(default = AgingPolicy::new().with_withholding(ClassTreatment::Apart))]
    pub aging: AgingPolicy,
    /// What is expected beside the past, in percent: 10 makes a loss rate of 2 percent 2.2.
    #[wire(default)]
    pub adjustment: Rate,
    /// How each line's loss is rounded.
    #[wire(default = Rounding::HalfUp)]
    pub rounding: Rounding,
}

/// A loss rate.
#[wire]
pub struct LossRate {
    /// The bucket, by its label in the aging.
    pub bucket: BucketLabel,
    /// The expected loss in percent of what is owed.
    pub percent: Rate,
    /// The segment: every part must agree with the row's group. Empty for all.
    #[wire(default)]
    pub segment: Vec<GroupPart>,
    /// Where the rate comes from.
    pub source: Option<String>,
}
