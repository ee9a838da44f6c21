//! What is missing in relations, as edits: fields and arguments, as the formatter would complete them.

use nicol_diagnostics::{Applicability, Edit, Fix, Span};
use nicol_model::Arity;

use super::Subject;
use super::relations::Side;
use crate::ast::{self, Attribute, TypeRef};
use crate::format::names::{camel_case, capitalized, plural, uncapitalized};
use crate::ir::IndexKind;
use crate::validate::draft::{FieldRef, FieldType};

fn fix(title: String, edits: Vec<Edit>) -> Fix {
    Fix { title, edits, applicability: Applicability::Safe }
}

fn insert(at: Span, offset: u32, text: String) -> Edit {
    Edit { span: Span::new(at.file, offset, offset), replacement: text }
}

/// New lines before the closing brace of a model.
fn append(model: &ast::Model<'_>, lines: &str) -> Edit {
    insert(model.span, model.span.end.saturating_sub(1), lines.to_owned())
}

/// A name that no field of the model has.
fn free_name(model: &ast::Model<'_>, wanted: String) -> String {
    let is_taken = |name: &str| model.fields.iter().any(|field| field.name.text == name);
    let mut name = wanted.clone();
    let mut number = 2;
    while is_taken(&name) {
        name = format!("{wanted}{number}");
        number += 1;
    }
    name
}

/// Text at the end of the arguments of an attribute, or with parentheses if it has none.
fn more_arguments(attribute: &Attribute<'_>, text: &str) -> Edit {
    match attribute.args.items.last() {
        Some(last) => insert(last.span, last.span.end, format!(", {text}")),
        None => Edit { span: attribute.span, replacement: format!("@{}({text})", attribute.path.text) },
    }
}

/// The counterpart of a relation field without one.
pub(super) fn opposite(subject: &Subject<'_, '_>, side: &Side<'_, '_>) -> Option<Fix> {
    let draft = subject.draft;
    let target = draft.decl(side.relation.target);
    let is_self_relation = side.relation.target == side.at.model;
    let mut edits = Vec::new();
    // The two ends of a self relation have a name in common.
    let name = match side.relation.name {
        Some(name) => Some(name.to_owned()),
        None if is_self_relation => {
            let name = format!("{}{}", side.model, capitalized(side.decl.name.text));
            edits.push(match side.relation.attribute {
                None => insert(side.decl.span, type_end(side.decl)?, format!(" @relation(\"{name}\")")),
                Some(attribute) => match attribute.args.items.first() {
                    Some(first) => insert(first.span, first.span.start, format!("\"{name}\", ")),
                    None => more_arguments(attribute, &format!("\"{name}\"")),
                },
            });
            Some(name)
        }
        None => None,
    };
    let own_attribute = name.as_ref().map_or(String::new(), |name| format!(" @relation(\"{name}\")"));
    let ignored = if draft.models[side.at.model].is_ignored { " @ignore" } else { "" };
    let singular = camel_case(side.model);
    let line = match side.decl.arity {
        Arity::List => {
            let relation = name.map_or(String::new(), |name| format!("\"{name}\", "));
            let field = free_name(target, singular);
            let (columns, keys) = foreign_key(subject, side.relation.target, &field, side.at.model, Arity::Optional)?;
            let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
            let model = side.model;
            let mut text = format!(
                "  {field} {model}? @relation({relation}fields: [{}], references: [{}])\n",
                names.join(", "),
                keys.join(", ")
            );
            text.extend(columns.iter().filter_map(|column| column.line.as_deref()));
            text
        }
        _ if is_unique(subject, side) => {
            format!("  {} {}?{own_attribute}{ignored}\n", free_name(target, singular), side.model)
        }
        _ => format!("  {} {}[]{own_attribute}{ignored}\n", free_name(target, plural(&singular)), side.model),
    };
    let title = format!("add the other end to `{}`", target.name.text);
    edits.push(append(target, &line));
    Some(fix(title, edits))
}

fn is_unique(subject: &Subject<'_, '_>, side: &Side<'_, '_>) -> bool {
    let Some(fields) = &side.relation.fields else { return false };
    let indexes = &subject.draft.models[side.at.model].indexes;
    indexes.iter().any(|i| i.kind == IndexKind::Unique && i.columns().eq(fields.iter().copied()))
}

/// Where a field's type ends.
fn type_end(field: &ast::Field<'_>) -> Option<u32> {
    let TypeRef::Named(ty) = &field.ty else { return None };
    let mark = match field.arity {
        Arity::Required => 0,
        Arity::Optional => 1,
        Arity::List => 2,
    };
    // With space before the mark the place is not known.
    let written = field.attributes.first().map_or(field.span.end, |attribute| attribute.span.start);
    (ty.span.end + mark <= written).then_some(ty.span.end + mark)
}

struct Column {
    name: String,
    /// The declaration, if the field is not there yet.
    line: Option<String>,
}

/// The columns that a foreign key of the field would have, and what they point at. `None` if fields of these names are
/// something else.
fn foreign_key(
    subject: &Subject<'_, '_>,
    model: usize,
    field: &str,
    target: usize,
    arity: Arity,
) -> Option<(Vec<Column>, Vec<String>)> {
    let draft = subject.draft;
    let owner = draft.decl(model);
    let criterion = draft.unique_criteria(target).find(|key| {
        key.columns().all(|column| {
            let at = FieldRef { model: target, field: column };
            draft.field(at).arity == Arity::Required && draft.ty(at) != FieldType::Unsupported
        })
    })?;
    let mut columns = Vec::new();
    let mut keys = Vec::new();
    for key in criterion.columns() {
        let at = FieldRef { model: target, field: key };
        let there = draft.field(at);
        let TypeRef::Named(ty) = &there.ty else { return None };
        let name = format!("{}{}", uncapitalized(field), capitalized(there.name.text));
        keys.push(there.name.text.to_owned());
        let line = match draft.shape.models[model].fields.get(name.as_str()) {
            Some(position) => {
                let here = FieldRef { model, field: *position };
                let fits = draft.ty(here) == draft.ty(at) && owner.fields[*position].arity == arity;
                if !fits {
                    return None;
                }
                None
            }
            None => {
                let mark = if arity == Arity::Optional { "?" } else { "" };
                let native = draft.facts(at).native_type.as_ref().map_or(String::new(), |native| {
                    let args =
                        if native.args.is_empty() { String::new() } else { format!("({})", native.args.join(", ")) };
                    format!(" @{}.{}{args}", native.scope, native.name)
                });
                Some(format!("  {name} {}{mark}{native}\n", ty.text))
            }
        };
        columns.push(Column { name, line });
    }
    Some((columns, keys))
}

/// `fields` and `references` of the side that should hold the foreign key, as far as they are missing.
pub(super) fn arguments(subject: &Subject<'_, '_>, side: &Side<'_, '_>, is_one_to_one: bool) -> Option<Fix> {
    let draft = subject.draft;
    let owner = draft.decl(side.at.model);
    if side.has_fields() == side.has_references() && side.has_fields() {
        return None;
    }
    if side.has_fields() {
        let fields = side.relation.fields.as_deref().unwrap_or_default();
        let target = side.relation.target;
        let fits = |columns: &[usize]| {
            columns.len() == fields.len()
                && columns.iter().zip(fields).all(|(there, here)| {
                    draft.ty(FieldRef { model: target, field: *there })
                        == draft.ty(FieldRef { model: side.at.model, field: *here })
                })
        };
        let key = draft.unique_criteria(target).map(|key| key.columns().collect::<Vec<_>>()).find(|key| fits(key))?;
        let names: Vec<&str> = key.iter().map(|field| draft.decl(target).fields[*field].name.text).collect();
        let text = format!("references: [{}]", names.join(", "));
        let attribute = side.relation.attribute.filter(|a| a.args.named("references").is_none())?;
        let after = attribute.args.named("fields")?.span;
        return Some(fix(format!("add `{text}`"), vec![insert(after, after.end, format!(", {text}"))]));
    }
    if side.has_references() || side.relation.fields.is_some() || side.relation.references.is_some() {
        return None;
    }
    let (columns, keys) =
        foreign_key(subject, side.at.model, side.decl.name.text, side.relation.target, side.decl.arity)?;
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    let text = format!("fields: [{}], references: [{}]", names.join(", "), keys.join(", "));
    let mut edits = vec![match side.relation.attribute {
        Some(attribute) => more_arguments(attribute, &text),
        None => insert(side.decl.span, type_end(side.decl)?, format!(" @relation({text})")),
    }];
    let lines: String = columns.iter().filter_map(|column| column.line.as_deref()).collect();
    if !lines.is_empty() {
        let is_new_unique = is_one_to_one && columns.len() == 1;
        let lines = if is_new_unique { lines.replace('\n', " @unique\n") } else { lines };
        edits.push(append(owner, &lines));
    }
    Some(fix(format!("add `{text}`"), edits))
}

/// A unique over these fields of a model.
pub(super) fn unique(model: &ast::Model<'_>, fields: &[usize]) -> Fix {
    key(model, fields, "unique")
}

/// An index over these fields of a model.
pub(super) fn index(model: &ast::Model<'_>, fields: &[usize]) -> Fix {
    let names: Vec<&str> = fields.iter().map(|field| model.fields[*field].name.text).collect();
    let text = format!("@@index([{}])", names.join(", "));
    fix(format!("add `{text}`"), vec![append(model, &format!("\n  {text}\n"))])
}

fn key(model: &ast::Model<'_>, fields: &[usize], attribute: &str) -> Fix {
    if let [one] = fields {
        let field = &model.fields[*one];
        let edit = insert(field.span, field.span.end, format!(" @{attribute}"));
        return fix(format!("add `@{attribute}` to `{}`", field.name.text), vec![edit]);
    }
    let names: Vec<&str> = fields.iter().map(|field| model.fields[*field].name.text).collect();
    let text = format!("@@{attribute}([{}])", names.join(", "));
    fix(format!("add `{text}`"), vec![append(model, &format!("\n  {text}\n"))])
}

/// `?` after a required field's type.
pub(super) fn optional(field: &ast::Field<'_>) -> Option<Fix> {
    let TypeRef::Named(ty) = &field.ty else { return None };
    Some(Fix::insert(ty.span.file, ty.span.end, "?").titled(format!("write `{} {}?`", field.name.text, ty.text)))
}
