//! `shape!`: named results.
