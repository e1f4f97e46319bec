//! Licences, bans, sources and advisories of what we depend on, by cargo-deny and deny.toml.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{Outcome, Run, run};
use crate::workspace::{Workspace, cargo};

/// The version that is installed where cargo-deny is missing.
const VERSION: &str = "0.20.2";

/// Finds cargo-deny or builds it under target/tools, and runs its checks.
pub fn steps(run_of_steps: &mut Run, workspace: &Workspace) {
    let mut program = None;
    run_of_steps.step("deny: install", || match find(workspace) {
        Some(found) => {
            program = Some(found);
            Outcome::PassedBy("cargo-deny is here".to_owned())
        }
        None => {
            let outcome = run(install(workspace));
            program = find(workspace);
            outcome
        }
    });
    let Some(program) = program else { return };
    run_of_steps.command("deny: licences, bans and sources", check(&program, &[], &["licenses", "bans", "sources"]));
    run_of_steps.step("deny: advisories", || {
        if has_advisories() {
            run(check(&program, &["--offline"], &["advisories"]))
        } else {
            Outcome::PassedBy("the advisory database is not at hand, so advisories were not checked".to_owned())
        }
    });
}

fn check(program: &Path, how: &[&str], what: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(["--workspace", "--all-features", "--locked"]).args(how);
    command.args(["check", "--hide-inclusion-graph"]).args(what);
    command
}

/// A debug build without features: it is used once, and ready in a minute and a half on two cores.
fn install(workspace: &Workspace) -> Command {
    let tools = tools(workspace);
    let mut command = cargo();
    command.args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug", "--no-default-features", "--quiet"]);
    command.args(["--config", "profile.dev.debug=0"]);
    command.arg("--root").arg(&tools).arg("--target-dir").arg(tools.join("build"));
    command
}

/// On the path, or where we install it.
fn find(workspace: &Workspace) -> Option<PathBuf> {
    let installed = tools(workspace).join("bin").join("cargo-deny");
    [PathBuf::from("cargo-deny"), installed].into_iter().find(|program| {
        let answer = Command::new(program).arg("--version").output();
        answer.is_ok_and(|output| output.status.success())
    })
}

fn tools(workspace: &Workspace) -> PathBuf {
    workspace.target.join("tools")
}

/// Whether a copy of the database stands in cargo's home. Every run of cargo-deny makes its folder and a lock file
/// there, whatever it checks, so only a folder in it that git knows counts.
fn has_advisories() -> bool {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let Some(folder) = home.map(|home| home.join("advisory-dbs")) else { return false };
    std::fs::read_dir(folder).is_ok_and(|entries| entries.flatten().any(|entry| entry.path().join(".git").exists()))
}
