//! openitem-formats
