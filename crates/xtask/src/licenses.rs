//! What others ask to be told with a binary that holds their code: names, versions, licences and the texts of these.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::workspace::{cargo, metadata};

#[derive(Deserialize)]
struct Graph {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    license: Option<String>,
    source: Option<String>,
    manifest_path: std::path::PathBuf,
}

/// The notice for a package's binary: everything of others that is linked into it, by name, with the texts, each once.
pub fn notice(package: &str) -> Result<String, String> {
    let graph: Graph = serde_json::from_slice(&metadata()?).map_err(|error| format!("cargo metadata could not be read: {error}"))?;
    let linked = linked(package)?;
    let mut others: Vec<&Package> = graph
        .packages
        .iter()
        .filter(|known| known.source.is_some() && linked.iter().any(|(name, version)| *name == known.name && *version == known.version))
        .collect();
    others.sort_by_key(|known| (&known.name, &known.version));
    let mut out = format!("{package} holds the work of others:\n\n");
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for other in others {
        let license = other.license.as_deref().unwrap_or("see its text");
        let _ = writeln!(out, "- {} {}: {license}", other.name, other.version);
        let folder = other.manifest_path.parent().unwrap_or(Path::new("."));
        for text in texts_in(folder)? {
            texts.entry(text).or_default().push(format!("{} {}", other.name, other.version));
        }
    }
    let mut texts: Vec<_> = texts.into_iter().map(|(text, of)| (of, text)).collect();
    texts.sort();
    for (of, text) in texts {
        let _ = write!(out, "\n{}\nOf {}:\n\n{}\n", "-".repeat(80), of.join(", "), text.trim_end());
    }
    Ok(out)
}

/// Names and versions of what is linked into a package, itself included.
fn linked(package: &str) -> Result<Vec<(String, String)>, String> {
    let output = cargo()
        .args(["tree", "--package", package, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}", "--locked"])
        .output()
        .map_err(|error| format!("cargo tree did not start: {error}"))?;
    if !output.status.success() {
        return Err(format!("cargo tree failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
    }
    let lines = String::from_utf8_lossy(&output.stdout).into_owned();
    let mut found: Vec<_> = lines
        .lines()
        .filter_map(|line| line.split_once(" v"))
        .map(|(name, rest)| (name.to_owned(), rest.split(' ').next().unwrap_or(rest).to_owned()))
        .collect();
    found.sort();
    found.dedup();
    Ok(found)
}

/// The texts of licences and notices in the folder of a package.
fn texts_in(folder: &Path) -> Result<Vec<String>, String> {
    let unreadable = |error: std::io::Error| format!("{} cannot be read: {error}", folder.display());
    let mut files: Vec<_> = fs::read_dir(folder).map_err(unreadable)?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    let is_text = |path: &Path| {
        let name = path.file_name().map(|name| name.to_string_lossy().to_uppercase()).unwrap_or_default();
        path.is_file() && ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"].iter().any(|start| name.starts_with(start))
    };
    files.iter().filter(|path| is_text(path)).map(|path| fs::read_to_string(path).map_err(unreadable)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_of_the_core_names_what_it_links_and_not_what_builds_it() {
        let notice = notice("openitem").unwrap();
        assert!(notice.contains("- rust_decimal ") && notice.contains("MIT License"), "{notice}");
        for other in ["- openitem ", "- proptest ", "- syn ", "- pyo3 "] {
            assert!(!notice.contains(other), "{other}");
        }
    }
}
