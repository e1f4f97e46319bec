//! The payment application rules of Microsoft Dynamics 365 Business Central.

use super::super::policy::{CashChoice, CashPolicy};
use super::super::rating::{Confidence, Grading, HowMany, MatchRule, PayerMatch};

impl CashPolicy {
    /// Business Central's payment application rules: 24 rows that grade each open entry by payer, document number and amount.
    /// The best is applied; what is of high confidence needs no review, unless another candidate is of the same row: that is ours,
    /// as Business Central takes the one due first unseen.
    ///
    /// How a row is judged: a payer matches fully by its bank account or by a name that nobody else has, partly by a name that
    /// is close or shared; a document's number must stand in the text, and several of one customer's count together; an amount
    /// is compared, with the discount that is still open, with every open entry of every customer. A number of up to four
    /// characters names nothing, by a note on that page. Of several entries with one
    /// grade the one due first is taken, as Business Central does within one customer; between customers that order is ours.
    ///
    /// ```
    /// use openitem::cash::{CashPolicy, Confidence};
    /// let rules = CashPolicy::business_central().grading.rules;
    /// let of = |confidence| rules.iter().filter(|rule| rule.confidence == confidence).count();
    /// assert_eq!([Confidence::High, Confidence::Medium, Confidence::Low].map(of), [10, 9, 5]);
    /// ```
    ///
    /// Source: MicrosoftDocs/dynamics365smb-docs, receivables-how-set-up-payment-application-rules.md (commit 0b6c69d), its table
    /// of standard rules; that high confidence needs no review is in table 1252, Bank Pmt. Appl. Rule, of its base application,
    /// which has one row more, for direct debit collections: it looks at a collection's entry, which a receipt here does not
    /// name, and is left out. Text-to-account mapping and the bank account's own tolerance are no part of the table; the
    /// tolerance is `grading.tolerance`, nothing here as there. City and address, which there make a shared name match fully,
    /// are no part of a receipt here and are left out. The table comes without an example in figures: its vectors are derived.
    #[must_use]
    pub fn business_central() -> Self {
        use Confidence::{High, Low, Medium};
        use HowMany::{One, Several, Zero};
        use PayerMatch::{Fully, No, Partly};
        let rows = [
            (High, Fully, Several, Some(One)),
            (High, Fully, Several, Some(Several)),
            (High, Fully, One, Some(One)),
            (High, Fully, One, Some(Several)),
            (High, Partly, Several, Some(One)),
            (High, Partly, Several, Some(Several)),
            (High, Partly, One, Some(One)),
            (High, Fully, Zero, Some(One)),
            (High, No, Several, Some(One)),
            (High, No, Several, Some(Several)),
            (Medium, Fully, Several, None),
            (Medium, Fully, One, None),
            (Medium, Fully, Zero, Some(Several)),
            (Medium, Partly, Several, None),
            (Medium, Partly, One, None),
            (Medium, No, One, Some(One)),
            (Medium, No, Several, None),
            (Medium, Partly, Zero, Some(One)),
            (Medium, No, One, None),
            (Low, Fully, Zero, Some(Zero)),
            (Low, Partly, Zero, Some(Several)),
            (Low, Partly, Zero, Some(Zero)),
            (Low, No, Zero, Some(One)),
            (Low, No, Zero, Some(Several)),
        ];
        let rule = |(confidence, payer, named, amounts)| {
            let mut rule = MatchRule::new(payer, named, confidence);
            rule.amounts = amounts;
            rule
        };
        Self::first_fit(Vec::new())
            .with_choice(CashChoice::Graded)
            .with_grading(Grading::new().with_rules(rows.into_iter().map(rule).collect::<Vec<_>>()).with_shortest_number(5))
    }
}
