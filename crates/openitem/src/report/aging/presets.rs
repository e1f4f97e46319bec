//! The conventions of known systems, as policies.

use super::policy::{AgingPolicy, BucketEdge, CreditTreatment, DateBasis, DateFallback};

/// Edges in days with labels of their own, the last without an end.
fn labelled(edges: &[(i32, &str)], rest: &str) -> Vec<BucketEdge> {
    let ends = edges.iter().map(|(through, label)| BucketEdge::days(*through).with_label(*label));
    ends.chain([BucketEdge::rest().with_label(rest)]).collect()
}

impl AgingPolicy {
    /// Oracle Receivables, 4-Bucket Aging with credits summarized: by due date, what is due on the date is current, 1-30,
    /// 31-60, 61-90 and 91+ days past due; open credits and receipts in columns of their own.
    ///
    /// Oracle prints the periods as "-999 to 0, 1 to 30, 31-61 and 61-91", which overlap; the ones here do not.
    ///
    /// ```
    /// let labels: Vec<_> = openitem::aging::AgingPolicy::oracle().buckets.into_iter().filter_map(|edge| edge.label).collect();
    /// assert_eq!(labels, ["current", "1-30", "31-60", "61-90", "91+"]);
    /// ```
    ///
    /// Source: Oracle Receivables help, Aging Buckets and Interest Tiers (4-Bucket Aging); PEERS section 2.4.
    #[must_use]
    pub fn oracle() -> Self {
        Self::new().with_buckets(labelled(&[(0, "current"), (30, "1-30"), (60, "31-60"), (90, "61-90")], "91+"))
    }

    /// ERPNext, Accounts Receivable by due date: 0-30, 31-60, 61-90, 91-120, 121 and more; items without a due date by the
    /// posting date; credit notes and advances as rows below zero by their own date.
    ///
    /// What is not yet due stands in no bucket there, so that buckets and outstanding differ; here it is left out by name,
    /// `not_yet_due`.
    ///
    /// ```
    /// assert_eq!(openitem::aging::AgingPolicy::erpnext().from_day, Some(0));
    /// ```
    ///
    /// Source: frappe/erpnext, `accounts_receivable.py`, `set_ageing` and `get_ageing_data`; PEERS section 2.4.
    #[must_use]
    pub fn erpnext() -> Self {
        Self::new()
            .with_buckets(labelled(&[(30, "0-30"), (60, "31-60"), (90, "61-90"), (120, "91-120")], "121+"))
            .with_from_day(0)
            .with_without_due(DateFallback::Effective)
            .with_credits(CreditTreatment::OwnDate)
            .with_money(CreditTreatment::OwnDate)
    }

    /// OCA aged partner balance: current while the date is not after the due date, then 1-30, 31-60, 61-90, 91-120, older;
    /// credits and payments net within the buckets by their own dates.
    ///
    /// ```
    /// assert_eq!(openitem::aging::AgingPolicy::oca().buckets.len(), 6);
    /// ```
    ///
    /// Source: OCA/account-financial-reporting, aged partner balance, PR#383; PEERS section 2.4.
    #[must_use]
    pub fn oca() -> Self {
        Self::new()
            .with_buckets(labelled(&[(0, "current"), (30, "1-30"), (60, "31-60"), (90, "61-90"), (120, "91-120")], "older"))
            .with_credits(CreditTreatment::OwnDate)
            .with_money(CreditTreatment::OwnDate)
    }

    /// LedgerSMB: whole periods of 30 days past due, cut towards zero: 0-29, 30-59, 60-89, 90+, so that what is due within
    /// the next 29 days stands in the first; credits in the rows by their own date.
    ///
    /// What is due in 30 days or later falls in no bucket there; here it is left out by name, `not_yet_due`.
    ///
    /// ```
    /// assert_eq!(openitem::aging::AgingPolicy::ledgersmb().from_day, Some(-29));
    /// ```
    ///
    /// Source: ledgersmb/LedgerSMB, `sql/modules/Report.sql`; PEERS section 2.4.
    #[must_use]
    pub fn ledgersmb() -> Self {
        Self::new()
            .with_buckets(labelled(&[(29, "0-29"), (59, "30-59"), (89, "60-89")], "90+"))
            .with_from_day(-29)
            .with_credits(CreditTreatment::OwnDate)
            .with_money(CreditTreatment::OwnDate)
    }

    /// SAP, overdue analysis: net due date without days of grace; 0 days, 1-30, 31-60, 61-180, 181-365, more than 365 days in
    /// arrears; credits and payments on account in the balance by their own date; down payments and bills of exchange, which
    /// are special G/L, apart.
    ///
    /// ```
    /// assert_eq!(openitem::aging::AgingPolicy::sap().buckets[3].label.as_deref(), Some("61-180"));
    /// ```
    ///
    /// Source: SAP Library, Accounts Receivable: Overdue Analysis (0FIAR_C03_Q0005). Special G/L apart is derived.
    #[must_use]
    pub fn sap() -> Self {
        Self::new()
            .with_buckets(labelled(&[(0, "0"), (30, "1-30"), (60, "31-60"), (180, "61-180"), (365, "181-365")], "365+"))
            .with_credits(CreditTreatment::OwnDate)
            .with_money(CreditTreatment::OwnDate)
            .with_prepayments(CreditTreatment::Apart)
    }

    /// Business Central, Aged Accounts Receivable by due date with periods of one month: not due (from the day after the
    /// ending date), three months counted back from it, and all before; what is due on the ending date itself stands in the
    /// first month. Credits and payments are rows by their own date.
    ///
    /// Where the day after the ending date is the 29th to the 31st, Business Central cuts each period from the last; here
    /// every period is counted from that day.
    ///
    /// ```
    /// assert_eq!(openitem::aging::AgingPolicy::business_central().buckets[0].through, Some(-1));
    /// ```
    ///
    /// Source: Microsoft Business Central base application, report 120 Aged Accounts Receivable, `CalcDates`.
    #[must_use]
    pub fn business_central() -> Self {
        let months = [(1, "1 month"), (2, "2 months"), (3, "3 months")];
        let edges = [BucketEdge::days(-1).with_label("not due")]
            .into_iter()
            .chain(months.iter().map(|(through, label)| BucketEdge::months(*through).with_label(*label)))
            .chain([BucketEdge::rest().with_label("before")]);
        Self::new().with_buckets(edges.collect::<Vec<_>>()).with_credits(CreditTreatment::OwnDate).with_money(CreditTreatment::OwnDate)
    }

    /// By the document date, which knows no "current": 0-30, 31-60, 61-90, 90+.
    ///
    /// ```
    /// let policy = openitem::aging::AgingPolicy::by_document_date();
    /// assert_eq!(policy.buckets[0].label.as_deref(), Some("0-30"));
    /// ```
    ///
    /// Source: DOMAIN section 2, invoice-date aging.
    #[must_use]
    pub fn by_document_date() -> Self {
        Self::new().with_basis(DateBasis::Document).with_buckets(labelled(&[(30, "0-30"), (60, "31-60"), (90, "61-90")], "90+"))
    }

    /// For [`unapplied`](super::unapplied): by the value date of money, the document date of credits.
    ///
    /// ```
    /// use openitem::aging::AgingPolicy;
    /// assert_eq!(AgingPolicy::unapplied(), AgingPolicy::by_document_date());
    /// ```
    #[must_use]
    pub fn unapplied() -> Self {
        Self::by_document_date()
    }
}
