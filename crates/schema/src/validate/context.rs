//! What the stages share: the diagnostics so far, and how values are read from expressions.

use nicol_diagnostics::{Diagnostic, Severity, Span};
use nicol_model::Flavour;

use super::decl::{Expr, ExprKind};

/// The diagnostics so far, and whose rules hold.
pub(crate) struct Context {
    pub(crate) flavour: Flavour,
    diagnostics: Vec<Diagnostic>,
    has_errors: bool,
}

impl Context {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>, flavour: Flavour) -> Self {
        let has_errors = diagnostics.iter().any(Diagnostic::is_error);
        Self { flavour, diagnostics, has_errors }
    }

    pub(crate) fn push(&mut self, diagnostic: Diagnostic) {
        self.has_errors |= diagnostic.severity == Severity::Error;
        self.diagnostics.push(diagnostic);
    }

    pub(crate) fn error(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.push(Diagnostic::error(code, span, message).with_help(help));
    }

    pub(crate) fn warn(&mut self, code: &'static str, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.push(Diagnostic::warning(code, span, message).with_help(help));
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.has_errors
    }

    /// Puts what has been found so far into the order of the text.
    pub(crate) fn sort_by_place(&mut self) {
        self.diagnostics.sort_by_key(|d| (d.span.file, d.span.start));
    }

    /// All diagnostics, in the order of the stages: causes come before what follows from them.
    pub(crate) fn finish(self) -> Vec<Diagnostic> {
        self.diagnostics
    }

    fn wrong_kind(&mut self, expr: &Expr<'_>, expected: &str, example: &str) {
        self.error(
            "wrong-value-kind",
            expr.span,
            format!("expected {expected}, found {}", expr.describe()),
            format!("write {expected}, such as `{example}`"),
        );
    }

    /// The text of a string literal.
    pub(crate) fn string<'a>(&mut self, expr: &'a Expr<'_>) -> Option<&'a str> {
        if let ExprKind::String(text) = &expr.kind {
            return Some(text);
        }
        let example = match &expr.kind {
            ExprKind::Constant(name) => format!("\"{name}\""),
            _ => "\"text\"".to_owned(),
        };
        self.wrong_kind(expr, "a string", &example);
        None
    }

    /// A name without quotes and parentheses.
    pub(crate) fn constant<'a>(&mut self, expr: &'a Expr<'_>) -> Option<&'a str> {
        if let ExprKind::Constant(name) = &expr.kind {
            return Some(name);
        }
        let example = match &expr.kind {
            ExprKind::String(text) if !text.is_empty() => text.clone().into_owned(),
            _ => "name".to_owned(),
        };
        self.wrong_kind(expr, "a name without quotes", &example);
        None
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, expr: &Expr<'_>) -> Option<bool> {
        match &expr.kind {
            ExprKind::Constant("true") => Some(true),
            ExprKind::Constant("false") => Some(false),
            _ => {
                self.wrong_kind(expr, "a boolean", "true");
                None
            }
        }
    }

    /// A whole number.
    pub(crate) fn integer(&mut self, expr: &Expr<'_>) -> Option<i64> {
        if let ExprKind::Number(digits) = &expr.kind
            && let Ok(number) = digits.parse()
        {
            return Some(number);
        }
        self.wrong_kind(expr, "a whole number", "10");
        None
    }

    /// The elements of a list; a value that is no list counts as a list of one. All elements are
    /// looked at, and one that is wrong spoils the list.
    pub(crate) fn list<'a, 'b, T>(
        &mut self,
        expr: &'a Expr<'b>,
        mut read: impl FnMut(&mut Self, &'a Expr<'b>) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match &expr.kind {
            ExprKind::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(expr),
        };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            values.extend(read(self, item));
        }
        (values.len() == items.len()).then_some(values)
    }
}
