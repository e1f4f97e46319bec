//! Writes the files that are generated from the core's types and operations: `cargo xtask gen`.
//!
//! Each module writes for one reader and knows nothing of the others; what they write from is a [`model::Model`].

mod docs;
mod json_schema;
mod kotlin;
mod model;
mod output;
mod python;
mod swift;
mod typescript;
mod uniffi;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use uniffi_bindgen::bindings::TargetLanguage;

use crate::model::Model;
use crate::output::File;

/// Writes what is generated from openitem's types and operations.
#[derive(Parser)]
struct Arguments {
    /// Writes nothing; says which files would change, and fails where one would.
    #[arg(long)]
    check: bool,
    /// The root of the repository.
    #[arg(long, default_value = ".")]
    root: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(problem) => {
            eprintln!("openitem-gen: {problem}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: &Arguments) -> Result<bool, String> {
    let files = files(&Model::read(), &arguments.root)?;
    if arguments.check { output::check(&arguments.root, &files) } else { output::write(&arguments.root, &files).map(|()| true) }
}

/// Everything that is generated.
fn files(model: &Model, root: &Path) -> Result<Vec<File>, String> {
    let library = uniffi::library(root)?;
    Ok([
        docs::files(model),
        json_schema::files(model),
        kotlin::files(model, uniffi::written(root, &library, TargetLanguage::Kotlin)?)?,
        python::files(model),
        swift::files(model, uniffi::written(root, &library, TargetLanguage::Swift)?)?,
        typescript::files(model),
    ]
    .concat())
}
