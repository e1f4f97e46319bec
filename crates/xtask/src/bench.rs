//! The benches of benches/.

use crate::workspace::{ROOT, Workspace, cargo};

/// Prints the benches' names, one a line.
pub fn list(workspace: &Workspace) {
    let names = benches(workspace);
    if names.is_empty() {
        eprintln!("benches/ holds none yet");
    }
    for name in names {
        println!("{name}");
    }
}

/// Runs one bench in the release profile.
pub fn run(workspace: &Workspace, name: &str, rest: &[String]) -> Result<bool, String> {
    let names = benches(workspace);
    if !names.contains(&name) {
        return Err(format!("no bench is called `{name}`; there are: {}", names.join(", ")));
    }
    let mut command = cargo();
    command.args(["bench", "--quiet", "-p", ROOT, "--bench", name, "--"]).args(rest);
    // A bench may be a program that others talk to: its input and output are ours.
    command.status().map(|status| status.success()).map_err(|error| format!("cargo bench: {error}"))
}

fn benches(workspace: &Workspace) -> Vec<&str> {
    workspace.member(ROOT).map(|package| package.benches()).unwrap_or_default()
}
