//! What tests share: case folders, private PostgreSQL servers and what stands between (PgBouncer too), pseudo-terminals,
//! waiting for events, the oracle, the corpus.
//!
//! A test that needs something which is not there calls [`skip::skip`]: it is counted, and in CI
//! (`NICOL_ORACLE=required`, `NICOL_POSTGRES=required`) it is a failure instead.

pub mod between;
pub mod cases;
pub mod corpus;
pub mod deadly;
pub mod guides;
pub mod large;
pub mod npm;
pub mod oracle;
pub mod pgbouncer;
pub mod postgres;
pub mod skip;
pub mod terminal;
pub mod wait;
pub mod wire;

use std::path::{Path, PathBuf};

pub use libtest_mimic;

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A folder below `target/` that outlives the run: caches of tests.
#[must_use]
pub fn cache(name: &str) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let dir = target.join(name);
    std::fs::create_dir_all(&dir).expect("the target folder can be written");
    dir
}
