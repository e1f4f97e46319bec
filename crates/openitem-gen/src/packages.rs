//! The packages of ours whose types and operations are written for other languages, and their names there.

use openitem::facade::Operation;

/// A package, with all that any language has to know of it.
pub struct Package {
    /// Its name as a crate, `openitem-formats`.
    pub name: &'static str,
    /// Its list of operations.
    pub operations: fn() -> &'static [Operation],
    /// Where UniFFI's settings for it stand, from the root of the repository.
    pub settings: &'static str,
    /// Its package in Kotlin and Java.
    pub kotlin: &'static str,
    /// The class that holds its functions for Java.
    pub functions: &'static str,
}

/// Every package, each after those that it uses.
pub const PACKAGES: &[Package] = &[
    Package {
        name: "openitem",
        operations: openitem::facade::operations,
        settings: "bindings/uniffi/uniffi.toml",
        kotlin: "io.github.openitem",
        functions: "OpenItems",
    },
    #[cfg(feature = "formats")]
    Package {
        name: "openitem-formats",
        operations: openitem_formats::operations,
        settings: "bindings/uniffi/formats.toml",
        kotlin: "io.github.openitem.formats",
        functions: "Formats",
    },
];
