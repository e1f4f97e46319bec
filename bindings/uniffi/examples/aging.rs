//! The Rust side of the bench in kotlin/src/test: ages the same 50,000 items, and prints the milliseconds of the best of five.

use std::time::Instant;

use openitem::aging::{AgingPolicy, age};
use openitem::{Amount, Currency, ItemKind, MasterData, OpenItem, Side};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut items = Vec::new();
    for at in 0..50_000_i64 {
        let open: Amount = format!("{}.{:02}", at % 9_000 + 1, at % 100).parse()?;
        let item = OpenItem::new(
            format!("I{at}"),
            "DE01",
            ItemKind::Invoice,
            Side::Debit,
            Currency::EUR,
            open,
            open,
            "2026-05-01".parse::<chrono::NaiveDate>()?,
            "2026-05-01".parse::<chrono::NaiveDate>()?,
        );
        let due: chrono::NaiveDate = format!("2026-{:02}-{:02}", at % 6 + 1, at % 28 + 1).parse()?;
        items.push(item.with_customer(format!("C{}", at % 500)).with_due(due));
    }
    let (master, policy) = (MasterData::new(), AgingPolicy::new());
    let mut best = u128::MAX;
    for _ in 0..5 {
        let start = Instant::now();
        std::hint::black_box(age(&items, &master, "2026-06-30".parse()?, &policy)?);
        best = best.min(start.elapsed().as_micros());
    }
    println!("{}", best as f64 / 1000.0);
    Ok(())
}
