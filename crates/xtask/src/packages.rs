//! The packages as they would be published: packed, unpacked and built from what was packed.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use crate::run::{Outcome, Run};
use crate::workspace::{Workspace, cargo};

/// Packs every package that goes to the registry, and builds each from its archive.
pub fn steps(run: &mut Run, workspace: &Workspace) {
    let names: Vec<&str> =
        workspace.members().into_iter().filter(|package| package.is_published()).map(|package| package.name.as_str()).collect();
    run.step("packages: forget what was unpacked before", || match home().map(|home| forget(&home.join("registry/src"), &names)) {
        Some(Ok(())) => Outcome::Passed,
        Some(Err(error)) => Outcome::Failed(format!("what cargo unpacked could not be removed: {error}")),
        None => Outcome::PassedBy("cargo's home is not known".to_owned()),
    });
    let mut package = cargo();
    package.args(["package", "--quiet", "--allow-dirty"]).args(names.iter().flat_map(|name| ["-p", name]));
    run.command("packages", package);
}

/// Where cargo keeps what it fetched.
pub fn home() -> Option<PathBuf> {
    env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| env::home_dir().map(|home| home.join(".cargo")))
}

/// Cargo unpacks what it verifies into its home, one folder for a registry's place, a package and a version, and does not
/// look into the archive again: a second run at the same place would build the sources of the first.
fn forget(registries: &Path, names: &[&str]) -> io::Result<()> {
    let folders = |path: &Path| match fs::read_dir(path) {
        Ok(found) => found.map(|entry| entry.map(|entry| entry.path())).collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(error) => Err(error),
    };
    for registry in folders(registries)?.iter().filter(|path| path.is_dir()) {
        for unpacked in folders(registry)?.iter().filter(|path| names.iter().any(|name| is_of(path, name))) {
            fs::remove_dir_all(unpacked)?;
        }
    }
    Ok(())
}

/// Whether a folder is named for a version of that package.
fn is_of(folder: &Path, package: &str) -> bool {
    let name = folder.file_name().and_then(|name| name.to_str());
    let version = name.and_then(|name| name.strip_prefix(package)).and_then(|rest| rest.strip_prefix('-'));
    version.is_some_and(|version| version.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_versions_of_the_package_itself_are_forgotten() {
        let root = env::temp_dir().join(format!("openitem-unpacked-{}", std::process::id()));
        let kept = ["openitem-macros-0.1.0", "open-0.1.0"];
        for name in kept.iter().chain(&["openitem-0.1.0", "openitem-12.0.0"]) {
            fs::create_dir_all(root.join("-0123456789abcdef").join(name).join("src")).unwrap();
        }
        forget(&root, &["openitem"]).unwrap();
        let mut left: Vec<_> = fs::read_dir(root.join("-0123456789abcdef")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        fs::remove_dir_all(&root).unwrap();
        assert_eq!(left, ["open-0.1.0", "openitem-macros-0.1.0"]);
        assert!(forget(&root, &["openitem"]).is_ok(), "nothing was ever unpacked");
    }
}
