//! What certificates call the sections of law, and when they are due: dated rows with their sources.

use super::policy::{CertificateDueRow, CertificatePeriod, CertificateSection};
use crate::ReasonCode;

/// As written on certificates, the codes that it stands for, first and last day of periods (empty where there is none), source.
type SectionRow = (&'static str, &'static [&'static str], &'static str, &'static str, &'static str);

const ACT_1961: &str = "Income-tax Act 1961, with the code of 2025 that follows it: DOMAIN section 5 [41][42]";
const ACT_2025: &str = "Income-tax Act 2025 s. 393(1), payment code, with the section of 1961 before it: DOMAIN section 5 [41][42]";
const TRACES: &str = "Sections of form 26Q as given to the tax office: developer.sandbox.co.in, TDS reports, master data";
const GST: &str = "CGST Act 2017 s. 51: DOMAIN section 5 [49]";
const ATC: &str = "BIR alphanumeric tax codes, as NetSuite help \"Creditable Withholding Tax Codes - Philippines\" lists them";
const ATC_TOP: &str =
    "BIR alphanumeric tax codes of top withholding agents, 1 percent of goods and 2 of services: odoo addons/l10n_ph, account.tax-ph.csv";
const ATC_GOVERNMENT: &str =
    "BIR alphanumeric tax codes of government payers, 1 percent of goods and 2 of services: odoo addons/l10n_ph, account.tax-ph.csv";
const ATC_VAT: &str =
    "BIR alphanumeric tax codes of VAT that government withholds: odoo addons/l10n_ph, account.tax-ph.csv; creditable since RR 13-2018";

/// A payment of April may have been credited, and certified, in March under the act of 1961: so sections stand for the codes that follow
/// them too, and codes for the sections before.
const INDIA: &[SectionRow] = &[
    ("194C", &["IN-194C-INDIVIDUAL", "IN-194C", "IN-1023", "IN-1024"], "", "2026-03-31", ACT_1961),
    ("194J", &["IN-194J-PROFESSIONAL", "IN-194J-TECHNICAL", "IN-1027", "IN-1026"], "", "2026-03-31", ACT_1961),
    ("194J(a)", &["IN-194J-TECHNICAL", "IN-1026"], "", "2026-03-31", TRACES),
    ("4JA", &["IN-194J-TECHNICAL", "IN-1026"], "", "2026-03-31", TRACES),
    ("194J(b)", &["IN-194J-PROFESSIONAL", "IN-1027"], "", "2026-03-31", TRACES),
    ("4JB", &["IN-194J-PROFESSIONAL", "IN-1027"], "", "2026-03-31", TRACES),
    ("94C", &["IN-194C-INDIVIDUAL", "IN-194C", "IN-1023", "IN-1024"], "", "2026-03-31", TRACES),
    ("194H", &["IN-194H", "IN-1006"], "", "2026-03-31", ACT_1961),
    ("94H", &["IN-194H", "IN-1006"], "", "2026-03-31", TRACES),
    ("194I", &["IN-194I-PLANT", "IN-194I-BUILDING", "IN-1008", "IN-1009"], "", "2026-03-31", ACT_1961),
    ("194I(a)", &["IN-194I-PLANT", "IN-1008"], "", "2026-03-31", TRACES),
    ("4IA", &["IN-194I-PLANT", "IN-1008"], "", "2026-03-31", TRACES),
    ("194I(b)", &["IN-194I-BUILDING", "IN-1009"], "", "2026-03-31", TRACES),
    ("4IB", &["IN-194I-BUILDING", "IN-1009"], "", "2026-03-31", TRACES),
    ("194Q", &["IN-194Q", "IN-1031"], "", "2026-03-31", ACT_1961),
    ("1023", &["IN-1023", "IN-194C-INDIVIDUAL"], "2026-04-01", "", ACT_2025),
    ("1024", &["IN-1024", "IN-194C"], "2026-04-01", "", ACT_2025),
    ("1027", &["IN-1027", "IN-194J-PROFESSIONAL"], "2026-04-01", "", ACT_2025),
    ("1026", &["IN-1026", "IN-194J-TECHNICAL"], "2026-04-01", "", ACT_2025),
    ("1006", &["IN-1006", "IN-194H"], "2026-04-01", "", ACT_2025),
    ("1008", &["IN-1008", "IN-194I-PLANT"], "2026-04-01", "", ACT_2025),
    ("1009", &["IN-1009", "IN-194I-BUILDING"], "2026-04-01", "", ACT_2025),
    ("1031", &["IN-1031", "IN-194Q"], "2026-04-01", "", ACT_2025),
    ("51", &["IN-GST-51"], "", "", GST),
    ("GSTR-7A", &["IN-GST-51"], "", "", GST),
];

const PHILIPPINES: &[SectionRow] = &[
    ("WI158", &["PH-EWT-GOODS"], "2018-01-01", "", ATC_TOP),
    ("WC158", &["PH-EWT-GOODS"], "2018-01-01", "", ATC_TOP),
    ("WI160", &["PH-EWT-SERVICES"], "2018-01-01", "", ATC_TOP),
    ("WC160", &["PH-EWT-SERVICES"], "2018-01-01", "", ATC_TOP),
    ("WI640", &["PH-EWT-GOODS"], "2018-01-01", "", ATC_GOVERNMENT),
    ("WC640", &["PH-EWT-GOODS"], "2018-01-01", "", ATC_GOVERNMENT),
    ("WI157", &["PH-EWT-SERVICES"], "2018-01-01", "", ATC_GOVERNMENT),
    ("WC157", &["PH-EWT-SERVICES"], "2018-01-01", "", ATC_GOVERNMENT),
    ("WI100", &["PH-EWT-RENT"], "", "", ATC),
    ("WC100", &["PH-EWT-RENT"], "", "", ATC),
    ("WI010", &["PH-EWT-PROFESSIONAL"], "", "", ATC),
    ("WI011", &["PH-EWT-PROFESSIONAL", "PH-EWT-PROFESSIONAL-HIGH"], "", "", ATC),
    ("WC010", &["PH-EWT-PROFESSIONAL"], "", "", ATC),
    ("WC011", &["PH-EWT-PROFESSIONAL-HIGH"], "", "", ATC),
    ("WV010", &["PH-VAT-CREDITABLE"], "2021-01-01", "", ATC_VAT),
    ("WV020", &["PH-VAT-CREDITABLE"], "2021-01-01", "", ATC_VAT),
    ("WB080", &["PH-PERCENTAGE-TAX"], "2018-01-01", "", ATC),
];

pub(super) fn india_sections() -> Vec<CertificateSection> {
    INDIA.iter().map(section).collect()
}

pub(super) fn philippines_sections() -> Vec<CertificateSection> {
    PHILIPPINES.iter().map(section).collect()
}

fn section((written, codes, since, through, source): &SectionRow) -> CertificateSection {
    let mut row =
        CertificateSection::new(*written, codes.iter().map(|code| ReasonCode::from(*code)).collect::<Vec<_>>()).with_source(*source);
    (row.since, row.through) = (since.parse().ok(), through.parse().ok());
    row
}

const RULE_31: &str = "Income-tax Rules 1962, rule 31 (15 days after the statement) and rule 31A(2) as of notification 30/2016; \
     incometaxmumbai.gov.in, due dates";
const FORM_2307: &str = "BIR form 2307, when to file: the 20th after the quarter; RR 2-98 s. 2.58(B), RMC 85-2012";
const FORM_2307_MONTH: &str = "BIR form 2307, when to file: the 10th after the month, for tax that government withholds";

pub(super) fn india_due() -> Vec<CertificateDueRow> {
    let row = |months, ends_in| {
        let mut row = CertificateDueRow::new("IN", CertificatePeriod::Quarter, months, 15).with_source(RULE_31);
        row.except_codes = vec![ReasonCode::from("IN-GST-51")];
        (row.since, row.through) = ("2016-04-01".parse().ok(), "2026-03-31".parse().ok());
        row.ends_in = ends_in;
        row
    };
    vec![row(3, Some(3)), row(2, None)]
}

pub(super) fn philippines_due() -> Vec<CertificateDueRow> {
    let government = ["PH-VAT-CREDITABLE", "PH-PERCENTAGE-TAX"].map(ReasonCode::from);
    let mut month = CertificateDueRow::new("PH", CertificatePeriod::Month, 1, 10).with_source(FORM_2307_MONTH);
    month.codes = government.to_vec();
    month.since = "2016-08-01".parse().ok();
    let mut quarter = CertificateDueRow::new("PH", CertificatePeriod::Quarter, 1, 20).with_source(FORM_2307);
    quarter.except_codes = government.into_iter().chain([ReasonCode::from("PH-VAT-FINAL")]).collect::<Vec<_>>();
    quarter.since = "2013-01-01".parse().ok();
    vec![month, quarter]
}
