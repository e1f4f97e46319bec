//! Kotlin and Java: UniFFI's source made fit for people, the presets of policies in one place, and the dispatch of the tests.

mod codec;
mod expression;
mod policies;
mod source;

use crate::model::Model;
use crate::output::File;
use crate::packages::PACKAGES;
use crate::uniffi::Written;

const MAIN: &str = "bindings/uniffi/kotlin/src/main/kotlin";
const TEST: &str = "bindings/uniffi/kotlin/src/test/kotlin";

/// What stands beside the generated sources and is written by hand.
pub const BY_HAND: &[&str] = &["bindings/uniffi/kotlin/src/main/kotlin/io/github/openitem/Personal.kt"];

/// Whether a file is the dispatch of the tests.
pub fn is_of_the_tests(file: &File) -> bool {
    file.path.starts_with(TEST)
}

/// The generated sources.
pub fn files(model: &Model, written: Written) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    for (path, text) in written {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
        let found = PACKAGES.iter().find(|package| package.kotlin == folder);
        let package = found.ok_or_else(|| format!("UniFFI writes {path}, whose package nobody knows"))?;
        files.push(File::new(format!("{MAIN}/{path}"), source::polished(model, package.name, package.functions, &text)?));
    }
    for package in PACKAGES {
        let folder = package.kotlin.replace('.', "/");
        if let Some(text) = policies::text(model, package) {
            files.push(File::new(format!("{MAIN}/{folder}/Policies.kt"), text));
        }
        files.push(File::new(format!("{TEST}/{folder}/Dispatch.kt"), codec::text(model, package)));
    }
    Ok(files)
}
