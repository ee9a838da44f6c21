//! Files → declarations.

use nicol_diagnostics::FileId;
use nicol_model::Arity;

use super::decl::{
    Arg, Args, Attribute, Composite, Config, Enum, EnumValue, Expr, ExprKind, Field, Ident, Model, Property, Top,
    TypeRef,
};
use crate::{SyntaxError, ast, codes};

/// The blocks of a file.
pub(super) fn file<'a>(id: FileId, file: ast::File<'a>, errors: &[SyntaxError]) -> Vec<Top<'a>> {
    let old = [codes::OPTIONAL_LIST, codes::LEGACY_COLON, codes::LEGACY_LIST, codes::LEGACY_REQUIRED];
    let broken = errors.iter().filter(|e| old.contains(&e.code)).map(|e| e.range.clone()).collect();
    let reader = Reader { file: id, broken };
    file.blocks.into_iter().map(|block| reader.block(block)).collect()
}

struct Reader {
    file: FileId,
    /// Places of old notations, in order.
    broken: Vec<std::ops::Range<u32>>,
}

impl Reader {
    fn block<'a>(&self, block: ast::Block<'a>) -> Top<'a> {
        match block {
            ast::Block::Model(b) => Top::Model(self.model(b, false)),
            ast::Block::View(b) => Top::Model(self.model(b, true)),
            ast::Block::CompositeType(b) => Top::Composite(Composite {
                name: self.ident(b.name),
                fields: self.fields(b.fields),
                attributes: self.attributes(b.attributes),
                documentation: b.documentation,
                span: b.range.span(self.file),
            }),
            ast::Block::Enum(b) => Top::Enum(Enum {
                name: self.ident(b.name),
                values: b
                    .values
                    .into_iter()
                    .map(|v| EnumValue {
                        name: self.ident(v.name),
                        attributes: self.attributes(v.attributes),
                        documentation: v.documentation,
                        span: v.range.span(self.file),
                    })
                    .collect(),
                attributes: self.attributes(b.attributes),
                documentation: b.documentation,
                span: b.range.span(self.file),
            }),
            ast::Block::Datasource(b) => Top::Config(self.config(b, true)),
            ast::Block::Generator(b) => Top::Config(self.config(b, false)),
        }
    }

    fn model<'a>(&self, model: ast::Model<'a>, is_view: bool) -> Model<'a> {
        Model {
            is_view,
            name: self.ident(model.name),
            fields: self.fields(model.fields),
            attributes: self.attributes(model.attributes),
            documentation: model.documentation,
            span: model.range.span(self.file),
        }
    }

    fn config<'a>(&self, config: ast::Config<'a>, is_datasource: bool) -> Config<'a> {
        Config {
            is_datasource,
            name: self.ident(config.name),
            properties: config
                .properties
                .into_iter()
                .map(|p| Property {
                    name: self.ident(p.key),
                    value: p.value.map(|value| self.expr(value)),
                    span: p.range.span(self.file),
                })
                .collect(),
            documentation: config.documentation,
            span: config.range.span(self.file),
        }
    }

    /// Fields without a type are errors that have been reported, and no fields.
    fn fields<'a>(&self, fields: Vec<ast::Field<'a>>) -> Vec<Field<'a>> {
        let field = |f: ast::Field<'a>| {
            let ty = f.ty?;
            Some(Field {
                name: self.ident(f.name),
                ty: match ty.base {
                    ast::BaseType::Named(name) => TypeRef::Named(self.ident(name)),
                    ast::BaseType::Unsupported(text) => TypeRef::Unsupported(text.value),
                },
                arity: match ty.arity {
                    ast::ArityMark::Required => Arity::Required,
                    ast::ArityMark::Optional => Arity::Optional,
                    ast::ArityMark::List => Arity::List,
                },
                is_broken: self.is_broken(f.range),
                attributes: self.attributes(f.attributes),
                documentation: f.documentation,
                span: f.range.span(self.file),
            })
        };
        fields.into_iter().filter_map(field).collect()
    }

    /// Old notations are errors that have been reported, and Prisma forgets the field.
    fn is_broken(&self, field: ast::TextRange) -> bool {
        let next = self.broken.partition_point(|range| range.start < field.start);
        self.broken[next..].iter().take_while(|range| range.start < field.end).any(|range| range.end <= field.end)
    }

    fn attributes<'a>(&self, attributes: Vec<ast::Attribute<'a>>) -> Vec<Attribute<'a>> {
        let attribute = |a: ast::Attribute<'a>| Attribute {
            path: Ident { text: a.path.text, span: a.path.range.span(self.file) },
            args: a.args.map(|list| self.args(list)).unwrap_or_default(),
            span: a.range.span(self.file),
        };
        attributes.into_iter().map(attribute).collect()
    }

    fn args<'a>(&self, list: ast::ArgList<'a>) -> Args<'a> {
        let mut args = Args {
            items: Vec::with_capacity(list.args.len()),
            empty: Vec::new(),
            trailing_comma: list.trailing_comma.map(|comma| comma.span(self.file)),
        };
        for arg in list.args {
            let name = arg.name.map(|name| self.ident(name));
            match (arg.value, name) {
                (Some(value), _) => {
                    args.items.push(Arg { name, value: self.expr(value), span: arg.range.span(self.file) });
                }
                (None, name) => args.empty.extend(name),
            }
        }
        args
    }

    fn expr<'a>(&self, expr: ast::Expr<'a>) -> Expr<'a> {
        let span = expr.range().span(self.file);
        let kind = match expr {
            ast::Expr::Number(number) => ExprKind::Number(number.text),
            ast::Expr::String(string) => ExprKind::String(string.value),
            ast::Expr::Path(path) => ExprKind::Constant(path.text),
            ast::Expr::Call(call) => ExprKind::Call(call.path.text, self.args(call.args)),
            ast::Expr::Array(array) => ExprKind::Array(array.elements.into_iter().map(|e| self.expr(e)).collect()),
            ast::Expr::Object(object) => {
                ExprKind::Object(object.entries.into_iter().map(|(key, e)| (self.ident(key), self.expr(e))).collect())
            }
        };
        Expr { kind, span }
    }

    const fn ident<'a>(&self, name: ast::Name<'a>) -> Ident<'a> {
        Ident { text: name.text, span: name.range.span(self.file) }
    }
}
