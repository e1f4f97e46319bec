//! What is named, or chosen by somebody: it adds up, alone or with more, or the difference is explained.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::super::account::Priced;
use super::super::difference::{self, Explained, Gap};
use super::super::identify::PayerStrength;
use super::super::meant::{Meant, Slip};
use super::super::named::Named;
use super::super::policy::CashRuleKind;
use super::super::proposal::CashStatus;
use super::super::reading::Reading;
use super::super::stated;
use super::{Others, Verdict, Weighing};
use crate::entry::MoneyClass;
use crate::{CustomerId, ItemId, OpenItemError, Reason, ReasonInput};

impl Weighing<'_> {
    /// What the remittance names decides, or nothing does.
    pub fn named(&mut self) -> Option<Verdict> {
        let meant = Rc::clone(&self.meant);
        let (_, at) = self.account_named(&meant)?;
        let named = meant.in_account(self.sight, &self.accounts.get(at)?.account);
        let priced = self.priced(at, &self.naming());
        self.exactly(&named, at, &priced, "what the remittance names adds up to the amount at the day's rate")
            .or_else(|| self.difference(&meant, &named, at, &priced, true))
    }

    /// Somebody says which items are paid: they add up, or the difference is explained.
    pub fn chosen(&mut self, items: &[ItemId]) -> Result<Verdict, OpenItemError> {
        let refused = |at: usize, id: &ItemId, expected: &str| OpenItemError::invalid(&format!("items[{at}]"), id, expected);
        let none = || OpenItemError::invalid("items", "none", "one at least");
        let owner = |id: &ItemId| self.sight.desk.item(id).and_then(|item| item.customer.clone());
        let first = items.first().ok_or_else(none)?;
        let customer = owner(first).ok_or_else(|| refused(0, first, "an open item of a customer, in the case"))?;
        let family: BTreeSet<CustomerId> =
            items.iter().filter_map(owner).filter(|owner| self.sight.is_one_family(&customer, owner)).collect();
        let (_, at) = self.account_of_all(&family.into_iter().collect::<Vec<_>>()).ok_or_else(none)?;
        let mut named = Named::default();
        if let Some(seen) = self.accounts.get(at) {
            for (nth, id) in items.iter().enumerate() {
                let expected = format!("an item that is open to {customer} or its family for this receipt's entity, currency and day");
                named.choose(self.sight, &seen.account, id).ok_or_else(|| refused(nth, id, &expected))?;
            }
        }
        let meant = Rc::clone(&self.meant);
        let priced = self.priced(at, &self.naming());
        let found = self.exactly(&named, at, &priced, "the items chosen add up to the amount");
        let found = found.or_else(|| self.difference(&meant, &named, at, &priced, false)).or_else(|| self.best_guess(&named, at, &priced));
        let mut verdict = found.unwrap_or_else(|| self.nothing(&meant));
        if verdict.readings.is_empty() && verdict.status == CashStatus::Auto {
            // Somebody chose otherwise.
            verdict.status = CashStatus::Review;
        }
        Ok(verdict)
    }

    /// What the payer states line by line adds up.
    pub(super) fn by_lines(&mut self, meant: &Meant) -> Option<Verdict> {
        if !self.has(CashRuleKind::RemittanceLines) {
            return None;
        }
        let (reading, is_plain) = self.stated(meant)?;
        let text = "the amounts that the payer states line by line add up to the receipt";
        Some(self.one_of(vec![reading], is_plain, Reason::new("remittance_lines", text)))
    }

    pub(super) fn stated(&mut self, meant: &Meant) -> Option<(Reading, bool)> {
        let (customer, at) = self.account_named(meant)?;
        let seen = self.accounts.get(at)?;
        let named = meant.in_account(self.sight, &seen.account);
        let (reading, is_plain) = stated::reading(meant, self.sight, &customer, &seen.account, at)?;
        Some((reading, is_plain && named.is_plain()))
    }

    /// What the remittance names decides where it adds up, alone or with more of the same account, or where what is missing is
    /// explained.
    pub(super) fn by_name(&mut self, meant: &Meant) -> Option<Verdict> {
        if let Some(verdict) = self.paid_before(meant) {
            return Some(verdict);
        }
        let rivals = meant.rivals(self.sight);
        if rivals.is_empty() {
            return self.by_name_of_one(meant);
        }
        // A number is several customers': the amount says whose, or a person does.
        if let Some(verdict) = self.exactly_in_one(meant, &rivals) {
            return Some(verdict);
        }
        let mut verdict = self.by_name_of_one(meant)?;
        if verdict.status == CashStatus::Auto {
            verdict.status = CashStatus::Review;
        }
        Some(verdict)
    }

    /// What is named adds up in the account of one of these, or of several.
    fn exactly_in_one(&mut self, meant: &Meant, customers: &[CustomerId]) -> Option<Verdict> {
        let (mut exact, mut may_be_unseen) = (Vec::new(), true);
        for customer in customers {
            let at = self.account_of(customer);
            let account = &self.accounts.get(at)?.account;
            let named = meant.in_account(self.sight, account);
            let found = named.exact(at, account, &self.priced(at, &self.naming()), self.sight.amount);
            if !named.elsewhere && !found.is_empty() {
                may_be_unseen &= !self.is_strange(&named);
                exact.extend(found);
            }
        }
        let reason = Reason::new("reference_total", "what the remittance names adds up to the amount");
        (!exact.is_empty()).then(|| self.one_of(exact, may_be_unseen, reason))
    }

    fn by_name_of_one(&mut self, meant: &Meant) -> Option<Verdict> {
        let (_, at) = self.account_named(meant)?;
        let seen = self.accounts.get(at)?;
        let named = meant.in_account(self.sight, &seen.account);
        if named.debits.is_empty() && named.unsure.is_empty() {
            return None;
        }
        let priced = self.priced(at, &self.naming());
        if let Some(verdict) = self.exactly(&named, at, &priced, "what the remittance names adds up to the amount") {
            return Some(verdict);
        }
        if let Some(verdict) = self.at_home(meant) {
            return Some(verdict);
        }
        let with_more = self.with_more(meant, &named, at, &priced);
        let is_likely = |verdict: &Verdict| verdict.readings.first().is_some_and(|first| first.chance <= self.most_accidents());
        if with_more.as_ref().is_some_and(is_likely) {
            return with_more;
        }
        let explained = self.difference(meant, &named, at, &priced, true);
        if explained.as_ref().is_some_and(|verdict| verdict.status == CashStatus::Auto) {
            return explained;
        }
        with_more.or(explained).or_else(|| self.best_guess(&named, at, &priced))
    }

    /// With what is named, a run or a group of the account adds up, or a few items more: a list that is not whole.
    fn with_more(&mut self, meant: &Meant, named: &Named, at: usize, priced: &[Priced]) -> Option<Verdict> {
        let mut readings = self.by_rules(Some(at));
        readings.retain(|reading| reading.rule != CashRuleKind::Combination && named.is_in(reading));
        let is_joint = self.accounts.get(at).is_some_and(|seen| seen.is_joint);
        // Nobody nets a credit of another customer's unasked.
        readings.retain(|reading| !is_joint || reading.credits == named.credits);
        readings.extend(self.and_a_few(named, at, priced));
        if readings.is_empty() {
            return None;
        }
        let text = "with what the remittance names, these items of the account add up to the amount";
        let mut verdict = self.one_of(readings, !meant.said.kept_back, Reason::new("references_and_more", text));
        let first = verdict.readings.first()?;
        if is_joint || first.chance > self.most_accidents() || self.may_be_others(named, first) || self.is_strange(named) {
            verdict.status = CashStatus::Review;
        }
        Some(verdict)
    }

    /// A number is a stranger's, but with another digit in it a document of the payer's own, and so it adds up.
    fn at_home(&mut self, meant: &Meant) -> Option<Verdict> {
        let meant = meant.at_home()?;
        let customer = meant.customer(self.sight)?;
        let at = self.account_of(&customer);
        let named = meant.in_account(self.sight, &self.accounts.get(at)?.account);
        let priced = self.priced(at, &self.naming());
        let text = "with another digit in a number, which as written is another customer's, what is named adds up to the amount";
        let reason = Reason::new("one_digit_wrong", text);
        let told = |reading: Reading| Reading { why: Some(reason.clone()), ..reading };
        let exact: Vec<Reading> =
            named.exact(at, &self.accounts.get(at)?.account, &priced, self.sight.amount).into_iter().map(told).collect();
        if exact.is_empty() || named.foreign {
            return None;
        }
        self.meant = Rc::new(meant);
        Some(self.one_of(exact, !self.sight.ambiguous, reason))
    }

    /// What is named adds up.
    pub(super) fn exactly(&self, named: &Named, at: usize, priced: &[Priced], text: &str) -> Option<Verdict> {
        let account = &self.accounts.get(at)?.account;
        let reason = Reason::new("reference_total", text);
        let told = |reading: Reading| Reading { why: Some(reason.clone()), ..reading };
        let exact: Vec<Reading> = named.exact(at, account, priced, self.sight.amount).into_iter().map(told).collect();
        (!exact.is_empty()).then(|| self.one_of(exact, !self.is_strange(named), reason))
    }

    /// Whether what is named speaks against the payer: it is a stranger's although who paid is certain, or known and the number is
    /// not whole; or of several customers.
    fn is_strange(&self, named: &Named) -> bool {
        named.elsewhere || named.foreign && (self.payer_is_certain() || named.weak && self.payer_is(PayerStrength::Strong))
    }

    pub(super) fn payer_is(&self, at_least: PayerStrength) -> bool {
        self.sight.receipt.customer.is_some() || self.sight.payers.iter().any(|payer| payer.strength >= at_least)
    }

    fn payer_is_certain(&self) -> bool {
        self.payer_is(PayerStrength::Proven)
    }

    /// Everything named is closed, and was paid with exactly this amount: it is paid a second time.
    pub(super) fn paid_before(&self, meant: &Meant) -> Option<Verdict> {
        let (customer, total) = meant.closed_total(self.sight)?;
        if !total.contains(&self.sight.amount) {
            return None;
        }
        let text = "everything the remittance names was paid before, with exactly this amount: it was paid twice";
        let is_strange = self.payer_is(PayerStrength::Strong) && !self.sight.customers.contains(&customer);
        let unpaid =
            meant.places().filter_map(|place| self.sight.desk.items.get(place)).find(|item| self.sight.desk.unpaid.contains(&item.id));
        let reason = unpaid.map_or_else(
            || Reason::new("paid_before", text),
            |item| {
                let text = "what the remittance names is closed but was not paid: it was credited or written off";
                Reason::new("closed_unpaid", text).with_inputs(vec![ReasonInput::new("item", item.id.to_string())])
            },
        );
        Some(Verdict {
            status: if is_strange || unpaid.is_some() { CashStatus::Review } else { CashStatus::Auto },
            readings: Vec::new(),
            rivals: 0,
            reasons: vec![reason],
            payer: Some(customer),
            class: MoneyClass::Unapplied,
        })
    }

    /// What is named and the amount differ: the explanations of it, and where a digit may be wrong (nobody chose the items) what is
    /// named with another.
    pub(super) fn difference(&self, meant: &Meant, named: &Named, at: usize, priced: &[Priced], may_slip: bool) -> Option<Verdict> {
        let ways = named.ways();
        let [debits] = ways.as_slice() else { return None };
        let seen = self.accounts.get(at)?;
        if named.unknown > 0 {
            return None;
        }
        let gap = Gap { sight: self.sight, customer: &seen.customer, account: &seen.account, at, named, debits, priced, said: &meant.said };
        let found = difference::explain(&gap);
        let certain = found.iter().filter(|explained| explained.certain).count();
        let money = self.sight.amount.saturating_add(super::super::named::credits(&seen.account, &named.credits));
        let slip = meant.slip(self.sight, &seen.account, debits, priced, money).filter(|_| may_slip);
        let first = found.first().filter(|first| first.certain || slip.is_none());
        let reason = match (first, &slip) {
            (Some(first), _) => first.reason.clone(),
            (None, Some(slip)) => self.slipped(at, slip),
            (None, None) => return None,
        };
        // Less than what is named was paid: that is as well a short payment.
        let is_plain = |slip: &Slip| !slip.others && !slip.is_less && !meant.said.explains();
        let is_certain = match (&slip, first) {
            (Some(slip), None) => is_plain(slip),
            (Some(_), Some(_)) => false,
            (None, first) => first.is_some_and(|first| first.certain) && certain == 1,
        };
        let is_explained = first.is_some();
        let mut readings: Vec<Reading> = found.into_iter().map(Explained::told).collect();
        let slipped = slip.map(|slip| {
            let why = Some(self.slipped(at, &slip));
            Reading { why, ..named.reading(at, slip.manner, slip.debits) }
        });
        readings.splice(if is_explained { 1..1 } else { 0..0 }, slipped);
        let status = if is_certain { CashStatus::Auto } else { CashStatus::Review };
        let rivals = certain.saturating_sub(1);
        Some(Verdict { status, readings, rivals, reasons: vec![reason], payer: None, class: MoneyClass::Unapplied })
    }

    /// Which number was read as which.
    fn slipped(&self, at: usize, slip: &Slip) -> Reason {
        let rows = self.accounts.get(at).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let id = |place: usize| rows.get(place).and_then(|row| self.sight.desk.items.get(row.item)).map(|item| item.id.to_string());
        let input = |name: &str, place: usize| ReasonInput::new(name, id(place).unwrap_or_default());
        Reason::new("one_digit_wrong", "with another digit in one of the numbers, what is named adds up to the amount")
            .with_inputs(vec![input("named", slip.named), input("item", slip.other)])
    }

    /// What is named, paid as far as the money goes: for a person to look at.
    pub(super) fn best_guess(&self, named: &Named, at: usize, priced: &[Priced]) -> Option<Verdict> {
        let account = &self.accounts.get(at)?.account;
        let full = priced.first()?;
        let debits = named.ways().into_iter().next().unwrap_or_else(|| named.debits.clone());
        let mut reading = named.reading(at, full.manner, Vec::new());
        // What is left over of money in another currency is not known in its own.
        if self.sight.rate.is_some() {
            return None;
        }
        let mut left = self.sight.amount.saturating_add(super::super::named::credits(account, &named.credits));
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

    /// Items beside those named may as well be others: an equal one due on another day; one or two also one of those named, paid
    /// twice.
    pub(super) fn may_be_others(&self, named: &Named, reading: &Reading) -> bool {
        let rows = self.accounts.get(reading.account).map(|seen| seen.account.debits.as_slice()).unwrap_or_default();
        let is_named = |place: &usize| named.debits.contains(place) || named.unsure.iter().any(|places| places.contains(place));
        let (named, more): (Vec<usize>, Vec<usize>) = reading.debits.iter().copied().partition(is_named);
        let open = |place: &usize| rows.get(*place).map(|row| row.open);
        let others = Others::of(rows, reading);
        let equals_another = |place: &usize| rows.get(*place).is_some_and(|row| others.has_equal_of_another_day(row));
        let is_twice = |place: &usize| more.len() <= 2 && named.iter().any(|other| open(other) == open(place));
        more.iter().any(|place| equals_another(place) || is_twice(place))
    }
}
