//! Interest, by rules, by published figures, by histories and by properties.

mod billing;
mod disputes;
mod histories;
mod properties;
mod reckoning;
mod suspensions;

use chrono::NaiveDate;

use super::*;
use crate::{Amount, AppliedAmount, Cause, Currency, ItemKind, OpenItem, Rate, Side};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn amount(text: &str) -> Amount {
    text.parse().unwrap()
}

fn rate(text: &str) -> Rate {
    text.parse().unwrap()
}

fn yearly(percent: &str) -> InterestPolicy {
    InterestPolicy::new(InterestPercent::Yearly { percent: rate(percent) })
}

fn owed(id: &str, sum: &str, due: &str) -> OpenItem {
    let (sum, due) = (amount(sum), day(due));
    OpenItem::new(id, "E", ItemKind::Invoice, Side::Debit, Currency::EUR, sum, sum, due, due).with_customer("C-1").with_due(due)
}

fn paid(item: &str, on: &str, sum: &str) -> AppliedAmount {
    AppliedAmount::new(format!("A-{item}-{on}-{sum}"), item, "E", Currency::EUR, day(on), day(on), amount(sum), Cause::Applied)
        .with_customer("C-1")
        .with_receipt("R-1")
}

fn request(items: &[OpenItem], applied: &[AppliedAmount]) -> InterestRequest {
    InterestRequest::new().with_items(items.to_vec()).with_applied(applied.to_vec())
}

fn of(request: &InterestRequest, on: &str, policy: &InterestPolicy) -> InterestAccrual {
    accrue(request, day(on), policy).unwrap()
}

/// The interest of each item.
fn interest(items: &[OpenItem], on: &str, policy: &InterestPolicy) -> Vec<String> {
    of(&request(items, &[]), on, policy).items.iter().map(|item| item.interest.to_string()).collect()
}

/// First day, last day, days, balance, percentage, interest of each segment of the first item.
fn sheet(accrual: &InterestAccrual) -> Vec<String> {
    let row = |row: &InterestSegment| {
        let state = if row.state == InterestState::Bearing { String::new() } else { format!(" {}", row.state) };
        format!("{} {} {} {} {} {}{state}", row.from_date, row.through, row.days, row.balance, row.percent, row.interest)
    };
    accrual.items[0].sheet.iter().map(row).collect()
}
