//! `cargo xtask bench cash [--bench-dir DIR | --items FILE --seeds 1..10] [--preset NAME …]`: receipts with known answers,
//! made of real open invoices, applied by ours and by every preset through `tools/run_cash.py`, and scored by
//! `tools/score_cash.py`; ours first, all seeds pooled.

mod program;

use std::collections::BTreeMap;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use clap::Parser;
use openitem::cash::CashPolicy;
use serde::Deserialize;

/// Scores cash application against known answers.
#[derive(Parser)]
struct Arguments {
    /// A folder that make_receipts.py wrote; its own seed.
    #[arg(long, conflicts_with_all = ["items", "seeds"])]
    bench_dir: Option<PathBuf>,
    /// Open invoices to make receipts of; ../shared/data/open_items/sample_a.csv where none is given.
    #[arg(long)]
    items: Option<PathBuf>,
    /// The seeds, as `1..10` (both count) or `3,7`.
    #[arg(long, default_value = "1..10")]
    seeds: String,
    /// Presets to run; all where none is given.
    #[arg(long)]
    preset: Vec<String>,
    /// Answers receipts instead, as cash-serve does.
    #[arg(long, hide = true)]
    serve: bool,
    /// The folder to serve.
    #[arg(hide = true)]
    folder: Option<PathBuf>,
    /// What cargo gives every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match (arguments.serve, &arguments.folder, arguments.preset.first()) {
        (true, Some(folder), Some(preset)) => program::serve(folder, preset, std::io::stdin().lock(), std::io::stdout().lock()),
        _ => compare(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("bench cash: {problem}");
            ExitCode::FAILURE
        }
    }
}

fn compare(arguments: &Arguments) -> Result<(), Box<dyn Error>> {
    let shared = shared()?;
    let out = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("cash");
    let mut folders = Vec::new();
    match &arguments.bench_dir {
        Some(folder) => folders.push(folder.clone()),
        None => {
            let items = arguments.items.clone().unwrap_or_else(|| shared.join("data/open_items/sample_a.csv"));
            for seed in seeds(&arguments.seeds)? {
                let folder = out.join(format!("seed-{seed}"));
                let mut make = Command::new("python3");
                make.arg(shared.join("tools/make_receipts.py")).arg(&items).arg(&folder).args(["--seed", &seed.to_string()]);
                run(&mut make)?;
                folders.push(folder);
            }
        }
    }
    let presets = if arguments.preset.is_empty() {
        CashPolicy::PRESETS.iter().map(|name| (*name).to_owned()).collect()
    } else {
        arguments.preset.clone()
    };
    // Ours first.
    let (ours, others): (Vec<String>, Vec<String>) = presets.into_iter().partition(|preset| preset == "default");
    for preset in ours.into_iter().chain(others) {
        let mut pooled: BTreeMap<String, Counts> = BTreeMap::new();
        let mut wrong = Vec::new();
        for folder in &folders {
            let score = score(&shared, folder, &out, &preset)?;
            let seed = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            wrong.extend(score.wrong_receipts.iter().map(|receipt| format!("{seed}/{receipt}")));
            for (row, counts) in score.table {
                pooled.entry(row).or_default().add(&counts);
            }
        }
        print(&preset, folders.len(), &pooled, &wrong);
    }
    Ok(())
}

/// The folder with data and tools: beside the project, or where OPENITEM_DATA points into.
fn shared() -> Result<PathBuf, Box<dyn Error>> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let given = std::env::var_os("OPENITEM_DATA").map(PathBuf::from).and_then(|data| data.parent().map(Path::to_owned));
    let folder = given.unwrap_or(beside);
    if folder.join("tools/run_cash.py").exists() { Ok(folder) } else { Err(format!("no tools/run_cash.py in {}", folder.display()).into()) }
}

fn seeds(text: &str) -> Result<Vec<u64>, Box<dyn Error>> {
    match text.split_once("..") {
        Some((first, last)) => Ok((first.parse()?..=last.trim_start_matches('=').parse()?).collect()),
        None => {
            text.split(',').map(|seed| seed.trim().parse().map_err(|problem| format!("`{seed}` is no seed: {problem}").into())).collect()
        }
    }
}

fn run(command: &mut Command) -> Result<Vec<u8>, Box<dyn Error>> {
    let output = command.output()?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(format!("{command:?}: {}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr)).into())
}

#[derive(Deserialize)]
struct Score {
    table: BTreeMap<String, Counts>,
    wrong_receipts: Vec<String>,
}

#[derive(Deserialize, Default)]
struct Counts {
    receipts: u64,
    auto: u64,
    wrong_auto: u64,
    review: u64,
    review_right: u64,
    none: u64,
}

impl Counts {
    fn add(&mut self, other: &Self) {
        self.receipts += other.receipts;
        self.auto += other.auto;
        self.wrong_auto += other.wrong_auto;
        self.review += other.review;
        self.review_right += other.review_right;
        self.none += other.none;
    }
}

fn score(shared: &Path, folder: &Path, out: &Path, preset: &str) -> Result<Score, Box<dyn Error>> {
    std::fs::create_dir_all(out)?;
    let proposals = out.join("proposals.csv");
    let mut drive = Command::new("python3");
    drive.arg(shared.join("tools/run_cash.py")).arg(folder).arg(&proposals).arg("--");
    drive.arg(std::env::current_exe()?).args(["--serve", "--preset", preset]);
    run(&mut drive)?;
    let mut judge = Command::new("python3");
    judge.arg(shared.join("tools/score_cash.py")).arg(folder).arg(&proposals).arg("--json");
    Ok(serde_json::from_slice(&run(&mut judge)?)?)
}

/// The scorer's table, from counts pooled over all seeds.
fn print(preset: &str, seeds: usize, pooled: &BTreeMap<String, Counts>, wrong: &[String]) {
    let last = ["lines 0-1", "lines 2-5", "lines 6+", "untold", "told", "all"];
    println!("\n{preset} ({seeds} seeds pooled)");
    println!(
        "{:<12}{:>10}{:>8}{:>12}{:>8}{:>14}{:>8}{:>11}{:>9}{:>8}",
        "", "receipts", "auto", "wrong_auto", "review", "review_right", "none", "touchless", "wrong", "found"
    );
    let rows = pooled
        .keys()
        .map(String::as_str)
        .filter(|row| !last.contains(row))
        .chain(last.iter().copied().filter(|row| pooled.contains_key(*row)));
    for row in rows {
        let counts = &pooled[row];
        let right = counts.auto - counts.wrong_auto;
        let share = |part: u64, whole: u64| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
        println!(
            "{row:<12}{:>10}{:>8}{:>12}{:>8}{:>14}{:>8}{:>11.4}{:>9.5}{:>8.4}",
            counts.receipts,
            counts.auto,
            counts.wrong_auto,
            counts.review,
            counts.review_right,
            counts.none,
            share(right, counts.receipts),
            share(counts.wrong_auto, counts.auto),
            share(right + counts.review_right, counts.receipts),
        );
    }
    if !wrong.is_empty() {
        println!("wrong: {}", wrong.iter().take(20).cloned().collect::<Vec<_>>().join(" "));
    }
}
