//! The declarations of one file, read out of the tree in one pass.
//!
//! Everything borrows from the tree and knows its byte range; nothing is resolved. What cannot be
//! read (invalid lines, unknown blocks, type aliases) is not here: the parser has reported it.

mod build;
mod docs;

use std::borrow::Cow;

use nicol_diagnostics::{FileId, Span};

/// Byte offsets in the file, start inclusive, end exclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TextRange {
    pub start: u32,
    pub end: u32,
}

/// A file.
#[derive(Debug, Clone)]
pub struct File<'a> {
    pub blocks: Vec<Block<'a>>,
}

/// A top-level declaration.
#[derive(Debug, Clone)]
pub enum Block<'a> {
    /// `model`
    Model(Model<'a>),
    /// `view`
    View(Model<'a>),
    /// `type`: a composite type. Block attributes parse, and validation rejects them.
    CompositeType(Model<'a>),
    /// `enum`
    Enum(Enum<'a>),
    /// `datasource`
    Datasource(Config<'a>),
    /// `generator`
    Generator(Config<'a>),
}

/// A name that is declared, or one that is referred to without a dot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'a> {
    pub text: &'a str,
    pub range: TextRange,
}

/// A model, view or composite type.
#[derive(Debug, Clone)]
pub struct Model<'a> {
    pub name: Name<'a>,
    pub fields: Vec<Field<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the keyword to the closing brace.
    pub range: TextRange,
}

/// A field.
#[derive(Debug, Clone)]
pub struct Field<'a> {
    pub name: Name<'a>,
    /// `None` is a syntax error that has been reported.
    pub ty: Option<TypeRef<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub range: TextRange,
}

/// The type of a field.
#[derive(Debug, Clone)]
pub struct TypeRef<'a> {
    pub base: BaseType<'a>,
    pub arity: ArityMark,
    pub range: TextRange,
}

/// A type without its mark.
#[derive(Debug, Clone)]
pub enum BaseType<'a> {
    Named(Name<'a>),
    /// `Unsupported("text")`
    Unsupported(StringLiteral<'a>),
}

/// The mark after a type. The legacy notations `[T]` and `T!` (errors that have been reported) count as what they meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ArityMark {
    Required,
    /// `?`
    Optional,
    /// `[]`
    List,
}

/// `@path(…)` or `@@path(…)`
#[derive(Debug, Clone)]
pub struct Attribute<'a> {
    pub path: Path<'a>,
    /// `None` without parentheses.
    pub args: Option<ArgList<'a>>,
    /// From the `@` to the closing parenthesis.
    pub range: TextRange,
}

/// `(a, name: b)`
#[derive(Debug, Clone)]
pub struct ArgList<'a> {
    pub args: Vec<Arg<'a>>,
    /// A comma after the last argument, or alone.
    pub trailing_comma: Option<TextRange>,
    /// With the parentheses.
    pub range: TextRange,
}

/// An argument.
#[derive(Debug, Clone)]
pub struct Arg<'a> {
    pub name: Option<Name<'a>>,
    /// `None` for `name:` alone, which is an error in most places.
    pub value: Option<Expr<'a>>,
    pub range: TextRange,
}

/// A value.
#[derive(Debug, Clone)]
pub enum Expr<'a> {
    Call(Call<'a>),
    Array(Array<'a>),
    Object(Object<'a>),
    /// As written.
    Number(Name<'a>),
    String(StringLiteral<'a>),
    /// A constant or a field: `true`, `Cascade`, `a.b`.
    Path(Path<'a>),
}

/// `path(args)`
#[derive(Debug, Clone)]
pub struct Call<'a> {
    pub path: Path<'a>,
    pub args: ArgList<'a>,
    pub range: TextRange,
}

/// `[a, b]`
#[derive(Debug, Clone)]
pub struct Array<'a> {
    pub elements: Vec<Expr<'a>>,
    pub range: TextRange,
}

/// `{ key: value }`
#[derive(Debug, Clone)]
pub struct Object<'a> {
    pub entries: Vec<(Name<'a>, Expr<'a>)>,
    pub range: TextRange,
}

/// A string in quotes.
#[derive(Debug, Clone)]
pub struct StringLiteral<'a> {
    /// With the quotes.
    pub raw: &'a str,
    /// The text it stands for. Escapes that cannot be read (errors that have been reported) are left out.
    pub value: Cow<'a, str>,
    /// With the quotes.
    pub range: TextRange,
}

/// Names joined by dots. Empty segments are possible (`a..b`, `a.`).
#[derive(Debug, Clone)]
pub struct Path<'a> {
    pub text: &'a str,
    pub range: TextRange,
}

/// An enum.
#[derive(Debug, Clone)]
pub struct Enum<'a> {
    pub name: Name<'a>,
    pub values: Vec<EnumValue<'a>>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the keyword to the closing brace.
    pub range: TextRange,
}

/// A value of an enum.
#[derive(Debug, Clone)]
pub struct EnumValue<'a> {
    pub name: Name<'a>,
    pub attributes: Vec<Attribute<'a>>,
    pub documentation: Option<String>,
    /// From the name to the end of the last attribute.
    pub range: TextRange,
}

/// A datasource or generator.
#[derive(Debug, Clone)]
pub struct Config<'a> {
    pub name: Name<'a>,
    pub properties: Vec<ConfigProperty<'a>>,
    pub documentation: Option<String>,
    /// From the keyword to the closing brace.
    pub range: TextRange,
}

/// `key = value`
#[derive(Debug, Clone)]
pub struct ConfigProperty<'a> {
    pub key: Name<'a>,
    /// Missing values parse; validation rejects them.
    pub value: Option<Expr<'a>>,
    /// From the key to the end of the value.
    pub range: TextRange,
}

impl TextRange {
    /// The place as a span of the file.
    #[must_use]
    pub const fn span(self, file: FileId) -> Span {
        Span::new(file, self.start, self.end)
    }
}

impl<'a> Block<'a> {
    /// The declared name.
    #[must_use]
    pub const fn name(&self) -> Name<'a> {
        match self {
            Self::Model(b) | Self::View(b) | Self::CompositeType(b) => b.name,
            Self::Enum(b) => b.name,
            Self::Datasource(b) | Self::Generator(b) => b.name,
        }
    }

    /// From the keyword to the closing brace.
    #[must_use]
    pub const fn range(&self) -> TextRange {
        match self {
            Self::Model(b) | Self::View(b) | Self::CompositeType(b) => b.range,
            Self::Enum(b) => b.range,
            Self::Datasource(b) | Self::Generator(b) => b.range,
        }
    }
}

impl<'a> Attribute<'a> {
    /// The arguments; none without parentheses.
    #[must_use]
    pub fn args(&self) -> &[Arg<'a>] {
        self.args.as_ref().map_or(&[], |list| &list.args)
    }
}

impl<'a> Path<'a> {
    /// The names between the dots.
    pub fn segments(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.text.split('.')
    }

    /// The names between the dots, with their places.
    pub fn names(&self) -> impl Iterator<Item = Name<'a>> + use<'a> {
        let mut start = self.range.start;
        self.text.split('.').map(move |text| {
            let range = TextRange { start, end: start + u32::try_from(text.len()).unwrap_or(u32::MAX) };
            start = range.end + 1;
            Name { text, range }
        })
    }
}

impl Expr<'_> {
    /// The place.
    #[must_use]
    pub const fn range(&self) -> TextRange {
        match self {
            Self::Call(e) => e.range,
            Self::Array(e) => e.range,
            Self::Object(e) => e.range,
            Self::Number(e) => e.range,
            Self::String(e) => e.range,
            Self::Path(e) => e.range,
        }
    }
}
