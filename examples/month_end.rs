//! The month end: the main job on sample data.

fn main() {}
