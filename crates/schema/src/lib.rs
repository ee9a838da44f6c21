//! The schema language: lexer, parser, lossless tree, validation, formatter; lowers to the data model.
//!
//! Parsing never fails: it gives a tree and a list of diagnostics. Validation, formatting and
//! merging all read that one tree.

pub mod ast;
pub mod ir;
mod lexer;
mod parse;
mod parser;
pub mod syntax;

pub use parse::{Parse, SyntaxError, codes, parse};
