mod ability;
mod assess;
mod entries;
mod properties;
mod propose;
mod re_age;
mod settle;

use chrono::NaiveDate;

use super::{PlanHistory, PlanRequest, PlanShape, PlanWish};
use crate::{
    Amount, AppliedAmount, Cause, Currency, ItemKind, OpenItem, Plan, PlanAgreed, PlanInstallment, QuotedRate, Rate, RateUnit, Side,
};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn monthly(text: &str) -> QuotedRate {
    QuotedRate::new(rate(text)).with_unit(RateUnit::PercentPerMonth)
}

fn owed(id: &str, sum: &str) -> OpenItem {
    let (sum, made) = (amount(sum), day("2026-01-01"));
    OpenItem::new(id, "E", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, made, made)
        .with_customer("C-1")
        .with_due(day("2026-01-31"))
}

fn request(sum: &str, wishes: Vec<PlanWish>) -> PlanRequest {
    PlanRequest::new("PL-1", "E", "C-1", Currency::EUR, vec![owed("INV-1", sum)], wishes)
}

fn equal(name: &str, count: i32) -> PlanWish {
    PlanWish::new(name, PlanShape::Equal { count })
}

/// A plan of 31 January of these installments for `INV-1`.
fn plan(id: &str, parts: &[(&str, &str)]) -> PlanHistory {
    let parts: Vec<PlanInstallment> = parts.iter().map(|(due, sum)| PlanInstallment::new(day(due), amount(sum))).collect();
    let agreed = PlanAgreed::new(id, Currency::EUR, vec!["INV-1".into()], parts);
    PlanHistory::new(Plan::new(agreed, "E", day("2026-01-31")).with_customer("C-1"))
}

fn came(entry: &str, item: &str, on: &str, sum: &str) -> AppliedAmount {
    AppliedAmount::new(entry, item, "E", Currency::EUR, day(on), day(on), amount(sum), Cause::Applied)
        .with_customer("C-1")
        .with_receipt("R-1")
}
