//! Reads the declarations out of the tree.

use super::docs::{Attachment, Docs};
use super::{
    Arg, ArgList, ArityMark, Array, Attribute, BaseType, Block, Call, Config, ConfigProperty, Enum, EnumValue, Expr,
    Field, File, Model, Name, Object, Path, StringLiteral, TextRange, TypeRef,
};
use crate::lexer;
use crate::syntax::SyntaxKind;
use crate::tree::{Child, Node, Tree};

impl<'a> File<'a> {
    /// The declarations of the tree.
    pub(crate) fn of(tree: &'a Tree) -> Self {
        let root = tree.root();
        let mut blocks = Vec::new();
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
                        SyntaxKind::Datasource | SyntaxKind::Generator if is_above => {
                            left_over.clone_from(&documentation)
                        }
                        SyntaxKind::Model | SyntaxKind::View | SyntaxKind::CompositeType | SyntaxKind::Enum => {
                            let left_over = left_over.take();
                            if !is_above {
                                documentation = left_over;
                            }
                        }
                        _ => {}
                    }
                    if let Some(block) = block(kind, node, documentation) {
                        blocks.push(block);
                    }
                }
            }
        }
        Self { blocks }
    }
}

fn block<'a>(kind: SyntaxKind, node: Node<'a>, documentation: Option<String>) -> Option<Block<'a>> {
    Some(match kind {
        SyntaxKind::Model => Block::Model(model(node, documentation)?),
        SyntaxKind::View => Block::View(model(node, documentation)?),
        SyntaxKind::CompositeType => Block::CompositeType(model(node, documentation)?),
        SyntaxKind::Enum => Block::Enum(enumeration(node, documentation)?),
        SyntaxKind::Datasource => Block::Datasource(config(node)?),
        SyntaxKind::Generator => Block::Generator(config(node)?),
        _ => return None,
    })
}

fn model<'a>(node: Node<'a>, documentation: Option<String>) -> Option<Model<'a>> {
    let mut name = None;
    let mut fields = Vec::new();
    let mut attributes = Vec::new();
    let mut docs = Docs::new(Attachment::LastBefore);
    for child in node.children() {
        match child {
            Child::Token(kind, text, _) => docs.token(kind, text),
            Child::Node(SyntaxKind::Name, node) => name = node.token(SyntaxKind::Ident),
            Child::Node(SyntaxKind::Field, node) => {
                let above = docs.take();
                docs.line_ended();
                fields.extend(field(node, above));
            }
            Child::Node(SyntaxKind::BlockAttribute, node) => {
                docs.declaration();
                attributes.extend(attribute(node));
            }
            Child::Node(..) => docs.declaration(),
        }
    }
    Some(Model { name: name?, fields, attributes, documentation, range: node.range() })
}

fn enumeration<'a>(node: Node<'a>, documentation: Option<String>) -> Option<Enum<'a>> {
    let mut name = None;
    let mut values = Vec::new();
    let mut attributes = Vec::new();
    let mut docs = Docs::new(Attachment::LastBefore);
    for child in node.children() {
        match child {
            Child::Token(kind, text, _) => docs.token(kind, text),
            Child::Node(SyntaxKind::Name, node) => name = node.token(SyntaxKind::Ident),
            Child::Node(SyntaxKind::EnumValue, node) => {
                let above = docs.take();
                docs.line_ended();
                values.extend(enum_value(node, above));
            }
            Child::Node(SyntaxKind::BlockAttribute, node) => {
                docs.declaration();
                attributes.extend(attribute(node));
            }
            Child::Node(..) => docs.declaration(),
        }
    }
    Some(Enum { name: name?, values, attributes, documentation, range: node.range() })
}

/// Quirk: what documents a configuration block is not the comment above it, but the last one between its properties.
fn config(node: Node<'_>) -> Option<Config<'_>> {
    let mut name = None;
    let mut properties = Vec::new();
    let mut docs = Docs::new(Attachment::LastBefore);
    for child in node.children() {
        match child {
            Child::Token(kind, text, _) => docs.token(kind, text),
            Child::Node(SyntaxKind::Name, node) => name = node.token(SyntaxKind::Ident),
            Child::Node(SyntaxKind::ConfigProperty, node) => {
                docs.declaration();
                properties.extend(config_property(node));
            }
            Child::Node(..) => docs.declaration(),
        }
    }
    Some(Config { name: name?, properties, documentation: docs.take(), range: node.range() })
}

/// The name in a `Name` child.
fn named(node: Node<'_>) -> Option<Name<'_>> {
    let (_, name) = node.nodes().find(|(kind, _)| *kind == SyntaxKind::Name)?;
    name.token(SyntaxKind::Ident)
}

fn field<'a>(node: Node<'a>, above: Option<String>) -> Option<Field<'a>> {
    let mut name = None;
    let mut ty = None;
    let mut attributes = Vec::new();
    let mut end = node.start();
    let mut trailing = None;
    for child in node.children() {
        match child {
            Child::Node(kind, node) => {
                match kind {
                    SyntaxKind::Name => name = node.token(SyntaxKind::Ident),
                    SyntaxKind::TypeRef => ty = type_ref(node),
                    SyntaxKind::Attribute => attributes.extend(attribute(node)),
                    _ => {}
                }
                end = node.range().end;
            }
            Child::Token(kind, text, _) if kind.is_comment() => trailing = super::docs::trailing(kind, text),
            Child::Token(..) => {}
        }
    }
    let documentation = super::docs::join(above, trailing);
    Some(Field { name: name?, ty, attributes, documentation, range: TextRange { start: node.start(), end } })
}

fn enum_value<'a>(node: Node<'a>, above: Option<String>) -> Option<EnumValue<'a>> {
    let field = field(node, above)?;
    Some(EnumValue {
        name: field.name,
        attributes: field.attributes,
        documentation: field.documentation,
        range: field.range,
    })
}

fn config_property(node: Node<'_>) -> Option<ConfigProperty<'_>> {
    let key = named(node)?;
    let mut value = None;
    let mut end = key.range.end;
    for child in node.children() {
        match child {
            Child::Node(SyntaxKind::Name, _) => {}
            Child::Node(kind, node) => {
                value = expr(kind, node);
                end = node.range().end;
            }
            Child::Token(SyntaxKind::Equals, _, start) => end = start + 1,
            Child::Token(..) => {}
        }
    }
    Some(ConfigProperty { key, value, range: TextRange { start: node.start(), end } })
}

fn type_ref(node: Node<'_>) -> Option<TypeRef<'_>> {
    let mut base = None;
    let mut arity = ArityMark::Required;
    for child in node.children() {
        match child {
            Child::Node(SyntaxKind::Name, node) => base = node.token(SyntaxKind::Ident).map(BaseType::Named),
            Child::Node(SyntaxKind::UnsupportedType, node) => {
                let (_, literal) = node.nodes().find(|(kind, _)| *kind == SyntaxKind::StringLiteral)?;
                base = Some(BaseType::Unsupported(string(literal)?));
            }
            Child::Token(SyntaxKind::LeftBracket, ..) => arity = ArityMark::List,
            Child::Token(SyntaxKind::Question, ..) if arity == ArityMark::Required => arity = ArityMark::Optional,
            _ => {}
        }
    }
    Some(TypeRef { base: base?, arity, range: node.range() })
}

fn attribute(node: Node<'_>) -> Option<Attribute<'_>> {
    let mut attribute_path = None;
    let mut args = None;
    for (kind, node) in node.nodes() {
        match kind {
            SyntaxKind::Path => attribute_path = path(node),
            SyntaxKind::ArgList => args = Some(arg_list(node)),
            _ => {}
        }
    }
    Some(Attribute { path: attribute_path?, args, range: node.range() })
}

fn arg_list(node: Node<'_>) -> ArgList<'_> {
    let mut args = Vec::new();
    let mut trailing_comma = None;
    for child in node.children() {
        match child {
            Child::Node(SyntaxKind::Arg, node) => {
                args.push(arg(node));
                trailing_comma = None;
            }
            Child::Token(SyntaxKind::Comma, _, start) => trailing_comma = Some(TextRange { start, end: start + 1 }),
            _ => {}
        }
    }
    ArgList { args, trailing_comma, range: node.range() }
}

fn arg(node: Node<'_>) -> Arg<'_> {
    let mut name = None;
    let mut value = None;
    for (kind, node) in node.nodes() {
        if kind == SyntaxKind::Name {
            name = node.token(SyntaxKind::Ident);
        } else {
            value = expr(kind, node);
        }
    }
    Arg { name, value, range: node.range() }
}

fn expr(kind: SyntaxKind, node: Node<'_>) -> Option<Expr<'_>> {
    let range = node.range();
    Some(match kind {
        SyntaxKind::Call => {
            let mut parts = node.nodes();
            let (_, callee) = parts.next()?;
            let (_, args) = parts.next()?;
            Expr::Call(Call { path: path(callee)?, args: arg_list(args), range })
        }
        SyntaxKind::Array => {
            let elements = node.nodes().filter_map(|(kind, node)| expr(kind, node)).collect();
            Expr::Array(Array { elements, range })
        }
        SyntaxKind::Object => {
            let entries = node.nodes().filter_map(|(_, node)| {
                let mut parts = node.nodes();
                let (_, key) = parts.next()?;
                let (kind, value) = parts.next()?;
                Some((key.token(SyntaxKind::Ident)?, expr(kind, value)?))
            });
            Expr::Object(Object { entries: entries.collect(), range })
        }
        SyntaxKind::NumberLiteral => Expr::Number(node.token(SyntaxKind::Number)?),
        SyntaxKind::StringLiteral => Expr::String(string(node)?),
        SyntaxKind::Path => Expr::Path(path(node)?),
        _ => return None,
    })
}

fn string(node: Node<'_>) -> Option<StringLiteral<'_>> {
    let token = node.token(SyntaxKind::String)?;
    let inner = token.text.get(1..token.text.len() - 1)?;
    Some(StringLiteral { raw: token.text, value: lexer::unescape(inner).0, range: token.range })
}

fn path(node: Node<'_>) -> Option<Path<'_>> {
    let token = node.token(SyntaxKind::Ident)?;
    Some(Path { text: token.text, range: token.range })
}
