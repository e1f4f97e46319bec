//! Tests of remittances: reading, finding, pairing, and input that means harm.

mod finding;
mod hostile;
mod pairing;
mod reading;
mod structured;

use chrono::NaiveDate;

use crate::{Amount, Currency, ItemKind, OpenItem, Side};

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn item(id: &str, customer: &str) -> OpenItem {
    let kind = if id.starts_with("CM") { ItemKind::CreditMemo } else { ItemKind::Invoice };
    let day = date("2026-01-31");
    OpenItem::new(id, "US01", kind, Side::Debit, Currency::EUR, amount("10"), amount("10"), day, day).with_customer(customer)
}
