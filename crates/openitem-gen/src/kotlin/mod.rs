//! Kotlin and Java: UniFFI's source made fit for people, the presets of policies in one place, and the dispatch of the tests.

mod codec;
mod expression;
mod policies;
mod source;

use crate::model::Model;
use crate::output::File;
use crate::uniffi::Written;

const MAIN: &str = "bindings/uniffi/kotlin/src/main/kotlin";
const TEST: &str = "bindings/uniffi/kotlin/src/test/kotlin";

/// Kotlin's packages: which of ours, its name, and the class that holds its functions for Java.
const PACKAGES: &[(&str, &str, &str)] =
    &[("openitem", "io.github.openitem", "OpenItems"), ("openitem-formats", "io.github.openitem.formats", "Formats")];

/// The generated sources.
pub fn files(model: &Model, written: Written) -> Result<Vec<File>, String> {
    let mut files = Vec::new();
    for (path, text) in written {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).replace('/', ".");
        let found = PACKAGES.iter().find(|(_, package, _)| *package == folder);
        let (package, _, functions) = found.ok_or_else(|| format!("UniFFI writes {path}, whose package nobody knows"))?;
        files.push(File::new(format!("{MAIN}/{path}"), source::polished(model, package, functions, &text)?));
    }
    for (package, name, _) in PACKAGES {
        let folder = name.replace('.', "/");
        if let Some(text) = policies::text(model, package, name) {
            files.push(File::new(format!("{MAIN}/{folder}/Policies.kt"), text));
        }
        files.push(File::new(format!("{TEST}/{folder}/Dispatch.kt"), codec::text(model, package, name)));
    }
    Ok(files)
}
