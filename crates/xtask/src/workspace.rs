//! What `cargo metadata` knows of our packages.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// The workspace.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    packages: Vec<Package>,
    workspace_default_members: Vec<String>,
    /// The folder of the root Cargo.toml.
    #[serde(rename = "workspace_root")]
    pub root: PathBuf,
    /// The one folder for everything that is built.
    #[serde(rename = "target_directory")]
    pub target: PathBuf,
}

/// One package, ours or another's.
#[derive(Debug, Deserialize)]
pub struct Package {
    id: String,
    /// The name in its Cargo.toml.
    pub name: String,
    publish: Option<Vec<String>>,
    features: BTreeMap<String, Vec<String>>,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    name: String,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

impl Workspace {
    /// Asks cargo.
    pub fn read() -> Result<Self, String> {
        serde_json::from_slice(&metadata()?).map_err(|error| format!("cargo metadata could not be read: {error}"))
    }

    /// Our default packages (bindings are members and never default), the core first, then by name.
    pub fn members(&self) -> Vec<&Package> {
        let mut members: Vec<&Package> =
            self.packages.iter().filter(|package| self.workspace_default_members.contains(&package.id)).collect();
        members.sort_by_key(|package| (package.name != CORE, &package.name));
        members
    }

    /// Our package of that name, if there is one.
    pub fn member(&self, name: &str) -> Option<&Package> {
        self.members().into_iter().find(|package| package.name == name)
    }
}

impl Package {
    /// Whether it has a binary of that name.
    pub fn has_binary(&self, name: &str) -> bool {
        self.targets.iter().any(|target| target.name == name && target.kind.iter().any(|kind| kind == "bin"))
    }

    /// Whether rustdoc has anything to document.
    pub fn is_documented(&self) -> bool {
        let documented = ["lib", "rlib", "cdylib", "proc-macro", "bin"];
        self.targets.iter().any(|target| target.kind.iter().any(|kind| documented.contains(&kind.as_str())))
    }

    /// The names of its benches, sorted.
    pub fn benches(&self) -> Vec<&str> {
        let benches = self.targets.iter().filter(|target| target.kind.iter().any(|kind| kind == "bench"));
        let mut names: Vec<&str> = benches.map(|target| target.name.as_str()).collect();
        names.sort_unstable();
        names
    }

    /// Whether its tests may hold properties over random input: it knows proptest or our generators, or is their home.
    pub fn has_properties(&self) -> bool {
        self.dependencies.iter().any(|dependency| [TESTKIT, "proptest"].contains(&dependency.name.as_str()))
    }

    /// Whether it goes to the registry.
    pub fn is_published(&self) -> bool {
        self.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }

    /// Whether it has features beside its default ones.
    pub fn has_features(&self) -> bool {
        self.features.keys().any(|name| name != "default")
    }
}

/// The package that builds without any feature, and alone.
pub const CORE: &str = "openitem";
/// The package of examples, benches and end-to-end tests.
pub const ROOT: &str = "openitem-workspace";
/// The package of the vector runner and the fuzz bodies.
pub const TESTKIT: &str = "openitem-testkit";

/// The cargo that runs us.
pub fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// What cargo says of the root package: asked from another folder, it would name other default members.
pub fn metadata() -> Result<Vec<u8>, String> {
    let output = cargo()
        .args(["metadata", "--format-version", "1", "--all-features", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
        .output()
        .map_err(|error| format!("cargo metadata did not start: {error}"))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_core_is_tested_first_and_the_unpublished_are_known() {
        let workspace = Workspace::read().unwrap();
        assert_eq!(workspace.members()[0].name, CORE);
        assert!(workspace.member(CORE).unwrap().is_published());
        assert!(!workspace.member(TESTKIT).unwrap().is_published());
        assert!(!workspace.member(ROOT).unwrap().is_documented());
    }
}
