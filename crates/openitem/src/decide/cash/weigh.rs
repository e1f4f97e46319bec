//! Weighing: of everything that the rules read in a receipt, what does the evidence leave?

use super::account::{Account, Priced};
use super::desk::Sight;
use super::difference::{self, Gap};
use super::meant::Meant;
use super::named::Named;
use super::policy::{CashChoice, CashRule, CashRuleKind};
use super::proposal::CashStatus;
use super::reading::{Likeness, Reading};
use super::remittance::Reader;
use super::rules::{self, Asked};
use super::stated;
use crate::entry::MoneyClass;
use crate::value::Budget;
use crate::{Amount, Control, CustomerId, ItemId, OpenItemError, Reason, ReasonInput};

/// What the evidence leaves.
pub(super) struct Verdict {
    pub status: CashStatus,
    /// The best first. None where nothing was found: then the money stays where it is.
    pub readings: Vec<Reading>,
    /// How many others are as strong as the first.
    pub rivals: usize,
    pub reasons: Vec<Reason>,
    /// The payer of money that pays nothing.
    pub payer: Option<CustomerId>,
    /// Where that money stands.
    pub class: MoneyClass,
}

/// A customer's account, with what each item is paid with in every manner.
pub(super) struct Seen {
    pub customer: CustomerId,
    pub account: Account,
}

/// The accounts that a receipt may pay, and what was found in them.
pub(super) struct Weighing<'a> {
    pub sight: &'a Sight<'a>,
    pub accounts: Vec<Seen>,
    pub budget: Budget<'a>,
}

impl<'a> Weighing<'a> {
    pub fn new(sight: &'a Sight<'a>, control: Control<'a>) -> Self {
        let accounts =
            sight.customers.iter().map(|customer| Seen { customer: customer.clone(), account: sight.account(customer) }).collect();
        Self { sight, accounts, budget: Budget::new(control) }
    }

    /// What the evidence leaves of a receipt.
    pub fn verdict(&mut self) -> Verdict {
        let meant = self.meant();
        match self.sight.desk.policy.choice {
            CashChoice::OneReading => {}
            CashChoice::FirstFit => return self.first_fit(&meant),
            CashChoice::Graded => return self.graded(&meant),
            CashChoice::Scored => return self.scored(&meant),
        }
        let by_name = if meant.is_empty() || !self.has(CashRuleKind::ReferenceTotal) { None } else { self.by_name(&meant) };
        let found = self.by_lines(&meant).or(by_name);
        found.or_else(|| self.by_promise()).or_else(|| self.by_amount()).unwrap_or_else(|| self.nothing(&meant))
    }

    /// What the remittance says.
    fn meant(&self) -> Meant {
        let money = &self.sight.receipt.receipt;
        let text = money.remittance.as_deref().unwrap_or_default();
        let read = Reader::new(&self.sight.desk.policy.references).read(text, &money.remittance_lines);
        Meant::new(self.sight, &read)
    }

    /// What the remittance names decides, or nothing does.
    pub fn named(&mut self) -> Option<Verdict> {
        let meant = self.meant();
        let customer = meant.customer(self.sight)?;
        let at = self.account_of(&customer);
        let named = meant.in_account(self.sight, &self.accounts.get(at)?.account);
        let priced = self.priced(at, &CashRule::new(CashRuleKind::ReferenceTotal));
        self.exactly(&named, at, &priced, "what the remittance names adds up to the amount at the day's rate")
            .or_else(|| self.difference(&meant, &named, at, &priced))
    }

    /// Somebody says which items are paid: they add up, or the difference is explained.
    pub fn chosen(&mut self, items: &[ItemId]) -> Result<Verdict, OpenItemError> {
        let owner = items.first().and_then(|id| self.sight.desk.item(id)).and_then(|item| item.customer.clone());
        let refused = |at: usize, id: &ItemId, expected: &str| OpenItemError::invalid(&format!("items[{at}]"), id, expected);
        let Some(customer) = owner else {
            return Err(items.first().map_or_else(
                || OpenItemError::invalid("items", "none", "one at least"),
                |id| refused(0, id, "an open item of a customer, in the case"),
            ));
        };
        let at = self.account_of(&customer);
        let mut named = Named::default();
        if let Some(seen) = self.accounts.get(at) {
            for (nth, id) in items.iter().enumerate() {
                let expected = format!("an item that is open to {customer} for this receipt's entity, currency and day");
                named.choose(self.sight, &seen.account, id).ok_or_else(|| refused(nth, id, &expected))?;
            }
        }
        let meant = self.meant();
        let priced = self.priced(at, &CashRule::new(CashRuleKind::ReferenceTotal));
        let found = self.exactly(&named, at, &priced, "the items chosen add up to the amount");
        let found = found.or_else(|| self.difference(&meant, &named, at, &priced)).or_else(|| self.best_guess(&named, at, &priced));
        Ok(found.unwrap_or_else(|| self.nothing(&meant)))
    }

    /// What is named adds up.
    fn exactly(&self, named: &Named, at: usize, priced: &[Priced], text: &str) -> Option<Verdict> {
        let account = &self.accounts.get(at)?.account;
        let exact = named.exact(at, account, priced, self.sight.amount);
        (!exact.is_empty()).then(|| self.one_of(exact, true, Reason::new("reference_total", text)))
    }

    /// Whether the policy has a rule.
    fn has(&self, kind: CashRuleKind) -> bool {
        self.sight.desk.policy.rules.iter().any(|rule| rule.kind == kind)
    }

    /// What the payer states line by line adds up.
    fn by_lines(&mut self, meant: &Meant) -> Option<Verdict> {
        if !self.has(CashRuleKind::RemittanceLines) {
            return None;
        }
        let (reading, is_plain) = self.stated(meant)?;
        let text = "the amounts that the payer states line by line add up to the receipt";
        Some(self.one_of(vec![reading], is_plain, Reason::new("remittance_lines", text)))
    }

    fn stated(&mut self, meant: &Meant) -> Option<(Reading, bool)> {
        let customer = meant.customer(self.sight)?;
        let at = self.account_of(&customer);
        let seen = self.accounts.get(at)?;
        let named = meant.in_account(self.sight, &seen.account);
        let (reading, is_plain) = stated::reading(meant, self.sight, &customer, &seen.account, at)?;
        Some((reading, is_plain && named.is_plain()))
    }

    /// Without a word, exactly what was promised was paid.
    fn by_promise(&mut self) -> Option<Verdict> {
        let readings = self.promised();
        let (_, promise) = readings.first()?;
        let text = "this is exactly what was promised";
        let reason = Reason::new("promise", text).with_inputs(vec![promise.clone()]);
        let readings = readings.into_iter().map(|(reading, _)| reading).collect();
        let mut verdict = self.one_of(readings, !self.sight.ambiguous, reason);
        let accounts = u64::try_from(self.accounts.len()).unwrap_or(u64::MAX).max(1);
        if verdict.readings.first()?.chance.saturating_mul(accounts) > self.most_accidents() {
            verdict.status = CashStatus::Review;
        }
        Some(verdict)
    }

    /// The promises of the accounts looked at that are of exactly the amount.
    fn promised(&self) -> Vec<(Reading, ReasonInput)> {
        if !self.has(CashRuleKind::Promise) {
            return Vec::new();
        }
        let of = |(at, seen): (usize, &Seen)| difference::promised(self.sight, &seen.customer, &seen.account, at);
        self.accounts.iter().enumerate().flat_map(of).collect()
    }

    /// What the remittance names decides where it adds up, alone or with more of the same account, or where what is missing is
    /// explained.
    fn by_name(&mut self, meant: &Meant) -> Option<Verdict> {
        if let Some(verdict) = self.paid_before(meant) {
            return Some(verdict);
        }
        let customer = meant.customer(self.sight)?;
        let at = self.account_of(&customer);
        let seen = self.accounts.get(at)?;
        let named = meant.in_account(self.sight, &seen.account);
        if named.debits.is_empty() && named.unsure.is_empty() {
            return None;
        }
        let priced = self.priced(at, &CashRule::new(CashRuleKind::ReferenceTotal));
        if let Some(verdict) = self.exactly(&named, at, &priced, "what the remittance names adds up to the amount") {
            return Some(verdict);
        }
        let (mut with_more, _) = self.by_rules(Some(at));
        with_more.retain(|reading| named.is_in(reading));
        if !with_more.is_empty() {
            let text = "with what the remittance names, these items of the account add up to the amount";
            let mut verdict = self.one_of(with_more, !meant.said.kept_back, Reason::new("references_and_more", text));
            if verdict.readings.first().is_some_and(|first| self.may_be_others(&named, first)) {
                verdict.status = CashStatus::Review;
            }
            return Some(verdict);
        }
        self.difference(meant, &named, at, &priced).or_else(|| self.best_guess(&named, at, &priced))
    }

    /// Everything named is closed, and was paid with exactly this amount: it is paid a second time.
    fn paid_before(&self, meant: &Meant) -> Option<Verdict> {
        let (customer, total) = meant.closed_total(self.sight)?;
        if !total.contains(&self.sight.amount) {
            return None;
        }
        let text = "everything the remittance names was paid before, with exactly this amount: it was paid twice";
        Some(Verdict {
            status: CashStatus::Auto,
            readings: Vec::new(),
            rivals: 0,
            reasons: vec![Reason::new("paid_before", text)],
            payer: Some(customer),
            class: MoneyClass::Unapplied,
        })
    }

    /// What is named and the amount differ: the explanations of it.
    fn difference(&self, meant: &Meant, named: &Named, at: usize, priced: &[Priced]) -> Option<Verdict> {
        let ways = named.ways();
        let [debits] = ways.as_slice() else { return None };
        let seen = self.accounts.get(at)?;
        if named.unknown > 0 {
            return None;
        }
        let netted = super::named::credits(&seen.account, &named.credits);
        if let Some(slip) = meant.slip(self.sight, &seen.account, debits, priced, self.sight.amount.saturating_add(netted)) {
            let text = "with another digit in one of the numbers, what is named adds up to the amount";
            let reading = named.reading(at, slip.manner, slip.debits);
            return Some(self.one_of(vec![reading], !slip.others, Reason::new("one_digit_wrong", text)));
        }
        let gap = Gap { sight: self.sight, customer: &seen.customer, account: &seen.account, at, named, debits, priced, said: &meant.said };
        let mut found = difference::explain(&gap);
        let certain = found.iter().filter(|explained| explained.certain).count();
        let first = found.first()?;
        let status = if first.certain && certain == 1 { CashStatus::Auto } else { CashStatus::Review };
        let reasons = vec![first.reason.clone()];
        let readings = found.drain(..).map(|explained| explained.reading).collect();
        Some(Verdict { status, readings, rivals: certain.saturating_sub(1), reasons, payer: None, class: MoneyClass::Unapplied })
    }

    /// What is named, paid as far as the money goes: for a person to look at.
    fn best_guess(&self, named: &Named, at: usize, priced: &[Priced]) -> Option<Verdict> {
        let account = &self.accounts.get(at)?.account;
        let full = priced.first()?;
        let debits = named.ways().into_iter().next().unwrap_or_else(|| named.debits.clone());
        let mut reading = named.reading(at, full.manner, Vec::new());
        // What is left over of money in another currency is not known in its own.
        if self.sight.rate.is_some() {
            return None;
        }
        let mut left = self.sight.amount.saturating_add(super::named::credits(account, &named.credits));
        for place in debits {
            let pay = full.pay.get(place).copied().unwrap_or(0);
            if pay <= left {
                left = left.saturating_sub(pay);
                reading.debits.push(place);
            }
        }
        if reading.debits.is_empty() || left > self.sight.amount {
            return None;
        }
        reading.unused = left;
        let text = "what the remittance names does not add up to the amount, and nothing explains the difference";
        let reasons = vec![Reason::new("references_without_the_amount", text)];
        Some(Verdict { status: CashStatus::Review, readings: vec![reading], rivals: 0, reasons, payer: None, class: MoneyClass::Unapplied })
    }

    /// Nothing is named: what adds up to the amount, over all accounts that the payer may have meant.
    fn by_amount(&mut self) -> Option<Verdict> {
        let (readings, complete) = self.by_rules(None);
        if readings.is_empty() {
            return None;
        }
        let text = "these items of the account add up to the amount";
        let mut verdict = self.one_of(readings, complete, Reason::new("amount", text));
        let accounts = u64::try_from(self.accounts.len()).unwrap_or(u64::MAX).max(1);
        let first = verdict.readings.first()?;
        let unlikely = first.chance.saturating_mul(accounts) <= self.most_accidents();
        if !unlikely || self.may_be_one_paid_twice(first) || self.has_equal_of_another_day(first) {
            verdict.status = CashStatus::Review;
        }
        Some(verdict)
    }

    /// Two items of one amount, one of them not yet due, may as well be one of them paid twice.
    fn may_be_one_paid_twice(&self, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let mut chosen = reading.debits.iter().filter_map(|place| rows.get(*place));
        match (chosen.next(), chosen.next(), chosen.next()) {
            (Some(one), Some(other), None) => one.open == other.open && one.due.max(other.due) > self.sight.day,
            _ => false,
        }
    }

    /// A few items among which one has an equal due on another day: the oldest goes first, and a person looks.
    fn has_equal_of_another_day(&self, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let chosen = |place: &usize| reading.debits.binary_search(place).is_ok();
        reading.rule == CashRuleKind::Combination
            && reading.debits.iter().filter_map(|place| rows.get(*place)).any(|row| {
                let others = rows.iter().enumerate().filter(|(place, _)| !chosen(place));
                others.into_iter().any(|(_, other)| other.open == row.open && other.due != row.due)
            })
    }

    /// One or two items beside those named may as well be others: an equal one due on another day, or one of those named, paid
    /// twice.
    fn may_be_others(&self, named: &Named, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let is_named = |place: &usize| named.debits.contains(place) || named.unsure.iter().any(|places| places.contains(place));
        let (named, more): (Vec<usize>, Vec<usize>) = reading.debits.iter().copied().partition(is_named);
        let open = |place: &usize| rows.get(*place).map(|row| row.open);
        let equals_another = |place: &usize| {
            let others = rows.iter().enumerate().filter(|(other, _)| reading.debits.binary_search(other).is_err());
            others.into_iter().any(|(_, other)| Some(other.open) == open(place) && rows.get(*place).map(|row| row.due) != Some(other.due))
        };
        more.len() <= 2 && more.iter().any(|place| equals_another(place) || named.iter().any(|other| open(other) == open(place)))
    }

    /// What chance may be expected to give at most, in millionths.
    fn most_accidents(&self) -> u64 {
        self.sight
            .desk
            .policy
            .accidents
            .rounded(6, crate::Rounding::Down)
            .to_minor(6)
            .and_then(|limit| u64::try_from(limit).ok())
            .unwrap_or(0)
    }

    /// Of readings of one kind, the best, and whether it stands alone. Those that are alike count as one. Without references a
    /// rival that chance is a hundred times likelier to give is none.
    fn one_of(&self, mut readings: Vec<Reading>, may_be_unseen: bool, reason: Reason) -> Verdict {
        readings.sort_by(|one, other| {
            (one.chance, one.debits.len(), one.account, &one.debits).cmp(&(other.chance, other.debits.len(), other.account, &other.debits))
        });
        let mut likeness: Vec<Likeness> = Vec::new();
        readings.retain(|reading| {
            let Some(seen) = self.accounts.get(reading.account) else { return false };
            let alike = reading.likeness(&seen.account);
            let new = !likeness.contains(&alike);
            if new {
                likeness.push(alike);
            }
            new
        });
        let limit = readings.first().map_or(0, |first| first.chance.saturating_mul(100));
        let rivals = readings.iter().skip(1).filter(|reading| reading.chance == 0 || reading.chance < limit).count();
        let status = if may_be_unseen && rivals == 0 { CashStatus::Auto } else { CashStatus::Review };
        Verdict { status, readings, rivals, reasons: vec![reason], payer: None, class: MoneyClass::Unapplied }
    }

    /// The readings of every structural rule, in one account or in all. False where the budget ran out.
    fn by_rules(&mut self, only: Option<usize>) -> (Vec<Reading>, bool) {
        let mut out = Vec::new();
        let mut complete = true;
        for rule in &self.sight.desk.policy.rules {
            for at in 0..self.accounts.len() {
                if only.is_none_or(|only| only == at) {
                    let (found, all) = self.by_rule(rule, at);
                    out.extend(found);
                    complete &= all;
                }
            }
        }
        (out, complete)
    }

    fn by_rule(&mut self, rule: &CashRule, at: usize) -> (Vec<Reading>, bool) {
        let Some(seen) = self.accounts.get(at) else { return (Vec::new(), true) };
        let items = &self.sight.desk.items;
        let account = seen.account.under(rule, items);
        let priced = account.priced(items, &self.sight.terms, rule.discounts, &self.sight.withheld(&seen.customer));
        let asked = Asked { items, at, account: &account, amount: self.sight.amount, day: self.sight.day };
        let (mut found, complete) = rules::read(&asked, rule, &priced, &mut self.budget);
        seen.account.restore(&account, &mut found);
        (found, complete)
    }

    /// An account in every manner.
    pub(super) fn priced(&self, at: usize, rule: &CashRule) -> Vec<Priced> {
        let Some(seen) = self.accounts.get(at) else { return Vec::new() };
        seen.account.priced(&self.sight.desk.items, &self.sight.terms, rule.discounts, &self.sight.withheld(&seen.customer))
    }

    /// The place of a customer's account among those looked at, which it joins where it was none of them.
    pub(super) fn account_of(&mut self, customer: &CustomerId) -> usize {
        let found = self.accounts.iter().position(|seen| seen.customer == *customer);
        found.unwrap_or_else(|| {
            self.accounts.push(Seen { customer: customer.clone(), account: self.sight.account(customer) });
            self.accounts.len().saturating_sub(1)
        })
    }

    /// The first rule that fits.
    fn first_fit(&mut self, meant: &Meant) -> Verdict {
        for rule in self.sight.desk.policy.rules.clone() {
            let found = match rule.kind {
                CashRuleKind::RemittanceLines => self.stated(meant).into_iter().map(|(reading, _)| reading).collect(),
                CashRuleKind::ReferenceTotal | CashRuleKind::References => self.named_by(meant, &rule),
                CashRuleKind::Promise => self.promised().into_iter().map(|(reading, _)| reading).collect(),
                _ if self.sight.ambiguous => Vec::new(),
                _ => (0..self.accounts.len()).flat_map(|at| self.by_rule(&rule, at).0).collect(),
            };
            if let Some(first) = found.into_iter().min_by_key(|reading| (reading.account, reading.debits.clone())) {
                let reason = Reason::new("first_fit", "the first rule of the list that fits the amount");
                return Verdict {
                    status: CashStatus::Auto,
                    readings: vec![first],
                    rivals: 0,
                    reasons: vec![reason],
                    payer: None,
                    class: MoneyClass::Unapplied,
                };
            }
        }
        self.nothing(meant)
    }

    /// What is named, by a rule that goes by that: where it adds up, or as far as the money goes.
    fn named_by(&mut self, meant: &Meant, rule: &CashRule) -> Vec<Reading> {
        let in_full = rule.whole_numbers.then(|| meant.in_full());
        let meant = in_full.as_ref().unwrap_or(meant);
        let Some(customer) = meant.customer(self.sight) else { return Vec::new() };
        let at = self.account_of(&customer);
        let priced = self.priced(at, rule);
        let Some(seen) = self.accounts.get(at) else { return Vec::new() };
        let named = meant.in_account(self.sight, &seen.account);
        if rule.kind == CashRuleKind::ReferenceTotal {
            return named.exact(at, &seen.account, &priced, self.sight.amount);
        }
        let largest = usize::try_from(rule.largest).unwrap_or(0);
        let ways = named.ways();
        let ([debits], Some(full)) = (ways.as_slice(), priced.first()) else { return Vec::new() };
        if debits.is_empty() || debits.len() > largest {
            return Vec::new();
        }
        let reading = Reading::as_far(at, rule.kind, full, debits, self.sight.amount);
        if !reading.parts.is_empty() && !rule.partial { Vec::new() } else { vec![reading] }
    }

    /// Nothing fits. Money of a round amount without a word is on account, if its payer is certain.
    pub(super) fn nothing(&self, meant: &Meant) -> Verdict {
        let found = self.sight.payers.first().and_then(|payer| self.sight.desk.payers.customer(payer.row));
        let payer = self.sight.receipt.customer.as_ref().or(found).cloned();
        let unit = self.sight.desk.policy.on_account_unit.to_minor(self.sight.decimals).unwrap_or(0);
        let round = unit > 0 && self.sight.amount.checked_rem(unit) == Some(0);
        if round && meant.says_nothing && payer.is_some() && !self.sight.ambiguous {
            let unit = self.sight.desk.policy.on_account_unit;
            let text = "a round amount without a word of what it pays, and nothing that is open adds up to it";
            let reason = Reason::new("on_account", text).with_inputs(vec![ReasonInput::new("unit", unit.to_string())]);
            return Verdict {
                status: CashStatus::Auto,
                readings: Vec::new(),
                rivals: 0,
                reasons: vec![reason],
                payer,
                class: MoneyClass::OnAccount,
            };
        }
        let first_fit = self.sight.desk.policy.choice == CashChoice::FirstFit;
        if first_fit && self.sight.desk.policy.leftover == MoneyClass::OnAccount && payer.is_some() && !self.sight.ambiguous {
            let reason = Reason::new("on_account", "no rule fits: the money is placed on the payer's account");
            let class = MoneyClass::OnAccount;
            return Verdict { status: CashStatus::Auto, readings: Vec::new(), rivals: 0, reasons: vec![reason], payer, class };
        }
        if meant.said.before_invoice && payer.is_some() && !self.sight.ambiguous {
            let text = "the payer says that this is paid before an invoice, and nothing open adds up to it";
            let reason = Reason::new("prepayment", text);
            let class = MoneyClass::Prepayment;
            return Verdict { status: CashStatus::Auto, readings: Vec::new(), rivals: 0, reasons: vec![reason], payer, class };
        }
        let text = match (&payer, self.sight.ambiguous, meant.says_nothing) {
            (None, _, true) => "nothing says who paid, and nothing is named",
            (None, _, false) => "nothing says who paid, and what is named is not among the items given: it may not be posted yet",
            (Some(_), true, _) => "several customers may have paid, and nothing open adds up to the amount",
            (Some(_), false, true) => "nothing open adds up to the amount, and nothing is named",
            (Some(_), false, false) => {
                "nothing open adds up to the amount, and what is named is not among the items given: it may not be posted yet"
            }
        };
        let payer = payer.filter(|_| !self.sight.ambiguous);
        Verdict {
            status: CashStatus::Unmatched,
            readings: Vec::new(),
            rivals: 0,
            reasons: vec![Reason::new("no_match", text)],
            payer,
            class: MoneyClass::Unapplied,
        }
    }

    /// An amount of the receipt's currency.
    pub fn amount(&self, minor: i64) -> Amount {
        self.sight.amount_of(minor)
    }
}
