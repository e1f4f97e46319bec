//! A reading while it is weighed: which items of an account, in which manner, and how likely chance alone is to give it.

use chrono::NaiveDate;

use super::account::{Account, Class, Manner, Priced};
use super::policy::CashRuleKind;
use crate::{Reason, ReasonCode, ReasonInput};

/// Items of an account that add up to what was paid.
#[derive(Debug, Clone)]
pub(crate) struct Reading {
    /// Which of the accounts looked at.
    pub account: usize,
    /// The rule that found it.
    pub rule: CashRuleKind,
    pub manner: Manner,
    /// Places among the account's debits, ascending.
    pub debits: Vec<usize>,
    /// Places among the account's credits, ascending.
    pub credits: Vec<usize>,
    /// How many such readings chance alone would be expected to give, in millionths.
    pub chance: u64,
    /// What of the receipt it leaves, in minor units.
    pub unused: i64,
    /// What of its debits is not paid with cash, beside what the manner takes.
    pub parts: Vec<Part>,
    /// Why it is one, where that says more than its rule.
    pub why: Option<Reason>,
}

/// A part of one debit that is not paid with cash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Part {
    /// The debit's place.
    pub place: usize,
    /// How much, in minor units: below zero where more was paid: of a tolerance, of a discount that bears it, of rates.
    pub amount: i64,
    /// What becomes of it.
    pub kind: PartKind,
}

/// What becomes of a part that is not paid with cash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PartKind {
    /// It stays open, or what the policy makes of a shortage without a reason.
    Open,
    /// It stays open: a dispute, a credit to come or a later payment clears it.
    Awaited,
    /// The bank kept it.
    BankFee,
    /// The payer kept it back.
    Deduction(Option<ReasonCode>),
    /// Tax withheld, its certificate due on a day.
    Withheld { rule: Option<ReasonCode>, due: Option<NaiveDate> },
    /// A discount, in time or late.
    Discount { unearned: bool },
    /// A small difference accepted.
    Tolerance,
    /// A difference of the rates that the two sides used.
    Exchange,
}

impl Part {
    pub const fn new(place: usize, amount: i64, kind: PartKind) -> Self {
        Self { place, amount, kind }
    }
}

/// What two readings have in common when nothing tells them apart: account, and by item its side, class, due day and open amount.
pub(crate) type Likeness = (usize, Vec<(bool, Class, i32, i64)>);

impl Reading {
    /// Debits paid in their order as far as the money goes, the last in part; what is over stays unused.
    pub fn as_far(account: usize, rule: CashRuleKind, priced: &Priced, debits: &[usize], amount: i64) -> Self {
        let mut out = Self {
            account,
            rule,
            manner: priced.manner,
            debits: Vec::new(),
            credits: Vec::new(),
            chance: 0,
            unused: amount,
            parts: Vec::new(),
            why: None,
        };
        for place in debits.iter().copied().filter(|place| priced.pay.get(*place).is_some()) {
            let pay = priced.pay.get(place).copied().unwrap_or(0);
            if out.unused <= 0 {
                break;
            }
            out.debits.push(place);
            if pay > out.unused {
                out.parts.push(Part::new(place, pay.saturating_sub(out.unused), PartKind::Open));
            }
            out.unused = out.unused.saturating_sub(pay).max(0);
        }
        out
    }

    /// Why it is one, in words: what explains it, or its rule with the manner in which the items are paid.
    pub fn why(&self) -> Reason {
        if let Some(why) = &self.why {
            return why.clone();
        }
        let text = by_rule(self.rule);
        let reason = |text: String, manner: &str| Reason::new(self.rule.name(), text).with_inputs(vec![ReasonInput::new("manner", manner)]);
        match self.manner {
            Manner::Full => Reason::new(self.rule.name(), text),
            Manner::Discount { unearned: false } => reason(format!("{text}, less the discounts that are open"), "discount"),
            Manner::Discount { unearned: true } => reason(format!("{text}, less discounts, late ones too"), "late_discount"),
            Manner::Withheld { percent, .. } => reason(format!("{text}, less {percent} percent withheld"), "withheld"),
        }
    }

    /// Readings that are alike pay the same amounts of items that stand for each other.
    pub fn likeness(&self, account: &Account) -> Likeness {
        let of = |places: &[usize], rows: &[super::account::Row], credit: bool| {
            places.iter().filter_map(|place| rows.get(*place)).map(|row| (credit, row.class, row.due, row.open)).collect::<Vec<_>>()
        };
        let mut items = of(&self.debits, &account.debits, false);
        items.extend(of(&self.credits, &account.credits, true));
        items.sort_unstable();
        (self.account, items)
    }
}

/// How many of so many combinations chance would be expected to let fall on one amount, where their sums lie anywhere
/// between nothing and `spread`: in millionths.
pub(crate) fn by_chance(combinations: u64, spread: i64) -> u64 {
    let spread = u64::try_from(spread).unwrap_or(1).max(1);
    let millionths = u128::from(combinations).saturating_mul(1_000_000).checked_div(u128::from(spread)).unwrap_or(0);
    u64::try_from(millionths).unwrap_or(u64::MAX)
}

/// What a rule found, in words.
const fn by_rule(rule: CashRuleKind) -> &'static str {
    match rule {
        CashRuleKind::RemittanceLines => "the amounts that the payer states line by line add up to the receipt",
        CashRuleKind::ReferenceTotal => "what the remittance names adds up to the amount",
        CashRuleKind::References => "what the remittance names is paid as far as the money goes",
        CashRuleKind::Promise => "this is exactly what was promised",
        CashRuleKind::OneItem => "one item of exactly the amount is open",
        CashRuleKind::AllOpen => "all that is open comes to the amount",
        CashRuleKind::AllPastDue => "all that is past due comes to the amount",
        CashRuleKind::PastDueByTerm => "all that is past due of one payment term comes to the amount",
        CashRuleKind::Month => "the documents of one month come to the amount",
        CashRuleKind::DueRun => "what was due through one day comes to the amount",
        CashRuleKind::Run => "neighbors by due date come to the amount",
        CashRuleKind::OldestFirst => "the oldest is paid first, as far as the money goes",
        CashRuleKind::Combination => "a few items add up to the amount",
    }
}
