//! The bindings' own tests, each by the one command of its language.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::run::{Outcome, Run, run_all, under_ci};
use crate::workspace::{Workspace, cargo};

/// A language that the core is bound to.
struct Binding {
    language: &'static str,
    /// What must be installed, each with the argument that makes it say so and end.
    needs: &'static [(&'static str, &'static str)],
    /// What tests it, from the root: the first word is the program, the last its folder.
    commands: &'static [Step],
}

struct Step {
    folder: &'static str,
    words: &'static [&'static str],
}

const BINDINGS: &[Binding] = &[
    Binding {
        language: "python",
        needs: &[("python3", "--version")],
        commands: &[Step { folder: ".", words: &["python3", "bindings/python/test.py"] }],
    },
    Binding {
        language: "node",
        needs: &[("node", "--version"), ("npm", "--version")],
        commands: &[
            Step { folder: "bindings/node", words: &["npm", "ci", "--no-audit", "--no-fund"] },
            Step { folder: "bindings/node", words: &["npm", "run", "--silent", "build"] },
            Step { folder: "bindings/node", words: &["npm", "test", "--silent"] },
        ],
    },
    Binding {
        language: "kotlin, java and swift",
        needs: &[("java", "-version"), ("mvn", "--version"), ("cc", "--version")],
        commands: &[Step { folder: ".", words: &["bash", "bindings/uniffi/test.sh"] }],
    },
];

/// Tests every binding whose tools are here; under CI one whose tools are not is a failure.
pub fn steps(run: &mut Run, workspace: &Workspace) {
    for binding in BINDINGS {
        run.step(&format!("binding {}", binding.language), || match binding.missing() {
            Some(tool) if under_ci() => Outcome::Failed(format!("`{tool}` is not installed")),
            Some(tool) => Outcome::PassedBy(format!("`{tool}` is not installed, so the tests of {} are left out", binding.language)),
            None => run_all(binding.commands.iter().map(|step| step.command(&workspace.root))),
        });
    }
}

/// Everything generated stands as it would be generated now.
pub fn generated(check: bool) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "openitem-gen"]);
    if check {
        command.args(["--", "--check"]);
    }
    command
}

/// The sources of Kotlin and Swift for a library that leaves parts out.
pub fn for_a_phone(folder: &str, features: &str) -> Command {
    let mut command = cargo();
    command.args(["run", "--quiet", "-p", "openitem-gen", "--no-default-features", "--features", features, "--", "--phone", folder]);
    command
}

impl Binding {
    fn missing(&self) -> Option<&'static str> {
        let is_here = |tool: &str, argument: &str| {
            let mut command = Command::new(tool);
            command.arg(argument).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            command.status().is_ok_and(|status| status.success())
        };
        self.needs.iter().find(|(tool, argument)| !is_here(tool, argument)).map(|(tool, _)| *tool)
    }
}

impl Step {
    fn command(&self, root: &Path) -> Command {
        let (program, arguments) = self.words.split_first().unwrap_or((&"true", &[]));
        let mut command = Command::new(program);
        // The profile of tests: what is shipped is built by `cargo xtask dist`.
        command.args(arguments).current_dir(root.join(self.folder)).env("CARGO_PROFILE", "dev");
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_folder_under_bindings_is_tested() {
        let workspace = Workspace::read().unwrap();
        let entries = std::fs::read_dir(workspace.root.join("bindings")).unwrap().map(Result::unwrap);
        let folders = entries.filter(|entry| entry.path().is_dir()).map(|entry| entry.file_name().into_string().unwrap());
        for folder in folders {
            let place = format!("bindings/{folder}");
            let is_tested = |step: &Step| step.folder.starts_with(&place) || step.words.iter().any(|word| word.starts_with(&place));
            assert!(BINDINGS.iter().any(|binding| binding.commands.iter().any(is_tested)), "nothing tests {place}");
        }
    }

    #[test]
    fn a_tool_that_is_not_here_is_named() {
        let binding = Binding { language: "none", needs: &[("cargo", "--version"), ("no-such-tool", "--version")], commands: &[] };
        assert_eq!(binding.missing(), Some("no-such-tool"));
    }
}
