//! `cargo xtask …`: the workspace's own commands. It knows no package by name but where it must: a new one under
//! crates/ is formatted, linted, tested and documented from the day it is there.

mod bench;
mod bindings;
mod deny;
#[cfg(test)]
mod dependencies;
mod dist;
mod full;
mod fuzz;
mod licenses;
mod packages;
mod phone;
mod quick;
mod run;
mod vectors;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::workspace::Workspace;

/// The workspace's own commands.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Format, lints, all tests, vectors and rustdoc; every step runs, and a table of minutes closes the run.
    Test {
        /// The slow rest instead: long properties, seconds of fuzzing a target, dependencies, packages. Run after
        /// `cargo xtask test`, as CI does.
        #[arg(long)]
        full: bool,
    },
    /// Runs a bench of ours, from benches/; lists them when no name is given.
    Bench {
        /// The bench's name.
        name: Option<String>,
        /// What the bench itself is given.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        rest: Vec<String>,
    },
    /// Makes what would be published, for this machine's platform, without publishing it: crates, wheel, npm packages, jars,
    /// Swift sources.
    Dist {
        /// Makes everything a second time from nothing and compares the bytes.
        #[arg(long)]
        twice: bool,
    },
    /// Writes what is generated from the core's types and operations: JSON Schema, the types of other languages, their
    /// sources, the table of operations.
    Gen {
        /// Writes nothing; fails where a file would change.
        #[arg(long)]
        check: bool,
        /// Writes the sources of Kotlin and Swift alone, into this folder, for a library that leaves out what `--features` does not
        /// name (`cash`, `formats`).
        #[arg(long, value_name = "FOLDER", conflicts_with = "check")]
        phone: Option<String>,
        /// The parts that the phone's library has, divided by commas.
        #[arg(long, requires = "phone", default_value = "")]
        features: String,
    },
    /// Runs the vectors under tests/vectors, or those of the files and folders given.
    Vectors {
        /// Files and folders of vectors.
        paths: Vec<String>,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = Workspace::read().and_then(at_its_root).and_then(|workspace| match arguments.command {
        Command::Test { full: false } => Ok(quick::test(&workspace)),
        Command::Test { full: true } => Ok(full::test(&workspace)),
        Command::Bench { name: None, .. } => {
            bench::list(&workspace);
            Ok(true)
        }
        Command::Bench { name: Some(name), rest } => bench::run(&workspace, &name, &rest),
        Command::Dist { twice } => Ok(dist::dist(&workspace, twice)),
        Command::Gen { phone: Some(folder), features, .. } => {
            Ok(run::run(bindings::for_a_phone(&folder, &features)) == run::Outcome::Passed)
        }
        Command::Gen { check, .. } => Ok(run::run(bindings::generated(check)) == run::Outcome::Passed),
        Command::Vectors { paths } => vectors::run(&workspace, &paths),
    });
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("cargo xtask: {message}");
            ExitCode::from(2)
        }
    }
}

/// Every command we start names its files from the root, wherever we were called.
fn at_its_root(workspace: Workspace) -> Result<Workspace, String> {
    std::env::set_current_dir(&workspace.root).map_err(|error| format!("{} cannot be entered: {error}", workspace.root.display()))?;
    Ok(workspace)
}
