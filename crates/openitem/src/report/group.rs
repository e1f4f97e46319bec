//! Groups: the rows of a report. Customers are indexed once, so that no row searches a master list.

use std::hash::BuildHasher;

use chrono::NaiveDate;
use hashbrown::HashMap;
use hashbrown::hash_table::{Entry, HashTable};
use openitem_macros::wire;
use rapidhash::fast::RandomState;
use smol_str::SmolStr;

use crate::entry::Label;
use crate::{Currency, Customer, CustomerId, EntityId, MasterData, OpenItemError, PlanId};

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
    /// The payment plan that covers the item.
    Plan {},
    /// A label that the host puts on items; the first value where an item bears several.
    Label {
        /// The label's name.
        name: String,
    },
}

/// What a report is grouped by, as its rows bear it: `customer`, `parent`, `entity`, `currency`, `terms`, `collector`,
/// `plan`, `label:<name>`.
#[wire]
pub struct GroupName(SmolStr);

/// The value that the rows of a group share: a customer's id, a code of terms.
#[wire]
pub struct GroupValue(SmolStr);

/// One part of what a row is for: `customer` is `C-100`.
#[wire(hash)]
pub struct GroupPart {
    /// What it is grouped by.
    pub by: GroupName,
    /// Its value; none where an item has none.
    pub value: Option<GroupValue>,
}

impl GroupBy {
    /// The name that rows bear: the tag, or `label:<name>`.
    #[must_use]
    pub fn name(&self) -> GroupName {
        match self {
            Self::Label { name } => GroupName::from(format!("label:{name}")),
            other => GroupName::new(other.tag()),
        }
    }
}

/// What decides in which group something stands.
pub(crate) struct Subject<'a> {
    pub(crate) entity: &'a EntityId,
    pub(crate) customer: Option<&'a CustomerId>,
    pub(crate) currency: &'a Currency,
    pub(crate) terms: Option<&'a str>,
    pub(crate) plan: Option<&'a PlanId>,
    pub(crate) labels: &'a [Label],
}

/// The groups seen so far, numbered as they come.
pub(crate) struct Groups<'a> {
    by: &'a [GroupBy],
    customers: Customers<'a>,
    /// One a key: the groups by the keys up to it. Without a key there is one group, number 0.
    levels: Vec<Level>,
}

/// What the keys need to know of customers.
struct Customers<'a> {
    tops: Tops<'a>,
    versions: HashMap<&'a CustomerId, &'a Customer, RandomState>,
}

/// A group of one level: the number of the group above it, and its value of the level's key.
type Node = (usize, Option<GroupValue>);

/// The groups of one level. Each holds its value itself, so that telling groups apart does not go back to the subjects.
#[derive(Default)]
struct Level {
    state: RandomState,
    numbers: HashTable<usize>,
    nodes: Vec<Node>,
}

impl Level {
    fn number(&mut self, above: usize, value: Option<&str>) -> usize {
        let bare = |node: &usize| self.nodes.get(*node).map(|(above, value)| (*above, value.as_ref().map(GroupValue::as_str)));
        let hash = self.state.hash_one((above, value));
        let is_it = |node: &usize| bare(node) == Some((above, value));
        match self.numbers.entry(hash, is_it, |node| bare(node).map_or(0, |node| self.state.hash_one(node))) {
            Entry::Occupied(there) => *there.get(),
            Entry::Vacant(free) => {
                let number = self.nodes.len();
                free.insert(number);
                self.nodes.push((above, value.map(GroupValue::new)));
                number
            }
        }
    }
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
        let levels = by.iter().map(|_| Level::default()).collect();
        Ok(Self { by, customers: Customers { tops, versions }, levels })
    }

    /// The number of the subject's group.
    pub(crate) fn number(&mut self, subject: &Subject<'a>) -> usize {
        let customers = &self.customers;
        self.by.iter().zip(&mut self.levels).fold(0, |above, (key, level)| level.number(above, customers.value(key, subject)))
    }

    /// The groups as rows bear them, in the order of the report.
    pub(crate) fn finish(self) -> NamedGroups {
        let names = self.by.iter().map(GroupBy::name).collect();
        let levels: Vec<Vec<Node>> = self.levels.into_iter().map(|level| level.nodes).collect();
        let places = levels.iter().fold(vec![0], |above, nodes| places(&above, nodes));
        NamedGroups { names, levels, places }
    }
}

impl<'a> Customers<'a> {
    fn value(&self, key: &GroupBy, subject: &Subject<'a>) -> Option<&'a str> {
        match key {
            GroupBy::Customer {} => subject.customer.map(CustomerId::as_str),
            GroupBy::Parent {} => subject.customer.map(|customer| self.tops.get(customer).copied().unwrap_or(customer).as_str()),
            GroupBy::Entity {} => Some(subject.entity.as_str()),
            GroupBy::Currency {} => Some(subject.currency.code()),
            GroupBy::Terms {} => subject.terms,
            GroupBy::Plan {} => subject.plan.map(PlanId::as_str),
            GroupBy::Collector {} => {
                subject.customer.and_then(|customer| self.versions.get(customer)?.collector.as_ref()).map(crate::ActorId::as_str)
            }
            GroupBy::Label { name } => subject.labels.iter().find(|label| label.name == *name).map(|label| label.value.as_str()),
        }
    }
}

/// The groups of a report as its rows bear them.
pub(crate) struct NamedGroups {
    names: Vec<GroupName>,
    levels: Vec<Vec<Node>>,
    places: Vec<usize>,
}

impl NamedGroups {
    /// A group's place in the order of the report: by the values of the keys from the first to the last, what has no value
    /// after all else.
    pub(crate) fn place(&self, group: usize) -> usize {
        self.places.get(group).copied().unwrap_or(usize::MAX)
    }

    /// What the rows of a group bear.
    pub(crate) fn parts(&self, group: usize) -> Vec<GroupPart> {
        let mut parts = Vec::with_capacity(self.levels.len());
        let mut at = group;
        for (nodes, by) in self.levels.iter().zip(&self.names).rev() {
            let Some((above, value)) = nodes.get(at) else { break };
            parts.push(GroupPart { by: by.clone(), value: value.clone() });
            at = *above;
        }
        parts.reverse();
        parts
    }
}

/// The place of each group of a level, by the places of the groups above.
fn places(above: &[usize], nodes: &[Node]) -> Vec<usize> {
    let mut order: Vec<_> = nodes
        .iter()
        .enumerate()
        .map(|(number, (parent, value))| {
            let text = value.as_ref().map_or("", GroupValue::as_str);
            (above.get(*parent).copied(), value.is_none(), start(text), text, number)
        })
        .collect();
    order.sort_unstable();
    let mut places = vec![0; nodes.len()];
    for (place, (.., number)) in order.into_iter().enumerate() {
        if let Some(slot) = places.get_mut(number) {
            *slot = place;
        }
    }
    places
}

/// The first bytes of a text as a number that sorts as they do: it spares most comparisons the way to the text.
fn start(text: &str) -> u128 {
    let mut bytes = [0; 16];
    for (slot, byte) in bytes.iter_mut().zip(text.bytes()) {
        *slot = byte;
    }
    u128::from_be_bytes(bytes)
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
