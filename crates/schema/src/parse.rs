//! The result of parsing.

use std::borrow::Cow;
use std::ops::Range;

use nicol_diagnostics::{Diagnostic, FileId, Fix, Severity, Span};

use crate::ast::{self, Block};
use crate::syntax::SyntaxNode;
use crate::tree::Tree;

/// The codes of syntax errors.
pub mod codes {
    /// U+FEFF at the start of the file.
    pub const BYTE_ORDER_MARK: &str = "byte-order-mark";
    /// A line that cannot be read.
    pub const INVALID_LINE: &str = "invalid-line";
    /// A brace block without a keyword or a name.
    pub const UNKNOWN_BLOCK: &str = "unknown-block";
    /// A block without its closing brace.
    pub const UNCLOSED_BLOCK: &str = "unclosed-block";
    /// `type X = Int`
    pub const TYPE_ALIAS: &str = "type-alias";
    /// Warning: text after the brace of a block's header.
    pub const IGNORED_TEXT: &str = "ignored-text";
    /// A field without a type.
    pub const MISSING_TYPE: &str = "missing-type";
    /// `name: Type`
    pub const LEGACY_COLON: &str = "legacy-colon";
    /// `[Type]`
    pub const LEGACY_LIST: &str = "legacy-list";
    /// `Type!`
    pub const LEGACY_REQUIRED: &str = "legacy-required";
    /// `Type[]?`
    pub const OPTIONAL_LIST: &str = "optional-list";
    /// `\q` in a string.
    pub const UNKNOWN_ESCAPE: &str = "unknown-escape";
    /// `\u` without a character in a string.
    pub const INVALID_UNICODE_ESCAPE: &str = "invalid-unicode-escape";
}

/// Something that the grammar does not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyntaxError {
    pub code: &'static str,
    pub severity: Severity,
    /// Byte range in the file.
    pub range: Range<u32>,
    pub message: Cow<'static, str>,
    /// Other places that matter, with what they have to do with it.
    pub labels: Vec<(Range<u32>, Cow<'static, str>)>,
    pub help: Option<Cow<'static, str>>,
    /// The text to write in another place's stead, where that mends it.
    pub fix: Option<(Range<u32>, String)>,
}

/// A file as the parser understood it: a tree that holds every byte of the text, and what is wrong with it.
#[derive(Debug, Clone)]
pub struct Parse<'t> {
    tree: Tree<'t>,
    /// In the order of the text.
    pub errors: Vec<SyntaxError>,
}

impl<'t> Parse<'t> {
    pub(crate) fn new(tree: Tree<'t>, mut errors: Vec<SyntaxError>) -> Self {
        errors.sort_by_key(|e| (e.range.start, e.range.end));
        Self { tree, errors }
    }

    /// The root of the lossless tree in the form for editors, with parents and siblings. It is made by this call;
    /// validation and formatting read the compact form.
    #[must_use]
    pub fn syntax(&self) -> SyntaxNode {
        SyntaxNode::new_root(self.tree.green())
    }

    pub(crate) fn tree(&self) -> &Tree<'t> {
        &self.tree
    }

    /// The declarations of the file. Invalid lines and unknown blocks are left out.
    #[must_use]
    pub fn ast(&self, file: FileId) -> Vec<Block<'_>> {
        ast::blocks(&self.tree, file)
    }

    /// Whether there are errors (warnings do not count).
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.errors.iter().any(|e| e.severity == Severity::Error)
    }

    /// What is wrong, as diagnostics of the file.
    pub fn diagnostics(&self, file: FileId) -> impl Iterator<Item = Diagnostic> {
        self.errors.iter().map(move |e| e.diagnostic(file))
    }
}

impl SyntaxError {
    pub(crate) fn new(code: &'static str, range: Range<usize>, message: impl Into<Cow<'static, str>>) -> Self {
        let severity = if code == codes::IGNORED_TEXT { Severity::Warning } else { Severity::Error };
        Self {
            code,
            severity,
            range: offsets(range),
            message: message.into(),
            labels: Vec::new(),
            help: None,
            fix: None,
        }
    }

    pub(crate) fn label(&mut self, range: Range<usize>, message: impl Into<Cow<'static, str>>) {
        self.labels.push((offsets(range), message.into()));
    }

    pub(crate) fn fix(&mut self, range: Range<usize>, text: String) {
        self.fix = Some((offsets(range), text));
    }

    /// The error as a diagnostic of the file.
    #[must_use]
    pub fn diagnostic(&self, file: FileId) -> Diagnostic {
        let span = Span::new(file, self.range.start, self.range.end);
        let mut diagnostic = match self.severity {
            Severity::Error => Diagnostic::error(self.code, span, self.message.as_ref()),
            Severity::Warning => Diagnostic::warning(self.code, span, self.message.as_ref()),
        };
        for (range, message) in &self.labels {
            diagnostic = diagnostic.with_label(Span::new(file, range.start, range.end), message.as_ref());
        }
        diagnostic.help = self.help.as_ref().map(|h| h.as_ref().to_owned());
        if let Some((range, text)) = &self.fix {
            diagnostic.fixes.push(Fix::replace(Span::new(file, range.start, range.end), text.as_str()));
        }
        diagnostic
    }
}

fn offsets(range: Range<usize>) -> Range<u32> {
    let offset = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    offset(range.start)..offset(range.end)
}

/// Reads a file. Never fails: what cannot be read stands in the tree as it is, with an error.
#[must_use]
pub fn parse(text: &str) -> Parse<'_> {
    crate::parser::parse(text)
}
