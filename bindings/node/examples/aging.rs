//! The Rust side of bench.mjs: the arguments of `aging.age` on standard input, the median of some calls in milliseconds out.

use std::io::Read;
use std::time::Instant;

use openitem::aging::{AgingPolicy, age};
use openitem::{MasterData, OpenItem, OpenItemError, facade, wire};

#[wire(local)]
struct Arguments {
    items: Vec<OpenItem>,
    #[wire(default = MasterData::new())]
    master: MasterData,
    as_of: chrono::NaiveDate,
    policy: AgingPolicy,
}

const ROUNDS: usize = 15;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text)?;
    let given: Arguments = facade::from_json(&text)?;
    let mut times = Vec::new();
    for _ in 0..=ROUNDS {
        let started = Instant::now();
        let aging = age(&given.items, &given.master, given.as_of, &given.policy)?;
        times.push(started.elapsed().as_secs_f64() * 1000.0);
        if aging.by_currency.rows.is_empty() {
            return Err(OpenItemError::Internal { problem: String::from("no rows") }.into());
        }
    }
    times.sort_by(f64::total_cmp);
    println!("{}", times.get(ROUNDS / 2).copied().unwrap_or_default());
    Ok(())
}
