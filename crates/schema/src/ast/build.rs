//! Reads the declarations out of the tree.

use nicol_diagnostics::{FileId, Span};
use nicol_model::Arity;

use super::docs::{Attachment, Docs};
use super::{
    Arg, Args, Attribute, Block, Composite, Config, Enum, EnumValue, Expr, ExprKind, Field, Ident, Model, Property,
    TypeRef, Unfinished,
};
use crate::lexer;
use crate::syntax::SyntaxKind;
use crate::tree::{Child, Node, Tree};

/// The declarations of a file.
pub(crate) fn blocks<'a>(tree: &'a Tree<'a>, file: FileId) -> Vec<Block<'a>> {
    let root = tree.root();
    let reader = Reader { file };
    let mut blocks = Vec::with_capacity(root.nodes().count());
    let mut docs = Docs::new(Attachment::DirectlyAbove);
    let mut left_over = None;
    for child in root.children() {
        match child {
            Child::Token(kind, text, _) => docs.token(kind, text),
            Child::Node(kind, node) => {
                let is_above = docs.has_comment();
                let mut documentation = docs.take();
                // Quirk: the published parser gives what documents a datasource or generator to the next
                // block that has no comment of its own.
                match kind {
                    SyntaxKind::Datasource | SyntaxKind::Generator if is_above => left_over.clone_from(&documentation),
                    SyntaxKind::Model | SyntaxKind::View | SyntaxKind::CompositeType | SyntaxKind::Enum => {
                        let left_over = left_over.take();
                        if !is_above {
                            documentation = left_over;
                        }
                    }
                    _ => {}
                }
                blocks.extend(reader.block(kind, node, documentation));
            }
        }
    }
    blocks
}

struct Reader {
    file: FileId,
}

/// What stands in the braces of a model, view, composite type or enum: its fields or values, and its attributes.
struct Body<'a, T> {
    name: Ident<'a>,
    items: Vec<T>,
    attributes: Vec<Attribute<'a>>,
}

/// A type and its mark.
struct Type<'a> {
    base: TypeRef<'a>,
    arity: Arity,
    is_old: bool,
    span: Span,
}

impl Reader {
    fn block<'a>(&self, kind: SyntaxKind, node: Node<'a>, documentation: Option<String>) -> Option<Block<'a>> {
        let span = self.span(node);
        Some(match kind {
            SyntaxKind::Model | SyntaxKind::View => {
                let Body { name, items: fields, attributes } = self.body(node, SyntaxKind::Field, Self::field)?;
                let is_view = kind == SyntaxKind::View;
                Block::Model(Model { is_view, name, fields, attributes, documentation, span })
            }
            SyntaxKind::CompositeType => {
                let Body { name, items: fields, attributes } = self.body(node, SyntaxKind::Field, Self::field)?;
                Block::Composite(Composite { name, fields, attributes, documentation, span })
            }
            SyntaxKind::Enum => {
                let Body { name, items: values, attributes } =
                    self.body(node, SyntaxKind::EnumValue, Self::enum_value)?;
                Block::Enum(Enum { name, values, attributes, documentation, span })
            }
            SyntaxKind::Datasource => Block::Config(self.config(node, true)?),
            SyntaxKind::Generator => Block::Config(self.config(node, false)?),
            _ => return None,
        })
    }

    fn body<'a, T>(
        &self,
        node: Node<'a>,
        wanted: SyntaxKind,
        item: impl Fn(&Self, Node<'a>, Option<String>) -> Option<T>,
    ) -> Option<Body<'a, T>> {
        let mut name = None;
        let mut items = Vec::with_capacity(node.count(wanted));
        let mut attributes = Vec::with_capacity(node.count(SyntaxKind::BlockAttribute));
        let mut docs = Docs::new(Attachment::LastBefore);
        for child in node.children() {
            match child {
                Child::Token(kind, text, _) => docs.token(kind, text),
                Child::Node(SyntaxKind::Name, node) => name = self.ident(node),
                Child::Node(SyntaxKind::BlockAttribute, node) => {
                    docs.declaration();
                    attributes.extend(self.attribute(node));
                }
                Child::Node(kind, node) if kind == wanted => {
                    let above = docs.take();
                    docs.line_ended();
                    items.extend(item(self, node, above));
                }
                Child::Node(..) => docs.declaration(),
            }
        }
        Some(Body { name: name?, items, attributes })
    }

    /// Quirk: what documents a configuration block is not the comment above it, but the last one between its properties.
    fn config<'a>(&self, node: Node<'a>, is_datasource: bool) -> Option<Config<'a>> {
        let mut name = None;
        let mut properties = Vec::with_capacity(node.count(SyntaxKind::ConfigProperty));
        let mut docs = Docs::new(Attachment::LastBefore);
        for child in node.children() {
            match child {
                Child::Token(kind, text, _) => docs.token(kind, text),
                Child::Node(SyntaxKind::Name, node) => name = self.ident(node),
                Child::Node(SyntaxKind::ConfigProperty, node) => {
                    docs.declaration();
                    properties.extend(self.property(node));
                }
                Child::Node(..) => docs.declaration(),
            }
        }
        Some(Config { is_datasource, name: name?, properties, documentation: docs.take(), span: self.span(node) })
    }

    fn property<'a>(&self, node: Node<'a>) -> Option<Property<'a>> {
        let mut name = None;
        let mut value = None;
        let mut end = node.start();
        for child in node.children() {
            match child {
                Child::Node(SyntaxKind::Name, node) => {
                    name = self.ident(node);
                    end = node.end();
                }
                Child::Node(kind, node) => {
                    value = self.expr(kind, node);
                    end = node.end();
                }
                Child::Token(SyntaxKind::Equals, _, start) => end = start + 1,
                Child::Token(..) => {}
            }
        }
        Some(Property { name: name?, value, span: Span::new(self.file, node.start(), end) })
    }

    /// A field without a type is an error that has been reported, and no field.
    fn field<'a>(&self, node: Node<'a>, above: Option<String>) -> Option<Field<'a>> {
        let mut name = None;
        let mut ty = None;
        let mut attributes = Vec::with_capacity(node.count(SyntaxKind::Attribute));
        let mut has_colon = false;
        let mut end = node.start();
        let mut trailing = None;
        for child in node.children() {
            match child {
                Child::Node(kind, node) => {
                    match kind {
                        SyntaxKind::Name => name = self.ident(node),
                        SyntaxKind::TypeRef => ty = self.type_ref(node),
                        SyntaxKind::Attribute => attributes.extend(self.attribute(node)),
                        _ => {}
                    }
                    end = node.end();
                }
                Child::Token(SyntaxKind::Colon, ..) => has_colon = true,
                Child::Token(kind, text, _) if kind.is_comment() => trailing = super::docs::trailing(kind, text),
                Child::Token(..) => {}
            }
        }
        let Type { base, arity, is_old, span: type_span } = ty?;
        Some(Field {
            name: name?,
            ty: base,
            arity,
            type_span,
            is_broken: is_old || has_colon,
            attributes,
            documentation: super::docs::join(above, trailing),
            span: Span::new(self.file, node.start(), end),
        })
    }

    fn enum_value<'a>(&self, node: Node<'a>, above: Option<String>) -> Option<EnumValue<'a>> {
        let mut name = None;
        let mut attributes = Vec::with_capacity(node.count(SyntaxKind::Attribute));
        let mut end = node.start();
        let mut trailing = None;
        for child in node.children() {
            match child {
                Child::Node(kind, node) => {
                    match kind {
                        SyntaxKind::Name => name = self.ident(node),
                        SyntaxKind::Attribute => attributes.extend(self.attribute(node)),
                        _ => {}
                    }
                    end = node.end();
                }
                Child::Token(kind, text, _) if kind.is_comment() => trailing = super::docs::trailing(kind, text),
                Child::Token(..) => {}
            }
        }
        let documentation = super::docs::join(above, trailing);
        Some(EnumValue { name: name?, attributes, documentation, span: Span::new(self.file, node.start(), end) })
    }

    /// The old notations `[T]` and `T!` count as what they meant, `T[]?` as a list.
    fn type_ref<'a>(&self, node: Node<'a>) -> Option<Type<'a>> {
        let mut base = None;
        let mut arity = Arity::Required;
        let mut is_old = false;
        for child in node.children() {
            match child {
                Child::Node(SyntaxKind::Name, node) => base = self.ident(node).map(TypeRef::Named),
                Child::Node(SyntaxKind::UnsupportedType, node) => {
                    let (_, literal) = node.nodes().find(|(kind, _)| *kind == SyntaxKind::StringLiteral)?;
                    base = Some(TypeRef::Unsupported(lexer::unescape(quoted(literal)?).0));
                }
                Child::Token(SyntaxKind::LeftBracket, ..) => {
                    is_old |= base.is_none();
                    arity = Arity::List;
                }
                Child::Token(SyntaxKind::Question, ..) if arity == Arity::Required => arity = Arity::Optional,
                Child::Token(SyntaxKind::Question | SyntaxKind::Bang, ..) => is_old = true,
                _ => {}
            }
        }
        Some(Type { base: base?, arity, is_old, span: self.span(node) })
    }

    fn attribute<'a>(&self, node: Node<'a>) -> Option<Attribute<'a>> {
        let mut path = None;
        let mut args = Args::default();
        for (kind, node) in node.nodes() {
            match kind {
                SyntaxKind::Path => path = self.ident(node),
                SyntaxKind::ArgList => args = self.args(node),
                _ => {}
            }
        }
        Some(Attribute { path: path?, args, span: self.span(node) })
    }

    fn args<'a>(&self, node: Node<'a>) -> Args<'a> {
        let mut items = Vec::with_capacity(node.count(SyntaxKind::Arg));
        let mut unfinished = Unfinished::default();
        for child in node.children() {
            match child {
                Child::Node(SyntaxKind::Arg, node) => {
                    unfinished.trailing_comma = None;
                    self.arg(node, &mut items, &mut unfinished);
                }
                Child::Token(SyntaxKind::Comma, _, start) => {
                    unfinished.trailing_comma = Some(Span::new(self.file, start, start + 1));
                }
                _ => {}
            }
        }
        let is_whole = unfinished.empty.is_empty() && unfinished.trailing_comma.is_none();
        Args { items, unfinished: (!is_whole).then(|| Box::new(unfinished)) }
    }

    fn arg<'a>(&self, node: Node<'a>, items: &mut Vec<Arg<'a>>, unfinished: &mut Unfinished<'a>) {
        let mut name = None;
        let mut value = None;
        for (kind, node) in node.nodes() {
            if kind == SyntaxKind::Name {
                name = self.ident(node);
            } else {
                value = self.expr(kind, node);
            }
        }
        match value {
            Some(value) => items.push(Arg { name, value, span: self.span(node) }),
            None => unfinished.empty.extend(name),
        }
    }

    fn expr<'a>(&self, kind: SyntaxKind, node: Node<'a>) -> Option<Expr<'a>> {
        let kind = match kind {
            SyntaxKind::Call => {
                let mut parts = node.nodes();
                let (_, callee) = parts.next()?;
                let (_, args) = parts.next()?;
                ExprKind::Call(callee.text(), self.args(args))
            }
            SyntaxKind::Array => {
                let mut elements = Vec::with_capacity(node.nodes().count());
                elements.extend(node.nodes().filter_map(|(kind, node)| self.expr(kind, node)));
                ExprKind::Array(elements)
            }
            SyntaxKind::Object => {
                let entries = node.nodes().filter_map(|(_, node)| {
                    let mut parts = node.nodes();
                    let (_, key) = parts.next()?;
                    let (kind, value) = parts.next()?;
                    Some((self.ident(key)?, self.expr(kind, value)?))
                });
                ExprKind::Object(entries.collect())
            }
            SyntaxKind::NumberLiteral => ExprKind::Number(node.text()),
            SyntaxKind::StringLiteral => ExprKind::String(lexer::unescape(quoted(node)?).0),
            SyntaxKind::Path => ExprKind::Constant(node.text()),
            _ => return None,
        };
        Some(Expr { kind, span: self.span(node) })
    }

    /// The one token of a `Name` or `Path`.
    fn ident<'a>(&self, node: Node<'a>) -> Option<Ident<'a>> {
        let text = node.text();
        (!text.is_empty()).then(|| Ident { text, span: self.span(node) })
    }

    fn span(&self, node: Node<'_>) -> Span {
        Span::new(self.file, node.start(), node.end())
    }
}

/// What stands in the quotes of a string literal.
fn quoted(node: Node<'_>) -> Option<&str> {
    let raw = node.text();
    raw.get(1..raw.len().checked_sub(1)?)
}
