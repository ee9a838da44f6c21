//! Files → declarations.

use std::borrow::Cow;

use nicol_diagnostics::FileId;
use nicol_model::Arity;

use super::decl::{
    Arg, Args, Attribute, Composite, Config, Enum, EnumValue, Expr, ExprKind, Field, Ident, Model, Property, Top,
    TypeRef,
};
use crate::{SyntaxError, ast, codes};

/// The blocks of a file.
pub(super) fn file<'a>(id: FileId, file: &ast::File<'a>, errors: &[SyntaxError]) -> Vec<Top<'a>> {
    let reader = Reader { file: id, errors };
    file.blocks.iter().map(|block| reader.block(block)).collect()
}

#[derive(Clone, Copy)]
struct Reader<'e> {
    file: FileId,
    errors: &'e [SyntaxError],
}

impl Reader<'_> {
    fn block<'a>(self, block: &ast::Block<'a>) -> Top<'a> {
        match block {
            ast::Block::Model(b) => Top::Model(self.model(b, false)),
            ast::Block::View(b) => Top::Model(self.model(b, true)),
            ast::Block::CompositeType(b) => Top::Composite(Composite {
                name: self.ident(b.name),
                fields: self.fields(&b.fields),
                attributes: self.attributes(&b.attributes),
                documentation: b.documentation.clone(),
                span: b.range.span(self.file),
            }),
            ast::Block::Enum(b) => Top::Enum(Enum {
                name: self.ident(b.name),
                values: b
                    .values
                    .iter()
                    .map(|v| EnumValue {
                        name: self.ident(v.name),
                        attributes: self.attributes(&v.attributes),
                        documentation: v.documentation.clone(),
                        span: v.range.span(self.file),
                    })
                    .collect(),
                attributes: self.attributes(&b.attributes),
                documentation: b.documentation.clone(),
                span: b.range.span(self.file),
            }),
            ast::Block::Datasource(b) => Top::Config(self.config(b, true)),
            ast::Block::Generator(b) => Top::Config(self.config(b, false)),
        }
    }

    fn model<'a>(self, model: &ast::Model<'a>, is_view: bool) -> Model<'a> {
        Model {
            is_view,
            name: self.ident(model.name),
            fields: self.fields(&model.fields),
            attributes: self.attributes(&model.attributes),
            documentation: model.documentation.clone(),
            span: model.range.span(self.file),
        }
    }

    fn config<'a>(self, config: &ast::Config<'a>, is_datasource: bool) -> Config<'a> {
        Config {
            is_datasource,
            name: self.ident(config.name),
            properties: config
                .properties
                .iter()
                .map(|p| Property {
                    name: self.ident(p.key),
                    value: p.value.as_ref().map(|value| self.expr(value)),
                    span: p.range.span(self.file),
                })
                .collect(),
            documentation: config.documentation.clone(),
            span: config.range.span(self.file),
        }
    }

    /// Fields without a type are errors that have been reported, and no fields.
    fn fields<'a>(self, fields: &[ast::Field<'a>]) -> Vec<Field<'a>> {
        let field = |f: &ast::Field<'a>| {
            let ty = f.ty.as_ref()?;
            Some(Field {
                name: self.ident(f.name),
                ty: match &ty.base {
                    ast::BaseType::Named(name) => TypeRef::Named(self.ident(*name)),
                    ast::BaseType::Unsupported(text) => TypeRef::Unsupported(text.value.clone()),
                },
                arity: match ty.arity {
                    ast::ArityMark::Required => Arity::Required,
                    ast::ArityMark::Optional => Arity::Optional,
                    ast::ArityMark::List => Arity::List,
                },
                is_broken: self.is_broken(f.range),
                attributes: self.attributes(&f.attributes),
                documentation: f.documentation.clone(),
                span: f.range.span(self.file),
            })
        };
        fields.iter().filter_map(field).collect()
    }

    /// Old notations are errors that have been reported, and Prisma forgets the field.
    fn is_broken(self, field: ast::TextRange) -> bool {
        self.errors.iter().any(|e| {
            let old = [codes::OPTIONAL_LIST, codes::LEGACY_COLON, codes::LEGACY_LIST, codes::LEGACY_REQUIRED];
            old.contains(&e.code) && field.start <= e.range.start && e.range.end <= field.end
        })
    }

    fn attributes<'a>(self, attributes: &[ast::Attribute<'a>]) -> Vec<Attribute<'a>> {
        let attribute = |a: &ast::Attribute<'a>| Attribute {
            path: Ident { text: a.path.text, span: a.path.range.span(self.file) },
            args: self.args(a.args()),
            span: a.range.span(self.file),
        };
        attributes.iter().map(attribute).collect()
    }

    fn args<'a>(self, args: &[ast::Arg<'a>]) -> Args<'a> {
        let mut read = Args::default();
        for arg in args {
            match &arg.value {
                None => read.has_empty = true,
                Some(value) => read.items.push(Arg {
                    name: arg.name.map(|name| self.ident(name)),
                    value: self.expr(value),
                    span: arg.range.span(self.file),
                }),
            }
        }
        read
    }

    fn expr<'a>(self, expr: &ast::Expr<'a>) -> Expr<'a> {
        let kind = match expr {
            ast::Expr::Number(number) => ExprKind::Number(number.text),
            ast::Expr::String(string) => ExprKind::String(match &string.value {
                Cow::Borrowed(text) => Cow::Borrowed(text),
                Cow::Owned(text) => Cow::Owned(text.clone()),
            }),
            ast::Expr::Path(path) => ExprKind::Constant(path.text),
            ast::Expr::Call(call) => ExprKind::Call(call.path.text, self.args(&call.args.args)),
            ast::Expr::Array(array) => ExprKind::Array(array.elements.iter().map(|e| self.expr(e)).collect()),
            ast::Expr::Object(object) => {
                ExprKind::Object(object.entries.iter().map(|(key, e)| (self.ident(*key), self.expr(e))).collect())
            }
        };
        Expr { kind, span: expr.range().span(self.file) }
    }

    const fn ident<'a>(self, name: ast::Name<'a>) -> Ident<'a> {
        Ident { text: name.text, span: name.range.span(self.file) }
    }
}
