//! The declarations of a file: what it says, block by block, without trivia.
//!
//! They are read out of the tree in one pass and borrow from it. Every place is a [`Span`] that knows its file, so that
//! the declarations of several files are one list; nothing is resolved. What cannot be read (invalid lines, unknown
//! blocks, type aliases, fields without a type, arguments without a value) is not here: the parser has reported it.

mod build;
mod docs;

pub(crate) use build::blocks;

use std::borrow::Cow;

use nicol_diagnostics::Span;
use nicol_model::Arity;

/// A name with its place.
#[derive(Debug, Clone, Copy)]
pub struct Ident<'a> {
    pub text: &'a str,
    pub span: Span,
}

/// A block.
#[derive(Debug)]
pub enum Block<'a> {
    Model(Model<'a>),
    Enum(Enum<'a>),
    Composite(Composite<'a>),
    Config(Config<'a>),
}

/// A model or a view.
#[derive(Debug)]
pub struct Model<'a> {
    pub is_view: bool,
    pub name: Ident<'a>,
    pub fields: Vec<Field<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the keyword to the closing brace.
    pub span: Span,
}

/// A field that has a name and a type.
#[derive(Debug)]
pub struct Field<'a> {
    pub name: Ident<'a>,
    pub ty: TypeRef<'a>,
    pub arity: Arity,
    /// The type with the mark of its arity.
    pub type_span: Span,
    /// The type is written in a notation of the past, which has been reported: nothing more is said about the field.
    pub is_broken: bool,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub span: Span,
}

/// The type of a field as written.
#[derive(Debug)]
pub enum TypeRef<'a> {
    Named(Ident<'a>),
    /// `Unsupported("text")`.
    Unsupported(Cow<'a, str>),
}

/// An enum.
#[derive(Debug)]
pub struct Enum<'a> {
    pub name: Ident<'a>,
    pub values: Vec<EnumValue<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    pub span: Span,
}

/// A value of an enum.
#[derive(Debug)]
pub struct EnumValue<'a> {
    pub name: Ident<'a>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub span: Span,
}

/// A composite type.
#[derive(Debug)]
pub struct Composite<'a> {
    pub name: Ident<'a>,
    pub fields: Vec<Field<'a>>,
    /// None is allowed.
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    pub span: Span,
}

/// A datasource or a generator.
#[derive(Debug)]
pub struct Config<'a> {
    pub is_datasource: bool,
    pub name: Ident<'a>,
    pub properties: Vec<Property<'a>>,
    pub documentation: Option<String>,
    pub span: Span,
}

/// `key = value`.
#[derive(Debug)]
pub struct Property<'a> {
    pub name: Ident<'a>,
    pub value: Option<Expr<'a>>,
    pub span: Span,
}

/// `@path(…)` or `@@path(…)`.
#[derive(Debug)]
pub struct Attribute<'a> {
    /// The parts joined with dots.
    pub path: Ident<'a>,
    pub args: Args<'a>,
    pub span: Span,
}

/// What stands in parentheses.
#[derive(Debug, Default)]
pub struct Args<'a> {
    pub items: Vec<Arg<'a>>,
    /// What else stands there, which is rare.
    unfinished: Option<Box<Unfinished<'a>>>,
}

/// What can be read in parentheses, but is an error in most places.
#[derive(Debug, Default)]
struct Unfinished<'a> {
    /// Those that stand there as `name:`, without a value.
    empty: Vec<Ident<'a>>,
    /// A comma after the last one, or alone.
    trailing_comma: Option<Span>,
}

/// An argument, with or without its name.
#[derive(Debug)]
pub struct Arg<'a> {
    pub name: Option<Ident<'a>>,
    pub value: Expr<'a>,
    pub span: Span,
}

/// A value.
#[derive(Debug)]
pub struct Expr<'a> {
    pub kind: ExprKind<'a>,
    pub span: Span,
}

/// The forms of values.
#[derive(Debug)]
pub enum ExprKind<'a> {
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

impl<'a> Block<'a> {
    /// The declared name.
    #[must_use]
    pub const fn name(&self) -> &Ident<'a> {
        match self {
            Self::Model(b) => &b.name,
            Self::Enum(b) => &b.name,
            Self::Composite(b) => &b.name,
            Self::Config(b) => &b.name,
        }
    }

    /// Whether it is a datasource.
    #[must_use]
    pub const fn is_datasource(&self) -> bool {
        matches!(self, Self::Config(config) if config.is_datasource)
    }

    /// From the keyword to the closing brace.
    #[must_use]
    pub const fn span(&self) -> Span {
        match self {
            Self::Model(b) => b.span,
            Self::Enum(b) => b.span,
            Self::Composite(b) => b.span,
            Self::Config(b) => b.span,
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
    /// Those that stand there as `name:`, without a value.
    pub(crate) fn empty(&self) -> &[Ident<'a>] {
        self.unfinished.as_ref().map_or(&[], |unfinished| &unfinished.empty)
    }

    /// A comma after the last one, or alone.
    pub(crate) fn trailing_comma(&self) -> Option<Span> {
        self.unfinished.as_ref()?.trailing_comma
    }

    /// The first argument with this name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&Arg<'a>> {
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
