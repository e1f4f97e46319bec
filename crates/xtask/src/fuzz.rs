//! Seconds of libFuzzer on every target of tests/fuzz, a package outside the workspace with one target a fuzz body.
//!
//! The bodies are functions of openitem-testkit, which its own tests run over the committed corpus and seeded
//! mutations of it. Here libFuzzer looks further, guided by coverage. The coverage flags are those of cargo-fuzz; they
//! need neither cargo-fuzz nor a nightly toolchain, for we ask for no sanitizer: the code under test is safe Rust.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, Run, run};
use crate::workspace::{Workspace, cargo};

const FOLDER: &str = "tests/fuzz";
const SECONDS_A_TARGET: u64 = 10;
const COVERAGE: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1";

/// Builds the targets and runs each. Where libFuzzer itself cannot be built (no C++ compiler), one line says so.
pub fn steps(run_of_steps: &mut Run, workspace: &Workspace) {
    let Some(host) = host() else {
        run_of_steps.step("fuzz", || Outcome::Failed("rustc did not name its host".to_owned()));
        return;
    };
    let mut is_built = false;
    run_of_steps.step("fuzz: build", || {
        // The versions that everything else is tested with; cargo adds what libfuzzer-sys needs.
        if let Err(error) = std::fs::copy("Cargo.lock", format!("{FOLDER}/Cargo.lock")) {
            return Outcome::Failed(format!("Cargo.lock cannot be copied to {FOLDER}: {error}"));
        }
        if run(build(workspace, &host, &["-p", "libfuzzer-sys"])) != Outcome::Passed {
            return Outcome::PassedBy("libfuzzer-sys does not build here, so nothing was fuzzed".to_owned());
        }
        let outcome = run(build(workspace, &host, &["--bins"]));
        is_built = outcome == Outcome::Passed;
        outcome
    });
    if is_built {
        for source in sources(workspace) {
            let name = name(&source);
            run_of_steps.step(&format!("fuzz {name}"), || fuzz(workspace, &host, &name));
        }
    }
}

/// The source files of the targets, sorted.
pub fn sources(workspace: &Workspace) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(workspace.root.join(FOLDER).join("fuzz_targets")).into_iter().flatten().flatten();
    let mut sources: Vec<PathBuf> =
        entries.map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|extension| extension == "rs")).collect();
    sources.sort();
    sources
}

/// The target is named after its file. With `--target`, build scripts and macros go without the coverage flags.
fn build(workspace: &Workspace, host: &str, what: &[&str]) -> Command {
    let mut command = cargo();
    command.env("RUSTFLAGS", COVERAGE);
    command.args(["build", "--release", "--manifest-path"]).arg(format!("{FOLDER}/Cargo.toml"));
    command.args(["--target", host, "--target-dir"]).arg(&workspace.target).args(what);
    command
}

/// libFuzzer writes what it finds into the first folder it is given, so that one is under target/, the committed
/// corpus comes second and stays as it is.
fn fuzz(workspace: &Workspace, host: &str, name: &str) -> Outcome {
    let found = workspace.target.join("fuzz").join(name);
    if let Err(error) = std::fs::create_dir_all(&found) {
        return Outcome::Failed(format!("{} cannot be made: {error}", found.display()));
    }
    let mut command = Command::new(workspace.target.join(host).join("release").join(name));
    command.arg(format!("-max_total_time={SECONDS_A_TARGET}"));
    command.args(["-timeout=10", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1"]);
    command.arg(format!("-artifact_prefix={}/{name}-", workspace.target.join("fuzz").display()));
    command.arg(found).arg(format!("{FOLDER}/corpus/{name}"));
    run(command)
}

fn name(source: &Path) -> String {
    source.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn host() -> Option<String> {
    let output = Command::new("rustc").args(["--print", "host-tuple"]).output().ok()?;
    let host = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !host.is_empty()).then_some(host)
}
