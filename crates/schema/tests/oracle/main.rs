//! Against the published parser and formatter.

mod format;
mod mutate;
mod random;
mod syntax;
