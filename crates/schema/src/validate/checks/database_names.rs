//! Names in the database: tables, and the length of names that were given.

use crate::hash::HashMap;

use nicol_diagnostics::{Diagnostic, Span};

use super::Subject;
use crate::ast::Attribute;
use crate::validate::context::Context;

/// Two models or views with the same table.
pub(super) fn check(cx: &mut Context, subject: &Subject<'_, '_>) {
    let draft = subject.draft;
    let mut tables: HashMap<(Option<&str>, &str), usize> = HashMap::default();
    // Models first, then views.
    let order = |views| (0..draft.models.len()).filter(move |at| draft.decl(*at).is_view == views);
    for model in order(false).chain(order(true)) {
        let namespace = draft.models[model].namespace.map(|(name, _)| name);
        let table = draft.table(model);
        let Some(other) = tables.insert((namespace, table), model) else { continue };
        // The place is the `@@map` that brought it about: on this model, else on the other one.
        let (at, model) = if draft.models[model].map.is_some() { (model, other) } else { (other, model) };
        let span = draft.decl(at).attribute("map").map_or(draft.decl(at).span, |a| a.span);
        let message = format!("the table `{table}` belongs to `{}` already", draft.decl(model).name.text);
        cx.push(
            Diagnostic::error("duplicate-table", span, message)
                .with_label(draft.decl(model).name.span, "the other block")
                .with_help("give one of them another name with `@@map`"),
        );
    }
}

/// A name of a key or index that the database would cut.
pub(super) fn length(cx: &mut Context, subject: &Subject<'_, '_>, name: Option<&str>, attribute: &Attribute<'_>) {
    let (Some(name), Some(limit)) = (name, subject.connector.max_identifier_length) else { return };
    if name.len() > limit {
        too_long(cx, attribute.span, subject.connector.name, name, limit);
    }
}

fn too_long(cx: &mut Context, span: Span, database: &str, name: &str, limit: usize) {
    let message = format!("the name `{name}` has {} bytes, and {database} allows {limit}", name.len());
    cx.error("name-too-long", span, message, "shorten the name in `map`");
}
