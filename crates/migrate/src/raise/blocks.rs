//! The text of models, views and enums. The formatter lays it out.

use std::collections::HashMap;
use std::fmt::Write as _;

use nicol_catalog::{Column, ColumnArity, ColumnType, ForeignKeyAction};

use super::comments::{CommentLine, Comments, append, free_standing, prepend, print, split};
use super::context::{Context, EnumNames, ModelNames, ViewNames, old_field};
use super::indexes::{self, BlockAttribute, with_args};
use super::previous::{PreviousAttribute, PreviousField, PreviousModel};
use super::relations::{Arity, RelationField, copied};
use super::values::{default, string};
use super::warnings::{Warning, WarningKind};
use super::{notes, types};

const INDENT: &str = "  ";

/// The text of a model.
pub(super) fn model(
    context: &Context<'_>,
    model: &ModelNames<'_>,
    relations: &[RelationField<'_>],
    warnings: &mut Vec<Warning>,
) -> String {
    notes::warn(model, model.table, warnings);
    let mut out = String::new();
    if model.previous.is_none() {
        for line in notes::lines(model) {
            out.push_str(&line);
            out.push('\n');
        }
    }
    if model.table.columns.is_empty() {
        let attributes = tail_attributes(context, &model.table.name, &model.name, false, false);
        let attributes: String = attributes.iter().map(|a| format!("// {}\n", a.text)).collect();
        let _ = write!(out, "// model {} {{\n{attributes}// }}\n", model.name);
        return out;
    }
    let is_ignored = !model.has_identifier || model.previous.is_some_and(|p| p.is_ignored);
    let keys = indexes::keys(context, model, warnings);
    let extra = model.previous.map(|p| copied(context, p, model.table, relations)).unwrap_or_default();
    let mut kept = Kept::new(model.previous, |f| {
        old_column(model, f).is_some()
            || relations.iter().any(|r| r.previous.is_some_and(|p| std::ptr::eq(p, f)))
            || extra.iter().any(|e| std::ptr::eq(*e, f))
    });
    let _ = writeln!(out, "model {} {{", model.name);
    for (column, name) in model.table.columns.iter().zip(&model.fields) {
        let old = model.previous.and_then(|p| old_field(p, &column.name));
        if let ColumnType::Unsupported(ty) = &column.ty {
            let object = format!("{}.{name} ({ty})", model.name);
            warnings.push(Warning { kind: WarningKind::UnsupportedType, object });
        }
        let on_field = keys.on_fields.iter().filter(|(c, _)| *c == column.name).map(|(_, text)| text.clone()).collect();
        let line = scalar_field(context, column, name, old, on_field, is_ignored);
        kept.print(old, &line, &mut out);
    }
    for field in relations {
        let line = relation_field(context, field, is_ignored);
        kept.print(field.previous, &line, &mut out);
    }
    for field in extra {
        warnings.push(Warning { kind: WarningKind::CopiedRelation, object: format!("{}.{}", model.name, field.name) });
        kept.print(Some(field), &field.text, &mut out);
    }
    let mut attributes = keys.on_block;
    let is_mapped = model.previous.is_some_and(|p| p.is_mapped);
    attributes.extend(tail_attributes(context, &model.table.name, &model.name, is_mapped, is_ignored));
    let (old, tail) = model.previous.map(|p| (p.attributes.as_slice(), p.tail.clone())).unwrap_or_default();
    print_attributes(&attributes, old, kept.tail, tail, &mut out);
    out
}

/// `@@map`, `@@ignore` and `@@schema`.
fn tail_attributes(
    context: &Context<'_>,
    found: &nicol_catalog::QualifiedName,
    name: &str,
    is_mapped: bool,
    is_ignored: bool,
) -> Vec<BlockAttribute> {
    let attribute = |kind, text| BlockAttribute { kind, columns: Vec::new(), text };
    let mut attributes = Vec::new();
    if found.name != name || is_mapped {
        attributes.push(attribute("map", format!("@@map({})", string(&found.name))));
    }
    if is_ignored {
        attributes.push(attribute("ignore", "@@ignore".to_owned()));
    }
    if let Some(namespace) = found.namespace.as_ref().filter(|_| context.has_schemas) {
        attributes.push(attribute("schema", format!("@@schema({})", string(namespace))));
    }
    attributes
}

/// Prints what follows the fields or values: comments that stand for themselves, block attributes, the closing brace.
fn print_attributes(
    attributes: &[BlockAttribute],
    previous: &[PreviousAttribute],
    carried: Vec<CommentLine>,
    tail: Vec<CommentLine>,
    out: &mut String,
) {
    let is_same = |new: &BlockAttribute, old: &PreviousAttribute| new.kind == old.kind && new.columns == old.columns;
    let mut loose = carried;
    for old in previous {
        if !attributes.iter().any(|new| is_same(new, old)) {
            append(&mut loose, free_standing(&old.comments.above));
        }
    }
    let mut used: Vec<&PreviousAttribute> = Vec::new();
    let mut lines = String::new();
    for new in attributes {
        let old = previous.iter().find(|old| is_same(new, old) && !used.iter().any(|u| std::ptr::eq(*u, *old)));
        let mut comments = old.map(|old| old.comments.clone()).unwrap_or_default();
        let (apart, own) = split(&comments.above);
        append(&mut loose, apart);
        comments.above = own;
        used.extend(old);
        print_line(&comments, &new.text, &mut lines);
    }
    append(&mut loose, tail);
    // The formatter would move them there, so that attributes stand last.
    print(&loose, INDENT, out);
    if !lines.is_empty() {
        out.push('\n');
        out.push_str(&lines);
    }
    out.push_str("}\n");
}

fn print_line(comments: &Comments, line: &str, out: &mut String) {
    comments.print_above(INDENT, out);
    out.push_str(INDENT);
    out.push_str(line);
    if let Some(trailing) = &comments.trailing {
        out.push(' ');
        out.push_str(trailing);
    }
    out.push('\n');
}

/// The comments of a block's fields, while the fields are written anew.
struct Kept {
    by_field: HashMap<*const PreviousField, Comments>,
    /// Comments whose field is gone, and that don't belong to it alone.
    tail: Vec<CommentLine>,
}

impl Kept {
    fn new(previous: Option<&PreviousModel>, stays: impl Fn(&PreviousField) -> bool) -> Self {
        let mut by_field = HashMap::new();
        let mut carried = Vec::new();
        for field in previous.map(|p| p.fields.as_slice()).unwrap_or_default() {
            if stays(field) {
                let mut comments = field.comments.clone();
                prepend(std::mem::take(&mut carried), &mut comments.above);
                by_field.insert(std::ptr::from_ref(field), comments);
            } else {
                append(&mut carried, free_standing(&field.comments.above));
            }
        }
        Self { by_field, tail: carried }
    }

    fn print(&mut self, old: Option<&PreviousField>, line: &str, out: &mut String) {
        let comments = old.and_then(|old| self.by_field.remove(&std::ptr::from_ref(old))).unwrap_or_default();
        print_line(&comments, line, out);
    }
}

fn old_column<'a>(model: &'a ModelNames<'_>, field: &PreviousField) -> Option<&'a Column> {
    if field.is_relation { None } else { model.table.column(&field.column) }
}

fn scalar_field(
    context: &Context<'_>,
    column: &Column,
    name: &str,
    old: Option<&PreviousField>,
    mut attributes: Vec<String>,
    is_model_ignored: bool,
) -> String {
    let (ty, native) = types::field_type(context, &column.ty);
    let is_unsupported = ty.starts_with("Unsupported");
    attributes.sort();
    let database = default(context, column).map(|value| format!("@default({value})"));
    attributes.extend(database.or_else(|| old.and_then(|f| f.client_default.clone()).filter(|_| ty == "String")));
    if old.is_some_and(|f| f.is_updated_at) && ty == "DateTime" && column.arity != ColumnArity::List {
        attributes.push("@updatedAt".to_owned());
    }
    if column.name != name || old.is_some_and(|f| f.is_mapped) {
        attributes.push(format!("@map({})", string(&column.name)));
    }
    if old.is_some_and(|f| f.is_ignored) && !is_unsupported && !is_model_ignored {
        attributes.push("@ignore".to_owned());
    }
    attributes.extend(native.map(|native| format!("@db.{native}")));
    joined(&format!("{name} {ty}{}", types::mark(column.arity)), &attributes)
}

fn relation_field(context: &Context<'_>, field: &RelationField<'_>, is_model_ignored: bool) -> String {
    let target = &context.models[field.target];
    let mark = match field.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    let mut args: Vec<String> = field.relation.iter().map(|name| string(name)).collect();
    if let Some(forward) = &field.forward {
        args.push(format!("fields: [{}]", forward.fields.join(", ")));
        args.push(format!("references: [{}]", forward.references.join(", ")));
        args.extend(forward.on_delete.map(|a| format!("onDelete: {}", action(a))));
        args.extend(forward.on_update.map(|a| format!("onUpdate: {}", action(a))));
        args.extend(forward.map.as_ref().map(|map| format!("map: {}", string(map))));
    }
    let mut attributes = Vec::new();
    if !args.is_empty() {
        attributes.push(with_args("@relation", args));
    }
    let is_target_ignored = !target.has_identifier || target.previous.is_some_and(|p| p.is_ignored);
    if (is_target_ignored && !is_model_ignored) || field.previous.is_some_and(|f| f.is_ignored) {
        attributes.push("@ignore".to_owned());
    }
    joined(&format!("{} {}{mark}", field.name, target.name), &attributes)
}

const fn action(action: ForeignKeyAction) -> &'static str {
    match action {
        ForeignKeyAction::NoAction => "NoAction",
        ForeignKeyAction::Restrict => "Restrict",
        ForeignKeyAction::Cascade => "Cascade",
        ForeignKeyAction::SetNull => "SetNull",
        ForeignKeyAction::SetDefault => "SetDefault",
    }
}

fn joined(head: &str, attributes: &[String]) -> String {
    let mut line = head.to_owned();
    for attribute in attributes {
        line.push(' ');
        line.push_str(attribute);
    }
    line
}

/// The text of a view. Keys and relations of views are written by hand, so they stay.
pub(super) fn view(context: &Context<'_>, view: &ViewNames<'_>, warnings: &mut Vec<Warning>) -> String {
    let mut out = String::new();
    let mut relations: Vec<&PreviousField> = Vec::new();
    if let Some(old) = view.previous {
        let is_there =
            |name: &str| context.models.iter().any(|m| m.name == name) || context.views.iter().any(|v| v.name == name);
        let has = |column: &String| view.view.columns.iter().any(|c| c.name == *column);
        relations.extend(
            old.fields.iter().filter(|f| f.is_relation && is_there(&f.type_name) && f.relation_columns.iter().all(has)),
        );
    }
    let mut kept = Kept::new(view.previous, |f| {
        relations.iter().any(|r| std::ptr::eq(*r, f)) || view.view.columns.iter().any(|c| c.name == f.column)
    });
    let _ = writeln!(out, "view {} {{", view.name);
    for (column, name) in view.view.columns.iter().zip(&view.fields) {
        let old = view.previous.and_then(|p| old_field(p, &column.name));
        if let ColumnType::Unsupported(ty) = &column.ty {
            let object = format!("{}.{name} ({ty})", view.name);
            warnings.push(Warning { kind: WarningKind::UnsupportedType, object });
        }
        let unique = old.filter(|f| f.is_unique).map(|_| "@unique".to_owned());
        // The database says of no column of a view that it holds no NULL; the schema may.
        let is_required = old.is_some_and(|f| f.is_required) && column.arity == ColumnArity::Nullable;
        let arity = if is_required { ColumnArity::Required } else { column.arity };
        let column = &Column { arity, ..column.clone() };
        let line = scalar_field(context, column, name, old, unique.into_iter().collect(), false);
        kept.print(old, &line, &mut out);
    }
    for field in relations {
        kept.print(Some(field), &field.text, &mut out);
    }
    let (old, tail) = view.previous.map(|p| (p.attributes.as_slice(), p.tail.clone())).unwrap_or_default();
    let (is_mapped, is_ignored) = view.previous.map_or((false, false), |p| (p.is_mapped, p.is_ignored));
    let uniques = old.iter().filter(|a| a.kind == "unique");
    let mut attributes: Vec<BlockAttribute> =
        uniques.map(|a| BlockAttribute { kind: "unique", columns: a.columns.clone(), text: a.text.clone() }).collect();
    attributes.extend(tail_attributes(context, &view.view.name, &view.name, is_mapped, is_ignored));
    print_attributes(&attributes, old, kept.tail, tail, &mut out);
    out
}

/// The text of an enum.
pub(super) fn enumeration(context: &Context<'_>, found: &EnumNames<'_>, warnings: &mut Vec<Warning>) -> String {
    let mut out = String::new();
    if found.values.is_empty() {
        warnings.push(Warning { kind: WarningKind::NoValues, object: found.name.clone() });
        let _ = write!(out, "// enum {} {{\n// }}\n", found.name);
        return out;
    }
    let mut tail = Vec::new();
    let mut carried: HashMap<&str, Comments> = HashMap::new();
    for value in found.previous.map(|p| p.values.as_slice()).unwrap_or_default() {
        if found.found.values.contains(&value.label) {
            let mut comments = value.comments.clone();
            prepend(std::mem::take(&mut tail), &mut comments.above);
            carried.insert(&value.label, comments);
        } else {
            append(&mut tail, free_standing(&value.comments.above));
        }
    }
    let _ = writeln!(out, "enum {} {{", found.name);
    for (label, name) in found.found.values.iter().zip(&found.values) {
        let old = found.previous.and_then(|p| p.values.iter().find(|v| v.label == *label));
        let line = match label != name || old.is_some_and(|v| v.is_mapped) {
            true => format!("{name} @map({})", string(label)),
            false => name.clone(),
        };
        print_line(&carried.remove(label.as_str()).unwrap_or_default(), &line, &mut out);
    }
    let is_mapped = found.previous.is_some_and(|p| p.is_mapped);
    let attributes = tail_attributes(context, &found.found.name, &found.name, is_mapped, false);
    let (old, end) = found.previous.map(|p| (p.attributes.as_slice(), p.tail.clone())).unwrap_or_default();
    print_attributes(&attributes, old, tail, end, &mut out);
    out
}
