//! The core without features carries no binding's library.

use std::process::Command;

#[test]
fn the_default_tree_of_the_core_is_free_of_bindings() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--package", "openitem", "--edges", "normal", "--prefix", "none", "--locked", "--offline"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let tree = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let names: Vec<_> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(names.contains(&"openitem") && names.contains(&"rust_decimal"), "{tree}");
    for binding in ["pyo3", "uniffi", "schemars", "napi", "arrow"] {
        let found: Vec<_> = names.iter().filter(|name| **name == binding || name.starts_with(&format!("{binding}-"))).collect();
        assert!(found.is_empty(), "{found:?} in the core's tree:\n{tree}");
    }
}
