//! Writes the files that are generated from the core's types and operations: `cargo xtask gen`.
//!
//! Each module writes for one reader and knows nothing of the others; what they write from is a [`model::Model`].

mod docs;
mod json_schema;
mod kotlin;
mod model;
mod output;
mod packages;
mod python;
mod swift;
mod typescript;
mod uniffi;
#[cfg(test)]
mod vectors;

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
    /// Writes the sources of Kotlin and Swift alone, into this folder, for a library of the features that this program was built with.
    #[arg(long, conflicts_with = "check")]
    phone: Option<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let model = Model::read();
    let done = match &arguments.phone {
        Some(folder) => phone_files(&model, &arguments.root).and_then(|files| output::write(folder, &files)).map(|()| ExitCode::SUCCESS),
        None => files(&model, &arguments.root).and_then(|files| finish(&arguments, &files)),
    };
    done.unwrap_or_else(|problem| {
        eprintln!("openitem-gen: {problem}");
        ExitCode::from(2)
    })
}

/// Writes the files, or says which would change.
fn finish(arguments: &Arguments, files: &[File]) -> Result<ExitCode, String> {
    if !arguments.check {
        return output::write(&arguments.root, files).map(|()| ExitCode::SUCCESS);
    }
    let stale = output::stale(&arguments.root, files);
    eprint!("{stale}");
    Ok(if stale.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// What a phone's app is built with, beside the library.
fn phone_files(model: &Model, root: &Path) -> Result<Vec<File>, String> {
    let library = uniffi::library(root)?;
    let mut files = kotlin::files(model, uniffi::written(root, &library, TargetLanguage::Kotlin)?)?;
    files.retain(|file| !kotlin::is_of_the_tests(file));
    files.extend(swift::files(model, uniffi::written(root, &library, TargetLanguage::Swift)?)?);
    for path in kotlin::BY_HAND.iter().chain(swift::BY_HAND) {
        let text = std::fs::read_to_string(root.join(path)).map_err(|error| format!("{path} cannot be read: {error}"))?;
        files.push(File::new(*path, text));
    }
    Ok(files)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forgotten_run_fails_the_check_and_the_run_mends_it() {
        let root = tempfile::tempdir().unwrap();
        let arguments = |check| Arguments { check, root: root.path().to_owned(), phone: None };
        let files = docs::files(&Model::read());
        assert_eq!(finish(&arguments(true), &files), Ok(ExitCode::FAILURE));
        assert_eq!(finish(&arguments(false), &files), Ok(ExitCode::SUCCESS));
        assert_eq!(finish(&arguments(true), &files), Ok(ExitCode::SUCCESS));
    }
}
