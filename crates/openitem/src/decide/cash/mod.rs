//! Cash application: what a receipt pays, found from evidence, explained and never posted by itself.

pub mod remittance;
