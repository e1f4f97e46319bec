//! Tells the linker how a module of Node's is linked on this platform.

use std::env;

fn main() {
    napi_build::setup();
    let is = |name: &str, value: &str| env::var(name).is_ok_and(|found| found == value);
    if is("PROFILE", "release") && is("CARGO_CFG_TARGET_OS", "linux") {
        // What is shipped carries no symbols: they are most of its size, and the profile is shared with programs that need them.
        println!("cargo::rustc-cdylib-link-arg=-Wl,--strip-all");
    }
}
