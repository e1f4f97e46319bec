//! Master data: what stands beside the facts, handed in by reference and read as of the view's date.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::{ActorId, Amount, CalendarId, Currency, CurrencyRow, CustomerId, EntityId, ExchangeRate, OpenItemError};

/// Entities, customers, rates and calendars. Every part is optional.
#[wire]
pub struct MasterData {
    /// The selling companies.
    #[wire(default)]
    pub entities: Vec<Entity>,
    /// The customers, each in as many versions as it had.
    #[wire(default)]
    pub customers: Vec<Customer>,
    /// Currencies that ISO 4217 does not list.
    #[wire(default)]
    pub currencies: Vec<CurrencyRow>,
    /// Exchange rates.
    #[wire(default)]
    pub rates: Vec<ExchangeRate>,
}

/// A selling company: its books, its periods and its control accounts are its own.
#[wire]
pub struct Entity {
    /// The entity.
    pub id: EntityId,
    /// Its base currency.
    pub base_currency: Currency,
    /// Its name.
    pub name: Option<String>,
    /// Its holiday calendar.
    pub calendar: Option<CalendarId>,
}

/// A version of a customer, valid from a date until the next version.
#[wire]
pub struct Customer {
    /// The customer.
    pub id: CustomerId,
    /// The first day of this version; from the beginning where none is given.
    pub valid_from: Option<NaiveDate>,
    /// The customer above it, for groups that are aged and collected together.
    pub parent: Option<CustomerId>,
    /// Its name.
    #[wire(personal)]
    pub name: Option<String>,
    /// Other names by which it pays.
    #[wire(default, personal)]
    pub other_names: Vec<String>,
    /// Bank accounts that it pays from.
    #[wire(default, personal)]
    pub bank_accounts: Vec<String>,
    /// Tax ids.
    #[wire(default)]
    pub tax_ids: Vec<String>,
    /// How to reach it.
    #[wire(default)]
    pub contact_points: Vec<ContactPoint>,
    /// Its terms, as code or as written.
    pub terms: Option<String>,
    /// Its credit limit.
    pub limit: Option<Amount>,
    /// The currency of the limit.
    pub currency: Option<Currency>,
    /// Its time zone, as in the zone database.
    pub time_zone: Option<String>,
    /// Its language.
    pub language: Option<String>,
    /// What kind of debtor it is.
    pub debtor_kind: Option<DebtorKind>,
    /// Who collects from it.
    pub collector: Option<ActorId>,
}

/// A way to reach a customer.
#[wire]
pub struct ContactPoint {
    /// Whose: `billing`, `dunning`, a name.
    pub role: String,
    /// How.
    pub channel: crate::entry::Channel,
    /// The number or address.
    #[wire(personal)]
    pub address: String,
}

/// What kind of debtor a customer is: consumer law looks at natural persons.
#[wire]
pub enum DebtorKind {
    /// A company.
    Company,
    /// A natural person.
    NaturalPerson,
    /// A person in business under their own name.
    SoleProprietor,
    /// A person who stands in for another.
    Guarantor,
}

impl MasterData {
    /// An entity.
    #[must_use]
    pub fn entity(&self, id: &EntityId) -> Option<&Entity> {
        self.entities.iter().find(|entity| entity.id == *id)
    }

    /// The version of a customer that holds on a date: the latest that began on or before it.
    #[must_use]
    pub fn customer(&self, id: &CustomerId, on: NaiveDate) -> Option<&Customer> {
        self.customers
            .iter()
            .filter(|customer| customer.id == *id && customer.valid_from.is_none_or(|from| from <= on))
            .max_by_key(|customer| customer.valid_from)
    }

    /// The top of a customer's hierarchy on a date: the ancestor that has no parent, the customer itself where it has none.
    ///
    /// # Errors
    /// `hierarchy_loop` where a customer is its own ancestor.
    pub fn top_parent<'a>(&'a self, id: &'a CustomerId, on: NaiveDate) -> Result<&'a CustomerId, OpenItemError> {
        let mut at = id;
        for _ in 0..=self.customers.len() {
            match self.customer(at, on).and_then(|customer| customer.parent.as_ref()) {
                Some(parent) => at = parent,
                None => return Ok(at),
            }
        }
        Err(OpenItemError::HierarchyLoop { customer: id.clone() })
    }
}
