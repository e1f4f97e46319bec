//! When the law says that an item is due: where nothing was agreed, and at the latest.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::value::date::add_days;
use crate::{OpenItemError, Reason, ReasonInput};

/// A law on when invoices are due.
#[wire]
pub struct InterestTermsRule {
    /// Where it holds.
    pub jurisdiction: String,
    /// The first day of acceptance, or of documents where none is known.
    pub valid_from: NaiveDate,
    /// The last such day; none until further notice.
    pub through: Option<NaiveDate>,
    /// The days where nothing was agreed.
    pub default_days: i32,
    /// The most days that may be agreed; none where any may.
    pub most_days: Option<i32>,
    /// Where that is written.
    pub source: Option<String>,
}

/// What is known of when an item is due.
#[wire]
pub struct InterestTerms {
    /// The date of the document.
    pub document_date: NaiveDate,
    /// When the goods or services were accepted; the date of the document counts where it is not known.
    pub accepted: Option<NaiveDate>,
    /// The due date that was agreed.
    pub agreed: Option<NaiveDate>,
}

/// When an item is due, and why.
#[wire]
pub struct LegalDueDate {
    /// The date; none where nothing was agreed and no law holds.
    pub due: Option<NaiveDate>,
    /// The jurisdiction of the law that set it; none where the agreement did.
    pub jurisdiction: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// When an item is due by law: as agreed, but no later than the most days, and after the default days where nothing was agreed.
///
/// The first rule that holds on the day of acceptance counts; interest runs from the day after the date found.
///
/// ```
/// use openitem::interest::{InterestPolicy, InterestTerms, due_date};
///
/// let day = |text: &str| text.parse::<chrono::NaiveDate>().unwrap();
/// // India: 60 days were agreed, 45 from acceptance is the most.
/// let terms = InterestTerms::new(day("2025-03-01")).with_accepted(day("2025-03-03")).with_agreed(day("2025-05-02"));
/// assert_eq!(due_date(&terms, &InterestPolicy::india_msmed().terms)?.due, Some(day("2025-04-17")));
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
///
/// # Errors
/// `invalid_value` where a rule has fewer than no days; `date_range` where the date leaves the calendar.
pub fn due_date(terms: &InterestTerms, rules: &[InterestTermsRule]) -> Result<LegalDueDate, OpenItemError> {
    check(rules)?;
    let base = terms.accepted.unwrap_or(terms.document_date);
    let Some(rule) = rules.iter().find(|rule| rule.valid_from <= base && rule.through.is_none_or(|through| base <= through)) else {
        return Ok(found(terms.agreed, None, "agreed", base, "it is due as agreed"));
    };
    let law = Some(rule.jurisdiction.clone());
    let Some(agreed) = terms.agreed else {
        let due = add_days(base, i64::from(rule.default_days))?;
        return Ok(found(Some(due), law, "default_terms", base, "nothing was agreed: the days of the law count from acceptance"));
    };
    match rule.most_days.map(|most| add_days(base, i64::from(most))).transpose()? {
        Some(latest) if latest < agreed => {
            Ok(found(Some(latest), law, "terms_capped", base, "more days were agreed than the law allows from acceptance"))
        }
        _ => Ok(found(Some(agreed), None, "agreed", base, "it is due as agreed")),
    }
}

pub(super) fn check(rules: &[InterestTermsRule]) -> Result<(), OpenItemError> {
    for rule in rules {
        if let Some(days) = [Some(rule.default_days), rule.most_days].into_iter().flatten().find(|days| *days < 0) {
            return Err(OpenItemError::invalid(&format!("terms of {}", rule.jurisdiction), days, "no days or more"));
        }
    }
    Ok(())
}

fn found(due: Option<NaiveDate>, jurisdiction: Option<String>, rule: &str, base: NaiveDate, text: &str) -> LegalDueDate {
    let mut inputs = vec![ReasonInput::new("counted_from", base.to_string())];
    if let Some(law) = &jurisdiction {
        inputs.push(ReasonInput::new("jurisdiction", law));
    }
    let reason = Reason::new(rule, text).with_inputs(inputs);
    LegalDueDate { due, jurisdiction, reason }
}
