//! The Nicol client for Rust applications.
