//! What openitem is tested with: a slow reference model, generators of histories and of sample data, fuzz bodies and the
//! vector runner. Never published.

pub mod aging_model;
pub mod compare;
pub mod engine;
pub mod fuzz;
pub mod history;
pub mod model;
pub mod sample;
pub mod vector;
