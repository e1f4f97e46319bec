//! References in bulk (G9): from raw text and the numbers of open items to (receipt, item) pairs, extraction included, beside
//! polars and pandas on the same files in the same run.
//!
//! `cargo xtask bench references [RECEIPTS] [ITEMS] [--full] [--no-peers]`: medians of five rounds, one after the
//! other for all; only the ratios inside one run count, and beside the clock stand the seconds of the processors. `--full` is a
//! million receipts against ten million items. The peers run in a virtual environment under target/, with the versions of
//! `benches/peers/requirements.txt`; without them ours is printed alone, and it says so.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
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
    let mut peers = if arguments.iter().any(|argument| argument == "--no-peers") { None } else { Peers::start(&data) };
    // Round by round, one after the other, so that a busy moment of the machine falls on all.
    let mut names = vec!["openitem, 1 thread", "openitem, 2 threads"];
    names.extend(peers.iter().flat_map(|_| PEERS));
    let mut rounds: Vec<Vec<(f64, f64)>> = vec![Vec::new(); names.len()];
    let mut found = Vec::new();
    for _ in 0..ROUNDS {
        for (at, name) in names.iter().enumerate() {
            let time = match (&mut peers, at) {
                (_, 0 | 1) => {
                    let (started, before) = (Instant::now(), processor_seconds());
                    found = ours(&index, &data, &policy, at + 1);
                    (started.elapsed().as_secs_f64(), processor_seconds() - before)
                }
                (Some(peers), _) => peers.round(name),
                (None, _) => continue,
            };
            rounds[at].push(time);
        }
    }
    found.sort_unstable();
    found.dedup();
    println!("{} pairs, checksum {:x}", found.len(), checksum(&found));
    let own = score(&data.truth, &found);
    let mut scores = vec![own, own];
    scores.extend(peers.map(Peers::scores).unwrap_or_default());
    report(&names, &rounds, &scores, receipts);
}

const PEERS: [&str; 4] = ["polars, eager", "polars, lazy", "polars, lazy, by number", "pandas"];

/// A line each: medians, the spread of the rounds, and how many times as fast openitem is.
fn report(names: &[&str], rounds: &[Vec<(f64, f64)>], scores: &[(f64, f64)], receipts: usize) {
    let clock = |at: usize| median(rounds[at].iter().map(|(clock, _)| *clock).collect());
    let processors = |at: usize| median(rounds[at].iter().map(|(_, processors)| *processors).collect());
    for (at, name) in names.iter().enumerate() {
        let of_round = |pick: fn(f64, f64) -> f64, first: f64| rounds[at].iter().map(|(clock, _)| *clock).fold(first, pick);
        println!(
            "{name:24} {:7.3} s ({:.3} to {:.3}), {:7.3} s of the processors, {:5.2} M receipts/s, recall {:.4}, precision {:.4}",
            clock(at),
            of_round(f64::min, f64::INFINITY),
            of_round(f64::max, 0.0),
            processors(at),
            receipts as f64 / clock(at) / 1e6,
            scores[at].0,
            scores[at].1,
        );
        if at > 1 {
            let by_round = rounds[at].iter().zip(&rounds[1]).map(|((theirs, _), (ours, _))| theirs / ours).collect();
            println!(
                "{:24} openitem is {:.1} times as fast on two threads by the medians, {:.1} by the median round, {:.1} by the processors",
                "",
                clock(at) / clock(1),
                median(by_round),
                processors(at) / processors(1),
            );
        }
    }
}

/// What this process took of the processors, where the system says it (Linux): a hundredth of a second is its finest.
fn processor_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default().split_whitespace();
    fields.skip(11).take(2).filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
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

/// The peers, in their environment, in a process of their own that works when it is told to.
struct Peers {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Peers {
    /// Makes the environment where it is not there, and waits until the peers have read their files.
    fn start(data: &Data) -> Option<Self> {
        let python = Path::new("target/peers/bin/python");
        let run = |program: &Path, arguments: &[&str]| Command::new(program).args(arguments).status().is_ok_and(|status| status.success());
        let made = python.exists()
            || (run(Path::new("python3"), &["-m", "venv", "target/peers"])
                && run(python, &["-m", "pip", "install", "-q", "-r", "benches/peers/requirements.txt"]));
        if !made {
            println!("the peers are not here: `pip install -r benches/peers/requirements.txt` in target/peers failed");
            return None;
        }
        write_files(data);
        let mut command = Command::new(python);
        command.args(["benches/peers/references.py", FOLDER]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut process = command.spawn().ok()?;
        let (input, output) = (process.stdin.take()?, BufReader::new(process.stdout.take()?));
        let mut peers = Self { process, input, output };
        println!("{}", peers.line());
        Some(peers)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the peers' answer");
        line.trim().to_owned()
    }

    /// One round of one of them: seconds on the clock and of the processors.
    fn round(&mut self, name: &str) -> (f64, f64) {
        writeln!(self.input, "{name}").expect("the peers wait");
        let line = self.line();
        let (clock, processors) = line.split_once(' ').expect("two numbers");
        (clock.parse().expect("seconds"), processors.parse().expect("seconds"))
    }

    /// Recall and precision of each, when all is done.
    fn scores(self) -> Vec<(f64, f64)> {
        let Self { mut process, input, output } = self;
        drop(input);
        let scores = output.lines().map_while(Result::ok).filter_map(|line| {
            let line: serde_json::Value = serde_json::from_str(&line).ok()?;
            Some((line["recall"].as_f64()?, line["precision"].as_f64()?))
        });
        let scores = scores.collect();
        let _ = process.wait();
        scores
    }
}
