//! Lists of fields in `@@id`, `@@unique`, `@@index`, `@@fulltext`, `@@shardKey` and `@relation`.

use nicol_diagnostics::{Fix, Span};

use super::ops;
use super::visit::list;
use crate::ast::{Args, Expr, ExprKind, Field};
use crate::ir::SortOrder;
use crate::suggest::Near;
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, KeyField, ModelShape, Ops, Shape};

/// Names in a list that are not what they should be.
#[derive(Default)]
pub(super) struct Problems<'a> {
    /// No such field, with the nearest one that there is.
    pub(super) unknown: Vec<(String, Option<Near<'a>>)>,
    /// Relation fields.
    pub(super) relations: Vec<usize>,
    /// Fields whose type is an error.
    pub(super) untyped: Vec<usize>,
}

/// Why a list of fields can't be used.
pub(super) enum Unresolved<'a> {
    /// Reported already.
    Reported,
    Problems(Problems<'a>),
}

impl<'a> Problems<'a> {
    fn unless_any<T>(self, found: T) -> Result<T, Unresolved<'a>> {
        if self.unknown.is_empty() && self.relations.is_empty() && self.untyped.is_empty() {
            Ok(found)
        } else {
            Err(Unresolved::Problems(self))
        }
    }

    /// A field whose type is an error: it counts as not there if the type could not even be read.
    fn no_type(&mut self, owner: &ModelShape<'a>, field: usize) {
        let decl = &owner.decl.fields[field];
        if decl.is_broken {
            self.unknown.push((decl.name.text.to_owned(), None));
        } else {
            self.untyped.push(field);
        }
    }

    /// Says that fields without a known type can't be used.
    pub(super) fn report_untyped(&self, cx: &mut Context, fields: &[Field<'_>], span: Span) {
        if !self.untyped.is_empty() {
            let names: Vec<&str> = self.untyped.iter().map(|at| fields[*at].name.text).collect();
            let message = format!("the type of these fields is not known: {}", list(&names));
            cx.error("field-without-type", span, message, "correct their types first");
        }
    }

    /// "`a`, `b`".
    pub(super) fn unknown_names(&self) -> String {
        list(&self.unknown.iter().map(|(name, _)| name).collect::<Vec<_>>())
    }

    /// Adds the fixes of the unknown names of a list to the latest diagnostic.
    pub(super) fn fix_unknown(&self, cx: &mut Context, list: &Expr<'_>) {
        let items = match &list.kind {
            ExprKind::Array(items) => items.as_slice(),
            _ => std::slice::from_ref(list),
        };
        for item in items {
            let (ExprKind::Constant(name) | ExprKind::Call(name, _)) = &item.kind else { continue };
            let found = self.unknown.iter().find(|(unknown, _)| unknown == name);
            if let Some(near) = found.and_then(|(_, near)| *near)
                && let Ok(length) = u32::try_from(name.len())
            {
                let span = Span::new(item.span.file, item.span.start, item.span.start + length);
                cx.fix(Fix::replace(span, near.name).sure(near.is_sure));
            }
        }
    }

    /// What to write instead of the unknown names.
    pub(super) fn unknown_help(&self) -> String {
        let near: Vec<&str> = self.unknown.iter().filter_map(|(_, near)| near.map(|near| near.name)).collect();
        if near.is_empty() { "name fields that are there".to_owned() } else { format!("did you mean {}?", list(&near)) }
    }
}

/// Plain names, as in `@relation(fields: …)`.
pub(super) fn plain<'a>(
    cx: &mut Context,
    shape: &Shape<'a>,
    model: usize,
    expr: &'a Expr<'a>,
    attribute: Span,
) -> Result<Vec<usize>, Unresolved<'a>> {
    let names = cx.list(expr, Context::constant).ok_or(Unresolved::Reported)?;
    let owner = &shape.models[model];
    let mut found = Vec::with_capacity(names.len());
    let mut problems = Problems::default();
    for name in names {
        match owner.fields.get(name) {
            Some(&field) if owner.types[field] == FieldType::Unknown => problems.no_type(owner, field),
            Some(&field) if !owner.types[field].is_column() => problems.relations.push(field),
            Some(field) if found.contains(field) => return Err(twice(cx, name, attribute)),
            Some(&field) => found.push(field),
            None => problems.unknown.push((name.to_owned(), near_column(cx, owner, name))),
        }
    }
    problems.unless_any(found)
}

fn near_column<'a>(cx: &mut Context, owner: &ModelShape<'a>, name: &str) -> Option<Near<'a>> {
    let columns = owner.decl.fields.iter().zip(&owner.types).filter(|(_, ty)| ty.is_column());
    cx.near(name, || columns.map(|(field, _)| field.name.text))
}

fn twice<'a>(cx: &mut Context, name: &str, attribute: Span) -> Unresolved<'a> {
    let message = format!("the field `{name}` is named twice");
    cx.error("duplicate-field-in-list", attribute, message, "name every field once");
    Unresolved::Reported
}

/// Names with arguments, as in `@@index([a(sort: Desc), b.c])`. Dots lead into composite types where `follows_dots`.
pub(super) fn with_arguments<'a>(
    cx: &mut Context,
    shape: &Shape<'a>,
    model: usize,
    expr: &'a Expr<'a>,
    attribute: Span,
    follows_dots: bool,
) -> Result<Vec<KeyField<'a>>, Unresolved<'a>> {
    let items = cx.list(expr, item).ok_or(Unresolved::Reported)?;
    let mut found: Vec<KeyField<'a>> = Vec::with_capacity(items.len());
    let mut problems = Problems::default();
    for (name, arguments) in items {
        let Some((field, path)) = locate(cx, shape, model, name, follows_dots, &mut problems) else { continue };
        if found.iter().any(|f| f.field == field && f.path == path) {
            return Err(twice(cx, name, attribute));
        }
        found.push(KeyField { field, path, sort: arguments.sort, length: arguments.length, ops: arguments.ops });
    }
    problems.unless_any(found)
}

/// Finds a field by its name or path, or notes what is wrong.
fn locate<'a>(
    cx: &mut Context,
    shape: &Shape<'a>,
    model: usize,
    name: &str,
    follows_dots: bool,
    problems: &mut Problems<'a>,
) -> Option<(usize, Vec<(usize, usize)>)> {
    let owner = &shape.models[model];
    if name.contains('.') && !follows_dots {
        problems.unknown.push((name.to_owned(), None));
        return None;
    }
    let mut parts = name.split('.');
    let first = parts.next().unwrap_or_default();
    let Some(&field) = owner.fields.get(first) else {
        problems.unknown.push((first.to_owned(), near_column(cx, owner, first)));
        return None;
    };
    let mut next = owner.types[field];
    match next {
        FieldType::Model(_) => problems.relations.push(field),
        FieldType::Unknown => problems.no_type(owner, field),
        _ => {}
    }
    if !next.is_column() {
        return None;
    }
    let mut path = Vec::new();
    for part in parts {
        let FieldType::Composite(composite) = next else {
            problems.unknown.push((name.to_owned(), None));
            return None;
        };
        let inner = &shape.composites[composite];
        let Some(&at) = inner.fields.get(part) else {
            let near = cx.near(part, || inner.decl.fields.iter().map(|f| f.name.text));
            problems.unknown.push((format!("{part} in type {}", inner.decl.name.text), near));
            return None;
        };
        path.push((composite, at));
        next = inner.types[at];
    }
    Some((field, path))
}

/// Adds the fix of a sort order to the latest diagnostic.
pub(super) fn fix_sort_order(cx: &mut Context, written: &str, value: &Expr<'_>) {
    let meant = match written.to_ascii_lowercase().as_str() {
        "asc" | "ascending" => "Asc",
        "desc" | "descending" => "Desc",
        _ => return,
    };
    cx.fix(Fix::replace(value.span, meant));
}

#[derive(Default)]
struct Arguments<'a> {
    sort: Option<SortOrder>,
    length: Option<u32>,
    ops: Option<Ops<'a>>,
}

fn item<'a>(cx: &mut Context, expr: &'a Expr<'a>) -> Option<(&'a str, Arguments<'a>)> {
    match &expr.kind {
        ExprKind::Call(name, args) => Some((name, arguments(cx, args))),
        _ => cx.constant(expr).map(|name| (name, Arguments::default())),
    }
}

/// Arguments with other names are ignored, as in Prisma.
fn arguments<'a>(cx: &mut Context, args: &'a Args<'a>) -> Arguments<'a> {
    let sort = args.named("sort").and_then(|arg| match cx.constant(&arg.value)? {
        "Asc" => Some(SortOrder::Asc),
        "Desc" => Some(SortOrder::Desc),
        other => {
            cx.error("unknown-sort-order", arg.span, format!("unknown sort order `{other}`"), "write `Asc` or `Desc`");
            fix_sort_order(cx, other, &arg.value);
            None
        }
    });
    let length = args.named("length").and_then(|arg| cx.integer(&arg.value)).and_then(|n| u32::try_from(n).ok());
    let ops = args.named("ops").and_then(|arg| ops::read(cx, arg));
    Arguments { sort, length, ops }
}
