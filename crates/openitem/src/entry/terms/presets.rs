//! The vendors' conventions by name, where they differ from the defaults.

use openitem_macros::wire;

use super::{DayLimit, DiscountBase, DiscountTerm, DueRule, InstallmentTerm, PaymentTerms, Share, TaxPlacement, check};
use crate::{BusinessDayRule, OpenItemError, Rate, Rest};

/// How Odoo counts the days of a payment term line.
#[wire]
pub enum OdooDelay {
    /// Days after the invoice date.
    #[default]
    DaysAfter,
    /// Days after the end of the month.
    DaysAfterEndOfMonth,
    /// Days after the end of the next month.
    DaysAfterEndOfNextMonth,
    /// Days, then on a day of the month after; no day is the end of the month reached.
    DaysEndOfMonthOnThe,
}

impl PaymentTerms {
    /// The names of the presets: each is the constructor of this name, and an operation of the facade.
    pub const PRESETS: &'static [&'static str] = &[
        "net",
        "netsuite_date_driven",
        "netsuite_standard",
        "oca",
        "odoo",
        "oracle_day_of_month",
        "oracle_relative_amounts",
        "sap_day_limits",
        "sap_fixed_day",
    ];

    /// Net so many days: "net 30".
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// assert_eq!(PaymentTerms::net(30).to_string(), "net 30");
    /// ```
    #[must_use]
    pub fn net(days: i32) -> Self {
        Self::due_by(DueRule::new().with_days(days))
    }

    /// One installment under a rule.
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// use openitem::terms::DueRule;
    /// assert_eq!(PaymentTerms::due_by(DueRule::new().with_end_of_month(true)).to_string(), "EOM");
    /// ```
    #[must_use]
    pub fn due_by(due: DueRule) -> Self {
        Self::new().with_installments(vec![InstallmentTerm::new().with_due(due)])
    }

    /// Oracle Receivables, day of month: dates after the cutoff day go to the next month, then the months ahead, then the day.
    /// Without a cutoff day nothing rolls. Discounts are computed on the whole, tax and freight included, and the last
    /// installment takes the rest.
    ///
    /// Source: Oracle Receivables User Guide, payment terms, "Cutoff Day", "Day of Month", "Months Ahead", "Discount Basis".
    ///
    /// ```
    /// use openitem::{PaymentTerms, terms};
    ///
    /// let terms = PaymentTerms::oracle_day_of_month(Some(20), 2, 10);
    /// let due = terms::due_date(&terms.installments[0].due, "2026-04-24".parse().unwrap())?;
    /// assert_eq!(due.to_string(), "2026-07-10");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn oracle_day_of_month(cutoff_day: Option<i32>, months_ahead: i32, day_of_month: i32) -> Self {
        let mut due = DueRule::new().with_months_ahead(months_ahead).with_day_of_month(day_of_month);
        due.cutoff_day = cutoff_day;
        Self::due_by(due).with_discount_base(DiscountBase::Gross)
    }

    /// Oracle Receivables, relative amounts: parts of a base amount that add up to it, tax and freight all in the first
    /// installment or spread over all.
    ///
    /// Source: Oracle Receivables, payment terms: "the sum of the relative amounts must equal the base amount", "Installment
    /// options".
    ///
    /// # Errors
    /// `invalid_value` where they do not add up, or the two lists differ in length.
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// use openitem::terms::{DueRule, TaxPlacement};
    ///
    /// let thirds = vec!["1".parse()?; 3];
    /// let due = vec![DueRule::new(), DueRule::new().with_days(30), DueRule::new().with_days(60)];
    /// let terms = PaymentTerms::oracle_relative_amounts("3".parse()?, thirds, due, TaxPlacement::First)?;
    /// assert_eq!(terms.installments.len(), 3);
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    pub fn oracle_relative_amounts(
        base_amount: Rate,
        relative_amounts: Vec<Rate>,
        due: Vec<DueRule>,
        tax: TaxPlacement,
    ) -> Result<Self, OpenItemError> {
        if relative_amounts.len() != due.len() {
            let expected = format!("{} of them, one for every relative amount", relative_amounts.len());
            return Err(OpenItemError::invalid("due", format!("{} rules", due.len()), &expected));
        }
        let parts = relative_amounts.into_iter().zip(due);
        let installments = parts
            .map(|(percent, due)| InstallmentTerm::new().with_share(Share::Percent { percent, of: super::ShareOf::Total }).with_due(due));
        let terms = Self::new()
            .with_base_amount(base_amount)
            .with_installments(installments.collect::<Vec<_>>())
            .with_tax(tax)
            .with_discount_base(DiscountBase::Gross);
        check(&terms)?;
        Ok(terms)
    }

    /// SAP, terms of payment of several rows with day limits: the row with the smallest limit that is not before the
    /// baseline day holds, and the last limit is 31. Discounts are computed on the whole document.
    ///
    /// Source: SAP Help, terms of payment, day limit (help.sap.com/saphelp_46c).
    ///
    /// # Errors
    /// `invalid_value` where the limits do not ascend to 31.
    ///
    /// ```
    /// use openitem::{PaymentTerms, terms};
    /// use openitem::terms::{DayLimit, DueRule};
    ///
    /// // ZB02: posted through the 15th, due on the last of the month; later, on the 15th of the next month.
    /// let early = DayLimit::new(15).with_due(DueRule::new().with_day_of_month(31));
    /// let late = DayLimit::new(31).with_due(DueRule::new().with_day_of_month(15).with_months_ahead(1));
    /// let terms = PaymentTerms::sap_day_limits(vec![early, late])?;
    /// assert_eq!(terms.to_string(), "through 15: net 0 day=31; 15 MFI discount_base=gross");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    pub fn sap_day_limits(mut rows: Vec<DayLimit>) -> Result<Self, OpenItemError> {
        let Some(last) = rows.pop().filter(|row| row.through_day == 31) else {
            return Err(OpenItemError::invalid("through_day", "no row through the 31st", "rows that ascend to day 31"));
        };
        let part = InstallmentTerm::new().with_day_limits(rows).with_due(last.due).with_discounts(last.discounts);
        let terms = Self::new().with_installments(vec![part]).with_discount_base(DiscountBase::Gross);
        check(&terms)?;
        Ok(terms)
    }

    /// SAP, one row: the fixed day takes the place of the baseline date's day, after the additional months.
    ///
    /// Source: SAP Help, terms of payment, fixed day and additional months.
    ///
    /// ```
    /// use openitem::{PaymentTerms, terms};
    ///
    /// let terms = PaymentTerms::sap_fixed_day(30, 1);
    /// let due = terms::due_date(&terms.installments[0].due, "2026-01-10".parse().unwrap())?;
    /// assert_eq!(due.to_string(), "2026-02-28");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn sap_fixed_day(fixed_day: i32, additional_months: i32) -> Self {
        let due = DueRule::new().with_day_of_month(fixed_day).with_months_ahead(additional_months);
        Self::due_by(due).with_discount_base(DiscountBase::Gross)
    }

    /// Odoo: the last line is the balance, whatever it says; the others are rounded on their own. The early discount stands
    /// on a single line and is computed on the whole ("included") unless another base is given.
    ///
    /// Source: Odoo `addons/account/models/account_payment_term.py`, `_compute_terms`.
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// use openitem::terms::{DueRule, InstallmentTerm, OdooDelay, Share, ShareOf};
    ///
    /// let half = InstallmentTerm::new()
    ///     .with_share(Share::Percent { percent: "50".parse()?, of: ShareOf::Total })
    ///     .with_due(DueRule::odoo(OdooDelay::DaysAfterEndOfMonth, 45, 0));
    /// let terms = PaymentTerms::odoo(vec![half.clone(), half]);
    /// assert_eq!(terms.to_string(), "50% net 45 EOM, balance net 45 EOM discount_base=gross");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn odoo(mut lines: Vec<InstallmentTerm>) -> Self {
        if let Some(last) = lines.last_mut() {
            last.share = Share::Balance {};
        }
        Self::new().with_installments(lines).with_remainder(Rest::Last).with_discount_base(DiscountBase::Gross)
    }

    /// OCA `account_payment_term_extension`: as Odoo, with dates on a holiday postponed to the next business day.
    ///
    /// Source: OCA/account-payment `account_payment_term_extension`.
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// use openitem::terms::{DueRule, InstallmentTerm};
    ///
    /// let two_weeks = InstallmentTerm::new().with_due(DueRule::oca(0, 2, 0, vec![]));
    /// assert_eq!(PaymentTerms::oca(vec![two_weeks]).to_string(), "net 14 business_day=following discount_base=gross");
    /// ```
    #[must_use]
    pub fn oca(lines: Vec<InstallmentTerm>) -> Self {
        Self::odoo(lines).with_business_day(BusinessDayRule::Following)
    }

    /// NetSuite, standard terms: net days and one discount, computed on the whole.
    ///
    /// Source: NetSuite record browser, `term`: daysUntilNetDue, discountPercent, daysUntilExpiry.
    ///
    /// ```
    /// use openitem::PaymentTerms;
    /// let terms = PaymentTerms::netsuite_standard(30, "2".parse()?, 10);
    /// assert_eq!(terms.to_string(), "2/10 net 30 discount_base=gross");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn netsuite_standard(days_until_net_due: i32, discount_percent: Rate, days_until_expiry: i32) -> Self {
        let discount = DiscountTerm::new(discount_percent, DueRule::new().with_days(days_until_expiry));
        let part = InstallmentTerm::new().with_due(DueRule::new().with_days(days_until_net_due)).with_discounts(vec![discount]);
        Self::new().with_installments(vec![part]).with_discount_base(DiscountBase::Gross)
    }

    /// NetSuite, date driven: the next such day of the month; an invoice dated so few days before it goes to the month after.
    /// Day 31 is the last day of any month.
    ///
    /// Source: NetSuite record browser, `term`: dateDriven, dayOfMonthNetDue, dueNextMonthIfWithinDays.
    ///
    /// ```
    /// use openitem::{PaymentTerms, terms};
    ///
    /// let terms = PaymentTerms::netsuite_date_driven(15, 5);
    /// let due = |date: &str| terms::due_date(&terms.installments[0].due, date.parse().unwrap());
    /// assert_eq!(due("2026-01-09")?.to_string(), "2026-01-15");
    /// assert_eq!(due("2026-01-10")?.to_string(), "2026-02-15");
    /// assert_eq!(due("2026-01-20")?.to_string(), "2026-02-15");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn netsuite_date_driven(day_of_month_net_due: i32, due_next_month_if_within_days: i32) -> Self {
        // Within so many days means that the day must lie further away than they reach.
        let earliest = if due_next_month_if_within_days > 0 { due_next_month_if_within_days.saturating_add(1) } else { 0 };
        let due = DueRule::new().with_day_of_month(day_of_month_net_due).with_earliest_days(earliest);
        Self::due_by(due).with_discount_base(DiscountBase::Gross)
    }
}

impl DueRule {
    /// The rule of an Odoo payment term line.
    ///
    /// Source: Odoo `addons/account/models/account_payment_term.py`, `_get_due_date`.
    ///
    /// ```
    /// use openitem::terms::{DueRule, OdooDelay, due_date};
    ///
    /// let rule = DueRule::odoo(OdooDelay::DaysEndOfMonthOnThe, 30, 10);
    /// assert_eq!(due_date(&rule, "2023-12-12".parse().unwrap())?.to_string(), "2024-02-10");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn odoo(delay: OdooDelay, days: i32, days_next_month: i32) -> Self {
        match delay {
            OdooDelay::DaysAfter => Self::new().with_days(days),
            OdooDelay::DaysAfterEndOfMonth => Self::new().with_end_of_month(true).with_days_after(days),
            OdooDelay::DaysAfterEndOfNextMonth => Self::new().with_months_ahead(1).with_end_of_month(true).with_days_after(days),
            OdooDelay::DaysEndOfMonthOnThe if days_next_month == 0 => Self::new().with_days(days).with_end_of_month(true),
            OdooDelay::DaysEndOfMonthOnThe => Self::new().with_days(days).with_months_ahead(1).with_day_of_month(days_next_month),
        }
    }

    /// The rule of an OCA payment term line: months, weeks and days after the invoice, then the next pay day.
    ///
    /// Source: OCA/account-payment `account_payment_term_extension`.
    ///
    /// ```
    /// use openitem::terms::{DueRule, due_date};
    ///
    /// let rule = DueRule::oca(0, 0, 5, vec![5]);
    /// assert_eq!(due_date(&rule, "2020-01-01".parse().unwrap())?.to_string(), "2020-02-05");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn oca(months: i32, weeks: i32, days: i32, payment_days: Vec<i32>) -> Self {
        Self::new().with_months(months).with_days(weeks.saturating_mul(7).saturating_add(days)).with_pay_days(payment_days)
    }
}
