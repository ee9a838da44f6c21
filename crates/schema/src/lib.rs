//! The schema language: lexer, parser, lossless tree, validation, formatter; lowers to the data model.
//!
//! Parsing never fails: it gives a tree and a list of diagnostics. Validation, formatting and
//! merging all read that one tree.

pub mod ast;
mod fix;
mod format;
mod hash;
pub mod ir;
mod lexer;
pub mod lower;
pub mod pages;
mod parse;
mod parser;
pub mod reserved;
mod suggest;
pub mod syntax;
mod tree;
pub mod validate;

pub use fix::{Fixed, fix};
pub use format::{Formatted, format, format_files, format_sources};
pub use parse::{Parse, SyntaxError, codes, parse};
pub use validate::{Configuration, Loaded, configuration, judge, load, load_configuration};
