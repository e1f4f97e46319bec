//! The files: written, or compared with those that stand.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

/// A file that is generated.
#[derive(Clone, Debug)]
pub struct File {
    /// Where, from the root of the repository.
    pub path: String,
    /// What it holds.
    pub text: String,
}

impl File {
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: text.into() }
    }
}

/// Writes the files that differ.
pub fn write(root: &Path, files: &[File]) -> Result<(), String> {
    for file in files.iter().filter(|file| !is_current(root, file)) {
        let path = root.join(&file.path);
        let folder = path.parent().unwrap_or(root);
        fs::create_dir_all(folder)
            .and_then(|()| fs::write(&path, &file.text))
            .map_err(|error| format!("{} cannot be written: {error}", file.path))?;
        println!("wrote {}", file.path);
    }
    Ok(())
}

/// Which files differ from what would be written, and in which line first; empty where none does.
pub fn stale(root: &Path, files: &[File]) -> String {
    let mut out = String::new();
    for file in files.iter().filter(|file| !is_current(root, file)) {
        let stands = fs::read_to_string(root.join(&file.path)).unwrap_or_default();
        let line = stands.lines().zip(file.text.lines()).take_while(|(stands, new)| stands == new).count() + 1;
        let _ = writeln!(out, "{}:{line} is not what would be generated: run `cargo xtask gen`", file.path);
        let _ = writeln!(out, "  stands: {}", stands.lines().nth(line - 1).unwrap_or("(nothing)"));
        let _ = writeln!(out, "  new:    {}", file.text.lines().nth(line - 1).unwrap_or("(nothing)"));
    }
    out
}

fn is_current(root: &Path, file: &File) -> bool {
    fs::read(root.join(&file.path)).is_ok_and(|stands| stands == file.text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Model;
    use crate::{docs, json_schema, python, typescript};

    #[test]
    fn what_differs_is_found_and_then_written() {
        let root = tempfile::tempdir().unwrap();
        let files = [File::new("a/b.md", "one\ntwo\n")];
        assert!(stale(root.path(), &files).starts_with("a/b.md:1 is not what would be generated"));
        write(root.path(), &files).unwrap();
        assert_eq!(stale(root.path(), &files), "");
        fs::write(root.path().join("a/b.md"), "one\n2\n").unwrap();
        assert!(stale(root.path(), &files).starts_with("a/b.md:2 is not what would be generated"));
    }

    #[test]
    fn a_model_that_changed_makes_what_was_generated_from_it_stale() {
        let root = tempfile::tempdir().unwrap();
        let mut model = Model::read();
        let all = |model: &Model| [docs::files(model), json_schema::files(model), python::files(model), typescript::files(model)].concat();
        write(root.path(), &all(&model)).unwrap();
        assert_eq!(stale(root.path(), &all(&model)), "");

        model.operations.retain(|known| known.operation.name != "value.sum");
        let told = stale(root.path(), &all(&model));
        for file in [
            "crates/openitem/docs/operations.md",
            "crates/openitem/docs/openitem.schema.json",
            "bindings/python/openitem/value.py",
            "bindings/node/src/generated/operations.ts",
        ] {
            assert!(told.lines().any(|line| line.starts_with(&format!("{file}:"))), "{file} is not named: {told}");
        }
        assert!(!told.contains("bindings/python/openitem/aging.py"), "{told}");
    }
}
