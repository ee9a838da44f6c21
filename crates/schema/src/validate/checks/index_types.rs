//! Which columns fit which index type and operator class (PostgreSQL, CockroachDB).

use nicol_model::{Arity, ScalarType};

use super::{Subject, native_types};
use crate::ir::{IndexAlgorithm, IndexKind};
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, Key, KeyField, Ops};
use crate::validate::operator_classes::{self, OperatorClass};

pub(super) fn postgresql(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    for index in &subject.draft.models[model].indexes {
        no_xml(cx, subject, model, index);
        let algorithm = index.algorithm.unwrap_or(IndexAlgorithm::BTree);
        for field in &index.fields {
            operator_class(cx, subject, model, index, field, algorithm);
        }
        if algorithm == IndexAlgorithm::SpGist && index.fields.len() != 1 {
            let message = "an index of type `SpGist` has one field";
            cx.error("spgist-columns", index.attribute.span, message, "make an index for each field");
        }
    }
}

fn no_xml(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, index: &Key<'_>) {
    for field in &index.fields {
        let (decl, _, facts) = subject.draft.key_field(model, field);
        if facts.native_type.as_ref().is_some_and(|n| n.name == "Xml") {
            let what = if index.kind == IndexKind::Unique { "unique" } else { "indexed" };
            let message = format!("`{}` is of type Xml and can't be {what}", decl.name.text);
            cx.error("xml-in-index", decl.span, message, "remove it from the index");
            return;
        }
    }
}

fn operator_class(
    cx: &mut Context,
    subject: &Subject<'_, '_>,
    model: usize,
    index: &Key<'_>,
    field: &KeyField<'_>,
    algorithm: IndexAlgorithm,
) {
    let (decl, ty, facts) = subject.draft.key_field(model, field);
    let column = Column {
        scalar: ty.scalar(),
        is_unsupported: ty == FieldType::Unsupported,
        is_enum: matches!(ty, FieldType::Enum(_)),
        is_list: decl.arity == Arity::List,
        native: native_types::valid_name(subject, facts),
    };
    let class = match field.ops {
        Some(Ops::Raw(_)) => return,
        Some(Ops::Constant(name)) => operator_classes::find(name),
        None => None,
    };
    let span = index.attribute.span;
    let name = decl.name.text;
    if let Some(class) = class {
        if !class.algorithms.contains(&algorithm) {
            let message = format!("the operator class `{}` is not for indexes of type `{algorithm:?}`", class.name);
            let types: Vec<String> = class.algorithms.iter().map(|a| format!("`{a:?}`")).collect();
            cx.error(
                "operator-class-index-type",
                span,
                message,
                format!("use it with `type: {}`", types.join(" or ").replace('`', "")),
            );
        } else if !column.fits(class) {
            let message = format!("the operator class `{}` is not for the type of `{name}`", class.name);
            cx.error("operator-class-type", span, message, "choose another class, or `raw(\"class_name\")`");
        }
        return;
    }
    if !column.has_default_class(algorithm) {
        let message =
            format!("the type of `{name}` has no default operator class for an index of type `{algorithm:?}`");
        cx.error("missing-operator-class", span, message, "name one, as in `field(ops: raw(\"class_name\"))`");
    }
}

/// What matters of an indexed column.
struct Column<'a> {
    scalar: Option<ScalarType>,
    is_unsupported: bool,
    is_enum: bool,
    is_list: bool,
    native: Option<&'a str>,
}

impl Column<'_> {
    fn fits(&self, class: &OperatorClass) -> bool {
        if class.lists {
            return self.is_list;
        }
        match self.native {
            Some(native) => class.native.contains(&native),
            // Classes that want a native type are refused only where the index type does not fit the field at all.
            None => class.scalar.is_some() && class.scalar == self.scalar,
        }
    }

    fn has_default_class(&self, algorithm: IndexAlgorithm) -> bool {
        use ScalarType::{BigInt, Bytes, DateTime, Decimal, Float, Int, Json, String};
        match algorithm {
            IndexAlgorithm::BTree | IndexAlgorithm::Hash => true,
            _ if self.is_unsupported => true,
            IndexAlgorithm::Gist => self.native.is_none() && self.scalar == Some(String),
            IndexAlgorithm::Gin => {
                self.is_list || (self.scalar == Some(Json) && self.native.is_none_or(|n| n == "JsonB"))
            }
            IndexAlgorithm::SpGist => match self.native {
                Some(native) => matches!(native, "Inet" | "Text" | "VarChar" | "Char"),
                None => self.scalar == Some(String),
            },
            IndexAlgorithm::Brin => match self.native {
                Some(native) => !matches!(native, "Boolean" | "Json" | "JsonB" | "Xml" | "Citext" | "Money"),
                None => {
                    !self.is_enum
                        && matches!(self.scalar, Some(String | Bytes | DateTime | Float | Int | BigInt | Decimal))
                }
            },
        }
    }
}

/// CockroachDB's inverted indexes.
pub(super) fn cockroachdb(cx: &mut Context, subject: &Subject<'_, '_>, model: usize) {
    for index in &subject.draft.models[model].indexes {
        if index.algorithm == Some(IndexAlgorithm::Gin) {
            inverted(cx, subject, model, index);
        }
    }
}

fn inverted(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, index: &Key<'_>) {
    let span = index.attribute.span;
    for (at, field) in index.fields.iter().enumerate() {
        let (decl, ty, _) = subject.draft.key_field(model, field);
        if field.ops.is_some() {
            cx.error("operator-class-not-allowed", span, "CockroachDB has no operator classes here", "remove `ops`");
            return;
        }
        let is_json = ty == FieldType::Scalar(ScalarType::Json);
        if !is_json && ty != FieldType::Unsupported && decl.arity != Arity::List {
            let message = format!("an index of type `Gin` can't hold the type of `{}`", decl.name.text);
            cx.error("missing-operator-class", span, message, "index fields of type Json or lists");
        }
        if is_json && at + 1 < index.fields.len() {
            let message = format!("`{}` is of type Json and must stand last in the index", decl.name.text);
            cx.error("json-not-last", span, message, "move it to the end");
        }
    }
}
