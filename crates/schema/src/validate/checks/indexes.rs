//! `@unique`, `@@unique`, `@@index` and `@@fulltext`.

use nicol_model::{Flavour, ScalarType};

use super::constraint_names::ConstraintNames;
use super::{Subject, database_names, fulltext};
use crate::ir::{IndexAlgorithm, IndexKind};
use crate::validate::context::Context;
use crate::validate::draft::{FieldType, Key};

pub(super) fn check(
    cx: &mut Context,
    subject: &Subject<'_, '_>,
    names: &ConstraintNames<'_>,
    model: usize,
    index: &Key<'_>,
) {
    let can = subject.connector.can;
    let span = index.attribute.span;
    if index.fields.is_empty() {
        cx.error("empty-field-list", span, format!("`{}` names no field", index.title()), "name a field");
    }
    names.check_index(cx, subject, model, index);
    if index.kind == IndexKind::Unique {
        if let Some(name) = clashing_client_name(subject, model, index) {
            let message = format!("the name of the unique, `{name}`, is also that of a field");
            cx.error("client-name-clash", span, message, "rename the field");
        }
        names.check_client_name(cx, model, index);
    }
    if !can.index_length && index.fields.iter().any(|f| f.length.is_some()) {
        let message = format!("{} has no `length` in indexes", subject.connector.name);
        cx.error("index-length", span, message, "remove `length`");
    }
    algorithm(cx, subject, index);
    fulltext::check(cx, subject, index);
    database_names::length(cx, subject, index.map, index.attribute);
    if can.clustering {
        one_clustered(cx, subject, model, index);
    } else {
        no_clustering(cx, subject, index);
    }
    if index.kind != IndexKind::Normal && index.fields.iter().any(|f| f.ops.is_some()) {
        let message = format!("`{}` has no operator classes", index.title());
        cx.error("operator-class-not-allowed", span, message, "remove `ops`");
    }
    composite_in_compound_unique(cx, subject, model, index);
    predicate(cx, subject, index);
    length_fits_types(cx, subject, model, index);
}

/// Prisma's engines can't ask for a record by several values of which one is an object. Only the first such field is told.
fn composite_in_compound_unique(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, index: &Key<'_>) {
    if index.kind != IndexKind::Unique || index.fields.len() < 2 {
        return;
    }
    let named = index.fields.iter().map(|field| subject.draft.key_field(model, field));
    if let Some((decl, ..)) = named.into_iter().find(|(_, ty, _)| matches!(ty, FieldType::Composite(_))) {
        let message =
            format!("a unique of several fields can't have one of a composite type, as `{}` is", decl.name.text);
        let help = "name fields of that type instead (`address.street`), or remove it from the list";
        cx.error("composite-in-unique", index.attribute.span, message, help);
    }
}

/// The joined field names of a compound key, if a field has that name. A given `name` does not help, as in Prisma.
pub(super) fn clashing_client_name(subject: &Subject<'_, '_>, model: usize, key: &Key<'_>) -> Option<String> {
    if key.fields.len() < 2 {
        return None;
    }
    let decl = subject.draft.decl(model);
    let parts: Vec<&str> = key
        .fields
        .iter()
        .flat_map(|f| {
            let inner = f.path.iter().map(|(c, at)| subject.draft.shape.composites[*c].decl.fields[*at].name.text);
            std::iter::once(decl.fields[f.field].name.text).chain(inner)
        })
        .collect();
    let name = parts.join("_");
    let shape = &subject.draft.shape.models[model];
    shape.fields.get(name.as_str()).is_some_and(|at| shape.types[*at].is_column()).then_some(name)
}

fn algorithm(cx: &mut Context, subject: &Subject<'_, '_>, index: &Key<'_>) {
    let Some(algorithm) = index.algorithm else { return };
    if !subject.connector.index_types.contains(&algorithm) {
        let message = format!("{} has no indexes of type `{algorithm:?}`", subject.connector.name);
        cx.error("index-type", index.attribute.argument_span("type"), message, "remove `type`");
    } else if algorithm == IndexAlgorithm::Hash && index.fields.iter().any(|f| f.sort.is_some()) {
        let message = "an index of type `Hash` has no sort order";
        cx.error("hash-index-sort", index.attribute.span, message, "remove `sort`, or use `BTree`");
    }
}

pub(super) fn no_clustering(cx: &mut Context, subject: &Subject<'_, '_>, key: &Key<'_>) {
    if key.clustered.is_some() {
        let message = format!("{} has no `clustered`", subject.connector.name);
        cx.error("clustered", key.attribute.span, message, "remove `clustered`");
    }
}

fn one_clustered(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, index: &Key<'_>) {
    if index.clustered != Some(true) {
        return;
    }
    let id = &subject.draft.models[model].primary_key;
    let id_is_clustered = id.as_ref().is_some_and(|id| id.clustered != Some(false));
    if id_is_clustered || subject.clustered_indexes[model] > 1 {
        let message = "a table has one clustered index, and another key or index is clustered too";
        let help = "keep `clustered: true` on one; an id is clustered unless it has `clustered: false`";
        cx.error("several-clustered", index.attribute.span, message, help);
    }
}

/// `length` is for texts and bytes.
pub(super) fn length_fits_types(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, key: &Key<'_>) {
    if !subject.connector.can.index_length {
        return;
    }
    for field in key.fields.iter().filter(|f| f.length.is_some()) {
        let (decl, ty, _) = subject.draft.key_field(model, field);
        let fits = matches!(ty, FieldType::Unsupported | FieldType::Scalar(ScalarType::String | ScalarType::Bytes));
        if !fits {
            let message = format!("`length` is for fields of type String or Bytes, and `{}` is none", decl.name.text);
            cx.error("index-length", key.attribute.span, message, "remove `length`");
        }
    }
}

fn predicate(cx: &mut Context, subject: &Subject<'_, '_>, index: &Key<'_>) {
    if index.predicate.is_none() || cx.flavour == Flavour::Six {
        return;
    }
    let span = index.attribute.argument_span("where");
    if !subject.config.features.has("partialIndexes") {
        let help = "add `previewFeatures = [\"partialIndexes\"]` to a generator";
        cx.error("missing-preview-feature", span, "`where` of an index is a preview feature", help);
    } else if !subject.connector.can.partial_indexes {
        let message = format!("{} has no partial indexes", subject.connector.name);
        cx.error("partial-index", span, message, "remove `where`");
    }
}
