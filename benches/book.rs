//! Posting, replay and aging of a million entries through the typed API, beside `naive.rs` in the same run.
//!
//! `cargo xtask bench book [ENTRIES…] [NAMES…]`: medians of five interleaved rounds; only the ratios inside one run count.
//! Names (`naive single batches replay`) choose what to run, for a profiler.

#[path = "naive.rs"]
mod naive;

use std::time::{Duration, Instant};

use chrono::{DateTime, Days, NaiveDate, Utc};
use naive::{NaiveEntry, NaiveKind, NaiveLedger};
use openitem::aging::{AgingPolicy, age};
use openitem::{
    Amount, Application, ApplicationLine, AsOf, Batch, Currency, Document, Entry, EntryKind, GroupBy, ItemId, Ledger, MasterData,
    PostPolicy, Receipt, Reversal, Side, Taken, TakenKind, post, replay,
};
use peak_alloc::PeakAlloc;
use rust_decimal::Decimal;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

const ROUNDS: usize = 5;

/// What may be chosen.
const NAMES: [&str; 4] = ["naive", "single", "batches", "replay"];

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
            out.push(entry('E', 0, EntryKind::invoice(Document::new(item, eur, amount(cents)).with_due(due))));
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
        out.push(entry('P', 1, EntryKind::receipt(receipt)));
        let application = entry('A', 2, EntryKind::application(Application::new(from, lines)));
        let id = application.id.clone();
        out.push(application);
        undone += 1;
        if undone.is_multiple_of(50) {
            out.push(entry('V', 3, EntryKind::reversal(Reversal::new(id))));
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
    NaiveEntry {
        id: entry.id.clone(),
        entity: entry.entity.clone(),
        customer: entry.customer.clone(),
        effective: entry.effective,
        recorded: entry.recorded,
        kind,
    }
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
        let start = Instant::now();
        let out = work();
        self.times.push(start.elapsed());
        out
    }

    /// Drops what was made and notes how many bytes it held.
    fn weigh<T>(&mut self, made: T) {
        let before = MEMORY.current_usage();
        drop(made);
        self.bytes = before.saturating_sub(MEMORY.current_usage());
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

/// What one size took.
struct Round<'a> {
    source: &'a [Entry],
    as_of: AsOf,
    naive_total: Decimal,
    naive: Measured,
    naive_aged: Measured,
    single: Measured,
    batches: Measured,
    replayed: Measured,
    aged: Measured,
}

impl<'a> Round<'a> {
    fn new(source: &'a [Entry]) -> Self {
        let as_of = AsOf::new(source.last().map(|entry| entry.effective).unwrap_or_default());
        let [naive, naive_aged, single, batches, replayed, aged] = std::array::from_fn(|_| Measured::new());
        Self { source, as_of, naive_total: Decimal::ZERO, naive, naive_aged, single, batches, replayed, aged }
    }

    fn naive(&mut self) -> Decimal {
        let own: Vec<NaiveEntry> = self.source.iter().map(plain).collect();
        let ledger = self.naive.run(|| {
            let mut ledger = NaiveLedger::with_capacity(own.len());
            for entry in own {
                assert_eq!(ledger.post(entry), Ok(()));
            }
            ledger
        });
        let (rows, totals) = self.naive_aged.run(|| ledger.age(self.as_of.date));
        self.naive_total = totals.iter().take(5).map(|tally| tally.amount).sum();
        assert!(rows.iter().all(|row| row.columns.iter().any(|tally| tally.count > 0)), "a row has something open");
        self.naive_aged.weigh(rows);
        let open = ledger.items.values().map(|item| item.open).sum();
        self.naive.weigh(ledger);
        open
    }

    fn single(&mut self) {
        let own = self.source.to_vec();
        let policy = PostPolicy::new();
        let ledger = self.single.run(|| {
            let mut ledger = Ledger::with_capacity(own.len());
            for entry in own {
                assert!(post(&mut ledger, Batch::new(vec![entry]), &policy).is_ok());
            }
            ledger
        });
        self.single.weigh(ledger);
    }

    fn batches(&mut self) {
        let own: Vec<Vec<Entry>> = self.source.chunks(1_000).map(<[Entry]>::to_vec).collect();
        let policy = PostPolicy::new();
        let ledger = self.batches.run(|| {
            let mut ledger = Ledger::with_capacity(self.source.len());
            for entries in own {
                assert!(post(&mut ledger, Batch::new(entries), &policy).is_ok());
            }
            ledger
        });
        self.batches.weigh(ledger);
    }

    fn replay(&mut self) -> Decimal {
        let book = self.replayed.run(|| replay(self.source, &self.as_of)).book;
        let debits = book.items.iter().filter(|item| item.side == Side::Debit).map(|item| item.open.decimal());
        let open = debits.sum();
        let policy = AgingPolicy::new().with_group_by(vec![GroupBy::Customer {}]);
        let aged = self.aged.run(|| age(&book.items, &MasterData::new(), self.as_of.date, &policy).expect("the book ages"));
        let total: Decimal = aged.by_currency.totals.iter().map(|row| row.in_buckets.amount.decimal()).sum();
        if !self.naive_total.is_zero() {
            assert_eq!(total, self.naive_total, "both agings agree");
        }
        self.aged.weigh(aged);
        self.replayed.weigh(book);
        open
    }
}

fn main() {
    let (sizes, names): (Vec<_>, Vec<_>) =
        std::env::args().skip(1).filter(|text| !text.starts_with('-')).partition(|text| text.parse::<usize>().is_ok_and(|size| size > 0));
    if let Some(other) = names.iter().find(|name| !NAMES.contains(&name.as_str())) {
        eprintln!("`{other}` is neither a number of entries, as 100000, nor one of {}", NAMES.join(", "));
        std::process::exit(2);
    }
    let chosen = |name: &str| names.is_empty() || names.iter().any(|other| other == name);
    let mut sizes: Vec<usize> = sizes.iter().filter_map(|text| text.parse().ok()).collect();
    if sizes.is_empty() {
        sizes = vec![100_000, 1_000_000];
    }
    let mut per_entry: Vec<[f64; 4]> = Vec::new();
    for entries in sizes {
        let source = history(entries);
        let mut round = Round::new(&source);
        for _ in 0..ROUNDS {
            let expected = chosen("naive").then(|| round.naive());
            if chosen("single") {
                round.single();
            }
            if chosen("batches") {
                round.batches();
            }
            let found = chosen("replay").then(|| round.replay());
            if let (Some(expected), Some(found)) = (expected, found) {
                assert_eq!(found, expected, "the book and the naive ledger agree");
            }
        }
        println!("\n{entries} entries, medians of {ROUNDS}; bytes are what is held after; ratios are times the naive ledger's speed");
        print("naive.rs, one by one", &round.naive, entries, None);
        print("post, one by one", &round.single, entries, Some(&round.naive));
        print("post, batches of 1,000", &round.batches, entries, Some(&round.naive));
        print("replay into a book", &round.replayed, entries, Some(&round.naive));
        print("naive.rs, age", &round.naive_aged, entries, None);
        print("age the book", &round.aged, entries, Some(&round.naive_aged));
        per_entry.push(
            [&round.single, &round.batches, &round.replayed, &round.aged].map(|measured| measured.median().as_secs_f64() / entries as f64),
        );
    }
    if let [first, .., last] = per_entry.as_slice() {
        println!(
            "\ntime per entry, largest over smallest size (1.0 is linear): post {:.2}, batches {:.2}, replay {:.2}, age {:.2}",
            last[0] / first[0],
            last[1] / first[1],
            last[2] / first[2],
            last[3] / first[3]
        );
    }
}
