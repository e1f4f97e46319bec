//! `cargo xtask test`: what must hold before anything lands.
//!
//! Nothing is tested with `--workspace`: features unify there, and the core would be tested with features that its
//! users do not have. The core is linted and tested alone and without features, every other package by its own name.

use std::process::Command;

use crate::bindings;
use crate::run::{Run, run_all};
use crate::vectors;
use crate::workspace::{CORE, Package, Workspace, cargo};

/// Runs every step; says whether all passed.
pub fn test(workspace: &Workspace) -> bool {
    let mut run = Run::new("cargo xtask test");
    let members = workspace.members();
    run.step("format", || run_all(format(workspace)));
    run.step("clippy", || run_all(clippy(&members)));
    for package in &members {
        let mut command = cargo();
        command.args(["test", "--no-fail-fast", "-p", &package.name]);
        run.command(&format!("test {}", package.name), command);
    }
    run.command("generated files", bindings::generated(true));
    run.step("vectors", || vectors::step(workspace));
    run.step("rustdoc", || run_all(members.iter().filter(|package| package.is_documented()).map(|package| rustdoc(package))));
    bindings::steps(&mut run, workspace);
    run.finish()
}

/// The packages, and the fuzz targets, which are a package outside the workspace.
fn format(workspace: &Workspace) -> [Command; 2] {
    let mut packages = cargo();
    packages.args(["fmt", "--all", "--", "--check"]);
    let mut fuzz_targets = Command::new("rustfmt");
    fuzz_targets.args(["--check", "--edition", "2024"]).args(crate::fuzz::sources(workspace));
    [packages, fuzz_targets]
}

/// The core alone without features, the others together, and once everything that has features with all of them.
fn clippy(members: &[&Package]) -> Vec<Command> {
    let lint = |packages: &[&str], features: &[&str]| {
        let mut command = cargo();
        command.args(["clippy", "--all-targets"]).args(features);
        command.args(packages.iter().flat_map(|name| ["-p", name]));
        command.args(["--", "-D", "warnings"]);
        command
    };
    let names = |filter: &dyn Fn(&Package) -> bool| {
        members.iter().filter(|package| filter(package)).map(|package| package.name.as_str()).collect::<Vec<_>>()
    };
    let mut commands = vec![lint(&[CORE], &[]), lint(&names(&|package| package.name != CORE), &[])];
    let with_features = names(&Package::has_features);
    if !with_features.is_empty() {
        commands.push(lint(&with_features, &["--all-features"]));
    }
    commands
}

fn rustdoc(package: &Package) -> Command {
    let mut command = cargo();
    command.env("RUSTDOCFLAGS", "-D warnings").args(["doc", "--no-deps", "--all-features", "-p", &package.name]);
    command
}
