//! What must hold of the packages that ours depend on.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::workspace::{CORE, cargo, metadata};

/// The dependency graph, build and dev dependencies of every platform included.
#[derive(Deserialize)]
struct Graph {
    packages: Vec<Package>,
    workspace_default_members: Vec<String>,
    resolve: Resolve,
}

#[derive(Deserialize)]
struct Package {
    id: String,
    name: String,
    version: String,
    rust_version: Option<String>,
}

#[derive(Deserialize)]
struct Resolve {
    nodes: Vec<Node>,
}

#[derive(Deserialize)]
struct Node {
    id: String,
    dependencies: Vec<String>,
}

impl Graph {
    fn read() -> Self {
        serde_json::from_slice(&metadata().unwrap()).unwrap()
    }

    /// Our default packages, and what they are built from or tested with.
    fn ours_and_others(&self) -> (Vec<&Package>, Vec<&Package>) {
        let edges: BTreeMap<&str, &[String]> =
            self.resolve.nodes.iter().map(|node| (node.id.as_str(), node.dependencies.as_slice())).collect();
        let mut reached = BTreeSet::new();
        let mut open: Vec<&str> = self.workspace_default_members.iter().map(String::as_str).collect();
        while let Some(id) = open.pop() {
            if reached.insert(id) {
                open.extend(edges[id].iter().map(String::as_str));
            }
        }
        let found = self.packages.iter().filter(|package| reached.contains(package.id.as_str()));
        found.partition(|package| self.workspace_default_members.contains(&package.id))
    }
}

impl Package {
    /// Major, minor, patch; a package that does not say builds with anything.
    fn rust_version(&self) -> [u64; 3] {
        let mut parts = self.rust_version.as_deref().unwrap_or("0").split('.').map(|part| part.parse().unwrap());
        std::array::from_fn(|_| parts.next().unwrap_or(0))
    }
}

#[test]
fn rust_version_is_the_newest_of_our_dependencies_own() {
    let graph = Graph::read();
    let (ours, others) = graph.ours_and_others();
    let newest = others.into_iter().max_by_key(|package| package.rust_version()).unwrap();
    for package in ours {
        let (name, version) = (&newest.name, &newest.version);
        assert_eq!(package.rust_version(), newest.rust_version(), "rust-version of {} must be that of {name} {version}", package.name);
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
