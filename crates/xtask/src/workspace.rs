//! What `cargo metadata` knows of the workspace and of what it depends on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::process::Command;

use serde::Deserialize;

/// The workspace and its dependency graph, build and dev dependencies of every platform included.
#[derive(Debug, Deserialize)]
pub struct Workspace {
    packages: Vec<Package>,
    workspace_default_members: Vec<String>,
    resolve: Resolve,
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
    /// The version in its Cargo.toml.
    pub version: String,
    rust_version: Option<String>,
    source: Option<String>,
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

#[derive(Debug, Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Debug, Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Workspace {
    /// Asks cargo, about the root package: asked from elsewhere, it names other default members.
    pub fn read() -> Result<Self, String> {
        let output = cargo()
            .args(["metadata", "--format-version", "1", "--all-features", "--manifest-path"])
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml"))
            .output()
            .map_err(|error| format!("cargo metadata did not start: {error}"))?;
        if !output.status.success() {
            return Err(format!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr).trim()));
        }
        serde_json::from_slice(&output.stdout).map_err(|error| format!("cargo metadata could not be read: {error}"))
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

    /// Others' packages that ours are built from or tested with, by name and version.
    pub fn dependencies(&self) -> Vec<&Package> {
        let edges: BTreeMap<&str, &Vec<String>> = self.resolve.nodes.iter().map(|node| (node.id.as_str(), &node.dependencies)).collect();
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.workspace_default_members.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(edges.get(id).into_iter().flat_map(|next| next.iter().map(String::as_str)));
            }
        }
        let mut found: Vec<&Package> =
            self.packages.iter().filter(|package| package.source.is_some() && reached.contains(package.id.as_str())).collect();
        found.sort_by_key(|package| (&package.name, &package.version));
        found
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

    /// The oldest compiler it says it builds with: major, minor, patch.
    pub fn rust_version(&self) -> Option<(u64, u64, u64)> {
        let mut parts = self.rust_version.as_deref()?.split('.').map(|part| part.parse().ok());
        Some((parts.next()??, parts.next().flatten().unwrap_or(0), parts.next().flatten().unwrap_or(0)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rust_version_is_the_newest_of_our_dependencies_own() {
        let workspace = Workspace::read().unwrap();
        let newest = workspace.dependencies().into_iter().max_by_key(|package| package.rust_version()).unwrap();
        for member in workspace.members() {
            assert_eq!(
                member.rust_version(),
                newest.rust_version(),
                "rust-version of {} must be that of {} {}",
                member.name,
                newest.name,
                newest.version
            );
        }
    }

    #[test]
    fn the_core_s_default_tree_is_free_of_binding_libraries() {
        let output = cargo().args(["tree", "-p", CORE, "-e", "normal", "--prefix", "none", "--format", "{p}"]).output().unwrap();
        assert!(output.status.success());
        let tree = String::from_utf8(output.stdout).unwrap();
        assert!(tree.lines().any(|line| line.starts_with("rust_decimal ")), "not the core's tree: {tree}");
        for package in ["pyo3", "napi", "uniffi", "schemars", "arrow", "proptest"] {
            let is_it = |line: &str| line.split([' ', '-']).next() == Some(package);
            assert!(!tree.lines().any(is_it), "the core's default tree holds {package}");
        }
    }

    #[test]
    fn the_core_is_tested_first_and_the_unpublished_are_known() {
        let workspace = Workspace::read().unwrap();
        assert_eq!(workspace.members()[0].name, CORE);
        assert!(workspace.member(CORE).unwrap().is_published());
        assert!(!workspace.member(TESTKIT).unwrap().is_published());
        assert!(!workspace.member(ROOT).unwrap().is_documented());
    }
}
