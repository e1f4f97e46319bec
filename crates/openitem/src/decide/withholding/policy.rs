//! How certificates are held against what was withheld.

use chrono::NaiveDate;
use openitem_macros::wire;

use super::tables;
use crate::aging::BucketEdge;
use crate::entry::RefusedOutcome;
use crate::{Amount, Currency, Money, OpenItemError, ReasonCode};

/// How certificates are held against what was withheld, and what becomes of what no certificate proves.
///
/// ```
/// use openitem::withholding::WithholdingPolicy;
/// let policy = WithholdingPolicy::india().with_refuse_days(365);
/// assert_eq!(policy.item_tolerance[0].to_string(), "1.00 INR");
/// assert!(WithholdingPolicy::new().due.is_empty());
/// ```
#[wire(presets = [default, india, philippines])]
pub struct WithholdingPolicy {
    /// How much a pending amount may differ from what is certified of it, by currency: rounding, booked as such.
    #[wire(default)]
    pub item_tolerance: Vec<Money>,
    /// How much a certificate may differ from the pending amounts that it proves, by currency.
    #[wire(default)]
    pub certificate_tolerance: Vec<Money>,
    /// What certificates call the sections of law, in which periods.
    #[wire(default)]
    pub sections: Vec<CertificateSection>,
    /// When certificates are due, for pending amounts that bear no date of their own. The first row holds that is for the section and the
    /// day.
    #[wire(default)]
    pub due: Vec<CertificateDueRow>,
    /// Whether the payer may have withheld when it booked the invoice: then a certificate for the month of the invoice proves too.
    #[wire(default = true)]
    pub credited_earlier: bool,
    /// What proves.
    #[wire(default)]
    pub proof: WithholdingProof,
    /// Whether what agrees with no pending amount exactly is set against the oldest of its payer, section and period; else it is held, and
    /// told as ambiguous.
    #[wire(default = true)]
    pub oldest_first: bool,
    /// Whether a certificate under another section proves a pending amount of exactly its tax.
    #[wire(default)]
    pub accept_other_section: bool,
    /// Whether a certificate for another period proves a pending amount of exactly its tax.
    #[wire(default)]
    pub accept_other_period: bool,
    /// From how many days past due on asking becomes reminding.
    #[wire(default = 30)]
    pub remind_days: i32,
    /// From how many days past due on what is not proved at all is refused; never where none is given.
    pub refuse_days: Option<i32>,
    /// What becomes of what is refused.
    #[wire(default = RefusedOutcome::CollectAgain)]
    pub outcome: RefusedOutcome,
    /// What is refused up to this much is borne, whatever `outcome` says, by currency.
    #[wire(default)]
    pub expense_up_to: Vec<Money>,
    /// The reason code of what rounding leaves.
    #[wire(default = ReasonCode::from("certificate_rounding"))]
    pub rounding_reason: ReasonCode,
    /// The reason code of what is refused because no certificate came.
    #[wire(default = ReasonCode::from("certificate_missing"))]
    pub missing_reason: ReasonCode,
    /// The buckets of what is pending, by days past the day on which its certificate is due.
    #[wire(default = default_buckets())]
    pub buckets: Vec<BucketEdge>,
}

/// What proves that tax was withheld, where a host has both the payers' certificates and the tax office's listing.
#[wire]
pub enum WithholdingProof {
    /// Whichever proves more of an item.
    #[default]
    Either,
    /// The payer's certificate.
    Certificate,
    /// The tax office's listing.
    Listing,
    /// Both: what the certificate and the listing agree on.
    Both,
}

/// What certificates call a section of law.
#[wire]
pub struct CertificateSection {
    /// The section or code as certificates have it; case, spaces and signs do not matter.
    pub written: String,
    /// Our codes that it stands for.
    pub codes: Vec<ReasonCode>,
    /// The first day of a period in which it is used.
    pub since: Option<NaiveDate>,
    /// The last day of a period in which it is used.
    pub through: Option<NaiveDate>,
    /// Where it is written.
    pub source: Option<String>,
}

/// When certificates are due: a day of a month so many months after the period in which was paid.
#[wire]
pub struct CertificateDueRow {
    /// The country whose law it is.
    pub jurisdiction: String,
    /// The period that a certificate is for.
    pub period: CertificatePeriod,
    /// How many months after the last month of the period.
    pub months: i32,
    /// The day of that month; 31 is its last.
    pub day: i32,
    /// Only for periods that end in this month, 1 to 12.
    pub ends_in: Option<i32>,
    /// The codes that it is for; all where none is given.
    #[wire(default)]
    pub codes: Vec<ReasonCode>,
    /// The codes that it is not for.
    #[wire(default)]
    pub except_codes: Vec<ReasonCode>,
    /// The first day of payment on which it holds.
    pub since: Option<NaiveDate>,
    /// The last day of payment on which it holds.
    pub through: Option<NaiveDate>,
    /// Where it is written.
    pub source: Option<String>,
}

/// The period that a certificate is for.
#[wire]
pub enum CertificatePeriod {
    /// A calendar month.
    Month,
    /// A calendar quarter.
    Quarter,
}

impl WithholdingPolicy {
    /// India: form 16A and its successor form 131, and the statements of tax credit (26AS).
    ///
    /// Due on 15 August, 15 November, 15 February and 15 June, for payments from 1 April 2016 through 31 March 2026: rule 31 of the
    /// Income-tax Rules 1962 gives 15 days after the statement, rule 31A(2) (notification 30/2016) the statement's date. For payments since
    /// 1 April 2026, and for the certificates of the goods and services tax act, no row is shipped: a pending amount bears its own date
    /// then, or the host adds a row. Sections through March 2026 and codes since stand for each other as in DOMAIN section 5. One rupee an
    /// item and ten a certificate are ours.
    #[must_use]
    pub fn india() -> Self {
        Self::new()
            .with_item_tolerance(units(1, "INR"))
            .with_certificate_tolerance(units(10, "INR"))
            .with_sections(tables::india_sections())
            .with_due(tables::india_due())
    }

    /// The Philippines: form 2307.
    ///
    /// Due on the 20th after the quarter for expanded withholding tax (RR 2-98 section 2.58(B), RMC 85-2012), on the 10th after the month for
    /// value-added and percentage tax withheld by government (BIR form 2307, when to file). One peso an item and a certificate is ours.
    #[must_use]
    pub fn philippines() -> Self {
        Self::new()
            .with_item_tolerance(units(1, "PHP"))
            .with_certificate_tolerance(units(1, "PHP"))
            .with_sections(tables::philippines_sections())
            .with_due(tables::philippines_due())
    }

    pub(super) fn check(&self) -> Result<(), OpenItemError> {
        let bounds = [("item_tolerance", &self.item_tolerance), ("certificate_tolerance", &self.certificate_tolerance)];
        for (field, rows) in bounds.into_iter().chain([("expense_up_to", &self.expense_up_to)]) {
            if let Some(row) = rows.iter().find(|row| row.amount.is_negative()) {
                return Err(OpenItemError::invalid(field, row, "an amount of at least zero"));
            }
        }
        if self.remind_days < 0 {
            return Err(OpenItemError::invalid("remind_days", self.remind_days, "no days or more"));
        }
        if let Some(days) = self.refuse_days.filter(|days| *days < 0) {
            return Err(OpenItemError::invalid("refuse_days", days, "no days or more"));
        }
        for row in &self.due {
            if !(1..=31).contains(&row.day) {
                return Err(OpenItemError::invalid("day of a row of due dates", row.day, "1 to 31"));
            }
            if let Some(month) = row.ends_in.filter(|month| !(1..=12).contains(month)) {
                return Err(OpenItemError::invalid("ends_in of a row of due dates", month, "1 to 12"));
            }
        }
        Ok(())
    }

    pub(super) fn of_item(&self, currency: Currency) -> Amount {
        bound(&self.item_tolerance, currency)
    }

    pub(super) fn of_certificate(&self, currency: Currency) -> Amount {
        bound(&self.certificate_tolerance, currency)
    }

    /// What becomes of an amount that is refused.
    pub(super) fn outcome_of(&self, amount: Amount, currency: Currency) -> RefusedOutcome {
        if amount <= bound(&self.expense_up_to, currency) { RefusedOutcome::Expense } else { self.outcome }
    }
}

fn bound(rows: &[Money], currency: Currency) -> Amount {
    rows.iter().find(|row| row.currency == currency).map(|row| row.amount).unwrap_or_default()
}

fn units(count: i64, currency: &str) -> Vec<Money> {
    let amount = Amount::from_minor(count, 0);
    amount.zip(currency.parse::<Currency>().ok()).map(|(amount, currency)| Money::new(amount, currency)).into_iter().collect()
}

fn default_buckets() -> Vec<BucketEdge> {
    [0, 30, 90, 180, 365].into_iter().map(BucketEdge::days).chain([BucketEdge::rest()]).collect()
}
