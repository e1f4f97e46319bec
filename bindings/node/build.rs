//! Tells the linker how a module of Node's is linked on this platform.

fn main() {
    napi_build::setup();
}
