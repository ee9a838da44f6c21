//! Declarations: what the files say, block by block, without trivia.
//!
//! The stages of validation read these and not the [`ast`](crate::ast), which the formatter, the completion and the
//! documentation read: that one is a view of a single file, offsets without a file, with all that can be written. Here
//! all files are one list, every place is a [`Span`] that knows its file, what the parser could not make sense of is
//! gone, and what a flavour can't read is taken out before anything is judged (`objects`). With one layer for both, each
//! of the checks would have to carry the file along and leave out what is broken.

use std::borrow::Cow;

use nicol_diagnostics::Span;
use nicol_model::Arity;

/// A name with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Ident<'a> {
    pub(crate) text: &'a str,
    pub(crate) span: Span,
}

/// A block.
#[derive(Debug)]
pub(crate) enum Top<'a> {
    Model(Model<'a>),
    Enum(Enum<'a>),
    Composite(Composite<'a>),
    Config(Config<'a>),
}

/// A model or a view.
#[derive(Debug)]
pub(crate) struct Model<'a> {
    pub(crate) is_view: bool,
    pub(crate) name: Ident<'a>,
    pub(crate) fields: Vec<Field<'a>>,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) documentation: Option<String>,
    /// From the keyword to the closing brace.
    pub(crate) span: Span,
}

/// A field that has a name and a type.
#[derive(Debug)]
pub(crate) struct Field<'a> {
    pub(crate) name: Ident<'a>,
    pub(crate) ty: TypeRef<'a>,
    pub(crate) arity: Arity,
    /// The type can't be read, which has been reported: nothing more is said about the field.
    pub(crate) is_broken: bool,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub(crate) span: Span,
}

/// The type of a field as written.
#[derive(Debug)]
pub(crate) enum TypeRef<'a> {
    Named(Ident<'a>),
    /// `Unsupported("text")`.
    Unsupported(Cow<'a, str>),
}

#[derive(Debug)]
pub(crate) struct Enum<'a> {
    pub(crate) name: Ident<'a>,
    pub(crate) values: Vec<EnumValue<'a>>,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) documentation: Option<String>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct EnumValue<'a> {
    pub(crate) name: Ident<'a>,
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub(crate) span: Span,
}

/// A composite type.
#[derive(Debug)]
pub(crate) struct Composite<'a> {
    pub(crate) name: Ident<'a>,
    pub(crate) fields: Vec<Field<'a>>,
    /// None is allowed.
    pub(crate) attributes: Vec<Attribute<'a>>,
    pub(crate) documentation: Option<String>,
    pub(crate) span: Span,
}

/// A datasource or a generator.
#[derive(Debug)]
pub(crate) struct Config<'a> {
    pub(crate) is_datasource: bool,
    pub(crate) name: Ident<'a>,
    pub(crate) properties: Vec<Property<'a>>,
    pub(crate) documentation: Option<String>,
    pub(crate) span: Span,
}

/// `key = value`.
#[derive(Debug)]
pub(crate) struct Property<'a> {
    pub(crate) name: Ident<'a>,
    pub(crate) value: Option<Expr<'a>>,
    pub(crate) span: Span,
}

/// `@path(…)` or `@@path(…)`.
#[derive(Debug)]
pub(crate) struct Attribute<'a> {
    /// The parts joined with dots.
    pub(crate) path: Ident<'a>,
    pub(crate) args: Args<'a>,
    pub(crate) span: Span,
}

/// What stands in parentheses.
#[derive(Debug, Default)]
pub(crate) struct Args<'a> {
    pub(crate) items: Vec<Arg<'a>>,
    /// Those that stand there as `name:`, without a value.
    pub(crate) empty: Vec<Ident<'a>>,
    /// A comma after the last one.
    pub(crate) trailing_comma: Option<Span>,
}

#[derive(Debug)]
pub(crate) struct Arg<'a> {
    pub(crate) name: Option<Ident<'a>>,
    pub(crate) value: Expr<'a>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Expr<'a> {
    pub(crate) kind: ExprKind<'a>,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExprKind<'a> {
    /// The digits as written.
    Number(&'a str),
    /// The text without quotes and escapes.
    String(Cow<'a, str>),
    /// A path without parentheses.
    Constant(&'a str),
    Call(&'a str, Args<'a>),
    Array(Vec<Expr<'a>>),
    /// `{ key: value }`.
    Object(Vec<(Ident<'a>, Expr<'a>)>),
}

impl<'a> Top<'a> {
    pub(crate) fn name(&self) -> &Ident<'a> {
        match self {
            Self::Model(b) => &b.name,
            Self::Enum(b) => &b.name,
            Self::Composite(b) => &b.name,
            Self::Config(b) => &b.name,
        }
    }
}

impl<'a> Model<'a> {
    /// What messages call it.
    pub(crate) const fn noun(&self) -> &'static str {
        if self.is_view { "view" } else { "model" }
    }

    /// The first block attribute with this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|a| a.path.text == name)
    }
}

impl<'a> Field<'a> {
    /// The first attribute with this name.
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute<'a>> {
        self.attributes.iter().find(|a| a.path.text == name)
    }

    /// The place of an argument of an attribute, else of the whole field.
    pub(crate) fn argument_span(&self, attribute: &str, argument: &str) -> Span {
        self.attribute(attribute).and_then(|a| a.args.named(argument)).map_or(self.span, |arg| arg.span)
    }
}

impl<'a> Attribute<'a> {
    /// The place of an argument, else of the attribute.
    pub(crate) fn argument_span(&self, argument: &str) -> Span {
        self.args.named(argument).map_or(self.span, |arg| arg.span)
    }
}

impl<'a> Args<'a> {
    /// The first argument with this name.
    pub(crate) fn named(&self, name: &str) -> Option<&Arg<'a>> {
        self.items.iter().find(|arg| arg.name.as_ref().is_some_and(|n| n.text == name))
    }
}

impl<'a> Config<'a> {
    /// The last property with this name: a later one replaces an earlier one.
    pub(crate) fn property(&self, name: &str) -> Option<&Property<'a>> {
        self.properties.iter().rev().find(|p| p.name.text == name)
    }

    /// What messages call it.
    pub(crate) const fn noun(&self) -> &'static str {
        if self.is_datasource { "datasource" } else { "generator" }
    }
}

impl Expr<'_> {
    /// What messages call it, with the text where it is short.
    pub(crate) fn describe(&self) -> String {
        match &self.kind {
            ExprKind::Number(digits) => format!("the number `{digits}`"),
            ExprKind::String(text) => format!("the string \"{text}\""),
            ExprKind::Constant(name) => format!("the constant `{name}`"),
            ExprKind::Call(name, _) => format!("the call `{name}(…)`"),
            ExprKind::Array(_) => "a list".to_owned(),
            ExprKind::Object(_) => "an object".to_owned(),
        }
    }

    /// The text as people write it.
    pub(crate) fn to_text(&self) -> String {
        self.print(", ")
    }

    /// The text with another sign between arguments and elements: Prisma keeps values with `,` alone.
    pub(crate) fn print(&self, comma: &str) -> String {
        let join = |parts: &mut dyn Iterator<Item = String>| parts.collect::<Vec<_>>().join(comma);
        match &self.kind {
            ExprKind::Number(digits) => (*digits).to_owned(),
            ExprKind::String(text) => quoted(text),
            ExprKind::Constant(name) => (*name).to_owned(),
            ExprKind::Call(name, args) => {
                let args = join(&mut args.items.iter().map(|arg| match &arg.name {
                    Some(name) => format!("{}: {}", name.text, arg.value.print(comma)),
                    None => arg.value.print(comma),
                }));
                format!("{name}({args})")
            }
            ExprKind::Array(items) => format!("[{}]", join(&mut items.iter().map(|item| item.print(comma)))),
            ExprKind::Object(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{}: {}", key.text, value.print(comma))).collect();
                format!("{{ {} }}", entries.join(", "))
            }
        }
    }

    /// Whether an object stands in it: Prisma 6 has no such expressions.
    pub(crate) fn holds_object(&self) -> bool {
        match &self.kind {
            ExprKind::Object(_) => true,
            ExprKind::Array(items) => items.iter().any(Expr::holds_object),
            ExprKind::Call(_, args) => args.items.iter().any(|arg| arg.value.holds_object()),
            ExprKind::Number(_) | ExprKind::String(_) | ExprKind::Constant(_) => false,
        }
    }
}

/// A string literal of the text.
fn quoted(text: &str) -> String {
    let mut literal = String::with_capacity(text.len() + 2);
    literal.push('"');
    for c in text.chars() {
        match c {
            '"' => literal.push_str("\\\""),
            '\\' => literal.push_str("\\\\"),
            '\n' => literal.push_str("\\n"),
            '\r' => literal.push_str("\\r"),
            '\t' => literal.push_str("\\t"),
            c if c.is_ascii_control() => literal.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => literal.push(c),
        }
    }
    literal.push('"');
    literal
}
