//! `extensions` of a PostgreSQL datasource.

use crate::hash::HashMap;

use crate::ast::{Args, Config, ExprKind};
use crate::ir::Extension;
use crate::validate::context::Context;

/// The extensions, sorted by the name as written.
pub(super) fn read(cx: &mut Context, config: &Config<'_>) -> Option<Vec<Extension>> {
    let value = config.property("extensions")?.value.as_ref()?;
    let mut found = cx.list(value, |cx, item| match &item.kind {
        ExprKind::Constant(name) => Some((*name, extension(name, item.span, &HashMap::default()))),
        ExprKind::Call(name, args) => {
            let values = arguments(cx, args);
            Some((*name, extension(name, item.span, &values)))
        }
        _ => {
            cx.constant(item);
            None
        }
    })?;
    found.sort_by_key(|(name, _)| *name);
    Some(found.into_iter().map(|(_, extension)| extension).collect())
}

fn extension(name: &str, span: nicol_diagnostics::Span, values: &HashMap<&str, &str>) -> Extension {
    let value = |key| values.get(key).map(|v| (*v).to_owned());
    Extension {
        name: value("map").unwrap_or_else(|| name.to_owned()),
        schema: value("schema"),
        version: value("version"),
        span,
    }
}

fn arguments<'a>(cx: &mut Context, args: &'a Args<'a>) -> HashMap<&'a str, &'a str> {
    let mut values = HashMap::default();
    let mut seen = Vec::new();
    let help = "the arguments are `map`, `schema` and `version`";
    for arg in &args.items {
        let Some(name) = arg.name else {
            cx.error("unknown-argument", arg.span, "an argument of an extension has a name", help);
            continue;
        };
        if seen.contains(&name.text) {
            let message = format!("the argument `{}` is given twice", name.text);
            cx.error("duplicate-argument", arg.span, message, "keep one of them");
            continue;
        }
        seen.push(name.text);
        let text = cx.string(&arg.value);
        match (name.text, text) {
            ("map" | "schema" | "version", Some(text)) => {
                values.insert(name.text, text);
            }
            ("map" | "schema" | "version", None) => {
                let message = format!("`{}` must be a string", name.text);
                cx.error("wrong-value-kind", arg.span, message, format!("write `{}: \"…\"`", name.text));
            }
            _ => {
                let message = format!("an extension has no argument `{}`", name.text);
                cx.error("unknown-argument", arg.span, message, help);
            }
        }
    }
    values
}
