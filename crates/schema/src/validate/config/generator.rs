//! `generator`.

use nicol_model::Provider;

use super::preview::{self, PreviewFeatures};
use super::{has_all_values, string_or_env};
use crate::ast::{Config, Expr, ExprKind};
use crate::ir::{self, ConfigValue, StringOrEnv};
use crate::validate::context::Context;

const OWN_KEYS: [&str; 4] = ["provider", "output", "binaryTargets", "previewFeatures"];

/// `None` if the block is of no use, which has been reported then (but for a value that is an object:
/// there the generator is left out silently, as in Prisma).
pub(super) fn read(
    cx: &mut Context,
    config: &Config<'_>,
    datasource: Option<Provider>,
    features: &mut PreviewFeatures,
) -> Option<ir::Generator> {
    if !has_all_values(cx, config) {
        return None;
    }
    let value = |key| config.property(key).and_then(|p| p.value.as_ref());
    if let Some(engine) = value("engineType")
        && !matches!(engine.kind, ExprKind::String(_))
    {
        cx.string(engine);
    }
    let Some(provider) = value("provider") else {
        let message = format!("the generator `{}` has no `provider`", config.name.text);
        cx.error("missing-provider", config.span, message, "write `provider = \"nicol-rust\"` or another generator");
        return None;
    };
    let provider = string_or_env(cx, provider)?;
    let output = value("output").and_then(|v| string_or_env(cx, v));
    let binary_targets = value("binaryTargets").and_then(|v| cx.list(v, string_or_env)).unwrap_or_default();
    let mut preview_features = Vec::new();
    if let Some(written) = value("previewFeatures")
        && let Some(names) = cx.list(written, Context::string)
    {
        preview_features = preview::read(cx, &names, written, datasource, features);
    }
    let mut rest = Vec::new();
    for property in &config.properties {
        let key = property.name.text;
        let is_last = config.property(key).is_some_and(|p| std::ptr::eq(p, property));
        if is_last && !OWN_KEYS.contains(&key) {
            rest.push((key.to_owned(), config_value(cx, property.value.as_ref()?)?));
        }
    }
    Some(ir::Generator {
        name: config.name.text.to_owned(),
        provider,
        output,
        binary_targets,
        preview_features,
        config: rest,
        documentation: config.documentation.clone(),
        file: config.span.file.0 as usize,
        span: config.span,
    })
}

/// A free value as Prisma keeps it; `None` for an object, which it can't keep, and for an `env` that is wrong.
fn config_value(cx: &mut Context, expr: &Expr<'_>) -> Option<ConfigValue> {
    Some(match &expr.kind {
        ExprKind::Array(items) => {
            ConfigValue::List(items.iter().map(|item| config_value(cx, item)).collect::<Option<_>>()?)
        }
        ExprKind::String(text) => ConfigValue::Text(text.clone().into_owned()),
        ExprKind::Call("env", _) => match string_or_env(cx, expr)? {
            StringOrEnv::Literal(text) | StringOrEnv::Env(text) => ConfigValue::Text(text),
        },
        ExprKind::Object(_) => return None,
        _ => ConfigValue::Text(expr.print(",")),
    })
}
