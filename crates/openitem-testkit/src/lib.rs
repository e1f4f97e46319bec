//! openitem-testkit

pub mod fuzz;
