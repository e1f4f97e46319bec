//! The native library as a phone takes it: how large it is with everything and with what may be left out left out, and the sources
//! of Kotlin and Swift for the latter.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;

use crate::bindings;
use crate::run::{Outcome, Run, run};
use crate::workspace::{Workspace, cargo};

/// The bounds of bindings/uniffi/README.md, in bytes.
const WITH_EVERYTHING: u64 = 7_000_000;
const WITH_CASH_AND_FORMATS: u64 = 5_000_000;
const WITHOUT_PARTS: u64 = 3_000_000;

/// Builds each, holds them against their bounds, and writes the sources.
pub fn steps(all: &mut Run, workspace: &Workspace) {
    let without = ["--no-default-features"];
    let cash_and_formats = ["--no-default-features", "--features", "cash,formats"];
    all.step("phone: the library with everything", || built(workspace, &[], WITH_EVERYTHING));
    all.step("phone: the library with cash application and readers", || built(workspace, &cash_and_formats, WITH_CASH_AND_FORMATS));
    all.step("phone: the library without what may be left out", || built(workspace, &without, WITHOUT_PARTS));
    let folder = workspace.target.join("phone").display().to_string();
    all.command("phone: its sources", bindings::for_a_phone(&folder, ""));
}

fn built(workspace: &Workspace, features: &[&str], most: u64) -> Outcome {
    let mut build = cargo();
    build.args(["build", "--quiet", "--locked", "--profile", "small", "-p", "openitem-uniffi"]).args(features);
    match run(build) {
        Outcome::Passed => {}
        other => return other,
    }
    let path = workspace.target.join("small").join(format!("{DLL_PREFIX}openitem_uniffi{DLL_SUFFIX}"));
    match fs::metadata(&path) {
        Ok(found) => judged(found.len(), most),
        Err(error) => Outcome::Failed(format!("{} cannot be read: {error}", path.display())),
    }
}

fn judged(size: u64, most: u64) -> Outcome {
    println!("{size} bytes of at most {most}");
    if size <= most { Outcome::Passed } else { Outcome::Failed(format!("the library has {size} bytes, and may have {most}")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_too_many_fails() {
        assert_eq!(judged(10, 10), Outcome::Passed);
        assert_eq!(judged(11, 10), Outcome::Failed("the library has 11 bytes, and may have 10".into()));
    }
}
