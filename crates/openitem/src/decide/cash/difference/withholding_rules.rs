//! Rules by which payers withhold tax, as dated rows with their sources.

use super::policy::{WithholdingBase, WithholdingRule};
use crate::{Rate, ReasonCode};

/// A row: code, percent, first and last day (empty where it has none), source.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// India: tax deducted at source on payments to residents, and under the goods and services tax act by government and the
/// like. A certificate (form 16A, from April 2026 form 131) is due 15 days after the quarter's return, that is 46 days after
/// the quarter's end; of the quarter that ends in March, whose return is due on 31 May, 76 days after.
const INDIA: &[Row] = &[
    ("IN-194C-INDIVIDUAL", "1", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194C"),
    ("IN-194C", "2", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194C"),
    ("IN-194J-PROFESSIONAL", "10", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194J"),
    ("IN-194J-TECHNICAL", "2", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194J"),
    ("IN-194H", "2", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194H"),
    ("IN-194I-PLANT", "2", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194I"),
    ("IN-194I-BUILDING", "10", "2025-04-01", "2026-03-31", "Income-tax Act 1961 s. 194I"),
    ("IN-1023", "1", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 6(i)"),
    ("IN-1024", "2", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 6(i)"),
    ("IN-1027", "10", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 6(iii)"),
    ("IN-1026", "2", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 6(iii)"),
    ("IN-1006", "2", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 1(ii)"),
    ("IN-1008", "2", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 2(ii)"),
    ("IN-1009", "10", "2026-04-01", "", "Income-tax Act 2025 s. 393(1) sl. 2(ii)"),
    ("IN-GST-51", "2", "", "", "CGST Act 2017 s. 51"),
];

/// The Philippines: expanded withholding tax of top withholding agents and government, value-added tax and percentage tax
/// withheld by government. Form 2307 is due 20 days after the quarter's end.
const PHILIPPINES: &[Row] = &[
    ("PH-EWT-GOODS", "1", "", "", "RR 2-98, top withholding agents and government"),
    ("PH-EWT-SERVICES", "2", "", "", "RR 2-98, top withholding agents and government"),
    ("PH-EWT-RENT", "5", "", "", "RR 2-98"),
    ("PH-EWT-PROFESSIONAL", "10", "", "", "RR 2-98"),
    ("PH-EWT-PROFESSIONAL-HIGH", "15", "", "", "RR 2-98"),
    ("PH-VAT-FINAL", "5", "", "2020-12-31", "NIRC s. 114(C), form 2306"),
    ("PH-VAT-CREDITABLE", "5", "2021-01-01", "", "RA 10963 s. 37, RR 13-2018, RMC 36-2021"),
    ("PH-PERCENTAGE-TAX", "3", "", "2020-06-30", "NIRC s. 116"),
    ("PH-PERCENTAGE-TAX", "1", "2020-07-01", "2023-06-30", "RA 11534"),
    ("PH-PERCENTAGE-TAX", "3", "2023-07-01", "", "NIRC s. 116"),
];

/// The rules by which payers of a country withhold tax, as far as one payment shows them: `IN` or `PH`. For any other country
/// the list is empty: give the rules as data.
///
/// Rates that depend on the year's total (India, purchases of goods, 194Q), on a missing tax number, or on a declaration of the
/// payee's are not among them. The same percentage under several codes cannot be told apart by the amount; the certificate
/// does.
///
/// ```
/// use openitem::cash::{CashPolicy, DifferencePolicy, withholding_rules};
/// let policy = CashPolicy::new().with_differences(DifferencePolicy::new().with_withholding(withholding_rules("IN")));
/// assert!(policy.differences.withholding.iter().any(|rule| rule.code.as_str() == "IN-GST-51"));
/// assert!(withholding_rules("XX").is_empty());
/// ```
///
/// Source: DOMAIN section 5: rates of the financial year 2025-26 and the codes of the act of 2025 (which sources give
/// differently; check them against the form in force); BIR regulations as named in each row.
#[must_use]
pub fn withholding_rules(jurisdiction: &str) -> Vec<WithholdingRule> {
    let (rows, beside, days, march): (&[Row], &[&str], i32, Option<i32>) = match jurisdiction {
        "IN" => (INDIA, &["IN-GST-51"], 46, Some(76)),
        "PH" => (PHILIPPINES, &["PH-VAT-FINAL", "PH-VAT-CREDITABLE", "PH-PERCENTAGE-TAX"], 20, None),
        _ => return Vec::new(),
    };
    let rule = |(code, percent, since, through, source): &Row| {
        let percent: Rate = percent.parse().ok()?;
        let mut rule = WithholdingRule::new(*code, jurisdiction, percent, WithholdingBase::Net)
            .with_certificate_days(days)
            .with_source(*source)
            .with_beside(beside.iter().filter(|other| *other != code).map(|other| ReasonCode::from(*other)).collect::<Vec<_>>());
        (rule.since, rule.through) = (since.parse().ok(), through.parse().ok());
        rule.certificate_days_march = march.filter(|_| *code != "IN-GST-51");
        Some(rule)
    };
    rows.iter().filter_map(rule).collect()
}
