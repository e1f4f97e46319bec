//! Statutes and systems as policies.

use chrono::NaiveDate;
use rust_decimal::Decimal;

use super::policy::{
    InterestBilling, InterestCompounding, InterestFixedSum, InterestMargin, InterestMethod, InterestMinimum, InterestPercent,
    InterestPolicy, InterestRateMode,
};
use super::terms::InterestTermsRule;
use crate::{Amount, Currency, Rate};

const MSMED: &str = "MSMED Act 2006, sections 2(b), 15 and 16: https://lawgist.in/micro-small-and-medium-enterprises-development-act/16";
const UK_ORDER: &str = "SI 2002/1675, article 4: https://www.legislation.gov.uk/uksi/2002/1675/made";
const UK_SUMS: &str = "https://www.payontime.co.uk/late-payment-legislation-interest-calculators";
const EU_DIRECTIVE: &str = "Directive 2011/7/EU, articles 2, 3 and 6: https://getinvoicepdf.com/articles/eu-late-payment-directive.html";
const IRISH: &str = "S.I. No. 580/2012: https://www.irishstatutebook.ie/eli/2012/si/580/made/en/print";
const GERMAN: &str = "§ 288 (2) and (5) BGB: https://www.haufe.de/recht/deutsches-anwalt-office-premium/5-die-vertretung-des-klaegers-im-prozess-aa-zinssaetze_idesk_PI17574_HI15130233.html";
const FRENCH: &str = "Code de commerce, article L441-10: https://agenceobjectifpaiement.com/pages/penalites-de-retard-de-paiement.html";

fn percent(hundredths: i64) -> Rate {
    Rate::new(Decimal::new(hundredths, 2)).unwrap_or_default()
}

fn whole(amount: i64) -> Amount {
    Amount::from_minor(amount, 0).unwrap_or_default()
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn statutory(table: &str, jurisdiction: &str, from: NaiveDate, points: i64, source: &str) -> InterestPolicy {
    let margin = InterestMargin {
        valid_from: from,
        through: None,
        multiple: Rate::ONE,
        points: percent(points),
        jurisdiction: Some(jurisdiction.to_owned()),
        source: Some(source.to_owned()),
    };
    InterestPolicy::new(InterestPercent::Table { table: table.to_owned(), margins: vec![margin] })
}

fn sum(currency: &str, from_amount: i64, amount: i64, from: NaiveDate, jurisdiction: &str, source: &str) -> Option<InterestFixedSum> {
    Some(InterestFixedSum {
        currency: Currency::new(currency).ok()?,
        from_amount: whole(from_amount),
        amount: whole(amount),
        valid_from: from,
        through: None,
        jurisdiction: Some(jurisdiction.to_owned()),
        source: Some(source.to_owned()),
    })
}

fn thirty_days(jurisdiction: &str, from: NaiveDate, source: &str) -> InterestTermsRule {
    InterestTermsRule {
        jurisdiction: jurisdiction.to_owned(),
        valid_from: from,
        through: None,
        default_days: 30,
        most_days: None,
        source: Some(source.to_owned()),
    }
}

/// A member state's law with the directive's 40 euros and 30 days.
fn member(mut policy: InterestPolicy, from: NaiveDate, jurisdiction: &str, source: &str) -> InterestPolicy {
    policy.mode = InterestRateMode::SegmentByPeriod;
    policy.fixed_sums = sum("EUR", 0, 40, from, jurisdiction, source).into_iter().collect();
    policy.terms = vec![thirty_days("EU", day(2013, 3, 16), EU_DIRECTIVE)];
    policy
}

impl InterestPolicy {
    /// The United Kingdom, between businesses: Bank Rate of the 30 June or 31 December before interest starts, which stays, and 8 points;
    /// 40, 70 or 100 pounds for each debt; 30 days where nothing was agreed.
    ///
    /// Source: Late Payment of Commercial Debts (Interest) Act 1998; SI 2002/1675, article 4; payontime.co.uk for the sums. The pages that
    /// split interest where Bank Rate changes do not follow the order.
    #[must_use]
    pub fn uk_statutory() -> Self {
        let from = day(2002, 8, 7);
        let mut policy = statutory("uk_base_rate", "GB", from, 800, UK_ORDER);
        let bands = [(0, 40), (1_000, 70), (10_000, 100)];
        policy.fixed_sums = bands.iter().filter_map(|(debt, due)| sum("GBP", *debt, *due, from, "GB", UK_SUMS)).collect();
        policy.terms = vec![thirty_days("GB", from, "https://www.zervant.com/en/blog/late-payment-interest-calculator/")];
        policy
    }

    /// The directive's floor, for member states without a preset: the ECB's main refinancing rate on the first day of each half-year and
    /// 8 points, day by day; 40 euros for each debt; 30 days where nothing was agreed.
    ///
    /// Source: Directive 2011/7/EU, from 16 March 2013.
    #[must_use]
    pub fn eu_directive() -> Self {
        let from = day(2013, 3, 16);
        member(statutory("ecb_main_refinancing", "EU", from, 800, EU_DIRECTIVE), from, "EU", EU_DIRECTIVE)
    }

    /// Germany, between businesses: the Basiszinssatz of each half-year and 9 points; 40 euros.
    ///
    /// Source: §§ 247 and 288 BGB, as in force from 29 July 2014.
    #[must_use]
    pub fn germany() -> Self {
        let from = day(2014, 7, 29);
        member(statutory("de_base_rate", "DE", from, 900, GERMAN), from, "DE", GERMAN)
    }

    /// France, between businesses, where the terms of sale say nothing else: the ECB's rate of each half-year and 10 points; 40 euros.
    ///
    /// Source: Code de commerce, article L441-10; the rate by half-year from 1 January 2013.
    #[must_use]
    pub fn france() -> Self {
        let from = day(2013, 1, 1);
        member(statutory("ecb_main_refinancing", "FR", from, 1_000, FRENCH), from, "FR", FRENCH)
    }

    /// Ireland: the ECB's rate of the half-year in which is paid, and 8 points, for all days; 40 euros.
    ///
    /// Source: S.I. No. 580/2012; the department's page on the rate: only the one in force on the payment date applies. What is not paid
    /// yet is reckoned at the rate of the accrual's date, and the rest is charged or credited once it is paid.
    #[must_use]
    pub fn ireland() -> Self {
        let from = day(2013, 3, 16);
        let mut policy = member(statutory("ecb_main_refinancing", "IE", from, 800, IRISH), from, "IE", IRISH);
        policy.mode = InterestRateMode::AtPayment;
        policy
    }

    /// India, a micro or small supplier: three times the Bank Rate with monthly rests, 45 days from acceptance at most, and 15 where
    /// nothing was agreed.
    ///
    /// Source: MSMED Act 2006, sections 2(b), 15 and 16. The rate of the first day stays; whether that of each rest holds is litigated:
    /// `at_each_rest` and `segment_by_period` are the other readings. The rows are shipped for the days that the table of the Bank Rate
    /// covers.
    #[must_use]
    pub fn india_msmed() -> Self {
        let from = day(2018, 8, 1);
        let mut policy = statutory("in_bank_rate", "IN", from, 0, MSMED);
        if let InterestPercent::Table { margins, .. } = &mut policy.rate {
            margins.iter_mut().for_each(|margin| margin.multiple = percent(300));
        }
        policy.compounding = InterestCompounding::MonthlyRests;
        policy.terms = vec![InterestTermsRule {
            jurisdiction: "IN".to_owned(),
            valid_from: from,
            through: None,
            default_days: 15,
            most_days: Some(45),
            source: Some(MSMED.to_owned()),
        }];
        policy
    }

    /// The Philippines, where nothing was stipulated in writing: legal interest, each day's own rate; nothing compounds.
    ///
    /// Source: Nacar v. Gallery Frames, G.R. No. 189871: 12 percent through 30 June 2013, 6 percent from then on, prospectively.
    #[must_use]
    pub fn philippines_legal() -> Self {
        let rate = InterestPercent::Table { table: "ph_legal_interest".to_owned(), margins: Vec::new() };
        Self::new(rate).with_mode(InterestRateMode::SegmentByPeriod)
    }

    /// The United States: 1.5 percent a month, which is 18 a year, simple. Only where the contract says so, and no more than the state
    /// allows: `caps` are the host's.
    #[must_use]
    pub fn us_contract() -> Self {
        Self::new(InterestPercent::Monthly { percent: percent(150) })
    }

    /// Business Central, average daily balance: overdue × days ÷ period × percentage; one memo a customer; nothing below the minimum.
    ///
    /// Source: Microsoft Dynamics NAV, Interest Calculation Method field (msdn.microsoft.com/library/hh915371). The percentage and the
    /// period are settings there: 1.5 for 30 days unless somebody gives them.
    #[must_use]
    pub fn bc_average_daily_balance() -> Self {
        Self::new(InterestPercent::Period { percent: percent(150), days: 30 }).with_billing(InterestBilling::PerCustomer)
    }

    /// Business Central, balance due: overdue × percentage, once a run; one memo a customer; nothing below the minimum.
    ///
    /// Source: as for [`bc_average_daily_balance`](Self::bc_average_daily_balance). `every_days` stands for the days until the previous
    /// memo's own grace is over.
    #[must_use]
    pub fn bc_balance_due() -> Self {
        Self::bc_average_daily_balance().with_method(InterestMethod::BalanceDue { min_days: 1, every_days: 30 })
    }

    /// NetSuite: annual rate ÷ 365 × days from the due date × what is open; one charge a customer, of the minimum at least.
    ///
    /// Source: docs.oracle.com/en/cloud/saas/netsuite/ns-online-help/section_N1301640.html; wp.jjknowledgebase.com/finance-charges, which
    /// prints 28.93 and 38.47 at 12 percent. The rate is a setting there: 12 unless somebody gives it.
    #[must_use]
    pub fn netsuite() -> Self {
        Self::new(InterestPercent::Yearly { percent: percent(1_200) })
            .with_billing(InterestBilling::PerCustomer)
            .with_below_minimum(InterestMinimum::Charge)
    }

    /// ERPNext, a dunning type of its tests: 10 percent a year over 365 days, and a fee of 10.
    ///
    /// Source: frappe/erpnext, `erpnext/accounts/doctype/dunning/test_dunning.py`. Rate and fee are settings there. A part payment stops
    /// interest on that part, which it does not there (frappe/erpnext#49621).
    #[must_use]
    pub fn erpnext() -> Self {
        let fee = Currency::new("INR").map(|currency| InterestFixedSum::new(currency, whole(10), day(1, 1, 1)));
        Self::new(InterestPercent::Yearly { percent: percent(1_000) }).with_fixed_sums(fee.into_iter().collect::<Vec<_>>())
    }
}
