//! The conventions of known systems, as policies: the same rules in another order, with other options.

mod business_central;
pub(super) mod per_currency;
#[cfg(test)]
mod tests;

use super::policy::{CashChoice, CashPolicy, CashRule, CashRuleKind as Kind, CreditNetting, DiscountsTaken, ShortPayment};
use crate::MoneyClass;

impl CashPolicy {
    /// Oracle Receivables AutoCash with all five rules in their usual order: one invoice of the amount; the whole account; all
    /// past due; past due of one payment term; the oldest first, in part where the money ends. The first that fits is applied.
    ///
    /// ```
    /// use openitem::cash::{CashPolicy, CashRuleKind};
    /// let rules: Vec<_> = CashPolicy::oracle_autocash().rules.into_iter().map(|rule| rule.kind).collect();
    /// assert_eq!(rules.first(), Some(&CashRuleKind::OneItem));
    /// assert_eq!(rules.last(), Some(&CashRuleKind::OldestFirst));
    /// ```
    ///
    /// Source: Oracle Fusion Cloud Financials, Using Receivables, examples of using each AutoCash rule and of a rule set;
    /// PEERS section 2.1. The combo rule, which Oracle lists and does not explain in what was found, is left out; so are credits
    /// among the oldest items, and credits by payment term: those past due are netted against whatever group is tried.
    #[must_use]
    pub fn oracle_autocash() -> Self {
        let rule = |kind| CashRule::new(kind).with_discounts(DiscountsTaken::Earned).with_credits(CreditNetting::Always);
        let rules = vec![
            rule(Kind::OneItem).with_credits(CreditNetting::Ignored),
            rule(Kind::AllOpen),
            rule(Kind::AllPastDue),
            rule(Kind::PastDueByTerm),
            rule(Kind::OldestFirst).with_partial(true).with_credits(CreditNetting::Ignored),
        ];
        Self::first_fit(rules)
    }

    /// Oracle Receivables AutoMatch: each number of the remittance is compared with the numbers of open items by Levenshtein's
    /// distance; a candidate's score weighs payer, number and amount; from one threshold on it is shown, from another applied.
    /// A receipt that names nothing is left alone: Oracle hands it to AutoCash, [`oracle_autocash`](Self::oracle_autocash).
    ///
    /// ```
    /// let weights = openitem::cash::CashPolicy::oracle_automatch().weights;
    /// assert_eq!(weights.payer + weights.number + weights.amount, 100);
    /// assert!(weights.shown_from < weights.payer_from && weights.shown_from < weights.unseen_from);
    /// ```
    ///
    /// Source: Oracle Fusion Cloud Financials, Using Receivables, How AutoMatch Recommendations Are Calculated (25d), and the
    /// columns of AR_AUTOMATCH_RULES (24c): a customer, a minimum and a combined threshold, the minimum below both others; a
    /// customer, a transaction and an amount weight. The figures are ours: Oracle ships none, an installation enters its own.
    /// The text that was found breaks off within the formula, after `1 - (number of changes required to make the recommended
    /// string match the provided`; we divide by the longer of the two. Left out, as what they do in detail was not found: the
    /// days in which a closed transaction is still a candidate, amounts net of tax or freight, and string handling by position
    /// (signs and leading zeros are dropped from both numbers instead). Where Oracle is reported to give a payer 100 who is not
    /// named at all, we give what the payer's evidence is worth.
    #[must_use]
    pub fn oracle_automatch() -> Self {
        Self::first_fit(Vec::new()).with_choice(CashChoice::Scored)
    }

    /// SAP's lockbox as it posts a check: documents named in full that add up are cleared; one document that was paid short is
    /// cleared and the rest becomes a new item; money over, or that fits nothing, stands on account; without a customer nothing
    /// is posted.
    ///
    /// ```
    /// use openitem::cash::{CashPolicy, ShortPayment};
    /// let policy = CashPolicy::sap_lockbox();
    /// assert_eq!(policy.short, ShortPayment::Residual);
    /// assert!(policy.rules.iter().all(|rule| rule.whole_numbers));
    /// ```
    ///
    /// Source: SAP Help, Interpretation Algorithms, 001 (a value of the note to payee is a document number or a reference in
    /// full); SAP KBA 3641229 (a payment that does not clear makes a residual item unless the flag for partial payments is set,
    /// which is `short: leave_open` here); SAP Help, Postprocessing Lockbox Data (a check is posted, partially applied, posted on
    /// account or not posted); the list of outcomes of deskdr.com, Lock box "applied", lines 3 and 4. Left out, as what they
    /// do was not found: interpretation algorithms 003, 020, 021 and 031. Algorithms 011 and 012 are for checks that we write, no
    /// receipts. Left out too: tolerance groups (OBA3, OBA4), and the amounts of single lines of an advice. SAP wants leading
    /// zeros as they are stored, we do not; it keeps a check with a document that was not found wholly on account where the rest
    /// does not add up (KBA 3592437), as we do but for one document. No example in figures was found but the list's: the other
    /// vectors are derived.
    #[must_use]
    pub fn sap_lockbox() -> Self {
        let rule = |kind| CashRule::new(kind).with_whole_numbers(true).with_credits(CreditNetting::Ignored);
        let short = rule(Kind::References).with_largest(1).with_partial(true).with_discounts(DiscountsTaken::Ignored);
        Self::first_fit(vec![rule(Kind::ReferenceTotal), short]).with_short(ShortPayment::Residual).with_leftover(MoneyClass::OnAccount)
    }

    /// iDempiere's automatic allocation of a business partner's payments: the invoice that a payment names, if it is of that
    /// amount; all that is open, if it is; one invoice of the amount, the oldest first; and, as is preset, the oldest invoices
    /// first by their dates, credits netted, as far as the money goes.
    ///
    /// ```
    /// let rules = openitem::cash::CashPolicy::idempiere().rules;
    /// assert!(rules.last().is_some_and(|rule| rule.by_document_date && rule.partial));
    /// ```
    ///
    /// Source: idempiere/idempiere, org.compiere.process.AllocationAuto (commit 09397e2). A payment there names an invoice or a
    /// payment selection in fields of its own; here the remittance does. Left out: several payments allocated at once (a
    /// proposal is of one receipt), currencies other than the books', and allocation of what is close by percentage and amount,
    /// of which that source has only a comment. A discount is there what the payment says, and never read from terms. No example
    /// in figures was found: its vectors are derived.
    #[must_use]
    pub fn idempiere() -> Self {
        let rule = |kind| {
            CashRule::new(kind).with_credits(CreditNetting::Always).with_by_document_date(true).with_discounts(DiscountsTaken::Ignored)
        };
        let rules = vec![
            rule(Kind::ReferenceTotal).with_whole_numbers(true),
            rule(Kind::AllOpen),
            rule(Kind::OneItem).with_credits(CreditNetting::Ignored),
            rule(Kind::OldestFirst).with_partial(true),
        ];
        Self::first_fit(rules)
    }

    /// ERPNext's allocation of a payment: the oldest invoice first, in part where the money ends.
    ///
    /// ```
    /// use openitem::cash::{CashPolicy, CashRuleKind};
    /// let rules = CashPolicy::erpnext_fifo().rules;
    /// assert!(rules.iter().all(|rule| rule.kind == CashRuleKind::OldestFirst && rule.partial));
    /// ```
    ///
    /// Source: frappe/erpnext, Payment Entry, "Get Outstanding Invoices" and its allocation; its test of payment reconciliation
    /// (test_payment_reconciliation.py) is a vector of ours: invoices of 150 and 400, paid with 400.
    #[must_use]
    pub fn erpnext_fifo() -> Self {
        let rule = CashRule::new(Kind::OldestFirst).with_partial(true).with_credits(CreditNetting::Ignored);
        Self::first_fit(vec![rule.with_discounts(DiscountsTaken::Ignored)])
    }

    /// Nothing but numbers in full of documents that add up to the amount, understood in one way: all else is for a person. Words
    /// that look like a number and are none of ours (an order of theirs) do not matter.
    ///
    /// ```
    /// use openitem::cash::{CashPolicy, CashRuleKind};
    /// let rules = CashPolicy::strict().rules;
    /// assert!(rules.iter().all(|rule| rule.kind == CashRuleKind::ReferenceTotal && rule.whole_numbers));
    /// ```
    #[must_use]
    pub fn strict() -> Self {
        let rule = CashRule::new(Kind::ReferenceTotal).with_discounts(DiscountsTaken::Earned).with_whole_numbers(true);
        Self::first_fit(vec![rule])
    }

    fn first_fit(rules: Vec<CashRule>) -> Self {
        Self::new().with_rules(rules).with_choice(CashChoice::FirstFit).with_bank_fees(Vec::new()).with_on_account_units(Vec::new())
    }
}
