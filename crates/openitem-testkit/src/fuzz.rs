//! Fuzz bodies: what must hold of everything that reads text or bytes, whatever the bytes are.
//!
//! A body is a plain function that panics where the fact does not hold. The tests run each over the committed corpus
//! (tests/fuzz/corpus/NAME, which holds what is worth trying and every input that ever failed) and over seeded mutations
//! of it, the same ones on every machine; `cargo xtask test --full` lets libFuzzer look further. A new body goes into
//! [`BODIES`], and has a folder of corpus and a target of its own name in tests/fuzz.

use std::fmt::Debug;
use std::fs;
use std::io;
use std::path::Path;

use chrono::NaiveDate;
use openitem::cash::remittance::{ReferencePolicy, find_references, structured_reference};
use openitem::cash::subset::{SubsetItem, SubsetOutcome, SubsetPolicy, SubsetRequest, search};
use openitem::{Amount, AsOf, Currency, Money, Unknown, amount_from_float, read_entries, replay_stored, write_entries};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// A fuzz body and its name.
#[derive(Debug, Clone, Copy)]
pub struct FuzzBody {
    /// The name of its function, its target and its corpus.
    pub name: &'static str,
    /// Panics where the fact does not hold of these bytes.
    pub run: fn(&[u8]),
}

/// Every body, by name.
pub const BODIES: &[FuzzBody] = &[
    FuzzBody { name: "amount", run: amount },
    FuzzBody { name: "csv", run: csv },
    FuzzBody { name: "currency", run: currency },
    FuzzBody { name: "money_json", run: money_json },
    FuzzBody { name: "remittance", run: remittance },
    FuzzBody { name: "stored_entries", run: stored_entries },
    FuzzBody { name: "subset", run: subset },
];

/// An amount that can be read prints as text that reads as the same amount, and prints the same again.
pub fn amount(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(amount) = text.parse::<Amount>() {
        let printed = amount.to_string();
        let again: Amount = printed.parse().expect("a printed amount reads");
        assert_eq!(again, amount);
        assert_eq!(again.to_string(), printed);
        assert_eq!(amount.negated().negated(), amount);
    }
    if let (Ok(float), Ok(euro)) = (text.parse::<f64>(), Currency::new("EUR"))
        && let Ok(amount) = amount_from_float(float, euro)
    {
        assert_eq!(amount.to_string().parse(), Ok(float), "the nearest float to {amount}");
    }
}

/// Bytes read as a mapping, and as files of items, receipts and applications: no row is lost.
pub fn csv(bytes: &[u8]) {
    openitem_formats::fuzz_csv(bytes);
}

/// A currency that can be read prints as what was read.
pub fn currency(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(currency) = Currency::new(text) {
        assert_eq!(currency.code(), text);
        let _ = currency.digits();
    }
}

/// Money that can be read from JSON is written as JSON that reads as the same money.
pub fn money_json(bytes: &[u8]) {
    reads_back::<Money>(bytes);
}

/// Remittance text is read within the policy's bounds, and every mention stands in the text where it says.
pub fn remittance(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let policy = ReferencePolicy::new().with_one_digit_wrong(true);
    let found = find_references(&[], text, &[], &[], &policy).remittance;
    let most = usize::try_from(policy.max_mentions).expect("a bound above zero");
    assert!(found.mentions.len() <= most && found.hints.len() <= most);
    let characters: Vec<char> = text.chars().collect();
    for mention in &found.mentions {
        let place = usize::try_from(mention.at).expect("a place")..usize::try_from(mention.at + mention.length).expect("a place");
        assert_eq!(characters[place].iter().collect::<String>(), mention.text);
    }
    let _ = structured_reference(text, &[]);
}

/// Stored entries that can be read are written as text that reads as the same entries and is written the same again; what
/// they add up to can be told.
pub fn stored_entries(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(read) = read_entries(text, Unknown::Keep) {
        let written = write_entries(&read).expect("what was read can be written");
        let again = read_entries(&written, Unknown::Keep).expect("what was written can be read");
        assert_eq!(again, read);
        assert_eq!(write_entries(&again), Ok(written));
        if let Some(date) = NaiveDate::from_ymd_opt(2030, 12, 31) {
            let _ = replay_stored(&read, &AsOf::new(date));
        }
    }
}

/// A subset search stays inside its steps, and what it shows adds up; of few items, what it says is what enumeration says.
///
/// The bytes are amounts of two bytes each, behind the target (four), the tolerance, the largest size and how often the
/// amounts are there.
pub fn subset(bytes: &[u8]) {
    const STEPS: i64 = 200_000;
    let Some((&[a, b, c, d, tolerance, largest, times], rest)) = bytes.split_first_chunk() else { return };
    let (target, tolerance) = (i64::from(i32::from_le_bytes([a, b, c, d])), i64::from(tolerance));
    let minor: Vec<i64> = rest.chunks_exact(2).map(|two| i64::from(i16::from_le_bytes([two[0], two[1]]))).collect();
    let minor = minor.repeat(usize::from(times % 16).max(1));
    let cents = |minor: i64| Amount::from_minor(minor, 2).expect("a few bytes");
    let items = minor.iter().enumerate().map(|(place, minor)| SubsetItem::new(format!("{place}"), cents(*minor))).collect::<Vec<_>>();
    let policy = SubsetPolicy::new().with_steps(STEPS).with_tolerance(cents(tolerance)).with_largest_size(i32::from(largest % 7));
    let request = SubsetRequest::new(items, cents(target));
    let answer = search(&request, &policy).expect("no overflow");
    assert_eq!(search(&request, &policy).as_ref(), Ok(&answer), "the same every time");
    assert!((0..=STEPS).contains(&answer.steps));
    for reading in &answer.readings {
        let places = reading.items.iter().map(|id| id.as_str().parse::<usize>().expect("a place"));
        let sum: i64 = places.map(|place| minor[place]).sum();
        assert!(!reading.items.is_empty() && reading.sum == cents(sum) && (sum - target).abs() <= tolerance);
    }
    assert!(!answer.beyond_chance || answer.outcome == SubsetOutcome::One);
    if minor.len() <= 10 && answer.outcome != SubsetOutcome::BudgetExhausted && answer.all_sizes {
        let any = (1_u32..1 << minor.len()).any(|mask| {
            let taken = (0..minor.len()).filter(|place| mask >> place & 1 == 1 && minor[*place] != 0);
            let (sum, count) = taken.fold((0, 0), |(sum, count), place| (sum + minor[place], count + 1));
            count > 0 && (sum - target).abs() <= tolerance
        });
        assert_eq!(any, answer.outcome != SubsetOutcome::Zero);
    }
}

/// The body of a wire type: what can be read from JSON is written as JSON that reads as the same value.
pub fn reads_back<T: DeserializeOwned + Serialize + PartialEq + Debug>(bytes: &[u8]) {
    if let Ok(value) = serde_json::from_slice::<T>(bytes) {
        let text = serde_json::to_string(&value).expect("what was read can be written");
        let again: T = serde_json::from_str(&text).expect("what was written can be read");
        assert_eq!(again, value);
    }
}

/// Runs a body over every file of a folder, in the order of their names, and over so many seeded mutations of each.
///
/// # Errors
/// Where the folder or a file of it cannot be read, or the folder is empty.
pub fn run_corpus(body: FuzzBody, folder: &Path, mutations: u64) -> io::Result<()> {
    let mut paths = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>()?;
    paths.sort();
    let corpus = paths.iter().map(fs::read).collect::<io::Result<Vec<_>>>()?;
    if corpus.is_empty() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("no corpus for `{}`", body.name)));
    }
    let mut random = Random(0);
    for bytes in &corpus {
        (body.run)(bytes);
        for _ in 0..mutations {
            let other = &corpus[random.below(corpus.len())];
            (body.run)(&mutated(&mut random, bytes, other));
        }
    }
    Ok(())
}

/// One to four changes: a bit, a byte, a cut, a repetition, a piece of another input, a piece that often breaks readers.
fn mutated(random: &mut Random, bytes: &[u8], other: &[u8]) -> Vec<u8> {
    const PIECES: &[&str] = &[
        "-",
        "0",
        "9999999999",
        ".",
        ",",
        "e",
        "E-9",
        "NaN",
        "\"",
        "\\u0000",
        "[",
        "{",
        "}",
        "\n",
        "\r",
        ";",
        "\u{feff}",
        "\u{a0}",
        "ß",
        "𝟙",
    ];
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(out.len() + 1);
        let end = at + random.below(out.len() + 1 - at);
        match random.below(7) {
            0 if at < out.len() => out[at] ^= 1 << random.below(8),
            1 if at < out.len() => out[at] = random.byte(),
            2 => drop(out.drain(at..end)),
            3 => {
                let piece = out[at..end].to_vec();
                out.splice(end..end, piece);
            }
            4 => {
                let from = random.below(other.len() + 1);
                let to = from + random.below(other.len() + 1 - from);
                out.splice(at..end, other[from..to].iter().copied());
            }
            5 => drop(out.splice(at..at, PIECES[random.below(PIECES.len())].bytes())),
            _ => out.insert(at, random.byte()),
        }
    }
    out
}

/// splitmix64: the same numbers on every machine, from the seed alone.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        value ^ (value >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn byte(&mut self) -> u8 {
        (self.next() >> 56) as u8
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FUZZ: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fuzz");

    fn names_in(folder: &str) -> Vec<String> {
        let entries = fs::read_dir(Path::new(FUZZ).join(folder)).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn every_body_stands_its_corpus_and_seeded_mutations_of_it() {
        let mutations = if std::env::var_os("OPENITEM_LONG").is_some() { 100_000 } else { 2_000 };
        for body in BODIES {
            run_corpus(*body, &Path::new(FUZZ).join("corpus").join(body.name), mutations).unwrap();
        }
    }

    #[test]
    fn every_body_has_a_corpus_and_a_target_of_its_name() {
        let names: Vec<&str> = BODIES.iter().map(|body| body.name).collect();
        assert!(names.is_sorted());
        assert_eq!(names_in("corpus"), names);
        assert_eq!(names_in("fuzz_targets"), names);
        let manifest = fs::read_to_string(Path::new(FUZZ).join("Cargo.toml")).unwrap();
        for name in names {
            assert!(manifest.contains(&format!("name = \"{name}\"\n")), "{name} has no [[bin]] in tests/fuzz/Cargo.toml");
        }
    }

    #[test]
    fn mutations_are_the_same_on_every_machine() {
        let mut random = Random(7);
        let all: Vec<u8> = (0..100).flat_map(|_| mutated(&mut random, b"1234.50", b"EUR")).collect();
        let sum = all.iter().fold(0_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(u64::from(*byte)));
        assert_eq!((all.len(), sum), (804, 5_216_956_475_031_629_183));
    }
}
