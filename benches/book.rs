//! Posting, replay and aging of a million entries through the typed API, beside `naive.rs` in the same run.
//!
//! `cargo xtask bench book [ENTRIES…]`: medians of five interleaved rounds; only the ratios inside one run count.

#[path = "naive.rs"]
mod naive;

use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, Utc};
use naive::{NaiveEntry, NaiveKind, NaiveLedger};
use openitem::aging::AgingPolicy;
use openitem::{
    Amount, Application, ApplicationLine, AsOf, Batch, Currency, Document, Entry, EntryKind, ItemId, Ledger, MasterData, PostPolicy,
    Receipt, Reversal, Taken, TakenKind, post, replay,
};
use peak_alloc::PeakAlloc;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const ROUNDS: usize = 5;

/// A small generator: the same seed gives the same entries everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }
}

/// A history in which customers are billed and pay: of ten entries about five bill, two bring money, three apply it.
fn history(entries: usize) -> Vec<Entry> {
    let eur = Currency::EUR;
    let start = NaiveDate::from_ymd_opt(2024, 1, 1).unwrap_or_default();
    let mut random = Random(7);
    let mut out = Vec::with_capacity(entries);
    let mut waiting: Vec<Vec<(ItemId, i64)>> = vec![Vec::new(); (entries / 40).max(10)];
    let mut undone = 0_u64;
    while out.len() < entries {
        let n = out.len() as u64;
        let date = start.checked_add_days(Days::new(n * 700 / entries as u64)).unwrap_or(start);
        let recorded = DateTime::<Utc>::from_timestamp_micros(1_704_067_200_000_000 + n as i64 * 60_000_000).unwrap_or_default();
        let customer = random.below(waiting.len() as u64) as usize;
        let entry = |letter: char, step: i64, kind: EntryKind| {
            let recorded = recorded + chrono::TimeDelta::microseconds(step);
            Entry::new(format!("{letter}{n:09}"), "DE01", date, recorded, kind).with_customer(format!("C{customer:07}"))
        };
        let amount = |cents: i64| Amount::from_minor(cents, 2).unwrap_or_default();
        if waiting[customer].len() < 3 {
            let cents = 1_000 + random.below(5_000_000) as i64;
            let item = ItemId::new(format!("INV-{n:09}"));
            let due = date.checked_add_days(Days::new(30)).unwrap_or(date);
            waiting[customer].push((item.clone(), cents));
            out.push(entry('E', 0, EntryKind::Invoice { invoice: Document::new(item, eur, amount(cents)).with_due(due) }));
            continue;
        }
        let pays = waiting[customer].split_off(1);
        let mut cash = 0;
        let mut lines = Vec::new();
        for (item, cents) in pays {
            let discount = if random.below(4) == 0 { cents / 50 } else { 0 };
            let mut line = ApplicationLine::new(item, amount(cents - discount));
            if discount > 0 {
                line = line.with_taken(vec![Taken::new(TakenKind::EarnedDiscount, amount(discount))]);
            }
            cash += cents - discount;
            lines.push(line);
        }
        let receipt = Receipt::new(format!("R{n:09}"), eur, amount(cash));
        let from = ItemId::from(&receipt.id);
        out.push(entry('P', 1, EntryKind::Receipt { receipt }));
        let application = entry('A', 2, EntryKind::Application { application: Application::new(from, lines) });
        let id = application.id.clone();
        out.push(application);
        undone += 1;
        if undone.is_multiple_of(50) {
            out.push(entry('V', 3, EntryKind::Reversal { reversal: Reversal::new(id) }));
        }
    }
    out.truncate(entries);
    out
}

fn plain(entry: &Entry) -> NaiveEntry {
    let kind = match &entry.kind {
        EntryKind::Invoice { invoice } => {
            NaiveKind::Invoice { item: invoice.id.clone(), currency: invoice.currency, amount: invoice.amount.decimal(), due: invoice.due }
        }
        EntryKind::Receipt { receipt } => {
            NaiveKind::Receipt { item: ItemId::from(&receipt.id), currency: receipt.currency, amount: receipt.amount.decimal() }
        }
        EntryKind::Application { application } => NaiveKind::Application {
            from: application.paid_from.clone(),
            lines: application
                .lines
                .iter()
                .map(|line| (line.item.clone(), line.amount.decimal(), line.taken.iter().map(|taken| taken.amount.decimal()).sum()))
                .collect(),
        },
        EntryKind::Reversal { reversal } => NaiveKind::Reversal { entry: reversal.entry.clone() },
        other => unreachable!("the bench's history has no {}", other.tag()),
    };
    NaiveEntry { id: entry.id.clone(), entity: entry.entity.clone(), customer: entry.customer.clone(), effective: entry.effective, kind }
}

struct Measured {
    times: Vec<Duration>,
    bytes: usize,
}

impl Measured {
    fn new() -> Self {
        Self { times: Vec::new(), bytes: 0 }
    }

    fn run<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = MEMORY.current_usage();
        let start = Instant::now();
        let out = work();
        self.times.push(start.elapsed());
        self.bytes = MEMORY.current_usage().saturating_sub(before);
        out
    }

    fn median(&self) -> Duration {
        let mut times = self.times.clone();
        times.sort_unstable();
        times.get(times.len() / 2).copied().unwrap_or_default()
    }
}

fn print(name: &str, measured: &Measured, entries: usize, yardstick: Option<&Measured>) {
    let seconds = measured.median().as_secs_f64();
    let ratio = yardstick.map_or_else(String::new, |other| format!("{:>9.2}x", other.median().as_secs_f64() / seconds));
    println!(
        "{name:<28}{:>10.0} ms{:>12.0} /s{:>9} B/entry{ratio}",
        seconds * 1e3,
        entries as f64 / seconds,
        measured.bytes / entries.max(1)
    );
}

fn main() {
    let sizes: Vec<usize> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let sizes = if sizes.is_empty() { vec![100_000, 1_000_000] } else { sizes };
    let mut per_entry: Vec<[f64; 3]> = Vec::new();
    for entries in sizes {
        let source = history(entries);
        let mut naive = Measured::new();
        let mut single = Measured::new();
        let mut batches = Measured::new();
        let mut replayed = Measured::new();
        let mut aged = Measured::new();
        let last = source.last().map(|entry| entry.effective).unwrap_or_default();
        let as_of = AsOf::new(last);
        let policy = PostPolicy::new();
        for _ in 0..ROUNDS {
            let own: Vec<NaiveEntry> = source.iter().map(plain).collect();
            naive.bytes = 0;
            let plain_ledger = naive.run(|| {
                let mut ledger = NaiveLedger::with_capacity(own.len());
                for entry in own {
                    assert_eq!(ledger.post(entry), Ok(()));
                }
                ledger
            });
            let expected: rust_decimal::Decimal = plain_ledger.items.values().map(|item| item.open).sum();
            drop(plain_ledger);
            let own = source.clone();
            let ledger = single.run(|| {
                let mut ledger = Ledger::with_capacity(source.len());
                for entry in own {
                    assert!(post(&mut ledger, Batch::new(vec![entry]), &policy).is_ok());
                }
                ledger
            });
            drop(ledger);
            let own: Vec<Vec<Entry>> = source.chunks(1_000).map(<[Entry]>::to_vec).collect();
            let ledger = batches.run(|| {
                let mut ledger = Ledger::with_capacity(source.len());
                for entries in own {
                    assert!(post(&mut ledger, Batch::new(entries), &policy).is_ok());
                }
                ledger
            });
            drop(ledger);
            let book = replayed.run(|| replay(&source, &as_of)).book;
            let debits = book.items.iter().filter(|item| item.side == openitem::Side::Debit).map(|item| item.open.decimal());
            assert_eq!(debits.sum::<rust_decimal::Decimal>(), expected, "the book and the naive ledger agree");
            aged.run(|| age(&book, &as_of));
        }
        println!("\n{entries} entries, medians of {ROUNDS}; ratios are times the naive ledger's speed");
        print("naive.rs, one by one", &naive, entries, None);
        print("post, one by one", &single, entries, Some(&naive));
        print("post, batches of 1,000", &batches, entries, Some(&naive));
        print("replay into a book", &replayed, entries, Some(&naive));
        print("age the book", &aged, entries, None);
        per_entry.push([&single, &batches, &replayed].map(|measured| measured.median().as_secs_f64() / entries as f64));
    }
    if let [first, .., last] = per_entry.as_slice() {
        println!(
            "\ntime per entry, largest over smallest size (1.0 is linear): post {:.2}, batches {:.2}, replay {:.2}",
            last[0] / first[0],
            last[1] / first[1],
            last[2] / first[2]
        );
    }
}

fn age(book: &openitem::Book, as_of: &AsOf) -> openitem::aging::Aging {
    openitem::aging::age(&book.items, &MasterData::new(), as_of.date, &AgingPolicy::new()).expect("the book ages")
}
