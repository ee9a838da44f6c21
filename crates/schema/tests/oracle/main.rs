//! Against the published parser and formatter.

mod completions;
mod format;
mod mutate;
mod random;
mod syntax;
