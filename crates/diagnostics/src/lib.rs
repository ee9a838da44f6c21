//! Diagnostics as data: what is wrong, where, and what to write instead. Renderings are separate.
//!
//! A [`Diagnostic`] never holds text for one output only: the terminal, `--json`, editors and CI
//! annotations all render the same data ([`render`]).

mod apply;
mod diagnostic;
pub mod render;
mod secrets;
mod source;

pub use apply::apply;
pub use diagnostic::{Applicability, Diagnostic, Edit, Fix, Label, Severity};
pub use secrets::masked;
pub use source::{FileId, LineColumn, SourceFile, Sources, Span};
