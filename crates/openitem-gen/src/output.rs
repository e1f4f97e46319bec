//! The files: written, or compared with those that stand.

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

/// Says which files differ from what would be written, and in which line first.
pub fn check(root: &Path, files: &[File]) -> Result<bool, String> {
    let mut all = true;
    for file in files.iter().filter(|file| !is_current(root, file)) {
        all = false;
        let stands = fs::read_to_string(root.join(&file.path)).unwrap_or_default();
        let line = stands.lines().zip(file.text.lines()).take_while(|(stands, new)| stands == new).count() + 1;
        eprintln!("{}:{line} is not what would be generated: run `cargo xtask gen`", file.path);
        eprintln!("  stands: {}", stands.lines().nth(line - 1).unwrap_or("(nothing)"));
        eprintln!("  new:    {}", file.text.lines().nth(line - 1).unwrap_or("(nothing)"));
    }
    Ok(all)
}

fn is_current(root: &Path, file: &File) -> bool {
    fs::read(root.join(&file.path)).is_ok_and(|stands| stands == file.text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_and_then_written() {
        let root = tempfile::tempdir().unwrap();
        let files = [File::new("a/b.md", "one\ntwo\n")];
        assert_eq!(check(root.path(), &files), Ok(false));
        write(root.path(), &files).unwrap();
        assert_eq!(check(root.path(), &files), Ok(true));
        fs::write(root.path().join("a/b.md"), "one\n2\n").unwrap();
        assert_eq!(check(root.path(), &files), Ok(false));
    }
}
