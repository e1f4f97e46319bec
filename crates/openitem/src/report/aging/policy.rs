//! How items are aged: every convention is a field.

use openitem_macros::wire;

use crate::ExchangePolicy;
use crate::report::GroupBy;

/// How items are aged.
///
/// The default is the plain month-end aging of a collector: by due date into `current`, `1-30`, `31-60`, `61-90` and
/// `90+`, with credits and money in columns of their own.
///
/// ```
/// use openitem::aging::{AgingPolicy, CreditTreatment};
/// use openitem::GroupBy;
///
/// let policy = AgingPolicy::by_days(&[0, 15, 45])
///     .with_credits(CreditTreatment::OldestFirst)
///     .with_group_by(vec![GroupBy::Parent {}]);
/// assert_eq!(policy.buckets.len(), 4);
/// ```
#[wire(presets = [business_central, by_document_date, default, erpnext, ledgersmb, oca, oracle, sap, unapplied])]
pub struct AgingPolicy {
    /// The date that an item is aged by.
    #[wire(default = DateBasis::Due)]
    pub basis: DateBasis,
    /// The buckets, from the newest to the oldest. The last has no end, so that nothing is too old to be seen.
    #[wire(default = default_buckets())]
    pub buckets: Vec<BucketEdge>,
    /// The first day of the first bucket, in days past the date of an item. What is not yet that old is left out and
    /// named `not_yet_due`. Where none is given, the first bucket takes all that is newer.
    pub from_day: Option<i32>,
    /// The date that stands in for a due date that an item does not have.
    #[wire(default = DateFallback::DocumentDate)]
    pub without_due: DateFallback,
    /// How many days after that date such a debit counts as due; credits and money are aged by the date itself.
    #[wire(default)]
    pub without_due_days: i32,
    /// Where an item stands whose due date waits for an event.
    #[wire(default = AwaitingTreatment::NotDue)]
    pub awaiting: AwaitingTreatment,
    /// Whether a rebill, residual or transfer is aged by its own dates or by those of the item that it follows.
    #[wire(default = DatesOf::Own)]
    pub dates_of: DatesOf,
    /// Where credits stand.
    #[wire(default = CreditTreatment::Apart)]
    pub credits: CreditTreatment,
    /// Where unapplied, on-account, unidentified and prepaid money stands.
    #[wire(default = CreditTreatment::Apart)]
    pub money: CreditTreatment,
    /// Where prepaid money stands, where it is not as `money` says.
    pub prepayments: Option<CreditTreatment>,
    /// Whether the disputed part of an item stays in its bucket.
    #[wire(default = DisputedTreatment::InBuckets)]
    pub disputed: DisputedTreatment,
    /// Where held instruments stand.
    #[wire(default = ClassTreatment::Apart)]
    pub held: ClassTreatment,
    /// Where deductions stand.
    #[wire(default = ClassTreatment::Apart)]
    pub deductions: ClassTreatment,
    /// Where withheld tax stands whose certificate is pending.
    #[wire(default = ClassTreatment::Apart)]
    pub withholding: ClassTreatment,
    /// What the rows are for; one row a currency where nothing is given.
    #[wire(default)]
    pub group_by: Vec<GroupBy>,
    /// The view in base currency on top; none where none is given.
    pub base: Option<BaseValuation>,
}

/// The date that an item is aged by.
#[wire]
pub enum DateBasis {
    /// The due date.
    Due,
    /// The date printed on the document, the value date of money.
    Document,
    /// The accounting date.
    Effective,
}

/// The date that stands in for a due date that is not there.
#[wire]
pub enum DateFallback {
    /// The date printed on the document.
    DocumentDate,
    /// The accounting date.
    Effective,
}

/// Where an item stands whose due date waits for an event.
#[wire]
pub enum AwaitingTreatment {
    /// With what is due farthest ahead.
    NotDue,
    /// As any item without a due date.
    FallBack,
}

/// Whose dates an item is aged by.
#[wire]
pub enum DatesOf {
    /// Its own.
    Own,
    /// Those of the first item of its chain, where it has one.
    Origin,
}

/// Where credits and money stand.
#[wire]
pub enum CreditTreatment {
    /// In columns of their own.
    Apart,
    /// In the bucket of their own date, below zero.
    OwnDate,
    /// Taken off the oldest bucket first, then the next newer; what is more than all buckets hold stands below zero in the
    /// bucket of what is due on the date of the report. Within one customer of one entity: nobody's credit pays another's
    /// debt.
    OldestFirst,
    /// Left out, and named with its amount.
    LeftOut,
}

/// Where the disputed part of an item stands.
#[wire]
pub enum DisputedTreatment {
    /// In its bucket, told beside it.
    InBuckets,
    /// In a column of its own; the bucket holds the rest.
    Apart,
}

/// Where debits of a class of their own stand.
#[wire]
pub enum ClassTreatment {
    /// In a column of their own.
    Apart,
    /// In the buckets, like any debit.
    InBuckets,
    /// Left out, and named with their amount.
    LeftOut,
}

/// The end of a bucket.
#[wire]
pub struct BucketEdge {
    /// The last day of it, in days (or months) past the date of an item, inclusive; below zero for what is due ahead. The last
    /// bucket has none.
    pub through: Option<i32>,
    /// What `through` counts.
    #[wire(default = BucketUnit::Days)]
    pub unit: BucketUnit,
    /// Its label; `current`, `1-30`, `90+` and the like where none is given.
    pub label: Option<String>,
}

/// What the edge of a bucket counts.
#[wire]
pub enum BucketUnit {
    /// Days past the date.
    Days,
    /// Months before the day after the date of the report: on 31 January one month reaches back to 1 January.
    Months,
}

/// A view in base currency.
#[wire]
pub struct BaseValuation {
    /// At which rates.
    #[wire(default = BaseRates::Historical)]
    pub rates: BaseRates,
    /// How a rate of the master data is looked up for the date of the report, for `as_of`.
    #[wire(default)]
    pub exchange: ExchangePolicy,
}

/// At which rates a view in base currency is made.
#[wire]
pub enum BaseRates {
    /// At the rate at which each item is booked.
    Historical,
    /// At the master data's rates of the date of the report.
    AsOf,
}

impl BucketEdge {
    /// A bucket through this many days, inclusive.
    #[must_use]
    pub fn days(through: i32) -> Self {
        Self::new().with_through(through)
    }

    /// A bucket through this many months, inclusive.
    #[must_use]
    pub fn months(through: i32) -> Self {
        Self::days(through).with_unit(BucketUnit::Months)
    }

    /// The last bucket: all that is older.
    #[must_use]
    pub fn rest() -> Self {
        Self::new()
    }
}

impl AgingPolicy {
    /// The default with buckets through these days, inclusive, and one for the rest: `[0, 30, 60, 90]` is the default.
    #[must_use]
    pub fn by_days(through: &[i32]) -> Self {
        let edges = through.iter().map(|days| BucketEdge::days(*days)).chain([BucketEdge::rest()]);
        Self::new().with_buckets(edges.collect::<Vec<_>>())
    }
}

fn default_buckets() -> Vec<BucketEdge> {
    [0, 30, 60, 90].into_iter().map(BucketEdge::days).chain([BucketEdge::rest()]).collect()
}
