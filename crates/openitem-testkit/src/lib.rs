//! What openitem's own tests share: the bodies of its fuzz targets, and the vector runner.

pub mod aging_model;
pub mod fuzz;
pub mod vector;
