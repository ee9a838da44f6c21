//! How attributes and their arguments are consumed: each is asked for by name, and what nobody asked for is an error.

use nicol_diagnostics::{Diagnostic, Fix};
use smallvec::SmallVec;

use super::arguments;
use crate::ast::{Arg, Attribute, Expr};
use crate::suggest::near;
use crate::validate::context::Context;

/// The attributes of one field, value or block.
pub(super) struct AttributeSet<'a> {
    attributes: &'a [Attribute<'a>],
    /// Asked for, one for one.
    is_used: SmallVec<[bool; 8]>,
}

impl<'a> AttributeSet<'a> {
    pub(super) fn new(attributes: &'a [Attribute<'a>]) -> Self {
        Self { attributes, is_used: SmallVec::from_elem(false, attributes.len()) }
    }

    /// An attribute that may stand there once. Repeated, every occurrence is an error and none counts.
    pub(super) fn single(&mut self, cx: &mut Context, name: &str) -> Option<AttributeArgs<'a>> {
        let mut found = self.attributes.iter().enumerate().filter(|(_, a)| a.path.text == name);
        let (at, attribute) = found.next()?;
        if found.next().is_none() {
            self.is_used[at] = true;
            return AttributeArgs::open(cx, attribute);
        }
        for (at, attribute) in self.attributes.iter().enumerate().filter(|(_, a)| a.path.text == name) {
            self.is_used[at] = true;
            cx.error(
                "duplicate-attribute",
                attribute.span,
                format!("the attribute `{name}` stands here more than once"),
                "keep one of them",
            );
        }
        None
    }

    /// All occurrences of an attribute that may be repeated, to be opened one by one.
    pub(super) fn repeated(&mut self, name: &str) -> Vec<&'a Attribute<'a>> {
        let mut found = Vec::new();
        for (attribute, is_used) in self.attributes.iter().zip(&mut self.is_used) {
            if attribute.path.text == name {
                *is_used = true;
                found.push(attribute);
            }
        }
        found
    }

    /// The native type: the attribute with a dot in its name.
    pub(super) fn native_type(&mut self, cx: &mut Context) -> Option<&'a Attribute<'a>> {
        let mut found: Option<&Attribute<'_>> = None;
        for (at, attribute) in self.attributes.iter().enumerate() {
            if attribute.path.text.contains('.') {
                self.is_used[at] = true;
                if let Some(first) = found {
                    cx.push(
                        Diagnostic::error(
                            "duplicate-native-type",
                            attribute.span,
                            format!("a second native type, `@{}`", attribute.path.text),
                        )
                        .with_label(first.span, "the first one")
                        .with_help("keep one of them"),
                    );
                }
                found = Some(attribute);
            }
        }
        found
    }

    /// Reports what nobody asked for. `known` are the attributes of this position, with their `@`s.
    pub(super) fn finish(self, cx: &mut Context, known: &[&str]) {
        for (attribute, is_used) in self.attributes.iter().zip(&self.is_used) {
            if !is_used {
                unknown(cx, attribute, known);
            }
        }
    }
}

fn unknown(cx: &mut Context, attribute: &Attribute<'_>, known: &[&str]) {
    let ats = if known.first().is_some_and(|k| k.starts_with("@@")) { "@@" } else { "@" };
    let written = format!("{ats}{}", attribute.path.text);
    let near = near(&written, known.iter().copied());
    let otherwise = || {
        if attribute.path.text.contains('.') {
            "native types stand on fields of built-in scalar types only; remove it".to_owned()
        } else {
            format!("remove it; known here are {}", list(known))
        }
    };
    let message = format!("unknown attribute `{written}`");
    let help = near.map_or_else(otherwise, |near| format!("did you mean `{}`?", near.name));
    cx.error("unknown-attribute", attribute.span, message, help);
    if let Some(near) = near {
        let name = near.name.trim_start_matches('@');
        let is_sure = near.is_sure && !attribute.path.text.contains('.');
        cx.fix(Fix::replace(attribute.path.span, name).titled(format!("write `{}`", near.name)).sure(is_sure));
    }
}

/// Names in backticks, joined by commas.
pub(in crate::validate) fn list<S: AsRef<str>>(names: &[S]) -> String {
    names.iter().map(|n| format!("`{}`", n.as_ref())).collect::<Vec<_>>().join(", ")
}

/// The arguments of one attribute. Of arguments with the same name, and of those without one, the last counts.
pub(super) struct AttributeArgs<'a> {
    pub(super) attribute: &'a Attribute<'a>,
    left: SmallVec<[&'a Arg<'a>; 4]>,
    asked: SmallVec<[&'static str; 8]>,
}

impl<'a> AttributeArgs<'a> {
    /// None if the attribute is not well-formed enough to go on, which is reported.
    pub(super) fn open(cx: &mut Context, attribute: &'a Attribute<'a>) -> Option<Self> {
        if !arguments::are_complete(cx, &attribute.args) {
            return None;
        }
        let mut left: SmallVec<[&Arg<'_>; 4]> = SmallVec::new();
        let mut unnamed_twice = false;
        for arg in &attribute.args.items {
            let name = arg.name.map(|n| n.text);
            let Some(earlier) = left.iter_mut().find(|a| a.name.map(|n| n.text) == name) else {
                left.push(arg);
                continue;
            };
            match name {
                None => unnamed_twice = true,
                Some(name) => cx.push(
                    Diagnostic::error("duplicate-argument", arg.span, format!("the argument `{name}` is given twice"))
                        .with_label(earlier.span, "first given here")
                        .with_help("keep one of them"),
                ),
            }
            *earlier = arg;
        }
        if unnamed_twice {
            let values: Vec<String> =
                attribute.args.items.iter().filter(|a| a.name.is_none()).map(|a| a.value.to_text()).collect();
            cx.error(
                "several-unnamed-arguments",
                attribute.span,
                "more than one argument without a name",
                format!("put a list in brackets, `[{}]`, and name the other arguments", values.join(", ")),
            );
        }
        Some(Self { attribute, left, asked: SmallVec::new() })
    }

    /// The argument with this name.
    pub(super) fn optional(&mut self, name: &'static str) -> Option<&'a Arg<'a>> {
        self.asked.push(name);
        self.take(Some(name))
    }

    /// The argument with this name, or the one without a name.
    pub(super) fn value(&mut self, name: &'static str) -> Result<&'a Expr<'a>, Box<Diagnostic>> {
        self.asked.push(name);
        match (self.take(Some(name)), self.take(None)) {
            (Some(arg), None) | (None, Some(arg)) => Ok(&arg.value),
            (Some(named), Some(unnamed)) => {
                let message = format!("the argument `{name}` is given twice, once without its name");
                Err(Box::new(
                    Diagnostic::error("duplicate-argument", named.span, message)
                        .with_label(unnamed.span, "given here without its name")
                        .with_help("keep one of them"),
                ))
            }
            (None, None) => {
                let path = self.attribute.path.text;
                let message = format!("the argument `{name}` of `{path}` is missing");
                let help = format!("write `{path}(…)` with a value for `{name}`");
                Err(Box::new(Diagnostic::error("missing-argument", self.attribute.span, message).with_help(help)))
            }
        }
    }

    fn take(&mut self, name: Option<&str>) -> Option<&'a Arg<'a>> {
        let at = self.left.iter().position(|arg| arg.name.map(|n| n.text) == name)?;
        Some(self.left.remove(at))
    }

    /// Reports the arguments that nobody asked for.
    pub(super) fn finish(self, cx: &mut Context) {
        for arg in &self.left {
            let message = match &arg.name {
                Some(name) => format!("`{}` has no argument `{}`", self.attribute.path.text, name.text),
                None => format!("`{}` takes no argument without a name", self.attribute.path.text),
            };
            let near = arg.name.and_then(|name| near(name.text, self.asked.iter().copied()));
            let otherwise = || match self.asked.as_slice() {
                [] => "remove the argument".to_owned(),
                asked => format!("remove it; known arguments are {}", list(asked)),
            };
            let place = arg.name.map_or(arg.span, |name| name.span);
            cx.unknown("unknown-argument", arg.span, message, (near, str::to_owned), otherwise, place);
        }
    }

    /// An error at the attribute.
    pub(super) fn error(
        &self,
        cx: &mut Context,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        cx.error(code, self.attribute.span, message, help);
    }

    /// The text of an argument that must not be empty, such as `map`.
    pub(super) fn name(&mut self, cx: &mut Context, argument: &'static str) -> Option<&'a str> {
        let text = self.optional(argument).and_then(|arg| cx.string(&arg.value))?;
        if text.is_empty() {
            let help = format!("give a name, or remove `{argument}`");
            self.error(cx, "empty-name", format!("the argument `{argument}` is an empty string"), help);
            return None;
        }
        Some(text)
    }
}
