//! Subset search (G6, G7, G8), beside itertools, a pair table in numpy and OR-Tools CP-SAT on the same instances in the same run.
//!
//! `cargo xtask bench subset [g6] [g7] [g8] [--peers=N] [--no-peers] [--seed=N] [--instances=N] [--most=N]`: only the ratios
//! inside one run count. CP-SAT answers N instances (10 unless told) of each kind, each within 60 s, the others all. The peers run in a virtual environment under target/, with the versions of
//! `benches/peers/requirements.txt`; without them ours is printed alone, and it says so. Ours is the whole public search,
//! accidents and reasons included.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Instant;

use openitem::cash::subset::{SubsetAnswer, SubsetItem, SubsetOutcome, SubsetPolicy, SubsetRequest, search};
use openitem::{Amount, Rate, Rounding};
use serde_json::Value;

const FOLDER: &str = "target/bench-subset";
const ROUNDS: usize = 5;

/// A small generator: the same seed gives the same instances everywhere.
struct Random(u64);

impl Random {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    /// Log-normal, in cents, its median about 800.00.
    fn amount(&mut self) -> i64 {
        let uniform = |value: u64| (value as f64 + 0.5) / (1_u64 << 40) as f64;
        let (one, two) = (uniform(self.below(1 << 40)), uniform(self.below(1 << 40)));
        let normal = (-2.0 * one.ln()).sqrt() * (std::f64::consts::TAU * two).cos();
        ((80_000_f64.ln() + normal).exp() as i64).max(100)
    }

    /// So many amounts, no two alike: the peers count items, we count amounts.
    fn amounts(&mut self, n: usize) -> Vec<i64> {
        let mut out: Vec<i64> = Vec::new();
        while out.len() < n {
            let amount = self.amount();
            if !out.contains(&amount) {
                out.push(amount);
            }
        }
        out
    }

    fn places(&mut self, n: usize, taken: usize) -> Vec<usize> {
        let mut places: Vec<usize> = Vec::new();
        while places.len() < taken.min(n) {
            let place = self.below(n as u64) as usize;
            if !places.contains(&place) {
                places.push(place);
            }
        }
        places
    }
}

struct Instance {
    amounts: Vec<i64>,
    target: i64,
}

fn cents(minor: i64) -> Amount {
    Amount::from_minor(minor, 2).unwrap()
}

impl Instance {
    fn request(&self) -> SubsetRequest {
        let items = self.amounts.iter().enumerate();
        SubsetRequest::new(
            items.map(|(place, minor)| SubsetItem::new(format!("{place}"), cents(*minor))).collect::<Vec<_>>(),
            cents(self.target),
        )
    }
}

fn planted(random: &mut Random, n: usize, taken: usize) -> Instance {
    let amounts = random.amounts(n);
    let target = random.places(n, taken).iter().map(|place| amounts[*place]).sum();
    Instance { amounts, target }
}

/// Seconds of each instance, the median of some rounds, and the answers.
fn ours(instances: &[Instance], policy: &SubsetPolicy) -> (Vec<f64>, Vec<SubsetAnswer>) {
    let mut seconds = Vec::new();
    let mut answers = Vec::new();
    for instance in instances {
        let request = instance.request();
        let mut times: Vec<f64> = Vec::new();
        for _ in 0..ROUNDS {
            let start = Instant::now();
            let answer = search(&request, policy).unwrap();
            times.push(start.elapsed().as_secs_f64());
            if times.len() == ROUNDS {
                answers.push(answer);
            }
        }
        seconds.push(median(times));
    }
    (seconds, answers)
}

fn median(mut seconds: Vec<f64>) -> f64 {
    seconds.sort_by(f64::total_cmp);
    seconds.get(seconds.len() / 2).copied().unwrap_or(0.0)
}

fn mean(seconds: &[f64]) -> f64 {
    seconds.iter().sum::<f64>() / seconds.len().max(1) as f64
}

/// The peers' Python, made ready once; `None` where it cannot be.
fn python() -> Option<String> {
    let python = Path::new("target/peers/bin/python");
    if !python.exists() && !Command::new("python3").args(["-m", "venv", "target/peers"]).status().is_ok_and(|status| status.success()) {
        return None;
    }
    let pip = Command::new(python).args(["-m", "pip", "install", "-q", "-r", "benches/peers/requirements.txt"]).status();
    pip.is_ok_and(|status| status.success()).then(|| python.display().to_string())
}

/// Runs one peer over the first `count` instances.
fn peer(python: &str, work: &str, instances: &[Instance], count: usize) -> Option<(Vec<f64>, Vec<Value>)> {
    fs::create_dir_all(FOLDER).ok()?;
    let file = format!("{FOLDER}/{work}.jsonl");
    let lines = instances.iter().fold(String::new(), |mut text, instance| {
        let _ = writeln!(text, "{}", serde_json::json!({"amounts": instance.amounts, "target": instance.target}));
        text
    });
    fs::write(&file, lines).ok()?;
    let out = Command::new(python).args(["benches/peers/subset.py", work, &file, &count.to_string()]).output().ok()?;
    let text = String::from_utf8_lossy(&out.stdout);
    let Some(result) = text.lines().last().and_then(|line| serde_json::from_str::<Value>(line).ok()) else {
        println!("{work} failed: {}", String::from_utf8_lossy(&out.stderr));
        return None;
    };
    let seconds = result["seconds"].as_array()?.iter().filter_map(Value::as_f64).collect();
    Some((seconds, result["answers"].as_array()?.clone()))
}

fn line(name: &str, seconds: &[f64], ours: &[f64], goal: &str) {
    println!("{name:34} mean {:10.4} ms  median {:10.4} ms  {goal}", mean(seconds) * 1e3, median(seconds.to_vec()) * 1e3);
    if !ours.is_empty() {
        let medians = median(seconds.to_vec()) / median(ours.to_vec());
        println!("{:34} openitem is {:.1} times as fast by the mean, {medians:.1} by the median", "", mean(seconds) / mean(ours));
    }
}

fn by_size(answer: &SubsetAnswer, largest: i32) -> Vec<i64> {
    (1..=largest).map(|size| answer.counts.iter().filter(|count| count.size == size).map(|count| count.readings).sum()).collect()
}

/// Subsets of up to four, counted; and the smallest of up to five with the proof that it is the only one.
fn g6(python: Option<&str>, count: usize) {
    println!("G6  60 items, subsets of up to 4 counted exactly, 100 instances");
    let mut random = Random(6);
    let instances: Vec<Instance> = (0..100).map(|_| planted(&mut random, 60, 4)).collect();
    let (seconds, answers) = ours(&instances, &SubsetPolicy::new().with_any_size(false).with_accident_limit(Amount::ZERO));
    line("openitem, accidents included", &seconds, &[], "");
    let few: Vec<Instance> = instances.iter().map(|it| Instance { amounts: it.amounts.clone(), target: it.target + 1 }).collect();
    let (bare, _) = ours(&few, &SubsetPolicy::new().with_any_size(false));
    line("openitem, target missed by a cent", &bare, &[], "");
    for (work, goal) in [("itertools", "goal 1,000, aim 2,000"), ("pair_table", "no goal: numpy")] {
        let Some((theirs, found)) = python.and_then(|python| peer(python, work, &instances, 100)) else { continue };
        line(work, &theirs, &seconds, goal);
        let same = answers.iter().zip(&found).all(|(ours, theirs)| serde_json::json!(by_size(ours, 4)) == *theirs);
        println!("{:34} {}", "", if same { "all counts are equal" } else { "COUNTS DIFFER" });
    }
    println!("G6  60 items, the smallest subset of up to 5 and whether it is the only one");
    let instances: Vec<Instance> = (0..100).map(|_| planted(&mut random, 60, 5)).collect();
    let policy = SubsetPolicy::new().with_any_size(false).with_largest_size(5).with_accident_limit(Amount::ZERO);
    let (seconds, answers) = ours(&instances, &policy);
    line("openitem, 100 instances", &seconds, &[], "");
    line("openitem, those of CP-SAT", &seconds[..count.min(100)], &[], "");
    if let Some((theirs, found)) = python.and_then(|python| peer(python, "smallest_and_only", &instances, count)) {
        line(&format!("CP-SAT, two workers, {} instances", found.len()), &theirs, &seconds[..found.len()], "goal 1,000, aim 2,000");
        let (mut same, mut limit) = (0, 0);
        for (ours, theirs) in answers.iter().zip(&found) {
            let counts = by_size(ours, 5);
            let size = counts.iter().position(|count| *count > 0).map_or(0, |place| place + 1);
            let only = size == 0 || counts[size - 1] == 1;
            limit += usize::from(theirs.is_null());
            same += usize::from(!theirs.is_null() && *theirs == serde_json::json!([size, only]));
        }
        println!("{:34} {same} of {} answers equal, {limit} at the limit of 60 s", "", found.len());
    }
}

/// A target of which there are none, one or many subsets, as openitem says; CP-SAT says whether that is so.
fn class(answer: &SubsetAnswer) -> Value {
    match answer.outcome {
        SubsetOutcome::Zero => Value::from(0),
        SubsetOutcome::One => Value::from(1),
        SubsetOutcome::Many => Value::from(2),
        _ => Value::Null,
    }
}

/// None, one or many over all sizes.
fn g7(python: Option<&str>, count: usize) {
    println!("G7  200 items, none, one or many of any size, 100 targets up to 100,000.00");
    let mut random = Random(7);
    let amounts = random.amounts(200);
    let instances: Vec<Instance> =
        (0..100).map(|_| Instance { amounts: amounts.clone(), target: 1 + random.below(10_000_000) as i64 }).collect();
    g7_of(python, count, "100 targets up to 100,000.00", &instances, 8.0);
    // Among those nearly all are many: none and one are found where the target is small.
    let policy = SubsetPolicy::new().with_largest_size(0);
    let mut kinds: [Vec<Instance>; 2] = [Vec::new(), Vec::new()];
    while kinds.iter().any(|kind| kind.len() < 25) {
        let bits = 12 + random.below(8);
        let instance = Instance { amounts: amounts.clone(), target: 1 + random.below(1 << bits) as i64 };
        let found = class(&search(&instance.request(), &policy).unwrap()).as_u64().unwrap_or(2) as usize;
        if let Some(kind) = kinds.get_mut(found).filter(|kind| kind.len() < 25) {
            kind.push(instance);
        }
    }
    for (name, instances) in ["25 targets that none makes", "25 targets that one alone makes"].iter().zip(&kinds) {
        g7_of(python, count, name, instances, 8.0);
    }
}

fn g7_of(python: Option<&str>, count: usize, name: &str, instances: &[Instance], goal: f64) {
    let (seconds, answers) = ours(instances, &SubsetPolicy::new().with_largest_size(0));
    line(&format!("openitem, {name}"), &seconds, &[], "");
    let worst = seconds.iter().copied().fold(0.0, f64::max);
    let of = |wanted: i64| answers.iter().filter(|answer| class(answer).as_i64() == Some(wanted)).count();
    println!("{:34} none {}, one {}, many {}; the slowest {:.3} ms", "", of(0), of(1), of(2), worst * 1e3);
    if let Some((theirs, found)) = python.and_then(|python| peer(python, "any_and_second", instances, count)) {
        let ours = &seconds[..found.len()];
        line(&format!("CP-SAT, two workers, {} instances", found.len()), &theirs, ours, "");
        println!("{:34} ratio of medians {:.0}; goal {goal}, aim 30", "", median(theirs) / median(ours.to_vec()));
        let same = answers.iter().zip(&found).filter(|(ours, theirs)| class(ours) == **theirs).count();
        let limit = found.iter().filter(|theirs| theirs.is_null()).count();
        println!("{:34} {same} of {} answers equal, {limit} at the limit of 60 s", "", found.len());
    }
}

/// An account as it may be: spread, with round prices, from a price list, with credits; amounts repeat.
fn account(random: &mut Random, n: usize, style: u64) -> Vec<i64> {
    let list: Vec<i64> = (0..12).map(|_| 900 + random.below(90_000) as i64).collect();
    let mut out: Vec<i64> = Vec::new();
    for _ in 0..n {
        let spread = random.amount();
        let amount = match style {
            1 if random.below(10) < 8 => (spread / 1_000 + 1) * 1_000,
            2 if random.below(10) < 7 => list[random.below(12) as usize] * (1 + random.below(9) as i64),
            3 if random.below(6) == 0 => -spread / 3 - 1,
            _ => spread,
        };
        let repeated = !out.is_empty() && random.below(20) == 0;
        out.push(if repeated { out[random.below(out.len() as u64) as usize] } else { amount });
    }
    out
}

/// Wrong automatic applications on planted sets.
fn g8(instances: usize, seed: u64, most: u64) {
    println!(
        "G8  {instances} planted instances of seed {seed}: 1 to {most} of 20 to 600 items, tolerances, one rate for all, repeated amounts, credits"
    );
    let mut random = Random(seed);
    let styles = ["spread", "round prices", "price list", "credits"];
    let mut rows = [[0_usize; 4]; 4];
    let two: Rate = "2".parse().unwrap();
    let start = Instant::now();
    let mut steps = 0_i64;
    for _ in 0..instances {
        let n = [20, 24, 30, 40, 60, 100, 200, 600][random.below(8) as usize];
        let style = random.below(4);
        let minor = account(&mut random, n, style);
        let taken = 1 + random.below(most) as usize;
        let places = random.places(n, taken);
        let discounted = random.below(4) == 0;
        let less = |minor: i64| two.percent_of(cents(minor), 2, Rounding::HalfUp).unwrap().to_minor(2).unwrap();
        let tolerance = [0, 0, 1, 5][random.below(4) as usize];
        let off = random.below(2 * tolerance as u64 + 1) as i64 - tolerance;
        let target = places.iter().map(|place| minor[*place] - if discounted { less(minor[*place]) } else { 0 }).sum::<i64>() + off;
        let mut policy = SubsetPolicy::new().with_tolerance(cents(tolerance));
        if discounted || random.below(2) == 0 {
            policy = policy.with_percents(vec![two]);
        }
        let instance = Instance { amounts: minor, target };
        let answer = search(&instance.request(), &policy).unwrap();
        steps += answer.steps;
        let row = &mut rows[style as usize];
        row[0] += 1;
        row[3] += usize::from(answer.outcome == SubsetOutcome::BudgetExhausted);
        if answer.beyond_chance {
            row[1] += 1;
            let amounts = |places: &mut dyn Iterator<Item = usize>| {
                let mut amounts: Vec<i64> = places.map(|place| instance.amounts[place]).collect();
                amounts.sort_unstable();
                amounts
            };
            let proposed = amounts(&mut answer.readings[0].items.iter().map(|id| id.as_str().parse().unwrap()));
            let wrong = proposed != amounts(&mut places.iter().copied()) || answer.readings[0].percent.is_some() != discounted;
            row[2] += usize::from(wrong);
            if wrong {
                println!("  wrong: {n} items, {taken} planted, odds {:?}, {}", answer.odds_of_another, answer.reason.text);
            }
        }
    }
    for (style, [all, automatic, wrong, exhausted]) in styles.iter().zip(rows) {
        let share = 100.0 * automatic as f64 / all.max(1) as f64;
        println!("{style:14} {all:6} instances, automatic {automatic:5} ({share:.1} %), wrong {wrong}, budget exhausted {exhausted}");
    }
    let sum = |column: usize| rows.iter().map(|row| row[column]).sum::<usize>();
    let share = 100.0 * sum(1) as f64 / instances.max(1) as f64;
    println!("all            {instances:6} instances, automatic {:5} ({share:.1} %), wrong {}; goal 0", sum(1), sum(2));
    println!("{:.1} s, {:.0} thousand steps an instance", start.elapsed().as_secs_f64(), steps as f64 / instances.max(1) as f64 / 1e3);
}

fn main() {
    let given: Vec<String> = std::env::args().skip(1).filter(|argument| argument != "--bench").collect();
    let named = |name: &str| given.iter().any(|argument| argument == name);
    let all = !["g6", "g7", "g8"].iter().any(|name| named(name));
    let number = |name: &str, default: usize| {
        given.iter().find_map(|argument| argument.strip_prefix(name)).and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let python = if named("--no-peers") || !(all || named("g6") || named("g7")) { None } else { python() };
    if python.is_none() && !named("--no-peers") && (all || named("g6") || named("g7")) {
        println!("the peers are not here: `pip install -r benches/peers/requirements.txt` in target/peers failed");
    }
    let count = number("--peers=", 10);
    if all || named("g6") {
        g6(python.as_deref(), count);
    }
    if all || named("g7") {
        g7(python.as_deref(), count);
    }
    if all || named("g8") {
        g8(number("--instances=", 10_000), number("--seed=", 8) as u64, number("--most=", 5) as u64);
    }
}
