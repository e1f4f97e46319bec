//! Master data: what stands beside the facts, handed in by reference and read as of the view's date.

use chrono::NaiveDate;
use openitem_macros::wire;

use crate::terms::{self, BilledAmounts, Schedule};
use crate::{
    ActorId, Amount, CalendarId, Currency, CurrencyRow, CustomerId, EntityId, ExchangeRate, HolidayCalendar, OpenItemError, PaymentTerms,
};

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
    /// Holiday calendars, by the ids that entities name.
    #[wire(default)]
    pub calendars: Vec<HolidayCalendar>,
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
    /// Its holiday calendar, among those of the master data.
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

    /// A holiday calendar; the first of its id.
    ///
    /// ```
    /// use openitem::{HolidayCalendar, MasterData};
    /// let master = MasterData::new().with_calendars(vec![HolidayCalendar::gulf("AE")]);
    /// assert!(master.calendar(&"AE".into()).is_some());
    /// assert!(master.calendar(&"SA".into()).is_none());
    /// ```
    #[must_use]
    pub fn calendar(&self, id: &CalendarId) -> Option<&HolidayCalendar> {
        self.calendars.iter().find(|calendar| calendar.id == *id)
    }

    /// The holiday calendar that an entity names; none where it names none.
    ///
    /// ```
    /// use openitem::{Currency, Entity, HolidayCalendar, MasterData};
    ///
    /// let master = MasterData::new()
    ///     .with_entities(vec![Entity::new("AE01", Currency::new("AED")?).with_calendar("AE"), Entity::new("DE01", Currency::EUR)])
    ///     .with_calendars(vec![HolidayCalendar::gulf("AE")]);
    /// assert_eq!(master.calendar_of(&"AE01".into())?.map(|calendar| calendar.id.as_str()), Some("AE"));
    /// assert_eq!(master.calendar_of(&"DE01".into())?, None);
    /// assert_eq!(master.calendar_of(&"US01".into()).unwrap_err().code(), "missing_master");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// `missing_master` where the entity, or the calendar that it names, is not there.
    pub fn calendar_of(&self, entity: &EntityId) -> Result<Option<&HolidayCalendar>, OpenItemError> {
        let missing = |what: &str, name: &str| OpenItemError::MissingMaster { what: what.to_owned(), name: name.to_owned() };
        let found = self.entity(entity).ok_or_else(|| missing("entity", entity.as_str()))?;
        match &found.calendar {
            Some(id) => self.calendar(id).map(Some).ok_or_else(|| missing("calendar", id.as_str())),
            None => Ok(None),
        }
    }

    /// Splits a document of an entity into dated installments as [`terms::schedule`] does, by the calendar that the entity
    /// names; by one of Saturdays and Sundays where it names none.
    ///
    /// ```
    /// use openitem::terms::BilledAmounts;
    /// use openitem::{Amount, Currency, Entity, HolidayCalendar, MasterData};
    ///
    /// let aed = Currency::new("AED")?;
    /// let master = MasterData::new()
    ///     .with_entities(vec![Entity::new("AE01", aed).with_calendar("AE")])
    ///     .with_calendars(vec![HolidayCalendar::gulf("AE")]);
    /// let amounts = BilledAmounts::new("1000".parse::<Amount>()?, aed);
    /// // 30 days later is a Friday: the next business day of a Gulf calendar is Sunday.
    /// let terms = "net 30 business_day=following".parse()?;
    /// let schedule = master.schedule(&"AE01".into(), &amounts, "2026-01-07".parse().unwrap(), &terms)?;
    /// assert_eq!(schedule.installments[0].due.unwrap().to_string(), "2026-02-08");
    /// # Ok::<(), openitem::OpenItemError>(())
    /// ```
    ///
    /// # Errors
    /// As [`calendar_of`](Self::calendar_of) and [`terms::schedule`].
    pub fn schedule(
        &self,
        entity: &EntityId,
        amounts: &BilledAmounts,
        document_date: NaiveDate,
        terms: &PaymentTerms,
    ) -> Result<Schedule, OpenItemError> {
        match self.calendar_of(entity)? {
            Some(calendar) => terms::schedule(amounts, document_date, terms, calendar),
            None => terms::schedule(amounts, document_date, terms, &HolidayCalendar::new("none")),
        }
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
