//! `@id` and `@@id`.

use super::constraint_names::ConstraintNames;
use super::{Subject, database_names, indexes};
use crate::validate::context::Context;
use crate::validate::draft::Key;

pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>, names: &ConstraintNames<'_>, model: usize) {
    let Some(id) = &subject.draft.models[model].primary_key else { return };
    let decl = subject.draft.decl(model);
    let can = subject.connector.can;
    let span = id.attribute.span;
    if can.named_primary_keys {
        database_names::length(cx, subject, id.map, id.attribute);
    }
    names.check_primary_key(cx, subject, model, id);
    names.check_client_name(cx, model, id);
    if id.fields.is_empty() {
        cx.error("empty-field-list", span, format!("`{}` names no field", id.title()), "name a field");
    }
    clash(cx, subject, model, id);
    if id.map.is_some() && !can.named_primary_keys {
        let message = format!("{} has no names for primary keys", subject.connector.name);
        cx.error("named-primary-key", decl.span, message, format!("remove `map` from `{}`", id.title()));
    }
    if id.fields.len() > 1 && !can.compound_ids {
        let message = format!("{} has no ids of several fields", subject.connector.name);
        cx.error("compound-id", span, message, "use one field with `@id`, and `@@unique` for the rest");
    }
    if !can.index_length && id.fields.iter().any(|f| f.length.is_some()) {
        let message = format!("{} has no `length` in primary keys", subject.connector.name);
        cx.error("index-length", span, message, "remove `length`");
    }
    if !can.primary_key_sort && id.fields.iter().any(|f| f.sort.is_some()) {
        let message = format!("{} has no `sort` in primary keys", subject.connector.name);
        cx.error("primary-key-sort", span, message, "remove `sort`");
    }
    indexes::length_fits_types(cx, subject, model, id);
    clustering(cx, subject, model, id);
}

/// The name of a compound id in the client must not be that of a field.
fn clash(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, id: &Key<'_>) {
    if let Some(name) = indexes::clashing_client_name(subject, model, id) {
        let message = format!("the name of the id, `{name}`, is also that of a field");
        cx.error("client-name-clash", id.attribute.span, message, "rename the field");
    }
}

fn clustering(cx: &mut Context, subject: &Subject<'_, '_>, model: usize, id: &Key<'_>) {
    if !subject.connector.can.clustering {
        indexes::no_clustering(cx, subject, id);
        return;
    }
    if id.clustered != Some(false) && subject.clustered_indexes[model] > 0 {
        let message = "a table has one clustered index, and the id is clustered too";
        cx.error("several-clustered", id.attribute.span, message, "write `clustered: false` here");
    }
}
