//! The conventions of known systems, as policies: the same rules in another order, with other options.

use super::policy::{CashChoice, CashPolicy, CashRule, CashRuleKind as Kind, CreditNetting, DiscountsTaken};
use crate::Amount;

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
    /// PEERS section 2.1. The combo rule, which Oracle lists and does not explain in what was found, is left out.
    #[must_use]
    pub fn oracle_autocash() -> Self {
        let rule = |kind| CashRule::new(kind).with_discounts(DiscountsTaken::Earned).with_credits(CreditNetting::All);
        let rules = vec![
            rule(Kind::OneItem).with_credits(CreditNetting::Ignored),
            rule(Kind::AllOpen),
            rule(Kind::AllPastDue),
            rule(Kind::PastDueByTerm),
            rule(Kind::OldestFirst).with_partial(true).with_credits(CreditNetting::Ignored),
        ];
        Self::first_fit(rules)
    }

    /// ERPNext's allocation of a payment: the oldest invoice first, in part where the money ends.
    ///
    /// ```
    /// assert_eq!(openitem::cash::CashPolicy::erpnext_fifo().rules.len(), 1);
    /// ```
    ///
    /// Source: frappe/erpnext, Payment Entry, "Get Outstanding Invoices" and its allocation; PEERS section 1, row 6.
    #[must_use]
    pub fn erpnext_fifo() -> Self {
        let rule = CashRule::new(Kind::OldestFirst).with_partial(true).with_credits(CreditNetting::Ignored);
        Self::first_fit(vec![rule.with_discounts(DiscountsTaken::Ignored)])
    }

    /// Nothing but references that add up to the amount, in full: all else is for a person.
    ///
    /// ```
    /// assert_eq!(openitem::cash::CashPolicy::strict().rules.len(), 1);
    /// ```
    #[must_use]
    pub fn strict() -> Self {
        let rule = CashRule::new(Kind::ReferenceTotal).with_discounts(DiscountsTaken::Earned);
        Self::first_fit(vec![rule])
    }

    fn first_fit(rules: Vec<CashRule>) -> Self {
        Self::new()
            .with_rules(rules)
            .with_choice(CashChoice::FirstFit)
            .with_bank_fee(Amount::default())
            .with_on_account_unit(Amount::default())
    }
}
