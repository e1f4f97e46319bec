//! The desk at which receipts are applied: accounts, payers and references, looked up once and used for many receipts.

use std::collections::{BTreeSet, HashMap, HashSet};

use chrono::{Datelike, NaiveDate};

use super::account::{Account, Manner, Row, Terms, due_day};
use super::case::{CashAccounts, CashReceipt};
use super::habits::PayerHabits;
use super::identify::{Candidate, PayerIndex, PayerStrength};
use super::policy::CashPolicy;
use super::remittance::index::ReferenceIndex;
use crate::{
    Amount, Basis, ControlClass, CreditRequest, Currency, CustomerId, Dispute, DisputedItem, EntityId, EntryId, ExchangePolicy,
    ExchangeRates, FoundRate, ItemId, OpenItem, OpenItemError, PromiseToPay, Side, minor_units,
};

/// Everything that receipts are applied with. Rust services keep one and settle what they post; every other caller gets a new
/// one a call.
pub struct Desk<'a> {
    pub(super) policy: &'a CashPolicy,
    /// The open items, then the closed ones.
    pub(super) items: Vec<&'a OpenItem>,
    /// What is open of each, in minor units of its currency.
    pub(super) open: Vec<i64>,
    accounts: HashMap<(CustomerId, Currency, EntityId), Vec<usize>>,
    places: HashMap<&'a ItemId, usize>,
    /// The entries that moved the items last, where the caller knows them.
    last: HashMap<&'a ItemId, Option<&'a EntryId>>,
    pub(super) payers: PayerIndex,
    pub(super) references: ReferenceIndex,
    pub(super) habits: HashMap<CustomerId, PayerHabits>,
    /// Open disputes, by item, with what each says of it.
    pub(super) disputes: HashMap<&'a ItemId, Vec<(&'a Dispute, &'a DisputedItem)>>,
    /// Credits asked for, by item.
    pub(super) requests: HashMap<&'a ItemId, Vec<&'a CreditRequest>>,
    /// Promises that no other follows, by customer.
    pub(super) promises: HashMap<&'a CustomerId, Vec<&'a PromiseToPay>>,
    pub(super) rates: ExchangeRates,
    /// Closed items that were not paid.
    pub(super) unpaid: HashSet<&'a ItemId>,
}

impl std::fmt::Debug for Desk<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("items", &self.items.len()).finish_non_exhaustive()
    }
}

impl<'a> Desk<'a> {
    /// A desk for these accounts as of a date: customers are read as of it.
    ///
    /// # Errors
    /// `unknown_currency`, `amount_scale` where an amount is finer than its currency, `overflow` past 63 bits of minor units,
    /// `invalid_value` where the policy has a bound out of range or an item is given twice; `conflicting_rates`.
    pub fn new(given: &'a CashAccounts, on: NaiveDate, policy: &'a CashPolicy) -> Result<Self, OpenItemError> {
        policy.weights.check()?;
        let items: Vec<&OpenItem> = given.items.iter().chain(&given.closed).collect();
        let mut open = Vec::with_capacity(items.len());
        let mut accounts: HashMap<_, Vec<usize>> = HashMap::new();
        let mut places = HashMap::with_capacity(items.len());
        for (place, item) in items.iter().enumerate() {
            open.push(minor(item.open, item.currency, policy, &item.id)?);
            if places.insert(&item.id, place).is_some() {
                return Err(OpenItemError::invalid("accounts.items", &item.id, "each item once, open or closed"));
            }
            if let Some(customer) = &item.customer {
                accounts.entry((customer.clone(), item.currency, item.entity.clone())).or_default().push(place);
            }
        }
        let references = ReferenceIndex::of(items.iter().copied());
        let payers = PayerIndex::new(&given.customers, &given.habits, on, &policy.identify)?;
        let habits = given.habits.iter().map(|habits| (habits.customer.clone(), habits.clone())).collect();
        let last = given.basis.iter().map(|basis| (&basis.item, basis.last.as_ref())).collect();
        let rates = ExchangeRates::new(&given.rates)?;
        let mut disputes: HashMap<_, Vec<_>> = HashMap::new();
        for dispute in given.disputes.iter().filter(|dispute| dispute.resolved.is_none()) {
            for item in &dispute.dispute.items {
                disputes.entry(&item.item).or_default().push((dispute, item));
            }
        }
        let mut requests: HashMap<_, Vec<_>> = HashMap::new();
        for request in &given.requests {
            requests.entry(&request.request.item).or_default().push(request);
        }
        let mut promises: HashMap<_, Vec<_>> = HashMap::new();
        let followed: HashSet<_> = given.promises.iter().filter_map(|promise| promise.promise.replaces.as_ref()).collect();
        for promise in given.promises.iter().filter(|promise| !followed.contains(&promise.promise.id)) {
            if let Some(customer) = &promise.customer {
                promises.entry(customer).or_default().push(promise);
            }
        }
        let unpaid = given.closed_unpaid.iter().collect();
        Ok(Self { policy, items, open, accounts, places, last, payers, references, habits, disputes, requests, promises, rates, unpaid })
    }

    /// Takes what was posted off an item, so that the next receipt does not see it any more.
    ///
    /// # Errors
    /// `unknown_id` where the desk has no such item; `amount_scale`, `overflow`.
    pub fn settle(&mut self, item: &ItemId, amount: Amount) -> Result<(), OpenItemError> {
        let unknown = || OpenItemError::invalid("item", item, "an item of this desk");
        let place = self.places.get(item).copied().ok_or_else(unknown)?;
        let currency = self.items.get(place).map(|item| item.currency).ok_or_else(unknown)?;
        let settled = minor(amount, currency, self.policy, item)?;
        if let Some(open) = self.open.get_mut(place) {
            *open = open.saturating_sub(settled).max(0);
        }
        // What moved it last is posted after this: proposals that follow rely on what is open alone.
        self.last.remove(item);
        Ok(())
    }

    /// The currencies of the items, one of each.
    pub(super) fn currencies(&self) -> BTreeSet<Currency> {
        self.items.iter().map(|item| item.currency).collect()
    }

    /// An item of the desk.
    pub(super) fn item(&self, id: &ItemId) -> Option<&'a OpenItem> {
        self.places.get(id).and_then(|place| self.items.get(*place)).copied()
    }

    /// What is open of an item, in minor units.
    pub(super) fn open_of(&self, id: &ItemId) -> Option<i64> {
        self.places.get(id).and_then(|place| self.open.get(*place)).copied()
    }

    /// What a proposal relies on of an item.
    pub(super) fn basis(&self, id: &ItemId, open: Amount) -> Basis {
        let last = self.last.get(id).copied().flatten().cloned();
        let mut basis = Basis::new(id.clone(), open);
        basis.last = last;
        basis
    }

    /// The account of customers as their payer could see it on a day.
    pub(super) fn account(&self, customers: &[CustomerId], currency: Currency, entity: &EntityId, day: i32) -> Account {
        let mut account = Account::default();
        let of = |(nth, customer): (usize, &CustomerId)| {
            let places = self.accounts.get(&(customer.clone(), currency, entity.clone()));
            places.into_iter().flatten().map(move |place| (nth, *place))
        };
        for (nth, place) in customers.iter().enumerate().flat_map(of) {
            let (Some(item), Some(open)) = (self.items.get(place), self.open.get(place).copied()) else { continue };
            if open <= 0 || item.control_class != ControlClass::Receivable || item.document_date.num_days_from_ce() > day {
                continue;
            }
            let row = Row { item: place, open, due: due_day(item), class: (item.kind, !item.disputed.is_zero(), nth) };
            match item.side {
                Side::Debit => account.debits.push(row),
                Side::Credit => account.credits.push(row),
            }
        }
        let by_due = |row: &Row| (row.due, self.items.get(row.item).map(|item| &item.id));
        crate::value::sort_by(&mut account.debits, |one, other| by_due(one).cmp(&by_due(other)));
        crate::value::sort_by(&mut account.credits, |one, other| by_due(one).cmp(&by_due(other)));
        account
    }
}

/// An amount in minor units.
fn minor(amount: Amount, currency: Currency, policy: &CashPolicy, item: &ItemId) -> Result<i64, OpenItemError> {
    let digits = minor_units(currency, &policy.currencies)?;
    match amount.to_minor(digits) {
        Some(minor) => Ok(minor),
        None if amount.scale() > digits => Err(OpenItemError::AmountScale { item: item.to_string(), found: amount, currency, digits }),
        None => Err(OpenItemError::overflow("an amount in minor units")),
    }
}

/// What of a receipt is unused.
fn unused(receipt: &CashReceipt) -> Amount {
    receipt.open.unwrap_or(receipt.receipt.amount)
}

/// One receipt on the desk: what it is worth, when, and whose accounts it may pay.
pub(super) struct Sight<'a> {
    pub desk: &'a Desk<'a>,
    pub receipt: &'a CashReceipt,
    /// The currency of the accounts that it may pay.
    pub currency: Currency,
    /// What it is worth in that, in minor units.
    pub amount: i64,
    /// The rate, where that is not its own currency.
    pub rate: Option<FoundRate>,
    pub decimals: i32,
    pub day: i32,
    pub terms: Terms,
    /// The payers that the receipt may come from, the best first.
    pub payers: Vec<Candidate>,
    /// Whether more than one family may have paid.
    pub ambiguous: bool,
    /// The customers whose accounts they may pay, the payers' own first.
    pub customers: Vec<CustomerId>,
}

impl<'a> Sight<'a> {
    pub fn new(desk: &'a Desk<'a>, receipt: &'a CashReceipt) -> Result<Self, OpenItemError> {
        let money = &receipt.receipt;
        let decimals = minor_units(money.currency, &desk.policy.currencies)?;
        let amount = minor(unused(receipt), money.currency, desk.policy, &ItemId::from(&money.id))?;
        let date = money.value_date.unwrap_or(receipt.effective);
        let posted = receipt.customer.as_ref();
        let (payers, ambiguous) = match posted {
            Some(customer) => {
                let certain = |row| Candidate { row, strength: PayerStrength::Proven, score: 100, evidence: Vec::new() };
                (desk.payers.row(customer).map(certain).into_iter().collect(), false)
            }
            None => {
                let found = desk.payers.find(money);
                (found.candidates, found.ambiguous)
            }
        };
        // A customer without master data pays for itself.
        let mut customers: Vec<CustomerId> = posted.cloned().into_iter().collect();
        let mut known: HashSet<CustomerId> = customers.iter().cloned().collect();
        for row in payers.iter().flat_map(|payer| desk.payers.pays_for(payer.row)) {
            if let Some(customer) = desk.payers.customer(row).filter(|customer| known.insert((*customer).clone())) {
                customers.push(customer.clone());
            }
        }
        let terms = Terms::new(date, decimals, desk.policy);
        Ok(Self {
            desk,
            receipt,
            currency: money.currency,
            amount,
            rate: None,
            decimals,
            day: date.num_days_from_ce(),
            terms,
            payers,
            ambiguous,
            customers,
        })
    }

    /// The same receipt before the accounts in another currency, worth what the day's rate makes of it. None where the table has no
    /// rate.
    pub fn abroad(&self, currency: Currency, exchange: &ExchangePolicy) -> Option<Self> {
        let decimals = minor_units(currency, &self.desk.policy.currencies).ok()?;
        let money = &self.receipt.receipt;
        let found = self.desk.rates.convert(self.money(), money.currency, currency, self.terms.date, decimals, exchange).ok()?;
        let amount = found.amount.to_minor(decimals).filter(|amount| *amount > 0)?;
        let (payers, customers) = (self.payers.clone(), self.customers.clone());
        let terms = Terms::new(self.terms.date, decimals, self.desk.policy);
        Some(Self { currency, amount, rate: Some(found.rate), decimals, terms, payers, customers, ..*self })
    }

    /// What the receipt brings, in its own currency.
    pub fn money(&self) -> Amount {
        unused(self.receipt)
    }

    pub fn account(&self, customer: &CustomerId) -> Account {
        self.accounts_of(std::slice::from_ref(customer))
    }

    /// The accounts of some customers as one.
    pub fn accounts_of(&self, customers: &[CustomerId]) -> Account {
        self.desk.account(customers, self.currency, &self.receipt.entity, self.day)
    }

    /// Documents of a customer that were paid: closed, in this entity and currency, and not of a later day.
    pub fn closed(&self, customer: &CustomerId) -> impl Iterator<Item = &'a OpenItem> + use<'a, '_> {
        let desk = self.desk;
        let places = desk.accounts.get(&(customer.clone(), self.currency, self.receipt.entity.clone()));
        let closed = places.into_iter().flatten().filter(|place| desk.open.get(**place) == Some(&0));
        let items = closed.filter_map(|place| desk.items.get(*place)).copied();
        items.filter(|item| item.document_date.num_days_from_ce() <= self.day && !desk.unpaid.contains(&item.id))
    }

    /// Who may have paid, the customer that the receipt was posted with first.
    pub fn known_payers(&self) -> impl Iterator<Item = &CustomerId> {
        let found = self.payers.iter().filter_map(|payer| self.desk.payers.customer(payer.row));
        self.receipt.customer.iter().chain(found)
    }

    /// Everybody of a customer's family, itself first.
    pub fn family_of(&self, customer: &CustomerId) -> Vec<CustomerId> {
        let payers = &self.desk.payers;
        let rows = payers.row(customer).map(|row| payers.pays_for(row)).unwrap_or_default();
        rows.into_iter().filter_map(|row| payers.customer(row).cloned()).collect()
    }

    /// Whether a payer is each of these customers or stands above it.
    pub fn pays_for_all(&self, payer: &CustomerId, customers: &[CustomerId]) -> bool {
        let payers = &self.desk.payers;
        let is_above = |one: &CustomerId| payers.row(payer).zip(payers.row(one)).is_some_and(|(payer, one)| payers.is_above(payer, one));
        customers.iter().all(|one| one == payer || is_above(one))
    }

    /// Whether two customers stand in one hierarchy.
    pub fn is_one_family(&self, one: &CustomerId, other: &CustomerId) -> bool {
        let row = |customer| self.desk.payers.row(customer);
        one == other || row(one).zip(row(other)).is_some_and(|(one, other)| self.desk.payers.is_one_family(one, other))
    }

    /// Whether the receipt could pay an item: an open debit of its entity and currency, and not of a later day.
    pub fn may_pay(&self, place: usize) -> bool {
        let is_open = self.desk.open.get(place).is_some_and(|open| *open > 0);
        is_open
            && self.desk.items.get(place).is_some_and(|item| {
                item.side == Side::Debit
                    && item.control_class == ControlClass::Receivable
                    && item.entity == self.receipt.entity
                    && item.currency == self.currency
                    && item.document_date.num_days_from_ce() <= self.day
            })
    }

    pub fn habits(&self, customer: &CustomerId) -> Option<&PayerHabits> {
        self.desk.habits.get(customer)
    }

    /// How a customer is known to withhold tax: by what it withholds of the amount without its own tax where that is known, and
    /// of the whole.
    pub fn withheld(&self, customer: &CustomerId) -> Vec<Manner> {
        let Some(habits) = self.habits(customer) else { return Vec::new() };
        let rates = [(habits.withholding_net_percent, true), (habits.withholding_percent, false)];
        rates.into_iter().filter_map(|(percent, net)| Some(Manner::Withheld { percent: percent?, net })).collect()
    }

    pub fn amount_of(&self, minor: i64) -> Amount {
        Amount::from_minor(minor, self.decimals).unwrap_or_default()
    }
}
