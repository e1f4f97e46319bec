//! The native library for Kotlin, Java and Swift: the core's exports through UniFFI, and nothing else.

openitem::uniffi_reexport_scaffolding!();
#[cfg(feature = "formats")]
openitem_formats::uniffi_reexport_scaffolding!();
