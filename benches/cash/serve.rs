//! `cargo xtask bench cash-serve DIR [--preset NAME]`: the program that `tools/run_cash.py` drives.

mod program;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

/// Answers receipts with proposals: JSON lines in, JSON lines out.
#[derive(Parser)]
struct Arguments {
    /// How receipts are applied.
    #[arg(long, default_value = "default")]
    preset: String,
    /// The folder with items.csv and customers.csv.
    folder: PathBuf,
    /// What cargo gives every bench.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match program::serve(&arguments.folder, &arguments.preset, std::io::stdin().lock(), std::io::stdout().lock()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("cash-serve: {problem}");
            ExitCode::FAILURE
        }
    }
}
