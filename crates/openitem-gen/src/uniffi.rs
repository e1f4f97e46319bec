//! Kotlin and Swift as UniFFI writes them, from the native library of bindings/uniffi.

use std::path::Path;
use std::process::Command;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths};
use uniffi_bindgen::{BindgenPaths, BindgenPathsLayer};

use crate::packages::PACKAGES;

struct Settings {
    root: String,
}

impl BindgenPathsLayer for Settings {
    fn get_config_path(&self, crate_name: &str) -> Option<camino::Utf8PathBuf> {
        let found = PACKAGES.iter().find(|package| package.name.replace('-', "_") == crate_name)?;
        Some(camino::Utf8PathBuf::from(&self.root).join(found.settings))
    }
}

/// What UniFFI wrote: the paths inside its own folder, and the texts, in order.
pub type Written = Vec<(String, String)>;

/// What the library is built with: its documentation, and of the parts that a phone may leave out those of this program.
const FEATURES: &[&str] = &[
    "docs",
    #[cfg(feature = "cash")]
    "cash",
    #[cfg(feature = "collections")]
    "collections",
    #[cfg(feature = "formats")]
    "formats",
];

/// Builds the native library as it is described.
pub fn library(root: &Path) -> Result<String, String> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["build", "--quiet", "--locked", "--package", "openitem-uniffi", "--message-format", "json-render-diagnostics"])
        .args(["--no-default-features", "--features", &FEATURES.join(",")])
        .current_dir(root)
        .output()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(format!("the native library does not build:\n{}", String::from_utf8_lossy(&output.stderr)));
    }
    let messages = String::from_utf8_lossy(&output.stdout);
    let mut artifacts = messages.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    let of_ours = artifacts.find(|message| message["target"]["name"] == "openitem_uniffi" && message["filenames"].is_array());
    let files = of_ours.map(|message| message["filenames"].as_array().cloned().unwrap_or_default()).unwrap_or_default();
    let dynamic =
        files.iter().filter_map(|file| file.as_str()).find(|file| [".so", ".dylib", ".dll"].iter().any(|end| file.ends_with(end)));
    dynamic.map(ToOwned::to_owned).ok_or_else(|| "cargo names no dynamic library of openitem-uniffi".into())
}

/// What UniFFI writes for a language.
pub fn written(root: &Path, library: &str, language: TargetLanguage) -> Result<Written, String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = folder.path().to_str().ok_or("a temporary folder whose name is no text")?;
    let mut paths = BindgenPaths::default();
    paths.add_layer(Settings { root: root.to_str().ok_or("a root whose name is no text")?.to_owned() });
    let options = GenerateOptions {
        languages: vec![language],
        source: library.into(),
        out_dir: out.into(),
        config_override: None,
        format: false,
        crate_filter: None,
        metadata_no_deps: true,
    };
    generate_with_bindgen_paths(options, paths).map_err(|error| format!("UniFFI: {error:#}"))?;
    let mut written = Vec::new();
    collect(folder.path(), folder.path(), &mut written)?;
    written.sort();
    Ok(written)
}

fn collect(base: &Path, folder: &Path, written: &mut Written) -> Result<(), String> {
    for entry in std::fs::read_dir(folder).map_err(|error| error.to_string())? {
        let path = entry.map_err(|error| error.to_string())?.path();
        if path.is_dir() {
            collect(base, &path, written)?;
        } else {
            let name = path.strip_prefix(base).unwrap_or(&path).to_string_lossy().into_owned();
            let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
            let is_source = [".kt", ".swift"].iter().any(|end| name.ends_with(end));
            written.push((name, if is_source { documented(&text) } else { text }));
        }
    }
    Ok(())
}

/// The documentation without Rust: no examples, no links to items.
fn documented(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut doc: Option<(String, Vec<String>)> = None;
    for line in text.lines() {
        match &mut doc {
            None if line.trim() == "/**" => doc = Some((line.replace("/**", ""), Vec::new())),
            None => {
                out.push_str(line.trim_end());
                out.push('\n');
            }
            Some((indent, lines)) if line.contains("*/") => {
                // The declaration may stand on the line that ends its documentation.
                let rest = line.split_once("*/").map_or("", |(_, rest)| rest);
                let indent = indent.trim_end_matches(|letter| letter != ' ');
                out.push_str(&format!("{indent}/**\n"));
                for line in without_links(&without_samples(lines)).trim().lines() {
                    out.push_str(format!("{indent} * {line}").trim_end());
                    out.push('\n');
                }
                let indent_of_rest = if rest.is_empty() || rest.starts_with(' ') { "" } else { indent };
                out.push_str(format!("{indent} */\n{indent_of_rest}{rest}").trim_end_matches(' '));
                out.push_str(if rest.is_empty() { "" } else { "\n" });
                doc = None;
            }
            Some((_, lines)) => {
                let line = line.trim_start();
                lines.push(line.strip_prefix('*').unwrap_or(line).trim().to_owned());
            }
        }
    }
    out
}

fn without_samples(lines: &[String]) -> String {
    let mut is_sample = false;
    let kept = lines.iter().filter(|line| {
        let is_fence = line.starts_with("```");
        is_sample ^= is_fence;
        !is_fence && !is_sample
    });
    kept.map(String::as_str).collect::<Vec<_>>().join("\n")
}

/// UniFFI hands on what Rust wrote, and with it Rust's links between items; here as plain code, as `schema` has it already: `[`post`](crate::post)` is `post` in backticks in every language.
fn without_links(doc: &str) -> String {
    let mut out = String::new();
    let mut rest = doc;
    while let Some(at) = rest.find("[`") {
        let (before, link) = rest.split_at(at);
        let Some(end) = link.find("`]") else { break };
        out.push_str(before);
        out.push_str(&link[1..=end]);
        rest = &link[end + 2..];
        if let Some(after) = rest.strip_prefix('(').and_then(|target| target.find(')').map(|end| &target[end + 1..])) {
            rest = after;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_items_become_code() {
        assert_eq!(without_links("see [`post`](crate::post) and [`check`]; [a page](x.md)"), "see `post` and `check`; [a page](x.md)");
    }

    #[test]
    fn documentation_keeps_its_words_and_loses_its_examples() {
        let text = "/**\n * Of [`Money`](crate::Money).\n *\n * ```\n * use x;\n * ```\n */ fun a() {\n";
        assert_eq!(documented(text), "/**\n * Of `Money`.\n */\n fun a() {\n");
        let parameter = "    /**\n     * The item.\n     */item: ItemId,\n";
        assert_eq!(documented(parameter), "    /**\n     * The item.\n     */\n    item: ItemId,\n");
    }
}
