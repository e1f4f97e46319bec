//! Every vector under tests/vectors gives what it must, and every operation has one.

use std::path::PathBuf;

use openitem::facade;
use openitem_testkit::vector;

#[test]
fn every_vector_passes_and_every_operation_has_one() {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors"));
    let operations = [facade::operations(), openitem_formats::operations()].concat();
    let report = vector::run(&[folder], &operations);
    let failures: Vec<_> = report.failures.iter().map(ToString::to_string).collect();
    assert!(failures.is_empty(), "{} passed, {} failed\n{}", report.passed, failures.len(), failures.join("\n\n"));
    assert_eq!(report.uncovered(&operations), [""; 0], "operations without a vector");
}
