//! Sorting out what is not a receivable: a bank file also holds interest, tax refunds, own transfers, supplier refunds,
//! payments of ours that came back, and a processor's settlements.
//!
//! The rules are data, in order; the first that fits decides. A rule never names a customer: it says that the money is no
//! customer's, and where it goes.

mod rules;

use openitem_macros::wire;

use super::identify::{last_signs, normal_number, reason, split};
use crate::{EntityId, LedgerAccount, MiscellaneousReceipt, Reason, Receipt};

pub use rules::sort_rules;

/// How much of a payer's text is looked at, in characters.
const LONGEST_TEXT: usize = 4_000;

/// What money on a bank line may be.
#[wire]
pub enum SortOutcome {
    /// A customer's, as far as the rules can tell: who paid and what for is for the next stages to find.
    CustomerMoney {},
    /// Nobody's receivable: interest, a tax refund.
    Miscellaneous {
        /// The account it is booked to.
        ledger_account: LedgerAccount,
    },
    /// Ours already, from another account of ours, or meant for another entity of ours.
    OwnTransfer {
        /// The entity that it came from or belongs to; the receipt's own where none is given.
        entity: Option<EntityId>,
        /// The account between the two.
        ledger_account: LedgerAccount,
    },
    /// A supplier pays back what we paid too much.
    SupplierRefund {
        /// The account it is booked to: payables, as a rule.
        ledger_account: LedgerAccount,
    },
    /// A payment that we made came back: the account was closed, the number wrong.
    ReturnedPayment {
        /// The account it is booked to: payables, as a rule.
        ledger_account: LedgerAccount,
    },
    /// The bank takes back money that it gave us: a receipt of ours is returned, and no money came in.
    ReceiptReturned {},
    /// A processor's or acquirer's settlement, to be split: [`split_settlement`](super::split_settlement).
    Settlement {},
}

/// When a receipt is no customer's money. Every condition that is given must hold; one without any holds never.
///
/// Words are compared as whole words without regard to case, accents and punctuation; several in one text must follow each
/// other.
#[wire]
pub struct SortRule {
    /// The rule's name, in snake_case: it stands in the reason.
    pub name: String,
    /// What the money is then.
    pub outcome: SortOutcome,
    /// The payer's name has one of these.
    #[wire(default)]
    pub payer_words: Vec<String>,
    /// Whether `payer_words` hold as well where the line names no payer, neither by name nor by number or account: what the bank
    /// credits of its own.
    #[wire(default)]
    pub payer_may_be_missing: bool,
    /// The remittance has one of these.
    #[wire(default)]
    pub text_words: Vec<String>,
    /// The bank gives one of these codes among the receipt's references.
    #[wire(default)]
    pub bank_codes: Vec<String>,
    /// It came from one of these accounts: ours, for own transfers.
    #[wire(default)]
    pub payer_accounts: Vec<String>,
    /// It came in on one of these accounts of ours.
    #[wire(default)]
    pub our_accounts: Vec<String>,
    /// Whether its amount must be below zero: a debit on a bank statement.
    #[wire(default)]
    pub below_zero: bool,
    /// The rule does not hold where the remittance has one of these: what names an invoice is a customer's. Digits joined to a
    /// word count as a word of their own here (`INV4711`), and `#` stands for any word that begins with a digit (`RE #`).
    #[wire(default)]
    pub unless_words: Vec<String>,
}

/// What a receipt is, and why.
#[wire]
pub struct Sorted {
    /// What it is.
    pub outcome: SortOutcome,
    /// What to post where it is no customer's: the record of a miscellaneous receipt.
    pub miscellaneous: Option<MiscellaneousReceipt>,
    /// The rule that held and what it saw.
    #[wire(default)]
    pub reasons: Vec<Reason>,
}

/// Says whether a receipt is customers' money, going by the first rule that holds.
///
/// Nothing is posted, and no customer is named. What a rule takes for interest comes back with the record to post; a person or
/// the host's policy accepts it.
///
/// ```
/// use openitem::cash::{SortOutcome, sort_out, sort_rules};
/// use openitem::{Amount, Currency, Payer, Receipt};
///
/// let receipt = Receipt::new("R1", Currency::EUR, "310.20".parse::<Amount>()?)
///     .with_payer(Payer::new().with_name("Finanzamt München"))
///     .with_remittance("Umsatzsteuer Erstattung 2025");
/// let sorted = sort_out(&receipt, &sort_rules());
/// assert!(matches!(sorted.outcome, SortOutcome::Miscellaneous { .. }));
/// assert_eq!(sorted.reasons[0].rule, "tax_refund");
///
/// let customer = receipt.with_remittance("Rechnung 4711");
/// assert_eq!(sort_out(&customer, &sort_rules()).outcome, SortOutcome::CustomerMoney {});
/// # Ok::<(), openitem::OpenItemError>(())
/// ```
#[must_use]
pub fn sort_out(receipt: &Receipt, rules: &[SortRule]) -> Sorted {
    let seen = Seen::new(receipt);
    let held = rules.iter().find_map(|rule| seen.holds(rule).map(|found| (rule, found)));
    let Some((rule, found)) = held else {
        return Sorted { outcome: SortOutcome::CustomerMoney {}, miscellaneous: None, reasons: Vec::new() };
    };
    let inputs: Vec<(&str, &str)> = found.iter().map(|(condition, value)| (condition.name(), value.as_str())).collect();
    let because: Vec<String> = found.iter().map(|(condition, value)| format!("{} {value}", condition.says())).collect();
    let text = format!("{}: {}", describe(&rule.outcome), because.join(", "));
    let miscellaneous = ledger_account(&rule.outcome).map(|account| miscellaneous(receipt, account, rule));
    Sorted { outcome: rule.outcome.clone(), miscellaneous, reasons: vec![reason(&rule.name, &inputs, text)] }
}

/// The money booked elsewhere, with all that the bank line said.
fn miscellaneous(receipt: &Receipt, account: &LedgerAccount, rule: &SortRule) -> MiscellaneousReceipt {
    MiscellaneousReceipt {
        id: receipt.id.clone(),
        currency: receipt.currency,
        amount: receipt.amount,
        ledger_account: account.clone(),
        value_date: receipt.value_date,
        booked: receipt.booked.clone(),
        payer: receipt.payer.clone(),
        text: Some(rule.name.clone()),
    }
}

const fn ledger_account(outcome: &SortOutcome) -> Option<&LedgerAccount> {
    match outcome {
        SortOutcome::Miscellaneous { ledger_account }
        | SortOutcome::OwnTransfer { ledger_account, .. }
        | SortOutcome::SupplierRefund { ledger_account }
        | SortOutcome::ReturnedPayment { ledger_account } => Some(ledger_account),
        SortOutcome::CustomerMoney {} | SortOutcome::ReceiptReturned {} | SortOutcome::Settlement {} => None,
    }
}

const fn describe(outcome: &SortOutcome) -> &'static str {
    match outcome {
        SortOutcome::CustomerMoney {} => "customers' money",
        SortOutcome::Miscellaneous { .. } => "no customer's money",
        SortOutcome::OwnTransfer { .. } => "a transfer of our own",
        SortOutcome::SupplierRefund { .. } => "a supplier's refund",
        SortOutcome::ReturnedPayment { .. } => "a payment of ours that came back",
        SortOutcome::ReceiptReturned {} => "the bank takes a receipt back",
        SortOutcome::Settlement {} => "a processor's settlement",
    }
}

/// What a rule looks at.
#[derive(Clone, Copy)]
enum Condition {
    PayerWord,
    TextWord,
    BankCode,
    PayerAccount,
    OurAccount,
    Amount,
}

impl Condition {
    const fn name(self) -> &'static str {
        match self {
            Self::PayerWord => "payer_word",
            Self::TextWord => "text_word",
            Self::BankCode => "bank_code",
            Self::PayerAccount => "payer_account_ends",
            Self::OurAccount => "our_account_ends",
            Self::Amount => "amount",
        }
    }

    const fn says(self) -> &'static str {
        match self {
            Self::PayerWord => "the payer's name has",
            Self::TextWord => "the text says",
            Self::BankCode => "the bank's code is",
            Self::PayerAccount => "it came from the account ending in",
            Self::OurAccount => "it came in on our account ending in",
            Self::Amount => "its amount is",
        }
    }

    /// What was found, as it may be shown: of an account its end only.
    fn shown(self, found: &str) -> String {
        match self {
            Self::PayerAccount | Self::OurAccount => last_signs(Some(found)),
            _ => found.to_owned(),
        }
    }
}

/// A receipt as rules see it.
struct Seen<'a> {
    receipt: &'a Receipt,
    payer: Vec<String>,
    text: Vec<String>,
    /// The text with digits parted from the letters before them.
    parted: Vec<String>,
    codes: Vec<String>,
    theirs: Option<String>,
    ours: Option<String>,
}

impl<'a> Seen<'a> {
    fn new(receipt: &'a Receipt) -> Self {
        let words = |text: Option<&String>| text.map(|text| split(text, LONGEST_TEXT, usize::MAX)).unwrap_or_default();
        let text = words(receipt.remittance.as_ref());
        Self {
            receipt,
            payer: words(receipt.payer.name.as_ref()),
            parted: text.iter().flat_map(|word| part(word)).map(str::to_owned).collect(),
            text,
            codes: receipt.references.iter().map(|reference| normal_number(&reference.value)).collect(),
            theirs: receipt.payer.bank_account.as_deref().map(normal_number),
            ours: receipt.bank_account.as_deref().map(normal_number),
        }
    }

    /// Whether the line names nobody who paid: the bank itself.
    fn has_no_payer(&self) -> bool {
        let is_blank = |number: Option<&str>| number.is_none_or(|number| normal_number(number).is_empty());
        self.payer.is_empty() && is_blank(self.theirs.as_deref()) && is_blank(self.receipt.payer.id.as_deref())
    }

    /// What a rule saw, where it holds.
    fn holds(&self, rule: &SortRule) -> Option<Vec<(Condition, String)>> {
        if names(&self.text, &rule.unless_words) || names(&self.parted, &rule.unless_words) {
            return None;
        }
        let mut found = Vec::new();
        let mut condition = |condition: Condition, given: &[String], seen: Option<&String>| match seen {
            _ if given.is_empty() => Some(()),
            Some(seen) => {
                found.push((condition, condition.shown(seen)));
                Some(())
            }
            None => None,
        };
        if !(rule.payer_may_be_missing && self.has_no_payer()) {
            condition(Condition::PayerWord, &rule.payer_words, phrase(&self.payer, &rule.payer_words))?;
        }
        condition(Condition::TextWord, &rule.text_words, phrase(&self.text, &rule.text_words))?;
        condition(Condition::BankCode, &rule.bank_codes, number(&self.codes, &rule.bank_codes))?;
        condition(Condition::PayerAccount, &rule.payer_accounts, number(self.theirs.as_slice(), &rule.payer_accounts))?;
        condition(Condition::OurAccount, &rule.our_accounts, number(self.ours.as_slice(), &rule.our_accounts))?;
        if rule.below_zero {
            if !self.receipt.amount.is_negative() {
                return None;
            }
            found.push((Condition::Amount, self.receipt.amount.to_string()));
        }
        (!found.is_empty()).then_some(found)
    }
}

/// A word in two where digits end it: `INV4711` is `INV` and `4711`.
fn part(word: &str) -> impl Iterator<Item = &str> {
    let letters = word.trim_end_matches(|sign: char| sign.is_ascii_digit());
    let (letters, digits) = word.split_at_checked(letters.len()).unwrap_or((word, ""));
    [letters, digits].into_iter().filter(|part| !part.is_empty())
}

/// Whether one of these texts stands among the words; its `#` is any word that begins with a digit.
fn names(words: &[String], sought: &[String]) -> bool {
    sought.iter().any(|text| {
        let phrase: Vec<String> =
            text.split('#').map(|part| split(part, LONGEST_TEXT, usize::MAX)).collect::<Vec<_>>().join(&"#".to_owned());
        let is = |(word, sought): (&String, &String)| {
            if sought == "#" { word.starts_with(|sign: char| sign.is_ascii_digit()) } else { word == sought }
        };
        !phrase.is_empty() && words.windows(phrase.len()).any(|window| window.iter().zip(&phrase).all(is))
    })
}

/// The first of these texts whose words stand one after the other among the words.
fn phrase<'a>(words: &[String], sought: &'a [String]) -> Option<&'a String> {
    sought.iter().find(|text| {
        let phrase = split(text, LONGEST_TEXT, usize::MAX);
        !phrase.is_empty() && words.windows(phrase.len()).any(|window| window == phrase.as_slice())
    })
}

/// The first of these numbers that is among those seen, however either is spaced.
fn number<'a>(seen: &[String], sought: &'a [String]) -> Option<&'a String> {
    sought.iter().find(|text| {
        let normal = normal_number(text);
        !normal.is_empty() && seen.contains(&normal)
    })
}

impl SortRule {
    /// Money that comes from an account of ours is a transfer of our own, between accounts of one entity or from another.
    ///
    /// ```
    /// use openitem::cash::{SortRule, sort_out};
    /// use openitem::{Amount, Currency, Payer, Receipt};
    ///
    /// let rule = SortRule::own_account("FR01", "FR76 3000 6000 0112 3456 7890 189", "1400");
    /// let payer = Payer::new().with_bank_account("FR7630006000011234567890189");
    /// let sorted = sort_out(&Receipt::new("R1", Currency::EUR, "5000".parse::<Amount>()?).with_payer(payer), &[rule]);
    /// assert_eq!(sorted.miscellaneous.unwrap().ledger_account.as_str(), "1400");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    #[must_use]
    pub fn own_account(entity: impl Into<EntityId>, bank_account: impl Into<String>, ledger_account: impl Into<LedgerAccount>) -> Self {
        let outcome = SortOutcome::OwnTransfer { entity: Some(entity.into()), ledger_account: ledger_account.into() };
        Self::new("own_account", outcome).with_payer_accounts(vec![bank_account.into()])
    }
}

#[cfg(test)]
mod tests;
