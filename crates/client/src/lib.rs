//! The runtime that generated Rust code calls.
