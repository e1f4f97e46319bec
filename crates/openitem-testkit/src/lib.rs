//! What openitem's own tests share: the bodies of its fuzz targets, and the vector runner.

pub mod fuzz;
pub mod vector;
