//! Renderings of diagnostics: terminal text and JSON.

mod json;
mod terminal;

pub use json::json;
pub use terminal::{TerminalOptions, summary, terminal};
