//! A ledger for tests: entries posted one after the other, a minute apart.

use chrono::{DateTime, Duration, NaiveDate, Utc};

use crate::{Amount, AsOf, Batch, Currency, CustomerId, Document, Entry, EntryKind, ItemId, Ledger, OpenItem, PostPolicy, Receipt, post};

pub(super) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub(super) fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

/// Entries of one entity and one customer, in euros, where nothing else is said.
pub(super) struct Books {
    pub ledger: Ledger,
    pub customer: CustomerId,
    pub day: NaiveDate,
    at: DateTime<Utc>,
    count: usize,
}

impl Books {
    pub fn new() -> Self {
        let at = "2026-01-01T08:00:00Z".parse().unwrap();
        Self { ledger: Ledger::new(), customer: "C-100".into(), day: date("2026-01-05"), at, count: 0 }
    }

    pub fn now(&mut self) -> DateTime<Utc> {
        self.at += Duration::minutes(1);
        self.at
    }

    /// Posts an entry of the customer; its id is `E1`, `E2`, ….
    pub fn post(&mut self, kind: EntryKind) -> String {
        self.count += 1;
        let id = format!("E{}", self.count);
        let entry = Entry::new(id.as_str(), "E", self.day, self.now(), kind).with_customer(self.customer.clone());
        self.take(Batch::new(vec![entry]));
        id
    }

    pub fn take(&mut self, batch: Batch) {
        post(&mut self.ledger, batch, &PostPolicy::new()).unwrap();
    }

    pub fn invoice(&mut self, id: &str, of: &str, due: &str) -> String {
        self.post(EntryKind::invoice(Document::new(id, Currency::EUR, amount(of)).with_due(date(due))))
    }

    pub fn credit_memo(&mut self, id: &str, of: &str) -> String {
        self.post(EntryKind::credit_memo(Document::new(id, Currency::EUR, amount(of))))
    }

    pub fn receipt(&mut self, id: &str, of: &str) -> String {
        self.post(EntryKind::receipt(Receipt::new(id, Currency::EUR, amount(of))))
    }

    /// Applies money or a credit: item and amount of each line.
    pub fn apply(&mut self, from: &str, lines: &[(&str, &str)]) -> String {
        let lines = lines.iter().map(|(item, paid)| crate::ApplicationLine::new(*item, amount(paid))).collect::<Vec<_>>();
        self.post(EntryKind::application(crate::Application::new(from, lines)))
    }

    pub fn items(&self) -> Vec<OpenItem> {
        self.ledger.replay(&AsOf::new(date("2030-12-31"))).book.items
    }

    /// What is open, by item: its customer, amount and class.
    pub fn open(&self) -> Vec<String> {
        let said = |item: &OpenItem| {
            let customer = item.customer.as_ref().map_or("?", |customer| customer.as_str());
            format!("{customer} {} {} {}", item.id, item.open, item.control_class)
        };
        self.items().iter().map(said).collect()
    }

    pub fn basis(&self, item: &str) -> crate::Basis {
        self.ledger.basis(&ItemId::new(item)).unwrap()
    }
}
