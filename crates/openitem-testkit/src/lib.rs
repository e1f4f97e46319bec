//! openitem-testkit
