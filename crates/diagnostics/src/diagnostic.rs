use std::borrow::Cow;

use crate::{Span, masked};

/// How bad it is. Errors make a command fail, warnings never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    Error,
    Warning,
}

/// Something to tell about the user's files. Texts that its functions are given show no secrets ([`masked`]).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    pub severity: Severity,
    /// A stable kebab-case name, such as `unknown-type`: what pages, filters and suppressions refer to.
    pub code: &'static str,
    /// One line: lower-case first letter, no final dot.
    pub message: String,
    /// The place that the message is about.
    pub span: Span,
    /// Other places that matter.
    pub labels: Vec<Label>,
    /// What to write instead, as an instruction.
    pub help: Option<String>,
    pub fixes: Vec<Fix>,
}

/// A second place, with what it has to do with the first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Label {
    pub span: Span,
    pub message: String,
}

/// Edits that mend the problem together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What the fix does, as an instruction.
    pub title: String,
    pub edits: Vec<Edit>,
    pub applicability: Applicability,
}

/// Replaces the text at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub replacement: String,
}

/// Whether a fix may be applied without a look.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Applicability {
    /// Keeps the meaning that was intended.
    Safe,
    /// A guess; a person should look.
    Suggested,
}

impl Fix {
    /// Other text in a place. Applied without a look.
    #[must_use]
    pub fn replace(span: Span, replacement: impl Into<String>) -> Self {
        let replacement = replacement.into();
        let title =
            if replacement.is_empty() { "remove it".to_owned() } else { format!("write `{}`", masked(&replacement)) };
        Self { title, edits: vec![Edit { span, replacement }], applicability: Applicability::Safe }
    }

    /// Nothing in a place. Applied without a look.
    #[must_use]
    pub fn remove(span: Span) -> Self {
        Self::replace(span, "")
    }

    /// Text where there is none. Applied without a look.
    #[must_use]
    pub fn insert(file: crate::FileId, offset: u32, text: impl Into<String>) -> Self {
        let text = text.into();
        let title = format!("add `{}`", masked(text.trim()));
        let edits = vec![Edit { span: Span::new(file, offset, offset), replacement: text }];
        Self { title, edits, applicability: Applicability::Safe }
    }

    /// The same as an instruction in other words.
    #[must_use]
    pub fn titled(mut self, title: impl Into<String>) -> Self {
        self.title = shown(title.into());
        self
    }

    /// With the edits of another fix.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.edits.extend(other.edits);
        self
    }

    /// As a guess unless `is_sure`.
    #[must_use]
    pub fn sure(mut self, is_sure: bool) -> Self {
        if !is_sure {
            self.applicability = Applicability::Suggested;
        }
        self
    }
}

impl Diagnostic {
    /// An error at a place.
    #[must_use]
    pub fn error(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, span, message.into())
    }

    /// A warning at a place.
    #[must_use]
    pub fn warning(code: &'static str, span: Span, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, span, message.into())
    }

    fn new(severity: Severity, code: &'static str, span: Span, message: String) -> Self {
        Self { severity, code, message: shown(message), span, labels: Vec::new(), help: None, fixes: Vec::new() }
    }

    /// Adds what to write instead.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(shown(help.into()));
        self
    }

    /// Adds another place.
    #[must_use]
    pub fn with_label(mut self, span: Span, message: impl Into<String>) -> Self {
        self.labels.push(Label { span, message: shown(message.into()) });
        self
    }

    /// Adds a fix.
    #[must_use]
    pub fn with_fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }

    /// Whether it is an error.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

fn shown(text: String) -> String {
    match masked(&text) {
        Cow::Borrowed(_) => text,
        Cow::Owned(text) => text,
    }
}
