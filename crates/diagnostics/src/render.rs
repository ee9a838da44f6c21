//! Renderings of diagnostics: terminal text and JSON.
