//! Kotlin and Swift as UniFFI writes them, from the native library of bindings/uniffi.

use std::path::Path;
use std::process::Command;

use uniffi_bindgen::bindings::{GenerateOptions, TargetLanguage, generate_with_bindgen_paths};
use uniffi_bindgen::{BindgenPaths, BindgenPathsLayer};

/// Which crates the library holds, and where the settings of each stand.
const SETTINGS: &[(&str, &str)] = &[("openitem", "bindings/uniffi/uniffi.toml"), ("openitem_formats", "bindings/uniffi/formats.toml")];

struct Settings {
    root: String,
}

impl BindgenPathsLayer for Settings {
    fn get_config_path(&self, crate_name: &str) -> Option<camino::Utf8PathBuf> {
        let (_, path) = SETTINGS.iter().find(|(name, _)| *name == crate_name)?;
        Some(camino::Utf8PathBuf::from(&self.root).join(path))
    }
}

/// What UniFFI wrote: the paths inside its own folder, and the texts, in order.
pub type Written = Vec<(String, String)>;

/// Builds the native library.
pub fn library(root: &Path) -> Result<String, String> {
    let output = Command::new(std::env::var("CARGO").unwrap_or_else(|_| "cargo".into()))
        .args(["build", "--quiet", "--locked", "--package", "openitem-uniffi", "--message-format", "json-render-diagnostics"])
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
            written.push((name, std::fs::read_to_string(&path).map_err(|error| error.to_string())?));
        }
    }
    Ok(())
}
