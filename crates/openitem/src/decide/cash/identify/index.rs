//! What is known of all customers on a date, made ready to be asked for one payer after the other.

use chrono::NaiveDate;
use hashbrown::HashMap;
use rapidhash::fast::RandomState;

use super::super::habits::PayerHabits;
use super::IdentifyPolicy;
use super::family::Families;
use super::name::{Words, normal_number, without_zeros};
use super::names::Names;
use crate::{Customer, CustomerId, OpenItemError};

/// The shortest tax id that is looked for in a text.
pub(super) const SHORTEST_TAX_ID: usize = 7;
/// The names of one customer that are looked at, and how many of them may have been seen only.
const MOST_NAMES: usize = 128;
const MOST_SEEN: usize = 64;
/// What more customers than this share tells nothing; those beyond are not kept.
const MOST_SHARED: usize = 1_000;

/// What is known of all customers on a date. It is built once for many payers and learns from what was posted.
pub(crate) struct PayerIndex {
    pub(super) policy: IdentifyPolicy,
    pub(super) words: Words,
    /// By id.
    pub(super) rows: Vec<Row>,
    pub(super) by_id: HashMap<CustomerId, u32, RandomState>,
    /// By customer number in its normal form without leading zeros.
    pub(super) numbers: Lookup<u32>,
    pub(super) virtual_accounts: Lookup<u32>,
    /// With whether the account stands in the master data.
    pub(super) accounts: Lookup<(u32, bool)>,
    pub(super) tax_ids: Lookup<u32>,
    pub(super) names: Names,
    families: Families,
}

pub(super) struct Row {
    pub id: CustomerId,
    pub names: Vec<u32>,
    seen: usize,
}

/// What is found under a normal form, in the order in which it was added, each once.
pub(super) struct Lookup<T>(HashMap<String, Vec<T>, RandomState>);

impl<T: PartialEq> Lookup<T> {
    fn new() -> Self {
        Self(HashMap::default())
    }

    fn add(&mut self, key: &str, value: T) {
        if key.is_empty() {
            return;
        }
        let list = self.0.entry_ref(key).or_default();
        if list.len() < MOST_SHARED && !list.contains(&value) {
            list.push(value);
        }
    }

    pub fn get(&self, key: &str) -> &[T] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }
}

impl PayerIndex {
    /// Builds the index of the customers that there are on a date. What earlier versions of them were called and paid from
    /// counts as seen before.
    pub(crate) fn new(customers: &[Customer], seen: &[PayerHabits], on: NaiveDate, policy: &IdentifyPolicy) -> Result<Self, OpenItemError> {
        policy.check()?;
        let mut versions: Vec<&Customer> = customers.iter().filter(|customer| customer.valid_from.is_none_or(|from| from <= on)).collect();
        crate::value::sort_by(&mut versions, |one, other| (&one.id, one.valid_from).cmp(&(&other.id, other.valid_from)));
        let mut words = Words::new(policy);
        words.learn_endings(versions.iter().filter_map(|version| version.name.as_deref()));
        let mut index = Self {
            policy: policy.clone(),
            words,
            rows: Vec::new(),
            by_id: HashMap::default(),
            numbers: Lookup::new(),
            virtual_accounts: Lookup::new(),
            accounts: Lookup::new(),
            tax_ids: Lookup::new(),
            names: Names::default(),
            families: Families::default(),
        };
        let mut parents = Vec::new();
        for of_one in versions.chunk_by(|one, other| one.id == other.id) {
            if let Some(latest) = index.add_customer(of_one) {
                parents.push(latest.parent.as_ref());
            }
        }
        index.families = Families::new(&parents.iter().map(|parent| parent.and_then(|id| index.row(id))).collect::<Vec<_>>());
        for account in &policy.virtual_accounts {
            if let Some(row) = index.row(&account.customer) {
                index.virtual_accounts.add(&normal_number(&account.bank_account), row);
            }
        }
        for payer in seen {
            if let Some(row) = index.row(&payer.customer) {
                payer.names.iter().for_each(|name| index.add_name(row, name, false));
                payer.bank_accounts.iter().for_each(|account| index.add_account(row, account, false));
            }
        }
        Ok(index)
    }

    /// Adds the versions of one customer, the earliest first.
    fn add_customer<'a>(&mut self, versions: &[&'a Customer]) -> Option<&'a Customer> {
        let (latest, earlier) = versions.split_last()?;
        let row = u32::try_from(self.rows.len()).ok()?;
        self.rows.push(Row { id: latest.id.clone(), names: Vec::new(), seen: 0 });
        self.by_id.insert(latest.id.clone(), row);
        self.numbers.add(without_zeros(&normal_number(latest.id.as_str())), row);
        for (version, on_file) in [(latest, true)].into_iter().chain(earlier.iter().map(|version| (version, false))) {
            version.name.iter().chain(&version.other_names).for_each(|name| self.add_name(row, name, on_file));
            version.bank_accounts.iter().for_each(|account| self.add_account(row, account, on_file));
            for tax_id in &version.tax_ids {
                let normal = normal_number(tax_id);
                if normal.len() >= SHORTEST_TAX_ID {
                    self.tax_ids.add(&normal, row);
                }
            }
        }
        Some(latest)
    }

    /// The number of a customer in this index.
    pub(crate) fn row(&self, customer: &CustomerId) -> Option<u32> {
        self.by_id.get(customer).copied()
    }

    /// The customer of a number.
    pub(crate) fn customer(&self, row: u32) -> Option<&CustomerId> {
        self.at(row).map(|row| &row.id)
    }

    /// Everyone whose debts a payment of this customer may be for, itself first: those below it, those above it, and the rest of its
    /// family, each by id.
    pub(crate) fn pays_for(&self, row: u32) -> Vec<u32> {
        self.families.around(row)
    }

    /// Whether two customers stand in one hierarchy.
    pub(crate) fn is_one_family(&self, one: u32, other: u32) -> bool {
        self.families.of(one) == self.families.of(other)
    }

    /// Whether one customer stands above another.
    pub(crate) fn is_above(&self, one: u32, other: u32) -> bool {
        self.families.is_above(one, other)
    }

    pub(super) fn family(&self, row: u32) -> u32 {
        self.families.of(row)
    }

    pub(super) fn at(&self, row: u32) -> Option<&Row> {
        self.rows.get(usize::try_from(row).ok()?)
    }

    fn add_name(&mut self, row: u32, written: &str, on_file: bool) {
        let Some(name) = self.words.name(written) else { return };
        let Some(known) = usize::try_from(row).ok().and_then(|at| self.rows.get_mut(at)) else { return };
        let is_full = known.names.len() >= MOST_NAMES || (!on_file && known.seen >= MOST_SEEN);
        if known.names.iter().any(|number| self.names.takes_in(*number, &name)) || is_full {
            return;
        }
        known.seen = known.seen.saturating_add(usize::from(!on_file));
        known.names.extend(self.names.add(row, name, on_file));
    }

    fn add_account(&mut self, row: u32, written: &str, on_file: bool) {
        let key = normal_number(written);
        if !self.accounts.get(&key).iter().any(|(known, _)| *known == row) {
            self.accounts.add(&key, (row, on_file));
        }
    }
}
