//! Runs vectors: `vectors [--coverage] PATH…`, each path a file or a folder.
//!
//! Exit codes: 0 all passed, 1 some failed, 2 usage.

use std::path::PathBuf;
use std::process::ExitCode;

use openitem::facade;
use openitem_testkit::vector;

const USAGE: &str = "usage: vectors [--coverage] PATH…
Runs the vectors in these files and folders (every .json below them).
  --coverage  name the operations that no vector called, too";

fn main() -> ExitCode {
    let mut coverage = false;
    let mut paths = Vec::new();
    for argument in std::env::args_os().skip(1) {
        match argument.to_str() {
            Some("--coverage") => coverage = true,
            Some("--help" | "-h") => {
                println!("{USAGE}");
                return ExitCode::SUCCESS;
            }
            Some(option) if option.starts_with('-') => {
                eprintln!("unknown option `{option}`\n{USAGE}");
                return ExitCode::from(2);
            }
            _ => paths.push(PathBuf::from(argument)),
        }
    }
    if paths.is_empty() {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    }
    let operations = [facade::operations(), openitem_formats::operations()].concat();
    let report = vector::run(&paths, &operations);
    for failure in &report.failures {
        println!("{failure}\n");
    }
    if coverage {
        let uncovered = report.uncovered(&operations);
        println!("{} of {} operations have vectors", operations.len().saturating_sub(uncovered.len()), operations.len());
        for name in uncovered {
            println!("no vector calls {name}");
        }
    }
    println!("{} passed, {} failed", report.passed, report.failures.len());
    if report.failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
