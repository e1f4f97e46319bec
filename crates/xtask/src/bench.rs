//! The benches of benches/.

use crate::run::{self, Outcome};
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
    command.args(["bench", "-p", ROOT, "--bench", name, "--"]).args(rest);
    Ok(run::run(command) == Outcome::Passed)
}

fn benches(workspace: &Workspace) -> Vec<&str> {
    workspace.member(ROOT).map(|package| package.benches()).unwrap_or_default()
}
