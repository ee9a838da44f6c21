//! What the stages share: the diagnostics so far, and how values are read from expressions.

use nicol_diagnostics::{Diagnostic, Fix, Severity, Span};
use nicol_model::Flavour;

use crate::ast::{Expr, ExprKind};
use crate::lexer;
use crate::suggest::{Near, Suggestions};

/// The diagnostics so far, and whose rules hold.
pub(crate) struct Context {
    pub(crate) flavour: Flavour,
    diagnostics: Vec<Diagnostic>,
    has_errors: bool,
    suggestions: Suggestions,
}

impl Context {
    pub(crate) fn new(diagnostics: Vec<Diagnostic>, flavour: Flavour) -> Self {
        let has_errors = diagnostics.iter().any(Diagnostic::is_error);
        Self { flavour, diagnostics, has_errors, suggestions: Suggestions::default() }
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

    /// The nearest of names of the schema itself, of which there may be many.
    pub(crate) fn near<'a, C: IntoIterator<Item = &'a str>>(
        &mut self,
        wanted: &str,
        names: impl FnOnce() -> C,
    ) -> Option<Near<'a>> {
        self.suggestions.near(wanted, names)
    }

    /// Adds a fix to the latest diagnostic.
    pub(crate) fn fix(&mut self, fix: Fix) {
        if let Some(diagnostic) = self.diagnostics.last_mut() {
            diagnostic.fixes.push(fix);
        }
    }

    /// An error about a name that is not known, with the one that was meant, if there is one near.
    pub(crate) fn unknown(
        &mut self,
        code: &'static str,
        span: Span,
        message: impl Into<String>,
        (near, write): (Option<Near<'_>>, impl Fn(&str) -> String),
        otherwise: impl FnOnce() -> String,
        place: Span,
    ) {
        let help = near.map_or_else(otherwise, |near| format!("did you mean `{}`?", write(near.name)));
        self.error(code, span, message, help);
        if let Some(near) = near {
            self.fix(Fix::replace(place, write(near.name)).sure(near.is_sure));
        }
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
        let quoted = match &expr.kind {
            ExprKind::Constant(name) => Some(format!("\"{name}\"")),
            _ => None,
        };
        self.wrong_kind(expr, "a string", quoted.as_deref().unwrap_or("\"text\""));
        if let Some(quoted) = quoted {
            self.fix(Fix::replace(expr.span, quoted));
        }
        None
    }

    /// A name without quotes and parentheses.
    pub(crate) fn constant<'a>(&mut self, expr: &'a Expr<'_>) -> Option<&'a str> {
        if let ExprKind::Constant(name) = &expr.kind {
            return Some(name);
        }
        let bare = match &expr.kind {
            ExprKind::String(text) if !text.is_empty() => Some(text.as_ref()),
            _ => None,
        };
        self.wrong_kind(expr, "a name without quotes", bare.unwrap_or("name"));
        if let Some(bare) = bare {
            self.fix(Fix::replace(expr.span, bare).sure(lexer::ident(bare) == bare.len()));
        }
        None
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&mut self, expr: &Expr<'_>) -> Option<bool> {
        match &expr.kind {
            ExprKind::Constant("true") => Some(true),
            ExprKind::Constant("false") => Some(false),
            _ => {
                self.wrong_kind(expr, "a boolean", "true");
                if let ExprKind::String(text) = &expr.kind
                    && matches!(text.as_ref(), "true" | "false")
                {
                    self.fix(Fix::replace(expr.span, text.as_ref()));
                }
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
        if let ExprKind::String(text) = &expr.kind
            && text.parse::<i64>().is_ok()
        {
            self.fix(Fix::replace(expr.span, text.as_ref()));
        }
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
