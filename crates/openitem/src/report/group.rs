//! Groups: the rows of a report. Customers are indexed once, so that no row searches a master list.

use chrono::NaiveDate;
use hashbrown::HashMap;
use openitem_macros::wire;
use rapidhash::fast::RandomState;

use crate::entry::Label;
use crate::{Currency, Customer, CustomerId, EntityId, MasterData, OpenItemError};

/// The most keys that one report groups by.
const MOST_KEYS: usize = 16;

/// What a report groups by. Several may be given; every report keeps currencies apart, whatever is given.
#[wire]
pub enum GroupBy {
    /// The customer.
    Customer {},
    /// The top of the customer's hierarchy on the date of the report: a parent and all below it are one row.
    Parent {},
    /// The selling company.
    Entity {},
    /// The currency.
    Currency {},
    /// The terms that stand on the item.
    Terms {},
    /// Who collects from the customer on the date of the report.
    Collector {},
    /// A label that the host puts on items; the first value where an item bears several.
    Label {
        /// The label's name.
        name: String,
    },
}

/// One part of what a row is for: `customer` is `C-100`.
#[wire(hash)]
pub struct GroupPart {
    /// What it is grouped by: `customer`, `parent`, `entity`, `currency`, `terms`, `collector`, `label:<name>`.
    pub by: String,
    /// Its value; none where an item has none.
    pub value: Option<String>,
}

impl GroupBy {
    /// The name that rows bear: the tag, or `label:<name>`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Self::Label { name } => format!("label:{name}"),
            other => other.tag().to_owned(),
        }
    }
}

/// What decides in which group something stands.
pub(crate) struct Subject<'a> {
    pub(crate) entity: &'a EntityId,
    pub(crate) customer: Option<&'a CustomerId>,
    pub(crate) currency: &'a Currency,
    pub(crate) terms: Option<&'a str>,
    pub(crate) labels: &'a [Label],
}

/// The groups seen so far, numbered as they come.
pub(crate) struct Groups<'a> {
    by: &'a [GroupBy],
    tops: HashMap<&'a CustomerId, &'a CustomerId, RandomState>,
    versions: HashMap<&'a CustomerId, &'a Customer, RandomState>,
    numbers: HashMap<Vec<Option<&'a str>>, usize, RandomState>,
    scratch: Vec<Option<&'a str>>,
}

impl<'a> Groups<'a> {
    /// No group yet, the customers indexed as of the date where the keys need them.
    pub(crate) fn new(by: &'a [GroupBy], master: &'a MasterData, on: NaiveDate) -> Result<Self, OpenItemError> {
        if by.len() > MOST_KEYS {
            return Err(OpenItemError::invalid("group_by", format!("{} keys", by.len()), "at most 16"));
        }
        let needs_parents = by.iter().any(|key| matches!(key, GroupBy::Parent {}));
        let needs_customers = needs_parents || by.iter().any(|key| matches!(key, GroupBy::Collector {}));
        let versions = if needs_customers { versions(&master.customers, on) } else { HashMap::default() };
        let tops = if needs_parents { tops(&versions)? } else { HashMap::default() };
        Ok(Self { by, tops, versions, numbers: HashMap::default(), scratch: Vec::new() })
    }

    /// The number of the subject's group.
    pub(crate) fn number(&mut self, subject: &Subject<'a>) -> usize {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.clear();
        scratch.extend(self.by.iter().map(|key| self.value(key, subject)));
        let number = match self.numbers.get(scratch.as_slice()) {
            Some(number) => *number,
            None => {
                let next = self.numbers.len();
                self.numbers.insert(scratch.clone(), next);
                next
            }
        };
        self.scratch = scratch;
        number
    }

    fn value(&self, key: &GroupBy, subject: &Subject<'a>) -> Option<&'a str> {
        match key {
            GroupBy::Customer {} => subject.customer.map(CustomerId::as_str),
            GroupBy::Parent {} => subject.customer.map(|customer| self.tops.get(customer).copied().unwrap_or(customer).as_str()),
            GroupBy::Entity {} => Some(subject.entity.as_str()),
            GroupBy::Currency {} => Some(subject.currency.code()),
            GroupBy::Terms {} => subject.terms,
            GroupBy::Collector {} => {
                subject.customer.and_then(|customer| self.versions.get(customer)?.collector.as_ref()).map(crate::ActorId::as_str)
            }
            GroupBy::Label { name } => subject.labels.iter().find(|label| label.name == *name).map(|label| label.value.as_str()),
        }
    }

    /// What the rows of each group bear, by its number, and its place in the order of the report: by the values of the
    /// keys from the first to the last, what has no value after all else.
    pub(crate) fn finish(self) -> Vec<NamedGroup> {
        let names: Vec<String> = self.by.iter().map(GroupBy::name).collect();
        let mut groups: Vec<(Vec<Option<&str>>, usize)> = self.numbers.into_iter().collect();
        let last_without_value = |value: &Option<&'a str>| (value.is_none(), *value);
        groups.sort_by(|(left, _), (right, _)| left.iter().map(last_without_value).cmp(right.iter().map(last_without_value)));
        let mut named: Vec<(usize, NamedGroup)> = groups
            .into_iter()
            .enumerate()
            .map(|(place, (values, number))| {
                let parts = names.iter().zip(values).map(|(by, value)| GroupPart { by: by.clone(), value: value.map(str::to_owned) });
                (number, NamedGroup { place, parts: parts.collect() })
            })
            .collect();
        named.sort_by_key(|(number, _)| *number);
        named.into_iter().map(|(_, group)| group).collect()
    }
}

/// A group as its rows bear it.
pub(crate) struct NamedGroup {
    pub(crate) place: usize,
    pub(crate) parts: Vec<GroupPart>,
}

/// Each customer's version that holds on the date: the latest that began on or before it.
fn versions(customers: &[Customer], on: NaiveDate) -> HashMap<&CustomerId, &Customer, RandomState> {
    let mut found: HashMap<&CustomerId, &Customer, RandomState> = HashMap::default();
    for customer in customers.iter().filter(|customer| customer.valid_from.is_none_or(|from| from <= on)) {
        let held = found.entry(&customer.id).or_insert(customer);
        if customer.valid_from >= held.valid_from {
            *held = customer;
        }
    }
    found
}

type Tops<'a> = HashMap<&'a CustomerId, &'a CustomerId, RandomState>;

/// The top of each customer's hierarchy, every link walked once.
fn tops<'a>(versions: &HashMap<&'a CustomerId, &'a Customer, RandomState>) -> Result<Tops<'a>, OpenItemError> {
    let mut tops = Tops::with_capacity_and_hasher(versions.len(), RandomState::default());
    let mut looped: Option<&CustomerId> = None;
    let mut path: Vec<&CustomerId> = Vec::new();
    let mut seen: HashMap<&CustomerId, usize, RandomState> = HashMap::default();
    for start in versions.keys() {
        path.clear();
        seen.clear();
        let mut at = *start;
        let top = loop {
            if let Some(top) = tops.get(at) {
                break *top;
            }
            if let Some(from) = seen.insert(at, path.len()) {
                // The least id of the circle is named, whichever of its customers came first.
                let least = path.iter().skip(from).min().copied();
                looped = [looped, least].into_iter().flatten().min();
                break at;
            }
            path.push(at);
            match versions.get(at).and_then(|customer| customer.parent.as_ref()) {
                Some(parent) => at = parent,
                None => break at,
            }
        };
        for customer in &path {
            tops.insert(customer, top);
        }
    }
    match looped {
        Some(customer) => Err(OpenItemError::HierarchyLoop { customer: customer.clone() }),
        None => Ok(tops),
    }
}
