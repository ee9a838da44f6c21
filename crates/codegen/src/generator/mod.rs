//! The generator protocol: what Prisma's command line and a generator say to each other, one JSON object a line.
//!
//! Requests go to the generator's standard input, answers come back on its standard error among other text. The forms
//! are those of the packages `prisma` and `@prisma/generator-helper`, 6.19 and 7.10: generators of either version run.

mod answer;
mod config;
mod options;

pub use answer::{Answer, Failure, Line, Manifest, read_line};
pub use config::{BinaryTarget, Datasource, EnvValue, Generator};
pub use options::{EnvPaths, OfSix, Options, generate, get_manifest};

/// The Prisma release whose protocol this is, as generators compare it: some refuse what looks older than 7.
pub const RELEASE: &str = "7.10.1";
