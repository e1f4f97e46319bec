//! References in bulk (G9): from raw text and the numbers of open items to (receipt, item) pairs, extraction included, beside
//! polars and pandas on the same files in the same run.
//!
//! `cargo xtask bench references [RECEIPTS] [ITEMS] [--full] [--no-peers]`: medians of five rounds; only the ratios inside one
//! run count. `--full` is a million receipts against ten million items. The peers run in a virtual environment under target/,
//! with the versions of `benches/peers/requirements.txt`; without them ours is printed alone, and it says so.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use openitem::cash::remittance::ReferencePolicy;
use openitem::cash::remittance::bulk::{BulkFinder, BulkIndex};

const ROUNDS: usize = 5;
const FOLDER: &str = "target/bench-references";

/// A small generator: the same seed gives the same files everywhere.
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

/// Items with their customers, receipts with their payers, and which items each pays.
struct Data {
    numbers: Vec<u64>,
    customers: Vec<u32>,
    texts: Texts,
    payers: Vec<u32>,
    /// (receipt, item), sorted.
    truth: Vec<(u32, u32)>,
}

/// Texts one behind the other and where each ends, as an Arrow table holds them.
struct Texts {
    all: String,
    ends: Vec<usize>,
}

impl Texts {
    fn len(&self) -> usize {
        self.ends.len()
    }

    fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len());
    }

    fn get(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.all[start..self.ends[at]]
    }
}

/// Ten items a customer; a receipt pays one to four of its payer's, and names them in one of the ways that payers have. One
/// in eight also holds numbers that are none: an amount, a date, an IBAN, an order of the customer's.
fn data(receipts: usize, items: usize) -> Data {
    let mut random = Random(9);
    let mut next = 1_000_000_000_u64;
    let numbers: Vec<u64> = (0..items)
        .map(|_| {
            next += 1 + random.below(800);
            next
        })
        .collect();
    let count = (items / 10).max(1) as u64;
    let customers: Vec<u32> = (0..items).map(|_| random.below(count) as u32).collect();
    let mut of_customer: Vec<Vec<u32>> = vec![Vec::new(); count as usize];
    for (item, customer) in customers.iter().enumerate() {
        of_customer[*customer as usize].push(item as u32);
    }
    let mut texts = Texts { all: String::new(), ends: Vec::with_capacity(receipts) };
    let (mut payers, mut truth) = (Vec::with_capacity(receipts), Vec::new());
    while texts.len() < receipts {
        let payer = random.below(count) as u32;
        let owed = &of_customer[payer as usize];
        if owed.is_empty() {
            continue;
        }
        let receipt = texts.len() as u32;
        let mut paid: Vec<u32> = (0..=random.below(4)).map(|_| owed[random.below(owed.len() as u64) as usize]).collect();
        paid.sort_unstable();
        paid.dedup();
        let mut text = String::from(["", "INVOICES ", "PMT FOR ", "REF "][random.below(4) as usize]);
        let separator = [", ", " ", "\\n", ";", " / "][random.below(5) as usize];
        for (at, item) in paid.iter().enumerate() {
            if at > 0 {
                text.push_str(separator);
            }
            written(&mut random, numbers[*item as usize], &mut text);
            truth.push((receipt, *item));
        }
        match random.below(32) {
            0 => text.push_str(" 12.05.2026"),
            1 => text.push_str(" EUR 12.345,67"),
            2 => text.push_str(" DE89370400440532013000"),
            3 => write!(text, " PO 4500{:06}", random.below(1_000_000)).unwrap(),
            _ => {}
        }
        texts.push(&text);
        payers.push(payer);
    }
    truth.sort_unstable();
    Data { numbers, customers, texts, payers, truth }
}

/// A number as payers write it: most in full; one in six otherwise.
fn written(random: &mut Random, number: u64, text: &mut String) {
    let digits = number.to_string();
    match random.below(48) {
        0 => write!(text, "INV{digits}").unwrap(),
        1 => write!(text, "INV-{digits}").unwrap(),
        2 => write!(text, "#{digits}").unwrap(),
        3 => write!(text, "{} {}", &digits[..4], &digits[4..]).unwrap(),
        4 => write!(text, "{}-{}-{}", &digits[..4], &digits[4..7], &digits[7..]).unwrap(),
        5 => write!(text, "00{digits}").unwrap(),
        6 => text.push_str(&digits[3..]),
        7 => write!(text, "RG{digits}").unwrap(),
        _ => text.push_str(&digits),
    }
}

/// Writes what the peers read before their clock starts.
fn write_files(data: &Data) {
    fs::create_dir_all(FOLDER).unwrap();
    let bytes = |numbers: &[u32]| numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>();
    fs::write(format!("{FOLDER}/numbers.u64"), data.numbers.iter().flat_map(|number| number.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
    fs::write(format!("{FOLDER}/customers.u32"), bytes(&data.customers)).unwrap();
    fs::write(format!("{FOLDER}/payers.u32"), bytes(&data.payers)).unwrap();
    let truth: Vec<u32> = data.truth.iter().flat_map(|(receipt, item)| [*receipt, *item]).collect();
    fs::write(format!("{FOLDER}/truth.u32"), bytes(&truth)).unwrap();
    fs::write(format!("{FOLDER}/texts.txt"), (0..data.texts.len()).map(|at| data.texts.get(at)).collect::<Vec<_>>().join("\n")).unwrap();
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds[seconds.len() / 2]
}

/// Recall and precision of sorted pairs.
fn score(truth: &[(u32, u32)], found: &[(u32, u32)]) -> (f64, f64) {
    let right = found.iter().filter(|pair| truth.binary_search(pair).is_ok()).count() as f64;
    (right / truth.len() as f64, right / (found.len().max(1)) as f64)
}

/// Tells pairs of one run from those of another.
fn checksum(pairs: &[(u32, u32)]) -> u64 {
    pairs.iter().fold(0, |sum: u64, (receipt, item)| {
        (sum ^ (u64::from(*receipt) << 32 | u64::from(*item))).wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29)
    })
}

fn line(name: &str, seconds: f64, receipts: usize, scores: (f64, f64)) {
    println!(
        "{name:28} {seconds:8.3} s  {:7.2} M receipts/s  recall {:.4}  precision {:.4}",
        receipts as f64 / seconds / 1e6,
        scores.0,
        scores.1
    );
}

/// Finds all pairs, on as many threads as asked for.
fn ours(index: &BulkIndex, data: &Data, policy: &ReferencePolicy, threads: usize) -> Vec<(u32, u32)> {
    let size = data.texts.len().div_ceil(threads);
    let part = |from: usize| {
        let mut finder = BulkFinder::new(policy);
        let mut found = Vec::with_capacity(size * 3);
        let receipts = (from..(from + size).min(data.texts.len())).map(|at| (at as u32, data.texts.get(at), data.payers[at]));
        finder.find(index, receipts, |receipt, item| found.push((receipt, item)));
        found
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|at| scope.spawn(move || part(at * size))).collect();
        workers.into_iter().flat_map(|worker| worker.join().unwrap()).collect()
    })
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let full = arguments.iter().any(|argument| argument == "--full");
    let mut sizes = arguments.iter().filter_map(|argument| argument.parse::<usize>().ok());
    let receipts = sizes.next().unwrap_or(if full { 1_000_000 } else { 100_000 });
    let items = sizes.next().unwrap_or(if full { 10_000_000 } else { 1_000_000 });
    println!("{receipts} receipts against {items} open items");
    let data = data(receipts, items);

    let started = Instant::now();
    let mut index = BulkIndex::with_room(items);
    for (number, customer) in data.numbers.iter().zip(&data.customers) {
        let mut text = [0_u8; 20];
        index.add(*customer, digits(*number, &mut text));
    }
    let table = started.elapsed().as_secs_f64();
    index.finish();
    let built = started.elapsed().as_secs_f64();
    println!(
        "index: {:.0} ns an item, its ends {:.0} ns more; {:.1} B an item",
        table / items as f64 * 1e9,
        (built - table) / items as f64 * 1e9,
        index.bytes() as f64 / items as f64
    );
    let policy = ReferencePolicy::new();
    let mut best = f64::INFINITY;
    for threads in [1, 2] {
        let mut seconds = Vec::new();
        let mut found = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            found = ours(&index, &data, &policy, threads);
            seconds.push(started.elapsed().as_secs_f64());
        }
        found.sort_unstable();
        found.dedup();
        let seconds = median(seconds);
        best = best.min(seconds);
        line(&format!("openitem, {threads} thread(s)"), seconds, receipts, score(&data.truth, &found));
        println!("{} pairs, checksum {:x}", found.len(), checksum(&found));
    }
    if !arguments.iter().any(|argument| argument == "--no-peers") {
        write_files(&data);
        peers(best);
        // How loud the machine was: the same once more.
        let mut seconds = Vec::new();
        for _ in 0..ROUNDS {
            let started = Instant::now();
            std::hint::black_box(ours(&index, &data, &policy, 2));
            seconds.push(started.elapsed().as_secs_f64());
        }
        println!(
            "openitem once more after the peers, 2 threads: {:.3} s ({:+.0} %)",
            median(seconds.clone()),
            100.0 * (median(seconds) / best - 1.0)
        );
    }
}

/// The number as text, without a place in the heap.
fn digits(mut number: u64, text: &mut [u8; 20]) -> &str {
    let mut at = text.len();
    loop {
        at -= 1;
        text[at] = b'0' + (number % 10) as u8;
        number /= 10;
        if number == 0 {
            return std::str::from_utf8(&text[at..]).unwrap();
        }
    }
}

/// Runs the peers in their environment, which is made where it is not there.
fn peers(ours: f64) {
    let python = Path::new("target/peers/bin/python");
    if !python.exists() {
        let made = Command::new("python3").args(["-m", "venv", "target/peers"]).status().is_ok_and(|status| status.success())
            && Command::new(python)
                .args(["-m", "pip", "install", "-q", "-r", "benches/peers/requirements.txt"])
                .status()
                .is_ok_and(|status| status.success());
        if !made {
            println!("the peers are not here: `pip install -r benches/peers/requirements.txt` in target/peers failed");
            return;
        }
    }
    let done = Command::new(python).args(["benches/peers/references.py", FOLDER, &ours.to_string()]).status();
    if !done.is_ok_and(|status| status.success()) {
        println!("the peers failed");
    }
}
