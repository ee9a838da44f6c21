//! Renderings of diagnostics: terminal text, JSON, SARIF and GitHub's annotations.

mod github;
mod json;
mod sarif;
mod terminal;

pub use github::github;
pub use json::json;
pub use sarif::{SarifTool, sarif};
pub use terminal::{TerminalOptions, summary, terminal};
