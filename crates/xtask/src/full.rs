//! `cargo xtask test --full`: the slow rest, run after `cargo xtask test`.

use crate::run::Run;
use crate::workspace::{Workspace, cargo};
use crate::{deny, fuzz, packages, phone};

/// How many cases each property runs, of some hundred in `cargo xtask test`.
const PROPERTY_CASES: &str = "2000";

/// Runs every step; says whether all passed.
pub fn test(workspace: &Workspace) -> bool {
    let mut run = Run::new("cargo xtask test --full");
    for package in workspace.members().into_iter().filter(|package| package.has_properties()) {
        let mut command = cargo();
        // A history is as much work as some hundred cases of another property: how many is for the testkit to say, and
        // `PROPTEST_CASES` would override it.
        command.env("OPENITEM_LONG", "1");
        if package.name != "openitem-testkit" {
            command.env("PROPTEST_CASES", PROPERTY_CASES);
        }
        command.args(["test", "--no-fail-fast", "--tests", "-p", &package.name]);
        run.command(&format!("long properties {}", package.name), command);
    }
    fuzz::steps(&mut run, workspace);
    deny::steps(&mut run, workspace);
    packages::steps(&mut run, workspace);
    phone::steps(&mut run, workspace);
    run.finish()
}
