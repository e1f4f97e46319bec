//! Weighing: of everything that the rules read in a receipt, what does the evidence leave?

mod beside;
mod by_amount;
mod by_name;
mod doubt;
mod first_fit;
mod graded;
mod scored;
mod suggest;
#[cfg(test)]
mod tests;

use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::account::{Account, Priced, Row};
use super::desk::Sight;
use super::identify::PayerStrength;
use super::meant::Meant;
use super::policy::{CashChoice, CashRule, CashRuleKind};
use super::presets::per_currency;
use super::proposal::CashStatus;
use super::reading::{Likeness, Reading};
use super::remittance::Reader;
use crate::entry::MoneyClass;
use crate::value::Budget;
use crate::{Amount, Control, CustomerId, Reason, ReasonInput};

/// An item is nearly the money where a twentieth of it is missing at most.
const NEARLY: i64 = 20;

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

/// The debits that a reading leaves out, by what is open of them: the first and the last day on which such are due.
pub(super) struct Others(HashMap<i64, (i32, i32)>);

impl Others {
    pub fn of(rows: &[Row], reading: &Reading) -> Self {
        let mut days: HashMap<i64, (i32, i32)> = HashMap::new();
        for (_, row) in rows.iter().enumerate().filter(|(place, _)| reading.debits.binary_search(place).is_err()) {
            let (first, last) = days.entry(row.open).or_insert((row.due, row.due));
            (*first, *last) = ((*first).min(row.due), (*last).max(row.due));
        }
        Self(days)
    }

    pub fn has_equal_of_another_day(&self, row: &Row) -> bool {
        self.0.get(&row.open).is_some_and(|(first, last)| *first != row.due || *last != row.due)
    }
}

/// A customer's account, with what each item is paid with in every manner.
pub(super) struct Seen {
    pub customer: CustomerId,
    pub account: Account,
    /// Whether it is of several of the customer's family together.
    pub is_joint: bool,
    /// Whether the customer may pay all of it: its own, and what those below it owe.
    pub is_sure: bool,
}

/// The accounts that a receipt may pay, and what was found in them.
pub(super) struct Weighing<'a> {
    pub sight: &'a Sight<'a>,
    pub accounts: Vec<Seen>,
    pub budget: Budget<'a>,
    /// Whether a search stopped at the policy's steps: what it did not see may fit as well.
    pub cut: bool,
    /// What the remittance says.
    pub meant: Rc<Meant>,
}

impl<'a> Weighing<'a> {
    pub fn new(sight: &'a Sight<'a>, control: Control<'a>) -> Self {
        let seen =
            |customer: &CustomerId| Seen { customer: customer.clone(), account: sight.account(customer), is_joint: false, is_sure: true };
        let accounts = sight.customers.iter().map(seen).collect();
        let money = &sight.receipt.receipt;
        let text = money.remittance.as_deref().unwrap_or_default();
        let read = Reader::new(&sight.desk.policy.references).read(text, &money.remittance_lines);
        let meant = Meant::new(sight, &read);
        let meant = Rc::new(if naming(sight).whole_numbers { meant.in_full() } else { meant });
        Self { sight, accounts, budget: Budget::new(control), cut: false, meant }
    }

    /// What the evidence leaves of a receipt.
    pub fn verdict(&mut self) -> Verdict {
        let mut verdict = self.weighed();
        if verdict.status == CashStatus::Auto && (self.speaks_against(&verdict) || !self.payer_pays_for_all(&verdict)) {
            verdict.status = CashStatus::Review;
        }
        let said = self.doubt_of_words();
        verdict.doubt(said);
        self.tell_what_else_is_named(&mut verdict);
        // What of the remittance was not read, and at which bound of the policy.
        if !self.meant.cut.is_empty() {
            if verdict.status == CashStatus::Auto {
                verdict.status = CashStatus::Review;
            }
            verdict.reasons.extend(self.meant.cut.iter().cloned());
        }
        if self.cut {
            if verdict.status == CashStatus::Auto {
                verdict.status = CashStatus::Review;
            }
            let text = "the search stopped at the steps that the policy allows: something else may fit as well";
            let steps = ReasonInput::new("steps", self.sight.desk.policy.steps.to_string());
            verdict.reasons.push(Reason::new("search_stopped", text).with_inputs(vec![steps]));
        }
        verdict
    }

    /// Whether something is named that the receipt cannot pay; or, where what is paid was found by its amount, that is closed, or that
    /// is written in full and not among what is paid.
    fn speaks_against(&self, verdict: &Verdict) -> bool {
        let by_amount = verdict.readings.first().filter(|reading| !goes_by_names(reading));
        let paid: HashSet<usize> = by_amount.map(|reading| self.items_of(reading)).unwrap_or_default();
        let is_closed = |place: &usize| self.sight.desk.open.get(*place) == Some(&0);
        let names = |holds: &dyn Fn(&super::meant::Candidates) -> bool| self.meant.references.iter().any(holds);
        names(&|reference| reference.unpayable.is_some())
            || by_amount.is_some()
                && names(&|reference| {
                    let is_other = |place: &usize| is_closed(place) || reference.is_full && !paid.contains(place);
                    !reference.items.is_empty() && reference.items.iter().all(is_other)
                })
    }

    /// The items that a reading pays or nets.
    fn items_of(&self, reading: &Reading) -> HashSet<usize> {
        let Some(seen) = self.accounts.get(reading.account) else { return HashSet::new() };
        let of =
            |places: &[usize], rows: &[Row]| places.iter().filter_map(|place| rows.get(*place)).map(|row| row.item).collect::<Vec<_>>();
        of(&reading.debits, &seen.account.debits).into_iter().chain(of(&reading.credits, &seen.account.credits)).collect()
    }

    /// Whether who pays for several customers at once is known to stand above them.
    fn payer_pays_for_all(&self, verdict: &Verdict) -> bool {
        verdict.readings.first().and_then(|reading| self.accounts.get(reading.account)).is_none_or(|seen| seen.is_sure)
    }

    fn weighed(&mut self) -> Verdict {
        let meant = Rc::clone(&self.meant);
        if self.sight.amount <= 0 {
            return self.unmatched("no_money", "nothing of the receipt is left to apply");
        }
        match self.sight.desk.policy.choice {
            CashChoice::OneReading => {}
            CashChoice::FirstFit => return self.first_fit(&meant),
            CashChoice::Graded => return self.graded(&meant),
            CashChoice::Scored => return self.scored(&meant),
        }
        let found = self.by_lines(&meant).or_else(|| {
            let names = !meant.is_empty() && self.has(CashRuleKind::ReferenceTotal);
            if names { self.by_name(&meant) } else { None }
        });
        let found = found.or_else(|| self.by_promise()).or_else(|| self.by_amount());
        let verdict = found.unwrap_or_else(|| self.nothing(&meant));
        // Round money goes on account where nothing adds up to it, however many items that would take.
        let is_round = verdict.class == MoneyClass::OnAccount && meant.said.place.is_none();
        if verdict.status == CashStatus::Unmatched || is_round && verdict.readings.is_empty() {
            return self.by_search().unwrap_or(verdict);
        }
        verdict
    }

    /// The policy's rule for what is named, with its options.
    pub(super) fn naming(&self) -> CashRule {
        naming(self.sight)
    }

    /// Whether the policy has a rule.
    pub(super) fn has(&self, kind: CashRuleKind) -> bool {
        self.sight.desk.policy.rules.iter().any(|rule| rule.kind == kind)
    }

    /// Of readings of one kind, the best, and whether it stands alone. Those that are alike count as one. Without references a
    /// rival that chance is a hundred times likelier to give is none.
    pub(super) fn one_of(&self, mut readings: Vec<Reading>, may_be_unseen: bool, reason: Reason) -> Verdict {
        crate::value::sort_by(&mut readings, |one, other| {
            (one.chance, one.debits.len(), one.account, &one.debits).cmp(&(other.chance, other.debits.len(), other.account, &other.debits))
        });
        let mut seen: HashSet<Likeness> = HashSet::new();
        readings.retain(|reading| self.accounts.get(reading.account).is_some_and(|own| seen.insert(reading.likeness(&own.account))));
        // Chance is counted in whole millionths: less than one is as good as one.
        let limit = readings.first().map_or(0, |first| first.chance.max(1).saturating_mul(100));
        let rivals = readings.iter().skip(1).filter(|reading| reading.chance == 0 || reading.chance < limit).count();
        let status = if may_be_unseen && rivals == 0 { CashStatus::Auto } else { CashStatus::Review };
        Verdict { status, readings, rivals, reasons: vec![reason], payer: None, class: MoneyClass::Unapplied }
    }

    /// An account in every manner.
    pub(super) fn priced(&self, at: usize, rule: &CashRule) -> Vec<Priced> {
        let Some(seen) = self.accounts.get(at) else { return Vec::new() };
        seen.account.priced(&self.sight.desk.items, &self.sight.terms, rule.discounts, &self.sight.withheld(&seen.customer))
    }

    /// The place of a customer's account among those looked at, which it joins where it was none of them.
    pub(super) fn account_of(&mut self, customer: &CustomerId) -> usize {
        let found = self.accounts.iter().position(|seen| seen.customer == *customer && !seen.is_joint);
        found.unwrap_or_else(|| {
            self.accounts.push(Seen { customer: customer.clone(), account: self.sight.account(customer), is_joint: false, is_sure: true });
            self.accounts.len().saturating_sub(1)
        })
    }

    /// The account in which what is named stands, and its customer: one customer's, or that of several of one family whose payer
    /// pays for them at once.
    pub(super) fn account_named(&mut self, meant: &Meant) -> Option<(CustomerId, usize)> {
        match meant.family(self.sight) {
            family if family.len() > 1 => self.account_of_all(&family),
            _ => meant.customer(self.sight).map(|customer| {
                let at = self.account_of(&customer);
                (customer, at)
            }),
        }
    }

    /// The account of some customers of one family, and who pays for them: one that may have paid, else the first.
    pub(super) fn account_of_all(&mut self, family: &[CustomerId]) -> Option<(CustomerId, usize)> {
        let (first, sight) = (family.first()?, self.sight);
        if family.len() == 1 {
            let at = self.account_of(first);
            return Some((first.clone(), at));
        }
        let known = sight.known_payers().find(|payer| sight.pays_for_all(payer, family));
        let above = || sight.family_of(first).into_iter().find(|one| sight.pays_for_all(one, family));
        let relative = || sight.known_payers().find(|payer| sight.is_one_family(payer, first)).cloned();
        let payer = known.cloned().or_else(relative).or_else(above).unwrap_or_else(|| first.clone());
        let found = self.accounts.iter().position(|seen| seen.is_joint);
        let at = found.unwrap_or_else(|| {
            let account = sight.accounts_of(family);
            self.accounts.push(Seen { customer: payer.clone(), account, is_joint: true, is_sure: known.is_some() });
            self.accounts.len().saturating_sub(1)
        });
        Some((payer, at))
    }

    /// The accounts of one customer each that were looked at.
    pub(super) fn single(&self) -> impl Iterator<Item = (usize, &Seen)> {
        self.accounts.iter().enumerate().filter(|(_, seen)| !seen.is_joint)
    }

    /// Nothing fits. Money of a round amount without a word is on account, if its payer is certain.
    pub(super) fn nothing(&self, meant: &Meant) -> Verdict {
        let found = self.sight.payers.first().and_then(|payer| self.sight.desk.payers.customer(payer.row));
        let payer = self.sight.receipt.customer.as_ref().or(found).cloned();
        let unit = per_currency::of(&self.sight.desk.policy.on_account_units, self.sight.currency, self.sight.decimals);
        let round = unit > 0 && self.sight.amount.checked_rem(unit) == Some(0);
        let is_bare = meant.says_nothing && !meant.said.explains();
        if round && is_bare && self.payer_is(PayerStrength::Strong) && !self.sight.ambiguous && !self.may_be_of_an_item(unit) {
            let unit = self.sight.amount_of(unit);
            let text = "a round amount without a word of what it pays, and nothing open adds up to it in one way only";
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
        if let Some(class) = meant.said.place.filter(|_| payer.is_some() && !self.sight.ambiguous) {
            // Bank lines say "deposit" of any money: what is before an invoice is for a person to place.
            let (status, rule, text) = match class {
                MoneyClass::OnAccount => {
                    (CashStatus::Auto, "on_account", "the payer says that this is on account, and nothing open adds up to it")
                }
                _ => {
                    let text = "the payer says that this is paid before an invoice, and nothing open adds up to it";
                    (CashStatus::Review, "prepayment", text)
                }
            };
            return Verdict { status, readings: Vec::new(), rivals: 0, reasons: vec![Reason::new(rule, text)], payer, class };
        }
        if let Some(item) = meant.of_other_entity(self.sight).filter(|_| meant.is_empty()) {
            let text = "what is named is a document of another entity of ours: the money is to be transferred to it";
            let inputs = vec![ReasonInput::new("item", item.id.to_string()), ReasonInput::new("entity", item.entity.to_string())];
            let reasons = vec![Reason::new("other_entity", text).with_inputs(inputs)];
            return Verdict { payer: payer.or_else(|| item.customer.clone()), reasons, ..self.unmatched("other_entity", text) };
        }
        let text = match (&payer, self.sight.ambiguous, meant.says_nothing) {
            _ if !meant.is_empty() => "nothing open adds up to the amount: neither what is named nor anything else",
            (None, _, true) => "nothing says who paid, and nothing is named",
            (None, _, false) => "nothing says who paid, and what is named is not among the items given: it may not be posted yet",
            (Some(_), true, _) => "several customers may have paid, and nothing open adds up to the amount",
            (Some(_), false, true) => "nothing open adds up to the amount, and nothing is named",
            (Some(_), false, false) => {
                "nothing open adds up to the amount, and what is named is not among the items given: it may not be posted yet"
            }
        };
        Verdict { payer: payer.filter(|_| !self.sight.ambiguous), ..self.unmatched("no_match", text) }
    }

    /// Whether an item is open that is a little more than the money, as where a fee or a discount was kept; or one of a round amount
    /// too, of which it may be a part; or one that it pays two, three or four times.
    fn may_be_of_an_item(&self, unit: i64) -> bool {
        let policy = &self.sight.desk.policy;
        let fee = per_currency::of(&policy.bank_fees, self.sight.currency, self.sight.decimals);
        let is_near = |open: i64| (0..=fee.max(open / NEARLY)).contains(&open.saturating_sub(self.sight.amount));
        let is_round =
            |open: i64| open.checked_rem(unit) == Some(0) || (2..=4).any(|times| open.checked_mul(times) == Some(self.sight.amount));
        self.accounts.iter().any(|seen| seen.account.debits.iter().any(|row| is_near(row.open) || is_round(row.open)))
    }

    /// Nothing is applied.
    fn unmatched(&self, rule: &str, text: &str) -> Verdict {
        let reasons = vec![Reason::new(rule, text)];
        let class = MoneyClass::Unapplied;
        Verdict { status: CashStatus::Unmatched, readings: Vec::new(), rivals: 0, reasons, payer: None, class }
    }

    /// An amount of the receipt's currency.
    pub fn amount(&self, minor: i64) -> Amount {
        self.sight.amount_of(minor)
    }
}

/// Whether a reading goes by what is named.
fn goes_by_names(reading: &Reading) -> bool {
    matches!(reading.rule, CashRuleKind::RemittanceLines | CashRuleKind::ReferenceTotal | CashRuleKind::References)
}

/// The policy's rule for what is named, with its options.
fn naming(sight: &Sight<'_>) -> CashRule {
    let own = sight.desk.policy.rules.iter().find(|rule| rule.kind == CashRuleKind::ReferenceTotal);
    own.cloned().unwrap_or_else(|| CashRule::new(CashRuleKind::ReferenceTotal))
}
