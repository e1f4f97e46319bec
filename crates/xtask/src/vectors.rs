//! The vectors of tests/vectors, through the runner in openitem-testkit.

use std::path::Path;

use crate::run::{Outcome, under_ci};
use crate::workspace::{TESTKIT, Workspace, cargo};

const RUNNER: &str = "vectors";
const FOLDER: &str = "tests/vectors";

/// Runs the vectors of the files and folders given, or all of ours.
pub fn run(workspace: &Workspace, paths: &[String]) -> Result<bool, String> {
    if !has_runner(workspace) {
        return Err(format!("{TESTKIT} has no binary `{RUNNER}`"));
    }
    let ours = [FOLDER.to_owned()];
    Ok(crate::run::run(runner(if paths.is_empty() { &ours } else { paths })) == Outcome::Passed)
}

/// The step of `cargo xtask test`.
pub fn step(workspace: &Workspace) -> Outcome {
    let folder = workspace.root.join(FOLDER);
    match (has_vectors(&folder), has_runner(workspace)) {
        (true, true) => crate::run::run(runner(&[FOLDER.to_owned()])),
        (true, false) => Outcome::Failed(format!("{FOLDER} holds vectors, and {TESTKIT} has no binary `{RUNNER}` to run them")),
        (false, true) if under_ci() && !folder.is_dir() => Outcome::Failed(format!("there is no folder {FOLDER}")),
        (false, _) => Outcome::PassedBy(format!("{FOLDER} holds no vectors")),
    }
}

fn runner(paths: &[String]) -> std::process::Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", TESTKIT, "--bin", RUNNER, "--"]).args(paths);
    command
}

fn has_runner(workspace: &Workspace) -> bool {
    workspace.member(TESTKIT).is_some_and(|package| package.has_binary(RUNNER))
}

/// Whether there is a JSON file in the folder or below it.
fn has_vectors(folder: &Path) -> bool {
    let Ok(entries) = std::fs::read_dir(folder) else { return false };
    entries.flatten().any(|entry| {
        let path = entry.path();
        if path.is_dir() { has_vectors(&path) } else { path.extension().is_some_and(|extension| extension == "json") }
    })
}
