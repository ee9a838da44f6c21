//! `nicol generate` with generators of others: small ones of our own that do what the table of failures names, and
//! published ones beside the published command line.
//!
//! The packages of `package.json` are installed below `target/` (exact versions, no install scripts: the published
//! command line generates without its engines).

mod failing;
mod interrupting;
mod project;
mod published;
mod requests;
